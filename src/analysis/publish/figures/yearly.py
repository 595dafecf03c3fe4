"""Reported counts on a true time axis: height is the rate per month, so area is the count."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.model.breaks import Break
from analysis.model.count import format_range
from analysis.model.provenance import Provenance
from analysis.model.window import ONE_DAY, Window
from analysis.publish.content.publication import Publication, SeriesKey, count_cells, format_counted
from analysis.publish.figures.drawing import (
    BREAK,
    GROUND,
    INK,
    MARGIN,
    MUTED,
    NEUTRAL,
    TALLEST,
    TEXT,
    WIDTH,
    Drawing,
    ForceLook,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    measure_text,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.rows import look_up_forces, name_among
from analysis.publish.figures.timeaxis import (
    as_day,
    as_window,
    drop_printed_totals,
    find_breaks,
    label_breaks,
    mark_breaks,
    measure_breaks,
    set_time_axis,
)

MOST = TALLEST - 45.0  # mm of panels that a page holds beside key and notes
GAP_BELOW = 2.6  # mm under each panel
AIR = 0.7  # mm between a bar or words and the words above
LOOKS = {
    "year": "a full year",
    "part": "part of a year, at its own rate",
    "spans": "counted partly before, partly after the change",
    "part spans": "part of a year, partly before and partly after the change",
    "long": "several years pooled in one figure",
    "hidden": "bounds: from the least to the most it can be",
    "unknown": "no upper limit known",
}


def _style(look: str, force: ForceLook) -> dict:
    """How a bar is drawn, in the colour of its force but where it spans a change in counting."""
    colour, pale = force.colour, force.pale
    return {
        "year": {"facecolor": colour, "edgecolor": "white", "lw": 0.6},
        "part": {"facecolor": pale, "edgecolor": colour, "hatch": "////", "lw": 0.8},
        "spans": {"facecolor": NEUTRAL, "edgecolor": "white", "lw": 0.6},
        "part spans": {"facecolor": "#dcdcdc", "edgecolor": NEUTRAL, "hatch": "////", "lw": 0.8},
        "long": {"facecolor": "none", "edgecolor": colour, "ls": (0, (4, 2)), "lw": 0.9},
        "hidden": {"facecolor": pale, "edgecolor": INK, "hatch": "xxxx", "lw": 0.8},
        "unknown": {"facecolor": "none", "edgecolor": INK, "ls": ":"},
    }[look]


@dataclass(frozen=True)
class YearlyBar:
    """One reported count over its own days; its height is its rate per month."""

    window: Window
    low: float
    high: float
    part: str
    regime: str
    flag: str

    @property
    def look(self) -> str:
        """Which of `LOOKS` it has."""
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
        """The least and the most events per month."""
        return self.low / self.window.months, self.high / self.window.months

    @property
    def number(self) -> str:
        return f"{format_range(self.low, self.high)} {self.flag}".strip()

    def format(self) -> list[str]:
        """The count, and for a cell that is no year how long it is."""
        return [self.number, self._format_length()] if self.part else [self.number]

    def format_days(self) -> str:
        """`2019` of a calendar year, else its days."""
        first, last = self.window.start, self.window.end - ONE_DAY
        ends = (first.month, first.day, last.month, last.day)
        return str(first.year) if ends == (1, 1, 12, 31) else str(self.window)

    def _format_length(self) -> str:
        first, end = self.window.start, self.window.end
        if first.day == end.day == 1:
            months = 12 * (end.year - first.year) + end.month - first.month
            return f"{months} months" if months > 1 else "1 month"
        return f"{self.window.days:,} days"


@dataclass(frozen=True)
class BarLabel:
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


@house_style()
def draw_yearly(publication: Publication) -> Drawing:
    """A panel a series of two figures or more: every reported total as a bar of its true width.

    Printed totals of the years shown are left out; figures pooled over several years are one long
    cell. Series that no page holds are counted in a note. Raises NothingToDraw where no reply has
    totals of several spans of days.
    """
    reported = publication.comparison.pick("count", "cell")
    found = [(key, drop_printed_totals(key.select(reported))) for key in publication.series]
    found = [(key, rows) for key, rows in found if len(rows)]
    panels = [(key, rows) for key, rows in found if len(rows) > 1]
    if not panels:
        raise NothingToDraw("No reply has totals of several years, so none is drawn by year.")
    tall = 32.0 if len(panels) <= 3 else 13.0
    width = WIDTH - 2 * MARGIN
    titles = [_wrap_title(publication, key) for key, _ in panels]
    heights = [line_height(TEXT, len(title)) + 1 + tall + GAP_BELOW for title in titles]
    held = sum(total <= MOST for total in itertools.accumulate(heights))
    notes = [
        f"{words}: the table of years has them."
        for number, words in (
            (len(panels) - held, f"{len(panels) - held} more by year, for which no page has room"),
            (
                len(found) - len(panels),
                f"Not drawn: {len(found) - len(panels)} with one figure only",
            ),
        )
        if number
    ]
    panels, titles, heights = panels[:held], titles[:held], heights[:held]
    rows = pd.concat([rows for _, rows in panels])
    first, last = rows["start"].min().date(), rows["end"].max().date()
    breaks = publication.study.breaks
    header = measure_breaks(breaks, first, last)
    bars = [_list_bars(rows) for _, rows in panels]
    used = {bar.look for group in bars for bar in group}
    keys = [
        Key(words, "patch", _style(name, ForceLook(MUTED)))
        for name, words in LOOKS.items()
        if name in used
    ]
    if header:
        keys.append(Key("the way of counting changes", "line", {"color": BREAK, "ls": (0, (4, 2))}))
    shown = [key for key, _ in panels]
    drawing = start_drawing(
        "A bar’s area is its count, written above it: its width the days, its height the events a "
        "day. Each panel has its own scale.",
        header + sum(heights) + 4,
        publication.stamp(shown),
        keys,
        notes,
        publication.describe_source(shown),
    )
    top, looks = header, look_up_forces(publication)
    for i, ((key, _), title, group) in enumerate(zip(panels, titles, bars, strict=True)):
        _write_title(drawing, publication, key, title, top)
        top += line_height(TEXT, len(title)) + 1
        axes = drawing.add_panel(MARGIN, top, width, tall)
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
        set_time_axis(axes, first, last, width, labelled=i == len(panels) - 1)
        _draw_bars(axes, group, width, tall, looks[key.force], breaks)
        mark_breaks(axes, breaks)
        if i == 0:
            label_breaks(drawing, axes, breaks, MARGIN, width, 0)
        top += tall + GAP_BELOW
    drawing.cells = count_cells(rows)
    drawing.tell(
        _tell_peaks(publication, shown, bars),
        "Bars on a time axis, a panel a series; no line joins what is counted under other rules.",
        "years",
    )
    return drawing


def _tell_peaks(
    publication: Publication, shown: Sequence[SeriesKey], bars: Sequence[list[YearlyBar]]
) -> str:
    """Which full year had the most of each series, among those of its last full year's rules."""
    told = []
    for key, group in zip(shown, bars, strict=True):
        years = sorted((bar for bar in group if bar.look == "year"), key=lambda bar: bar.window)
        years = [bar for bar in years if bar.regime == years[-1].regime]
        most = max((bar.low for bar in years), default=0)
        peaks = [bar for bar in years if bar.low == most]
        if len(years) > 1 and len(peaks) == 1:
            name, days = name_among(publication, key, shown), peaks[0].format_days()
            told.append((-most, f"{name} {days} with {peaks[0].number}"))
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    if not told:
        return f"{len(shown)} series have counts of several spans of days."
    named = "; ".join(words for _, words in sorted(told)[:3])
    return f"Fullest year of those counted under the rules of a force’s last: {named}{more}."


def _list_bars(rows: pd.DataFrame) -> list[YearlyBar]:
    """The bars of a series, the longest first so that shorter ones are drawn over them."""
    bars = [
        YearlyBar(as_window(row), row.low, row.high, row.part, row.regime, row.flag)
        for row in rows.itertuples(index=False)
    ]
    return sorted(bars, key=lambda bar: (-bar.window.days, bar.window))


def _wrap_title(publication: Publication, key: SeriesKey) -> list[str]:
    words = f"{publication.format_reply(key)}: {format_counted(key)}"
    beside = measure_text(publication.format_provenance(key), bold=True) + 4
    return wrap_text(words, WIDTH - 2 * MARGIN - beside, TEXT, most=2)


def _write_title(
    drawing: Drawing, publication: Publication, key: SeriesKey, title: list[str], top: float
) -> None:
    drawing.write(MARGIN, top, title, TEXT)
    ink = Provenance(key.provenance).mark.ink
    words = publication.format_provenance(key)
    drawing.write(WIDTH - MARGIN, top, words, ha="right", color=ink, weight="bold")


def _draw_bars(
    axes: Axes,
    bars: list[YearlyBar],
    width: float,
    tall: float,
    force: ForceLook,
    breaks: Sequence[Break],
) -> None:
    """Bars with their counts above, on a scale that leaves room for the highest of them."""
    first, last = axes.get_xlim()
    scale = width / (last - first)
    known = [rate for bar in bars for rate in bar.rates if not math.isinf(rate)]
    peak = max(known) or 1.0
    changes = [as_day(change.date) - first for change in find_breaks(breaks, axes)]
    labels = []
    for bar in bars:
        start, end = as_day(bar.window.start), as_day(bar.window.end)
        words = bar.format()
        needs = max(map(measure_text, words))
        middle = min(max((start + end) / 2 - first, needs / scale / 2), last - first)
        middle = _step_aside(middle, needs / scale / 2, (start - first, end - first), changes)
        span = (start - first) * scale, (end - first) * scale
        share = min(bar.rates[1], peak) / peak
        height = line_height(lines=len(words))
        labels.append(BarLabel(words, middle * scale, needs, span, share, height))
    room, feet = place_labels(labels, tall)
    limit = peak * tall / (tall - room)
    axes.set_ylim(0, limit)
    for order, bar in enumerate(bars):
        least, most = bar.rates
        base, top = (0.0, most) if least == most else (least, min(most, limit))
        place = as_day(bar.window.start), base
        look = {"zorder": 2 + 0.01 * order, "gid": "cell"} | _style(bar.look, force)
        axes.add_patch(Rectangle(place, bar.window.days, top - base, **look))
    for label, foot in zip(labels, feet, strict=True):
        axes.text(
            first + label.middle / scale, foot / tall * limit, "\n".join(label.words),
            ha="center", va="bottom", linespacing=1.05, zorder=6, bbox=GROUND,
        )  # fmt: skip


def _step_aside(
    middle: float, half: float, bar: tuple[float, float], changes: Sequence[float]
) -> float:
    """Where words `half` a width to each side stand that no line of a change strikes out: on the
    longer side of their bar."""
    for change in changes:
        if abs(middle - change) < half * 1.1:
            longer = change - bar[0] > bar[1] - change
            return change - 1.2 * half if longer else change + 1.2 * half
    return middle


def place_labels(labels: Sequence[BarLabel], tall: float) -> tuple[float, list[float]]:
    """The room in mm to leave above the highest bar of a panel, and the foot of each label.

    A label rests on every bar it reaches over and on every label in its way. Raising labels
    shortens the bars, so it is tried with growing room until everything fits.
    """
    room = max(label.height for label in labels) + AIR
    while True:
        feet = _stack(labels, tall - room)
        over = max(foot + label.height for foot, label in zip(feet, labels, strict=True)) - tall
        if over <= 0.01 or room + over > 0.75 * tall:
            return room, feet
        room += over


def _stack(labels: Sequence[BarLabel], highest: float) -> list[float]:
    feet = [0.0] * len(labels)
    placed: list[int] = []
    # From the lowest bar up: a short bar's words move before a high bar's do.
    for i in sorted(range(len(labels)), key=lambda i: (labels[i].share, labels[i].middle)):
        under = [label.share * highest for label in labels if _meet(labels[i].span, label.bar)]
        foot = max([labels[i].share * highest, *under]) + AIR
        for j in sorted(placed, key=lambda j: feet[j]):
            clear = foot + labels[i].height <= feet[j] or foot >= feet[j] + labels[j].height
            if _meet(labels[i].span, labels[j].span) and not clear:
                foot = feet[j] + labels[j].height + 0.2
        feet[i] = foot
        placed.append(i)
    return feet


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] - 0.01 and other[0] < one[1] - 0.01
