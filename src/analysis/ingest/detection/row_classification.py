"""Row classification: which rows of an area are headers, which hold figures, which are words."""

import math
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise
from string import ascii_lowercase

import numpy as np

from analysis.ingest.detection.grid import Area, CellKind, Grid, is_caption
from analysis.ingest.words.footnote_marks import strip_notes
from analysis.ingest.words.stored_dates import are_day_numbers, are_months_or_years
from analysis.ingest.words.whole_numbers import is_band, is_hidden_count, read_range

LOOK_AHEAD = 3  # rows of figures that tell which columns hold figures
FAR = 12  # filled rows between a header and its figures; with more, it heads something else
FEWEST_YEARS = 3  # in a row that no counts would be by chance
LONGEST_HEAD = 100  # characters; a longer text alone in its row is a line of prose


class RowKind(IntEnum):
    """What a row of an area can be."""

    BLANK = 0
    LINE = 1  # words that stand over no column: a title, a section heading, a note
    HEADER = 2  # labels of columns
    BODY = 3  # figures


def classify_rows(grid: Grid, area: Area) -> np.ndarray:
    """The `RowKind` of every row of an area, from its top: an array as long as the area is high.

    They are decided from the bottom up: a header is known by the figures beneath it, and a banner
    by the header beneath it.
    """
    rows = _AreaRows(grid, area)
    for row in range(rows.height - 1, -1, -1):
        rows.types[row] = _classify_row(rows, row)
    return rows.types


class _AreaRows:
    """The cells of an area; rows and columns count from its own corner.

    `types` are the `RowKind`s decided so far, from the bottom up; `likely` marks rows that seem to
    hold figures when each is seen alone.
    """

    def __init__(self, grid: Grid, area: Area):
        self.grid, self.area = grid, area
        self.kinds, self.years = grid.kinds[area.box], grid.years[area.box]
        self.figures, self.sure = grid.figures[area.box], grid.sure[area.box]
        self.worded, self.as_text = grid.worded[area.box], grid.stored_as_text[area.box]
        self.filled = self.kinds != CellKind.BLANK
        self.says_none = grid.says_none[area.box].any(axis=1) & ~self.sure[:, 1:].any(axis=1)
        self.height = len(self.kinds)
        self.width = self.filled.sum(axis=1)
        self.first = self.filled.argmax(axis=1)
        self.types = np.zeros(self.height, np.int8)
        self.likely = np.array([self._may_hold_figures(row) for row in range(self.height)], bool)

    def is_unlabelled(self, row: int, columns: np.ndarray) -> bool:
        """Whether nothing stands before the first of these columns: no label."""
        return not self.filled[row, : int(np.flatnonzero(columns)[0])].any()

    def _may_hold_figures(self, row: int) -> bool:
        """Whether a row holds figures beyond its first cell, years in a row left out."""
        beyond = self.figures[row].copy()
        if not beyond.any():
            return False
        if beyond[self.first[row]] and self.are_years(row, self.filled[row]):
            return False
        beyond[self.first[row]] = False
        if not beyond.any():
            return bool(self.sure[row, self.first[row]]) and self.width[row] == 1
        words = self.worded[row].copy()
        words[self.first[row]] = False
        if words.any() and not (beyond & self.sure[row]).any():
            return False
        return not self.are_years(row, beyond)

    def list_figures_beneath(self, row: int) -> list[int]:
        """The next rows of figures, headers left out, unless they are too far down."""
        ahead: list[int] = []
        passed, apart = 0, False
        for later in range(row + 1, self.height):
            if self.types[later] == RowKind.BODY:
                ahead.append(later)
                if len(ahead) == LOOK_AHEAD:
                    break
            elif self.width[later]:
                passed += 1
                is_line = self.types[later] == RowKind.LINE
                apart = apart or is_line
                if passed > FAR or (not is_line and (ahead or apart)):
                    break  # headers under a line of words, or under figures, begin another table
        return ahead

    def find_figure_columns(self, rows: Sequence[int]) -> np.ndarray:
        """Where figures stand in any of these rows, the column of labels left out."""
        below = self.figures[rows].any(axis=0)
        filled = np.flatnonzero(self.filled[rows].any(axis=0))
        if len(filled) > 1:
            labels_right = self.worded[rows, filled[-1]].mean() > 0.5
            if not (labels_right and self.sure[rows, filled[0]].any()):
                below[filled[0]] = False
            last = filled[-1]
            if below[last] and self.worded[rows, last].any():
                # Not where the labels are said once more at the other edge.
                below[last] = self.texts_down(rows, filled[0]) != self.texts_down(rows, last)
        return below

    def find_headed_beneath(self, row: int, rows: Sequence[int]) -> np.ndarray:
        """Where the header just beneath has words, the first column of these rows left out.

        The first figures of a column may all have been left blank.
        """
        follows = self.find_next_filled(row)
        if follows is None or self.types[follows] != RowKind.HEADER:
            return np.zeros(self.filled.shape[1], bool)
        headed = self.filled[follows].copy()
        headed[: int(self.filled[rows].any(axis=0).argmax()) + 1] = False
        return headed

    def find_next_filled(self, row: int) -> int | None:
        later = np.flatnonzero(self.width[row + 1 :])
        return row + 1 + int(later[0]) if len(later) else None

    def find_previous_filled(self, row: int) -> int | None:
        earlier = np.flatnonzero(self.width[:row])
        return int(earlier[-1]) if len(earlier) else None

    def texts(self, row: int, where: np.ndarray) -> list[str]:
        top, left = self.area.top + row, self.area.left
        return [self.grid.text(top, left + int(column)) for column in np.flatnonzero(where)]

    def texts_down(self, rows: Sequence[int], column: int) -> list[str]:
        left = self.area.left + int(column)
        return [self.grid.text(self.area.top + row, left) for row in rows]

    def are_mostly(self, kind: CellKind, rows: list[int], where: np.ndarray) -> bool:
        return bool((self.kinds[np.ix_(rows, where)] == kind).mean() > 0.5)

    def are_mostly_counts(self, rows: Sequence[int], where: np.ndarray) -> bool:
        """Whether figures stand there, counts kept back among them."""
        counts = self.sure[np.ix_(rows, where)].sum()
        columns = np.flatnonzero(where)
        ranges = [(r, c) for r in rows for c in columns if self.kinds[r, c] == CellKind.RANGE]
        top, left = self.area.top, self.area.left
        counts += sum(is_hidden_count(self.grid.text(top + r, left + int(c))) for r, c in ranges)
        return bool(2 * counts > len(rows) * len(columns))

    def are_years(self, row: int, where: np.ndarray) -> bool:
        """Whether all that stands there may be years: two in a row, or three of any order."""
        years = self.years[row][where & self.filled[row]].astype(int)
        if not years.all():
            return False
        return len(years) > 2 or (len(years) == 2 and abs(years[1] - years[0]) == 1)

    def are_consecutive(self, row: int, where: np.ndarray) -> bool:
        """Whether whole numbers go up by one, or start again where they began."""
        numbers = [int(text) for text in self.texts(row, where) if text.isdecimal()]
        if len(numbers) < 2 or len(numbers) < where.sum():
            return False
        starts = [0, *(n for n, pair in enumerate(pairwise(numbers), 1) if pair[1] != pair[0] + 1)]
        lengths = [after - before for before, after in pairwise([*starts, len(numbers)])]
        return min(lengths) > 1 and {numbers[start] for start in starts} == {max(numbers[0], 1)}

    def are_distinct(self, row: int, where: np.ndarray) -> bool:
        """Whether texts differ from one another, or repeat in turn as under banners."""
        texts = [strip_notes(text) for text in self.texts(row, where)]
        length = len(set(texts))
        if length < 2:
            return len(texts) < 2
        return 2 * length > len(texts) or texts == texts[:length] * (len(texts) // length)


def _classify_row(rows: _AreaRows, row: int) -> RowKind:
    if not rows.width[row]:
        return RowKind.BLANK
    if _is_header(rows, row):
        return RowKind.HEADER
    beyond = rows.figures[row].copy()
    beyond[rows.first[row]] = False
    return RowKind.BODY if beyond.any() or _is_lone_figure(rows, row) else RowKind.LINE


def _is_lone_figure(rows: _AreaRows, row: int) -> bool:
    """A figure without a label, in a column where figures stand just above."""
    if rows.width[row] != 1 or not rows.sure[row, rows.first[row]]:
        return False
    above = [r for r in range(row) if rows.width[r] > 1 and rows.likely[r]][-LOOK_AHEAD:]
    column = rows.first[row]
    return any(rows.first[r] != column and rows.figures[r, column] for r in above)


def _is_header(rows: _AreaRows, row: int) -> bool:
    """Whether a row heads the columns of figures beneath it."""
    ahead = rows.list_figures_beneath(row)
    if not ahead or rows.says_none[row]:
        return False
    below = rows.find_figure_columns(ahead)
    if not (rows.filled[row] & below).any():
        below |= rows.find_headed_beneath(row, ahead)
    over = rows.filled[row] & below
    count = int(over.sum())
    if not count or _is_prose(rows, row):
        return False
    if _hides_counts(rows, row, over):
        return False
    if not rows.likely[:row].any() and _number_columns(rows.texts(row, rows.filled[row])):
        return True
    sure = rows.sure[row].copy()
    sure[rows.first[row]] = False
    if sure.any():
        return _is_header_of_numbers(rows, row, over, ahead)
    if (over & rows.worded[row]).any():
        return _is_header_of_words(rows, row, over, below)
    if rows.are_years(row, over):
        labelled = count < FEWEST_YEARS and _is_labelled_under_header(rows, row, over)
        return not labelled and not rows.are_mostly(CellKind.YEAR, ahead, over)
    follows = rows.find_next_filled(row)
    if follows is not None and rows.types[follows] == RowKind.HEADER:
        return True
    if count == 1:
        kind = CellKind(rows.kinds[row][over][0])
        alone = below.sum() == 1 and _is_lone_header(rows, row, over, kind)
        return alone and not rows.are_mostly(kind, ahead, over)
    plain = over[rows.first[row]] or rows.are_mostly_counts(ahead, over)
    return bool(plain) and rows.are_distinct(row, over)


def _hides_counts(rows: _AreaRows, row: int, over: np.ndarray) -> bool:
    """Whether a labelled row says `<5`, `<10` all over: 0-4 and 5-9 may be ages."""
    if rows.is_unlabelled(row, over):
        return False
    ranges = [read_range(text) for text in rows.texts(row, over)]
    # `>50` alone under a head: no other class of ages or sizes stands beside it.
    if len(ranges) == 1 and ranges[0] and math.isinf(ranges[0].count.high):
        return bool((rows.filled[:row] & over).any())
    return all(found and found.floor_unsaid for found in ranges) and all(
        map(is_hidden_count, rows.texts(row, over))
    )


def _number_columns(texts: list[str]) -> bool:
    """Whether a row does no more than number the columns for a reader: (1), (2), or a, b, c."""
    bare = [text.strip("()[]").casefold() for text in texts]
    numbers = [str(number) for number in range(1, len(bare) + 1)]
    if bare == numbers:
        return len(bare) > 1 and all(text[0] in "([" for text in texts)
    return len(bare) > 2 and bare == [*ascii_lowercase[: len(bare)]]


def _is_prose(rows: _AreaRows, row: int) -> bool:
    """A title by its number, or a text alone that is long or stands in the first column."""
    if is_caption(rows.texts(row, rows.filled[row])[0]):
        return True
    if rows.width[row] != 1:
        return False
    top, left = rows.area.top + row, rows.area.left + int(rows.first[row])
    span = rows.grid.spans.get((top, left))
    if span is None and rows.first[row] == 0:
        return True
    starts = span is not None and span.left == rows.area.left and span.right > span.left
    return starts or len(rows.grid.text(top, left)) > LONGEST_HEAD


def _is_labelled_under_header(rows: _AreaRows, row: int, over: np.ndarray) -> bool:
    """Whether a row has a label, and the row before it a head over each of its columns.

    The same words over several of them are a banner, and no heads.
    """
    before = rows.find_previous_filled(row)
    if before is None or rows.likely[before] or rows.is_unlabelled(row, over):
        return False
    return not (over & ~rows.filled[before]).any() and not _is_banner(rows, before, over)


def _is_banner(rows: _AreaRows, row: int, over: np.ndarray) -> bool:
    """Whether a row says the same words over all of these columns."""
    words = rows.texts(row, over)
    return len(words) > 1 and len(set(words)) == 1 and bool(words[0])


def _is_header_of_words(rows: _AreaRows, row: int, over: np.ndarray, below: np.ndarray) -> bool:
    """Whether words head columns: over another header, apart from figures, or unlike a label."""
    count, breadth = int(over.sum()), int(below.sum())
    follows = rows.find_next_filled(row)
    if follows is not None and rows.types[follows] == RowKind.HEADER:
        return True
    if rows.width[row] == 1:
        return breadth == 1
    touches = row > 0 and rows.likely[row - 1]
    if not touches or not (over & rows.filled[row - 1]).any():
        return True
    if rows.is_unlabelled(row, below):
        return True
    return rows.are_distinct(row, over) and 2 * count >= breadth


def _is_lone_header(rows: _AreaRows, row: int, over: np.ndarray, kind: CellKind) -> bool:
    """Whether one year, band or phrase heads its column: no label is by it, or by the last."""
    if rows.likely[:row].any():
        return False
    bare = bool(over[rows.first[row]])
    above = np.flatnonzero((rows.filled[:row] & over).any(axis=1))
    names = kind == CellKind.YEAR or is_band(rows.texts(row, over)[0])
    if not len(above):
        return bare or names
    return bare or (names and bool(over[rows.first[above[-1]]]))


def _is_header_of_numbers(rows: _AreaRows, row: int, over: np.ndarray, ahead: list[int]) -> bool:
    """Ages, quarters, classes: numbers that count on from one another or stand among words.

    So do the numbers of days that have lost their format, and months such as 201801.
    """
    sure = over & rows.sure[row]
    if not sure.any() or not (rows.kinds[row][sure] == CellKind.NUMBER).all():
        return False
    before = rows.find_previous_filled(row)
    if before is not None and rows.likely[before]:
        return False
    if _is_labelled_under_header(rows, row, over):
        return False
    texts = rows.texts(row, over)
    bare = rows.is_unlabelled(row, over)
    said = over & (rows.worded[row] | (bare & (rows.kinds[row] == CellKind.RANGE)))
    if len(set(texts)) == len(texts) and sure.sum() <= said.sum():
        return True
    numbers = [int(text) for text in rows.texts(row, sure) if text.isdecimal()]
    if are_day_numbers(numbers) or are_months_or_years(numbers):
        return True
    if not rows.are_consecutive(row, sure):
        return False
    beneath = rows.as_text[np.ix_(ahead, sure)][rows.sure[np.ix_(ahead, sure)]]
    typed = rows.as_text[row][sure].all() and beneath.size and beneath.mean() < 0.5
    banner = before is not None and (
        0 < (rows.filled[before] & over).sum() < over.sum() or _is_banner(rows, before, over)
    )
    first = not (rows.filled[:row] & over).any()
    long = first and sure.sum() > 3 and not rows.are_consecutive(ahead[0], sure)
    return bool(typed or bare or banner or long)
