"""What should be published of two replies, worked out anew from their cells in closed form.

Neither the ladder nor its rows are used: only the closed form of the bounds (METHODS 2.1) and the
bare statistics, each with arguments found here.
"""

from collections.abc import Sequence

import numpy as np

from analysis.model.window import Window
from analysis.reconcile.methods.apportion import DECLARED
from analysis.reconcile.methods.dispersion import (
    LEAST_DEGREES,
    Dispersion,
    measure_dispersion,
    widen_ratio,
)
from analysis.reconcile.methods.rates import FEWEST_FOR_A_RATE, ratio_interval
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.validation.answering import measure_workforce
from analysis.reconcile.validation.counting import find_regimes, thin_each
from analysis.reconcile.validation.layouts import COMMON
from analysis.reconcile.validation.printed import Printed
from analysis.reconcile.validation.questions import EMPLOYEES

LIMITS = ("lower", "upper", "wide_lower", "wide_upper")
ASKED = {
    ("count", "common"): ("low", "high"),
    ("estimate", "common"): ("estimate", *LIMITS),
    ("rate_ratio", "common"): ("low", "high", *LIMITS),
    ("rate_ratio", "own"): ("low", "high", *LIMITS),
}
Found = dict[tuple[str, str], np.ndarray]
ENDS = (1 / DECLARED, DECLARED)


def work_out(printed: tuple[Printed, Printed]) -> Found:
    """The columns that `ASKED` names, by measure and basis, one row a repeat; nan where refused."""
    second = printed[1]
    spread = [pool_years(printed, repeat) for repeat in range(len(second.low))]
    windows = [(COMMON, COMMON), (printed[0].window, second.window)]
    common, own = (_divide(printed, *pair, spread) for pair in windows)
    return {
        ("count", "common"): second.common,
        ("estimate", "common"): _estimate(second, spread),
        ("rate_ratio", "common"): common,
        ("rate_ratio", "own"): own,
    }


def pool_years(printed: Sequence[Printed], repeat: int) -> Dispersion | None:
    """The dispersion of all replies' exact whole years of one repeat, by force and regime."""
    groups = []
    for reply in printed:
        days = [cell.days for cell in reply.layout.cells]
        for regime in find_regimes(reply.layout):
            exact = [c for c in regime if reply.low[repeat, c] == reply.high[repeat, c]]
            groups.append([(int(reply.low[repeat, c]), days[c]) for c in exact])
    found = measure_dispersion([group for group in groups if len(group) > 1])
    return found if found and found.freedom >= LEAST_DEGREES else None


def _estimate(reply: Printed, spread: list[Dispersion | None]) -> np.ndarray:
    made = np.full((len(spread), 5), np.nan)
    if not reply.is_divided.any():
        return made
    cells = reply.counts[:, reply.layout.straddling]
    inside = reply.counts[:, ~reply.layout.straddling].sum(axis=1)
    level = np.ones(len(cells))
    lower, upper, _ = thin_each(cells, reply.layout, ENDS, level)
    middle = thin_each(cells, reply.layout, (1.0, 1.0), level)[2]
    variances = np.array([found.ratio if found else 1.0 for found in spread])
    wide = np.column_stack(thin_each(cells, reply.layout, ENDS, variances)[:2]) + inside[:, None]
    wide[[found is None for found in spread]] = np.nan
    made = np.column_stack([inside + middle, inside + lower, inside + upper, wide])
    made[~reply.is_divided] = np.nan
    return made


def _divide(
    printed: tuple[Printed, Printed], mine: Window, theirs: Window, spread: list[Dispersion | None]
) -> np.ndarray:
    """Bounds, exact and widened limits of the ratio of rates, over the common or own windows."""
    made = np.full((len(spread), 6), np.nan)
    windows = zip(printed, (mine, theirs), strict=True)
    exposures = [
        measure_workforce().measure_exposure(reply.force, EMPLOYEES, window)
        for reply, window in windows
    ]
    if any(isinstance(exposure, Refusal) for exposure in exposures):
        return made
    years, other = (exposure.workforce_years for exposure in exposures)
    counts = [reply.common if mine == theirs else reply.own for reply in printed]
    for repeat, (first, second) in enumerate(zip(*counts, strict=True)):
        if min(first[1], second[1]) >= FEWEST_FOR_A_RATE:
            sides = (*first, *second)
            made[repeat] = _limit_ratio(*sides, years, other, spread[repeat])
    return made


def _limit_ratio(
    low: int,
    high: int,
    other_low: int,
    other_high: int,
    years: float,
    other_years: float,
    spread: Dispersion | None,
) -> tuple[float, ...]:
    sides = (low, high), years, (other_low, other_high), other_years
    scale = other_years / years
    exact = ratio_interval(*sides)
    wide = widen_ratio(*sides, spread) if spread else (np.nan, np.nan)
    joined = np.minimum(exact[0], wide[0]), np.maximum(exact[1], wide[1])
    with np.errstate(divide="ignore"):
        least, most = np.divide([low, high], [other_high, other_low])
    return least * scale, most * scale, *exact, *joined
