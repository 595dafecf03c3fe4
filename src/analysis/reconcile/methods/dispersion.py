"""Overdispersion: how much more counts vary from year to year than chance alone would make them.

The exact Poisson interval of a ratio covers too little where they do (METHODS 4). The quasi-Poisson
interval widens it by what the forces' own years show, pooled over forces; how often each covers the
true ratio is measured in analysis.reconcile.validation.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.stats import t

from analysis.reconcile.methods.rates import CONFIDENCE

# Under ten degrees of freedom t reaches a seventh further than the normal 1.96, and the dispersion
# itself is known only to within a factor of two or so (chi-square over its freedom, 0.32 to 2.05).
FEW_DEGREES = 10
# Under three, t reaches more than twice as far as the normal: no interval worth the name. A policy
# choice; limits then stay the exact ones and say that dispersion could not be measured.
LEAST_DEGREES = 3
Limits = tuple[float, float]


@dataclass(frozen=True)
class Dispersion:
    """Variance over mean of yearly counts, at least 1, and the degrees of freedom it rests on."""

    ratio: float
    freedom: int

    @property
    def is_poorly_known(self) -> bool:
        return self.freedom < FEW_DEGREES

    @cached_property
    def reach(self) -> float:
        """How far 95 % limits of a log rate reach, in its standard errors under Poisson counts."""
        return float(t.ppf((1 + CONFIDENCE) / 2, self.freedom)) * math.sqrt(self.ratio)


def measure_dispersion(groups: Sequence[Sequence[tuple[int, float]]]) -> Dispersion | None:
    """Pearson's chi-square over its degrees of freedom, pooled (METHODS 4).

    Each group is one force within one regime: (count, exposure) of each of its whole years, exact
    counts only. Within a group one rate is taken to hold, so a real trend counts as dispersion.
    None where no group has two years or any event.
    """
    squares, freedom = 0.0, 0
    for group in groups:
        counts, exposures = (np.array(values, dtype=float) for values in zip(*group, strict=True))
        if len(group) < 2 or counts.sum() == 0:
            continue
        expected = exposures * counts.sum() / exposures.sum()
        squares += float(((counts - expected) ** 2 / expected).sum())
        freedom += len(group) - 1
    return Dispersion(max(1.0, squares / freedom), freedom) if freedom else None


def widen_rate(low: float, high: float, exposure: float, dispersion: Dispersion) -> Limits:
    """95 % quasi-Poisson limits of events per unit of exposure, for a count known as low to high.

    log(rate) +- t * sqrt(dispersion / (x + 1/2)): the interval of a Poisson model with log link
    whose scale is Pearson's chi-square over its degrees of freedom (McCullagh and Nelder 1989,
    chapter 6), with half an event added as for ratios. 0 below where the count can be 0.
    """
    lower = _limit(low, None, -dispersion.reach) if low else 0.0
    upper = max(_limit(count, None, dispersion.reach) for count in (low, high))
    return lower / exposure, upper / exposure


def widen_ratio(
    first: tuple[float, float],
    exposure: float,
    second: tuple[float, float],
    other_exposure: float,
    dispersion: Dispersion,
) -> Limits:
    """95 % quasi-Poisson limits of the ratio of two rates, each count known as (low, high).

    log(ratio) +- t * sqrt(dispersion (1/(x1 + 1/2) + 1/(x2 + 1/2))) (METHODS 4), with half an event
    added to both counts of the ratio. Of two ranges, the least lower and the greatest upper limit;
    each rises or falls with a count, or turns once, so the ends of the ranges suffice. 0 below
    where the first count can be 0, infinite above where the second can.
    """
    scale = other_exposure / exposure
    pairs = list(product(first, second))
    lower = min(_limit(count, other, -dispersion.reach) for count, other in pairs)
    upper = max(_limit(count, other, dispersion.reach) for count, other in pairs)
    return (lower * scale if first[0] else 0.0), (upper * scale if second[0] else math.inf)


def find_wide_p_value(
    first: tuple[float, float],
    exposure: float,
    second: tuple[float, float],
    other_exposure: float,
    dispersion: Dispersion,
) -> float:
    """The p-value, two-sided, of equal rates that turns at 0.05 as `widen_ratio` leaves out 1."""
    scale = other_exposure / exposure
    if math.isinf(first[1]) or math.isinf(second[1]):
        return 1.0
    distances = []  # of the log ratio from 0, in standard errors
    for count, other in product(first, second):
        error = math.sqrt(dispersion.ratio * (1 / (count + 0.5) + 1 / (other + 0.5)))
        distances.append(math.log((count + 0.5) / (other + 0.5) * scale) / error)
    above = float(t.sf(min(distances), dispersion.freedom)) if first[0] else 1.0
    below = float(t.cdf(max(distances), dispersion.freedom)) if second[0] else 1.0
    return min(1.0, 2 * min(above, below))


def _limit(count: float, other: float | None, reach: float) -> float:
    """exp(log estimate + reach standard errors) of a count, or of its ratio to another."""
    if math.isinf(count) or (other is not None and math.isinf(other)):
        return 0.0 if reach < 0 else math.inf  # nothing known on that side
    count = count + 0.5
    if other is None:
        return count * math.exp(reach / math.sqrt(count))
    other = other + 0.5
    return count / other * math.exp(reach * math.sqrt(1 / count + 1 / other))
