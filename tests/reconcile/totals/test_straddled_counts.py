"""Counts divided as an indicator ran: beside the even spread, within the bounds, or refused."""

from datetime import date

import numpy as np
import pytest
from examples import COMMON, frame, observe, observe_met
from hypothesis import given, settings
from hypothesis import strategies as st
from indicator_samples import list_quarters, write_indicator
from scipy.stats import betabinom

from analysis.model.breaks import Break
from analysis.model.window import Window
from analysis.reconcile.methods.apportion import Division, Profile, thin
from analysis.reconcile.methods.rates import Dispersion
from analysis.reconcile.replies.indicators import read_indicator
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.straddled_counts import (
    divide_counts,
    follow_indicator,
    list_estimates,
)
from analysis.reconcile.totals.window_counts import limit_division

RULES = Rows([Break(date=date(2020, 2, 1), name="N", why="W")])
QUARTERS = list_quarters((90, 100, 110, 100))
SHARE = (31 + 310) / 400
YEAR = Window(date(2018, 1, 1), date(2019, 1, 1))
MET = [row | {"provenance": "disclosed"} for row in observe_met()]


def examine(folder, rows=MET, quarters=QUARTERS, common=COMMON):
    series = split_series(frame(rows))
    variations = Variations(series, RULES.regimes)
    divided = divide_counts(series, common, RULES)
    indicator = read_indicator(write_indicator(folder, quarters))
    guided, found = follow_indicator(divided, indicator, RULES, variations)
    return found, list_estimates([*divided, *guided], variations)


def test_the_estimate_follows_the_indicator_within_the_bounds(tmp_path):
    (row,), refused, _ = examine(tmp_path)[0]
    assert refused == []
    assert (row["measure"], row["basis"], row["rung"]) == ("estimate_by_indicator", "common", "A")
    assert (row["low"], row["high"]) == (151, 175)
    assert row["estimate"] == pytest.approx(151 + 24 * SHARE)
    # Beta-binomial by the 400 events of the indicator, at twice and at half its own rate ratio.
    for end, level, ratio in (("lower", 0.025, 2), ("upper", 0.975, 1 / 2)):
        share = SHARE / (SHARE + (1 - SHARE) * ratio)
        assert row[end] == 151 + betabinom.ppf(level, 24, 400 * share, 400 * (1 - share))
    for words in ("1/2 and 2 times", "a multiple of the indicator's own", "the same seasons"):
        assert words in row["assumes"]


def test_it_is_of_the_weakest_provenance_and_leads_to_the_rows_of_the_indicator(tmp_path):
    found, rows = examine(tmp_path)
    (row,) = found.figures
    assert row["provenance"] == "illustrative"
    cells = row["cells"].split(" | ")
    assert [cell for cell in cells if cell.startswith("quarters.csv")] == [
        f"quarters.csv#csv!D{line} (made up)" for line in range(2, 6)
    ]
    assert len(cells) == 4 + 6
    kinds = {(one["spread"], one["provenance"]) for one in rows}
    assert kinds == {("evenly", "disclosed"), ("as the indicator", "illustrative")}
    assert not any("quarters" in one["cells"] for one in rows if one["spread"] == "evenly")


def test_both_spreads_run_from_bound_to_bound(tmp_path):
    _, rows = examine(tmp_path)
    for spread, share in (("evenly", 306 / 365), ("as the indicator", SHARE)):
        some = {one["rate_ratio"]: one for one in rows if one["spread"] == spread}
        assert [*some][::10] == ["0", "inf"] and len(some) == 11
        ends = ("low", "lower", "estimate", "upper", "high")
        assert [some["0"][end] for end in ends] == [151, 175, 175, 175, 175]
        assert [some["inf"][end] for end in ends] == [151, 151, 151, 151, 175]
        assert some["1"]["estimate"] == pytest.approx(151 + 24 * share)
        middles = [one["estimate"] for one in some.values()]
        assert middles == sorted(middles, reverse=True)


def test_where_it_cannot_the_even_spread_stands_and_the_reason_is_a_refusal(tmp_path):
    found, rows = examine(tmp_path, quarters=QUARTERS[1:])
    (refused,) = found.refusals
    assert (refused["measure"], refused["code"]) == ("estimate_by_indicator", "COVERAGE_GAP")
    assert found.figures == [] and {row["spread"] for row in rows} == {"evenly"}


def test_what_may_not_be_divided_by_days_is_not_divided_by_an_indicator_either(tmp_path):
    people = [row | {"unit": "people"} for row in MET]
    exact = [observe(20, "2018-03-01", "2023-03-01")]
    for rows in (people, exact):
        assert examine(tmp_path, rows) == (Findings([], []), [])


def test_an_indicator_that_runs_evenly_by_days_gives_the_even_estimate(tmp_path):
    found, _ = examine(tmp_path, quarters=list_quarters((90, 91, 92, 92)))
    assert found.figures[0]["estimate"] == pytest.approx(151 + 24 * 306 / 365)


shares = st.floats(0.02, 0.98)


@settings(max_examples=60)
@given(
    st.integers(0, 400), shares, st.integers(20, 5000), st.floats(1, 9), st.sampled_from((1, 2, 5))
)
def test_limits_keep_to_the_bounds_and_a_smaller_sample_never_narrows_them(
    events, share, sample, ratio, reach
):
    def limit(of, dispersion=None):
        division = Division(COMMON, 10, {YEAR: events}, {YEAR: Profile(share, of)})
        return limit_division(division, (1 / reach, reach), dispersion)

    small, large = limit(sample), limit(float("inf"))
    assert small["estimate"] == large["estimate"] == pytest.approx(10 + events * share)
    assert 10 <= small["lower"] <= large["lower"] + 1e-9
    assert large["upper"] <= small["upper"] + 1e-9 <= 10 + events + 1e-9
    clustered = limit(sample, Dispersion(ratio, 4))
    assert clustered["wide_lower"] <= clustered["lower"]
    assert clustered["upper"] <= clustered["wide_upper"]


def test_the_limits_hold_the_truth_as_often_as_they_say():
    """Both counts run alike, most of them inside: a share taken for known covers too little."""
    random, repeats = np.random.default_rng(12), 1500
    share, mean, counted = 0.7, 60.0, 100.0  # of the indicator's 60 and the reply's 100 a year
    held = {"sampled": 0, "known": 0}
    for _ in range(repeats):
        indicator = random.poisson((mean * share, mean * (1 - share)))
        inside, outside = random.poisson((counted * share, counted * (1 - share)))
        for name, sample in (("sampled", float(indicator.sum())), ("known", float("inf"))):
            profile = Profile(indicator[0] / indicator.sum(), sample)
            division = Division(COMMON, 0, {YEAR: int(inside + outside)}, {YEAR: profile})
            made = thin((0, 0), division.straddles)
            held[name] += made.lower <= inside <= made.upper
    assert held["sampled"] / repeats > 0.94
    assert held["known"] / repeats < 0.85
