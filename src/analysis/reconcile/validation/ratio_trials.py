"""The ratio of two forces' rates, by every interval the ladder gives it, against the truth."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from analysis.reconcile.methods.apportion import DECLARED_RATE_RATIO
from analysis.reconcile.methods.rates import measure_dispersion, ratio_interval, widen_ratio
from analysis.reconcile.validation.count_trials import find_regimes, thin_each
from analysis.reconcile.validation.scores import HOLDS, VIOLATED, score_ratios
from analysis.reconcile.validation.simulate import (
    CALENDAR,
    COMMON,
    MARCH_YEARS,
    CellLayout,
    Process,
    bound_table,
)

OWN_WINDOW, BOUNDS_UNION = "own windows", "bounds"
QUASI = "own windows, quasi-Poisson"
# Forces beside the two that are compared, of whom the dispersion is pooled: events a year.
OTHERS = (20, 30, 40, 60)
FORCES = len(OTHERS) + 2

Limits = tuple[np.ndarray, np.ndarray]


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
    days = (COMMON.days, CALENDAR.days)

    def thin(rate_ratio: float) -> Limits:
        ends = (1 / rate_ratio, rate_ratio)
        lower, upper, _ = thin_each(cells[:, straddling], CALENDAR, ends, ones)
        return inside + lower, inside + upper

    uniform = inside + thin_each(cells[:, straddling], CALENDAR, (1.0, 1.0), ones)[2].round()
    known = {
        "uniform": (uniform, uniform),
        "thinning": thin(1.0),
        "rate ratio to 2": thin(DECLARED_RATE_RATIO),
        BOUNDS_UNION: bound_table(cells, cells, straddling),
    }
    answers = {OWN_WINDOW: limit_ratios(exact, (own, own), days)}
    answers |= {
        name: limit_ratios(exact, limits, (COMMON.days, COMMON.days))
        for name, limits in known.items()
    }
    years = [(MARCH_YEARS, first[1]), (CALENDAR, second[1])]
    pooled = {f"{QUASI}, 2 forces": years}
    pooled[f"{QUASI}, {FORCES} forces"] = years + [(CALENDAR, months) for months in others]
    answers |= {
        name: _widen_each(exact, own, days, [_group_years(*force) for force in forces])
        for name, forces in pooled.items()
    }
    truth = first[0] / second[0]
    design = {"claim": "ratio", "process": process.name, "hidden": "nothing"}
    design |= {"layout": f"{MARCH_YEARS.name} against {CALENDAR.name}"}
    design |= {"a_year": f"{first[0]:g} against {second[0]:g}"}
    for method, limits in answers.items():
        assumption = HOLDS if _is_valid(method, process) else VIOLATED
        yield design | {"method": method, "assumption": assumption} | score_ratios(truth, *limits)


def _is_valid(method: str, process: Process) -> bool:
    """Whether what a method assumes of the second force's straddled year, and of chance, is so."""
    rate = process.compare_rates(CALENDAR.cells[0], COMMON)
    if method.startswith(QUASI):
        return bool(np.all(process.shape == 1)) and not process.in_bursts
    least = {BOUNDS_UNION: 0.0, "rate ratio to 2": 1 / DECLARED_RATE_RATIO}.get(method, 1 - 1e-9)
    within = least <= rate and rate * least <= 1
    return process.is_independent and within


def limit_ratios(exact: np.ndarray, other: Limits, days: tuple[int, int]) -> Limits:
    """Clopper-Pearson limits of each repeat's ratio; equal counts are worked out once."""
    made = [_limit_ratio(*map(int, row), days) for row in np.column_stack([exact, *other])]
    lower, upper = np.array(made).T
    return lower, upper


@lru_cache(maxsize=200_000)
def _limit_ratio(first: int, low: int, high: int, days: tuple[int, int]) -> tuple[float, float]:
    return ratio_interval((first, first), days[0], (low, high), days[1])


def _group_years(layout: CellLayout, months: np.ndarray) -> list[np.ndarray]:
    """A force's whole years by regime, each of shape (repeats, years)."""
    counts = layout.add_up(months)
    return [counts[:, group] for group in find_regimes(layout)]


def _widen_each(
    exact: np.ndarray, own: np.ndarray, days: tuple[int, int], forces: list[list[np.ndarray]]
) -> Limits:
    """Quasi-Poisson limits of each repeat's ratio, the dispersion pooled over all forces' years."""
    groups = [regime for force in forces for regime in force]
    made = []
    for repeat, (count, other) in enumerate(zip(exact, own, strict=True)):
        years = [[(int(n), 1.0) for n in group[repeat]] for group in groups]
        found = measure_dispersion(years)
        if found is None:  # no event in any year
            made.append((0.0, np.inf))
            continue
        pair = (int(count), int(count)), days[0], (int(other), int(other)), days[1]
        made.append(widen_ratio(*pair, found))
    lower, upper = np.array(made).T
    return lower, upper
