"""Several tables, replies and windows together, held against every way in which all can be true."""

from dataclasses import replace
from datetime import date
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from gate_samples import ALL, FIRST, HOLDERS, KINDS, LAST, audit, find_kinds, publish, see
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.model.observation import as_observations
from analysis.model.window import Window
from analysis.publish.disclosure.attack import list_spans
from analysis.publish.disclosure.audit import audit_figures
from analysis.publish.disclosure.rules import ADDED, AUDIT

SERGEANT, INSPECTOR = 0, 1
RANKS = ("sergeant", "inspector")
# Every way to place up to six events in each of three years of two ranks.
WAYS = np.array(list(product(range(7), repeat=6)), dtype=np.int8).reshape(-1, 3, 2)


def count(events, years, ranks) -> np.ndarray:
    return events[:, years[0] : years[1], ranks].sum(axis=(1, 2))


def find_by_trying(cells: list[tuple[int, tuple, list[int]]], closed: bool) -> set[tuple]:
    ways = WAYS
    for number, years, ranks in cells:
        ways = ways[count(ways, years, ranks) == number]
    # A table of sergeants alone is taken as complete where that can be.
    if closed and (none := count(ways, FIRST, [INSPECTOR]) == 0).any():
        ways = ways[none]
    told = set()
    for ranks in KINDS.values():
        for years in combinations(range(4), 2):
            values = count(ways, years, ranks)
            low, high = values.min(), values.max()
            if low >= 1 and high < 5 and (low, high) != (1, 4):
                told.add(tuple(ranks))
    return told


@given(
    st.tuples(*[st.integers(0, 2)] * 6), st.booleans(), st.sampled_from([None, 0, 1]), st.booleans()
)
@example((2, 2, 2, 2, 2, 2), True, None, True)
@example((0, 0, 2, 0, 1, 2), False, 1, True)
@settings(max_examples=20, deadline=None)
def test_three_windows_two_replies_and_unlike_lists_tell_what_trying_every_way_tells(
    events, sergeants, last, total
):
    truth = np.array(events).reshape(1, 3, 2)
    cells = [(ALL, [0], "R 1", "By rank"), (ALL, [1], "R 1", "By rank")]
    cells += [(FIRST, [0], "R 1", "Sergeants")] if sergeants else []
    cells += [(LAST, [last], "R 2", "By rank")] if last is not None else []
    cells += [(LAST, [0, 1], "R 2", "Complaints by year")] if total else []
    rows, known = [], []
    for years, ranks, reference, table in cells:
        number = int(count(truth, years, ranks)[0])
        rank = RANKS[ranks[0]] if len(ranks) == 1 else "all"
        rows.append(see(number, rank, years, reference, table))
        known.append((number, years, ranks))
    # The table of the second reply lists one rank, and is taken as complete too.
    assume = [(0, LAST, [1 - last])] if last is not None else []
    for closing in assume:
        ways = WAYS
        for number, years, ranks in [*known, closing]:
            ways = ways[count(ways, years, ranks) == number]
        known += [closing] if len(ways) else []
    assert find_kinds(rows) == find_by_trying(known, sergeants)


def test_a_contradictory_cell_switches_nothing_else_off():
    # Sergeants: 50 in three years, 28 in the first and 20 in the last. Staff: 60 in a part of 59.
    rows = [see(50, "sergeant", ALL), see(28, "sergeant", FIRST, "R 2")]
    rows += [see(20, "sergeant", LAST, "R 3")]
    assert find_kinds(rows) == {(SERGEANT,)}
    staff = [see(59, "police_staff", ALL), see(60, "police_staff", FIRST, "R 2")]
    assert find_kinds([*rows, *staff]) == {(SERGEANT,)}
    assert find_kinds([*rows[:2], *staff]) == set()


def test_figures_that_disagree_within_what_the_study_allows_are_taken_so():
    # 42 sergeants in all and 40 in the first year are 2 in the others; 39 to 41 are 1 to 3,
    # and 38 to 42 none to 4, of which nothing is told.
    rows = [see(42, "sergeant", ALL), see(40, "sergeant", FIRST, "R 2")]
    rows += [see(59, "police_staff", ALL), see(60, "police_staff", FIRST, "R 2")]
    told = {by: find_kinds(rows, tolerances={("metropolitan", "R 2"): by}) for by in (0, 1, 2)}
    assert told[0] and told[1] and told[2] == set()
    # Where all can be true to the last event, they are taken so.
    assert find_kinds(rows[:2], tolerances={("metropolitan", "R 2"): 2})


def test_a_table_is_complete_on_its_own_days_alone():
    hidden = [see(39, "all", LAST), see(29, "constable", LAST), see(6, "sergeant", LAST)]
    hidden += [see((1, 4), "inspector", LAST)]
    # Another reply, of other days, lists community support officers too.
    other = [see(110, "all", FIRST, "R 2"), see(100, "constable", FIRST, "R 2")]
    other += [see(10, "pcso", FIRST, "R 2")]
    short = [see(6, "sergeant", LAST, table="Sergeants")]
    for more in ([], other, short):
        found = {(leak.rule, leak.category) for leak in audit([*hidden, *more]).leaks}
        assert (AUDIT, "inspector") in found
        assert (ADDED, "inspector") not in found  # the reply itself tells it


def test_a_joint_figure_is_of_what_its_own_table_lists():
    # 9 inspectors and above less 5 chief inspectors are 4, wherever superintendents may stand.
    rows = [see(29, "constable", LAST), see(5, "chief_inspector", LAST), see(5, "other", LAST)]
    rows += [see((1, 4), "inspector", LAST), see(7, "superintendent", FIRST, "R 2")]
    assert find_kinds(rows) == set()
    (share,) = publish([see(9, "inspector_and_above", LAST)])
    assert find_kinds(rows, more=[replace(share, is_joint=True)]) == {(INSPECTOR,)}


def test_people_are_added_up_as_a_reader_adds_them_up():
    # 20 and 22 officers in two years, 30 in both: some stand in either, so sums tell nothing here.
    people = {"unit": "officers"}
    years = [see(20, "all", FIRST, **people), see(22, "all", (1, 2), **people)]
    years += [see(30, "all", (0, 2), **people)]
    assert audit([*years, see(30, "constable", (0, 2), **people)]).leaks == []
    # 12 officers less 10 constables are 2 of some other rank, who are told of by no figure.
    ranks = [see(12, "all", ALL, **people), see(10, "constable", ALL, **people)]
    assert find_kinds(ranks) == set()
    sergeants = [*ranks, see((0, 9), "sergeant", ALL, **people)]
    assert find_kinds(sergeants) == {(SERGEANT,)}
    # 12 in three years less 10 in the first two: at most so many more, and one reader says 2.
    parts = [see(12, "sergeant", ALL, **people), see(10, "sergeant", (0, 2), **people)]
    assert find_kinds(parts) == {(SERGEANT,)}


@pytest.mark.parametrize("years", [(1, 2), (2, 2)])
def test_a_merge_of_people_tells_its_largest_and_its_sum(years):
    # "2 to 3" are 1 and 2, and "2 to 4" are 2 and 2: each is fewer than three officers.
    people = {"unit": "people"}
    rows = [see(n, "all", (i, i + 1), **people) for i, n in enumerate(years)]
    shown = (max(years), sum(years))
    merged = [see(shown, "all", (0, 2), **people)]
    frames = as_observations(rows), as_observations(merged)
    leaks = audit_figures(publish(merged), *frames, HOLDERS).leaks
    assert {leak.rule for leak in leaks} == {AUDIT}
    # With five more in a third year, the two of whom the largest and the sum are told stay open.
    more = see(5, "all", (2, 3), **people)
    whole = [see((5, 5 + sum(years)), "all", ALL, **people)]
    frames = as_observations([*rows, more]), as_observations(whole)
    assert audit_figures(publish(whole), *frames, HOLDERS).leaks == []


@pytest.mark.parametrize("category", ["sergeant", "all"])
@pytest.mark.parametrize("least", [50, 51])
def test_each_end_of_a_range_is_attained_and_so_an_equation(category, least):
    # 52 in all and "50 to 52" in a window are 2 in the year that straddles its edge.
    table = {"table": "Complaints by rank"}
    years = [see(52 - least, category, FIRST, **table), see(least, category, (1, 3), **table)]
    shown = publish([see(52, category, ALL, **table), see((least, 52), category, ALL, **table)])
    inside = replace(shown[1], window=Window(date(2018, 3, 1), shown[1].window.end))
    frame = as_observations(years)
    leaks = audit_figures([shown[0], inside], frame, frame, HOLDERS).leaks
    assert [(leak.rule, leak.category) for leak in dict.fromkeys(leaks)] == [(AUDIT, category)]
    # The same two figures of which nobody knows how they were made tell nothing.
    one = as_observations([see(52, category, ALL, **table)])
    assert audit_figures([shown[0], inside], one, one, HOLDERS).leaks == []


def test_spans_lie_between_any_two_edges_and_around_what_lies_within():
    one, two, inner = (
        Window(date(2018, 1, day), date(2018, 1, end)) for day, end in [(1, 9), (5, 12), (6, 8)]
    )
    spans = list_spans([one, two, inner, one])
    ends = [pd.Timestamp(f"2018-01-{day:02}").date() for day in (1, 5, 6, 8, 9, 12)]
    runs = [(Window(*pair), None) for pair in combinations(ends, 2)]
    assert spans == [*runs, (one, inner), (two, inner)]


@pytest.mark.parametrize("status", ["withheld", "not_held"])
def test_what_is_withheld_is_not_told_more_closely_than_the_reply_tells_it(status):
    sergeants = see((0, float("inf")), "sergeant", ALL, status=status)
    rows = [see(30, "inspector", ALL), sergeants]
    closer = publish([see((0, 9), "sergeant", ALL)])

    def list_added(rows, more=()):
        return [leak.category for leak in audit(rows, more=more).leaks if leak.rule == ADDED]

    assert list_added(rows) == []
    assert list_added(rows, closer) == (["sergeant"] if status == "withheld" else [])
    whole = see(39, "all", ALL)
    assert list_added([*rows, whole], closer) == []  # the reply itself leaves no more than nine
