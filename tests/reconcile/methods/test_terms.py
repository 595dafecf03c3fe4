"""The terms of a bound: their sums are the bound, and no printed total stands among its parts."""

from datetime import date
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import REST, Known, System, bound_window
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.methods.distinct_people import bound_people
from analysis.reconcile.methods.terms import find_terms, take_times

DAYS = [date(year, 1, 1) for year in range(2010, 2018)]


def span(first, last):
    return Window(DAYS[first], DAYS[last])


def know(first, last, low, high=None, name=None, *kind):
    high = low if high is None else high
    return Known(span(first, last), low, high, name or f"{first}-{last}", frozenset(kind))


def add_up(terms):
    """The least and the most that the terms come to, each by its own arithmetic."""
    least = sum(t.least * (t.cell.low if t.least > 0 else t.cell.high) for t in terms if t.least)
    most = sum(t.most * (t.cell.high if t.most > 0 else t.cell.low) for t in terms if t.most)
    return least, most


def name_terms(terms):
    return [(term.cell.name, term.least, term.most) for term in terms]


YEARS = [know(n, n + 1, count) for n, count in enumerate((18, 24, 28, 32))]
TOTAL = know(0, 4, 102, name="total")


def test_the_years_are_added_and_the_printed_total_is_not_among_them():
    terms = find_terms([*YEARS, TOTAL], span(0, 4), (102, 102), {"total"})
    assert name_terms(terms) == [(year.name, 1, 1) for year in YEARS]


def test_a_total_tells_where_the_years_are_hidden():
    hidden = [know(n, n + 1, 1, 4) for n in range(4)]
    terms = find_terms([*hidden, know(0, 4, 9, name="total")], span(0, 4), (9, 9), {"total"})
    assert name_terms(terms) == [("total", 1, 1)]


def test_a_year_that_is_hidden_is_the_total_less_the_others():
    cells = [YEARS[0], know(1, 2, 0, inf), *YEARS[2:], TOTAL]
    terms = find_terms(cells, span(1, 2), (24, 24), {"total"})
    assert name_terms(terms) == [("0-1", -1, -1), ("2-3", -1, -1), ("3-4", -1, -1), ("total", 1, 1)]


def test_a_year_across_the_edge_is_in_the_most_alone():
    halves = [know(0, 2, 10, name="first"), know(2, 4, 7, name="last")]
    terms = find_terms(halves, span(1, 4), (7, 17))
    assert name_terms(terms) == [("first", 0, 1), ("last", 1, 1)]


def test_a_year_of_none_is_a_term_like_any_other():
    cells = [know(0, 1, 0), know(1, 2, 5), know(0, 2, 5, name="total")]
    terms = find_terms(cells, span(0, 2), (5, 5), {"total"})
    assert name_terms(terms) == [("0-1", 1, 1), ("1-2", 1, 1)]


def test_what_has_no_upper_end_leaves_the_most_open():
    cells = [know(0, 1, 3), know(1, 2, 51, inf)]
    terms = find_terms(cells, span(0, 2), (54, inf))
    assert add_up(terms) == (54, inf)


def test_of_people_one_cell_alone_is_sure_and_all_together_are_the_most():
    cells = [know(0, 1, 30), know(1, 2, 40)]
    terms = find_terms(cells, span(0, 2), (40, 70), additive=False)
    assert name_terms(terms) == [("0-1", 0, 1), ("1-2", 1, 1)]
    printed = know(0, 2, 70, name="total")
    terms = find_terms([*cells, printed], span(0, 2), (70, 70), {"total"}, additive=False)
    assert name_terms(terms) == [("total", 1, 1)]


def test_people_of_a_cell_across_the_edge_may_all_be_outside():
    terms = find_terms([know(0, 2, 412)], span(1, 2), (0, 412), additive=False)
    assert name_terms(terms) == [("0-2", 0, 1)]


def test_people_of_whom_only_paths_tell_have_no_terms():
    # 100 in all and 10 in the first year, so 90 at least come later.
    cells = [know(0, 1, 10), know(0, 2, 100, name="both")]
    assert bound_people(cells, span(1, 2)) == (90, 100)
    assert find_terms(cells, span(1, 2), (90, 100), additive=False) is None


def test_a_category_rests_on_the_total_outside_the_days():
    rank = know(0, 4, 60, None, "constables", "constable")
    others = know(0, 4, 42, None, "others", "sergeant")
    system = System([*YEARS, rank, others, know(0, 4, 0, 0, "", REST)], [span(1, 4)])
    kind = frozenset({"constable"})
    bound = system.bound(span(1, 4), kind)
    ends = bound.low, bound.high
    assert ends == (42, 60)
    terms = find_terms(system.cells, span(1, 4), ends, parts=kind)
    assert name_terms(terms) == [("0-1", -1, 0), ("constables", 1, 1)]


def test_a_cell_taken_away_counts_by_its_other_end():
    assert take_times(1, 4, 1, 1) == (1, 4)
    assert take_times(1, 4, -1, -1) == (-4, -1)
    assert take_times(1, inf, 0, 0) == (0, 0)


@st.composite
def list_cells(draw):
    """Cells that can all be true: counts of a history, some of them hidden."""
    events = draw(st.lists(st.integers(0, 30), min_size=7, max_size=7))
    edges = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1])
    cells = []
    for first, last in draw(st.lists(edges, min_size=1, max_size=7, unique=True)):
        count = sum(events[first:last])
        below, above = draw(st.sampled_from([(0, 0), (0, 0), (2, 3), (30, inf)]))
        cells.append(know(first, last, max(0, count - below), count + above))
    return cells


@given(list_cells(), st.integers(0, 6), st.integers(1, 7), st.booleans())
def test_of_any_cells_the_terms_are_found_and_add_up_to_both_bounds(cells, first, length, spared):
    window = span(first, min(7, first + length))
    bound = bound_window(cells, window)
    spare = {cells[0].name} if spared else set()
    terms = find_terms(cells, window, (bound.low, bound.high), spare)
    if bound.high == inf and not any(c.high == inf and c.window.meet(window) for c in cells):
        return  # days that no cell covers: refused before any count is placed
    assert terms is not None
    assert add_up(terms) == pytest.approx((bound.low, bound.high))
    assert {term.least for term in terms} | {term.most for term in terms} <= {-1, 0, 1}


@given(list_cells(), st.integers(0, 6), st.integers(1, 7))
def test_of_people_what_is_added_up_gives_both_bounds_or_nothing_is_claimed(cells, first, length):
    window = span(first, min(7, first + length))
    try:
        ends = bound_people(cells, window)
    except Disagreement:  # the counts were drawn as events
        return
    terms = find_terms(cells, window, ends, additive=False)
    if terms is not None and ends[1] < inf:
        assert add_up(terms) == ends
        assert all(term.least >= 0 and term.most >= 0 for term in terms)
