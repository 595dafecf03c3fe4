"""What the ends of a range tell of the cells it is made of, tried on random systems."""

from datetime import date, timedelta
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.publish.disclosure.ends import explain_range
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
        assert sum(weight * cell.low for weight, cell in told.terms) == pytest.approx(told.value)


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
    most, least = explain_range(years, days(0, 730), EVERY, (2, 3), additive=False)
    assert (sum(cell.low for _, cell in most.terms), most.value) == (3, 3)
    assert [cell for _, cell in least.terms] == [years[1]]
    assert np.isclose(least.value, 2)
