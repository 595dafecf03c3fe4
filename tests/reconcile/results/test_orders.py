import pytest

from analysis.reconcile.methods.rates import Dispersion
from analysis.reconcile.results.comparison import TABLES
from analysis.reconcile.results.orders import find_dispersion, order_figures, rank_replies


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


def reply(force: str, count: float, name: str = "same", **facts):
    rate = None if name == "no" else count / 10
    return {
        "class": name, "force": force, "unit": "complaints", "population": "employees",
        "definition": "d", "date_basis": "unstated", "low": count, "high": count,
        "rate_low": rate, "exposure": 10.0, "rank_low": 9, "rank_high": 9, "ranked": 9,
        "provenance": "transcribed",
    } | facts  # fmt: skip


FIVE = [reply(force, count) for force, count in zip("abcde", (90, 30, 30, 30, 4), strict=True)]


def measure(ratio: float, freedom: int, provenance: str = "transcribed", **facts):
    kind = {"unit": "complaints", "population": "employees", "definition": "d"}
    told = {"date_basis": "unstated", "estimate": ratio, "freedom": str(freedom)}
    return kind | told | {"provenance": provenance} | facts


def read_ranks(rows) -> list[tuple]:
    return [(row["rank_low"], row["rank_high"], row["ranked"]) for row in rows]


NONE = (None, None, None)


def test_rates_are_ranked_within_the_classes_that_compare():
    others = [reply(force, 40, name) for name in ("with care", "no") for force in "vwxyz"]
    ranked = read_ranks(rank_replies([*FIVE, *others], []))
    assert ranked[:5] == [(1, 1, 5), (2, 4, 5), (2, 4, 5), (2, 4, 5), (5, 5, 5)]
    assert ranked[5:] == [NONE] * 10
    own = [row | {"class": "own window"} for row in FIVE]
    assert read_ranks(rank_replies([*FIVE, *own], [])) == ranked[:5] * 2


def test_fewer_than_five_forces_are_not_ranked_nor_what_has_no_rate():
    assert read_ranks(rank_replies(FIVE[:4], [])) == [NONE] * 4
    twice = [*FIVE[:4], reply("a", 50)]
    assert read_ranks(rank_replies(twice, [])) == [NONE] * 5
    few = reply("f", 2, rate_low=None, exposure=None)
    assert read_ranks(rank_replies([*FIVE, few], []))[4:] == [(5, 5, 5), NONE]


def test_ranks_allow_for_how_much_counts_are_measured_to_vary():
    exact, wide = (read_ranks(rank_replies(FIVE, rows)) for rows in ([], [measure(4.0, 30)]))
    assert exact[0] == (1, 1, 5) and wide[0] == (1, 4, 5)  # 90 against 30 no longer, 4 still
    # Neither too few degrees of freedom, nor what is made up, nor other words reach them.
    for row in (measure(4.0, 2), measure(4.0, 30, "illustrative"), measure(4.0, 30, unit="cases")):
        assert read_ranks(rank_replies(FIVE, [row])) == exact


def test_the_dispersion_is_the_most_of_all_words_and_of_the_weakest_provenance():
    rows = [
        measure(9.0, 8, "illustrative"),
        measure(2.0, 8),
        measure(3.0, 4, definition="e"),
        measure(1.0, 20, "disclosed"),
    ]
    figures = [reply("a", 9), reply("b", 9, definition="e", provenance="disclosed")]
    assert find_dispersion(figures, rows) == Dispersion(3.0, 4)
    assert find_dispersion(figures[:1], rows) == Dispersion(2.0, 8)
    assert find_dispersion(figures, []) is None
