"""The ladder: on which rung a count stands for a window, or by which code it is refused.

E exact, B bounds, R refused (methods.md 0.1). Nothing climbs silently. A figure's last day may or
may not be counted; how much that can matter is measured here, under both readings.
"""

from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from math import inf

import pandas as pd
from scipy.stats import binom

from analysis.model.address import merge_addresses
from analysis.model.count import Status, format_range
from analysis.model.window import Window, find_gaps, format_date
from analysis.reconcile.methods.bounds import Known, bound_window
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.methods.distinct_people import bound_people
from analysis.reconcile.replies.series import Figures, Series, as_known, list_rows, meet_window
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rungs import Rung

# What is said of a ratio where the two readings of an ambiguous day differ, by whether it holds.
READINGS = {
    True: "what is said holds under both readings of the last day",
    False: "what can be said changes with the reading of the last day; given is what both allow",
}


@dataclass(frozen=True)
class Placed:
    """A count for a window, low to high, with its rung and what it takes for granted."""

    rung: Rung
    low: int
    high: float
    cells: str
    assumes: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def facts(self) -> dict[str, object]:
        """The same as columns of a row."""
        return asdict(self)


def place_count(figures: Figures, window: Window, additive: bool = True) -> Placed | Refusal:
    """The count that some figures imply for a window, on rung E or B, or a refusal.

    `figures` are observations of one thing (a series' totals, or one of its categories). Where one
    straddles an edge of the window the count lies between sharp bounds (methods.md 2). Refused:
    days that no figure covers, and figures that contradict each other.
    """
    figures = list_rows(figures)
    cells = tuple(as_known(figures, additive=additive))
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
        if len(touching) < len(cells) and bound(touching, window) != (low, high):
            # Cells outside the window helped, through a longer total.
            names = merge_addresses(*(cell.name for cell in cells))
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
    return Placed(Rung.of(low, high), low, high, names, "; ".join(assumes))


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
    return replace(later, rung=Rung.of(low, high), low=low, high=high)


def has_two_readings(series: Series) -> bool:
    """Whether any of a reply's totals has a last day that may or may not be counted."""
    return bool(series.evidence["end"].ne(series.evidence["end_latest"]).any())


def count_last_days(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures with every ambiguous last day counted."""
    return figures.assign(end=figures["end_latest"])
