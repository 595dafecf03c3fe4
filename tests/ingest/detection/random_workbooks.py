"""Random workbooks whose truth is known: tables stacked or side by side among notes and prose."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from formats import SEEN, Hidden, Styled, write_book
from known import TrueTable
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from random_gaps import add_gap
from random_habits import add_habit
from random_lists import draw_list, draw_records, draw_shares, draw_single_row
from random_looks import PLANTED, add_look
from random_offices import draw_office_table
from random_printing import Meaning
from random_tables import Block, draw_crosstab
from random_words import LINES, NOTES

DRAWERS = [draw_crosstab] * 6 + [draw_list, draw_list, draw_single_row, draw_shares, draw_records]
DRAWERS += [draw_office_table] * 4
ENDINGS = (".xlsx", ".xls", ".ods")
TITLES = ["by rank", "by year", "received", "by force", "by platform", "and their outcomes"]


@dataclass
class Page:
    """One sheet: its cells, its merged spans, and the truth of its tables."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    tables: list[TrueTable] = field(default_factory=list)
    hidden: Hidden = SEEN

    @property
    def rows(self) -> list[list]:
        """The cells as a grid of lists, blanks None."""
        high = max((row for row, _ in self.cells), default=-1) + 1
        wide = max((column for _, column in self.cells), default=-1) + 1
        return [[self.cells.get((row, column)) for column in range(wide)] for row in range(high)]

    def place(self, block: Block, top: int, left: int) -> None:
        """Copy a block with its corner here; its title, if any, already stands above."""
        table = TrueTable(self.name, block.title, blocks=block.may_part)
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
        unseen = block.hidden
        self.hidden = Hidden(
            self.hidden.rows | {top + row for row in unseen.rows},
            self.hidden.columns | {left + column for column in unseen.columns},
            self.hidden.filtered | {top + row for row in unseen.filtered},
        )


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
        elif drawer is not draw_records:
            vary(rng, block, alone=count == 1)
        bare = not block.figures or min(r for r, _ in block.figures) == 0
        if count > 1 or bare or rng.random() < 0.7:
            block.title = f"Table {number + 1}: {rng.choice(NAMES)} {rng.choice(TITLES)}"
        if block.title and not beside and rng.random() < 0.08:
            page.cells[row, left + block.wide + rng.randint(1, 3)] = "Return to contents"
        meanings |= block.meanings
        end = place_block(rng, page, block, row, left, beside)
        bottom = max(bottom, end)
        if beside:
            left += block.wide + rng.randint(1, 3)
        else:
            row = end + rng.choice([0, 1, 1, 2, 3])
    for line in rng.sample(NOTES, rng.choice([0, 0, 1])):
        page.cells[bottom + 1, 0] = line
    settle_marks(page, meanings)
    return page


def vary(rng: Random, block: Block, alone: bool) -> None:
    """Rows without figures, looks and hidden lines over a table; lines hide only where it is alone.

    A hidden line of the sheet would hide what stands beside the table or under it.
    """
    if rng.random() < 0.2:
        add_gap(rng, block)
        block.settle_totals()
    if rng.random() < 0.3:
        add_look(rng, block, alone)
        block.settle_totals()


def settle_marks(page: Page, meanings: dict[str, Meaning]) -> None:
    """A legend under one table of the sheet may be taken for the others that have none."""
    for table in page.tables:
        for cell, figure in table.figures.items():
            row, column = coordinate_to_tuple(cell)
            glyph = page.cells[row - 1, column - 1]
            glyph = glyph.shown if isinstance(glyph, Styled) else glyph
            if not figure.values and not figure.lows and glyph in meanings:
                lows, high = meanings[glyph]
                table.figures[cell] = replace(figure, lows=lows, high=high)


NAMES = ["Complaints", "Allegations", "Officers investigated", "Misconduct cases"]


def place_block(rng: Random, page: Page, block: Block, row: int, left: int, beside: bool) -> int:
    """Title, remarks, the block, footnotes; returns the first free row.

    Words stand aside only of tables that have no neighbour, whose label they would be.
    """
    if block.title:
        page.cells[row, left] = block.title
        row += 1
        if rng.random() < 0.15:
            page.cells[row, left] = rng.choice(NOTES)
            row += 1
        row += rng.random() < 0.3
    page.place(block, row, left)
    if not beside and rng.random() < 0.1 and not page.cells.get((row, left + block.wide + 1)):
        aside = rng.randrange(block.high)
        page.cells[row + aside, left + block.wide + 1] = "Please read with the letter of 3 May"
    row += block.high
    lines = [*block.legend, *rng.sample(NOTES, rng.choice([0, 0, 1]))]
    if lines:
        row += rng.random() < 0.3
    for line in lines:
        page.cells[row, left] = line
        row += 1
    return row


def write_pages(path: Path, pages: list[Page]) -> Path:
    """The pages as a workbook of the path's format: spans, real dates, looks, hidden lines."""
    spans = {
        page.name: [f"{name_cell(t, lf)}:{name_cell(b, r)}" for t, lf, b, r in page.merges]
        for page in pages
    }
    hidden = {page.name: page.hidden for page in pages}
    return write_book(path, {page.name: page.rows for page in pages}, spans, hidden)


def draw_hidden_page(rng: Random, name: str) -> Page:
    """A hidden sheet of planted words and counts; of its cells nothing may be told."""
    kind = rng.choice(["hidden", "very hidden"])
    page = Page(name, hidden=Hidden(sheet=kind))
    page.cells |= {(0, 0): "Complaints by officer", (1, 0): "Officer", (1, 1): "Complaints"}
    for row, word in enumerate(PLANTED, start=2):
        page.cells |= {(row, 0): word, (row, 1): rng.randint(1, 9)}
    return page
