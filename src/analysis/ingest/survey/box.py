"""One area of a sheet as small arrays, with what has been decided of its rows so far."""

from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

import numpy as np

from analysis.ingest.survey.grid import Area, Grid, Kind

LOOK_AHEAD = 3  # rows of figures that tell which columns hold figures
FAR = 12  # filled rows between a head and its figures; with more, it heads something else


class Row(IntEnum):
    BLANK = 0
    LINE = 1  # words that stand over no column: a title, a section heading, a note
    HEAD = 2  # labels of columns
    BODY = 3  # figures


class Box:
    """The cells of an area; rows and columns count from its own corner.

    `types` are the `Row`s decided so far, from the bottom up; `likely` marks rows that seem to
    hold figures when each is seen alone.
    """

    def __init__(self, grid: Grid, area: Area):
        box = np.s_[area.top : area.bottom + 1, area.left : area.right + 1]
        self.grid, self.area = grid, area
        self.kinds, self.years = grid.kinds[box], grid.years[box]
        self.figures, self.sure = grid.figures[box], grid.sure[box]
        self.worded, self.as_text = grid.worded[box], grid.stored_as_text[box]
        self.filled = self.kinds != Kind.BLANK
        self.height = len(self.kinds)
        self.width = self.filled.sum(axis=1)
        self.first = self.filled.argmax(axis=1)
        self.types = np.zeros(self.height, np.int8)
        self.likely = np.array([self.may_hold_figures(row) for row in range(self.height)], bool)

    def is_bare(self, row: int, columns: np.ndarray) -> bool:
        """Whether nothing stands before the first of these columns: no label."""
        return not self.filled[row, : int(np.flatnonzero(columns)[0])].any()

    def may_hold_figures(self, row: int) -> bool:
        """Whether a row holds figures beyond its first cell, years in a row left out."""
        beyond = self.figures[row].copy()
        if not beyond.any():
            return False
        if beyond[self.first[row]] and self.runs_through_years(row, self.filled[row]):
            return False
        beyond[self.first[row]] = False
        if not beyond.any():
            return bool(self.sure[row, self.first[row]]) and self.width[row] == 1
        words = self.worded[row].copy()
        words[self.first[row]] = False
        if words.any() and not (beyond & self.sure[row]).any():
            return False
        return not self.runs_through_years(row, beyond)

    def next_figures(self, row: int) -> list[int]:
        """The next rows of figures, heads left out, unless they are too far down."""
        ahead: list[int] = []
        passed, apart = 0, False
        for later in range(row + 1, self.height):
            if self.types[later] == Row.BODY:
                ahead.append(later)
                if len(ahead) == LOOK_AHEAD:
                    break
            elif self.width[later]:
                passed += 1
                is_line = self.types[later] == Row.LINE
                apart = apart or is_line
                if passed > FAR or (not is_line and (ahead or apart)):
                    break  # heads under a line of words, or under figures, begin another table
        return ahead

    def columns_of_figures(self, rows: Sequence[int]) -> np.ndarray:
        """Where figures stand in any of these rows, the column of labels left out."""
        below = self.figures[rows].any(axis=0)
        filled = np.flatnonzero(self.filled[rows].any(axis=0))
        if len(filled) > 1:
            labels_right = self.worded[rows, filled[-1]].mean() > 0.5
            if not (labels_right and self.sure[rows, filled[0]].any()):
                below[filled[0]] = False
        return below

    def next_filled(self, row: int) -> int | None:
        later = np.flatnonzero(self.width[row + 1 :])
        return row + 1 + int(later[0]) if len(later) else None

    def previous_filled(self, row: int) -> int | None:
        earlier = np.flatnonzero(self.width[:row])
        return int(earlier[-1]) if len(earlier) else None

    def texts(self, row: int, where: np.ndarray) -> list[str]:
        top, left = self.area.top + row, self.area.left
        return [self.grid.text(top, left + int(column)) for column in np.flatnonzero(where)]

    def are_mostly(self, kind: Kind, rows: list[int], where: np.ndarray) -> bool:
        return bool((self.kinds[np.ix_(rows, where)] == kind).mean() > 0.5)

    def runs_through_years(self, row: int, where: np.ndarray) -> bool:
        """Whether all that stands there may be years: two in a row, or three of any order."""
        years = self.years[row][where & self.filled[row]].astype(int)
        if not years.all():
            return False
        return len(years) > 2 or (len(years) == 2 and abs(years[1] - years[0]) == 1)

    def counts_on(self, row: int, where: np.ndarray) -> bool:
        """Whether whole numbers go up by one, or start again where they began."""
        numbers = [int(text) for text in self.texts(row, where) if text.isdigit()]
        if len(numbers) < 2 or len(numbers) < where.sum():
            return False
        starts = [0, *(n for n, pair in enumerate(pairwise(numbers), 1) if pair[1] != pair[0] + 1)]
        lengths = [after - before for before, after in pairwise([*starts, len(numbers)])]
        return min(lengths) > 1 and {numbers[start] for start in starts} == {max(numbers[0], 1)}

    def differ(self, row: int, where: np.ndarray) -> bool:
        """Whether texts differ from one another, or repeat in turn as under banners."""
        texts = self.texts(row, where)
        length = len(set(texts))
        if length < 2:
            return len(texts) < 2
        return 2 * length > len(texts) or texts == texts[:length] * (len(texts) // length)
