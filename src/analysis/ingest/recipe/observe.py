"""One figure of a table becomes one observation; printed totals are told from what they add up."""

from dataclasses import dataclass
from itertools import pairwise

from analysis.ingest.files.workbook import Cell
from analysis.ingest.recipe.labels import Label, Recipe
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import Count
from analysis.model.window import Window


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
    recipe: Recipe, figures: list[Figure], span: Window | None, address: dict[str, str]
) -> tuple[list[dict], list[PrintedTotal]]:
    """The observations of a table, and its printed totals, so that nothing is counted twice.

    A total over years that leave no gap (`span`) is a figure of its own, for the longer window; a
    total over categories is only checked. Both keep the figures they should be the sum of.
    `address` names the file and the sheet.
    """
    axes = (recipe.table.rows, recipe.table.columns)
    told = [(figure, observe(recipe, figure) | address) for figure in figures]
    plain = [(f, row) for f, row in told if not (f.row.is_total or f.column.is_total)]
    observations, totals = [row for _, row in plain], []
    for figure, printed in told:
        labels = (figure.row, figure.column)
        over = [axis for axis, label in zip(axes, labels, strict=True) if label.is_total]
        if not over:
            continue
        kept = [label.cell.text for label in labels if label.window or label.category]
        what = ", ".join(["total over " + " and ".join(over), *kept])
        parts = [row for f, row in plain if _is_part(f, figure)]
        totals.append(PrintedTotal(what, printed, parts))
        if over == ["year"] and span:
            note = "; ".join(filter(None, (PRINTED_TOTAL, printed["note"])))
            observations.append(printed | {"note": note})
    return observations, totals


def _is_part(part: Figure, total: Figure) -> bool:
    """Whether a figure is one of those a total adds up: along each side, the total's or its own."""
    sides = ((part.row, total.row), (part.column, total.column))
    listed = [figure.category.category for figure in (part, total) if figure.category]
    return all(whole.is_total or own is whole for own, whole in sides) and len(set(listed)) <= 1


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
