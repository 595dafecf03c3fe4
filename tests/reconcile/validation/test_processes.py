from datetime import date

import numpy as np
import pytest

from analysis.model.window import Window
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    COMMON,
    DAYS,
    PROCESSES,
    STARTS,
    find_month,
)

YEAR_2018 = Window(date(2018, 1, 1), date(2019, 1, 1))


def test_months_have_their_days_leap_years_included():
    assert DAYS.sum() == (date(2024, 1, 1) - date(2017, 1, 1)).days
    assert DAYS[find_month(date(2020, 2, 1))] == 29
    assert [STARTS[find_month(day)] for day in STARTS[:-1]] == STARTS[:-1]


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_every_process_has_the_mean_it_is_told(process):
    months = process.simulate(np.random.default_rng(5), 100, 4000)
    expected = 100 / 365.25 * DAYS * process.shape
    # Five standard errors; bursts of 1 + Poisson(3) have 19/4 times the variance of single events.
    variance = 4.75 if process.in_bursts else process.variance
    error = 5 * np.sqrt(variance * expected / 4000)
    assert (abs(months.mean(axis=0) - expected) <= error + 1e-9).all()


@pytest.mark.parametrize(
    ("name", "variance"),
    [("constant", 1), ("variance 2", 2), ("variance 4", 4), ("bursts of about four", 4.75)],
)
def test_a_year_varies_as_its_process_says(name, variance):
    years = BY_NAME[name].simulate(np.random.default_rng(6), 100, 8000)[:, 12:24].sum(axis=1)
    assert years.var() / years.mean() == pytest.approx(variance, rel=0.08)


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("constant", 1),
        ("January and February +60 %", 1.6 / (1 - 0.6 * 59 / 306)),
        ("January and February -60 %", 0.4 / (1 + 0.6 * 59 / 306)),
        ("a fifth recorded before March 2018", 0.2),
        # 31 days at six times the rate and 28 at the rate.
        ("January 2018 six times as many", (31 * 6 + 28) / 59),
        ("twice as many from February 2020", 1),
    ],
)
def test_the_rate_outside_over_the_rate_inside_is_worked_out_from_the_shape(name, ratio):
    assert BY_NAME[name].compare_rates(YEAR_2018, COMMON) == pytest.approx(ratio)


def test_winters_leave_the_year_as_large_as_it_is():
    shape = BY_NAME["January and February +60 %"].shape
    assert (shape * DAYS)[12:24].sum() == pytest.approx(365)
