"""A table unfolds into observations: one figure a row, its labels and its address beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.ingest.files.workbook import Cell, Sheet
from analysis.ingest.recipe.banners import map_banners, map_outer_labels
from analysis.ingest.recipe.beside import settle_beside
from analysis.ingest.recipe.block import Block, Misplaced
from analysis.ingest.recipe.cells import find_note, read_cell
from analysis.ingest.recipe.hidden import check_hidden
from analysis.ingest.recipe.labels import NO_DIMENSION, Blame, Label, Recipe
from analysis.ingest.recipe.left_out import leaves_out
from analysis.ingest.recipe.locate import find_title, locate_table
from analysis.ingest.recipe.looks import lay_out, tell_apart
from analysis.ingest.recipe.met import find_unmet
from analysis.ingest.recipe.observe import Figure, PrintedTotal, sort_totals, span_periods
from analysis.ingest.recipe.open_years import find_open_years
from analysis.ingest.recipe.outside import OutsideWindow
from analysis.ingest.recipe.period_marks import UndeclaredMark
from analysis.ingest.recipe.sides import read_side
from analysis.ingest.recipe.strays import find_strays
from analysis.ingest.recipe.subtotals import check_of_which
from analysis.ingest.recipe.title_days import check_days
from analysis.ingest.recipe.unread import leaves_out_periods
from analysis.model.checks import PART_READ
from analysis.model.faults import Fault
from analysis.model.window import Window


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
