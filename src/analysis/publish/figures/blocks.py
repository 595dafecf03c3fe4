"""Blocks of small multiples: which bars stand in which panel, and how much room they take."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.publish.material import SeriesKey
from analysis.publish.names import REMAINDERS
from analysis.publish.style import line_height, wrap_text

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
