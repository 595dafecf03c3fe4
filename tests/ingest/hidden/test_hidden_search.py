"""What is told of hidden matter: kind, place and count, and nothing where there is none."""

import os
from pathlib import Path

import pytest
from examples import YEARS_DOWN
from formats import write_book
from hostile_books import write_hostile, write_ods_book, write_page, write_xls_page

from analysis.ingest.files.workbook import read_file
from analysis.ingest.hidden.force_letter import format_force_letter
from analysis.ingest.hidden.hidden_search import find_hidden_matter
from analysis.model.hidden_matter import HiddenKind, HiddenMatter, is_kept_out

CORPUS = Path(os.environ.get("FOI_CORPUS", "/none"))


def tell(path: Path) -> list[str]:
    return [str(found) for found in find_hidden_matter(read_file(path))]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("xlsx very hidden sheet", "sheet 2 of 2: very hidden sheet, 4 cells"),
        ("xlsx hidden sheet", "sheet 2 of 2: hidden sheet, 4 cells"),
        ("xlsx row in the table", "Years, 4, 8: hidden rows, 4 cells"),
        ("xlsx column with a label", "Years, C: hidden columns, 6 cells"),
        ("xlsx rows under a filter", "Years, 5: rows under a filter left on, 3 cells"),
        ("xlsx rows under a table's filter", "Years, 12: hidden rows, 2 cells"),
        ("xlsx row without height", "Years, 4: rows of no size, 2 cells"),
        ("xlsx column without width", "Years, D: columns of no size, 1 cell"),
        ("xlsx cells under a merged one", "Years, B1, C1: cells covered by a merge, 2 cells"),
        ("xlsx white on white", "Years, B4, A9: text that its colour or format hides, 2 cells"),
        (
            "xlsx format that shows less than five",
            "Years, B4: numbers that their format shows as words, 1 cell",
        ),
        ("xlsx comment", "Years, B3: comments and notes, 1 comment"),
        ("xlsx comments in threads", "Years, B3: comments in threads, 1 comment"),
        ("xlsx pivot cache with records", "the file: pivot cache, 2 records"),
        ("xlsx name for a constant", "the file: named ranges outside what is seen, 1 name"),
        (
            "xlsx cached values of another workbook",
            "the file: cached values of another workbook, 2 values",
        ),
        ("xlsx strings of deleted cells", "the file: deleted strings still in the file, 2 strings"),
        ("xlsx properties", "the file: document properties, 9 entries"),
        ("xlsx tracked changes", "the file: tracked changes, 1 change"),
        ("xlsx data model", "the file: data model, 1 part"),
        ("xlsx messages on entry", "Years: messages shown on entry, 1 message"),
        ("ods hidden sheet", "sheet 2 of 2: hidden sheet, 4 cells"),
        ("ods row under a filter", "Years, 8: rows under a filter left on, 2 cells"),
        ("ods row of a folded group", "Years, 8: hidden rows, 2 cells"),
        ("ods annotation", "Years, A8: comments and notes, 1 comment"),
        (
            "ods cached sheet of another workbook",
            "sheet 2 of 2: cached sheet of another workbook, 4 cells",
        ),
        ("ods tracked changes", "the file: tracked changes, 1 change"),
        ("xls very hidden sheet", "sheet 2 of 2: very hidden sheet, 2 cells"),
        ("xls note", "Years, B3: comments and notes, 1 comment"),
        ("xls name for a constant", "the file: named ranges outside what is seen, 1 name"),
        ("xls strings of deleted cells", "the file: deleted strings still in the file, 1 string"),
    ],
)
def test_each_find_has_its_place_and_its_count(tmp_path, name, told):
    assert told in tell(write_hostile(name, tmp_path))


def test_lines_without_words_and_names_of_what_is_seen_are_no_matter(tmp_path):
    def shape(book, page):
        page.set_row(20, None, None, {"hidden": True})
        page.set_column(7, 200, None, None, {"hidden": True})
        page.autofilter(1, 0, 6, 1)
        page.merge_range("D1:E1", "beside")
        book.define_name("Counts", "=Years!$B$3:$B$6")
        page.print_area(0, 0, 6, 1)

    path = tmp_path / "plain.xlsx"
    write_page(path, shape)
    assert [line for line in tell(path) if "properties" not in line] == []
    write_ods_book(tmp_path / "plain.ods")
    assert tell(tmp_path / "plain.ods") == []
    write_xls_page(tmp_path / "plain.xls", lambda book, page: None)
    assert [line for line in tell(tmp_path / "plain.xls") if "person" not in line] == []
    assert tell(write_book(tmp_path / "plain.csv", {"csv": YEARS_DOWN})) == []


def test_a_workbook_whose_every_sheet_is_hidden_has_none_left(tmp_path):
    rows = "<table:table-row><table:table-cell/></table:table-row>"
    write_ods_book(
        tmp_path / "a.ods",
        styles='<style:style style:name="away" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>',
        tables=f'<table:table table:name="b" table:style-name="away">{rows}</table:table>',
    )
    assert list(read_file(tmp_path / "a.ods").sheets) == ["Years"]


def test_kinds_are_told_in_their_order_and_some_keep_a_file_out():
    assert len(HiddenKind) == 12
    names = HiddenMatter(HiddenKind.NAMES, "names", 2, unit="name")
    sheet = HiddenMatter(HiddenKind.SHEETS, "hidden sheet", 1, "sheet 2 of 3")
    assert not is_kept_out([names]) and is_kept_out([names, sheet])
    assert str(sheet) == "sheet 2 of 3: hidden sheet, 1 cell"


def test_a_letter_names_places_and_counts_alone(tmp_path):
    found = find_hidden_matter(read_file(write_hostile("xlsx very hidden sheet", tmp_path)))
    letter = "".join(format_force_letter("reply.xlsx", found))
    assert "- sheet 2 of 2: very hidden sheet, 4 cells\n" in letter
    assert "Quorvex" not in letter and max(map(len, letter.splitlines())) <= 90


@pytest.mark.skipif(not CORPUS.is_dir(), reason="FOI_CORPUS names no folder of real workbooks")
def test_the_pivot_cache_of_a_real_workbook_is_counted():
    path = CORPUS / "israel-traffic-2012-2017-part.xls"
    assert "the file: pivot cache, 6,994 records" in tell(path)
