"""Reported counts on a true time axis: height is the rate per month, so area is the count."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, MaxNLocator

from analysis.model.count import format_range
from analysis.model.provenance import Provenance
from analysis.model.window import ONE_DAY, Window, format_date
from analysis.publish.content.publication import Publication, SeriesKey, count_cells, format_counted
from analysis.publish.figures.drawing import (
    BREAK,
    HALO,
    INK,
    MARGIN,
    NEUTRAL,
    OWN,
    PALE,
    TEXT,
    WIDTH,
    Drawing,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    measure_text,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.timeaxis import (
    as_day,
    as_window,
    drop_printed_totals,
    label_breaks,
    mark_breaks,
    measure_breaks,
    set_time_axis,
)

# One reported count over its own days: its rate, its words, and how it looks.

LOOKS = {
    "year": ("a full year", {"facecolor": OWN, "edgecolor": "white", "lw": 0.6}),
    "part": (
        "part of a year, at its own rate",
        {"facecolor": PALE, "edgecolor": OWN, "hatch": "////", "lw": 0.8},
    ),
    "spans": (
        "counted partly before, partly after the change",
        {"facecolor": NEUTRAL, "edgecolor": "white", "lw": 0.6},
    ),
    "part spans": (
        "part of a year, partly before and partly after the change",
        {"facecolor": "#dcdcdc", "edgecolor": NEUTRAL, "hatch": "////", "lw": 0.8},
    ),
    "long": (
        "several years pooled in one figure",
        {"facecolor": "#eef4f9", "edgecolor": OWN, "ls": (0, (4, 2)), "lw": 0.9},
    ),
    "hidden": (
        "bounds: from the least to the most it can be",
        {"facecolor": "#f6e2bd", "edgecolor": INK, "hatch": "xxxx", "lw": 0.8},
    ),
    "unknown": ("no upper limit known", {"facecolor": "none", "edgecolor": INK, "ls": ":"}),
}


@dataclass(frozen=True)
class Cell:
    """One reported count over its own days."""

    window: Window
    low: float
    high: float
    part: str
    regime: str
    flag: str

    @property
    def look(self) -> str:
        if math.isinf(self.high):
            return "unknown"
        if self.low != self.high:
            return "hidden"
        if self.part == "several years":
            return "long"
        spans = "spans" if self.regime.startswith("spans") else ""
        return f"part {spans}".strip() if self.part else spans or "year"

    @property
    def rates(self) -> tuple[float, float]:
        return self.low / self.window.months, self.high / self.window.months

    def spell(self) -> list[str]:
        """The count, and for a cell that is no year how long it is."""
        number = f"{format_range(self.low, self.high)} {self.flag}".strip()
        return [number, self.spell_length()] if self.part else [number]

    def tell(self) -> str:
        """The count with its days in words, for those who hear the figure."""
        first, last = self.window.start, self.window.end - ONE_DAY
        calendar = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        whole = calendar and first.year == last.year
        days = str(first.year) if whole else str(self.window)
        number = f"{format_range(self.low, self.high)} {self.flag}".strip()
        return f"{number} in {days}" + (f" ({self.part})" if self.part else "")

    def spell_length(self) -> str:
        first, end = self.window.start, self.window.end
        if first.day == end.day == 1:
            months = 12 * (end.year - first.year) + end.month - first.month
            return f"{months} months" if months > 1 else "1 month"
        return f"{self.window.days:,} days"


def list_cells(rows: pd.DataFrame) -> list[Cell]:
    """The cells of a series, the longest first so that shorter ones are drawn over them."""
    cells = [
        Cell(as_window(row), row.low, row.high, row.part, row.regime, row.flag)
        for row in rows.itertuples(index=False)
    ]
    return sorted(cells, key=lambda cell: (-cell.window.days, cell.window))


# Where the words above bars stand, so that none lies on another or on a higher neighbour.

AIR = 0.7  # mm


@dataclass(frozen=True)
class Tag:
    """Words above one bar, in mm; `share` is the bar's height as a share of the highest."""

    words: list[str]
    middle: float
    width: float
    bar: tuple[float, float]
    share: float
    height: float

    @property
    def span(self) -> tuple[float, float]:
        return self.middle - self.width / 2, self.middle + self.width / 2


def place_tags(tags: Sequence[Tag], tall: float) -> tuple[float, list[float]]:
    """The room in mm to leave above the highest bar of a panel, and the foot of each tag.

    A tag rests on every bar it reaches over and on every tag in its way. Raising tags shortens
    the bars, so it is tried with growing room until everything fits.
    """
    room = max(tag.height for tag in tags) + AIR
    while True:
        feet = _stack(tags, tall - room)
        over = max(foot + tag.height for foot, tag in zip(feet, tags, strict=True)) - tall
        if over <= 0.01 or room + over > 0.75 * tall:
            return room, feet
        room += over


def _stack(tags: Sequence[Tag], highest: float) -> list[float]:
    feet = [0.0] * len(tags)
    placed: list[int] = []
    # From the lowest bar up: a short bar's words move before a high bar's do.
    for i in sorted(range(len(tags)), key=lambda i: (tags[i].share, tags[i].middle)):
        under = [tag.share * highest for tag in tags if _meet(tags[i].span, tag.bar)]
        foot = max([tags[i].share * highest, *under]) + AIR
        for j in sorted(placed, key=lambda j: feet[j]):
            clear = foot + tags[i].height <= feet[j] or foot >= feet[j] + tags[j].height
            if _meet(tags[i].span, tags[j].span) and not clear:
                foot = feet[j] + tags[j].height + 0.2
        feet[i] = foot
        placed.append(i)
    return feet


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] - 0.01 and other[0] < one[1] - 0.01


GAP_BELOW = 3.4  # mm under each panel
AXIS_LEFT = 12.0  # mm, for the numbers of the vertical axis


def draw_yearly(publication: Publication) -> Drawing:
    """A panel a series: every reported total as a bar of its true width.

    Printed totals of the years shown are left out; figures pooled over several years are one long
    cell. Raises NothingToDraw where no reply has a total.
    """
    reported = publication.comparison.pick("count", "cell")
    panels = [(key, key.select(reported)) for key in publication.series]
    panels = [(key, drop_printed_totals(rows)) for key, rows in panels if len(rows)]
    if not panels:
        raise NothingToDraw("No reply has a total to draw by year.")
    with house_style():
        return _draw(publication, panels)


def _draw(publication: Publication, panels: list[tuple[SeriesKey, pd.DataFrame]]) -> Drawing:
    rows = pd.concat([rows for _, rows in panels])
    first, last = rows["start"].min().date(), rows["end"].max().date()
    breaks = publication.study.breaks
    tall = 34.0 if len(panels) <= 3 else 13.0
    width = WIDTH - 2 * MARGIN - AXIS_LEFT
    titles = [_wrap_title(publication, key) for key, _ in panels]
    header = measure_breaks(breaks, first, last)
    heights = [line_height(TEXT, len(title)) + 0.5 + tall + GAP_BELOW for title in titles]
    cells = [list_cells(rows) for _, rows in panels]
    used = {cell.look for group in cells for cell in group}
    key = [Key(words, "patch", look) for name, (words, look) in LOOKS.items() if name in used]
    if header:
        key.append(Key("the way of counting changes", "line", {"color": BREAK, "ls": (0, (4, 2))}))
    drawing = start_drawing(
        "Counts as reported, year by year",
        "Events per month over the days each figure covers: a bar's area is its count, written "
        "above it. Each panel has its own scale.",
        header + sum(heights) + 4,
        publication.stamp(key for key, _ in panels),
        key,
        ["No line joins the two sides of a change in counting, and a part of a year is never "
         "scaled up to a full one."],
    )  # fmt: skip
    left, top = MARGIN + AXIS_LEFT, header
    for i, ((series, _), title, group) in enumerate(zip(panels, titles, cells, strict=True)):
        _write_title(drawing, publication, series, title, top)
        top += line_height(TEXT, len(title)) + 0.5
        axes = drawing.add_panel(left, top, width, tall)
        set_time_axis(axes, first, last, width, labelled=i == len(panels) - 1)
        _draw_cells(axes, group, width, tall)
        mark_breaks(axes, breaks)
        if i == 0:
            label_breaks(drawing, axes, breaks, left, width, 0)
        top += tall + GAP_BELOW
    drawing.cells = count_cells(rows)
    drawing.caption = (
        "Counts as each reply reports them, as events per month over the days each figure covers."
    )
    drawing.alt = _describe(publication, panels, cells)
    return drawing


def _wrap_title(publication: Publication, key: SeriesKey) -> list[str]:
    words = f"{publication.format_reply(key)}: {format_counted(key)}"
    beside = measure_text(publication.format_provenance(key), bold=True) + 4
    return wrap_text(words, WIDTH - 2 * MARGIN - beside, TEXT)


def _write_title(
    drawing: Drawing, publication: Publication, key: SeriesKey, title: list[str], top: float
) -> None:
    drawing.write(MARGIN, top, title, TEXT)
    ink = Provenance(key.provenance).mark.ink
    words = publication.format_provenance(key)
    drawing.write(WIDTH - MARGIN, top, words, ha="right", color=ink, weight="bold")


def _draw_cells(axes: Axes, cells: list[Cell], width: float, tall: float) -> None:
    """Bars with their counts above, on a scale that leaves room for the highest of them."""
    first, last = axes.get_xlim()
    scale = width / (last - first)
    known = [rate for cell in cells for rate in cell.rates if not math.isinf(rate)]
    peak = max(known) or 1.0
    tags = []
    for cell in cells:
        start, end = as_day(cell.window.start), as_day(cell.window.end)
        share = min(cell.rates[1], peak) / peak
        words = cell.spell()
        needs = max(map(measure_text, words))
        middle = min(max((start + end) / 2 - first, needs / scale / 2), last - first)
        tags.append(
            Tag(words, middle * scale, needs, ((start - first) * scale, (end - first) * scale),
                share, line_height(lines=len(words)))
        )  # fmt: skip
    room, places = place_tags(tags, tall)
    limit = peak * tall / (tall - room)
    axes.set_ylim(0, limit)
    axes.yaxis.set_major_locator(MaxNLocator(3, min_n_ticks=2) if any(known) else FixedLocator([0]))
    for order, cell in enumerate(cells):
        least, most = cell.rates
        start, days = as_day(cell.window.start), cell.window.days
        base, top = (0.0, most) if least == most else (least, min(most, limit))
        box = Rectangle(
            (start, base), days, top - base, zorder=2 + 0.01 * order, **LOOKS[cell.look][1]
        )
        box.set_gid("cell")
        axes.add_patch(box)
    for tag, place in zip(tags, places, strict=True):
        axes.text(
            first + tag.middle / scale, place / tall * limit, "\n".join(tag.words),
            ha="center", va="bottom", linespacing=1.05, zorder=6, path_effects=HALO,
        )  # fmt: skip


def _describe(
    publication: Publication,
    panels: list[tuple[SeriesKey, pd.DataFrame]],
    cells: list[list[Cell]],
) -> str:
    told = ["Bars on a time axis, one panel a series"]
    for (key, _), group in zip(panels, cells, strict=True):
        parts = [cell.tell() for cell in sorted(group, key=lambda cell: cell.window)]
        told.append(f"{publication.format_reply(key)}, {format_counted(key)}: {'; '.join(parts)}")
    rows = pd.concat([rows for _, rows in panels])
    for change in publication.study.breaks:
        if rows["start"].min().date() < change.date < rows["end"].max().date():
            told.append(f"Dashed line at {format_date(change.date)}: {change.name}")
    return ". ".join(told) + "."
