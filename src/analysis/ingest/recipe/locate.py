"""Find a table by the words that stand above it, wherever an inserted row has pushed it."""

import difflib
from collections.abc import Iterator

from analysis.ingest.files.sheet import Cell, Sheet, fold
from analysis.ingest.recipe.block import (
    PLAIN,
    Block,
    Heads,
    Layout,
    Looks,
    Misplaced,
    is_total,
    resembles,
    says,
)
from analysis.ingest.recipe.header import find_heads


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


def locate_table(
    sheet: Sheet, title: Cell, looks: Looks, one_column: bool, layout: Layout = PLAIN
) -> Block:
    """The block under a title: header to the right of the label column, labels down to a blank row.

    With `one_column` the header may be any words, or missing. `layout` moves the label column,
    narrows the columns and the rows, and lets blank ones pass.
    Raises ValueError where no header is met within ten rows, or no row follows it; Misplaced
    where another table or figures without a header are met first.
    """
    heads = find_heads(sheet, title, looks, one_column, layout)
    block = _gather_rows(Block(sheet, title, heads, (), heads.top), looks, layout)
    if not block.rows and not layout.pick:
        raise ValueError("no row of figures follows the header")
    return block


def _gather_rows(block: Block, looks: Looks, layout: Layout) -> Block:
    """The rows that are read, those left out on purpose, and where the table ends."""
    sheet, heads = block.sheet, block.heads
    rows, ignored, bottom, gaps = [], [], heads.top, 0
    row = heads.top + 1
    while row < sheet.height:
        label, blank = _find_label(sheet, row, heads, layout), _is_blank(sheet, row, heads)
        if layout.ignores(label):
            ignored.append(label)
        elif blank and not label.text:
            after = next(_filled_rows(sheet, row, heads), None)
            if after is None or not _goes_on(sheet, after, rows, heads, looks, layout):
                break
            gaps, row = gaps + 1, after
            continue
        elif blank and (looks.title(label) or not (looks.label(label) or is_total(label))):
            break  # a note under the table, or the next title
        elif not layout.pick or fold(label.text) in layout.pick:
            rows.append(label)
        bottom = row
        row += 1
    return Block(sheet, block.title, heads, tuple(rows), bottom, tuple(ignored), gaps)


def _find_label(sheet: Sheet, row: int, heads: Heads, layout: Layout) -> Cell:
    """The label of a row; a label to pick may stand in any column left of the figures."""
    label = sheet.cell(row, heads.stub)
    if layout.pick and not layout.labels:
        first = min(cell.column for cell in heads.columns)
        cells = [sheet.cell(row, column) for column in range(heads.stub, first)]
        named = (cell for cell in cells if fold(cell.text) in layout.pick | layout.ignore)
        return next(named, next((cell for cell in cells if cell.text), label))
    return label


def _is_blank(sheet: Sheet, row: int, heads: Heads) -> bool:
    return not any(sheet.cell(row, cell.column).text for cell in heads.columns)


def _filled_rows(sheet: Sheet, row: int, heads: Heads) -> Iterator[int]:
    for below in range(row + 1, sheet.height):
        if sheet.cell(below, heads.stub).text or not _is_blank(sheet, below, heads):
            yield below


def _goes_on(
    sheet: Sheet, row: int, rows: list[Cell], heads: Heads, looks: Looks, layout: Layout
) -> bool:
    """Whether a table goes on in this row, below a blank one.

    A heading that the recipe leaves out has blank rows about it, and no figures. Any other blank
    row may have lost its figures: only the recipe can say that it is a mere space.
    """
    label = _find_label(sheet, row, heads, layout)
    if layout.ignores(label):
        return "row" in layout.gaps or _is_blank(sheet, row, heads)
    if "row" not in layout.gaps or looks.title(label) or _is_blank(sheet, row, heads):
        return False
    figures = [sheet.cell(row, cell.column) for cell in heads.columns]
    if looks.label(label) or is_total(label) or layout.pick:
        return True
    return not rows and any(looks.value(cell) and not looks.header(cell) for cell in figures)


# What stands within a table's reach and was not read: figures lost here would be lost in silence.
#
# A table ends at a blank row, a note, a blank column. Where a header was left out, a row blanked or
# a label column mistaken, figures of the same table stand beyond that end; each is a fault.


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
