"""The count in a window, by every method that claims to know it, against the truth."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from analysis.model.window import Window, format_date
from analysis.reconcile.methods.apportion import DECLARED_RATE_RATIO, Straddle, thin
from analysis.reconcile.methods.rates import measure_dispersion
from analysis.reconcile.totals.window_counts import LONGEST
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
SENSITIVITY = "rate ratio to 2"
RATIO_RANGES = {"rate ratio to 1.5": 1.5, SENSITIVITY: DECLARED_RATE_RATIO, "rate ratio to 3": 3.0}
GIVEN = f"beta-binomial, variance {GIVEN_VARIANCE:g}"
MEASURED = "beta-binomial, variance measured"
WIDE = "rate ratio to 2, variance measured"  # the wider limits that are published
CELL_TOO_LONG = "CELL_TOO_LONG"
QUARTERS = 4  # of a year


def try_counts(
    process: Process, layout: CellLayout, a_year: float, hidden: str, months: np.ndarray
) -> Iterator[dict]:
    """One score a method for one design, on simulated `months` of shape (repeats, 84)."""
    truth, counts = count_truth(months), layout.add_up(months)
    straddling = layout.straddling
    low, high, total = disclose_counts(counts, hidden)
    bounds = bound_table(low, high, straddling, total)
    design = {"claim": "count", "process": process.name, "layout": layout.name}
    design |= {"a_year": f"{a_year:g}", "hidden": hidden}

    def score(method: str, assumption: str, *answers, rule: str = "", **more) -> dict:
        row = {"method": method, "assumption": assumption, "rule": rule}
        return design | row | score_answers(truth, *answers, **more)

    yield score(SHARP, NONE, *bounds)
    if total is not None:
        yield score(SUMS, NONE, *bound_table(low, high, straddling))
    if hidden == SHOWN:
        own = counts.sum(axis=1)
        yield score("own total as it stands", NONE, middle=own)
        yield score("own total annualised", NONE, middle=own * COMMON.days / layout.days)
    if not straddling.any():
        return
    known = (low == high).all(axis=1)  # beside a hidden count nothing is estimated
    rule = CELL_TOO_LONG if any(cell.days > LONGEST for cell in layout.cells) else ""
    valid = find_valid_methods(process, layout)
    whole = counts[:, ~straddling].sum(axis=1)
    for method, answers in _thin_all(counts, layout).items():
        lower, upper, middle = (ends + whole for ends in answers)
        if method == THINNING:
            yield score("uniform", NONE, middle=middle, answered=known, rule=rule)
        assumption = HOLDS if method in valid else VIOLATED
        yield score(method, assumption, lower, upper, middle, known, rule=rule)


def find_valid_methods(process: Process, layout: CellLayout) -> set[str]:
    """The methods whose own assumption is true of a process cut into these cells."""
    over = [cell for cell in layout.cells if not COMMON.covers(cell)]
    rates = [process.compare_rates(cell, COMMON) for cell in over]

    def lie_within(most: float) -> bool:
        return all(1 / most <= rate * (1 + 1e-9) and rate <= most * (1 + 1e-9) for rate in rates)

    valid = {WIDE} if lie_within(DECLARED_RATE_RATIO) and not process.in_bursts else set()
    if not process.is_independent:
        return valid | ({GIVEN} if process.variance == GIVEN_VARIANCE else set())
    # Few years tell too small a variance too often: where events cluster, an even spread with the
    # measured one promises nothing. The declared range of rate ratios leaves room for it.
    valid |= {THINNING, MEASURED} if lie_within(1.0) else set()
    return valid | {name for name, most in RATIO_RANGES.items() if lie_within(most)}


def _thin_all(counts: np.ndarray, layout: CellLayout) -> dict[str, tuple]:
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
    cells: np.ndarray, layout: CellLayout, rate_ratios: tuple[float, float], variances: np.ndarray
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


def find_regimes(layout: CellLayout) -> list[list[int]]:
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
        share = first.share_inside(window)
        design = {"claim": "placebo", "process": name, "hidden": SHOWN}
        design |= {"layout": f"calendar years, from {format_date(window.start)}"}
        bounds = bound_table(years, years, straddling)
        yield design | {"method": SHARP, "assumption": NONE} | score_answers(truth, *bounds)
        for method, most in {THINNING: 1.0, SENSITIVITY: DECLARED_RATE_RATIO}.items():
            lower, upper, middle = _thin(years[:, 0], share, (1 / most, most))
            answers = whole + lower, whole + upper, whole + middle
            # Whether real events spread as a method assumes is not known: nothing is promised.
            row = design | {"method": method, "assumption": "unknown"}
            yield row | score_answers(truth, *answers)


def _thin(counts: np.ndarray, share: float, rate_ratios: tuple[float, float]) -> np.ndarray:
    made = [thin((0, 0), [Straddle(int(n), int(n), share)], rate_ratios) for n in counts]
    return np.array([(one.lower, one.upper, one.middle) for one in made]).T
