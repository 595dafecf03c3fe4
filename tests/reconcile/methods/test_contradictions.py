"""Which figures contradict: checked by a program of its own, written from methods.md 2.2."""

import math
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from sampling import take
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.model.window import Window
from analysis.reconcile.methods import bounds
from analysis.reconcile.methods.bounds import REST, Known, System, bound_window
from analysis.reconcile.methods.contradictions import Disagreement, drop_values
from analysis.reconcile.methods.distinct_people import bound_people

pytestmark = pytest.mark.costly

EDGES = [date(2018 + n // 4, 1 + 3 * (n % 4), 1) for n in range(7)]  # six quarters
KINDS = ("a", "b")


def span(first: int, end: int) -> Window:
    return Window(EDGES[first], EDGES[end])


def count(window: Window, low: int, high: float | None = None, *parts: str) -> Known:
    high = low if high is None else high
    return Known(
        window, low, high, f"{window.brief} {'/'.join(parts)} {low}-{high}", frozenset(parts)
    )


YEAR, HALF = span(0, 4), span(0, 2)
QUARTERS = [span(n, n + 1) for n in range(4)]


def disagree(cells) -> Disagreement:
    with pytest.raises(Disagreement) as caught:
        System(cells).bound(cells[0].window, cells[0].parts)
    return caught.value


def test_a_half_above_its_year_is_told_from_both_sides():
    error = disagree([count(YEAR, 24), count(HALF, 30), count(span(4, 6), 7)])
    assert str(error) == "disagree by at least 6: 2018 = 24 against January to June 2018 = 30"
    assert error.by == 6 and len(error.cells) == 2


@pytest.mark.parametrize(("low", "high", "by"), [(5, 5, 10), (1, 4, 14), (0, 7, 2)])
def test_a_year_against_its_quarters_names_all_five(low, high, by):
    quarters = [count(days, low, high) for days in QUARTERS]
    error = disagree([*quarters, count(YEAR, 30), count(span(4, 5), 3)])
    assert error.by == by and len(error.cells) == 5
    value = f"{low}" if low == high else f"{low} to {high}"
    named = [f"{quarter.brief} = {value}" for quarter in QUARTERS]
    assert error.words == f"2018 = 30 against {', '.join(named)}"


def test_what_a_figure_hides_is_told_as_it_is_hidden():
    error = disagree([count(YEAR, 5, math.inf), count(HALF, 1, 4), count(span(2, 4), 0)])
    assert (
        error.words
        == "2018 = at least 5 against January to June 2018 = 1 to 4, July to December 2018 = 0"
    )


def test_categories_are_told_beside_what_leaves_no_room_for_them():
    ranks = [count(YEAR, 5, None, "constable"), count(YEAR, 6, None, "chief_officer")]
    none = Known(YEAR, 0, 0, "", frozenset({REST}))
    over = disagree([*ranks, none, count(YEAR, 10)])
    assert over.words == "2018 = 10 against chief officer = 6, constable = 5 in 2018"
    under = disagree([*ranks, none, count(YEAR, 12)])
    assert under.words == "2018 = 12 against chief officer = 6, constable = 5, no others in 2018"
    both = count(HALF, 12, None, "constable", "chief_officer")
    assert disagree([*ranks, both]).words == (
        "chief officer or constable in January to June 2018 = 12 against "
        "chief officer = 6, constable = 5 in 2018"
    )


def test_two_figures_of_one_thing_are_told_apart_by_where_they_stand():
    error = disagree([Known(YEAR, 24, 24, "B2"), Known(YEAR, 27, 27, "C9")])
    assert error.words == "2018 = 24 (B2) against 2018 = 27 (C9)"


def test_a_long_run_of_figures_is_told_as_one_and_named_in_full():
    months = [Window(date(2018, m, 1), date(2018 + m // 12, m % 12 + 1, 1)) for m in range(1, 13)]
    days = [*months, Window(date(2019, 1, 1), date(2019, 2, 1))]
    error = disagree(
        [*(count(one, 1, 4) for one in days), count(Window(days[0].start, days[-1].end), 60)]
    )
    assert error.by == 8 and len(error.cells) == 14
    assert error.words == (
        "January 2018 to January 2019 = 60 against "
        "13 figures of January 2018 to January 2019 = 13 to 52"
    )


def test_of_two_contradictions_one_is_told_with_its_own_size():
    error = disagree([count(YEAR, 24), count(HALF, 30), count(span(4, 6), 2), count(span(4, 5), 5)])
    assert error.by == 9 and error.blame.by in (3, 6)
    assert f"disagree by at least 9, these by {error.blame.by}: " in str(error)


def test_what_only_whole_numbers_contradict_has_no_sides():
    pairs = [count(YEAR, 101, None, *pair) for pair in ("ab", "bc", "ca")]
    error = disagree([*pairs, Known(YEAR, 0, 0, "none", frozenset({REST}))])
    assert len(error.cells) == 3 and " against " not in error.words
    assert error.words == "a or b = 101, a or c = 101, b or c = 101 in 2018"


def test_people_are_told_from_both_sides():
    cells = [count(span(n, n + 1), 10 * (n + 1)) for n in range(3)] + [count(span(0, 3), 100)]
    with pytest.raises(Disagreement) as caught:
        bound_people([*cells, count(span(3, 4), 5)], span(0, 2))
    assert caught.value.by == 40 and len(caught.value.cells) == 4
    assert caught.value.words.startswith("January to September 2018 = 100 against January to March")


def test_of_a_search_cut_short_all_figures_are_named(monkeypatch):
    pairs = [count(YEAR, 1, None, *pair) for pair in ("ab", "bc", "ca")]
    error = disagree([*pairs, Known(YEAR, 0, 0, "none", frozenset({REST}))])
    monkeypatch.setattr(
        bounds, "minimise", lambda objectives, *_, **__: [bounds.Optimum(1.0, None)]
    )
    assert len(error.cells) == 4


def test_values_are_dropped_and_nothing_else():
    error = disagree([count(YEAR, 1_024), count(HALF, 1, 4), count(span(2, 4), 7, 9)])
    assert drop_values(str(error)) == (
        f"disagree by at least {error.by:,}: "
        "2018 against January to June 2018, July to December 2018"
    )
    open_ended = disagree([count(YEAR, 3), count(HALF, 1_200, math.inf)])
    assert drop_values(open_ended.words) == "2018 against January to June 2018"


# Random systems: some figures of six quarters and two categories that come of no one truth.


def draw(seed: int) -> list[Known]:
    rng = np.random.default_rng([12, seed])
    by_kind = bool(seed % 2)
    cells = []
    for place in range(int(rng.integers(4, 12))):
        first, end = sorted(rng.choice(7, 2, replace=False))
        parts = frozenset(rng.choice(KINDS, rng.integers(0, 2), replace=False)) if by_kind else ()
        low = int(rng.poisson(2 * (end - first)))
        high = low if rng.random() < 0.6 else low + int(rng.integers(1, 4))
        high = math.inf if rng.random() < 0.05 else high
        cells.append(Known(span(first, end), low, high, str(place), frozenset(parts)))
    return cells


def can_be_true(cells: list[Known]) -> bool:
    """By a program of its own: an unknown a quarter and category, whole and from 0."""
    if not cells:
        return True
    rows = [
        [
            float(
                cell.window.start <= start < cell.window.end
                and (not cell.parts or kind in cell.parts)
            )
            for start in EDGES[:-1]
            for kind in (*KINDS, REST)
        ]
        for cell in cells
    ]
    limits = LinearConstraint(np.array(rows), [c.low for c in cells], [c.high for c in cells])
    zeros = np.zeros(len(rows[0]))
    answer = milp(zeros, constraints=limits, bounds=Bounds(0), integrality=np.ones(len(zeros)))
    assert answer.status in (0, 2)
    return answer.status == 0


CONTRADICTORY = 420


@pytest.fixture(scope="module")
def contradictory() -> list[list[Known]]:
    found, seed = [], 0
    while len(found) < CONTRADICTORY:
        cells = draw(seed)
        if not can_be_true(cells):
            found.append(cells)
        seed += 1
    return take(found)


def test_of_every_set_named_all_are_needed_and_none_is_superfluous(contradictory):
    sizes = []
    for cells in contradictory:
        error = disagree(cells)
        named = [cells[int(name)] for name in error.cells]
        assert not can_be_true(named)
        assert all(can_be_true([other for other in named if other is not one]) for one in named)
        assert 1 <= error.blame.by <= error.by
        sizes.append(len(named))
    assert min(sizes) == 2 and max(sizes) > 3


def test_the_sides_of_every_set_are_the_ends_it_needs(contradictory):
    """With the other end of each figure let go the set still contradicts, and with its own not."""
    for cells in contradictory:
        blame = disagree(cells).blame
        ends = [Known(c.window, c.low, math.inf, c.name, c.parts) for c in blame.least]
        ends += [Known(c.window, 0, c.high, c.name, c.parts) for c in blame.most]
        assert not can_be_true(ends)
        assert all(can_be_true(list(fewer)) for fewer in combinations(ends, len(ends) - 1))


def test_the_named_sets_of_one_system_are_the_same_each_time(contradictory):
    for cells in contradictory[:10]:
        assert disagree(cells).cells == disagree(cells).cells
        with pytest.raises(Disagreement) as caught:
            bound_window(cells, cells[0].window)
        assert caught.value.cells == disagree(cells).cells
