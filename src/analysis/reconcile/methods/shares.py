"""What part of all events is of one category, when some of them could be of it or not.

Three kinds of events are told apart, each known as a range: those `inside` the category, those
surely `elsewhere`, and those `unsure`, which may be either, all, some or none (methods.md 5 and 7).
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from scipy.optimize import brentq
from scipy.stats import hypergeom
from statsmodels.stats.proportion import proportion_confint

from analysis.reconcile.methods.rates import CONFIDENCE

# Of each of two shares, so that by Bonferroni both limits hold together at CONFIDENCE.
PAIR_CONFIDENCE = 1 - (1 - CONFIDENCE) / 2
# How many times the odds of a category may be larger or smaller among the events whose category is
# not known than among the others: a policy choice (methods.md 5.2).
DECLARED_ODDS = 2.0

Range = tuple[float, float]


@dataclass(frozen=True)
class ShareBounds:
    """The events inside and outside a category, where its share is least and where it is most."""

    least: Range
    most: Range

    @property
    def low(self) -> float:
        """The least share, in percent: where all are inside that there may be, 100."""
        return 100 * _divide(*self.least) if any(self.least) else 100.0

    @property
    def high(self) -> float:
        """The greatest share, in percent: where none is inside that there may be, 0."""
        return 100 * _divide(*self.most) if any(self.most) else 0.0

    def find_limits(self, confidence: float = CONFIDENCE) -> Range:
        """Clopper-Pearson limits, in percent, of the share that the events are a sample of.

        The lower limit is that of the least share, the upper that of the most: exact limits rise
        with the events inside and fall with those outside, so whichever is true is covered.
        """
        return _limit(*self.least, confidence)[0], _limit(*self.most, confidence)[1]


def bound_share(
    inside: Range, elsewhere: Range, unsure: Range, total: float | None = None
) -> ShareBounds:
    """Sharp bounds of a category's share of all events; `total` where their number is known.

    Closed form: the share rises with what is inside and falls with what is not; open events widen
    it both ways. The share among those that are not open lies between the bounds as well. Raises
    ValueError for a `total` that the ranges do not allow, and of no events, of which no share is.

    >>> share = bound_share(inside=(20, 20), elsewhere=(70, 70), unsure=(10, 10))
    >>> share.low, share.high
    (20.0, 30.0)
    """
    if total == 0 or not any(high for _, high in (inside, elsewhere, unsure)):
        raise ValueError("no share is of no events")
    if total is None:
        least = inside[0], elsewhere[1] + unsure[1]
        return ShareBounds(least, (inside[1] + unsure[1], elsewhere[0]))
    lowest, highest = map(sum, zip(inside, elsewhere, unsure, strict=True))
    if not lowest <= total <= highest:
        raise ValueError(f"{lowest:g} to {highest:g} events are not {total:g}")
    fewest = max(inside[0], total - elsewhere[1] - unsure[1])
    most = min(inside[1] + unsure[1], total - elsewhere[0])
    return ShareBounds((fewest, total - fewest), (most, total - most))


class Recorded(NamedTuple):
    """The events that are of a category, those that are of another, and those of no known one."""

    inside: int
    elsewhere: int
    missing: int

    def share(self, odds: float = 1.0) -> float:
        """The category's share of all, in percent, were its odds among the missing ones `odds`
        times those among the others: 1 where they are missing at random, 0 and infinity the worst
        cases (methods.md 5.2).

        >>> few = Recorded(inside=20, elsewhere=60, missing=20)
        >>> [round(few.share(odds), 1) for odds in (0, 1 / 2, 1, 2, math.inf)]
        [20.0, 22.9, 25.0, 28.0, 40.0]
        """
        inside = self.inside
        if odds == math.inf:
            inside += self.missing
        elif odds * self.inside:
            own = odds * self.inside
            inside += self.missing * own / (own + self.elsewhere)
        return 100 * inside / sum(self)


def find_turning_odds(first: Recorded, second: Recorded) -> float:
    """How far the odds among the missing must differ for two shares to change their order.

    The least ratio, 1 or more, so that the shares are one where it lowers the higher share and its
    inverse raises the other: a tipping point (methods.md 5.2). Infinite where the order holds in
    the worst case too, 1 where the shares are one as they are, and nan where only the worst case
    changes it, as no odds make some of a category that has none, or none of one that has all.

    >>> round(find_turning_odds(Recorded(20, 60, 20), Recorded(10, 70, 20)), 2)
    8.19
    """
    higher, lower = sorted((first, second), key=Recorded.share, reverse=True)

    def find_gap(logarithm: float) -> float:
        return higher.share(math.exp(-logarithm)) - lower.share(math.exp(logarithm))

    if find_gap(0) <= 0:
        return 1.0
    if higher.share(0) >= lower.share(math.inf):
        return math.inf
    least = higher.share(0) if higher.elsewhere else 100.0
    most = lower.share(math.inf) if lower.inside else 0.0
    if least >= most:
        return math.nan
    furthest = 1.0
    while find_gap(furthest) > 0:
        furthest *= 2
    return math.exp(brentq(find_gap, 0, furthest))


def bound_difference(first: ShareBounds, second: ShareBounds) -> tuple[Range, Range]:
    """The first share less the second, in percentage points: its bounds, and its limits.

    The limits take each share's at PAIR_CONFIDENCE and so hold together at CONFIDENCE.
    """
    (lower, upper), (other_lower, other_upper) = (
        share.find_limits(PAIR_CONFIDENCE) for share in (first, second)
    )
    bounds = first.low - second.high, first.high - second.low
    return bounds, (lower - other_upper, upper - other_lower)


def find_share_p_value(first: ShareBounds, second: ShareBounds) -> float:
    """The p-value, two-sided, of two shares being one: Fisher's conditional test with mid-p.

    Given all that are of the category, those of the first are hypergeometric; twice the smaller
    tail, half of what was seen itself counted in (methods.md 7; Lancaster 1961). Of shares known
    between bounds it is the greatest that these allow, as the tail falls with the first share and
    rises with the second. 1 where nothing bounds a count.

    >>> first, second = (bound_share((n, n), (rest, rest), (0, 0)) for n, rest in ((3, 1), (1, 3)))
    >>> round(find_share_p_value(first, second), 4)  # (16 / 2 + 1) / 70, twice
    0.2571
    """
    above = _share_tail(first.least, second.most)
    below = _share_tail(second.least, first.most)
    return min(1.0, 2 * min(above, below))


@cache
def _share_tail(some: Range, others: Range) -> float:
    """The mid-p chance of at least so many inside among `some`, each known as (inside, outside)."""
    if any(map(math.isinf, (*some, *others))):
        return 1.0
    seen = hypergeom(sum(some) + sum(others), some[0] + others[0], sum(some))
    return float(seen.sf(some[0]) + seen.pmf(some[0]) / 2)


def _divide(inside: float, outside: float) -> float:
    if math.isinf(inside):
        return 1.0  # nothing bounds how many are inside
    return inside / (inside + outside)


@cache
def _limit(inside: float, outside: float, confidence: float) -> Range:
    if math.isinf(inside) or math.isinf(outside) or inside + outside == 0:
        return 0.0, 100.0
    limits = proportion_confint(inside, inside + outside, alpha=1 - confidence, method="beta")
    return 100 * float(limits[0]), 100 * float(limits[1])
