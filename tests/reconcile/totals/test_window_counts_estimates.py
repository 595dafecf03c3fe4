"""Estimates of straddled counts: beside their bounds, inside them, or refused by name."""

from datetime import date, timedelta

import pytest
from examples import COMMON, frame, observe, observe_met, observe_years
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from analysis.model.breaks import Break
from analysis.model.window import Window
from analysis.reconcile.methods.rates import Dispersion
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.window_counts import estimate_count, format_rate_ratio

RULES = Rows([Break(date=date(2020, 2, 1), name="N", why="W")])
SINCE_BREAK = Window(date(2020, 2, 1), date(2023, 3, 1))
SHARE = 306 / 365


def estimate(rows, window=COMMON, dispersion=None):
    (series,) = split_series(frame(rows))
    count = place_count(series.totals, window, series.is_additive)
    assert isinstance(count, Placed)
    figures, refusals, *_ = estimate_count(series, window, count, RULES, dispersion)
    return figures, [refusal["code"] for refusal in refusals]


def test_the_estimate_stands_on_rung_a_beside_the_bounds():
    (row,), codes = estimate(observe_met())
    assert codes == []
    assert (row["measure"], row["basis"], row["rung"]) == ("estimate", "common", "A")
    assert (row["low"], row["high"]) == (151, 175)
    assert row["estimate"] == pytest.approx(151 + 24 * SHARE)
    # Twice the rate outside at the lower end, half of it at the upper: methods.md 3.
    assert row["lower"] == 151 + binom.ppf(0.025, 24, SHARE / (SHARE + 2 * (1 - SHARE)))
    assert row["upper"] == 151 + binom.ppf(0.975, 24, SHARE / (SHARE + (1 - SHARE) / 2))
    assert row["wide_lower"] is None
    for words in ("assumes", "1 January 2018 to 31 December 2018", "1/2 and 2 times"):
        assert words in row["assumes"]


def test_where_counts_are_overdispersed_wider_limits_stand_beside():
    (row,), _ = estimate(observe_met(), dispersion=Dispersion(4.0, 3))
    assert row["wide_lower"] < row["lower"] <= row["upper"] <= row["wide_upper"] <= 175
    assert "variance 4.0 times the mean (3 degrees of freedom)" in row["assumes"]


def test_an_exact_count_has_neither_estimate_nor_refusal():
    assert estimate([observe(21, "2018-03-01", "2023-03-01")]) == ([], [])
    hidden_inside = [
        observe((1, 4), "2018-03-01", "2019-03-01"),
        observe(9, "2019-03-01", "2023-03-01"),
    ]
    assert estimate(hidden_inside) == ([], [])


FINANCIAL = [
    observe(n, f"{y}-04-01", f"{y + 1}-04-01", cell=f"B{y}")
    for y, n in zip(range(2019, 2023), (30, 34, 37, 38), strict=True)
]
MET = observe_met()
HIDDEN_2018 = observe_years({2018: (1, 4)}) + MET[1:]
HIDDEN_2021 = [*MET[:3], observe((1, 4), "2021-01-01", "2022-01-01"), *MET[4:]]
PEOPLE = [row | {"unit": "people"} for row in MET]
POOLED = [observe(30, "2018-01-01", "2019-06-01"), observe(99, "2019-06-01", "2023-03-01")]
CROSSED = [*MET, observe(22, "2018-04-01", "2019-04-01", table="Financial years", cell="B9")]
YEAR = Window(date(2021, 3, 1), date(2022, 3, 1))


@pytest.mark.parametrize(
    ("rows", "window", "codes"),
    [
        (MET, SINCE_BREAK, ["BREAK_SPANNED"]),
        (FINANCIAL, SINCE_BREAK, ["BREAK_SPANNED", "CELL_TOO_LONG"]),  # 91 of 1,124 days
        (PEOPLE, COMMON, ["UNIT_MISMATCH"]),
        (HIDDEN_2018, COMMON, ["COVERAGE_GAP"]),
        (HIDDEN_2021, COMMON, ["COVERAGE_GAP"]),
        (POOLED, COMMON, ["CELL_TOO_LONG"]),
        (MET, YEAR, ["CELL_TOO_LONG"]),  # 59 and 59 of 365 days
        (CROSSED, COMMON, ["COVERAGE_GAP"]),  # 154 to 175 already
    ],
)
def test_what_cannot_be_defended_is_refused_by_name(rows, window, codes):
    figures, refused = estimate(rows, window)
    assert (figures, refused) == ([], codes)


def test_a_refusal_says_what_to_ask_for():
    (series,) = split_series(frame(MET))
    count = place_count(series.totals, SINCE_BREAK)
    _, (refusal,), *_ = estimate_count(series, SINCE_BREAK, count, RULES)
    assert refusal["remedy"].endswith("1 January 2020 to 31 January 2020")
    assert "1 February 2020, within 1 January 2020" in refusal["evidence"]


def test_a_twentieth_of_the_window_is_the_most_that_may_be_ambiguous():
    # January to March 2021, of which 31 days lie outside: a twentieth of 620 days, more of 619.
    for days, codes in ((620, []), (619, ["CELL_TOO_LONG"])):
        window = Window(date(2021, 2, 1), date(2021, 2, 1) + timedelta(days=days))
        rows = [observe(9, "2021-01-01", "2021-04-01"), observe(70, "2021-04-01", str(window.end))]
        assert estimate(rows, window)[1] == codes


def test_a_ratio_is_written_as_a_fraction():
    assert [format_rate_ratio(r) for r in (0, 1 / 3, 1.5, 2.0, float("inf"))] == [
        "0",
        "1/3",
        "3/2",
        "2",
        "inf",
    ]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 300), min_size=5, max_size=5), st.floats(1, 20))
def test_no_limit_leaves_the_bounds(counts, ratio):
    rows = observe_years(dict(zip(range(2018, 2023), counts, strict=True)))
    rows.append(observe(9, "2023-01-01", "2023-03-01", cell="G2"))
    figures, _ = estimate(rows, dispersion=Dispersion(ratio, 4))
    assert bool(figures) == (counts[0] > 0)
    for row in figures:
        ends = ("low", "wide_lower", "lower", "estimate", "upper", "wide_upper", "high")
        low, wide_lower, lower, middle, upper, wide_upper, high = (row[end] for end in ends)
        assert low <= wide_lower <= lower <= middle <= upper <= wide_upper <= high
