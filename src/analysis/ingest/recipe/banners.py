"""Banners: words over a group of columns, in a merged span or in the first cell of the group."""

from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell, Sheet, fold
from analysis.ingest.recipe.block import Block


def span_banner(sheet: Sheet, banner: Cell) -> range:
    """The columns below a banner: its merged span, or up to the next words of its row.

    In a row where spans are merged at all, a cell that is not stands over its own column alone.
    """
    across = [span for span in sheet.merged if span.top <= banner.row <= span.bottom]
    for span in across:
        if span.left <= banner.column <= span.right:
            return range(span.left, span.right + 1)
    if any(span.left < span.right for span in across):
        return range(banner.column, banner.column + 1)
    end = banner.column + 1
    while end < sheet.width and not sheet.cell(banner.row, end).text:
        end += 1
    return range(banner.column, end)


def list_banners(sheet: Sheet, rows: range, column: int, first: int) -> Iterator[Cell]:
    """The banners over a column in these rows, outermost first; figures begin at `first`."""
    for row in rows:
        left = column
        while left > first and not sheet.cell(row, left).text:
            left -= 1
        banner = sheet.cell(row, left)
        if banner.text and column in span_banner(sheet, banner):
            yield banner


def map_banners(block: Block) -> dict[Cell, tuple[Cell, ...]]:
    """The banners over each column of a block, by its head."""
    rows = range(block.title.row + 1, block.heads.top)
    first = block.heads.stub + 1
    return {
        head: tuple(list_banners(block.sheet, rows, head.column, first)) for head in block.columns
    }


def map_outer_labels(block: Block) -> dict[Cell, tuple[Cell, ...]]:
    """The labels left of each row's own, each the nearest in its column at this row or above."""
    columns = range(min(block.title.column, block.heads.stub), block.heads.stub)
    found = {}
    for label in block.rows:
        lines = range(label.row, block.heads.top, -1)
        nearest = (
            next((c for row in lines if (c := block.sheet.cell(row, column)).text), None)
            for column in columns
        )
        found[label] = tuple(filter(None, nearest))
    return found


def find_banner(sheet: Sheet, rows: range, columns: range, under: tuple[str, ...]) -> Cell:
    """The innermost of a chain of banners, each below the one before and within its columns.

    Raises ValueError where one of them is missing, or stands twice in its row.
    """
    for number, words in enumerate(under):
        for row in rows:
            cells = [sheet.cell(row, column) for column in columns]
            if found := [cell for cell in cells if fold(cell.text) == fold(words)]:
                break
        else:
            inside = f" below {under[number - 1]!r}" if number else " under this title"
            raise ValueError(f"no banner says {words!r}{inside}")
        if len(found) > 1:
            places = ", ".join(cell.address for cell in found[:5])
            raise ValueError(f"the banner {words!r} stands more than once ({places})")
        inner = span_banner(sheet, found[0])
        columns = range(max(inner.start, columns.start), min(inner.stop, columns.stop))
        rows = range(row + 1, rows.stop)
    return found[0]
