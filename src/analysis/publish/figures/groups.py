"""Groups of rows that share an axis because they count the same thing, and the room they take."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.publish.figures.drawing import MARGIN
from analysis.publish.figures.labels import LABEL_WIDTH, measure_label
from analysis.publish.material import Material, SeriesKey
from analysis.publish.style import WIDTH, line_height, wrap_text

BASIS_WIDTH, VALUE_WIDTH = 36.0, 41.0  # mm
AXIS_WIDTH = WIDTH - 2 * MARGIN - LABEL_WIDTH - BASIS_WIDTH - VALUE_WIDTH


@dataclass(frozen=True)
class Row:
    """One row: its basis (`own`, `common`), days, value in words, and where it lies.

    `low` is NaN where `words` say why nothing is drawn.
    """

    basis: str
    days: str
    words: list[str]
    low: float = math.nan
    high: float = math.nan
    lower: float = math.nan
    upper: float = math.nan

    @property
    def is_drawn(self) -> bool:
        return not math.isnan(self.low)

    @property
    def furthest(self) -> float:
        """The greatest finite value that has to be seen."""
        found = [self.low, self.high, self.lower, self.upper]
        return max(value for value in found if math.isfinite(value))


@dataclass(frozen=True)
class Entry:
    """The rows of one series, under one label."""

    key: SeriesKey
    rows: list[Row]


@dataclass(frozen=True)
class Group:
    """Entries that share an axis because they count the same thing; a heading where one is due."""

    entries: list[Entry]
    heading: str = ""

    @property
    def drawn(self) -> list[Row]:
        return [row for entry in self.entries for row in entry.rows if row.is_drawn]


def row_height(row: Row) -> float:
    """The height in mm of one row's words."""
    days = wrap_text(row.days, BASIS_WIDTH - 3)
    return line_height(lines=max(1 + len(days), len(row.words))) + 2


def entry_height(material: Material, entry: Entry) -> float:
    """The height in mm of a series' label or of its rows, whichever is taller."""
    return max(measure_label(material, entry.key) + 1, sum(map(row_height, entry.rows)))


def wrap_heading(group: Group) -> list[str]:
    """The heading in lines as wide as the paper."""
    return wrap_text(group.heading, WIDTH - 2 * MARGIN, bold=True)


def measure_groups(material: Material, groups: Sequence[Group]) -> float:
    """The height in mm that the groups take."""
    heights = [entry_height(material, entry) for group in groups for entry in group.entries]
    headings = [
        line_height(lines=len(wrap_heading(group))) + 0.5 for group in groups if group.heading
    ]
    return sum(heights) + sum(headings) + sum(axis_height(group) for group in groups)


def axis_height(group: Group) -> float:
    """The height in mm of a group's scale and the space under it."""
    return 5.6 if group.drawn else 2.5  # where all is refused there is nothing to scale
