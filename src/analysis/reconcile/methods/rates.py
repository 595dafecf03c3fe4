"""Rates, their ratios and funnel limits, with intervals about the underlying rate, not the count.

A count is known as (low, high). Intervals of a rate and of a ratio are exact for Poisson counts;
beside them stand quasi-Poisson ones, widened by what the forces' own years show of overdispersion:
how much more counts vary from year to year than chance alone would make them (methods.md 4). How
often each covers the truth is measured in analysis.reconcile.validation.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
from scipy.stats import binom, poisson, t
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

CONFIDENCE = 0.95  # of every interval; all others derive from it
FUNNEL_LEVELS = (CONFIDENCE, 0.998)  # Spiegelhalter's two and three standard deviations
FEWEST_FORCES = 5  # fewer make no funnel: a pair is compared as a pair

FEWEST_FOR_A_RATE = 3  # ONS mortality practice: no crude rate under 3 events
FEWEST_FOR_A_CHANGE = 10  # events of the year before, under which no percentage is given
RELIABLE_FROM = 20  # under 20 events a rate is marked as of low reliability
LOW_RELIABILITY = "[u]"

# Under ten degrees of freedom t reaches a seventh further than the normal 1.96, and the dispersion
# itself is known only to within a factor of two or so (chi-square over its freedom, 0.32 to 2.05).
FEW_DEGREES = 10
# Under three, t reaches more than twice as far as the normal: no interval worth the name. A policy
# choice; limits then stay the exact ones and say that dispersion could not be measured.
LEAST_DEGREES = 3

NOT_ORDERED, NOT_APART = "cannot be ordered", "not told apart"

Limits = tuple[float, float]


def format_level(level: float) -> str:
    """A confidence level in words.

    >>> format_level(0.975)
    '97.5 %'
    """
    return f"{100 * level:g} %"


CONFIDENCE_TEXT = format_level(CONFIDENCE)


def check_exposures(*exposures: float) -> None:
    """Raises ValueError for an exposure that nothing can be divided by: none, or no finite one."""
    if not all(0 < exposure < math.inf for exposure in exposures):
        named = ", ".join(f"{exposure:g}" for exposure in exposures)
        raise ValueError(f"no rate is of an exposure of {named}")


def rate_interval(low: float, high: float, exposure: float) -> tuple[float, float]:
    """Garwood limits of events per unit of exposure, for a count known as low to high.

    The lower limit is that of `low`, the upper that of `high`: exact limits rise with the count,
    so this covers whichever count is true (methods.md 3; Garwood 1936). Raises ValueError for an
    exposure that is not above 0, here and below.

    >>> lower, upper = rate_interval(8, 8, exposure=1)
    >>> round(lower, 3), round(upper, 3)
    (3.454, 15.763)
    """
    check_exposures(exposure)
    upper = math.inf if math.isinf(high) else _limit_count(high)[1]
    return _limit_count(low)[0] / exposure, upper / exposure


@lru_cache(maxsize=4096)  # each count has two rates, and many counts are small
def _limit_count(count: float) -> Limits:
    lower, upper = confint_poisson(count, 1, method="exact-c", alpha=1 - CONFIDENCE)
    return float(lower), float(upper)


def mark_reliability(low: float) -> str:
    """The shorthand beside a figure: `[u]` where it rests on few events, else nothing."""
    return LOW_RELIABILITY if low < RELIABLE_FROM else ""


@dataclass(frozen=True)
class Dispersion:
    """Variance over mean of yearly counts, at least 1, and the degrees of freedom it rests on."""

    ratio: float
    freedom: int

    @property
    def is_poorly_known(self) -> bool:
        """Whether it rests on so few degrees of freedom that this must be said."""
        return self.freedom < FEW_DEGREES

    @cached_property
    def half_width(self) -> float:
        """Half the width of a log rate's limits, in its standard errors under Poisson counts."""
        return float(t.ppf((1 + CONFIDENCE) / 2, self.freedom)) * math.sqrt(self.ratio)


def measure_dispersion(groups: Sequence[Sequence[tuple[int, float]]]) -> Dispersion | None:
    """Pearson's chi-square over its degrees of freedom, pooled (methods.md 4).

    Each group is one force within one regime: (count, exposure) of each of its whole years, exact
    counts only. Within a group one rate is taken to hold, so a real trend counts as dispersion.
    None where no group has two years or any event.

    >>> measure_dispersion([[(10, 1.0), (30, 1.0)]])
    Dispersion(ratio=10.0, freedom=1)
    """
    squares, freedom = 0.0, 0
    for group in filter(None, groups):
        check_exposures(*(exposure for _, exposure in group))
        counts, exposures = (np.array(values, dtype=float) for values in zip(*group, strict=True))
        if len(group) < 2 or counts.sum() == 0:
            continue
        expected = exposures * counts.sum() / exposures.sum()
        squares += float(((counts - expected) ** 2 / expected).sum())
        freedom += len(group) - 1
    return Dispersion(max(1.0, squares / freedom), freedom) if freedom else None


def widen_rate(low: float, high: float, exposure: float, dispersion: Dispersion) -> Limits:
    """Quasi-Poisson limits of events per unit of exposure, for a count known as low to high.

    log(rate) +- t * sqrt(dispersion / (x + 1/2)): the interval of a Poisson model with log link
    whose scale is Pearson's chi-square over its degrees of freedom (McCullagh and Nelder 1989,
    chapter 6), with half an event added as for ratios. 0 below where the count can be 0.
    """
    check_exposures(exposure)
    lower = _limit(low, None, -dispersion.half_width) if low else 0.0
    upper = max(_limit(count, None, dispersion.half_width) for count in (low, high))
    return lower / exposure, upper / exposure


@dataclass(frozen=True)
class Ratio:
    """A ratio of rates: sharp bounds, exact Poisson limits, widened ones if measured, p-values.

    `p_value` agrees with the limits that claims rest on, `poisson_p` with the exact ones: that of
    counts which vary by chance alone.

    Two claims are kept apart. The reported rates are ordered only where one's bounds lie wholly
    above the other's; the underlying rates are told apart only where the interval leaves out 1.
    """

    low: float
    high: float
    lower: float
    upper: float
    wide_lower: float | None
    wide_upper: float | None
    p_value: float
    poisson_p: float

    @property
    def limits(self) -> Limits:
        """The interval that claims rest on: the widened one where dispersion could be measured."""
        if self.wide_lower is None or self.wide_upper is None:
            return self.lower, self.upper
        return self.wide_lower, self.wide_upper

    @property
    def order(self) -> str:
        """Of the reported rates, by dominance: lo_A > hi_B, or not at all (methods.md 2.6)."""
        return compare_with(1, self.low, self.high) or NOT_ORDERED

    @property
    def verdict(self) -> str:
        """Of the underlying rates, by the interval that claims rest on."""
        return compare_with(1, *self.limits) or NOT_APART

    def facts(self) -> dict[str, float | None]:
        """The columns of a comparison's row."""
        limits = {"lower": self.lower, "upper": self.upper}
        limits |= {"wide_lower": self.wide_lower, "wide_upper": self.wide_upper}
        return {"low": self.low, "high": self.high} | limits


def take_ratio(
    first: tuple[float, float],
    exposure: float,
    second: tuple[float, float],
    other_exposure: float,
    dispersion: Dispersion | None = None,
) -> Ratio:
    """The ratio of the first rate to the second, each count known as (low, high).

    Limits are those of `ratio_interval`; the widened ones those of `widen_ratio`, never narrower
    than the exact ones, which hold even where counts vary as little as chance allows.

    >>> ratio = take_ratio((30, 30), 1, (8, 8), 1)
    >>> ratio.low, ratio.high, ratio.verdict
    (3.75, 3.75, 'higher')
    """
    sides = first, exposure, second, other_exposure
    check_exposures(exposure, other_exposure)
    scale = other_exposure / exposure
    low = scale * first[0] / second[1] if second[1] else math.inf if first[0] else 0.0
    high = scale * first[1] / second[0] if second[0] else math.inf
    lower, upper = ratio_interval(*sides)
    poisson_p = find_p_value(*sides)
    ratio = Ratio(low, high, lower, upper, None, None, poisson_p, poisson_p)
    if dispersion is None:
        return ratio
    wide_lower, wide_upper = join_limits((lower, upper), widen_ratio(*sides, dispersion))
    p_value = max(poisson_p, find_wide_p_value(*sides, dispersion))
    return replace(ratio, wide_lower=wide_lower, wide_upper=wide_upper, p_value=p_value)


def ratio_interval(
    first: tuple[float, float], years: float, second: tuple[float, float], other_years: float
) -> tuple[float, float]:
    """Exact limits of the ratio of two rates, each count known as (low, high).

    Clopper-Pearson on x1 of x1 + x2, turned into odds and scaled by the exposures (methods.md 4;
    Clopper and Pearson 1934). Assumes Poisson counts; overdispersion would widen it. Infinite above
    where x2 can be 0.

    >>> lower, upper = ratio_interval((30, 30), 1, (8, 8), 1)
    >>> round(lower, 2), round(upper, 2)
    (1.68, 9.47)
    """
    lower = _ratio_limits(first[0], second[1])[0]
    upper = _ratio_limits(first[1], second[0])[1]
    return lower * other_years / years, upper * other_years / years


@lru_cache(maxsize=10_000)
def _ratio_limits(count: float, other: float) -> tuple[float, float]:
    if count + other == 0 or math.isinf(count + other):
        return 0.0, math.inf  # nothing known of the ratio
    low, high = proportion_confint(count, count + other, alpha=1 - CONFIDENCE, method="beta")
    return _odds(low), _odds(high)


def _odds(share: float) -> float:
    return math.inf if share >= 1 else float(share / (1 - share))


def find_p_value(
    first: tuple[float, float], years: float, second: tuple[float, float], other_years: float
) -> float:
    """The p-value, two-sided, of equal rates: twice the smaller tail of x1 among x1 + x2 events.

    The exact conditional test (methods.md 4). It turns at 1 - CONFIDENCE just as `ratio_interval`
    leaves out 1;
    of counts known as (low, high) it is the greatest that they allow.
    """
    share = years / (years + other_years)
    above = _tail(first[0], second[1], share)
    below = _tail(second[0], first[1], 1 - share)
    return min(1.0, 2 * min(above, below))


def _tail(count: float, other: float, share: float) -> float:
    """The chance of at least `count` of all events, each with chance `share`."""
    return 1.0 if math.isinf(other) else float(binom.sf(count - 1, count + other, share))


def widen_ratio(
    first: tuple[float, float],
    exposure: float,
    second: tuple[float, float],
    other_exposure: float,
    dispersion: Dispersion,
) -> Limits:
    """Quasi-Poisson limits of the ratio of two rates, each count known as (low, high).

    log(ratio) +- t * sqrt(dispersion (1/(x1 + 1/2) + 1/(x2 + 1/2))) (methods.md 4), with half an
    event added to both counts of the ratio. Of two ranges, the least lower and the greatest upper
    limit; each rises or falls with a count, or turns once, so the ends of the ranges suffice. 0
    below where the first count can be 0, infinite above where the second can.
    """
    scale = other_exposure / exposure
    pairs = list(product(first, second))
    lower = min(_limit(count, other, -dispersion.half_width) for count, other in pairs)
    upper = max(_limit(count, other, dispersion.half_width) for count, other in pairs)
    return (lower * scale if first[0] else 0.0), (upper * scale if second[0] else math.inf)


def find_wide_p_value(
    first: tuple[float, float],
    exposure: float,
    second: tuple[float, float],
    other_exposure: float,
    dispersion: Dispersion,
) -> float:
    """The p-value, two-sided, of equal rates that turns as `widen_ratio` leaves out 1."""
    scale = other_exposure / exposure

    def measure(count: float, other: float) -> float:
        """How far the log ratio lies from 0, in standard errors."""
        if math.isinf(count) or math.isinf(other):
            return math.inf if math.isinf(count) else -math.inf
        error = math.sqrt(dispersion.ratio * (1 / (count + 0.5) + 1 / (other + 0.5)))
        return math.log((count + 0.5) / (other + 0.5) * scale) / error

    distances = [measure(*pair) for pair in product(first, second)]
    above = float(t.sf(min(distances), dispersion.freedom)) if first[0] else 1.0
    below = float(t.cdf(max(distances), dispersion.freedom)) if second[0] else 1.0
    return min(1.0, 2 * min(above, below))


def _limit(count: float, other: float | None, errors: float) -> float:
    """exp(log estimate + so many standard `errors`) of a count, or of its ratio to another."""
    if math.isinf(count) or (other is not None and math.isinf(other)):
        return math.inf if math.isinf(count) else 0.0
    count = count + 0.5
    if other is None:
        return count * math.exp(errors / math.sqrt(count))
    other = other + 0.5
    return count / other * math.exp(errors * math.sqrt(1 / count + 1 / other))


def join_limits(one: Limits, other: Limits) -> Limits:
    """The least interval that holds both."""
    return min(one[0], other[0]), max(one[1], other[1])


def join_readings(one: Ratio, other: Ratio) -> tuple[Ratio, bool]:
    """A ratio under two readings of an ambiguous day, and whether both allow the same claims.

    Where they do the first stands, with the greater p-values; where not, what both allow together
    (methods.md 1, A-EDGE).
    """
    p_values = max(one.p_value, other.p_value), max(one.poisson_p, other.poisson_p)
    if (one.order, one.verdict) == (other.order, other.verdict):
        return replace(one, p_value=p_values[0], poisson_p=p_values[1]), True
    low, high = join_limits((one.low, one.high), (other.low, other.high))
    lower, upper = join_limits((one.lower, one.upper), (other.lower, other.upper))
    wide = (None, None) if one.wide_lower is None else join_limits(one.limits, other.limits)
    return Ratio(low, high, lower, upper, *wide, *p_values), False


def compare_with(value: float, low: float, high: float) -> str:
    """`higher` or `lower` where a range lies wholly on one side of a value, else nothing."""
    return "higher" if low > value else "lower" if high < value else ""


def pool_rate(counts: Sequence[float], exposures: Sequence[float]) -> float:
    """The common rate: all events over all exposure, in events per unit of exposure."""
    check_exposures(sum(exposures))
    return float(sum(counts) / sum(exposures))


def limit_funnel(
    rate: float, exposures: Sequence[float] | np.ndarray, level: float, dispersion: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Control limits of the rate of a force of each exposure, were its true rate the common one.

    Many forces are never ranked: a small one is often first or last by chance. Each is held against
    limits that narrow as exposure grows (Spiegelhalter 2005, Statistics in Medicine 24, 1185-1202).
    Exact Poisson quantiles, interpolated between counts (his A.1.1); their distance from the common
    rate times the square root of `dispersion` (methods.md 4), 0 at least. Where hardly an event is
    expected the interpolated quantile would lie under 0: the common rate is inside its limits all
    the same. Two arrays of the length of `exposures`, in the units of `rate`. Raises ValueError for
    an exposure of 0 or less, a rate that is no number, and a dispersion under 1.
    """
    sizes = np.asarray(exposures, dtype=float)
    if not (sizes > 0).all() or not dispersion >= 1 or not 0 <= rate < math.inf:
        raise ValueError(
            "a funnel needs exposures above 0, a rate of 0 or more and a dispersion of 1 or more"
        )
    lower, upper = (
        rate + math.sqrt(dispersion) * (_find_quantile(tail, rate * sizes) / sizes - rate)
        for tail in ((1 - level) / 2, (1 + level) / 2)
    )
    return np.maximum(lower, 0.0), np.maximum(upper, rate)


def _find_quantile(chance: float, expected: np.ndarray) -> np.ndarray:
    """The count that is exceeded with 1 - chance, interpolated so that it moves smoothly."""
    count = poisson.ppf(chance, expected)
    at, before = poisson.cdf(count, expected), poisson.cdf(count - 1, expected)
    return count - (at - chance) / (at - before)
