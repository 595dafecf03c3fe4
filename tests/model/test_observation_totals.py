"""Totals printed beside cells without a number: what they tell, and what they leave open."""

from math import inf

import pytest
from examples import frame, observe, observe_years

from analysis.model.observation import open_totals

TOTAL = {"table": "Complaints by rank, Total"}


def make_ranks(status="withheld", constables=(10, 12), sergeants=((0, inf), (0, inf))):
    """Two ranks over two years, in rows 2 and 3; a rank without numbers has one status."""
    facts = {"table": "Complaints by rank", "dimension": "rank"}
    rows = []
    for line, (rank, counts) in enumerate({"constable": constables, "sergeant": sergeants}.items()):
        for place, count in enumerate(counts):
            word = status if isinstance(count, tuple) and count[1] == inf else "exact"
            year, cell = 2018 + place, f"{'BC'[place]}{line + 2}"
            kind = {"category": rank, "status": word, "cell": cell}
            rows.append(observe(count, f"{year}-01-01", f"{year + 1}-01-01", **facts, **kind))
    return rows


def make_totals(first, second, row=4, **facts):
    rows = observe_years({2018: first, 2019: second}, **facts)
    return [one | {"cell": f"{one['cell'][0]}{row}"} for one in rows]


def read_totals(rows):
    opened = open_totals(frame(rows))
    totals = opened[opened["dimension"].eq("total")]
    return list(zip(totals["low"], totals["high"], totals["status"], strict=True))


@pytest.mark.parametrize("status", ["withheld", "not_held", "not_answered", "not_recorded"])
def test_a_total_of_just_what_is_visible_does_not_make_a_zero(status):
    rows = [*make_ranks(status), *make_totals(10, 12, **TOTAL)]
    assert read_totals(rows) == [(10, inf, status), (12, inf, status)]


@pytest.mark.parametrize(
    ("status", "kept"),
    [("withheld", True), ("not_held", False), ("not_answered", False), ("not_recorded", False)],
)
def test_a_larger_total_includes_what_was_withheld_and_nothing_that_is_not_held(status, kept):
    rows = [*make_ranks(status), *make_totals(17, 12, **TOTAL)]
    first, second = read_totals(rows)
    assert first == ((17, 17, "exact") if kept else (17, inf, status))
    assert second == (12, inf, status)


def test_a_range_that_is_visible_may_be_all_that_a_total_holds():
    rows = [*make_ranks(constables=((5, 9), (5, 9))), *make_totals(9, 10, **TOTAL)]
    assert [high for _, high, _ in read_totals(rows)] == [inf, 10]


def test_a_sum_of_open_totals_is_open_though_it_exceeds_what_is_visible():
    whole = observe(25, "2018-01-01", "2020-01-01", cell="D4", note="printed total", **TOTAL)
    rows = [*make_ranks(), *make_totals(13, 12, **TOTAL), whole]
    assert [high for _, high, _ in read_totals(rows)] == [13, inf, inf]


def test_a_printed_total_of_one_category_is_open_over_its_own_periods_alone():
    rows = make_ranks("not_answered", sergeants=(7, (0, inf)))
    facts = {"table": "Complaints by rank", "dimension": "rank", "note": "printed total"}
    for rank, count, line in (("constable", 22, 2), ("sergeant", 7, 3)):
        rows.append(
            observe(count, "2018-01-01", "2020-01-01", category=rank, cell=f"D{line}", **facts)
        )
    opened = open_totals(frame(rows))
    printed = opened[opened["note"].eq("printed total")]
    assert list(printed["high"]) == [22, inf]
    assert list(printed["status"]) == ["exact", "not_answered"]


def test_a_total_of_another_table_is_left_unless_it_is_what_is_visible():
    rows = [*make_ranks("not_held"), *make_totals(17, 12, sheet="Other")]
    assert [high for _, high, _ in read_totals(rows)] == [17, inf]


def test_a_total_under_the_sum_of_the_visible_still_contradicts_it():
    rows = [*make_ranks(), *make_totals(9, 12, **TOTAL)]
    assert [high for _, high, _ in read_totals(rows)] == [9, inf]


def test_one_cell_over_all_years_is_held_against_the_years_together():
    facts = {"table": "Complaints by rank", "dimension": "rank"}
    days = ("2018-01-01", "2020-01-01")
    ranks = [
        observe(22, *days, category="constable", cell="B9", sheet="Ranks", **facts),
        observe((0, inf), *days, category="sergeant", status="withheld", cell="B10", **facts),
    ]
    assert [high for _, high, _ in read_totals([*ranks, *make_totals(10, 12)])] == [inf, inf]
    assert [high for _, high, _ in read_totals([*ranks, *make_totals(10, 15)])] == [10, 15]


def test_nothing_is_opened_where_every_cell_has_a_number_or_does_not_apply():
    for rows in (
        [*make_ranks(sergeants=(1, (1, 4))), *make_totals(11, 14, **TOTAL)],
        [*make_ranks("not_applicable"), *make_totals(10, 12, **TOTAL)],
    ):
        given = frame(rows)
        assert open_totals(given).equals(given)
