"""Find a table by the words that stand above it, wherever an inserted row has pushed it."""

import difflib
from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell, Sheet, fold
from analysis.ingest.recipe.block import DEEPEST_HEADER as DEEPEST_HEADER
from analysis.ingest.recipe.block import PLAIN, Block, Heads, Layout, Looks, is_total
from analysis.ingest.recipe.block import Misplaced as Misplaced
from analysis.ingest.recipe.header import find_heads
from analysis.ingest.recipe.titles import resembles, says


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
