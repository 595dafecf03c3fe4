"""What the ends of a range tell of the cells it is made of, tried on random systems."""

from datetime import date, timedelta
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.publish.disclosure.attack import Attacker, Query
from analysis.publish.disclosure.ends import attain_ends, explain_range
from analysis.publish.disclosure.rules import is_narrowed
from analysis.reconcile.methods.bounds import EVERY, Known, bound_window
from analysis.reconcile.methods.distinct_people import bound_people

START = date(2018, 1, 1)


def days(first: int, last: int) -> Window:
    return Window(START + timedelta(first), START + timedelta(last))


@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), min_size=1, max_size=4),
    st.tuples(st.integers(0, 23), st.integers(1, 24)),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_an_equation_is_true_of_the_events_and_made_of_exact_cells(events, extra, asked, additive):
    # Cells of four days each, longer ones over some of them, and a window that cuts them anywhere.
    cuts = [(i, i + 1) for i in range(len(events))]
    cuts += [(a, min(len(events), a + n)) for a, n in extra if a < len(events)]
    cells = [Known(days(4 * a, 4 * b), sum(events[a:b]), sum(events[a:b])) for a, b in cuts]
    cells[0] = Known(cells[0].window, 0, 9)  # hidden
    first, last = sorted((min(asked[0], 4 * len(events) - 1), min(asked[1], 4 * len(events))))
    window = days(first, max(last, first + 1))
    if additive:
        bound = bound_window(cells, window)
        ends = bound.low, bound.high
    else:
        cells = cells[: len(events)]  # one person a case: the shortest cells alone
        ends = bound_people(cells, window)
    for told in explain_range(cells, window, EVERY, ends, additive):
        assert all(cell.low == cell.high for _, cell in told.terms)
        total = sum(weight * cell.low for weight, cell in told.terms)
        assert total == pytest.approx(told.value) or (told.is_most and total <= told.value)


def test_an_end_through_a_longer_total_tells_what_lies_outside():
    # 52 in all and 2 in the first year: 50 at least from March on.
    whole, year = days(0, 1460), days(0, 365)
    cells, window = [Known(whole, 52, 52), Known(year, 2, 2)], days(59, 1460)
    told = explain_range(cells, window, EVERY, (50, 52))
    values = {tuple(sorted((round(w), c.low) for w, c in one.terms)): one.value for one in told}
    assert values == {((-1, 2), (1, 52)): 50, ((1, 52),): 52}


def test_of_an_exact_figure_a_hidden_one_or_one_made_otherwise_nothing_more_is_told():
    cell = Known(days(0, 365), 7, 7)
    assert explain_range([cell], cell.window, EVERY, (7, 7)) == []
    hidden = Known(cell.window, 1, 4)
    assert explain_range([hidden], days(59, 365), EVERY, (0, 4)) == []
    assert explain_range([cell], days(59, 365), EVERY, (1, 6)) == []
    assert explain_range([], days(59, 365), EVERY, (0, inf)) == []


def test_the_mark_of_a_hidden_cell_is_taken_off():
    # 40 in a year that straddles and 1 to 4 in the next: 1 to 44, of which 40 are the first year's.
    cells = [Known(days(0, 365), 40, 40), Known(days(365, 730), 1, 4)]
    (told,) = explain_range(cells, days(59, 730), EVERY, (1, 44))
    assert told.terms == ((1.0, cells[0]),) and told.value == pytest.approx(40)


def test_of_people_the_most_are_all_cells_and_the_least_the_largest():
    years = [Known(days(365 * i, 365 * i + 365), n, n) for i, n in enumerate((1, 2))]
    most, least, other = explain_range(years, days(0, 730), EVERY, (2, 3), additive=False)
    assert other.is_most and ([cell for _, cell in other.terms], other.value) == ([years[0]], 2)
    assert (sum(cell.low for _, cell in most.terms), most.value) == (3, 3)
    assert [cell for _, cell in least.terms] == [years[1]]
    assert np.isclose(least.value, 2)


def test_of_people_none_is_larger_than_the_least():
    # 3 to 7 of three cells: 3 in one, 4 in two others of 3 at most, so that each has one at least.
    years = [Known(days(365 * i, 365 * i + 365), n, n) for i, n in enumerate((3, 3, 1))]
    told = explain_range(years, days(0, 1095), EVERY, (3, 7), additive=False)
    queries = [Query(cell.window, EVERY, fewest=5) for cell in years]
    found = Attacker([], queries, told).find_disclosed()
    assert [(low, high) for _, low, high in found] == [(3, 3), (1, 3), (1, 3)]


def test_a_count_that_needs_no_range_although_a_cell_lies_across_tells_that_cell():
    # Nobody from March on, although the year lies across: so nobody in the year.
    cells, rest = [Known(days(0, 365), 0, 0), Known(days(365, 730), 6, 6)], days(59, 730)
    told = explain_range(cells, rest, EVERY, (6, 6))
    query = Query(cells[0].window, EVERY, 0, printed=(0, 4))
    held = [Known(cells[0].window, 0, 4), cells[1]]
    assert Attacker(held, [query], told).bound(query) == (0, 0)


def test_an_end_of_none_tells_that_the_cells_inside_are_empty():
    # 0 to 5: the sum of no cells comes to 0 as well, and says nothing of the one inside.
    cells, window = [Known(days(0, 2), 0, 0), Known(days(2, 5), 5, 5)], days(0, 3)
    asked = cells, window, EVERY, (0, 5)
    held = [Known(days(0, 5), 5, 5), Known(window, 0, 5)]
    query = Query(cells[0].window, EVERY, 0, printed=(0, 5))
    told = explain_range(*asked)
    assert Attacker(held, [query], told).bound(query) == (0, 5)
    assert Attacker(held, [query], told, attain_ends(*asked)).bound(query) == (0, 0)
    # Of cells that are known anyway nothing more is to be said.
    known = Attacker([*held, *cells], [query], told, attain_ends(*asked))
    assert known.rows[0].shape[1] == known.system.size


def list_worlds(total, cells):
    """Every way in which events fall into so many days."""
    if cells == 1:
        return [(total,)]
    return [(n, *rest) for n in range(total + 1) for rest in list_worlds(total - n, cells - 1)]


def count(world, span):
    return sum(world[span[0] : span[1]])


SPANS = [(a, b) for a in range(5) for b in range(a + 1, 6)]
WORLDS = {total: list_worlds(total, 5) for total in (3, 4, 5)}


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whoever_tries_every_way_learns_no_more_than_the_attacker(data):
    # Of five days one release hides some and tells the total; of another, which prints what its
    # cells say, only the range of a window is published. Whoever knows its cells, but not their
    # counts, may try which counts give that range.
    total = data.draw(st.sampled_from(sorted(WORLDS)))
    truth = data.draw(st.sampled_from(WORLDS[total]))
    hidden = data.draw(st.sampled_from([s for s in SPANS[1:] if s != (0, 5)]))
    cut = data.draw(st.integers(1, 4))
    foreign = [(0, cut), (cut, 5), *data.draw(st.lists(st.sampled_from(SPANS), max_size=3))]
    window = data.draw(st.sampled_from(SPANS))
    known: dict[tuple, tuple] = {}

    def bound(world):
        counts = tuple(count(world, span) for span in foreign)
        if counts not in known:
            cells = [Known(days(*s), n, n) for s, n in zip(foreign, counts, strict=True)]
            found = bound_window(cells, days(*window))
            known[counts] = found.low, found.high
        return known[counts]

    ends, mark = bound(truth), (0, total)
    same = [count(world, hidden) for world in WORLDS[total] if bound(world) == ends]
    learnt = min(same), max(same)
    cells = [Known(days(*span), count(truth, span), count(truth, span)) for span in foreign]
    asked = cells, days(*window), EVERY, ends
    held = [
        Known(days(0, 5), total, total),
        Known(days(*hidden), *mark),
        Known(days(*window), *ends),
    ]
    query = Query(days(*hidden), EVERY, 0, printed=mark)
    attacker = Attacker(held, [query], explain_range(*asked), attain_ends(*asked))
    if is_narrowed(*learnt, mark):
        assert is_narrowed(*attacker.bound(query), mark)
