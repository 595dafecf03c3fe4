"""Rates of many forces at once: the ranks that each may hold, and each shrunk to what all share.

The one that stands first of many is often first by chance. So a rank is never given but as all
those that a true rate may hold, for all forces together; and beside a rate stands what it comes to
once the others are taken into account (methods.md 4.7, 4.8).
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from statsmodels.stats.multitest import multipletests

from analysis.reconcile.methods.rates import (
    CONFIDENCE,
    Dispersion,
    Limits,
    find_p_value,
    find_wide_p_value,
    pool_rate,
)


def bound_ranks(
    counts: Sequence[Limits],
    exposures: Sequence[float],
    dispersion: Dispersion | None = None,
    bodies: Sequence[str] = (),
) -> list[tuple[int, int]]:
    """For each rate the best and the worst rank that its true rate may hold, 1 being the highest.

    All of them hold at once with CONFIDENCE: a rate is under as many others as are told apart from
    it above, and over as many as are told apart below, by Holm's method over all one-sided
    comparisons of two (Mogstad, Romano, Shaikh and Wilhelm 2024; Holm 1979). Each is the exact
    conditional test; with a dispersion, the widened one too, and the greater p-value counts. Counts
    are known as (low, high). Two rates of one of the `bodies` are not told apart, for their counts
    may be of the same events. Of rates that are equal each may hold every rank that they share.

    >>> bound_ranks([(30, 30), (8, 8), (0, 2)], [1, 1, 1])
    [(1, 1), (2, 3), (2, 3)]
    """
    size = len(counts)
    pairs = [
        (one, other)
        for one, other in combinations(range(size), 2)
        if not bodies or bodies[one] != bodies[other]
    ]
    if not pairs:
        return [(1, size)] * size
    found = []
    for one, other in pairs:
        sides = counts[one], exposures[one], counts[other], exposures[other]
        p_value = find_p_value(*sides)
        if dispersion is not None:
            p_value = max(p_value, find_wide_p_value(*sides, dispersion))
        found.append(p_value / 2)
    # Of each pair both directions are asked; the one that the counts speak against is never found.
    apart, *_ = multipletests([*found, *([1.0] * len(found))], 1 - CONFIDENCE, method="holm")
    best, worst = [1] * size, [size] * size
    for (one, other), is_apart in zip(pairs, apart, strict=False):
        if is_apart:
            is_higher = counts[one][0] * exposures[other] > counts[other][1] * exposures[one]
            higher, lower = (one, other) if is_higher else (other, one)
            best[lower] += 1
            worst[higher] -= 1
    return list(zip(best, worst, strict=True))


# Drawn to a mean that they make themselves, fewer than four gain nothing (Efron and Morris 1973).
FEWEST_TO_SHRINK = 4


class Shrunk(NamedTuple):
    """Rates shrunk towards a common one, in its units, and the variance of true rates about it."""

    rates: list[float]
    common: float
    variance: float


def shrink_rates(
    counts: Sequence[float], exposures: Sequence[float], dispersion: float = 1.0
) -> Shrunk:
    """Each rate drawn towards the common one, the more so the less its exposure tells.

    The mean of the true rate given the count, by empirical Bayes, were true rates gamma distributed
    about the common rate m and counts Poisson: m + (x/E - m) v / (v + m/E). The variance v of true
    rates is what the rates vary more than chance, by moments (Bühlmann and Straub 1970; Marshall
    1991); 0 at least, and then all are the common rate. Chance is `dispersion` times Poisson's.
    Raises ValueError for an exposure of 0 or less, and for a dispersion under 1.

    >>> shrunk = shrink_rates([10, 30, 40], [10, 10, 20])
    >>> shrunk.common, round(shrunk.variance, 2), [round(rate, 2) for rate in shrunk.rates]
    (2.0, 0.64, [1.24, 2.76, 2.0])
    """
    sizes = np.asarray(exposures, dtype=float)
    if (sizes <= 0).any() or dispersion < 1:
        raise ValueError("to shrink rates takes exposures above 0 and a dispersion of 1 or more")
    common, whole = pool_rate(counts, exposures), sizes.sum()
    rates = np.asarray(counts, dtype=float) / sizes
    chance = dispersion * common
    room = whole - (sizes**2).sum() / whole  # 0 of a single rate, which tells of no others
    beyond = (sizes * (rates - common) ** 2).sum() - (len(rates) - 1) * chance
    if room <= 0 or beyond <= 0:
        return Shrunk([common] * len(rates), common, 0.0)
    variance = float(beyond / room)
    weights = variance / (variance + chance / sizes)
    return Shrunk((common + weights * (rates - common)).tolist(), common, variance)
