"""Reported counts on a true time axis: height is the rate per month, so area is the count."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, MaxNLocator

from analysis.model.window import spell_date
from analysis.publish.figures.cells import LOOKS, Cell, list_cells
from analysis.publish.figures.drawing import MARGIN, Drawing, Key, NothingToDraw, start_drawing
from analysis.publish.figures.stacking import Tag, place_tags
from analysis.publish.figures.timeaxis import (
    as_day,
    drop_printed_totals,
    label_breaks,
    mark_breaks,
    measure_breaks,
    set_time_axis,
)
from analysis.publish.material import Material, SeriesKey, count_cells, spell_counted
from analysis.publish.style import (
    BREAK,
    HALO,
    PROVENANCE_COLOURS,
    TEXT,
    WIDTH,
    house_style,
    line_height,
    measure_text,
    wrap_text,
)

GAP_BELOW = 3.4  # mm under each panel
AXIS_LEFT = 12.0  # mm, for the numbers of the vertical axis


def draw_yearly(material: Material) -> Drawing:
    """A panel a series: every reported total as a bar of its true width.

    Printed totals of the years shown are left out; figures pooled over several years are one long
    cell. Raises NothingToDraw where no reply has a total.
    """
    reported = material.comparison.pick("count", "cell")
    panels = [(key, key.select(reported)) for key in material.series]
    panels = [(key, drop_printed_totals(rows)) for key, rows in panels if len(rows)]
    if not panels:
        raise NothingToDraw("No reply has a total to draw by year.")
    with house_style():
        return _draw(material, panels)


def _draw(material: Material, panels: list[tuple[SeriesKey, pd.DataFrame]]) -> Drawing:
    rows = pd.concat([rows for _, rows in panels])
    first, last = rows["start"].min().date(), rows["end"].max().date()
    breaks = material.study.breaks
    tall = 34.0 if len(panels) <= 3 else 13.0
    width = WIDTH - 2 * MARGIN - AXIS_LEFT
    titles = [_wrap_title(material, key) for key, _ in panels]
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
        material.stamp(key for key, _ in panels),
        key,
        ["No line joins the two sides of a change in counting, and a part of a year is never "
         "scaled up to a full one."],
    )  # fmt: skip
    left, top = MARGIN + AXIS_LEFT, header
    for i, ((series, _), title, group) in enumerate(zip(panels, titles, cells, strict=True)):
        _write_title(drawing, material, series, title, top)
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
    drawing.alt = _describe(material, panels, cells)
    return drawing


def _wrap_title(material: Material, key: SeriesKey) -> list[str]:
    words = f"{material.spell_reply(key)}: {spell_counted(key)}"
    beside = measure_text(material.spell_provenance(key), bold=True) + 4
    return wrap_text(words, WIDTH - 2 * MARGIN - beside, TEXT)


def _write_title(
    drawing: Drawing, material: Material, key: SeriesKey, title: list[str], top: float
) -> None:
    drawing.write(MARGIN, top, title, TEXT)
    ink = PROVENANCE_COLOURS[key.provenance][1]
    words = material.spell_provenance(key)
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
    material: Material,
    panels: list[tuple[SeriesKey, pd.DataFrame]],
    cells: list[list[Cell]],
) -> str:
    told = ["Bars on a time axis, one panel a series"]
    for (key, _), group in zip(panels, cells, strict=True):
        parts = [cell.tell() for cell in sorted(group, key=lambda cell: cell.window)]
        told.append(f"{material.spell_reply(key)}, {spell_counted(key)}: {'; '.join(parts)}")
    rows = pd.concat([rows for _, rows in panels])
    for change in material.study.breaks:
        if rows["start"].min().date() < change.date < rows["end"].max().date():
            told.append(f"Dashed line at {spell_date(change.date)}: {change.name}")
    return ". ".join(told) + "."
