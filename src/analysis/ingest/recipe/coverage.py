"""Whether recipe and table cover each other: nothing said is unmet, nothing printed is unread."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from analysis.ingest.files.sheet import Cell, fold
from analysis.ingest.files.visibility import tell_concealed
from analysis.ingest.recipe.axis_labels import ANY_YEAR, AxisLabel, Recipe
from analysis.ingest.recipe.block import CellFault, TableBlock, is_total
from analysis.ingest.recipe.header import list_banners, span_banner
from analysis.ingest.recipe.locate import LocatedTable
from analysis.ingest.recipe.subtotals import join_cells
from analysis.ingest.recipe.unpivot import Figure
from analysis.ingest.words.label_kinds import is_share
from analysis.ingest.words.periods import YEAR, combine_periods, read_period, recognise_period
from analysis.model.address import Address
from analysis.model.checks import AGREES, OPEN, CheckKind
from analysis.model.window import ONE_DAY, Window


def find_unmet(recipe: Recipe, block: TableBlock, banners: list[Cell]) -> Iterator[CellFault]:
    """Every entry of `pick`, `ignore`, `gaps`, `where` and `periods` that meets nothing.

    A slip there would leave out too much or nothing. Blamed as well is what the table says and
    its recipe does not read: banners, columns left of the labels, merged figures, shares.
    `banners` stand over the columns that are read. `marks` are not asked for: they are the
    sheet's legend, and a table may have no use for one.
    """
    table, title = recipe.table, block.title
    yield from _list_missing(title, "pick", table.pick, block.rows)
    ignored = (*block.ignored, *block.heads.ignored, *_list_heads_left(block))
    yield from _list_missing(title, "ignore", table.ignore, ignored)
    labels = (*block.rows, *block.columns, *banners)
    yield from _list_missing(title, "periods", tuple(table.periods), labels)
    for words in table.periods.list_twins():
        yield CellFault(title, f"`periods` names {words!r} twice", "keep the one that is right")
    if table.where and block.heads.where is None:
        yield CellFault(title, f"no column is headed {table.where!r}", "mend `where` of this table")
    for side, passed in (("row", block.gaps), ("column", block.heads.gaps)):
        if side in table.gaps and not passed:
            yield CellFault(
                title, f"no blank {side} stands inside this table", "mend `gaps` of this table"
            )
    yield from _find_swallowed(block)
    yield from _find_late_banners(recipe, block)
    yield from _find_unread_left(recipe, block)
    yield from _find_merged_figures(block)
    yield from _find_shares(recipe, block, banners)
    if "year" not in (table.rows, table.columns):
        counted = block.columns if table.columns in ("count", "total") else ()
        yield from _find_periods_above(recipe, [*banners, *counted])
    days = recipe.read_under()
    if table.window and days and table.window != days:
        problem = f"`window` is {table.window}, the banners of `under` say {days}"
        yield CellFault(
            title, problem, "take `window` out, or give the days of the banner under `periods`"
        )


def _list_missing(
    title: Cell, key: str, entries: tuple[str, ...], cells: tuple[Cell, ...]
) -> Iterator[CellFault]:
    printed = {fold(cell.text) for cell in cells}
    for words in entries:
        if fold(words) not in printed:
            problem = f"`{key}` names {words!r}, which this table never says"
            yield CellFault(title, problem, f"mend `{key}` of this table in response.yaml")


def _find_swallowed(block: TableBlock) -> Iterator[CellFault]:
    """A banner left out that reaches over a head twice: it may reach into the next group."""
    top = block.heads.top
    for banner in dict.fromkeys(cell for cell in block.heads.ignored if cell.row < top):
        seen: set[tuple[str, ...]] = set()
        for column in span_banner(block.sheet, banner):
            head, inner = block.sheet.cell(top, column), range(banner.row + 1, top)
            above = list_banners(block.sheet, inner, column, banner.column)
            words = (*(fold(cell.text) for cell in above), fold(head.text))
            if head.text and words in seen:
                problem = f"{head.text!r} stands twice below the banner {banner.text!r}"
                yield CellFault(head, problem, "ask the force which columns the banner is over")
            seen.add(words)


def _find_late_banners(recipe: Recipe, block: TableBlock) -> Iterator[CellFault]:
    """Rows of banners that the recipe needs, none of them over the first columns of figures.

    They may be typed over the middle of their columns: which they are over is not sure. A column
    of totals may well stand there without a banner.
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
            yield CellFault(needed[0], problem, remedy)


def _is_read(recipe: Recipe, block: TableBlock, column: int) -> bool:
    """Whether a column has a head and figures, and is none of totals."""
    head = block.sheet.cell(block.heads.top, column)
    if not head.text or is_total(head):
        return False
    return any(recipe.is_value(block.sheet.cell(row.row, column)) for row in block.rows)


def _reaches(block: TableBlock, banner: Cell) -> bool:
    """Whether a banner is taken to stand over more columns than its own."""
    columns = list(span_banner(block.sheet, banner))[1:]
    return any(block.sheet.cell(block.heads.top, column).text for column in columns)


def _find_unread_left(recipe: Recipe, block: TableBlock) -> Iterator[CellFault]:
    """Columns left of the row labels that tell the rows read apart, once a column.

    Years over the quarters of a table of periods are read with them; a column whose head `ignore`
    names is left out on purpose.
    """
    first = min(block.title.column, block.heads.stub)
    ignored = {fold(words) for words in recipe.table.ignore}
    last = max((label.column for label in block.rows), default=first)
    for column in range(first, last):
        if fold(block.sheet.cell(block.heads.top, column).text) in ignored:
            continue
        beside = [block.nearest_above(row, column) for row in block.rows if row.column > column]
        by_words = {fold(cell.text): cell for cell in filter(None, reversed(beside))}
        all_years = all(recipe.is_label("year", cell) for cell in by_words.values())
        if recipe.table.rows == "year" and all_years:
            continue
        if len(by_words) > 1:
            cell = next(filter(None, beside))
            problem = f"the column of {cell.text!r} tells rows apart and is not read"
            remedy = "name its head under `ignore`, or read the rows of each of its words alone"
            yield CellFault(cell, problem, remedy)


def _find_merged_figures(block: TableBlock) -> Iterator[CellFault]:
    """Figures merged over several cells: the blank ones are not 0, whatever a blank means."""
    rows, columns = ({c.row for c in block.rows}, {c.column for c in block.columns})
    for span in block.sheet.merged:
        figure = block.sheet.cell(span.top, span.left)
        down = rows.intersection(range(span.top, span.bottom + 1))
        across = columns.intersection(range(span.left, span.right + 1))
        if figure.text and len(down) * len(across) > 1:
            problem = f"{figure.text!r} is merged over several figures, the others are blank"
            yield CellFault(
                figure, problem, "ask the force which figures stand in the merged cells"
            )


def _find_shares(recipe: Recipe, block: TableBlock, banners: Sequence[Cell]) -> Iterator[CellFault]:
    """Heads, and banners not in `under`, that call figures read as counts percentages or rates."""
    table = recipe.table
    sides = ((table.rows, block.rows), (table.columns, block.columns))
    plain = [cell for axis, cells in sides if axis in ("count", "total") for cell in cells]
    named = {fold(words) for words in table.under}
    over = [banner for banner in banners if fold(banner.text) not in named]
    for cell in dict.fromkeys((*plain, *over)):
        if is_share(cell.text):
            yield CellFault(cell, f"{cell.text!r}: shares are no counts", "name it under `ignore`")


def _find_periods_above(recipe: Recipe, banners: list[Cell]) -> Iterator[CellFault]:
    """A banner or head such as 2018 over figures of no year: they are not of the whole window."""
    named = {fold(words) for words in recipe.table.under}
    settled = recipe.read_under()
    for banner in banners:
        if recipe.table.window or (settled and fold(banner.text) in named):
            continue
        if banner.text in recipe.table.periods or _mentions_days(banner.text):
            problem = f"{banner.text!r} stands over figures that the recipe reads without a period"
            days = _find_days(banner.text) or Window(date(2021, 4, 1), date(2022, 4, 1))
            window = f"`window: {days.start} to {days.end - ONE_DAY}`"
            remedy = f"say which days in this table's `window`, such as {window}"
            if _is_period(banner.text):  # `under` reads whole periods only
                remedy = f"say `under: [{banner.text}]`, or {window}"
            yield CellFault(banner, problem, remedy)


def _mentions_days(text: str) -> bool:
    """Whether words hold a period, whole, at their start or at their end: `2021 total`, `in Q1`."""
    words = text.split()
    runs = chain.from_iterable((words[:n], words[-n:]) for n in range(1, len(words) + 1))
    named = re.search(rf"(?<!\d){YEAR}(?!\d)", text)
    return bool(named) or any(_is_period(" ".join(run).strip("()[],:; ")) for run in runs)


def _find_days(text: str) -> Window | None:
    """The days of the longest period that words hold at their start or end, if any."""
    words = text.split()
    for size in range(len(words), 0, -1):
        for run in (words[:size], words[-size:]):
            try:
                if window := read_period(" ".join(run).strip("()[],:; ")):
                    return window
            except ValueError:
                continue
    return None


def _is_period(text: str) -> bool:
    try:
        return bool(recognise_period(text) or combine_periods(ANY_YEAR, text))
    except ValueError:
        return True  # a period that cannot be is one all the same


def _list_heads_left(block: TableBlock) -> list[Cell]:
    """The heads of the columns left of the first figures."""
    first = min(block.title.column, block.heads.stub)
    figures = min((cell.column for cell in block.columns), default=first)
    return [block.sheet.cell(block.heads.top, column) for column in range(first, figures)]


def leaves_out(recipe: Recipe, block: TableBlock, labels: Sequence[AxisLabel]) -> bool:
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


def _list_unread(recipe: Recipe, block: TableBlock) -> Iterator[Cell]:
    """The labels, along the side of the categories, whose figures the recipe passes over."""
    sheet, heads, looks = block.sheet, block.heads, recipe.is_value
    lines = {cell.row for cell in block.rows}
    if recipe.table.rows == recipe.dimension:
        for row in block.lines:
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
        code = recipe.vocabulary.look_up(recipe.dimension, cell.text, recipe.reply.force).code
    except ValueError:
        return False
    return code in codes


def leaves_out_periods(recipe: Recipe, block: TableBlock) -> bool:
    """Whether `ignore` or `pick` leaves out a period, which a total over years may still count."""
    heads, read = block.heads, {cell.row for cell in block.rows}
    unread = [*heads.ignored] if recipe.table.columns == "year" else []
    if recipe.table.rows == "year":
        lines = (row for row in block.lines if row not in read)
        unread += [block.sheet.cell(row, heads.stub) for row in lines]
    return any(recipe.is_label("year", cell) for cell in unread)


def check_repeated(recipe: Recipe, located: LocatedTable) -> list[dict]:
    """A row of checks that names the heads passed over where a header stands once more."""
    block = located.block
    if not block.repeated:
        return []
    head = block.columns[0]
    places = [{**located.address, "cell": cell.address} for cell in block.repeated]
    return [
        {
            "check": CheckKind.REPEATED_HEADS,
            "table": recipe.table.name,
            "what": "the header, and the rows that say it once more or number a page",
            "first": head.text,
            "first_cell": str(Address(located.file, block.sheet.name, head.address)),
            "second": head.text,
            "second_cells": join_cells(places),
            "verdict": AGREES,
            "note": "passed over: the table goes on beneath them, as after a page break",
        }
    ]


def find_nothing_hidden(recipe: Recipe, title: Cell, is_met: bool) -> Iterator[CellFault]:
    """`hidden: read` where nothing that is read is hidden: a slip, or a workbook put in order."""
    if recipe.table.hidden and not is_met:
        problem = "`hidden: read`, and nothing that this table reads is hidden"
        yield CellFault(title, problem, "take `hidden` and `reason` out of this table")


def reads_hidden(block: TableBlock) -> bool:
    """Whether any place that a table reads, its label known or not, is hidden in the workbook."""
    heads = block.heads
    rows = {*range(block.title.row, heads.top + 1), *(cell.row for cell in block.rows)}
    columns = {heads.stub, *heads.flags.values(), *(cell.column for cell in block.columns)}
    return any(row in rows and column in columns for row, column in block.sheet.revealed)


def list_hidden(block: TableBlock, figures: Iterable[Figure]) -> tuple[list[Cell], int]:
    """The figures and labels that are hidden in the workbook, and how many are read in all."""
    cells = {c: None for f in figures for c in (f.cell, f.row.cell, f.column.cell) if c.text}
    hidden = [cell for cell in cells if (cell.row, cell.column) in block.sheet.revealed]
    return sorted(hidden, key=lambda cell: (cell.row, cell.column)), len(cells)


def check_hidden(recipe: Recipe, located: LocatedTable, figures: Sequence[Figure]) -> list[dict]:
    """Rows of checks that name hidden figures and labels; none where all are seen.

    Either they were read, for the reason that the recipe has, or they were left alone.
    """
    block = located.block
    if not (block.sheet.revealed or block.sheet.concealed.cells):
        return []
    hidden, every = list_hidden(block, figures)
    places = [{**located.address, "cell": cell.address} for cell in hidden]
    row = {
        "check": CheckKind.HIDDEN_CELLS,
        "table": recipe.table.name,
        "what": "cells read beside those of them that can be seen",
        "first": str(every),
        "first_cell": "",
        "second": str(every - len(hidden)),
        "second_cells": join_cells(places),
        "verdict": OPEN,
    }
    if hidden:
        read = f"the cells named are hidden in the workbook, and read: {recipe.table.reason}"
        return [row | {"note": read}]
    down = [block.heads.top, *(cell.row for cell in block.rows)]
    across = [block.heads.stub, *(cell.column for cell in block.columns)]
    told = (
        (" ".join(block.sheet.cell(*place).address for place in places), text)
        for text, places in tell_concealed(block.sheet, down, across)
    )
    return [row | {"note": ": ".join(filter(None, words))} for words in told]
