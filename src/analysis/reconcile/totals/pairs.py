"""Two replies compared over the same window, unit and population, or refused by every code."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import pandas as pd
from statsmodels.stats.multitest import multipletests

from analysis.model.address import merge_addresses
from analysis.model.count import format_range
from analysis.model.provenance import find_weakest
from analysis.model.schema import Schema
from analysis.model.window import Window, find_gaps
from analysis.reconcile.methods.rates import (
    CONFIDENCE,
    FEWEST_FOR_A_RATE,
    NOT_APART,
    NOT_ORDERED,
    Ratio,
    compare_with_one,
    join_readings,
    mark_reliability,
    take_ratio,
)
from analysis.reconcile.methods.window_choice import rank_windows
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.ladder import Placed, measure_last_day, place_count
from analysis.reconcile.replies.overdispersion import Variation, Variations
from analysis.reconcile.replies.series import Series, as_known
from analysis.reconcile.results.comparison import COMPARISON, SERIES, TABLES, Findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.regimes import find_system
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.results.rungs import Rung

ORDERS = TABLES["orders"]
# A ratio's row is one of the comparison, with what its order is judged by.
RATIOS = Schema(
    "ratios",
    "Ratios of rates as they are compared",
    (*COMPARISON.columns, ORDERS["p_value"], ORDERS["readings"]),
)

# What may be said of which reply is higher, with p-values that allow for how many are compared.


def list_figures(ratios: Findings) -> Findings:
    """The ratios of `compare_pairs` as rows of the comparison, without what judges their order."""
    return Findings([COMPARISON.complete(row) for row in ratios.figures], ratios.refusals)


def order_pairs(figures: list[dict]) -> list[dict]:
    """One row a ratio of `compare_pairs`: the order of both rates, reported and underlying.

    `reported` goes by the sharp bounds alone: one rate is higher only where the least it can be
    exceeds the most the other can. `underlying` goes by the p-value that agrees with the interval,
    by Holm's method (1979) adjusted for all the pairs compared over the same kind of window; of a
    single pair it is as it is. Where that tells rates apart the exact limits lie on the same side
    of 1 as the widened ones, which hold them.
    """
    ordered = []
    for _, family in pd.DataFrame(figures, columns=["basis"]).groupby("basis", sort=False):
        rows = [figures[place] for place in family.index]
        found = [row["p_value"] for row in rows]
        apart, adjusted, *_ = multipletests(found, alpha=1 - CONFIDENCE, method="holm")
        for row, one_apart, p_value in zip(rows, apart, adjusted, strict=True):
            ordered.append(
                ORDERS.complete(row)
                | {
                    "reported": compare_with_one(row["low"], row["high"]) or NOT_ORDERED,
                    "underlying": compare_with_one(row["lower"], row["upper"])
                    if one_apart
                    else NOT_APART,
                    "p_value": f"{row['p_value']:.6g}",
                    "adjusted": f"{p_value:.6g}" if len(rows) > 1 else "",
                    "pairs": str(len(rows)),
                }
            )
    return ordered


# The two sides of a ratio, each a count over its workforce-years, and what they come to.

ONE_READING, HOLDS, CHANGES = "one", "holds under both", "changes with the reading"
# What is said of a ratio where the two readings of an ambiguous day differ, by whether it holds.
READINGS = {
    True: "what is said holds under both readings of the last day",
    False: "what can be said changes with the reading of the last day; given is what both allow",
}


@dataclass(frozen=True)
class Side:
    """A reply's count over a window, low to high, and the workforce-years it is set against."""

    count: Placed
    years: float
    exposure_cells: str
    assumes: tuple[str, ...]

    @property
    def span(self) -> tuple[int, float]:
        return self.count.low, self.count.high

    @property
    def given(self) -> tuple[int, float, float]:
        """All that a ratio rests on."""
        return *self.span, self.years


class Sides:
    """The sides of all pairs; many pairs share a reply, whose side is remembered."""

    def __init__(self, workforce: Workforce):
        self.workforce = workforce
        self.known: dict[tuple, Side | Refusal] = {}

    def measure(self, series: Series, window: Window, latest: bool = False) -> Side | Refusal:
        """The side of a reply, its figures under the earlier or the `latest` reading of an end.

        Refused where the count or the workforce-years are, and under 3 events.
        """
        latest = latest and has_two_readings(series)
        key = (id(series), window.start, window.end, latest)
        if key not in self.known:
            self.known[key] = self._measure(series, window, latest)
        return self.known[key]

    def _measure(self, series: Series, window: Window, latest: bool) -> Side | Refusal:
        place = place_latest if latest else place_count
        count = place(series.evidence, window, series.is_additive)
        exposure = self.workforce.measure_exposure(series.force, series.population, window)
        for met in (count, exposure):
            if isinstance(met, Refusal):
                return met
        if count.high < FEWEST_FOR_A_RATE:
            few = format_range(count.low, count.high)
            few += f" in {series.force}; no rate is given under {FEWEST_FOR_A_RATE}"
            return Refusal("TOO_FEW", few, count.cells, "give the counts alone")
        assumes = (count.assumes, exposure.assumes)
        return Side(count, exposure.workforce_years, exposure.cells, assumes)


def divide_sides(
    pair: tuple[Series, Series],
    windows: tuple[Window, Window],
    sides: Sides,
    variation: Variation,
) -> dict | Refusal:
    """The facts of a ratio's row, run under both readings of an ambiguous end if there are two."""
    met = [sides.measure(series, window) for series, window in zip(pair, windows, strict=True)]
    for side in met:
        if isinstance(side, Refusal):
            return side
    mine, theirs = met
    later = [
        sides.measure(series, _read_to_latest(series, window), latest=True)
        for series, window in zip(pair, windows, strict=True)
    ]
    for side in later:
        if isinstance(side, Refusal):
            return side
    earlier = last = _divide(mine, theirs, variation)
    if [side.given for side in later] != [side.given for side in met]:
        last = _divide(*later, variation)
    ratio, held = join_readings(earlier, last)
    assumes, readings = [*mine.assumes, *theirs.assumes], ONE_READING
    if last != earlier:
        assumes.append(READINGS[held])
        readings = HOLDS if held else CHANGES
    exact = mine.count.is_exact and theirs.count.is_exact
    rung = Rung.EXACT if exact else Rung.BOUNDS
    if windows[0] != windows[1]:
        rung = Rung.OWN_WINDOW
    if pair[0].date_basis == "unstated":
        assumes.append("neither reply states its date basis; taken as equal")
    assumes.append(variation.says)
    return ratio.facts() | {
        "rung": rung if held else Rung.BOUNDS,
        "exposure_unit": "ratio of rates per workforce-year",
        "other_start": pd.Timestamp(windows[1].start),
        "other_end": pd.Timestamp(windows[1].end),
        "flag": mark_reliability(min(mine.count.low, theirs.count.low)),
        "cells": merge_addresses(mine.count.cells, theirs.count.cells),
        "exposure_cells": merge_addresses(mine.exposure_cells, theirs.exposure_cells),
        "assumes": "; ".join(dict.fromkeys(filter(None, assumes))),
        "p_value": ratio.p_value,
        "readings": readings,
    }


def _read_to_latest(series: Series, window: Window) -> Window:
    """A reply's own window grows by its ambiguous last day; any other window stays as it is."""
    return Window(window.start, window.end_latest) if window == series.window else window


def _divide(mine: Side, theirs: Side, variation: Variation) -> Ratio:
    return take_ratio(mine.span, mine.years, theirs.span, theirs.years, variation.dispersion)


def place_latest(figures: pd.DataFrame, window: Window, additive: bool = True) -> Placed | Refusal:
    """The count of `place_count` if every ambiguous last day is counted (methods.md 1, A-EDGE).

    A day that then lies beyond the window makes the figure straddle it. That day alone could hold
    none of its events or all; it is taken to hold no more than one in a thousand evenly spread
    days would, which the count under the earlier reading says in words.
    """
    later = place_count(count_last_days(figures), window, additive)
    earlier = place_count(figures, window, additive)
    day = measure_last_day(figures, window)
    if isinstance(later, Refusal) or isinstance(earlier, Refusal) or day is None:
        return later
    low = max(later.low, earlier.low - day.most)
    high = min(later.high, earlier.high + day.most)
    return replace(later, rung=Rung.of(low, high), low=low, high=high)


def has_two_readings(series: Series) -> bool:
    """Whether any of a reply's totals has a last day that may or may not be counted."""
    return bool(series.evidence["end"].ne(series.evidence["end_latest"]).any())


def count_last_days(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures with every ambiguous last day counted."""
    return figures.assign(end=figures["end_latest"])


# Two replies side by side: compared over the same window, unit and population, or refused.

Windows = tuple[Window, Window]
BEST = "the common window is also this pair's own best"


def compare_pairs(
    all_series: list[Series],
    common: Window | None,
    workforce: Workforce,
    rows: Rows,
    variations: Variations | None = None,
) -> Findings:
    """The ratio of rates per 1,000 workforce-years for every pair of replies, or why not.

    `own` over the two replies' own windows, `common` over the study's, `pair` over the window that
    suits the two best, where that is another. A pair is refused by every code that applies, not
    only the first. The figures are rows of `RATIOS`.
    """
    sides, variations = Sides(workforce), variations or Variations(all_series, rows)
    figures: list[dict] = []
    refusals: list[dict] = []
    with_totals = [series for series in all_series if not series.totals.empty]
    calendars = {id(series): list_calendar(series) for series in with_totals}
    for pair in combinations(with_totals, 2):
        first, second = pair
        if (first.force, first.reference) == (second.force, second.reference):
            continue
        other = {f"other_{name}": getattr(second, name) for name in SERIES}
        other |= {"provenance": find_weakest([first.provenance, second.provenance])}
        overlap = first.window.meet(second.window)
        whys = find_mismatches(first, second)
        if overlap is None:
            evidence = f"{first.window} and {second.window} share no day"
            whys.append(Refusal("COVERAGE_GAP", evidence, remedy="ask either for the other's days"))
        for why in whys:
            shared = common or overlap
            refusals.append(rows.refusal(first, "rate_ratio", "any", shared, why, **other))
        if whys:
            continue
        variation = variations.find(first, other["provenance"])
        best = find_best_window(*(calendars[id(series)] for series in pair)) or overlap
        for basis, windows, note in _list_windows(pair, common, best):
            ratio = refuse_break(pair, windows, rows)
            ratio = ratio or divide_sides(pair, windows, sides, variation)
            if isinstance(ratio, Refusal):
                refusals.append(
                    rows.refusal(first, "rate_ratio", basis, windows[0], ratio, **other)
                )
            else:
                ratio["assumes"] = "; ".join(filter(None, [ratio["assumes"], note]))
                figures.append(rows.figure(first, "rate_ratio", basis, windows[0], **ratio | other))
    return Findings(figures, refusals)


def _list_windows(
    pair: tuple[Series, Series], common: Window | None, best: Window | None
) -> Iterator[tuple[str, Windows, str]]:
    """The windows a pair is compared over, by basis, each with a note on it."""
    first, second = pair
    yield "own", (first.window, second.window), ""
    if common:
        yield "common", (common, common), BEST if best == common else ""
    if best and best != common:
        yield "pair", (best, best), ""


def list_calendar(series: Series) -> tuple[Window, ...]:
    """The windows of a reply's totals, those left out that shorter ones fill without a gap."""
    windows = sorted({cell.window for cell in as_known(series.evidence)})
    shorter = {
        window: [w for w in windows if w != window and window.covers(w)] for window in windows
    }
    return tuple(window for window in windows if find_gaps(shorter[window], window))


@cache
def find_best_window(mine: tuple[Window, ...], theirs: tuple[Window, ...]) -> Window | None:
    """The window that suits two calendars best (methods.md 1); None where none is a year."""
    ranked = rank_windows({"mine": mine, "theirs": theirs}, most=1)
    return ranked[0].window if ranked else None


def refuse_break(pair: tuple[Series, Series], windows: Windows, rows: Rows) -> Refusal | None:
    """A refusal where the two windows were counted under different rules (methods.md 8)."""
    regimes = [
        rows.regimes.find(window, series.force)
        for series, window in zip(pair, windows, strict=True)
    ]
    # After a change the day of it no longer matters: the rules are the same.
    told = [(when, change and (change.name if when == "since" else change.date))
            for when, change in regimes]  # fmt: skip
    if told[0] == told[1]:
        return None
    names = [
        rows.regimes.format(window, series.force) or "under no such change"
        for series, window in zip(pair, windows, strict=True)
    ]
    evidence = f"one window is {names[0]}, the other {names[1]}"
    return Refusal("BREAK_SPANNED", evidence, remedy="compare days under the same rules")


def find_mismatches(first: Series, second: Series) -> list[Refusal]:
    """Every way in which two series do not count the same thing in the same people."""
    kinds = (
        ("UNIT_MISMATCH", "unit", "compare replies that count the same thing"),
        ("DEFINITION_MISMATCH", "definition", "ask either for the other's definition"),
        ("DEFINITION_MISMATCH", "population", "ask either for the other's population"),
        ("DATE_BASIS_MISMATCH", "date_basis", "ask under which date each files an item"),
    )
    found = [
        Refusal(code, f"{kind.replace('_', ' ')}: {mine!r} against {theirs!r}", remedy=remedy)
        for code, kind, remedy in kinds
        if (mine := getattr(first, kind)) != (theirs := getattr(second, kind))
    ]
    mine, theirs = find_system(first.force), find_system(second.force)
    if mine != theirs:
        evidence = f"complaints system: {mine!r} against {theirs!r}"
        remedy = "compare forces that record complaints under the same law"
        found.append(Refusal("DEFINITION_MISMATCH", evidence, remedy=remedy))
    return found
