"""Categories over the whole window of a reply, as methods.md 2.4 works them."""

from itertools import product

import pytest
from examples import COMMON, frame, observe, observe_met
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.model.checks import PART_READ
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.rows import Rows

RANKS = {"constable": 120, "sergeant": 30, "inspector": 24, "other": 1}
OWN = ("2018-01-01", "2023-03-01")


def observe_ranks(counts: dict, window=OWN, **facts) -> list[dict]:
    facts = {"table": "Complaints by rank", "dimension": "rank"} | facts
    return [
        observe(n, *window, category=code, label=code, cell=f"B{20 + i}", **facts)
        for i, (code, n) in enumerate(counts.items())
    ]


def compare(rows, common=COMMON):
    (series,) = split_series(frame(rows))
    figures, refusals, *_ = compare_categories(series, common, Rows([]))
    found = {(f["measure"], f["basis"], f["category"]): f for f in figures}
    return found, refusals


def ends(figure: dict) -> tuple:
    return figure["rung"], figure["low"], figure["high"]


def test_a_rank_over_the_whole_window_is_bounded_through_the_yearly_totals():
    figures, refusals = compare([*observe_met(), *observe_ranks(RANKS)])
    common = {c: ends(figures[("count", "common", c)]) for c in RANKS}
    assert common == {
        "constable": ("B", 96, 120),
        "sergeant": ("B", 6, 30),
        "inspector": ("B", 0, 24),
        "other": ("B", 0, 1),
    }
    assert ends(figures[("count", "own", "constable")]) == ("E", 120, 120)
    assert figures[("count", "common", "constable")]["assumes"] == "linked to the yearly totals"
    assert refusals == []


def test_the_reported_share_is_of_the_own_window_and_says_so():
    figures, _ = compare([*observe_met(), *observe_ranks(RANKS)])
    share = figures[("share", "own", "constable")]
    assert share["low"] == share["high"] == pytest.approx(100 * 120 / 175)
    assert (share["rung"], str(share["start"].date())) == ("O", "2018-01-01")


def test_the_share_in_the_common_window_is_bounded_as_worked_by_hand():
    figures, _ = compare([*observe_met(), *observe_ranks(RANKS)])
    share = figures[("share", "common", "constable")]
    assert (share["rung"], round(share["low"], 1), round(share["high"], 1)) == ("B", 63.6, 79.5)
    assert (share["exposure"], share["exposure_unit"]) == (151, "complaints")
    sergeant = figures[("share", "common", "sergeant")]
    assert (round(sergeant["low"], 1), round(sergeant["high"], 1)) == (4.0, 19.9)


def test_no_share_in_the_common_window_is_given_of_fewer_than_twenty():
    years = [
        observe(6, "2018-01-01", "2018-03-01"),
        observe(19, "2018-03-01", "2023-03-01", cell="C2"),
    ]
    figures, refusals = compare([*years, *observe_ranks({"constable": 15, "sergeant": 10})])
    assert ("share", "own", "constable") in figures
    assert ("share", "common", "constable") not in figures
    assert {(r["code"], r["measure"], r["basis"]) for r in refusals} == {
        ("TOO_FEW", "share", "common")
    }


def test_rows_not_recorded_may_be_of_any_category_and_are_counted_once():
    # Of 40 complaints 24 and 6 have their rank; the other 10 may be of either.
    met = {"constable": (24, 34), "sergeant": (6, 16)}
    ranks = observe_ranks(met, status="not_recorded") + observe_ranks({"not_recorded": 10})
    figures, refusals = compare(ranks, None)
    shares = {c: (f["low"], f["high"]) for (m, _, c), f in figures.items() if m == "share"}
    assert shares == {"constable": (60, 85), "sergeant": (15, 40), "not_recorded": (25, 25)}
    assert refusals == []
    people = [row | {"unit": "officers"} for row in ranks]
    assert {refusal["code"] for refusal in compare(people, None)[1]} == {"COVERAGE_GAP"}


def test_what_is_of_no_known_category_may_be_of_any_and_is_not_dropped_from_the_base():
    """Of 175, 24 are of no known rank: 120 to 144 may be constables, in all and in the window."""
    ranks = {"constable": 120, "sergeant": 30, "unknown": 24, "other": 1}
    figures, _ = compare([*observe_met(), *observe_ranks(ranks)])
    shares = {
        (basis, code): (f["low"], f["high"])
        for (measure, basis, code), f in figures.items()
        if measure == "share"
    }
    assert shares["own", "constable"] == pytest.approx((100 * 120 / 175, 100 * 144 / 175))
    assert shares["own", "unknown"] == pytest.approx((100 * 24 / 175,) * 2)
    assert shares["own", "other"] == pytest.approx((100 / 175, 100 * 25 / 175))
    assert "unknown, 24, may be of it or not" in figures["share", "own", "constable"]["assumes"]
    # 24 lie outside at most: with all that are unknown, constables are 144 of 151 at most.
    assert shares["common", "constable"] == pytest.approx((100 * 96 / 151, 100 * 144 / 151))


def test_events_that_must_lie_outside_lower_the_upper_end():
    # January and February 2018 alone held 20; sergeants and others are 11, so 9 were constables.
    years = [
        observe(20, "2018-01-01", "2018-03-01"),
        observe(30, "2018-03-01", "2023-03-01", cell="C2"),
    ]
    figures, _ = compare([*years, *observe_ranks({"constable": 39, "sergeant": 11})])
    assert ends(figures[("count", "common", "constable")]) == ("B", 19, 30)
    assert ends(figures[("count", "common", "sergeant")]) == ("B", 0, 11)


def test_a_table_whose_sum_is_not_that_of_the_years_is_not_linked():
    figures, refusals = compare([*observe_met(), *observe_ranks(RANKS | {"constable": 121})])
    assert not any(basis == "common" for _, basis, _ in figures)
    assert {r["code"] for r in refusals} == {"INCONSISTENT_SOURCES"}
    evidence = refusals[0]["evidence"]
    assert "the table sums to 176, the totals to 175 from 1 January 2018 to 28 Feb" in evidence
    assert "they disagree by at least 1: constable = 121, inspector = 24, " in evidence
    assert "against 2018 = 24, 2019 = 19, 2020 = 31, 2021 = 40, 2022 = 52, January to" in evidence
    assert not any(measure == "share" and basis == "common" for measure, basis, _ in figures)


def test_a_table_with_hidden_counts_is_linked_and_says_what_that_takes():
    # Two hidden ranks hold the 2 that the years leave for them: 175 less 173.
    ranks = {"constable": 143, "sergeant": 30, "inspector": (1, 4), "other": (1, 4)}
    figures, refusals = compare([*observe_met(), *observe_ranks(ranks)])
    assert ends(figures[("count", "common", "constable")]) == ("B", 119, 143)
    other = figures[("count", "common", "other")]
    assert ends(other) == ("B", 0, 1)
    assert other["assumes"].endswith("each of the complaints in one category only")
    assert ends(figures[("count", "own", "other")]) == ("B", 1, 4)  # as it is printed
    assert refusals == []


@pytest.mark.parametrize("dimension", ["platform", "nature"])
def test_categories_that_one_event_may_share_are_linked_only_where_they_add_up(dimension):
    counts = {"a": 120, "b": 55}
    rows = observe_ranks(counts, dimension=dimension)
    figures, _ = compare([*observe_met(), *rows])
    assert ends(figures[("count", "common", "a")]) == ("B", 96, 120)
    for wrong in ({"a": 120, "b": 56}, {"a": 120, "b": (52, 56)}):
        figures, refusals = compare([*observe_met(), *observe_ranks(wrong, dimension=dimension)])
        assert not any(basis == "common" for _, basis, _ in figures)
        assert {r["code"] for r in refusals} == {"COVERAGE_GAP"}


def test_a_table_over_more_days_with_the_same_sum_leaves_none_for_the_others():
    rows = observe_ranks(RANKS, ("2017-01-01", "2023-03-01"))
    figures, refusals = compare([*observe_met(), *rows])
    assert ends(figures[("count", "common", "constable")]) == ("B", 96, 120)
    assert refusals == []


def test_a_table_by_year_is_bounded_by_the_totals_of_its_years():
    # In 2018 all 24 were of two ranks, one of them hidden: 20 to 23 and 1 to 4.
    kinds = {"constable": {2018: (20, 30)}, "sergeant": {2018: (1, 4)}}
    rows = observe_by_year(kinds) + observe_ranks(
        {"constable": 120, "sergeant": 31}, ("2019-01-01", "2023-03-01")
    )
    figures, refusals = compare([*observe_met(), *rows])
    assert ends(figures[("count", "common", "constable")]) == ("B", 120, 143)
    assert ends(figures[("count", "common", "sergeant")]) == ("B", 31, 35)
    assert refusals == []


def test_a_table_without_years_and_without_a_yearly_total_is_refused():
    figures, refusals = compare(observe_ranks(RANKS))
    assert not any(basis == "common" for _, basis, _ in figures)
    assert {r["code"] for r in refusals} == {"COVERAGE_GAP"}


def test_a_table_of_the_common_window_itself_is_exact():
    figures, _ = compare(observe_ranks(RANKS, ("2018-03-01", "2023-03-01")))
    assert ends(figures[("count", "common", "sergeant")]) == ("E", 30, 30)


def test_two_labels_of_one_category_are_added_and_still_linked():
    rows = observe_ranks(RANKS | {"constable": 100})
    rows.append(rows[0] | {"label": "DC", "low": 20, "high": 20, "cell": "B30"})
    figures, refusals = compare([*observe_met(), *rows])
    constable = figures[("count", "common", "constable")]
    assert ends(constable) == ("B", 96, 120)
    assert "B20" in constable["cells"] and "B30" in constable["cells"]
    assert constable["label"] == "constable / DC"
    assert refusals == []


def test_no_share_is_given_of_fewer_than_twenty():
    figures, refusals = compare(observe_ranks({"constable": 15, "sergeant": 4}), None)
    assert not any(measure == "share" for measure, _, _ in figures)
    assert {(r["code"], r["measure"]) for r in refusals} == {("TOO_FEW", "share")}


ranges = st.tuples(st.integers(0, 30), st.integers(0, 4)).map(lambda pair: (pair[0], sum(pair)))


@settings(max_examples=20)
@given(st.lists(ranges, min_size=2, max_size=3))
def test_shares_with_hidden_counts_are_those_that_trying_every_count_gives(counts):
    assume(sum(low for low, _ in counts) >= 20)
    figures, _ = compare(observe_ranks(dict(zip("abc", counts, strict=False))), None)
    tried = list(product(*(range(low, high + 1) for low, high in counts)))
    for i, code in enumerate("abc"[: len(counts)]):
        shares = [100 * values[i] / sum(values) for values in tried]
        share = figures[("share", "own", code)]
        assert (share["low"], share["high"]) == pytest.approx((min(shares), max(shares)))


@settings(max_examples=20)
@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
)
def test_counts_in_the_common_window_are_those_that_trying_every_placement_gives(inside, outside):
    totals = [a + b for a, b in zip(inside, outside, strict=True)]
    years = [
        observe(sum(outside), "2018-01-01", "2018-03-01"),
        observe(sum(inside), "2018-03-01", "2023-03-01", cell="C2"),
    ]
    rows = [*years, *observe_ranks(dict(zip("abc", totals, strict=True)))]
    figures, _ = compare(rows)
    tried = [
        placed for placed in product(*(range(n + 1) for n in totals)) if sum(placed) == sum(inside)
    ]
    for i, code in enumerate("abc"):
        figure = figures[("count", "common", code)]
        assert (figure["low"], figure["high"]) == (
            min(placed[i] for placed in tried),
            max(placed[i] for placed in tried),
        )


def observe_by_year(counts: dict[str, dict[int, int]], **facts) -> list[dict]:
    return [
        row
        for code, years in counts.items()
        for year, count in years.items()
        for row in observe_ranks({code: count}, (f"{year}-01-01", f"{year + 1}-01-01"), **facts)
    ]


def test_no_share_is_given_of_a_table_with_a_category_that_cannot_be_counted():
    # Sergeants of 2019 are missing: a share of what is left would be one of another table.
    years = dict.fromkeys((2018, 2019, 2020), 10)
    rows = observe_by_year(
        {"constable": years, "inspector": years, "sergeant": {2018: 30, 2020: 30}}
    )
    figures, refusals = compare(rows, common=None)
    assert not any(measure == "share" for measure, _, _ in figures)
    assert {(r["measure"], r["category"], r["code"]) for r in refusals} == {
        ("count", "sergeant", "COVERAGE_GAP"),
        ("share", "constable", "COVERAGE_GAP"),
        ("share", "inspector", "COVERAGE_GAP"),
    }


def test_no_share_mixes_categories_counted_over_different_days():
    years = dict.fromkeys((2018, 2019, 2020), 20)
    rows = observe_by_year({"constable": years, "sergeant": {2019: 30, 2020: 30}})
    figures, refusals = compare(rows, common=None)
    assert not any(measure == "share" for measure, _, _ in figures)
    assert {r["code"] for r in refusals} == {"COVERAGE_GAP"}


def test_each_table_of_one_dimension_has_shares_of_its_own():
    early = observe_ranks(
        {"constable": 30, "sergeant": 20}, ("2018-01-01", "2021-01-01"), table="A"
    )
    late = observe_ranks({"constable": 90, "sergeant": 10}, ("2021-01-01", "2023-03-01"), table="B")
    (series,) = split_series(frame([*early, *late]))
    figures, _, *_ = compare_categories(series, None, Rows([]))
    shares = {(f["table"], f["category"]): f["low"] for f in figures if f["measure"] == "share"}
    assert shares == {
        ("A", "constable"): 60,
        ("A", "sergeant"): 40,
        ("B", "constable"): 90,
        ("B", "sergeant"): 10,
    }


def test_a_withheld_category_leaves_every_share_open_upward_or_down():
    rows = observe_ranks({"constable": 60, "sergeant": 40})
    withheld = observe(
        (0, float("inf")),
        *OWN,
        table="Complaints by rank",
        dimension="rank",
        category="inspector",
        label="inspector",
        status="withheld",
        cell="B30",
    )
    figures, _ = compare([*rows, withheld], common=None)
    share = {code: ends(figures[("share", "own", code)]) for code in ("constable", "inspector")}
    assert share == {"constable": ("O", 0, 60), "inspector": ("O", 0, 100)}


def test_a_table_that_is_read_in_part_gives_no_shares_and_leaves_room_for_what_is_not_read():
    """151 of 175 are read, so the totals do not contradict it: 24 are of what is not read."""
    few = {"constable": 120, "sergeant": 31}
    figures, refusals = compare(
        [*observe_met(), *observe_ranks(few, note=f"see the notes; {PART_READ}")]
    )
    assert ends(figures["count", "common", "constable"]) == ("B", 96, 120)
    assert ends(figures["count", "common", "sergeant"]) == ("B", 7, 31)
    assert {(row["code"], row["measure"], row["basis"]) for row in refusals} == {
        ("COVERAGE_GAP", "share", "own")
    }
