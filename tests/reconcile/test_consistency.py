"""A part is no more than its whole; where it is, both figures are shown."""

import pytest
from examples import frame, observe
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.checks import CHECKS
from analysis.reconcile.consistency import check_orders
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.rows import Rows

DAYS = ("2018-01-01", "2021-01-01")
OUTCOMES = {"table": "How they ended", "dimension": "outcome"}


def check(*told: tuple, days=DAYS) -> list[dict]:
    """The checks of figures of one force, each told as (count, facts), over their own window."""
    rows = [
        observe(count, *facts.pop("days", days), cell=f"B{i}", **facts)
        for i, (count, facts) in enumerate((n, dict(f)) for n, f in told)
    ]
    made, figures = Rows([]), []
    series = split_series(frame(rows))
    for one in series:
        for row in one.figures.to_dict("records"):
            place = {name: row[name] for name in ("table", "dimension", "category")}
            place |= {"table": ""} if row["dimension"] == "total" else {}
            ends = {"low": row["low"], "high": row["high"], "cells": row["cell"]}
            figures.append(made.figure(one, "count", "own", one.window, **place, **ends))
    found = check_orders(series, Findings(figures, []))
    assert list(found.columns) == CHECKS.names
    return found.to_dict("records")


def end(count, category: str, **facts) -> tuple:
    return count, OUTCOMES | {"category": category} | facts


def allege(count, **facts) -> tuple:
    return count, {"unit": "allegations"} | facts


@pytest.mark.parametrize(
    ("cases", "allegations", "verdict"),
    [
        (10, 10, "agrees"),
        (10, 9, "differs"),
        ((8, 12), 12, "agrees"),
        ((8, 12), 11, "not decided"),
        (10, (5, 9), "differs"),
        (10, (5, 10), "not decided"),
    ],
)
def test_a_case_has_at_least_one_allegation(cases, allegations, verdict):
    (row,) = check((cases, {"unit": "cases"}), allege(allegations))
    assert (row["check"], row["verdict"]) == ("order of units", verdict)
    assert row["what"] == "cases, no more than allegations"
    assert (row["first_cell"], row["second_cells"]) == ("B0", "B1")


@settings(max_examples=20, deadline=None)
@given(*[st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted).map(tuple)] * 2)
def test_an_order_is_settled_only_where_every_case_settles_it(cases, allegations):
    (row,) = check((cases, {"unit": "cases"}), allege(allegations))
    kept = {
        few <= many
        for few in range(cases[0], cases[1] + 1)
        for many in range(allegations[0], allegations[1] + 1)
    }
    verdicts = {(True,): "agrees", (False,): "differs", (False, True): "not decided"}
    assert row["verdict"] == verdicts[tuple(sorted(kept))]


@pytest.mark.parametrize(
    "unlike",
    [
        {"days": ("2018-01-01", "2020-01-01")},
        {"force": "metropolitan"},
        {"population": "officers"},
        {"date_basis": "recorded"},
    ],
)
def test_only_the_same_force_people_and_days_are_set_in_order(unlike):
    assert check((10, {"unit": "cases"}), allege(3, **unlike)) == []


def test_two_definitions_prove_no_mistake():
    (row,) = check((10, {}), allege(9, definition="allegation made on duty"))
    assert row["verdict"] == "not decided"
    assert row["note"] == "complaint beside allegation made on duty"


def test_sanctions_are_no_more_than_those_with_a_case_to_answer():
    def ended(sanctions):
        return check(
            (10, {}),
            end(sanctions, "dismissed"),
            end(2, "written_warning"),
            end(3, "no_case_to_answer"),
        )

    (kept,), (broken,) = ended(5), ended(6)
    assert (kept["first"], kept["second"], kept["verdict"]) == ("7", "7", "agrees")
    assert kept["what"] == "sanctions, no more than complaints less those with no case to answer"
    assert (broken["first"], broken["verdict"]) == ("8", "differs")
    assert "B0" in broken["second_cells"] and "B3" in broken["second_cells"]


def test_what_is_no_sanction_is_not_counted_as_one():
    rows = check((3, {}), end(3, "no_further_action"), end(4, "learning"), end(2, "dismissed"))
    (row,) = rows
    assert (row["check"], row["first"], row["verdict"]) == ("sanctions", "2", "agrees")


def test_one_person_may_have_two_sanctions():
    officers = (3, {"unit": "officers"})
    (row,) = check(officers, end(4, "written_warning", unit="sanctions"))
    assert (row["verdict"], row["note"]) == (
        "not decided",
        "one person may have more than one sanction",
    )
    # A complaint may end in several sanctions as well: of these no order is known.
    assert check((3, {}), end(4, "written_warning", unit="sanctions")) == []


def test_finished_cases_are_no_more_than_all():
    finished = {"definition": "finalised complaint"}
    for count, verdict in ((8, "agrees"), (9, "differs")):
        rows = check((10, {}), end(count, "learning", **finished), end(2, "other", **finished))
        assert [(row["check"], row["verdict"]) for row in rows] == [("finished and all", verdict)]
        assert (rows[0]["first"], rows[0]["table"]) == (str(count + 2), "How they ended")


def test_figures_of_nothing_in_common_make_no_check():
    assert check((10, {})) == []
    assert check(end(5, "dismissed")) == []
