"""A table unfolds into observations: one figure a row, its labels and its address beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.ingest.labels import Label, Recipe, span_periods
from analysis.ingest.locate import Looks, Misplaced, find_title, locate_table
from analysis.ingest.marks import read_count
from analysis.ingest.strays import find_strays
from analysis.ingest.titles import resembles
from analysis.ingest.workbook import Sheet
from analysis.model.faults import Fault
from analysis.model.window import Window


@dataclass(frozen=True)
class PrintedTotal:
    """A total as the reply prints it, and the observations that it should be the sum of."""

    what: str
    printed: dict
    parts: list[dict]


@dataclass
class Unfolded:
    """What one table gave; any fault means that nothing of it is used."""

    observations: list[dict] = field(default_factory=list)
    totals: list[PrintedTotal] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    title: str = ""
    checks: list[dict] = field(default_factory=list)  # what reading alone can tell, as checks.csv


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

    def blame(cell, problem: str, remedy: str) -> None:
        result.faults.append(Fault(file, problem, remedy, sheet.name, cell.address))

    result.title = f"{sheet.name}!{title.address}"
    looks = _tell_apart(recipe)
    one_column = table.columns == "count"
    try:
        if len({table.rows, table.columns} - {"year", "count", "total"}) > 1:
            raise ValueError(f"{table.rows} by {table.columns} crosses two dimensions")
        block = locate_table(sheet, title, looks, one_column)
    except Misplaced as stray:
        blame(stray.cell, stray.problem, stray.remedy)
        return result
    except ValueError as error:
        blame(title, str(error), "mend `rows` and `columns` of this table in response.yaml")
        return result
    for stray in find_strays(block, looks, one_column):
        blame(stray.cell, stray.problem, stray.remedy)
    rows, row_blames = recipe.read_labels(table.rows, block.rows, "row")
    columns, column_blames = recipe.read_labels(table.columns, block.columns, "column")
    for cell, problem, remedy in row_blames + column_blames:
        blame(cell, problem, remedy)
    span = span_periods(rows + columns)
    figures = []
    for row in rows:
        for column in columns:
            cell = block.at(row.cell, column.cell)
            try:
                count = read_count(cell, table.marks)
            except ValueError as error:
                blame(cell, str(error), "correct the cell, or say what it means under `marks`")
                continue
            if count is not None:
                window = row.window or column.window or span or recipe.window
                if count.high:  # no complaint under a label that did not hold yet is no fault
                    for outdated in _find_outdated(recipe, (row, column), window):
                        blame(cell, *outdated)
                address = {"file": file, "sheet": sheet.name, "cell": cell.address}
                figure = _observe(recipe, row, column, window)
                figure |= {"low": count.low, "high": count.high, "status": count.status}
                figures.append((row, column, figure | address | {"text": cell.text}))
    _sort_totals(recipe, figures, span, result)
    return result


def _tell_apart(recipe: Recipe) -> Looks:
    """How this recipe's table tells headers, labels, counts and other titles from one another."""
    table = recipe.table
    others = [other.find for other in recipe.response.tables if other is not table]
    return Looks(
        header=lambda cell: (
            any(letter.isalpha() for letter in cell.text)
            if table.columns == "total"
            else recipe.is_label(table.columns, cell)
        ),
        label=lambda cell: recipe.is_label(table.rows, cell),
        value=recipe.is_value,
        title=lambda cell: any(resembles(cell.text, words) for words in others),
    )


def _find_outdated(recipe: Recipe, labels: tuple, window: Window) -> Iterator[tuple[str, str]]:
    """What is wrong with a figure whose label holds on other days than its own, and what to do."""
    for label in labels:
        try:
            recipe.check_dates(label, window)
        except ValueError as error:
            yield str(error), "ask the force, or mend the dates in data/vocabulary/labels.csv"


def _observe(recipe: Recipe, row: Label, column: Label, window: Window) -> dict:
    """The part of an observation that the labels and the reply say."""
    category = row.category if row.category not in ("", "all") else column.category
    named = row if category == row.category else column
    if recipe.dimension == "total":
        category, named = "all", (row if row.window or row.is_total else column)
    words = named.cell.text or row.cell.text or recipe.table.find
    return {
        "force": recipe.response.force,
        "reference": recipe.response.reference,
        "table": recipe.table.find,
        **{name: recipe.fact(name) for name in ("unit", "population", "definition", "date_basis")},
        "dimension": recipe.dimension,
        "category": category or "all",
        "label": words,
        "start": window.start,
        "end": window.end,
        "end_latest": window.end_latest,
        "provenance": recipe.response.provenance,
        "note": "",
    }


def _sort_totals(recipe: Recipe, figures: list, span: Window | None, result: Unfolded) -> None:
    """Tell figures from printed totals, so that nothing is counted twice.

    A total over years that leave no gap is a figure of its own, for the longer window; a total
    over categories is only checked. Both keep the figures they should be the sum of.
    """
    axes = (recipe.table.rows, recipe.table.columns)
    plain = [
        (row, column, f) for row, column, f in figures if not (row.is_total or column.is_total)
    ]
    result.observations += [figure for _, _, figure in plain]
    for row, column, figure in figures:
        over = [axis for axis, label in zip(axes, (row, column), strict=True) if label.is_total]
        if not over:
            continue
        kept = [label.cell.text for label in (row, column) if label.window or label.category]
        what = ", ".join(["total over " + " and ".join(over), *kept])
        parts = [
            f
            for r, c, f in plain
            if (row.is_total or r is row) and (column.is_total or c is column)
        ]
        result.totals.append(PrintedTotal(what, figure, parts))
        if over == ["year"] and span:
            result.observations.append(figure | {"note": "printed total"})
