"""Overdispersion: how much more than chance yearly counts vary, and rates are widened by it.

It is measured as in methods.md 4.4, pooled over the replies of a study that count alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.model.address import merge_addresses
from analysis.model.observation import SERIES
from analysis.model.provenance import rank_provenance
from analysis.model.reply import COUNTED
from analysis.model.window import Window
from analysis.reconcile.methods.rates import (
    LEAST_DEGREES,
    Dispersion,
    join_limits,
    measure_dispersion,
    widen_rate,
)
from analysis.reconcile.replies.series import Series, format_cell
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.regimes import Regimes

RATES = ("rate_per_month", "rate_per_1000")
YEAR = (365, 366)  # days of a whole year


@dataclass(frozen=True)
class Variation:
    """The dispersion of one kind of count, or None; what it says of limits, and its row."""

    dispersion: Dispersion | None
    says: str
    row: dict[str, Any]


class Variations:
    """The dispersion of every kind of count in a study, pooled over the replies that give it.

    Figures of a provenance are widened by what replies of the same or a stronger one show, so that
    nothing made up reaches a figure that is not.
    """

    def __init__(self, all_series: Sequence[Series], regimes: Regimes):
        self._with_totals = [series for series in all_series if not series.totals.empty]
        self._regimes = regimes
        self._measured: dict[tuple[str, ...], Variation] = {}
        for one in self._with_totals:
            self.find(one, one.provenance)

    def find(self, series: Series, provenance: str) -> Variation:
        """The variation of a series' kind of count, for a figure of that provenance."""
        kind = (*(getattr(series, name) for name in COUNTED), provenance)
        if kind not in self._measured:
            pool = [one for one in self._with_totals if one.leads and _may_pool(kind, one)]
            self._measured[kind] = _measure(kind, pool, self._regimes)
        return self._measured[kind]

    def find_widest(self, some: Iterable[Series], provenance: str) -> Variation:
        """Of series that count alike in several words, the variation that widens limits most.

        Where it is measured in the words of one alone, by those.
        """
        found = [self.find(series, provenance) for series in some]
        return max(found, key=lambda one: one.dispersion.half_width if one.dispersion else 0.0)

    def widen_rates(self, found: Findings) -> Findings:
        """The same findings, the rates among them with widened limits where dispersion is known.

        The limits are those of `widen_rate`, never narrower than the exact ones.
        """
        figures = [
            self._widen(row) if row["measure"] in RATES and row["lower"] is not None else row
            for row in found.figures
        ]
        return found._replace(figures=figures)

    def _widen(self, row: dict[str, Any]) -> dict[str, Any]:
        variation = self._measured[*(row[name] for name in COUNTED), row["provenance"]]
        assumes = {"assumes": "; ".join(filter(None, [variation.says, row["assumes"]]))}
        if variation.dispersion is None:
            return row | assumes
        exposure = row["exposure"]
        counts = row["low"] * exposure, row["high"] * exposure
        wide = widen_rate(*counts, exposure, variation.dispersion)
        lower, upper = join_limits((row["lower"], row["upper"]), wide)
        return row | assumes | {"wide_lower": lower, "wide_upper": upper}

    def list_rows(self) -> list[dict[str, Any]]:
        """One row a kind of count and provenance: its dispersion, or why it is not measured."""
        return [variation.row for variation in self._measured.values()]


def _may_pool(kind: tuple[str, ...], series: Series) -> bool:
    *words, provenance = kind
    same = all(getattr(series, name) == word for name, word in zip(COUNTED, words, strict=True))
    return same and rank_provenance(series.provenance) >= rank_provenance(provenance)


def _measure(kind: tuple[str, ...], pool: list[Series], regimes: Regimes) -> Variation:
    groups: dict[tuple, list[tuple[int, float, str]]] = {}
    for series in pool:
        for regime, *year in _list_exact_years(series, regimes):
            group = (*(getattr(series, name) for name in SERIES), regime)
            groups.setdefault(group, []).append(tuple(year))
    used = [group for group in groups.values() if len(group) > 1]
    found = measure_dispersion([[year[:2] for year in group] for group in used])
    enough = found if found and found.freedom >= LEAST_DEGREES else None
    row = dict(zip((*COUNTED, "provenance"), kind, strict=True)) | {
        "replies": str(len(pool)),
        "years": str(sum(map(len, used))),
        "estimate": found.ratio if found else None,
        "freedom": str(found.freedom) if found else "",
        "says": _describe(found),
        "cells": merge_addresses(*(cell for group in used for _, _, cell in group)),
    }
    return Variation(enough, _describe(found), row)


def _list_exact_years(series: Series, regimes: Regimes) -> list[tuple[str, int, int, str]]:
    """Whole years with an exact count, none overlapping, none across a break: regime and count.

    Of overlapping years the one that ends first is taken, which leaves the most of them.
    """
    chosen, free = [], None
    for cell in sorted(series.total_rows, key=lambda cell: (cell["end"], cell["start"])):
        window = Window(cell["start"].date(), cell["end"].date())
        when, _ = regimes.find(window, series.force)
        exact = cell["low"] == cell["high"] and window.days in YEAR
        if exact and when != "spans" and (free is None or window.start >= free):
            free = window.end
            regime = regimes.format(window, series.force)
            chosen.append((regime, int(cell["low"]), window.days, format_cell(**cell)))
    return chosen


def _describe(found: Dispersion | None) -> str:
    """What a figure takes for granted of the variation of counts."""
    unknown = "counts are taken to vary as Poisson; how much more they vary is not known: "
    if found is None:
        return unknown + "no reply gives two whole years, exact and under the same rules"
    degrees = f"{found.freedom} degree{'s' * (found.freedom > 1)} of freedom"
    if found.freedom < LEAST_DEGREES:
        return unknown + (
            f"the years that there are vary {found.ratio:.1f} times as much as chance would make "
            f"them, by {degrees} where {LEAST_DEGREES} are the fewest to widen limits by"
        )
    degrees += ", which is few" if found.is_poorly_known else ""
    if found.ratio == 1:
        return (
            "yearly counts vary no more than chance alone would make them; limits allow for "
            f"knowing it from {degrees}"
        )
    return (
        f"yearly counts vary {found.ratio:.1f} times as much as chance alone would make them, a "
        f"real trend included; limits are widened by it ({degrees})"
    )
