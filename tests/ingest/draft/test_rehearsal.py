"""The second reading is the guard: any one cell that detection gets wrong becomes a question."""

from dataclasses import replace

import pytest
from found_samples import RANK_TABLE, RANKS, list_cells_by_hand, make_workbook
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.draft import rehearsal
from analysis.ingest.draft.recipes import draft_table
from analysis.ingest.draft.rehearsal import rehearse
from analysis.ingest.draft.response_draft import RecipeEntry

WORKBOOK = make_workbook(RANKS, RANK_TABLE)
CELLS = list(list_cells_by_hand(WORKBOOK, "Q1"))
FIGURES = [cell for cell in CELLS if cell.role in ("data", "total")]
[DRAFT] = draft_table(RANK_TABLE, WORKBOOK, {}, "")


def ask(cells, draft=DRAFT) -> dict[str, tuple]:
    """The questions of the second reading and the cells they name."""
    kept, rehearsal.list_cells = rehearsal.list_cells, lambda workbook, name: iter(cells)
    try:
        [questions] = rehearse([draft], WORKBOOK, "")
    finally:
        rehearsal.list_cells = kept
    return {question.text: question.cells for question in questions}


def test_two_readings_that_agree_ask_nothing():
    assert ask(CELLS) == {}


def mistakes(cell):
    """Each way of getting one figure wrong."""
    return st.sampled_from(
        [
            replace(cell, low=cell.low + 1, high=cell.high + 1),
            replace(cell, high=float("inf")),
            replace(cell, row_labels=("Inspector",), column_labels=cell.column_labels),
            replace(cell, column_labels=("2018",)),
            replace(cell, role="note"),
            None,
        ]
    )


@given(st.sampled_from(FIGURES).flatmap(lambda cell: st.tuples(st.just(cell), mistakes(cell))))
def test_one_figure_told_wrongly_is_a_question_with_its_cell(pair):
    cell, wrong = pair
    told = [wrong if each is cell else each for each in CELLS]
    asked = ask([each for each in told if each])
    assert list(asked.values()) == [(cell.cell,)]


def test_a_figure_that_the_recipe_does_not_reach_is_a_question():
    extra = replace(FIGURES[0], cell="B9", row_labels=("Inspector",))
    taller = replace(RANK_TABLE, rows=(*RANK_TABLE.rows, 8))
    asked = ask([*CELLS, extra], replace(DRAFT, table=taller))
    assert asked == {"the survey sees figures here that the recipe does not read": ("B9",)}


def test_labels_that_map_to_nothing_are_one_question():
    rows = [*RANKS[:3], ["Wizard", 5, 6, 11], ["Witch", 1, 2, 3], *RANKS[5:]]
    workbook = make_workbook(rows, RANK_TABLE)
    [questions] = rehearse([DRAFT], workbook, "")
    [question] = [q for q in questions if "Wizard" in q.text]
    assert "Witch" in question.text and question.cells == ("A4", "A5")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [("marks", {"*": "stars"}, "is no meaning"), ("rows", "wizards", "'wizards' is none of")],
)
def test_a_recipe_that_is_not_accepted_says_why(key, value, says):
    entries = [e for e in DRAFT.entries if e.key != key]
    [[question]] = rehearse(
        [replace(DRAFT, entries=(*entries, RecipeEntry(key, value)))], WORKBOOK, ""
    )
    assert says in question.text


def test_rows_of_an_unknown_dimension_are_read_by_their_own_words():
    """The reader looks for the table by itself; a figure detection forgot is still found."""
    table = replace(RANK_TABLE, row_kind="")
    [draft] = draft_table(table, WORKBOOK, {}, "")
    assert draft.blanks and ask(CELLS, draft) == {}
    kept = [cell for cell in CELLS if cell.cell != "C4"]
    asked = {"the recipe reads what the survey takes for no figure": ("C4",)}
    assert ask(kept, draft) == asked


def test_a_row_that_detection_forgot_is_found_by_the_reader():
    table = replace(RANK_TABLE, row_kind="", rows=(3, 5), row_labels={3: ("PC",), 5: ("Total",)})
    [draft] = draft_table(table, WORKBOOK, {}, "")
    assert "more than one row" in " ".join(ask([c for c in CELLS if c.cell[1:] != "5"], draft))


def test_alike_faults_are_one_question_whatever_their_numbers():
    rows = [*RANKS[:3], ["PC", 5.5, 6.25, -11], ["Sergeant", "*", 2, 4], *RANKS[5:]]
    [questions] = rehearse([DRAFT], make_workbook(rows, RANK_TABLE), "")
    [question] = [q for q in questions if "whole number" in q.text]
    assert question.text.startswith("read by this recipe, … is no whole number")
    assert question.cells == ("B4", "C4")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (
            ["2 to 4", "2 to 4"],
            "'2 to 4' is a range; if so, write under `marks` \"2 to 4\": suppressed 2 to 4",
        ),
        (["", ""], "a blank is never taken for 0"),
        (
            ["2 to 4", "1 to 3"],
            "such as '2 to 4' is a range; if so, write under `marks` \"2 to 4\": suppressed 2 to 4",
        ),
    ],
)
def test_alike_faults_keep_their_advice_whole(cells, says):
    rows = [*RANKS[:3], ["PC", *cells, 11], *RANKS[4:]]
    [questions] = rehearse([DRAFT], make_workbook(rows, RANK_TABLE), "")
    [question] = [q for q in questions if says in q.text]
    assert len(question.cells) == 2 and "…" not in question.text


@pytest.mark.parametrize("key", ["labels", "columns", "find"])
def test_a_recipe_with_a_blank_that_nothing_can_stand_in_for_is_not_tried(key):
    entries = [entry for entry in DRAFT.entries if entry.key != key]
    blank = replace(DRAFT, entries=(*entries, RecipeEntry(key, "???")))
    assert rehearse([blank], WORKBOOK, "") == [()]
