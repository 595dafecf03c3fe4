"""The ladder: on which rung a count stands for a window, or by which code it is refused.

E exact, B bounds, R refused (methods.md 0.1). Nothing climbs silently. A figure's last day may or
may not be counted; how much that can matter is measured here, under both readings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

import pandas as pd
from scipy.stats import binom

from analysis.model.address import SEPARATOR, merge_addresses
from analysis.model.count import Status, format_range
from analysis.model.window import Window, find_gaps, format_date
from analysis.reconcile.methods.bounds import Known, bound_window
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.methods.distinct_people import bound_people
from analysis.reconcile.methods.terms import Term, find_terms
from analysis.reconcile.replies.series import (
    Figures,
    Series,
    as_known,
    format_cell,
    list_rows,
    list_spare,
    meet_window,
    pair_known,
)
from analysis.reconcile.results.comparison import ADDED, BESIDE, TABLES, TOGETHER
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rungs import Rung

PARTS = TABLES["parts"]
OF_CELL = ("start", "end", "label", "low", "high", "text")
WHOLE = {"table": "", "dimension": "total", "category": "all"}
# What is said of a ratio where the two readings of an ambiguous day differ, by whether it holds.
READINGS = {
    True: "what is said holds under both readings of the last day",
    False: "what can be said changes with the reading of the last day; given is what both allow",
}


class Part(NamedTuple):
    """An observation, and how often it counts in the least and the most: 1, 0, or -1 if taken away.

    Both are None of one that is not added: where `is_beside`, the count is held against it; else
    all such together leave the least and the most, and no sum of them does.
    """

    figure: Mapping[str, Any]  # as `list_rows` has it
    least: int | None
    most: int | None
    is_beside: bool = False


@dataclass(frozen=True)
class Placed:
    """A count for a window, low to high, with its rung and what it takes for granted.

    `cells` are those of its `parts` that make it; what it is held against is among the parts alone.
    """

    rung: Rung
    low: int
    high: float
    cells: str
    assumes: str = ""
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def facts(self) -> dict[str, object]:
        """The same as columns of a row."""
        columns: dict[str, object] = {one.name: getattr(self, one.name) for one in fields(self)}
        columns.pop("parts")
        return columns


def place_count(figures: Figures, window: Window, additive: bool = True) -> Placed | Refusal:
    """The count that some figures imply for a window, on rung E or B, or a refusal.

    `figures` are observations of one thing (a series' totals, or one of its categories). Where one
    straddles an edge of the window the count lies between sharp bounds (methods.md 2). Refused:
    days that no figure covers, and figures that contradict each other.
    """
    figures = list_rows(figures)
    pairs = pair_known(figures, additive=additive)
    cells = tuple(one for one, _ in pairs)
    touching = tuple(cell for cell in cells if cell.window.meet(window))
    names = merge_addresses(*(cell.name for cell in touching))
    gaps = find_gaps([cell.window for cell in touching], window)
    if gaps:
        missing = "; ".join(map(str, gaps))
        remedy = "ask the force for the missing days, or choose a window it covers"
        return Refusal("COVERAGE_GAP", f"no figure covers {missing}", names, remedy)
    bound = _bound if additive else bound_people
    try:
        low, high = bound(cells, window)
        later = low, high
        if any(figure["end"] != figure["end_latest"] for figure in figures):
            latest = tuple(as_known(figures, latest_end=True, additive=additive))
            later = bound(latest, window)
    except Disagreement as error:
        remedy = "ask the force which of its figures is right"
        wrong = merge_addresses(*error.cells)
        return Refusal("INCONSISTENT_SOURCES", f"the cells {error}", wrong, remedy)
    assumes = [] if later == (low, high) else [_describe_last_day(pd.DataFrame(figures), window)]
    lead, *others = dict.fromkeys(figure["reference"] for figure in figures)
    if others:
        assumes.append(f"{', '.join(others)} taken to count the same events as {lead}")
    if not additive and low != high:
        assumes.append("the same people may be counted in more than one cell")
    terms = find_terms(cells, window, (low, high), list_spare(pairs), additive)
    if terms is None:
        # Cells outside the window may have helped, through a longer total.
        outside = len(touching) < len(cells) and bound(touching, window) != (low, high)
        names = merge_addresses(*(cell.name for cell in (cells if outside else touching)))
    else:
        names = merge_addresses(*(term.cell.name for term in terms))
    parts = tuple(list_parts(pairs, terms, names, window, additive))
    return Placed(Rung.of(low, high), low, high, names, "; ".join(assumes), parts)


def list_parts(
    pairs: Sequence[tuple[Known, list[dict[str, Any]]]],
    terms: Sequence[Term] | None,
    names: str,
    window: Window,
    additive: bool = True,
) -> Iterator[Part]:
    """The observations that a count is made of, then those of its days that it is held against.

    `pairs` are the constraints with their observations, `terms` those that make the count; without
    terms the constraints named in `names` do so together.
    """
    times = {term.cell.name: (term.least, term.most) for term in terms or ()}
    together = set() if terms is not None else set(names.split(SEPARATOR))
    beside = []
    for known, rows in pairs:
        if known.name in times:
            least, most = times[known.name]
            # Of people in two lines of one category only those of the larger are sure.
            largest = max(rows, key=lambda row: row["low"])
            for row in rows:
                yield Part(row, least if additive or row is largest else 0, most)
        elif together.issuperset(known.name.split(SEPARATOR)):
            yield from (Part(row, None, None) for row in rows)
        elif known.window.meet(window):
            beside += [Part(row, None, None, True) for row in rows]
    yield from beside


def describe_parts(
    series: Series,
    count: Placed,
    window: Window,
    place: Mapping[str, str] = WHOLE,
    basis: str = "any",
) -> list[dict[str, Any]]:
    """The parts of a count of a series as rows of the table `parts`."""
    facts = series.facts() | {**place, "basis": basis}
    facts |= {
        "window_start": pd.Timestamp(window.start),
        "window_end": pd.Timestamp(window.end),
    }
    return [
        {
            **PARTS.blank(),
            **facts,
            **{
                name: part.figure[name] for name in ("start", "end", "label", "low", "high", "text")
            },
            "role": BESIDE if part.is_beside else ADDED if part.most is not None else TOGETHER,
            "least_times": part.least,
            "most_times": part.most,
            "cells": format_cell(**part.figure),
        }
        for part in count.parts
    ]


def refuse_unknown(count: Placed, series: Series) -> Refusal | None:
    """A refusal where a count may be any number, as one that is withheld: nothing rests on it."""
    if not is_unknown(count.low, count.high):
        return None
    reasons = dict.fromkeys(series.evidence.loc[series.evidence["high"].eq(inf), "status"])
    named = ", ".join(str(reason).replace("_", " ") for reason in reasons if reason != Status.EXACT)
    evidence = f"{series.force} gives no count of these days" + (f": {named}" if named else "")
    return Refusal("COVERAGE_GAP", evidence, count.cells, "ask the force for the count")


def is_unknown(low: float, high: float) -> bool:
    """Whether a count from `low` to `high` may be any number."""
    return low == 0 and high == inf


@lru_cache(maxsize=1024)  # the alternative analyses ask most questions over again
def _bound(cells: tuple[Known, ...], window: Window) -> tuple[int, float]:
    bound = bound_window(cells, window)
    return bound.low, bound.high


def _describe_last_day(figures: pd.DataFrame, window: Window) -> str:
    day = measure_last_day(figures, window)
    if day is None:
        return "the last day of a figure may or may not be counted"
    return (
        f"{format_date(day.figure['end'].date())} itself may be counted; spread evenly that day "
        f"would hold {day.expected:.1f} of the "
        f"{format_range(day.figure['low'], day.figure['high'])}, at most {day.most}"
    )


@dataclass(frozen=True)
class LastDay:
    """A day that a figure may or may not count: how many of its events, spread evenly, it holds."""

    figure: pd.Series
    expected: float
    most: int  # exceeded once in a thousand times


def measure_last_day(figures: pd.DataFrame, window: Window) -> LastDay | None:
    """How much the ambiguous last day of a figure that meets the window can matter.

    Were events spread evenly (methods.md 1.2): of the shortest such figure, and None without
    one whose count has a greatest value.
    """
    known = figures["high"] < float("inf")  # of a withheld count nothing can be expected
    inside = meet_window(figures, window)
    open_ended = figures[inside & known & (figures["end"] != figures["end_latest"])]
    if open_ended.empty:
        return None
    last = open_ended.sort_values(["end", "start"]).iloc[-1]  # the shortest cell that ends there
    share = 1 / (last["end_latest"] - last["start"]).days
    return LastDay(last, last["high"] * share, int(binom.ppf(0.999, last["high"], share)))


def place_latest(figures: pd.DataFrame, window: Window, additive: bool = True) -> Placed | Refusal:
    """The count of `place_count` if every ambiguous last day is counted (methods.md 1.2).

    A day that then lies beyond the window makes the figure straddle it. That day alone could hold
    none of its events or all; it is taken to hold no more than one in a thousand evenly spread
    days would, which the count under the earlier reading says in words.
    """
    later = place_count(count_last_days(figures), window, additive)
    earlier = place_count(figures, window, additive)
    day = measure_last_day(figures, window)
    if isinstance(later, Refusal) or isinstance(earlier, Refusal) or day is None:
        return later
    low = max(later.low, earlier.low - day.most)
    high = min(later.high, earlier.high + day.most)
    return replace(later, rung=Rung.of(low, high), low=low, high=high, parts=())


def has_two_readings(series: Series) -> bool:
    """Whether any of a reply's totals has a last day that may or may not be counted."""
    return any(figure["end"] != figure["end_latest"] for figure in series.known)


def count_last_days(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures with every ambiguous last day counted."""
    return figures.assign(end=figures["end_latest"])
