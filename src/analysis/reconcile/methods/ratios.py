"""What the ratio of two rates allows to be said: its bounds, its limits, and which rate is higher.

Two claims are kept apart. The reported rates are ordered only where one's bounds lie wholly above
the other's; the underlying rates are told apart only where the interval leaves out 1.
"""

import math
from dataclasses import dataclass, replace

from analysis.reconcile.methods.dispersion import (
    Dispersion,
    Limits,
    find_wide_p_value,
    widen_ratio,
)
from analysis.reconcile.methods.rates import find_p_value, ratio_interval

NOT_ORDERED, NOT_APART = "cannot be ordered", "not told apart"


@dataclass(frozen=True)
class Ratio:
    """A ratio of rates: sharp bounds, exact Poisson limits, widened ones if measured, p-value."""

    low: float
    high: float
    lower: float
    upper: float
    wide_lower: float | None
    wide_upper: float | None
    p_value: float

    @property
    def limits(self) -> Limits:
        """The interval that claims rest on: the widened one where dispersion could be measured."""
        if self.wide_lower is None or self.wide_upper is None:
            return self.lower, self.upper
        return self.wide_lower, self.wide_upper

    @property
    def order(self) -> str:
        """Of the reported rates, by dominance: lo_A > hi_B, or it cannot be said (METHODS 2.6)."""
        return compare_with_one(self.low, self.high) or NOT_ORDERED

    @property
    def verdict(self) -> str:
        """Of the underlying rates, by the interval that claims rest on."""
        return compare_with_one(*self.limits) or NOT_APART

    def facts(self) -> dict[str, float | None]:
        """The columns of a comparison's row."""
        limits = {"lower": self.lower, "upper": self.upper}
        limits |= {"wide_lower": self.wide_lower, "wide_upper": self.wide_upper}
        return {"low": self.low, "high": self.high} | limits


def compare_with_one(low: float, high: float) -> str:
    """`higher` or `lower` where a range of ratios lies wholly on one side of 1, else nothing."""
    return "higher" if low > 1 else "lower" if high < 1 else ""


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
    """
    sides = first, exposure, second, other_exposure
    scale = other_exposure / exposure
    low = scale * first[0] / second[1] if second[1] else math.inf if first[0] else 0.0
    high = scale * first[1] / second[0] if second[0] else math.inf
    lower, upper = ratio_interval(*sides)
    ratio = Ratio(low, high, lower, upper, None, None, find_p_value(*sides))
    if dispersion is None:
        return ratio
    wide_lower, wide_upper = join_limits((lower, upper), widen_ratio(*sides, dispersion))
    p_value = max(ratio.p_value, find_wide_p_value(*sides, dispersion))
    return replace(ratio, wide_lower=wide_lower, wide_upper=wide_upper, p_value=p_value)


def join_limits(one: Limits, other: Limits) -> Limits:
    """The least interval that holds both."""
    return min(one[0], other[0]), max(one[1], other[1])


def join_readings(one: Ratio, other: Ratio) -> tuple[Ratio, bool]:
    """A ratio under two readings of an ambiguous day, and whether both allow the same claims.

    Where they do the first stands; where not, what both allow together (METHODS 1, A-EDGE).
    """
    if (one.order, one.verdict) == (other.order, other.verdict):
        return one, True
    low, high = join_limits((one.low, one.high), (other.low, other.high))
    lower, upper = join_limits((one.lower, one.upper), (other.lower, other.upper))
    wide = (None, None) if one.wide_lower is None else join_limits(one.limits, other.limits)
    return Ratio(low, high, lower, upper, *wide, max(one.p_value, other.p_value)), False
