"""What the count and the order of two rates come to as the rate ratio runs from 0 to infinity."""

from datetime import date

import pytest
from examples import COMMON, WORKFORCE, frame, observe, observe_met, write_workforce
from scipy.stats import binom

from analysis.model.breaks import Break
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.sensitivity import list_tipping_points
from analysis.reconcile.totals.pairs import compare_pairs
from analysis.reconcile.totals.straddled_counts import divide_counts, list_estimates
from analysis.reconcile.totals.window_counts import compare_totals

RULES = Rows([Break(date=date(2020, 2, 1), name="N", why="W")])
SHARE = 306 / 365
MET_LIKE = [row | {"force": "metropolitan", "reference": "M"} for row in observe_met()]


def observe_financial(counts) -> list[dict]:
    """Six financial years from April 2017; the first and the last straddle the common window."""
    return [
        observe(n, f"{year}-04-01", f"{year + 1}-04-01", cell=f"B{year}")
        for year, n in zip(range(2017, 2023), counts, strict=True)
    ]


def observe_mine(count) -> list[dict]:
    return [observe(count, "2018-03-01", "2023-03-01")]


@pytest.fixture
def examine(tmp_path):
    """The two tables of replies by two forces, Staffordshire's workforce being 2,000."""

    def examine(rows, common=COMMON, size=2000):
        mine, other = (
            write_workforce(tmp_path / f"{code}.csv", dict.fromkeys(range(2018, 2024), n), code)
            for code, n in (("E23000015", 2000), ("E23000001", size))
        )
        mine.write_text(mine.read_text() + "".join(other.read_text().splitlines(True)[1:]))
        workforce = Workforce(WORKFORCE, mine)
        series = split_series(frame(rows))
        variations = Variations(series, RULES.regimes)
        figures, _, *_ = compare_pairs(series, common, workforce, RULES, variations)
        for one in series:
            figures += compare_totals(one, common, workforce, RULES)[0]
        divided = divide_counts(series, common, RULES)
        return {
            "sensitivity": list_estimates(divided, variations),
            "tipping": list_tipping_points(divided, figures),
        }

    return examine


def test_the_count_runs_from_bound_to_bound(examine):
    rows = {row["rate_ratio"]: row for row in examine(MET_LIKE)["sensitivity"]}
    assert list(rows) == [*("0", "1/10", "1/3", "1/2", "2/3", "1", "3/2", "2", "3", "10", "inf")]
    assert [rows["0"][end] for end in ("lower", "estimate", "upper")] == [175, 175, 175]
    assert [rows["inf"][end] for end in ("lower", "estimate", "upper")] == [151, 151, 151]
    assert {(row["low"], row["high"]) for row in rows.values()} == {(151, 175)}
    for name, ratio in (("1/3", 1 / 3), ("1", 1), ("3", 3)):
        share = SHARE / (SHARE + (1 - SHARE) * ratio)
        assert rows[name]["estimate"] == pytest.approx(151 + 24 * share)
        assert rows[name]["lower"] == 151 + binom.ppf(0.025, 24, share)
        assert rows[name]["upper"] == 151 + binom.ppf(0.975, 24, share)
        assert rows[name]["wide_lower"] is None  # of one reply's years too little is known


def test_where_yearly_counts_vary_more_than_chance_the_limits_widen(examine):
    lively = observe_financial((30, 90, 40, 20, 110, 50))
    rows = examine(MET_LIKE + lively)["sensitivity"]
    assert len(rows) == 22
    even = rows[5]
    assert even["rate_ratio"] == "1"
    assert even["low"] < even["wide_lower"] < even["lower"] < even["upper"] <= even["wide_upper"]


def test_without_a_common_window_or_a_straddle_there_is_nothing_to_vary(examine):
    assert examine(MET_LIKE, None) == {"sensitivity": [], "tipping": []}
    assert examine(observe_mine(20))["sensitivity"] == []


@pytest.mark.parametrize(
    ("mine", "order", "turns_at", "straddled"),
    [
        (176, "above", "inf", ""),  # above 175, wherever 2018 fell
        (150, "below", "inf", ""),  # below 151
        # A tie needs 17 of the 24 inside: r* = p (24 - 17) / ((1 - p) 17).
        (168, "below", f"{SHARE * 7 / (1 - SHARE) / 17:.3g}", "other"),
        (174, "above", f"{SHARE * 1 / (1 - SHARE) / 23:.3g}", "other"),
    ],
)
def test_the_order_of_two_rates_turns_where_a_tie_is_met(examine, mine, order, turns_at, straddled):
    (row,) = examine(observe_mine(mine) + MET_LIKE)["tipping"]
    assert (row["order"], row["turns_at"], row["straddled"]) == (order, turns_at, straddled)
    assert (row["other_force"], row["provenance"]) == ("metropolitan", "illustrative")


def test_a_tie_is_of_rates_and_not_of_counts(examine):
    (row,) = examine(observe_mine(168) + MET_LIKE)["tipping"]
    (double,) = examine(observe_mine(84) + MET_LIKE, size=4000)["tipping"]
    assert double["turns_at"] == row["turns_at"] and double["order"] == row["order"]


def test_against_a_count_that_is_a_range_the_order_is_left_open(examine):
    (row,) = examine(observe_mine((160, 170)) + MET_LIKE)["tipping"]
    assert (row["order"], row["turns_at"]) == ("open", "")


def test_the_turn_is_told_of_the_reply_that_straddles(examine):
    (row,) = examine(MET_LIKE + observe_mine(168))["tipping"]
    assert (row["order"], row["straddled"]) == ("above", "first")
    assert row["straddled_days"] == "1 January 2018 to 31 December 2018"
    assert float(row["turns_at"]) > 1  # at an even spread the straddled rate is the higher one


def test_two_straddling_figures_leave_the_order_open(examine):
    (row,) = examine(MET_LIKE + observe_financial([30] * 6))["tipping"]
    assert (row["order"], row["turns_at"], row["straddled"]) == ("open", "", "")


def test_a_pair_of_exact_counts_has_no_tipping_point(examine):
    exact = [observe(150, "2018-03-01", "2023-03-01", force="metropolitan", reference="M")]
    assert examine(observe_mine(168) + exact)["tipping"] == []
