"""Counts by rank, platform, nature, source or outcome: a panel a series, each on its scale."""

import math
from collections.abc import Sequence

import pandas as pd

from analysis.model.count import show_range
from analysis.model.observation import NOT_ADDITIVE
from analysis.publish.figures.blocks import GUTTER, NAME_WIDTH, Bar, Block, Panel
from analysis.publish.figures.drawing import MARGIN, Drawing, start_drawing
from analysis.publish.figures.labels import Notes, drop_marks
from analysis.publish.figures.multiples import KEYS, draw_block
from analysis.publish.material import Material, SeriesKey, count_cells, spell_counted
from analysis.publish.style import MUTED, PROVENANCE_COLOURS, SMALL, TEXT, WIDTH, house_style
from analysis.publish.style import wrap_text as wrap
from analysis.publish.wording import spell_window

ABREAST = 3  # panels side by side
NOT_LISTED = "[x]"


def list_dimensions(material: Material) -> list[str]:
    """The dimensions that some reply reports, in the order of the comparison."""
    figures = material.comparison.figures
    own = figures[figures["measure"].eq("count") & figures["basis"].eq("own")]
    return [name for name in own["dimension"].unique() if name != "total"]


def draw_categories(material: Material, dimension: str) -> Drawing:
    """Own-window counts of one dimension, at most three panels abreast.

    Exact counts are bars from zero, hidden ones bars from the least to the most they can be; what
    a force could not place stands last and apart. Raises ValueError for a dimension that no reply
    reports.
    """
    found = material.comparison.pick("count", "own", dimension=dimension)
    if found.empty:
        known = ", ".join(list_dimensions(material)) or "none"
        study = material.study.name
        raise ValueError(f"study {study}: no reply reports {dimension!r}, only: {known}")
    with house_style():
        return _draw(material, dimension, found)


def _draw(material: Material, dimension: str, found: pd.DataFrame) -> Drawing:
    series = [key for key in material.series if len(key.select(found))]
    shares = _share_out(series)
    abreast = len(shares[0])
    width = (WIDTH - 2 * MARGIN - NAME_WIDTH - GUTTER * (abreast - 1)) / abreast
    notes = Notes()
    blocks = []
    for share in shares:
        panels = [_make_panel(material, dimension, key, found, width, notes) for key in share]
        listed = {category for panel in panels for category in panel.bars}
        for panel in panels:
            for category in (
                listed & find_merged(material, dimension, panel.key) - panel.bars.keys()
            ):
                panel.bars[category] = Bar(math.nan, math.nan, "[c]")
        order = material.names.sort_categories(dimension, listed)
        names = {code: material.names.category(dimension, code) for code in order}
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
        sum(block.height for block in blocks), material.stamp(series),
        [key for kind, key in KEYS.items() if any(kind in block.kinds for block in blocks)],
        [*notes.listed(), *told],
    )  # fmt: skip
    top = 0.0
    for block in blocks:
        draw_block(drawing, block, top)
        top += block.height
    drawing.cells = count_cells(found)
    drawing.caption = f"Counts by {dimension}, each over its reply's own window."
    drawing.alt = _describe(material, dimension, blocks)
    return drawing


def _share_out(series: Sequence[SeriesKey]) -> list[list[SeriesKey]]:
    """Blocks of at most three, as even as can be, the first the longest."""
    size = math.ceil(len(series) / math.ceil(len(series) / ABREAST))
    return [list(series[i : i + size]) for i in range(0, len(series), size)]


def _make_panel(
    material: Material, dimension: str, key: SeriesKey, found: pd.DataFrame, width: float,
    notes: Notes,
) -> Panel:  # fmt: skip
    """A series' table: its bars, and its refusals by code in place of a bar."""
    figures = key.select(found)
    start, end = figures["start"].min(), figures["end"].max()
    # Every category has the same doubt, differing in its figures only: it is told once.
    doubts = dict.fromkeys(text.partition("; ")[0] for text in figures["assumes"])
    days = spell_window(start, end) + "".join(map(notes.mark, doubts))
    bars = {}
    for row in figures.itertuples(index=False):
        shorter = (row.start, row.end) != (start, end)
        mark = notes.mark(f"{spell_window(row.start, row.end)} only" if shorter else "")
        words = f"{show_range(row.low, row.high)} {mark_hidden(row)}".strip() + mark
        bars[row.category] = Bar(row.low, row.high, words)
    refused = key.select_refusals(material.comparison.refusals)
    refused = refused[refused["dimension"].eq(dimension) & refused["measure"].eq("count")]
    for row in refused[refused["basis"].eq("own")].itertuples(index=False):
        bars[row.category] = Bar(math.nan, math.nan, row.code + notes.mark(row.evidence))
    ink = PROVENANCE_COLOURS[key.provenance][1]
    return Panel(
        key,
        bars,
        [
            (wrap(material.names.force(key.force), width, TEXT, bold=True), TEXT,
             {"weight": "bold"}),
            (wrap(key.reference, width), SMALL, {"color": MUTED}),
            (wrap(material.spell_provenance(key), width, bold=True), SMALL,
             {"color": ink, "weight": "bold"}),
            (wrap(spell_counted(key), width), SMALL, {}),
            (wrap(days, width), SMALL, {"color": MUTED}),
        ],
    )  # fmt: skip


def find_merged(material: Material, dimension: str, key: SeriesKey) -> set[str]:
    """The categories that a series lists and the study publishes only within wider ones."""
    refused = key.select_refusals(material.comparison.refusals)
    merged = refused["code"].eq("DISCLOSIVE") & refused["dimension"].eq(dimension)
    return set(refused.loc[merged, "category"])


def mark_hidden(row) -> str:
    """The comparison's own mark, or `[c]`: bounds over its own window come of a hidden count,
    but for units that do not add up, whose bounds come of counting one person twice."""
    hidden = row.low != row.high and row.unit not in NOT_ADDITIVE
    return row.flag or ("[c]" if hidden else "")


def _describe(material: Material, dimension: str, blocks: list[Block]) -> str:
    told = []
    for block in blocks:
        for panel in block.panels:
            parts = [
                f"{name} {drop_marks([panel.bars[code].words])[0]}"
                for code, name in block.names.items()
                if code in panel.bars
            ]
            reply = material.spell_reply(panel.key)
            told.append(f"{reply}, {spell_counted(panel.key)}: {', '.join(parts)}")
    return f"Bars by {dimension}, one panel a series. {'. '.join(told)}."
