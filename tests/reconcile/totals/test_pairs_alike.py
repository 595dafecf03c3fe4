"""When two replies count alike in other words, and what of them needs no workforce."""

from itertools import permutations

import pytest
from examples import WORKFORCE, frame, observe
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.faults import Faults
from analysis.model.reply import FACETS
from analysis.model.study import Denominators, Same
from analysis.reconcile.methods.rates import ratio_interval
from analysis.reconcile.replies.comparability import find_mismatches, list_pairs, refuse_unlike
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.series import declare_same, split_series
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.pairs import compare_pairs

MET = {"force": "metropolitan", "reference": "M 1", "definition": "officer looked into"}
FIVE = ("2018-03-01", "2023-03-01")
STATED = {"stage": "investigated", "topic": "social media", "raised_by": "anyone"}
UNKNOWN = Denominators(workforce="headcount")


class Study:
    name = "small"

    def __init__(self, *same: dict):
        self.same = [Same(**one) for one in same]


def make_series(first: dict, second: dict, *same: dict):
    rows = [observe(42, *FIVE) | first, observe(140, *FIVE) | MET | second]
    return declare_same(split_series(frame(rows)), Study(*same))


def list_mismatches(first: dict, second: dict, *same: dict) -> list[tuple[str, str]]:
    mine, theirs = make_series(first, second, *same)
    found = find_mismatches(mine, theirs)
    back = find_mismatches(theirs, mine)
    assert [why.facet for why in found] == [why.facet for why in back]
    return [(why.facet, why.evidence) for why in found]


WORDS = ("definition", "definition: 'complaint' against 'officer looked into'")


def test_other_words_are_another_definition_until_something_says_that_they_are_not():
    assert list_mismatches({}, {}) == [WORDS]
    assert list_mismatches({}, {"definition": "complaint"}) == []


def test_other_words_are_the_same_where_all_facets_are_stated_and_equal():
    assert list_mismatches(STATED, STATED) == []


@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_that_one_leaves_unstated_makes_nothing_the_same(facet):
    assert list_mismatches(STATED, STATED | {facet: ""}) == [WORDS]
    assert list_mismatches(STATED | {facet: ""}, STATED | {facet: ""}) == [WORDS]


def test_a_mismatch_names_each_facet_that_differs_in_place_of_the_words():
    dismissed = STATED | {"stage": "dismissed"}
    told = ("stage", "stage: 'investigated' against 'dismissed'")
    assert list_mismatches(STATED, dismissed) == [told]
    assert list_mismatches(STATED, dismissed | {"topic": ""}) == [told]
    both = dismissed | {"raised_by": "public"}
    assert [facet for facet, _ in list_mismatches(STATED, both)] == ["stage", "raised_by"]
    # The letters' own words may be as loose as to fit both.
    assert list_mismatches(STATED, dismissed | {"definition": "complaint"}) == [told]


DECLARED = {"definitions": ("complaint", MET["definition"]), "why": "one request to both"}


def test_a_study_can_say_that_wordings_are_the_same_and_why():
    assert list_mismatches({}, {}, DECLARED) == []
    assert list_mismatches(STATED, STATED | {"stage": "dismissed"}, DECLARED) == []
    people = {"populations": ("all employees", "police officers and staff"), "why": "so it says"}
    other = {"population": "police officers and staff"}
    assert [facet for facet, _ in list_mismatches({}, other, DECLARED)] == ["population"]
    assert list_mismatches({}, other, DECLARED, people) == []
    figures, refusals, *_ = compare_pairs(
        make_series({}, other, DECLARED, people), None, Workforce(UNKNOWN), Rows([])
    )
    assert refusals == []
    for figure in figures:
        assert (
            "definitions 'complaint' and 'officer looked into' are taken as the same: one request "
            "to both; populations 'all employees' and 'police officers and staff' are taken as the "
            "same: so it says" in figure["assumes"]
        )


def test_words_that_two_entries_share_are_all_the_same():
    words = ("complaint", "matter", MET["definition"])
    rows = [observe(9, *FIVE, definition=word, reference=word) for word in words]
    links = [
        {"definitions": words[:2], "why": "first"},
        {"definitions": words[1:], "why": "second"},
    ]
    series = declare_same(split_series(frame(rows)), Study(*links))
    assert find_mismatches(series[0], series[2]) == []
    assert series[0].explain_same(series[2]).endswith("first; second")


def test_words_that_no_reply_has_are_a_fault():
    with pytest.raises(Faults, match="no reply of the study has 'complaints'"):
        make_series({}, {}, DECLARED | {"definitions": ("complaint", "complaints")})


@pytest.mark.parametrize(
    "entry",
    [
        {"why": "w"},
        {"definitions": ("a",), "why": "w"},
        {"definitions": ("a", "a"), "why": "w"},
        {"definitions": ("a", "b"), "populations": ("c", "d"), "why": "w"},
        {"definitions": ("a", "b")},
    ],
)
def test_an_entry_holds_several_words_of_one_kind_with_a_reason(entry):
    with pytest.raises(ValueError):
        Same(**entry)


words_of = {name: st.sampled_from(["", *words]) for name, words in FACETS.items()}


@given(st.fixed_dictionaries(words_of), st.fixed_dictionaries(words_of))
def test_two_series_are_alike_only_if_nothing_that_both_state_differs(first, second):
    found = [facet for facet, _ in list_mismatches(first, second)]
    unlike = [n for n in FACETS if first[n] and second[n] and first[n] != second[n]]
    assert found == unlike or (not unlike and found == ["definition"])
    assert (found == []) == (first == second and all(first.values()))


LINKED = {
    "words and facets": STATED | {"force": "staffordshire", "reference": "1"},
    "other words": STATED
    | {"force": "metropolitan", "reference": "2", "definition": "looked into"},
    "words alone": {"force": "dorset", "reference": "3"},
}


@pytest.mark.parametrize("order", list(permutations(LINKED)))
def test_what_counts_alike_is_paired_whatever_the_order(order):
    """One is like both others, by its words and by its facets; they are not like each other."""
    series = split_series(frame([observe(42, *FIVE) | LINKED[name] for name in order]))
    pairs = {frozenset(one.reference for one in pair) for pair in list_pairs(series)}
    assert pairs == {frozenset("12"), frozenset("13")}
    assert refuse_unlike(series, None, Rows([])) == []


# --- Counts over the same days


def compare(first: dict, second: dict, denominators=UNKNOWN):
    series = make_series(first, second, DECLARED)
    figures, refusals, *_ = compare_pairs(series, None, Workforce(denominators), Rows([]))
    refusals = [*refuse_unlike(series, None, Rows([])), *refusals]
    return {(row["measure"], row["basis"]): row for row in figures}, refusals


def list_refused(refusals):
    """What is refused over the replies' own days, and by which code."""
    return [(why["code"], why["measure"]) for why in refusals if why["basis"] == "own"]


def test_counts_over_the_same_days_have_a_ratio_without_any_workforce():
    nobody = {"population": "horses"}
    figures, refusals = compare(nobody, nobody)
    assert list(figures) == [("count_ratio", "own")]
    row = figures["count_ratio", "own"]
    assert row["low"] == row["high"] == pytest.approx(42 / 140)
    assert (row["lower"], row["upper"]) == pytest.approx(ratio_interval((42, 42), 1, (140, 140), 1))
    assert row["exposure_unit"] == "ratio of counts over the same days"
    assert row["exposure_cells"] == "" and "not per head" in row["assumes"]
    assert row["rung"] == "E"
    assert list_refused(refusals) == [("NO_DENOMINATOR", "rate_ratio")]
    assert "'horses'" in refusals[0]["evidence"]


def test_common_words_find_their_workforce_and_the_rate_stands_beside_the_count():
    people = {"population": "Officers and staff"}
    figures, refusals = compare(people, people)
    assert refusals == []
    counts, rates = figures["count_ratio", "own"], figures["rate_ratio", "own"]
    assert counts["low"] == pytest.approx(0.3) and rates["low"] > 1  # the Met is far larger
    assert "police community support officer, designated officer" in rates["assumes"]


def test_counts_of_unlike_days_have_no_ratio():
    figures, _ = compare({}, {"start": "2018-01-01"}, WORKFORCE)
    assert ("count_ratio", "own") not in figures
    assert ("rate_ratio", "own") in figures


def test_what_refuses_both_ratios_is_told_once_and_what_refuses_each_twice():
    few = {"low": 1, "high": 1}
    _, refusals = compare(few, {}, WORKFORCE)
    assert list_refused(refusals) == [("TOO_FEW", "rate_ratio")]
    _, refusals = compare(few | {"population": "horses"}, {"population": "horses"})
    assert list_refused(refusals) == [("NO_DENOMINATOR", "rate_ratio"), ("TOO_FEW", "count_ratio")]


@pytest.mark.costly
@given(st.integers(3, 10**6), st.integers(3, 10**6))
def test_a_ratio_of_counts_turns_over_with_its_sides(mine, theirs):
    counts = [{"population": "horses", "low": count, "high": count} for count in (mine, theirs)]
    there, back = compare(*counts)[0], compare(*reversed(counts))[0]
    one, other = there["count_ratio", "own"], back["count_ratio", "own"]
    assert one["low"] == pytest.approx(1 / other["low"])
    assert one["lower"] == pytest.approx(1 / other["upper"], rel=1e-6)
