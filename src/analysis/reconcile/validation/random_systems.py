"""The engine itself on random sets of overlapping, nested and hidden cells that some truth fits."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analysis.model.window import Window, find_gaps
from analysis.reconcile.methods.bounds import Bound, Known, System
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.validation.count_trials import SHARP
from analysis.reconcile.validation.scores import NONE, score_answers, score_share
from analysis.reconcile.validation.simulate import BY_NAME, CALENDAR, COMMON, count_truth

STRETCHES = 7  # of time, whose true counts are drawn
FIRST_DAY = date(2018, 1, 1)
RANKS = ("constable", "sergeant", "inspector", "chief_inspector", "superintendent")
RANK_SHARES = (0.72, 0.19, 0.06, 0.02, 0.01)

WITNESS, CONTRADICTION = "witnesses", "contradiction refused"


def try_systems(rng: np.random.Generator, repeats: int) -> Iterator[dict]:
    """Coverage and width over random systems, of their witnesses, and of contradictions refused."""
    bounded, attained, refused = [], [], []
    for _ in range(repeats):
        cells, window, truth = draw_cells(rng)
        bound = System(cells, [window]).bound(window)
        bounded.append((truth, bound.low, bound.high))
        attained.append(is_attained(bound, cells, window))
        refused.append(_is_refused([*cells, *_contradict(rng, cells)], window))
    design = {"claim": "system", "process": "overlapping cells", "layout": "random"}
    design |= {"hidden": "any", "assumption": NONE}
    yield design | {"method": SHARP} | score_answers(*_as_answers(bounded))
    yield design | {"method": WITNESS} | score_share(attained)
    yield design | {"method": CONTRADICTION} | score_share(refused)


def try_ranks(rng: np.random.Generator, repeats: int, a_year: float) -> Iterator[dict]:
    """Counts of ranks without years, those of one event moved to Other, linked to the years.

    The force counts in calendar years; what is bounded is each rank that is listed by name, in
    the common window (methods.md 2.4, 5).
    """
    process = BY_NAME["constant"]
    bounded, attained = [], []
    for stretches in process.simulate(rng, a_year, repeats):
        drawn = draw_ranks(rng, stretches)
        cells, listed = disclose_ranks(drawn.years, drawn.ranks)
        system = System(cells, [COMMON])
        kinds = [frozenset({RANKS[place]}) for place in listed]
        found = system.bound_many([(COMMON, kind) for kind in kinds])
        for place, kind, bound in zip(listed, kinds, found, strict=True):
            bounded.append((int(drawn.inside[place]), bound.low, bound.high))
            attained.append(is_attained(bound, cells, COMMON, kind))
    design = {"claim": "system", "process": process.name, "layout": CALENDAR.name}
    design |= {"hidden": "1, in Other", "a_year": f"{a_year:g}", "assumption": NONE}
    if bounded:
        yield design | {"method": SHARP} | score_answers(*_as_answers(bounded))
        yield design | {"method": WITNESS} | score_share(attained)


def draw_cells(rng: np.random.Generator) -> tuple[list[Known], Window, int]:
    """Cells of some true counts, a window they cover, and the true events in it."""
    lengths = rng.integers(1, 200, STRETCHES)
    days = [FIRST_DAY + timedelta(int(n)) for n in np.concatenate([[0], lengths.cumsum()])]
    counts = rng.poisson(rng.choice([1, 6, 30]), STRETCHES)
    window = _draw_span(rng)
    cells = [
        _disclose_cell(rng, days, counts, *span)
        for span in [(0, STRETCHES), *(_draw_span(rng) for _ in range(rng.integers(1, 8)))]
    ]
    span = Window(days[window[0]], days[window[1]])
    return cells, span, int(counts[slice(*window)].sum())


def _draw_span(rng: np.random.Generator) -> tuple[int, int]:
    start, end = sorted(rng.choice(STRETCHES + 1, 2, replace=False))
    return int(start), int(end)


def _disclose_cell(
    rng: np.random.Generator, days: list[date], counts, start: int, end: int
) -> Known:
    """As a force may print it: exact, hidden under 5, rounded to 5, or withheld (methods.md 5)."""
    count = int(counts[start:end].sum())
    window, name = Window(days[start], days[end]), f"{start} to {end}"
    habit = rng.choice(["exact", "exact", "hidden", "rounded", "withheld"])
    if habit == "hidden" and 1 <= count <= 4:
        return Known(window, 1, 4, name)
    if habit == "rounded":
        shown = 5 * round(count / 5)
        return Known(window, max(0, shown - 2), shown + 2, name)
    if habit == "withheld":
        return Known(window, 0, math.inf, name)
    return Known(window, count, count, name)


def _contradict(rng: np.random.Generator, cells: list[Known]) -> list[Known]:
    """What cannot be true beside the cells: a part with more events than its own whole allows."""
    known = [cell for cell in cells if math.isfinite(cell.high)]
    # Where every count is withheld the whole has to be told first.
    first = [] if known else [Known(cells[0].window, 4, 4, "whole")]
    whole = (known or first)[rng.integers(len(known or first))]
    middle = whole.window.start + timedelta(max(1, whole.window.days // 2))
    over = int(whole.high) + int(rng.integers(1, 6))
    return [*first, Known(Window(whole.window.start, middle), over, over, "too many")]


def _is_refused(cells: list[Known], window: Window) -> bool:
    try:
        System(cells, [window]).bound(window)
    except Disagreement as error:
        return error.by >= 1  # which cells they are costs a search, and is tested for itself
    return False


@dataclass(frozen=True)
class RankCounts:
    """A force's true events by calendar year, by rank, and by rank within the common window."""

    years: np.ndarray
    ranks: np.ndarray
    inside: np.ndarray


def draw_ranks(rng: np.random.Generator, stretches: np.ndarray) -> RankCounts:
    """The ranks of one repeat's events, given by stretch of days, each of a rank by RANK_SHARES."""
    years = CALENDAR.add_up(stretches[None])[0]
    inside = int(count_truth(stretches[None])[0])
    part = rng.multinomial(inside, RANK_SHARES)
    outside = rng.multinomial(int(years.sum()) - inside, RANK_SHARES)
    return RankCounts(years, part + outside, part)


def disclose_ranks(years: np.ndarray, ranks: np.ndarray) -> tuple[list[Known], list[int]]:
    """The years' totals and the ranks as the Met prints them, and which ranks are listed.

    A rank of a single event is not listed but added to Other: each rank that is not listed has at
    most one, together as many as Other says.
    """
    whole = Window(CALENDAR.cells[0].start, CALENDAR.cells[-1].end)
    totals = zip(CALENDAR.cells, years, strict=True)
    cells = [Known(window, int(n), int(n), str(window)) for window, n in totals]
    listed = [place for place, n in enumerate(ranks) if n > 1]
    others = [rank for place, rank in enumerate(RANKS) if place not in listed]
    for place in listed:
        count = int(ranks[place])
        cells.append(Known(whole, count, count, RANKS[place], frozenset({RANKS[place]})))
    cells += [Known(whole, 0, 1, rank, frozenset({rank})) for rank in others]
    rest = int(sum(ranks[place] for place in range(len(RANKS)) if place not in listed))
    if others:
        cells.append(Known(whole, rest, rest, "Other", frozenset(others)))
    every = int(ranks.sum())
    return [*cells, Known(whole, every, every, "all ranks", frozenset(RANKS))], listed


def is_attained(
    bound: Bound, cells: list[Known], window: Window, kinds: frozenset[str] = frozenset()
) -> bool:
    """Whether each end has a placement that gives every cell what it says, and that end.

    An end is infinite only where a day of the window is in no finite cell of these kinds.
    """
    ends = [(bound.least, bound.low)]
    if math.isfinite(bound.high):
        ends.append((bound.most, bound.high))
    else:
        holding = [c for c in cells if not c.parts or (kinds and c.parts >= kinds)]
        finite = [c.window for c in holding if math.isfinite(c.high)]
        if not find_gaps(finite, window):
            return False
    return all(
        _add_up(events, window, kinds) == end
        and all(c.low <= _add_up(events, c.window, c.parts) <= c.high for c in cells)
        for events, end in ends
    )


def _add_up(events: dict, window: Window, kinds: frozenset[str]) -> int:
    return sum(
        n
        for (day, kind), n in events.items()
        if window.start <= day < window.end and (not kinds or kind in kinds)
    )


def _as_answers(bounded: list[tuple]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    truth, low, high = np.array(bounded, dtype=float).T
    return truth, low, high
