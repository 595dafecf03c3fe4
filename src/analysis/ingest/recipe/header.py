"""The header of a table: which row its column labels stand in, and which columns are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from analysis.ingest.files.sheet import Cell, Sheet, fold
from analysis.ingest.recipe.block import (
    DEEPEST_HEADER,
    CellFault,
    CellTests,
    ColumnHeads,
    ColumnUse,
    Misplaced,
    RecipeLayout,
    TableBlock,
    goes_on_to_figures,
    is_total,
)
from analysis.ingest.words.periods import read_period


@dataclass(frozen=True)
class _HeaderSearch:
    """What a search for columns goes by: `stub` holds the row labels, `columns` may be read."""

    sheet: Sheet
    title: Cell
    stub: int
    columns: range
    looks: CellTests
    layout: RecipeLayout


def find_heads(
    sheet: Sheet, title: Cell, looks: CellTests, one_column: bool, layout: RecipeLayout
) -> ColumnHeads:
    """The columns under a title, below its banners if the recipe names any.

    With `one_column` the header may be any words, or missing. The title may be the header's own
    corner. Raises ValueError where no header is met within ten rows, Misplaced where another
    table or figures without a header are met first.
    """
    stub = _find_stub(sheet, title, layout)
    columns = range(stub + 1, sheet.width)
    corner = fold(layout.labels) == fold(title.text) or not one_column
    start = title.row if corner else title.row + 1
    if layout.under:
        banner = _find_banner(sheet, _find_zone(sheet, title, stub, looks), columns, layout.under)
        _check_no_neighbour(sheet, title, looks, banner)
        columns = span_banner(sheet, banner)
        start = banner.row if one_column else banner.row + 1
    rows = (row for row in _rows_under(sheet, title, looks, layout) if row >= start)
    header = _HeaderSearch(sheet, title, stub, columns, looks, layout)
    return (_find_value_column if one_column else _find_header)(header, rows)


def _find_stub(sheet: Sheet, title: Cell, layout: RecipeLayout) -> int:
    """The column of row labels: the title's own, or the one headed `labels`.

    Raises ValueError where no head or more than one says so, Misplaced where it is another
    table's.
    """
    if not layout.labels:
        return title.column
    for row in range(title.row, min(title.row + 1 + DEEPEST_HEADER, sheet.height)):
        cells = [sheet.cell(row, column) for column in range(sheet.width)]
        found = [cell for cell in cells if fold(cell.text) == fold(layout.labels)]
        if len(found) > 1:
            places = ", ".join(cell.address for cell in found)
            raise ValueError(f"the head {layout.labels!r} stands more than once ({places})")
        if found:
            column = found[0].column
            above = [sheet.cell(r, column) for r in range(title.row, row)]
            if column != title.column and any(cell.text for cell in above):
                problem = f"the words above {found[0].text!r} make it the head of another table"
                raise Misplaced(found[0], problem, "mend `find` or `labels` of this table")
            return column
    raise ValueError(f"no column of labels is headed {layout.labels!r} under this title")


def _find_zone(sheet: Sheet, title: Cell, stub: int, looks: CellTests) -> range:
    """The rows in which banners may stand: from the title's own down to the first figures."""
    end = min(title.row + 1 + DEEPEST_HEADER, sheet.height)
    for row in range(title.row + 1, end):
        figures = any(looks.value(sheet.cell(row, c)) for c in range(stub + 1, sheet.width))
        if looks.label(sheet.cell(row, stub)) and figures:
            return range(title.row, row)
    return range(title.row, end)


def _find_banner(sheet: Sheet, rows: range, columns: range, under: tuple[str, ...]) -> Cell:
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


def _check_no_neighbour(sheet: Sheet, title: Cell, looks: CellTests, banner: Cell) -> None:
    """Raises Misplaced where another title stands between a table's title and its banner."""
    for column in range(title.column + 1, banner.column + 1):
        above = [sheet.cell(row, column) for row in range(title.row, banner.row)]
        if above and (above[0].text or any(map(looks.title, above))):
            problem = f"{banner.text!r} stands under another title"
            raise Misplaced(banner, problem, "mend `find` or `under` of this table")


def _rows_under(sheet: Sheet, title: Cell, looks: CellTests, layout: RecipeLayout) -> Iterator[int]:
    """The title's row and those below it, while this title is the nearest above.

    Notes may stand directly under a title. Words after a blank row may be the next title, and
    reading on would give this table the figures of another.
    """
    yield title.row
    gap = False
    for row in range(title.row + 1, min(title.row + 1 + DEEPEST_HEADER, sheet.height)):
        label, beside = sheet.cell(row, title.column), sheet.cell(row, title.column + 1)
        yield row
        alone = label.text and not beside.text and fold(label.text) != fold(layout.labels)
        if alone and (gap or looks.title(label)):
            raise Misplaced(
                label,
                f"{label.text!r} stands between {title.text!r} and the next figures",
                "write the words nearest above the table's header as its `find`",
            )
        gap = gap or not (label.text or beside.text)


def _find_header(header: _HeaderSearch, rows: Iterable[int]) -> ColumnHeads:
    for row in rows:
        heads = _gather_columns(header, row)
        # A count such as 2,019 looks like a year: beside a row's own label it is a figure.
        own = header.sheet.cell(row, header.stub)
        if any(map(header.looks.header, heads.columns)) and not header.looks.label(own):
            return _step_down(header, heads)
        if any(map(header.looks.value, heads.columns)):
            raise Misplaced(
                header.sheet.cell(row, header.columns.start),
                "figures stand here with no header above that the recipe speaks of",
                "correct the header, or `columns` of this table in response.yaml",
            )
    raise ValueError("no header row with the labels the recipe speaks of follows this title")


def _step_down(header: _HeaderSearch, heads: ColumnHeads) -> ColumnHeads:
    """The lowest of a header's rows: below 2018 may stand its quarters, below staff their roles.

    Figures are no labels, whatever year they look like, nor is what stands beside a row's label.
    """
    lower = _gather_columns(header, heads.top + 1)
    words = [cell for cell in lower.columns if any(map(str.isalpha, cell.text))]
    own = header.sheet.cell(lower.top, header.stub)
    if any(map(header.looks.header, words)) and not header.looks.label(own):
        return _step_down(header, lower)
    return heads


def _find_value_column(header: _HeaderSearch, rows: Iterable[int]) -> ColumnHeads:
    """The header row and the one value column; a table without header starts at its first row."""
    sheet, looks, layout, top = header.sheet, header.looks, header.layout, None
    wide = layout.under or layout.pick or "column" in layout.gaps
    across = header.columns if wide else header.columns[:1]
    for row in rows:
        cells = [cell for column in across if (cell := sheet.cell(row, column)).text]
        # Only words can be a header: a number or a glyph beside a label is a figure, known or not.
        figure = any(looks.value(c) or not any(map(str.isalpha, c.text)) for c in cells)
        inner = layout.under and top is None  # a banner such as 2018 is no figure
        if not inner and (looks.label(sheet.cell(row, header.stub)) or figure):
            if top is None:
                return ColumnHeads(row - 1, header.stub, (sheet.cell(row - 1, across.start),))
            break
        if cells:
            top = row
            if not layout.under:
                break
        elif top is not None and goes_on_to_figures(sheet, row, header.stub, across, looks):
            break
    if top is None:
        raise ValueError("no column of figures stands beside the labels under this title")
    return _choose_column(_gather_columns(header, top), bool(layout.under))


def _choose_column(heads: ColumnHeads, under: bool) -> ColumnHeads:
    """One column of counts: the first that is not left out, or the only one below a banner."""
    words = ", ".join(repr(cell.text) for cell in heads.columns) or "none"
    if not heads.columns or (under and len(heads.columns) > 1):
        raise ValueError(
            f"one column of counts is read, and these stand here: {words}; name one as the last "
            "of `under`, or the others under `ignore`"
        )
    first = heads.columns[0]
    flags = {column: flag for column, flag in heads.flags.items() if column == first.column}
    return replace(heads, columns=(first,), flags=flags)


def _gather_columns(header: _HeaderSearch, row: int) -> ColumnHeads:
    """The columns of a header whose lowest row is `row`, up to the first that has no head.

    A column of flags needs no head, and blank columns pass where the recipe's `gaps` say so.
    """
    heads, column, gaps = ColumnHeads(row, header.stub), header.columns.start, 0
    while column in header.columns:
        use = _find_use(header, row, column)
        if use.kind != "blank":
            heads = heads.take(use)
        elif (onward := _pass_gap(header, row, column, bool(heads.columns))) is not None:
            gaps += bool(heads.columns)
            column = onward
            continue
        else:
            break
        column += 1
    return replace(heads, gaps=gaps)


def _find_use(header: _HeaderSearch, row: int, column: int) -> ColumnUse:
    """What a column under a header is: read, or left out by its own head or a banner over it."""
    head, layout = _find_head(header, row, column), header.layout
    above = range(header.title.row + 1, row)
    banners = list_banners(header.sheet, above, column, header.stub + 1)
    if out := tuple(cell for cell in (*banners, head) if layout.ignores(cell)):
        return ColumnUse("ignored", column, out)
    if head.text and fold(head.text) == fold(layout.where):
        return ColumnUse("where", column)
    if head.text:
        return ColumnUse("read", column, (head,))
    return ColumnUse("flags" if _holds_flags(header, row, column) else "blank", column)


def _find_head(header: _HeaderSearch, row: int, column: int) -> Cell:
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


def _holds_flags(header: _HeaderSearch, row: int, column: int) -> bool:
    """Whether a column without head holds nothing but flags."""
    below = range(row + 1, _find_bottom(header, row, column) + 1)
    filled = [cell for r in below if (cell := header.sheet.cell(r, column)).text]
    return bool(filled) and all(map(header.looks.flag, filled))


def _pass_gap(header: _HeaderSearch, row: int, column: int, inside: bool) -> int | None:
    """The next column with a head, where the blank ones before it may be passed over.

    Left of the first head stand further labels, if the recipe picks its rows by any of them.
    """
    after = range(column + 1, header.columns.stop)
    onward = next((c for c in after if _find_head(header, row, c).text), None)
    if onward is None:
        return None
    if not inside and header.layout.pick and not header.layout.labels:
        return onward
    if "column" not in header.layout.gaps:
        return None
    return onward if _belongs(header, row, onward, _find_bottom(header, row, onward)) else None


def _belongs(header: _HeaderSearch, row: int, column: int, bottom: int) -> bool:
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


def _is_figure(cell: Cell, looks: CellTests) -> bool:
    if not looks.value(cell) and any(map(str.isalpha, cell.text)):
        return False
    try:
        return read_period(cell.text) is None
    except ValueError:
        return False


def _find_bottom(header: _HeaderSearch, row: int, column: int) -> int:
    """The last row of the run below a header in which anything stands left of a column.

    One blank row does not end it where the recipe speaks of blank rows.
    """
    left = range(header.stub, max(column, header.stub + 1))

    def is_filled(line: int) -> bool:
        return any(header.sheet.cell(line, other).text for other in left)

    while is_filled(row + 1) or ("row" in header.layout.gaps and is_filled(row + 2)):
        row += 1
    return row


def settle_beside(
    block: TableBlock, looks: CellTests, layout: RecipeLayout
) -> tuple[TableBlock, list[CellFault]]:
    """The block with every column that its recipe leaves out, and the columns that it loses.

    Another recipe of the same title may read those. A table ends at a blank column behind which
    nothing continues it.
    """
    sheet, heads = block.sheet, block.heads
    columns = range(heads.stub + 1, sheet.width)
    header = _HeaderSearch(sheet, block.title, heads.stub, columns, looks, layout)
    rows = range(max(heads.top, block.title.row + 1), block.bottom + 1)
    last, gap, lost = max(heads.accounted), False, []
    for column in columns:
        filled = [cell for row in rows if (cell := sheet.cell(row, column)).text]
        if column in heads.accounted or not filled:
            gap = column not in heads.accounted
            continue
        use = _find_use(header, heads.top, column)
        if use.kind in ("ignored", "where", "flags"):
            heads = heads.take(use)
        elif gap and column > last and not _belongs(header, heads.top, column, block.bottom):
            break
        elif use.kind == "blank" and _is_label(column, heads, layout):
            heads = replace(heads, skipped=heads.skipped | {column})
        else:
            lost.append(_lose(filled[0], gap, layout))
        heads = replace(heads, gaps=heads.gaps + gap)
        gap = False
    return replace(block, heads=heads), lost


def _is_label(column: int, heads: ColumnHeads, layout: RecipeLayout) -> bool:
    """Whether a column without head holds further labels: rows are picked by any of them."""
    first = min(cell.column for cell in heads.columns)
    return bool(layout.pick) and not layout.labels and column < first


def _lose(cell: Cell, gap: bool, layout: RecipeLayout) -> CellFault:
    if gap:
        problem = f"{cell.text!r} stands behind a blank column and would not be read"
        space = "say `gaps: [column]` if the blank column is a mere space, "
        remedy = "name the column under `ignore`, or give the other table a title of its own"
        remedy = remedy if "column" in layout.gaps else space + remedy
    else:
        problem = f"{cell.text!r} stands directly beside the table and would not be read"
        remedy = "mend the header or `columns`, or name the column under `ignore`"
    return CellFault(cell, problem, remedy)


def map_banners(block: TableBlock) -> dict[Cell, tuple[Cell, ...]]:
    """The banners over each column of a block, by its head."""
    rows = range(block.title.row + 1, block.heads.top)
    first = block.heads.stub + 1
    return {
        head: tuple(list_banners(block.sheet, rows, head.column, first)) for head in block.columns
    }


def map_outer_labels(block: TableBlock) -> dict[Cell, tuple[Cell, ...]]:
    """The labels left of each row's own, each the nearest in its column at this row or above."""
    columns = range(min(block.title.column, block.heads.stub), block.heads.stub)
    return {
        label: tuple(filter(None, (block.nearest_above(label, column) for column in columns)))
        for label in block.rows
    }


def list_banners(sheet: Sheet, rows: range, column: int, first: int) -> Iterator[Cell]:
    """The banners over a column in these rows, outermost first; figures begin at `first`.

    A banner stands over a group of columns: in a merged span, or in the first cell of the group.
    """
    for row in rows:
        left = column
        while left > first and not sheet.cell(row, left).text:
            left -= 1
        banner = sheet.cell(row, left)
        if banner.text and column in span_banner(sheet, banner):
            yield banner


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
