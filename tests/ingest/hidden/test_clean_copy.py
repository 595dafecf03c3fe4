"""A clean copy reads as the sheets it was made of, to the letter, and is made alike each time."""

import os
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from examples import YEARS_DOWN
from formats import Styled, write_book
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling import take_files

from analysis.ingest.files.cell_styles import ALTERED
from analysis.ingest.files.markup import NEVER_CALCULATED, SHOWN_AS_ERROR
from analysis.ingest.files.sheet import Lines, Numbering, Sheet, Span, format_value
from analysis.ingest.files.workbook import read_file
from analysis.ingest.hidden.clean_copy import write_clean_copy
from analysis.ingest.hidden.hidden_search import find_hidden_matter

CORPUS = Path(os.environ.get("FOI_CORPUS", "/none"))

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
values = st.one_of(
    texts.filter(str.strip),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**9), 10**9).map(float),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2199, 12, 31)),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.just(""),
)
runs = st.lists(st.tuples(st.integers(0, 8), st.integers(1, 3)), max_size=3).map(
    lambda found: Lines.without(range(start, start + size) for start, size in found)
)


def read_back(folder: Path, sheets: dict[str, Sheet]) -> dict[str, Sheet]:
    path = folder / "copy.xlsx"
    path.write_bytes(write_clean_copy(sheets))
    assert openpyxl.load_workbook(path).sheetnames == list(sheets)  # another reader takes it too
    return read_file(path).sheets


def tidy(rows: list[list]) -> tuple[tuple, ...]:
    lines = [list(row) for row in rows]
    for line in lines:
        while line and line[-1] == "":
            line.pop()
    while lines and not lines[-1]:
        lines.pop()
    return tuple(map(tuple, lines))


@given(st.lists(st.lists(values, max_size=5), max_size=6).map(tidy), runs, runs)
@settings(max_examples=150)
def test_a_sheet_is_read_back_as_it_was(tmp_path_factory, rows, down, across):
    numbering = Numbering(down, across)
    sheet = Sheet("a & b", rows, numbering=numbering)
    back = read_back(tmp_path_factory.mktemp("copy"), {"a & b": sheet})["a & b"]
    seen = [[format_value(value) for value in row] for row in rows]
    assert [[format_value(value) for value in row] for row in back.rows] == seen
    kinds = [[type(value) for value in row if not isinstance(value, date)] for row in rows]
    assert [
        [type(value) for value in row if not isinstance(value, date)] for row in back.rows
    ] == kinds
    for row in range(len(rows)):
        for column in range(len(rows[row])):
            assert back.cell(row, column).address == sheet.cell(row, column).address
    assert not back.concealed.cells and not back.remarks


def test_what_speaks_against_a_value_still_does(tmp_path):
    said = {
        (0, 0): NEVER_CALCULATED,
        (0, 1): SHOWN_AS_ERROR.format("#DIV/0!"),
        (1, 0): ALTERED,
        (1, 1): ALTERED,
    }
    sheet = Sheet("s", ((None, "#DIV/0!", "x"), ("12", "0.5")), remarks=said)
    back = read_back(tmp_path, {"s": sheet})["s"]
    assert dict(back.remarks) == said
    assert [[format_value(v) for v in row] for row in back.rows] == [
        ["", "#DIV/0!", "x"],
        ["12", "0.5"],
    ]


@pytest.mark.parametrize("form", ['"0"', "\\0", '"00"', '"10"', '[<5]"0";0', '#"0"', "#,##0,"])
def test_a_number_shown_as_another_one_reads_the_same_from_the_copy(tmp_path, form):
    rows = [["Year", "Officers"], *([n, Styled(n, form)] for n in (3, 4200, 1234567, -20000))]
    sheet = read_file(write_book(tmp_path / "a.xlsx", {"Q1": rows})).sheets["Q1"]
    back = read_back(tmp_path, {"Q1": sheet})["Q1"]
    assert [[format_value(v) for v in row] for row in back.rows] == [
        [format_value(v) for v in row] for row in sheet.rows
    ]
    assert back.remarks == sheet.remarks
    assert find_hidden_matter(read_file(tmp_path / "copy.xlsx")) == ()


def test_spans_and_hidden_lines_keep_their_places(tmp_path):
    numbering = Numbering(Lines((range(1, 3),)), Lines((range(2, 3),)))
    spans = (Span(0, 0, 1, 0), Span(0, 1, 0, 2))
    rows = (("Rank", "Years", "", "x"), ("", 2018.0, 2019.0))
    back = read_back(tmp_path, {"s": Sheet("s", rows, spans, numbering=numbering)})["s"]
    assert (back.rows, back.merged, back.numbering) == (rows, spans, numbering)
    page = openpyxl.load_workbook(tmp_path / "copy.xlsx")["s"]
    assert {str(area) for area in page.merged_cells.ranges} == {"A1:A4", "B1:D1"}
    assert page.row_dimensions[2].hidden and page.row_dimensions[3].hidden
    assert page.column_dimensions["C"].hidden and not page.row_dimensions[4].hidden


@pytest.mark.parametrize("form", [".xlsx", ".xlsm", ".xls", ".ods"])
def test_the_same_sheets_give_the_same_bytes_without_a_date_or_a_name(tmp_path, form):
    path = write_book(tmp_path / f"a{form}", {"Years": YEARS_DOWN, "Empty": []})
    first, again = (write_clean_copy(read_file(path).sheets) for _ in range(2))
    assert first == again
    (tmp_path / "copy.xlsx").write_bytes(first)
    with zipfile.ZipFile(tmp_path / "copy.xlsx") as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
        assert not any("docProps" in name for name in archive.namelist())
    copy = read_file(tmp_path / "copy.xlsx")
    assert find_hidden_matter(copy) == ()
    assert write_clean_copy(copy.sheets) == first
    assert copy.sheets["Years"].rows == read_file(path).sheets["Years"].rows


BOOKS = (path for path in sorted(CORPUS.glob("*")) if path.suffix in (".xlsx", ".xls", ".ods"))


@pytest.mark.costly
@pytest.mark.skipif(not CORPUS.is_dir(), reason="FOI_CORPUS names no folder of real workbooks")
@pytest.mark.parametrize("path", take_files(BOOKS), ids=lambda path: path.name)
def test_a_real_workbook_and_its_copy_are_read_alike(tmp_path, path):
    sheets = read_file(path).sheets
    back = read_back(tmp_path, sheets)
    assert list(back) == list(sheets)
    for sheet, copy in zip(sheets.values(), back.values(), strict=True):
        assert (copy.merged, dict(copy.remarks)) == (sheet.merged, dict(sheet.remarks))
        for row, again in zip(sheet.rows, copy.rows, strict=True):
            assert list(map(format_value, again)) == list(map(format_value, row))
