"""The ratio of two forces' rates, by every interval the ladder gives it, against the truth."""

import math
from collections.abc import Iterator

import numpy as np
from scipy.stats import norm, t

from analysis.reconcile.validation.count_trials import find_regimes, list_years
from analysis.reconcile.validation.recomputation import (
    RATE_RATIO,
    TAIL,
    Pair,
    limit_ratios,
    measure_dispersions,
    thin_each,
    widen_ratios,
)
from analysis.reconcile.validation.scores import HOLDS, VIOLATED, score_ratios
from analysis.reconcile.validation.simulate import (
    CALENDAR,
    COMMON,
    DAYS,
    MARCH_YEARS,
    CellLayout,
    Process,
    bound_table,
    count_truth,
)

OWN_WINDOW, BOUNDS_UNION = "own windows", "bounds"
QUASI = "own windows, quasi-Poisson"
# Forces beside the two that are compared, of whom the dispersion is pooled: events a year.
OTHERS = (20, 30, 40, 60)
FORCES = len(OTHERS) + 2
POOLED = f"{QUASI}, {FORCES} forces"


def try_ratios(
    process: Process,
    first: tuple[float, np.ndarray],
    second: tuple[float, np.ndarray],
    others: list[np.ndarray],
) -> Iterator[dict]:
    """One score a method for the ratio of two forces' rates: the events a year and the months.

    The first force counts in years from March and is exact in the common window, the second in
    calendar years, one of which straddles it. Every array of months has the shape (repeats, 84).
    The truth is the ratio of the rates in the common window.
    """
    exact = MARCH_YEARS.add_up(first[1]).sum(axis=1)
    cells = CALENDAR.add_up(second[1])
    straddling, ones = CALENDAR.straddling, np.ones(len(exact))
    inside, own = cells[:, ~straddling].sum(axis=1), cells.sum(axis=1)

    def thin(rate_ratio: float) -> Pair:
        lower, upper, _ = thin_each(cells[:, straddling], CALENDAR.shares, rate_ratio, ones)
        return inside + lower, inside + upper

    uniform = (inside + cells[:, straddling] @ CALENDAR.shares).round()
    known = {
        "uniform": (uniform, uniform),
        "thinning": thin(1.0),
        "rate ratio to 2": thin(RATE_RATIO),
        BOUNDS_UNION: bound_table(cells, cells, straddling),
    }
    sides, scale = ((exact, exact), (own, own)), CALENDAR.days / COMMON.days
    answers = {OWN_WINDOW: (limit_ratios(*sides, scale), 1.0)}
    for name, limits in known.items():
        apart = math.log((limits[1] + 0.5).mean() / (limits[0] + 0.5).mean())
        answers[name] = (limit_ratios(sides[0], limits), 1.0, apart)
    years = [(MARCH_YEARS, first[1]), (CALENDAR, second[1])]
    pooled = {f"{QUASI}, 2 forces": years}
    pooled[POOLED] = years + [(CALENDAR, months) for months in others]
    for name, forces in pooled.items():
        dispersion = measure_dispersions([group for one in forces for group in _group_years(*one)])
        wide, sure = widen_ratios(*sides, scale, dispersion), limit_ratios(*sides, scale)
        joined = [np.where(np.isnan(w), e, w) for w, e in zip(wide, sure, strict=True)]
        variances = [process.expect_variance(size) for size in (first[0], second[0])]
        stretch = float(t.isf(TAIL, dispersion[1].max()) / norm.isf(TAIL))
        answers[name] = (joined, stretch * math.sqrt(np.mean(variances)))
    truth = first[0] / second[0]
    design = {"claim": "ratio", "process": process.name, "hidden": "nothing"}
    design |= {"layout": f"{MARCH_YEARS.name} against {CALENDAR.name}"}
    design |= {"a_year": f"{first[0]:g} against {second[0]:g}"}
    for method, (limits, *reach) in answers.items():
        assumption = HOLDS if _is_valid(method, process) else VIOLATED
        ideal = _idealise(process, first[0], second[0], *reach)
        scores = score_ratios(truth, *limits, ideal)
        yield design | {"method": method, "assumption": assumption} | scores


def _idealise(
    process: Process, a_year: float, other: float, stretch: float, apart: float = 0.0
) -> float:
    """The length on the logarithmic scale of normal limits that know the rates: 1.96 standard
    errors on either side, `stretch` times as long, and what bounds lie `apart`."""
    rates = process.shape[None] * DAYS / 365.25
    expected = a_year * count_truth(rates)[0], other * CALENDAR.add_up(rates)[0].sum()
    return 2 * norm.isf(TAIL) * stretch * math.sqrt(sum(1 / n for n in expected)) + apart


def _is_valid(method: str, process: Process) -> bool:
    """Whether what a method assumes of the second force's straddled year, and of chance, is so."""
    if method.startswith(QUASI):
        return process.is_level and not process.in_bursts
    rate = process.compare_rates(CALENDAR.cells[0], COMMON)
    least = {BOUNDS_UNION: 0.0, "rate ratio to 2": 1 / RATE_RATIO}.get(method, 1 - 1e-9)
    within = least <= rate and rate * least <= 1
    return process.is_independent and process.levels is None and within


def _group_years(layout: CellLayout, months: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """A force's whole years by regime, with their days."""
    return list_years(layout.add_up(months).astype(float), layout, find_regimes(layout))
