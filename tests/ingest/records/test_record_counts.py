"""Lists of one row a complaint, counted by the recipe; every expected number is counted by hand."""

import re
from collections import Counter
from datetime import date, datetime

import pytest
import xlsxwriter
import yaml
from examples import (
    FORCE,
    REFERENCE,
    list_faults,
    make_letter,
    read_rows,
    write_letter,
    write_xlsx,
)
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import rows_from_range

from analysis.ingest.clean import clean_reply
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.recipe.axis_labels import Recipe
from analysis.ingest.records.record_counts import read_records
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.faults import Faults
from analysis.model.reply import Reply

pytestmark = pytest.mark.costly

# The shape of a list that a force disclosed whole, for 2020 to 2023 and January 2024.
HEADS = ["Ref", "Year received", "Officer rank", "Site", "Outcome", "From the public", "Days"]
LISTED = [
    ["Complaint data"],
    ["Abbreviations are explained in the covering letter"],
    [],
    HEADS,
    [1, 2020, "PC", "Facebook", "RPRP", "Member of the public", 31],
    [2, 2020, "Inspector +", "Twitter (now X)", "No further action", "Internal", 90],
    [3, 2021, "PC", "TikTok", "RPRP", "Member of the public", 12],
    [4, 2022, "Sergeant", "Facebook", "RPRP", "Internal", 44],
    [5, 2022, "PC", "Instagram", "No further action", "Member of the public", 7],
    [6, 2023, "PC", "Facebook", "RPRP", "Member of the public", 65],
    [7, 2024, "Inspector +", "Facebook", "No further action", "Internal", 3],
]
LIST = {
    "find": "Complaint data",
    "records": {
        "year": "Year received",
        "rank": "Officer rank",
        "platform": "Site",
        "outcome": "Outcome",
        "source": "From the public",
    },
}
WINDOW = {"window": {"supplied": "2020-01-01 to 2024-01-31"}}
SHORT = {"find": "Year", "records": {"year": "Year", "rank": "Rank"}}


def count(reply, dimension: str) -> dict:
    """(category, first day) to (count, cells) of one dimension."""
    found = reply.observations[reply.observations["dimension"] == dimension]
    return {
        (row.category, str(row.start.date())): (row.low, row.cell)
        for row in found.itertuples(index=False)
    }


def find_check(reply, name: str) -> list[tuple]:
    chosen = reply.checks[reply.checks["check"] == name]
    return list(chosen[["first", "second", "verdict", "note"]].itertuples(index=False, name=None))


def test_a_disclosed_list_is_counted_by_year_and_by_each_dimension_apart(tmp_path):
    reply = read_rows(tmp_path, LISTED, LIST, **WINDOW)
    assert count(reply, "total") == {
        ("all", "2020-01-01"): (2, "B5:B6"),
        ("all", "2021-01-01"): (1, "B7"),
        ("all", "2022-01-01"): (2, "B8:B9"),
        ("all", "2023-01-01"): (1, "B10"),
        ("all", "2024-01-01"): (1, "B11"),
    }
    assert count(reply, "rank") == {
        ("constable", "2020-01-01"): (1, "C5"),
        ("constable", "2021-01-01"): (1, "C7"),
        ("constable", "2022-01-01"): (1, "C9"),
        ("constable", "2023-01-01"): (1, "C10"),
        ("constable", "2024-01-01"): (0, "C5:C11"),
        ("inspector_and_above", "2020-01-01"): (1, "C6"),
        ("inspector_and_above", "2021-01-01"): (0, "C5:C11"),
        ("inspector_and_above", "2022-01-01"): (0, "C5:C11"),
        ("inspector_and_above", "2023-01-01"): (0, "C5:C11"),
        ("inspector_and_above", "2024-01-01"): (1, "C11"),
        ("sergeant", "2020-01-01"): (0, "C5:C11"),
        ("sergeant", "2021-01-01"): (0, "C5:C11"),
        ("sergeant", "2022-01-01"): (1, "C8"),
        ("sergeant", "2023-01-01"): (0, "C5:C11"),
        ("sergeant", "2024-01-01"): (0, "C5:C11"),
    }
    # January 2024 is all of 2024 that the list reaches.
    last = reply.observations[reply.observations["start"] == "2024-01-01"]
    assert {str(day.date()) for day in last["end"]} == {"2024-02-01"}
    assert set(last[last["dimension"] == "source"]["text"]) == {"1 of 7 rows", "0 of 7 rows"}
    assert set(reply.checks[reply.checks["verdict"] != "agrees"]["check"]) == {
        "label outside the window"
    }


def test_no_two_dimensions_of_a_list_are_crossed(tmp_path):
    observations = read_rows(tmp_path, LISTED, LIST, **WINDOW).observations
    tables = observations.groupby("table")["dimension"].unique().map(list).to_dict()
    assert tables == {"Complaint data": ["total"]} | {
        f"Complaint data, by {name}": [name] for name in ("rank", "platform", "outcome", "source")
    }
    sums = observations.groupby("dimension")["low"].sum()
    assert set(sums) == {7}


def test_years_are_cut_to_the_window_supplied_with_both_readings_of_its_end(tmp_path):
    rows = [["Year", "Rank"], [2018, "PC"], [2020, "PC"], ["2023", "PC"]]
    reply = read_rows(tmp_path, rows, SHORT, window={"supplied": "2018-03-01 to 2023-03-01"})
    totals = reply.observations[reply.observations["dimension"] == "total"]
    days = [
        tuple(str(day.date()) for day in (row.start, row.end, row.end_latest))
        for row in totals.itertuples(index=False)
    ]
    assert days == [
        ("2018-03-01", "2019-01-01", "2019-01-01"),
        ("2020-01-01", "2021-01-01", "2021-01-01"),
        ("2023-01-01", "2023-03-01", "2023-03-02"),
    ]
    # No row falls in 2019, 2021 or 2022: that is said, and not taken for 0.
    (note,) = reply.checks[reply.checks["check"] == "declared window"]["note"]
    assert "1 January 2019 to 31 December 2019" in note
    assert "1 January 2021 to 31 December 2022" in note


def test_a_period_that_the_recipe_names_and_no_row_tells_is_a_true_zero(tmp_path):
    periods = {"periods": {"2019": "2019-01-01 to 2019-12-31"}}
    rows = [["Year", "Rank"], [2018, "PC"], [2020, "PC"]]
    reply = read_rows(
        tmp_path, rows, SHORT | periods, window={"supplied": "2018-01-01 to 2020-12-31"}
    )
    assert count(reply, "total")["all", "2019-01-01"] == (0, "A2:A3")
    assert count(reply, "rank")["constable", "2019-01-01"] == (0, "B2:B3")
    assert find_check(reply, "declared window")[0][2] == "agrees"


@pytest.mark.parametrize("period", ["2017-01-01 to 2017-12-31", "2018-07-01 to 2019-06-30"])
def test_a_named_period_outside_the_window_or_across_another_is_a_fault(tmp_path, period):
    rows = [["Year", "Rank"], [2018, "PC"], [2020, "PC"]]
    window = {"window": {"supplied": "2018-01-01 to 2020-12-31"}}
    lines = list_faults(tmp_path, rows, SHORT | {"periods": {"that": period}}, **window)
    assert len(lines) == 1 and "cell A1" in lines[0]


def test_days_as_date_cells_or_as_text_go_into_their_calendar_year(tmp_path):
    rows = [
        ["Year", "Rank"],
        [date(2018, 3, 1), "PC"],
        [datetime(2018, 12, 31, 23, 30), "Sgt"],
        ["01/02/2019", "PC"],
        ["3 March 2019", "PC"],
        ["2019-05-07 10:15", "Sgt"],
    ]
    folder = write_letter(
        tmp_path,
        make_letter(SHORT, workbook="reply.xlsx", window={"supplied": "2018-03-01 to 2019-12-31"}),
    )
    with xlsxwriter.Workbook(folder / "reply.xlsx", {"default_date_format": "d mmm yyyy"}) as book:
        page = book.add_worksheet("Data")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    reply = clean_reply(FORCE, REFERENCE, tmp_path)
    assert count(reply, "total") == {
        ("all", "2018-03-01"): (2, "A2:A3"),
        ("all", "2019-01-01"): (3, "A4:A6"),
    }
    labels = reply.observations[reply.observations["dimension"] == "total"]["label"]
    assert list(labels) == ["2018", "2019"]


@pytest.mark.parametrize("day", ["28/02/2018", "02/03/2023", "2017", "2024", "31/02/2019", "soon"])
def test_a_record_outside_the_window_or_without_a_true_date_is_a_fault(tmp_path, day):
    rows = [["Year", "Rank"], ["01/03/2018", "PC"], [day, "PC"], ["01/03/2023", "PC"]]
    (line,) = list_faults(tmp_path, rows, SHORT, window={"supplied": "2018-03-01 to 2023-03-01"})
    assert "cell A3" in line and repr(day) in line


def test_financial_years_stand_and_calendar_years_beside_them_are_a_fault(tmp_path):
    rows = [["Year", "Rank"], ["2018/19", "PC"], ["2019/20", "PC"], ["2018/19", "PC"]]
    window = {"window": {"supplied": "2018-04-01 to 2020-03-31"}}
    reply = read_rows(tmp_path / "a", rows, SHORT, **window)
    assert count(reply, "total") == {
        ("all", "2018-04-01"): (2, "A2 A4"),
        ("all", "2019-04-01"): (1, "A3"),
    }
    (line,) = list_faults(tmp_path / "b", [*rows, [2019, "PC"]], SHORT, **window)
    assert "cell A5: '2019': two periods of this list overlap" in line


def test_a_list_without_periods_is_counted_over_the_whole_window(tmp_path):
    recipe = {"find": "Rank", "records": {"rank": "Rank"}}
    reply = read_rows(tmp_path, [["Rank"], ["PC"], ["Sgt"], ["PC"]], recipe)
    assert count(reply, "total") == {("all", "2018-01-01"): (3, "A2:A4")}
    assert count(reply, "rank")["constable", "2018-01-01"] == (2, "A2 A4")


def test_every_fault_of_a_list_is_shown_at_once_and_like_ones_together(tmp_path):
    rows = [*LISTED, [8, "20x0", "Sargent", "", "RPRP", "Internal", 1]]
    rows += [[9, 2021, "Sargent", "Facebook", "Upheld by AA", "Internal", 1]]
    lines = list_faults(tmp_path, rows, LIST, **WINDOW)
    assert len(lines) == 4
    assert "cell B12: '20x0' is no period" in lines[0]
    assert "cell C12: 'Sargent' is mapped to nothing in dimension rank (and 1 cell" in lines[1]
    assert "under `ignore`" in lines[1]
    assert "cell D12: the cell is blank" in lines[2]
    assert 'marks: {"": not recorded}' in lines[2]
    assert "cell E13: 'Upheld by AA' is mapped to nothing in dimension outcome" in lines[3]


def test_heads_that_are_missing_or_stand_twice_are_named(tmp_path):
    twice = [row[:] for row in LISTED]
    twice[3][3] = "Outcome"
    lines = list_faults(tmp_path, twice, LIST, **WINDOW)
    assert len(lines) == 2
    assert any("no head near this title says 'Site'" in line for line in lines)
    assert any("'Outcome' heads more than one column (E4 as well)" in line for line in lines)


def test_placeholder_rows_are_asked_about_then_left_out_and_their_number_is_said(tmp_path):
    rows = [*LISTED, [8, 2021, "Organisational", "Facebook", "RPRP", "Internal", 1]]
    rows += [[9, 2023, "Organisational", "Twitter", "RPRP", "Internal", 1]]
    (line,) = list_faults(tmp_path / "a", rows, LIST, **WINDOW)
    assert "cell C12: 'Organisational'" in line
    assert "leave its rows out under `ignore`" in line
    reply = read_rows(tmp_path / "b", rows, LIST | {"ignore": ["organisational"]}, **WINDOW)
    assert reply.observations[reply.observations["dimension"] == "total"]["low"].sum() == 7
    assert set(reply.observations["note"]) == {"2 rows left out: 'organisational'"}
    told = ("9", "7", "differs", "2 rows left out: 'organisational'")
    assert find_check(reply, "rows of a list") == [told]
    (cells,) = reply.checks[reply.checks["check"] == "rows of a list"]["second_cells"]
    assert cells == "reply.csv#csv!B12 | reply.csv#csv!B13"


def test_words_of_ignore_that_the_list_never_says_are_a_fault(tmp_path):
    recipe = LIST | {"ignore": ["Days", "Organisational"]}
    (line,) = list_faults(tmp_path, LISTED, recipe, **WINDOW)
    assert "`ignore` names 'Organisational', which no cell of this list says" in line


def number_people(*numbers: int) -> list[list]:
    return [["Year", "Rank", "Subject"], *([2020, "PC", number] for number in numbers)]


def test_a_number_that_stands_far_more_often_than_any_other_is_asked_about(tmp_path):
    rows = number_people(*range(501, 515), 503, *[122060] * 12)
    (line,) = list_faults(tmp_path / "a", rows, SHORT)
    assert "cell C17: '122060' stands in 12 of 27 rows, no other value in more than 2" in line
    assert "'Subject' to count them" in line
    left = read_rows(tmp_path / "b", rows, SHORT | {"ignore": ["122060"]})
    assert count(left, "total") == {("all", "2020-01-01"): (15, "A2:A16")}
    kept = read_rows(tmp_path / "c", rows, SHORT | {"ignore": ["Subject"]})
    assert count(kept, "total") == {("all", "2020-01-01"): (27, "A2:A28")}
    assert set(kept.observations["note"]) == {""}


@pytest.mark.parametrize(
    "numbers",
    [
        [*range(501, 531)],
        [*range(501, 511), 503, 503, 503],  # an officer with four complaints
        [1, 2, 3] * 9,
    ],
)
def test_numbers_that_recur_as_people_do_are_not_asked_about(tmp_path, numbers):
    assert list_faults(tmp_path, number_people(*numbers), SHORT) == []


def test_like_rows_and_numbers_given_twice_are_reported_and_counted(tmp_path):
    rows = number_people(*range(501, 512), 504)
    reply = read_rows(tmp_path, rows, SHORT)
    assert count(reply, "total")["all", "2020-01-01"][0] == 12
    told = ("12", "11", "not decided", "what stands again is named, and may be counted twice")
    assert find_check(reply, "repeated rows") == [told, told]
    cells = reply.checks[reply.checks["check"] == "repeated rows"]["second_cells"]
    assert list(cells) == ["reply.csv#csv!A13", "reply.csv#csv!C13"]


def test_a_list_of_people_may_hold_one_of_them_twice(tmp_path):
    reply = read_rows(tmp_path, LISTED, LIST, unit="officers", **WINDOW)
    ((_, _, verdict, note),) = find_check(reply, "rows of a list")
    assert verdict == "not decided" and "more than one year" in note


def test_records_below_a_blank_row_are_a_fault_and_remarks_are_not(tmp_path):
    below = [*LISTED, [], ["AA is the Appropriate Authority"], ["", "Source: the register"]]
    assert list_faults(tmp_path / "a", below, LIST, **WINDOW) == []
    lost = [*LISTED, [], [8, 2023, "PC", "Facebook", "RPRP", "Internal", 1]]
    (line,) = list_faults(tmp_path / "b", lost, LIST, **WINDOW)
    assert "cell B13: '2023' stands below the end of the list and would not be read" in line
    alone = [*LISTED, [], ["", "", "Sergeant"]]
    (line,) = list_faults(tmp_path / "c", alone, LIST, **WINDOW)
    assert "cell C13: 'Sergeant' stands below the end" in line
    total = [*LISTED, [], ["Total", 7, 7]]
    assert len(list_faults(tmp_path / "d", total, LIST, **WINDOW)) == 1
    assert list_faults(tmp_path / "e", total, LIST | {"ignore": ["Total"]}, **WINDOW) == []


def test_another_table_below_the_list_is_its_own(tmp_path):
    rows = [*LISTED, [], ["All complaints"], ["", 2020, 2021], ["Number", 2, 1]]
    other = {"find": "All complaints", "rows": "total", "columns": "year"}
    reply = read_rows(tmp_path, rows, LIST, other, **WINDOW)
    totals = reply.observations[reply.observations["dimension"] == "total"]
    assert totals.groupby("table")["low"].sum().to_dict() == {
        "All complaints": 3,
        "Complaint data": 7,
    }


def test_a_dimension_that_does_not_apply_to_a_row_does_not_count_it(tmp_path):
    rows = [*LISTED, [8, 2023, "PC", "Facebook", "n/a", "Internal", 1]]
    reply = read_rows(tmp_path, rows, LIST | {"marks": {"n/a": "not applicable"}}, **WINDOW)
    assert sum(low for low, _ in count(reply, "outcome").values()) == 7
    assert sum(low for low, _ in count(reply, "platform").values()) == 8
    (line,) = list_faults(
        tmp_path / "b", rows, LIST | {"marks": {"n/a": "suppressed 1 to 4"}}, **WINDOW
    )
    assert "`marks` says of 'n/a' what only a count can be" in line


def test_platforms_named_together_are_a_set_whatever_stands_between_them(tmp_path):
    recipe = {"find": "Site", "records": {"platform": "Site"}}
    together = ["Facebook, Twitter", "twitter and Facebook", "Facebook\nTwitter"]
    rows = [["Site"], ["Facebook"], *([words] for words in together)]
    reply = read_rows(tmp_path, rows, recipe)
    assert count(reply, "platform") == {
        ("facebook", "2018-01-01"): (1, "A2"),
        ("facebook+twitter", "2018-01-01"): (3, "A3:A5"),
    }


def test_a_blank_that_the_recipe_calls_not_recorded_is_a_category_of_its_own(tmp_path):
    rows = [*LISTED, [8, 2023, "PC", "", "RPRP", "Internal", 1]]
    reply = read_rows(tmp_path, rows, LIST | {"marks": {"": "not recorded"}}, **WINDOW)
    assert count(reply, "platform")["not_recorded", "2023-01-01"] == (1, "D12")
    found = reply.observations["category"].eq("not_recorded")
    assert set(reply.observations[found]["label"]) == {"(blank)"}


def test_keys_that_say_nothing_of_a_list_are_faults(tmp_path):
    recipe = LIST | {"totals": ["row"], "pick": ["PC"], "marks": {"n/k": "not applicable"}}
    lines = list_faults(tmp_path, LISTED, recipe, **WINDOW)
    assert len(lines) == 3
    for words in ("`pick` says nothing", "`totals` says nothing", "'n/k', which is never met"):
        assert any(words in line for line in lines)
    total = {"find": "Year", "records": {"year": "Year", "total": "Rank"}}
    lines = list_faults(tmp_path / "b", [["Year", "Rank"], [2020, 3]], total)
    assert any("each row of a list counts one" in line for line in lines)


def test_labels_that_mean_one_thing_are_counted_together_under_all_their_words(tmp_path):
    rows = [["Year", "Rank"], [2020, "PC"], [2020, "Police Constable"], [2020, "DC"]]
    (found,) = [
        row
        for row in read_rows(tmp_path, rows, SHORT).observations.itertuples()
        if row.dimension == "rank"
    ]
    assert (found.low, found.label, found.cell) == (3, "PC / Police Constable / DC", "B2:B4")


def list_ranks(*rows: tuple, head: str = "Ref") -> list[list]:
    return [[head, "Rank"], *map(list, rows)]


RANKED = {"find": "Rank", "records": {"rank": "Rank"}}
BLANKS = RANKED | {"marks": {"": "not recorded"}}


@pytest.mark.parametrize("head", ["Complaint ref", "Case no.", "ID", "Complaint number (internal)"])
def test_a_complaint_that_is_named_twice_in_a_short_list_is_told(tmp_path, head):
    rows = list_ranks(*[(f"CO/{i // 2}", rank) for i, rank in enumerate(["PC", "Sgt"] * 3)])
    rows[0][0] = head
    reply = read_rows(tmp_path, rows, RANKED)
    told = ("6", "3", "not decided", "what stands again is named, and may be counted twice")
    assert find_check(reply, "repeated rows")[1:] == [told]
    cells = reply.checks[reply.checks["check"] == "repeated rows"]["second_cells"]
    assert list(cells)[1] == "reply.csv#csv!A3 | reply.csv#csv!A5 | reply.csv#csv!A7"


@pytest.mark.parametrize("words", ["Total: 3", "Total", "Sub-total 3", "Source: the register, May"])
def test_totals_and_remarks_under_a_list_are_no_records(tmp_path, words):
    rows = list_ranks(("R1", "PC"), ("R2", "Sgt"), ("R3", ""), (words, ""))
    (line,) = list_faults(tmp_path / "a", rows, BLANKS)
    assert "cell A5" in line and "under `ignore`" in line
    reply = read_rows(tmp_path / "b", rows, BLANKS | {"ignore": [words]})
    assert count(reply, "total")["all", "2018-01-01"] == (3, "B2:B4")


def test_a_rank_merged_over_three_rows_is_no_blank(tmp_path):
    folder = write_letter(tmp_path, make_letter(BLANKS, workbook="reply.xlsx"))
    rows = list_ranks(("R1", ""), ("R2", ""), ("R3", ""), ("R4", "Sergeant"))
    write_xlsx(folder / "reply.xlsx", {"Data": rows}, {"B2:B4": "PC"})
    with pytest.raises(Faults) as faults:
        clean_reply(FORCE, REFERENCE, tmp_path)
    (fault,) = faults.value.faults
    assert (fault.cell, "merged over several cells" in fault.problem) == ("B2", True)


@pytest.mark.parametrize("head", ["Number of complaints", "Complaints", "No. of cases", "No."])
def test_a_list_with_counts_of_its_own_is_asked_about(tmp_path, head):
    rows = list_ranks((4, "PC"), (2, "Sgt"), head=head)
    (line,) = list_faults(tmp_path / "a", rows, RANKED)
    assert "cell A1" in line and "counts more than one to a row" in line
    reply = read_rows(tmp_path / "b", rows, RANKED | {"ignore": [head]})
    assert count(reply, "total")["all", "2018-01-01"] == (2, "B2:B3")


@pytest.mark.parametrize(
    ("head", "numbers"),
    [("No.", (1, 2)), ("Complaints", (1, 1)), ("Complaint number", (41, 7)), ("Days", (4, 2))],
)
def test_numbers_of_rows_and_names_of_complaints_are_no_counts(tmp_path, head, numbers):
    rows = list_ranks(*zip(numbers, ["PC", "Sgt"], strict=True), head=head)
    assert list_faults(tmp_path, rows, RANKED) == []


DATED = {"find": "Date", "records": {"year": "Date", "rank": "Rank"}}


@pytest.mark.parametrize("last", ["1 March 2023", "1 January 2023"])
def test_a_record_of_the_last_day_settles_the_end_of_the_window(tmp_path, last):
    rows = [["Date", "Rank"], ["2 May 2018", "PC"], [last, "Sgt"], ["3 June 2018", "PC"]]
    first = "1 " + last.split()[1] + " 2018"
    window = {"window": {"supplied": f"{first} to {last}"}}
    observations = read_rows(tmp_path / "a", rows, DATED, **window).observations
    ends = observations[observations["start"] == "2023-01-01"]
    day = date(2023, 3 if "March" in last else 1, 2)
    assert {when.date() for name in ("end", "end_latest") for when in ends[name]} == {day}
    assert set(ends["note"]) == {f"a record of {last} shows that this day is counted"}
    assert set(observations[observations["start"] < "2023-01-01"]["note"]) == {""}
    early = [*rows[:2], ["4 May 2018", "Sgt"]]
    unsettled = read_rows(tmp_path / "b", early, DATED, **window).observations
    assert set(unsettled["note"]) == {""}


def test_a_record_of_the_last_day_that_periods_name_settles_it(tmp_path):
    days = {"periods": {"2019": "2019-01-01 to 2019-05-01"}}
    rows = [["Date", "Rank"], ["2 May 2018", "PC"], ["1 May 2019", "Sgt"]]
    observations = read_rows(tmp_path, rows, DATED | days).observations
    late = observations[observations["start"] == "2019-01-01"]
    assert {when.date() for name in ("end", "end_latest") for when in late[name]} == {
        date(2019, 5, 2)
    }


NATURES = {"find": "Date", "records": {"year": "Date", "nature": "Nature"}}


def test_a_label_is_asked_of_the_own_day_of_its_record(tmp_path):
    rows = [
        ["Date", "Nature"],
        ["5 November 2020", "Other assault"],
        ["5 January 2020", "Other assault"],
    ]
    (line,) = list_faults(tmp_path, rows, NATURES)
    assert "cell B2: 'Other assault' is mapped, but not for 5 November 2020" in line


def test_no_zero_is_counted_where_a_category_did_not_exist(tmp_path):
    rows = [
        ["Date", "Nature"],
        ["5 January 2018", "Other assault"],
        ["5 June 2021", "Sexual conduct"],
    ]
    reply = read_rows(tmp_path, [*rows, ["6 June 2019", "Other assault"]], NATURES)
    assert {(code, day[:4]): low for (code, day), (low, _) in count(reply, "nature").items()} == {
        ("other_assault", "2018"): 1,
        ("other_assault", "2019"): 1,
        ("sexual_conduct", "2021"): 1,
    }


def test_a_printed_year_cut_to_the_window_is_left_open(tmp_path):
    rows = [["Year", "Rank"], [2018, "PC"], [2019, "PC"], [2018, "Sgt"]]
    window = {"window": {"supplied": "2018-03-01 to 2019-12-31"}}
    reply = read_rows(tmp_path / "a", rows, SHORT, **window)
    ((_, second, verdict, note),) = find_check(reply, "label outside the window")
    assert (second, verdict) == ("1 March 2018 to 31 December 2018", "not decided")
    assert "say the days of '2018' under `periods`" in note
    said = SHORT | {"periods": {"2018": "2018-03-01 to 2018-12-31"}}
    assert (
        find_check(read_rows(tmp_path / "b", rows, said, **window), "label outside the window")
        == []
    )


def test_each_category_reaches_up_to_the_rows_that_are_not_recorded(tmp_path):
    rows = list_ranks(("R1", "PC"), ("R2", "PC"), ("R3", ""), ("R4", "Sgt"), ("R5", ""))
    observations = read_rows(tmp_path, rows, BLANKS).observations
    ranks = observations[observations["dimension"] == "rank"]
    columns = ["category", "low", "high", "status", "note"]
    assert list(ranks[columns].itertuples(index=False, name=None)) == [
        ("constable", 2, 4, "not_recorded", "2 rows more not recorded"),
        ("not_recorded", 2, 2, "exact", ""),
        ("sergeant", 1, 3, "not_recorded", "2 rows more not recorded"),
    ]


def unfold(sheet: Sheet, **facts):
    reply = Reply.model_validate(make_letter(SHORT | facts))
    recipe = Recipe(reply.tables[0], reply, Vocabulary())
    return read_records(recipe, {sheet.name: sheet}, "reply.xlsx")


def test_hidden_rows_are_counted_and_said(tmp_path):
    rows = (("Year", "Rank"), (2020, "PC"), (2020, "PC"), (2021, "PC"))
    facts = {"hidden": "read", "reason": "the force confirmed them"}
    told = unfold(Sheet("Data", rows, revealed=frozenset({(2, 0), (2, 1)})), **facts).checks[0]
    assert (told["second"], told["verdict"]) == ("3", "not decided")
    assert told["note"] == "1 row with hidden cells: the force confirmed them"
    (fault,) = unfold(Sheet("Data", rows), **facts).faults
    assert fault.problem == "`hidden: read`, and nothing that this table reads is hidden"


def test_a_cell_that_its_file_casts_doubt_on_is_a_fault():
    rows = (("Year", "Rank"), (2020, "PC"), (2020, "PC"))
    sheet = Sheet("Data", rows, remarks={(2, 1): "a formula that was never calculated"})
    (fault,) = unfold(sheet).faults
    assert (fault.cell, fault.problem) == (
        "B3",
        "the cell is a formula that was never calculated",
    )


RANKS = {"PC": "constable", "Sgt": "sergeant", "Inspector +": "inspector_and_above"}


@given(
    st.lists(
        st.tuples(st.integers(2018, 2022), st.sampled_from(sorted(RANKS))), min_size=1, max_size=30
    )
)
def test_every_count_is_that_of_the_cells_it_names(records):
    sheet = Sheet("Data", (("Year", "Rank"), *records))
    read = unfold(sheet)
    assert read.faults == ()
    years = Counter(year for year, _ in records)
    crossed = Counter((RANKS[rank], year) for year, rank in records)
    met = {rank for rank, _ in crossed}
    seen = {}
    for figure in read.observations:
        year = figure["start"].year
        seen[figure["category"], year] = figure["low"]
        cells = [c for area in figure["cell"].split() for r in rows_from_range(area) for c in r]
        rows = [int(cell[1:]) - 2 for cell in cells]
        if figure["low"] == 0:
            assert rows == list(range(len(records)))
            continue
        assert len(rows) == figure["low"]
        assert {records[row][0] for row in rows} == {year}
        if figure["dimension"] == "rank":
            assert {RANKS[records[row][1]] for row in rows} == {figure["category"]}
    assert seen == {("all", year): n for year, n in years.items()} | {
        (rank, year): crossed[rank, year] for rank in met for year in years
    }


@given(
    st.lists(
        st.tuples(st.integers(2018, 2022), st.sampled_from(sorted(RANKS))), min_size=2, max_size=9
    ),
    st.data(),
)
def test_a_cell_that_lost_its_words_or_a_row_that_went_blank_is_never_passed_over(records, data):
    row = data.draw(st.integers(0, len(records) - 2))
    column = data.draw(st.sampled_from([0, 1]))
    wrong = data.draw(st.sampled_from(["", "Sargent", "20188", None]))
    broken = [list(record) for record in records]
    if wrong is None:
        broken[row] = ["", ""]
    else:
        broken[row][column] = wrong
    faults = unfold(Sheet("Data", (("Year", "Rank"), *map(tuple, broken)))).faults
    if wrong is not None:
        assert [fault.cell for fault in faults] == [f"{'AB'[column]}{row + 2}"]
    elif row:  # the records below the blank row
        assert [fault.cell for fault in faults] == [f"A{row + 3}"]
    else:  # a blank row under the heads only parts them from the list
        assert faults == ()


def test_lines_that_hold_a_year_alone_are_told_at_once_and_left_out_as_it_says(tmp_path):
    rows = [["Complaint data"], ["Officer rank", "Nature", "Result"], [2019],
            ["Constable", "rude words", "Dismissed"], ["Sergeant", "a picture", "Dismissed"],
            [2020], ["Constable", "rude words", "Written warning"]]  # fmt: skip
    records = {"rank": "Officer rank", "outcome": "Result"}
    recipe = {"find": "Complaint data", "records": records}
    (fault,) = list_faults(tmp_path / "asked", rows, recipe)
    assert "cell A3: a line among the records says '2019' and nothing else (and 1 more" in fault
    (ignore,) = re.findall("`([^`]+)`", fault)
    read = read_rows(tmp_path / "mended", rows, recipe | yaml.safe_load(ignore)).observations
    counts = {row.category: row.low for row in read.itertuples()}
    assert counts == {
        "all": 3, "constable": 2, "sergeant": 1, "dismissed": 2, "written_warning": 1,
    }  # fmt: skip
