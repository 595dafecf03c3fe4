"""For each result of a reply that is not exact, the numbers that would tighten it, best first.

A number is worth as much as its worst answer (METHODS 2.3). Nothing is asked for where that answer
would narrow nothing.
"""

from dataclasses import dataclass

from analysis.model.window import Window
from analysis.reconcile.asking.results import Result, list_results
from analysis.reconcile.methods.bounds import EVERY, Disagreement
from analysis.reconcile.methods.gain import FEW, Gain, measure_gain
from analysis.reconcile.methods.people import bound_people
from analysis.reconcile.series import Series, as_known

CONTRADICTION = "contradiction"
# What is asked first: figures that contradict each other leave no result to tighten.
FIRST = (CONTRADICTION, "total", "last day", "category")


@dataclass(frozen=True)
class Ask:
    """One number to ask for: what it is, which result it bears on, and what it would do.

    `days` and `gain` are None for a contradiction, which holds the cells that disagree instead.
    """

    kind: str
    result: Result
    days: Window | None = None
    gain: Gain | None = None
    disagreement: Disagreement | None = None

    @property
    def urgency(self) -> tuple[int, float]:
        """Sorts what is asked of one reply: by the result it bears on, then the width removed."""
        kind = "total" if self.result.dimension == "total" else "category"
        place = FIRST.index(self.kind if self.kind in FIRST else kind)
        return place, self.gain.after - self.gain.now if self.gain else 0.0

    @property
    def worth(self) -> tuple[bool, float, int]:
        """Sorts the numbers that bear on one result: those that narrow it even if hidden, then by
        the width left, then by the days to search."""
        in_vain = self.gain.hidden is not None and self.gain.hidden >= self.gain.now
        return in_vain, self.gain.after, self.days.days


def ask_series(series: Series, window: Window) -> list[list[Ask]]:
    """One list for each count of a series in a window that is not exact, its best number first.

    Of figures that cannot all be true, one question alone: which of them is right.
    """
    found = []
    for result in list_results(series, window) if series.is_additive else []:
        try:
            asks = [
                Ask(kind, result, asked[0], measure_gain(result.cells, result.wanted, asked))
                for asked, kind in result.asked.items()
            ]
        except Disagreement as error:
            found.append([Ask(CONTRADICTION, result, disagreement=error)])
            continue
        if worth := [ask for ask in asks if ask.gain.share_removed > 0]:
            found.append(sorted(worth, key=lambda ask: ask.worth))
    return found if series.is_additive else _ask_people(series, window)


def _ask_people(series: Series, window: Window) -> list[list[Ask]]:
    """People add up over nothing: only how many different ones the window held can be asked."""
    if series.evidence.empty:
        return []
    cells = as_known(series.evidence, additive=False)
    result = Result((window, EVERY), cells, {})
    try:
        low, high = bound_people(cells, window)
    except Disagreement as error:
        return [[Ask(CONTRADICTION, result, disagreement=error)]]
    hidden = None if low > FEW[1] else min(high, FEW[1]) - low
    gain = Gain(low, high, 0, hidden)
    return [[Ask("different people", result, window, gain)]] if high > low else []
