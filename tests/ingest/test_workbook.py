import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from examples import YEARS_DOWN, write_csv, write_xlsx
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest import workbook
from analysis.ingest.workbook import Cell, Sheet, fold, read_workbook, show_value
from analysis.model.faults import Faults

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse(path) -> str:
    with pytest.raises(Faults) as caught:
        read_workbook(path)
    (fault,) = caught.value.faults
    assert fault.file == path.name and fault.remedy
    return str(fault)


def test_xlsx_and_csv_give_the_same_words_at_the_same_addresses(tmp_path):
    xlsx = read_workbook(write_xlsx(tmp_path / "a.xlsx", {"Q1": YEARS_DOWN}))["Q1"]
    text = read_workbook(write_csv(tmp_path / "a.csv", YEARS_DOWN))["csv"]
    words = [(cell.address, cell.text) for cell in xlsx.filled()]
    assert words == [(cell.address, cell.text) for cell in text.filled()]
    assert ("B3", "14") in words


def test_every_sheet_is_read_and_blank_rows_keep_their_place(tmp_path):
    rows = [[None], [None], [None, "x"]]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("empty")
        book.add_worksheet("full").write(2, 1, "x")
    sheets = read_workbook(tmp_path / "a.xlsx")
    assert list(sheets) == ["empty", "full"]
    assert sheets["full"].cell(2, 1).text == "x"
    assert read_workbook(write_csv(tmp_path / "a.csv", rows))["csv"].cell(2, 1).text == "x"


def test_a_cell_outside_the_sheet_is_blank():
    sheet = Sheet("s", (("a",), ("b", "c")))
    assert [sheet.cell(*at).text for at in ((0, 1), (5, 0), (0, -1), (-1, 0))] == [""] * 4


@given(st.integers(0, 10**6), st.integers(0, 700))
def test_an_address_counts_rows_from_one_and_columns_in_letters(row, column):
    address = Cell(row, column, None).address
    letters = address.rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    assert (number, int(address[len(letters) :])) == (column + 1, row + 1)


def test_a_value_is_shown_as_a_person_sees_it():
    shown = [show_value(v) for v in (None, "", 3.0, 3, 2.5, True, date(2018, 3, 1), " a \n b ")]
    assert shown == ["", "", "3", "3", "2.5", "TRUE", "2018-03-01", "a b"]
    assert fold(" Police  STAFF ") == "police staff"


def test_a_formula_gives_its_stored_result_and_an_error_gives_a_blank(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("s")
        page.write_formula(0, 0, "=1+2", None, 3)
        page.write_formula(0, 1, "=1/0", None, "#DIV/0!")
    sheet = read_workbook(tmp_path / "a.xlsx")["s"]
    assert (sheet.cell(0, 0).text, sheet.cell(0, 1).text) == ("3", "")


def test_a_missing_workbook_is_refused(tmp_path):
    assert "there is no such workbook" in refuse(tmp_path / "none.xlsx")


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm", ".ods"])
def test_a_locked_workbook_is_refused(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    path.write_bytes(OLE + b"\0" * 600)
    assert "locked with a password" in refuse(path)


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.6, 0.9, 0.99])
def test_a_workbook_cut_short_is_refused(tmp_path, share):
    content = write_xlsx(tmp_path / "whole.xlsx", {"Q1": YEARS_DOWN}).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: int(len(content) * share)])
    assert "cannot be opened" in refuse(path)


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path):
    whole = write_xlsx(tmp_path / "whole.xlsx", {"Q1": YEARS_DOWN})
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(damaged, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            half = item.filename.endswith("sheet1.xml")
            target.writestr(item, content[: len(content) // 2] if half else content)
    assert "cannot be opened" in refuse(damaged)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 2**20)
    path = write_xlsx(tmp_path / "bomb.xlsx", {"Q1": YEARS_DOWN})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.bin", b"\0" * (2**20 + 1))
    assert path.stat().st_size < 20_000
    assert "unpacks to 1,0" in refuse(path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"PK\x03\x04rest", "named .csv"),
        ("a.csv", OLE + b"rest", "named .csv"),
        ("a.csv", b"caf\xe9,1\n", "cannot be read as CSV"),
        ("a.xlsx", b"Year,Complaints\n2018,4\n", "cannot be opened"),
        ("a.xlsx", b"%PDF-1.7\n", "cannot be opened"),
        ("a.xls", b"<html><table></table></html>", "cannot be opened"),
        ("a.ods", b"", "cannot be opened"),
        ("a.pdf", b"%PDF-1.7\n", "files ending in .pdf are not read"),
        ("a", b"x", "files ending in nothing are not read"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    assert says in refuse(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("letter.txt", "Dear Sir")
    (tmp_path / "a.xlsx").write_bytes(held.getvalue())
    assert "cannot be opened" in refuse(tmp_path / "a.xlsx")
