import math
from datetime import date
from itertools import combinations_with_replacement

import numpy as np
import pytest
from examples import COMMON
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.methods.distinct_people import bound_people

FEW = settings(max_examples=60)


def span(first: str, end: str) -> Window:
    return Window(date.fromisoformat(first), date.fromisoformat(end))


def known(first: str, end: str, low: int, high: float | None = None) -> Known:
    return Known(span(first, end), low, low if high is None else high, f"{first}..{end}")


def test_people_lie_between_the_largest_cell_and_the_sum():
    years = [known("2018-01-01", "2019-01-01", 30), known("2019-01-01", "2020-01-01", 40)]
    two_years = span("2018-01-01", "2020-01-01")
    assert bound_people(years, two_years) == (40, 70)
    assert bound_people(years, span("2018-03-01", "2020-01-01")) == (40, 70)
    assert bound_people([*years, known("2018-01-01", "2020-01-01", 55)], two_years) == (55, 55)


def test_a_total_of_people_is_no_more_than_itself_where_only_one_year_is_known():
    cells = [known("2018-01-01", "2022-01-01", 184), known("2018-01-01", "2019-01-01", 30)]
    assert bound_people(cells, span("2018-01-01", "2022-01-01")) == (184, 184)
    # Those who do not appear in 2018 must appear later.
    assert bound_people(cells, span("2019-01-01", "2022-01-01")) == (154, 184)


def test_days_without_a_count_of_people_leave_the_upper_end_open():
    assert bound_people([known("2018-01-01", "2019-01-01", 30)], COMMON) == (0, float("inf"))


def test_more_people_in_a_year_than_in_the_years_around_it_are_refused():
    cells = [known("2018-01-01", "2022-01-01", 20), known("2018-01-01", "2019-01-01", 30)]
    with pytest.raises(Disagreement, match="disagree by at least 10"):
        bound_people(cells, span("2018-01-01", "2022-01-01"))


def test_people_who_cannot_stand_outside_the_window_stand_inside():
    years = [known(f"{2018 + i}-01-01", f"{2019 + i}-01-01", n) for i, n in enumerate((10, 80, 70))]
    cells = [*years, known("2018-01-01", "2021-01-01", 100)]
    assert bound_people(cells, span("2019-01-01", "2021-01-01")) == (90, 100)
    # Outside on both sides: 10 in 2018 and 70 in 2020 leave 20 of the 100 in 2019 at least.
    around = [years[0], years[2], cells[-1]]
    assert bound_people(around, span("2019-01-01", "2020-01-01")) == (20, 100)


@pytest.mark.parametrize(
    ("cells", "asked", "by"),
    [
        # A half-year of 30 in a year of 20, whatever else is asked for.
        ([(0, 2, 20), (0, 1, 30), (2, 4, 40)], (0, 4), 10),
        ([(0, 2, 20), (0, 1, 30), (2, 4, 40)], (2, 4), 10),
        # 100 in three years that hold no more than 60 together.
        ([(0, 1, 10), (1, 2, 20), (2, 3, 30), (0, 3, 100)], (1, 3), 40),
        # Two editions of one year.
        ([(0, 1, 20), (0, 1, 25), (1, 2, 40)], (0, 2), 5),
        # One person alone appears in 1 and 2, 2, and 2 and 3: none is left for a second in 1 to 3.
        ([(0, 2, 1), (1, 2, 1), (1, 3, 1), (0, 3, 2)], (0, 1), 1),
    ],
)
def test_cells_that_no_people_can_fill_are_refused_by_how_far_they_are_apart(cells, asked, by):
    counted = [Known(years(a, b), n, n, f"{a}-{b}: {n}") for a, b, n in cells]
    with pytest.raises(Disagreement, match=f"disagree by at least {by}:") as told:
        bound_people(counted, years(*asked))
    assert set(told.value.cells) <= {cell.name for cell in counted} and told.value.cells


def test_without_any_cell_nothing_is_known():
    assert bound_people([], COMMON) == (0, math.inf)


def test_a_decade_of_months_of_people_is_quick_and_bounded():
    cells = [Known(months(n, n + 1), 2, 5, str(n)) for n in range(120)]
    assert bound_people(cells, months(3, 118)) == (2, 575)


def years(first: int, end: int) -> Window:
    return Window(date(2018 + first, 1, 1), date(2018 + end, 1, 1))


def months(first: int, end: int) -> Window:
    return Window(*(date(2010 + n // 12, n % 12 + 1, 1) for n in (first, end)))


# Every set of up to eight people over three years, as how many appear in which of the years.
YEARS_OF_ONE = np.array([[who >> year & 1 for year in range(3)] for who in range(1, 8)])
EVERYONE = np.array(
    [
        np.bincount(who, minlength=7)
        for size in range(9)
        for who in combinations_with_replacement(range(7), size)
    ]
)
SPANS = [(a, b) for a in range(3) for b in range(a + 1, 4)]
APPEAR = {(a, b): EVERYONE @ YEARS_OF_ONE[:, a:b].any(axis=1) for a, b in SPANS}


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(SPANS), st.integers(0, 2), st.integers(0, 2)), max_size=4),
    st.sampled_from(SPANS),
)
def test_the_bounds_are_those_of_all_people_that_there_can_be(told, asked):
    # Four cells of two people each hold no more than eight, so nobody is left out of the list.
    told = [(span, min(ends), max(ends)) for span, *ends in told]
    cells = [Known(years(*span), low, high, str(span)) for span, low, high in told]
    possible = np.full(len(EVERYONE), True)
    for span, low, high in told:
        possible &= (low <= APPEAR[span]) & (APPEAR[span] <= high)
    if not possible.any():
        with pytest.raises(Disagreement):
            bound_people(cells, years(*asked))
        return
    found = APPEAR[asked][possible]
    covered = {year for (a, b), *_ in told for year in range(a, b)}
    most = found.max() if covered.issuperset(range(*asked)) else math.inf
    assert bound_people(cells, years(*asked)) == (found.min(), most)


@FEW
@given(st.lists(st.sets(st.integers(0, 9)), min_size=3, max_size=3), st.booleans())
def test_the_people_there_are_lie_inside_their_bounds(years, with_total):
    cells = [
        known(f"{2018 + i}-01-01", f"{2019 + i}-01-01", len(people))
        for i, people in enumerate(years)
    ]
    everyone = len(set.union(*years))
    if with_total:
        cells.append(known("2018-01-01", "2021-01-01", everyone))
    low, high = bound_people(cells, span("2018-01-01", "2021-01-01"))
    assert low <= everyone <= high
    low, high = bound_people(cells, span("2019-01-01", "2021-01-01"))
    assert low <= len(years[1] | years[2]) <= high
