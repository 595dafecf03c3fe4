"""The count in a window, by every method that claims to know it, against the truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from analysis.model.window import Window, format_date
from analysis.reconcile.methods.apportion import DECLARED_RATE_RATIO, Straddle, thin
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.methods.rates import measure_dispersion
from analysis.reconcile.totals.window_counts import LONGEST
from analysis.reconcile.validation.scores import HOLDS, NONE, VIOLATED, score_answers
from analysis.reconcile.validation.simulate import (
    COMMON,
    SHOWN,
    SMALL_WITH_TOTAL,
    Layout,
    Process,
    bound_table,
    count_truth,
    suppress_small,
)

BREAK = np.datetime64("2020-02-01")  # no dispersion is pooled across it (METHODS 8)
GIVEN_VARIANCE = 3.0  # of the beta-binomial that is told it
SHARP, THINNING, SUMS = "sharp bounds", "thinning", "sums of limits"
SENSITIVITY = "rate ratio to 2"
RATIO_RANGES = {"rate ratio to 1.5": 1.5, SENSITIVITY: DECLARED_RATE_RATIO, "rate ratio to 3": 3.0}
GIVEN = f"beta-binomial, variance {GIVEN_VARIANCE:g}"
MEASURED = "beta-binomial, variance measured"
WIDE = "rate ratio to 2, variance measured"  # the wider limits that are published
CELL_TOO_LONG = "CELL_TOO_LONG"


def try_counts(
    process: Process, layout: Layout, a_year: float, hidden: str, months: np.ndarray
) -> Iterator[dict]:
    """One score a method for one design, on simulated `months` of shape (repeats, 84)."""
    truth, counts = count_truth(months), layout.add_up(months)
    straddling = layout.straddling
    low, high, total = print_table(counts, hidden)
    bounds = bound_table(low, high, straddling, total)
    design = {"claim": "count", "process": process.name, "layout": layout.name}
    design |= {"a_year": f"{a_year:g}", "hidden": hidden}

    def tell(method: str, assumption: str, *answers, rule: str = "", **more) -> dict:
        told = {"method": method, "assumption": assumption, "rule": rule}
        return design | told | score_answers(truth, *answers, **more)

    yield tell(SHARP, NONE, *bounds)
    if total is not None:
        yield tell(SUMS, NONE, *bound_table(low, high, straddling))
    if hidden == SHOWN:
        own = counts.sum(axis=1)
        yield tell("own total as it stands", NONE, middle=own)
        yield tell("own total annualised", NONE, middle=own * COMMON.days / layout.days)
    if not straddling.any():
        return
    known = (low == high).all(axis=1)  # beside a hidden count nothing is estimated
    rule = CELL_TOO_LONG if any(cell.days > LONGEST for cell in layout.cells) else ""
    holds = find_holding(process, layout)
    whole = counts[:, ~straddling].sum(axis=1)
    for method, answers in _thin_all(counts, layout).items():
        lower, upper, middle = (ends + whole for ends in answers)
        if method == THINNING:
            yield tell("uniform", NONE, middle=middle, answered=known, rule=rule)
        assumption = HOLDS if method in holds else VIOLATED
        yield tell(method, assumption, lower, upper, middle, known, rule=rule)


def print_table(
    counts: np.ndarray, hidden: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """The least and most that a reader knows of each cell, and the printed totals if there are."""
    total = counts.sum(axis=1) if hidden == SMALL_WITH_TOTAL else None
    return *suppress_small(counts, hidden), total


def find_holding(process: Process, layout: Layout) -> set[str]:
    """The methods whose own assumption is true of a process cut into these cells."""
    over = [cell for cell in layout.cells if not COMMON.covers(cell)]
    rates = [process.compare_rates(cell, COMMON) for cell in over]

    def lie_within(most: float) -> bool:
        return all(1 / most <= rate * (1 + 1e-9) and rate <= most * (1 + 1e-9) for rate in rates)

    held = {WIDE} if lie_within(DECLARED_RATE_RATIO) and not process.in_bursts else set()
    if not process.is_independent:
        return held | ({GIVEN} if process.variance == GIVEN_VARIANCE else set())
    # Few years tell too small a variance too often: where events cluster, an even spread with the
    # measured one promises nothing. The declared range of rate ratios leaves room for it.
    held |= {THINNING, MEASURED} if lie_within(1.0) else set()
    return held | {name for name, most in RATIO_RANGES.items() if lie_within(most)}


def _thin_all(counts: np.ndarray, layout: Layout) -> dict[str, tuple]:
    """Lower limits, upper limits and middles of the straddled cells' part inside, by method."""
    cells = counts[:, layout.straddling]
    poisson = np.ones(len(cells))
    answers = {THINNING: thin_each(cells, layout, (1.0, 1.0), poisson)}
    for name, most in RATIO_RANGES.items():
        answers[name] = thin_each(cells, layout, (1 / most, most), poisson)
    answers[GIVEN] = thin_each(cells, layout, (1.0, 1.0), GIVEN_VARIANCE * poisson)
    if groups := find_regimes(layout):
        measured = measure_each([counts[:, group] for group in groups])
        for name, most in {MEASURED: 1.0, WIDE: DECLARED_RATE_RATIO}.items():
            answers[name] = thin_each(cells, layout, (1 / most, most), (5 * measured).round() / 5)
    return answers


def thin_each(
    cells: np.ndarray, layout: Layout, rate_ratios: tuple[float, float], variances: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`apportion.thin` of each repeat's straddled cells; equal cells are thinned once."""
    windows = [w for w, over in zip(layout.cells, layout.straddling, strict=True) if over]
    shares = [window.share_inside(COMMON) for window in windows]
    cases, place = np.unique(np.column_stack([cells, variances]), axis=0, return_inverse=True)
    limits = []
    for *numbers, variance in cases:
        straddles = [Straddle(int(n), int(n), p) for n, p in zip(numbers, shares, strict=True)]
        made = thin((0, 0), straddles, rate_ratios, float(variance))
        limits.append((made.lower, made.upper, made.middle))
    lower, upper, middle = np.array(limits)[place.ravel()].T
    return lower, upper, middle


def find_regimes(layout: Layout) -> list[list[int]]:
    """The places of the whole years before the break, and of those since; two or more each."""
    groups: list[list[int]] = [[], []]
    for place, cell in enumerate(layout.cells):
        start, end = np.datetime64(cell.start), np.datetime64(cell.end)
        if cell.days in (365, 366) and not start < BREAK < end:
            groups[int(start >= BREAK)].append(place)
    return [group for group in groups if len(group) > 1]


def measure_each(groups: list[np.ndarray]) -> np.ndarray:
    """The dispersion pooled over groups, one a repeat; 1 where there is no event at all.

    Each group holds the yearly counts of one force in one regime, of shape (repeats, years).
    """
    ratios = []
    for repeat in range(len(groups[0])):
        found = measure_dispersion([[(int(n), 1.0) for n in group[repeat]] for group in groups])
        ratios.append(found.ratio if found else 1.0)
    return np.array(ratios)


# Placebo windows: real counts by quarter, cut into years and asked for a window they straddle.
#
# The quarters are the truth that the years hide; nothing is simulated, and nobody says how the
# events fell (METHODS 9).

QUARTERS = 4


def try_placebo(name: str, quarters: np.ndarray, first_year: int) -> Iterator[dict]:
    """One score a method and window; `quarters` has the shape (series, 4 times the years).

    The force would have told calendar years; the window begins with the second, third or fourth
    quarter of the first of them and ends with the last.
    """
    years = quarters.reshape(len(quarters), -1, QUARTERS).sum(axis=2)
    straddling = np.arange(years.shape[1]) == 0
    whole = years[:, 1:].sum(axis=1)
    first = Window(date(first_year, 1, 1), date(first_year + 1, 1, 1))
    for left_out in range(1, QUARTERS):
        window = Window(date(first_year, 3 * left_out + 1, 1), first.end)
        truth = quarters[:, left_out:].sum(axis=1)
        share = first.share_inside(window)
        told = {
            "claim": "placebo",
            "process": name,
            "layout": f"calendar years, from {format_date(window.start)}",
        }
        told |= {"hidden": SHOWN}
        bounds = bound_table(years, years, straddling)
        yield told | {"method": SHARP, "assumption": NONE} | score_answers(truth, *bounds)
        for method, most in {THINNING: 1.0, SENSITIVITY: DECLARED_RATE_RATIO}.items():
            lower, upper, middle = _thin(years[:, 0], share, (1 / most, most))
            answers = whole + lower, whole + upper, whole + middle
            # Whether real events spread as a method assumes is not known: nothing is promised.
            row = told | {"method": method, "assumption": "unknown"}
            yield row | score_answers(truth, *answers)


def _thin(counts: np.ndarray, share: float, rate_ratios: tuple[float, float]) -> np.ndarray:
    made = [thin((0, 0), [Straddle(int(n), int(n), share)], rate_ratios) for n in counts]
    return np.array([(one.lower, one.upper, one.middle) for one in made]).T


# What a made-up force prints of its events, and what its own cells settle of the common window.


@dataclass(frozen=True)
class Printed:
    """All repeats of one force's reply: its cells' true counts, and what it prints of them.

    Arrays have the shape (repeats, cells); `total` is None where none is printed.
    """

    force: str
    layout: Layout
    counts: np.ndarray
    low: np.ndarray
    high: np.ndarray
    total: np.ndarray | None

    @classmethod
    def of(cls, force: str, layout: Layout, hidden: str, months: np.ndarray) -> "Printed":
        counts = layout.add_up(months)
        return cls(force, layout, counts, *print_table(counts, hidden))

    @property
    def window(self) -> Window:
        return Window(self.layout.cells[0].start, self.layout.cells[-1].end)

    @property
    def common(self) -> np.ndarray:
        """Bounds on the events in the common window, of shape (repeats, 2)."""
        straddling = self.layout.straddling
        ends = bound_table(self.low, self.high, straddling, self.total)
        return np.column_stack(ends).clip(min=0)  # so that even a wrong form gives a ratio

    @property
    def own(self) -> np.ndarray:
        """Bounds on all events, of shape (repeats, 2)."""
        if self.total is not None:
            return np.column_stack([self.total, self.total])
        return np.column_stack([self.low.sum(axis=1), self.high.sum(axis=1)])

    @property
    def is_divided(self) -> np.ndarray:
        """Whether straddled cells may be apportioned, one a repeat (METHODS, page 1).

        Each known, by itself or as what a printed total leaves when it alone is hidden; and some
        event in them, without which the count is exact.
        """
        over, hidden = self.layout.straddling, self.low != self.high
        known = ~hidden.any(axis=1)
        if self.total is not None:
            known = ~hidden[:, over].any(axis=1) | (hidden.sum(axis=1) == 1)
        long = any(cell.days > LONGEST for cell in self.layout.cells)
        return known & (self.counts[:, over].sum(axis=1) > 0) & (not long)

    def as_known(self, repeat: int) -> list[Known]:
        """The cells of one repeat as constraints, the printed total among them."""
        rows = zip(self.layout.cells, self.low[repeat], self.high[repeat], strict=True)
        cells = [Known(cell, int(low), float(high), str(cell)) for cell, low, high in rows]
        if self.total is not None:
            cells.append(Known(self.window, *[int(self.total[repeat])] * 2, "total"))
        return cells
