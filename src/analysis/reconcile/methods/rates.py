"""Rates and their exact intervals. The interval is about the underlying rate, not the count."""

import math
from functools import lru_cache

from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

CONFIDENCE = 0.95
FEWEST_FOR_A_RATE = 3  # ONS mortality practice: no crude rate under 3 events
FEWEST_FOR_A_CHANGE = 10  # events of the year before, under which no percentage is given
RELIABLE_FROM = 20  # under 20 events a rate is marked [u], low reliability


def rate_interval(low: float, high: float, exposure: float) -> tuple[float, float]:
    """Garwood 95 % limits of events per unit of exposure, for a count known as low to high.

    The lower limit is that of `low`, the upper that of `high`: exact limits rise with the count,
    so this covers whichever count is true (METHODS 3).
    """
    lower, _ = confint_poisson(low, exposure, method="exact-c", alpha=1 - CONFIDENCE)
    if math.isinf(high):
        return float(lower), math.inf
    _, upper = confint_poisson(high, exposure, method="exact-c", alpha=1 - CONFIDENCE)
    return float(lower), float(upper)


def ratio_interval(
    first: tuple[float, float], years: float, second: tuple[float, float], other_years: float
) -> tuple[float, float]:
    """95 % limits of the ratio of two rates, each count known as (low, high).

    Clopper-Pearson on x1 of x1 + x2, turned into odds and scaled by the exposures (METHODS 4).
    Assumes Poisson counts; overdispersion would widen it. Infinite above where x2 can be 0.
    """
    lower = _ratio_limits(first[0], second[1])[0]
    upper = _ratio_limits(first[1], second[0])[1]
    return lower * other_years / years, upper * other_years / years


def find_p_value(
    first: tuple[float, float], years: float, second: tuple[float, float], other_years: float
) -> float:
    """The p-value, two-sided, of equal rates: twice the smaller tail of x1 among x1 + x2 events.

    The exact conditional test (METHODS 4). It turns at 0.05 just as `ratio_interval` leaves out 1;
    of counts known as (low, high) it is the greatest that they allow.
    """
    share = years / (years + other_years)
    above = _tail(first[0], second[1], share)
    below = _tail(second[0], first[1], 1 - share)
    return min(1.0, 2 * min(above, below))


def _tail(count: float, other: float, share: float) -> float:
    """The chance of at least `count` of all events, each with chance `share`."""
    return 1.0 if math.isinf(other) else float(binom.sf(count - 1, count + other, share))


@lru_cache(maxsize=10_000)
def _ratio_limits(count: float, other: float) -> tuple[float, float]:
    if count + other == 0 or math.isinf(count + other):
        return 0.0, math.inf  # nothing known of the ratio
    low, high = proportion_confint(count, count + other, alpha=1 - CONFIDENCE, method="beta")
    return _odds(low), _odds(high)


def _odds(share: float) -> float:
    return math.inf if share >= 1 else float(share / (1 - share))


def mark_reliability(low: float) -> str:
    """The shorthand beside a figure: `[u]` where it rests on few events, else nothing."""
    return "[u]" if low < RELIABLE_FROM else ""
