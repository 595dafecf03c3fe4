from datetime import date

import numpy as np
import pytest
from scipy.sparse import csr_array

from analysis.model.window import Window
from analysis.reconcile.methods import optimum
from analysis.reconcile.methods.bounds import Known, System
from analysis.reconcile.methods.optimum import minimise

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


def test_a_search_cut_short_gives_a_true_limit_without_a_placement(monkeypatch):
    class Answer:
        status, mip_dual_bound = 1, 1.5

    monkeypatch.setattr(optimum, "milp", lambda *_, **__: Answer())
    (found,) = solve([1.0, 1, 1])
    assert (found.value, found.events) == (1.5, None)
    assert found.measure(np.ones(3), 7) == 7


def test_a_search_cut_short_still_bounds_from_outside(monkeypatch):
    year = Window(date(2018, 1, 1), date(2019, 1, 1))
    system = System([Known(year, 3, 5, "a", frozenset("a")), Known(year, 6, 6, "all")])
    sharp = system.bound(year, frozenset("a"))
    share = system.bound_shares(year, [frozenset("a")])
    real = optimum.milp

    def cut(*arguments, **options):
        answer = real(*arguments, **options)
        answer.status, answer.mip_dual_bound = 1, answer.fun - 0.4
        return answer

    monkeypatch.setattr(optimum, "milp", cut)
    outer = system.bound(year, frozenset("a"))
    assert (outer.low, outer.high) == (sharp.low, sharp.high)  # rounded to whole events
    assert outer.least is None and outer.most is None
    ((low, high),) = system.bound_shares(year, [frozenset("a")])
    assert low <= share[0][0] and share[0][1] <= high


@pytest.mark.parametrize("largest", [1, 7, 10**6])
def test_the_size_of_a_call_changes_no_answer(monkeypatch, largest):
    monkeypatch.setattr(optimum, "LARGEST", largest)
    objectives = [np.array(c, float) for c in ([1, 1, 1], [2, 1, 0], [0, 0, 1])]
    found = minimise(objectives, CIRCLE, np.ones(3), np.full(3, 9.0))
    assert [one.value for one in found] == [2, 1, 0]
