"""Rung A, apportionment: how many events of the cells that straddle a window's edge fell inside it.

First the calendar settles which stretch of days straddles, before anything is estimated; then its
events are divided under an assumption that is named. Every estimate stands beside the sharp bounds
and inside them, and is refused where the assumption could not be defended (methods.md 3). `share`
is the part of a stretch's days that lie inside the window, 0 to 1, or of an indicator's events;
`rate_ratio` is the rate outside the window over the rate inside it, within the stretch, by days or
by the indicator.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.signal import fftconvolve
from scipy.stats import betabinom, binom

from analysis.model.window import Window, find_gaps
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.methods.rates import CONFIDENCE

# Rate ratios shown beside one another; 0 and infinity are the sharp bounds (methods.md 3).
RATE_RATIOS = (1 / 10, 1 / 3, 1 / 2, 2 / 3, 1.0, 3 / 2, 2.0, 3.0, 10.0)
# The range 1/2 to 2 in which the rate ratio is taken to lie, a policy choice.
DECLARED_RATE_RATIO = 2.0
# Of more events than this only so many standard deviations about the mean are enumerated: what
# lies beyond has a chance of less than 1e-30.
ENUMERATED, REACH = 20_000, 12

Spread = tuple[int, np.ndarray]  # a number of events, and the chances of it and those that follow


@dataclass(frozen=True)
class Straddle:
    """A stretch that lies partly inside a window: its events, and the share of them inside.

    `share` is that of its days, or of the events of an indicator; `sample` is how many of these
    there were, infinite where the share is known from the calendar. Raises ValueError for a share
    or a sample that is none, and for events without a greatest number.
    """

    low: int
    high: int
    share: float
    sample: float = math.inf

    def __post_init__(self):
        if not (0 <= self.low <= self.high < math.inf and 0 <= self.share <= 1 and self.sample > 0):
            problem = f"{self.low} to {self.high} events with {self.share} of them inside"
            raise ValueError(f"{problem} cannot be divided")


@dataclass(frozen=True)
class Profile:
    """How the events of an indicator lie in a stretch: the share inside a window, of how many."""

    share: float
    sample: float


def profile_indicator(
    periods: Iterable[tuple[Window, int]], stretch: Window, window: Window
) -> Profile:
    """The share of an indicator's events in a stretch that lie inside a window (methods.md 3.4).

    `periods` are its months or quarters with their counts, that cover the stretch and do not
    overlap. One across an edge is split by days. Raises ZeroDivisionError where none has an event.

    >>> starts = [date(2018, month, 1) for month in (1, 4, 7, 10)] + [date(2019, 1, 1)]
    >>> quarters = zip([Window(*ends) for ends in pairwise(starts)], (60, 90, 80, 70))
    >>> year, since_april = Window(starts[0], starts[-1]), Window(starts[1], date(2023, 1, 1))
    >>> profile_indicator(quarters, year, since_april)
    Profile(share=0.8, sample=300.0)
    """
    inside = total = 0.0
    for period, events in periods:
        if here := period.meet(stretch):
            own = events * here.days / period.days
            total += own
            inside += own * here.share_inside(window)
    return Profile(inside / total, total)


@dataclass(frozen=True)
class Division:
    """A window as exact figures leave it: the events certainly inside, and those astride.

    `astride` maps each stretch of days that crosses an edge of the window to its events, `profiles`
    maps it to how an indicator lies in it; of one without a profile the share is that of its days.
    """

    window: Window
    certain: int
    astride: dict[Window, int]
    profiles: Mapping[Window, Profile] = field(default_factory=dict)

    @property
    def straddles(self) -> list[Straddle]:
        """The stretches as `thin` takes them."""
        found = []
        for stretch, events in self.astride.items():
            even = Profile(stretch.share_inside(self.window), math.inf)
            profile = self.profiles.get(stretch, even)
            found.append(Straddle(events, events, profile.share, profile.sample))
        return found

    @property
    def bounds(self) -> tuple[int, int]:
        """The fewest and most events inside: all astride outside, or all inside."""
        return self.certain, self.certain + sum(self.astride.values())

    @property
    def ambiguous(self) -> int:
        """Days whose events could be in or out, of each stretch its smaller part (methods.md 1)."""
        inside = {
            stretch: stretch.days * stretch.share_inside(self.window) for stretch in self.astride
        }
        return sum(round(min(days, stretch.days - days)) for stretch, days in inside.items())


def is_straddled(cells: Sequence[Known], window: Window) -> bool:
    """Whether some day of the window lies in no cell that is wholly inside it."""
    return bool(find_gaps([cell.window for cell in cells if window.covers(cell.window)], window))


def divide_window(cells: Sequence[Known], window: Window) -> Division | None:
    """The division of a window with the fewest ambiguous days, the earliest figures among equals.

    An exact figure ties the running totals of its first and its last day together; figures that
    follow or hold one another tie more days. Between two days so tied the count is known, whether
    or not a reply prints it: 2018 less January to June 2018 is July to December 2018 (methods.md
    3). `cells` are additive and do not contradict one another. None where no run of exact figures
    covers the window.

    >>> year, half = (Window(date(2018, 1, 1), end) for end in (date(2019, 1, 1), date(2018, 7, 1)))
    >>> cells = [Known(year, 24, 24), Known(half, 10, 10)]
    >>> divide_window(cells, Window(date(2018, 3, 1), date(2019, 1, 1))).bounds
    (14, 24)
    """
    divisions = [_divide(totals, window) for totals in _tie_days(cells)]
    return min(filter(None, divisions), key=lambda one: one.ambiguous, default=None)


def _tie_days(cells: Sequence[Known]) -> list[dict[date, int]]:
    """Running totals by day, a dict for each set of days that exact cells tie together."""
    ties: dict[date, list[tuple[date, int]]] = defaultdict(list)
    for cell in cells:
        if cell.low == cell.high:
            ties[cell.window.start].append((cell.window.end, cell.low))
            ties[cell.window.end].append((cell.window.start, -cell.low))
    groups: list[dict[date, int]] = []
    for first in sorted(ties):
        if any(first in group for group in groups):
            continue
        totals, waiting = {first: 0}, [first]
        while waiting:
            here = waiting.pop()
            for there, events in ties[here]:
                if there not in totals:
                    totals[there] = totals[here] + events
                    waiting.append(there)
        groups.append(totals)
    return groups


def _divide(totals: dict[date, int], window: Window) -> Division | None:
    before = [day for day in totals if day <= window.start]
    after = [day for day in totals if day >= window.end]
    if not before or not after:
        return None
    within = {day for day in totals if window.start <= day <= window.end}
    certain, astride = 0, {}
    for start, end in pairwise(sorted({max(before), min(after)} | within)):
        events = totals[end] - totals[start]
        if window.covers(Window(start, end)):
            certain += events
        else:
            astride[Window(start, end)] = events
    return Division(window, certain, astride)


@dataclass(frozen=True)
class Estimate:
    """Events inside a window by apportionment: the middle one and the limits around it."""

    middle: float
    lower: int
    upper: int


def thin(
    certain: tuple[int, int],
    straddles: Sequence[Straddle],
    rate_ratios: tuple[float, float] = (1.0, 1.0),
    dispersion: float = 1.0,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Events in a window of `certain` (low, high) whole cells and some straddled ones.

    Binomial thinning: given its total, each straddled cell's events inside are binomial with the
    tilted share, whatever their rate (methods.md 3); beta-binomial with `dispersion` above 1, or
    where the share is itself known from a sample.
    Several cells are convolved, not added end by end. The lower limit takes the rate ratio at its
    higher end and counts at their low ones, the upper limit the reverse. The limits, at CONFIDENCE
    unless given, lie inside what the cells allow. Raises ValueError for a dispersion below 1, and
    for a rate ratio below 0.

    >>> thin((151, 151), [Straddle(24, 24, 306 / 365)])
    Estimate(middle=171.1205479452055, lower=167, upper=174)
    """
    if not dispersion >= 1:
        raise ValueError(f"a dispersion of {dispersion} would be less than chance")
    tail = (1 - confidence) / 2
    lowest, highest = min(rate_ratios), max(rate_ratios)
    if not 0 <= lowest <= highest:
        raise ValueError(f"a rate ratio of {lowest} is none")
    # From nothing to all, the middle is an even rate.
    middle = 1.0 if (lowest, highest) == (0, math.inf) else math.sqrt(lowest * highest)
    least, greatest = (
        [(getattr(s, end), tilt_share(s.share, ratio), s.sample) for s in straddles]
        for end, ratio in (("low", highest), ("high", lowest))
    )
    fewest, most = _convolve(least, dispersion), _convolve(greatest, dispersion)
    even = sum((s.low + s.high) / 2 * tilt_share(s.share, middle) for s in straddles)
    return Estimate(
        sum(certain) / 2 + even,
        certain[0] + _find_quantile(fewest, tail),
        certain[1] + _find_quantile(most, 1 - tail),
    )


def tilt_share(share: float, rate_ratio: float) -> float:
    """The share of a cell's events inside; the rate outside is `rate_ratio` times that inside.

    p_r = p / (p + (1 - p) r) (methods.md 3); 1 leaves the share by days as it is.

    >>> tilt_share(0.5, 3.0)
    0.25
    """
    if share in (0.0, 1.0):
        return share  # all lie on one side, whatever the rates
    if math.isinf(rate_ratio):
        return 0.0
    return share / (share + (1 - share) * rate_ratio)


def _convolve(cells: Sequence[tuple[int, float, float]], dispersion: float) -> Spread:
    """The chances of events inside, all cells together."""
    first, chances = 0, np.ones(1)
    for count, share, sample in cells:
        start, own = _spread(count, share, sample, dispersion)
        is_long = min(len(chances), len(own)) > ENUMERATED
        first, chances = first + start, (fftconvolve if is_long else np.convolve)(chances, own)
    return first, chances


@lru_cache(maxsize=10_000)  # the same cell is thinned again for every pair and rate ratio
def _spread(count: int, share: float, sample: float, dispersion: float) -> Spread:
    """The chances of a cell's events inside; clustered as a negative binomial process would be.

    Such a process with variance `dispersion` times its mean, given its total N, is beta-binomial
    with N / (dispersion - 1) as the sum of its parameters; with the share of a `sample` of n events
    that do not cluster it is n, and if they cluster alike n / dispersion (methods.md 3.4). Of both
    together the inverses add up.
    """
    doubt = (dispersion - 1) / max(count, 1) + dispersion / sample
    first, last = 0, count
    if count > ENUMERATED:
        reach = REACH * math.sqrt((1 + doubt * count) * count * share * (1 - share))
        first = max(0, math.floor(count * share - reach))
        last = min(count, math.ceil(count * share + reach))
    events = np.arange(first, last + 1)
    if doubt == 0 or count < 2 or share in (0.0, 1.0):
        return first, binom.pmf(events, count, share)
    return first, betabinom.pmf(events, count, share / doubt, (1 - share) / doubt)


def _find_quantile(spread: Spread, level: float) -> int:
    """The least number of events with at least `level` of the chances at or below it."""
    first, chances = spread
    return first + int(np.searchsorted(np.cumsum(chances), level * (1 - 1e-12)))


def find_tipping_point(inside: int, straddle: int, share: float, needed: float) -> float:
    """The rate ratio below which `inside` plus the straddled cell's part still exceeds `needed`.

    r* = p (N - c) / ((1 - p) c), with c the events the cell must hold inside for a tie (methods.md
    2.6): infinite where the claim holds whatever the ratio, 0 where it never does.

    >>> find_tipping_point(inside=151, straddle=24, share=0.5, needed=163)
    1.0
    """
    missing = needed - inside
    if missing <= 0:
        return math.inf
    if missing > straddle:
        return 0.0
    if share == 1:
        return math.inf if missing < straddle else 0.0
    return share * (straddle - missing) / ((1 - share) * missing)
