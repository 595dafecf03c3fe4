"""Which figures cannot all be true: an irreducible set of them, told from both sides.

Every figure of the set is needed for the contradiction, and none is superfluous: without any one of
them the others can be true (methods.md 2.2). On one side stand figures of which the least that they
allow is too much, on the other those of which the most is too little. Nothing here says which of
them is wrong: no arithmetic can.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from analysis.model.count import format_range
from analysis.model.window import Window

REST = ""  # the category of events that no figure names
MOST_LISTED = 12  # figures of one side told one by one; a longer run of days is told as a whole
DISAGREE = "disagree by at least"
NUMBER = r"\d{1,3}(?:,\d{3})*"
VALUE = re.compile(rf" = (?:at least )?{NUMBER}(?: to {NUMBER})?")

Test = Callable[[np.ndarray, np.ndarray], bool]  # whether figures with these limits can be true


class KnownFigure(Protocol):
    """What is told of a figure: its days, its categories, its count and where it stands."""

    window: Window
    low: int
    high: float
    name: str
    parts: frozenset[str]


class Blame(NamedTuple):
    """Figures that cannot all be true, none of them superfluous, and by how many events at least.

    `least` are those that the contradiction needs for the least they allow, `most` for the most;
    where whole numbers alone are lacking the same figure may be needed for both.
    """

    by: int
    least: Sequence[KnownFigure]
    most: Sequence[KnownFigure]


class Disagreement(Exception):
    """No events satisfy all the figures: by how many they disagree at least, and which they are.

    `by` is of all figures, which may hold several contradictions; one is told. Which figures it is
    of is found when it is asked for, as many a caller only needs to know that there is one.
    """

    def __init__(self, by: int, find: Callable[[], Blame]):
        super().__init__(by)
        self.by, self._find = by, find

    @cached_property
    def blame(self) -> Blame:
        """One contradiction among the figures."""
        return self._find()

    @property
    def cells(self) -> list[str]:
        """Where the figures of the contradiction stand, each once, as in its words."""
        figures = [figure for side in self._sides for figure in side]
        return [
            figure.name for place, figure in enumerate(figures) if figure not in figures[:place]
        ]

    @property
    def words(self) -> str:
        """`2018 = 24 against January to June 2018 = 30`: the figures, as they are printed.

        The side of fewer figures comes first. Of figures that only whole numbers contradict, each
        from both sides, there are no sides.
        """
        sides = self._sides
        named = Counter(_name(figure) for side in sides for figure in side)
        return " against ".join(_list_figures(side, named) for side in sides)

    @cached_property
    def _sides(self) -> list[list[KnownFigure]]:
        least, most = (sorted(side, key=_place) for side in (self.blame.least, self.blame.most))
        if any(figure in most for figure in least):
            return [sorted([*least, *(one for one in most if one not in least)], key=_place)]
        return [side for side in sorted((most, least), key=len) if side]

    def __str__(self) -> str:
        among = "" if self.blame.by in (0, self.by) else f", these by {self.blame.by:,}"
        return f"{DISAGREE} {self.by:,}{among}: {self.words}"


def drop_values(words: str) -> str:
    """The words of a disagreement without the counts of its figures.

    >>> drop_values("disagree by at least 6: 2018 = 1,024 against May 2018 = 1 to 4, July 2018 = 9")
    'disagree by at least 6: 2018 against May 2018, July 2018'
    """
    return VALUE.sub("", words)


def find_irreducible(
    lows: np.ndarray, highs: np.ndarray, is_possible: Test
) -> tuple[list[int], list[int]]:
    """The places of figures that cannot all be true, though without any one of them they can.

    `lows` and `highs` have shape (figures,), and `is_possible` says of such limits, infinite where
    a figure is left out, whether they can all hold. The first list are those whose low is needed,
    the second those whose high is. By halves (Junker 2004): of few figures among many it asks about
    few times their number times the logarithm of all. Empty where all can be true.
    """
    kept = np.full(len(lows), False)

    def is_open(places: Sequence[int]) -> bool:
        some = kept.copy()
        some[list(places)] = True
        return is_possible(np.where(some, lows, -math.inf), np.where(some, highs, math.inf))

    def search(given: list[int], asked: list[int], is_changed: bool) -> list[int]:
        """Of the places `asked` those that are needed beside the ones `given`."""
        if is_changed and not is_open(given):
            return []
        if len(asked) == 1:
            return asked
        first, second = asked[: len(asked) // 2], asked[len(asked) // 2 :]
        later = search([*given, *first], second, True)
        earlier = search([*given, *later], first, bool(later))
        return [*earlier, *later]

    every = list(range(len(lows)))
    if not every or is_open(every):
        return [], []
    needed = sorted(search([], every, False))
    kept[needed] = True
    ends = [np.where(kept, lows, -math.inf), np.where(kept, highs, math.inf)]
    for side, other in ((0, 1), (1, 0)):
        for place in needed:
            looser = [end.copy() for end in ends]
            looser[side][place] = (-math.inf, math.inf)[side]
            if math.isinf(looser[other][place]) or is_possible(*looser):
                continue  # a figure without either end would be left out
            ends = looser
    return [list(np.flatnonzero(np.isfinite(end))) for end in ends]


def _place(figure: KnownFigure) -> tuple:
    kinds = figure.parts == {REST}, sorted(figure.parts)
    return figure.window.start, -figure.window.days, *kinds, figure.name


def _name(figure: KnownFigure, windowed: bool = True) -> str:
    """`constable in January to June 2018`: what a figure counts, and its days."""
    kinds = " or ".join(part.replace("_", " ") or "others" for part in sorted(figure.parts))
    kinds = "no others" if figure.parts == {REST} else kinds
    return " in ".join(filter(None, (kinds, figure.window.brief if windowed else "")))


def _list_figures(figures: Sequence[KnownFigure], named: Counter[str]) -> str:
    """Each figure with its count; where two are of one thing, also where they stand."""
    windows = [figure.window for figure in figures]
    whole = Window(min(window.start for window in windows), max(window.end for window in windows))
    runs_on = all(one.end == other.start for one, other in pairwise(windows))
    alike = len({figure.parts for figure in figures}) == 1
    if len(figures) > MOST_LISTED and runs_on and alike:
        ends = (sum(getattr(figure, end) for figure in figures) for end in ("low", "high"))
        return f"{len(figures)} figures of {whole.brief} = {format_range(*ends)}"
    at_once = len(figures) > 1 and len(set(windows)) == 1 and all(one.parts for one in figures)
    listed = [
        _name(figure, not at_once)
        + (f" = {format_range(figure.low, figure.high)}" if figure.parts != {REST} else "")
        + (f" ({figure.name})" if named[_name(figure)] > 1 and figure.name else "")
        for figure in figures
    ]
    return ", ".join(listed) + (f" in {whole.brief}" if at_once else "")
