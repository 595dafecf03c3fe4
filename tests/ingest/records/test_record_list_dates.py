"""Lists whose dates no `year` names, and dates that the window supplied does not hold."""

from datetime import date, datetime, timedelta

import pytest
from examples import list_faults, read_rows

from analysis.ingest.files.sheet import Cell
from analysis.ingest.records.record_list import is_dated

# A complaint a month from January 2018 on: 60 rows, of which 27 lie in the window.
MONTHS = [date(2018 + n // 12, n % 12 + 1, 5) for n in range(60)]
RANKS = [["PC"], ["Sgt"]] * 30
LIST = [
    ["Rank", "Date closed"],
    *([*r, f"{d:%d/%m/%Y}"] for r, d in zip(RANKS, MONTHS, strict=True)),
]
WINDOW = {"window": {"supplied": "2019-10-01 to 2021-12-31"}}
BY_RANK = {"find": "Rank", "records": {"rank": "Rank"}}


def test_dates_that_no_year_names_are_a_fault_at_the_head_of_their_column(tmp_path):
    (line,) = list_faults(tmp_path, LIST, BY_RANK, **WINDOW)
    assert "cell B1: this column holds dates and no `year` names it" in line
    assert "-> add `year: Date closed` to `records`" in line
    assert "name 'Date closed' under `ignore`" in line


def test_a_head_under_ignore_is_a_column_judged_to_date_nothing(tmp_path):
    reply = read_rows(tmp_path, LIST, BY_RANK | {"ignore": ["date closed"]}, **WINDOW)
    totals = reply.observations[reply.observations["dimension"] == "total"]
    assert list(totals["low"]) == [60]


def test_each_column_of_dates_is_named(tmp_path):
    rows = [["Rank", "FY", "Month", "Days"], ["PC", "2019/20", "Oct 2019", 5]]
    lines = list_faults(tmp_path, rows, BY_RANK, **WINDOW)
    assert [line[: line.index(": this column")][-2:] for line in lines] == ["B1", "C1"]


@pytest.mark.parametrize("head", ["Reference", "Days"])
def test_numbers_that_are_no_dates_ask_nothing(tmp_path, head):
    rows = [["Rank", head], *(["PC", number] for number in (31, 402, 2020, 7, 18, 12345))]
    assert list_faults(tmp_path, rows, BY_RANK, **WINDOW) == []


def test_dates_outside_the_window_are_one_fault_that_asks_for_the_window(tmp_path):
    recipe = {"find": "Rank", "records": {"year": "Date closed", "rank": "Rank"}}
    (line,) = list_faults(tmp_path, LIST, recipe, **WINDOW)
    assert "cell B2: '05/01/2018' reaches outside the window supplied" in line
    assert "(and 32 cells below, such as B3 '05/02/2018'" in line
    assert "-> mend `window: supplied` in response.yaml, or ask the force" in line
    assert "periods" not in line


def test_a_day_that_a_named_period_leaves_out_is_not_said_to_be_outside_the_window(tmp_path):
    recipe = {"find": "Day", "records": {"year": "Day"}}
    periods = {"periods": {"2020": "2020-07-01 to 2020-12-31"}}
    rows = [["Day"], ["05/08/2020"], ["05/02/2020"]]
    (line,) = list_faults(tmp_path, rows, recipe | periods, **WINDOW)
    assert "cell A3: '05/02/2020' is none of the days of '2020', 1 July 2020" in line


def test_a_period_under_which_a_list_is_said_to_stand_is_a_fault_and_no_window(tmp_path):
    (line,) = list_faults(tmp_path, [["Rank"], ["PC"]], BY_RANK | {"under": ["1990"]}, **WINDOW)
    assert "`under` says nothing of a list of records" in line


def test_unreadable_dates_are_one_fault(tmp_path):
    rows = [["Day"], ["05/08/2020"], *([f"{day}-Mar-21"] for day in range(1, 20))]
    (line,) = list_faults(tmp_path, rows, {"find": "Day", "records": {"year": "Day"}}, **WINDOW)
    assert "cell A3: '1-Mar-21' is no period (and 18 cells below, such as A4 '2-Mar-21'" in line


DAY = datetime(2021, 3, 5, 10, 15)
DATED = [DAY, DAY.date(), "2021-03-05 10:15", "05/03/2021", "5 March 2021", "5-Mar-21", "05.03.21"]
DATED += ["2021-03-05T10:15:00Z", 2021, "2021/22", "Mar 2021", "Q1 2021", "Friday 5 March 2021"]


@pytest.mark.parametrize("value", DATED, ids=str)
def test_a_day_or_a_period_is_known_however_it_is_written(value):
    assert is_dated([Cell(0, 0, value), Cell(1, 0, ""), Cell(2, 0, "not known")])


@pytest.mark.parametrize("value", ["PC", 31, 3.5, "5", "10-20", "CO/123/21", "1/2 day", "May", ""])
def test_other_values_are_no_dates(value):
    assert not is_dated([Cell(0, 0, value)])


def test_a_few_dates_among_words_do_not_make_a_column_of_dates():
    cells = [Cell(row, 0, DAY + timedelta(row)) for row in range(2)]
    assert not is_dated([*cells, *(Cell(row, 0, "ongoing") for row in range(2, 5))])
