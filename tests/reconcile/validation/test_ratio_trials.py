from functools import cache

import numpy as np
import pytest
from scipy.stats import poisson

from analysis.reconcile.validation.ratio_trials import (
    BOUNDS_UNION,
    OTHERS,
    OWN_WINDOW,
    POOLED,
    group_years,
    try_ratios,
)
from analysis.reconcile.validation.recomputation import limit_ratios
from analysis.reconcile.validation.scores import HOLDS
from analysis.reconcile.validation.simulate import BY_NAME, CALENDAR


@cache
def run(name="constant", a_year=(20, 20), repeats=150) -> dict[str, dict]:
    process, rng = BY_NAME[name], np.random.default_rng(9)
    first, second, *beside = process.simulate_forces(rng, (*a_year, *OTHERS), repeats)
    others = [group for one in beside for group in group_years(CALENDAR, one)]
    pair = (a_year[0], first), (a_year[1], second)
    return {row["method"]: row for row in try_ratios(process, *pair, others)}


def test_each_rung_up_the_ladder_covers_more_and_decides_less():
    made = run("January and February +60 %", (4, 8))
    names = [OWN_WINDOW, "thinning", "rate ratio to 2", BOUNDS_UNION]
    widths = [made[name]["width"] for name in names]
    assert widths == sorted(widths)
    assert made[BOUNDS_UNION]["decided"] < made[OWN_WINDOW]["decided"]


def test_clustered_events_break_the_exact_interval_and_not_the_widened_one():
    made = run("variance 4")
    assert made[OWN_WINDOW]["coverage"] < 0.8 and made[OWN_WINDOW]["assumption"] != HOLDS
    assert made[POOLED]["coverage"] > 0.9 and made[POOLED]["assumption"] == HOLDS
    assert made[OWN_WINDOW]["wrong"] > 0.2 > 2 * made[POOLED]["wrong"]


def test_of_equal_rates_every_decision_is_wrong():
    made = run()
    for row in made.values():
        assert row["wrong"] == row["decided"] == pytest.approx(1 - row["coverage"])


def test_a_spike_outside_the_window_violates_own_windows_and_not_the_bounds():
    made = run("January 2018 six times as many", (8, 60))
    assert made[OWN_WINDOW]["assumption"] != HOLDS and made[BOUNDS_UNION]["assumption"] == HOLDS
    assert run()[OWN_WINDOW]["assumption"] == HOLDS


@pytest.mark.parametrize(
    ("means", "coverage"), [((2, 2), 0.995), ((3, 1), 0.992), ((5, 5), 0.978), ((15, 5), 0.973)]
)
def test_the_exact_interval_covers_as_adding_up_the_chances_says(means, coverage):
    """methods.md 4: every pair of counts with its chance, equal exposures."""
    first, second = (np.arange(0, 5 * max(means) + 12) for _ in means)
    pairs = np.array(np.meshgrid(first, second)).reshape(2, -1)
    chances = poisson.pmf(pairs[0], means[0]) * poisson.pmf(pairs[1], means[1])
    pairs, chances = pairs[:, chances > 1e-7], chances[chances > 1e-7]
    lower, upper = limit_ratios((pairs[0], pairs[0]), (pairs[1], pairs[1]))
    truth = means[0] / means[1]
    assert chances[(lower <= truth) & (truth <= upper)].sum() == pytest.approx(coverage, abs=6e-4)


def test_correlated_years_break_the_widened_interval_and_shared_shocks_widen_it_for_nothing():
    correlated = run("variance 7.2, years correlated by 0.8", repeats=600)[POOLED]
    assert correlated["assumption"] != HOLDS and correlated["coverage"] < 0.75
    shared = run("shocks that all forces share", repeats=600)[POOLED]
    assert shared["assumption"] != HOLDS and shared["coverage"] > 0.98
    independent = run("variance 7.2", repeats=600)[POOLED]
    assert independent["assumption"] == HOLDS and independent["coverage"] > 0.92


def test_lengths_are_those_of_limits_that_know_the_rates_and_an_infinite_one_shows():
    made = run(repeats=400)
    for name in (OWN_WINDOW, BOUNDS_UNION, POOLED):
        assert made[name]["length"] == pytest.approx(1.05, abs=0.08)
    few = run("variance 7.2", (0.2, 0.2), repeats=200)
    assert few[OWN_WINDOW]["length"] == np.inf
