"""Whether a recipe leaves out categories of its table: what is read is then a part of the whole."""

from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.block import Block, is_total
from analysis.ingest.recipe.labels import Label, Recipe


def leaves_out(recipe: Recipe, block: Block, labels: list[Label]) -> bool:
    """Whether `pick` or `ignore` leave out figures of a category that no label read stands for.

    Totals, headings without figures, and categories that hold others read are none: without them
    the table is still whole.
    """
    if recipe.dimension == "total":
        return False
    codes = {label.category for label in labels}
    above = {c for code in codes for c in recipe.vocabulary.list_above(recipe.dimension, code)}
    read = {fold(label.cell.text) for label in labels}
    others = (cell for cell in _list_unread(recipe, block) if fold(cell.text) not in read)
    return any(not (_sums_up(cell) or _means(recipe, cell, codes | above)) for cell in others)


def _sums_up(cell: Cell) -> bool:
    return is_total(cell) or "total" in fold(cell.text) or fold(cell.text).startswith("of which")


def _list_unread(recipe: Recipe, block: Block) -> Iterator[Cell]:
    """The labels, along the side of the categories, whose figures the recipe passes over."""
    sheet, heads, looks = block.sheet, block.heads, recipe.is_value
    lines = {cell.row for cell in block.rows}
    if recipe.table.rows == recipe.dimension:
        for row in range(heads.top + 1, block.bottom + 1):
            label = sheet.cell(row, heads.stub)
            figures = (sheet.cell(row, cell.column) for cell in block.columns)
            if row not in lines and label.text and any(map(looks, figures)):
                yield label
    if recipe.table.columns == recipe.dimension:
        for head in heads.ignored:
            own = sheet.cell(heads.top, head.column)
            if any(looks(sheet.cell(row, head.column)) for row in lines):
                yield own if own.text else head


def _means(recipe: Recipe, cell: Cell, codes: set[str]) -> bool:
    try:
        code = recipe.vocabulary.look_up(recipe.dimension, cell.text, recipe.response.force).code
    except ValueError:
        return False
    return code in codes
