"""A sheet as an array of kinds: what each cell is by itself, one small number a cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analysis.ingest.files.sheet import Cell, Sheet, Span
from analysis.ingest.words.cell_text import CellReading, read_cell_text
from analysis.ingest.words.footnote_marks import GLYPH

YEARS = range(1950, 2050)  # that a label may name
SHORTEST_WORD = 3  # letters; a mark with fewer is a sign, with as many it may be a label as well


class CellKind(IntEnum):
    """What a cell can be. The order puts figures first, so that one comparison finds them."""

    BLANK = 0
    NUMBER = 1  # a whole number that no one would take for a year
    DECIMAL = 2
    SIGN = 3  # *, -, [c], R
    SEVERAL = 4
    ERROR = 5
    YEAR = 6  # a whole number that may be a year
    RANGE = 7  # <5, but also an age group: 18 to 20
    PHRASE = 8  # "Not recorded": a mark, but also a label
    PERIOD = 9
    WORDS = 10


LAST_SURE, LAST_FIGURE = CellKind.ERROR, CellKind.PHRASE


class Area(NamedTuple):
    """A rectangle of a sheet, zero-based, all four edges inside it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """A sheet with the kind of each cell (`kinds[row, column]`) and whether it is stored as text.

    `years` holds the year where a cell may be one, else 0.
    """

    sheet: Sheet
    kinds: np.ndarray
    stored_as_text: np.ndarray
    years: np.ndarray

    @cached_property
    def filled(self) -> np.ndarray:
        return self.kinds != CellKind.BLANK

    @cached_property
    def sure(self) -> np.ndarray:
        """Where a figure stands that can hardly be a label."""
        return (self.kinds >= CellKind.NUMBER) & (self.kinds <= LAST_SURE)

    @cached_property
    def figures(self) -> np.ndarray:
        """Where a figure may stand, those that may be labels as well among them."""
        return (self.kinds >= CellKind.NUMBER) & (self.kinds <= LAST_FIGURE)

    @cached_property
    def worded(self) -> np.ndarray:
        """Where words or a period stand: no figure."""
        return self.kinds >= CellKind.PERIOD

    def within(self, area: Area) -> "Grid":
        """The same sheet with everything beside and around an area blank."""
        outside = np.ones(self.kinds.shape, bool)
        outside[area.top : area.bottom + 1, area.left : area.right + 1] = False
        return replace(self, kinds=np.where(outside, np.int8(CellKind.BLANK), self.kinds))

    def text(self, row: int, column: int) -> str:
        return self.sheet.cell(row, column).text

    def first_filled(self, row: int) -> int:
        """The first column of a row that holds anything."""
        return int(self.filled[row].argmax())

    @cached_property
    def spans(self) -> dict[tuple[int, int], Span]:
        """The merged span of every cell that lies in one."""
        inside = {}
        height, width = self.kinds.shape
        for span in self.sheet.merged:
            for row in range(span.top, min(span.bottom + 1, height)):
                for column in range(span.left, min(span.right + 1, width)):
                    inside[row, column] = span
        return inside


def classify_cells(sheet: Sheet) -> Grid:
    """Say of every cell of a sheet what it is by itself; equal texts are looked at once."""
    shape = (sheet.height, sheet.width)
    kinds = np.zeros(shape, np.int8)
    as_text = np.zeros(shape, bool)
    years = np.zeros(shape, np.int16)
    seen: dict[str, tuple[CellKind, int]] = {}
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if value not in seen:
                    seen[value] = name_kind_of_cell(read_cell_text(Cell(number, column, value)))
                kind, year = seen[value]
                as_text[number, column] = kind != CellKind.BLANK
            else:
                kind, year = name_kind_of_cell(read_cell_text(Cell(number, column, value)))
            kinds[number, column] = kind
            years[number, column] = year
    for row, column in sheet.remarks:
        if row < shape[0] and column < shape[1] and not kinds[row, column]:
            kinds[row, column] = CellKind.ERROR
    return Grid(sheet, kinds, as_text, years)


def name_kind_of_cell(reading: CellReading) -> tuple[CellKind, int]:
    """The kind of a cell and the year it may be (0 where none)."""
    if reading.kind == "number" and reading.count is not None:
        low = reading.count.low
        if reading.words:  # "2 x Officers" counts, "2012 in all" heads a column
            return (CellKind.PERIOD, low) if low in YEARS else (CellKind.NUMBER, 0)
        is_year = reading.may_be_year and low in YEARS
        return (CellKind.YEAR, low) if is_year else (CellKind.NUMBER, 0)
    if reading.kind == "mark":
        letters = sum(map(str.isalpha, reading.glyph))
        is_phrase = letters >= SHORTEST_WORD and not reading.glyph.startswith("[")
        return (CellKind.PHRASE if is_phrase else CellKind.SIGN), 0
    plain = {
        "blank": CellKind.BLANK,
        "decimal": CellKind.DECIMAL,
        "range": CellKind.RANGE,
        "several": CellKind.SEVERAL,
        "error": CellKind.ERROR,
        "period": CellKind.PERIOD,
    }
    return plain.get(reading.kind, CellKind.WORDS), 0


# One area of a sheet as small arrays, with what has been decided of its rows so far.

LOOK_AHEAD = 3  # rows of figures that tell which columns hold figures
FAR = 12  # filled rows between a head and its figures; with more, it heads something else


class RowKind(IntEnum):
    BLANK = 0
    LINE = 1  # words that stand over no column: a title, a section heading, a note
    HEAD = 2  # labels of columns
    BODY = 3  # figures


class Box:
    """The cells of an area; rows and columns count from its own corner.

    `types` are the `RowKind`s decided so far, from the bottom up; `likely` marks rows that seem to
    hold figures when each is seen alone.
    """

    def __init__(self, grid: Grid, area: Area):
        box = np.s_[area.top : area.bottom + 1, area.left : area.right + 1]
        self.grid, self.area = grid, area
        self.kinds, self.years = grid.kinds[box], grid.years[box]
        self.figures, self.sure = grid.figures[box], grid.sure[box]
        self.worded, self.as_text = grid.worded[box], grid.stored_as_text[box]
        self.filled = self.kinds != CellKind.BLANK
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
            if self.types[later] == RowKind.BODY:
                ahead.append(later)
                if len(ahead) == LOOK_AHEAD:
                    break
            elif self.width[later]:
                passed += 1
                is_line = self.types[later] == RowKind.LINE
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

    def are_mostly(self, kind: CellKind, rows: list[int], where: np.ndarray) -> bool:
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


# How lines of words begin: as titles do, or as footnotes do.

CAPTION = re.compile(
    r"(?i:table|tab\.|appendix|annex|chart|figure|schedule)(?:[\s_]*\d[\w.]*|\s+[A-Z]\d*)\b"
)
FOOTNOTE = re.compile(
    rf"(?i)^(\(?(?:\d|{GLYPH})+\)|{GLYPH}|\d+\.\s|\[\w+\]|['\"(]?\W{{1,2}}['\")]?\s*[=:]|\w\s*=|"
    r"(foot)?notes?\b|source\b)"
)


def is_caption(text: str) -> bool:
    """Whether a line begins as numbered titles do: `Table 1`, `Appendix A`."""
    return bool(CAPTION.match(text))


def is_footnote(text: str) -> bool:
    """Whether a line begins as notes do: `1. `, `(1)`, `*`, `Note`, `Source`, `x = `."""
    return bool(FOOTNOTE.match(text))
