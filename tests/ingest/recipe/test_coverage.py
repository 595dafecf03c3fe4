"""Words of a table that change what its figures are, and that no axis of the recipe reads."""

import openpyxl
import pytest
import xlsxwriter
from examples import (
    BY_RANK,
    BY_YEAR,
    FORCE,
    REFERENCE,
    YEARS_DOWN,
    frame,
    list_faults,
    make_letter,
    read_rows,
    write_letter,
    write_xlsx,
)
from formats import Hidden, write_book

from analysis.ingest.clean import clean_reply
from analysis.ingest.reply_picture import draw_reply
from analysis.model.checks import PART_READ
from analysis.model.faults import Faults
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.rows import Rows

TITLE = ["Complaints by rank"]
COUNTS = {"find": "Complaints by rank", "rows": "rank", "columns": "count"}
YEARS = {"find": "Complaints by rank", "rows": "rank", "columns": "year"}


@pytest.mark.parametrize("head", ["FY 2021/22", "2021 total", "Received in 2021", "Number in Q1"])
@pytest.mark.parametrize("axis", ["count", "total"])
def test_days_in_the_head_of_a_count_are_a_fault_until_the_window_is_said(tmp_path, head, axis):
    rows, recipe = [TITLE, ["Rank", head], ["PC", 5]], COUNTS | {"columns": axis}
    (fault,) = list_faults(tmp_path, rows, recipe)
    assert "reads without a period" in fault
    spoken = recipe | {"window": "2021-01-01 to 2021-12-31"}
    (figure,) = read_rows(tmp_path, rows, spoken).observations.itertuples()
    assert (figure.start.year, figure.end.year) == (2021, 2022)


@pytest.mark.parametrize("head", ["Percentage", "% of all", "Rate per 1,000"])
def test_shares_are_no_counts(tmp_path, head):
    (fault,) = list_faults(tmp_path, [TITLE, ["Rank", head], ["PC", 5]], COUNTS)
    assert "shares are no counts" in fault
    rows = [TITLE, ["Rank", head, "Number"], ["PC", 50, 5]]
    (figure,) = read_rows(tmp_path, rows, COUNTS | {"ignore": [head]}).observations.itertuples()
    assert figure.low == 5


def test_a_column_left_of_the_labels_that_tells_rows_apart_is_a_fault(tmp_path):
    rows = [TITLE, ["Year", "Rank", "Number"], [2021, "PC", 5], [2022, "Sergeant", 3]]
    recipe = COUNTS | {"labels": "Rank"}
    (fault,) = list_faults(tmp_path, rows, recipe)
    assert "cell A3: the column of '2021' tells rows apart and is not read" in fault
    left_out = recipe | {"ignore": ["Year"]}
    assert len(read_rows(tmp_path, rows, left_out).observations) == 2
    rows[3][0] = ""
    assert len(read_rows(tmp_path, rows, recipe).observations) == 2


def test_a_window_beside_another_banner_is_a_fault(tmp_path):
    rows = [TITLE, ["", 2021, 2022], ["Rank", "Number", "Number"], ["PC", 5, 6]]
    recipe = COUNTS | {"under": ["2021"], "ignore": ["2022"]}
    (fault,) = list_faults(tmp_path, rows, recipe | {"window": "2020-01-01 to 2020-12-31"})
    assert "`window` is 1 January 2020" in fault


def test_a_total_over_years_of_which_one_is_left_out_is_no_figure(tmp_path):
    rows = [TITLE, ["Rank", 2020, 2021, 2022, "Total"], ["PC", 5, 6, 1, 12]]
    whole = read_rows(tmp_path / "whole", rows, YEARS | {"totals": ["column"]})
    assert len(whole.observations) == 4
    part = read_rows(tmp_path, rows, YEARS | {"totals": ["column"], "ignore": ["2022"]})
    assert list(part.observations["low"]) == [5, 6]
    assert any("periods left out" in what for what in part.checks["what"])


def test_a_total_below_years_of_which_one_is_not_picked_is_no_figure(tmp_path):
    rows = [["By year"], ["Year", "Number"], [2020, 5], [2021, 6], [2022, 1], ["Total", 12]]
    recipe = {"find": "By year", "rows": "year", "columns": "count", "totals": ["row"]}
    part = read_rows(tmp_path, rows, recipe | {"pick": ["2020", "2021", "Total"]})
    assert list(part.observations["low"]) == [5, 6]


def test_a_blank_inside_merged_figures_is_not_the_zero_of_other_blanks(tmp_path):
    rows = [[], ["Rank", "Number"], ["PC", 5], ["Sergeant"], ["Inspector"]]
    letter = make_letter(COUNTS | {"marks": {"": "zero"}}, workbook="reply.xlsx")
    folder = write_letter(tmp_path, letter)
    write_xlsx(folder / "reply.xlsx", {"Q1": rows}, {"A1:B1": TITLE[0], "B3:B4": 5})
    with pytest.raises(Faults, match="B3: '5' is merged over several figures"):
        clean_reply(FORCE, REFERENCE, tmp_path)
    write_xlsx(folder / "reply.xlsx", {"Q1": rows}, {"A1:B1": TITLE[0]})
    assert list(clean_reply(FORCE, REFERENCE, tmp_path).observations["low"]) == [5, 0, 0]


# Categories that a recipe leaves out: the rest are no whole to take shares of.

PLAIN = BY_RANK | {"totals": []}
ROWS = [
    ["Complaints by rank"],
    ["Rank", "Complaints"],
    ["Officers", ""],
    ["PC", 60],
    ["Sergeant", 20],
    ["Police Officer", 80],
    ["Officers, subtotal", 80],
    ["Police Staff", 40],
]
WHOLE = ["Officers", "Police Officer", "Officers, subtotal"]


@pytest.mark.parametrize(
    ("keys", "part"),
    [
        ({"ignore": WHOLE}, False),
        ({"ignore": [*WHOLE, "Police Staff"]}, True),
        ({"pick": ["PC", "Sergeant"]}, True),
        ({"pick": ["PC", "Sergeant", "Police Staff"]}, False),
    ],
)
def test_a_table_without_some_of_its_categories_is_noted_as_a_part(tmp_path, keys, part):
    observations = read_rows(tmp_path, ROWS, PLAIN | keys).observations
    assert set(observations["note"]) == {PART_READ if part else ""}
    (series,) = split_series(frame(observations.to_dict("records")))
    figures, refusals, *_ = compare_categories(series, None, Rows([]))
    assert ("share" in {figure["measure"] for figure in figures}) is not part
    assert {refusal["code"] for refusal in refusals} == ({"COVERAGE_GAP"} if part else set())


@pytest.mark.parametrize(("ignored", "part"), [("Sergeant", True), ("% of all", False)])
def test_categories_across_are_noted_as_well(tmp_path, ignored, part):
    heads = ["Year", "PC", "Sergeant", "Police Staff", "% of all"]
    rows = [["Complaints by rank"], heads, [2019, 60, 20, 40, "50%"], [2020, 70, 30, 40, "50%"]]
    table = PLAIN | {"rows": "year", "columns": "rank", "ignore": [ignored, "% of all"]}
    assert set(read_rows(tmp_path, rows, table).observations["note"]) == {PART_READ if part else ""}


# Figures are read from hidden rows, columns and sheets only where the recipe says so.


@pytest.mark.parametrize(
    ("hide", "cells"),
    [
        (lambda page: page.set_row(3, None, None, {"hidden": True}), "A4 reply.xlsx#Years!B4"),
        (lambda page: page.set_column(1, 1, None, None, {"hidden": True}), "B3"),
        (lambda page: page.hide(), "B2"),
        (lambda page: page.very_hidden(), "B2"),
    ],
)
def test_hidden_cells_are_read_for_a_reason_alone_and_named(tmp_path, hide, cells):
    why = {"hidden": "read", "reason": "the force confirmed them in its letter"}
    table = BY_YEAR | {"sheet": "Years"}
    letter = make_letter(table | why, workbook="reply.xlsx")
    folder = write_letter(tmp_path, letter)
    with xlsxwriter.Workbook(folder / "reply.xlsx") as book:
        page, other = book.add_worksheet("Years"), book.add_worksheet("Other")
        for number, row in enumerate(YEARS_DOWN):
            page.write_row(number, 0, row)
        page.write("D3", "beside")
        other.activate()
        other.set_first_sheet()
        hide(page)
    clean = clean_reply(FORCE, REFERENCE, tmp_path)
    told = clean.checks[clean.checks["check"] == "hidden cells"]
    assert set(told["verdict"]) == {"not decided"}
    assert all(cells.split()[0] in named for named in told["second_cells"])
    assert all("read: the force confirmed them in its letter" in note for note in told["note"])
    assert "beside" not in draw_reply(clean) or not cells.startswith("B2")
    write_letter(tmp_path, make_letter(table, workbook="reply.xlsx"))
    if cells.startswith("A4"):  # seen without it, the row beneath adjoins
        seen = clean_reply(FORCE, REFERENCE, tmp_path)
        assert set(clean.observations["cell"]) - set(seen.observations["cell"]) >= {"B4"}
        (told,) = seen.checks[seen.checks["check"] == "hidden cells"]["note"]
        assert told.startswith("row 4 is hidden inside this table, and not read")
    else:
        with pytest.raises(Faults):
            clean_reply(FORCE, REFERENCE, tmp_path)


def test_a_hidden_sheet_may_be_named_by_its_place(tmp_path):
    why = {"hidden": "read", "reason": "the force confirmed them in its letter"}
    letter = make_letter(BY_YEAR | {"sheet": "sheet 2 of 2"} | why, workbook="reply.xlsx")
    folder = write_letter(tmp_path, letter)
    write_xlsx(folder / "reply.xlsx", {"Seen": [["x"]], "Kept": YEARS_DOWN})
    book = openpyxl.load_workbook(folder / "reply.xlsx")
    book["Kept"].sheet_state = "veryHidden"
    book.save(folder / "reply.xlsx")
    clean = clean_reply(FORCE, REFERENCE, tmp_path)
    assert set(clean.observations["sheet"]) == {"sheet 2 of 2"}
    assert "Kept" not in draw_reply(clean) + clean.observations.to_csv() + clean.checks.to_csv()


def test_nothing_hidden_is_a_slip_of_the_recipe(tmp_path):
    table = BY_YEAR | {"hidden": "read", "reason": "so they say"}
    with pytest.raises(Faults, match="nothing that this table reads is hidden -> take `hidden`"):
        read_rows(tmp_path, YEARS_DOWN, table)
    for keys, problem in (
        ({"hidden": "read"}, "`hidden: read` needs a `reason` beside it"),
        ({"reason": "so they say"}, "write `hidden: read` as well"),
    ):
        with pytest.raises(Faults, match=problem):
            read_rows(tmp_path, YEARS_DOWN, BY_YEAR | keys)


def test_hidden_lines_with_unknown_labels_are_hidden_lines_of_the_table(tmp_path):
    why = {"hidden": "read", "reason": "the force confirmed them in its letter"}
    rows = [TITLE, ["Rank", 2019, 2020], ["PC", 4, 3], ["Quorvex", 2, 1], ["Sergeant", 5, 6]]
    folder = write_letter(tmp_path, make_letter(YEARS | why, workbook="reply.xlsx"))
    hidden = {"S": Hidden(rows=frozenset({3}))}
    write_book(folder / "reply.xlsx", {"S": rows}, hidden=hidden)
    with pytest.raises(Faults) as faults:
        clean_reply(FORCE, REFERENCE, tmp_path)
    (fault,) = map(str, faults.value.faults)
    assert "cell A4" in fault and "'Quorvex' is mapped to nothing" in fault
    write_letter(
        tmp_path, make_letter(YEARS | why | {"ignore": ["Quorvex"]}, workbook="reply.xlsx")
    )
    with pytest.raises(Faults, match="nothing that this table reads is hidden"):
        clean_reply(FORCE, REFERENCE, tmp_path)
