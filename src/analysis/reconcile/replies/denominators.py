"""Workforce-years: how many employees were exposed for how long, from the yearly snapshots."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.model.address import Address, join_addresses
from analysis.model.csv_file import read_table
from analysis.model.paths import REFERENCE, VOCABULARY, format_path
from analysis.model.study import Denominators
from analysis.model.window import Window, format_date
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.regimes import HOME_SYSTEM, find_system

WORKFORCE = REFERENCE / "home-office-workforce.csv"
# A window may begin this long before the first snapshot, or end after the last, at its level.
FURTHEST = timedelta(days=92)
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Exposure:
    """Workforce-years of a force in a window, and the rows of the snapshot table they rest on."""

    workforce_years: float
    cells: str
    assumes: str


class Workforce:
    """The Home Office snapshots at 31 March, by force and worker type."""

    def __init__(self, denominators: Denominators, path: Path = WORKFORCE):
        self.denominators, self._path = denominators, Path(path)
        self._table = _read_snapshots(self._path, self._path.stat().st_mtime_ns)
        self._measured: dict[tuple, Exposure | Refusal] = {}
        forces = read_table(VOCABULARY / "forces.csv")
        self._codes = dict(zip(forces["force"], forces["geo_code"], strict=True))

    def measure_exposure(self, force: str, population: str, window: Window) -> Exposure | Refusal:
        """Workforce-years by the trapezoid over snapshots, clipped to the window (methods.md 4.2).

        Refuses a population with no matching worker types, a force without a snapshot, and a
        window more than 92 days outside the snapshots.
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
        code = self._codes.get(force, "")
        rows = self._table[
            (self._table["geo_code"] == code) & self._table["worker_type"].isin(types)
        ]
        if not code or rows.empty:
            evidence = f"no workforce snapshot of {force} is at hand"
            if (system := find_system(force)) not in (HOME_SYSTEM, "unknown"):
                evidence += f": the Home Office counts {HOME_SYSTEM}, not {system}"
            remedy = "give the count and its rate per month"
            return Refusal("COVERAGE_GAP", evidence, remedy=remedy)
        sizes = self._add_up(rows, force, types)
        if isinstance(sizes, Refusal):
            return sizes
        first, last = min(sizes), max(sizes)
        if window.start < first - FURTHEST or window.end > last + FURTHEST:
            return Refusal(
                "COVERAGE_GAP",
                f"snapshots run from {format_date(first)} to {format_date(last)}, "
                f"the window from {window}",
                remedy="add earlier or later snapshots to data/raw/reference",
            )
        used = rows[rows["year"].isin([str(day.year) for day in _choose_snapshots(sizes, window)])]
        letter = "FG"[self.denominators.workforce == "fte"]
        file = format_path(self._path)
        cells = join_addresses(Address(file, "csv", f"{letter}{line}") for line in used["line"])
        assumes = self._describe_lines(types, first, last, window)
        return Exposure(_integrate(sizes, window), cells, assumes)

    def _add_up(
        self, rows: pd.DataFrame, force: str, types: tuple[str, ...]
    ) -> dict[date, float] | Refusal:
        """The employees of all types at each snapshot, or why that is not known."""
        column = self.denominators.workforce
        each = rows.groupby("year")["worker_type"].agg(["size", "nunique"])
        if rows[column].eq("").any() or each.ne(len(types)).any(axis=None):
            return Refusal(
                "COVERAGE_GAP", f"the workforce table lacks {column} for some of {types}"
            )
        missing = sorted(
            set(range(int(min(each.index)), int(max(each.index)))) - set(map(int, each.index))
        )
        if missing:
            # A straight line over two years would hide that nobody knows the size in between.
            years = ", ".join(map(str, missing))
            return Refusal("COVERAGE_GAP", f"no workforce snapshot of {force} in {years}")
        totals = rows[column].astype(float).groupby(rows["year"]).sum()
        return {date(int(year), 3, 31): float(size) for year, size in totals.items()}

    def _describe_lines(
        self, types: tuple[str, ...], first: date, last: date, window: Window
    ) -> str:
        counted = self.denominators.workforce
        measure = "headcount" if counted == "headcount" else "full-time equivalent"
        words = f"{measure} of {', '.join(types)}, straight lines between snapshots"
        if window.start < first or window.end > last + timedelta(days=1):
            words += "; level beyond the first and last"
        return words


@lru_cache(maxsize=4)
def _read_snapshots(path: Path, changed: int) -> pd.DataFrame:
    """The table with the line of each row; read anew only where the file has `changed` since."""
    table = read_table(path)
    return table.assign(line=range(2, len(table) + 2))


def _choose_snapshots(sizes: dict[date, float], window: Window) -> list[date]:
    """The snapshots inside the window and the nearest on either side."""
    days = sorted(sizes)
    start = max((d for d in days if d <= window.start), default=days[0])
    end = min((d for d in days if d >= window.end), default=days[-1])
    return [day for day in days if start <= day <= end]


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
