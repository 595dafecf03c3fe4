"""Sensitivity, tipping points and ranked windows: every number said."""

import pandas as pd
import pytest
from figure_samples import two_forces

from analysis.publish.content.numbers import find_number
from analysis.publish.tables.results import (
    describe_tipping_point,
    list_sensitivity,
    list_windows_ranked,
)


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
