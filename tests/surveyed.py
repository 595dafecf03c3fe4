"""A small workbook as `inspect` reads it: cells, tables, questions and drafted lines, to assert."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import Any

from formats import Grid, Hidden, write_book
from openpyxl.utils import range_boundaries
from sampling import take

from analysis.ingest.detection.cell_roles import list_cells
from analysis.ingest.detection.found_tables import FoundCell
from analysis.ingest.detection.question_kinds import OpenQuestion
from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.draft.response_draft import format_response
from analysis.ingest.files.workbook import read_file
from analysis.ingest.inspect import DraftedTables, draft_tables, list_findings

SHEET = "Q1"


def spread(*axes: Iterable[Any]) -> list[tuple]:
    """Every crossing of the axes in long tests; else a share that has each value of each axis."""
    cases = list(product(*axes))
    taken = set(take(range(len(cases))))
    for axis in range(len(axes)):
        for value in dict.fromkeys(map(itemgetter(axis), cases)):
            holding = [n for n, case in enumerate(cases) if case[axis] == value]
            if not taken.intersection(holding):
                taken.add(holding[len(taken) % len(holding)])
    return [cases[number] for number in sorted(taken)]


@dataclass(frozen=True)
class Survey:
    """What was found in one workbook, its first sheet above all."""

    path: Path
    drafted: DraftedTables

    @cached_property
    def cells(self) -> dict[str, FoundCell]:
        """The cells of the first sheet by address."""
        book = self.drafted.workbook
        return {cell.cell: cell for cell in list_cells(book, next(iter(book.sheets)))}

    @property
    def questions(self) -> list[OpenQuestion]:
        """All questions: of the file, and of its tables with their recipes."""
        book = self.drafted.workbook
        return [*book.questions, *(q for table in book.tables for q in table.questions)]

    @property
    def asked(self) -> list[str]:
        return [str(question) for question in self.questions]

    def asks_about(self, cell: str) -> list[str]:
        """The questions that name this cell, alone or in a range."""
        return [q.text for q in self.questions if any(_holds(named, cell) for named in q.cells)]

    def count(self, cell: str) -> tuple[int | None, float | None] | None:
        """The lowest and the highest count that a figure is taken for; None where it is none."""
        found = self.cells.get(cell)
        if found is None or found.role not in ("data", "total"):
            return None
        return found.low, found.high

    def labels(self, cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The row labels and the column labels of a figure."""
        return self.cells[cell].row_labels, self.cells[cell].column_labels

    @property
    def drafts(self) -> list[dict[str, Any]]:
        """The drafted recipes, each as its keys and values."""
        return [{e.key: e.value for e in draft.entries} for draft in self.drafted.recipes]

    @property
    def draft(self) -> str:
        """The drafted response.yaml as it is written."""
        return format_response(self.drafted.workbook, self.drafted.recipes, self.path)

    @property
    def listing(self) -> str:
        """What `inspect` prints."""
        book = self.drafted.workbook
        return "\n".join(list_findings(book, list(book.sheets), 10_000))


def _holds(named: str, cell: str) -> bool:
    left, top, right, bottom = range_boundaries(named)
    column, row, _, _ = range_boundaries(cell)
    return left <= column <= right and top <= row <= bottom


def survey(path: Path) -> Survey:
    """Inspect a workbook that lies there."""
    tables = find_tables(read_file(path))
    return Survey(path, draft_tables(tables, list(tables.sheets)))


def survey_rows(
    folder: Path,
    form: str,
    rows: Grid,
    hidden: Hidden | None = None,
    more: Mapping[str, Grid] | None = None,
    merged: Sequence[str] = (),
) -> Survey:
    """Write rows as one sheet in a format, `more` sheets behind it, and inspect the file."""
    unseen = {SHEET: hidden} if hidden else {}
    path = folder / f"reply{form}"
    return survey(write_book(path, {SHEET: rows, **(more or {})}, {SHEET: merged}, unseen))
