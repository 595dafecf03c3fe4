from datetime import date

import numpy as np
import pytest
from scipy.sparse import csr_array

from analysis.model.window import Window
from analysis.reconcile.methods import bounds
from analysis.reconcile.methods.bounds import REST, Known, System, minimise
from analysis.reconcile.methods.contradictions import Disagreement

# Three pairs of unknowns, each of which holds one event together with the next: an odd circle,
# whose halves satisfy a program of fractions but no program of whole numbers.
CIRCLE = csr_array(np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]]))


def solve(objective, lows=(1, 1, 1), highs=(9, 9, 9)):
    return minimise([np.array(objective)], CIRCLE, np.array(lows, float), np.array(highs, float))


def test_unknowns_are_whole_numbers():
    (found,) = solve([1.0, 1, 1])
    assert found.value == 2  # a half each would be 1.5
    assert found.events.sum() == 2 and set(found.events) <= {0, 1}


def test_no_solution_is_none_and_no_least_value_is_an_error():
    assert solve([1.0, 0, 0], lows=(1, 1, 1), highs=(1, 1, 1)) is None
    with pytest.raises(ValueError, match="no least value"):
        solve([-1.0, 0, 0], highs=(np.inf, np.inf, np.inf))


def cut_short(monkeypatch, by: float) -> None:
    """Let every search over whole numbers end before it is sure, `by` short of its least value."""
    real = bounds.milp

    def search(objective, *arguments, **options):
        answer = real(objective, *arguments, **options)
        if options["integrality"].any():
            answer.status, answer.mip_dual_bound = 1, answer.fun - by
        return answer

    monkeypatch.setattr(bounds, "milp", search)


def test_a_search_cut_short_gives_a_true_limit_without_a_placement(monkeypatch):
    cut_short(monkeypatch, 0.25)
    (found,) = solve([1.0, 1, 1])
    assert (found.value, found.events) == (1.75, None)
    assert found.evaluate(np.ones(3), 7) == 7


def test_a_search_cut_short_still_bounds_from_outside(monkeypatch):
    """Three kinds of events, each two of which are counted together: an odd circle again."""
    year = Window(date(2018, 1, 1), date(2019, 1, 1))
    pairs = [frozenset(pair) for pair in ("ab", "bc", "ca")]
    cells = [Known(year, 1, 9, "".join(pair), pair) for pair in pairs]
    cells.append(Known(year, 0, 0, "rest", frozenset({REST})))
    system = System(cells)
    assert (system.bound(year).low, system.bound(year).high) == (2, 13)
    shares = system.bound_shares(year, [frozenset("a")])
    cut_short(monkeypatch, 0.4)
    system = System(cells)  # what the other has found it does not search for again
    outer = system.bound(year)
    assert (outer.low, outer.high) == (2, 13)  # 1.6 and 13.4, to whole events
    assert outer.least is None and outer.most is None
    ((low, high),) = system.bound_shares(year, [frozenset("a")])
    assert low <= shares[0][0] and shares[0][1] <= high


@pytest.mark.parametrize("largest", [1, 7, 10**6])
def test_the_size_of_a_call_changes_no_answer(monkeypatch, largest):
    monkeypatch.setattr(bounds, "LARGEST", largest)
    objectives = [np.array(c, float) for c in ([1, 1, 1], [2, 1, 0], [0, 0, 1])]
    found = minimise(objectives, CIRCLE, np.ones(3), np.full(3, 9.0))
    assert [one.value for one in found] == [2, 1, 0]


@pytest.mark.parametrize("count", [1, 101, 100_001, 10_000_001])
def test_halves_of_large_counts_are_no_solution(count):
    """Three sums of two unknowns each, all one odd number: each unknown would be half of it."""
    assert solve([1.0, 0, 0], lows=(count,) * 3, highs=(count,) * 3) is None
    (found,) = solve([1.0, 1, 1], lows=(count,) * 3, highs=(count + 1,) * 3)
    assert found.value == (3 * count + 1) / 2


def test_bounds_of_large_counts_are_true_to_the_last_event():
    """A search that ends within a ten-thousandth of the best would miss events of such counts."""
    rng = np.random.default_rng(8)
    kinds = "abcdefghijklmn"
    year = Window(date(2018, 1, 1), date(2019, 1, 1))
    for _ in range(12):
        truth = dict(zip(kinds, rng.poisson(rng.choice([20, 6000], len(kinds))), strict=True))
        cells = []
        for _ in range(12):
            parts = frozenset(rng.choice(list(kinds), rng.integers(2, 6), replace=False))
            total = int(sum(truth[kind] for kind in parts))
            cells.append(Known(year, total, total + int(rng.integers(3)), "", parts))
        system = System(cells, parts=frozenset(kinds))
        asked = frozenset(kinds[::2])
        bound = system.bound(year, asked)
        assert bound.low <= sum(truth[kind] for kind in asked) <= bound.high
        for end, witness in ((bound.low, bound.least), (bound.high, bound.most)):
            if witness is None:
                continue
            events = {kind: witness.get((year.start, kind), 0) for kind in kinds}
            assert sum(events[kind] for kind in asked) == end
            for cell in cells:
                assert cell.low <= sum(events[kind] for kind in cell.parts) <= cell.high


def test_a_system_answers_nothing_it_was_not_made_for():
    year = Window(date(2018, 1, 1), date(2019, 1, 1))
    system = System([Known(year, 10, 10, "a", frozenset("a"))])
    with pytest.raises(ValueError, match="no category z"):
        system.bound(year, frozenset("z"))
    with pytest.raises(ValueError, match="no edge 2018-07-01"):
        system.bound(Window(year.start, date(2018, 7, 1)))


def test_a_contradiction_of_odd_sums_is_told_with_its_size():
    year = Window(date(2018, 1, 1), date(2019, 1, 1))
    pairs = [Known(year, 101, 101, pair, frozenset(pair)) for pair in ("ab", "bc", "ca")]
    with pytest.raises(Disagreement) as caught:
        System([*pairs, Known(year, 0, 0, "rest", frozenset({REST}))]).bound(year)
    assert caught.value.by == 1 and caught.value.cells
