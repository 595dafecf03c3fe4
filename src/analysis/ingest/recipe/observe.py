"""One figure of a table becomes one observation; printed totals are told from what they add up."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from analysis.ingest.files.workbook import Cell
from analysis.ingest.recipe.labels import Label, Recipe
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import Count
from analysis.model.window import Window

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
