"""Every published statistic a second time, by other formulas, for all repeats of a trial at once.

Nothing here imports what it checks: neither the methods, nor the ladder, nor the workforce. The
constants, too, are those that methods.md promises and not those of the code. The trials measure how
often these limits hold the truth; `end_to_end` holds what is published against them to the last
digit. A mistake in the one is therefore seen as a difference from the other, and a mistake in both
as a coverage or a length that is not as promised.

Arrays have one value, or one row, a repeat. A count known as a range is a pair of arrays.
"""

import csv
from collections.abc import Sequence
from functools import cache, reduce
from itertools import product

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import betainc, betaincinv, gammaincinv, gammaln
from scipy.stats import f, t

from analysis.model.store.paths import REFERENCE, VOCABULARY
from analysis.model.window import Window

TAIL = 0.025  # on either side of limits at 95 %
RATE_RATIO = 2.0  # the rate outside the window over that inside it, at most, and at least 1/2
FEWEST = 3  # events, under which no rate is given
FEWEST_FREEDOM = 3  # degrees, under which no limits are widened
LONGEST_DAYS = 366  # of a cell that is divided
DAYS_A_YEAR, DAYS_A_MONTH = 365.25, 30.4375
CASES = 400  # that are worked out at once
FURTHEST = 8  # standard deviations, beyond which no chance is left that a limit could feel

Pair = tuple[np.ndarray, np.ndarray]  # the least and the most


def tilt(share: np.ndarray | float, rate_ratio: float) -> np.ndarray:
    """The share of events inside, where the rate outside is so many times that inside (3.2)."""
    odds = np.divide(share, np.subtract(1, share)) / rate_ratio
    return odds / (1 + odds)


def thin_each(
    cells: np.ndarray, shares: np.ndarray, rate_ratio: float, variances: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower limits, upper limits and means of the events inside, of straddled cells (3.2).

    `cells` are counts of shape (repeats, cells) with `shares` of their days inside; the rate ratio
    lies anywhere from 1/`rate_ratio` to it; `variances` are over the mean, one a repeat.
    """
    # Cases of one variance lie beside one another: most of them share the laws of their cells.
    counts, spread, place = _list_cases(cells, variances)
    if rate_ratio == 1:
        lower, upper = _find_quantiles(counts, shares, spread, TAIL, 1 - TAIL)
    else:
        (lower,) = _find_quantiles(counts, tilt(shares, rate_ratio), spread, TAIL)
        (upper,) = _find_quantiles(counts, tilt(shares, 1 / rate_ratio), spread, 1 - TAIL)
    return lower[place], upper[place], cells @ np.asarray(shares, dtype=float)


def _list_cases(
    cells: np.ndarray, variances: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The counts and variances that differ, in order of variance, and the place of each repeat."""
    table = np.column_stack([variances, cells])
    order = np.lexsort(table.T[::-1])
    is_new = np.r_[True, (np.diff(table[order], axis=0) != 0).any(axis=1)]
    place = np.empty(len(table), dtype=int)
    place[order] = np.cumsum(is_new) - 1
    cases = table[order[is_new]]
    return cases[:, 1:].astype(int), cases[:, 0], place


def _find_quantiles(
    counts: np.ndarray, shares: np.ndarray, variances: np.ndarray, *levels: float
) -> np.ndarray:
    """The least events inside all cells together that each level of the chances does not exceed;
    of shape (levels, cases)."""
    found = []
    for first in range(0, len(counts), CASES):
        some = slice(first, first + CASES)
        cells = zip(counts[some].T, shares, strict=True)
        laws = [_spread(count, share, variances[some]) for count, share in cells]
        chances = _convolve([law for _, *law in laws]).cumsum(axis=1)
        fewest = sum(start for start, *_ in laws)
        # The sum of all chances is 1: each level is reached.
        found.append([fewest + (chances >= at * (1 - 1e-12)).argmax(axis=1) for at in levels])
    return np.concatenate(found, axis=1)


def _convolve(laws: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
    """The chances of the sums, a row a case, by way of the transforms of the laws that differ."""
    if len(laws) == 1:
        ((chances, place),) = laws
        return chances[place]
    width = sum(chances.shape[1] - 1 for chances, _ in laws) + 1
    size = next_fast_len(width, real=True)
    transforms = [rfft(chances, size)[place] for chances, place in laws]
    return irfft(reduce(np.multiply, transforms), size)[:, :width]


def _spread(
    counts: np.ndarray, share: float, variances: np.ndarray
) -> tuple[int | np.ndarray, np.ndarray, np.ndarray]:
    """As `_weigh`, a row for those that differ, and the row of each case."""
    if share > 0.5:  # of cells of many sizes the smaller part is the more alike
        start, chances, place = _spread(counts, 1 - share, variances)
        return counts - (start + chances.shape[1] - 1), chances[:, ::-1], place
    alike, place = np.unique(counts + 1j * variances, return_inverse=True)
    start, chances = _weigh(alike.real.astype(int), share, alike.imag)
    return start, chances, place


def _weigh(counts: np.ndarray, share: float, variances: np.ndarray) -> tuple[int, np.ndarray]:
    """The chances of so many events inside a cell, a row a case: binomial or beta-binomial.

    Each is the one before it times the odds of one event more, over the sum of all: no constant of
    either law is needed. What lies over FURTHEST standard deviations from every case's mean is left
    out; returned first is the number of events that the chances begin with.
    """
    spread = counts**2 * variances / np.maximum(counts + variances - 1, 1) * share * (1 - share)
    reach = FURTHEST * (1 + np.sqrt(spread))
    start = max(0, int((counts * share - reach).min()))
    end = min(counts.max(), int((counts * share + reach).max()) + 1)
    inside = np.arange(start, end)
    outside = np.maximum(counts[:, None] - inside, 0)
    odds = np.full(outside.shape, share / (1 - share))
    clustered = (variances > 1) & (counts > 1)
    if clustered.any():
        size = (counts[clustered] / (variances[clustered] - 1))[:, None]
        others = np.maximum(outside[clustered] - 1, 0) + (1 - share) * size
        odds[clustered] = (inside + share * size) / others
    weights = np.zeros((len(counts), len(inside) + 1))
    with np.errstate(divide="ignore"):  # beyond all its events a cell has no chance of one more
        np.log(outside / (inside + 1) * odds).cumsum(axis=1, out=weights[:, 1:])
    chances = np.exp(weights - weights.max(axis=1, keepdims=True))
    return start, chances / chances.sum(axis=1, keepdims=True)


def limit_rates(counts: Pair, exposure: float) -> Pair:
    """Garwood's limits, as quantiles of gamma laws."""
    low, high = (np.asarray(count, dtype=float) for count in counts)
    lower = np.where(low > 0, gammaincinv(np.maximum(low, 1), TAIL), 0)
    return lower / exposure, gammaincinv(high + 1, 1 - TAIL) / exposure


def limit_ratios(first: Pair, second: Pair, scale: float = 1.0) -> Pair:
    """Exact limits of a ratio of rates, as quantiles of F; `scale` is the second exposure over
    the first. Infinite above where the second count can be 0."""
    (low, high), (other_low, other_high) = (
        [np.asarray(end, dtype=float) for end in pair] for pair in (first, second)
    )
    some = np.maximum(low, 1)
    lower = some / (other_high + 1) * f.ppf(TAIL, 2 * some, 2 * (other_high + 1))
    fewest = np.maximum(other_low, 1)
    upper = (high + 1) / fewest * f.ppf(1 - TAIL, 2 * (high + 1), 2 * fewest)
    return np.where(low > 0, lower, 0) * scale, np.where(other_low > 0, upper, np.inf) * scale


def find_p_values(first: Pair, second: Pair, scale: float = 1.0) -> np.ndarray:
    """Of equal rates, twice the smaller tail, each an incomplete beta function."""

    def tail(count: np.ndarray, other: np.ndarray, odds: float) -> np.ndarray:
        some = np.maximum(count, 1)
        return np.where(count > 0, betainc(some, other + 1, odds / (1 + odds)), 1)

    above, below = tail(first[0], second[1], 1 / scale), tail(second[0], first[1], scale)
    return np.minimum(1, 2 * np.minimum(above, below))


def measure_dispersions(groups: Sequence[tuple[np.ndarray, np.ndarray]]) -> Pair:
    """Variance over mean of yearly counts, at least 1, and its degrees of freedom, one a repeat.

    Each group is a force under one set of rules: counts of shape (repeats, years), missing where
    hidden, and the days of each year. Pearson's sum as sum(y^2/e)/rate - sum(y).
    """
    squares, freedom = 0.0, 0
    for counts, days in groups:
        known = ~np.isnan(counts)
        years, total = known.sum(axis=1), np.nansum(counts, axis=1)
        rate = np.maximum(total, 1) / np.maximum((known * days).sum(axis=1), 1)
        used = (years > 1) & (total > 0)
        squares = squares + used * (np.nansum(counts**2 / days, axis=1) / rate - total)
        freedom = freedom + used * (years - 1)
    return np.maximum(1, squares / np.maximum(freedom, 1)), np.asarray(freedom)


def widen_ratios(
    first: Pair, second: Pair, scale: float, dispersion: Pair, exact: Pair | None = None
) -> Pair:
    """The quasi-Poisson limits, joined with the exact ones, which are found where they are not
    given; none under FEWEST_FREEDOM degrees."""
    logs, errors = _take_logs(first, second, scale, dispersion[0])
    reach = t.isf(TAIL, np.maximum(dispersion[1], 1))
    lower = np.exp((logs - reach * errors).min(axis=0))
    upper = np.exp((logs + reach * errors).max(axis=0))
    exact = exact or limit_ratios(first, second, scale)
    lower = np.minimum(exact[0], np.where(np.asarray(first[0]) > 0, lower, 0))
    upper = np.maximum(exact[1], np.where(np.asarray(second[0]) > 0, upper, np.inf))
    enough = dispersion[1] >= FEWEST_FREEDOM
    return np.where(enough, lower, np.nan), np.where(enough, upper, np.nan)


def widen_p_values(first: Pair, second: Pair, scale: float, dispersion: Pair) -> np.ndarray:
    """The p-value that turns as the joined limits leave out 1; the exact one where none widen."""
    exact = find_p_values(first, second, scale)
    logs, errors = _take_logs(first, second, scale, dispersion[0])
    freedom = np.maximum(dispersion[1], 1)
    above = np.where(np.asarray(first[0]) > 0, t.sf((logs / errors).min(axis=0), freedom), 1)
    below = np.where(np.asarray(second[0]) > 0, t.sf((-logs / errors).min(axis=0), freedom), 1)
    wide = np.minimum(1, 2 * np.minimum(above, below))
    return np.where(dispersion[1] >= FEWEST_FREEDOM, np.maximum(exact, wide), exact)


def _take_logs(first: Pair, second: Pair, scale: float, variance: np.ndarray) -> Pair:
    """Logarithms of the ratio and their errors, half an event added, at each corner of the ranges;
    of shape (4, repeats)."""
    halves = [(np.add(one, 0.5), np.add(other, 0.5)) for one, other in product(first, second)]
    logs = np.array([np.log(one) - np.log(other) + np.log(scale) for one, other in halves])
    errors = np.array([np.sqrt(variance * (1 / one + 1 / other)) for one, other in halves])
    return logs, errors


def widen_rates(counts: Pair, exposure: float, dispersion: Pair) -> Pair:
    """The quasi-Poisson limits of rates, joined with the exact ones (4.4)."""
    reach = t.isf(TAIL, np.maximum(dispersion[1], 1)) * np.sqrt(dispersion[0])
    low, high = np.add(counts[0], 0.5), np.add(counts[1], 0.5)
    lower = np.where(np.asarray(counts[0]) > 0, low * np.exp(-reach / np.sqrt(low)), 0)
    upper = np.maximum(*(count * np.exp(reach / np.sqrt(count)) for count in (low, high)))
    exact = limit_rates(counts, 1.0)
    joined = np.minimum(exact[0], lower) / exposure, np.maximum(exact[1], upper) / exposure
    enough = dispersion[1] >= FEWEST_FREEDOM
    return np.where(enough, joined[0], np.nan), np.where(enough, joined[1], np.nan)


def limit_shares(inside: np.ndarray, outside: np.ndarray, tail: float = TAIL) -> Pair:
    """Clopper-Pearson limits of a share, as inverses of incomplete beta functions, in percent."""
    inside, outside = np.asarray(inside, dtype=float), np.asarray(outside, dtype=float)
    lower = betaincinv(np.maximum(inside, 1), outside + 1, tail)
    upper = betaincinv(inside + 1, np.maximum(outside, 1), 1 - tail)
    return 100 * np.where(inside > 0, lower, 0), 100 * np.where(outside > 0, upper, 1)


def find_share_p_values(
    first: Pair, size: np.ndarray, second: Pair, other: np.ndarray
) -> np.ndarray:
    """Fisher's conditional test of equal shares with mid-p, the greatest that two ranges allow.

    Of `size` and `other` events, those inside; all tables with the same margins are added up. With
    half of what was seen on either side, the two tails of one table are 1 together.
    """
    above = _add_up_tables(first[0], size, second[1], other)
    below = 1 - _add_up_tables(first[1], size, second[0], other)
    return np.minimum(1, 2 * np.minimum(above, below))


def _add_up_tables(
    inside: np.ndarray, size: np.ndarray | int, seen: np.ndarray, other: np.ndarray | int
) -> np.ndarray:
    """The chance of more than `inside` in the first, and half that of as many.

    Each table weighs 1 / (x! (n1 - x)! (K - x)! (n2 - K + x)!), its chance but for a constant.
    """
    table = np.column_stack(np.broadcast_arrays(inside, size, seen, other))
    cases, place = np.unique(table, axis=0, return_inverse=True)
    inside, size, seen, other = cases.T[..., None].astype(int)
    drawn = np.arange(size.max() + 1)
    parts = (drawn, size - drawn, inside + seen - drawn, other - inside - seen + drawn)
    possible = (parts[1] >= 0) & (parts[2] >= 0) & (parts[3] >= 0)
    factorials = gammaln(np.arange((size + other).max() + 1) + 1)
    weights = -sum(factorials[part.clip(0, len(factorials) - 1)] for part in parts)
    weights = np.where(possible, weights, -np.inf)
    chances = np.exp(weights - weights.max(axis=1, keepdims=True))
    counted = (drawn > inside) + (drawn == inside) / 2
    return ((counted * chances).sum(axis=1) / chances.sum(axis=1))[place.ravel()]


def adjust_by_holm(p_values: np.ndarray) -> np.ndarray:
    """Holm's adjusted p-values of each row's family: the i-th smallest of m times m - i + 1, and
    no less than any before it."""
    order = np.argsort(p_values, axis=1, kind="stable")
    size = p_values.shape[1]
    steps = np.take_along_axis(p_values, order, axis=1) * np.arange(size, 0, -1)
    adjusted = np.empty_like(steps)
    np.put_along_axis(adjusted, order, np.maximum.accumulate(steps, axis=1).clip(max=1), axis=1)
    return adjusted


@cache
def count_workforce_years(force: str, worker_types: tuple[str, ...], window: Window) -> float:
    """Employees over the days of a window, each day at its noon on the line between two snapshots,
    over 365.25; the published tables read anew."""
    with open(VOCABULARY / "forces.csv", encoding="utf-8") as file:
        codes = {row["force"]: row["geo_code"].split(";") for row in csv.DictReader(file)}[force]
    sizes: dict[tuple[str, str], float] = {}
    for path in sorted(REFERENCE.glob("home-office-workforce*.csv")):
        with open(path, encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["geo_code"] in codes and row["worker_type"] in worker_types:
                    day = row.get("date") or f"{row['year']}-03-31"
                    if not row.get("rank"):
                        sizes[day, row["worker_type"]] = float(row["headcount"])
    days = sorted({day for day, _ in sizes})
    known = np.array(days, dtype="datetime64[D]").astype(float)
    people = [sum(size for (when, _), size in sizes.items() if when == day) for day in days]
    first, last = np.array([window.start, window.end], dtype="datetime64[D]").astype(int)
    return float(np.interp(np.arange(first, last) + 0.5, known, people).sum() / DAYS_A_YEAR)
