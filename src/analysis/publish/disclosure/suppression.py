"""Secondary suppression: what goes with a count that is not told, so that nobody works it out.

With a count go its rates, ratios and changes, the shares of it, the refusals that name it, its
place in the league table, in sums over bodies and in checks; each with its reason, and no reply is
lost.
What was worked out of several figures together, such as ranks and adjusted p-values, is made anew
of those that stand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.model.checks import OPEN, CheckKind
from analysis.model.count import Status
from analysis.model.observation import SERIES
from analysis.publish.disclosure.implied_counts import (
    REFUSED,
    REMAINDER,
    WHOLE,
    Place,
    list_places,
    list_sides,
)
from analysis.publish.disclosure.published_counts import GROUP, PublishedCount
from analysis.reconcile.league import rank_replies
from analysis.reconcile.results.comparison import (
    NO,
    OF_TOTAL,
    REFUSALS,
    TABLES,
    Comparison,
    place_in_league,
)
from analysis.reconcile.results.orders import adjust_orders
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rungs import Rung
from analysis.reconcile.sensitivity import conclude

SHOWN_AS = "shown no more closely than the force shows it"
KEPT_BACK = "it would tell a count that the force hid more closely than the force's own reply does"
AS_PRINTED = ("absent", "printed", "league")  # tables that keep their rows, whatever is held back
ORDERS = (CheckKind.ORDER_OF_UNITS, CheckKind.SANCTIONS, CheckKind.FINISHED_AND_ALL)
MISSING = "missing"  # the table of what events of no known category can change
# Codes whose evidence names counts, and with them by how much figures differ.
TELLING = (RefusalCode.INCONSISTENT_SOURCES, RefusalCode.TOO_FEW)
VERDICT_KEPT = "a figure is not told here, so neither is how it agrees"
CONCEALED = Status.SUPPRESSED.shorthand


def choose_safe(
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
    return choose_safe(choose_safe(safe, more[:half], is_safe), more[half:], is_safe)


def suppress_counts(
    comparison: Comparison,
    coarser: Mapping[PublishedCount, tuple[float, float]],
    kept_back: Collection[PublishedCount],
    why: str = KEPT_BACK,
) -> tuple[Comparison, int, int]:
    """The comparison with coarser counts, and without what is kept back and what rests on either;
    how many figures are coarser, and how many are left out.

    Of the figures each that is left out is refused as `DISCLOSIVE`, for the reason `why`.
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
    replies = {(one.group[0], one.reference) for one in held}
    told = [list_places(one.cells) for one in held if one.cells]
    left, refused = {}, []
    for name, frame in {"": figures, **comparison.tables}.items():
        drop = []
        for label, row in zip(frame.index, frame.to_dict("records"), strict=True):
            if name == "" and label in wide:
                continue
            is_sided = name not in AS_PRINTED and "start" in row and "force" in row
            is_sided &= row.get("basis") != "cell"
            rests = is_sided and not gone.isdisjoint([*list_sides(row), *_list_bases(row)])
            rests |= name == MISSING and (row["force"], row["reference"]) in replies
            if (name, label) in changed or (rests and row.get("measure") != "count"):
                drop.append(label)
                if name == "":
                    refused.append(_refuse(row, why))
        left[name] = frame.drop(index=drop)
    shown = left.pop("")
    for label, ends in wide.items():
        shown.loc[label, ["low", "high"]] = ends
        shown.loc[label, "rung"] = Rung.BOUNDS
        assumes = "; ".join(filter(None, [shown.loc[label, "assumes"], SHOWN_AS]))
        shown.loc[label, "assumes"] = assumes
    left["orders"] = TABLES["orders"].frame(adjust_orders(left["orders"].to_dict("records")))
    left["alternatives"] = TABLES["alternatives"].frame(
        conclude(left["alternatives"].to_dict("records"))
    )
    left["parts"] = keep_standing(left["parts"], shown)
    left["league"] = _blank_league(left["league"], gone, why, left["dispersion"])
    if len(left[REMAINDER]) < len(comparison.tables[REMAINDER]):
        left[REMAINDER] = _stop_at_whole(left[REMAINDER], why)
    refusals = []
    for label, row in zip(
        comparison.refusals.index, comparison.refusals.to_dict("records"), strict=True
    ):
        is_few = row["code"] == RefusalCode.TOO_FEW and row["basis"] != "cell"
        if (REFUSED, label) in changed or (is_few and list_places(row["cells"]) in told):
            refused.append(_refuse(row, why))
        else:
            refusals.append(_hide_numbers(row, replies))
    published = replace(
        comparison,
        figures=shown.reset_index(drop=True),
        refusals=REFUSALS.frame([*refusals, *refused]),
        checks=_hide_orders(comparison.checks, told),
        tables={name: frame.reset_index(drop=True) for name, frame in left.items()},
    )
    return published, len(wide), len(refused)


def keep_standing(parts: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The parts of the counts that some figures are or rest on, and of reported ones as they stand.

    What a cell holds is told no more closely than the figure that it is.
    """
    rows = figures.to_dict("records")
    sides = {side for row in rows if row["basis"] != "cell" for side in list_sides(row)}
    reported = {
        (row["cells"], row["low"], row["high"])
        for row in rows
        if (row["measure"], row["basis"]) == ("count", "cell")
    }
    kept = [
        (row["cells"], row["low"], row["high"]) in reported
        if row["basis"] == "cell"
        else not sides.isdisjoint(list_sides(row))
        for row in parts.to_dict("records")
    ]
    return parts[pd.Series(kept, parts.index, dtype=bool)]


def _list_bases(row: Mapping[str, Any]) -> Iterator[tuple]:
    """The totals that a share, or a difference of two, is of: it tells them beside what it counts.

    A share of its table's own sum is of no total.
    """
    measure = row.get("measure")
    is_share = measure == "share" and row.get("assumes", "").startswith(OF_TOTAL)
    if is_share or measure == "share_difference":
        for *series, _, _, start, end in list_sides(row):
            yield (*series, WHOLE, "all", start, end)


def _hide_numbers(
    row: Mapping[str, Any], replies: Collection[tuple[str, str]]
) -> Mapping[str, Any]:
    """A refusal of a reply with a count that is not told, without the numbers that contradict each
    other or are too few: one of them could be it."""
    sides = {(row["force"], row["reference"]), (row["other_force"], row["other_reference"])}
    code = RefusalCode(row["code"])
    if code not in TELLING or sides.isdisjoint(replies) or row["basis"] == "cell":
        return row
    return {**row, "evidence": f"{code.meaning}; the figures are not told here"}


def _find_side(one: PublishedCount) -> tuple:
    """What a count is of, as `list_sides` has it of a row."""
    facts = dict(zip(GROUP, one.group, strict=True)) | {"reference": one.reference}
    days = pd.Timestamp(one.window.start), pd.Timestamp(one.window.end)
    return (*(facts[name] for name in SERIES), one.dimension, one.category, *days)


def _blank_league(
    league: pd.DataFrame, gone: set[tuple], why: str, measured: pd.DataFrame
) -> pd.DataFrame:
    """The league table with the replies kept whose count is not told, without it: none is lost.

    The others are ranked anew among themselves: to stand over or under a rate would tell of it.
    """
    told = {"class": NO, "code": RefusalCode.DISCLOSIVE, "evidence": why, "exposure_unit": ""}
    numbers = [name for name in league.columns if league[name].dtype.kind == "f" and name != "days"]
    rows = league.to_dict("records")
    for row in rows:
        if gone & set(list_sides(row)):
            row |= told | dict.fromkeys(numbers, math.nan)
    ranked = rank_replies(sorted(rows, key=place_in_league), measured.to_dict("records"))
    return TABLES["league"].frame(ranked)


def _stop_at_whole(remainder: pd.DataFrame, why: str) -> pd.DataFrame:
    """The sums over bodies without what they leave, which would tell a sum that is left out."""
    kept = remainder[~remainder["step"].str.startswith("left")].copy()
    is_whole = kept["step"].eq("all together")
    kept.loc[is_whole, "assumes"] = kept.loc[is_whole, "assumes"].map(
        lambda words: "; ".join(filter(None, [words, f"what it leaves is left out: {why}"]))
    )
    return kept


def _hide_orders(checks: pd.DataFrame, told: Sequence[set[Place]]) -> pd.DataFrame:
    """The checks, `[c]` for a worked out figure that rests on all the cells of one not told."""
    orders = checks["check"].isin(ORDERS)
    hidden = {}
    for name, cells in (("first", "first_cell"), ("second", "second_cells")):
        places = checks[cells].map(list_places)
        rests = places.map(lambda own: any(some <= own for some in told)).astype(bool)
        hidden[name] = orders & rests
    return conceal_figures(checks, hidden)


def conceal_figures(checks: pd.DataFrame, hidden: Mapping[str, pd.Series]) -> pd.DataFrame:
    """The checks with `[c]` for the figures that are hidden, `first` or `second`.

    How a hidden figure agrees is not told either: it agrees with one that is shown beside it, or
    stands elsewhere, and so would be that one, or no more than it.
    """
    is_any = hidden["first"] | hidden["second"]
    shown = {name: checks[name].mask(mask, CONCEALED) for name, mask in hidden.items()}
    notes = checks["note"].mask(is_any, VERDICT_KEPT)
    return checks.assign(**shown, verdict=checks["verdict"].mask(is_any, OPEN), note=notes)


def _refuse(row: Mapping[str, Any], why: str) -> dict[str, Any]:
    names = set(REFUSALS.names) & row.keys()
    return (
        REFUSALS.blank()
        | {name: row[name] for name in names}
        | {
            "code": RefusalCode.DISCLOSIVE,
            "evidence": why,
            "remedy": "read the force's own replies",
        }
    )
