"""Bounds of days alone as shortest ways: what the program over whole numbers says of them."""

from datetime import date
from math import inf

import numpy as np
import pytest

from analysis.model.window import Window
from analysis.reconcile.methods import terms
from analysis.reconcile.methods.bounds import EVERY, Known, System
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.validation.random_systems import _contradict, draw_cells, is_attained

# The last block makes a thousand systems: with LONG_TESTS alone.
BLOCKS = [90, pytest.param(1000, marks=pytest.mark.costly)]


class Program(System):
    """The same cells without their running totals: every question goes to the program."""

    def __init__(self, *cells_and_windows):
        super().__init__(*cells_and_windows)
        self.totals = None


def ask(system, window):
    """What a system says of a window: both ends, or by how much its cells disagree and which."""
    try:
        bound = system.bound(window)
    except Disagreement as error:
        return error.by, error.cells
    return bound.low, bound.high


def draw_systems(number):
    """Random cells that overlap: as they are, without the one of all days, and contradictory."""
    rng = np.random.default_rng(number)
    for place in range(number):
        cells, window, _ = draw_cells(rng)
        if place % 3 == 1:
            cells = cells[1:]  # days may be left that no cell covers
        elif place % 3 == 2:
            cells = [*cells, *_contradict(rng, cells)]
        yield rng, cells, window


@pytest.mark.parametrize("number", BLOCKS)
def test_bounds_and_contradictions_are_those_of_the_program(number):
    refused = opened = 0
    for _, cells, window in draw_systems(number):
        system, program = System(cells, [window]), Program(cells, [window])
        found = ask(system, window)
        assert found == ask(program, window)
        assert system.is_possible() == program.is_possible()
        if isinstance(found[1], list):
            refused += 1
            continue
        opened += found[1] == inf
        assert is_attained(system.bound(window), cells, window)
    assert refused >= number // 4 and opened > number // 40  # of both kinds there were some


@pytest.mark.parametrize("number", BLOCKS)
def test_terms_cost_what_those_of_the_program_cost(number, monkeypatch):
    asked = []
    for rng, cells, window in draw_systems(number):
        spare = {cells[0].name} if cells and rng.random() < 0.5 else set()
        ends = ask(System(cells, [window]), window)
        for place, end in enumerate(ends):
            if not isinstance(ends[1], list) and end < inf:
                asked.append((tuple(cells), window, place, end, spare, True, EVERY))
    ways = [terms._search(*question) for question in asked]
    monkeypatch.setattr(terms, "System", Program)
    programs = [terms._search(*question) for question in asked]
    for question, way, program in zip(asked, ways, programs, strict=True):
        assert (way is None) == (program is None)
        if way is not None:
            assert find_cost(way, *question) == pytest.approx(find_cost(program, *question))


def find_cost(times, cells, window, place, _, spare, *__):
    """What a choice of terms costs (methods.md 2.8); among equals either may be told."""
    days = [d for d in System(cells, [window]).starts if window.start <= d < window.end]
    cost = 0.0
    for cell, often in zip(cells, times, strict=True):
        inside = sum(cell.window.start <= day < cell.window.end for day in days)
        cost += abs(often) * (terms.TOTAL if cell.name in spare else terms.ONE)
        cost += terms.TAKEN_AWAY * (often < 0) - terms.COVERED * inside * often * (place == 0)
    return cost


def test_two_cells_of_the_same_days_bound_each_other():
    cells, *_ = draw_cells(np.random.default_rng(1))
    days = cells[0].window
    system = System([Known(days, 3, 9), Known(days, 5, 12)], [days])
    assert ask(system, days) == (5, 9)
    assert not System([Known(days, 3, 4), Known(days, 5, 12)]).is_possible()


def test_large_counts_are_true_to_the_last_event():
    cells, *_ = draw_cells(np.random.default_rng(1))
    days, count = cells[0].window, 10**12 + 1
    assert ask(System([Known(days, count, count)], [days]), days) == (count, count)
    error = ask(System([Known(days, count, count), Known(days, 0, count - 1)], [days]), days)
    assert error[0] == 1


def test_ways_between_very_large_counts_are_told_or_not_and_never_sought_for_ever():
    """What a way costs, 1e-5, drowns beside 1e13 events, so that it may lead round and round."""
    large, others = 8415563531652, 2425868560364
    spans = [(1, 2, large, large), (3, 8, 0, inf), (4, 6, 0, 0), (6, 8, others, others)]
    spans += [(6, 8, others, others), (1, 4, 20780736835034, 20780736835034)]
    spans += [(5, 7, others, others), (4, 6, 0, inf), (3, 5, 3520210084626, 3520210084626)]
    spans += [(6, 7, others, others), (3, 5, 0, 10528434442257)]
    cells = [
        Known(Window(date(2018, 1, first), date(2018, 1, end)), low, high, f"c{number}")
        for number, (first, end, low, high) in enumerate(spans)
    ]
    window = Window(date(2018, 1, 1), date(2018, 1, 6))
    bound = System(cells, [window]).bound(window)
    assert bound.low == bound.high == 20780736835034
    found = terms.find_terms(cells, window, (bound.low, bound.high), {"c3", "c10"})
    assert found is None or sum(one.ends[0] for one in found) == bound.low


def test_a_window_whose_edges_the_system_does_not_have_is_refused():
    cells, window, _ = draw_cells(np.random.default_rng(1))
    other = Window(date(1990, 1, 1), date(1990, 2, 1))
    with pytest.raises(ValueError, match="no edge 1990-01-01"):
        System(cells, [window]).bound(other)
