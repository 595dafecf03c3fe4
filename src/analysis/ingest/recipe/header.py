"""The header of a table: which row its column labels stand in, and which columns are read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.ingest.files.workbook import Cell, Sheet, fold
from analysis.ingest.recipe.banners import find_banner, span_banner
from analysis.ingest.recipe.block import DEEPEST_HEADER, Heads, Layout, Looks, Misplaced
from analysis.ingest.recipe.columns import Header, gather_columns
from analysis.ingest.recipe.stub import find_stub


def find_heads(sheet: Sheet, title: Cell, looks: Looks, one_column: bool, layout: Layout) -> Heads:
    """The columns under a title, below its banners if the recipe names any.

    With `one_column` the header may be any words, or missing. The title may be the header's own
    corner. Raises ValueError where no header is met within ten rows, Misplaced where another
    table or figures without a header are met first.
    """
    stub = find_stub(sheet, title, layout)
    columns = range(stub + 1, sheet.width)
    corner = fold(layout.labels) == fold(title.text) or not one_column
    start = title.row if corner else title.row + 1
    if layout.under:
        banner = find_banner(sheet, _find_zone(sheet, title, stub, looks), columns, layout.under)
        _check_no_neighbour(sheet, title, looks, banner)
        columns = span_banner(sheet, banner)
        start = banner.row if one_column else banner.row + 1
    rows = (row for row in _rows_under(sheet, title, looks, layout) if row >= start)
    header = Header(sheet, title, stub, columns, looks, layout)
    return (_find_value_column if one_column else _find_header)(header, rows)


def _find_zone(sheet: Sheet, title: Cell, stub: int, looks: Looks) -> range:
    """The rows in which banners may stand: from the title's own down to the first figures."""
    end = min(title.row + 1 + DEEPEST_HEADER, sheet.height)
    for row in range(title.row + 1, end):
        figures = any(looks.value(sheet.cell(row, c)) for c in range(stub + 1, sheet.width))
        if looks.label(sheet.cell(row, stub)) and figures:
            return range(title.row, row)
    return range(title.row, end)


def _check_no_neighbour(sheet: Sheet, title: Cell, looks: Looks, banner: Cell) -> None:
    """Raises Misplaced where another title stands between a table's title and its banner."""
    for column in range(title.column + 1, banner.column + 1):
        above = [sheet.cell(row, column) for row in range(title.row, banner.row)]
        if above and (above[0].text or any(map(looks.title, above))):
            problem = f"{banner.text!r} stands under another title"
            raise Misplaced(banner, problem, "mend `find` or `under` of this table")


def _rows_under(sheet: Sheet, title: Cell, looks: Looks, layout: Layout) -> Iterator[int]:
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


def _find_header(header: Header, rows: Iterable[int]) -> Heads:
    for row in rows:
        heads = gather_columns(header, row)
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


def _step_down(header: Header, heads: Heads) -> Heads:
    """The lowest of a header's rows: below 2018 may stand its quarters, below staff their roles.

    Figures are no labels, whatever year they look like, nor is what stands beside a row's label.
    """
    lower = gather_columns(header, heads.top + 1)
    words = [cell for cell in lower.columns if any(map(str.isalpha, cell.text))]
    own = header.sheet.cell(lower.top, header.stub)
    if any(map(header.looks.header, words)) and not header.looks.label(own):
        return _step_down(header, lower)
    return heads


def _find_value_column(header: Header, rows: Iterable[int]) -> Heads:
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
                return Heads(row - 1, header.stub, (sheet.cell(row - 1, across.start),))
            break
        if cells:
            top = row
            if not layout.under:
                break
    if top is None:
        raise ValueError("no column of figures stands beside the labels under this title")
    return _choose_column(gather_columns(header, top), bool(layout.under))


def _choose_column(heads: Heads, under: bool) -> Heads:
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
