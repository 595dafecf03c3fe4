"""The engine on random systems, two hundred in all: it never misses; every end is attained."""

import numpy as np
import pytest
from sampling import take

from analysis.reconcile.methods.bounds import Bound, Known, System
from analysis.reconcile.validation.random_systems import (
    CONTRADICTION,
    RANKS,
    WITNESS,
    disclose_ranks,
    draw_cells,
    is_attained,
    try_ranks,
    try_systems,
)
from analysis.reconcile.validation.simulate import CALENDAR, COMMON


def run(repeats: int, seed: int = 1) -> dict[str, dict]:
    return {row["method"]: row for row in try_systems(np.random.default_rng(seed), repeats)}


def test_random_systems_are_covered_attained_and_refused_where_they_contradict():
    repeats = len(take(range(200)))
    made = run(repeats)
    assert {row["missed"] for row in made.values()} == {0}
    assert made["sharp bounds"]["repeats"] == made[CONTRADICTION]["repeats"] == repeats


def test_the_random_systems_have_every_kind_of_cell():
    rng, seen = np.random.default_rng(2), set()
    for _ in range(60):
        cells, window, _ = draw_cells(rng)
        for cell in cells:
            width = cell.high - cell.low
            seen.add({0: "exact", 3: "hidden", 4: "rounded", np.inf: "withheld"}.get(width, "cut"))
            nested = [c for c in cells if c is not cell and c.window.covers(cell.window)]
            seen |= {"nested"} if nested else set()
        seen |= {"astride"} if any(0 < c.window.share_inside(window) < 1 for c in cells) else set()
    assert {"exact", "hidden", "rounded", "withheld", "nested", "astride"} <= seen


def test_ranks_moved_to_other_are_bounded_and_never_missed():
    made = {row["method"]: row for row in try_ranks(np.random.default_rng(3), 8, 20)}
    assert made["sharp bounds"]["missed"] == made[WITNESS]["missed"] == 0
    assert made["sharp bounds"]["repeats"] > 16


def test_a_rank_of_one_event_is_not_listed_and_the_rest_says_how_many_there_are():
    cells, listed = disclose_ranks(np.array([5, 4, 0, 2, 3, 1]), np.array([9, 4, 1, 1, 0]))
    assert [RANKS[place] for place in listed] == ["constable", "sergeant"]
    told = {cell.name: (cell.low, cell.high) for cell in cells if cell.parts}
    assert told["Other"] == (2, 2) and told["all ranks"] == (15, 15)
    assert [told[rank] for rank in RANKS] == [(9, 9), (4, 4), (0, 1), (0, 1), (0, 1)]
    assert sum(cell.low for cell in cells if not cell.parts) == 15


def test_a_witness_that_misses_its_end_or_a_cell_is_no_witness():
    cell = CALENDAR.cells[0]
    cells, day = [Known(cell, 3, 3)], cell.start
    right = {(COMMON.start, ""): 3}
    bound = Bound(0, 3, {(day, ""): 3}, right)
    assert is_attained(bound, cells, COMMON)
    assert not is_attained(Bound(0, 3, {(day, ""): 2}, right), cells, COMMON)
    assert not is_attained(Bound(0, 4, {(day, ""): 3}, right), cells, COMMON)


@pytest.mark.parametrize("end", ["low", "high"])
def test_bounds_that_are_one_too_tight_would_be_seen(monkeypatch, end):
    real = System.bound

    def tighten(self, *window):
        found = real(self, *window)
        ends = (found.low + (end == "low"), found.high - (end == "high"))
        return Bound(*ends, found.least, found.most)

    monkeypatch.setattr(System, "bound", tighten)
    made = run(15)
    assert made["sharp bounds"]["missed"] > 0 and made[WITNESS]["missed"] > 0
