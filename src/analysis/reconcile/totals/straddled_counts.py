"""Counts that straddle the common window: which may be divided, by days or as an indicator ran.

Each estimate stands at every rate ratio from 0 to infinity, which are the sharp bounds: 0 puts all
of a straddling figure's events inside, infinity all outside (methods.md 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.provenance import find_weakest
from analysis.model.window import Window
from analysis.reconcile.methods.apportion import RATE_RATIOS, Division
from analysis.reconcile.replies.indicators import Followed, Indicator
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import (
    AS_INDICATOR,
    ESTIMATES,
    EVENLY,
    TABLES,
    Findings,
)
from analysis.reconcile.results.rows import Row, Rows
from analysis.reconcile.totals.window_counts import (
    describe_estimate,
    divide_totals,
    format_rate_ratio,
    limit_division,
)

SENSITIVITY = TABLES["sensitivity"]


@dataclass(frozen=True)
class DividedCount:
    """A series' count over the common window, and how it divides where it may be apportioned.

    `followed` is the indicator that it is divided by; without one it is divided by days.
    """

    series: Series
    count: Placed
    division: Division | None
    followed: Followed | None = None

    def facts(self) -> dict[str, str]:
        """What it is of and what it rests on, as columns of a row."""
        facts = self.series.facts() | {"cells": self.count.cells}
        if self.followed:
            cells = merge_addresses(facts["cells"], self.followed.cells)
            weakest = find_weakest([facts["provenance"], self.followed.provenance])
            facts |= {"cells": cells, "provenance": weakest}
        return facts


def divide_counts(
    all_series: Sequence[Series], common: Window | None, rows: Rows
) -> list[DividedCount]:
    """Every series with a count over the common window, divided where it may be; else none."""
    found = []
    for series in all_series if common else ():
        count = place_count(series.known, common, series.is_additive)
        if isinstance(count, Placed):
            division = divide_totals(series, common, count, rows)
            whole = isinstance(division, list)  # nothing straddles, or it may not be divided
            found.append(DividedCount(series, count, None if whole else division))
    return found


def follow_indicator(
    divided: Sequence[DividedCount],
    indicator: Indicator,
    rows: Rows,
    variations: Variations,
) -> tuple[list[DividedCount], Findings]:
    """The counts that may be divided by days, divided as an indicator ran (methods.md 3.4); their
    estimates as rows of the comparison, and the refusals of others."""
    counts, figures, refusals = [], [], []
    measure = ESTIMATES[AS_INDICATOR]
    for one in divided:
        if one.division is None:
            continue
        series, window = one.series, one.division.window
        found = indicator.follow(one.division, series.force, rows.regimes)
        if isinstance(found, list):
            refusals += [rows.refusal(series, measure, "common", window, why) for why in found]
            continue
        guided = replace(one, division=found.division, followed=found)
        spread = variations.find(series, series.provenance).dispersion
        facts = describe_estimate(guided.division, one.count, spread) | guided.facts()
        facts["assumes"] = f"{facts['assumes']}; {found.assumes}"
        counts.append(guided)
        figures.append(rows.figure(series, measure, "common", window, **facts))
    return counts, Findings(figures, refusals)


def list_estimates(divided: Sequence[DividedCount], variations: Variations) -> list[Row]:
    """The estimate of every straddled count at each rate ratio, 0 and infinity among them.

    Rows of `sensitivity`.
    """
    rows = []
    for one in divided:
        if one.division is None:
            continue
        window, count = one.division.window, one.count
        spread = variations.find(one.series, one.series.provenance).dispersion
        shared = {
            **SENSITIVITY.blank(),
            **one.facts(),
            "spread": AS_INDICATOR if one.followed else EVENLY,
            "start": pd.Timestamp(window.start),
            "end": pd.Timestamp(window.end),
            "low": count.low,
            "high": count.high,
        }
        for ratio in (0.0, *RATE_RATIOS, inf):
            limits = limit_division(one.division, (ratio, ratio), spread)
            rows.append(shared | {"rate_ratio": format_rate_ratio(ratio)} | limits)
    return rows
