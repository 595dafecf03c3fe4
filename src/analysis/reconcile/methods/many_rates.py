"""Rates of many forces at once: the ranks that each may hold, and each shrunk to what all share.

The one that stands first of many is often first by chance. So a rank is never given but as all
those that a true rate may hold, for all forces together; and beside a rate stands what it comes to
once the others are taken into account (methods.md 4.7, 4.8).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import binom, t

from analysis.reconcile.methods.rates import (
    CONFIDENCE,
    Dispersion,
    Limits,
    check_exposures,
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
    Raises ValueError for an exposure that is not above 0.

    >>> bound_ranks([(30, 30), (8, 8), (0, 2)], [1, 1, 1])
    [(1, 1), (2, 3), (2, 3)]
    """
    size = len(counts)
    names = np.array(bodies or range(size))
    asked = names[:, None] != names
    if not asked.any():
        return [(1, size)] * size
    p_values = find_p_values(counts, exposures)
    if dispersion is not None:
        p_values = np.maximum(p_values, find_wide_p_values(counts, exposures, dispersion))
    is_above = np.zeros_like(asked)
    is_above[asked] = reject_by_holm(p_values[asked])
    best, worst = 1 + is_above.sum(axis=0), size - is_above.sum(axis=1)
    return list(zip(best.tolist(), worst.tolist(), strict=True))


def reject_by_holm(p_values: np.ndarray) -> np.ndarray:
    """Which of many hypotheses, shape (n,), are rejected together at CONFIDENCE (Holm 1979).

    As `multipletests` of statsmodels, which collects all garbage of the process at each call: a
    thousand calls of it take minutes where there is much.
    """
    order = np.argsort(p_values, kind="stable")
    passed = p_values[order] * np.arange(len(order), 0, -1) <= 1 - CONFIDENCE
    rejected = np.empty(len(order), dtype=bool)
    rejected[order] = np.logical_and.accumulate(passed)
    return rejected


def find_p_values(counts: Sequence[Limits], exposures: Sequence[float]) -> np.ndarray:
    """The one-sided p-value that each rate (row) is no higher than each other (column).

    Twice the lesser of a pair's two, 1 at most, is its `find_p_value`; here all are found at once.
    Counts are known as (low, high). Raises ValueError for an exposure that is not above 0.

    >>> find_p_values([(8, 8), (2, 2)], [1, 1]).round(3).tolist()  # 8 or more of 10: 56/1024
    [[0.598, 0.055], [0.989, 0.688]]
    """
    (low, high), sizes, told = _lay_out(counts, exposures)
    one, other = told
    found = np.ones((len(sizes), len(sizes)))
    share = sizes[one] / (sizes[one] + sizes[other])
    found[told] = binom.sf(low[one] - 1, low[one] + high[other], share)
    return found


def find_wide_p_values(
    counts: Sequence[Limits], exposures: Sequence[float], dispersion: Dispersion
) -> np.ndarray:
    """As `find_p_values`, of rates that vary more than chance: each pair's `find_wide_p_value`."""
    ends, sizes, told = _lay_out(counts, exposures)
    one, other = told
    found = np.ones((len(sizes), len(sizes)))
    x, y = ends[:, None, one] + 0.5, ends[None, :, other] + 0.5  # either end with either end
    errors = np.sqrt(dispersion.ratio * (1 / x + 1 / y))
    distances = np.log(x / y * (sizes[other] / sizes[one])) / errors
    found[told] = t.sf(distances.min(axis=(0, 1)), dispersion.freedom)
    return found


def _lay_out(
    counts: Sequence[Limits], exposures: Sequence[float]
) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, ...]]:
    """Ends of counts, sizes of exposures, and the rows and columns of which anything is told.

    A count that may be 0 is over none, and none is over one that may be of any size.
    """
    check_exposures(*exposures)
    ends = np.array(counts, dtype=float).T
    return ends, np.array(exposures, dtype=float), np.ix_(ends[0] > 0, np.isfinite(ends[1]))


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
