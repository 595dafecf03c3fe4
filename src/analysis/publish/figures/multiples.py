"""Small multiples: panels abreast with one list of categories, each panel on its own scale."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.publish.figures.drawing import MARGIN, Drawing, Key
from analysis.publish.material import SeriesKey
from analysis.publish.names import REMAINDERS
from analysis.publish.style import (
    MUTED,
    NEUTRAL,
    OWN,
    PALE,
    RULE,
    SMALL,
    line_height,
    measure_text,
    wrap_text,
)

NAME_WIDTH, GUTTER = 42.0, 6.0  # mm
APART = 2.6  # mm between the categories and what could not be placed
FOOT = 6.0  # mm for a panel's scale and the space under it
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
