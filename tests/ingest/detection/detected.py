"""What was found in a workbook, by detection or by its JSON, in one shape to be scored."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import coordinate_to_tuple

from analysis.ingest.detection.cell_roles import list_cells
from analysis.ingest.detection.found_tables import FoundCell, WorkbookTables
from analysis.ingest.detection.question_kinds import QuestionKind

FIGURES = ("data", "total")


@dataclass(frozen=True)
class DetectedTable:
    """One table as found; rows are one-based, `questions` as they are printed.

    `asked` says whether any of them warns of its figures or labels: one for the letter does not.
    """

    sheet: str
    title: str
    questions: tuple[str, ...]
    total_rows: frozenset[int]
    confidence: float = 0.0
    asked: bool = False


def is_of_the_letter(printed: str) -> bool:
    """Whether only the letter answers a question, by its words: JSON holds no more of it."""
    return "fill in " in printed or any(k.of_letter and k.text in printed for k in QuestionKind)


@dataclass
class Detected:
    """Every cell by (sheet, address), the tables, and the questions about the file."""

    cells: dict[tuple[str, str], FoundCell]
    tables: list[DetectedTable]
    asks: list[str]

    def is_figure(self, sheet: str, cell: str) -> bool:
        told = self.cells.get((sheet, cell))
        return told is not None and told.role in FIGURES


def take_tables(workbook: WorkbookTables) -> Detected:
    cells = (cell for sheet in workbook.sheets for cell in list_cells(workbook, sheet))
    tables = [
        DetectedTable(
            t.sheet,
            t.title,
            tuple(map(str, t.questions)),
            frozenset(row + 1 for row in t.total_rows),
            t.confidence,
            not all(question.of_letter for question in t.questions),
        )
        for t in workbook.tables
    ]
    return Detected(
        {(c.sheet, c.cell): c for c in cells}, tables, [str(q) for q in workbook.questions]
    )


def take_json(printed: Mapping[str, Any]) -> Detected:
    """The same from what `inspect --json` prints.

    A row is a total where all its figures are; a count whose highest is null has none, as JSON
    knows no infinity.
    """
    cells = {}
    for cell in printed["cells"]:
        taken = {key: tuple(cell[key]) for key in ("row_labels", "column_labels")}
        if cell["low"] is not None and cell["high"] is None:
            taken["high"] = math.inf
        cells[cell["sheet"], cell["cell"]] = FoundCell(**{**cell, **taken})
    tables = []
    for number, table in enumerate(printed["tables"]):
        figures = {
            coordinate_to_tuple(c.cell): c.role == "total"
            for c in cells.values()
            if c.table == number and c.role in FIGURES
        }
        totals = frozenset(find_total_rows(figures))
        told = table["sheet"], table["title"], tuple(table["questions"]), totals
        warns = not all(map(is_of_the_letter, table["questions"]))
        tables.append(DetectedTable(*told, table["confidence"], warns))
    return Detected(cells, tables, list(printed["questions"]))


def find_total_rows(figures: Mapping[tuple[int, int], bool]) -> set[int]:
    """The rows all of whose figures are totals, the columns that are totals throughout left aside.

    `figures` says of each (row, column) whether its role is `total`.
    """
    plain_columns = {column for (_, column), is_total in figures.items() if not is_total}
    counted = {p: t for p, t in figures.items() if p[1] in plain_columns or not plain_columns}
    plain_rows = {row for (row, _), is_total in counted.items() if not is_total}
    return {row for row, _ in counted} - plain_rows
