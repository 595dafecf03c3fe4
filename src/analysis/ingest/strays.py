"""What stands within a table's reach and was not read: figures lost here would be lost in silence.

A table ends at a blank row, a note, a blank column. Where a header was left out, a row blanked or
a label column mistaken, figures of the same table stand beyond that end; each is a fault.
"""

from collections.abc import Iterator

from analysis.ingest.locate import Block, Looks, Misplaced, is_total
from analysis.ingest.periods import read_period
from analysis.ingest.workbook import Cell, fold


def find_strays(block: Block, looks: Looks, one_column: bool) -> Iterator[Misplaced]:
    """Every cell left, right or below of a block that may belong to it."""
    yield from _look_left(block, looks, one_column)
    yield from _look_right(block, looks)
    yield from _look_below(block, looks)


def _look_left(block: Block, looks: Looks, one_column: bool) -> Iterator[Misplaced]:
    """A title over the first figures, not over the labels, would make that column the labels."""
    corner = block.at(block.columns[0], block.title)
    shifted = not one_column and looks.header(corner)
    for label in block.rows:
        figure = looks.value(label) and not looks.label(label)
        if (shifted or figure) and block.sheet.cell(label.row, label.column - 1).text:
            problem = "a figure stands where a label should, and words to its left"
            remedy = "write as `find` words that stand above the column of labels"
            yield Misplaced(label, problem, remedy)


def _look_right(block: Block, looks: Looks) -> Iterator[Misplaced]:
    top, last = block.columns[-1].row, block.columns[-1].column
    lines = [row for row in (top, *(label.row for label in block.rows)) if row > block.title.row]
    for column in range(last + 1, block.sheet.width):
        filled = [cell for row in lines if (cell := block.sheet.cell(row, column)).text]
        if not filled:
            continue
        if column == last + 1:
            problem = f"{filled[0].text!r} stands directly beside the table and would not be read"
            remedy = "mend the header or `columns`; a table ends at a blank column"
            yield Misplaced(filled[0], problem, remedy)
        elif _belongs(block, column, filled, looks):
            problem = f"{filled[0].text!r} stands behind a blank column and would not be read"
            remedy = "close the gap in the header, or give the other table a title of its own"
            yield Misplaced(filled[0], problem, remedy)
        return


def _belongs(block: Block, column: int, filled: list[Cell], looks: Looks) -> bool:
    """Whether a column behind a gap continues the table: a label column of a neighbour does not.

    A neighbour has a title over its labels, and its labels are words or years.
    """
    above = range(block.title.row, block.rows[-1].row + 1)
    if block.sheet.cell(block.title.row, column).text or any(
        looks.title(block.sheet.cell(row, column)) for row in above
    ):
        return False
    if looks.header(filled[0]) or is_total(filled[0]):
        # A year of a header has years or nothing beside it; a year that is a label has a count.
        beside = block.sheet.cell(filled[0].row, column + 1)
        labels = looks.value(beside) and not looks.header(beside)
        return filled[0].row == block.columns[0].row and not labels
    return all(looks.value(cell) and not _is_period(cell) for cell in filled)


def _is_period(cell: Cell) -> bool:
    try:
        return read_period(cell.text) is not None
    except ValueError:
        return True


def _look_below(block: Block, looks: Looks) -> Iterator[Misplaced]:
    """Figures in the table's own columns, with no title or header of another table before them."""
    gap = words = False
    for row in range(block.rows[-1].row + 1, block.sheet.height):
        label = block.sheet.cell(row, block.title.column)
        values = [block.sheet.cell(row, column.column) for column in block.columns]
        filled = [cell for cell in values if cell.text]
        if not filled and not label.text:
            gap = True
        elif not filled:
            if looks.title(label):
                return
            words = True
        else:
            if _continues(block, label, filled, looks, gap and words, words):
                problem = (
                    f"{filled[0].text!r} stands below the end of the table and would not be read"
                )
                remedy = "complete the row above that ended the table, or take out the blank row"
                yield Misplaced(filled[0], problem, remedy)
            return


def _continues(
    block: Block,
    label: Cell,
    filled: list[Cell],
    looks: Looks,
    titled: bool,
    words: bool,
) -> bool:
    """Whether a row of figures below the end continues the table, rather than starts another.

    `words` stood in between; after a blank row too they may be a title (`titled`).
    """
    if any(map(looks.header, filled)):
        return not words  # the header once more, as after a page break
    if not any(map(looks.value, filled)):
        return False  # the header of another table
    if not titled:
        return True
    if len(block.columns) == 1:
        read = {fold(cell.text) for cell in block.rows}
        return looks.label(label) and fold(label.text) not in read
    return len(filled) > 1
