"""Drafted recipes: labels that a draft may not settle by itself, measures, lists of records."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from examples import write_csv
from found_samples import RANK_TABLE, make_sheet

from analysis.ingest.detection.found_tables import describe_rows
from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.draft.recipes import draft_records
from analysis.ingest.draft.response_draft import format_response
from analysis.ingest.files.workbook import read_file
from analysis.ingest.inspect import draft_tables
from analysis.model.yaml_file import BLANK


def draft(folder: Path, *rows: list):
    """The recipes drafted for one table, each a dict, and its questions."""
    path = folder / "reply.csv"
    write_csv(path, [["Complaints about social media"], [], *rows])
    drafted = draft_tables(find_tables(read_file(path)), ["csv"])
    (table,) = drafted.workbook.tables
    recipes = [{e.key: e.value for e in each.entries} for each in drafted.recipes]
    return recipes, " ".join(question.text for question in table.questions)


@pytest.mark.parametrize(
    "heads",
    [
        (["", "April 2020", "April 2021"], ["Rank", "March 2021", "March 2022"]),
        (["", "Apr 2020", "Apr 2021"], ["", "to", "to"], ["Rank", "Mar 2021", "Mar 2022"]),
    ],
)
def test_a_period_on_several_lines_is_never_under(tmp_path, heads):
    (recipe,), questions = draft(tmp_path, *heads, ["Constable", 4, 3], ["Sergeant", 2, 1])
    assert "under" not in recipe
    assert recipe["columns"] == "year"
    assert recipe["periods"] == dict.fromkeys(heads[-1][1:], BLANK)
    assert "stand on several lines" in questions


def test_dates_over_columns_are_periods_that_a_person_gives(tmp_path):
    heads = ["Rank", "2020-03-31", "2021-03-31"]
    (recipe,), questions = draft(tmp_path, heads, ["Constable", 4, 3], ["Sergeant", 2, 1])
    assert recipe["columns"] == "year"
    assert recipe["periods"] == dict.fromkeys(heads[1:], BLANK)
    assert "a day, a month or a year ending then?" in questions


def test_a_period_that_takes_in_others_is_asked_about(tmp_path):
    months = [["Jan 2021", 3], ["Feb 2021", 4], ["Mar 2021", 7]]
    _, questions = draft(tmp_path, ["Month", "Complaints"], *months, ["2021", 15])
    assert "'2021' takes in Jan 2021, Feb 2021, Mar 2021: is it their total?" in questions
    _, questions = draft(tmp_path, ["Month", "Complaints"], *months, ["Apr 2021", 15])
    assert "takes in" not in questions


@pytest.mark.parametrize(
    "head, is_asked",
    [("Cases", True), ("Upheld", True), ("Number", False), ("Complaints", False)],
)
def test_what_one_column_counts_is_asked_unless_it_is_plain(tmp_path, head, is_asked):
    (recipe,), questions = draft(tmp_path, ["Year", head], ["2019", 13], ["2020", 24], ["2021", 9])
    assert (recipe.get("unit") == recipe.get("definition") == BLANK) == is_asked
    assert ("fill in unit, definition" in questions) == is_asked


def test_what_unlike_columns_count_is_asked_of_each(tmp_path):
    rows = [["2019", 13, 9], ["2020", 24, 15], ["2021", 16, 3]]
    recipes, _ = draft(tmp_path, ["Year", "Complaints", "Officers"], *rows)
    assert [recipe["under"] for recipe in recipes] == [["Complaints"], ["Officers"]]
    assert all(recipe["unit"] == BLANK for recipe in recipes)


def test_a_quarter_among_its_months_is_asked_about_and_quarters_alone_are_not(tmp_path):
    months = [["April", 3], ["May", 4], ["June", 7], ["Q1", 14]]
    _, questions = draft(tmp_path, ["Month", "Complaints"], *months)
    assert "stand among shorter periods" in questions
    quarters = [["Q1 2021", 14], ["Q2 2021", 8], ["Q3 2021", 9]]
    _, questions = draft(tmp_path, ["Quarter", "Complaints"], *quarters)
    assert "stand among shorter periods" not in questions


def draft_list(heads: list[str], *records: list) -> tuple[dict, list[str]]:
    """The drafted `records` of a list, and its questions."""
    table = replace(
        RANK_TABLE,
        headers=(0,),
        stubs=(),
        rows=tuple(range(1, len(records) + 1)),
        columns=tuple(range(len(heads))),
        row_labels={},
        column_labels={column: (head,) for column, head in enumerate(heads) if head},
        orientation="records",
    )
    entry, questions = draft_records(table, make_sheet([heads, *records]))
    return entry.value, list(map(str, questions))


@pytest.mark.parametrize(
    "values",
    [
        [date(2021, 3, 5), date(2021, 3, 6)],
        ["2021-03-05", "2021-04-01"],
        ["05/03/2021", "25/12/2021"],
        ["5 March 2021", "6 April 2021"],
        [2021, 2022],
        ["2020/21", "2021/22"],
        ["Mar 2021", "April 2021"],
    ],
    ids=str,
)
def test_a_column_of_dates_or_periods_is_the_year(values):
    records = [[rank, value] for rank, value in zip(("PC", "Sergeant"), values, strict=True)]
    assert draft_list(["Rank", "When"], *records) == ({"year": "When", "rank": "Rank"}, [])


@pytest.mark.parametrize(
    ("heads", "chosen"),
    [
        (["Date closed", "Date reported", "Received"], "Received"),
        (["Date closed", "Date reported", "Date recorded"], "Date recorded"),
        (["Date", "Financial year", "Month"], "Financial year"),
        (["Closed", "Opened", "Incident date"], "Incident date"),
        (["Closed", "Opened", "Unreported"], "Closed"),
    ],
)
def test_of_several_dates_the_surest_head_is_drafted_and_the_others_are_asked_about(heads, chosen):
    said, (question,) = draft_list(heads, *[[date(2021, 3, day)] * 3 for day in (5, 6, 7)])
    assert said == {"year": chosen}
    assert question.startswith(f"A1, B1, C1: `year` is drafted as {chosen!r}")
    assert all(repr(head) in question for head in heads)


def test_a_list_without_dates_has_no_year():
    assert draft_list(["Rank", "Days"], ["PC", 31], ["Sergeant", 12]) == ({"rank": "Rank"}, [])


GLYPH_ALONE = ["Year", "Officers", "Staff"], [2018, "~", 2], [2019, 9, 3]


@pytest.mark.parametrize("glyph", ["~", "*", "†"])
def test_a_glyph_alone_is_no_footnote_whatever_its_note_says(tmp_path, glyph):
    rows = [[glyph if cell == "~" else cell for cell in row] for row in GLYPH_ALONE]
    (recipe,), questions = draft(tmp_path, *rows, [f"{glyph} revised since the last edition"])
    assert recipe["marks"] == {glyph: BLANK}
    assert f"what does {glyph!r} stand for?" in questions


def test_a_glyph_that_stands_alone_and_beside_figures_is_asked_about_where_it_is_alone(tmp_path):
    (recipe,), questions = draft(tmp_path, *GLYPH_ALONE, [2020, "4~", 3], ["~ revised since"])
    assert recipe["marks"] == {"~": "footnote"}
    assert "'~' stands alone, a note's glyph beside other figures: which count?" in questions
    assert "say what it means under `marks`" not in questions


@pytest.mark.parametrize("label", ["Complaints", "Officers", "All", "Durham"])
def test_one_row_is_never_told_as_unknown_beside_a_draft_that_knows_it(tmp_path, label):
    path = write_csv(tmp_path / "one.csv", [["Complaints"], ["", 2018, 2019], [label, 4, 5]])
    drafted = draft_tables(find_tables(read_file(path)), ["csv"])
    (table,) = drafted.workbook.tables
    (recipe,) = drafted.recipes
    if {entry.key: entry.value for entry in recipe.entries}["rows"] == "total":
        assert "not known" not in describe_rows(table)


def test_words_for_no_figure_are_drafted_as_marks_with_their_meaning(tmp_path):
    rows = [["Rank", "2019", "2020"], ["Constable", 4, 3], ["Sergeant", "Not disclosed", "Quorvex"],
            ["Inspector", "Nil", 2], ["PCSO", "No response", "No response"]]  # fmt: skip
    (recipe,), questions = draft(tmp_path, *rows)
    assert recipe["marks"] == {
        "Not disclosed": "withheld",
        "Quorvex": BLANK,
        "Nil": "zero",
        "No response": "not answered",
    }
    assert "ignore" not in recipe
    assert questions.count("words say that there is no figure") == 3


def test_a_sentence_too_long_for_a_line_of_yaml_is_read_back(tmp_path):
    words = "Withheld under section 40, since " + "it would tell more than the law allows " * 30
    rows = [["Rank", "2019"], ["Constable", 4], ["Sergeant", words], ["Inspector", 2]]
    path = tmp_path / "reply.csv"
    write_csv(path, [["Complaints about social media"], [], *rows])
    drafted = draft_tables(find_tables(read_file(path)), ["csv"])
    text = format_response(drafted.workbook, drafted.recipes, path)
    (table,) = yaml.safe_load(text.replace("???", "x"))["tables"]
    assert table["marks"] == {" ".join(words.split()): "withheld"}


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (["02/03/2018", "13/06/2018", "06/25/2019", "12/20/2019"], "B2, B4:B5"),
        (["02-03-18", "06-25-18"], "B2:B3"),
        (["06/25/2019 10:15", "20/12/2019"], "B2"),
        ([date(2018, 3, 2), "13/06/2018", date(2018, 4, 4), "25/06/2018"], "B2"),
        ([date(2018, 3, 2), "06/13/2018", date(2018, 4, 5)], "B2:B4"),
    ],
)
def test_days_in_which_a_month_may_stand_first_are_asked_about(days, asked):
    said, questions = draft_list(["Rank", "Received"], *[["Sergeant", day] for day in days])
    assert said == {"year": "Received", "rank": "Rank"}
    (question,) = questions
    assert question.startswith(f"{asked}: a month may stand first")


@pytest.mark.parametrize(
    "days",
    [
        ["02/03/2018", "13/06/2018"],
        ["02/03/2018", "04/06/2018"],
        [date(2018, 3, 2), date(2018, 3, 20), "25/06/2018"],
        [date(2018, 3, 2), "04/06/2018", "25/06/2018"],
        ["2018-03-02", "2018-06-25"],
    ],
)
def test_days_of_one_order_are_not_asked_about(days):
    assert draft_list(["Rank", "Received"], *[["Sergeant", day] for day in days])[1] == []


def test_spellings_of_one_column_are_gathered_with_their_cells():
    ranks = ["PC", "pc", "P.C.", "Sgt", "Sergeant", "Inspector", "PC", "Sgt", "Inspector"]
    said, questions = draft_list(["Rank"], *[[rank] for rank in ranks])
    assert said == {"rank": "Rank"}
    (question,) = questions
    assert question.startswith("A2:A6: is each of these one thing")
    assert "(PC / pc / P.C.; Sgt / Sergeant)" in question


def test_names_of_records_are_not_gathered_as_spellings():
    names = [[f"Case {n}", rank] for n, rank in enumerate(["PC", "Sgt"] * 5)]
    assert draft_list(["Ref", "Rank"], *names)[1] == []


@pytest.mark.parametrize("name", ["Sussex Police", "Sussex", "SUSSEX POLICE", "Sussex Police¹"])
def test_the_row_of_the_own_force_is_picked_by_any_of_its_names(tmp_path, name):
    rows = [["Force", 2019, 2020], ["Essex Police", 1, 2], ["Kent Police", 3, 4], [name, 5, 6]]
    write_csv(tmp_path / "reply.csv", [["Complaints by force"], *rows])
    tables = find_tables(read_file(tmp_path / "reply.csv"))
    for force, picked in (("sussex", [name]), ("surrey", BLANK)):
        (recipe,) = draft_tables(tables, ["csv"], force).recipes
        assert {entry.key: entry.value for entry in recipe.entries}["pick"] == picked


@pytest.mark.parametrize("total", ["Total¹", "Total*", "Grand totalᵃ"])
def test_a_total_with_a_note_is_drafted_as_one(tmp_path, total):
    rows = [["Rank", 2020, 2021], ["Constable", 4, 3], ["Sergeant", 2, 1], [total, 6, 4]]
    (recipe,), _ = draft(tmp_path, *rows)
    assert recipe["totals"] == ["row"] and "ignore" not in recipe


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("Where a figure is fewer than five it is shown as <5", "<5"),
        ("Small numbers are suppressed: * = withheld", "*"),
    ],
)
def test_words_that_a_mark_stands_in_are_quoted_beside_it(tmp_path, line, figure):
    path = write_csv(
        tmp_path / "reply.csv",
        [["Complaints by outcome"], [line], ["Outcome", "Number"], ["Dismissed", 8],
         ["Resigned", figure], ["Written warning", 6]],
    )  # fmt: skip
    (table,) = draft_tables(find_tables(read_file(path)), ["csv"]).recipes
    (marks,) = (entry for entry in table.entries if entry.key == "marks")
    assert line.partition(" is shown")[0].partition(" it")[0] in marks.why and "(A2)" in marks.why
