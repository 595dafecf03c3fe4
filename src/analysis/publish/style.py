"""The look of every figure: one width, one font, colours that survive print and colour blindness.

SVG text is drawn as paths. A browser shows the report's figures as images, where no font can be
supplied, and another font's widths would break the layout; the words live on in the alt text.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import matplotlib.style
import seaborn
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.textpath import text_to_path

WIDTH = 170.0  # mm, the width a figure is printed at
POINT = 25.4 / 72  # mm
FONT = "DejaVu Sans"  # ships with matplotlib, so that every machine draws the same letters
TITLE, TEXT, SMALL = 9.0, 7.7, 7.2  # points; SMALL stays above 7 where a page takes 166 mm
LINE = 1.27  # height of a line in ems

PALETTE = seaborn.color_palette("colorblind").as_hex()
OWN, COMMON = PALETTE[0], PALETTE[1]  # blue, orange: told apart in every kind of colour vision
PALE, NEUTRAL = "#b5d4e9", "#8a8a8a"
INK, MUTED, RULE = "#1c1c1c", "#555555", "#c9c9c9"
BREAK = "#7a3e00"

# Shade and ink of each provenance, as the report's banners have them.
PROVENANCE_COLOURS = {
    "illustrative": ("#fdeccd", "#7a3e00"),
    "transcribed": ("#dfeaf6", "#1b4a7a"),
    "disclosed": ("#dff0e3", "#1d5a2e"),
}

HALO = [withStroke(linewidth=2.2, foreground="white")]  # keeps words legible on a line

_RC: Mapping[str, object] = {
    "font.family": FONT,
    "font.size": SMALL,
    "text.color": INK,
    "text.hinting": "none",  # else letters in PNG are wider than `measure_text` and SVG have them
    "text.parse_math": False,  # a reference or label with $ signs is text, never a formula
    "axes.labelsize": SMALL,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "path",
    "svg.hashsalt": "foi-reconciliation",  # else element ids differ on every run
    "pdf.fonttype": 3,  # six times as quick as 42, and no larger
    "savefig.dpi": 300,
    "figure.dpi": 100,
    "path.simplify": False,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save in the project's style, whatever settings the user's own matplotlib has."""
    theme = seaborn.axes_style("ticks") | _RC
    with matplotlib.style.context(theme, after_reset=True):
        yield


@cache
def measure_text(text: str, size: float = SMALL, bold: bool = False) -> float:
    """The width of one line of text in mm."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] * POINT


def wrap_text(text: str, width: float, size: float = SMALL, bold: bool = False) -> list[str]:
    """The text in lines no wider than `width` mm; a single word wider than that is cut in two."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if measure_text(longer, size, bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while measure_text(word, size, bold) > width and len(word) > 1:
            fits = next(
                n for n in range(len(word) - 1, 0, -1)
                if n == 1 or measure_text(word[:n], size, bold) <= width
            )  # fmt: skip
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line] if line else lines


def line_height(size: float = SMALL, lines: int = 1) -> float:
    """The height of some lines of text in mm."""
    return lines * size * LINE * POINT
