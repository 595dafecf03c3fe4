"""Find a table by the words that stand above it, wherever an inserted row has pushed it."""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.ingest.titles import resembles, says
from analysis.ingest.workbook import Cell, Sheet, fold

TOTAL_WORDS = ("total", "totals", "grand total", "overall total", "all")
DEEPEST_HEADER = 10  # rows between a title and its header: notes, a banner over the years

Test = Callable[[Cell], bool]


class Misplaced(ValueError):
    """A cell that stands where the recipe's table cannot have it, and what to do."""

    def __init__(self, cell: Cell, problem: str, remedy: str):
        self.cell, self.problem, self.remedy = cell, problem, remedy
        super().__init__(problem)


@dataclass(frozen=True)
class Looks:
    """How to tell cells apart: a column label, a row label, a count or mark, another's title."""

    header: Test
    label: Test
    value: Test
    title: Test


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
    """The one cell that says `words`: alone in its cell first, else with numbering or remarks.

    Raises ValueError where no cell or more than one does, naming what stands nearest.
    """
    if sheet and sheet not in sheets:
        raise ValueError(f"there is no sheet {sheet!r}; there are: {', '.join(sheets)}")
    searched = [sheets[sheet]] if sheet else list(sheets.values())
    cells = [(page, cell) for page in searched for cell in page.filled()]
    for fits in (lambda text: fold(text) == fold(words), lambda text: says(text, words)):
        found = [(page, cell) for page, cell in cells if fits(cell.text)]
        if len(found) == 1:
            return found[0]
        if found:
            places = ", ".join(f"{page.name}!{cell.address}" for page, cell in found[:5])
            raise ValueError(f"{words!r} stands in more than one cell ({places})")
    texts = {cell.text: f"{page.name}!{cell.address}" for page, cell in cells}
    # A title qualified at length is nearer than one of like letters.
    near = sorted((text for text in texts if resembles(text, words)), key=len)
    near = near or difflib.get_close_matches(words, texts, n=1, cutoff=0.5)
    hint = f"; nearest is {near[0]!r} in {texts[near[0]]}" if near else ""
    raise ValueError(f"no cell says {words!r}{hint}")


def locate_table(sheet: Sheet, title: Cell, looks: Looks, one_column: bool) -> Block:
    """The block under a title: header to the right of the label column, labels down to a blank row.

    With `one_column` the header may be any words, or missing.
    Raises ValueError where no header is met within ten rows, or no row follows it; Misplaced
    where another table or figures without a header are met first.
    """
    find = _find_value_column if one_column else _find_header
    top, columns = find(sheet, title, looks)
    rows = []
    for row in range(top + 1, sheet.height):
        label = sheet.cell(row, title.column)
        blank = not any(sheet.cell(row, column.column).text for column in columns)
        if blank and (looks.title(label) or not (looks.label(label) or is_total(label))):
            break  # a blank row, a note under the table, or the next title
        rows.append(label)
    if not rows:
        raise ValueError("no row of figures follows the header")
    return Block(sheet, title, tuple(columns), tuple(rows))


def is_total(cell: Cell) -> bool:
    return fold(cell.text).strip(":") in TOTAL_WORDS


def _rows_under(sheet: Sheet, title: Cell, looks: Looks) -> Iterator[tuple[Cell, Cell]]:
    """The label cell and the one beside it, row by row, while this title is the nearest above.

    Notes may stand directly under a title. Words after a blank row may be the next title, and
    reading on would give this table the figures of another.
    """
    gap = False
    for row in range(title.row + 1, min(title.row + 1 + DEEPEST_HEADER, sheet.height)):
        label, beside = sheet.cell(row, title.column), sheet.cell(row, title.column + 1)
        yield label, beside
        if label.text and not beside.text and (gap or looks.title(label)):
            raise Misplaced(
                label,
                f"{label.text!r} stands between {title.text!r} and the next figures",
                "write the words nearest above the table's header as its `find`",
            )
        gap = gap or not (label.text or beside.text)


def _find_header(sheet: Sheet, title: Cell, looks: Looks) -> tuple[int, list[Cell]]:
    for label, beside in _rows_under(sheet, title, looks):
        columns = []
        while (cell := sheet.cell(label.row, beside.column + len(columns))).text:
            columns.append(cell)
        # A count such as 2,019 looks like a year: beside a row's own label it is a figure.
        if any(map(looks.header, columns)) and not looks.label(label):
            return label.row, columns
        if any(map(looks.value, columns)):
            raise Misplaced(
                beside,
                "figures stand here with no header above that the recipe speaks of",
                "correct the header, or `columns` of this table in response.yaml",
            )
    raise ValueError("no header row with the labels the recipe speaks of follows this title")


def _find_value_column(sheet: Sheet, title: Cell, looks: Looks) -> tuple[int, list[Cell]]:
    """The header row and the one value column; a table without header starts at its first row."""
    for label, beside in _rows_under(sheet, title, looks):
        # Only words can be a header: a number or a glyph beside a label is a figure, known or not.
        words = any(letter.isalpha() for letter in beside.text)
        if looks.label(label) or looks.value(beside) or (beside.text and not words):
            return label.row - 1, [sheet.cell(label.row - 1, beside.column)]
        if beside.text:
            return label.row, [beside]
    raise ValueError("no column of figures stands beside the labels under this title")
