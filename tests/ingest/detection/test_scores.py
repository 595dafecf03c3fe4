"""The judge itself: a perfect telling scores full marks, and each kind of error is counted once."""

import json
from dataclasses import replace
from io import StringIO
from random import Random

import pytest
from detected import Detected, DetectedTable, find_total_rows, take_json, take_tables
from formats import write_book
from known import TrueFigure, TrueTable
from matching import fold_labels, names_match, value_matches
from openpyxl.utils import coordinate_to_tuple
from random_workbooks import Page, draw_page
from scoring import score

from analysis.ingest.detection.found_tables import FoundCell
from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.files.workbook import read_file
from analysis.ingest.inspect import inspect_as_json


def tell_perfectly(page: Page) -> Detected:
    """What an all-knowing detection would say of a random sheet."""
    cells, tables = {}, []
    for number, table in enumerate(page.tables):
        for name, figure in table.figures.items():
            row, column = coordinate_to_tuple(name)
            value = page.cells[row - 1, column - 1]
            low = figure.values[0] if figure.values else min(figure.lows, default=None)
            high = figure.values[0] if figure.values else figure.high
            amount = figure.values[0] if figure.amount else None
            low, high = (None, None) if figure.amount else (low, high)
            role = "data" if figure.role == "either" else figure.role
            cells[table.sheet, name] = FoundCell(
                table.sheet, name, role, str(value), amount, low, high, "",
                figure.rows[0], figure.columns[0], number,
            )  # fmt: skip
        doubtful = bool(table.blanks) or any(
            not (f.values or f.lows or f.plain) for f in table.figures.values()
        )
        asked = (WARNING,) if doubtful else ()
        totals = frozenset(table.total_rows)
        tables.append(DetectedTable(table.sheet, table.name, asked, totals, asked=doubtful))
    return Detected(cells, tables, [])


@pytest.mark.parametrize("seed", range(60))
def test_a_perfect_telling_is_wholly_right(seed):
    page = draw_page(Random(seed), "Sheet")
    result = score(page.tables, tell_perfectly(page), ["Sheet"])
    assert result.wrong == result.silent == 0, result.misread
    assert result.counts["blanks silent"] == result.counts["tables invented"] == 0
    assert result.counts["tables found"] == result.counts["tables exact"] == len(page.tables)
    assert result.total_f1 == 1


FIGURE = TrueFigure((("North", "Durham"),), (("2019",),), "data", (5,))
TABLE = TrueTable("S", "Complaints", {"B2": FIGURE, "B3": replace(FIGURE, rows=(("Kent",),))})
RIGHT = FoundCell("S", "B2", "data", "5", 5, 5, 5, "", ("North", "Durham"), ("2019",), 0)
OTHER = replace(RIGHT, cell="B3", row_labels=("Kent",))


WARNING = "B2: words stand where a figure should"


def tell(*cells: FoundCell, asked=(), totals=(), asks=()) -> Detected:
    table = DetectedTable("S", "Complaints", tuple(asked), frozenset(totals), asked=bool(asked))
    return Detected({(c.sheet, c.cell): c for c in cells}, [table], list(asks))


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("labels", replace(RIGHT, row_labels=("South", "Durham"))),
        ("labels", replace(RIGHT, column_labels=())),
        ("value", replace(RIGHT, value=6)),
        ("value", replace(RIGHT, high=None, low=4)),
        ("role", replace(RIGHT, role="total")),
        ("missed", replace(RIGHT, role="note")),
    ],
)
def test_one_error_is_counted_once_and_is_silent_unless_its_table_asks(kind, told):
    silent = score([TABLE], tell(told, OTHER))
    asked = score([TABLE], tell(told, OTHER, asked=[WARNING]))
    assert silent.counts[kind] == silent.wrong == silent.silent == 1
    assert silent.right == 0.5
    assert (asked.wrong, asked.silent) == (1, 0)


def test_a_question_for_the_letter_is_no_warning(tmp_path):
    """So it is as found, and as printed by `--json`."""
    for rows, warns in (
        ([["Rank", "2018", "2019"], ["PC", 4, 1], ["Sergeant", 2, 5]], False),
        ([["Rank", "2018", "2019"], ["PC", 4, 1], ["Sergeant", 2, "*"]], True),
    ):
        path = write_book(tmp_path / f"{warns}.xlsx", {"S": rows})
        stream = StringIO()
        inspect_as_json(path, stream)
        printed = json.loads(stream.getvalue())
        for found in (take_tables(find_tables(read_file(path))), take_json(printed)):
            (table,) = found.tables
            assert table.questions
            assert table.asked is warns


def test_each_told_table_is_judged_with_its_confidence_and_its_wrong_cells():
    told = tell(replace(RIGHT, column_labels=()), replace(OTHER, value=6))
    told.tables[0] = replace(told.tables[0], confidence=0.9)
    told.tables.append(DetectedTable("S", "elsewhere", (), frozenset(), 0.4))
    (judged,) = score([TABLE], told).tables
    assert (judged.confidence, judged.wrong) == (0.9, {"labels": 1, "value": 1})
    assert score([TABLE], told).wrong_though_sure == 1
    (judged,) = score([TABLE], tell(RIGHT, OTHER)).tables
    assert not judged.wrong


def test_a_cell_told_as_a_figure_that_is_none_is_wrong():
    extra = replace(RIGHT, cell="D9")
    result = score([TABLE], tell(RIGHT, OTHER, extra))
    assert result.counts["invented"] == result.wrong == result.silent == 1


def test_a_missed_table_is_silent_unless_a_question_names_its_sheet():
    assert score([TABLE], Detected({}, [], [])).silent == 2
    assert score([TABLE], Detected({}, [], ["S: A1 looks like a table"])).silent == 0


def test_the_title_may_stand_in_for_the_outermost_row_label():
    told = replace(RIGHT, row_labels=("Durham",))
    assert names_match(FIGURE, told, "North")
    assert not names_match(FIGURE, told, "South")
    assert not names_match(FIGURE, told, "")


def test_labels_are_compared_after_folding():
    assert fold_labels([" Total\n cases", "", "Total cases", "2019"]) == ("Total cases", "2019")


def test_a_mark_is_right_as_its_range_or_as_a_question():
    mark = TrueFigure(((),), ((),), lows=(0, 1), high=4)
    cell = replace(RIGHT, value=None, low=None, high=None, text="*")
    assert value_matches(mark, cell, asked=True)
    assert not value_matches(mark, cell, asked=False)
    assert value_matches(mark, replace(cell, low=1, high=4), asked=False)
    assert not value_matches(mark, replace(cell, low=0, high=0), asked=True)


def test_joined_and_split_tables_are_not_found():
    second = TrueTable("S", "Cases", {"B9": replace(FIGURE, rows=(("Gwent",),))})
    gwent = replace(RIGHT, cell="B9", row_labels=("Gwent",))
    joined = score([TABLE, second], tell(RIGHT, OTHER, gwent))
    assert (joined.counts["tables found"], joined.counts["tables joined"]) == (0, 2)
    told = tell(RIGHT, replace(OTHER, table=1))
    told.tables.append(DetectedTable("S", "", (), frozenset()))
    assert score([TABLE], told).counts["tables split"] == 1
    assert score([replace(TABLE, blocks=True)], told).counts["tables found"] == 1


def test_total_rows_are_scored_apart_from_lines_that_may_be_either():
    table = replace(TABLE, total_rows={2}, either_rows={3})
    result = score([table], tell(RIGHT, OTHER, totals=[3, 2]))
    assert result.total_f1 == 1
    missed = score([table], tell(RIGHT, OTHER, totals=[]))
    assert missed.total_f1 == 0
    invented = score([replace(table, either_rows=set())], tell(RIGHT, OTHER, totals=[3, 2]))
    assert invented.total_f1 == pytest.approx(2 / 3)


def test_total_rows_of_printed_cells_leave_total_columns_aside():
    roles = {(1, 1): False, (1, 2): True, (2, 1): True, (2, 2): True}
    assert find_total_rows(roles) == {2}
    assert find_total_rows({(1, 1): True, (2, 1): True}) == {1, 2}
    assert find_total_rows({}) == set()
