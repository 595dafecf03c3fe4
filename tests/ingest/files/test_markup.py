"""Only faults leave the readers of markup, and their words quote nothing of the file."""

import lzma

import pytest
from formats import write_book
from python_calamine import CalamineWorkbook

from analysis.ingest.files import containers
from analysis.ingest.files.containers import Refused, unpack
from analysis.ingest.files.markup import parse_part
from analysis.ingest.files.workbook import read_file
from analysis.ingest.files.xls_styles import _Cursor
from analysis.model.faults import Faults

ROWS = {"Q1": [["Year", "Officers"], ["2018", 3]]}


@pytest.mark.parametrize("error", [ValueError, KeyError, OverflowError, ZeroDivisionError])
def test_what_a_reader_of_markup_trips_over_is_not_quoted(error):
    def fail(name, attributes):
        raise error("Quorvex")

    with pytest.raises(Refused) as told:
        parse_part(b"<a/>", fail)
    assert error.__name__ in str(told.value) and "Quorvex" not in str(told.value)


def test_a_part_that_cannot_be_unpacked_is_refused(tmp_path, monkeypatch):
    def fail(archive, item):
        raise lzma.LZMAError("it is damaged")

    content = write_book(tmp_path / "a.xlsx", ROWS).read_bytes()
    monkeypatch.setattr(containers, "_read_part", fail)
    with pytest.raises(Refused):
        unpack(content)


def test_numbers_that_the_library_cannot_hold_are_refused(tmp_path, monkeypatch):
    class Overflowing:
        @staticmethod
        def from_filelike(source):
            raise OverflowError("days=-10000000000")

    monkeypatch.setattr("analysis.ingest.files.workbook.CalamineWorkbook", Overflowing)
    assert CalamineWorkbook is not Overflowing
    with pytest.raises(Faults):
        read_file(write_book(tmp_path / "a.xlsx", ROWS))


def test_shared_texts_may_lie_in_any_number_of_records():
    cursor = _Cursor([b"a", *[b""] * 5000, b"bc"])
    assert cursor.take(2) == b"ab"
    assert cursor.take(1) == b"c" and cursor.is_done()
    with pytest.raises(IndexError):
        cursor.take(1)
