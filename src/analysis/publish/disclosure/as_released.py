"""The mode `as released`: what a body printed stands, and what it hid is told no more closely.

A figure worked out of one release says nothing that the release does not say to anyone. So two
things alone can go wrong (methods.md 5.3). A figure may show a hidden count itself more closely
than the body showed it: then it is shown as the body shows it. And a figure that rests on another
release of the body may, beside this one, narrow a count hidden in this one: then it is withheld.
What the releases tell when joined is counted, and not published.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from analysis.model.address import split_addresses
from analysis.model.checks import CheckKind
from analysis.model.count import NOT_ADDITIVE, Status
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
from analysis.reconcile.results.comparison import NO, REFUSALS, TABLES, Comparison, place_in_league
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rungs import Rung

SHOWN_AS = "shown no more closely than the force shows it"
KEPT_BACK = "it would tell a count that the force hid more closely than the force's own reply does"
WHOLE = "total"
RATIOS = ("rate_ratio", "count_ratio", "change")
REFUSED, REMAINDER = "refusals", "remainder"  # what tells a count and is no figure
AS_PRINTED = ("absent", "printed", "league")  # tables that keep their rows, whatever is held back

FEW = ("rate_per_month", "rate_per_1000", *RATIOS)  # of these a refusal names the count
ORDERS = (CheckKind.ORDER_OF_UNITS, CheckKind.SANCTIONS, CheckKind.FINISHED_AND_ALL)
CONCEALED = Status.SUPPRESSED.shorthand

Row = tuple[str, int]  # the table of a comparison, "" for its figures, and the label of a row
Place = tuple[str, str, str]  # file, sheet, cell


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
    frames = merge_replies(study, list(printed))
    merged = pd.concat(frames, ignore_index=True)
    hiding = [release for release in chosen if _are_hidden(release).any()]
    forces = {force for release in hiding for force in release["force"].unique()}
    counts = list_published_counts(comparison)
    counts += _list_implied(comparison, _find_evidence(study, frames, forces))
    tolerances = list_tolerances(study, printed)
    coarser: dict[PublishedCount, tuple[float, float]] = {}
    kept_back: set[PublishedCount] = set()
    joined: list[dict[str, str]] = []
    hidden = computed = 0
    every = pd.concat(printed, ignore_index=True)
    known, other = (dict(split_groups(frame)) for frame in (merged, every))
    own, told = _split_counts(counts), _split_counts(beside)
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
                coarser |= looked.find_shown()
                computed += len(foreign)
                kept_back |= set(looked.find_narrowing(foreign, public))
                joined += looked.list_joined(other[group])
    published, coarsened, withheld = _apply(comparison, coarser, kept_back)
    return HeldBack(published, hidden, computed, coarsened, withheld, joined)


def _split_counts(counts: Iterable[PublishedCount]) -> dict[tuple[str, ...], list[PublishedCount]]:
    """The counts of each force that are of the same thing in the same people."""
    found: dict[tuple[str, ...], list[PublishedCount]] = {}
    for one in counts:
        found.setdefault(one.group, []).append(one)
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
        cells = _list_places(one.cells)
        if not cells:
            if one.reference not in references:
                yield one
            continue
        told = [ends for cell in cells for ends in printed.get(cell, ())]
        if not {file for file, _, _ in cells} <= files and told != [(one.low, one.high)]:
            yield one


@lru_cache(maxsize=4096)  # the figures of a force are held against each of its releases
def _list_places(cells: str) -> frozenset[Place]:
    """The cells of a list of addresses, whatever is noted of them."""
    return frozenset((each.file, each.sheet, each.cell) for each in split_addresses(cells))


def _rest_on(rows: pd.DataFrame, cells: frozenset[Place]) -> list[bool]:
    places = zip(rows["file"], rows["sheet"], rows["cell"], strict=True)
    return [place in cells for place in places]


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
    """Whether a figure is of a cell itself, or worked out of it for a part of its days.

    What another reply prints of the same days is its own figure, and stands.
    """
    rests = (cell.place.file, cell.place.sheet, cell.place.cell) in _list_places(one.cells)
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


def _find_evidence(
    study: Study, replies: Sequence[pd.DataFrame], forces: Collection[str]
) -> dict[tuple[str, str], pd.DataFrame]:
    """By force and reference, the totals of each reply with those of the replies that add to it."""
    found = {}
    for reply, rows in zip(study.replies, replies, strict=True):
        if reply.force not in forces:
            continue
        more = [
            each.assign(low=(each["low"] - other.within).clip(0), high=each["high"] + other.within)
            for other, each in zip(study.replies, replies, strict=True)
            if other.adds_to and (other.force, other.adds_to) == (reply.force, reply.reference)
        ]
        for reference in rows["reference"].unique():
            both = pd.concat([rows[rows["reference"].eq(reference)], *more], ignore_index=True)
            found[reply.force, reference] = both[both["dimension"].eq(WHOLE)]
    return found


def _list_implied(
    comparison: Comparison, evidence: Mapping[tuple[str, str], pd.DataFrame]
) -> Iterator[PublishedCount]:
    """The counts behind ratios, changes and refusals over days of which no count is given itself,
    and behind the sums over several bodies."""
    counted = comparison.pick("count", "own", "common").to_dict("records")
    given = {side for row in counted for side in _list_sides(row)}
    figures, refusals = comparison.figures, comparison.refusals
    few = refusals["code"].eq(RefusalCode.TOO_FEW) & refusals["basis"].ne("cell")
    asked = [
        (("", label), row["measure"], side)
        for label, row in figures[figures["measure"].isin(RATIOS)].iterrows()
        for side in _list_sides(row)
    ] + [
        ((REFUSED, label), row["measure"], side)
        for label, row in refusals[few & refusals["measure"].isin(FEW)].iterrows()
        for side in _list_refused(row, evidence)
    ]
    asked = [one for one in asked if one[2] not in given]
    for label, row in comparison.tables[REMAINDER].iterrows():
        asked += [((REMAINDER, label), REMAINDER, side) for side in _list_summed(row, evidence)]
    for row, what, side in asked:
        window = Window(side[-2].date(), side[-1].date())
        facts = dict(zip(SERIES, side, strict=False))
        group = tuple(facts[name] for name in GROUP)
        totals = evidence.get((facts["force"], facts["reference"]))
        if totals is None:
            continue
        rows = totals[(totals[GROUP] == list(group)).all(axis=1)]
        if rows.empty:
            continue
        count = place_count(rows, window, facts["unit"] not in NOT_ADDITIVE)
        if isinstance(count, Placed):
            yield PublishedCount(
                *(group, facts["reference"], "", WHOLE, "all", window),
                *(count.low, count.high, what, count.cells, False, row),
            )


def _list_refused(
    row: Mapping[str, Any], evidence: Mapping[tuple[str, str], pd.DataFrame]
) -> Iterator[tuple]:
    """What a refusal for few events may name: either side of a ratio, a year and the one before."""
    sides = list(_list_sides(row))
    yield from sides
    for *_, kind, category, start, end in sides:
        if row["other_force"] and row["basis"] != "own":  # own windows have counts of their own
            yield (*(row[f"other_{name}"] for name in SERIES), kind, category, start, end)
        before = evidence.get((row["force"], row["reference"]))
        if row["measure"] == "change" and before is not None:
            for first in before.loc[before["end"].eq(start), "start"].unique():
                yield (*(row[name] for name in SERIES), kind, category, first, start)


def _list_summed(
    row: Mapping[str, Any], evidence: Mapping[tuple[str, str], pd.DataFrame]
) -> Iterator[tuple]:
    """What is summed over bodies, of each of these: over the days of the sum and over its own."""
    bodies, cells = row["forces"].split(", "), _list_places(row["cells"])
    for (force, reference), totals in evidence.items():
        rows = totals[totals["reference"].eq(reference)]
        rows = rows[_rest_on(rows, cells)]
        if force not in bodies:
            continue
        for key, own in rows.groupby(SERIES, sort=False):
            for start, end in {(row["start"], row["end"]), (own["start"].min(), own["end"].max())}:
                yield (*key, WHOLE, "all", start, end)


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
    coarser: Mapping[PublishedCount, tuple[float, float]],
    kept_back: set[PublishedCount],
) -> tuple[Comparison, int, int]:
    """The comparison with coarser counts, and without what is kept back and what rests on either;
    how many figures are coarser, and how many are left out.

    Of the figures each that is left out is refused as `DISCLOSIVE`.
    """
    held = {*coarser, *kept_back}
    if not held:
        return comparison, 0, 0
    figures = comparison.figures
    changed = {one.row for one in held}
    narrow = {one.row for one in kept_back}
    is_count = figures["measure"].eq("count")
    wide = {
        one.row[1]: ends
        for one, ends in coarser.items()
        if one.row not in narrow and one.row[0] == "" and is_count[one.row[1]]
    }
    gone = {_find_side(one) for one in held}
    told = [_list_places(one.cells) for one in held if one.cells]
    left, refused = {}, []
    for name, frame in {"": figures, **comparison.tables}.items():
        drop = []
        for label, row in zip(frame.index, frame.to_dict("records"), strict=True):
            if name == "" and label in wide:
                continue
            is_sided = name not in AS_PRINTED and "start" in row and "force" in row
            is_sided &= row.get("basis") != "cell"
            rests = is_sided and gone & set(_list_sides(row))
            if (name, label) in changed or (rests and row.get("measure") != "count"):
                drop.append(label)
                if name == "":
                    refused.append(_refuse(row))
        left[name] = frame.drop(index=drop)
    shown = left.pop("")
    for label, ends in wide.items():
        shown.loc[label, ["low", "high"]] = ends
        shown.loc[label, "rung"] = Rung.BOUNDS
        assumes = "; ".join(filter(None, [shown.loc[label, "assumes"], SHOWN_AS]))
        shown.loc[label, "assumes"] = assumes
    left["league"] = _blank_league(left["league"], gone)
    if len(left[REMAINDER]) < len(comparison.tables[REMAINDER]):
        left[REMAINDER] = _stop_at_whole(left[REMAINDER])
    refusals = []
    for label, row in zip(
        comparison.refusals.index, comparison.refusals.to_dict("records"), strict=True
    ):
        is_few = row["code"] == RefusalCode.TOO_FEW and row["basis"] != "cell"
        if (REFUSED, label) in changed or (is_few and _list_places(row["cells"]) in told):
            refused.append(_refuse(row))
        else:
            refusals.append(row)
    published = replace(
        comparison,
        figures=shown.reset_index(drop=True),
        refusals=REFUSALS.frame([*refusals, *refused]),
        checks=_hide_orders(comparison.checks, told),
        tables={name: frame.reset_index(drop=True) for name, frame in left.items()},
    )
    return published, len(wide), len(refused)


def _find_side(one: PublishedCount) -> tuple:
    """What a count is of, as `_list_sides` has it of a row."""
    facts = dict(zip(GROUP, one.group, strict=True)) | {"reference": one.reference}
    days = pd.Timestamp(one.window.start), pd.Timestamp(one.window.end)
    return (*(facts[name] for name in SERIES), one.dimension, one.category, *days)


def _blank_league(league: pd.DataFrame, gone: set[tuple]) -> pd.DataFrame:
    """The league table with the replies kept whose count is not told, without it: none is lost."""
    told = {"class": NO, "code": RefusalCode.DISCLOSIVE, "evidence": KEPT_BACK, "exposure_unit": ""}
    numbers = [name for name in league.columns if league[name].dtype.kind == "f" and name != "days"]
    rows = league.to_dict("records")
    for row in rows:
        if gone & set(_list_sides(row)):
            row |= told | dict.fromkeys(numbers, math.nan)
    return TABLES["league"].frame(sorted(rows, key=place_in_league))


def _stop_at_whole(remainder: pd.DataFrame) -> pd.DataFrame:
    """The sums over bodies without what they leave, which would tell a sum that is left out."""
    kept = remainder[~remainder["step"].str.startswith("left")].copy()
    is_whole = kept["step"].eq("all together")
    kept.loc[is_whole, "assumes"] = kept.loc[is_whole, "assumes"].map(
        lambda words: "; ".join(filter(None, [words, f"what it leaves is left out: {KEPT_BACK}"]))
    )
    return kept


def _hide_orders(checks: pd.DataFrame, told: Sequence[frozenset[Place]]) -> pd.DataFrame:
    """The checks, `[c]` for a worked out figure that rests on all the cells of one not told."""
    orders = checks["check"].isin(ORDERS)
    for name, cells in (("first", "first_cell"), ("second", "second_cells")):
        places = checks[cells].map(_list_places)
        hidden = orders & places.map(lambda own: any(some <= own for some in told)).astype(bool)
        checks = checks.assign(**{name: checks[name].mask(hidden, CONCEALED)})
    return checks


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
