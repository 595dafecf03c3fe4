"""Cells that were read where nobody looking at the sheet sees them: perhaps hidden on purpose."""

from analysis.ingest.files.workbook import Cell, Sheet
from analysis.ingest.recipe.observe import Figure
from analysis.ingest.recipe.sums import name_cells
from analysis.model.checks import OPEN


def check_hidden(sheet: Sheet, table: str, figures: list[Figure], file: str) -> list[dict]:
    """A row of checks that names a table's hidden figures and labels; none where all are seen."""
    cells = {c: None for f in figures for c in (f.cell, f.row.cell, f.column.cell) if c.text}
    hidden = sorted((c for c in cells if _is_hidden(sheet, c)), key=lambda c: (c.row, c.column))
    if not hidden:
        return []
    places = [{"file": file, "sheet": sheet.name, "cell": cell.address} for cell in hidden]
    return [
        {
            "check": "hidden cells",
            "table": table,
            "what": "cells read beside those of them that can be seen",
            "first": str(len(cells)),
            "first_cell": "",
            "second": str(len(cells) - len(hidden)),
            "second_cells": name_cells(places),
            "verdict": OPEN,
            "note": "the cells named are hidden in the workbook, and counted; ask the force why",
        }
    ]


def _is_hidden(sheet: Sheet, cell: Cell) -> bool:
    lines = cell.row in sheet.hidden_rows or cell.column in sheet.hidden_columns
    return lines or not sheet.visible
