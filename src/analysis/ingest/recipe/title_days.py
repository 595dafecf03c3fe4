"""The days that a title names, set beside those its figures are read for."""

from analysis.ingest.files.workbook import Cell
from analysis.ingest.recipe.labels import Recipe
from analysis.ingest.words.periods import read_period
from analysis.model.address import Address
from analysis.model.checks import AGREES, DIFFERS
from analysis.model.window import Window


def check_title(recipe: Recipe, title: Cell, file: str, sheet: str) -> list[dict]:
    """A row of checks where a title ends in a period and no label of its table is one.

    "Complaints by rank, 2021" is no table of five years, whatever the letter declares.
    """
    days = None if "year" in (recipe.table.rows, recipe.table.columns) else _find_days(title.text)
    if days is None:
        return []
    read = recipe.window
    agrees = read.start == days.start and {read.end, read.end_latest} & {days.end, days.end_latest}
    return [
        {
            "check": "days of the title",
            "table": recipe.table.name,
            "what": "first and last day that the title names",
            "first": f"{days.start} to {days.end}",
            "first_cell": str(Address(file, sheet, title.address)),
            "second": f"{read.start} to {read.end}",
            "second_cells": "response.yaml window",
            "verdict": AGREES if agrees else DIFFERS,
            "note": "" if agrees else "say `window` in this table's recipe if the title is right",
        }
    ]


def _find_days(text: str) -> Window | None:
    """The longest end of a title that is a period; a remark behind it hides it."""
    words = text.split()
    for start in range(len(words)):
        try:
            window = read_period(" ".join(words[start:]).strip("()[],:;. "))
        except ValueError:
            return None  # of two readings neither is known to be meant
        if window:
            return window
    return None
