import pytest

from analysis.reconcile.results.comparison import TABLES
from analysis.reconcile.results.orders import order_figures


def ratio(p_value, low=1.2, lower=1.1, basis="own", wide=None, **facts):
    wide_lower, wide_upper = wide or (None, None)
    return {
        "measure": "rate_ratio",
        "basis": basis,
        "force": "staffordshire",
        "other_force": "metropolitan",
        "low": low,
        "high": low,
        "lower": lower,
        "upper": 3.0,
        "wide_lower": wide_lower,
        "wide_upper": wide_upper,
        "p_value": p_value,
        "readings": "one",
        "provenance": "illustrative",
    } | facts


def test_of_one_pair_there_is_nothing_to_adjust():
    (row,) = order_figures([ratio(0.03)])
    assert (row["p_value"], row["adjusted"], row["pairs"]) == ("0.03", "", "1")
    assert (row["reported"], row["underlying"]) == ("higher", "higher")


def test_holm_multiplies_the_least_p_most():
    """Three pairs: 3 x 0.01, 2 x 0.02, 1 x 0.04, none lower than the one before."""
    rows = order_figures([ratio(0.04), ratio(0.01), ratio(0.02)])
    assert [float(row["adjusted"]) for row in rows] == pytest.approx([0.04, 0.03, 0.04])
    assert [row["underlying"] for row in rows] == ["higher"] * 3


def test_what_one_pair_alone_tells_many_pairs_do_not():
    rows = order_figures([ratio(0.03), ratio(0.5, lower=0.9), ratio(0.6, lower=0.9)])
    assert rows[0]["underlying"] == "not told apart"
    assert float(rows[0]["adjusted"]) == pytest.approx(0.09)


def test_each_kind_of_window_is_a_family_of_its_own():
    rows = order_figures([ratio(0.03), ratio(0.03, basis="pair"), ratio(0.04)])
    assert [row["basis"] for row in rows] == ["own", "own", "pair"]
    assert [row["pairs"] for row in rows] == ["2", "2", "1"]
    assert [row["adjusted"] for row in rows] == ["0.06", "0.06", ""]


def test_the_direction_is_that_of_the_limits():
    low = {"upper": 0.8, "lower": 0.2, "low": 0.5}
    assert order_figures([ratio(0.01, **low)])[0]["underlying"] == "lower"
    assert order_figures([ratio(0.01, **low, wide=(0.1, 0.9))])[0]["underlying"] == "lower"
    assert order_figures([ratio(0.2, wide=(0.9, 4))])[0]["underlying"] == "not told apart"


def test_bounds_on_both_sides_of_one_are_not_ordered():
    row = ratio(0.5, lower=0.5) | {"low": 0.9, "high": 1.3}
    assert order_figures([row])[0]["reported"] == "cannot be ordered"


def test_without_pairs_there_are_no_rows_and_the_table_has_its_columns():
    assert order_figures([]) == []
    assert (
        list(TABLES["orders"].frame(order_figures([ratio(0.5)])).columns) == TABLES["orders"].names
    )


def test_a_ratio_of_counts_orders_no_rates_and_is_in_no_family():
    rows = order_figures([ratio(0.03), ratio(0.001, measure="count_ratio")])
    assert [row["pairs"] for row in rows] == ["1"]


def test_shares_are_ordered_about_nought_in_a_family_of_their_own():
    facts = {"measure": "share_difference", "basis": "harmonised", "dimension": "rank"}
    shares = [
        ratio(0.004, low=8.7, category="constable", **facts),
        ratio(0.02, low=-3.0, category="sergeant", **facts),
        ratio(0.3, low=0.5, category="inspector", **facts),
    ]
    rows = order_figures([ratio(0.03), *shares])
    assert [row["pairs"] for row in rows] == ["1", "3", "3", "3"]
    assert [row["underlying"] for row in rows] == ["higher", "higher", "lower", "not told apart"]
    assert [row["category"] for row in rows[1:]] == ["constable", "sergeant", "inspector"]
