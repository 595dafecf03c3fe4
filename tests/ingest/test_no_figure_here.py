"""Cells, rows and columns that say there is no figure are data with a status, first ones too."""

import pytest
from formats import STYLED_FORMATS, raise_notes
from surveyed import Survey, spread, survey_rows

from analysis.model.count import Count
from analysis.model.reply import read_mark

pytestmark = pytest.mark.costly

FILES = (".xlsx", ".xls", ".ods", ".csv")
TITLE = ["Complaints about social media use, 2021/22"]

# What is printed, and the statuses that it can fairly be given; none is what only a person can say.
WORDINGS = {
    "Not disclosed": "withheld",
    "Withheld": "withheld",
    "Refused": "withheld",
    "Exempt under section 40(2)": "withheld",
    "s40(2)": "withheld",
    "No response": "not_answered",
    "Awaiting reply": "not_answered",
    "Overdue": "not_answered",
    "Not held": "not_held",
    "Information not held": "not_held",
    "Cost limit exceeded": "not_held",
    "Not recorded": "not_recorded",
    "No record kept": "not_recorded",
    "Not captured by our systems": "not_recorded",
    "Not applicable": "not_applicable",
    "Nil": "zero",
    "None": "zero",
    "Under investigation": "",
    "Ask the Quorvex unit": "",
}
FEW = ("Not disclosed", "No response", "Ask the Quorvex unit")  # of a known kind, and of none


def says_status(found: Survey, cell: str, status: str) -> bool:
    """Whether a figure has the status, by itself or by the drafted meaning of its words."""
    told = found.cells[cell]
    if told.status and told.status != "exact":
        return told.status == status
    drafted = found.drafts[0].get("marks", {}) if found.drafts else {}
    meanings = {word.casefold(): meaning for word, meaning in drafted.items()}
    meaning = meanings.get(told.text.casefold())
    if meaning is None and told.low == told.high == 0:
        return status == "zero"
    try:
        mark = read_mark(meaning)
    except ValueError:  # a blank to fill in
        return False
    if mark is None:
        return status == "not_applicable"
    return isinstance(mark, Count) and status == ("zero" if mark.high == 0 else mark.status)


def is_no_figure(found: Survey, cell: str, status: str, row: str, head: str) -> None:
    """A cell is one of the figures, under its own labels, counts nothing, and is told or asked."""
    told = found.cells[cell]
    assert told.role in ("data", "total"), told
    assert (told.row_labels[-1], told.column_labels[-1]) == (row, head)
    if status != "zero":
        assert told.value is None
        assert told.low in (None, 0)
        assert told.high is None or told.high > 10**6
    assert found.asks_about(cell) or (status and says_status(found, cell, status)), found.asked
    if status:
        assert found.asks_about(cell) or says_status(found, cell, status)


def holds(found: Survey, expected: dict[str, tuple[int, tuple[str, ...], str]]) -> None:
    """Every other figure is told with its own labels alone."""
    for cell, (count, row, head) in expected.items():
        assert found.count(cell) == (count, count), cell
        rows, heads = found.labels(cell)
        assert rows == row, f"{cell}: {rows}"
        assert heads[-1] == head, cell


def by_rank(where: int, words) -> tuple[list[list], int]:
    """Ranks by year, one of whose rows, counted from 0, holds no figure; its one-based row."""
    ranks = [["Constable", 4, 2, 3], ["Inspector", 1, 0, 2], ["PCSO", 5, 0, 1]]
    ranks.insert(where, ["Sergeant", words, words, words])
    head = [
        ["Complaints about social media use by rank"],
        [None],
        ["Rank", "2019/20", "2020/21", "2021/22"],
    ]
    return head + ranks, 4 + where


@pytest.mark.parametrize(("form", "where", "words"), spread(FILES, (0, 1, 3), FEW))
def test_a_row_without_figures_is_data(tmp_path, form, where, words):
    rows, at = by_rank(where, words)
    found = survey_rows(tmp_path, form, rows)
    for column, head in zip("BCD", rows[2][1:], strict=True):
        is_no_figure(found, f"{column}{at}", WORDINGS[words], "Sergeant", head)
    holds(
        found,
        {
            f"{column}{number}": (count, (row[0],), head)
            for number, row in enumerate(rows[3:], 4)
            if number != at
            for column, count, head in zip("BCD", row[1:], rows[2][1:], strict=True)
        },
    )
    assert len(found.drafted.workbook.tables) == 1
    assert "Sergeant" not in found.drafts[0].get("ignore", [])


@pytest.mark.parametrize("words", WORDINGS)
def test_any_wording_of_a_row_without_figures(tmp_path, words):
    rows, at = by_rank(1, words)
    found = survey_rows(tmp_path, ".xlsx", rows)
    for column, head in zip("BCD", rows[2][1:], strict=True):
        is_no_figure(found, f"{column}{at}", WORDINGS[words], "Sergeant", head)
        if WORDINGS[words]:
            assert says_status(found, f"{column}{at}", WORDINGS[words])
    assert found.labels("B6")[0] == ("Inspector",)


def bodies(*rows, typed=True):
    """Bodies with their type and two counts, or with their counts alone."""
    head = ["Force", "Type", "Officers", "Staff"]
    kept = [r if typed else [r[0], *r[2:]] for r in map(list, rows)]
    return [TITLE, [None], head if typed else [head[0], *head[2:]], *kept]


KEPT = [
    ["Eastshire", "County", 4, 2],
    ["Westshire", "County", 7, 1],
    ["Midham", "City", 9, 3],
    ["Lowham", "City", 5, 0],
]


@pytest.mark.parametrize(
    ("form", "where", "words", "typed"), spread(FILES, (0, 2, 4), FEW, (True, False))
)
def test_a_body_that_did_not_answer_names_no_other(tmp_path, form, where, words, typed):
    rows = [*KEPT[:where], ["Southham", "City", words, words], *KEPT[where:]]
    found = survey_rows(tmp_path, form, bodies(*rows, typed=typed))
    columns = "CD" if typed else "BC"
    for number, row in enumerate(rows, 4):
        for column, head, count in zip(columns, ("Officers", "Staff"), row[2:], strict=True):
            if row[0] == "Southham":
                told = found.cells[f"{column}{number}"]
                assert told.role == "data"
                assert "Southham" in told.row_labels
                assert found.asks_about(f"{column}{number}") or told.status
            else:
                labels = tuple(row[:2]) if typed else (row[0],)
                holds(found, {f"{column}{number}": (count, labels, head)})
    assert len(found.drafted.workbook.tables) == 1


@pytest.mark.parametrize(("form", "where"), spread(FILES, (0, 2, 4)))
def test_words_in_one_column_and_a_blank_in_the_other(tmp_path, form, where):
    rows = [*KEPT[:where], ["Southham", "City", "No response", None], *KEPT[where:]]
    found = survey_rows(tmp_path, form, bodies(*rows))
    at = 4 + where
    told = found.cells[f"C{at}"]
    assert (told.role, told.row_labels) == ("data", ("Southham", "City"))
    assert told.column_labels == ("Officers",)
    assert found.asks_about(f"C{at}") or says_status(found, f"C{at}", "not_answered")
    assert found.asks_about(f"D{at}"), "the blank is asked about"
    others = {f"C{n}": (r[2], tuple(r[:2]), "Officers") for n, r in enumerate(rows, 4) if n != at}
    holds(found, others)
    assert len(found.drafted.workbook.tables) == 1


@pytest.mark.parametrize(
    ("form", "typed", "places"), spread(FILES, (True, False), ((0, 3), (1,), (4,)))
)
def test_bodies_whose_counts_are_blank_head_no_others(tmp_path, form, typed, places):
    names = iter(["Northshire", "Southham"])
    rows = [list(row) for row in KEPT]
    for place in places:
        rows.insert(place, [next(names), "City", None, None])
    found = survey_rows(tmp_path, form, bodies(*rows, typed=typed))
    columns = "CD" if typed else "BC"
    for number, row in enumerate(rows, 4):
        for column, head, count in zip(columns, ("Officers", "Staff"), row[2:], strict=True):
            cell = f"{column}{number}"
            if count is None:
                assert found.asks_about(cell) or found.asks_about(f"A{number}"), cell
            else:
                labels = tuple(row[:2]) if typed else (row[0],)
                holds(found, {cell: (count, labels, head)})


@pytest.mark.parametrize(("form", "words", "where"), spread(FILES, FEW[:2], (1, 2, 3)))
def test_a_column_without_figures_is_data(tmp_path, form, words, where):
    heads = ["Rank", "2018", "2019"]
    ranks = [["Constable", 4, 2], ["Sergeant", 3, 1], ["Inspector", 1, 0], ["PCSO", 5, 0]]
    heads.insert(where, "2020")
    for row in ranks:
        row.insert(where, words)
    found = survey_rows(tmp_path, form, [["Complaints by rank"], heads, *ranks])
    letter = "ABCD"[where]
    for number, row in enumerate(ranks, 3):
        is_no_figure(found, f"{letter}{number}", WORDINGS[words], row[0], "2020")
        for column, head, count in zip("ABCD"[1:], heads[1:], row[1:], strict=True):
            if column != letter:
                holds(found, {f"{column}{number}": (count, (row[0],), head)})


@pytest.mark.parametrize("words", ["Exempt", "No response", "Nil", "Awaiting the Quorvex"])
def test_words_merged_over_a_row_stand_for_all_its_figures(tmp_path, words):
    rows, at = by_rank(1, words)
    rows[at - 1][2:] = [None, None]
    found = survey_rows(tmp_path, ".xlsx", rows, merged=[f"B{at}:D{at}"])
    assert found.labels("B6")[0] == ("Inspector",)
    assert found.cells[f"B{at}"].role == "data"
    assert "Sergeant" in found.cells[f"B{at}"].row_labels
    assert found.asks_about(f"B{at}")


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize("words", ["Not held", "Withheld", "No response", "Not recorded"])
def test_a_statement_with_a_raised_note(tmp_path, form, words):
    rows, at = by_rank(1, raise_notes(words, "1"))
    found = survey_rows(tmp_path, form, [*rows, [None], ["1 Asked on 3 May, and again in June."]])
    for column in "BCD":
        assert found.cells[f"{column}{at}"].status == WORDINGS[words]
        assert found.labels(f"{column}{at}")[0] == ("Sergeant",)


@pytest.mark.parametrize("form", FILES)
def test_a_real_heading_still_names_the_rows_beneath(tmp_path, form):
    rows = [
        ["Complaints by area and rank"],
        ["Area and rank", "2019", "2020"],
        ["North"],
        ["Constable", 4, 2],
        ["Sergeant", 3, 1],
        ["South"],
        ["Constable", 1, 0],
        ["Sergeant", 5, 0],
    ]
    found = survey_rows(tmp_path, form, rows)
    assert found.labels("B4")[0] == ("North", "Constable")
    assert found.labels("C8")[0] == ("South", "Sergeant")
