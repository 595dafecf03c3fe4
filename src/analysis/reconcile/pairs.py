"""Two replies side by side: compared over the same window, unit and population, or refused."""

from itertools import combinations

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import show_range
from analysis.model.window import Window
from analysis.reconcile.comparison import SERIES
from analysis.reconcile.denominators import Workforce
from analysis.reconcile.ladder import Placed, place_count
from analysis.reconcile.methods.rates import FEWEST_FOR_A_RATE, mark_reliability, ratio_interval
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows, weakest
from analysis.reconcile.series import Series


def compare_pairs(
    all_series: list[Series], common: Window | None, workforce: Workforce, rows: Rows
) -> tuple[list[dict], list[dict]]:
    """The ratio of rates per 1,000 workforce-years for every pair of replies, or why not.

    A pair is refused by every code that applies, not only the first. With no common window the
    pair's own overlap is used.
    """
    figures: list[dict] = []
    refusals: list[dict] = []
    with_totals = [series for series in all_series if not series.totals.empty]
    for first, second in combinations(with_totals, 2):
        if (first.force, first.reference) == (second.force, second.reference):
            continue
        other = {f"other_{name}": getattr(second, name) for name in SERIES}
        other |= {"provenance": weakest(first.provenance, second.provenance)}
        shared = common or first.window.meet(second.window)
        whys = find_mismatches(first, second)
        if first.window.meet(second.window) is None:
            evidence = f"{first.window} and {second.window} share no day"
            whys.append(Refusal("COVERAGE_GAP", evidence, remedy="ask either for the other's days"))
        for why in whys:
            refusals.append(rows.refusal(first, "rate_ratio", "any", shared, why, **other))
        if whys:
            continue
        for basis, windows in {
            "own": (first.window, second.window),
            "common": (shared, shared),
        }.items():
            ratio = refuse_break(windows, rows) or _take_ratio(first, second, windows, workforce)
            if isinstance(ratio, Refusal):
                refusals.append(
                    rows.refusal(first, "rate_ratio", basis, windows[0], ratio, **other)
                )
            else:
                figures.append(rows.figure(first, "rate_ratio", basis, windows[0], **ratio | other))
    return figures, refusals


def refuse_break(windows: tuple[Window, Window], rows: Rows) -> Refusal | None:
    """A refusal where the two windows were counted under different rules (METHODS 8)."""
    regimes = [rows.name_regime(window) for window in windows]
    if regimes[0] == regimes[1]:
        return None
    evidence = f"one window is {regimes[0]}, the other {regimes[1]}"
    return Refusal("BREAK_SPANNED", evidence, remedy="compare days under the same rules")


def find_mismatches(first: Series, second: Series) -> list[Refusal]:
    """Every way in which two series do not count the same thing in the same people."""
    kinds = (
        ("UNIT_MISMATCH", "unit", "compare replies that count the same thing"),
        ("DEFINITION_MISMATCH", "definition", "ask either for the other's definition"),
        ("DEFINITION_MISMATCH", "population", "ask either for the other's population"),
        ("DATE_BASIS_MISMATCH", "date_basis", "ask under which date each files an item"),
    )
    return [
        Refusal(code, f"{kind.replace('_', ' ')}: {mine!r} against {theirs!r}", remedy=remedy)
        for code, kind, remedy in kinds
        if (mine := getattr(first, kind)) != (theirs := getattr(second, kind))
    ]


def _take_ratio(
    first: Series, second: Series, windows: tuple[Window, Window], workforce: Workforce
) -> dict | Refusal:
    counts, years, cells, assumes = [], [], [], []
    for series, window in zip((first, second), windows, strict=True):
        count = place_count(series.totals, window, series.is_additive)
        exposure = workforce.measure_exposure(series.force, series.population, window)
        for met in (count, exposure):
            if isinstance(met, Refusal):
                return met
        if count.high < FEWEST_FOR_A_RATE:
            few = show_range(count.low, count.high)
            few += f" in {series.force}; no rate is given under {FEWEST_FOR_A_RATE}"
            return Refusal("TOO_FEW", few, count.cells, "give the counts alone")
        counts.append(count)
        years.append(exposure.workforce_years)
        cells.append((count.cells, exposure.cells))
        assumes += [count.assumes, exposure.assumes]
    if first.date_basis == "unstated":
        assumes.append("neither reply states its date basis; taken as equal")
    assumes.append("counts vary as Poisson; more variation would widen the interval")
    mine, theirs = counts
    lower, upper = ratio_interval(
        (mine.low, mine.high), years[0], (theirs.low, theirs.high), years[1]
    )
    scale = years[1] / years[0]
    return {
        "rung": _rung(mine, theirs, windows),
        "low": scale * mine.low / theirs.high if theirs.high else float("inf"),
        "high": scale * mine.high / theirs.low if theirs.low else float("inf"),
        "lower": lower,
        "upper": upper,
        "exposure_unit": "ratio of rates per workforce-year",
        "other_start": pd.Timestamp(windows[1].start),
        "other_end": pd.Timestamp(windows[1].end),
        "flag": mark_reliability(min(mine.low, theirs.low)),
        "cells": merge_addresses(*(own for own, _ in cells)),
        "exposure_cells": merge_addresses(*(own for _, own in cells)),
        "assumes": "; ".join(dict.fromkeys(filter(None, assumes))),
    }


def _rung(mine: Placed, theirs: Placed, windows: tuple[Window, Window]) -> str:
    if windows[0] != windows[1]:
        return "O"
    return "E" if mine.is_exact and theirs.is_exact else "B"
