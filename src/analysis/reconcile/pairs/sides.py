"""The two sides of a ratio, each a count over its workforce-years, and what they come to."""

from dataclasses import dataclass, replace

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import show_range
from analysis.model.window import Window
from analysis.reconcile.denominators import Workforce
from analysis.reconcile.ladder import Placed, measure_last_day, place_count
from analysis.reconcile.methods.rates import FEWEST_FOR_A_RATE, mark_reliability
from analysis.reconcile.methods.ratios import Ratio, join_readings, take_ratio
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.series import Series
from analysis.reconcile.variation import Variation

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
            few = show_range(count.low, count.high)
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
    own = "O" if windows[0] != windows[1] else ""
    rung = own or ("E" if mine.count.is_exact and theirs.count.is_exact else "B")
    if pair[0].date_basis == "unstated":
        assumes.append("neither reply states its date basis; taken as equal")
    assumes.append(variation.says)
    return ratio.facts() | {
        "rung": rung if held else "B",
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
    """The count of `place_count` if every ambiguous last day is counted (METHODS 1, A-EDGE).

    A day that then lies beyond the window makes the figure straddle it. That day alone could hold
    none of its events or all; it is taken to hold no more than one in a thousand evenly spread
    days would, which the count under the earlier reading says in words.
    """
    later = place_count(read_latest(figures), window, additive)
    earlier = place_count(figures, window, additive)
    day = measure_last_day(figures, window)
    if isinstance(later, Refusal) or isinstance(earlier, Refusal) or day is None:
        return later
    low = max(later.low, earlier.low - day.most)
    high = min(later.high, earlier.high + day.most)
    return replace(later, rung="E" if low == high else "B", low=low, high=high)


def has_two_readings(series: Series) -> bool:
    """Whether any of a reply's totals has a last day that may or may not be counted."""
    return bool(series.evidence["end"].ne(series.evidence["end_latest"]).any())


def read_latest(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures with every ambiguous last day counted."""
    return figures.assign(end=figures["end_latest"])
