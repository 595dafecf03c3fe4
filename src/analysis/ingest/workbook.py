"""A workbook as sheets of cells: every cell keeps its address, its value and its text."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from analysis.model.faults import Fault, Faults
from analysis.model.paths import show

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an OLE container: old .xls, or a locked .xlsx
MOST_UNPACKED = 400 * 1024 * 1024  # far above any reply seen; a zip bomb is refused unread
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Cell:
    """One cell: zero-based row and column, the value as stored and the words a person sees."""

    row: int
    column: int
    value: Any

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column + 1)}{self.row + 1}"

    @cached_property
    def text(self) -> str:
        return show_value(self.value)


class Span(NamedTuple):
    """A merged rectangle of cells, zero-based, all four edges inside it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """A rectangle of cells; reading outside it gives a blank cell.

    `remarks` says of single cells, by (row, column), what their value does not show: a formula
    that was never calculated, a formula's error.
    """

    name: str
    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    visible: bool = True
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        inside = 0 <= row < self.height and 0 <= column < len(self.rows[row])
        return Cell(row, column, self.rows[row][column] if inside else None)

    def filled(self) -> Iterator[Cell]:
        """The cells with any words, row by row."""
        for row, values in enumerate(self.rows):
            for column, value in enumerate(values):
                cell = Cell(row, column, value)
                if cell.text:
                    yield cell


def show_value(value: Any) -> str:
    """The words of a value: whole numbers without a point, dates as ISO days, blank as ''."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return " ".join(str(value).split())


def fold(text: str) -> str:
    """Case and spaces do not tell two labels apart."""
    return " ".join(text.split()).casefold()


def read_workbook(path: Path) -> dict[str, Sheet]:
    """Read every sheet of an .xlsx, .xlsm, .xls, .ods or .csv file, by name.

    Raises Faults in one line where the file is missing, locked, cut short, too large once
    unpacked, or not what its name says.
    """
    path = Path(path)

    def refuse(problem: str, remedy: str) -> Faults:
        return Faults(show(path), [Fault(show(path), problem, remedy)])

    if not path.is_file():
        raise refuse("there is no such workbook", "put the force's file there, or mend `workbook`")
    content = path.read_bytes()
    kind = path.suffix.lower()
    if kind == ".csv":
        if content[:2] == b"PK" or content[:8] == ENCRYPTED:
            raise refuse("this is a spreadsheet named .csv", "give it its own ending")
        try:
            return {"csv": _read_csv(content)}
        except (UnicodeDecodeError, csv.Error) as error:
            raise refuse(f"it cannot be read as CSV: {error}", "save it as CSV in UTF-8") from None
    if kind not in SPREADSHEETS:
        raise refuse(f"files ending in {kind or 'nothing'} are not read", "save it as .xlsx")
    if kind != ".xls" and content[:8] == ENCRYPTED:
        raise refuse("it is locked with a password", "ask the force for a copy without one")
    try:
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                size = sum(item.file_size for item in archive.infolist())
            if size > MOST_UNPACKED:
                raise refuse(f"it unpacks to {size:,} bytes", "open it and save a smaller copy")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {name: _read_sheet(book, name) for name in book.sheet_names}
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise refuse(f"it cannot be opened: {why}", "ask for it again, or save it anew") from None


def _read_sheet(book: CalamineWorkbook, name: str) -> Sheet:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return Sheet(name, tuple(tuple(row) for row in rows))


def _read_csv(content: bytes) -> Sheet:
    text = content.decode("utf-8-sig")
    return Sheet("csv", tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=None))))
