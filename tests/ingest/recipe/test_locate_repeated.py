"""The header said once more inside a table, as at a page break: passed over, and told."""

import os
from pathlib import Path

import pytest
from examples import list_faults, read_rows
from formats import FORMATS, write_book
from hypothesis import given
from hypothesis import strategies as st
from surveyed import spread, survey

from analysis.ingest.detection.workbook_tables import find_sheet_tables, find_tables
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.files.workbook import read_file
from analysis.ingest.inspect import draft_tables
from analysis.ingest.recipe.block import ColumnHeads
from analysis.ingest.recipe.locate import count_repeated

pytestmark = pytest.mark.costly

CASES = os.environ.get("FOI_CASES")
TITLE = ["Complaints by year"]
HEADS = ["Year", "Officers", "Staff"]
FIRST, LATER = [[2018, 9, 2], [2019, 8, 3]], [[2020, 4, 5], [2021, 6, 7], [2022, 1, 0]]
TABLE = {"find": "Complaints by year", "rows": "year", "columns": "rank"}


def list_repeated(rows, tmp_path, **keys):
    """The counts read, and the cells that the check of repeated heads names."""
    reply = read_rows(tmp_path, rows, TABLE | keys)
    told = reply.checks[reply.checks["check"] == "repeated heads"]
    assert set(told["verdict"]) <= {"agrees"}
    cells = " ".join(told["second_cells"]).replace("reply.csv#csv!", "").replace(" | ", " ").split()
    return sorted(reply.observations["low"]), cells


def test_a_header_said_once_more_is_passed_over_and_told(tmp_path):
    counts, cells = list_repeated([TITLE, HEADS, *FIRST, HEADS, *LATER], tmp_path)
    assert (counts, cells) == ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], ["A5"])


def test_so_it_is_at_every_page_and_with_its_banners_or_without(tmp_path):
    banner = ["", "Workforce", ""]
    rows = [TITLE, banner, HEADS, *FIRST, banner, HEADS, *LATER[:1], HEADS, *LATER[1:]]
    counts, cells = list_repeated(rows, tmp_path)
    assert (counts, cells) == ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], ["A6", "A7", "A9"])


def test_a_repeated_header_may_be_named_under_ignore_as_well(tmp_path):
    counts, cells = list_repeated([TITLE, HEADS, *FIRST, HEADS, *LATER], tmp_path, ignore=["Year"])
    assert (len(counts), cells) == (10, [])


def test_a_blank_row_before_it_is_a_question_that_its_remedy_answers(tmp_path):
    rows = [TITLE, HEADS, *FIRST, [], HEADS, *LATER]
    (fault,) = list_faults(tmp_path / "a", rows, TABLE)
    assert "cell B6" in fault and "`gaps: [row]`" in fault
    counts, cells = list_repeated(rows, tmp_path / "b", gaps=["row"])
    assert (len(counts), cells) == (10, ["A6"])


@pytest.mark.parametrize(
    "heads", [["Year", "Staff", "Officers"], ["Year", "Officers", "Civilians"]]
)
def test_other_heads_are_not_passed_over(tmp_path, heads):
    rows = [TITLE, HEADS, *FIRST, heads, *LATER]
    assert any("cell A5" in fault for fault in list_faults(tmp_path, rows, TABLE))


def test_the_remedy_for_other_heads_of_years_works_as_printed(tmp_path):
    rows = [TITLE, HEADS, *FIRST, ["Year", "Police officers", "Staff"], *LATER]
    faults = list_faults(tmp_path / "a", rows, TABLE)
    assert any("name 'Year' under `ignore`" in fault for fault in faults)
    assert not list_faults(tmp_path / "b", rows, TABLE | {"ignore": ["Year"]})


def test_years_that_come_again_below_are_told_twice_and_never_added(tmp_path):
    rows = [TITLE, HEADS, *FIRST, HEADS, *FIRST]
    assert any("says what A3 says as well" in fault for fault in list_faults(tmp_path, rows, TABLE))


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("gap", [[], [[]]])
@pytest.mark.parametrize("across", [False, True])
def test_one_table_is_found_and_its_draft_reads_it(tmp_path, ending, gap, across):
    heads, first, later = HEADS, FIRST, LATER
    if across:
        heads = ["Rank", 2018, 2019, 2020]
        first, later = [["PC", 4, 5, 6], ["Sergeant", 7, 8, 9]], [["Inspector", 1, 2, 3]]
    rows = [TITLE, heads, *first, *gap, heads, *later]
    workbook = find_tables(read_file(write_book(tmp_path / f"reply{ending}", {"S": rows})))
    (table,) = workbook.tables
    assert len(table.rows) == len(first) + len(later)
    assert table.repeated == (2 + len(first) + len(gap),)
    drafted = draft_tables(workbook, list(workbook.sheets))
    assert [str(q) for recipe in drafted.recipes for q in recipe.questions] == []


AT_A_BREAK = [
    [["Page 2"]],
    [["Page 2 of 5"]],
    [["", "", "Page 2 of 5"]],
    [["- 2 of 5 -"]],
    [["Continued"]],
    [["Table continued from the previous page"]],
    [TITLE],
    [[f"{TITLE[0]} (continued)"]],
    [["Page 2"], TITLE],
    [TITLE, ["Page 2"]],
    [[], ["Page 2"]],
    [["Page 2"], []],
    [[], TITLE, []],
    [[], ["Page 2 of 5"], [], ["Continued"], []],
]


@pytest.mark.parametrize(("ending", "place"), spread(FORMATS, range(len(AT_A_BREAK))))
def test_what_stands_on_every_page_is_passed_over_and_told(tmp_path, ending, place):
    between = AT_A_BREAK[place]
    pages = [[*FIRST], LATER[:1], LATER[1:]]
    rows = [TITLE, HEADS, *pages[0], *between, HEADS, *pages[1], *between, HEADS, *pages[2]]
    drafted = survey(write_book(tmp_path / f"reply{ending}", {"S": rows}))
    (table,) = drafted.drafted.workbook.tables
    assert [*table.row_labels.values()] == [(str(year),) for year in range(2018, 2023)]
    assert {words for words in table.column_labels.values()} == {("Officers",), ("Staff",)}
    assert drafted.asked == []
    filled = [row for row in range(4, 4 + len(between)) if any(rows[row])]
    assert {*filled, 4 + len(between)} <= {*table.repeated}
    assert f"row{'s' * (len(table.repeated) > 1)} " in drafted.listing
    assert "a page break" in drafted.listing
    (recipe,) = drafted.drafts
    counts, cells = list_repeated(rows, tmp_path, gaps=recipe.get("gaps", []))
    assert (counts, len(cells)) == ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], len(table.repeated))


@pytest.mark.parametrize("ending", FORMATS)
def test_the_number_of_a_page_is_no_heading_of_the_rows_beneath(tmp_path, ending):
    rows = [TITLE, HEADS, *FIRST, ["Page 2 of 2"], *LATER]
    drafted = survey(write_book(tmp_path / f"reply{ending}", {"S": rows}))
    (table,) = drafted.drafted.workbook.tables
    assert len(table.rows) == 5 and drafted.asked == []
    assert {len(words) for words in table.row_labels.values()} == {1}


@pytest.mark.parametrize(
    "between",
    [["Table 2: complaints upheld"], ["Quorvex officers"], ["Source: the force"], ["Page boys"]],
)
def test_other_words_between_the_heads_begin_another_table(tmp_path, between):
    rows = [TITLE, HEADS, *FIRST, between, HEADS, *LATER]
    drafted = survey(write_book(tmp_path / "reply.xlsx", {"S": rows}))
    assert [len(table.rows) for table in drafted.drafted.workbook.tables] == [2, 3]


def test_a_title_said_again_over_the_same_labels_heads_another_table(tmp_path):
    rows = [TITLE, HEADS, *FIRST, TITLE, HEADS, *FIRST]
    drafted = survey(write_book(tmp_path / "reply.xlsx", {"S": rows}))
    assert len(drafted.drafted.workbook.tables) == 2
    assert "stands in more than one cell" in drafted.draft


def test_a_title_said_again_under_another_one_begins_another_table(tmp_path):
    rows = [["Officers"], HEADS, *FIRST, ["Staff"], HEADS, *FIRST, ["Officers"], HEADS, *LATER]
    drafted = survey(write_book(tmp_path / "reply.xlsx", {"S": rows}))
    assert len(drafted.drafted.workbook.tables) == 3


def test_a_later_page_alone_may_say_the_title_again(tmp_path):
    rows = [TITLE, HEADS, *FIRST, HEADS, *LATER[:1], TITLE, HEADS, *LATER[1:]]
    drafted = survey(write_book(tmp_path / "reply.xlsx", {"S": rows}))
    (table,) = drafted.drafted.workbook.tables
    assert (len(table.rows), table.repeated) == (5, (4, 6, 7))


def test_notes_under_tables_with_one_banner_stay_notes():
    note, banner = ["* revised since the last release"], ["Year", "Total fatalities", ""]
    tables = (("Table 1", "Sex", "Male", "Female"), ("Table 2", "Age", "Under 18", "18 and over"))
    rows = []
    for title, head, *labels in tables:
        rows += [[title], banner, [head, "2018", "2019"], *([x, 4, "5*"] for x in labels), note]
    sheet = Sheet("S", tuple(map(tuple, rows)))
    assert sheet.page_lines == frozenset()
    assert [table.marks for table in find_sheet_tables(sheet).tables] == [{"*": "footnote"}] * 2


def test_figures_behind_a_page_and_a_blank_row_are_a_question(tmp_path):
    rows = [TITLE, HEADS, *FIRST, [], ["Page 2"], HEADS, *LATER]
    (fault,) = list_faults(tmp_path / "a", rows, TABLE)
    assert "cell B7" in fault and "`gaps: [row]`" in fault


def test_heads_that_come_again_over_the_same_labels_head_another_table():
    sheet = Sheet("S", tuple(map(tuple, [TITLE, HEADS, *FIRST, HEADS, *FIRST])))
    assert len(find_sheet_tables(sheet).tables) == 2


@pytest.mark.skipif(not CASES, reason="FOI_CASES names no folder of small sheets")
def test_the_case_of_a_header_repeated():
    workbook = find_tables(read_file(Path(CASES) / "x25-header-repeats.xlsx"))
    (table,) = workbook.tables
    assert (table.range, table.repeated, table.questions) == ("A2:C8", (4,), ())


WORDS = st.sampled_from(["Year", "Rank", "Officers", "Staff", "2018", ""])


@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=2, max_size=6), st.data())
def test_what_is_taken_for_the_header_says_all_its_last_rows_again(rows, data):
    top = data.draw(st.integers(0, len(rows) - 1))
    row = data.draw(st.integers(top + 1, len(rows)))
    page = Sheet("S", tuple(map(tuple, rows)))
    heads = ColumnHeads(top, 0, (page.cell(top, 1), page.cell(top, 2)))
    again = count_repeated(page, page.cell(0, 0), heads, row)
    assert [rows[row + n] for n in range(again)] == rows[top + 1 - again : top + 1]


NATURE = ["Complaints by nature"]
BY_NATURE = {"find": NATURE[0], "rows": "nature", "columns": "year"}
UPPER = [["Discriminatory behaviour", 15, 12, 18], ["Offensive remarks", 22, 27, 19]]
LOWER = [["Unprofessional behaviour", 14, 16, 13], ["Discreditable conduct", 7, 5, 6]]
ABOVE = [["Nature", 2018, 2019, 2020], *UPPER]
OTHERS = {
    "other years": ["Nature", 2021, 2022, 2023],
    "years in another order": ["Nature", 2020, 2019, 2018],
    "years as words": ["Nature", "2021/22", "2022/23", "2023/24"],
    "other words over the labels": ["Allegation", 2021, 2022, 2023],
    "no words over the labels": [None, 2023, 2022, 2021],
    "no years": ["Nature", "Upheld", "Not upheld", "Pending"],
}


@pytest.mark.parametrize("ignore", [[], ["Nature", "Allegation"]])
@pytest.mark.parametrize("between", [[], [["Page 2"]], [[]], [[], ["Page 2"], []]])
@pytest.mark.parametrize("heads", OTHERS.values(), ids=OTHERS)
def test_heads_of_other_columns_end_the_table_and_no_recipe_silences_them(
    tmp_path, heads, between, ignore
):
    gaps = ["row"] if [] in between else []
    rows = [NATURE, *ABOVE, *between, heads, *LOWER]
    named = [words for words in ignore if words in ("Nature", heads[0])]
    keys = {"ignore": named} | ({"gaps": gaps} if ignore else {})
    faults = list_faults(tmp_path, rows, BY_NATURE | keys)
    column = "A" if heads[0] else "B"
    place = f"cell {column}{len(ABOVE) + len(between) + 2}"
    (fault,) = [fault for fault in faults if "heads other columns" in fault]
    assert place in fault and "write a title over it in a copy" in fault


def test_the_remedy_for_heads_of_other_columns_works_as_printed(tmp_path):
    rows = [NATURE, *ABOVE, ["Quorvex complaints"], OTHERS["other years"], *LOWER]
    supplied = {"window": {"supplied": "2018-01-01 to 2023-12-31"}}
    later = BY_NATURE | {"find": "Quorvex complaints"}
    reply = read_rows(tmp_path, rows, BY_NATURE, later, **supplied)
    years = reply.observations.groupby("table")["start"].agg(lambda days: {d.year for d in days})
    assert list(years) == [{2018, 2019, 2020}, {2021, 2022, 2023}]


def test_a_page_line_that_another_recipe_finds_its_table_by_ends_the_one_above(tmp_path):
    rows = [NATURE, *ABOVE, ["Page 2"], OTHERS["other years"], *LOWER]
    reply = read_rows(tmp_path, rows, BY_NATURE, BY_NATURE | {"find": "Page 2"})
    assert {day.year for day in reply.observations["start"]} == {*range(2018, 2024)}


@pytest.mark.parametrize(
    "row", [["Offensive remarks", 2018, 2019, 2020], ["Quorvex", 2019, 2018, 2023]]
)
def test_counts_like_years_are_no_heads(tmp_path, row):
    keys = {"ignore": ["Quorvex"]} if row[0] == "Quorvex" else {}
    rows = [NATURE, *ABOVE[:2], row, *LOWER]
    assert not list_faults(tmp_path, rows, BY_NATURE | keys)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_draft_names_words_that_stand_once_to_find_the_lower_table_by(tmp_path, ending):
    rows = [NATURE, *ABOVE, ["Page 2"], OTHERS["other years"], *LOWER]
    _, below = survey(write_book(tmp_path / f"reply{ending}", {"S": rows})).drafted.recipes
    assert [entry.example for entry in below.entries if entry.key == "find"] == ['find: "Page 2"']
