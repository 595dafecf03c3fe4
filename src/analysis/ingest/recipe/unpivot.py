"""A table unfolds into observations: one figure a row, its labels and its address beside it."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.ingest.files.sheet import Cell, fold
from analysis.ingest.recipe.axis_labels import AxisLabel, Recipe
from analysis.ingest.recipe.block import CellFault, Misplaced, TableBlock
from analysis.ingest.recipe.period_axis import TableLabels
from analysis.ingest.words.cell_count import list_counts, read_count
from analysis.ingest.words.label_kinds import find_label_kind
from analysis.ingest.words.vocabulary import read_words
from analysis.ingest.words.whole_numbers import read_counts_with_words
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import Count, Status, exactly
from analysis.model.reply import DIMENSIONS
from analysis.model.window import Window

LEFT_OUT = "which may count periods left out by the recipe"
VOID = Count(0, math.inf, Status.NOT_APPLICABLE)
Key = tuple[Cell | None, Cell | None]


@dataclass(frozen=True)
class Figure:
    """A count with its labels and its cell, and what the sheet notes of it.

    `category` is that of one count among several in a cell that lists them with their words.
    """

    row: AxisLabel
    column: AxisLabel
    window: Window
    cell: Cell
    count: Count
    category: AxisLabel | None = None
    note: str = ""


@dataclass(frozen=True)
class PrintedTotal:
    """A total as the reply prints it, and the observations that it should be the sum of.

    `is_whole` says that it takes in all categories of a dimension, over days that are known.
    """

    what: str
    printed: dict
    parts: list[dict]
    is_whole: bool = False


@dataclass(frozen=True)
class UnpivotedFigures:
    """The figures of a table in reading order, and what is wrong with any of its cells.

    `void` are those that do not apply: they count nothing, and are in no sum.
    """

    figures: tuple[Figure, ...]
    faults: tuple[CellFault, ...]
    void: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class ObservedTable:
    """The observations of a table, and its printed totals, so that nothing is counted twice."""

    observations: tuple[dict, ...]
    totals: tuple[PrintedTotal, ...]


def unpivot_figures(recipe: Recipe, block: TableBlock, labels: TableLabels) -> UnpivotedFigures:
    """Every figure of the block with the labels of its row and its column, and its window."""
    span = labels.span
    figures: list[Figure] = []
    faults: list[CellFault] = []
    void: list[Figure] = []
    for row in labels.rows:
        for column in labels.columns:
            window = row.window or column.window or span or recipe.window
            found, wrong = _read_figures(recipe, block, row, column, window)
            (void if found and found[0].count == VOID else figures).extend(found)
            faults += wrong
    return UnpivotedFigures(tuple(figures), tuple(faults), tuple(void))


def _read_figures(
    recipe: Recipe, block: TableBlock, row: AxisLabel, column: AxisLabel, window: Window
) -> tuple[list[Figure], list[CellFault]]:
    """The figure of one cell, or the several of a cell that lists them, and what is wrong."""
    cell = block.at(row.cell, column.cell)
    remedy = "correct the cell, or say what it means under `marks`"
    if not cell.text:
        remedy = _advise_on_blank(recipe, block, row.cell, cell)
    if recipe.is_flag(cell):  # `marks` says it already, and a footnote is no count
        remedy = "find the count that was meant, and correct the cell in a copy"
    try:
        counts = _read_cell(recipe, cell)
        labelled = (recipe.note_periods(*recipe.table.under), row.note, column.note)
        notes = dict.fromkeys((*labelled, _find_note(recipe, block, cell)))
    except Misplaced as stray:  # before ValueError, of which it is one
        return [], [stray.fault]
    except ValueError as error:
        remedy = _advise_on_list(recipe, block, row, column) or remedy
        return [], [CellFault(cell, str(error), remedy)]
    faults = [
        CellFault(cell, *outdated)
        for count, category in counts
        if count.high
        and count != VOID  # no complaint under a label that did not hold yet is no fault
        for outdated in _find_outdated(recipe, (row, column, category), window)
    ]
    return [
        Figure(row, column, window, cell, *each, "; ".join(filter(None, notes))) for each in counts
    ], faults


def _advise_on_blank(recipe: Recipe, block: TableBlock, label: Cell, cell: Cell) -> str:
    if block.sheet.conceals(cell.row, cell.column):
        hidden = "the file holds words here that nobody sees"
        return f"{hidden}: ask the force, or say `hidden: read` with a reason"
    look = " and `make inspect` finds none hidden in the original" if recipe.reply.original else ""
    said = '`marks: {"": not answered}`'
    remedy = f"ask the force; where blanks mean one thing{look}, say it: {said}"
    if any(block.at(label, head).text for head in block.columns):
        return remedy
    return f"{remedy}; if it is a heading, name {label.text!r} under `ignore`"


def _advise_on_list(recipe: Recipe, block: TableBlock, row: AxisLabel, column: AxisLabel) -> str:
    """How a recipe reads a line of cells that list counts; "" for a cell among plain counts."""
    is_across = recipe.table.rows != "year"
    if is_across:
        line = [block.at(row.cell, head) for head in block.columns]
    else:
        line = [block.at(label, column.cell) for label in block.rows]
    listed = [list_counts(cell) for cell in line if cell.text]
    if recipe.table.cells or not listed or not all(listed):
        return ""
    kind = find_label_kind((words for each in listed for _, words in each), read_words()).kind
    cells = f"`cells: {kind if kind in DIMENSIONS else 'nature'}`"
    if recipe.table.rows == "total" or recipe.table.columns == "count":
        return f"write {cells} in its recipe"
    label = json.dumps((row if is_across else column).cell.text, ensure_ascii=False)
    one_line = "`rows: total`, `pick: [{}]`" if is_across else "`columns: count`, `under: [{}]`"
    own = f"read it by a recipe of its own, with {one_line.format(label)} and {cells}"
    return f"{own}, and leave it out of this one, `ignore: [{label}]`"


def _read_cell(recipe: Recipe, cell: Cell) -> list[tuple[Count, AxisLabel | None]]:
    """The counts of a cell, each with its category where the cell lists counts with words.

    Raises ValueError where the cell cannot be read.
    """
    if recipe.table.cells:
        return _read_list(recipe, cell)
    count = read_count(cell, recipe.table.marks)
    return [(VOID if count is None else count, None)]


def _read_list(recipe: Recipe, cell: Cell) -> list[tuple[Count, AxisLabel | None]]:
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
    found: dict[str, tuple[Count, AxisLabel]] = {}
    axis, force = recipe.table.cells, recipe.reply.force
    # Line breaks divide a list, and `text` has lost them.
    for number, words in read_counts_with_words(str(cell.value)):
        try:
            code = recipe.vocabulary.look_up(axis, words, force).code
        except ValueError as error:
            word = replace(cell, value=words)
            raise Misplaced(cell, str(error), recipe.advise(axis, word, error)) from None
        if code in found:
            first = found[code][1].cell.text
            raise ValueError(f"{words!r} and {first!r} of one cell are both {code}")
        label = AxisLabel(replace(cell, value=words, remark=""), category=code)
        found[code] = (exactly(number), label)
    return list(found.values())


def _find_note(recipe: Recipe, block: TableBlock, cell: Cell) -> str:
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


def _find_outdated(recipe: Recipe, labels: tuple, window: Window) -> Iterator[tuple[str, str]]:
    """What is wrong with a figure whose label holds on other days than its own, and what to do."""
    for label in filter(None, labels):
        try:
            recipe.check_dates(label, window)
        except ValueError as error:
            yield str(error), "ask the force, or mend the dates in data/vocabulary/labels.csv"


def observe_figures(
    recipe: Recipe,
    figures: Sequence[Figure],
    address: dict[str, str],
    has_span: bool,
    left_out: bool = False,
) -> ObservedTable:
    """The figures of a table as observations, its printed totals told from what they add up.

    A total over years that leave no gap (`has_span`) is a figure of its own, for the longer window;
    a total over categories is only checked. Both keep the figures they should be the sum of.
    `address` names the file and the sheet. Where periods are `left_out` by the recipe, nobody can
    tell which days a total over years is of: it is no figure, and its check says so.
    """
    axes = (recipe.table.rows, recipe.table.columns)
    observed = [(figure, _observe(recipe, figure) | address) for figure in figures]
    plain = [(f, row) for f, row in observed if not (f.row.is_total or f.column.is_total)]
    observations, totals, parts_of = [row for _, row in plain], [], _index_parts(plain)
    for figure, printed in observed:
        labels = (figure.row, figure.column)
        over = [axis for axis, label in zip(axes, labels, strict=True) if label.is_total]
        if not over:
            continue
        kept = [label.cell.text for label in labels if label.window or label.category]
        what = ", ".join(["total over " + " and ".join(over), *kept])
        if left_out and "year" in over:
            what = f"{what}, {LEFT_OUT}"
        listed = [part for part in parts_of[_key_total(figure)] if _is_alike(part[0], figure)]
        days_known = "year" not in over or (has_span and not left_out)
        is_whole = days_known and recipe.dimension in over
        totals.append(PrintedTotal(what, printed, [row for _, row in listed], is_whole))
        if over == ["year"] and has_span and not left_out:
            note = "; ".join(filter(None, (PRINTED_TOTAL, printed["note"])))
            observations.append(printed | {"note": note})
    return ObservedTable(tuple(observations), tuple(totals))


def observe_void(
    recipe: Recipe, figures: Sequence[Figure], address: dict[str, str]
) -> tuple[dict, ...]:
    """The figures that do not apply as observations, those of totals left out."""
    plain = (figure for figure in figures if not (figure.row.is_total or figure.column.is_total))
    return tuple(_observe(recipe, figure) | address for figure in plain)


def _observe(recipe: Recipe, figure: Figure) -> dict:
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
        "force": recipe.reply.force,
        "reference": recipe.reply.reference,
        "table": recipe.table.name,
        **recipe.facts,
        "dimension": recipe.dimension,
        "category": category or "all",
        "label": words,
        "start": window.start,
        "end": window.end,
        "end_latest": window.end_latest,
        "provenance": recipe.reply.provenance,
        "note": figure.note,
        "low": count.low,
        "high": count.high,
        "status": count.status,
        "cell": figure.cell.address,
        "text": figure.cell.text,
    }


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
