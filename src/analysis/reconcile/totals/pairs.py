"""Two replies compared over the same window, unit and population, or refused by every code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import format_range
from analysis.model.observation import SERIES
from analysis.model.provenance import find_weakest
from analysis.model.window import Window
from analysis.reconcile.methods.rates import (
    FEWEST_FOR_A_RATE,
    Ratio,
    join_readings,
    mark_reliability,
    take_ratio,
)
from analysis.reconcile.methods.window_choice import rank_windows
from analysis.reconcile.replies.comparability import (
    find_objections,
    list_pairs,
    refuse_break,
)
from analysis.reconcile.replies.denominators import Exposure, Workforce
from analysis.reconcile.replies.ladder import (
    READINGS,
    Placed,
    describe_parts,
    has_two_readings,
    place_count,
    place_latest,
    refuse_unknown,
)
from analysis.reconcile.replies.overdispersion import Variation, Variations
from analysis.reconcile.replies.series import Series, list_calendar
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.orders import CHANGES, HOLDS, ONE_READING
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row, Rows
from analysis.reconcile.results.rungs import Rung

DAYS_ALONE = Exposure(1.0, "", "not per head: the larger force may have more for its size alone")
BEST = "the common window is also this pair's own best"

Windows = tuple[Window, Window]


def compare_pairs(
    all_series: Sequence[Series],
    common: Window | None,
    workforce: Workforce,
    rows: Rows,
    variations: Variations | None = None,
    wanted: Sequence[tuple[str, str]] = (),
) -> Findings:
    """The ratio of rates per 1,000 workforce-years of every two replies that count alike.

    `own` over the two replies' own windows, `common` over the study's, `pair` over the window that
    suits the two best, where that is another. Over the same days of both the ratio of their counts
    stands beside it, which needs no workforce and says nothing per head. Where many count alike
    only the `wanted` two forces are compared. The figures are rows of the comparison, each with
    what its order is judged by (`results/orders.py`).
    """
    per_head, alone = ExposedCounts(workforce), ExposedCounts(None)
    variations = variations or Variations(all_series, rows.regimes)
    figures: list[Row] = []
    refusals: list[Row] = []
    parts: list[Row] = []
    calendars: dict[int, tuple[Window, ...]] = {}
    for pair in list_pairs(all_series, wanted):
        first, second = pair
        for series in pair:
            if id(series) not in calendars:
                calendars[id(series)] = list_calendar(series)
        other = {f"other_{name}": getattr(second, name) for name in SERIES}
        other |= {"provenance": find_weakest([first.provenance, second.provenance])}
        overlap = first.window.meet(second.window)
        if objections := find_objections(first, second):
            refusals += [
                rows.refusal(first, "rate_ratio", "any", common, why, **other) for why in objections
            ]
            continue
        variation = variations.find_widest(pair, other["provenance"])
        best = _find_best_window(*(calendars[id(series)] for series in pair)) or overlap
        if len({(series.window.start, series.window.end) for series in pair}) == 1:
            best = overlap  # months would leave out what both count
        for basis, windows, note in _list_windows(pair, common, best):
            broken = refuse_break(pair, windows, rows)
            asked = {"rate_ratio": per_head}
            if windows[0] == windows[1]:
                asked["count_ratio"] = alone
            found = {
                measure: broken or _compare_counts(pair, windows, counts, variation, note)
                for measure, counts in asked.items()
            }
            if not all(isinstance(ratio, Refusal) for ratio in found.values()):
                parts += _list_parts(pair, windows, alone)
            for measure, ratio in found.items():
                if not isinstance(ratio, Refusal):
                    facts = ratio | other
                    figures.append(rows.figure(first, measure, basis, windows[0], **facts))
                elif measure == "rate_ratio" or ratio != found["rate_ratio"]:
                    row = rows.refusal(first, measure, basis, windows[0], ratio, **other)
                    refusals.append(row)
    return Findings(figures, refusals, parts)


def _list_parts(
    pair: tuple[Series, Series], windows: Windows, counts: "ExposedCounts"
) -> list[Row]:
    """The parts of either count that a ratio rests on."""
    found = []
    for series, window in zip(pair, windows, strict=True):
        side = counts.measure(series, window)
        if isinstance(side, ExposedCount):
            found += describe_parts(series, side.count, window)
    return found


@cache
def _find_best_window(mine: tuple[Window, ...], theirs: tuple[Window, ...]) -> Window | None:
    """The window that two replies' calendars suit best (methods.md 1.3); None where none is a
    year."""
    ranked = rank_windows({"mine": mine, "theirs": theirs}, most=1)
    return ranked[0].window if ranked else None


def _list_windows(
    pair: tuple[Series, Series], common: Window | None, best: Window | None
) -> Iterator[tuple[str, Windows, str]]:
    """The windows a pair is compared over, by basis, each with a note on it."""
    first, second = pair
    yield "own", (first.window, second.window), ""
    if common:
        yield "common", (common, common), BEST if best == common else ""
    days = {(window.start, window.end) for window in (first.window, second.window)}
    if best and best != common and (common or days != {(best.start, best.end)}):
        yield "pair", (best, best), ""


@dataclass(frozen=True)
class ExposedCount:
    """A reply's count over a window, low to high, and the workforce-years it is set against."""

    count: Placed
    years: float
    exposure_cells: str
    assumes: tuple[str, ...]

    @property
    def span(self) -> tuple[int, float]:
        """The count, low to high."""
        return self.count.low, self.count.high


class ExposedCounts:
    """Those of all pairs; many pairs share a reply, whose count is remembered.

    Without a workforce counts are set against the days alone, which both of a pair must share.
    """

    def __init__(self, workforce: Workforce | None):
        self._workforce = workforce
        self._known: dict[tuple, ExposedCount | Refusal] = {}

    def measure(
        self, series: Series, window: Window, latest: bool = False
    ) -> ExposedCount | Refusal:
        """That of a reply, its figures under the earlier or the `latest` reading of an end.

        Refused where the count or the workforce-years are, and under 3 events.
        """
        latest = latest and has_two_readings(series)
        key = (id(series), window.start, window.end, latest)
        if key not in self._known:
            self._known[key] = self._measure(series, window, latest)
        return self._known[key]

    @property
    def ratio(self) -> str:
        """What a ratio of two of them is."""
        if self._workforce:
            return "ratio of rates per workforce-year"
        return "ratio of counts over the same days"

    def _measure(self, series: Series, window: Window, latest: bool) -> ExposedCount | Refusal:
        if latest:
            count = place_latest(series.evidence, window, series.is_additive)
        else:
            count = place_count(series.known, window, series.is_additive)
        if isinstance(count, Refusal):
            return count
        if unknown := refuse_unknown(count, series):
            return unknown
        exposure = DAYS_ALONE
        if self._workforce:
            exposure = self._workforce.measure_exposure(series.force, series.population, window)
        if isinstance(exposure, Refusal):
            return exposure
        if count.high < FEWEST_FOR_A_RATE:
            few = format_range(count.low, count.high)
            few += f" in {series.force}; no rate is given under {FEWEST_FOR_A_RATE}"
            return Refusal("TOO_FEW", few, count.cells, "give the counts alone")
        assumes = (count.assumes, exposure.assumes)
        return ExposedCount(count, exposure.workforce_years, exposure.cells, assumes)


def _compare_counts(
    pair: tuple[Series, Series],
    windows: Windows,
    counts: ExposedCounts,
    variation: Variation,
    note: str,
) -> dict[str, object] | Refusal:
    """The facts of a ratio's row, run under both readings of an ambiguous end if there are two."""
    sides = list(zip(pair, windows, strict=True))
    earlier = [counts.measure(series, window) for series, window in sides]
    later = [
        counts.measure(series, _extend_window(series, window), latest=True)
        for series, window in sides
    ]
    for side in (*earlier, *later):
        if isinstance(side, Refusal):
            return side
    mine, theirs = earlier
    first = last = _divide(mine, theirs, variation)
    if [(side.span, side.years) for side in later] != [(side.span, side.years) for side in earlier]:
        last = _divide(*later, variation)
    ratio, held = join_readings(first, last)
    assumes, readings = [*mine.assumes, *theirs.assumes], ONE_READING
    if last != first:
        assumes.append(READINGS[held])
        readings = HOLDS if held else CHANGES
    rung = Rung.EXACT if mine.count.is_exact and theirs.count.is_exact else Rung.BOUNDS
    if windows[0] != windows[1]:
        rung = Rung.OWN_WINDOW
    if pair[0].date_basis == "unstated":
        assumes.append("neither reply states its date basis; taken as equal")
    assumes += [pair[0].explain_same(pair[1]), variation.says]
    return ratio.facts() | {
        "rung": rung if held else Rung.BOUNDS,
        "exposure_unit": counts.ratio,
        "other_start": pd.Timestamp(windows[1].start),
        "other_end": pd.Timestamp(windows[1].end),
        "flag": mark_reliability(min(mine.count.low, theirs.count.low)),
        "cells": merge_addresses(mine.count.cells, theirs.count.cells),
        "exposure_cells": merge_addresses(mine.exposure_cells, theirs.exposure_cells),
        "assumes": "; ".join([*dict.fromkeys(filter(None, assumes)), *filter(None, [note])]),
        "p_value": ratio.p_value,
        "poisson_p": f"{ratio.poisson_p:.6g}",
        "readings": readings,
    }


def _extend_window(series: Series, window: Window) -> Window:
    """A reply's own window grows by its ambiguous last day; any other window stays as it is."""
    return Window(window.start, window.end_latest) if window == series.window else window


def _divide(mine: ExposedCount, theirs: ExposedCount, variation: Variation) -> Ratio:
    return take_ratio(mine.span, mine.years, theirs.span, theirs.years, variation.dispersion)
