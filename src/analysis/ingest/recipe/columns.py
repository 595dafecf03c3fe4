"""The columns of a header row: read, left out, flags, spacers, pages; and where they end."""

from dataclasses import dataclass, replace

from analysis.ingest.files.workbook import Cell, Sheet, fold
from analysis.ingest.recipe.banners import list_banners
from analysis.ingest.recipe.block import Heads, Layout, Looks, Told, is_total
from analysis.ingest.words.periods import read_period


@dataclass(frozen=True)
class Header:
    """What a search for columns goes by: `stub` holds the row labels, `columns` may be read."""

    sheet: Sheet
    title: Cell
    stub: int
    columns: range
    looks: Looks
    layout: Layout


def gather_columns(header: Header, row: int) -> Heads:
    """The columns of a header whose lowest row is `row`, up to the first that has no head.

    A column of flags needs no head, and blank columns pass where the recipe's `gaps` say so.
    """
    heads, column, gaps = Heads(row, header.stub), header.columns.start, 0
    while column in header.columns:
        told = tell_column(header, row, column)
        if told.kind != "blank":
            heads = heads.take(told)
        elif (onward := _pass_gap(header, row, column, bool(heads.columns))) is not None:
            gaps += bool(heads.columns)
            column = onward
            continue
        else:
            break
        column += 1
    return replace(heads, gaps=gaps)


def tell_column(header: Header, row: int, column: int) -> Told:
    """What a column under a header is: read, or left out by its own head or a banner over it."""
    head, layout = find_head(header, row, column), header.layout
    above = range(header.title.row + 1, row)
    banners = list_banners(header.sheet, above, column, header.stub + 1)
    if out := tuple(cell for cell in (*banners, head) if layout.ignores(cell)):
        return Told("ignored", column, out)
    if head.text and fold(head.text) == fold(layout.where):
        return Told("where", column)
    if head.text:
        return Told("read", column, (head,))
    return Told("flags" if _holds_flags(header, row, column) else "blank", column)


def find_head(header: Header, row: int, column: int) -> Cell:
    """The head of a column: its cell in the header row, or one merged down to it from above.

    "Total" may also stand in the row of the banners without being merged.
    """
    cell = header.sheet.cell(row, column)
    if cell.text:
        return cell
    for span in header.sheet.merged:
        inside = header.title.row < span.top < row <= span.bottom
        if inside and span.left == span.right == column:
            return header.sheet.cell(span.top, column)
    above = (header.sheet.cell(r, column) for r in range(row - 1, header.title.row, -1))
    nearest = next((words for words in above if words.text), cell)
    return nearest if is_total(nearest) else cell


def belongs(header: Header, row: int, column: int, bottom: int) -> bool:
    """Whether a column behind a blank one continues the table, rather than starts a neighbour.

    A neighbour has a title over its labels, and its labels are words or years.
    """
    sheet, looks = header.sheet, header.looks
    above = [sheet.cell(r, column) for r in range(header.title.row, bottom + 1)]
    # Where the title is the header's own corner, heads stand in its row.
    corner = row == header.title.row and sheet.cell(row, header.stub + 1).text
    if (above[0].text and not corner) or any(map(looks.title, above)):
        return False
    lines = [cell for r in range(row, bottom + 1) if (cell := sheet.cell(r, column)).text]
    if not lines:
        return False
    if looks.header(lines[0]) or is_total(lines[0]):
        # A year of a header has years or nothing beside it; a year that is a label has a count.
        beside = sheet.cell(lines[0].row, column + 1)
        labels = looks.value(beside) and not looks.header(beside)
        return lines[0].row == row and not labels
    return any(_is_figure(cell, looks) for cell in lines)


def _is_figure(cell: Cell, looks: Looks) -> bool:
    if not looks.value(cell) and any(map(str.isalpha, cell.text)):
        return False
    try:
        return read_period(cell.text) is None
    except ValueError:
        return False


def _pass_gap(header: Header, row: int, column: int, inside: bool) -> int | None:
    """The next column with a head, where the blank ones before it may be passed over.

    Left of the first head stand further labels, if the recipe picks its rows by any of them.
    """
    after = range(column + 1, header.columns.stop)
    onward = next((c for c in after if find_head(header, row, c).text), None)
    if onward is None:
        return None
    if not inside and header.layout.pick and not header.layout.labels:
        return onward
    if "column" not in header.layout.gaps:
        return None
    return onward if belongs(header, row, onward, find_bottom(header, row, onward)) else None


def find_bottom(header: Header, row: int, column: int) -> int:
    """The last row of the run below a header in which anything stands left of a column.

    One blank row does not end it where the recipe speaks of blank rows.
    """
    left = range(header.stub, max(column, header.stub + 1))

    def is_filled(line: int) -> bool:
        return any(header.sheet.cell(line, other).text for other in left)

    while is_filled(row + 1) or ("row" in header.layout.gaps and is_filled(row + 2)):
        row += 1
    return row


def _holds_flags(header: Header, row: int, column: int) -> bool:
    """Whether a column without head holds nothing but flags."""
    below = range(row + 1, find_bottom(header, row, column) + 1)
    filled = [cell for r in below if (cell := header.sheet.cell(r, column)).text]
    return bool(filled) and all(map(header.looks.flag, filled))
