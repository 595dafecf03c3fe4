"""Year on year: the change between adjacent whole years of one reply, or why none is given."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import product

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import format_range
from analysis.model.window import Window
from analysis.reconcile.methods.rates import (
    FEWEST_FOR_A_CHANGE,
    Ratio,
    join_readings,
    mark_reliability,
    take_ratio,
)
from analysis.reconcile.replies.ladder import (
    READINGS,
    Placed,
    count_last_days,
    describe_parts,
    has_two_readings,
    place_count,
)
from analysis.reconcile.replies.overdispersion import YEAR, Variation, Variations
from analysis.reconcile.replies.series import Series, list_rows
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row, Rows
from analysis.reconcile.results.rungs import Rung


def compare_years(all_series: Sequence[Series], rows: Rows, variations: Variations) -> Findings:
    """The change, in percent, of every whole year on the year that ends where it starts.

    Rows bear the later year as start and end, the base as other_start and other_end. Refused, by
    every code that applies: years on two sides of a break or across it, a part of a year, and a
    base under 10 events (methods.md 4.6).
    """
    figures: list[Row] = []
    refusals: list[Row] = []
    parts: list[Row] = []
    for series in all_series:
        count_year = cache(partial(_count_year, series))
        for base, year in find_adjacent(series):
            objections = _find_objections(series, base, year, rows)
            if not objections:
                variation = variations.find(series, series.provenance)
                change = _take_change(series, base, year, variation, count_year)
                if isinstance(change, Refusal):
                    objections = [change]
                else:
                    figures.append(rows.figure(series, "change", "year", year, **change))
                    for window in (base, year):
                        parts += describe_parts(series, count_year(window, False), window)
            refusals += [rows.refusal(series, "change", "year", year, why) for why in objections]
    return Findings(figures, refusals, parts)


def find_adjacent(series: Series) -> list[tuple[Window, Window]]:
    """Reported totals that end where another starts, one a whole year, the other no longer.

    A part that lies in a reported whole year, such as its first quarter, is no year's neighbour.
    """
    cells = {
        Window(cell["start"].date(), cell["end"].date(), cell["end_latest"].date())
        for cell in list_rows(series.totals)
    }
    years = [cell for cell in cells if cell.days in YEAR]
    parts = [c for c in cells if c.days < min(YEAR) and not any(y.covers(c) for y in years)]
    beside = product([*years, *parts], repeat=2)
    return sorted(
        (base, year)
        for base, year in beside
        if base.end == year.start and (base in years or year in years)
    )


def _find_objections(series: Series, base: Window, year: Window, rows: Rows) -> list[Refusal]:
    """What the calendar alone has against a change: a part of a year, a break in counting."""
    found = []
    for one, other in ((base, year), (year, base)):
        if one.days not in YEAR:
            evidence = f"{one} is {one.days} days, no whole year to set beside {other}"
            found.append(Refusal("COVERAGE_GAP", evidence, remedy="give each its rate per month"))
    both = Window(base.start, year.end)
    if rows.regimes.find(both, series.force)[0] == "spans":
        evidence = f"{base} and {year}: {rows.regimes.format(both, series.force)}"
        found.append(
            Refusal("BREAK_SPANNED", evidence, remedy="compare years under the same rules")
        )
    return found


def _count_year(series: Series, window: Window, latest: bool) -> Placed | Refusal:
    """The count of a reported year, to the earlier or the latest reading of its last day."""
    if latest:
        figures, end = count_last_days(series.evidence), window.end_latest
        return place_count(figures, Window(window.start, end), series.is_additive)
    return place_count(series.known, Window(window.start, window.end), series.is_additive)


def _take_change(
    series: Series, base: Window, year: Window, variation: Variation, count_year: Callable
) -> dict[str, object] | Refusal:
    """The facts of a change's row: bounds and limits of 100 (ratio - 1), under both readings."""
    counts = [count_year(window, False) for window in (base, year)]
    later = [count_year(window, has_two_readings(series)) for window in (base, year)]
    for count in (*counts, *later):
        if isinstance(count, Refusal):
            return count
    before, after = counts
    if before.low < FEWEST_FOR_A_CHANGE:
        evidence = (
            f"{format_range(before.low, before.high)} in {base}, then "
            f"{format_range(after.low, after.high)} in {year}; no percentage is given on a base "
            f"under {FEWEST_FOR_A_CHANGE}"
        )
        return Refusal("TOO_FEW", evidence, before.cells, "give the counts alone")
    days = [window.days for window in (base, year)]
    longer = [(window.end_latest - window.start).days for window in (base, year)]
    earlier = _divide(counts, days, variation)
    last = _divide(later, longer, variation)
    ratio, held = join_readings(earlier, last)
    exact = held and before.is_exact and after.is_exact
    assumes = [before.assumes, after.assumes]
    if last != earlier:
        assumes.append(READINGS[held])
    if not series.is_additive:
        assumes.append("the same people may be counted in both years")
    assumes.append(variation.says)
    percents = {name: _as_change(value) for name, value in ratio.facts().items()}
    return percents | {
        "rung": Rung.EXACT if exact else Rung.BOUNDS,
        "exposure_unit": "% on the year before, day for day",
        "other_start": pd.Timestamp(base.start),
        "other_end": pd.Timestamp(base.end),
        "flag": mark_reliability(min(before.low, after.low)),
        "cells": merge_addresses(before.cells, after.cells),
        "assumes": "; ".join(dict.fromkeys(filter(None, assumes))),
    }


def _divide(counts: list[Placed], days: list[int], variation: Variation) -> Ratio:
    """The later year's events per day over the base's."""
    before, after = ((count.low, count.high) for count in counts)
    return take_ratio(after, days[1], before, days[0], variation.dispersion)


def _as_change(ratio: float | None) -> float | None:
    return None if ratio is None else 100 * (ratio - 1)
