"""A drawing in millimetres with stamp, key, notes and source, saved as the same bytes on every run.

A figure has no title of its own: its caption is its title, says the finding, and stands above it.
Pages and print show SVG, Word shows PNG. SVG text is drawn as paths: a browser shows the report's
figures as images, where no font can be supplied, and another font's widths would break the layout.
The numbers live on in the table that `Drawing.table` names.
"""

import io
import json
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import matplotlib
import matplotlib.style
import seaborn
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font, ttfFontProperty
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from analysis.model.provenance import Provenance
from analysis.model.store.csv_file import replace_file, replace_text

# The look of every figure: one width, one font, colours that survive print and colour blindness.
WIDTH = 170.0  # mm, the width a figure is printed at
TALLEST = 247.0  # mm of an A4 page that a figure may take, its caption left room for
MARGIN, GAP = 1.5, 2.0  # mm
SWATCH = 8.0  # mm of a key's picture with the space after it
POINT = 25.4 / 72  # mm
FONT = "DejaVu Sans of matplotlib"
TEXT, SMALL = 7.7, 7.2  # points; SMALL stays above 7 where a page takes 166 mm
LONGEST_ALT = 250  # characters: what a screen reader says in one breath
LINE = 1.27  # height of a line in ems

PALETTE = seaborn.color_palette("colorblind").as_hex()
# One colour and one marker a force, in the study's order: the marker tells them apart in grey. The
# first three are the palette's; the others of it are too pale on white, and are darker here.
FORCE_COLOURS = [PALETTE[0], PALETTE[3], PALETTE[2], "#b0589f", "#4a4a4a", "#a67c00"]
FORCE_MARKERS = "oDs^vP"
OWN, NEUTRAL = PALETTE[0], "#8a8a8a"
INK, MUTED, RULE = "#1c1c1c", "#555555", "#c9c9c9"
BREAK = "#7a3e00"
LACKING = re.compile(r"Glyph (\d+) .*missing from font")  # what matplotlib says of a letter
# Characters that turn the direction of reading, by their class in Unicode.
TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
# Keeps words legible on a line. Strokes about each letter would be as many paths in an SVG.
GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}

SETTINGS: Mapping[str, object] = {
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
    "savefig.dpi": 220,  # as Word itself stores pictures for print
    "figure.dpi": 100,
    "path.simplify": False,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save in the project's style, whatever settings the user's own matplotlib has.

    For a `with` block, or as a decorator of what draws: `@house_style()`.
    """
    register_font()
    theme = seaborn.axes_style("ticks") | SETTINGS
    with matplotlib.style.context(theme, after_reset=True):
        yield


@cache
def register_font() -> None:
    """Make `FONT` the letters that matplotlib brings, under a name that no other font has.

    By their own name a machine's DejaVu Sans may be found instead: the same letters, but other
    numbers for them, and so other bytes.
    """
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"):
        path = Path(matplotlib.get_data_path(), "fonts", "ttf", name)
        if not path.exists():
            path = Path(findfont(FontProperties(family=["sans-serif"])))
            warnings.warn(
                f"{name} of matplotlib is missing: figures have {path.name}", stacklevel=2
            )
        fontManager.ttflist.append(replace(ttfFontProperty(get_font(path)), name=FONT))


class NothingToDraw(ValueError):
    """The study has none of what a figure shows; the message is the sentence put in its place."""


@dataclass(frozen=True)
class Key:
    """One entry of the key: a `patch`, `line` or `point` with matplotlib's settings."""

    label: str
    kind: str
    look: dict = field(default_factory=dict)


class ForceLook(NamedTuple):
    """How a force looks in every figure of a study; as it is here, what is of no one force."""

    colour: str = INK
    marker: str = FORCE_MARKERS[0]

    @property
    def pale(self) -> str:
        """Its colour, far lighter, for what is only part or not certain."""
        return mix_with_white(self.colour, 0.7)


class Drawing(Figure):
    """A Figure of the house's width whose caption, alt text and provenance travel with it.

    `table` is the name of the table of the report that holds its numbers, and `cells` the number of
    source cells behind it. `page` is an axes over the whole paper, in mm from the top left; `top`
    is where the body begins on it.
    """

    caption = alt = provenance = stamp = table = ""
    cells = 0
    top = 0.0
    page: Axes

    def add_panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place of the body, in mm from the body's top left."""
        tall = self.get_figheight() * 25.4
        bottom = tall - self.top - top - height
        axes = self.add_axes((left / WIDTH, bottom / tall, width / WIDTH, height / tall))
        axes.patch.set_visible(False)
        return axes

    def add_rows(
        self, left: float, top: float, width: float, height: float, edge: str = RULE
    ) -> Axes:
        """A panel whose vertical axis is in mm downward, without ticks, its left edge a colour."""
        axes = self.add_panel(left, top, width, height)
        axes.set_ylim(height, 0)
        axes.set_yticks([])
        axes.spines["left"].set_color(edge)
        axes.tick_params(axis="x", pad=1.5, labelsize=SMALL)
        return axes

    def write(self, x: float, y: float, text: str | Sequence[str], size=SMALL, **look) -> Text:
        """Text with its top (or `va`) at a place of the body, in mm from the body's top left."""
        words = text if isinstance(text, str) else "\n".join(text)
        look = {"va": "top", "ha": "left", "fontsize": size, "linespacing": 1.15} | look
        return self.page.text(x, self.top + y, words, **look)

    def tell(self, finding: str, shows: str, table: str) -> None:
        """The caption is the finding; the alternative text has what is to be seen behind it.

        Both are sentences. Where figures are made up, both texts begin with it, so that neither can
        be quoted without. The numbers stand in the report's table of the given name.
        """
        mark = Provenance(self.provenance).mark
        if self.provenance == Provenance.ILLUSTRATIVE:
            whole = self.stamp.startswith(mark.stamp)
            finding = f"{'Made-up' if whole else 'Partly made-up'} figures: {finding}"
        self.caption, self.table = finding, table
        self.alt = clip(f"{finding} {shows}", LONGEST_ALT)

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, drawn once: a notebook shows it, and the report's page has it."""
        stream = io.StringIO()
        says = {"Title": self.caption, "Description": self.stamp}
        with house_style(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", LACKING.pattern)  # `save_figure` tells it
            self.savefig(stream, format="svg", metadata={"Date": None, "Creator": None} | says)
        return stream.getvalue()

    def _repr_svg_(self) -> str:
        return self.svg


def start_drawing(
    subtitle: str,
    body: float,
    stamp: tuple[str, str],
    key: Sequence[Key] = (),
    notes: Sequence[str] = (),
    source: str = "",
) -> Drawing:
    """A drawing with subtitle, stamp, key, notes and source line in place, and `body` mm left free.

    `stamp` is the weakest provenance of what is drawn, and the words that say so. Raises
    NothingToDraw where no page is tall enough.
    """
    weakest, words = stamp
    stamp_width = measure_text(words, TEXT, bold=True) + 4
    heading = wrap_text(subtitle, WIDTH - 2 * MARGIN - stamp_width - 2 * GAP)
    notes = [*notes, *([source] if source else [])]
    note_lines = [line for note in notes for line in wrap_text(note, WIDTH - 2 * MARGIN, most=5)]
    key_rows = _arrange_key(key)
    top = MARGIN + max(line_height(lines=len(heading)), line_height(TEXT) + 2) + GAP
    key_height = len(key_rows) * (line_height() + 0.8) + (GAP if key_rows else 0)
    notes_height = line_height(lines=len(note_lines)) + (GAP if note_lines else 0)
    tall = top + body + key_height + notes_height + MARGIN

    if tall > TALLEST:
        raise NothingToDraw("There is too much for one picture; the tables have all of it.")

    drawing = Drawing(figsize=(WIDTH / 25.4, tall / 25.4))
    FigureCanvasAgg(drawing)
    page = drawing.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(tall, 0))
    page.set_axis_off()
    drawing.page, drawing.provenance, drawing.stamp = page, weakest, words
    mark = Provenance(weakest).mark
    box = (WIDTH - MARGIN - stamp_width, MARGIN)
    look = {"facecolor": mark.shade, "edgecolor": mark.ink, "lw": 0.6}
    page.add_patch(Rectangle(box, stamp_width, line_height(TEXT) + 2, **look))
    drawing.write(
        box[0] + stamp_width / 2, MARGIN + line_height(TEXT) / 2 + 1, words, TEXT,
        weight="bold", color=mark.ink, ha="center", va="center_baseline",
    )  # fmt: skip
    drawing.write(MARGIN, MARGIN + 0.6, heading, color=MUTED)
    if note_lines:
        drawing.write(
            MARGIN, tall - MARGIN - line_height(lines=len(note_lines)), note_lines, color=MUTED
        )
    _draw_key(drawing, key_rows, top + body + GAP)
    drawing.top = top
    return drawing


def choose_looks(forces: Iterable[str]) -> dict[str, ForceLook]:
    """The look of each force of a study, in its order.

    Of more forces than there are colours all have the same: colour could not tell them apart, and
    names stand beside the marks.
    """
    named = list(dict.fromkeys(forces))
    if len(named) > len(FORCE_COLOURS):
        return dict.fromkeys(named, ForceLook(OWN, FORCE_MARKERS[0]))
    return dict(zip(named, map(ForceLook, FORCE_COLOURS, FORCE_MARKERS), strict=False))


def mix_with_white(colour: str, share: float) -> str:
    """The colour with a share of white in it, 0 to 1."""
    return to_hex([part + (1 - part) * share for part in to_rgb(colour)])


def _arrange_key(key: Sequence[Key]) -> list[list[tuple[float, Key]]]:
    """The entries with their left edges, in as many rows as the paper needs."""
    rows: list[list[tuple[float, Key]]] = []
    left = WIDTH
    for entry in key:
        width = SWATCH + measure_text(entry.label) + 5
        if left + width > WIDTH - MARGIN + 5:
            rows.append([])
            left = MARGIN
        rows[-1].append((left, entry))
        left += width
    return rows


def _draw_key(drawing: Drawing, rows: list[list[tuple[float, Key]]], top: float) -> None:
    for i, row in enumerate(rows):
        middle = top + (i + 0.5) * (line_height() + 0.8)
        for left, entry in row:
            if entry.kind == "patch":
                place = (left, middle - 1.2)
                drawing.page.add_patch(Rectangle(place, SWATCH - 2, 2.4, **entry.look))
            else:
                ends = [left, left + SWATCH - 2]
                if entry.kind == "point":
                    ends = [sum(ends) / 2]
                drawing.page.add_line(Line2D(ends, [middle] * len(ends), **entry.look))
            drawing.write(left + SWATCH - 0.8, middle, entry.label, va="center_baseline")


def clip(text: str, longest: int) -> str:
    """The text, or as many of its words as leave room for an ellipsis.

    >>> clip("one two three", 8)
    'one two…'
    """
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0][: longest - 1].rstrip(",;:") + "…"


def wrap_text(
    text: str, width: float, size: float = SMALL, bold: bool = False, most: int | None = None
) -> list[str]:
    """The text in lines no wider than `width` mm; a single word wider than that is cut in two.

    Of more than `most` lines the last that is shown ends in an ellipsis. What turns the direction
    of reading is dropped: no label may reorder the numbers beside it.
    """
    text = "".join(c for c in text if unicodedata.bidirectional(c) not in TURNS)
    lines = _wrap(text, width, size, bold)
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], _wrap(lines[most - 1], width - 2, size, bold)[0] + "…"]


def _wrap(text: str, width: float, size: float, bold: bool) -> list[str]:
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


@cache
def measure_text(text: str, size: float = SMALL, bold: bool = False) -> float:
    """The width of one line of text in mm."""
    register_font()
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] * POINT


def line_height(size: float = SMALL, lines: int = 1) -> float:
    """The height of some lines of text in mm."""
    return lines * size * LINE * POINT


def save_figure(figure: Drawing, name: str, folder: Path) -> dict[str, object]:
    """Write `<folder>/<name>.svg` and `.png`; return the index entry.

    Each file also says in its metadata whose figures it shows. Raises ValueError without an alt
    text, or where it is too long or repeats the caption.
    """
    caption, alt = figure.caption, figure.alt
    if not caption or not alt or caption == alt:
        raise ValueError(f"figure {name!r}: give a caption, and an alternative text unlike it")
    if len(alt) > LONGEST_ALT:
        raise ValueError(f"figure {name!r}: its alternative text is over {LONGEST_ALT} characters")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / f"{name}.svg", figure.svg.encode())
    stream = io.BytesIO()
    says = {"Software": None, "Title": caption, "Description": figure.stamp}
    with house_style(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        # Compressed no harder a file is made in three quarters of the time, and is smaller too.
        figure.savefig(stream, format="png", metadata=says, pil_kwargs={"compress_level": 3})
    # Of the letters that the font lacks matplotlib tells each by itself, and again in each format.
    told = {str(one.message) for one in caught}
    lacking = {found[1] for words in told if (found := LACKING.match(words))}
    if lacking:
        letters = ", ".join(f"U+{int(number):04X}" for number in sorted(lacking, key=int))
        warnings.warn(
            f"figure {name}: its font has no letter for {letters}, a box stands there; the tables "
            "of the report have the words",
            stacklevel=2,
        )
    replace_file(folder / f"{name}.png", stream.getvalue())
    return {
        "name": name,
        "caption": caption,
        "alt": alt,
        "table": figure.table,
        "provenance": figure.provenance,
        "stamp": figure.stamp,
        "cells": figure.cells,
    }


def write_index(folder: Path, entries: Iterable[dict]) -> Path:
    """Write `<folder>/index.json`: per name its caption, alt text, table, provenance, source cells.

    Raises ValueError where two figures bear one name.
    """
    index: dict[str, dict] = {}
    for entry in entries:
        if entry["name"] in index:
            raise ValueError(f"two figures are named {entry['name']!r}; name each once")
        index[str(entry["name"])] = entry
    path = Path(folder) / "index.json"
    replace_text(path, json.dumps(index, indent=1, ensure_ascii=False) + "\n")
    return path
