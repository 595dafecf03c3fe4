"""Whole-number programs: many objectives over the same constraints, solved in few calls.

A call of the solver costs far more than a small program takes. So the questions are set side by
side, each with a copy of the constraints: no copy touches another, and the least sum of all
objectives is the least of each. Fractions are allowed at first, which takes half the time: where
the answer comes out whole, as it does in problems of time alone (METHODS 2.2), it is the answer;
any other is solved again over whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, eye_array, kron

LARGEST = 4_000  # unknowns in one call: past this, larger calls gain nothing (benchmarks/bounds.py)
NEARLY = 1e-6  # of one event, however large the count
MOST_NODES = 10_000  # branches tried; counted, not timed, so that every machine stops at the same


@dataclass(frozen=True)
class Optimum:
    """The least value of an objective, and unknowns that attain it.

    `events` is None where the search was cut short: then the value is a true limit, perhaps not
    the sharpest.
    """

    value: float
    events: np.ndarray | None

    def measure(self, objective: np.ndarray, otherwise: float) -> float:
        """Another objective at the same unknowns, or `otherwise` where there are none."""
        return otherwise if self.events is None else float(objective @ self.events)


def minimise(
    objectives: Sequence[np.ndarray],
    matrix: csr_array,
    lows: np.ndarray,
    highs: np.ndarray,
    whole: bool = True,
) -> list[Optimum] | None:
    """The least of each objective over whole numbers from 0 with lows <= matrix @ x <= highs.

    Objectives have shape (unknowns,), the matrix (constraints, unknowns). None where no x satisfies
    the constraints. If not `whole`, the least over fractions stands where it is not attained by
    whole numbers: a true limit, perhaps not the sharpest. Raises ValueError for an objective
    without a least.
    """

    def satisfies(events: np.ndarray) -> bool:
        sums = matrix @ events
        return bool(((lows - NEARLY <= sums) & (sums <= highs + NEARLY)).all())

    together = max(1, LARGEST // max(1, matrix.shape[1]))
    found: list[Optimum] = []
    for first in range(0, len(objectives), together):
        some = objectives[first : first + together]
        relaxed = _solve(some, matrix, lows, highs, whole=False)
        if relaxed.status == 2:
            return None
        for objective, least in zip(some, relaxed.x.reshape(len(some), -1), strict=True):
            events = least.round()
            if np.abs(least - events).max(initial=0) < NEARLY and satisfies(events):
                found.append(Optimum(float(objective @ events), events))
                continue
            if not whole:
                found.append(Optimum(float(objective @ least) - NEARLY, None))
                continue
            answer = _solve([objective], matrix, lows, highs, whole=True)
            if answer.status == 2:
                return None
            events = least.round() if answer.x is None else answer.x.round()
            if answer.status == 0 and satisfies(events):
                found.append(Optimum(float(objective @ events), events))
            else:  # cut short, or not to be trusted to the last event: a limit all the same
                found.append(Optimum(float(answer.mip_dual_bound), None))
    return found


def _solve(
    objectives: Sequence[np.ndarray],
    matrix: csr_array,
    lows: np.ndarray,
    highs: np.ndarray,
    whole: bool,
) -> OptimizeResult:
    copies = len(objectives)
    limits = LinearConstraint(
        kron(eye_array(copies), matrix, format="csr"), np.tile(lows, copies), np.tile(highs, copies)
    )
    answer = milp(
        np.concatenate(objectives),
        constraints=limits if len(lows) else None,
        bounds=Bounds(0, np.inf),
        integrality=np.full(copies * matrix.shape[1], int(whole)),
        # By default a search ends once it is within a ten-thousandth: events of a large count.
        options={"node_limit": MOST_NODES, "mip_rel_gap": 0},
    )
    if answer.status > 2:
        raise ValueError(f"the program has no least value: {answer.message}")
    return answer
