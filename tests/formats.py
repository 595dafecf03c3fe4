"""One grid of cells written as .xlsx, .xlsm, .xls, .ods and .csv, with several sheets and spans."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
import xlwt
from examples import write_csv
from openpyxl.utils import range_boundaries

from analysis.ingest.files.sheet import Sheet
from analysis.ingest.files.workbook import read_file

FORMATS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"

Grid = Sequence[Sequence[Any]]
Area = tuple[int, int, int, int]  # top, left, bottom, right, zero-based, all inside


def read_sheets(path: Path) -> dict[str, Sheet]:
    """The sheets of a workbook by name."""
    return read_file(path).sheets


def write_book(
    path: Path, sheets: Mapping[str, Grid], merged: Mapping[str, Sequence[str]] | None = None
) -> Path:
    """Write sheets of rows in the format that the path's ending names; returns the path.

    Values are None, text, numbers, truth values and dates; `merged` gives ranges such as `B1:D2`
    by sheet, whose words are those of their first cell. A .csv holds one sheet and no spans.
    """
    path = Path(path)
    areas = {name: [_as_area(cells) for cells in (merged or {}).get(name, ())] for name in sheets}
    match path.suffix:
        case ".xlsx" | ".xlsm":
            _write_xlsx(path, sheets, areas)
        case ".xls":
            _write_xls(path, sheets, areas)
        case ".ods":
            write_ods(path, "".join(_spell_table(n, sheets[n], areas[n]) for n in sheets))
        case ".csv":
            (rows,) = sheets.values()
            write_csv(path, [list(row) for row in rows])
        case other:
            raise ValueError(f"no writer for {other}")
    return path


def write_ods(path: Path, tables: str, manifest: str = "") -> Path:
    """An .ods whose spreadsheet holds these table elements; `manifest` says which parts it has."""
    spaces = "".join(f' xmlns:{short}="{long}"' for short, long in NAMESPACES.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return write_zip(
        path, {"mimetype": ODS_KIND, "content.xml": content, "META-INF/manifest.xml": manifest}
    )


def write_zip(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip of these parts, each deflated."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def change_parts(source: Path, target: Path, parts: Mapping[str, str | bytes | None]) -> Path:
    """A copy of a zip in which these parts are replaced, added, or left out where None."""
    with zipfile.ZipFile(source) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    changed = kept | parts
    return write_zip(target, {name: text for name, text in changed.items() if text is not None})


def _as_area(cells: str) -> Area:
    left, top, right, bottom = range_boundaries(cells)
    return top - 1, left - 1, bottom - 1, right - 1


def _place_values(rows: Grid) -> Iterator[tuple[int, int, Any]]:
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is not None and value != "":
                yield row, column, value


def _look_up(rows: Grid, row: int, column: int) -> Any:
    inside = row < len(rows) and column < len(rows[row])
    return rows[row][column] if inside else None


def _write_xlsx(path: Path, sheets: Mapping[str, Grid], areas: Mapping[str, list[Area]]) -> None:
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, plain) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        if path.suffix == ".xlsm":
            book.add_vba_project(io.BytesIO(b"no macro runs from here"), True)
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for row, column, value in _place_values(rows):
                page.write(row, column, value, day if isinstance(value, date) else None)
            for top, left, bottom, right in areas[name]:
                value = _look_up(rows, top, left)
                form = day if isinstance(value, date) else None
                page.merge_range(top, left, bottom, right, value, form)


def _write_xls(path: Path, sheets: Mapping[str, Grid], areas: Mapping[str, list[Area]]) -> None:
    book = xlwt.Workbook()
    plain, day = xlwt.XFStyle(), xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, rows in sheets.items():
        page = book.add_sheet(name, cell_overwrite_ok=True)
        for top, left, bottom, right in areas[name]:
            page.merge(top, bottom, left, right)
        for row, column, value in _place_values(rows):
            page.write(row, column, value, day if isinstance(value, date) else plain)
    book.save(str(path))


def _spell_table(name: str, rows: Grid, areas: list[Area]) -> str:
    """One sheet of an .ods: cells under a span are written as covered."""
    spans = {(top, left): (bottom, right) for top, left, bottom, right in areas}
    inside = {
        (row, column)
        for top, left, bottom, right in areas
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    height = max([len(rows), *(bottom + 1 for _, _, bottom, _ in areas)])
    width = max([*map(len, rows), *(right + 1 for *_, right in areas)], default=0)
    lines = []
    for row in range(height):
        cells = []
        for column in range(width):
            value = _look_up(rows, row, column)
            if (row, column) in spans:
                bottom, right = spans[row, column]
                span = (
                    f' table:number-rows-spanned="{bottom - row + 1}"'
                    f' table:number-columns-spanned="{right - column + 1}"'
                )
                cells.append(spell_ods_cell(value, span))
            elif (row, column) in inside:
                cells.append("<table:covered-table-cell/>")
            else:
                cells.append(spell_ods_cell(value))
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return f"<table:table table:name={quoteattr(name)}>{''.join(lines)}</table:table>"


def spell_ods_cell(value: Any, more: str = "") -> str:
    """One cell of an .ods, with whatever other attributes it has."""
    match value:
        case None | "":
            return f"<table:table-cell{more}/>"
        case bool():
            kind = f'"boolean" office:boolean-value="{str(value).lower()}"'
        case int() | float():
            kind = f'"float" office:value="{value}"'
        case datetime() | date():
            kind = f'"date" office:date-value="{value.isoformat()}"'
        case _:
            kind = '"string"'
    words = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell{more} office:value-type={kind}>{words}</table:table-cell>"
