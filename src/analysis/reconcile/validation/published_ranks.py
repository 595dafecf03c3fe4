"""Tables of ranks without years put through the functions that publish: counts and shares.

The table is linked to the totals by year, of which one straddles the window (METHODS 2.4). Where no
rank is hidden, counts and shares have a closed form, with which what is published must agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.reconcile.validation.counting import SHARP
from analysis.reconcile.validation.layouts import CALENDAR, SHOWN, count_truth, hide_small
from analysis.reconcile.validation.processes import BY_NAME
from analysis.reconcile.validation.published import CLAIM, compare_each, is_same
from analysis.reconcile.validation.questions import FORCES, observe, observe_whole
from analysis.reconcile.validation.random_cells import RANK_SHARES, RANKS
from analysis.reconcile.validation.scoring import NONE, score_answers

MEASURES = ("count", "share")
AGREEMENT = {measure: f"{measure} of a rank, worked out anew" for measure in MEASURES}


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
            yield design | {"method": AGREEMENT[measure]} | scores


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
    rows = [row for repeat, one in enumerate(drawn) for row in _observe(one, hidden, repeat)]
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


def _observe(drawn: Ranked, hidden: str, repeat: int) -> Iterator[dict]:
    facts = {"force": FORCES[1], "reference": f"R {repeat}"}
    by_year = zip(CALENDAR.cells, drawn.years, strict=True)
    years = [observe(int(n), cell.start, cell.end, **facts) for cell, n in by_year]
    yield from years
    kind = facts | {"table": "Complaints by rank", "dimension": "rank"}
    low, high = hide_small(drawn.ranks, hidden)
    for rank, *ends in zip(RANKS, low, high, strict=True):
        yield observe_whole(years, tuple(ends), category=rank, label=rank, **kind)
