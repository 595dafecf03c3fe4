"""Simulated replies put through the functions that publish, their rows held against the truth.

The other experiments are worked out for all repeats together, which is quick but publishes nothing.
Here a sample goes the whole way, as observations, and every row is also worked out anew: the two
must agree to the last event.
"""

from collections.abc import Iterator

import numpy as np

from analysis.model.observation import as_observations
from analysis.reconcile.methods.bounds import System
from analysis.reconcile.validation.anew import ASKED, Found, work_out
from analysis.reconcile.validation.answering import compare_replies, measure_workforce
from analysis.reconcile.validation.counting import SENSITIVITY, SHARP, WIDE, find_holding
from analysis.reconcile.validation.layouts import COMMON, MARCH_YEARS, SHOWN, Layout, count_truth
from analysis.reconcile.validation.printed import Printed
from analysis.reconcile.validation.processes import Process
from analysis.reconcile.validation.questions import EMPLOYEES, FORCES, observe, observe_whole
from analysis.reconcile.validation.scoring import HOLDS, NONE, VIOLATED, score_answers
from analysis.reconcile.validation.systems import WITNESS, is_attained

CLAIM = "published"
PAIR = FORCES[:2]  # the first is exact in the common window, the second may straddle it
RATIO, WIDE_RATIO = "ratio, exact limits", "ratio, widened limits"
AGREEMENT = {measure: f"{measure.replace('_', ' ')}, worked out anew" for measure, _ in ASKED}


def try_published(
    process: Process, layout: Layout, a_year: float, hidden: str, months: list[np.ndarray]
) -> Iterator[dict]:
    """One score a published range: whether it holds the truth, agrees, and can be attained.

    `months` are two forces' events, each of shape (repeats, 84). The first force counts in years
    from March and hides nothing, the second in the layout.
    """
    printed = (
        Printed.of(PAIR[0], MARCH_YEARS, SHOWN, months[0]),
        Printed.of(PAIR[1], layout, hidden, months[1]),
    )
    told = publish(printed)
    design = {"claim": CLAIM, "process": process.name, "layout": layout.name}
    design |= {"a_year": f"{a_year:g}", "hidden": hidden}

    def tell(method: str, holds: bool | None, truth, limits: np.ndarray) -> dict:
        answered = ~np.isnan(limits[:, 0])
        assumption = NONE if holds is None else HOLDS if holds else VIOLATED
        scores = score_answers(truth, *limits.T, answered=answered)
        return design | {"method": method, "assumption": assumption} | scores

    def share(method: str, right: np.ndarray) -> dict:
        right = right.astype(float)
        scores = score_answers(np.ones(len(right)), right, right)
        return design | {"method": method, "assumption": NONE} | scores

    truth, holding = count_truth(months[1]), find_holding(process, layout)
    bounds, estimate = told["count", "common"], told["estimate", "common"]
    yield tell(SHARP, None, truth, bounds)
    yield share(WITNESS, attain(printed[1], bounds))
    if layout.straddling.any():
        yield tell(SENSITIVITY, SENSITIVITY in holding, truth, estimate[:, 1:3])
        yield tell(WIDE, WIDE in holding, truth, estimate[:, 3:])
    equal = compare_years()
    ratio = told["rate_ratio", "common"]
    yield tell(RATIO, process.is_independent, equal, ratio[:, 2:4])
    yield tell(WIDE_RATIO, not process.in_bursts, equal, ratio[:, 4:])
    expected = work_out(printed)
    for (measure, basis), columns in expected.items():
        if basis == "common":
            own = (measure, "own")
            agrees = is_same(columns, told[measure, basis])
            agrees &= is_same(expected[own], told[own]) if own in expected else True
            yield share(AGREEMENT[measure], agrees)


def publish(printed: tuple[Printed, ...]) -> Found:
    """The published columns of what is `ASKED`, by measure and basis, one row a repeat.

    What is refused is not a number.
    """
    rows = []
    for repeat in range(len(printed[0].low)):
        for reply in printed:
            rows += _observe(reply, repeat)
    found = [
        {(row["force"], row["measure"], row["basis"]): row for row in figures}
        for figures in compare_each(rows)
    ]
    told = {}
    for (measure, basis), columns in ASKED.items():
        force = PAIR[0] if measure == "rate_ratio" else PAIR[1]
        given = [rows.get((force, measure, basis), {}) for rows in found]
        told[measure, basis] = np.array(
            [[row.get(name) for name in columns] for row in given], dtype=float
        )
    return told


def compare_each(rows: list[dict]) -> Iterator[list[dict]]:
    """The published figures of each repeat; the rows of a repeat share their reference."""
    placed = [row | {"cell": f"B{place + 2}"} for place, row in enumerate(rows)]
    for _, replies in as_observations(placed).groupby("reference", sort=False):
        yield compare_replies(replies)[0]


def _observe(reply: Printed, repeat: int) -> Iterator[dict]:
    """One repeat of a reply as observations, its total beside where it is printed."""
    facts = {"force": reply.force, "reference": f"R {repeat}"}
    rows = [
        observe((low, high), cell.start, cell.end, **facts)
        for low, high, cell in zip(
            reply.low[repeat], reply.high[repeat], reply.layout.cells, strict=True
        )
    ]
    yield from rows
    if reply.total is not None:
        yield observe_whole(rows, int(reply.total[repeat]), note="printed total", **facts)


def attain(reply: Printed, bounds: np.ndarray) -> np.ndarray:
    """Whether some events that fit all of a reply's cells attain either end, one a repeat.

    Of the published bounds and of the closed form, which the other experiments take for sharp.
    """
    attained = []
    for repeat, ends in enumerate(zip(bounds, reply.common, strict=True)):
        cells = reply.as_known(repeat)
        found = System(cells, [COMMON]).bound(COMMON)
        reached = all((found.low, found.high) == tuple(pair) for pair in ends)
        attained.append(reached and is_attained(found, cells, COMMON))
    return np.array(attained)


def is_same(expected: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Whether all columns agree, one a repeat; what neither gives agrees too."""
    return np.isclose(expected, told, rtol=1e-9, atol=1e-9, equal_nan=True).all(axis=1)


def compare_years() -> float:
    """The true ratio of two forces with equally many events: their workforce-years upside down."""
    mine, theirs = (measure_workforce().measure_exposure(f, EMPLOYEES, COMMON) for f in PAIR)
    return theirs.workforce_years / mine.workforce_years
