"""Banners typed over the middle of their columns: which of them they are over is not sure."""

from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.banners import span_banner
from analysis.ingest.recipe.block import Block, is_total
from analysis.ingest.recipe.labels import Blame, Recipe


def find_late_banners(recipe: Recipe, block: Block) -> Iterator[Blame]:
    """Rows of banners that the recipe needs, none of them over the first columns of figures.

    A column of totals may well stand there without a banner.
    """
    sheet, first = block.sheet, block.heads.stub + 1
    named = {fold(words) for words in recipe.table.under}
    for row in range(block.title.row + 1, block.heads.top):
        if any(span.top <= row <= span.bottom and span.left < span.right for span in sheet.merged):
            continue
        cells = [cell for c in range(first, sheet.width) if (cell := sheet.cell(row, c)).text]
        needed = [c for c in cells if fold(c.text) in named or recipe.is_label("year", c)]
        starts = min((cell.column for cell in cells), default=first)
        bare = [column for column in range(first, starts) if _is_read(recipe, block, column)]
        if bare and any(_reaches(block, banner) for banner in needed):
            letters = ", ".join(sheet.cell(row, column).address for column in bare)
            problem = f"over which columns does this banner reach? None stands in {letters}"
            remedy = "ask the force, and put each banner over the first of its columns in a copy"
            yield needed[0], problem, remedy


def _is_read(recipe: Recipe, block: Block, column: int) -> bool:
    """Whether a column has a head and figures, and is none of totals."""
    head = block.sheet.cell(block.heads.top, column)
    if not head.text or is_total(head):
        return False
    return any(recipe.is_value(block.sheet.cell(row.row, column)) for row in block.rows)


def _reaches(block: Block, banner: Cell) -> bool:
    """Whether a banner is taken to stand over more columns than its own."""
    columns = list(span_banner(block.sheet, banner))[1:]
    return any(block.sheet.cell(block.heads.top, column).text for column in columns)
