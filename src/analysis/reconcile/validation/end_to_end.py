"""Simulated replies put through the functions that publish, their rows held against the truth.

The other experiments are worked out for all repeats together, which is quick but publishes nothing.
Here a sample goes the whole way, as observations, and every row is also worked out anew: the two
must agree to the last event.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.model.observation import as_observations
from analysis.model.window import Window
from analysis.reconcile.methods.apportion import DECLARED_RATE_RATIO
from analysis.reconcile.methods.bounds import System
from analysis.reconcile.methods.rates import (
    FEWEST_FOR_A_RATE,
    LEAST_DEGREES,
    Dispersion,
    measure_dispersion,
    ratio_interval,
    widen_ratio,
)
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.validation.count_trials import (
    SENSITIVITY,
    SHARP,
    WIDE,
    Printed,
    find_holding,
    find_regimes,
    thin_each,
)
from analysis.reconcile.validation.questions import (
    EMPLOYEES,
    FORCES,
    compare_replies,
    measure_workforce,
    observe,
    observe_whole,
)
from analysis.reconcile.validation.random_systems import RANK_SHARES, RANKS, WITNESS, is_attained
from analysis.reconcile.validation.scores import HOLDS, NONE, VIOLATED, score_answers
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    CALENDAR,
    COMMON,
    MARCH_YEARS,
    SHOWN,
    Layout,
    Process,
    count_truth,
    suppress_small,
)

# What should be published of two replies, worked out anew from their cells in closed form.
#
# Neither the ladder nor its rows are used: only the closed form of the bounds (METHODS 2.1) and the
# bare statistics, each with arguments found here.

LIMITS = ("lower", "upper", "wide_lower", "wide_upper")
ASKED = {
    ("count", "common"): ("low", "high"),
    ("estimate", "common"): ("estimate", *LIMITS),
    ("rate_ratio", "common"): ("low", "high", *LIMITS),
    ("rate_ratio", "own"): ("low", "high", *LIMITS),
}
Found = dict[tuple[str, str], np.ndarray]
ENDS = (1 / DECLARED_RATE_RATIO, DECLARED_RATE_RATIO)


def work_out(printed: tuple[Printed, Printed]) -> Found:
    """The columns that `ASKED` names, by measure and basis, one row a repeat; nan where refused."""
    second = printed[1]
    spread = [pool_years(printed, repeat) for repeat in range(len(second.low))]
    windows = [(COMMON, COMMON), (printed[0].window, second.window)]
    common, own = (_divide(printed, *pair, spread) for pair in windows)
    return {
        ("count", "common"): second.common,
        ("estimate", "common"): _estimate(second, spread),
        ("rate_ratio", "common"): common,
        ("rate_ratio", "own"): own,
    }


def pool_years(printed: Sequence[Printed], repeat: int) -> Dispersion | None:
    """The dispersion of all replies' exact whole years of one repeat, by force and regime."""
    groups = []
    for reply in printed:
        days = [cell.days for cell in reply.layout.cells]
        for regime in find_regimes(reply.layout):
            exact = [c for c in regime if reply.low[repeat, c] == reply.high[repeat, c]]
            groups.append([(int(reply.low[repeat, c]), days[c]) for c in exact])
    found = measure_dispersion([group for group in groups if len(group) > 1])
    return found if found and found.freedom >= LEAST_DEGREES else None


def _estimate(reply: Printed, spread: list[Dispersion | None]) -> np.ndarray:
    made = np.full((len(spread), 5), np.nan)
    if not reply.is_divided.any():
        return made
    cells = reply.counts[:, reply.layout.straddling]
    inside = reply.counts[:, ~reply.layout.straddling].sum(axis=1)
    level = np.ones(len(cells))
    lower, upper, _ = thin_each(cells, reply.layout, ENDS, level)
    middle = thin_each(cells, reply.layout, (1.0, 1.0), level)[2]
    variances = np.array([found.ratio if found else 1.0 for found in spread])
    wide = np.column_stack(thin_each(cells, reply.layout, ENDS, variances)[:2]) + inside[:, None]
    wide[[found is None for found in spread]] = np.nan
    made = np.column_stack([inside + middle, inside + lower, inside + upper, wide])
    made[~reply.is_divided] = np.nan
    return made


def _divide(
    printed: tuple[Printed, Printed], mine: Window, theirs: Window, spread: list[Dispersion | None]
) -> np.ndarray:
    """Bounds, exact and widened limits of the ratio of rates, over the common or own windows."""
    made = np.full((len(spread), 6), np.nan)
    windows = zip(printed, (mine, theirs), strict=True)
    exposures = [
        measure_workforce().measure_exposure(reply.force, EMPLOYEES, window)
        for reply, window in windows
    ]
    if any(isinstance(exposure, Refusal) for exposure in exposures):
        return made
    years, other = (exposure.workforce_years for exposure in exposures)
    counts = [reply.common if mine == theirs else reply.own for reply in printed]
    for repeat, (first, second) in enumerate(zip(*counts, strict=True)):
        if min(first[1], second[1]) >= FEWEST_FOR_A_RATE:
            sides = (*first, *second)
            made[repeat] = _limit_ratio(*sides, years, other, spread[repeat])
    return made


def _limit_ratio(
    low: int,
    high: int,
    other_low: int,
    other_high: int,
    years: float,
    other_years: float,
    spread: Dispersion | None,
) -> tuple[float, ...]:
    sides = (low, high), years, (other_low, other_high), other_years
    scale = other_years / years
    exact = ratio_interval(*sides)
    wide = widen_ratio(*sides, spread) if spread else (np.nan, np.nan)
    joined = np.minimum(exact[0], wide[0]), np.maximum(exact[1], wide[1])
    with np.errstate(divide="ignore"):
        least, most = np.divide([low, high], [other_high, other_low])
    return least * scale, most * scale, *exact, *joined


CLAIM = "published"
PAIR = FORCES[:2]  # the first is exact in the common window, the second may straddle it
RATIO, WIDE_RATIO = "ratio, exact limits", "ratio, widened limits"
AGREEMENT = {measure: f"{measure.replace('_', ' ')}, worked out anew" for measure, _ in ASKED}


def try_published(
    process: Process, layout: Layout, a_year: float, hidden: str, months: list[np.ndarray]
) -> Iterator[dict]:
    """One score a published range: whether it holds the truth, agrees, and can be attained.

    `months` are two forces' events, each of shape (repeats, 84). The first force counts in years
    from March and hides nothing, the second in the layout.
    """
    printed = (
        Printed.of(PAIR[0], MARCH_YEARS, SHOWN, months[0]),
        Printed.of(PAIR[1], layout, hidden, months[1]),
    )
    told = publish(printed)
    design = {"claim": CLAIM, "process": process.name, "layout": layout.name}
    design |= {"a_year": f"{a_year:g}", "hidden": hidden}

    def tell(method: str, holds: bool | None, truth, limits: np.ndarray) -> dict:
        answered = ~np.isnan(limits[:, 0])
        assumption = NONE if holds is None else HOLDS if holds else VIOLATED
        scores = score_answers(truth, *limits.T, answered=answered)
        return design | {"method": method, "assumption": assumption} | scores

    def share(method: str, right: np.ndarray) -> dict:
        right = right.astype(float)
        scores = score_answers(np.ones(len(right)), right, right)
        return design | {"method": method, "assumption": NONE} | scores

    truth, holding = count_truth(months[1]), find_holding(process, layout)
    bounds, estimate = told["count", "common"], told["estimate", "common"]
    yield tell(SHARP, None, truth, bounds)
    yield share(WITNESS, attain(printed[1], bounds))
    if layout.straddling.any():
        yield tell(SENSITIVITY, SENSITIVITY in holding, truth, estimate[:, 1:3])
        yield tell(WIDE, WIDE in holding, truth, estimate[:, 3:])
    equal = compare_years()
    ratio = told["rate_ratio", "common"]
    yield tell(RATIO, process.is_independent, equal, ratio[:, 2:4])
    yield tell(WIDE_RATIO, not process.in_bursts, equal, ratio[:, 4:])
    expected = work_out(printed)
    for (measure, basis), columns in expected.items():
        if basis == "common":
            own = (measure, "own")
            agrees = is_same(columns, told[measure, basis])
            agrees &= is_same(expected[own], told[own]) if own in expected else True
            yield share(AGREEMENT[measure], agrees)


def publish(printed: tuple[Printed, ...]) -> Found:
    """The published columns of what is `ASKED`, by measure and basis, one row a repeat.

    What is refused is not a number.
    """
    rows = []
    for repeat in range(len(printed[0].low)):
        for reply in printed:
            rows += _observe(reply, repeat)
    found = [
        {(row["force"], row["measure"], row["basis"]): row for row in figures}
        for figures in compare_each(rows)
    ]
    told = {}
    for (measure, basis), columns in ASKED.items():
        force = PAIR[0] if measure == "rate_ratio" else PAIR[1]
        given = [rows.get((force, measure, basis), {}) for rows in found]
        told[measure, basis] = np.array(
            [[row.get(name) for name in columns] for row in given], dtype=float
        )
    return told


def compare_each(rows: list[dict]) -> Iterator[list[dict]]:
    """The published figures of each repeat; the rows of a repeat share their reference."""
    placed = [row | {"cell": f"B{place + 2}"} for place, row in enumerate(rows)]
    for _, replies in as_observations(placed).groupby("reference", sort=False):
        yield compare_replies(replies)[0]


def _observe(reply: Printed, repeat: int) -> Iterator[dict]:
    """One repeat of a reply as observations, its total beside where it is printed."""
    facts = {"force": reply.force, "reference": f"R {repeat}"}
    rows = [
        observe((low, high), cell.start, cell.end, **facts)
        for low, high, cell in zip(
            reply.low[repeat], reply.high[repeat], reply.layout.cells, strict=True
        )
    ]
    yield from rows
    if reply.total is not None:
        yield observe_whole(rows, int(reply.total[repeat]), note="printed total", **facts)


def attain(reply: Printed, bounds: np.ndarray) -> np.ndarray:
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


def is_same(expected: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Whether all columns agree, one a repeat; what neither gives agrees too."""
    return np.isclose(expected, told, rtol=1e-9, atol=1e-9, equal_nan=True).all(axis=1)


def compare_years() -> float:
    """The true ratio of two forces with equally many events: their workforce-years upside down."""
    mine, theirs = (measure_workforce().measure_exposure(f, EMPLOYEES, COMMON) for f in PAIR)
    return theirs.workforce_years / mine.workforce_years


# Tables of ranks without years put through the functions that publish: counts and shares.
#
# The table is linked to the totals by year, of which one straddles the window (METHODS 2.4). Where
# no rank is hidden, counts and shares have a closed form, with which what is published must agree.

MEASURES = ("count", "share")
RANK_AGREEMENT = {measure: f"{measure} of a rank, worked out anew" for measure in MEASURES}


@dataclass(frozen=True)
class Ranked:
    """A force's true events by year, by rank, and by rank within the common window."""

    years: np.ndarray
    ranks: np.ndarray
    inside: np.ndarray

    def bound(self) -> dict[str, np.ndarray]:
        """Least and most of each rank's count and share (in percent), of shape (ranks, 2).

        METHODS 2.4: from none to all events of the straddling year lie outside the window, of this
        rank as many as it has.
        """
        every, outside = self.ranks.sum(), self.years[CALENDAR.straddling].sum()
        mine, others = np.minimum(outside, self.ranks), np.minimum(outside, every - self.ranks)
        shares = (self.ranks - mine) / (every - mine), self.ranks / (every - others)
        return {
            "count": np.column_stack([self.ranks - mine, self.ranks]).astype(float),
            "share": 100 * np.column_stack(shares),
        }


def try_published_ranks(
    rng: np.random.Generator, repeats: int, a_year: float, hidden: str
) -> Iterator[dict]:
    """One score a measure: whether it holds the truth, and where nothing is hidden, agrees."""
    process = BY_NAME["constant"]
    drawn = [_draw(rng, months) for months in process.simulate(rng, a_year, repeats)]
    design = {"claim": CLAIM, "process": process.name, "hidden": hidden, "assumption": NONE}
    design |= {"a_year": f"{a_year:g}"}
    told = publish_ranks(drawn, hidden)
    truths = {
        "count": [one.inside for one in drawn],
        "share": [100 * one.inside / one.inside.sum() for one in drawn],
    }
    for measure in MEASURES:
        found = told[measure]
        # A share is a fraction written in percent: its last digit is not a miss.
        low, high = found[:, 0] - 1e-9, found[:, 1] + 1e-9
        truth = np.concatenate(truths[measure])
        design |= {"layout": f"{CALENDAR.name}, {measure}s of ranks"}
        yield design | {"method": SHARP} | score_answers(truth, low, high)
        if hidden == SHOWN:
            expected = [one.bound()[measure] for one in drawn]
            agree = is_same(np.concatenate(expected), found).astype(float)
            scores = score_answers(np.ones(len(agree)), agree, agree)
            yield design | {"method": RANK_AGREEMENT[measure]} | scores


def _draw(rng: np.random.Generator, months: np.ndarray) -> Ranked:
    years = CALENDAR.add_up(months[None])[0]
    inside = int(count_truth(months[None])[0])
    part = rng.multinomial(inside, RANK_SHARES)
    outside = rng.multinomial(int(years.sum()) - inside, RANK_SHARES)
    return Ranked(years, part + outside, part)


def publish_ranks(drawn: list[Ranked], hidden: str) -> dict[str, np.ndarray]:
    """Low and high of each rank's published count and share in the common window; nan if refused.

    Of shape (repeats times ranks, 2). `hidden` says which ranks are printed as "1 to 4".
    """
    rows = [row for repeat, one in enumerate(drawn) for row in _observe_ranks(one, hidden, repeat)]
    told: dict[str, list] = {measure: [] for measure in MEASURES}
    for figures in compare_each(rows):
        found = {
            (row["measure"], row["category"]): (row["low"], row["high"])
            for row in figures
            if row["basis"] == "common" and row["dimension"] == "rank"
        }
        for measure, ends in told.items():
            ends += [found.get((measure, rank), (np.nan, np.nan)) for rank in RANKS]
    return {measure: np.array(ends, dtype=float) for measure, ends in told.items()}


def _observe_ranks(drawn: Ranked, hidden: str, repeat: int) -> Iterator[dict]:
    facts = {"force": FORCES[1], "reference": f"R {repeat}"}
    by_year = zip(CALENDAR.cells, drawn.years, strict=True)
    years = [observe(int(n), cell.start, cell.end, **facts) for cell, n in by_year]
    yield from years
    kind = facts | {"table": "Complaints by rank", "dimension": "rank"}
    low, high = suppress_small(drawn.ranks, hidden)
    for rank, *ends in zip(RANKS, low, high, strict=True):
        yield observe_whole(years, tuple(ends), category=rank, label=rank, **kind)
