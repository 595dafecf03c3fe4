"""Simulated replies put through the functions that publish, their rows held against the truth.

The other experiments are worked out for all repeats together, which is quick but publishes nothing.
Here a sample goes the whole way, as observations, and every row is also worked out anew, with
neither the ladder nor its rows: only the closed form of the bounds (methods.md 2.1) and the bare
statistics, each with arguments found here. The two must agree to the last event.
"""

from collections.abc import Iterator, Sequence

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
    find_regimes,
    find_valid_methods,
    thin_each,
)
from analysis.reconcile.validation.random_systems import (
    RANKS,
    WITNESS,
    RankCounts,
    draw_ranks,
    is_attained,
)
from analysis.reconcile.validation.scores import (
    HOLDS,
    NONE,
    VIOLATED,
    score_answers,
    score_share,
)
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
    SimulatedReply,
    compare_replies,
    measure_workforce,
    observe,
    observe_whole,
)

CLAIM = "published"
PAIR = FORCES[:2]  # the first is exact in the common window, the second may straddle it
RATIO, WIDE_RATIO = "ratio, exact limits", "ratio, widened limits"
LIMITS = ("lower", "upper", "wide_lower", "wide_upper")
# What is looked at of a comparison, by measure and basis.
COLUMNS = {
    ("count", "common"): ("low", "high"),
    ("estimate", "common"): ("estimate", *LIMITS),
    ("rate_ratio", "common"): ("low", "high", *LIMITS),
    ("rate_ratio", "own"): ("low", "high", *LIMITS),
}
AGREEMENT = {measure: f"{measure.replace('_', ' ')}, worked out anew" for measure, _ in COLUMNS}
DECLARED_RANGE = (1 / DECLARED_RATE_RATIO, DECLARED_RATE_RATIO)

RANK_MEASURES = ("count", "share")
RANK_AGREEMENT = {measure: f"{measure} of a rank, worked out anew" for measure in RANK_MEASURES}

# The values of COLUMNS by measure and basis, each of shape (repeats, columns); nan where refused.
Figures = dict[tuple[str, str], np.ndarray]
Replies = tuple[SimulatedReply, SimulatedReply]


def try_published(
    process: Process, layout: CellLayout, a_year: float, hidden: str, months: list[np.ndarray]
) -> Iterator[dict]:
    """One score a published range: whether it holds the truth, agrees, and can be attained.

    `months` are two forces' events, each of shape (repeats, 84). The first force counts in years
    from March and hides nothing, the second in the layout.
    """
    replies = (
        SimulatedReply.from_months(PAIR[0], MARCH_YEARS, SHOWN, months[0]),
        SimulatedReply.from_months(PAIR[1], layout, hidden, months[1]),
    )
    published = compute_published(replies)
    design = {"claim": CLAIM, "process": process.name, "layout": layout.name}
    design |= {"a_year": f"{a_year:g}", "hidden": hidden}

    def score(method: str, holds: bool | None, truth, limits: np.ndarray) -> dict:
        answered = ~np.isnan(limits[:, 0])
        assumption = NONE if holds is None else HOLDS if holds else VIOLATED
        scores = score_answers(truth, *limits.T, answered=answered)
        return design | {"method": method, "assumption": assumption} | scores

    def share(method: str, right: np.ndarray) -> dict:
        return design | {"method": method, "assumption": NONE} | score_share(right)

    truth, valid = count_truth(months[1]), find_valid_methods(process, layout)
    bounds, estimate = published["count", "common"], published["estimate", "common"]
    yield score(SHARP, None, truth, bounds)
    yield share(WITNESS, is_sharp(replies[1], bounds))
    if layout.straddling.any():
        yield score(SENSITIVITY, SENSITIVITY in valid, truth, estimate[:, 1:3])
        yield score(WIDE, WIDE in valid, truth, estimate[:, 3:])
    equal = find_true_ratio()
    ratio = published["rate_ratio", "common"]
    yield score(RATIO, process.is_independent, equal, ratio[:, 2:4])
    yield score(WIDE_RATIO, not process.in_bursts, equal, ratio[:, 4:])
    expected = compute_expected(replies)
    for (measure, basis), columns in expected.items():
        if basis == "common":
            own = (measure, "own")
            agrees = _agree(columns, published[measure, basis])
            agrees &= _agree(expected[own], published[own]) if own in expected else True
            yield share(AGREEMENT[measure], agrees)


def compute_published(replies: Replies) -> Figures:
    """What the comparison publishes of two replies, repeat by repeat."""
    rows = [
        row
        for repeat in range(len(replies[0].low))
        for reply in replies
        for row in reply.list_rows(repeat)
    ]
    found = [
        {(row["force"], row["measure"], row["basis"]): row for row in figures}
        for figures in _compare_each(rows)
    ]
    published = {}
    for (measure, basis), columns in COLUMNS.items():
        force = PAIR[0] if measure == "rate_ratio" else PAIR[1]
        given = [by_key.get((force, measure, basis), {}) for by_key in found]
        published[measure, basis] = np.array(
            [[row.get(name) for name in columns] for row in given], dtype=float
        )
    return published


def _compare_each(rows: list[dict]) -> Iterator[list[dict]]:
    """The published figures of each repeat; the rows of a repeat share their reference."""
    placed = [row | {"cell": f"B{place + 2}"} for place, row in enumerate(rows)]
    for _, replies in as_observations(placed).groupby("reference", sort=False):
        yield compare_replies(replies).figures


def compute_expected(replies: Replies) -> Figures:
    """The same as `compute_published`, worked out anew from the cells in closed form."""
    second = replies[1]
    dispersions = [pool_dispersion(replies, repeat) for repeat in range(len(second.low))]
    windows = [(COMMON, COMMON), (replies[0].window, second.window)]
    common, own = (_compute_ratio(replies, *pair, dispersions) for pair in windows)
    return {
        ("count", "common"): second.common,
        ("estimate", "common"): _compute_estimate(second, dispersions),
        ("rate_ratio", "common"): common,
        ("rate_ratio", "own"): own,
    }


def pool_dispersion(replies: Sequence[SimulatedReply], repeat: int) -> Dispersion | None:
    """The dispersion of all replies' exact whole years of one repeat, by force and regime."""
    groups = []
    for reply in replies:
        days = [cell.days for cell in reply.layout.cells]
        for regime in find_regimes(reply.layout):
            exact = [c for c in regime if reply.low[repeat, c] == reply.high[repeat, c]]
            groups.append([(int(reply.low[repeat, c]), days[c]) for c in exact])
    found = measure_dispersion([group for group in groups if len(group) > 1])
    return found if found and found.freedom >= LEAST_DEGREES else None


def _compute_estimate(reply: SimulatedReply, dispersions: list[Dispersion | None]) -> np.ndarray:
    """Middle, exact and widened limits of the count by apportionment, of shape (repeats, 5)."""
    made = np.full((len(dispersions), 5), np.nan)
    if not reply.is_divided.any():
        return made
    cells = reply.counts[:, reply.layout.straddling]
    inside = reply.counts[:, ~reply.layout.straddling].sum(axis=1)
    level = np.ones(len(cells))
    lower, upper, _ = thin_each(cells, reply.layout, DECLARED_RANGE, level)
    middle = thin_each(cells, reply.layout, (1.0, 1.0), level)[2]
    variances = np.array([found.ratio if found else 1.0 for found in dispersions])
    wide_lower, wide_upper, _ = thin_each(cells, reply.layout, DECLARED_RANGE, variances)
    wide = np.column_stack([inside + wide_lower, inside + wide_upper])
    wide[[found is None for found in dispersions]] = np.nan
    made = np.column_stack([inside + middle, inside + lower, inside + upper, wide])
    made[~reply.is_divided] = np.nan
    return made


def _compute_ratio(
    replies: Replies, mine: Window, theirs: Window, dispersions: list[Dispersion | None]
) -> np.ndarray:
    """Bounds, exact and widened limits of the ratio of rates, over the common or own windows."""
    made = np.full((len(dispersions), 6), np.nan)
    windows = zip(replies, (mine, theirs), strict=True)
    exposures = [
        measure_workforce().measure_exposure(reply.force, EMPLOYEES, window)
        for reply, window in windows
    ]
    if any(isinstance(exposure, Refusal) for exposure in exposures):
        return made
    years, other = (exposure.workforce_years for exposure in exposures)
    counts = [reply.common if mine == theirs else reply.own for reply in replies]
    for repeat, (first, second) in enumerate(zip(*counts, strict=True)):
        if min(first[1], second[1]) >= FEWEST_FOR_A_RATE:
            sides = (*first, *second)
            made[repeat] = _limit_ratio(*sides, years, other, dispersions[repeat])
    return made


def _limit_ratio(
    low: int,
    high: int,
    other_low: int,
    other_high: int,
    years: float,
    other_years: float,
    dispersion: Dispersion | None,
) -> tuple[float, ...]:
    sides = (low, high), years, (other_low, other_high), other_years
    scale = other_years / years
    exact = ratio_interval(*sides)
    wide = widen_ratio(*sides, dispersion) if dispersion else (np.nan, np.nan)
    joined = np.minimum(exact[0], wide[0]), np.maximum(exact[1], wide[1])
    with np.errstate(divide="ignore"):
        least, most = np.divide([low, high], [other_high, other_low])
    return least * scale, most * scale, *exact, *joined


def _agree(expected: np.ndarray, published: np.ndarray) -> np.ndarray:
    """Whether all columns agree, one a repeat; what neither gives agrees too."""
    return np.isclose(expected, published, rtol=1e-9, atol=1e-9, equal_nan=True).all(axis=1)


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


def find_true_ratio() -> float:
    """The true ratio of two forces with equally many events: their workforce-years upside down."""
    mine, theirs = (measure_workforce().measure_exposure(f, EMPLOYEES, COMMON) for f in PAIR)
    return theirs.workforce_years / mine.workforce_years


def try_published_ranks(
    rng: np.random.Generator, repeats: int, a_year: float, hidden: str
) -> Iterator[dict]:
    """One score a measure: whether it holds the truth, and where nothing is hidden, agrees.

    Of a table of ranks without years, linked to the totals by year, of which one straddles the
    window (methods.md 2.4). Where no rank is hidden, counts and shares have a closed form.
    """
    process = BY_NAME["constant"]
    drawn = [draw_ranks(rng, months) for months in process.simulate(rng, a_year, repeats)]
    design = {"claim": CLAIM, "process": process.name, "hidden": hidden, "assumption": NONE}
    design |= {"a_year": f"{a_year:g}"}
    published = compute_published_ranks(drawn, hidden)
    truths = {
        "count": [one.inside for one in drawn],
        "share": [100 * one.inside / one.inside.sum() for one in drawn],
    }
    for measure in RANK_MEASURES:
        found = published[measure]
        # A share is a fraction written in percent: its last digit is not a miss.
        low, high = found[:, 0] - 1e-9, found[:, 1] + 1e-9
        truth = np.concatenate(truths[measure])
        design |= {"layout": f"{CALENDAR.name}, {measure}s of ranks"}
        yield design | {"method": SHARP} | score_answers(truth, low, high)
        if hidden == SHOWN:
            expected = [bound_ranks(one)[measure] for one in drawn]
            scores = score_share(_agree(np.concatenate(expected), found))
            yield design | {"method": RANK_AGREEMENT[measure]} | scores


def compute_published_ranks(drawn: list[RankCounts], hidden: str) -> dict[str, np.ndarray]:
    """Low and high of each rank's published count and share in the common window; nan if refused.

    Of shape (repeats times ranks, 2). `hidden` says which ranks are printed as "1 to 4".
    """
    rows = [row for repeat, one in enumerate(drawn) for row in _observe_ranks(one, hidden, repeat)]
    published: dict[str, list] = {measure: [] for measure in RANK_MEASURES}
    for figures in _compare_each(rows):
        found = {
            (row["measure"], row["category"]): (row["low"], row["high"])
            for row in figures
            if row["basis"] == "common" and row["dimension"] == "rank"
        }
        for measure, ends in published.items():
            ends += [found.get((measure, rank), (np.nan, np.nan)) for rank in RANKS]
    return {measure: np.array(ends, dtype=float) for measure, ends in published.items()}


def _observe_ranks(drawn: RankCounts, hidden: str, repeat: int) -> Iterator[dict]:
    facts = {"force": FORCES[1], "reference": f"R {repeat}"}
    by_year = zip(CALENDAR.cells, drawn.years, strict=True)
    years = [observe(int(n), cell.start, cell.end, **facts) for cell, n in by_year]
    yield from years
    kind = facts | {"table": "Complaints by rank", "dimension": "rank"}
    low, high = suppress_small(drawn.ranks, hidden)
    for rank, *ends in zip(RANKS, low, high, strict=True):
        yield observe_whole(years, tuple(ends), category=rank, label=rank, **kind)


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
