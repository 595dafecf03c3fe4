"""Random workbooks whose truth is known: tables stacked or side by side among notes and prose."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from known import TrueTable
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from random_habits import add_habit
from random_lists import draw_list, draw_records, draw_shares, draw_single_row
from random_printing import Meaning
from random_tables import Block, draw_crosstab
from random_words import LINES, NOTES

DRAWERS = [draw_crosstab] * 6 + [draw_list, draw_list, draw_single_row, draw_shares, draw_records]
TITLES = ["by rank", "by year", "received", "by force", "by platform", "and their outcomes"]


@dataclass
class Page:
    """One sheet: its cells, its merged spans, and the truth of its tables."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    tables: list[TrueTable] = field(default_factory=list)

    @property
    def rows(self) -> list[list]:
        """The cells as a grid of lists, blanks None."""
        high = max((row for row, _ in self.cells), default=-1) + 1
        wide = max((column for _, column in self.cells), default=-1) + 1
        return [[self.cells.get((row, column)) for column in range(wide)] for row in range(high)]

    def place(self, block: Block, top: int, left: int) -> None:
        """Copy a block with its corner here; its title, if any, already stands above."""
        table = TrueTable(self.name, block.title)
        for (row, column), value in block.cells.items():
            self.cells[top + row, left + column] = value
        for first, start, last, end in block.merges:
            self.merges.append((top + first, left + start, top + last, left + end))
        for spot, figure in block.figures.items():
            table.figures[name_cell(top + spot[0], left + spot[1])] = figure
        table.optional = {name_cell(top + r, left + c) for r, c in block.optional}
        table.blanks = {name_cell(top + r, left + c) for r, c in block.blanks}
        table.total_rows = {top + row + 1 for row in block.total_rows}
        table.either_rows = {top + row + 1 for row in block.either_rows}
        self.tables.append(table)


def name_cell(row: int, column: int) -> str:
    return f"{get_column_letter(column + 1)}{row + 1}"


def draw_page(rng: Random, name: str = "Sheet") -> Page:
    """A sheet of none to four tables under a few lines of the letter, with notes among them."""
    page = Page(name)
    row = 0
    for line in rng.sample(LINES, rng.choice([0, 0, 1, 2, 3])):
        page.cells[row, 0] = line
        row += 1
    row += bool(row)
    if rng.random() < 0.03:
        return page
    count = rng.choice([1, 1, 1, 2, 2, 3, 4])
    beside = count > 1 and rng.random() < 0.35
    left = rng.choice([0, 0, 0, 1])
    bottom = row
    meanings: dict[str, Meaning] = {}
    for number in range(count):
        drawer = rng.choice(DRAWERS)
        block = drawer(rng)
        if drawer in (draw_crosstab, draw_list) and rng.random() < 0.3:
            add_habit(rng, block)
        bare = not block.figures or min(r for r, _ in block.figures) == 0
        if count > 1 or bare or rng.random() < 0.7:
            block.title = f"Table {number + 1}: {rng.choice(NAMES)} {rng.choice(TITLES)}"
        if block.title and not beside and rng.random() < 0.08:
            page.cells[row, left + block.wide + rng.randint(1, 3)] = "Return to contents"
        meanings |= block.meanings
        end = place_block(rng, page, block, row, left)
        bottom = max(bottom, end)
        if beside:
            left += block.wide + rng.randint(1, 3)
        else:
            row = end + rng.choice([0, 1, 1, 2, 3])
    for line in rng.sample(NOTES, rng.choice([0, 0, 1])):
        page.cells[bottom + 1, 0] = line
    settle_marks(page, meanings)
    return page


def settle_marks(page: Page, meanings: dict[str, Meaning]) -> None:
    """A legend under one table of the sheet may be taken for the others that have none."""
    for table in page.tables:
        for cell, figure in table.figures.items():
            row, column = coordinate_to_tuple(cell)
            glyph = page.cells[row - 1, column - 1]
            if not figure.values and not figure.lows and glyph in meanings:
                lows, high = meanings[glyph]
                table.figures[cell] = replace(figure, lows=lows, high=high)


NAMES = ["Complaints", "Allegations", "Officers investigated", "Misconduct cases"]


def place_block(rng: Random, page: Page, block: Block, row: int, left: int) -> int:
    """Title, remarks, the block, footnotes; returns the first free row."""
    if block.title:
        page.cells[row, left] = block.title
        row += 1
        if rng.random() < 0.15:
            page.cells[row, left] = rng.choice(NOTES)
            row += 1
        row += rng.random() < 0.3
    page.place(block, row, left)
    if rng.random() < 0.1 and not page.cells.get((row, left + block.wide + 1)):
        aside = rng.randrange(block.high)
        page.cells[row + aside, left + block.wide + 1] = "Please read with the letter of 3 May"
        block.cells[aside, block.wide + 1] = None  # a neighbour stands beyond it
    row += block.high
    lines = [*block.legend, *rng.sample(NOTES, rng.choice([0, 0, 1]))]
    if lines:
        row += rng.random() < 0.3
    for line in lines:
        page.cells[row, left] = line
        row += 1
    return row


def write_pages(path: Path, pages: list[Page]) -> Path:
    """The pages as an .xlsx, merged spans and real dates included."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for page in pages:
            sheet = book.add_worksheet(page.name)
            for (row, column), value in page.cells.items():
                if value is not None:
                    sheet.write(row, column, value)
            for top, left, bottom, right in page.merges:
                sheet.merge_range(top, left, bottom, right, "")
                sheet.write(top, left, page.cells[top, left])
    return path
