"""Funnel plots: how far from the common rate chance alone may take a force of a given size.

Many forces are never ranked: a small one is often first or last by chance. Each is held against
limits that narrow as exposure grows (Spiegelhalter 2005, Statistics in Medicine 24, 1185-1202).
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import poisson

LEVELS = (0.95, 0.998)  # Spiegelhalter's two and three standard deviations
FEWEST_FORCES = 5  # fewer make no funnel: a pair is compared as a pair


def pool_rate(counts: Sequence[float], exposures: Sequence[float]) -> float:
    """The common rate: all events over all exposure."""
    return float(sum(counts) / sum(exposures))


def limit_funnel(
    rate: float, exposures: Sequence[float] | np.ndarray, level: float, dispersion: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Control limits of the rate of a force of each exposure, were its true rate the common one.

    Exact Poisson quantiles, interpolated between counts (Spiegelhalter 2005, A.1.1); their distance
    from the common rate times the square root of `dispersion` (METHODS 4), 0 at least. Two arrays
    of the length of `exposures`, in the units of `rate`. Raises ValueError for an exposure of 0 or
    less, and for a dispersion under 1.
    """
    sizes = np.asarray(exposures, dtype=float)
    if (sizes <= 0).any() or dispersion < 1:
        raise ValueError("a funnel needs exposures above 0 and a dispersion of 1 or more")
    lower, upper = (
        rate + math.sqrt(dispersion) * (_quantile(tail, rate * sizes) / sizes - rate)
        for tail in ((1 - level) / 2, (1 + level) / 2)
    )
    return np.maximum(lower, 0.0), upper


def _quantile(chance: float, expected: np.ndarray) -> np.ndarray:
    """The count that is exceeded with 1 - chance, interpolated so that it moves smoothly."""
    count = poisson.ppf(chance, expected)
    at, before = poisson.cdf(count, expected), poisson.cdf(count - 1, expected)
    return count - (at - chance) / (at - before)
