"""Rows of a table with an axis in it: a point for what is exact, a solid bar for bounds.

Bounds have no midpoint and no shading: nothing in them says where between the two the truth lies.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.model.provenance import Provenance
from analysis.publish.content.publication import Publication, SeriesKey
from analysis.publish.content.wording import choose_limits
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
    measure_text,
    wrap_text,
)
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT

LABEL_WIDTH = 46.0  # mm, the gap to the axis included
BASIS_WIDTH, VALUE_WIDTH = 36.0, 41.0  # mm
AXIS_WIDTH = WIDTH - 2 * MARGIN - LABEL_WIDTH - BASIS_WIDTH - VALUE_WIDTH

POINT = {"marker": "o", "color": OWN, "ms": 4.5}  # of rows on one scale
COLOURS = {"own": OWN, "common": COMMON}
MARKERS = {"own": "o", "common": "D"}  # told apart without colour
BOUNDS_WORDS = "bounds: it lies somewhere between the ends"
KEYS = {
    "own": Key("own window", "point", {"marker": "o", "color": OWN, "ms": 5}),
    "common": Key("common window", "point", {"marker": "D", "color": COMMON, "ms": 5}),
    "bounds": Key(BOUNDS_WORDS, "line", {"color": INK, "lw": 4.5, "solid_capstyle": "butt"}),
    "interval": Key(
        f"{CONFIDENCE_TEXT} interval of the underlying rate", "line", {"color": INK, "lw": 1}
    ),
}


@dataclass(frozen=True)
class AxisRow:
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

    @property
    def height(self) -> float:
        """The height in mm of the row's words."""
        days = wrap_text(self.days, BASIS_WIDTH - 3)
        return line_height(lines=max(1 + len(days), len(self.words))) + 2


@dataclass(frozen=True)
class SeriesRows:
    """The rows of one series, under one label."""

    key: SeriesKey
    rows: list[AxisRow]

    def measure(self, publication: Publication) -> float:
        """The height in mm of the label or of the rows, whichever is taller."""
        label = measure_label(publication, self.key) + 1
        return max(label, sum(row.height for row in self.rows))


@dataclass(frozen=True)
class AxisGroup:
    """Series that share an axis because they count the same thing; a heading where one is due."""

    series: list[SeriesRows]
    heading: str = ""

    @property
    def rows(self) -> list[AxisRow]:
        return [row for one in self.series for row in one.rows]

    @property
    def drawn(self) -> list[AxisRow]:
        return [row for row in self.rows if row.is_drawn]

    @property
    def heading_lines(self) -> list[str]:
        return wrap_text(self.heading, WIDTH - 2 * MARGIN, bold=True)

    @property
    def heading_height(self) -> float:
        return line_height(lines=len(self.heading_lines)) + 0.5 if self.heading else 0.0

    @property
    def axis_height(self) -> float:
        """The height in mm of the scale and the space under it."""
        return 5.6 if self.drawn else 2.5  # where all is refused there is nothing to scale


def measure_groups(publication: Publication, groups: Sequence[AxisGroup]) -> float:
    """The height in mm that the groups take."""
    heights = [one.measure(publication) for group in groups for one in group.series]
    headings = [group.heading_height for group in groups if group.heading]
    return sum(heights) + sum(headings) + sum(group.axis_height for group in groups)


def draw_groups(
    drawing: Drawing, publication: Publication, groups: Sequence[AxisGroup], whole: bool = False
) -> None:
    """Lay the groups out one under another; `whole` where only whole numbers make sense."""
    top = 0.0
    for group in groups:
        if group.heading:
            drawing.write(MARGIN, top, group.heading_lines, weight="bold")
        top = _draw_group(drawing, publication, group, whole, top + group.heading_height)


def _draw_group(
    drawing: Drawing, publication: Publication, group: AxisGroup, whole: bool, top: float
) -> float:
    heights = [one.measure(publication) for one in group.series]
    left = MARGIN + LABEL_WIDTH + BASIS_WIDTH
    axes = drawing.add_rows(left, top, AXIS_WIDTH, sum(heights))
    furthest = max([row.furthest for row in group.drawn], default=0.0)
    open_ended = any(math.isinf(value) for row in group.drawn for value in (row.high, row.upper))
    axes.set_xlim(0, (furthest or 1.0) * (1.3 if open_ended else 1.06))
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=whole))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    if not group.drawn:
        axes.set_axis_off()
    at = 0.0
    for one, height in zip(group.series, heights, strict=True):
        if at:
            rule = drawing.top + top + at
            drawing.page.plot([MARGIN, WIDTH - MARGIN], [rule, rule], color=RULE, lw=0.5)
        write_label(drawing, publication, one.key, top + at + 0.8)
        below = at + 0.5
        for row in one.rows:
            _write_row(drawing, axes, row, left, top + below, below + row.height / 2)
            below += row.height
        at += height
    return top + sum(heights) + group.axis_height


def _write_row(
    drawing: Drawing, axes: Axes, row: AxisRow, left: float, top: float, middle: float
) -> None:
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
    _draw_row(axes, row, middle)


def _draw_row(axes: Axes, row: AxisRow, middle: float) -> None:
    """The interval as a thin line with ends, on it a point or the bounds, an arrow if open."""
    colour, edge = COLOURS[row.basis], axes.get_xlim()[1]
    if not math.isnan(row.lower):
        axes.plot([row.lower, min(row.upper, edge)], [middle] * 2, color=INK, lw=1.0, zorder=3)
        for limit in (row.lower, row.upper):
            if math.isfinite(limit):
                axes.plot([limit] * 2, [middle - 1, middle + 1], color=INK, lw=1.0, zorder=3)
    if math.isclose(row.low, row.high, rel_tol=1e-9):
        look = {"marker": MARKERS[row.basis], "ms": 5, "color": colour, "mec": "white", "mew": 0.4}
        axes.plot([row.low], [middle], ls="none", zorder=4, clip_on=False, gid="exact", **look)
    else:
        draw_bounds(axes, row.low, min(row.high, edge), middle, colour, 4.5)
    if math.isinf(row.high) or math.isinf(row.upper):
        axes.plot(
            [edge], [middle], ls="none", marker=">", ms=5, color=colour, clip_on=False, zorder=4
        )


def draw_bounds(
    axes: Axes, low: float, high: float, middle: float, colour: str, thickness: float
) -> None:
    """A solid bar from end to end, `thickness` points high, at `middle` mm of the axes."""
    axes.plot(
        [low, high], [middle] * 2, color=colour, lw=thickness, zorder=3.5, solid_capstyle="butt",
        gid="bounds",
    )  # fmt: skip


def write_label(drawing: Drawing, publication: Publication, key: SeriesKey, top: float) -> None:
    """Write who said it, in which reply, and whose figures they are, at `top` mm of the body."""
    for lines, size, look in _list_label(publication, key):
        drawing.write(MARGIN, top, lines, size, **look)
        top += line_height(size, len(lines))


def measure_label(publication: Publication, key: SeriesKey) -> float:
    """The height in mm of the label of a series."""
    return sum(line_height(size, len(lines)) for lines, size, _ in _list_label(publication, key))


def _list_label(publication: Publication, key: SeriesKey) -> list[tuple[list[str], float, dict]]:
    """Force, reference and provenance, each in lines with their size and look."""
    inner = LABEL_WIDTH - 3
    ink = Provenance(key.provenance).mark.ink
    weight = "bold" if key.provenance == Provenance.ILLUSTRATIVE else "normal"
    force = wrap_text(publication.names.force(key.force), inner, TEXT, bold=True)
    return [
        (force, TEXT, {"weight": "bold", "color": INK}),
        (wrap_text(key.reference, inner), SMALL, {"color": MUTED}),
        ([publication.format_provenance(key)], SMALL, {"color": ink, "weight": weight}),
    ]


def write_name(
    drawing: Drawing, name: str, provenance: str, top: float, width: float, mixed: bool
) -> None:
    """Write a name in one line with its centre at `top` mm, and behind it whose figures they are.

    That they are made up always stands there, anything else only where figures are `mixed`.
    """
    tag = provenance.upper() if provenance == Provenance.ILLUSTRATIVE else provenance
    tag = tag if mixed or provenance == Provenance.ILLUSTRATIVE else ""
    room = width - (measure_text(tag, bold=True) + 2 if tag else 0)
    lines = wrap_text(name, room)
    if len(lines) > 1:
        lines = [wrap_text(name, room - 2)[0] + "…"]
    drawing.write(MARGIN, top, lines[0], va="center_baseline")
    if tag:
        left = MARGIN + measure_text(lines[0]) + 2
        look = {"weight": "bold", "color": Provenance(provenance).mark.ink}
        drawing.write(left, top, tag, va="center_baseline", **look)


def list_scale_keys(point: str, interval: str, is_open: bool) -> list[Key]:
    """The key of rows on one scale, by the words for their points and intervals."""
    keys = [
        Key(point, "point", POINT),
        Key(f"{CONFIDENCE_TEXT} interval of {interval}", "line", {"color": INK, "lw": 1}),
    ]
    look = {"color": OWN, "lw": 4, "solid_capstyle": "butt"}
    return [*keys, Key(BOUNDS_WORDS, "line", look)] if is_open else keys


def draw_on_scale(axes: Axes, figure: pd.Series, middle: float) -> None:
    """A figure of the comparison on a scale that many share, at `middle` mm of the axes.

    Its interval is a thin line, on it a point or the bounds; an arrow where any goes further than
    the scale.
    """
    least, most = axes.get_xlim()
    low, high = figure["low"], figure["high"]
    lower, upper = choose_limits(figure)
    ends = [min(max(limit, least), most) for limit in (lower, upper)]
    axes.plot(ends, [middle] * 2, color=INK, lw=1.0, zorder=3)
    look = {"ls": "none", "zorder": 4, "clip_on": False}
    if math.isclose(low, high, rel_tol=1e-9):
        axes.plot([low], [middle], gid="exact", **POINT | look | {"mec": "white", "mew": 0.4})
    else:
        draw_bounds(axes, max(low, least), min(high, most), middle, OWN, 4)
    arrow = look | {"ms": 4, "color": INK, "gid": "beyond"}
    if upper > most or high > most:
        axes.plot([most], [middle], marker=">", **arrow)
    if lower < least or low < least:
        axes.plot([least], [middle], marker="<", **arrow)


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
        """The notes, each behind its letter and with a full stop."""
        return [f"({self._letter(i)}) {text}." for i, text in enumerate(self.texts)]

    @staticmethod
    def _letter(number: int) -> str:
        return chr(ord("a") + number) if number < 26 else f"a{number - 25}"


def drop_marks(words: list[str]) -> list[str]:
    """The words without the letters that `Notes.mark` set beside them: nobody hears footnotes.

    >>> drop_marks(["12 [c] (a) (b)"])
    ['12 [c]']
    """
    return [re.sub(r"( \([a-z][0-9]*\))+$", "", word) for word in words]
