"""What a reader can work out: small counts that a set of cells holds to a range too close.

The engine of the bounds asks it (methods.md 5, gate 3): all cells are constraints on unknown whole
numbers, and a count is told where every solution keeps it small.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.model.window import Window
from analysis.publish.disclosure.rules import is_narrowed, is_told
from analysis.reconcile.methods.bounds import EVERY, Disagreement, Known, System, minimise

AT_ONCE = 24  # questions of one round: each answer may settle many of those still open


@dataclass(frozen=True)
class Question:
    """May readers learn how many events of some categories lie in a window?

    `less` is a window whose events are taken off: what two published windows differ by. `printed`
    is the range a force gave in place of the count, which then is the most that may be known.
    `exactly` asks for any one value: few enough hold the category that none may be told.
    """

    window: Window
    parts: frozenset[str]
    fewest: int
    less: Window | None = None
    printed: tuple[float, float] | None = None
    exactly: bool = False

    def is_answered(self, low: float, high: float) -> bool:
        """Whether a range tells what nobody is to know."""
        if self.exactly:
            return 1 <= low == high
        if self.printed:
            return is_narrowed(low, high, self.printed)
        return is_told(low, high, self.fewest)

    def could_be(self, values: np.ndarray) -> bool:
        """Whether counts of all these values leave it possible that the question is answered."""
        low, high = self.printed or (1, self.fewest - 1)
        if self.exactly:
            low, high = max(1, values[0]), values[0]
        return bool(((values >= low) & (values <= high)).all())


class Attacker:
    """One who has read some cells and takes them all to be true, as they must be able to be."""

    def __init__(self, cells: Sequence[Known], questions: Sequence[Question]):
        spans = [span for asked in questions for span in (asked.window, asked.less) if span]
        parts = EVERY.union(*(asked.parts for asked in questions))
        self.system = System(cells, spans, parts)
        self.questions = list(questions)
        self._asked = np.array([self._cover(question) for question in questions])
        finite = np.flatnonzero(np.isfinite(self.system.highs))
        self._open = self.system.matrix[finite].sum(axis=0) == 0

    def find_told(self) -> list[tuple[Question, float, float]]:
        """The questions that are answered, each with the range in which the count must lie.

        Where the search is cut short the question counts as answered: nobody has shown it safe.
        """
        # A day or category that no cell limits may hold anything.
        pending = [
            i for i in range(len(self.questions)) if not (self._asked[i][self._open] > 0).any()
        ]
        told = []
        while pending:
            now, later = pending[:AT_ONCE], pending[AT_ONCE:]
            tops = [sign * self._asked[i] for sign in (1.0, -1.0) for i in now]
            found = self._minimise(tops)
            for i, least, most in zip(now, found[: len(now)], found[len(now) :], strict=True):
                low, high = math.ceil(least.value - 1e-6), math.floor(1e-6 - most.value)
                unsure = least.events is None or most.events is None
                if unsure or self.questions[i].is_answered(low, high):
                    told.append((self.questions[i], low, high))
            seen = np.array([one.events for one in found if one.events is not None])
            pending = [i for i in later if self._stays_open(i, seen)]
        return told

    def bound(self, question: Question) -> tuple[float, float]:
        """The range in which the count of one question must lie."""
        inside = self._cover(question)
        if (inside[self._open] > 0).any():
            return 0, math.inf
        least, most = self._minimise([inside, -inside])
        return math.ceil(least.value - 1e-6), math.floor(1e-6 - most.value)

    def _stays_open(self, i: int, seen: np.ndarray) -> bool:
        """No way in which the events may have fallen, of those seen, lets the count be harmless."""
        return not len(seen) or self.questions[i].could_be(seen @ self._asked[i])

    def _cover(self, question: Question) -> np.ndarray:
        inside = self.system.cover(question.window, question.parts)
        if question.less:
            inside = np.clip(inside - self.system.cover(question.less, question.parts), 0, 1)
        return inside

    def _minimise(self, objectives: Sequence[np.ndarray]):
        system = self.system
        return minimise(objectives, system.matrix, system.lows, system.highs)


# What a reader believes of figures that need not all be true: as many as can be true together.


class Contradiction(Exception):
    """What has been published cannot all be true: nothing follows from it, and all may."""


def believe(cells: Sequence[Known], more: Sequence[Known] = ()) -> list[Known]:
    """The cells, and of `more` each that the cells and those before it leave room for.

    What is believed besides only narrows what the cells say: so none is given up for another that
    contradicts it. Raises Contradiction where the cells cannot all be true.
    """
    if find_wrong(cells):
        raise Contradiction("the cells cannot all be true")
    return _add(list(cells), list(more))


def leave_out(cells: Sequence[Known]) -> list[Known]:
    """The cells without the fewest events' worth that must be wrong for the others to be true.

    Raises Contradiction where nobody can say which they are.
    """
    kept = list(cells)
    while wrong := find_wrong(kept):
        kept = [cell for place, cell in enumerate(kept) if place not in wrong]
    return kept


def find_wrong(cells: Sequence[Known]) -> set[int]:
    """The places of cells that keep the others from being true; none where all can be.

    Raises Contradiction where all are to blame: so it is told where the search was cut short.
    """
    if not cells:
        return set()
    try:
        System([replace(cell, name=str(place)) for place, cell in enumerate(cells)]).check()
    except Disagreement as error:
        wrong = {int(place) for place in error.cells}
        if len(wrong) in (0, len(cells)):
            raise Contradiction("nobody can say which cells are wrong") from None
        return wrong
    return set()


def _add(cells: list[Known], more: list[Known]) -> list[Known]:
    """Halved where they do not all fit, for most do."""
    if not more or not find_wrong([*cells, *more]):
        return [*cells, *more]
    if len(more) == 1:
        return cells
    half = len(more) // 2
    return _add(_add(cells, more[:half]), more[half:])
