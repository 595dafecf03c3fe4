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
Groups = list[tuple[np.ndarray, np.ndarray]]
POOLED = f"{QUASI}, {FORCES} forces"


def try_ratios(
    process: Process,
    first: tuple[float, np.ndarray],
    second: tuple[float, np.ndarray],
    others: Groups,
) -> Iterator[dict]:
    """One score a method for the ratio of two forces' rates: the events a year and the stretches.

    The first force counts in years from March and is exact in the common window, the second in
    calendar years, one of which straddles it. Every array of stretches has the shape (repeats, 28).
    `others` are the years of the forces beside them (`group_years`). The truth is the ratio of the
    rates in the common window.
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
    own_limits = limit_ratios(*sides, scale)
    answers = {OWN_WINDOW: (own_limits, 1.0)}
    for name, limits in known.items():
        apart = math.log((limits[1] + 0.5).mean() / (limits[0] + 0.5).mean())
        answers[name] = (limit_ratios(sides[0], limits), 1.0, apart)
    years = [*group_years(MARCH_YEARS, first[1]), *group_years(CALENDAR, second[1])]
    for name, groups in {f"{QUASI}, 2 forces": years, POOLED: [*years, *others]}.items():
        dispersion = measure_dispersions(groups)
        wide = widen_ratios(*sides, scale, dispersion, own_limits)
        joined = [np.where(np.isnan(w), e, w) for w, e in zip(wide, own_limits, strict=True)]
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
    rates = process.weights[None] / 365.25
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


def group_years(layout: CellLayout, stretches: np.ndarray) -> Groups:
    """A force's whole years by regime, with their days."""
    return list_years(layout.add_up(stretches).astype(float), layout, find_regimes(layout))
