"""Rows of a table with an axis in it: a point for what is exact, a solid bar for bounds.

Bounds have no midpoint and no shading: nothing in them says where between the two the truth lies.
"""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.publish.figures.drawing import MARGIN, Drawing, Key
from analysis.publish.figures.groups import (
    AXIS_WIDTH,
    BASIS_WIDTH,
    Group,
    Row,
    axis_height,
    entry_height,
    row_height,
    wrap_heading,
)
from analysis.publish.figures.labels import LABEL_WIDTH, write_label
from analysis.publish.material import Material
from analysis.publish.style import (
    COMMON,
    INK,
    MUTED,
    OWN,
    RULE,
    SMALL,
    WIDTH,
    line_height,
    wrap_text,
)

COLOURS = {"own": OWN, "common": COMMON}
MARKERS = {"own": "o", "common": "D"}  # told apart without colour
KEYS = {
    "own": Key("own window", "point", {"marker": "o", "color": OWN, "ms": 5}),
    "common": Key("common window", "point", {"marker": "D", "color": COMMON, "ms": 5}),
    "bounds": Key(
        "bounds: it lies somewhere between the ends", "line",
        {"color": INK, "lw": 4.5, "solid_capstyle": "butt"},
    ),
    "interval": Key("95 % interval of the underlying rate", "line", {"color": INK, "lw": 1}),
}  # fmt: skip


def draw_groups(
    drawing: Drawing, material: Material, groups: Sequence[Group], whole: bool = False
) -> None:
    """Lay the groups out one under another; `whole` where only whole numbers make sense."""
    top = 0.0
    for group in groups:
        if group.heading:
            drawing.write(MARGIN, top, wrap_heading(group), weight="bold")
            top += line_height(lines=len(wrap_heading(group))) + 0.5
        top = _draw_group(drawing, material, group, whole, top)


def _draw_group(
    drawing: Drawing, material: Material, group: Group, whole: bool, top: float
) -> float:
    heights = [entry_height(material, entry) for entry in group.entries]
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
        write_label(drawing, material, entry.key, top + at + 0.8)
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
