"""The labels of columns: the words of each row of heads, as far as spans and banners reach."""

from dataclasses import dataclass, field

import numpy as np

from analysis.ingest.survey.columns import Columns
from analysis.ingest.survey.grid import Area, Grid


@dataclass
class Heads:
    """The labels over each column, outermost first, and the banners whose reach is in doubt."""

    labels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    late: list[tuple[int, int]] = field(default_factory=list)  # headed columns stand left of it
    crossing: list[tuple[int, int]] = field(default_factory=list)  # over a blank column


def label_columns(
    grid: Grid, area: Area, rows: list[int], body: list[int], columns: Columns
) -> Heads:
    """Give every column of figures the words of the rows of heads over it.

    A merged head reaches over its span. A banner that is not merged reaches right, to the next
    words in its row, over columns that have heads of their own beneath.
    """
    heads = Heads()
    sources: dict[int, list[tuple[int, int]]] = {column: [] for column in columns.figures}
    for level, row in enumerate(rows):
        end = next((figures for figures in body if figures > row), area.bottom)
        beneath = [later for later in rows[level + 1 :] if later < end]
        reach = _Banner(grid, area, row, beneath, columns)
        for column in columns.figures:
            source = reach.find_source(column)
            if source is not None and source not in sources[column]:
                sources[column].append(source)
        heads.late += reach.find_late()
        heads.crossing += reach.crossing
    for column, cells in sources.items():
        heads.labels[column] = tuple(grid.text(*cell) for cell in cells)
    return heads


class _Banner:
    """One row of heads: which cell's words stand over which column."""

    def __init__(self, grid: Grid, area: Area, row: int, beneath: list[int], columns: Columns):
        self.grid, self.area, self.row, self.beneath = grid, area, row, beneath
        self.columns = columns
        self.crossing: list[tuple[int, int]] = []
        own = [c for c in columns.figures + columns.flags if grid.filled[row, c]]
        self.first = min(own, default=area.right + 1)
        self.is_merged = any(
            span.right > span.left
            for (r, c), span in grid.spans.items()
            if r == row and c not in columns.stubs and area.left <= c <= area.right
        )

    def find_source(self, column: int) -> tuple[int, int] | None:
        """The cell whose words reach over a column in this row; None where none do."""
        span = self.grid.spans.get((self.row, column))
        if span is not None:
            cell = (span.top, span.left)
            return cell if self.grid.filled[cell] else None
        if self.grid.filled[self.row, column]:
            return self.row, column
        if self.is_merged or not self._is_headed_beneath(column):
            return None
        return self._stretch(column)

    def find_late(self) -> list[tuple[int, int]]:
        """The banners of a row that leaves out the columns left of its first.

        Words typed over the middle of their group look like that, and so do those of a row whose
        first column has no banner: only a person can tell.
        """
        banners = [c for c in self.columns.figures if self.grid.filled[self.row, c]]
        if self.is_merged or not any(map(self._is_headed_beneath, banners)):
            return []
        left = [c for c in self.columns.figures if c < self.first]
        return [(self.row, c) for c in banners] if any(map(self._is_headed_beneath, left)) else []

    def _is_headed_beneath(self, column: int) -> bool:
        return any(self.grid.filled[row, column] for row in self.beneath)

    def _stretch(self, column: int) -> tuple[int, int] | None:
        source = column - 1
        while source >= self.area.left and not self.grid.filled[self.row, source]:
            source -= 1
        if source not in self.columns.figures or not self._is_headed_beneath(source):
            return None
        if (self.row, source) in self.grid.spans:
            return None
        if self._has_gap(source, column):
            if self._gaps_divide():
                return None
            self.crossing.append((self.row, source))
        return self.row, source

    def _has_gap(self, left: int, right: int) -> bool:
        """Whether a column without any head stands between."""
        rows = [self.row, *self.beneath]
        return any(not self.grid.filled[rows, c].any() for c in range(left + 1, right))

    def _gaps_divide(self) -> bool:
        """Whether a blank column is where each banner of this row ends.

        So it is where every banner after the first follows one, or where some columns have a
        head beneath but no banner at all.
        """
        rows = [self.row, *self.beneath]
        starts = [c for c in self.columns.figures if self.grid.filled[self.row, c]][1:]
        if starts:
            return all(not self.grid.filled[rows, start - 1].any() for start in starts) and (
                self._count_gaps() <= len(starts)
            )
        return any(c < self.first for c in self.columns.figures)

    def _count_gaps(self) -> int:
        rows = [self.row, *self.beneath]
        between = range(min(self.columns.figures), max(self.columns.figures) + 1)
        blank = np.array([not self.grid.filled[rows, c].any() for c in between])
        return int((blank[1:] & ~blank[:-1]).sum())
