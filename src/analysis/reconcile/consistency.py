"""Figures of one force that say the same thing twice: the orders they must keep, and what is
disputed where they differ (methods.md 6.2).

Both figures are shown, and nothing is mended. Counts stand, for they are what the reply says; no
rate, share, ratio, change or estimate is given that rests on a cell of either.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import pandas as pd

from analysis.model.address import merge_addresses, split_addresses
from analysis.model.checks import AGREES, CHECKS, DIFFERS, NOT_LISTED, OPEN, CheckKind
from analysis.model.count import NOT_ADDITIVE, format_range
from analysis.model.reply import SEVERAL
from analysis.reconcile.categories.breakdown import Breakdown, list_breakdowns
from analysis.reconcile.methods.shares import Range
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import COMPARISON, REFUSALS, TABLES, Findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row

REMEDY = "ask the force which of its figures is right"
CASES = ("cases", "complaints")
TWICE = "one person may have more than one sanction"

CellPlace = tuple[str, str, str]  # file, sheet, cell
NamedCount = tuple[str, Range, str]  # what it is, how many, its cells


def check_orders(series: Sequence[Series], found: Findings) -> pd.DataFrame:
    """One row of checks for each order that two figures of one force over one window should keep.

    A part is no more than its whole: each case has at least one allegation (methods.md 6.2, c),
    finished cases are no more than all (d), and sanctions no more than those with a case to answer,
    and these no more than all (f). Where hidden counts, or two unlike definitions, leave an order
    open, it is not decided. `found` is what the series come to by themselves.
    """
    totals = [
        row
        for row in found.figures
        if (row["measure"], row["basis"], row["dimension"]) == ("count", "own", "total")
    ]
    rows = [*_check_allegations(totals)]
    for table in list_breakdowns(series, found):
        if table.dimension == "outcome":
            rows += _check_outcomes(table, totals)
    return CHECKS.frame(rows)


def _check_allegations(totals: list[Row]) -> Iterator[Row]:
    """(c) Cases beside the allegations made in them, of one force in the same people."""
    allegations = [row for row in totals if row["unit"] == "allegations"]
    cases = [row for row in totals if row["unit"] in CASES]
    for more, fewer in product(allegations, cases):
        alike = ("force", "population", "date_basis", "start", "end")
        if any(more[name] != fewer[name] for name in alike):
            continue
        two = more["definition"] != fewer["definition"]
        note = f"{fewer['definition']} beside {more['definition']}" if two else ""
        part, whole = (_take_total(row) for row in (fewer, more))
        yield _check(
            fewer, CheckKind.ORDER_OF_UNITS, fewer["table"], part, whole, note, decided=not two
        )


def _check_outcomes(table: Breakdown, totals: list[Row]) -> Iterator[Row]:
    """(d) and (f): the outcomes of a reply beside how many it says there were in all."""
    first = next(iter(table.counts.values()))
    alike = ("force", "reference", "population", "start", "end")
    for row in totals:
        same_unit = row["unit"] == first["unit"]
        if any(row[name] != first[name] for name in alike):
            continue
        if not (same_unit or row["unit"] in NOT_ADDITIVE):
            continue  # one complaint may end in several sanctions
        whole = _take_total(row)
        sanctions = _add_up("sanctions", table, "disciplinary")
        cleared = _add_up("no case to answer", table, "no_case_to_answer")
        (_, (low, high), cells), (_, (least, most), others) = whole, cleared
        answering = (max(low - most, 0), high - least)
        if others:
            name = f"{whole[0]} less those with no case to answer"
            whole = (name, answering, " | ".join((cells, others)))
        if sanctions[2]:
            note = "" if same_unit and table.series.is_additive else TWICE
            yield _check(
                first, CheckKind.SANCTIONS, table.table, sanctions, whole, note, decided=not note
            )
        if same_unit and row["definition"] != first["definition"]:
            ended = "all that are finished", table.sum, table.cells
            yield _check(
                first, CheckKind.FINISHED_AND_ALL, table.table, ended, _take_total(row), ""
            )


def _take_total(row: Row) -> NamedCount:
    return row["unit"], (row["low"], row["high"]), row["cells"]


def _add_up(name: str, table: Breakdown, node: str) -> NamedCount:
    codes = table.select(node)
    rows = [table.counts[code] for code in codes]
    low, high = (sum(table.ranges[code][end] for code in codes) for end in (0, 1))
    return name, (low, high), " | ".join(row["cells"] for row in rows)


def _check(
    row: Row,
    check: str,
    table: str,
    part: NamedCount,
    whole: NamedCount,
    note: str,
    decided: bool = True,
) -> Row:
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


@dataclass(frozen=True)
class Disputed:
    """The cells whose figures differ from others, each with the checks that say so."""

    checks: Mapping[CellPlace, list[Row]] = field(default_factory=dict)

    def find(self, *cells: str) -> Refusal | None:
        """Why nothing is derived from some lists of cells; None where no check disputes them.

        The evidence names the checks and not their figures, which stand with the checks, where
        small ones are held back before publication.
        """
        if not self.checks:
            return None  # as in most studies, whose many addresses need not be read
        checks = [check for cell in _split(*cells) for check in self.checks.get(cell, ())]
        if not checks:
            return None
        whats = "; ".join(dict.fromkeys(check["what"] for check in checks))
        both = (check[name] for check in checks for name in ("first_cell", "second_cells"))
        evidence = f"what the reply gives twice differs: {whats}"
        return Refusal("INCONSISTENT_SOURCES", evidence, merge_addresses(*both), REMEDY)

    def withdraw(self, found: Findings) -> Findings:
        """The figures of a comparison that may stand, and one refusal more for each that may not.

        Counts stand, for they are what the reply says; all else is derived from them.
        """
        kept, refused = [], [*found.refusals]
        for row in found.figures:
            why = None
            if row["measure"] != "count":
                why = self.find(row["cells"], row["exposure_cells"])
            if why is None:
                kept.append(row)
                continue
            if row["basis"] == "cell":
                continue  # said by the refusal of the reply's own window, which holds its cells
            refusal = REFUSALS.take_over(row, COMPARISON, TABLES["orders"])
            if row["dimension"] == "total":
                refusal |= dict.fromkeys(("table", "dimension", "category"), "")
            refused.append(refusal | why.facts())
        return found._replace(figures=kept, refusals=refused)

    def object_to(self, tables: Iterable[Breakdown]) -> list[Breakdown]:
        """The tables, with an objection more to the shares of each that rests on a disputed cell,
        or whose total does."""
        return [
            replace(table, objections=tuple(dict.fromkeys((*table.objections, why))))
            if (why := self.find(table.cells, table.whole_cells))
            else table
            for table in tables
        ]

    def keep(self, rows: Iterable[Row]) -> list[Row]:
        """The rows of a further table that rest on no disputed cell: what they show is derived."""
        return [row for row in rows if self.find(row["cells"]) is None]


def find_disputed(checks: pd.DataFrame, series: Iterable[Series]) -> Disputed:
    """The cells of every check that ends in a difference between figures.

    One event may be on several platforms or of several kinds, or of none that is listed: that such
    a table does not sum to its total is no contradiction. Neither is a total above the sum of its
    outcomes one for itself, for not all may have ended: only they are disputed as its parts.
    """
    series = list(series)
    several, outcomes = (_list_tables(series, *some) for some in (SEVERAL, ("outcome",)))
    found: dict[CellPlace, list[Row]] = {}
    for check in checks.to_dict("records"):
        if not CheckKind(check["check"]).of_figures or check["verdict"] != DIFFERS:
            continue
        place = check["force"], check["reference"], check["table"]
        if check["check"] == CheckKind.SUM_OF_CATEGORIES and place in several:
            continue
        cells = _split(check["first_cell"], check["second_cells"])
        if place in outcomes and NOT_LISTED in check["note"]:
            cells = _split(check["second_cells"])
        for cell in cells:
            found.setdefault(cell, []).append(check)
    return Disputed(found)


def _list_tables(series: Iterable[Series], *dimensions: str) -> set[tuple[str, str, str]]:
    """The force, the reference and the name of every table by one of the dimensions."""
    return {
        (one.force, one.reference, table)
        for one in series
        for table in one.figures.loc[one.figures["dimension"].isin(dimensions), "table"]
    }


def _split(*cells: str) -> list[CellPlace]:
    """Each address once, whatever is noted of it."""
    addresses = split_addresses(merge_addresses(*cells))
    return list(dict.fromkeys((one.file, one.sheet, one.cell) for one in addresses))
