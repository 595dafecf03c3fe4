"""A sheet of cells: every cell keeps its address, its value and its text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: zero-based row and column, the value as stored and the words a person sees.

    `remark` says why the value cannot be trusted as it is, blank where nothing speaks against it.
    """

    row: int
    column: int
    value: Any
    remark: str = ""

    @property
    def address(self) -> str:
        return format_address(self.row, self.column)

    @property
    def text(self) -> str:
        return format_value(self.value)


class Span(NamedTuple):
    """A merged rectangle of cells, zero-based, all four edges inside it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """Rows of cells, blank ends left off; reading outside them gives a blank cell.

    Values are what a person sees, not always what is stored. `remarks` says of single cells, by
    (row, column), what their value does not show: a formula that was never calculated, a
    formula's error. `notices` is worth telling of a cell and puts nothing in its way: struck-out
    words that were left out, a number rounded as it is shown.
    """

    name: str
    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    visible: bool = True
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notices: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return len(self.rows)

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        value = self.rows[row][column] if inside else None
        remark = self.remarks.get((row, column), "") if self.remarks else ""
        return Cell(row, column, value, remark)

    def filled(self) -> Iterator[Cell]:
        """The cells with any words or with a remark, row by row."""
        for row, values in enumerate(self.rows):
            for column, value in enumerate(values):
                if value in (None, "") and (row, column) not in self.remarks:
                    continue  # most cells of a sheet: not worth a Cell each
                cell = self.cell(row, column)
                if cell.text or cell.remark:
                    yield cell


def format_address(row: int, column: int) -> str:
    """`B5` for row 4 and column 1, both counted from 0."""
    return f"{get_column_letter(column + 1)}{row + 1}"


# Asked for again and again, and most values of a workbook are few. Typed: TRUE equals 1.
@lru_cache(maxsize=2**13, typed=True)
def format_value(value: Any) -> str:
    """The words of a value: whole numbers without a point, dates as ISO days, blank as ''."""
    if isinstance(value, str):
        return " ".join(value.split())
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def fold(text: str) -> str:
    """Case and spaces do not tell two labels apart."""
    return " ".join(text.split()).casefold()
