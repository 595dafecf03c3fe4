"""Real spreadsheets, read where they lie: the figures their notes name stand where they say."""

import os
from pathlib import Path

import pytest

from analysis.ingest.files.workbook import Workbook, read_file

CORPUS = os.environ.get("FOI_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS names no folder of spreadsheets")

FIGURES = [
    ("home-office-taser-2016.ods", "Table_1", "L14", "11294"),
    ("home-office-taser-2016.ods", "Table_2", "X57", "11294"),
    ("home-office-use-of-force-2017-18.ods", "Table_13", "C5", "17084"),
    ("home-office-use-of-force-2017-18.ods", "Table_14", "C5", "2906"),
    ("home-office-use-of-force-2017-18.ods", "Table_15", "C5", "11303"),
]
SPREADSHEETS = (".xlsx", ".xls", ".ods", ".csv")


def list_files() -> list[Path]:
    return [path for path in sorted(Path(CORPUS).glob("*")) if path.suffix in SPREADSHEETS]


@pytest.fixture(scope="module")
def books() -> dict[str, Workbook]:
    return {path.name: read_file(path) for path in list_files()}


def test_every_file_is_read_and_holds_cells(books):
    assert len(books) == 10
    for name, book in books.items():
        assert any(sheet.height > 10 for sheet in book.sheets.values()), name


@pytest.mark.parametrize(("file", "sheet", "cell", "figure"), FIGURES)
def test_a_figure_stands_at_the_address_that_the_notes_name(books, file, sheet, cell, figure):
    page = books[file].sheets[sheet]
    assert {found.address: found.text for found in page.filled()}[cell] == figure


def test_merged_spans_of_every_format_are_known(books):
    workforce = books["home-office-workforce-sep-2018.ods"].sheets["Table_1"]
    assert workforce.merged == ((3, 0, 5, 0), (3, 1, 4, 3), (3, 4, 4, 5), (3, 6, 4, 7))
    spans = {
        name: sum(len(sheet.merged) for sheet in book.sheets.values())
        for name, book in books.items()
        if not name.endswith(".csv")
    }
    # The .ods files hold as many as an independent reader of their whole markup finds.
    assert spans == {
        "home-office-taser-2016.ods": 9,
        "home-office-use-of-force-2017-18.ods": 29,
        "home-office-workforce-sep-2018.ods": 42,
        "iopc-deaths-2018-19.ods": 78,
        "israel-traffic-2012-2017-part.xls": 0,
        "nca-missing-people.xlsx": 10,
        "scotland-pupil-census-2021.xlsx": 487,
        "yjb-disposals-2012-13.xls": 33,
    }
