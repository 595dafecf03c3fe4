"""Find a table by the words that stand above it, wherever an inserted row has pushed it."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from analysis.ingest.workbook import Cell, Sheet, fold

TOTAL_WORDS = ("total", "totals", "grand total", "overall total", "all")
DEEPEST_HEADER = 10  # rows between a title and its header: notes, a banner over the years


@dataclass(frozen=True)
class Block:
    """Where a table lies: its sheet, title, header cells, label cells, and total labels if any."""

    sheet: Sheet
    title: Cell
    columns: tuple[Cell, ...]
    rows: tuple[Cell, ...]

    def at(self, row: Cell, column: Cell) -> Cell:
        return self.sheet.cell(row.row, column.column)


def find_title(sheets: dict[str, Sheet], words: str, sheet: str = "") -> tuple[Sheet, Cell]:
    """The one cell that says `words`: alone in its cell first, else as part of it.

    Raises ValueError where no cell or more than one does, naming what stands nearest.
    """
    if sheet and sheet not in sheets:
        raise ValueError(f"there is no sheet {sheet!r}; there are: {', '.join(sheets)}")
    searched = [sheets[sheet]] if sheet else list(sheets.values())
    cells = [(page, cell) for page in searched for cell in page.filled()]
    target = fold(words)
    for fits in (target.__eq__, lambda text: target in text):
        found = [(page, cell) for page, cell in cells if fits(fold(cell.text))]
        if len(found) == 1:
            return found[0]
        if found:
            places = ", ".join(f"{page.name}!{cell.address}" for page, cell in found[:5])
            raise ValueError(f"{words!r} stands in more than one cell ({places})")
    texts = {cell.text: f"{page.name}!{cell.address}" for page, cell in cells}
    near = difflib.get_close_matches(words, texts, n=1, cutoff=0.5)
    hint = f"; nearest is {near[0]!r} in {texts[near[0]]}" if near else ""
    raise ValueError(f"no cell says {words!r}{hint}")


def locate_table(
    sheet: Sheet,
    title: Cell,
    is_header: Callable[[Cell], bool],
    is_label: Callable[[Cell], bool],
    is_value: Callable[[Cell], bool],
    one_column: bool,
) -> Block:
    """The block under a title: header to the right of the label column, labels down to a blank row.

    `is_header` knows a column label when it sees one; `is_label` a row label; `is_value` a count
    or mark. With `one_column` the header may be any words, or missing.
    Raises ValueError where no header is met within ten rows, or no row follows it.
    """
    first = title.column + 1
    if one_column:
        top, columns = _find_value_column(sheet, title, is_label, is_value)
    else:
        top, columns = _find_header(sheet, title, first, is_header)
    rows = []
    for row in range(top + 1, sheet.height):
        label = sheet.cell(row, title.column)
        values = [sheet.cell(row, column.column) for column in columns]
        blank = not any(cell.text for cell in values)
        if blank and (not label.text or not (is_label(label) or is_total(label))):
            break  # a blank row, or a note under the table
        rows.append(label)
    if not rows:
        raise ValueError("no row of figures follows the header")
    return Block(sheet, title, tuple(columns), tuple(rows))


def is_total(cell: Cell) -> bool:
    return fold(cell.text).strip(":") in TOTAL_WORDS


def _find_header(
    sheet: Sheet, title: Cell, first: int, is_header: Callable[[Cell], bool]
) -> tuple[int, list[Cell]]:
    for row in range(title.row + 1, min(title.row + 1 + DEEPEST_HEADER, sheet.height)):
        columns = []
        while (cell := sheet.cell(row, first + len(columns))).text:
            columns.append(cell)
        if any(map(is_header, columns)):
            return row, columns
    raise ValueError("no header row with the labels the recipe speaks of follows this title")


def _find_value_column(
    sheet: Sheet,
    title: Cell,
    is_label: Callable[[Cell], bool],
    is_value: Callable[[Cell], bool],
) -> tuple[int, list[Cell]]:
    """The header row and the one value column; a table without header starts at its first row."""
    for row in range(title.row + 1, min(title.row + 1 + DEEPEST_HEADER, sheet.height)):
        label, cell = sheet.cell(row, title.column), sheet.cell(row, title.column + 1)
        if cell.text:
            starts = is_value(cell) or is_label(label)
            return (row - 1 if starts else row), [
                sheet.cell(row - 1 if starts else row, cell.column)
            ]
    raise ValueError("no column of figures stands beside the labels under this title")
