from datetime import date
from itertools import pairwise

import pytest
from examples import frame, observe, observe_met, observe_years
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.breaks import Break
from analysis.reconcile.methods.rates import ratio_interval
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.regimes import Regimes
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.year_on_year import compare_years, find_adjacent

BREAK = Break(date=date(2020, 2, 1), name="New rules", why="they count otherwise")


def compare(rows, breaks=()):
    series = split_series(frame(rows))
    rules = Rows(breaks)
    figures, refusals, *_ = compare_years(series, rules, Variations(series, rules.regimes))
    return figures, [(str(r["start"].date()), r["code"]) for r in refusals]


def test_two_whole_years_give_a_change_with_its_interval():
    (change,), refused = compare(observe_years({2021: 40, 2022: 52}))
    assert refused == []
    assert change["low"] == change["high"] == pytest.approx(30)
    limits = [100 * (limit - 1) for limit in ratio_interval((52, 52), 1, (40, 40), 1)]
    assert [change["lower"], change["upper"]] == pytest.approx(limits)
    assert change["wide_lower"] is None and "is not known" in change["assumes"]
    assert (change["measure"], change["basis"], change["rung"]) == ("change", "year", "E")
    assert str(change["start"].date()) == "2022-01-01"
    assert str(change["other_start"].date()) == "2021-01-01"
    assert str(change["other_end"].date()) == "2022-01-01"
    assert "B2" in change["cells"] and "C2" in change["cells"]


def test_a_leap_year_is_compared_day_for_day():
    (change,), _ = compare(observe_years({2019: 365, 2020: 366}))
    assert change["low"] == pytest.approx(0)


def test_years_are_widened_by_their_own_variation():
    figures, _ = compare(observe_years({2016: 40, 2017: 20, 2018: 55, 2019: 18}))
    first = figures[0]
    assert first["wide_lower"] < first["lower"] < first["upper"] < first["wide_upper"]
    assert "3 degrees of freedom, which is few" in first["assumes"]


def test_nothing_is_compared_across_a_break_nor_with_a_year_that_lies_across_it():
    """methods.md 8: 2020 holds January under the old rules."""
    rows = observe_met()
    figures, refused = compare(rows, [BREAK])
    assert [str(f["start"].date()) for f in figures] == ["2019-01-01", "2022-01-01"]
    assert refused == [
        ("2020-01-01", "BREAK_SPANNED"),
        ("2021-01-01", "BREAK_SPANNED"),
        ("2023-01-01", "COVERAGE_GAP"),
    ]


def test_years_that_end_at_the_break_are_under_one_set_of_rules():
    spans = ["2018-02-01", "2019-02-01", "2020-02-01", "2021-02-01"]
    rows = [
        observe(20 + i, start, end, cell=f"B{i + 2}")
        for i, (start, end) in enumerate(pairwise(spans))
    ]
    figures, refused = compare(rows, [BREAK])
    assert [str(f["start"].date()) for f in figures] == ["2019-02-01"]
    assert refused == [("2020-02-01", "BREAK_SPANNED")]


def test_a_break_of_another_nation_is_none_of_this_force():
    scottish = [row | {"force": "police-scotland"} for row in observe_met()]
    change = BREAK.model_copy(update={"nations": ("England", "Wales")})
    figures, refused = compare(scottish, [change])
    assert len(figures) == 4 and refused == [("2023-01-01", "COVERAGE_GAP")]
    assert {figure["regime"] for figure in figures} == {""}
    figures, _ = compare(observe_met(), [change])
    assert len(figures) == 2


@pytest.mark.parametrize(("base", "given"), [(9, False), (10, True)])
def test_no_percentage_is_given_on_a_base_under_ten(base, given):
    figures, refused = compare(observe_years({2021: base, 2022: 40}))
    assert bool(figures) == given
    assert refused == ([] if given else [("2022-01-01", "TOO_FEW")])


def test_the_counts_stand_in_place_of_the_percentage():
    series = split_series(frame(observe_years({2021: (2, 12), 2022: 4})))
    _, (refusal,), *_ = compare_years(series, Rows([]), Variations(series, Regimes([])))
    assert "2 to 12 in 1 January 2021" in refusal["evidence"]
    assert "then 4 in 1 January 2022" in refusal["evidence"]


def test_a_hidden_year_gives_bounds():
    (change,), _ = compare(observe_years({2021: 20, 2022: (10, 30)}))
    assert change["rung"] == "B"
    assert (change["low"], change["high"]) == pytest.approx((-50, 50))
    assert change["lower"] < -50 and change["upper"] > 50


def test_a_part_of_a_year_is_refused_and_a_quarter_inside_a_year_is_no_neighbour():
    rows = [
        *observe_years({2021: 20, 2022: 30}),
        observe(6, "2022-01-01", "2022-04-01", cell="H2"),
        observe(7, "2023-01-01", "2023-12-31", cell="I2"),
    ]
    _, refused = compare(rows)
    assert refused == [("2023-01-01", "COVERAGE_GAP")]


def test_pooled_years_and_years_apart_are_no_neighbours():
    rows = [
        observe(40, "2015-01-01", "2019-01-01"),
        *observe_years({2019: 20, 2021: 30}),
    ]
    figures, refused = compare(rows)
    assert figures == [] and refused == []


def test_years_that_contradict_their_total_are_refused():
    rows = [*observe_years({2021: 20, 2022: 30}), observe(49, "2021-01-01", "2023-01-01")]
    figures, refused = compare(rows)
    assert figures == [] and refused == [("2022-01-01", "INCONSISTENT_SOURCES")]


def test_people_may_be_counted_in_both_years_and_that_is_said():
    (change,), _ = compare(observe_years({2021: 20, 2022: 30}, unit="people"))
    assert "the same people may be counted in both years" in change["assumes"]


def test_an_ambiguous_last_day_is_run_both_ways():
    rows = [
        observe(40, "2021-03-01", "2022-03-01"),
        observe(52, "2022-03-01", "2023-03-01", cell="C2", end_latest="2023-03-02"),
    ]
    (change,), _ = compare(rows)
    assert "holds under both readings" in change["assumes"]
    assert change["low"] == pytest.approx(30) and change["rung"] == "E"


def test_a_change_that_turns_with_the_last_day_is_bounds():
    """Ten a day in the base; 3,655 are more than ten a day in 365 days and fewer in 366."""
    rows = [
        observe(3660, "2019-03-01", "2020-03-01"),
        observe(3655, "2020-03-01", "2021-03-01", cell="C2", end_latest="2021-03-02"),
    ]
    (change,), _ = compare(rows)
    assert change["rung"] == "B"
    assert change["low"] < change["high"]
    assert "changes with the reading" in change["assumes"]


@given(st.lists(st.integers(10, 90), min_size=2, max_size=5))
@settings(max_examples=15, deadline=None)
def test_every_whole_year_but_the_first_has_one_change(counts):
    rows = observe_years({2010 + i: count for i, count in enumerate(counts)})
    (series,) = split_series(frame(rows))
    assert len(find_adjacent(series)) == len(counts) - 1
    figures, refused = compare(rows)
    assert len(figures) + len(refused) == len(counts) - 1
    for figure, (before, after) in zip(figures, pairwise(counts), strict=True):
        days = figure["end"] - figure["start"], figure["other_end"] - figure["other_start"]
        ratio = (after / days[0].days) / (before / days[1].days)
        assert figure["low"] == pytest.approx(100 * (ratio - 1))
        assert figure["lower"] < figure["low"] < figure["upper"]
