"""The mode `as released`: what a body printed stands, and what it hid is told no more closely.

A figure worked out of one release says nothing that the release does not say to anyone. So two
things alone can go wrong (methods.md 5.3). A figure may show a hidden count itself more closely
than the body showed it: then it is shown as the body shows it. And a figure that rests on another
release of the body may, beside this one, narrow a count hidden in this one: then it is withheld.
What the releases tell when joined is counted, and not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analysis.model.study import Study
from analysis.model.window import Window
from analysis.publish.disclosure.attack import Contradiction, Query
from analysis.publish.disclosure.audit import DimensionAudit, list_tolerances
from analysis.publish.disclosure.implied_counts import Place, list_implied_counts, list_places
from analysis.publish.disclosure.published_counts import (
    HIDING,
    PrintedCell,
    PublishedCount,
    join_wordings,
    list_published_counts,
    split_groups,
)
from analysis.publish.disclosure.suppression import choose_safe, suppress_counts
from analysis.reconcile.categories.merging import merge_replies
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.replies.category_tree import OTHER
from analysis.reconcile.results.comparison import Comparison


class Asked(NamedTuple):
    """A hidden cell, or a category that may be in one: where it stands, and no value."""

    reference: str
    table: str
    category: str
    cell: str


@dataclass(frozen=True)
class HeldBack:
    """What the mode changed: the comparison as it may be published, and how much was looked at.

    `hidden` cells give a range for a count, `in_other` are the categories that an Other may hold.
    `joined` are the hidden cells, one row each, that the releases of a body tell more closely when
    joined: without any value, and for the researcher alone.
    """

    comparison: Comparison
    hidden: int = 0
    in_other: int = 0
    computed: int = 0
    coarsened: int = 0
    withheld: int = 0
    joined: Sequence[Mapping[str, str]] = ()


def hold_back(
    study: Study,
    comparison: Comparison,
    printed: Sequence[pd.DataFrame],
    beside: Sequence[PublishedCount] = (),
) -> HeldBack:
    """The comparison without what tells of hidden counts, of the replies that are `as released`.

    `printed` are the observations of each reply as printed, in the study's order; `beside` is what
    other releases of the study tell, which is public already.
    """
    chosen = [
        rows
        for reply, rows in zip(study.replies, printed, strict=True)
        if not study.find_disclosure(reply).is_threshold
    ]
    frames = merge_replies(study, list(printed))
    merged = pd.concat(frames, ignore_index=True)
    hiding = [release for release in chosen if _are_hidden(release).any()]
    forces = {force for release in hiding for force in release["force"].unique()}
    counts = list_published_counts(comparison)
    counts += list_implied_counts(study, comparison, frames, forces)
    tolerances = list_tolerances(study, printed)
    coarser: dict[PublishedCount, tuple[float, float]] = {}
    kept_back: set[PublishedCount] = set()
    joined: list[dict[str, str]] = []
    hidden = in_other = computed = 0
    every = pd.concat(printed, ignore_index=True)
    (merged, every, *hiding), groups = join_wordings(
        study, [merged, every, *hiding], [*counts, *beside]
    )
    known, other = (dict(split_groups(frame)) for frame in (merged, every))
    own, told = _split_counts(counts, groups), _split_counts(beside, groups)
    for release in hiding:
        for group, rows in split_groups(release):
            if not _are_hidden(rows).any():
                continue
            foreign, public = (
                list(_list_foreign(some.get(group, ()), rows, other[group])) for some in (own, told)
            )
            within = {name: by for (force, name), by in tolerances.items() if force == group[0]}
            for dimension in rows.loc[_are_hidden(rows), "dimension"].unique():
                made_of = known.get(group, merged[:0])
                counted = own.get(group, ())
                looked = _Release(group, dimension, rows, made_of, counted, within)
                hidden += looked.hidden
                in_other += looked.in_other
                coarser |= looked.find_shown()
                computed += len(foreign)
                kept_back |= set(looked.find_narrowing(foreign, public))
                joined += looked.list_joined(other[group])
    published, coarsened, withheld = suppress_counts(comparison, coarser, kept_back)
    return HeldBack(published, hidden, in_other, computed, coarsened, withheld, joined)


def _split_counts(
    counts: Iterable[PublishedCount], groups: Mapping[PublishedCount, tuple[str, ...]]
) -> dict[tuple[str, ...], list[PublishedCount]]:
    """The counts of each of the `groups`: of one force, of the same thing in the same people."""
    found: dict[tuple[str, ...], list[PublishedCount]] = {}
    for one in counts:
        found.setdefault(groups[one], []).append(one)
    return found


def _are_hidden(rows: pd.DataFrame) -> pd.Series:
    """The cells that hide a count, and the remainders in which a force put what it would not name.

    What is not held or not recorded hides nothing: the force does not know it either.
    """
    remainder = rows["category"].eq(OTHER) & rows["high"].gt(0)
    return (rows["low"].lt(rows["high"]) & rows["status"].isin(HIDING)) | remainder


def _list_foreign(
    counts: Iterable[PublishedCount], release: pd.DataFrame, every: pd.DataFrame
) -> Iterator[PublishedCount]:
    """The figures worked out of anything but one release, of which no body printed them."""
    references, files = set(release["reference"]), set(release["file"])
    printed: dict[Place, list[tuple[int, float]]] = {}
    columns = (every[name] for name in ("file", "sheet", "cell", "low", "high"))
    for *place, low, high in zip(*columns, strict=True):
        printed.setdefault(tuple(place), []).append((low, high))
    for one in counts:
        cells = list_places(one.cells)
        if not cells:
            if one.reference not in references:
                yield one
            continue
        told = [ends for cell in cells for ends in printed.get(cell, ())]
        if not {file for file, _, _ in cells} <= files and told != [(one.low, one.high)]:
            yield one


class _Release:
    """One dimension of what one release of a force counts in one way, with what it hides."""

    def __init__(
        self,
        group: tuple[str, ...],
        dimension: str,
        rows: pd.DataFrame,
        merged: pd.DataFrame,
        counts: Sequence[PublishedCount],
        tolerances: Mapping[str, int],
    ):
        self.group, self.dimension, self.rows = group, dimension, rows
        self.merged, self.tolerances = merged, tolerances
        own = [one for one in counts if one.dimension == dimension]
        self.shown = self._look(own, rows)
        hiding = {self.shown.queries.ask_hidden(one) for one in self.shown.cells if one.hides}
        self.hidden, self.in_other = len(hiding), len(self._ask(self.shown)) - len(hiding)

    def find_shown(self) -> dict[PublishedCount, tuple[float, float]]:
        """The range of a hidden cell for each figure that shows it more closely itself."""
        looked = self.shown
        coarser: dict[PublishedCount, tuple[float, float]] = {}
        for one, known in zip(looked.counts, looked.published, strict=True):
            if _is_restated(known, looked.cells):
                continue
            for cell in looked.cells:
                low, high = coarser.get(one, (one.low, one.high))
                wide = min(low, cell.known.low), max(high, cell.known.high)
                if cell.hides and _shows(one, known, cell) and wide != (low, high):
                    coarser[one] = wide
        return coarser

    def find_narrowing(
        self, counts: Sequence[PublishedCount], public: Sequence[PublishedCount]
    ) -> list[PublishedCount]:
        """The figures to keep back, so that the others narrow nothing that this release hides.

        Beside the release alone they narrow nothing, whatever has been told; and beside `public`,
        which releases of the study for other windows tell, nothing that it does not narrow.
        """
        if not counts:
            return []
        before = self._narrow(public, self.merged) if public else set()

        def is_safe(some: Sequence[PublishedCount]) -> bool:
            if self._narrow(some, self.merged):
                return False
            return not public or self._narrow([*public, *some], self.merged) <= before

        safe = choose_safe([], list(counts), is_safe)
        return [one for one in counts if one not in safe]

    def list_joined(self, every: pd.DataFrame) -> Iterator[dict[str, str]]:
        """The hidden cells that all releases of the body together tell more closely than this."""
        if set(every["reference"]) <= set(self.rows["reference"]):
            return
        told = [
            PublishedCount(
                self.group, row["reference"], row["table"], row["dimension"], row["category"],
                Window(row["start"].date(), row["end"].date()), int(row["low"]), row["high"],
                "printed", "",
            )
            for row in every[~every["reference"].isin(self.rows["reference"])].to_dict("records")
        ]  # fmt: skip
        for one in sorted(self._narrow(told, every)):
            yield {"force": self.group[0], "dimension": self.dimension} | one._asdict()

    def _narrow(self, counts: Sequence[PublishedCount], merged: pd.DataFrame) -> set[Asked]:
        """What is hidden that some counts narrow beside this release alone."""
        looked = self._look(counts, merged)
        asked = self._ask(looked)
        try:
            found = looked.find_narrowed(list(asked), leaves_out=True)
        except Contradiction:  # the release contradicts itself: nothing follows from it
            return set()
        return {asked[query] for query, by_release in found.items() if not by_release}

    def _look(self, counts: Sequence[PublishedCount], merged: pd.DataFrame) -> DimensionAudit:
        return DimensionAudit(
            self.group, self.dimension, counts, self.rows, merged, self.tolerances
        )

    def _ask(self, looked: DimensionAudit) -> dict[Query, Asked]:
        """Is any hidden cell told more closely, or how many of a remainder are of one category?"""
        asked = {}
        for cell in looked.cells:
            if cell.category == OTHER and cell.known.high:
                for code in sorted(cell.known.parts & set(looked.sets.codes)):
                    span = (0, cell.known.high)
                    query = Query(cell.known.window, frozenset({code}), 0, printed=span)
                    asked[query] = Asked(cell.reference, cell.table, code, str(cell.place))
            if cell.hides:
                place = (cell.reference, cell.table, cell.category, str(cell.place))
                asked[looked.queries.ask_hidden(cell)] = Asked(*place)
        return asked


def _shows(one: PublishedCount, known: Known, cell: PrintedCell) -> bool:
    """Whether a figure is of a cell itself, or worked out of it for a part of its days.

    What another reply prints of the same days is its own figure, and stands.
    """
    rests = (cell.place.file, cell.place.sheet, cell.place.cell) in (
        list_places(one.cells) | list_places(one.beside)
    )
    if known.window == cell.known.window and known.parts == cell.known.parts:
        return rests or one.reference == cell.reference
    return rests and cell.known.window.covers(known.window) and known.parts <= cell.known.parts


def _is_restated(known: Known, cells: Iterable[PrintedCell]) -> bool:
    """Whether a figure is as some cell of the release prints it."""
    own = (known.window, known.parts, known.low, known.high)
    return any(
        (cell.known.window, cell.known.parts, cell.known.low, cell.known.high) == own
        for cell in cells
    )
