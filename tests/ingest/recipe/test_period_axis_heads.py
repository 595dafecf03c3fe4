"""Periods over several rows, banners over the middle, periods in periods: never read in silence."""

import pytest
from examples import make_letter, write_csv, write_letter

from analysis.ingest import clean
from analysis.model.faults import Faults

BY_YEAR = {"find": "Complaints by rank", "rows": "rank", "columns": "year"}
WINDOW = {"supplied": "2015-01-01 to 2023-12-31"}


def read(folder, rows, **recipe):
    """The start, end and count of every figure, or the faults instead."""
    letter = make_letter(BY_YEAR | recipe, window=WINDOW)
    write_csv(write_letter(folder, letter) / "reply.csv", [["Complaints by rank"], *rows])
    try:
        found = clean.clean_reply("staffordshire", "R1", folder).observations
    except Faults as faults:
        return [str(fault) for fault in faults.faults]
    return [
        (str(row.start.date()), str(row.end.date()), int(row.low)) for row in found.itertuples()
    ]


TWO_LINES = [
    ["", "April 2020", "April 2021"],
    ["Rank", "March 2021", "March 2022"],
    ["Constable", 4, 3],
    ["Sergeant", 2, 1],
]


def test_a_period_on_two_lines_is_a_fault_until_its_days_are_given(tmp_path):
    assert "'March 2021' does not lie in 'April 2020'" in read(tmp_path / "a", TWO_LINES)[0]
    days = {"March 2021": "2020-04-01 to 2021-03-31", "March 2022": "2021-04-01 to 2022-03-31"}
    figures = read(tmp_path / "b", TWO_LINES, periods=days)
    assert figures[0] == ("2020-04-01", "2021-04-01", 4)


@pytest.mark.parametrize(
    "outer, inner", [("Apr 2020 to", "Mar 2021"), ("2020", "/21"), ("2018", "(from 1 March)")]
)
def test_half_a_period_is_never_read_alone(tmp_path, outer, inner):
    rows = [["", outer], ["Rank", inner], ["Constable", 4], ["Sergeant", 2]]
    assert all(isinstance(fault, str) for fault in read(tmp_path / "a", rows))
    assert "on two lines" in str(read(tmp_path / "b", rows, columns="count", under=[outer, inner]))


@pytest.mark.parametrize("under", [["April 2020", "March 2021"], ["April 2020"]])
def test_a_count_below_a_period_on_two_lines_is_a_fault(tmp_path, under):
    faults = read(tmp_path, TWO_LINES, columns="count", under=under)
    assert any("March 2021" in str(fault) for fault in faults)


def test_a_count_below_a_quarter_of_a_year_is_of_the_quarter(tmp_path):
    rows = [["", "2020", ""], ["", "Oct", "Nov"], ["Rank", "Number", "Other"], ["Constable", 4, 3]]
    figures = read(
        tmp_path, rows, columns="count", under=["2020", "Oct", "Number"], ignore=["Other"]
    )
    assert figures == [("2020-10-01", "2020-11-01", 4)]


@pytest.mark.parametrize(
    "heads",
    [
        ["Jan 2021", "Feb 2021", "2021"],
        ["2020", "2021", "2019-2022"],
    ],
)
def test_a_period_that_takes_in_another_is_a_fault_until_left_out(tmp_path, heads):
    rows = [["Rank", *heads], ["Constable", 4, 3, 7], ["Sergeant", 2, 1, 3]]
    assert f"{heads[2]!r} takes in {heads[0]!r}" in " ".join(map(str, read(tmp_path / "a", rows)))
    figures = read(tmp_path / "b", rows, ignore=[heads[2]])
    assert [count for *_, count in figures] == [4, 3, 2, 1]


MIDDLE = [
    ["", "", "2020/21", "", "", "2021/22", ""],
    ["Rank", "Upheld", "Dismissed", "Resigned", "Retired", "Advice", "No action"],
    ["Constable", 1, 4, 2, 3, 5, 6],
]


def test_banners_over_the_middle_of_their_columns_are_a_fault(tmp_path):
    beside = ["Upheld", "Dismissed", "Resigned", "Advice", "No action"]
    recipe = {"columns": "count", "ignore": beside}
    faults = read(tmp_path / "a", MIDDLE, under=["2020/21", "Retired"], **recipe)
    assert "over which columns does this banner reach" in str(faults)
    first = [["", "2020/21", "", "", "2021/22", "", ""], *MIDDLE[1:]]
    figures = read(tmp_path / "b", first, under=["2021/22", "Retired"], **recipe)
    assert figures == [("2021-04-01", "2022-04-01", 3)]
