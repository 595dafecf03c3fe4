"""A sheet as an array of kinds: what each cell is by itself, one small number a cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np

from analysis.ingest.files.cell_styles import UNIT
from analysis.ingest.files.sheet import Cell, Sheet, Span
from analysis.ingest.words.cell_text import CellReading, read_cell_text
from analysis.ingest.words.footnote_marks import GLYPH

YEARS = range(1950, 2050)  # that a label may name
SHORTEST_WORD = 3  # letters; a mark with fewer is a sign, with as many it may be a label as well
CAPTION = re.compile(
    r"(?i:table|tab\.|appendix|annex|chart|figure|schedule)(?:[\s_]*\d[\w.]*|\s+[A-Z]\d*)\b"
)
FOOTNOTE = re.compile(
    rf"(?i)^(\(?(?:\d|{GLYPH})+\)|{GLYPH}|\d+\.\s|\[\w+\]|['\"(]?\W{{1,2}}['\")]?\s*[=:]|\w\s*=|"
    r"(foot)?notes?\b|source\b)"
)


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

    @property
    def box(self) -> tuple[slice, slice]:
        """The rectangle as an index of the arrays of a grid."""
        return slice(self.top, self.bottom + 1), slice(self.left, self.right + 1)


@dataclass(frozen=True)
class Grid:
    """A sheet with the kind of each cell (`kinds[row, column]`) and whether it is stored as text.

    `years` holds the year where a cell may be one, else 0. `absent` is where a cell says, or a
    merged one over it says, that there is no figure: there its kind is `PHRASE`.
    """

    sheet: Sheet
    kinds: np.ndarray
    stored_as_text: np.ndarray
    years: np.ndarray
    absent: Mapping[tuple[int, int], str] = field(default_factory=dict)

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
        outside[area.box] = False
        inside = {place: text for place, text in self.absent.items() if not outside[place]}
        kinds = np.where(outside, np.int8(CellKind.BLANK), self.kinds)
        return replace(self, kinds=kinds, absent=inside)

    def find_lone_periods(self, area: Area) -> list[int]:
        """The rows below an area's first that hold a year or months in its first column alone."""
        inside = self.filled[area.box]
        dated = np.isin(self.kinds[area.box][:, 0], (CellKind.YEAR, CellKind.PERIOD))
        lone = np.flatnonzero(dated & (inside.sum(axis=1) == 1))
        return [area.top + int(row) for row in lone if row]

    def take_rows(self, rows: Sequence[int]) -> "Grid":
        """A sheet of these rows alone, as they stand beneath one another."""
        places = {row: place for place, row in enumerate(rows)}
        absent = {(places[r], c): text for (r, c), text in self.absent.items() if r in places}
        arrays = (self.kinds, self.stored_as_text, self.years)
        kinds, as_text, years = (array[rows] for array in arrays)
        sheet = replace(self.sheet, rows=tuple(self.sheet.rows[r] for r in rows), merged=())
        return Grid(sheet, kinds, as_text, years, absent)

    def mark(self, absent: Mapping[tuple[int, int], str]) -> "Grid":
        """The same with cells that say there is no figure, by place their words."""
        kinds = self.kinds.copy()
        for place in absent:
            kinds[place] = CellKind.PHRASE
        return replace(self, kinds=kinds, absent=absent)

    @cached_property
    def says_none(self) -> np.ndarray:
        """Where a cell says that there is no figure."""
        mask = np.zeros(self.kinds.shape, bool)
        for place in self.absent:
            mask[place] = True
        return mask

    def text(self, row: int, column: int) -> str:
        return self.sheet.text(row, column)

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

    @cached_property
    def covered(self) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        """Every cell of a merged span, and the first cell of the same span, as two indices."""
        places = np.array(list(self.spans), int).reshape(-1, 2)
        firsts = np.array([(s.top, s.left) for s in self.spans.values()], int).reshape(-1, 2)
        return (places[:, 0], places[:, 1]), (firsts[:, 0], firsts[:, 1])


def classify_cells(sheet: Sheet) -> Grid:
    """The kind of every cell of a sheet; equal texts are looked at once."""
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
                    seen[value] = _classify(read_cell_text(Cell(number, column, value)))
                kind, year = seen[value]
                as_text[number, column] = kind != CellKind.BLANK
            else:
                kind, year = _classify(read_cell_text(Cell(number, column, value)))
            kinds[number, column] = kind
            years[number, column] = year
    for (row, column), notice in sheet.notices.items():
        if notice == UNIT and kinds[row, column] == CellKind.WORDS:
            kinds[row, column] = CellKind.DECIMAL  # "9 days" is stored as a number
    for row, column in sheet.remarks:
        if row < shape[0] and column < shape[1] and not kinds[row, column]:
            kinds[row, column] = CellKind.ERROR
    kinds[list(sheet.page_lines)] = CellKind.BLANK  # a person reads over them
    return Grid(sheet, kinds, as_text, years)


def _classify(reading: CellReading) -> tuple[CellKind, int]:
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


def is_caption(text: str) -> bool:
    """Whether a line begins as numbered titles do: `Table 1`, `Appendix A`."""
    return bool(CAPTION.match(text))


def is_footnote(text: str) -> bool:
    """Whether a line begins as notes do: `1. `, `(1)`, `*`, `Note`, `Source`, `x = `."""
    return bool(FOOTNOTE.match(text))
