"""Forces whose rates may share a funnel: the common rate, its limits, who lies outside them, and
each rate shrunk towards the common one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.publish.content.publication import LeagueEntry, Publication, SeriesKey
from analysis.publish.content.wording import join_words
from analysis.reconcile.league import find_dispersion, keep_as_strong
from analysis.reconcile.methods.many_rates import FEWEST_TO_SHRINK, Shrunk, shrink_rates
from analysis.reconcile.methods.rates import (
    FEWEST_FORCES,
    FUNNEL_LEVELS,
    Limits,
    limit_funnel,
    pool_rate,
)
from analysis.reconcile.results.comparison import OWN_WINDOW, SAME
from analysis.reconcile.results.refusals import RefusalCode

MOST_DECIMALS = 6  # by which a rate and a limit that are not one are told apart


@dataclass(frozen=True)
class Point:
    """A force's rate per 1,000 workforce-years, low to high, over its own window's exposure."""

    key: SeriesKey
    figure: pd.Series

    @property
    def is_exact(self) -> bool:
        return self.figure["low"] == self.figure["high"]

    @property
    def exposure(self) -> float:
        """In 1,000 workforce-years."""
        return self.figure["exposure"]


@dataclass(frozen=True)
class Funnel:
    """Forces that count the same thing in the same people under the same rules.

    `unrated` are the counts and exposures of those too few for a rate, by force: the common rate is
    theirs too, for without them it would hang on how their counts came out. None is of a weaker
    provenance than the points.
    `dispersion` is the variation of yearly counts that the limits allow for, 1 where it could not
    be measured.
    """

    points: Sequence[Point]
    unrated: Mapping[str, tuple[float, float]]
    dispersion: float
    is_measured: bool

    @cached_property
    def rate(self) -> float:
        """The common rate: of the exact counts alone, for of a range no total is known."""
        return pool_rate(*self._list_exact())

    @cached_property
    def shrunk(self) -> Shrunk | None:
        """The exact rates, in their order, then those not given; None of too few."""
        counts, exposures = self._list_exact()
        if len(counts) < FEWEST_TO_SHRINK:
            return None
        return shrink_rates(counts, exposures, self.dispersion)

    @cached_property
    def shrunk_by_key(self) -> dict[SeriesKey, float]:
        """The shrunk rate of each force that has one."""
        if self.shrunk is None:
            return {}
        exact = [point.key for point in self.points if point.is_exact]
        return dict(zip(exact, self.shrunk.rates, strict=False))  # no rate is told of the others

    def _list_exact(self) -> tuple[list[float], list[float]]:
        """The counts that are exact, and the exposures of these."""
        exact = [point for point in self.points if point.is_exact]
        known = [(point.figure["low"] * point.exposure, point.exposure) for point in exact]
        counts, exposures = zip(*known, *self.unrated.values(), strict=True)
        return list(counts), list(exposures)

    def limit(self, exposures: Sequence[float] | np.ndarray, level: float):
        return limit_funnel(self.rate, exposures, level, self.dispersion)

    def find_limits(self, point: Point) -> dict[float, Limits]:
        """The limits that a force of its exposure would keep to, by level."""
        return {
            level: tuple(float(limit[0]) for limit in self.limit([point.exposure], level))
            for level in FUNNEL_LEVELS
        }

    def judge(self, point: Point) -> str:
        """`inside`, or outside which limits; of a range only what all of it allows."""
        low, high = point.figure["low"], point.figure["high"]
        limits = self.find_limits(point)
        for level in reversed(FUNNEL_LEVELS):
            lower, upper = limits[level]
            if low > upper or high < lower:
                return f"{'above' if low > upper else 'below'} the {100 * level:g}\u00a0% limits"
        inside = lower <= low and high <= upper
        return "inside" if inside else "cannot be said"


def count_decimals(point: Point, limits: Mapping[float, Limits]) -> int:
    """Decimals, two or more, by which each end of a rate is on the side of each limit in print as
    it is in truth."""
    ends = {end for end in (point.figure["low"], point.figure["high"]) if math.isfinite(end)}
    pairs = [(end, limit) for end in ends for level in limits.values() for limit in level]
    decimals = 2
    while decimals < MOST_DECIMALS and any(
        math.isclose(*(round(one, decimals) for one in pair), abs_tol=10**-MOST_DECIMALS)
        for pair in pairs
        if not math.isclose(*pair)
    ):
        decimals += 1
    return decimals


def list_funnels(publication: Publication) -> list[Funnel]:
    """A funnel for each set of rules under which five forces or more have rates that compare.

    They are those of the league table's first two classes, one of each force.
    """
    order = {key: place for place, key in enumerate(publication.series)}
    by_regime: dict[str, dict[str, Point]] = {}
    unrated: dict[str, dict[str, pd.Series]] = {}
    for entry in sorted(_list_alike(publication), key=lambda entry: order[entry.key]):
        if entry.rate is not None:
            points = by_regime.setdefault(entry.rate["regime"], {})
            points.setdefault(entry.key.force, Point(entry.key, entry.rate))
        elif entry.row["low"] == entry.row["high"] and not pd.isna(entry.row["exposure"]):
            few = unrated.setdefault(entry.count["regime"], {})
            few.setdefault(entry.key.force, entry.row)
    return [
        Funnel(
            points,
            {
                row["force"]: (row["low"], row["exposure"])
                for row in keep_as_strong(
                    [few for name, few in unrated.get(regime, {}).items() if name not in by_force],
                    [point.figure for point in points],
                )
            },
            *_find_dispersion(publication, points),
        )
        for regime, by_force in by_regime.items()
        for points in [list(by_force.values())]
        if len(points) >= FEWEST_FORCES and any(point.is_exact for point in points)
    ]


def describe_shrinkage(publication: Publication, funnel: Funnel) -> str:
    """How far the rates of a funnel are shrunk and why, and by name which are not."""
    ranges = [publication.name_shortly(point.key) for point in funnel.points if not point.is_exact]
    left_out = f" Not shrunk, for their counts are ranges: {'; '.join(ranges)}." if ranges else ""
    if funnel.shrunk is None:
        exact = len(funnel.points) - len(ranges) + len(funnel.unrated)
        return f"No rate is shrunk: {exact} with an exact count tell too little of how rates vary."
    if funnel.shrunk.variance == 0:
        return (
            "The rates vary between forces no more than chance alone would make them, so each is "
            "shrunk to the common rate itself." + left_out
        )
    return (
        "A shrunk rate is drawn towards the common one, the less its exposure tells the further, "
        "as if true rates varied about it with a standard deviation of "
        f"{math.sqrt(funnel.shrunk.variance):.2g}, which is what these vary beyond chance."
        + left_out
    )


def describe_unrated(publication: Publication) -> str:
    """By name, the replies that count alike and are not drawn, having no rate, and why."""
    named: dict[str, list[str]] = {}
    pooled = {force for funnel in list_funnels(publication) for force in funnel.unrated}
    for entry in _list_alike(publication):
        if entry.rate is None:
            code = entry.row["code"]
            why = RefusalCode(code).meaning if code else "none is given"
            if code == RefusalCode.TOO_FEW and entry.key.force in pooled:
                why += "; they are in the common rate"
            named.setdefault(why, []).append(publication.name_shortly(entry.key))
    listed = "; ".join(f"{join_words(names)} ({why})" for why, names in named.items())
    return f"Not drawn: {listed}." if listed else ""


def _list_alike(publication: Publication) -> list[LeagueEntry]:
    return [entry for entry in publication.league if entry.row["class"] in (SAME, OWN_WINDOW)]


def _find_dispersion(publication: Publication, points: Sequence[Point]) -> tuple[float, bool]:
    """How much more than chance yearly counts vary, and whether it could be measured."""
    measured = publication.comparison.tables["dispersion"].to_dict("records")
    found = find_dispersion([point.figure for point in points], measured)
    return (found.ratio, True) if found else (1.0, False)
