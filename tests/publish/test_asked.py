"""The table of what one more number would do says what the letters ask, and no more."""

from dataclasses import replace

import pytest
from figure_samples import make_publication, observe, year
from test_report_tables import read_table

from analysis.model.observation import as_observations
from analysis.publish.tables.background import list_follow_ups
from analysis.reconcile.follow_up import find_follow_ups
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import FOLLOW_UP


def make(rows: list[dict]):
    publication = make_publication(rows)
    asks = FOLLOW_UP.frame(
        find_follow_ups(split_series(as_observations(rows)), publication.study.choose_window())
    )
    comparison = replace(publication.comparison, tables={"follow_up": asks})
    return replace(publication, comparison=comparison)


@pytest.fixture(scope="module")
def table():
    rows = [
        observe("metropolitan", year(2018), 240),
        observe("metropolitan", ("2019-01-01", "2023-03-01"), 1510),
        observe("staffordshire", ("2018-03-01", "2023-03-01"), 138),
        observe("west-mercia", year(2018), 12),
    ]
    return read_table(list_follow_ups(make(rows)))


def test_one_line_says_what_is_asked_and_what_it_leaves(table):
    (met,) = (row for row in table if row["Reply"].startswith("Metropolitan"))
    assert met["Number to ask for"] == "complaints, 1 January 2018 to 28 February 2018"
    assert met["Known now"] == "1,510 to 1,750" and met["Width now"] == "240"
    assert (met["With the answer"], met["With “fewer than 5”"]) == ("exact", "4")


def test_a_reply_that_needs_nothing_has_no_line(table):
    assert not any(row["Reply"].startswith("Staffordshire") for row in table)


def test_days_that_no_figure_covers_have_no_end(table):
    (mercia,) = (row for row in table if row["Reply"].startswith("West Mercia"))
    assert (mercia["Known now"], mercia["Width now"]) == ("at least 0", "no end")
    assert mercia["Number to ask for"] == "complaints, 1 March 2018 to 28 February 2023"
