"""Forces whose rates may share a funnel: the common rate, its limits, and who lies outside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.model.provenance import find_weakest
from analysis.publish.content.publication import Publication, SeriesKey
from analysis.reconcile.methods.rates import (
    FEWEST_FORCES,
    FUNNEL_LEVELS,
    LEAST_DEGREES,
    limit_funnel,
    pool_rate,
)

KIND = ["unit", "population", "definition", "date_basis", "regime"]


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

    `dispersion` is the variation of yearly counts that the limits allow for, 1 where it could not
    be measured.
    """

    points: Sequence[Point]
    dispersion: float
    is_measured: bool

    @cached_property
    def rate(self) -> float:
        """The common rate: of the exact counts alone, for of a range no total is known."""
        exact = [point for point in self.points if point.is_exact]
        counts = [point.figure["low"] * point.exposure for point in exact]
        return pool_rate(counts, [point.exposure for point in exact])

    def limit(self, exposures: Sequence[float] | np.ndarray, level: float):
        return limit_funnel(self.rate, exposures, level, self.dispersion)

    def judge(self, point: Point) -> str:
        """`inside`, or outside which limits; of a range only what all of it allows."""
        low, high = point.figure["low"], point.figure["high"]
        for level in reversed(FUNNEL_LEVELS):
            lower, upper = (float(limit[0]) for limit in self.limit([point.exposure], level))
            if low > upper or high < lower:
                return f"{'above' if low > upper else 'below'} the {100 * level:g}\u00a0% limits"
        inside = lower <= low and high <= upper
        return "inside" if inside else "cannot be said"


def list_funnels(publication: Publication) -> list[Funnel]:
    """A funnel for every kind of count that five forces or more have an own-window rate of."""
    rates = publication.comparison.pick("rate_per_1000", "own")
    funnels = []
    for _, alike in rates.groupby(KIND, sort=False):
        keys = [key for key in publication.series if len(key.select(alike))]
        points = [Point(key, key.select(alike).iloc[0]) for key in keys]
        exact = {point.key.force for point in points if point.is_exact}
        if len({point.key.force for point in points}) >= FEWEST_FORCES and exact:
            funnels.append(Funnel(points, *_find_dispersion(publication, points)))
    return funnels


def _find_dispersion(publication: Publication, points: Sequence[Point]) -> tuple[float, bool]:
    """The measured dispersion of the points' kind of count, pooled down to their provenance."""
    table = publication.comparison.tables["dispersion"]
    wanted = points[0].figure[KIND[:-1]].to_dict()
    wanted["provenance"] = find_weakest(point.key.provenance for point in points)
    same = pd.concat([table[name].eq(value) for name, value in wanted.items()], axis=1).all(axis=1)
    row = table[same].iloc[0]
    measured = row["freedom"] != "" and int(row["freedom"]) >= LEAST_DEGREES
    return (float(row["estimate"]) if measured else 1.0), measured
