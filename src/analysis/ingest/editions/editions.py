"""What a revised edition of a workbook changed, figure by figure and cell by cell.

Both editions are read by the same recipe and figures are matched by what they count, so that a
table which only moved does not look changed. Observations come of the later edition alone: two
vintages are never mixed.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import product

import pandas as pd

from analysis.ingest.editions.cell_changes import compare_other_cells
from analysis.ingest.editions.figure_changes import (
    LABEL_CHANGED,
    MOVED,
    compare_figures,
    gather_figures,
)
from analysis.ingest.files.sheet import spell_address
from analysis.ingest.files.workbook import Sheet
from analysis.ingest.recipe.unfold import Unfolded
from analysis.model.address import Address, join_addresses
from analysis.model.checks import AGREES, DIFFERS, OPEN
from analysis.model.faults import Fault
from analysis.model.response import Response

COLUMNS = ["change", "table", "what", "earlier", "earlier_cell", "later", "later_cell"]
UNREAD = "not read in the earlier edition"


@dataclass(frozen=True)
class Edition:
    """One edition of a workbook: its name as people see it, its sheets, and its tables as read.

    `remarks` say what a person should know of the file before trusting it.
    """

    file: str
    sheets: dict[str, Sheet]
    tables: list[Unfolded]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Revision:
    """What changed, one row a change with both texts and addresses, and a check for each table."""

    changes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COLUMNS))
    checks: list[dict] = field(default_factory=list)


def compare_editions(response: Response, earlier: Edition, later: Edition) -> Revision:
    """Set the earlier edition beside the later, by the tables of one reply.

    A table that the recipe cannot read in the earlier edition is said to be so, with the reason;
    its cells are then compared as plain text, like all those that no recipe reads.
    """
    rows, checks = [], []
    old_figures, new_figures, compared = [], [], []
    for table, before, after in zip(response.tables, earlier.tables, later.tables, strict=True):
        if before.faults:
            unread = [_tell_unread(table.name, fault) for fault in before.faults]
            checks.append(_check(table.name, later.file, 0, unread, OPEN))
            rows += unread
            continue
        old, new = gather_figures(before), gather_figures(after)
        changed = compare_figures(old, new)
        compared.append((table.name, len(old), changed, (_list_words(before), _list_words(after))))
        rows += changed
        old_figures += old
        new_figures += new
    # A changed label is told with its figures; as a cell it would be told again.
    told = {(row["earlier"], row["later"]) for row in rows if row["change"] == LABEL_CHANGED}
    others = compare_other_cells(earlier.sheets, later.sheets, old_figures, new_figures)
    others = [row for row in others if (row["earlier"], row["later"]) not in told]
    for name, figures, changed, words in compared:
        altered = [row for row in changed if row["change"] != MOVED]
        altered += [
            r for r in others if r["earlier_cell"] in words[0] or r["later_cell"] in words[1]
        ]
        verdict = DIFFERS if altered else AGREES
        checks.append(_check(name, later.file, figures, altered, verdict))
    rows += others
    for row in rows:
        for side in ("earlier_cell", "later_cell"):
            row[side] = "!".join(row[side] or ())
    return Revision(pd.DataFrame(rows, columns=COLUMNS).astype("str"), checks)


def _list_words(table: Unfolded) -> set[tuple[str, str]]:
    """The sheet and cell of a table's title, heads and labels: they say what its figures count."""
    block = table.block
    if block is None:
        return set()
    last = max(cell.column for cell in (block.title, *block.columns))
    over = range(block.title.row, block.heads.top + 1), range(block.heads.stub, last + 1)
    heads = {spell_address(row, column) for row, column in product(*over)}
    labels = {block.title.address, *(cell.address for cell in block.rows)}
    return {(block.sheet.name, address) for address in heads | labels}


def _tell_unread(table: str, fault: Fault) -> dict:
    blank = dict.fromkeys(COLUMNS, "")
    place = (fault.sheet, fault.cell) if fault.cell else None
    told = {"change": UNREAD, "table": table, "what": fault.problem, "earlier_cell": place}
    return blank | told


def _check(table: str, file: str, figures: int, altered: list[dict], verdict: str) -> dict:
    """The figures of the earlier edition beside those of them that stand as they were."""
    counts = Counter(row["change"] for row in altered)
    # Changed words are told once for many figures, which stand as they were.
    lost = [row for row in altered if row["table"] and row["change"] != LABEL_CHANGED]
    kept = figures - sum(bool(row["earlier_cell"]) for row in lost) if figures else 0
    cells = [Address(file, *row["later_cell"]) for row in altered if row["later_cell"]]
    return {
        "check": "earlier edition",
        "table": table,
        "what": "figures of the earlier edition beside those that stand",
        "first": str(figures),
        "first_cell": "",
        "second": str(kept),
        "second_cells": join_addresses(cells),
        "verdict": verdict,
        "note": ", ".join(f"{change}: {count}" for change, count in counts.items()),
    }
