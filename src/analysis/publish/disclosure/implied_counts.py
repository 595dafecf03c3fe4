"""Counts that no figure gives and yet one tells: sides of ratios, changes, refusals and sums.

A ratio of two bodies over days of which no count of theirs is published tells the count of the one
to whoever knows that of the other, who prints it. So does a sum over bodies, and a refusal that
names a count for being small.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from analysis.model.address import split_addresses
from analysis.model.count import NOT_ADDITIVE
from analysis.model.observation import SERIES
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.publish.disclosure.published_counts import GROUP, PublishedCount
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.results.comparison import RATIOS, Comparison
from analysis.reconcile.results.refusals import RefusalCode

WHOLE = "total"
REFUSED, REMAINDER = "refusals", "remainder"  # what tells a count and is no figure
COMPARED = (*RATIOS, "change")
FEW = ("rate_per_month", "rate_per_1000", *COMPARED)  # of these a refusal names the count

Place = tuple[str, str, str]  # file, sheet, cell


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


def list_implied_counts(
    study: Study,
    comparison: Comparison,
    replies: Sequence[pd.DataFrame],
    forces: Collection[str],
) -> Iterator[PublishedCount]:
    """The counts of some forces behind ratios, changes and refusals over days of which no count is
    given itself, and behind the sums over several bodies.

    `replies` are the observations that the comparison was made of, in the study's order.
    """
    evidence = _find_evidence(study, replies, forces)
    counted = comparison.pick("count", "own", "common").to_dict("records")
    given = {side for row in counted for side in list_sides(row)}
    figures, refusals = comparison.figures, comparison.refusals
    few = refusals["code"].eq(RefusalCode.TOO_FEW) & refusals["basis"].ne("cell")
    asked = [
        (("", label), row["measure"], side)
        for label, row in figures[figures["measure"].isin(COMPARED)].iterrows()
        for side in list_sides(row)
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
    sides = list(list_sides(row))
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
    bodies, cells = row["forces"].split(", "), list_places(row["cells"])
    for (force, reference), totals in evidence.items():
        rows = totals[totals["reference"].eq(reference)]
        rows = rows[rest_on(rows, cells)]
        if force not in bodies:
            continue
        for key, own in rows.groupby(SERIES, sort=False):
            for start, end in {(row["start"], row["end"]), (own["start"].min(), own["end"].max())}:
                yield (*key, WHOLE, "all", start, end)


def list_sides(row: Mapping[str, Any]) -> Iterator[tuple]:
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


@lru_cache(maxsize=4096)  # the figures of a force are held against each of its releases
def list_places(cells: str) -> frozenset[Place]:
    """The cells of a list of addresses, whatever is noted of them."""
    return frozenset((each.file, each.sheet, each.cell) for each in split_addresses(cells))


def rest_on(rows: pd.DataFrame, cells: frozenset[Place]) -> list[bool]:
    """Of each observation, whether it stands in one of the cells."""
    places = zip(rows["file"], rows["sheet"], rows["cell"], strict=True)
    return [place in cells for place in places]
