"""Forces whose rates may share a funnel: the common rate, its limits, and who lies outside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.model.provenance import find_weakest, rank_provenance
from analysis.publish.content.publication import Publication, SeriesKey
from analysis.reconcile.methods.rates import (
    FEWEST_FORCES,
    FUNNEL_LEVELS,
    LEAST_DEGREES,
    limit_funnel,
    pool_rate,
)
from analysis.reconcile.results.comparison import OWN_WINDOW, SAME

KIND = ["unit", "population", "definition", "date_basis"]


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
    """A funnel for each set of rules under which five forces or more have rates that compare.

    They are those of the league table's first two classes, one of each force.
    """
    order = {key: place for place, key in enumerate(publication.series)}
    alike = [entry for entry in publication.league if entry.row["class"] in (SAME, OWN_WINDOW)]
    by_regime: dict[str, dict[str, Point]] = {}
    for entry in sorted(alike, key=lambda entry: order[entry.key]):
        if entry.rate is not None:
            points = by_regime.setdefault(entry.rate["regime"], {})
            points.setdefault(entry.key.force, Point(entry.key, entry.rate))
    return [
        Funnel(points, *_find_dispersion(publication, points))
        for points in (list(some.values()) for some in by_regime.values())
        if len(points) >= FEWEST_FORCES and any(point.is_exact for point in points)
    ]


def _find_dispersion(publication: Publication, points: Sequence[Point]) -> tuple[float, bool]:
    """The most that yearly counts are measured to vary, of all words that the points count in.

    Of each words it is pooled down to the weakest provenance among the points.
    """
    kinds = {tuple(point.figure[KIND]) for point in points}
    weakest = rank_provenance(find_weakest(point.key.provenance for point in points))
    rows = publication.comparison.tables["dispersion"].to_dict("records")
    rows.sort(key=lambda row: -rank_provenance(row["provenance"]))
    pooled = {
        kind: row  # the last stays: of the weakest provenance, and so of the most replies
        for row in rows
        if rank_provenance(row["provenance"]) >= weakest
        and (kind := tuple(row[name] for name in KIND)) in kinds
    }
    measured = [
        float(row["estimate"])
        for row in pooled.values()
        if row["freedom"] and int(row["freedom"]) >= LEAST_DEGREES
    ]
    return max(measured, default=1.0), bool(measured)
