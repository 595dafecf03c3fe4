"""Two tables of unlike categories, compared where both can speak of the same thing."""

from datetime import date
from itertools import product

import pandas as pd
import pytest
from examples import frame, observe
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.address import split_addresses
from analysis.model.breaks import Break
from analysis.reconcile.categories.breakdown import list_breakdowns
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.categories.harmonisation import harmonise_categories
from analysis.reconcile.consistency import find_disputed
from analysis.reconcile.replies.ladder import place_count
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import COMPARISON, REFUSALS, Findings
from analysis.reconcile.results.rows import Rows

DAYS = ("2018-03-01", "2023-03-01")
EARLIER = ("2018-01-01", "2023-03-01")
MET = {"force": "metropolitan", "reference": "M 1"}
CHANGE = Break(date=date(2020, 2, 1), name="New system", why="new rules")
STAFFS_RANKS = {"constable": 50, "inspector_and_above": 8, "police_staff": 40, "pcso": 2}
MET_RANKS = {"constable": 60, "inspector": 7, "chief_inspector": 3, "police_staff": 25, "other": 5}


def tell(counts: dict, dimension="rank", window=DAYS, total=None, **facts) -> list[dict]:
    """A table of one reply, and the reply's total where there is one."""
    said = {"table": f"By {dimension}", "dimension": dimension} | facts
    rows = [
        observe(n, *window, category=code, label=code.title(), cell=f"B{20 + i}", **said)
        for i, (code, n) in enumerate(counts.items())
    ]
    return rows + ([observe(total, *window, **facts)] if total is not None else [])


def tell_met(counts: dict, *args, **facts) -> list[dict]:
    return tell(counts, *args, **MET | facts)


def harmonise(*rows, breaks=(CHANGE,), checks=()):
    """What two replies have in common by (force, category), the differences, and the refusals."""
    made, figures, refusals = Rows(breaks), [], []
    series = split_series(frame([row for told in rows for row in told]))
    for one in series:
        if not one.totals.empty:
            count = place_count(one.totals, one.window, one.is_additive)
            told = {"low": count.low, "high": count.high, "cells": count.cells}
            figures.append(made.figure(one, "count", "own", one.window, **told))
        counted, refused, *_ = compare_categories(one, None, made)
        figures += counted
        refusals += refused
    disputed = find_disputed(pd.DataFrame(checks), series)
    tables = list_breakdowns(series, Findings(figures, refusals))
    found, refused, *_ = harmonise_categories(disputed.object_to(tables), made)
    assert all(set(COMPARISON) <= set(row) for row in found)
    assert all(set(REFUSALS) == set(row) for row in refused)
    shares = {(r["force"], r["category"]): r for r in found if r["measure"] == "share"}
    differences = {r["category"]: r for r in found if r["measure"] == "share_difference"}
    return shares, differences, refused


def ends(row: dict) -> tuple:
    return pytest.approx((row["low"], row["high"]))


def codes(refused: list[dict]) -> list[str]:
    return sorted({row["code"] for row in refused})


def test_three_ranks_of_one_force_stand_against_the_one_that_the_other_prints():
    shares, differences, _ = harmonise(tell(STAFFS_RANKS), tell_met(MET_RANKS))
    assert set(differences) == {"constable", "inspector_and_above", "police_staff"}
    assert ends(shares["staffordshire", "inspector_and_above"]) == (8, 8)
    met = shares["metropolitan", "inspector_and_above"]
    # Ten inspectors of two ranks; five under Other may be of ranks that the Met does not list.
    assert ends(met) == (10, 15)
    assert met["label"] == "Chief_Inspector / Inspector"
    assert "Other, 5, may be of it or not" in met["assumes"]
    assert ends(differences["inspector_and_above"]) == (-7, -2)


def test_other_never_holds_what_the_force_lists_by_name():
    shares, _, _ = harmonise(tell(STAFFS_RANKS), tell_met(MET_RANKS))
    assert ends(shares["metropolitan", "constable"]) == (60, 60)
    assert "Other" not in shares["metropolitan", "constable"]["assumes"]


def test_each_share_has_its_own_days_its_partner_and_its_limits():
    shares, differences, _ = harmonise(tell(STAFFS_RANKS), tell_met(MET_RANKS, window=EARLIER))
    met = shares["metropolitan", "constable"]
    assert (str(met["start"].date()), str(met["other_start"].date())) == (EARLIER[0], DAYS[0])
    assert (met["basis"], met["rung"], met["other_force"]) == ("harmonised", "O", "staffordshire")
    assert met["lower"] < met["low"] == met["high"] < met["upper"]
    assert (met["exposure"], met["exposure_unit"]) == (100, "complaints")
    difference = differences["constable"]
    assert difference["lower"] < -10 < difference["upper"]
    assert "Clopper-Pearson" in met["assumes"] and "97.5 %" in difference["assumes"]


def test_a_category_of_one_force_alone_is_refused_with_what_the_other_holds_back():
    _, differences, refused = harmonise(tell(STAFFS_RANKS), tell_met(MET_RANKS))
    (pcso,) = refused
    assert (pcso["code"], pcso["category"], pcso["force"]) == (
        "UNMAPPED_CATEGORY",
        "pcso",
        "staffordshire",
    )
    assert pcso["other_force"] == "metropolitan" and "B23" in pcso["cells"]
    assert "has 5 under Other" in pcso["evidence"] and "metropolitan" in pcso["remedy"]
    assert "(pcso) is taken to be in no other category" in differences["constable"]["assumes"]


def test_what_is_not_recorded_may_be_of_any_category():
    platforms = {"facebook": 30, "twitter": 10, "not_recorded": 10}
    shares, differences, refused = harmonise(
        tell(platforms, "platform"), tell_met({"facebook": 60, "twitter": 40}, "platform")
    )
    assert ends(shares["staffordshire", "facebook"]) == (60, 80)
    assert ends(shares["metropolitan", "facebook"]) == (60, 60)
    assert ends(differences["facebook"]) == (0, 20)
    assert refused == []


def test_rows_of_a_list_that_are_not_recorded_are_counted_once():
    # 24 and 6 have their rank, and each upper end has the other 10 in it already.
    listed = tell({"constable": (24, 34), "sergeant": (6, 16)}, status="not_recorded")
    listed += tell({"not_recorded": 10})
    shares, _, _ = harmonise(listed, tell_met({"constable": 30, "sergeant": 10}))
    assert ends(shares["staffordshire", "constable"]) == (60, 85)


def test_hidden_counts_are_tied_together_by_the_replys_total():
    hidden = {"constable": 30, "sergeant": (1, 4), "inspector": (1, 4)}
    met = tell_met({"constable": 30, "sergeant": 10, "inspector": 5})
    free, _, _ = harmonise(tell(hidden), met)
    tied, _, _ = harmonise(tell(hidden, total=37), met)
    assert ends(free["staffordshire", "constable"]) == (100 * 30 / 38, 100 * 30 / 32)
    assert ends(tied["staffordshire", "constable"]) == (100 * 30 / 37,) * 2
    assert ends(tied["staffordshire", "sergeant"]) == (100 * 3 / 37, 100 * 4 / 37)


def test_a_table_that_does_not_add_up_to_the_replys_total_gives_no_share():
    _, differences, refused = harmonise(tell(STAFFS_RANKS, total=101), tell_met(MET_RANKS))
    assert (differences, codes(refused)) == ({}, ["INCONSISTENT_SOURCES"])
    assert "sums to 100, the reply's total is 101" in refused[0]["evidence"]


def test_a_check_that_differs_takes_the_shares_of_its_table_with_it():
    check = {"check": "printed total", "force": "metropolitan", "reference": "M 1"}
    check |= {"table": "By rank", "what": "total over rank", "first": "101", "second": "100"}
    cells = " | ".join(f"met.csv#csv!B{n}" for n in range(20, 25))
    check |= {"first_cell": "met.csv#csv!B25", "second_cells": cells, "verdict": "differs"}
    tables = tell(STAFFS_RANKS), tell_met(MET_RANKS, file="met.csv")
    _, differences, refused = harmonise(*tables, checks=[check])
    assert (differences, codes(refused)) == ({}, ["INCONSISTENT_SOURCES"])
    elsewhere = {"second_cells": cells.replace("met", "another")}
    for spared in ({"verdict": "agrees"}, elsewhere, {"check": "declared window"}):
        assert harmonise(*tables, checks=[check | spared])[1]


def test_a_disputed_total_takes_the_shares_with_it_that_are_of_it():
    check = {"check": "order of units", "force": "metropolitan", "reference": "M 1"}
    check |= {"table": "By year", "what": "cases, no more than allegations", "verdict": "differs"}
    check |= {"first_cell": "met.csv#csv!B2", "second_cells": "met.csv#csv!Z9"}
    tables = tell(STAFFS_RANKS), tell_met(MET_RANKS, total=100, file="met.csv")
    _, differences, refused = harmonise(*tables, checks=[check])
    assert (differences, codes(refused)) == ({}, ["INCONSISTENT_SOURCES"])
    assert refused[0]["evidence"].endswith("differs: cases, no more than allegations")


def test_under_twenty_no_percentage_is_given():
    def few(count):
        counts = {"constable": count, "sergeant": 4}
        return harmonise(tell(counts), tell_met(MET_RANKS))

    _, differences, refused = few(15)
    assert (differences, codes(refused)) == ({}, ["TOO_FEW"])
    assert "counts 19; no percentage is given under 20" in refused[0]["evidence"]
    assert few(16)[1]


def test_unlike_replies_are_refused_by_every_code_once():
    twice = tell(STAFFS_RANKS, unit="cases"), tell_met(MET_RANKS, date_basis="recorded")
    _, differences, refused = harmonise(*twice)
    assert (differences, codes(refused)) == ({}, ["DATE_BASIS_MISMATCH", "UNIT_MISMATCH"])
    # Where both have totals, the pair of totals stands refused by the same codes.
    totals = (
        tell(STAFFS_RANKS, total=100, unit="cases"),
        tell_met(MET_RANKS, total=100, date_basis="recorded"),
    )
    assert harmonise(*totals) == ({}, {}, [])


def test_tables_of_one_reply_are_never_set_against_each_other():
    again = tell(STAFFS_RANKS, table="By rank again", definition="finalised complaint")
    assert harmonise(tell(STAFFS_RANKS), again) == ({}, {}, [])


def test_a_table_put_together_into_its_root_tells_nothing_apart():
    _, differences, refused = harmonise(tell({"any_rank": 100}), tell_met(MET_RANKS))
    assert (differences, codes(refused)) == ({}, ["UNMAPPED_CATEGORY"])


def test_the_root_beside_categories_may_be_any_of_them():
    shares, _, _ = harmonise(tell({"constable": 30, "any_rank": 10}), tell_met({"constable": 99}))
    assert ends(shares["staffordshire", "constable"]) == (75, 100)


def test_outcomes_are_pooled_over_the_break_only_by_both_alike():
    ended = {"dismissed": 10, "no_further_action": 40}
    late = ("2019-12-01", "2023-03-01")
    spans = {
        DAYS: [],
        EARLIER: [],
        late: ["BREAK_SPANNED"],
        ("2020-02-01", "2023-03-01"): ["BREAK_SPANNED"],
    }
    for window, wanted in spans.items():
        _, differences, refused = harmonise(
            tell(ended, "outcome"), tell_met(ended, "outcome", window)
        )
        assert (codes(refused), bool(differences)) == (wanted, not wanted)
    # 62 of 1,186 days are not 701 of 1,826, and the reader is told.
    _, _, refused = harmonise(tell(ended, "outcome"), tell_met(ended, "outcome", late))
    assert "38% of the days" in refused[0]["evidence"] and "5% of the" in refused[0]["evidence"]
    # Ranks did not change with the rules, nor did anything without a break.
    assert harmonise(tell(STAFFS_RANKS), tell_met(MET_RANKS, window=late))[1]
    assert harmonise(tell(ended, "outcome"), tell_met(ended, "outcome", late), breaks=())[1]


def test_running_cases_are_left_out_of_the_shares_of_outcomes():
    running = {"dismissed": 10, "no_further_action": 30, "live": 50, "suspended": 10}
    ended = tell_met({"dismissed": 10, "no_further_action": 40}, "outcome")
    shares, differences, refused = harmonise(tell(running, "outcome", total=100), ended)
    assert ends(shares["staffordshire", "dismissed"]) == (25, 25)
    assert "still are left out" in shares["staffordshire", "dismissed"]["assumes"]
    assert set(differences) == {"dismissed", "no_further_action"} and refused == []


def test_internal_reports_are_never_put_together_with_public_complaints():
    _, differences, refused = harmonise(
        tell({"public": 30, "internal": 20}, "source"), tell_met({"internal": 25}, "source")
    )
    assert set(differences) == {"internal"}
    assert [row["category"] for row in refused] == ["public"]


def test_a_complaint_on_two_platforms_is_a_mention_of_each():
    sets = {"facebook": 20, "facebook+twitter": 10, "twitter": 10}
    shares, _, _ = harmonise(
        tell(sets, "platform"), tell_met({"facebook": 60, "twitter": 40}, "platform")
    )
    assert ends(shares["staffordshire", "facebook"]) == (75, 75)
    assert ends(shares["staffordshire", "twitter"]) == (50, 50)


def test_mentions_beyond_the_number_of_complaints_are_shares_of_complaints():
    met = tell_met({"facebook": 60, "twitter": 40}, "platform")
    shares, _, refused = harmonise(tell({"facebook": 30, "twitter": 25}, "platform", total=50), met)
    assert ends(shares["staffordshire", "facebook"]) == (60, 60)
    assert "counted in several" in shares["staffordshire", "facebook"]["assumes"]
    assert refused == []
    # More Facebook complaints than complaints is no mention of two, but a mistake.
    many = tell({"facebook": 51, "twitter": 25}, "platform", total=50)
    assert codes(harmonise(many, met)[2]) == ["INCONSISTENT_SOURCES"]


def test_people_need_a_total_since_one_may_stand_in_two_ranks():
    people = {"unit": "officers"}
    met = tell_met({"constable": 60, "sergeant": 40}, total=90, **people)
    alone = tell({"constable": 30, "sergeant": 20}, **people)
    assert codes(harmonise(alone, met)[2]) == ["COVERAGE_GAP"]
    shares, _, refused = harmonise(tell({"constable": 30, "sergeant": 20}, total=45, **people), met)
    assert refused == []
    assert ends(shares["staffordshire", "constable"]) == (100 * 30 / 45,) * 2


def test_the_weaker_provenance_is_that_of_the_difference_alone():
    shares, differences, refused = harmonise(
        tell(STAFFS_RANKS, provenance="disclosed"), tell_met(MET_RANKS)
    )
    assert shares["staffordshire", "constable"]["provenance"] == "disclosed"
    assert differences["constable"]["provenance"] == "illustrative"
    assert {row["provenance"] for row in refused} == {"illustrative"}


NODES = {
    "constable": {"constable"},
    "inspector_and_above": {"inspector", "superintendent"},
    "inspector": {"inspector"},
    "superintendent": {"superintendent"},
    "pcso": {"pcso"},
}
TRACED = ("cells", "exposure_cells")
RANKED = split_series(frame([*tell(STAFFS_RANKS), *tell_met(MET_RANKS)]))
CODES = ["inspector", "superintendent", "pcso", "other", "not_recorded"]
tables = st.dictionaries(st.sampled_from(CODES), st.integers(0, 3), min_size=1, max_size=4)


def list_cases(counts: dict[str, int], node: str) -> list[float]:
    """The shares of a category in every case of what Other and the unrecorded hold."""
    inside = sum(counts.get(code, 0) for code in NODES[node])
    unsure = [counts.get("not_recorded", 0)]
    unsure += [] if node in counts else [counts.get("other", 0)]
    cases = product(*(range(n + 1) for n in unsure))
    return [100 * (inside + sum(held)) / sum(counts.values()) for held in cases]


@settings(max_examples=25, deadline=None)
@given(tables, tables)
def test_the_bounds_are_those_of_every_case_and_no_event_is_lost(first, second):
    told = {"staffordshire": first | {"constable": 20}, "metropolitan": second | {"constable": 20}}
    made = Rows([CHANGE])
    figures = [
        made.figure(one, "count", "own", one.window, table="By rank", dimension="rank",
                    category=code, low=n, high=n)
        for one in RANKED for code, n in told[one.force].items()
    ]  # fmt: skip
    found, _, *_ = harmonise_categories(list_breakdowns(RANKED, Findings(figures, [])), made)
    shares = {(r["force"], r["category"]): r for r in found if r["measure"] == "share"}
    nodes = {node for _, node in shares}
    assert "constable" in nodes
    for (force, node), share in shares.items():
        cases = list_cases(told[force], node)
        assert ends(share) == (min(cases), max(cases))
    for force, counts in told.items():
        # Every event that is placed is in one category and in no other.
        placed = sum(counts[code] for node in nodes for code in NODES[node] & set(counts))
        least = sum(shares[force, node]["low"] for node in nodes)
        assert least == pytest.approx(100 * placed / sum(counts.values()))


def test_a_share_names_the_cells_of_its_events_and_of_all_events():
    def trace(**facts):
        shares, differences, _ = harmonise(tell(STAFFS_RANKS, **facts), tell_met(MET_RANKS))
        share, difference = shares["staffordshire", "constable"], differences["constable"]
        assert share["cells"] in difference["cells"]
        return [sorted(a.cell for a in split_addresses(share[name])) for name in TRACED]

    whole = ["B20", "B21", "B22", "B23"]
    assert trace() == [["B20"], whole]
    assert trace(total=100) == [["B20"], ["B2"]]


def test_hidden_events_rest_on_all_that_the_total_leaves():
    hidden = tell({"constable": 30, "sergeant": (1, 4), "inspector": (1, 4)}, total=37)
    shares, _, _ = harmonise(hidden, tell_met({"constable": 30, "sergeant": 10}))
    sergeants = split_addresses(shares["staffordshire", "sergeant"]["cells"])
    assert sorted(address.cell for address in sergeants) == ["B20", "B21", "B22"]


MANY = ("kent", "essex", "dorset", "surrey", "sussex", "cheshire", "metropolitan", "cumbria")


def harmonise_many(tables: dict[str, list[dict]]):
    series = split_series(frame([row for rows in tables.values() for row in rows]))
    made, figures = Rows((CHANGE,)), []
    for one in series:
        counted, _, *_ = compare_categories(one, None, made)
        figures += counted
    found, refused, *_ = harmonise_categories(list_breakdowns(series, Findings(figures, [])), made)
    shares = {}
    for row in found:
        shares.setdefault(row["category"], set()).add(row["force"])
    return shares, refused


def tell_of(force: str, counts: dict, window=DAYS) -> list[dict]:
    return tell(counts, window=window, force=force, reference=f"{force} 1")


@pytest.mark.parametrize("first", [0, 7])
def test_of_many_one_coarse_table_coarsens_no_other(first):
    """Who lists officers in one line is told in that line alone; the others by rank as well."""
    ranks = {"constable": 30, "sergeant": 20, "pcso": 10}
    tables = {force: tell_of(force, ranks) for force in MANY}
    coarse = MANY[first]
    tables[coarse] = tell_of(coarse, {"police_officer": 50, "pcso": 10})
    shares, refused, *_ = harmonise_many(tables)
    assert shares["constable"] == shares["sergeant"] == set(MANY) - {coarse}
    assert shares["police_officer"] == shares["pcso"] == set(MANY)
    assert refused == []


@pytest.mark.parametrize("odd", [MANY[0], MANY[-1]])
def test_of_many_the_one_under_other_rules_is_left_out_and_not_all_the_others(odd):
    tables = {
        force: tell_of(
            force,
            {"constable": 30, "sergeant": 20},
            ("2015-01-01", "2019-01-01") if force == odd else ("2021-01-01", "2023-01-01"),
        )
        for force in MANY
    }
    shares, refused, *_ = harmonise_many(tables)
    assert shares["constable"] == set(MANY) - {odd}
    assert [(row["force"], row["code"]) for row in refused] == [(odd, "BREAK_SPANNED")]
