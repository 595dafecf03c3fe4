"""Rows of a table with an axis in it: a point for what is exact, a solid bar for bounds.

Bounds have no midpoint and no shading: nothing in them says where between the two the truth lies.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.model.provenance import Provenance
from analysis.publish.content.publication import Publication, SeriesKey
from analysis.publish.content.wording import choose_limits, join_words
from analysis.publish.figures.drawing import (
    INK,
    MARGIN,
    MUTED,
    RULE,
    SMALL,
    TEXT,
    WIDTH,
    Drawing,
    ForceLook,
    Key,
    choose_looks,
    clip,
    line_height,
    measure_text,
    wrap_text,
)
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT

LABEL_WIDTH = 46.0  # mm, the gap to the axis included
BASIS_WIDTH, VALUE_WIDTH = 36.0, 41.0  # mm
AXIS_WIDTH = WIDTH - 2 * MARGIN - LABEL_WIDTH - BASIS_WIDTH - VALUE_WIDTH

BAR = 3.2  # mm
MARK = re.compile(r" \[.\]")  # beside a figure, such as `[u]`
BOUNDS_WORDS = "bounds: it lies somewhere between the ends"
BASES = ("own", "common")
POINT = {"marker": "o", "color": INK, "ms": 5}
KEYS = {
    "own": Key("own window", "point", POINT),
    "common": Key("common window", "point", POINT | {"mfc": "white"}),
    "bounds": Key(BOUNDS_WORDS, "line", {"color": INK, "lw": 4.5, "solid_capstyle": "butt"}),
    "interval": Key(
        f"{CONFIDENCE_TEXT} interval of the underlying rate", "line", {"color": INK, "lw": 1}
    ),
}
BAR_KEYS = {
    "own": Key("own window", "patch", {"facecolor": INK}),
    "common": Key("common window", "patch", {"facecolor": "#c8c8c8", "edgecolor": INK}),
    "bounds": Key(
        BOUNDS_WORDS, "patch", {"facecolor": "white", "edgecolor": INK, "hatch": "/////"}
    ),
}


class Named(NamedTuple):
    """What a finding may name: a reply, and its figure from `low` to `high` in words."""

    name: str
    low: float
    high: float
    words: str


def name_extremes(found: Sequence[Named], most: str, least: str) -> str:
    """Whose is the greatest and whose the least of some figures, whatever lies within their bounds.

    `<most> Kent (at least 51) or Essex (60), <least> Dorset (9)`.
    """
    lows, highs = [one.low for one in found], [one.high for one in found]
    top = [one for one in found if one.high >= max(lows)]
    bottom = [one for one in found if one.low <= min(highs)]
    if len(found) < 2 or len(top) == len(found) or len(bottom) == len(found):
        named = "; ".join(_join_named([one]) for one in found[:3])
        return named + (f" and {len(found) - 3} more" if len(found) > 3 else "")
    return f"{most} {_join_named(top)}, {least} {_join_named(bottom)}"


def _join_named(found: list[Named]) -> str:
    words = [f"{one.name} ({MARK.sub('', one.words)})" for one in found]
    if len(words) > 3:
        return f"one of {len(words)}"
    alike = len({value for one in found for value in (one.low, one.high)}) == 1
    return join_words(words) if alike else " or ".join(words)


def name_among(publication: Publication, key: SeriesKey, shown: Sequence[SeriesKey]) -> str:
    """`Kent`, and the reference too, cut short, where several replies of the force are shown."""
    name = publication.names.short(key.force)
    if len({other.reference for other in shown if other.force == key.force}) > 1:
        name += f" ({clip(key.reference, 40)})"
    return name


def look_up_forces(publication: Publication) -> dict[str, ForceLook]:
    """The look of each force, the same in every figure of the study."""
    return choose_looks(key.force for key in publication.series)


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
        return wrap_text(self.heading, WIDTH - 2 * MARGIN, bold=True, most=3)

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
    drawing: Drawing, publication: Publication, groups: Sequence[AxisGroup], bars: bool = False
) -> None:
    """Lay the groups out one under another; `bars` of whole numbers, else points."""
    top = 0.0
    for group in groups:
        if group.heading:
            drawing.write(MARGIN, top, group.heading_lines, weight="bold")
        top = _draw_group(drawing, publication, group, bars, top + group.heading_height)


def _draw_group(
    drawing: Drawing, publication: Publication, group: AxisGroup, bars: bool, top: float
) -> float:
    heights = [one.measure(publication) for one in group.series]
    looks = look_up_forces(publication)
    left = MARGIN + LABEL_WIDTH + BASIS_WIDTH
    axes = drawing.add_rows(left, top, AXIS_WIDTH, sum(heights))
    furthest = max([row.furthest for row in group.drawn], default=0.0)
    open_ended = any(math.isinf(value) for row in group.drawn for value in (row.high, row.upper))
    axes.set_xlim(0, (furthest or 1.0) * (1.3 if open_ended else 1.06))
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=bars))
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
            _write_row(drawing, row, left, top + below)
            if row.is_drawn:
                draw = _draw_bar if bars else _draw_row
                draw(axes, row, looks[one.key.force], below + row.height / 2)
            below += row.height
        at += height
    return top + sum(heights) + group.axis_height


def _write_row(drawing: Drawing, row: AxisRow, left: float, top: float) -> None:
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


def _draw_bar(axes: Axes, row: AxisRow, look: ForceLook, middle: float) -> None:
    """A bar from zero to the least that it can be, hatched on to the most, an arrow if open."""
    edge = axes.get_xlim()[1]
    face = look.colour if row.basis == "own" else look.pale
    is_exact = math.isclose(row.low, row.high, rel_tol=1e-9)
    style = {"height": BAR, "edgecolor": look.colour, "lw": 0.6}
    axes.barh(middle, row.low, facecolor=face, gid="exact" if is_exact else "least", **style)
    if not is_exact:
        further = min(row.high, edge) - row.low
        style |= {"facecolor": "white", "hatch": "/////", "gid": "bounds"}
        axes.barh(middle, further, left=row.low, **style)
    if math.isinf(row.high):
        axes.plot([edge], [middle], marker=">", ms=5, color=look.colour, clip_on=False)


def _draw_row(axes: Axes, row: AxisRow, look: ForceLook, middle: float) -> None:
    """The interval as a thin line with ends, on it a point or the bounds, an arrow if open.

    The point is filled over the reply's own window and hollow over the common one.
    """
    colour, edge = look.colour, axes.get_xlim()[1]
    if not math.isnan(row.lower):
        axes.plot([row.lower, min(row.upper, edge)], [middle] * 2, color=INK, lw=1.0, zorder=3)
        for limit in (row.lower, row.upper):
            if math.isfinite(limit):
                axes.plot([limit] * 2, [middle - 1, middle + 1], color=INK, lw=1.0, zorder=3)
    if math.isclose(row.low, row.high, rel_tol=1e-9):
        face = colour if row.basis == "own" else "white"
        point = {"marker": look.marker, "ms": 5.5, "mec": colour, "mfc": face, "mew": 1.1}
        axes.plot([row.low], [middle], ls="none", zorder=4, clip_on=False, gid="exact", **point)
    else:
        draw_bounds(axes, row.low, min(row.high, edge), middle, colour, 4.5)
    if math.isinf(row.high) or math.isinf(row.upper):
        axes.plot(
            [edge], [middle], ls="none", marker=">", ms=5, color=colour, clip_on=False, zorder=4
        )


def draw_bounds(
    axes: Axes, low: float, high: float, middle: float, colour: str, thickness: float
) -> None:
    """A solid bar from end to end, `thickness` points high, at `middle` mm of the axes.

    A stroke at either end shows a bar that would be too narrow to see.
    """
    axes.plot(
        [low, high], [middle] * 2, color=colour, lw=thickness, zorder=3.5, solid_capstyle="butt",
        gid="bounds", marker="|", ms=thickness, mew=1.0,
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
        (wrap_text(key.reference, inner, most=2), SMALL, {"color": MUTED}),
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
    return [*keys, KEYS["bounds"]] if is_open else keys


def draw_on_scale(
    axes: Axes, figure: pd.Series, middle: float, look: ForceLook | None = None
) -> None:
    """A figure of the comparison on a scale that many share, at `middle` mm of the axes.

    Its interval is a thin line, on it a point or the bounds; an arrow where any goes further than
    the scale. `look` is that of the force it is of, if of one.
    """
    look = look or ForceLook()
    least, most = axes.get_xlim()
    low, high = figure["low"], figure["high"]
    lower, upper = choose_limits(figure)
    ends = [min(max(limit, least), most) for limit in (lower, upper)]
    axes.plot(ends, [middle] * 2, color=INK, lw=1.0, zorder=3)
    style = {"ls": "none", "zorder": 4, "clip_on": False}
    if math.isclose(low, high, rel_tol=1e-9):
        point = {"marker": look.marker, "color": look.colour, "ms": 5, "mec": "white", "mew": 0.4}
        axes.plot([low], [middle], gid="exact", **point | style)
    else:
        draw_bounds(axes, max(low, least), min(high, most), middle, look.colour, 4)
    arrow = style | {"ms": 4, "color": INK, "gid": "beyond"}
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
