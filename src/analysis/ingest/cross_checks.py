"""What a reply says twice, set side by side. A difference is kept and shown, never mended."""

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from analysis.ingest.recipe.subtotals import (
    compare_sums,
    drop_tiled,
    fill_same_days,
    merge_days,
    name_cells,
    spell_days,
)
from analysis.ingest.recipe.unpivot import PrintedTotal
from analysis.model.checks import AGREES, CHECKS, DIFFERS, OPEN, PRINTED_TOTAL
from analysis.model.reply import Reply
from analysis.model.window import Window

KINDS = ("unit", "population", "definition", "date_basis")


def check_reply(
    response: Reply,
    observations: list[dict],
    totals: list[PrintedTotal],
    met: Iterable[dict] = (),
) -> pd.DataFrame:
    """Every check of one reply, one row each: two figures, their cells, and whether they agree.

    `met` are rows made while reading. `verdict` is `agrees`, `differs`, or `not decided` where
    hidden counts, people counted more than once or unlike windows leave it open.
    """
    # A printed total is the sum of figures that are here as well: it would count them twice.
    tables: dict[str, list[dict]] = {}
    for figure in observations:
        tables.setdefault(figure["table"], [])
        if not figure["note"].startswith(PRINTED_TOTAL):
            tables[figure["table"]].append(figure)
    rows = [*met, *(_check_total(total) for total in totals)]
    rows += _check_against_totals({name: f for name, f in tables.items() if f})
    rows += _check_declared(response, tables)
    rows += _check_windows(response, tables)
    named = [
        {
            "force": response.force,
            "reference": response.reference,
            **row,
            "provenance": response.provenance,
        }
        for row in rows
    ]
    return CHECKS.frame(named)


def _check_total(total: PrintedTotal) -> dict:
    table, parts = total.printed["table"], drop_tiled(total.parts)
    return compare_sums(PRINTED_TOTAL, table, total.what, [total.printed], parts)


def _check_against_totals(tables: dict[str, list[dict]]) -> list[dict]:
    """Each table beside the tables of totals that count alike, period by period."""
    rows = []
    totals = [name for name, figures in tables.items() if figures[0]["dimension"] == "total"]
    for name, figures in tables.items():
        # Two tables of totals are set side by side once, the later beside the earlier.
        earlier = totals[: totals.index(name)] if name in totals else totals
        check = "two totals" if name in totals else "sum of categories"
        for other in earlier:
            if all(tables[other][0][kind] == figures[0][kind] for kind in KINDS):
                rows += _set_side_by_side(check, name, other, tables[other], figures)
    return rows


def _set_side_by_side(
    check: str, name: str, other: str, first: list[dict], second: list[dict]
) -> list[dict]:
    """One row where every common period agrees, else one for each that does not.

    Grand sums can be equal while the years are not. They are set beside each other only where
    the tables fill the same days with other periods.
    """
    what = f"sum of this table beside {other}"
    periods, others = _group_periods(first), _group_periods(second)
    shared = [period for period in periods if period in others]
    rows = [
        compare_sums(check, name, f"{what}, {Window(*period)}", periods[period], others[period])
        for period in shared
    ]
    if fill_same_days(first, second):
        whole = compare_sums(check, name, what, drop_tiled(first), drop_tiled(second))
        rows += [whole] if periods.keys() != others.keys() else []
    elif shared:
        first, second = ([f for p in shared for f in each[p]] for each in (periods, others))
        what = f"{what}, {spell_days(first)}"
        whole = compare_sums(check, name, what, drop_tiled(first), drop_tiled(second))
    else:
        return []
    return [row for row in rows if row["verdict"] != AGREES] or [whole]


def _group_periods(figures: list[dict]) -> dict[tuple, list[dict]]:
    periods: dict[tuple, list[dict]] = {}
    for figure in figures:
        periods.setdefault((figure["start"], figure["end"]), []).append(figure)
    return periods


def _check_declared(response: Reply, tables: dict[str, list[dict]]) -> list[dict]:
    """Tables whose recipe asks for their sum to be set beside another table's figure."""
    rows = []
    for table in response.tables:
        if not table.compare_total_with:
            continue
        mine = drop_tiled(tables.get(table.name, []))
        other = drop_tiled(tables.get(table.compare_total_with, []))
        notes = []
        if mine and other and mine[0]["unit"] != other[0]["unit"]:
            notes.append(f"{other[0]['unit']} beside {mine[0]['unit']}: two units in one answer")
        unlike = bool(mine and other) and not fill_same_days(mine, other)
        if unlike:
            notes.append(f"{spell_days(other)} beside {spell_days(mine)}: not the same days")
        what = f"sum of this table beside {table.compare_total_with}"
        row = compare_sums("declared comparison", table.name, what, other, mine, "; ".join(notes))
        rows.append(row | ({"verdict": OPEN} if unlike else {}))
    return rows


def _check_windows(response: Reply, tables: dict[str, list[dict]]) -> list[dict]:
    """The window the letter declares beside the one that the printed years fill."""
    rows = []
    declared = response.window.supplied
    for own in response.tables:
        name, figures = own.name, tables.get(own.name)
        if own.window or not figures or "year" not in (own.rows, own.columns, *own.records):
            continue
        filled = merge_days(figures)
        start, end = filled[0].start, filled[-1].end
        missing = _find_missing(declared, filled)
        agrees = start == declared.start and end in (declared.end, declared.end_latest)
        rows.append(
            {
                "check": "declared window",
                "table": name,
                "what": "first and last day of the years",
                "first": f"{declared.start} to {declared.end}",
                "first_cell": "response.yaml window",
                "second": f"{start} to {end}",
                "second_cells": name_cells(figures),
                "verdict": AGREES if agrees and not missing else DIFFERS,
                "note": f"no figures for {' and '.join(map(str, missing))}" if missing else "",
            }
        )
    return rows


def _find_missing(declared: Window, filled: tuple[Window, ...]) -> list[Window]:
    """The days of the declared window that no figure fills."""
    edges = [declared.start, *(day for w in filled for day in (w.start, w.end)), declared.end]
    gaps = list(pairwise(edges))[::2]
    return [Window(start, end) for start, end in gaps if start < end]
