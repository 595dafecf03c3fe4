"""Sheets as plain grids, read without the project's own reader, and the places rules name.

Cells are as a person sees them: numbers as rounded as they are shown, raised digits as such.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from python_calamine import CalamineWorkbook

RAISED = str.maketrans("0123456789,R", "⁰¹²³⁴⁵⁶⁷⁸⁹ ʳ", "()")
ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TABLE, TEXT, STYLE = (ODF % name for name in ("office", "table", "text", "style"))


def read_plainly(path: Path, rounded: bool = True) -> dict[str, list[list]]:
    """Every sheet as rows of values, read without the project's own reader.

    Numbers are as they are stored where they are not to be `rounded` as they are shown.
    """
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return {"csv": list(csv.reader(io.StringIO(text, newline=None)))}
    if not rounded:
        return _read_stored(path)
    if path.suffix == ".ods":
        return dict(_read_ods(path))
    if path.suffix == ".xlsx":
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(path, rich_text=True, data_only=True)
        return {s.title: [[_see_xlsx(cell) for cell in row] for row in s.iter_rows()] for s in book}
    return _read_stored(path)


def _read_stored(path: Path) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_path(str(path))
    return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}


def _see_xlsx(cell: Any) -> Any:
    if isinstance(cell.value, CellRichText):
        return "".join(
            str(part).translate(RAISED)
            if isinstance(part, TextBlock) and part.font.vertAlign == "superscript"
            else str(part)
            for part in cell.value
        )
    shown = re.search(r"#,##0|0(?:\.0+)?", cell.number_format.partition(";")[0])
    if isinstance(cell.value, float) and shown and "%" not in cell.number_format:
        code = cell.number_format.partition(";")[0]
        unit = Decimal(1).scaleb(-len(code.partition(".")[2].rstrip("_ )\\").rstrip("_-")))
        return float(Decimal(repr(cell.value)).quantize(unit, ROUND_HALF_UP))
    return "" if cell.value is None else cell.value


def _read_ods(path: Path) -> Iterator[tuple[str, list[list]]]:
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    raised = {
        style.get(f"{STYLE}name")
        for style in root.iter(f"{STYLE}style")
        for said in style.iter(f"{STYLE}text-properties")
        if re.match("super|[1-9]", said.get(f"{STYLE}text-position", ""))
    }
    for table in root.iter(f"{TABLE}table"):
        rows = []
        for row in table.iter(f"{TABLE}table-row"):
            values = []
            for cell in row:
                many = int(cell.get(f"{TABLE}number-columns-repeated", 1))
                values += [_see_ods(cell, raised)] * min(many, 500)
            rows += [values] * min(int(row.get(f"{TABLE}number-rows-repeated", 1)), 500)
        yield table.get(f"{TABLE}name"), rows


def _see_ods(cell: ElementTree.Element, raised: set[str]) -> Any:
    text = "\n".join(_list_words(p, raised) for p in cell.findall(f"{TEXT}p")).strip()
    day = cell.get(f"{OFFICE}date-value", "")
    if day and not re.fullmatch(r"[A-Z][a-z]{2}-\d\d", text):
        return day[:10]
    bare = text.replace(",", "")
    return float(bare) if re.fullmatch(r"-?\d+(?:\.\d+)?", bare) else text


def _list_words(part: ElementTree.Element, raised: set[str]) -> str:
    """The words of a paragraph; a raised letter that stands alone in it is left as it is."""
    words = part.text or ""
    for inner in part:
        own = _list_words(inner, raised)
        if inner.tag == f"{TEXT}s":
            own = " " * int(inner.get(f"{TEXT}c", 1))
        alone = "".join(part.itertext()) == own and own.isalpha()
        if inner.get(f"{TEXT}style-name") in raised and not alone:
            own = own.translate(RAISED)
        words += own + (inner.tail or "")
    return words


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
