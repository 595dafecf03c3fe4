"""Overdispersion: how much more counts vary from year to year than chance alone would make them.

The exact Poisson interval of a ratio covers too little where they do (METHODS 4). The quasi-Poisson
interval widens it by what the forces' own years show, pooled over forces; how often each covers the
true ratio is measured in analysis.reconcile.validation.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.stats import t

from analysis.reconcile.methods.rates import CONFIDENCE


@dataclass(frozen=True)
class Dispersion:
    """Variance over mean of yearly counts, at least 1, and the degrees of freedom it rests on."""

    ratio: float
    freedom: int


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


def widen_ratio(
    first: tuple[float, float],
    exposure: float,
    second: tuple[float, float],
    other_exposure: float,
    dispersion: Dispersion,
) -> tuple[float, float]:
    """95 % quasi-Poisson limits of the ratio of two rates, each count known as (low, high).

    log(ratio) +- t * sqrt(dispersion (1/(x1 + 1/2) + 1/(x2 + 1/2))) (METHODS 4), with half an event
    added to both counts of the ratio. Of two ranges, the least lower and the greatest upper limit;
    each rises or falls with a count, or turns once, so the ends of the ranges suffice. 0 below
    where the first count can be 0, infinite above where the second can.
    """
    scale = other_exposure / exposure
    reach = float(t.ppf((1 + CONFIDENCE) / 2, dispersion.freedom)) * math.sqrt(dispersion.ratio)
    pairs = list(product(first, second))
    lower = min(_limit(count, other, -reach) for count, other in pairs)
    upper = max(_limit(count, other, reach) for count, other in pairs)
    return (lower * scale if first[0] else 0.0), (upper * scale if second[0] else math.inf)


def _limit(count: float, other: float, reach: float) -> float:
    if math.isinf(count) or math.isinf(other):
        return 0.0 if reach < 0 else math.inf  # nothing known on that side
    count, other = count + 0.5, other + 0.5
    return count / other * math.exp(reach * math.sqrt(1 / count + 1 / other))
