"""Sheets as plain grids, read without the project's own reader, and the places rules name."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from python_calamine import CalamineWorkbook


def read_plainly(path: Path) -> dict[str, list[list]]:
    """Every sheet as rows of values, read without the project's own reader."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return {"csv": list(csv.reader(io.StringIO(text, newline=None)))}
    book = CalamineWorkbook.from_path(str(path))
    return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}


@dataclass
class Grid:
    """The cells of one sheet by one-based row and column, and how its figures are to be read."""

    rows: list[list]
    glued: str
    marks: dict[str, list]

    def word(self, row: int, column: int) -> str:
        inside = 0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1])
        value = self.rows[row - 1][column - 1] if inside else ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, date):
            value = value.isoformat()[:10]
        return " ".join(str(value).split())

    def figure(self, row: int, column: int) -> dict[str, Any]:
        """What is true of the count in a cell: its number, or what its mark stands for."""
        word = self.word(row, column)
        bare = word.rstrip(self.glued).strip() if self.glued else word
        if re.fullmatch(r"-?[\d,]*\.?\d+(e-?\d+)?", bare):
            return {"values": (float(bare.replace(",", "")),)}
        if share := re.fullmatch(r"(-?\d*\.?\d+)%", bare):
            return {"values": (float(share[1]), float(share[1]) / 100)}
        lows, high = self.marks.get(word.casefold(), ((), None))
        return {"lows": tuple(lows), "high": high}


@cache
def list_numbers(text: Any) -> list[int]:
    """`9-11,42` as 9, 10, 11, 42."""
    numbers = []
    for part in filter(None, str(text or "").split(",")):
        first, _, last = part.strip().partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


@cache
def list_columns(text: Any) -> list[int]:
    """`B-D,F` as 2, 3, 4, 6."""
    letters = re.sub(r"[A-Z]+", lambda m: str(column_index_from_string(m[0])), str(text or ""))
    return list_numbers(letters)


def list_cells(cells: str) -> list[tuple[int, int]]:
    left, top, right, bottom = range_boundaries(cells)
    return [(row, c) for row in range(top, bottom + 1) for c in range(left, right + 1)]


def name_cell(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"
