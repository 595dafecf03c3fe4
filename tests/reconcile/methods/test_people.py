from datetime import date

import pytest
from examples import COMMON
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import Disagreement, Known
from analysis.reconcile.methods.people import bound_people

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
    assert bound_people(cells, span("2019-01-01", "2022-01-01")) == (0, 184)


def test_days_without_a_count_of_people_leave_the_upper_end_open():
    assert bound_people([known("2018-01-01", "2019-01-01", 30)], COMMON) == (0, float("inf"))


def test_more_people_in_a_year_than_in_the_years_around_it_are_refused():
    cells = [known("2018-01-01", "2022-01-01", 20), known("2018-01-01", "2019-01-01", 30)]
    with pytest.raises(Disagreement, match="disagree by at least 10"):
        bound_people(cells, span("2018-01-01", "2022-01-01"))


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
