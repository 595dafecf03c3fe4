"""The tables of the background: follow-ups, other choices and the gate."""

from dataclasses import replace

import pytest
from figure_reading import read_table
from figure_samples import make_publication, observe, two_forces, year

from analysis.model.observation import as_observations
from analysis.model.study import Disclosure
from analysis.publish.tables.background import list_alternatives, list_follow_ups, list_gate
from analysis.reconcile.follow_up import find_follow_ups
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import FOLLOW_UP, TABLES

WHOLE = ("2018-03-01", "2023-03-01")


def make_asks(rows: list[dict]):
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
    return read_table(list_follow_ups(make_asks(rows)))


def test_one_line_says_what_is_asked_and_what_it_leaves(table):
    (met,) = (row for row in table if row["Reply"].startswith("Metropolitan"))
    assert met["Number to ask for"] == "complaints, 1 January 2018 to 28 February 2018"
    assert met["Known now"] == "1,510 to 1,750" and met["Width now"] == "240"
    assert (met["With the answer"], met["With “fewer than 5”"]) == ("exact", "4")


def test_a_reply_that_needs_nothing_has_no_line(table):
    assert not any(row["Reply"].startswith("Staffordshire") for row in table)


def test_a_last_day_that_may_be_meant_says_under_which_reading_its_count_is():
    """138 are counted in the window; were its last day taken in, 132 to 138 would lie before it."""
    rows = [
        observe("staffordshire", ("2018-03-01", "2023-01-01"), 132),
        observe("staffordshire", ("2023-01-01", "2023-03-01"), 6, end_latest="2023-03-02"),
    ]
    (row,) = read_table(list_follow_ups(make_asks(rows)))
    assert row["Number to ask for"].startswith("whether 1 March 2023 is counted")
    assert row["Known now"] == "132 to 138 (if the last day is taken in)"


def test_where_counts_are_hidden_is_said_table_by_table():
    publication = make_publication([observe("staffordshire", WHOLE, 138)])
    base = {"force": "staffordshire", "reference": "r", "label": "l", "category": "pcso"}
    printed = [base | {"table": "By rank", "low": low, "high": 4} for low in (1, 1, 4)]
    absent = [base | {"table": "By job", "status": status} for status in ("withheld", "not_held")]
    publication.comparison.tables["printed"] = TABLES["printed"].frame(
        [TABLES["printed"].blank() | row for row in printed]
    )
    publication.comparison.tables["absent"] = TABLES["absent"].frame(
        [TABLES["absent"].blank() | row for row in absent]
    )
    told = list_gate(publication)
    assert (
        "Counts are hidden in 2 cells of Staffordshire Police, By rank; "
        "1 cell of Staffordshire Police, By job. `[c]` stands beside" in told
    )


def test_days_that_no_figure_covers_have_no_end(table):
    (mercia,) = (row for row in table if row["Reply"].startswith("West Mercia"))
    assert (mercia["Known now"], mercia["Width now"]) == ("at least 0", "no end")
    assert mercia["Number to ask for"] == "complaints, 1 March 2018 to 28 February 2023"


def test_alternatives_stand_beside_the_main_analysis_and_name_what_would_read_otherwise():
    told = list_alternatives(two_forces())
    rows = {line.split(" | ")[0][2:]: line for line in told.splitlines() if line.startswith("| ")}
    assert "138; 1,510 to 1,750" in rows["main analysis"]
    assert "138; 1,750" in rows["each reply's own window"]
    assert "about 1,711, within 1,510 to 1,750" in rows["straddling counts apportioned"]
    refused = rows["police officers alone"]
    assert "DEFINITION\\_MISMATCH" in refused and "**yes**" not in refused
    changed = {name for name, line in rows.items() if line.endswith("**yes** |")}
    assert changed == {name for name in changed if f"under “{name}”" in told} and changed
    assert "Staffordshire Police against Metropolitan Police Service" in told


def test_a_study_without_choices_says_so():
    ranks = [observe("dorset", year(2018), 9, category=("rank", "constable"))]
    publication = make_publication(ranks, common=False)
    assert "could have been made otherwise" in list_alternatives(publication)


def test_each_rule_says_how_much_was_looked_at_and_how_much_failed():
    publication = make_publication([observe("staffordshire", WHOLE, 138)])
    rows = [
        {
            "rule": "small count",
            "meaning": "none",
            "of": "figures",
            "audited": "1204",
            "failed": "0",
        },
        {
            "rule": "merged away",
            "meaning": "ranks",
            "of": "categories",
            "audited": "3",
            "failed": "",
        },
    ]
    publication.comparison.tables["gate"] = TABLES["gate"].frame(rows)
    mode, rest, table = list_gate(publication).split("\n\n", 2)
    assert mode.startswith("**Mode: as released**, because what a body has released is public")
    assert mode.endswith("None of these replies hides a count.")
    assert rest.endswith("within wider ones: 3, each named in @tbl:refusals with where to read it.")
    lines = table.splitlines()
    assert lines[2:4] == [
        "| small count | none | 1,204 figures | 0 |",
        "| merged away | ranks | 3 categories | – |",
    ]
    assert "{#tbl:gate" in lines[-1]


@pytest.mark.parametrize(
    ("disclosure", "words"),
    [
        ("threshold", ["of 1 to 4 of a category, or of 1 or 2 in all", "fewer than 20 people"]),
        (
            {"mode": "threshold", "preset": "acro", "why": "a contract says so"},
            ["because a contract says so", "of 1 to 9 of a category", "no events at all", "acro"],
        ),
        (
            {"mode": "threshold", "safe_threshold": 3, "safe_threshold_of_all": 1},
            ["of 1 to 2 of a category, more closely"],
        ),
    ],
)
def test_the_mode_its_reason_and_its_thresholds_stand_in_the_report(disclosure, words):
    publication = make_publication([observe("staffordshire", WHOLE, 138)])
    mode = Disclosure.model_validate(disclosure)
    study = publication.study.model_copy(update={"disclosure": mode})
    told = list_gate(replace(publication, study=study))
    assert told.startswith("**Mode: threshold**") and all(word in told for word in words)
    assert "stands here as it was printed" not in told


def test_what_was_done_about_hidden_counts_is_said_in_numbers():
    publication = make_publication([observe("staffordshire", WHOLE, 138)])
    counts = {"hidden counts": "12", "coarsened": "2", "withheld": "1234"}
    rows = [
        {"rule": rule, "meaning": "m", "of": "figures", "audited": number, "failed": ""}
        for rule, number in counts.items()
    ]
    publication.comparison.tables["gate"] = TABLES["gate"].frame(rows)
    told = list_gate(publication).split("\n\n")[0]
    assert "than the body’s own reply does by itself" in told
    assert told.endswith(
        "worked out: 2 figures. Left out for that: 1,234 figures, each named in @tbl:refusals."
    )
