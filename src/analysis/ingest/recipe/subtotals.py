"""Categories that hold others of their table: police officers beside the constables among them."""

from collections.abc import Iterator

from analysis.ingest.recipe.labels import Recipe
from analysis.ingest.recipe.sums import name_cells, spell_range, sum_range
from analysis.model.checks import OPEN, PRINTED_TOTAL
from analysis.model.faults import Fault

IGNORE = "name it under `ignore`, or add its label as this force means it to labels.csv"


def check_of_which(recipe: Recipe, figures: list[dict]) -> tuple[list[dict], list[Fault]]:
    """Each category beside those of the same table that the vocabulary has under it.

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
            faults.append(Fault(first["file"], problem, IGNORE, first["sheet"], first["cell"]))
        else:
            rows.append(_tell(recipe.table.name, whole, parts))
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
            sum_range([f for f in side if (f["start"], f["end"]) == period])
            for side in (whole, parts)
        )


def _tell(table: str, whole: list[dict], parts: list[dict]) -> dict:
    sums = [spell_range(*sum_range(side)) for side in (whole, parts)]
    return {
        "check": "of which",
        "table": table,
        "what": f"{whole[0]['label']} beside the categories under it",
        "first": sums[0],
        "first_cell": name_cells(whole),
        "second": sums[1],
        "second_cells": name_cells(parts),
        "verdict": OPEN,
        "note": "it may count them as well, and then they stand twice in the table's sum",
    }
