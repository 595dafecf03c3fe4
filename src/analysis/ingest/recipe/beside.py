"""The columns of a table that are not read: each is left out on purpose, or lost and so a fault."""

from dataclasses import replace

from analysis.ingest.files.workbook import Cell
from analysis.ingest.recipe.block import Block, Heads, Layout, Looks, Misplaced
from analysis.ingest.recipe.columns import Header, belongs, tell_column


def settle_beside(block: Block, looks: Looks, layout: Layout) -> tuple[Block, list[Misplaced]]:
    """The block with every column that its recipe leaves out, and the columns that it loses.

    Another recipe of the same title may read those. A table ends at a blank column behind which
    nothing continues it.
    """
    sheet, heads = block.sheet, block.heads
    columns = range(heads.stub + 1, sheet.width)
    header = Header(sheet, block.title, heads.stub, columns, looks, layout)
    rows = range(max(heads.top, block.title.row + 1), block.bottom + 1)
    last, gap, lost = max(heads.accounted), False, []
    for column in columns:
        filled = [cell for row in rows if (cell := sheet.cell(row, column)).text]
        if column in heads.accounted or not filled:
            gap = column not in heads.accounted
            continue
        told = tell_column(header, heads.top, column)
        if told.kind in ("ignored", "where", "flags"):
            heads = heads.take(told)
        elif gap and column > last and not belongs(header, heads.top, column, block.bottom):
            break
        elif told.kind == "blank" and _is_label(column, heads, layout):
            heads = replace(heads, skipped=heads.skipped | {column})
        else:
            lost.append(_lose(filled[0], gap, layout))
        heads = replace(heads, gaps=heads.gaps + gap)
        gap = False
    return replace(block, heads=heads), lost


def _is_label(column: int, heads: Heads, layout: Layout) -> bool:
    """Whether a column without head holds further labels: rows are picked by any of them."""
    first = min(cell.column for cell in heads.columns)
    return bool(layout.pick) and not layout.labels and column < first


def _lose(cell: Cell, gap: bool, layout: Layout) -> Misplaced:
    if gap:
        problem = f"{cell.text!r} stands behind a blank column and would not be read"
        space = "say `gaps: [column]` if the blank column is a mere space, "
        remedy = "name the column under `ignore`, or give the other table a title of its own"
        remedy = remedy if "column" in layout.gaps else space + remedy
    else:
        problem = f"{cell.text!r} stands directly beside the table and would not be read"
        remedy = "mend the header or `columns`, or name the column under `ignore`"
    return Misplaced(cell, problem, remedy)
