"""How replies' windows meet the common one."""

from datetime import date

import pytest
from examples import COMMON, frame, observe, observe_met, observe_years

from analysis.model.study import load_study
from analysis.model.window import Window
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.totals.windows import (
    find_straddling,
    list_windows,
    measure_coverage,
    rank_common_windows,
)
from tests.reconcile.shipped import PUBLISHED, SMALL, read_shipped


def test_staffordshire_straddles_nothing_and_the_met_only_2018():
    series, common = read_shipped(SMALL).series, load_study(SMALL).choose_window()
    windows = list_windows([one for one in series if one.unit == "complaints"], common)
    told = windows.set_index("force")[["days", "inside, %", "straddling"]]
    assert list(told.loc["staffordshire"]) == [1826, 100.0, "none"]
    assert list(told.loc["metropolitan"]) == [1885, 100.0, "2018"]


def test_a_window_inside_the_years_is_straddled_at_both_ends():
    series = read_shipped(SMALL).series
    met = next(one for one in series if one.force == "metropolitan" and not one.totals.empty)
    inside = Window(date(2019, 7, 1), date(2021, 7, 1))
    assert find_straddling(met, inside) == ["2019", "2021"]


def test_without_a_common_window_only_the_replies_own_are_listed():
    common = load_study(PUBLISHED).choose_window()
    assert "straddling" not in list_windows(read_shipped(PUBLISHED).series, common)


def test_a_gap_in_a_reply_is_not_counted_as_covered():
    common = Window(date(2018, 3, 1), date(2023, 3, 1))
    rows = observe_years({2018: 5, 2019: 5, 2022: 5})
    (series,) = split_series(frame(rows))
    # 306 days of 2018, 365 of 2019 and 365 of 2022, of 1,826.
    assert measure_coverage(series, common) == pytest.approx(1036 / 1826)


MARCH = [
    observe(5, f"{y}-03-01", f"{y + 1}-03-01", force="dorset", cell=f"B{y}")
    for y in range(2018, 2023)
]


def rank(rows, common=COMMON):
    return rank_common_windows(split_series(frame(rows)), common)


def test_candidates_are_ranked_and_the_studys_own_window_says_its_place():
    ranked = rank(observe_met() + MARCH)
    assert [row["place"] for row in ranked] == [str(n) for n in range(1, 11)]
    best, second = ranked[:2]
    assert (best["start"].date(), best["end"].date()) == (COMMON.start, COMMON.end)
    assert (best["months"], best["worst"], best["own"]) == ("60", "0.2000", "yes")
    assert best["straddling"] == "staffordshire R 1: 12"
    assert (second["start"].date(), second["own"]) == (date(2018, 4, 1), "")


def test_a_window_far_down_the_ranking_is_listed_all_the_same():
    far = Window(date(2019, 2, 1), date(2020, 5, 1))
    *first, own = rank(observe_met() + MARCH, far)
    assert len(first) == 10 and not any(row["own"] for row in first)
    assert own["own"] == "yes" and int(own["place"]) > 10


def test_counts_do_not_move_the_ranking_and_a_total_of_years_does_not_straddle():
    plain = rank(observe_met() + MARCH)
    doubled = [row | {"low": 2 * row["low"], "high": 2 * row["high"]} for row in MARCH]
    total = observe(175, "2018-01-01", "2023-03-01", cell="H2", note="printed total")
    assert rank([*observe_met(), total, *doubled]) == plain


def test_of_three_replies_each_two_have_their_own_best_window():
    april = [
        observe(5, f"{y}-04-01", f"{y + 1}-04-01", force="kent", cell=f"B{y}")
        for y in range(2018, 2023)
    ]
    pairs = {
        row["among"]: row for row in rank(observe_met() + MARCH + april) if row["among"] != "all"
    }
    assert len(pairs) == 3
    best = pairs["staffordshire R 1 and dorset R 1"]
    assert (best["start"].date(), best["end"].date()) == (COMMON.start, COMMON.end)
    april_kent = pairs["dorset R 1 and kent R 1"]
    assert april_kent["start"].date() == date(2018, 4, 1)
    people = [row | {"unit": "people"} for row in april]
    unlike = {row["among"] for row in rank(observe_met() + MARCH + people)}
    assert unlike == {"all", "staffordshire R 1 and dorset R 1"}


def test_replies_that_share_no_year_have_no_candidates():
    early, late = observe_years({2009: 9}, force="kent"), observe_years({2021: 9})
    assert rank_common_windows(split_series(frame(early + late)), None) == []
    assert rank_common_windows([], COMMON) == []
