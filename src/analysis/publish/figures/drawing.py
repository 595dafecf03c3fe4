"""A drawing: a matplotlib Figure on millimetre paper that says where its numbers come from."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.publish.style import (
    MUTED,
    PROVENANCE_COLOURS,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    house_style,
    line_height,
    measure_text,
    wrap_text,
)

MARGIN, GAP = 1.5, 2.0  # mm


class NothingToDraw(ValueError):
    """The study has none of what a figure shows; the message is the sentence put in its place."""


@dataclass(frozen=True)
class Key:
    """One entry of the key: a `patch`, `line` or `point` with matplotlib's settings."""

    label: str
    kind: str
    look: dict = field(default_factory=dict)


class Drawing(Figure):
    """A Figure of the house's width whose caption, alt text and provenance travel with it.

    `cells` is the number of source cells behind it. `page` is an axes over the whole paper, in mm
    from the top left; `top` is where the body begins on it.
    """

    caption = alt = provenance = stamp = ""
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

    def write(self, x: float, y: float, text: str | Sequence[str], size=SMALL, **look) -> Text:
        """Text with its top (or `va`) at a place of the body, in mm from the body's top left."""
        words = text if isinstance(text, str) else "\n".join(text)
        look = {"va": "top", "ha": "left", "fontsize": size, "linespacing": 1.15} | look
        return self.page.text(x, self.top + y, words, **look)

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, drawn once: a notebook shows it, and the report's page has it."""
        stream = io.StringIO()
        said = {"Title": self.caption, "Description": self.stamp}
        with house_style():
            self.savefig(stream, format="svg", metadata={"Date": None, "Creator": None} | said)
        return stream.getvalue()

    def _repr_svg_(self) -> str:
        return self.svg


def start_drawing(
    title: str,
    subtitle: str,
    body: float,
    stamp: tuple[str, str],
    key: Sequence[Key] = (),
    notes: Sequence[str] = (),
) -> Drawing:
    """A drawing with title, stamp, subtitle, key and notes in place, and `body` mm left free."""
    weakest, words = stamp
    stamp_width = measure_text(words, TEXT, bold=True) + 4
    heading = wrap_text(title, WIDTH - 2 * MARGIN - stamp_width - GAP, TITLE, bold=True)
    told = wrap_text(subtitle, WIDTH - 2 * MARGIN)
    noted = [line for note in notes for line in wrap_text(note, WIDTH - 2 * MARGIN)]
    key_rows = _arrange(key)
    title_height = max(line_height(TITLE, len(heading)), line_height(TEXT) + 2) + 1
    top = MARGIN + title_height + line_height(lines=len(told)) + GAP
    key_height = len(key_rows) * (line_height() + 0.8) + (GAP if key_rows else 0)
    notes_height = line_height(lines=len(noted)) + (GAP if noted else 0)
    tall = top + body + key_height + notes_height + MARGIN

    drawing = Drawing(figsize=(WIDTH / 25.4, tall / 25.4))
    FigureCanvasAgg(drawing)
    page = drawing.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(tall, 0))
    page.set_axis_off()
    drawing.page, drawing.provenance, drawing.stamp = page, weakest, words
    shade, ink = PROVENANCE_COLOURS[weakest]
    box = (WIDTH - MARGIN - stamp_width, MARGIN)
    page.add_patch(
        Rectangle(box, stamp_width, line_height(TEXT) + 2, facecolor=shade, edgecolor=ink, lw=0.6)
    )
    drawing.write(MARGIN, MARGIN + 0.8, heading, TITLE, weight="bold")
    drawing.write(
        box[0] + stamp_width / 2, MARGIN + line_height(TEXT) / 2 + 1, words, TEXT,
        weight="bold", color=ink, ha="center", va="center_baseline",
    )  # fmt: skip
    if told:
        drawing.write(MARGIN, MARGIN + title_height, told, color=MUTED)
    if noted:
        drawing.write(MARGIN, tall - MARGIN - line_height(lines=len(noted)), noted, color=MUTED)
    _draw_key(drawing, key_rows, top + body + GAP)
    drawing.top = top
    return drawing


SWATCH = 8.0  # mm of a key's picture with the space after it


def _arrange(key: Sequence[Key]) -> list[list[tuple[float, Key]]]:
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
