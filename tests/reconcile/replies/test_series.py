from datetime import date

import pytest
from examples import frame, observe, observe_met, observe_years

from analysis.model.checks import CHECKS
from analysis.model.window import Window
from analysis.reconcile.replies.series import (
    as_known,
    format_cell,
    list_checked_totals,
    split_series,
)


def test_a_reply_is_split_by_what_it_counts_and_in_whom_in_the_order_of_its_tables():
    rows = [
        *observe_met(),
        *observe_years({2018: 3}, unit="people"),
        *observe_years({2018: 2}, population="officers"),
        *observe_years({2018: 1}, provenance="transcribed"),
    ]
    series = split_series(frame(rows))
    assert [len(one.figures) for one in series] == [6, 1, 1, 1]
    assert [one.unit for one in series] == ["complaints", "people", "complaints", "complaints"]


@pytest.mark.parametrize(
    ("unit", "additive"),
    [("complaints", True), ("cases", True), ("people", False), ("officers", False)],
)
def test_people_do_not_add_up(unit, additive):
    (series,) = split_series(frame(observe_years({2018: 1}, unit=unit)))
    assert series.is_additive is additive


def test_the_window_of_a_series_is_that_of_its_totals_with_either_end():
    rows = [
        observe(1, "2018-03-01", "2023-03-01", end_latest="2023-03-02"),
        observe(1, "2017-01-01", "2018-01-01", dimension="rank", category="constable"),
    ]
    (series,) = split_series(frame(rows))
    assert series.window == Window(date(2018, 3, 1), date(2023, 3, 1), date(2023, 3, 2))
    (ranks,) = split_series(frame(rows[1:]))
    assert ranks.window == Window(date(2017, 1, 1), date(2018, 1, 1))


def test_each_total_is_a_constraint_of_its_own_under_either_reading_of_its_end():
    rows = [*observe_met(), observe(175, "2018-01-01", "2023-03-01", end_latest="2023-03-02")]
    known, later = as_known(frame(rows)), as_known(frame(rows), latest_end=True)
    assert [cell.low for cell in known] == [24, 19, 31, 40, 52, 9, 175]
    assert known[-1].window.end == date(2023, 3, 1)
    assert later[-1].window.end == date(2023, 3, 2)
    assert later[:-1] == known[:-1]


def test_two_labels_of_one_category_add_up_though_they_stood_on_two_pages():
    facts = {"dimension": "outcome", "category": "resigned_or_retired"}
    pages = [
        observe(1, "2018-01-01", "2019-01-01", cell="B5", label="Resigned", note="page 2", **facts),
        observe(2, "2018-01-01", "2019-01-01", cell="B6", label="Retired", note="page 3", **facts),
    ]
    (known,) = as_known(frame(pages))
    assert (known.low, known.high) == (3, 3)
    assert known.name == "reply.csv#csv!B5 (page 2) | reply.csv#csv!B6 (page 3)"


def test_a_printed_total_is_named_without_the_words_that_mark_it():
    total = observe(3, "2018-01-01", "2020-01-01", cell="D5", note="printed total; page 2")
    assert format_cell(**total) == "reply.csv#csv!D5 (page 2)"


def test_a_total_that_is_only_checked_has_the_facts_and_days_of_its_parts():
    place = {"file": "a.csv", "sheet": "csv"}
    rows = [
        observe(2, "2018-01-01", "2019-01-01", dimension="rank", category="constable",
                cell="B4", **place),
        observe(3, "2019-01-01", "2020-01-01", dimension="rank", category="constable",
                cell="C4", **place),
        observe(5, "2019-01-01", "2020-01-01", dimension="rank", category="sergeant",
                cell="C5", **place),
    ]  # fmt: skip
    figures = frame(rows)
    facts = {"force": "kent", "reference": "R", "provenance": "disclosed", "verdict": "agrees"}

    def check(first, cell, *parts):
        cells = " | ".join(f"a.csv#csv!{part}" for part in parts)
        told = {"first": first, "first_cell": f"a.csv#csv!{cell}", "second": "", "note": ""}
        return facts | told | {
            "check": "printed total", "table": "T", "what": f"total {cell}", "second_cells": cells
        }  # fmt: skip

    checks = CHECKS.frame(
        [
            check("5", "D4", "B4", "C4"),
            check("at least 8", "C6", "C4", "C5"),
            check("3", "C4", "C5"),  # an observation as well
            check("9", "E9", "E7", "E8"),  # of parts that were merged away
        ]
    )
    told = [
        (row["label"], row["category"], str(row["start"].date()), row["low"], row["high"])
        for row in list_checked_totals(figures, checks)
    ]
    assert told == [
        ("total D4", "constable", "2018-01-01", 5, 5),
        ("total C6", "all", "2019-01-01", 8, float("inf")),
    ]
