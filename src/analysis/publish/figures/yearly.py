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

GAP_BELOW = 3.4  # mm under each panel
AXIS_LEFT = 12.0  # mm, for the numbers of the vertical axis
AIR = 0.7  # mm between a bar or words and the words above
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

    def describe(self) -> str:
        """The count with its days in words, for those who hear the figure."""
        first, last = self.window.start, self.window.end - ONE_DAY
        calendar = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        whole = calendar and first.year == last.year
        days = str(first.year) if whole else str(self.window)
        return f"{self.number} in {days}" + (f" ({self.part})" if self.part else "")

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
    """A panel a series: every reported total as a bar of its true width.

    Printed totals of the years shown are left out; figures pooled over several years are one long
    cell. Raises NothingToDraw where no reply has a total.
    """
    reported = publication.comparison.pick("count", "cell")
    panels = [(key, key.select(reported)) for key in publication.series]
    panels = [(key, drop_printed_totals(rows)) for key, rows in panels if len(rows)]
    if not panels:
        raise NothingToDraw("No reply has a total to draw by year.")
    rows = pd.concat([rows for _, rows in panels])
    first, last = rows["start"].min().date(), rows["end"].max().date()
    breaks = publication.study.breaks
    tall = 34.0 if len(panels) <= 3 else 13.0
    width = WIDTH - 2 * MARGIN - AXIS_LEFT
    titles = [_wrap_title(publication, key) for key, _ in panels]
    header = measure_breaks(breaks, first, last)
    heights = [line_height(TEXT, len(title)) + 0.5 + tall + GAP_BELOW for title in titles]
    bars = [_list_bars(rows) for _, rows in panels]
    used = {bar.look for group in bars for bar in group}
    keys = [Key(words, "patch", look) for name, (words, look) in LOOKS.items() if name in used]
    if header:
        keys.append(Key("the way of counting changes", "line", {"color": BREAK, "ls": (0, (4, 2))}))
    drawing = start_drawing(
        "Counts as reported, year by year",
        "Events per month over the days each figure covers: a bar's area is its count, written "
        "above it. Each panel has its own scale.",
        header + sum(heights) + 4,
        publication.stamp(key for key, _ in panels),
        keys,
        ["No line joins the two sides of a change in counting, and a part of a year is never "
         "scaled up to a full one."],
    )  # fmt: skip
    left, top = MARGIN + AXIS_LEFT, header
    for i, ((key, _), title, group) in enumerate(zip(panels, titles, bars, strict=True)):
        _write_title(drawing, publication, key, title, top)
        top += line_height(TEXT, len(title)) + 0.5
        axes = drawing.add_panel(left, top, width, tall)
        set_time_axis(axes, first, last, width, labelled=i == len(panels) - 1)
        _draw_bars(axes, group, width, tall)
        mark_breaks(axes, breaks)
        if i == 0:
            label_breaks(drawing, axes, breaks, left, width, 0)
        top += tall + GAP_BELOW
    drawing.cells = count_cells(rows)
    drawing.caption = (
        "Counts as each reply reports them, as events per month over the days each figure covers."
    )
    drawing.alt = _describe(publication, panels, bars)
    return drawing


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
    return wrap_text(words, WIDTH - 2 * MARGIN - beside, TEXT)


def _write_title(
    drawing: Drawing, publication: Publication, key: SeriesKey, title: list[str], top: float
) -> None:
    drawing.write(MARGIN, top, title, TEXT)
    ink = Provenance(key.provenance).mark.ink
    words = publication.format_provenance(key)
    drawing.write(WIDTH - MARGIN, top, words, ha="right", color=ink, weight="bold")


def _draw_bars(axes: Axes, bars: list[YearlyBar], width: float, tall: float) -> None:
    """Bars with their counts above, on a scale that leaves room for the highest of them."""
    first, last = axes.get_xlim()
    scale = width / (last - first)
    known = [rate for bar in bars for rate in bar.rates if not math.isinf(rate)]
    peak = max(known) or 1.0
    labels = []
    for bar in bars:
        start, end = as_day(bar.window.start), as_day(bar.window.end)
        words = bar.format()
        needs = max(map(measure_text, words))
        middle = min(max((start + end) / 2 - first, needs / scale / 2), last - first)
        span = (start - first) * scale, (end - first) * scale
        share = min(bar.rates[1], peak) / peak
        height = line_height(lines=len(words))
        labels.append(BarLabel(words, middle * scale, needs, span, share, height))
    room, feet = place_labels(labels, tall)
    limit = peak * tall / (tall - room)
    axes.set_ylim(0, limit)
    axes.yaxis.set_major_locator(MaxNLocator(3, min_n_ticks=2) if any(known) else FixedLocator([0]))
    for order, bar in enumerate(bars):
        least, most = bar.rates
        base, top = (0.0, most) if least == most else (least, min(most, limit))
        place = as_day(bar.window.start), base
        look = {"zorder": 2 + 0.01 * order, "gid": "cell"} | LOOKS[bar.look][1]
        axes.add_patch(Rectangle(place, bar.window.days, top - base, **look))
    for label, foot in zip(labels, feet, strict=True):
        axes.text(
            first + label.middle / scale, foot / tall * limit, "\n".join(label.words),
            ha="center", va="bottom", linespacing=1.05, zorder=6, path_effects=HALO,
        )  # fmt: skip


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


def _describe(
    publication: Publication,
    panels: list[tuple[SeriesKey, pd.DataFrame]],
    bars: list[list[YearlyBar]],
) -> str:
    sentences = ["Bars on a time axis, one panel a series"]
    for (key, _), group in zip(panels, bars, strict=True):
        parts = "; ".join(bar.describe() for bar in sorted(group, key=lambda bar: bar.window))
        sentences.append(f"{publication.format_reply(key)}, {format_counted(key)}: {parts}")
    rows = pd.concat([rows for _, rows in panels])
    for change in publication.study.breaks:
        if rows["start"].min().date() < change.date < rows["end"].max().date():
            sentences.append(f"Dashed line at {format_date(change.date)}: {change.name}")
    return ". ".join(sentences) + "."
