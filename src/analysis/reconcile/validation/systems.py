"""The engine itself on random sets of overlapping, nested and hidden cells that some truth fits."""

import math
from collections.abc import Iterator

import numpy as np

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import Bound, Disagreement, Known, System
from analysis.reconcile.validation.layouts import CALENDAR, COMMON, count_truth
from analysis.reconcile.validation.processes import BY_NAME
from analysis.reconcile.validation.random_cells import (
    RANK_SHARES,
    RANKS,
    contradict,
    draw_cells,
    print_ranks,
)
from analysis.reconcile.validation.scoring import NONE, score_answers

INTERVALS, WITNESS, CONTRADICTION = "overlapping cells", "witnesses", "contradiction refused"
MOVED = "ranks of which one was moved to Other"


def try_systems(rng: np.random.Generator, repeats: int) -> Iterator[dict]:
    """Coverage and width over random systems, of their witnesses, and of contradictions refused."""
    bounded, attained, refused = [], [], []
    for _ in range(repeats):
        cells, window, truth = draw_cells(rng)
        bound = System(cells, [window]).bound(window)
        bounded.append((truth, bound.low, bound.high))
        attained.append(is_attained(bound, cells, window))
        refused.append(_contradicts([*cells, *contradict(rng, cells)], window))
    yield _tell(INTERVALS, "random", "any", "sharp bounds", *_as_answers(bounded))
    yield _tell(INTERVALS, "random", "any", WITNESS, *_as_shares(attained))
    yield _tell(INTERVALS, "random", "any", CONTRADICTION, *_as_shares(refused))


def try_ranks(rng: np.random.Generator, repeats: int, a_year: float) -> Iterator[dict]:
    """Counts of ranks without years, those of one event moved to Other, linked to the years.

    The force counts in calendar years; what is bounded is each rank that is listed by name, in
    the common window (METHODS 2.4, 5).
    """
    process = BY_NAME["constant"]
    months = process.simulate(rng, a_year, repeats)
    counts = CALENDAR.add_up(months)
    bounded, attained = [], []
    for repeat in range(repeats):
        inside = int(count_truth(months[repeat : repeat + 1])[0])
        part = rng.multinomial(inside, RANK_SHARES)
        outside = rng.multinomial(int(counts[repeat].sum()) - inside, RANK_SHARES)
        cells, listed = print_ranks(counts[repeat], part + outside)
        system = System(cells, [COMMON])
        asked = [frozenset({RANKS[place]}) for place in listed]
        found = system.bound_many([(COMMON, kinds) for kinds in asked])
        for place, kinds, bound in zip(listed, asked, found, strict=True):
            bounded.append((int(part[place]), bound.low, bound.high))
            attained.append(is_attained(bound, cells, COMMON, kinds))
    a_rank = {"process": process.name, "a_year": f"{a_year:g}"}
    if bounded:
        answers = _as_answers(bounded)
        yield _tell(MOVED, CALENDAR.name, "1, in Other", "sharp bounds", *answers) | a_rank
        shares = _as_shares(attained)
        yield _tell(MOVED, CALENDAR.name, "1, in Other", WITNESS, *shares) | a_rank


def _contradicts(cells: list[Known], window: Window) -> bool:
    try:
        System(cells, [window]).bound(window)
    except Disagreement as error:
        return error.by >= 1 and bool(error.cells)
    return False


def is_attained(
    bound: Bound, cells: list[Known], window: Window, kinds: frozenset[str] = frozenset()
) -> bool:
    """Whether each finite end has a placement that gives every cell what it says, and that end."""
    ends = [(bound.least, bound.low)]
    ends += [(bound.most, bound.high)] if math.isfinite(bound.high) else []
    return all(
        _add_up(events, window, kinds) == end
        and all(c.low <= _add_up(events, c.window, c.parts) <= c.high for c in cells)
        for events, end in ends
    )


def _add_up(events: dict, window: Window, kinds: frozenset[str]) -> int:
    return sum(
        n
        for (day, kind), n in events.items()
        if window.start <= day < window.end and (not kinds or kind in kinds)
    )


def _as_answers(bounded: list[tuple]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    truth, low, high = np.array(bounded, dtype=float).T
    return truth, low, high


def _as_shares(held: list[bool]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each repeat as an answer that is right or wrong, so that coverage is the share right."""
    right = np.array(held, dtype=float)
    return np.ones(len(right)), right, right


def _tell(process: str, layout: str, hidden: str, method: str, *answers: np.ndarray) -> dict:
    told = {"claim": "system", "process": process, "layout": layout, "hidden": hidden}
    return told | {"method": method, "assumption": NONE} | score_answers(*answers)
