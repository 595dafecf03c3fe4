import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, poisson
from ticket_counts import CORPUS, FIRST_YEAR, read_tickets

from analysis.reconcile.validation.count_trials import (
    CELL_TOO_LONG,
    GIVEN,
    MEASURED,
    RATIO_RANGES,
    SENSITIVITY,
    SHARP,
    SUMS,
    THINNING,
    WIDE,
    expect_dispersion,
    find_regimes,
    find_valid_methods,
    try_counts,
    try_placebo,
)
from analysis.reconcile.validation.scores import HOLDS, as_scores
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    CALENDAR,
    FINANCIAL,
    LAYOUTS,
    MARCH_YEARS,
    SHOWN,
    SMALL_WITH_TOTAL,
)

pytestmark = pytest.mark.costly


def run(name="constant", layout=CALENDAR, a_year=20, hidden=SHOWN, repeats=600) -> dict[str, dict]:
    process = BY_NAME[name]
    stretches = process.simulate(np.random.default_rng(8), a_year, repeats)
    return {row["method"]: row for row in try_counts(process, layout, a_year, stretches, [hidden])}


@pytest.mark.parametrize("a_year", [4, 20, 100])
def test_thinning_covers_as_often_as_adding_up_the_chances_says(a_year):
    """At a constant rate the coverage has an exact value: a Poisson mixture of binomial ones."""
    share, mean = 306 / 365, a_year * 365 / 365.25
    totals = np.arange(0, 4 * a_year + 20)
    low, high = binom.ppf(0.025, totals, share), binom.ppf(0.975, totals, share)
    inside = binom.cdf(high, totals, share) - binom.cdf(low - 1, totals, share)
    exact = float(np.where(totals == 0, 1, inside) @ poisson.pmf(totals, mean))
    found = run(a_year=a_year, repeats=10_000)[THINNING]
    assert found["coverage"] == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 10_000))


@pytest.mark.parametrize("name", list(BY_NAME))
def test_bounds_never_miss_whatever_the_process(name):
    for layout in LAYOUTS[:3]:
        assert run(name, layout, repeats=300)[SHARP]["missed"] == 0


def test_a_violated_assumption_is_seen_and_labelled():
    """methods.md 9, pilot A: hardly ever right after a spike, and further off with more events."""
    spike = run("January 2018 six times as many", a_year=100)
    assert spike[THINNING]["coverage"] < 0.01 and spike[THINNING]["assumption"] == "violated"
    assert spike["uniform"]["bias"] == pytest.approx(0.071, abs=0.006)
    assert run("January 2018 six times as many", a_year=4)[THINNING]["coverage"] > 0.75
    winter = run("January and February +60 %", a_year=100)
    assert winter[THINNING]["coverage"] == pytest.approx(0.325, abs=0.08)
    assert winter[SENSITIVITY]["coverage"] > 0.97 and winter[SENSITIVITY]["assumption"] == HOLDS


def test_wider_assumptions_cover_more_and_cost_width():
    made = run(a_year=100)
    names = [THINNING, *RATIO_RANGES, SHARP]
    for key in ("coverage", "width"):
        values = [made[name][key] for name in names]
        assert values == sorted(values)
    assert made[SHARP]["width"] == pytest.approx(0.2, abs=0.005)  # one year of five


@pytest.mark.parametrize(
    ("name", "layout", "held"),
    [
        ("constant", CALENDAR, {THINNING, MEASURED, WIDE, *RATIO_RANGES}),
        ("January and February +30 %", CALENDAR, {WIDE, *RATIO_RANGES}),
        ("January and February +60 %", CALENDAR, {WIDE, SENSITIVITY, "rate ratio to 3"}),
        ("January and February -60 %", CALENDAR, {"rate ratio to 3"}),
        ("a fifth recorded before March 2018", CALENDAR, set()),
        ("a fifth recorded before March 2018", FINANCIAL, set()),
        ("January 2018 six times as many", FINANCIAL, {WIDE, *RATIO_RANGES}),
        ("variance 3", CALENDAR, {GIVEN, WIDE}),
        ("variance 2", CALENDAR, {WIDE}),
        ("bursts of about four", CALENDAR, set()),
        # Within one calendar year the level stands; over two, nobody knows how it moved.
        (
            "variance 4, years correlated by 0.8",
            CALENDAR,
            {THINNING, MEASURED, WIDE, *RATIO_RANGES},
        ),
        ("shocks that all forces share", FINANCIAL, set()),
    ],
)
def test_whether_an_assumption_holds_follows_from_process_and_cells(name, layout, held):
    assert find_valid_methods(BY_NAME[name], layout) == held


def test_years_in_one_total_bear_the_code_that_forbids_dividing_them():
    made = run(layout=LAYOUTS[4])
    assert made[THINNING]["rule"] == CELL_TOO_LONG and made[SHARP]["rule"] == ""
    assert run()[THINNING]["rule"] == ""


def test_nothing_is_estimated_where_all_is_exact_or_a_count_is_hidden():
    assert set(run(layout=MARCH_YEARS)) == {
        SHARP, "own total as it stands", "own total annualised",
    }  # fmt: skip
    made = run(a_year=2, hidden=SMALL_WITH_TOTAL)
    assert made[THINNING]["refused"] > 0.9 and made[SHARP]["refused"] == 0
    assert made[SUMS]["missed"] == 0 and made[SUMS]["width"] > made[SHARP]["width"]


def test_whole_years_on_either_side_of_the_break_measure_dispersion():
    assert find_regimes(CALENDAR) == [[0, 1], [3, 4]]
    assert find_regimes(FINANCIAL) == [[0, 1], [3, 4, 5]]
    assert find_regimes(LAYOUTS[3]) == []


def test_ways_of_hiding_are_tried_on_the_same_events():
    process = BY_NAME["constant"]
    stretches = process.simulate(np.random.default_rng(8), 4, 200)
    both = list(try_counts(process, CALENDAR, 4, stretches, [SHOWN, SMALL_WITH_TOTAL]))
    alone = list(try_counts(process, CALENDAR, 4, stretches, [SMALL_WITH_TOTAL]))
    again = [row for row in both if row["hidden"] == SMALL_WITH_TOTAL]
    pd.testing.assert_frame_equal(as_scores(again), as_scores(alone))


@pytest.mark.parametrize(("name", "dispersion"), [("constant", 1), ("variance 7.2", 7.2)])
def test_limits_are_about_as_long_as_they_need_to_be(name, dispersion):
    """Normal limits that know the variance: of 365 events 306/365 inside, 2 x 1.96 x 7.04."""
    process = BY_NAME[name]
    assert expect_dispersion(process, CALENDAR, 100) == pytest.approx(dispersion, abs=0.01)
    made = run(name, a_year=100, repeats=800)
    assert made[WIDE]["length"] == pytest.approx(1, abs=0.15)
    ideal = made[THINNING]["width"] / made[THINNING]["length"] * 1826 / 365.25 * 100
    assert ideal == pytest.approx(2 * 1.96 * np.sqrt(100 * 306 * 59) / 365, rel=0.02)


def test_a_trend_counts_as_dispersion():
    """Twice as many each year: 1 and 2, 8 and 16 times the first, of one rate a pair."""
    growing = expect_dispersion(BY_NAME["twice as many each year"], CALENDAR, 30)
    assert growing > 50


def test_a_straddled_year_is_held_against_its_own_quarters():
    """40 events of 2012, ten a quarter or all in the first; 5 and 7 after it."""
    quarters = np.array([[10, 10, 10, 10, 1, 1, 1, 2], [40, 0, 0, 0, 4, 1, 1, 1]])
    rows = {(row["method"], row["layout"]): row for row in try_placebo("p", quarters, 2012)}
    assert len(rows) == 9
    april = {
        m: row
        for (m, _), row in rows.items()
        if row["layout"] == "calendar years, from 1 April 2012"
    }
    # The truths are 35 and 7; the bounds 5 to 45 and 7 to 47.
    assert april[SHARP]["missed"] == 0 and april[SHARP]["width"] == pytest.approx(40 / 21)
    share = 275 / 366
    low, high = binom.ppf([0.025, 0.975], 40, share)
    assert april[THINNING]["width"] == pytest.approx((high - low) / 21)
    assert april[THINNING]["coverage"] == april[SENSITIVITY]["coverage"] == 0.5
    assert april[THINNING]["bias"] == pytest.approx(((5 + 40 * share - 35) + 40 * share) / 2 / 21)


@pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS does not point to published tables")
def test_bounds_hold_the_truth_of_every_town_and_an_even_spread_seldom_does():
    tickets = read_tickets()
    assert tickets.shape == (145, 20)
    scores = as_scores(list(try_placebo("tickets", tickets, FIRST_YEAR)))
    assert scores.loc[scores["method"].eq(SHARP), "missed"].sum() == 0
    by_method = scores.groupby("method")["coverage"].mean()
    assert by_method[THINNING] < 0.5 < by_method[SENSITIVITY] < 1
