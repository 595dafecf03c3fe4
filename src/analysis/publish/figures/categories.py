"""Counts by rank, platform, nature, source or outcome: small multiples, a panel a series."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.model.count import NOT_ADDITIVE, Status, format_range
from analysis.model.provenance import Provenance
from analysis.publish.content.publication import (
    RANKED,
    REMAINDERS,
    Publication,
    SeriesKey,
    count_cells,
    list_void,
)
from analysis.publish.content.wording import format_window, join_words
from analysis.publish.figures.drawing import (
    INK,
    MARGIN,
    MUTED,
    NEUTRAL,
    SMALL,
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
from analysis.publish.figures.rows import Notes, look_up_forces, name_among
from analysis.reconcile.results.refusals import RefusalCode

ABREAST = 3  # panels side by side
NAME_WIDTH, GUTTER = 42.0, 6.0  # mm
APART = 2.6  # mm between the categories and what could not be placed
FOOT = 6.0  # mm for a panel's scale and the space under it
MOST = TALLEST - 45.0  # mm of panels that a page holds beside key and notes
BAR = 2.6  # mm
UNPLACED = {"facecolor": NEUTRAL, "edgecolor": NEUTRAL, "lw": 0.8}
KEYS = {
    "listed": Key("count over the reply's own window", "patch", {"facecolor": MUTED}),
    "unplaced": Key("other, unknown or not recorded", "patch", UNPLACED),
    "hidden": Key(
        "bounds: from the least to the most it can be",
        "patch",
        {"facecolor": "white", "edgecolor": INK, "hatch": "/////"},
    ),
}
NOT_LISTED, HIDDEN = Status.NOT_HELD.shorthand, Status.SUPPRESSED.shorthand
VOID = Status.NOT_APPLICABLE.shorthand
NOT_SAID = "not held, not recorded or not answered, in part or in whole: not the same as none."
MEANINGS = {
    NOT_LISTED: "the reply lists no such category: not the same as none.",
    VOID: "does not apply: in no sum.",
    HIDDEN: "hidden by the force, or here within a wider category, so that nobody can be "
    "identified.",
    Status.ROUNDED.shorthand: "rounded or estimated by the force.",
}


@dataclass(frozen=True)
class CategoryBar:
    """A count from `low` to `high` with its words; both NaN where only words are shown."""

    words: str
    low: float = math.nan
    high: float = math.nan

    @property
    def is_drawn(self) -> bool:
        return not math.isnan(self.low)

    def kind(self, category: str) -> str:
        """Which of `KEYS` it has as a bar of the category."""
        if self.low != self.high:
            return "hidden"
        return "unplaced" if category in REMAINDERS else "listed"


@dataclass(frozen=True)
class CategoryPanel:
    """One series: its bars by category, and the lines above them with size and look."""

    key: SeriesKey
    look: ForceLook
    bars: Mapping[str, CategoryBar]
    header: list[tuple[list[str], float, dict]]

    @property
    def header_height(self) -> float:
        return sum(line_height(size, len(lines)) for lines, size, _ in self.header)


@dataclass(frozen=True)
class SmallMultiples:
    """Panels side by side, `width` mm each, with the categories any of them lists, in order."""

    panels: list[CategoryPanel]
    names: Mapping[str, str]
    width: float

    @property
    def bars(self) -> Iterator[CategoryBar]:
        return (bar for panel in self.panels for bar in panel.bars.values())

    @property
    def kinds(self) -> set[str]:
        pairs = [pair for panel in self.panels for pair in panel.bars.items()]
        return {bar.kind(category) for category, bar in pairs if bar.is_drawn}

    @property
    def has_gaps(self) -> bool:
        """Whether some panel does not list every category."""
        return any(name not in panel.bars for panel in self.panels for name in self.names)

    @property
    def header_height(self) -> float:
        return max(panel.header_height for panel in self.panels) + 1

    @cached_property
    def rows(self) -> dict[str, tuple[list[str], float, float]]:
        """Per category its name in lines, its top and its height in mm below the header."""
        rows, top, placed = {}, 0.0, False
        for code, name in self.names.items():
            lines = wrap_text(name, NAME_WIDTH - 3, most=3)
            if code in REMAINDERS and placed:
                top += APART
            placed = code not in REMAINDERS
            tall = line_height(lines=len(lines)) + 1.6
            rows[code] = (lines, top, tall)
            top += tall
        return rows

    @property
    def rows_height(self) -> float:
        _, top, tall = list(self.rows.values())[-1]
        return top + tall

    @property
    def height(self) -> float:
        return self.header_height + self.rows_height + FOOT


def list_dimensions(publication: Publication) -> list[str]:
    """The dimensions that some reply reports, in the order of the comparison."""
    figures = publication.comparison.figures
    own = figures[figures["measure"].eq("count") & figures["basis"].eq("own")]
    return [name for name in own["dimension"].unique() if name != "total"]


@house_style()
def draw_categories(publication: Publication, dimension: str) -> Drawing:
    """Own-window counts of one dimension, at most three panels abreast.

    Exact counts are bars from zero, hidden ones bars from the least to the most they can be. Ranks
    stand in their order, all else by size, and what a force could not place last and apart. Panels
    of one category alone, and those that no page holds, are counted in a note. Raises ValueError
    for a dimension that no reply reports.
    """
    counts = publication.comparison.pick("count", "own", dimension=dimension)
    if counts.empty:
        known = ", ".join(list_dimensions(publication)) or "none"
        study = publication.study.name
        raise ValueError(f"study {study}: no reply reports {dimension!r}, only: {known}")
    found = [key for key in publication.series if len(key.select(counts))]
    series = [key for key in found if _count_listed(publication, dimension, key, counts) > 1]
    if not series:
        raise NothingToDraw(f"No reply counts two categories by {dimension} beside each other.")
    notes = Notes()
    blocks = _list_multiples(publication, dimension, series, counts, notes)
    heights = itertools.accumulate(block.height for block in blocks)
    blocks = blocks[: max(sum(tall <= MOST for tall in heights), 1)]
    shown = [panel.key for block in blocks for panel in block.panels]
    left_out = len(found) - len(shown)
    drawing = start_drawing(
        "Each panel has its own scale, unit, population and window.",
        sum(block.height for block in blocks),
        publication.stamp(shown),
        [key for kind, key in KEYS.items() if any(kind in block.kinds for block in blocks)],
        [
            *notes.listed(),
            *_list_marks(blocks),
            *([f"Not drawn: {left_out} more, which the table has."] if left_out else []),
        ],
        publication.describe_source(shown),
    )
    top = 0.0
    for block in blocks:
        _draw_multiples(drawing, block, top)
        top += block.height
    drawing.cells = count_cells(*[key.select(counts) for key in shown])
    drawing.tell(
        _tell_largest(publication, dimension, blocks),
        f"Bars from zero by {dimension}, a panel a series over its reply’s own days.",
        dimension,
    )
    return drawing


def _count_listed(
    publication: Publication, dimension: str, key: SeriesKey, counts: pd.DataFrame
) -> int:
    """How many categories a series lists, the refused ones too."""
    refused = key.select_refusals(publication.comparison.refusals)
    refused = refused[refused["dimension"].eq(dimension)]
    return len({*key.select(counts)["category"], *refused["category"]})


def _tell_largest(publication: Publication, dimension: str, blocks: list[SmallMultiples]) -> str:
    """Which named category is the largest of each series, whatever lies within bounds."""
    largest: dict[str, list[str]] = {}
    panels = [panel for block in blocks for panel in block.panels]
    shown, number = [panel.key for panel in panels], len(panels)
    for panel in panels:
        placed = {
            code: bar for code, bar in panel.bars.items()
            if bar.is_drawn and code not in REMAINDERS
        }  # fmt: skip
        top = max(placed, key=lambda code: placed[code].low, default="")
        others = [bar.high for code, bar in placed.items() if code != top]
        if top and placed[top].low > max(others, default=0):
            name = publication.names.category(dimension, top)
            largest.setdefault(name, []).append(name_among(publication, panel.key, shown))
    told = [
        f"{name} in {join_words(list(dict.fromkeys(replies)))}" if len(replies) <= 3
        else f"{name} in {len(replies)} of {number} tables"
        for name, replies in sorted(largest.items(), key=lambda item: -len(item[1]))
    ]  # fmt: skip
    if not told:
        return f"No category by {dimension} is the largest whatever lies within the bounds."
    more = f"; and {len(told) - 3} more" if len(told) > 3 else ""
    return f"Largest named category by {dimension}: {'; '.join(told[:3])}{more}."


def _list_multiples(
    publication: Publication,
    dimension: str,
    series: Sequence[SeriesKey],
    counts: pd.DataFrame,
    notes: Notes,
) -> list[SmallMultiples]:
    """At most three series side by side, as even as can be, the first the longest."""
    abreast = math.ceil(len(series) / math.ceil(len(series) / ABREAST))
    width = (WIDTH - 2 * MARGIN - NAME_WIDTH - GUTTER * (abreast - 1)) / abreast
    blocks = []
    for i in range(0, len(series), abreast):
        panels = [
            _make_panel(publication, dimension, key, counts, width, notes)
            for key in series[i : i + abreast]
        ]
        listed = {category for panel in panels for category in panel.bars}
        for panel in panels:
            merged = find_merged(publication, dimension, panel.key)
            for category in listed & merged - panel.bars.keys():
                panel.bars[category] = CategoryBar(HIDDEN)
        order = publication.names.sort_categories(dimension, listed)
        if dimension not in RANKED:
            order = sort_by_size(order, [panel.bars for panel in panels])
        names = {code: publication.names.category(dimension, code) for code in order}
        blocks.append(SmallMultiples(panels, names, width))
    return blocks


def sort_by_size(order: Sequence[str], tables: Sequence[Mapping[str, CategoryBar]]) -> list[str]:
    """The categories by their mean share of the tables, the largest first, remainders last.

    What is as large keeps its order.
    """
    shares = dict.fromkeys(order, 0.0)
    for bars in tables:
        whole = sum(bar.low for bar in bars.values() if bar.is_drawn) or 1.0
        for code, bar in bars.items():
            shares[code] += bar.low / whole if bar.is_drawn else 0.0
    return sorted(order, key=lambda code: (code in REMAINDERS, -shares[code]))


def _make_panel(
    publication: Publication, dimension: str, key: SeriesKey, counts: pd.DataFrame, width: float,
    notes: Notes,
) -> CategoryPanel:  # fmt: skip
    """A series' table: its bars, and its refusals by code in place of a bar."""
    figures = key.select(counts)
    start, end = figures["start"].min(), figures["end"].max()
    # Every category has the same doubt, differing in its figures only: it is told once.
    doubts = dict.fromkeys(text.partition("; ")[0] for text in figures["assumes"])
    days = format_window(start, end) + "".join(map(notes.mark, doubts))
    bars = {}
    for row in figures.itertuples(index=False):
        shorter = (row.start, row.end) != (start, end)
        mark = notes.mark(f"{format_window(row.start, row.end)} only" if shorter else "")
        words = f"{format_range(row.low, row.high)} {_choose_mark(row)}".strip() + mark
        bars[row.category] = CategoryBar(words, row.low, row.high)
    for category in key.select(list_void(publication.comparison, dimension))["category"]:
        bars.setdefault(category, CategoryBar(VOID))
    refused = key.select_refusals(publication.comparison.refusals)
    refused = refused[refused["dimension"].eq(dimension) & refused["measure"].eq("count")]
    for row in refused[refused["basis"].eq("own")].itertuples(index=False):
        bars[row.category] = CategoryBar(row.code + notes.mark(row.evidence))
    force, provenance = publication.names.force(key.force), publication.format_provenance(key)
    ink = Provenance(key.provenance).mark.ink
    header = [
        (wrap_text(force, width, TEXT, bold=True), TEXT, {"weight": "bold"}),
        (wrap_text(key.reference, width, most=2), SMALL, {"color": MUTED}),
        (wrap_text(provenance, width, bold=True), SMALL, {"color": ink, "weight": "bold"}),
        (wrap_text(publication.describe_counted(key), width, most=5), SMALL, {}),
        (wrap_text(days, width), SMALL, {"color": MUTED}),
    ]
    return CategoryPanel(key, look_up_forces(publication)[key.force], bars, header)


def _choose_mark(row) -> str:
    """The comparison's own mark, or `[c]`: bounds over its own window come of a hidden count,
    but for units that do not add up, whose bounds come of counting one person twice."""
    hidden = row.low != row.high and row.unit not in NOT_ADDITIVE
    return row.flag or (HIDDEN if hidden else "")


def find_merged(publication: Publication, dimension: str, key: SeriesKey) -> set[str]:
    """The categories that a series lists and the study publishes only within wider ones."""
    refused = key.select_refusals(publication.comparison.refusals)
    merged = refused["code"].eq(RefusalCode.DISCLOSIVE) & refused["dimension"].eq(dimension)
    return set(refused.loc[merged, "category"])


def _list_marks(blocks: list[SmallMultiples]) -> list[str]:
    """What each mark means that stands in some panel; that of a gap first."""
    words = " ".join(bar.words for block in blocks for bar in block.bars)
    gaps = any(block.has_gaps for block in blocks)
    listed = [
        f"{mark} {meaning}"
        for mark, meaning in MEANINGS.items()
        if (gaps if mark == NOT_LISTED else mark in words)
    ]
    return [*listed, f"{NOT_LISTED} beside a count: {NOT_SAID}"] if NOT_LISTED in words else listed


def _draw_multiples(drawing: Drawing, block: SmallMultiples, top: float) -> None:
    """Draw the panels side by side from `top` mm of the body down."""
    body = top + block.header_height
    for lines, above, tall in block.rows.values():
        drawing.write(MARGIN, body + above + tall / 2, lines, va="center")
    for i, panel in enumerate(block.panels):
        left = MARGIN + NAME_WIDTH + i * (block.width + GUTTER)
        line = top + block.header_height - 1 - panel.header_height
        for lines, size, look in panel.header:
            drawing.write(left, line, lines, size, **look)
            line += line_height(size, len(lines))
        axes = drawing.add_rows(left, body, block.width, block.rows_height)
        _draw_panel(axes, block, panel)


def _draw_panel(axes: Axes, block: SmallMultiples, panel: CategoryPanel) -> None:
    drawn = [bar for bar in panel.bars.values() if bar.is_drawn]
    limit = fit_limit(drawn, block.width)
    axes.set_xlim(0, limit)
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    if not drawn:
        axes.set_axis_off()
    air = 1.2 * limit / block.width
    _draw_exact(axes, block, panel)
    for code, (_, above, tall) in block.rows.items():
        middle, bar = above + tall / 2, panel.bars.get(code, CategoryBar(NOT_LISTED))
        if not bar.is_drawn:
            axes.text(air, middle, bar.words, va="center_baseline", color=MUTED)
            continue
        open_ended = math.isinf(bar.high)
        end = bar.low + 10 * air if open_ended else bar.high
        if bar.kind(code) == "hidden":
            look = {"facecolor": panel.look.pale, "edgecolor": panel.look.colour, "lw": 0.8}
            axes.barh(middle, end - bar.low, left=bar.low, height=BAR, gid="bar", hatch="/////",
                      **look)  # fmt: skip
        if open_ended:
            look = {"ls": "none", "marker": ">", "ms": 5, "color": panel.look.colour}
            axes.plot([end], [middle], gid="open", **look)
        beside = end + (2 * air if open_ended else air)
        axes.text(beside, middle, bar.words, va="center_baseline")


def _draw_exact(axes: Axes, block: SmallMultiples, panel: CategoryPanel) -> None:
    """Bars from zero of the exact counts, what could not be placed in grey."""
    exact = {code: bar for code, bar in panel.bars.items() if bar.is_drawn and bar.low == bar.high}
    if not exact:
        return
    middles = [above + tall / 2 for _, above, tall in (block.rows[code] for code in exact)]
    apart = min([b - a for a, b in itertools.pairwise(sorted(middles))], default=1.0)
    first, ends = len(axes.patches), (axes.get_xlim(), axes.get_ylim())
    seaborn.barplot(
        x=[bar.low for bar in exact.values()], y=middles, orient="h", native_scale=True,
        width=BAR / apart, color=panel.look.colour, saturation=1, ax=axes,
    )  # fmt: skip
    axes.set(xlim=ends[0], ylim=ends[1], yticks=[])
    drawn = {round(bar.get_y() + bar.get_height() / 2, 6): bar for bar in axes.patches[first:]}
    for (code, bar), middle in zip(exact.items(), middles, strict=True):
        patch = drawn[round(middle, 6)]
        patch.set_gid("bar")
        if bar.kind(code) == "unplaced":
            patch.set(**UNPLACED)


def fit_limit(bars: list[CategoryBar], width: float) -> float:
    """The end of an axis `width` mm wide on which every bar has room for its words."""
    limit = 1.0
    for bar in bars:
        open_ended = math.isinf(bar.high)
        left = width - measure_text(bar.words) - 2 - (14 if open_ended else 0)
        furthest = bar.low if open_ended else bar.high
        limit = max(limit, furthest * width / max(left, 0.25 * width))
    return limit
