"""Simulated events whose truth is known, and the cells that forces cut them into (methods.md 9)."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from analysis.model.window import Window

FIRST_YEAR, YEARS = 2017, 7  # January 2017 to December 2023, so that every layout fits inside
MONTHS = [date(FIRST_YEAR + m // 12, m % 12 + 1, 1) for m in range(12 * YEARS + 1)]
DAYS = np.array([(end - start).days for start, end in itertools.pairwise(MONTHS)])
PLACES = np.arange(len(DAYS))
# No cell and no window begins between April and December: the events of these months are drawn
# together, which is the same law and costs a third.
STARTS = [day for day in MONTHS if day.month <= 4]
STRETCHES = len(STARTS) // YEARS  # of a year
BURST = 4  # events of a burst, on average
SHIPPED = 7.2  # variance over mean of the yearly counts in the shipped replies


def find_stretch(day: date) -> int:
    """The place of a stretch of days among the simulated ones, by its first day."""
    return STARTS.index(day)


def add_months(months: np.ndarray) -> np.ndarray:
    """Of a number for each month that for each stretch."""
    return np.add.reduceat(months, [MONTHS.index(day) for day in STARTS[:-1]])


@dataclass(frozen=True)
class YearlyLevels:
    """How the rate of a whole calendar year lies about its mean: log-normal, with mean 1.

    `variance` is that of a year's count over its mean: of any force, or where `at` is given of one
    with so many events a year, while the levels of all spread alike. The logarithms of a year and
    the next correlate by `correlation`. All forces of a repeat `share` their levels, or none do.
    """

    variance: float
    at: float | None = None
    correlation: float = 0.0
    shared: bool = False

    def expect_variance(self, a_year: float) -> float:
        """The variance of a year's count over its mean, for a force of so many events a year."""
        return 1 + (self.variance - 1) * a_year / (self.at or a_year)

    def draw(self, rng: np.random.Generator, a_year: float, repeats: int) -> np.ndarray:
        """The level of each stretch, of shape (repeats, 28)."""
        logs = rng.standard_normal((repeats, YEARS))
        for year in range(1, YEARS):
            fresh = math.sqrt(1 - self.correlation**2) * logs[:, year]
            logs[:, year] = self.correlation * logs[:, year - 1] + fresh
        spread = math.log1p((self.variance - 1) / (self.at or a_year))
        return np.exp(math.sqrt(spread) * logs - spread / 2).repeat(STRETCHES, axis=1)


@dataclass(frozen=True, eq=False)
class Process:
    """How the rate moves over the months (`shape`, relative) and how events gather in time.

    `variance` is that of the count of any stretch of months, over its mean; 1 is Poisson. `levels`
    move the rate from year to year by chance.
    """

    name: str
    shape: np.ndarray
    variance: float = 1.0
    in_bursts: bool = False
    levels: YearlyLevels | None = None

    @cached_property
    def weights(self) -> np.ndarray:
        """The days of each stretch, each as many as its rate is times the level one."""
        return add_months(DAYS * self.shape)

    @property
    def is_independent(self) -> bool:
        """Whether each event comes on its own, given the rate."""
        return self.variance == 1 and not self.in_bursts

    @property
    def is_level(self) -> bool:
        """Whether one rate holds for all months."""
        return bool(np.all(self.shape == 1)) and self.levels is None

    def expect_variance(self, a_year: float) -> float:
        """The variance of a year's count over its mean."""
        return self.levels.expect_variance(a_year) if self.levels else self.variance

    def draw_shared(
        self, rng: np.random.Generator, a_year: float, repeats: int
    ) -> np.ndarray | None:
        """The levels that all forces of a repeat share, None where they share none."""
        shared = self.levels and self.levels.shared
        return self.levels.draw(rng, a_year, repeats) if shared else None

    def simulate_forces(
        self,
        rng: np.random.Generator,
        sizes: Sequence[float],
        repeats: int,
        levels: np.ndarray | None = None,
    ) -> list[np.ndarray]:
        """The counts of several forces, as `simulate` gives those of one; with the `levels` that
        they share with others, if any."""
        if levels is None:
            levels = self.draw_shared(rng, sizes[0], repeats)
        return [self.simulate(rng, a_year, repeats, levels) for a_year in sizes]

    def simulate(
        self,
        rng: np.random.Generator,
        a_year: float,
        repeats: int,
        levels: np.ndarray | None = None,
    ) -> np.ndarray:
        """Counts by stretch, shape (repeats, 28), with `a_year` events a year at the level rate.

        Summed over months, Poisson counts, bursts, and negative binomials of one success rate are
        the same again.
        """
        means = a_year / 365.25 * self.weights
        if self.levels:
            means = means * (self.levels.draw(rng, a_year, repeats) if levels is None else levels)
        size = (repeats, len(self.weights))
        if self.in_bursts:
            bursts = rng.poisson(means / BURST, size)
            return bursts + rng.poisson((BURST - 1) * bursts)
        if self.variance == 1:
            return rng.poisson(means, size)
        shares = np.maximum(means / (self.variance - 1), 1e-12)
        return rng.negative_binomial(shares, 1 / self.variance, size)

    def compare_rates(self, cell: Window, window: Window) -> float:
        """The rate outside a window over the rate inside it, within a cell that straddles it.

        Missing where it is left to chance: where the cell holds parts of two years of other levels.
        """
        if self.levels and cell.start.year != (cell.end - timedelta(days=1)).year:
            return math.nan
        own = slice(find_stretch(cell.start), find_stretch(cell.end))
        weights, days = self.weights[own], add_months(DAYS)[own]
        inside = np.array([window.start <= day < window.end for day in STARTS[:-1]])[own]
        rates = [weights[part].sum() / days[part].sum() for part in (~inside, inside)]
        return rates[0] / rates[1]


LEVEL = np.ones(len(DAYS))


def _change_months(*places: int, to: float) -> np.ndarray:
    return np.where(np.isin(PLACES, places), to, 1.0)


def _change_winters(change: float) -> np.ndarray:
    """January and February at another rate, the other months so that the year's mean stays."""
    return np.where(PLACES % 12 < 2, 1 + change, 1 - change * 59 / 306)


def _grow(a_year: float) -> np.ndarray:
    return a_year ** ((PLACES - MONTHS.index(date(2018, 1, 1))) / 12)


PROCESSES = (
    Process("constant", LEVEL),
    Process("January and February +30 %", _change_winters(0.3)),
    Process("January and February +60 %", _change_winters(0.6)),
    Process("January and February -60 %", _change_winters(-0.6)),
    Process("a quarter more each year", _grow(1.25)),
    Process("twice as many each year", _grow(2)),
    Process(
        "twice as many from February 2020",
        np.where(MONTHS.index(date(2020, 2, 1)) <= PLACES, 2.0, 1.0),
    ),
    Process(
        "a fifth recorded before March 2018",
        np.where(MONTHS.index(date(2018, 3, 1)) <= PLACES, 1.0, 0.2),
    ),
    Process("January 2018 six times as many", _change_months(MONTHS.index(date(2018, 1, 1)), to=6)),
    Process("variance 2", LEVEL, variance=2),
    Process("variance 3", LEVEL, variance=3),
    Process("variance 4", LEVEL, variance=4),
    Process(f"variance {SHIPPED:g}", LEVEL, variance=SHIPPED),
    Process("bursts of about four", LEVEL, in_bursts=True),
    Process("variance 4, years correlated by 0.8", LEVEL, levels=YearlyLevels(4, correlation=0.8)),
    Process(
        f"variance {SHIPPED:g}, years correlated by 0.8",
        LEVEL,
        levels=YearlyLevels(SHIPPED, correlation=0.8),
    ),
    Process("variance growing with size, 4 at 20 a year", LEVEL, levels=YearlyLevels(4, at=20)),
    Process("shocks that all forces share", LEVEL, levels=YearlyLevels(4, at=20, shared=True)),
)
BY_NAME = {process.name: process for process in PROCESSES}


COMMON = Window(date(2018, 3, 1), date(2023, 3, 1))
SHOWN, SMALL, SMALL_WITH_TOTAL = "nothing", "1 to 4", "1 to 4, beside the total"
HIDDEN = (SHOWN, SMALL, SMALL_WITH_TOTAL)


@dataclass(frozen=True)
class CellLayout:
    """The windows of a force's cells, without gaps, each of which meets the common window."""

    name: str
    cells: tuple[Window, ...]

    @property
    def straddling(self) -> np.ndarray:
        """Which cells reach over an edge of the common window."""
        return np.array([not COMMON.covers(cell) for cell in self.cells])

    @property
    def shares(self) -> np.ndarray:
        """Of each straddling cell, the share of its days inside the common window."""
        over = [cell for cell in self.cells if not COMMON.covers(cell)]
        return np.array([cell.share_inside(COMMON) for cell in over])

    @property
    def days(self) -> int:
        return sum(cell.days for cell in self.cells)

    def add_up(self, stretches: np.ndarray) -> np.ndarray:
        """Counts by cell, shape (repeats, cells), from counts by stretch."""
        firsts = [find_stretch(cell.start) for cell in self.cells]
        inside = stretches[:, : find_stretch(self.cells[-1].end)]
        return np.add.reduceat(inside, firsts, axis=1)  # they follow one another without gaps


def _years(first: int, last: int, month: int) -> tuple[Window, ...]:
    years = range(first, last + 1)
    return tuple(Window(date(y, month, 1), date(y + 1, month, 1)) for y in years)


MARCH_YEARS = CellLayout("years from March", _years(2018, 2022, 3))
CALENDAR = CellLayout(
    "calendar years", (*_years(2018, 2022, 1), Window(date(2023, 1, 1), date(2023, 3, 1)))
)
FINANCIAL = CellLayout("financial years", _years(2017, 2022, 4))
LAYOUTS = (
    MARCH_YEARS,
    CALENDAR,
    FINANCIAL,
    CellLayout("one total from January 2018", (Window(date(2018, 1, 1), COMMON.end),)),
    CellLayout("one total from April 2017", (Window(date(2017, 4, 1), date(2023, 4, 1)),)),
)


def count_truth(stretches: np.ndarray, window: Window = COMMON) -> np.ndarray:
    """The true events in a window, one a repeat."""
    return stretches[:, find_stretch(window.start) : find_stretch(window.end)].sum(axis=1)


def suppress_small(counts: np.ndarray, hidden: str) -> tuple[np.ndarray, np.ndarray]:
    """The least and most that a reader knows of each count; 0 is printed as 0 (methods.md 5)."""
    small = (counts >= 1) & (counts <= 4) & (hidden != SHOWN)
    return np.where(small, 1, counts), np.where(small, 4, counts)


def disclose_counts(
    counts: np.ndarray, hidden: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """The least and most that a reader knows of each cell, and the printed totals if there are.

    `counts` and both ends have the shape (repeats, cells), totals (repeats,).
    """
    total = counts.sum(axis=1) if hidden == SMALL_WITH_TOTAL else None
    return *suppress_small(counts, hidden), total


def bound_table(
    low: np.ndarray, high: np.ndarray, straddling: np.ndarray, total: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Sharp bounds on the events in the common window, one a repeat.

    The closed form of one table of disjoint cells that all meet the window (methods.md 2.1), and of
    the same beside its printed `total`: what the total leaves for the others bounds each.
    """
    least, most = low[:, ~straddling].sum(axis=1), high.sum(axis=1)
    if total is not None:
        least = np.maximum(least, total - high[:, straddling].sum(axis=1))
        most = np.minimum(most, total)
    return least, most
