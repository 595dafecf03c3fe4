"""Simulated replies put through the functions that publish, each figure held against a second one.

The trials work out limits for all repeats together and publish nothing. Here a sample goes the
whole way, as observations, to the rows of the comparison, and each row must be as `recomputation`
has it, which shares no code with the pipeline: counts, estimates, rates per month and per 1,000
employees, ratios, shares of ranks, their differences and the p-values adjusted for all of them.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.model.observation import as_observations
from analysis.model.window import Window
from analysis.reconcile.methods.bounds import System
from analysis.reconcile.results.orders import order_figures
from analysis.reconcile.validation.count_trials import SHARP, find_regimes, list_years
from analysis.reconcile.validation.random_systems import (
    RANKS,
    WITNESS,
    RankCounts,
    draw_ranks,
    is_attained,
)
from analysis.reconcile.validation.recomputation import (
    DAYS_A_MONTH,
    FEWEST,
    FEWEST_FREEDOM,
    RATE_RATIO,
    TAIL,
    Pair,
    adjust_by_holm,
    count_workforce_years,
    find_p_values,
    find_share_p_values,
    limit_rates,
    limit_ratios,
    limit_shares,
    measure_dispersions,
    thin_each,
    widen_p_values,
    widen_rates,
    widen_ratios,
)
from analysis.reconcile.validation.scores import NONE, score_answers, score_share
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    CALENDAR,
    COMMON,
    MARCH_YEARS,
    SHOWN,
    CellLayout,
    Process,
    count_truth,
    suppress_small,
)
from analysis.reconcile.validation.simulated_replies import (
    EMPLOYEES,
    FORCES,
    WORKERS,
    SimulatedReply,
    compare_replies,
    observe,
    observe_whole,
)

CLAIM = "published"
# Two of about one size. The first is exact in the common window, the second may straddle it.
PAIR = FORCES[0], FORCES[-1]
ENDS, LIMITS = ("low", "high"), ("lower", "upper", "wide_lower", "wide_upper")
# What is looked at of a figure, by measure; and the bases on which it is given.
COLUMNS = {
    "count": ENDS,
    "estimate": ("estimate", *LIMITS),
    "rate_per_month": (*ENDS, *LIMITS),
    "rate_per_1000": (*ENDS, *LIMITS),
    "rate_ratio": (*ENDS, *LIMITS, "p_value", "poisson_p"),
    "share": (*ENDS, "lower", "upper"),
    "share_difference": (*ENDS, "lower", "upper", "p_value", "adjusted"),
}
PRINTED = ("poisson_p", "adjusted")  # with six digits
OF_TOTALS = ("count", "estimate", "rate_per_month", "rate_per_1000", "rate_ratio")
OF_RANKS = ("count", "share", "share_difference")
AGREEMENT = {measure: f"{measure.replace('_', ' ')}, worked out anew" for measure in COLUMNS}

# The force, measure, basis and category of a figure.
Key = tuple[str, str, str, str]
# The values of COLUMNS, of shape (repeats, columns); nan where refused.
Figures = dict[Key, np.ndarray]
Replies = tuple[SimulatedReply, SimulatedReply]


@dataclass(frozen=True)
class PublishedTrial:
    """Two forces' events, each of shape (repeats, 28), that are to be published.

    The first force counts in years from March and hides nothing, the second in the layout.
    """

    process: Process
    layout: CellLayout
    a_year: float
    hidden: str
    stretches: Sequence[np.ndarray]

    @property
    def replies(self) -> Replies:
        """What the two forces print."""
        return (
            SimulatedReply.from_stretches(PAIR[0], MARCH_YEARS, SHOWN, self.stretches[0]),
            SimulatedReply.from_stretches(PAIR[1], self.layout, self.hidden, self.stretches[1]),
        )

    def describe(self) -> dict:
        """The columns of a score that say what is tried."""
        design = {"claim": CLAIM, "process": self.process.name, "layout": self.layout.name}
        return design | {"a_year": f"{self.a_year:g}", "hidden": self.hidden, "assumption": NONE}


def try_published(trials: Sequence[PublishedTrial]) -> Iterator[dict]:
    """One score a trial and measure: whether it is as worked out anew; and of the bounds of the
    common count whether they hold the truth and can be attained."""
    both = [trial.replies for trial in trials]
    expected = [expect_totals(replies) for replies in both]
    rows = [
        [row for repeat in range(len(pair[0].low)) for one in pair for row in one.list_rows(repeat)]
        for pair in both
    ]
    found = publish(rows, expected)
    for trial, replies, wanted, published in zip(trials, both, expected, found, strict=True):
        design, bounds = trial.describe(), published[PAIR[1], "count", "common", "all"]
        answered, truth = ~np.isnan(bounds[:, 0]), count_truth(trial.stretches[1])
        scores = score_answers(truth, *bounds.T, answered=answered)
        yield design | {"method": SHARP} | scores
        yield design | {"method": WITNESS} | score_share(is_sharp(replies[1], bounds))
        for measure in OF_TOTALS:
            yield design | _score_agreement(measure, wanted, published)


def publish(batches: Sequence[list[dict]], wanted: Sequence[Iterable[Key]]) -> Iterator[Figures]:
    """What the comparison publishes of each batch's wanted figures, repeat by repeat.

    The rows of a repeat share their reference; nan where a figure is not given. All observations
    are made at once.
    """
    rows = [
        row | {"cell": f"B{place + 2}", "reference": f"{number}, {row['reference']}"}
        for number, batch in enumerate(batches)
        for place, row in enumerate(batch)
    ]
    found: list[list[dict[Key, dict]]] = [[] for _ in batches]
    for reference, replies in as_observations(rows).groupby("reference", sort=False):
        figures = compare_replies(replies.reset_index(drop=True)).figures
        by_key = {_name(row): dict(row) for row in figures}
        # Two forces have one ratio a window; their shares are a family.
        shares = [row for row in figures if row["measure"] == "share_difference"]
        for row in order_figures(shares):
            by_key[_name(row)]["adjusted"] = row["adjusted"]
        found[int(reference.split(",")[0])].append(by_key)
    for keys, repeats in zip(wanted, found, strict=True):
        yield {
            key: np.array(
                [[by_key.get(key, {}).get(name) for name in COLUMNS[key[1]]] for by_key in repeats],
                dtype=float,
            )
            for key in keys
        }


def _name(row: dict) -> Key:
    return row["force"], row["measure"], row["basis"], row["category"]


def _score_agreement(measure: str, expected: Figures, published: Figures) -> dict:
    """The share of repeats in which every figure of a measure is as worked out anew.

    To nine digits, or to those that are printed; a difference is of two shares that may be alike.
    What neither gives agrees too.
    """
    digits = [1e-5 if name in PRINTED else 1e-9 for name in COLUMNS[measure]]
    near = 1e-9 if measure == "share_difference" else 0.0
    agrees = [
        np.isclose(values, published[key], digits, near, equal_nan=True).all(axis=1)
        for key, values in expected.items()
        if key[1] == measure
    ]
    return {"method": AGREEMENT[measure]} | score_share(np.all(agrees, axis=0))


def expect_totals(replies: Replies) -> Figures:
    """Every figure of two replies' totals, worked out anew from the cells in closed form."""
    dispersion = pool_dispersion(replies)
    figures: Figures = {}
    for reply in replies:
        for basis, window, counts in _list_windows(reply):
            ends = tuple(counts.T.astype(float))
            figures[reply.force, "count", basis, "all"] = np.column_stack(ends)
            employed = count_workforce_years(reply.force, WORKERS[EMPLOYEES], window)
            exposures = {"month": window.days / DAYS_A_MONTH, "1000": employed / 1000}
            for per, exposure in exposures.items():
                rates = (
                    *(end / exposure for end in ends),
                    *limit_rates(ends, exposure),
                    *widen_rates(ends, exposure, dispersion),
                )
                enough = ends[1] >= FEWEST
                figures[reply.force, f"rate_per_{per}", basis, "all"] = _keep(rates, enough)
    straddled = replies[1]
    figures[PAIR[1], "estimate", "common", "all"] = _expect_estimate(straddled, dispersion)
    for (basis, mine, first), (_, theirs, second) in zip(*map(_list_windows, replies), strict=True):
        years, other = (
            count_workforce_years(reply.force, WORKERS[EMPLOYEES], window)
            for reply, window in zip(replies, (mine, theirs), strict=True)
        )
        sides = tuple(first.T.astype(float)), tuple(second.T.astype(float)), other / years
        key = (PAIR[0], "rate_ratio", basis, "all")
        figures[key] = _expect_ratio(*sides, dispersion)
    return figures


def _list_windows(reply: SimulatedReply) -> list[tuple[str, Window, np.ndarray]]:
    return [("own", reply.window, reply.own), ("common", COMMON, reply.common)]


def _keep(columns: Sequence[np.ndarray], given: np.ndarray) -> np.ndarray:
    """Columns side by side, nan in the repeats where nothing is given."""
    return np.where(given[:, None], np.column_stack(columns), np.nan)


def pool_dispersion(replies: Sequence[SimulatedReply]) -> Pair:
    """The dispersion of all replies' exact whole years, by force and regime, and its freedom."""
    groups = []
    for reply in replies:
        exact = np.where(reply.low == reply.high, reply.low, np.nan).astype(float)
        groups += list_years(exact, reply.layout, find_regimes(reply.layout))
    return measure_dispersions(groups)


def _expect_estimate(reply: SimulatedReply, dispersion: Pair) -> np.ndarray:
    """Middle, exact and widened limits of the count by apportionment, of shape (repeats, 5)."""
    if not reply.is_divided.any():
        return np.full((len(reply.low), 5), np.nan)
    cells = reply.counts[:, reply.layout.straddling]
    inside = reply.counts[:, ~reply.layout.straddling].sum(axis=1)
    shares, ones = reply.layout.shares, np.ones(len(cells))
    lower, upper, middle = thin_each(cells, shares, RATE_RATIO, ones)
    wide_lower, wide_upper, _ = thin_each(cells, shares, RATE_RATIO, dispersion[0])
    wide = np.column_stack([inside + wide_lower, inside + wide_upper])
    wide = np.where((dispersion[1] >= FEWEST_FREEDOM)[:, None], wide, np.nan)
    columns = [inside + middle, inside + lower, inside + upper, wide]
    return _keep(columns, reply.is_divided)


def _expect_ratio(first: Pair, second: Pair, scale: float, dispersion: Pair) -> np.ndarray:
    """Bounds, exact and widened limits of a ratio, its p-value and that of Poisson counts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        bounds = first[0] / second[1] * scale, first[1] / second[0] * scale
    columns = [
        *bounds,
        *limit_ratios(first, second, scale),
        *widen_ratios(first, second, scale, dispersion),
        widen_p_values(first, second, scale, dispersion),
        find_p_values(first, second, scale),
    ]
    return _keep(columns, np.minimum(first[1], second[1]) >= FEWEST)


def is_sharp(reply: SimulatedReply, bounds: np.ndarray) -> np.ndarray:
    """Whether some events that fit all of a reply's cells attain either end, one a repeat.

    Of the published bounds and of the closed form, which the other experiments take for sharp.
    """
    attained = []
    for repeat, ends in enumerate(zip(bounds, reply.common, strict=True)):
        cells = reply.as_known(repeat)
        found = System(cells, [COMMON]).bound(COMMON)
        reached = all((found.low, found.high) == tuple(pair) for pair in ends)
        attained.append(reached and is_attained(found, cells, COMMON))
    return np.array(attained)


def try_published_ranks(
    rng: np.random.Generator, repeats: int, a_year: float, hidden: str
) -> Iterator[dict]:
    """One score a measure: whether it is as worked out anew; of bounds, whether they hold.

    Two forces have tables of ranks without years beside the totals by year, of which one straddles
    the window (methods.md 2.4). Where no rank is hidden, counts and shares in the window have a
    closed form.
    """
    process = BY_NAME["constant"]
    drawn = [
        [draw_ranks(rng, stretches) for stretches in process.simulate(rng, a_year, repeats)]
        for _ in PAIR
    ]
    design = {"claim": CLAIM, "process": process.name, "hidden": hidden, "assumption": NONE}
    design |= {"a_year": f"{a_year:g}", "layout": f"{CALENDAR.name}, by rank"}
    expected = expect_ranks(drawn, hidden)
    held = {(PAIR[0], measure, "common", rank) for measure in ("count", "share") for rank in RANKS}
    rows = [
        row
        for repeat in range(repeats)
        for force, counts in zip(PAIR, drawn, strict=True)
        for row in _observe_ranks(force, counts[repeat], hidden, repeat)
    ]
    (published,) = publish([rows], [held | expected.keys()])
    truths: dict[str, Callable[[RankCounts], np.ndarray]] = {
        "count": lambda one: one.inside,
        "share": lambda one: 100 * one.inside / one.inside.sum(),
    }
    for measure, tell in truths.items():
        truth = np.array([tell(one) for one in drawn[0]])
        ends = np.array([published[PAIR[0], measure, "common", rank][:, :2] for rank in RANKS])
        # A share is a fraction written in percent: its last digit is not a miss.
        low, high = ends[..., 0].T - 1e-9, ends[..., 1].T + 1e-9
        scores = score_answers(truth.ravel(), low.ravel(), high.ravel())
        yield design | {"layout": f"{CALENDAR.name}, {measure}s of ranks", "method": SHARP} | scores
    for measure in OF_RANKS:
        yield design | _score_agreement(measure, expected, published)


def _observe_ranks(force: str, drawn: RankCounts, hidden: str, repeat: int) -> Iterator[dict]:
    facts = {"force": force, "reference": f"R {repeat}"}
    by_year = zip(CALENDAR.cells, drawn.years, strict=True)
    years = [observe(int(n), cell.start, cell.end, **facts) for cell, n in by_year]
    yield from years
    kind = facts | {"table": "Complaints by rank", "dimension": "rank"}
    low, high = suppress_small(drawn.ranks, hidden)
    for rank, *ends in zip(RANKS, low, high, strict=True):
        yield observe_whole(years, tuple(ends), category=rank, label=rank, **kind)


def expect_ranks(drawn: Sequence[Sequence[RankCounts]], hidden: str) -> Figures:
    """Every figure of two forces' tables of ranks, worked out anew; of those in the common window
    only where no rank is hidden."""
    figures: Figures = {}
    sides = []
    for force, counts in zip(PAIR, drawn, strict=True):
        ranks = np.array([one.ranks for one in counts])
        low, high = (ends.astype(float) for ends in suppress_small(ranks, hidden))
        total = ranks.sum(axis=1, keepdims=True)
        others = [ends.sum(axis=1, keepdims=True) - ends for ends in (low, high)]
        alone = 100 * low / (low + others[1]), 100 * high / (high + others[0])
        # Beside the whole, which the totals tell, a rank is narrowed by what the others leave.
        beside = np.maximum(low, total - others[1]), np.minimum(high, total - others[0])
        sides.append((*beside, total))
        limits = [limit_shares(end, total - end) for end in beside]
        bounded = [bound_ranks(one) for one in counts] if hidden == SHOWN else []
        blank = np.full(len(counts), math.nan)
        for place, rank in enumerate(RANKS):
            own = [ends[:, place] for ends in (low, high)]
            figures[force, "count", "own", rank] = np.column_stack(own)
            shares = [ends[:, place] for ends in alone]
            figures[force, "share", "own", rank] = np.column_stack([*shares, blank, blank])
            ends = [100 * (end / total)[:, place] for end in beside]
            ends += [limits[0][0][:, place], limits[1][1][:, place]]
            figures[force, "share", "harmonised", rank] = np.column_stack(ends)
            if bounded:
                inside = np.array([one["count"][place] for one in bounded])
                figures[force, "count", "common", rank] = inside
                shares = np.array([one["share"][place] for one in bounded])
                blanks = np.column_stack([blank, blank])
                figures[force, "share", "common", rank] = np.hstack([shares, blanks])
    return figures | _expect_differences(*sides)


def _expect_differences(first: tuple, second: tuple) -> Figures:
    """The difference of each rank's shares, its limits and p-values: Holm over all ranks."""
    (low, high, total), (other_low, other_high, other) = first, second
    bounds = (
        100 * (low / total - other_high / other),
        100 * (high / total - other_low / other),
    )
    tail = TAIL / 2  # of each of two shares
    mine, theirs = (
        (limit_shares(least, size - least, tail)[0], limit_shares(most, size - most, tail)[1])
        for least, most, size in (first, second)
    )
    limits = mine[0] - theirs[1], mine[1] - theirs[0]
    p_values = np.column_stack(
        [
            find_share_p_values(
                (low[:, place], high[:, place]),
                total[:, 0],
                (other_low[:, place], other_high[:, place]),
                other[:, 0],
            )
            for place in range(len(RANKS))
        ]
    )
    columns = (*bounds, *limits, p_values, adjust_by_holm(p_values))
    return {
        (PAIR[0], "share_difference", "harmonised", rank): np.column_stack(
            [column[:, place] for column in columns]
        )
        for place, rank in enumerate(RANKS)
    }


def bound_ranks(counts: RankCounts) -> dict[str, np.ndarray]:
    """Least and most of each rank's count and share (in percent), of shape (ranks, 2).

    Closed form, methods.md 2.4: from none to all events of the straddling year lie outside the
    window, of this rank as many as it has.
    """
    every, outside = counts.ranks.sum(), counts.years[CALENDAR.straddling].sum()
    mine, others = np.minimum(outside, counts.ranks), np.minimum(outside, every - counts.ranks)
    shares = (counts.ranks - mine) / (every - mine), counts.ranks / (every - others)
    return {
        "count": np.column_stack([counts.ranks - mine, counts.ranks]).astype(float),
        "share": 100 * np.column_stack(shares),
    }
