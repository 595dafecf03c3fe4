"""Small multiples: panels abreast with one list of categories, each panel on its own scale."""

import math

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.publish.figures.blocks import GUTTER, NAME_WIDTH, Bar, Block, Panel
from analysis.publish.figures.drawing import MARGIN, Drawing, Key
from analysis.publish.style import (
    MUTED,
    NEUTRAL,
    OWN,
    PALE,
    RULE,
    SMALL,
    line_height,
    measure_text,
)

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
