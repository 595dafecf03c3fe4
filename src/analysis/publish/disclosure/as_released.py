"""The mode `as released`: what a body printed stands, and what it hid is told no more closely.

A figure worked out of one release says nothing that the release does not say to anyone. So two
things alone can go wrong (methods.md 5.3). A figure may show a hidden count itself more closely
than the body showed it: then it is shown as the body shows it. And a figure that rests on another
release of the body may, beside this one, narrow a count hidden in this one: then it is withheld.
What the releases tell when joined is counted, and not published.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from analysis.model.address import split_addresses
from analysis.model.count import NOT_ADDITIVE
from analysis.model.observation import SERIES
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.publish.disclosure.attack import Contradiction, Query
from analysis.publish.disclosure.audit import DimensionAudit, list_tolerances
from analysis.publish.disclosure.published_counts import (
    GROUP,
    HIDING,
    PrintedCell,
    PublishedCount,
    list_published_counts,
    split_groups,
)
from analysis.reconcile.categories.merging import merge_replies
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.replies.category_tree import OTHER
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.results.comparison import NO, REFUSALS, Comparison
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rungs import Rung

SHOWN_AS = "shown no more closely than the force shows it"
KEPT_BACK = "it would tell a count that the force hid more closely than the force's own reply does"
WHOLE = "total"
AS_PRINTED = ("absent", "printed", "league")  # tables that keep their rows, whatever is held back

Row = tuple[str, int]  # the table of a comparison, "" for its figures, and the label of a row


class Asked(NamedTuple):
    """A hidden cell, or a category that may be in one: where it stands, and no value."""

    reference: str
    table: str
    category: str
    cell: str


@dataclass(frozen=True)
class HeldBack:
    """What the mode changed: the comparison as it may be published, and how much was looked at.

    `joined` are the hidden cells, one row each, that the releases of a body tell more closely when
    joined: without any value, and for the researcher alone.
    """

    comparison: Comparison
    hidden: int = 0
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
    merged = pd.concat(merge_replies(study, list(printed)), ignore_index=True)
    counts = list_published_counts(comparison)
    counts += _list_implied(study, comparison, merged)
    tolerances = list_tolerances(study, printed)
    coarser: dict[Row, tuple[float, float]] = {}
    kept_back: set[Row] = set()
    joined: list[dict[str, str]] = []
    hidden = computed = 0
    every = pd.concat(printed, ignore_index=True)
    hiding = [release for release in chosen if _are_hidden(release).any()]
    for release in hiding:
        for group, rows in split_groups(release):
            if not _are_hidden(rows).any():
                continue
            own = [one for one in counts if one.group == group]
            known = merged[(merged[GROUP] == list(group)).all(axis=1)]
            other = every[(every[GROUP] == list(group)).all(axis=1)]
            within = {name: by for (force, name), by in tolerances.items() if force == group[0]}
            for dimension in rows.loc[_are_hidden(rows), "dimension"].unique():
                looked = _Release(group, dimension, rows, known, own, within)
                hidden += looked.hidden
                coarser |= looked.find_shown()
                foreign = [one for one in own if _is_foreign(one, rows, other)]
                computed += len(foreign)
                public = [one for one in beside if one.group == group]
                kept_back |= {one.row for one in looked.find_narrowing(foreign, public)}
                joined += looked.list_joined(other)
    return HeldBack(
        _apply(comparison, coarser, kept_back),
        *(hidden, computed, len(coarser), len(kept_back), joined),
    )


def _are_hidden(rows: pd.DataFrame) -> pd.Series:
    """The cells that hide a count, and the remainders in which a force put what it would not name.

    What is not held or not recorded hides nothing: the force does not know it either.
    """
    remainder = rows["category"].eq(OTHER) & rows["high"].gt(0)
    return (rows["low"].lt(rows["high"]) & rows["status"].isin(HIDING)) | remainder


def _is_foreign(one: PublishedCount, release: pd.DataFrame, every: pd.DataFrame) -> bool:
    """Whether a figure was worked out of anything but one release, and no body printed it."""
    cells = {(each.file, each.sheet, each.cell) for each in split_addresses(one.cells)}
    if not cells:
        return one.reference not in set(release["reference"])
    if {file for file, _, _ in cells} <= set(release["file"]):
        return False
    places = zip(every["file"], every["sheet"], every["cell"], strict=True)
    rows = every[[place in cells for place in places]]
    is_printed = len(rows) == 1 and (rows["low"].iloc[0], rows["high"].iloc[0]) == (
        one.low,
        one.high,
    )
    return not is_printed


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
        self.hidden = len(self._ask(self.shown))

    def find_shown(self) -> dict[Row, tuple[float, float]]:
        """By row, the range of a hidden cell for each figure that shows it more closely itself."""
        looked = self.shown
        coarser: dict[Row, tuple[float, float]] = {}
        for one, known in zip(looked.counts, looked.published, strict=True):
            if _is_restated(known, looked.cells):
                continue
            for cell in looked.cells:
                low, high = coarser.get(one.row, (one.low, one.high))
                wide = min(low, cell.known.low), max(high, cell.known.high)
                if cell.hides and _shows(one, known, cell) and wide != (low, high):
                    coarser[one.row] = wide
        return coarser

    def find_narrowing(
        self, counts: Sequence[PublishedCount], public: Sequence[PublishedCount]
    ) -> list[PublishedCount]:
        """The figures to keep back, so that the others narrow nothing that this release hides.

        `public` are counts that have been told already.
        """
        if not counts:
            return []
        before = self._narrow(public, self.merged)

        def is_safe(some: Sequence[PublishedCount]) -> bool:
            return self._narrow([*public, *some], self.merged) <= before

        safe = _add_safe([], list(counts), is_safe)
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
    """Whether a figure is of a cell itself, or worked out of it for a part of its days."""
    inside = cell.known.window.covers(known.window) and known.parts <= cell.known.parts
    if known.window == cell.known.window and known.parts == cell.known.parts:
        return True
    return inside and cell.place in split_addresses(one.cells)


def _is_restated(known: Known, cells: Iterable[PrintedCell]) -> bool:
    """Whether a figure is as some cell of the release prints it."""
    own = (known.window, known.parts, known.low, known.high)
    return any(
        (cell.known.window, cell.known.parts, cell.known.low, cell.known.high) == own
        for cell in cells
    )


def _add_safe(
    safe: list[PublishedCount],
    more: list[PublishedCount],
    is_safe: Callable[[Sequence[PublishedCount]], bool],
) -> list[PublishedCount]:
    """`safe` with all of `more` that stay so together; halved where not all do, for most do."""
    if is_safe([*safe, *more]):
        return [*safe, *more]
    if len(more) == 1:
        return safe
    half = len(more) // 2
    return _add_safe(_add_safe(safe, more[:half], is_safe), more[half:], is_safe)


def _list_implied(
    study: Study, comparison: Comparison, merged: pd.DataFrame
) -> Iterator[PublishedCount]:
    """The counts behind ratios and changes over days of which no count is given itself."""
    if not any(reply.adds_to for reply in study.replies):
        return  # each is worked out of one release, and of that alone
    figures = comparison.figures
    counted = comparison.pick("count", "own", "common").to_dict("records")
    given = {side for row in counted for side in _list_sides(row)}
    totals = merged[merged["dimension"].eq(WHOLE)]
    for label, row in figures[figures["measure"].isin(("rate_ratio", "change"))].iterrows():
        for side in _list_sides(row):
            if side in given:
                continue
            window = Window(side[-2].date(), side[-1].date())
            facts = dict(zip(SERIES, side, strict=False))
            group = tuple(facts[name] for name in GROUP)
            rows = totals[(totals[GROUP] == list(group)).all(axis=1)]
            count = place_count(rows, window, facts["unit"] not in NOT_ADDITIVE)
            if isinstance(count, Placed):
                yield PublishedCount(
                    *(group, facts["reference"], "", WHOLE, "all", window),
                    *(count.low, count.high, row["measure"], row["cells"], False, ("", label)),
                )


def _list_sides(row: Mapping[str, Any]) -> Iterator[tuple]:
    """What a row counts of which reply over which days; both sides where it compares two."""
    kind = (row.get("dimension") or WHOLE, row.get("category") or "all")
    start, end = (row.get(f"window_{edge}", row.get(edge)) for edge in ("start", "end"))
    if not pd.isna(start) and not pd.isna(end):
        yield (*(row[name] for name in SERIES), *kind, start, end)
    start, end = row.get("other_start"), row.get("other_end")
    if pd.isna(start) or pd.isna(end):
        return
    names = [f"other_{name}" for name in SERIES] if row["other_force"] else SERIES
    yield (*(row[name] for name in names), *kind, start, end)


def _apply(
    comparison: Comparison,
    coarser: Mapping[Row, tuple[float, float]],
    kept_back: set[Row],
) -> Comparison:
    """The comparison with coarser counts, and without what is kept back and what rests on either.

    Of the figures each that is left out is refused as `DISCLOSIVE`.
    """
    if not coarser and not kept_back:
        return comparison
    frames = {"": comparison.figures, **comparison.tables}
    wide = {row: ends for row, ends in coarser.items() if row not in kept_back}
    wide = {row: ends for row, ends in wide.items() if _is_count(frames, row)}
    gone = {side for row in (*coarser, *kept_back) for side in _list_sides(_find(frames, row))}
    left: dict[str, pd.DataFrame] = {}
    frames["league"] = _blank_league(frames["league"], gone)
    refusals = comparison.refusals.to_dict("records")
    for name, frame in frames.items():
        drop = []
        for label, row in zip(frame.index, frame.to_dict("records"), strict=True):
            if (name, label) in wide:
                continue
            is_sided = name not in AS_PRINTED and "start" in row and "force" in row
            is_sided &= row.get("basis") != "cell"
            rests = is_sided and gone & set(_list_sides(row))
            is_dropped = (name, label) in kept_back or (name, label) in coarser
            if is_dropped or (rests and row.get("measure") != "count"):
                drop.append(label)
                if name == "":
                    refusals.append(_refuse(row))
        frame = frame.drop(index=drop)
        for (table, label), (low, high) in wide.items():
            if table == name:
                frame = frame.copy()
                frame.loc[label, ["low", "high"]] = low, high
                frame.loc[label, "rung"] = Rung.BOUNDS
                assumes = "; ".join(filter(None, [frame.loc[label, "assumes"], SHOWN_AS]))
                frame.loc[label, "assumes"] = assumes
        left[name] = frame.reset_index(drop=True)
    figures = left.pop("")
    return replace(comparison, figures=figures, refusals=REFUSALS.frame(refusals), tables=left)


def _blank_league(league: pd.DataFrame, gone: set[tuple]) -> pd.DataFrame:
    """The league table with the replies kept whose count is not told, without it: none is lost."""
    blank = [bool(gone & set(_list_sides(row))) for row in league.to_dict("records")]
    told = {"class": NO, "code": RefusalCode.DISCLOSIVE, "evidence": KEPT_BACK, "exposure_unit": ""}
    numbers = [name for name in league.columns if league[name].dtype.kind == "f"]
    league = league.copy()
    league.loc[blank, numbers] = math.nan
    league.loc[blank, list(told)] = list(told.values())
    return league


def _find(frames: Mapping[str, pd.DataFrame], row: Row) -> dict[str, Any]:
    return frames[row[0]].loc[row[1]].to_dict()


def _is_count(frames: Mapping[str, pd.DataFrame], row: Row) -> bool:
    return row[0] == "" and frames[""].loc[row[1], "measure"] == "count"


def _refuse(row: Mapping[str, Any]) -> dict[str, Any]:
    names = set(REFUSALS.names) & row.keys()
    return (
        REFUSALS.blank()
        | {name: row[name] for name in names}
        | {
            "code": RefusalCode.DISCLOSIVE,
            "evidence": KEPT_BACK,
            "remedy": "read the force's own replies",
        }
    )
