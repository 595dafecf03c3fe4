"""What stands within a table's reach and was not read: figures lost here would be lost in silence.

A table ends at a blank row, a note, a blank column. Where a header was left out, a row blanked or
a label column mistaken, figures of the same table stand beyond that end; each is a fault.
"""

from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.block import Block, Looks, Misplaced


def find_strays(block: Block, looks: Looks, one_column: bool) -> Iterator[Misplaced]:
    """Every cell left of a block's figures or below them that may belong to it."""
    yield from _look_left(block, looks, one_column)
    yield from _look_below(block, looks)


def _look_left(block: Block, looks: Looks, one_column: bool) -> Iterator[Misplaced]:
    """A title over the first figures, not over the labels, would make that column the labels."""
    corner = block.sheet.cell(block.heads.top, block.heads.stub)
    shifted = not one_column and looks.header(corner)
    for label in block.rows:
        figure = looks.value(label) and not looks.label(label)
        if (shifted or figure) and block.sheet.cell(label.row, label.column - 1).text:
            problem = "a figure stands where a label should, and words to its left"
            remedy = "write as `find` words that stand above the column of labels"
            yield Misplaced(label, problem, remedy)


def _look_below(block: Block, looks: Looks) -> Iterator[Misplaced]:
    """Figures in the table's own columns, with no title or header of another table before them."""
    gap = words = False
    for row in range(block.bottom + 1, block.sheet.height):
        label = block.sheet.cell(row, block.heads.stub)
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
                remedy = (
                    "complete the row above that ended the table, name a heading under `ignore`, "
                    "or say `gaps: [row]` if the blank row is a mere space"
                )
                yield Misplaced(filled[0], problem, remedy)
            return


def _repeats_heads(block: Block, label: Cell) -> bool:
    """Whether a row says what the header says, in the stub and over every column that is read."""
    heads = (block.sheet.cell(block.heads.top, block.heads.stub), *block.columns)
    again = (label, *(block.at(label, head) for head in block.columns))
    said = [fold(cell.text) for cell in heads]
    return any(said) and said == [fold(cell.text) for cell in again]


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
    if any(map(looks.header, filled)) or _repeats_heads(block, label):
        return not words  # the header once more, as after a page break
    if not any(map(looks.value, filled)):
        return False  # the header of another table
    if not titled:
        return True
    if len(block.columns) == 1:
        read = {fold(cell.text) for cell in block.rows}
        return looks.label(label) and fold(label.text) not in read
    return len(filled) > 1
