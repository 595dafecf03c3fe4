"""How events may really arrive: months of simulated counts whose truth is known (METHODS 9)."""

import itertools
from dataclasses import dataclass
from datetime import date

import numpy as np

from analysis.model.window import Window

FIRST_YEAR, YEARS = 2017, 7  # January 2017 to December 2023, so that every layout fits inside
STARTS = [date(FIRST_YEAR + m // 12, m % 12 + 1, 1) for m in range(12 * YEARS + 1)]
DAYS = np.array([(end - start).days for start, end in itertools.pairwise(STARTS)])
MONTHS = np.arange(len(DAYS))
BURST = 4  # events of a burst, on average


def find_month(day: date) -> int:
    """The place of a month among the simulated ones, by its first day."""
    return 12 * (day.year - FIRST_YEAR) + day.month - 1


@dataclass(frozen=True, eq=False)
class Process:
    """How the rate moves over the months (`shape`, relative) and how events gather in them.

    `variance` is that of the count of any stretch of months, over its mean; 1 is Poisson.
    """

    name: str
    shape: np.ndarray
    variance: float = 1.0
    in_bursts: bool = False

    @property
    def is_independent(self) -> bool:
        """Whether each event comes on its own."""
        return self.variance == 1 and not self.in_bursts

    def simulate(self, rng: np.random.Generator, a_year: float, repeats: int) -> np.ndarray:
        """Counts by month, shape (repeats, 84), with `a_year` events a year at the level rate."""
        means = a_year / 365.25 * DAYS * self.shape
        size = (repeats, len(means))
        if self.in_bursts:
            bursts = rng.poisson(means / BURST, size)
            return bursts + rng.poisson((BURST - 1) * bursts)
        if self.variance == 1:
            return rng.poisson(means, size)
        # Summed over months, a negative binomial of one success rate is one again.
        shares = np.maximum(means / (self.variance - 1), 1e-12)
        return rng.negative_binomial(shares, 1 / self.variance, size)

    def compare_rates(self, cell: Window, window: Window) -> float:
        """The rate outside a window over the rate inside it, within a cell that straddles it."""
        months = slice(find_month(cell.start), find_month(cell.end))
        shape, days = self.shape[months], DAYS[months]
        inside = np.array([window.start <= day < window.end for day in STARTS[:-1]])[months]
        rates = [(shape * days)[part].sum() / days[part].sum() for part in (~inside, inside)]
        return rates[0] / rates[1]


LEVEL = np.ones(len(DAYS))


def _change_months(*places: int, to: float) -> np.ndarray:
    return np.where(np.isin(MONTHS, places), to, 1.0)


def _change_winters(change: float) -> np.ndarray:
    """January and February at another rate, the other months so that the year's mean stays."""
    return np.where(MONTHS % 12 < 2, 1 + change, 1 - change * 59 / 306)


def _grow(a_year: float) -> np.ndarray:
    return a_year ** ((MONTHS - find_month(date(2018, 1, 1))) / 12)


PROCESSES = (
    Process("constant", LEVEL),
    Process("January and February +30 %", _change_winters(0.3)),
    Process("January and February +60 %", _change_winters(0.6)),
    Process("January and February -60 %", _change_winters(-0.6)),
    Process("a quarter more each year", _grow(1.25)),
    Process("twice as many each year", _grow(2)),
    Process(
        "twice as many from February 2020",
        np.where(find_month(date(2020, 2, 1)) <= MONTHS, 2.0, 1.0),
    ),
    Process(
        "a fifth recorded before March 2018",
        np.where(find_month(date(2018, 3, 1)) <= MONTHS, 1.0, 0.2),
    ),
    Process("January 2018 six times as many", _change_months(find_month(date(2018, 1, 1)), to=6)),
    Process("variance 2", LEVEL, variance=2),
    Process("variance 3", LEVEL, variance=3),
    Process("variance 4", LEVEL, variance=4),
    Process("bursts of about four", LEVEL, in_bursts=True),
)
BY_NAME = {process.name: process for process in PROCESSES}
