"""Rung A: how many of a straddled cell's events fell inside a window, were they spread somehow.

Every estimate stands beside the sharp bounds and inside them, says what it assumes, and is refused
where the assumption could not be defended (METHODS 3). `share` is the part of the cell's days that
lie inside the window; `rate_ratio` is the rate outside the window over the rate inside it, within
the straddled cell.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import betabinom, binom

CONFIDENCE = 0.95
# Rate ratios shown beside one another; 0 and infinity are the sharp bounds (METHODS 3).
RATE_RATIOS = (1 / 3, 1 / 2, 2 / 3, 1.0, 3 / 2, 2.0, 3.0)
DECLARED = 2.0  # the range 1/2 to 2 in which the rate ratio is taken to lie, a policy choice


@dataclass(frozen=True)
class Straddle:
    """A cell that lies partly inside a window: its count, and the share of its days inside."""

    low: int
    high: int
    share: float


@dataclass(frozen=True)
class Estimate:
    """Events inside a window by apportionment: the middle one and the limits around it."""

    middle: float
    lower: int
    upper: int


def tilt_share(share: float, rate_ratio: float) -> float:
    """The share of a cell's events inside; the rate outside is `rate_ratio` times that inside.

    p_r = p / (p + (1 - p) r) (METHODS 3); 1 leaves the share by days as it is.
    """
    if math.isinf(rate_ratio):
        return 0.0
    return share / (share + (1 - share) * rate_ratio)


def thin(
    certain: tuple[int, int],
    straddles: Sequence[Straddle],
    rate_ratios: tuple[float, float] = (1.0, 1.0),
    dispersion: float = 1.0,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Events in a window of `certain` (low, high) whole cells and some straddled ones.

    Given its total, each straddled cell's events inside are binomial with the tilted share,
    whatever their rate (METHODS 3); with `dispersion` above 1, beta-binomial. Several cells are
    convolved, not added end by end. The lower limit takes the rate ratio at its higher end and
    counts at their low ones, the upper limit the reverse. Limits at 95 % unless told otherwise,
    which lie inside what the cells allow. Raises ValueError for a dispersion below 1.
    """
    if dispersion < 1:
        raise ValueError(f"a dispersion of {dispersion} would be less than chance")
    tail = (1 - confidence) / 2
    lowest, highest = min(rate_ratios), max(rate_ratios)
    fewest = _convolve([(s.low, tilt_share(s.share, highest)) for s in straddles], dispersion)
    most = _convolve([(s.high, tilt_share(s.share, lowest)) for s in straddles], dispersion)
    even = sum(
        (s.low + s.high) / 2 * tilt_share(s.share, math.sqrt(lowest * highest)) for s in straddles
    )
    return Estimate(
        sum(certain) / 2 + even,
        certain[0] + _quantile(fewest, tail),
        certain[1] + _quantile(most, 1 - tail),
    )


def _convolve(cells: Sequence[tuple[int, float]], dispersion: float) -> np.ndarray:
    """The chances of 0, 1, 2, ... events inside, all cells together."""
    chances = np.ones(1)
    for count, share in cells:
        chances = np.convolve(chances, _spread(count, share, dispersion))
    return chances


@lru_cache(maxsize=10_000)  # the same cell is thinned again for every pair and rate ratio
def _spread(count: int, share: float, dispersion: float) -> np.ndarray:
    """The chances of a cell's events inside; clustered as a negative binomial process would be.

    Such a process with variance `dispersion` times its mean, given its total N, is beta-binomial
    with N / (dispersion - 1) as the sum of its parameters.
    """
    events = np.arange(count + 1)
    if dispersion == 1 or count < 2 or share in (0.0, 1.0):
        return binom.pmf(events, count, share)
    weight = count / (dispersion - 1)
    return betabinom.pmf(events, count, share * weight, (1 - share) * weight)


def _quantile(chances: np.ndarray, level: float) -> int:
    """The least number of events with at least `level` of the chances at or below it."""
    return int(np.searchsorted(np.cumsum(chances), level * (1 - 1e-12)))


def find_tipping_point(inside: int, straddle: int, share: float, needed: float) -> float:
    """The rate ratio below which `inside` plus the straddled cell's part still exceeds `needed`.

    r* = p (N - c) / ((1 - p) c), with c the events the cell must hold inside for a tie (METHODS
    2.6): infinite where the claim holds whatever the ratio, 0 where it never does.
    """
    missing = needed - inside
    if missing <= 0:
        return math.inf
    if missing > straddle:
        return 0.0
    return share * (straddle - missing) / ((1 - share) * missing)
