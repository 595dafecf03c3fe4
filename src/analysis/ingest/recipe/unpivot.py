"""A table unfolds into observations: one figure a row, its labels and its address beside it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.ingest.files.sheet import Cell, Sheet, fold
from analysis.ingest.recipe.axis_labels import (
    NO_DIMENSION,
    Blame,
    Label,
    OutsideWindow,
    Recipe,
    UndeclaredMark,
)
from analysis.ingest.recipe.block import Block, Layout, Looks, Misplaced, resembles
from analysis.ingest.recipe.coverage import find_unmet, leaves_out, leaves_out_periods
from analysis.ingest.recipe.header import map_banners, map_outer_labels, settle_beside
from analysis.ingest.recipe.locate import find_strays, find_title, locate_table
from analysis.ingest.recipe.period_axis import check_days, find_open_years, read_side
from analysis.ingest.recipe.subtotals import check_of_which, name_cells
from analysis.ingest.words.cell_count import read_count
from analysis.ingest.words.whole_numbers import read_counts_with_words
from analysis.model.checks import OPEN, PART_READ, PRINTED_TOTAL
from analysis.model.count import Count, exactly
from analysis.model.faults import Fault
from analysis.model.reply import Table
from analysis.model.window import Window

# What one cell of a table says: a count, several counts with their words, and the notes on it.


def read_cell(recipe: Recipe, cell: Cell) -> list[tuple[Count, Label | None]]:
    """The counts of a cell, each with its category where the cell lists counts with words.

    A cell that does not apply holds none. Raises ValueError where the cell cannot be read.
    """
    if recipe.table.cells:
        return _read_list(recipe, cell)
    count = read_count(cell, recipe.table.marks)
    return [] if count is None else [(count, None)]


def _read_list(recipe: Recipe, cell: Cell) -> list[tuple[Count, Label | None]]:
    """`1x Written warning, 2x RPRP`: every category once; a mark can only say that none is listed.

    A category that a list leaves out is unknown, not 0.
    """
    if cell.remark:
        raise ValueError(f"the cell is {cell.remark}")
    marks = {fold(mark): count for mark, count in recipe.table.marks.items()}
    if fold(cell.text) in marks:
        if marks[fold(cell.text)] in (None, exactly(0)):
            return []
        raise ValueError(f"{cell.text!r} hides a whole list: its categories are not known")
    found: dict[str, tuple[Count, Label]] = {}
    axis, force = recipe.table.cells, recipe.response.force
    # Line breaks divide a list, and `text` has lost them.
    for number, words in read_counts_with_words(str(cell.value)):
        code = recipe.vocabulary.look_up(axis, words, force).code
        if code in found:
            first = found[code][1].cell.text
            raise ValueError(f"{words!r} and {first!r} of one cell are both {code}")
        label = Label(Cell(cell.row, cell.column, words), category=code)
        found[code] = (exactly(number), label)
    return list(found.values())


def find_note(recipe: Recipe, block: Block, cell: Cell) -> str:
    """What the sheet says of a figure beside it: a flag, the page or paragraph it stood on.

    Raises Misplaced where a flag is unknown, or where no page is given.
    """
    notes = []
    if (column := block.heads.flags.get(cell.column)) is not None:
        flag = block.sheet.cell(cell.row, column)
        if flag.text and not recipe.is_flag(flag):
            remedy = f'say what it means under `marks`, such as `"{flag.text}": footnote`'
            raise Misplaced(flag, f"{flag.text!r} stands in a column of flags", remedy)
        notes.append(flag.text)
    if (column := block.heads.where) is not None:
        place = block.sheet.cell(cell.row, column)
        if not place.text:
            problem = f"nothing says under {recipe.table.where!r} where this figure stood"
            raise Misplaced(place, problem, "complete the cell")
        worded = any(map(str.isalpha, place.text))
        notes.append(place.text if worded else f"{recipe.table.where} {place.text}")
    return "; ".join(filter(None, notes))


# How one recipe's table tells its cells apart, and what the recipe says of its layout.


def lay_out(table: Table) -> Layout:
    """What the recipe says of the layout, in the shape that the search goes by."""
    return Layout(
        table.under,
        table.labels,
        table.where,
        frozenset(map(fold, table.pick)),
        frozenset(map(fold, table.ignore)),
        frozenset(table.gaps),
    )


def tell_apart(recipe: Recipe) -> Looks:
    """How this recipe's table tells headers, labels, counts and other titles from one another."""
    table = recipe.table
    others = [other.find for other in recipe.response.tables if other.find != table.find]
    picks = {fold(words) for words in table.pick}
    return Looks(
        header=lambda cell: (
            any(letter.isalpha() for letter in cell.text)
            if table.columns == "total"
            else recipe.is_label(table.columns, cell)
        ),
        label=lambda cell: fold(cell.text) in picks or recipe.is_label(table.rows, cell),
        value=recipe.is_value,
        title=lambda cell: any(resembles(cell.text, words) for words in others),
        flag=recipe.is_flag,
    )


# One figure of a table becomes one observation; printed totals are told from what they add up.

LEFT_OUT = "which may count periods left out by the recipe"
Key = tuple[Cell | None, Cell | None]


@dataclass(frozen=True)
class Figure:
    """A count with its labels and its cell, and what the sheet notes of it.

    `category` is that of one count among several in a cell that lists them with their words.
    """

    row: Label
    column: Label
    window: Window
    cell: Cell
    count: Count
    category: Label | None = None
    note: str = ""


@dataclass(frozen=True)
class PrintedTotal:
    """A total as the reply prints it, and the observations that it should be the sum of."""

    what: str
    printed: dict
    parts: list[dict]


def sort_totals(
    recipe: Recipe,
    figures: list[Figure],
    span: Window | None,
    address: dict[str, str],
    left_out: bool = False,
) -> tuple[list[dict], list[PrintedTotal]]:
    """The observations of a table, and its printed totals, so that nothing is counted twice.

    A total over years that leave no gap (`span`) is a figure of its own, for the longer window; a
    total over categories is only checked. Both keep the figures they should be the sum of.
    `address` names the file and the sheet. Where periods are `left_out` by the recipe, nobody can
    tell which days a total over years is of: it is no figure, and its check says so.
    """
    axes = (recipe.table.rows, recipe.table.columns)
    told = [(figure, observe(recipe, figure) | address) for figure in figures]
    plain = [(f, row) for f, row in told if not (f.row.is_total or f.column.is_total)]
    observations, totals, parts_of = [row for _, row in plain], [], _index_parts(plain)
    for figure, printed in told:
        labels = (figure.row, figure.column)
        over = [axis for axis, label in zip(axes, labels, strict=True) if label.is_total]
        if not over:
            continue
        kept = [label.cell.text for label in labels if label.window or label.category]
        what = ", ".join(["total over " + " and ".join(over), *kept])
        if left_out and "year" in over:
            what = f"{what}, {LEFT_OUT}"
        listed = [part for part in parts_of[_key_total(figure)] if _is_alike(part[0], figure)]
        totals.append(PrintedTotal(what, printed, [row for _, row in listed]))
        if over == ["year"] and span and not left_out:
            note = "; ".join(filter(None, (PRINTED_TOTAL, printed["note"])))
            observations.append(printed | {"note": note})
    return observations, totals


def _index_parts(plain: list[tuple[Figure, dict]]) -> dict[Key, list[tuple[Figure, dict]]]:
    """The figures that totals add up, in their order: of a whole row, of a column, of the table.

    A large sheet has as many totals as rows: each finds its parts without a look at all figures.
    """
    found: dict[Key, list[tuple[Figure, dict]]] = defaultdict(list)
    for part in plain:
        row, column = part[0].row.cell, part[0].column.cell
        for key in ((row, None), (None, column), (None, None)):
            found[key].append(part)
    return found


def _key_total(total: Figure) -> Key:
    """The row and the column that a total stays in; None along a side that it adds up."""
    row, column = (None if label.is_total else label.cell for label in (total.row, total.column))
    return row, column


def _is_alike(part: Figure, total: Figure) -> bool:
    """Whether two figures of cells that list categories are of one category."""
    listed = {figure.category.category for figure in (part, total) if figure.category}
    return len(listed) <= 1


def observe(recipe: Recipe, figure: Figure) -> dict:
    """The row of observations that a figure makes, with its labels and the reply's facts."""
    row, column, count, window = figure.row, figure.column, figure.count, figure.window
    category = row.category if row.category not in ("", "all") else column.category
    named = row if category == row.category else column
    if recipe.dimension == "total":
        category, named = "all", (row if row.window or row.is_total else column)
    if figure.category:
        category, named = figure.category.category, figure.category
    words = named.cell.text or row.cell.text or recipe.table.find
    return {
        "force": recipe.response.force,
        "reference": recipe.response.reference,
        "table": recipe.table.name,
        **{name: recipe.fact(name) for name in ("unit", "population", "definition", "date_basis")},
        "dimension": recipe.dimension,
        "category": category or "all",
        "label": words,
        "start": window.start,
        "end": window.end,
        "end_latest": window.end_latest,
        "provenance": recipe.response.provenance,
        "note": figure.note,
        "low": count.low,
        "high": count.high,
        "status": count.status,
        "cell": figure.cell.address,
        "text": figure.cell.text,
    }


def span_periods(labels: list[Label]) -> Window | None:
    """The window that all periods of an axis fill together; None where a gap or overlap is left."""
    windows = sorted(label.window for label in labels if label.window)
    if not windows or any(a.end != b.start for a, b in pairwise(windows)):
        return None
    return Window(windows[0].start, windows[-1].end, windows[-1].end_latest)


# Cells that were read where nobody looking at the sheet sees them: perhaps hidden on purpose.


def check_hidden(sheet: Sheet, table: str, figures: list[Figure], file: str) -> list[dict]:
    """A row of checks that names a table's hidden figures and labels; none where all are seen."""
    cells = {c: None for f in figures for c in (f.cell, f.row.cell, f.column.cell) if c.text}
    hidden = sorted((c for c in cells if _is_hidden(sheet, c)), key=lambda c: (c.row, c.column))
    if not hidden:
        return []
    places = [{"file": file, "sheet": sheet.name, "cell": cell.address} for cell in hidden]
    return [
        {
            "check": "hidden cells",
            "table": table,
            "what": "cells read beside those of them that can be seen",
            "first": str(len(cells)),
            "first_cell": "",
            "second": str(len(cells) - len(hidden)),
            "second_cells": name_cells(places),
            "verdict": OPEN,
            "note": "the cells named are hidden in the workbook, and counted; ask the force why",
        }
    ]


def _is_hidden(sheet: Sheet, cell: Cell) -> bool:
    lines = cell.row in sheet.hidden_rows or cell.column in sheet.hidden_columns
    return lines or not sheet.visible


@dataclass
class Unfolded:
    """What one table gave; any fault means that nothing of it is used.

    `columns` are those it reads or leaves out, zero-based; `beside` blames, by column, those
    that it does neither with: another recipe of the same title may.
    """

    observations: list[dict] = field(default_factory=list)
    totals: list[PrintedTotal] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    title: str = ""
    checks: list[dict] = field(default_factory=list)  # what reading alone can tell, as checks.csv
    columns: frozenset[int] = frozenset()
    beside: list[tuple[int, Fault]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)  # with the labels that each was read by
    block: Block | None = None


def unfold_table(recipe: Recipe, sheets: dict[str, Sheet], file: str) -> Unfolded:
    """Find one table by its recipe and read it; `file` is the workbook's name as faults show it."""
    table = recipe.table
    result = Unfolded()
    try:
        sheet, title = find_title(sheets, table.find, table.sheet)
    except ValueError as error:
        remedy = "mend `find` or `sheet` of this table in response.yaml"
        result.faults.append(Fault(file, str(error), remedy, table.sheet))
        return result

    def tell(cell: Cell, problem: str, remedy: str) -> Fault:
        return Fault(file, problem, remedy, sheet.name, cell.address)

    result.title = f"{sheet.name}!{title.address}"
    looks, layout = tell_apart(recipe), lay_out(table)
    one_column = table.columns == "count" or (table.columns == "total" and bool(table.under))
    try:
        if len({table.rows, table.columns, table.cells} - {"", *NO_DIMENSION}) > 1:
            crossed = f"{table.rows} by {table.columns}"
            raise ValueError(f"{crossed} crosses two dimensions")
        whole = recipe.window
        block = locate_table(sheet, title, looks, one_column, layout)
    except Misplaced as stray:
        result.faults.append(tell(stray.cell, stray.problem, stray.remedy))
        return result
    except (OutsideWindow, UndeclaredMark) as error:  # a banner's, named in `under`
        result.faults.append(tell(title, str(error), error.remedy))
        return result
    except ValueError as error:
        remedy = "mend `rows` and `columns` of this table in response.yaml"
        result.faults.append(tell(title, str(error), remedy))
        return result
    block, lost = settle_beside(block, looks, layout)
    result.block, result.columns = block, block.heads.accounted
    result.beside = [
        (stray.cell.column, tell(stray.cell, stray.problem, stray.remedy)) for stray in lost
    ]
    for stray in find_strays(block, looks, one_column):
        result.faults.append(tell(stray.cell, stray.problem, stray.remedy))
    over = map_banners(block)
    banners = list(dict.fromkeys(cell for cells in over.values() for cell in cells))
    outer = map_outer_labels(block)
    rows, row_blames = read_side(recipe, table.rows, block.rows, "row", outer)
    columns, column_blames = read_side(recipe, table.columns, block.columns, "column", over)
    blames = [*find_unmet(recipe, block, banners), *row_blames, *column_blames]
    blames += find_open_years(recipe, block, outer, over)
    span = span_periods(rows + columns)
    figures: list[Figure] = []
    for row in rows:
        for column in columns:
            window = row.window or column.window or span or whole
            found, wrong = _read_figures(recipe, block, row, column, window)
            figures += found
            blames += wrong
    result.faults += [tell(*blame) for blame in blames]
    result.figures = figures
    result.checks += check_days(recipe, block, file)
    result.checks += check_hidden(sheet, table.name, figures, file)
    address = {"file": file, "sheet": sheet.name}
    result.observations, result.totals = sort_totals(
        recipe, figures, span, address, leaves_out_periods(recipe, block)
    )
    if leaves_out(recipe, block, rows + columns):
        for row in result.observations:
            row["note"] = "; ".join(filter(None, (row["note"], PART_READ)))
    of_which, doubled = check_of_which(recipe, result.observations)
    result.checks += of_which
    result.faults += doubled
    return result


def _read_figures(
    recipe: Recipe, block: Block, row: Label, column: Label, window: Window
) -> tuple[list[Figure], list[Blame]]:
    """The figure of one cell, or the several of a cell that lists them, and what is wrong."""
    cell = block.at(row.cell, column.cell)
    try:
        counts = read_cell(recipe, cell)
        labelled = (recipe.note_periods(*recipe.table.under), row.note, column.note)
        notes = dict.fromkeys((*labelled, find_note(recipe, block, cell)))
    except Misplaced as stray:  # before ValueError, of which it is one
        return [], [(stray.cell, stray.problem, stray.remedy)]
    except ValueError as error:
        return [], [(cell, str(error), "correct the cell, or say what it means under `marks`")]
    blames = [
        (cell, *outdated)
        for count, category in counts
        if count.high  # no complaint under a label that did not hold yet is no fault
        for outdated in _find_outdated(recipe, (row, column, category), window)
    ]
    return [
        Figure(row, column, window, cell, *told, "; ".join(filter(None, notes))) for told in counts
    ], blames


def _find_outdated(recipe: Recipe, labels: tuple, window: Window) -> Iterator[tuple[str, str]]:
    """What is wrong with a figure whose label holds on other days than its own, and what to do."""
    for label in filter(None, labels):
        try:
            recipe.check_dates(label, window)
        except ValueError as error:
            yield str(error), "ask the force, or mend the dates in data/vocabulary/labels.csv"
