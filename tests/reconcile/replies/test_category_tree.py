"""The level at which two tables can be compared, on the project's own vocabulary."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reconcile.replies.category_tree import OTHER, UNPLACED, CategoryTree, read_tree

RANK = read_tree("rank")
placed = [code for code in RANK.above if RANK.is_placed(code)]
tables = st.frozensets(st.sampled_from(placed), min_size=1, max_size=6)


def test_ranks_of_one_table_go_up_to_what_the_other_lists():
    staffs = {"constable", "sergeant", "inspector_and_above", "police_staff", "pcso"}
    met = {"constable", "sergeant", "inspector", "chief_inspector", "superintendent", "pcso"}
    wanted = ["constable", "sergeant", "inspector_and_above", "police_staff", "pcso"]
    assert RANK.find_level(staffs, met) == RANK.find_level(met, staffs) == wanted


def test_one_wide_category_takes_all_below_it_with_it():
    ranks = {"constable", "inspector", "police_staff"}
    assert RANK.find_level(ranks, {"police_officer"}) == ["police_officer", "police_staff"]
    # Beside its own parts too: what the wide one holds is not told.
    assert RANK.find_level(ranks | {"police_officer"}, {"constable"}) == [
        "police_officer",
        "police_staff",
    ]


def test_what_each_lists_alone_meets_in_the_nearest_category_above():
    assert RANK.find_level({"inspector", "pcso"}, {"superintendent", "pcso"}) == [
        "inspector_and_above",
        "pcso",
    ]
    nature = read_tree("nature")
    old, new = {"other_sexual_conduct", "content"}, {"sexual_conduct", "content"}
    assert nature.find_level(old, new) == ["content", "sexual_behaviour"]


def test_meeting_above_never_costs_a_category_that_both_list():
    networks = read_tree("platform").find_level({"facebook", "tiktok"}, {"facebook", "snapchat"})
    assert networks == ["facebook", "tiktok", "snapchat"]
    deep = {"inspector", "constable"}, {"superintendent", "sergeant"}
    # Inspectors and superintendents meet first; constables and sergeants then stay apart.
    assert RANK.find_level(*deep) == ["constable", "sergeant", "inspector_and_above"]


@settings(max_examples=25, deadline=None)
@given(tables, tables)
def test_a_level_holds_every_code_once_and_its_categories_do_not_overlap(first, second):
    level = RANK.find_level(first, second)
    for code in first | second:
        assert len(set(RANK.climb(code)) & set(level)) == 1
    assert level == RANK.find_level(second, first)
    assert all(any(node in RANK.climb(code) for code in first | second) for node in level)
    for node in set(first & second):
        # What both list stays, but for a listed category that holds it.
        wider = set(RANK.climb(node)[1:]) & (first | second)
        assert wider or node in level


def test_remainders_and_the_root_say_no_category():
    for code in (OTHER, "unknown", "not_recorded", "any_rank"):
        assert not RANK.is_placed(code)
    assert not read_tree("platform").is_placed("unspecified")
    assert RANK.is_placed("pcso") and set(UNPLACED).isdisjoint(placed)


def test_running_cases_are_no_outcome_and_no_rank():
    outcome = read_tree("outcome")
    undecided = [code for code in outcome.above if outcome.is_undecided(code)]
    assert undecided == ["live", "interim", "suspended", "restricted_duties"]
    assert not RANK.is_undecided("constable")


def test_public_and_internal_reports_meet_in_nothing_but_the_root():
    source = read_tree("source")
    assert source.find_level({"public"}, {"internal"}) == ["public", "internal"]
    assert set(source.climb("public")).isdisjoint(source.climb("internal"))


def test_staff_and_community_support_officers_have_nothing_but_the_root_in_common():
    # So a label for both, "Police staff/PCSO", stands for no category and is never split.
    assert set(RANK.climb("police_staff")).isdisjoint(RANK.climb("pcso"))


def test_a_code_that_the_vocabulary_lacks_is_an_error():
    with pytest.raises(ValueError, match="no code 'admiral' in rank"):
        RANK.find_level({"admiral"}, {"constable"})


def test_the_deepest_meeting_goes_first_whatever_the_order_of_the_codes():
    parents = {"root": "", "wide": "root", "b": "wide", "a": "wide", "a1": "a", "a2": "a"}
    tree = CategoryTree("made up", parents)
    assert tree.find_level({"a1", "b"}, {"a2"}) == ["b", "a"]
    assert tree.find_level({"b"}, {"a2"}) == ["wide"]
