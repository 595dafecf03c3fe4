"""A list of records, one row a complaint, is counted into the observations a table would give.

Each dimension is counted by itself, over each period. Two dimensions are never crossed: the list
could tell which rank used which platform, and a report that said so could point at a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from analysis.ingest.files.workbook import Cell, Sheet, fold
from analysis.ingest.recipe.labels import Blame, Recipe
from analysis.ingest.recipe.locate import find_title
from analysis.ingest.recipe.outside import OutsideWindow, is_supplied
from analysis.ingest.recipe.unfold import Unfolded
from analysis.ingest.records.counting import NOT_RECORDED, RowCounter
from analysis.ingest.records.dated import find_unused_dates
from analysis.ingest.records.edges import check_edges, settle_end
from analysis.ingest.records.listing import Listing, locate_listing
from analysis.ingest.records.no_records import find_no_records
from analysis.ingest.records.record_checks import (
    check_rows,
    compare_rows,
    find_idle_keys,
    find_placeholders,
)
from analysis.ingest.records.spells import Spell, find_overlap, read_spell
from analysis.ingest.words.vocabulary import Label
from analysis.model.count import Count
from analysis.model.faults import Fault

MOST_NAMED = 3  # cells that are wrong like the first, in one fault


def unfold_records(recipe: Recipe, sheets: dict[str, Sheet], file: str) -> Unfolded:
    """Count the list that a recipe's `records` describe; `file` is its name as faults show it.

    The totals bear the table's own name, each dimension's counts the name with the dimension. A
    category met in one period and not in another is an exact 0 there: the list is complete. A
    period in which no row falls is left out, unless the recipe's `periods` names it.
    """
    table, result = recipe.table, Unfolded()

    def blame(cell: Cell, problem: str, remedy: str) -> None:
        result.faults.append(Fault(file, problem, remedy, sheet.name, cell.address))

    try:
        sheet, title = find_title(sheets, table.find, table.sheet)
    except ValueError as error:
        remedy = "mend `find` or `sheet` of this table in response.yaml"
        result.faults.append(Fault(file, str(error), remedy, table.sheet))
        return result
    result.title = f"{sheet.name}!{title.address}"
    listing, blames = locate_listing(recipe, sheet, title)
    if listing is None:
        for each in blames:
            blame(*each)
        return result
    blames += find_idle_keys(recipe, listing, title)
    # `under` is blamed by now; a period named there is not to say the window of the list.
    recipe = replace(recipe, table=table.model_copy(update={"under": ()}))
    blames += find_placeholders(listing, {fold(words) for words in table.ignore})
    blames += find_unused_dates(recipe, listing)
    blames += find_no_records(recipe, listing)
    recipe, settled = settle_end(recipe, listing)
    spells, more = _read_spells(recipe, listing)
    blames += more
    counts = RowCounter(recipe, listing, spells, file, settled)
    result.observations += counts.count_rows()
    for axis in (axis for axis in listing.columns if axis != "year"):
        labels, more = _read_categories(recipe, listing, axis, spells)
        blames += more
        result.observations += counts.count_categories(axis, labels)
    for each in blames:
        blame(*each)
    result.checks.append(check_rows(recipe, listing, file))
    result.checks += compare_rows(listing, table.name, file)
    result.checks += check_edges(recipe, listing, spells, file)
    return result


def _read_spells(recipe: Recipe, listing: Listing) -> tuple[dict[int, Spell], list[Blame]]:
    """The period of each row; the whole window where the list prints none."""
    if "year" not in listing.columns:
        return {row: Spell(recipe.window, recipe.table.name) for row in listing.rows}, []
    spells, blames = _read_column(recipe, listing, "year", lambda c: read_spell(recipe, c))
    head = listing.heads[listing.columns["year"]]
    declared = recipe.table.periods
    for label, window in declared.items():
        if not is_supplied(window, recipe.window):
            problem = f"{label!r} of `periods` reaches outside the window supplied"
            blames.append((head, problem, "mend `periods` or the window"))
    if pair := find_overlap([*(spell.window for spell in spells.values()), *declared.values()]):
        rows = [row for row, spell in spells.items() if spell.window == pair[1]]
        cell = listing.sheet.cell(rows[0], head.column) if rows else head
        problem = f"{cell.text!r}: two periods of this list overlap, {pair[0]} and {pair[1]}"
        blames.append((cell, problem, "say the days of each label under `periods`"))
    return spells, blames


def _read_categories(
    recipe: Recipe, listing: Listing, axis: str, spells: dict[int, Spell]
) -> tuple[dict[int, Label], list[Blame]]:
    """What each row's label means; a row to which the dimension does not apply has none.

    A label is asked of the record's own day, where it says one: of a year in which the law
    changed, labels of both laws may hold.
    """
    marks = {fold(mark): meaning for mark, meaning in recipe.table.marks.items()}
    force = recipe.response.force

    def read(cell: Cell) -> Label | None:
        if fold(cell.text) in marks:
            meaning = marks[fold(cell.text)]
            if meaning is None:
                return None
            if isinstance(meaning, Count) and meaning.status == NOT_RECORDED:
                return Label(NOT_RECORDED)
            raise ValueError(f"`marks` says of {cell.text!r} what only a count can be")
        if not cell.text:
            raise ValueError("the cell is blank, and a blank is never taken for an answer")
        # Lines within a cell part the platforms of a set, and `text` has lost them.
        words = cell.value if isinstance(cell.value, str) else cell.text
        if spell := spells.get(cell.row):
            recipe.vocabulary.translate(axis, words, force, spell.own_days)
        return recipe.vocabulary.look_up(axis, words, force)

    labels, blames = _read_column(recipe, listing, axis, read)
    return {row: label for row, label in labels.items() if label}, blames


def _read_column(
    recipe: Recipe, listing: Listing, axis: str, read: Callable
) -> tuple[dict, list[Blame]]:
    """What `read` makes of a column's cells, by row; what is wrong is told once for like cells.

    Cells of one text are alike; of periods all that are wrong for one reason, since one mend of
    the recipe most often serves them all.
    """
    values, wrong = {}, {}
    for row in listing.rows:
        cell = listing.sheet.cell(row, listing.columns[axis])
        try:
            if cell.remark:
                raise ValueError(f"the cell is {cell.remark}")
            values[row] = read(cell)
        except ValueError as error:
            reason = str(error).replace(cell.text, "") if axis == "year" else str(error)
            wrong.setdefault(reason, []).append((cell, error))
    blames = []
    for alike in wrong.values():
        cells = [cell for cell, _ in alike]
        first, error = alike[0]
        problem = f"{error}{_tell_more(cells)}"
        blames.append((first, problem, _advise(recipe, axis, first, error)))
    return values, blames


def _tell_more(cells: Sequence[Cell]) -> str:
    """How many cells besides the first are wrong like it, the next of them by name if unlike."""
    first, *others = cells
    if not others:
        return ""
    count = f"and {len(others)} cell{'s' if len(others) > 1 else ''} below"
    unlike = [cell for cell in others if cell.text != first.text]
    named = [f"{cell.address} {cell.text!r}" for cell in unlike[:MOST_NAMED]]
    return f" ({count}{', such as ' if named else ''}{', '.join(named)})"


def _advise(recipe: Recipe, axis: str, cell: Cell, error: ValueError) -> str:
    if cell.text:
        remedy = recipe.advise(axis, cell, error)
        if isinstance(error, OutsideWindow):
            return remedy
        return f"{remedy}; or leave its rows out under `ignore` where they are no one person's"
    remedy = "complete the cell"
    return remedy if axis == "year" else f'{remedy}, or say `marks: {{"": not recorded}}`'
