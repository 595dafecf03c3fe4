"""Figures and marks: what the legend settles, what is asked, and what is hidden."""

from pathlib import Path

import pytest
import xlsxwriter
from sheets_by_hand import find_drawn_tables, list_drawn_cells, list_questions

from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.files.sheet import Concealed, Lines, Numbering
from analysis.ingest.files.workbook import read_file

MARKED = """
Complaints
Rank|2018|2019
PC|31|*
Sergeant|*|8
Inspector|2|5
{note}
"""


def test_a_mark_with_a_legend_is_a_range_and_needs_no_question():
    drawing = MARKED.format(note="* = 1 to 4")
    cell = list_drawn_cells(drawing)["C3"]
    assert (cell.role, cell.value, cell.low, cell.high, cell.status) == (
        "data",
        None,
        1,
        4,
        "suppressed",
    )
    assert list_questions(drawing) == ""


def test_a_mark_without_a_legend_has_no_count_and_is_asked_about():
    drawing = MARKED.format(note="")
    cell = list_drawn_cells(drawing)["C3"]
    assert (cell.role, cell.low, cell.high, cell.status) == ("data", None, None, "")
    assert "C3, B4: 2 cells: what does '*' stand for?" in list_questions(drawing)


def test_not_applicable_is_no_count_but_has_a_status():
    cell = list_drawn_cells(MARKED.format(note="* = not applicable"))["C3"]
    assert (cell.low, cell.high, cell.status) == (None, None, "not_applicable")


def test_a_legend_over_the_table_holds_as_well():
    drawing = "\n* = 1 to 4\n" + MARKED.format(note="")[1:]
    assert find_drawn_tables(drawing).tables[0].marks == {"*": "suppressed 1 to 4"}


def test_a_blank_is_asked_about_and_is_no_data():
    drawing = MARKED.format(note="* = 1 to 4").replace("Inspector|2|5", "Inspector||5")
    told = list_drawn_cells(drawing)
    assert told.get("B5") is None or told["B5"].role == "empty"
    assert "B5: blank, and a blank is never 0" in list_questions(drawing)


@pytest.mark.parametrize(
    ("cell", "question"),
    [
        ("3~", "what does '~' beside a number mean?"),
        ("1x Advice, 2x Dismissed", "several values in one cell"),
        ("#REF!", "an error stands here"),
        ("see the letter", "words stand where a figure should"),
        ("2.5", "no whole numbers, among counts"),
    ],
)
def test_what_is_no_plain_count_is_asked_about(cell, question):
    drawing = f"\nComplaints\nRank|2018|2019\nPC|31|{cell}\nSergeant|4|8\nInspector|2|5\n"
    assert question in list_questions(drawing)


def test_years_where_counts_should_be_are_asked_about():
    drawing = (
        "\nFirst issued\nForce|Firearms|Other\nKent|2005|2010\nDurham|2004|2009\nSussex|2005|2007\n"
    )
    assert "are these figures counts, or years?" in list_questions(drawing)


@pytest.mark.parametrize(
    ("concealed", "asked"),
    [
        (Concealed({3: (0, 1)}), "row 4 is hidden inside this table, and not read"),
        (Concealed({3: (1,)}, (range(1, 9),)), "row 4 is hidden by a filter left on inside this"),
        (Concealed({4: (2,)}), "column C is hidden inside this table, and not read"),
        (Concealed({5: (0,), 6: (0,)}), "rows 6 to 7 are hidden beside this table"),  # at the edge
        (Concealed({2: (1,)}), "B3: words that nobody sees stand here, and not read"),
        (Concealed({2: (9,), 0: (1,)}), ""),
    ],
)
def test_hidden_lines_and_cells_of_a_table_are_asked_about(concealed, asked):
    drawing = MARKED.format(note="* = 1 to 4")
    rows = [row for row in concealed.cells if row in (3, 5, 6)]
    columns = [2] if concealed.cells.keys() == {4} else []
    numbering = Numbering(
        Lines.without(range(row, row + 1) for row in rows),
        Lines.without(range(column, column + 1) for column in columns),
    )
    told = list_questions(drawing, concealed=concealed, numbering=numbering)
    assert asked in told and bool(asked) == ("not read" in told)


def test_a_figure_in_merged_cells_is_asked_about():
    drawing = MARKED.format(note="* = 1 to 4").replace("Inspector|2|5", "Inspector|2|")
    assert "C4:C5: 2 cells: one figure stands in merged" in list_questions(
        drawing, merged=((3, 2, 4, 2),)
    )


def test_a_remark_on_a_cell_is_asked():
    drawing = MARKED.format(note="* = 1 to 4")
    assert "never calculated" in list_questions(drawing, remarks={(2, 1): "never calculated"})


def test_every_question_lowers_the_trust():
    sure = find_drawn_tables(MARKED.format(note="* = 1 to 4")).tables[0]
    unsure = find_drawn_tables(MARKED.format(note="")).tables[0]
    assert 1 == sure.confidence > unsure.confidence > 0


def test_roles_of_every_part():
    told = list_drawn_cells("\nComplaints\n\nRank|2018\nPC|31\nTotal|31\nSource: the force\n")
    assert {cell: one.role for cell, one in told.items()} == {
        "A1": "title",
        "A3": "header",
        "B3": "header",
        "A4": "label",
        "B4": "data",
        "A5": "label",
        "B5": told["B5"].role,
        "A6": "note",
    }


def test_a_workbook_of_a_hundred_sheets_is_read_in_seconds(tmp_path: Path):
    path = tmp_path / "hundred.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for number in range(3):
            page = book.add_worksheet(f"Page {number}")
            page.write_row(0, 0, ["Complaints by rank"])
            page.write_row(1, 0, ["Rank", *range(2005, 2024)])
            for row in range(60):
                page.write_row(row + 2, 0, [f"Rank {row}", *((row * c) % 37 for c in range(19))])
    workbook = find_tables(read_file(path))
    assert [table.range for table in workbook.tables] == ["A2:T62"] * 3
    assert [table.orientation for table in workbook.tables] == ["years across"] * 3


@pytest.mark.parametrize("figure", [">50", "more than 50", "50 or more", "at least 51"])
@pytest.mark.parametrize("corner", ["", "Outcome"])
def test_a_count_without_an_end_is_no_second_head(figure, corner):
    drawing = f"\nWorkers\n{corner}|Workers\nDismissed|{figure}\nWarned|36\nResigned|2\n"
    told = list_drawn_cells(drawing)
    assert told["B2"].role == "header"
    assert (told["B3"].role, told["B3"].row_labels) == ("data", ("Dismissed",))
    assert "heads of columns" not in list_questions(drawing)


def test_sizes_without_an_end_still_head_columns():
    told = list_drawn_cells("\nComplaints\nRank|Under 18|Over 18\nPC|31|4\nSergeant|4|8\n")
    assert told["C2"].role == "header"
