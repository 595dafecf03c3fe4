"""Rows of a table with an axis in it: a point for what is exact, a solid bar for bounds.

Bounds have no midpoint and no shading: nothing in them says where between the two the truth lies.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from analysis.model.provenance import Provenance
from analysis.publish.content.publication import Publication, SeriesKey
from analysis.publish.figures.drawing import (
    COMMON,
    INK,
    MARGIN,
    MUTED,
    OWN,
    RULE,
    SMALL,
    TEXT,
    WIDTH,
    Drawing,
    Key,
    line_height,
    wrap_text,
)
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT

# The words that stand left of a row: force, reference, provenance; and the letters of notes.

LABEL_WIDTH = 46.0  # mm, the gap to the axis included
_INNER = LABEL_WIDTH - 3


def _lines(publication: Publication, key: SeriesKey) -> list[tuple[list[str], float, dict]]:
    ink = Provenance(key.provenance).mark.ink
    weight = "bold" if key.provenance == "illustrative" else "normal"
    force = wrap_text(publication.names.force(key.force), _INNER, TEXT, bold=True)
    return [
        (force, TEXT, {"weight": "bold", "color": INK}),
        (wrap_text(key.reference, _INNER), 7.2, {"color": MUTED}),
        ([publication.format_provenance(key)], 7.2, {"color": ink, "weight": weight}),
    ]


def measure_label(publication: Publication, key: SeriesKey) -> float:
    """The height in mm of the label of a series."""
    return sum(line_height(size, len(lines)) for lines, size, _ in _lines(publication, key))


def write_label(
    drawing: Drawing, publication: Publication, key: SeriesKey, top: float
) -> list[Text]:
    """Write who said it, in which reply, and whose figures they are, at `top` mm of the body."""
    texts = []
    for lines, size, look in _lines(publication, key):
        texts.append(drawing.write(MARGIN, top, lines, size, **look))
        top += line_height(size, len(lines))
    return texts


def drop_marks(words: list[str]) -> list[str]:
    """The words without the letters that `Notes.mark` set beside them: nobody hears footnotes."""
    return [re.sub(r"( \([a-z][0-9]*\))+$", "", word) for word in words]


class Notes:
    """Notes under a figure, each with a letter; the same words get the same letter."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def mark(self, text: str) -> str:
        """The mark to set beside a figure, ` (a)`; nothing where there is nothing to note."""
        if not text:
            return ""
        if text not in self.texts:
            self.texts.append(text)
        return f" ({self._letter(self.texts.index(text))})"

    def listed(self) -> list[str]:
        return [f"({self._letter(i)}) {text}." for i, text in enumerate(self.texts)]

    @staticmethod
    def _letter(number: int) -> str:
        return chr(ord("a") + number) if number < 26 else f"a{number - 25}"


# Groups of rows that share an axis because they count the same thing, and the room they take.

BASIS_WIDTH, VALUE_WIDTH = 36.0, 41.0  # mm
AXIS_WIDTH = WIDTH - 2 * MARGIN - LABEL_WIDTH - BASIS_WIDTH - VALUE_WIDTH


@dataclass(frozen=True)
class Row:
    """One row: its basis (`own`, `common`), days, value in words, and where it lies.

    `low` is NaN where `words` say why nothing is drawn.
    """

    basis: str
    days: str
    words: list[str]
    low: float = math.nan
    high: float = math.nan
    lower: float = math.nan
    upper: float = math.nan

    @property
    def is_drawn(self) -> bool:
        return not math.isnan(self.low)

    @property
    def furthest(self) -> float:
        """The greatest finite value that has to be seen."""
        found = [self.low, self.high, self.lower, self.upper]
        return max(value for value in found if math.isfinite(value))


@dataclass(frozen=True)
class Entry:
    """The rows of one series, under one label."""

    key: SeriesKey
    rows: list[Row]


@dataclass(frozen=True)
class Group:
    """Entries that share an axis because they count the same thing; a heading where one is due."""

    entries: list[Entry]
    heading: str = ""

    @property
    def drawn(self) -> list[Row]:
        return [row for entry in self.entries for row in entry.rows if row.is_drawn]


def row_height(row: Row) -> float:
    """The height in mm of one row's words."""
    days = wrap_text(row.days, BASIS_WIDTH - 3)
    return line_height(lines=max(1 + len(days), len(row.words))) + 2


def entry_height(publication: Publication, entry: Entry) -> float:
    """The height in mm of a series' label or of its rows, whichever is taller."""
    return max(measure_label(publication, entry.key) + 1, sum(map(row_height, entry.rows)))


def wrap_heading(group: Group) -> list[str]:
    """The heading in lines as wide as the paper."""
    return wrap_text(group.heading, WIDTH - 2 * MARGIN, bold=True)


def measure_groups(publication: Publication, groups: Sequence[Group]) -> float:
    """The height in mm that the groups take."""
    heights = [entry_height(publication, entry) for group in groups for entry in group.entries]
    headings = [
        line_height(lines=len(wrap_heading(group))) + 0.5 for group in groups if group.heading
    ]
    return sum(heights) + sum(headings) + sum(axis_height(group) for group in groups)


def axis_height(group: Group) -> float:
    """The height in mm of a group's scale and the space under it."""
    return 5.6 if group.drawn else 2.5  # where all is refused there is nothing to scale


COLOURS = {"own": OWN, "common": COMMON}
MARKERS = {"own": "o", "common": "D"}  # told apart without colour
KEYS = {
    "own": Key("own window", "point", {"marker": "o", "color": OWN, "ms": 5}),
    "common": Key("common window", "point", {"marker": "D", "color": COMMON, "ms": 5}),
    "bounds": Key(
        "bounds: it lies somewhere between the ends", "line",
        {"color": INK, "lw": 4.5, "solid_capstyle": "butt"},
    ),
    "interval": Key(
        f"{CONFIDENCE_TEXT} interval of the underlying rate", "line", {"color": INK, "lw": 1}
    ),
}  # fmt: skip


def draw_groups(
    drawing: Drawing, publication: Publication, groups: Sequence[Group], whole: bool = False
) -> None:
    """Lay the groups out one under another; `whole` where only whole numbers make sense."""
    top = 0.0
    for group in groups:
        if group.heading:
            drawing.write(MARGIN, top, wrap_heading(group), weight="bold")
            top += line_height(lines=len(wrap_heading(group))) + 0.5
        top = _draw_group(drawing, publication, group, whole, top)


def _draw_group(
    drawing: Drawing, publication: Publication, group: Group, whole: bool, top: float
) -> float:
    heights = [entry_height(publication, entry) for entry in group.entries]
    left = MARGIN + LABEL_WIDTH + BASIS_WIDTH
    axes = drawing.add_panel(left, top, AXIS_WIDTH, sum(heights))
    axes.set_ylim(sum(heights), 0)  # mm, downward
    axes.set_yticks([])
    axes.spines["left"].set_color(RULE)
    furthest = max([row.furthest for row in group.drawn], default=0.0)
    open_ended = any(math.isinf(value) for row in group.drawn for value in (row.high, row.upper))
    axes.set_xlim(0, (furthest or 1.0) * (1.3 if open_ended else 1.06))
    axes.tick_params(axis="x", pad=1.5, labelsize=SMALL)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=whole))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    if not group.drawn:
        axes.set_axis_off()
    at = 0.0
    for entry, height in zip(group.entries, heights, strict=True):
        if at:
            rule = drawing.top + top + at
            drawing.page.plot([MARGIN, WIDTH - MARGIN], [rule, rule], color=RULE, lw=0.5)
        write_label(drawing, publication, entry.key, top + at + 0.8)
        below = at + 0.5
        for row in entry.rows:
            tall = row_height(row)
            _write_row(drawing, axes, row, left, top + below, below + tall / 2)
            below += tall
        at += height
    return top + sum(heights) + axis_height(group)


def _write_row(
    drawing: Drawing, axes: Axes, row: Row, left: float, top: float, middle: float
) -> None:
    colour = COLOURS[row.basis]
    drawing.write(left - BASIS_WIDTH, top, f"{row.basis} window", weight="bold", color=INK)
    days = wrap_text(row.days, BASIS_WIDTH - 3)
    drawing.write(left - BASIS_WIDTH, top + line_height(), days, color=MUTED)
    right = left + AXIS_WIDTH + 3
    if not row.is_drawn:
        drawing.write(right, top, row.words, style="italic")
        return
    drawing.write(right, top, row.words[0], weight="bold")
    if row.words[1:]:
        drawing.write(right, top + line_height(), row.words[1:], color=MUTED)
    edge = axes.get_xlim()[1]
    if not math.isnan(row.lower):
        axes.plot([row.lower, min(row.upper, edge)], [middle] * 2, color=INK, lw=1.0, zorder=3)
        for limit in (row.lower, row.upper):
            if math.isfinite(limit):
                axes.plot([limit] * 2, [middle - 1, middle + 1], color=INK, lw=1.0, zorder=3)
    if math.isclose(row.low, row.high, rel_tol=1e-9):
        look = {"marker": MARKERS[row.basis], "ms": 5, "color": colour, "mec": "white", "mew": 0.4}
        axes.plot([row.low], [middle], ls="none", zorder=4, clip_on=False, gid="exact", **look)
    else:
        axes.plot(
            [row.low, min(row.high, edge)], [middle] * 2, color=colour, lw=4.5, zorder=3.5,
            solid_capstyle="butt", gid="bounds",
        )  # fmt: skip
    if math.isinf(row.high) or math.isinf(row.upper):
        axes.plot(
            [edge], [middle], ls="none", marker=">", ms=5, color=colour, clip_on=False, zorder=4
        )
