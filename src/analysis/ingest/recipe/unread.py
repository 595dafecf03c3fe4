"""What a table says and its recipe does not read: columns left of the labels, periods left out."""

from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.block import Block
from analysis.ingest.recipe.labels import Blame, Recipe


def find_unread_left(recipe: Recipe, block: Block) -> Iterator[Blame]:
    """Columns left of the row labels that tell the rows read apart, once a column.

    Years over the quarters of a table of periods are read with them; a column whose head `ignore`
    names is left out on purpose.
    """
    first = min(block.title.column, block.heads.stub)
    ignored = {fold(words) for words in recipe.table.ignore}
    last = max((label.column for label in block.rows), default=first)
    for column in range(first, last):
        if fold(block.sheet.cell(block.heads.top, column).text) in ignored:
            continue
        beside = [_find_nearest(block, row, column) for row in block.rows if row.column > column]
        said = {fold(cell.text): cell for cell in filter(None, reversed(beside))}
        if recipe.table.rows == "year" and all(recipe.is_label("year", c) for c in said.values()):
            continue
        if len(said) > 1:
            cell = next(filter(None, beside))
            problem = f"the column of {cell.text!r} tells rows apart and is not read"
            remedy = "name its head under `ignore`, or read the rows of each of its words alone"
            yield cell, problem, remedy


def _find_nearest(block: Block, label: Cell, column: int) -> Cell | None:
    """The words of a column at a row, or the nearest above it as in a merged span."""
    lines = (block.sheet.cell(row, column) for row in range(label.row, block.heads.top, -1))
    return next((cell for cell in lines if cell.text), None)


def find_merged_figures(block: Block) -> Iterator[Blame]:
    """Figures merged over several cells: the blank ones are not 0, whatever a blank means."""
    rows, columns = ({c.row for c in block.rows}, {c.column for c in block.columns})
    for span in block.sheet.merged:
        figure = block.sheet.cell(span.top, span.left)
        down = rows.intersection(range(span.top, span.bottom + 1))
        across = columns.intersection(range(span.left, span.right + 1))
        if figure.text and len(down) * len(across) > 1:
            problem = f"{figure.text!r} is merged over several figures, the others are blank"
            yield figure, problem, "ask the force which figures stand in the merged cells"


def list_heads_left(block: Block) -> list[Cell]:
    """The heads of the columns left of the first figures."""
    first = min(block.title.column, block.heads.stub)
    figures = min((cell.column for cell in block.columns), default=first)
    return [block.sheet.cell(block.heads.top, column) for column in range(first, figures)]


def leaves_out_periods(recipe: Recipe, block: Block) -> bool:
    """Whether `ignore` or `pick` leaves out a period, which a total over years may still count."""
    heads, read = block.heads, {cell.row for cell in block.rows}
    unread = [*heads.ignored] if recipe.table.columns == "year" else []
    if recipe.table.rows == "year":
        lines = (row for row in range(heads.top + 1, block.bottom + 1) if row not in read)
        unread += [block.sheet.cell(row, heads.stub) for row in lines]
    return any(recipe.is_label("year", cell) for cell in unread)
