"""What is kept of figures that contradict each other: as much as can be true, and no less."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.publish.disclosure.attack import (
    Contradiction,
    find_contradicting,
    keep_consistent,
    leave_out_contradicting,
)
from analysis.reconcile.methods.bounds import Known, System

YEAR = Window(date(2019, 1, 1), date(2020, 1, 1))
TWO = Window(date(2018, 1, 1), date(2020, 1, 1))


def know(low, high, *parts, window=YEAR) -> Known:
    return Known(window, low, high, "same name", frozenset(parts))


SERGEANTS, STAFF = know(5, 5, "sergeant"), know(60, 60, "staff")


def test_only_the_cells_that_must_be_wrong_are_left_out():
    # 60 staff in a year of two that had 59: either is wrong, and nothing is said of sergeants.
    cells = [SERGEANTS, STAFF, know(7, 7, "sergeant", window=TWO)]
    kept = leave_out_contradicting([*cells, know(59, 59, "staff", window=TWO)])
    assert len(kept) == 3 and {SERGEANTS, cells[2]} <= set(kept)
    assert leave_out_contradicting(cells) == cells and leave_out_contradicting([]) == []


def test_each_further_cell_is_kept_that_the_others_leave_room_for():
    total, short = know(65, 65), know(4, 4)
    closed = know(0, 0, "inspector")
    assert keep_consistent([SERGEANTS, STAFF], [short, total, closed]) == [
        SERGEANTS,
        STAFF,
        total,
        closed,
    ]
    # Of two that contradict each other the first is kept.
    assert keep_consistent([SERGEANTS], [know(6, 6), know(7, 7)]) == [SERGEANTS, know(6, 6)]
    with pytest.raises(Contradiction):
        keep_consistent([SERGEANTS, short], [total])


def test_what_only_fractions_fit_is_a_contradiction_too():
    # Any two of three hold one event together: a half each.
    pairs = [know(1, 1, *two) for two in (("a", "b"), ("b", "c"), ("a", "c"))]
    kept = leave_out_contradicting([*pairs, SERGEANTS])
    assert SERGEANTS in kept and len(kept) == 3


def test_where_nobody_can_say_which_cell_is_wrong_there_is_no_way_out(monkeypatch):
    monkeypatch.setattr(System, "is_possible", lambda system: False)
    monkeypatch.setattr(System, "find_outliers", lambda system: {0, 1})
    with pytest.raises(Contradiction):
        leave_out_contradicting([SERGEANTS, STAFF])


PARTS = ["a", "b", "c"]
CELLS = st.lists(
    st.builds(
        lambda low, more, parts, window: know(low, low + more, *parts, window=window),
        st.integers(0, 9),
        st.integers(0, 2),
        st.sets(st.sampled_from(PARTS), max_size=2),
        st.sampled_from([YEAR, TWO]),
    ),
    max_size=6,
)


@given(CELLS)
@settings(max_examples=40, deadline=None)
def test_what_is_left_can_be_true_and_all_of_it_stays_where_all_can(cells):
    kept = leave_out_contradicting(cells)
    assert find_contradicting(kept) == set()
    assert (kept == cells) == (find_contradicting(cells) == set())
