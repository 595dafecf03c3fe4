"""Orders that figures of one force must keep: a part is no more than its whole (methods.md 6).

(c) each case has at least one allegation; (d) finished cases are no more than all; (f) sanctions
are no more than those with a case to answer, and these no more than all. An order that is broken
is shown with both figures; nothing is mended.
"""

from collections.abc import Iterator
from itertools import product

import pandas as pd

from analysis.model.checks import AGREES, CHECKS, DIFFERS, OPEN
from analysis.model.count import NOT_ADDITIVE, format_range
from analysis.reconcile.categories.breakdown import Breakdown, list_breakdowns
from analysis.reconcile.methods.shares import Range
from analysis.reconcile.replies.series import Series

CASES = ("cases", "complaints")
TWICE = "one person may have more than one sanction"
Figure = tuple[str, Range, str]  # what it is, how many, its cells


def check_orders(series: list[Series], figures: list[dict], refusals: list[dict]) -> pd.DataFrame:
    """One row of checks for each order that two figures of one force over one window should keep.

    `figures` and `refusals` are the rows of the comparison. Where hidden counts, or two unlike
    definitions, leave an order open, it is not decided.
    """
    totals = [
        row
        for row in figures
        if (row["measure"], row["basis"], row["dimension"]) == ("count", "own", "total")
    ]
    rows = [*_check_allegations(totals)]
    for table in list_breakdowns(series, figures, refusals):
        if table.dimension == "outcome":
            rows += _check_outcomes(table, totals)
    return CHECKS.frame(rows)


def _check_allegations(totals: list[dict]) -> Iterator[dict]:
    """(c) Cases beside the allegations made in them, of one force in the same people."""
    allegations = [row for row in totals if row["unit"] == "allegations"]
    cases = [row for row in totals if row["unit"] in CASES]
    for more, fewer in product(allegations, cases):
        alike = ("force", "population", "date_basis", "start", "end")
        if any(more[name] != fewer[name] for name in alike):
            continue
        two = more["definition"] != fewer["definition"]
        note = f"{fewer['definition']} beside {more['definition']}" if two else ""
        part, whole = (_name_total(row) for row in (fewer, more))
        yield _check(fewer, "order of units", fewer["table"], part, whole, note, decided=not two)


def _check_outcomes(table: Breakdown, totals: list[dict]) -> Iterator[dict]:
    """(d) and (f): the outcomes of a reply beside how many it says there were in all."""
    first = next(iter(table.counts.values()))
    alike = ("force", "reference", "population", "start", "end")
    for row in totals:
        same_unit = row["unit"] == first["unit"]
        if any(row[name] != first[name] for name in alike):
            continue
        if not (same_unit or row["unit"] in NOT_ADDITIVE):
            continue  # one complaint may end in several sanctions
        whole = _name_total(row)
        sanctions = _sum("sanctions", table, "disciplinary")
        cleared = _sum("no case to answer", table, "no_case_to_answer")
        (_, (low, high), cells), (_, (least, most), others) = whole, cleared
        answering = (max(low - most, 0), high - least)
        if others:
            name = f"{whole[0]} less those with no case to answer"
            whole = (name, answering, " | ".join((cells, others)))
        if sanctions[2]:
            note = "" if same_unit and table.series.is_additive else TWICE
            yield _check(first, "sanctions", table.table, sanctions, whole, note, decided=not note)
        if same_unit and row["definition"] != first["definition"]:
            ended = "all that are finished", table.sum, table.cells
            yield _check(first, "finished and all", table.table, ended, _name_total(row), "")


def _sum(name: str, table: Breakdown, node: str) -> Figure:
    codes = table.select(node)
    rows = [table.counts[code] for code in codes]
    low, high = (sum(table.ranges[code][end] for code in codes) for end in (0, 1))
    return name, (low, high), " | ".join(row["cells"] for row in rows)


def _name_total(row: dict) -> Figure:
    return row["unit"], (row["low"], row["high"]), row["cells"]


def _check(
    row: dict, check: str, table: str, part: Figure, whole: Figure, note: str, decided: bool = True
) -> dict:
    (name, (low, high), cells), (other, (least, most), others) = part, whole
    verdict = AGREES if high <= least else DIFFERS if decided and low > most else OPEN
    return {
        **{key: row[key] for key in ("force", "reference", "provenance")},
        "check": check,
        "table": table,
        "what": f"{name}, no more than {other}",
        "first": format_range(low, high),
        "first_cell": cells,
        "second": format_range(least, most),
        "second_cells": others,
        "verdict": verdict,
        "note": note,
    }
