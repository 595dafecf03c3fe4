"""Workforce-years: how many employees were exposed for how long, from snapshots of them."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.model.address import Address, join_addresses
from analysis.model.store.paths import REFERENCE
from analysis.model.study import Denominators
from analysis.model.window import Window, format_date
from analysis.reconcile.replies.snapshots import read_snapshots
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.regimes import HOME_SYSTEM, find_system

# A window may begin this long before the first snapshot, or end after the last, at its level.
FURTHEST = timedelta(days=92)
A_YEAR = timedelta(days=366)  # between two snapshots, of which some are a leap year apart
DAYS_A_YEAR = 365.25
# The larger of two neighbouring snapshots over the smaller, beyond which no line is drawn between
# them: a policy choice. In a year officers of a force went by 1.26 at most, with its staff by 1.41.
LARGEST_STEP = 2.0


@dataclass(frozen=True)
class Exposure:
    """Workforce-years of a force in a window, and the rows of the snapshot table they rest on."""

    workforce_years: float
    cells: str
    assumes: str

    def facts(self) -> dict[str, float | str]:
        """The columns of a rate's row, in thousands."""
        thousands = self.workforce_years / 1000
        return {
            "exposure": thousands,
            "exposure_unit": "1,000 workforce-years",
            "exposure_cells": self.cells,
        }


class _Snapshots(NamedTuple):
    """The employees of all types at each day that tells of every type; each day's cells."""

    sizes: dict[date, float]
    places: dict[date, list[Address]]


class Workforce:
    """The Home Office's snapshots, by force and worker type: all editions, or those of one file."""

    def __init__(self, denominators: Denominators, place: Path = REFERENCE):
        self.denominators = denominators
        snapshots = read_snapshots(place)
        types = snapshots[snapshots["rank"].eq("")]
        self._forces = {str(force): rows for force, rows in types.groupby("force")}
        self._measured: dict[tuple, Exposure | Refusal] = {}
        self._known: dict[tuple[str, tuple[str, ...]], _Snapshots | None] = {}

    def measure_exposure(self, force: str, population: str, window: Window) -> Exposure | Refusal:
        """Workforce-years by the trapezoid over snapshots, clipped to the window (methods.md 4.2).

        Refuses a population with no matching worker types or of nobody, a force without a snapshot,
        a window more than 92 days outside the snapshots, and one over a step between two of them.
        """
        # The same windows are asked for again and again: of each figure, pair and choice.
        asked = (force, population, window.start, window.end, str(window))
        if asked not in self._measured:
            self._measured[asked] = self._measure(force, population, window)
        return self._measured[asked]

    def _measure(self, force: str, population: str, window: Window) -> Exposure | Refusal:
        types = self.denominators.find_types(population)
        if not types:
            return Refusal(
                "NO_DENOMINATOR",
                f"no worker types of the Home Office workforce match {population!r}",
                remedy="name them under denominators in the study, if they can be known",
            )
        if (force, types) not in self._known:
            self._known[force, types] = self._gather(force, types)
        known = self._known[force, types]
        if known is None:
            evidence = f"no workforce snapshot of {force} is at hand"
            if (system := find_system(force)) not in (HOME_SYSTEM, "unknown"):
                evidence += f": the Home Office counts {HOME_SYSTEM}, not {system}"
            remedy = "give the count and its rate per month"
            return Refusal("COVERAGE_GAP", evidence, remedy=remedy)
        sizes = known.sizes
        named = ", ".join(types)
        lacking = f"the workforce table lacks {self.denominators.workforce} for some of {named}"
        remedy = "add earlier or later snapshots to data/raw/reference"
        if not sizes:
            return Refusal("COVERAGE_GAP", lacking, remedy=remedy)
        first, last = min(sizes), max(sizes)
        if window.start < first - FURTHEST or window.end > last + FURTHEST:
            evidence = (
                f"snapshots run from {format_date(first)} to {format_date(last)}, "
                f"the window from {window}"
            )
            if first > min(known.places) or last < max(known.places):
                evidence += f"; {lacking} on other days"
            return Refusal("COVERAGE_GAP", evidence, remedy=remedy)
        days = _choose_snapshots(sizes, window)
        if gaps := [pair for pair in pairwise(days) if pair[1] - pair[0] > A_YEAR]:
            # A straight line over two years would hide that nobody knows the size in between.
            between = ", ".join(" and ".join(map(format_date, pair)) for pair in gaps)
            evidence = f"no workforce snapshot of {force} between {between}"
            return Refusal("COVERAGE_GAP", evidence, remedy=remedy)
        cells = join_addresses(place for day in days for place in known.places[day])
        if not any(sizes[day] for day in days):
            evidence = f"the workforce table counts no {named} of {force} on these days"
            return Refusal("NO_DENOMINATOR", evidence, cells, "give the count alone")
        if steps := [pair for pair in pairwise(days) if _is_step(*(sizes[day] for day in pair))]:
            told = "; ".join(
                " and ".join(f"{sizes[day]:,.0f} on {format_date(day)}" for day in pair)
                for pair in steps
            )
            evidence = f"the workforce of {force} ({named}) was {told}: nobody knows it in between"
            return Refusal("COVERAGE_GAP", evidence, cells, remedy)
        assumes = self._describe_lines(types, first, last, window)
        return Exposure(_integrate({day: sizes[day] for day in days}, window), cells, assumes)

    def _gather(self, force: str, types: tuple[str, ...]) -> "_Snapshots | None":
        """The snapshots of a force; None where it has none of these types."""
        counted = self.denominators.workforce
        rows = self._forces.get(force, pd.DataFrame(columns=["worker_type"]))
        rows = rows[rows["worker_type"].isin(types)]
        if rows.empty:
            return None
        numbers: dict[date, list[float]] = {}
        places: dict[date, list[Address]] = {}
        columns = (rows[name] for name in ("day", counted, "file", f"{counted}_cell"))
        for day, number, file, cell in zip(*columns, strict=True):
            places.setdefault(day, []).append(Address(file, "csv", cell))
            numbers.setdefault(day, []).append(number)
        sizes = {
            day: math.fsum(some)
            for day, some in numbers.items()
            if len(some) == len({*types}) and not any(map(math.isnan, some))
        }
        return _Snapshots(sizes, places)

    def _describe_lines(
        self, types: tuple[str, ...], first: date, last: date, window: Window
    ) -> str:
        counted = self.denominators.workforce
        measure = "headcount" if counted == "headcount" else "full-time equivalent"
        words = f"{measure} of {', '.join(types)}, straight lines between snapshots"
        if window.start < first or window.end > last + timedelta(days=1):
            words += "; level beyond the first and last"
        return words


def _choose_snapshots(sizes: dict[date, float], window: Window) -> list[date]:
    """The snapshots inside the window and the nearest on either side."""
    days = sorted(sizes)
    start = max((d for d in days if d <= window.start), default=days[0])
    end = min((d for d in days if d >= window.end), default=days[-1])
    return [day for day in days if start <= day <= end]


def _is_step(one: float, other: float) -> bool:
    return max(one, other) > LARGEST_STEP * min(one, other)


def _integrate(sizes: dict[date, float], window: Window) -> float:
    """The area under the straight lines between snapshots, over the window, in workforce-years."""
    days = sorted(sizes)
    known = [day.toordinal() for day in days]
    inside = [day for day in known if window.start.toordinal() < day < window.end.toordinal()]
    grid = [window.start.toordinal(), *inside, window.end.toordinal()]
    return (
        float(np.trapezoid(np.interp(grid, known, [sizes[day] for day in days]), grid))
        / DAYS_A_YEAR
    )
