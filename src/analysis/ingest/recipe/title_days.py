"""The days named over a table, in its title or down to its heads, beside those it is read for."""

import re
from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell
from analysis.ingest.recipe.block import Block
from analysis.ingest.recipe.labels import Recipe
from analysis.ingest.words.calendars import FINANCIAL, YEAR
from analysis.ingest.words.periods import read_period
from analysis.model.address import Address
from analysis.model.checks import AGREES, DIFFERS, OPEN
from analysis.model.window import Window

_NAMED = rf"\b(?:{YEAR}|{FINANCIAL})\b"
# Before a period these leave one of its ends open, or shut it out; a number makes it a part.
_OPEN = r"\b(?:since|after|before|until|up to|to|from|excluding|except|not)$|\d(?:st|nd|rd|th)?$"
_SPAN = r"\bto\b|\buntil\b|\band\b|[-–—]"  # within it, "from" opens what is closed as well


def check_days(recipe: Recipe, block: Block, file: str) -> list[dict]:
    """A row of checks for each cell over a table that names days, where none of its labels does.

    "Complaints by rank, 2021" is no table of five years, whatever the letter declares. Days that
    cannot be told from the words, such as "2018 and 2019" or "since 2020", are not decided.
    Below the title only what does not agree is told.
    """
    if "year" in (recipe.table.rows, recipe.table.columns):
        return []
    named = [cell for cell in list_above(block) if re.search(_NAMED, cell.text)]
    rows = [(cell, _compare(recipe, cell, file, block.sheet.name)) for cell in named]
    return [row for cell, row in rows if cell == block.title or row["verdict"] != AGREES]


def list_above(block: Block) -> Iterator[Cell]:
    """The cells from a table's title down to its heads, over the columns that are read."""
    heads, title = block.heads, block.title
    read = {title.column, heads.stub, *(cell.column for cell in heads.columns)}
    across = [c for c in range(min(read), max(read) + 1) if c in read or c not in heads.skipped]
    for row in range(title.row, heads.top + 1):
        yield from (cell for c in across if (cell := block.sheet.cell(row, c)).text)


def _compare(recipe: Recipe, cell: Cell, file: str, sheet: str) -> dict:
    read, days = recipe.window, _find_days(cell.text)
    if days is None:
        verdict = OPEN
        note = "the days cannot be told from these words; say `window` in this table's recipe"
    else:
        ends = {read.end, read.end_latest} & {days.end, days.end_latest}
        verdict = AGREES if read.start == days.start and ends else DIFFERS
        told = "say `window` in this table's recipe if the title is right"
        note = "" if verdict == AGREES else told
    return {
        "check": "days of the title",
        "table": recipe.table.name,
        "what": "first and last day that the title names",
        "first": f"{days.start} to {days.end}" if days else cell.text,
        "first_cell": str(Address(file, sheet, cell.address)),
        "second": f"{read.start} to {read.end}",
        "second_cells": "response.yaml window",
        "verdict": verdict,
        "note": note,
    }


def _find_days(text: str) -> Window | None:
    """The longest end of the words that is a period; None where they may mean other days.

    Another year before it, or a word that leaves its start or end open, and it is not the whole.
    """
    words = text.split()
    for start in range(len(words)):
        last = " ".join(words[start:]).strip("()[],:;. ")
        try:
            window = read_period(last)
        except ValueError:
            return None  # of two readings neither is known to be meant
        if window:
            before = " ".join(words[:start]).lower().rstrip("([,:;. ")
            closed = before.endswith("from") and re.search(_SPAN, last)
            doubtful = re.search(_NAMED, before) or (re.search(_OPEN, before) and not closed)
            return None if doubtful else window
    return None
