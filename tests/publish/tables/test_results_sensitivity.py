"""Sensitivity, tipping points and ranked windows: every number said."""

import re

import pandas as pd
import pytest
from figure_reading import read_table
from figure_samples import make_publication, make_reply, observe, two_forces, year
from indicator_samples import list_quarters, write_indicator

from analysis.publish.content.numbers import find_number
from analysis.publish.tables.background import describe_provenance
from analysis.publish.tables.results import (
    describe_tipping_point,
    list_counts,
    list_sensitivity,
    list_windows_ranked,
)
from analysis.publish.tables.trace import list_trace


def test_the_table_runs_from_bound_to_bound_with_the_declared_range_first():
    told = list_sensitivity(two_forces()).splitlines()
    rows = [line.split(" | ") for line in told if line.startswith("| Metropolitan")]
    assert [row[1] for row in rows] == [
        *("1/2 to 2: as declared", "0: all inside", "1/10", "1/3", "1/2", "2/3"),
        *("1: spread evenly", "3/2", "2", "3", "10", "∞: all outside"),
    ]
    assert rows[0][2].startswith("about 1,711, within 1,510 to 1,750")
    assert [row[2:4] for row in (rows[1], rows[-1])] == [["1,750", "a bound"], ["1,510", "a bound"]]
    assert rows[6][2:4] == ["about 1,711", "1,700 to 1,722"]


def test_the_prose_quotes_the_interval_that_the_table_stands_on():
    """Where events may cluster limits are wider, in the table and wherever the estimate is told."""
    publication = two_forces()
    table = list_sensitivity(publication).splitlines()
    row = next(line.split(" | ") for line in table if "as declared" in line)
    (told,) = (row for _, row in publication.comparison.pick("estimate", "common").iterrows())
    assert told["wide_lower"] < told["lower"] and told["upper"] < told["wide_upper"]
    selected = {"measure": "estimate", "basis": "common"}
    assert find_number(selected, publication.comparison)["interval"] == row[4].strip(" |")
    assert row[3] == f"{told['lower']:,.0f} to {told['upper']:,.0f}"


PAIR = {
    "force": "staffordshire", "reference": "s", "other_force": "metropolitan",
    "other_reference": "m", "straddled_days": "1 January 2018 to 31 December 2018",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"order": "above", "turns_at": "inf", "straddled": ""}, ["above", "wherever the events"]),
        ({"order": "below", "turns_at": "0", "straddled": "first"}, ["below", "wherever"]),
        ({"order": "open", "turns_at": "", "straddled": ""}, ["several figures", "no one rate"]),
        (
            {"order": "below", "turns_at": "2.14", "straddled": "other"},
            ["of Metropolitan Police Service", "outside the window was more than 2.14 times"],
        ),
        (
            {"order": "below", "turns_at": "0.226", "straddled": "first"},
            ["of Staffordshire Police outside", "was less than 0.226 times"],
        ),
    ],
)
def test_an_order_turns_only_where_the_sentence_says(facts, words):
    sentence = describe_tipping_point(two_forces(), pd.Series(PAIR | facts))
    for word in words:
        assert word in sentence


def test_the_studys_own_window_is_marked_in_the_ranking():
    told = list_windows_ranked(two_forces())
    assert "19 (this study’s window) | Mar\u00a02018 – Feb\u00a02023 | 60 | 20 %" in told
    assert "Metropolitan Police Service" in told and "| Of |" not in told


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The Met's figures taken as transcribed, and divided by quarters that are made up."""
    quarters = list_quarters((121, 148, 173, 139), force="metropolitan")
    named = write_indicator(tmp_path_factory.mktemp("quarters"), quarters)
    told = {"reference": "R", "provenance": "transcribed"}
    rows = [observe("metropolitan", year(y), 20 + y % 9, **told) for y in range(2018, 2023)]
    rows.append(observe("metropolitan", ("2023-01-01", "2023-03-01"), 9, **told))
    return make_publication(rows, [make_reply("metropolitan", "R")], indicator=named)


def test_both_spreads_stand_one_under_the_other_and_say_which_is_made_up(followed):
    rows = read_table(list_sensitivity(followed).split("\n\n")[0])
    assert [row["Spread"] for row in rows] == ["evenly"] * 12 + ["as the indicator"] * 12
    assert [row["Rate ratio"] for row in rows[13:19:5]] == [
        "0: all inside",
        "1: spread as the indicator",
    ]
    assert all(("ILLUSTRATIVE" in row["Reply"]) == (place >= 12) for place, row in enumerate(rows))
    assert "as a multiple of the indicator’s own" in list_sensitivity(followed)
    assert "Spread" not in list_sensitivity(two_forces())


def test_the_counts_say_what_the_estimate_by_an_indicator_takes_for_granted(followed):
    rows = read_table(list_counts(followed))
    assert [row["Rung"] for row in rows] == ["Exact", "Bounds", "Apportioned", "Apportioned"]
    even, other = rows[2:]
    assert "all complaints recorded" in other["Takes for granted"]
    assert "seasons" in other["Takes for granted"] and "seasons" not in even["Takes for granted"]
    assert "ILLUSTRATIVE" in other["Reply"] and "ILLUSTRATIVE" not in even["Reply"]
    # What all of them count is said once, over the table.
    assert "Unit, in whom" not in even and "; of complaints" in list_counts(followed)


def test_the_estimate_leads_to_the_rows_of_the_indicator(followed):
    trace = list_trace(followed)
    (line,) = [line for line in trace.splitlines() if "estimate by indicator" in line]
    assert "csv\\!D2–D5 \\(made up\\)" in line and "`quarters.csv`" in trace


def test_the_notice_says_that_estimates_are_made_up_where_their_indicator_is(followed):
    told = describe_provenance(followed)
    assert (
        "**The estimates of Metropolitan Police Service by an indicator are illustrative**" in told
    )
    assert "by an indicator" not in describe_provenance(two_forces())


def test_a_report_may_quote_it(followed):
    number = find_number(
        {"measure": "estimate_by_indicator", "basis": "common"}, followed.comparison
    )
    assert re.fullmatch(r"about \d+, within \d+ to \d+", number["text"])
    assert number["provenance"] == "illustrative" and len(number["cells"]) == 6 + 4
    even = find_number({"measure": "estimate", "basis": "common"}, followed.comparison)
    assert even["text"] != number["text"] and even["provenance"] == "transcribed"
