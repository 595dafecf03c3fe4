"""Blocks of shares: a category a row, with a mark or a bar for each of two replies."""

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.publish.figures.drawing import MARGIN, Drawing, Key
from analysis.publish.harmonised import SharedTable
from analysis.publish.style import INK, MUTED, PALETTE, RULE, SMALL, TEXT, WIDTH, line_height

NAMES, CLAIMS = 46.0, 59.0  # mm left and right of the axis
AXIS = WIDTH - 2 * MARGIN - NAMES - CLAIMS
APART = 1.1  # mm of a category's two marks from its middle
FOOT = 6.5  # mm for a block's scale and the space under it
LOOKS = (
    {"marker": "o", "color": PALETTE[2], "ms": 4.6},
    {"marker": "D", "color": PALETTE[4], "ms": 4.0},
)
KEYS = (
    Key("95 % interval of the underlying share", "line", {"color": INK, "lw": 1}),
    Key(
        "bounds: it lies somewhere between the ends", "line",
        {"color": INK, "lw": 3.4, "solid_capstyle": "butt"},
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """The categories of one dimension and pair, each with its name and its claim in lines."""

    table: SharedTable
    lines: list[tuple[list[str], list[str]]]

    @property
    def rows(self) -> list[pd.Series]:
        return [row for one in self.table.shared for row in (one.first, one.second)]

    @property
    def heights(self) -> list[float]:
        return [max(line_height(lines=max(map(len, pair))), 4 * APART) + 1.6 for pair in self.lines]

    @property
    def height(self) -> float:
        return line_height(TEXT) + 0.5 + sum(self.heights) + FOOT


def draw_block(drawing: Drawing, block: Block, top: float) -> None:
    """Draw a block from `top` mm of the body down, on a scale of its own."""
    drawing.write(MARGIN, top, block.table.dimension.capitalize(), TEXT, weight="bold")
    top += line_height(TEXT) + 0.5
    axes = drawing.add_panel(MARGIN + NAMES, top, AXIS, sum(block.heights))
    axes.set_ylim(sum(block.heights), 0)  # mm, downward
    axes.set_xlim(0, min(1.05 * max(row["upper"] for row in block.rows), 100))
    axes.set_yticks([])
    axes.spines["left"].set_color(RULE)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}\u00a0%")
    axes.tick_params(axis="x", pad=1.5, labelsize=SMALL)
    at = 0.0
    for one, (name, say), tall in zip(block.table.shared, block.lines, block.heights, strict=True):
        middle = at + tall / 2
        drawing.write(MARGIN, top + middle, name, va="center")
        ink = INK if one.higher and one.is_beyond_chance else MUTED
        drawing.write(MARGIN + NAMES + AXIS + 3, top + middle, say, va="center", color=ink)
        for row, look, shift in zip((one.first, one.second), LOOKS, (-APART, APART), strict=True):
            _draw_share(axes, row, look, middle + shift)
        at += tall


def _draw_share(axes: Axes, row: pd.Series, look: dict, middle: float) -> None:
    limits, level = [row["lower"], row["upper"]], [middle, middle]
    axes.plot(limits, level, color=look["color"], lw=1, zorder=3, clip_on=False)
    if is_bounded(row):
        axes.plot(
            [row["low"], row["high"]], level, color=look["color"], lw=3.4, zorder=3.5,
            solid_capstyle="butt", gid="bounds",
        )  # fmt: skip
    else:
        axes.plot([row["low"]], [middle], ls="none", zorder=4, clip_on=False, gid="exact",
                  mec="white", mew=0.4, **look)  # fmt: skip


def is_bounded(row: pd.Series) -> bool:
    """Whether a share is known from one number to another only."""
    return not math.isclose(row["low"], row["high"], rel_tol=1e-9)
