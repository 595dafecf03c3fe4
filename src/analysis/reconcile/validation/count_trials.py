"""The count in a window, by every method that claims to know it, against the truth."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from analysis.model.window import Window, format_date
from analysis.reconcile.validation.recomputation import (
    LONGEST_DAYS,
    RATE_RATIO,
    TAIL,
    measure_dispersions,
    thin_each,
    tilt,
)
from analysis.reconcile.validation.scores import HOLDS, NONE, VIOLATED, score_answers
from analysis.reconcile.validation.simulate import (
    COMMON,
    SHOWN,
    CellLayout,
    Process,
    bound_table,
    count_truth,
    disclose_counts,
)

BREAK = np.datetime64("2020-02-01")  # no dispersion is pooled across it (methods.md 8)
GIVEN_VARIANCE = 3.0  # of the beta-binomial that is told it
SHARP, THINNING, SUMS = "sharp bounds", "thinning", "sums of limits"
OWN_TOTAL, ANNUALISED = "own total as it stands", "own total annualised"
SENSITIVITY = "rate ratio to 2"
RATIO_RANGES = {"rate ratio to 1.5": 1.5, SENSITIVITY: RATE_RATIO, "rate ratio to 3": 3.0}
GIVEN = f"beta-binomial, variance {GIVEN_VARIANCE:g}"
MEASURED = "beta-binomial, variance measured"
WIDE = "rate ratio to 2, variance measured"  # the wider limits that are published
CELL_TOO_LONG = "CELL_TOO_LONG"
QUARTERS = 4  # of a year


class Thinned(NamedTuple):
    """What a method says of the straddled cells' part inside, one a repeat; the mean length that
    its range would ideally have, and whether its own assumption holds."""

    lower: np.ndarray
    upper: np.ndarray
    middle: np.ndarray
    ideal: float
    assumption: str


def try_counts(
    process: Process,
    layout: CellLayout,
    a_year: float,
    stretches: np.ndarray,
    hidden: Sequence[str],
) -> Iterator[dict]:
    """One score a method and way of hiding, on simulated `stretches` of shape (repeats, 28)."""
    counts, truth = layout.add_up(stretches), count_truth(stretches)
    answers = _thin_all(process, layout, a_year, counts) if layout.straddling.any() else {}
    design = {"claim": "count", "process": process.name, "layout": layout.name}
    for way in hidden:
        for score in _score_all(layout, counts, truth, way, answers):
            yield design | {"a_year": f"{a_year:g}", "hidden": way, "rule": ""} | score


def _score_all(
    layout: CellLayout, counts: np.ndarray, truth: np.ndarray, hidden: str, answers: dict
) -> Iterator[dict]:
    """The score of each method where so much is hidden."""
    straddling, none = layout.straddling, {"assumption": NONE}
    low, high, total = disclose_counts(counts, hidden)
    bounds = bound_table(low, high, straddling, total)
    yield none | {"method": SHARP} | score_answers(truth, *bounds)
    if total is not None:
        sums = bound_table(low, high, straddling)
        yield none | {"method": SUMS} | score_answers(truth, *sums)
    if hidden == SHOWN:
        own = counts.sum(axis=1)
        scaled = own * COMMON.days / layout.days
        for method, middle in {OWN_TOTAL: own, ANNUALISED: scaled}.items():
            yield none | {"method": method} | score_answers(truth, middle=middle)
    rule = {"rule": CELL_TOO_LONG} if any(c.days > LONGEST_DAYS for c in layout.cells) else {}
    known = (low == high).all(axis=1)  # beside a hidden count nothing is estimated
    whole = counts[:, ~straddling].sum(axis=1)
    for method, answer in answers.items():
        lower, upper, middle = (ends + whole for ends in answer[:3])
        if method == THINNING:
            divided = score_answers(truth, middle=middle, answered=known)
            yield none | rule | {"method": "uniform"} | divided
        ideal = answer.ideal if hidden == SHOWN else None
        scores = score_answers(truth, lower, upper, middle, known, ideal)
        yield rule | {"method": method, "assumption": answer.assumption} | scores


def _thin_all(
    process: Process, layout: CellLayout, a_year: float, counts: np.ndarray
) -> dict[str, Thinned]:
    """What each method makes of the straddled cells, by the rate ratios and variance it allows."""
    cells, shares, poisson = counts[:, layout.straddling], layout.shares, np.ones(len(counts))
    reaches = {THINNING: (1.0, poisson, 1.0)}
    reaches |= {name: (most, poisson, 1.0) for name, most in RATIO_RANGES.items()}
    reaches[GIVEN] = (1.0, GIVEN_VARIANCE * poisson, GIVEN_VARIANCE)
    if groups := find_regimes(layout):
        measured, _ = measure_dispersions(list_years(counts.astype(float), layout, groups))
        measured, expected = (5 * measured).round() / 5, expect_dispersion(process, layout, a_year)
        reaches |= {MEASURED: (1.0, measured, expected), WIDE: (RATE_RATIO, measured, expected)}
    valid = find_valid_methods(process, layout)
    return {
        name: Thinned(
            *thin_each(cells, shares, most, variances),
            _idealise(cells, shares, most, expected),
            HOLDS if name in valid else VIOLATED,
        )
        for name, (most, variances, expected) in reaches.items()
    }


def _idealise(cells: np.ndarray, shares: np.ndarray, most: float, variance: float) -> float:
    """The mean length of normal limits that know how large the variance is.

    From the least to the most that is expected inside, and 1.96 standard errors more at both ends;
    the variance of n clustered events inside is n p (1 - p) times n v / (n + v - 1).
    """
    least, greatest = tilt(shares, most), tilt(shares, 1 / most)
    clustered = cells**2 * variance / np.maximum(cells + variance - 1, 1)
    errors = [np.sqrt((clustered * p * (1 - p)).sum(axis=1)) for p in (least, greatest)]
    apart = (cells * (greatest - least)).sum(axis=1)
    return float((apart + norm.isf(TAIL) * (errors[0] + errors[1])).mean())


def expect_dispersion(process: Process, layout: CellLayout, a_year: float) -> float:
    """The variance over mean that yearly counts are expected to show, a trend counted in."""
    means = layout.add_up(a_year / 365.25 * process.weights[None])[0]
    groups = [means[group] for group in find_regimes(layout)]
    freedom = sum(len(group) - 1 for group in groups)
    squares = sum(((group - group.mean()) ** 2 / group.mean()).sum() for group in groups)
    return process.expect_variance(a_year) + (squares / freedom if freedom else 0.0)


def find_valid_methods(process: Process, layout: CellLayout) -> set[str]:
    """The methods whose own assumption is true of a process cut into these cells."""
    over = [cell for cell in layout.cells if not COMMON.covers(cell)]
    rates = [process.compare_rates(cell, COMMON) for cell in over]

    def lie_within(most: float) -> bool:
        return all(1 / most <= rate * (1 + 1e-9) and rate <= most * (1 + 1e-9) for rate in rates)

    valid = {WIDE} if lie_within(RATE_RATIO) and not process.in_bursts else set()
    if not process.is_independent:
        return valid | ({GIVEN} if process.variance == GIVEN_VARIANCE else set())
    # Few years tell too small a variance too often: where events cluster, an even spread with the
    # measured one promises nothing. The declared range of rate ratios leaves room for it.
    valid |= {THINNING, MEASURED} if lie_within(1.0) else set()
    return valid | {name for name, most in RATIO_RANGES.items() if lie_within(most)}


def list_years(
    counts: np.ndarray, layout: CellLayout, groups: Sequence[Sequence[int]]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The counts of each group of cells, of shape (repeats, cells), and the days of each cell."""
    days = np.array([cell.days for cell in layout.cells], dtype=float)
    return [(counts[:, group], days[list(group)]) for group in groups]


def find_regimes(layout: CellLayout) -> list[list[int]]:
    """The places of the whole years before the break, and of those since; two or more each."""
    groups: list[list[int]] = [[], []]
    for place, cell in enumerate(layout.cells):
        start, end = np.datetime64(cell.start), np.datetime64(cell.end)
        if cell.days in (365, 366) and not start < BREAK < end:
            groups[int(start >= BREAK)].append(place)
    return [group for group in groups if len(group) > 1]


def try_placebo(name: str, quarters: np.ndarray, first_year: int) -> Iterator[dict]:
    """One score a method and window; `quarters` has the shape (series, 4 times the years).

    Placebo windows: real counts by quarter, cut into years and asked for a window they straddle.
    The quarters are the truth that the years hide; nothing is simulated, and nobody says how the
    events fell (methods.md 9).

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
        design = {"claim": "placebo", "process": name, "hidden": SHOWN}
        design |= {"layout": f"calendar years, from {format_date(window.start)}"}
        bounds = bound_table(years, years, straddling)
        yield design | {"method": SHARP, "assumption": NONE} | score_answers(truth, *bounds)
        for method, most in {THINNING: 1.0, SENSITIVITY: RATE_RATIO}.items():
            cells, share = years[:, :1], first.share_inside(window)
            lower, upper, middle = thin_each(cells, np.array([share]), most, np.ones(len(cells)))
            answers = whole + lower, whole + upper, whole + middle
            # Whether real events spread as a method assumes is not known: nothing is promised.
            row = design | {"method": method, "assumption": "unknown"}
            yield row | score_answers(truth, *answers)
