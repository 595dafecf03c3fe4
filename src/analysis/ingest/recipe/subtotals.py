"""Subtotals: categories that hold others of their table, and sums that may be one number."""

import math
from collections.abc import Iterator
from itertools import pairwise

from analysis.ingest.recipe.axis_labels import Recipe
from analysis.model.address import Address, join_addresses
from analysis.model.checks import (
    AGREES,
    DIFFERS,
    NOT_LISTED,
    OPEN,
    PART_READ,
    PRINTED_TOTAL,
    CheckKind,
)
from analysis.model.count import NOT_ADDITIVE
from analysis.model.faults import Fault
from analysis.model.window import Window

COUNTED_AGAIN = "people may be counted in more than one year or category"
OF_PARTS = (CheckKind.PRINTED_TOTAL, CheckKind.SUM_OF_CATEGORIES)  # a total beside its parts
DAYS_AGAIN = "periods overlap, and their common days are counted more than once"
_IGNORE = "name it under `ignore`, or add its label as this force means it to labels.csv"


def compare_sums(
    check: str, table: str, what: str, first: list[dict], second: list[dict], note: str = ""
) -> dict:
    """One row of checks: two sums, their cells and the verdict.

    People counted twice make a sum larger than the number of people, never smaller than its
    largest part: between the two nothing is decided, unless the sums are equal. Periods that
    overlap count their common days twice, and then equal sums decide nothing either. The note
    explains the difference that there is: counted twice is who makes a sum of several the larger
    one, and in no line that is listed who makes a total exceed its parts.
    """
    (low, high), (other_low, other_high) = _sum_range(first), _sum_range(second)
    least, other_least = low, other_low
    exceeds = bool(first and second) and low > other_high
    if check in OF_PARTS and exceeds:
        note = "; ".join(filter(None, (note, NOT_LISTED)))
    if (first or second) and {f["unit"] for f in first + second} <= set(NOT_ADDITIVE):
        if not exceeds or len(first) > 1:
            note = "; ".join(filter(None, (note, COUNTED_AGAIN)))
        least, other_least = (max((f["low"] for f in f_), default=0) for f_ in (first, second))
    shared = [_overlap(figures) for figures in (first, second)]
    if any(shared) and (shared[0] or not exceeds):
        note = "; ".join(filter(None, (note, DAYS_AGAIN)))
        least = max(f["low"] for f in first) if shared[0] else least
        other_least = max(f["low"] for f in second) if shared[1] else other_least
    if not (first and second):
        verdict = OPEN  # the sum of no figures is not 0
    elif low == high == other_low == other_high and not any(shared):
        verdict = AGREES
    elif exceeds and any(PART_READ in f["note"] for f in second):
        verdict = OPEN  # what is left of the total may be in the lines that were left out
    elif least > other_high or other_least > high:
        verdict = DIFFERS
    else:
        verdict = OPEN
    return {
        "check": check,
        "table": table,
        "what": what,
        "first": _format_bounds(low, high),
        "first_cell": join_cells(first),
        "second": _format_bounds(other_low, other_high),
        "second_cells": join_cells(second),
        "verdict": verdict,
        "note": note,
    }


def drop_tiled(figures: list[dict]) -> list[dict]:
    """The figures without those whose period shorter ones of the same series fill exactly.

    2018, 2019 and 2018-2019 of one label would count two years twice.
    """
    tiled = [f for alike in _group_series(figures) for f in alike if _is_tiled(f, alike)]
    return [f for f in figures if not any(f is whole for whole in tiled)]


def _is_tiled(whole: dict, figures: list[dict]) -> bool:
    reached = {whole["start"]}
    for f in sorted(figures, key=lambda f: f["start"]):
        shorter = (f["start"], f["end"]) != (whole["start"], whole["end"])
        if shorter and f["start"] in reached and f["end"] <= whole["end"]:
            reached.add(f["end"])
    return whole["end"] in reached


def _overlap(figures: list[dict]) -> bool:
    """Whether two periods of one series share days, so that their sum counts those twice."""
    for alike in _group_series(figures):
        ordered = sorted(alike, key=lambda f: (f["start"], f["end"]))
        if any(earlier["end"] > later["start"] for earlier, later in pairwise(ordered)):
            return True
    return False


def _group_series(figures: list[dict]) -> list[list[dict]]:
    """The figures of one label of one table together, whatever their periods."""
    series: dict[tuple, list[dict]] = {}
    for f in figures:
        # The label of a total is its period, so there it does not tell two series apart.
        label = f["label"] if f["dimension"] != "total" else ""
        series.setdefault((f["table"], f["category"], label), []).append(f)
    return list(series.values())


def merge_days(figures: list[dict], end: str = "end") -> tuple[Window, ...]:
    """The days that figures fill, as windows that neither touch nor overlap.

    `end` is `end`, or `end_latest` for the other reading of an open end.
    """
    merged: list[Window] = []
    for start, stop in sorted({(f["start"], f[end]) for f in figures}):
        if merged and start <= merged[-1].end:
            last = merged.pop()
            start, stop = last.start, max(last.end, stop)
        merged.append(Window(start, stop))
    return tuple(merged)


def fill_same_days(first: list[dict], second: list[dict]) -> bool:
    """Whether both fill the same days in one reading of their ends at least."""
    readings = [{merge_days(f, end) for end in ("end", "end_latest")} for f in (first, second)]
    return bool(readings[0] & readings[1])


def format_days(figures: list[dict]) -> str:
    """The days that figures fill, in words: `1 January 2018 to 31 December 2019 and …`."""
    return " and ".join(map(str, merge_days(figures)))


def _format_bounds(low: int, high: float) -> str:
    if math.isinf(high):
        return f"at least {low}"
    return f"{low}" if low == high else f"{low} to {high:.0f}"


def _sum_range(figures: list[dict]) -> tuple[int, float]:
    return sum(f["low"] for f in figures), sum(f["high"] for f in figures)


def join_cells(figures: list[dict]) -> str:
    """The addresses of figures as one field of checks.csv."""
    return join_addresses(Address(f["file"], f["sheet"], f["cell"]) for f in figures)


def check_of_which(recipe: Recipe, figures: list[dict]) -> tuple[list[dict], list[Fault]]:
    """Each category beside those of the same table that the vocabulary has under it.

    So police officers are set beside the constables among them.

    Where it is their sum in every period it would be counted twice, which is a fault; else it may
    count them or only the others of its kind: a row of checks, not decided.
    """
    own = [f for f in figures if not f["note"].startswith(PRINTED_TOTAL)]
    codes = {f["category"] for f in own}
    rows, faults = [], []
    for parent in dict.fromkeys(f["category"] for f in own):
        held = {c for c in codes if _find_holder(recipe, c, codes) == parent}
        if not held:
            continue
        whole = [f for f in own if f["category"] == parent]
        parts = [f for f in own if f["category"] in held]
        if len(held) > 1 and _adds_up(whole, parts):
            first, label = whole[0], whole[0]["label"]
            problem = f"{label!r} adds up others of this table, which would count twice"
            faults.append(Fault(first["file"], problem, _IGNORE, first["sheet"], first["cell"]))
        else:
            rows.append(_check_whole(recipe.table.name, whole, parts))
    return rows, faults


def _find_holder(recipe: Recipe, code: str, codes: set[str]) -> str | None:
    """The nearest category above a code that the table has as well."""
    above = recipe.vocabulary.list_above(recipe.dimension, code)
    return next((each for each in above if each in codes), None)


def _adds_up(whole: list[dict], parts: list[dict]) -> bool:
    """Whether exact figures are the sum of their parts in every period, and one of them not 0."""
    sums = list(_sum_periods(whole, parts))
    exact = all(low == high for own, others in sums for low, high in (own, others))
    return exact and all(own == others for own, others in sums) and any(own[1] for own, _ in sums)


def _sum_periods(whole: list[dict], parts: list[dict]) -> Iterator[tuple[tuple, tuple]]:
    for period in {(f["start"], f["end"]) for f in whole}:
        yield tuple(
            _sum_range([f for f in side if (f["start"], f["end"]) == period])
            for side in (whole, parts)
        )


def _check_whole(table: str, whole: list[dict], parts: list[dict]) -> dict:
    sums = [_format_bounds(*_sum_range(side)) for side in (whole, parts)]
    return {
        "check": CheckKind.OF_WHICH,
        "table": table,
        "what": f"{whole[0]['label']} beside the categories under it",
        "first": sums[0],
        "first_cell": join_cells(whole),
        "second": sums[1],
        "second_cells": join_cells(parts),
        "verdict": OPEN,
        "note": "it may count them as well, and then they stand twice in the table's sum",
    }
