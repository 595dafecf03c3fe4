"""Counts by rank, platform, nature, source or outcome: a panel a series, each on its scale."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.model.count import NOT_ADDITIVE, format_range
from analysis.model.provenance import Provenance
from analysis.publish.content.publication import (
    REMAINDERS,
    Publication,
    SeriesKey,
    count_cells,
    format_counted,
)
from analysis.publish.content.wording import format_window
from analysis.publish.figures.drawing import (
    MARGIN,
    MUTED,
    NEUTRAL,
    OWN,
    PALE,
    RULE,
    SMALL,
    TEXT,
    WIDTH,
    Drawing,
    Key,
    house_style,
    line_height,
    measure_text,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.drawing import wrap_text as wrap
from analysis.publish.figures.rows import Notes, drop_marks

# Blocks of small multiples: which bars stand in which panel, and how much room they take.

NAME_WIDTH, GUTTER = 42.0, 6.0  # mm
APART = 2.6  # mm between the categories and what could not be placed
FOOT = 6.0  # mm for a panel's scale and the space under it


@dataclass(frozen=True)
class Bar:
    """A count from `low` to `high` with its words; both NaN where only words are shown."""

    low: float
    high: float
    words: str

    @property
    def is_drawn(self) -> bool:
        return not math.isnan(self.low)

    def kind(self, category: str) -> str:
        if self.low != self.high:
            return "hidden"
        return "unplaced" if category in REMAINDERS else "listed"


@dataclass(frozen=True)
class Panel:
    """One series: its bars by category, and the lines above them with size and look."""

    key: SeriesKey
    bars: Mapping[str, Bar]
    header: list[tuple[list[str], float, dict]]

    @property
    def header_height(self) -> float:
        return sum(line_height(size, len(lines)) for lines, size, _ in self.header)


@dataclass(frozen=True)
class Block:
    """Panels side by side, `width` mm each, with the categories any of them lists, in order."""

    panels: list[Panel]
    names: Mapping[str, str]
    width: float

    @property
    def bars(self) -> Iterator[Bar]:
        return (bar for panel in self.panels for bar in panel.bars.values())

    @property
    def kinds(self) -> set[str]:
        pairs = [pair for panel in self.panels for pair in panel.bars.items()]
        return {bar.kind(category) for category, bar in pairs if bar.is_drawn}

    @property
    def gaps(self) -> list[str]:
        """A mark for every category that some panel does not list."""
        return ["[x]" for panel in self.panels for name in self.names if name not in panel.bars]

    @property
    def header_height(self) -> float:
        return max(panel.header_height for panel in self.panels) + 1

    @cached_property
    def rows(self) -> dict[str, tuple[list[str], float, float]]:
        """Per category its name in lines, its top and its height in mm below the header."""
        rows, top, placed = {}, 0.0, False
        for code, name in self.names.items():
            lines = wrap_text(name, NAME_WIDTH - 3)
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


# Small multiples: panels abreast with one list of categories, each panel on its own scale.

LOOKS = {
    "listed": {"facecolor": OWN, "edgecolor": OWN, "lw": 0.8},
    "unplaced": {"facecolor": NEUTRAL, "edgecolor": NEUTRAL, "lw": 0.8},
    "hidden": {"facecolor": PALE, "edgecolor": OWN, "hatch": "/////", "lw": 0.8},
}
KEYS = {
    "listed": Key("count over the reply's own window", "patch", LOOKS["listed"]),
    "unplaced": Key("other, unknown or not recorded", "patch", LOOKS["unplaced"]),
    "hidden": Key("bounds: from the least to the most it can be", "patch", LOOKS["hidden"]),
}


def draw_block(drawing: Drawing, block: Block, top: float) -> None:
    """Draw the panels of a block from `top` mm of the body down."""
    body = top + block.header_height
    for lines, above, tall in block.rows.values():
        drawing.write(MARGIN, body + above + tall / 2, lines, va="center")
    for i, panel in enumerate(block.panels):
        left = MARGIN + NAME_WIDTH + i * (block.width + GUTTER)
        line = top + block.header_height - 1 - panel.header_height
        for lines, size, look in panel.header:
            drawing.write(left, line, lines, size, **look)
            line += line_height(size, len(lines))
        axes = drawing.add_panel(left, body, block.width, block.rows_height)
        axes.set_ylim(block.rows_height, 0)  # mm, downward
        axes.set_yticks([])
        axes.spines["left"].set_color(RULE)
        _draw_panel(axes, block, panel)


def _draw_panel(axes: Axes, block: Block, panel: Panel) -> None:
    drawn = [bar for bar in panel.bars.values() if bar.is_drawn]
    limit = fit_limit(drawn, block.width)
    axes.set_xlim(0, limit)
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.tick_params(axis="x", pad=1.5, labelsize=SMALL)
    if not drawn:
        axes.set_axis_off()
    air = 1.2 * limit / block.width
    for code, (_, above, tall) in block.rows.items():
        middle, bar = above + tall / 2, panel.bars.get(code)
        if bar is None or not bar.is_drawn:
            words = bar.words if bar else "[x]"
            axes.text(air, middle, words, va="center_baseline", color=MUTED)
            continue
        end = bar.low + 10 * air if math.isinf(bar.high) else bar.high
        base = 0 if bar.low == bar.high else bar.low
        axes.barh(middle, end - base, left=base, height=2.6, gid="bar", **LOOKS[bar.kind(code)])
        if math.isinf(bar.high):
            axes.plot([end], [middle], ls="none", marker=">", ms=5, color=OWN, gid="open")
        axes.text(
            end + (2 * air if math.isinf(bar.high) else air),
            middle,
            bar.words,
            va="center_baseline",
        )


def fit_limit(bars: list[Bar], width: float) -> float:
    """The end of an axis `width` mm wide on which every bar has room for its words."""
    limit = 1.0
    for bar in bars:
        open_ended = math.isinf(bar.high)
        left = width - measure_text(bar.words) - 2 - (14 if open_ended else 0)
        furthest = bar.low if open_ended else bar.high
        limit = max(limit, furthest * width / max(left, 0.25 * width))
    return limit


ABREAST = 3  # panels side by side
NOT_LISTED = "[x]"


def list_dimensions(publication: Publication) -> list[str]:
    """The dimensions that some reply reports, in the order of the comparison."""
    figures = publication.comparison.figures
    own = figures[figures["measure"].eq("count") & figures["basis"].eq("own")]
    return [name for name in own["dimension"].unique() if name != "total"]


def draw_categories(publication: Publication, dimension: str) -> Drawing:
    """Own-window counts of one dimension, at most three panels abreast.

    Exact counts are bars from zero, hidden ones bars from the least to the most they can be; what
    a force could not place stands last and apart. Raises ValueError for a dimension that no reply
    reports.
    """
    found = publication.comparison.pick("count", "own", dimension=dimension)
    if found.empty:
        known = ", ".join(list_dimensions(publication)) or "none"
        study = publication.study.name
        raise ValueError(f"study {study}: no reply reports {dimension!r}, only: {known}")
    with house_style():
        return _draw(publication, dimension, found)


def _draw(publication: Publication, dimension: str, found: pd.DataFrame) -> Drawing:
    series = [key for key in publication.series if len(key.select(found))]
    shares = _share_out(series)
    abreast = len(shares[0])
    width = (WIDTH - 2 * MARGIN - NAME_WIDTH - GUTTER * (abreast - 1)) / abreast
    notes = Notes()
    blocks = []
    for share in shares:
        panels = [_make_panel(publication, dimension, key, found, width, notes) for key in share]
        listed = {category for panel in panels for category in panel.bars}
        for panel in panels:
            for category in (
                listed & find_merged(publication, dimension, panel.key) - panel.bars.keys()
            ):
                panel.bars[category] = Bar(math.nan, math.nan, "[c]")
        order = publication.names.sort_categories(dimension, listed)
        names = {code: publication.names.category(dimension, code) for code in order}
        blocks.append(Block(panels, names, width))
    words = " ".join(bar.words for block in blocks for bar in block.bars)
    marks = {
        NOT_LISTED: "[x] the reply lists no such category: not the same as none.",
        "[c]": "[c] hidden by the force, or here within a wider category, so that nobody can be "
        "identified.",
        "[e]": "[e] rounded or estimated by the force.",
    }
    told = [text for mark, text in marks.items() if mark in words]
    if any(NOT_LISTED in block.gaps for block in blocks) and NOT_LISTED not in words:
        told.insert(0, marks[NOT_LISTED])
    drawing = start_drawing(
        f"Counts by {dimension}",
        "Each panel has its own scale, unit, population and window; the tables of one reply "
        "cannot be crossed.",
        sum(block.height for block in blocks), publication.stamp(series),
        [key for kind, key in KEYS.items() if any(kind in block.kinds for block in blocks)],
        [*notes.listed(), *told],
    )  # fmt: skip
    top = 0.0
    for block in blocks:
        draw_block(drawing, block, top)
        top += block.height
    drawing.cells = count_cells(found)
    drawing.caption = f"Counts by {dimension}, each over its reply's own window."
    drawing.alt = _describe(publication, dimension, blocks)
    return drawing


def _share_out(series: Sequence[SeriesKey]) -> list[list[SeriesKey]]:
    """Blocks of at most three, as even as can be, the first the longest."""
    size = math.ceil(len(series) / math.ceil(len(series) / ABREAST))
    return [list(series[i : i + size]) for i in range(0, len(series), size)]


def _make_panel(
    publication: Publication, dimension: str, key: SeriesKey, found: pd.DataFrame, width: float,
    notes: Notes,
) -> Panel:  # fmt: skip
    """A series' table: its bars, and its refusals by code in place of a bar."""
    figures = key.select(found)
    start, end = figures["start"].min(), figures["end"].max()
    # Every category has the same doubt, differing in its figures only: it is told once.
    doubts = dict.fromkeys(text.partition("; ")[0] for text in figures["assumes"])
    days = format_window(start, end) + "".join(map(notes.mark, doubts))
    bars = {}
    for row in figures.itertuples(index=False):
        shorter = (row.start, row.end) != (start, end)
        mark = notes.mark(f"{format_window(row.start, row.end)} only" if shorter else "")
        words = f"{format_range(row.low, row.high)} {mark_hidden(row)}".strip() + mark
        bars[row.category] = Bar(row.low, row.high, words)
    refused = key.select_refusals(publication.comparison.refusals)
    refused = refused[refused["dimension"].eq(dimension) & refused["measure"].eq("count")]
    for row in refused[refused["basis"].eq("own")].itertuples(index=False):
        bars[row.category] = Bar(math.nan, math.nan, row.code + notes.mark(row.evidence))
    ink = Provenance(key.provenance).mark.ink
    return Panel(
        key,
        bars,
        [
            (wrap(publication.names.force(key.force), width, TEXT, bold=True), TEXT,
             {"weight": "bold"}),
            (wrap(key.reference, width), SMALL, {"color": MUTED}),
            (wrap(publication.format_provenance(key), width, bold=True), SMALL,
             {"color": ink, "weight": "bold"}),
            (wrap(format_counted(key), width), SMALL, {}),
            (wrap(days, width), SMALL, {"color": MUTED}),
        ],
    )  # fmt: skip


def find_merged(publication: Publication, dimension: str, key: SeriesKey) -> set[str]:
    """The categories that a series lists and the study publishes only within wider ones."""
    refused = key.select_refusals(publication.comparison.refusals)
    merged = refused["code"].eq("DISCLOSIVE") & refused["dimension"].eq(dimension)
    return set(refused.loc[merged, "category"])


def mark_hidden(row) -> str:
    """The comparison's own mark, or `[c]`: bounds over its own window come of a hidden count,
    but for units that do not add up, whose bounds come of counting one person twice."""
    hidden = row.low != row.high and row.unit not in NOT_ADDITIVE
    return row.flag or ("[c]" if hidden else "")


def _describe(publication: Publication, dimension: str, blocks: list[Block]) -> str:
    told = []
    for block in blocks:
        for panel in block.panels:
            parts = [
                f"{name} {drop_marks([panel.bars[code].words])[0]}"
                for code, name in block.names.items()
                if code in panel.bars
            ]
            reply = publication.format_reply(panel.key)
            told.append(f"{reply}, {format_counted(panel.key)}: {', '.join(parts)}")
    return f"Bars by {dimension}, one panel a series. {'. '.join(told)}."
