"""A list of records, one row a complaint, is counted into the observations a table would give.

Each dimension is counted by itself, over each period. Two dimensions are never crossed: the list
could tell which rank used which platform, and a report that said so could point at a person.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from openpyxl.utils import get_column_letter

from analysis.ingest.files.sheet import Cell, Sheet, fold
from analysis.ingest.recipe.axis_labels import Blame, OutsideWindow, Recipe, is_supplied
from analysis.ingest.recipe.locate import find_title
from analysis.ingest.recipe.unpivot import Unfolded
from analysis.ingest.records.record_checks import (
    check_rows,
    compare_rows,
    find_idle_keys,
    find_placeholders,
)
from analysis.ingest.records.record_list import (
    Listing,
    Spell,
    find_day,
    find_no_records,
    find_overlap,
    find_unused_dates,
    locate_listing,
    read_spell,
)
from analysis.ingest.words.vocabulary import Label
from analysis.model.address import Address, join_addresses
from analysis.model.checks import OPEN
from analysis.model.count import Count
from analysis.model.faults import Fault
from analysis.model.window import Window, format_date

# Rows of a list become figures: how many there are, in which period, of which category.

NOT_RECORDED = "not_recorded"


class RowCounter:
    """Turns rows of a list into observations, each with the cells that were counted."""

    def __init__(
        self,
        recipe: Recipe,
        listing: Listing,
        spells: dict[int, Spell],
        file: str,
        settled: str = "",
    ):
        self.recipe, self.listing, self.file = recipe, listing, file
        self.settled = settled  # what is to be noted of the window's last day
        declared = [Spell(window, label) for label, window in recipe.table.periods.items()]
        # Days of one year are met as one label; a period may be written in more ways than one.
        self.labels: dict[Window, list[str]] = {}
        for spell in sorted([*spells.values(), *declared], key=lambda spell: spell.window):
            self.labels.setdefault(spell.window, []).append(spell.label)
        self.windows = {row: spell.window for row, spell in spells.items()}
        self.note = listing.tell_left_out()

    def count_rows(self) -> Iterator[dict]:
        for window, labels in self.labels.items():
            rows = [row for row, own in self.windows.items() if own == window]
            facts = {"table": self.recipe.table.name, "dimension": "total", "category": "all"}
            facts["label"] = _join_once(labels)
            yield self._observe(window, rows, self.listing.first_column, facts)

    def count_categories(self, axis: str, categories: dict[int, Label]) -> Iterator[dict]:
        """Each category in each period; `categories` says by row what its label means.

        A row that is not recorded may be of any of them: each counts from its own rows up to
        those as well (methods.md 5). A period in which none of its labels held yet, or any longer,
        is left out: no complaint could be counted there.
        """
        column = self.listing.columns[axis]
        categories = {row: label for row, label in categories.items() if row in self.windows}
        codes = {row: label.code for row, label in categories.items()}
        unplaced = [row for row in codes if codes[row] == NOT_RECORDED]
        for code in dict.fromkeys(codes.values()):
            every = [row for row in codes if codes[row] == code]
            words = [self.listing.sheet.cell(row, column).text or "(blank)" for row in every]
            name = f"{self.recipe.table.name}, by {axis}"
            facts = {"table": name, "dimension": axis, "category": code}
            for window in self.labels:
                rows = [row for row in every if self.windows[row] == window]
                if not rows and not any(categories[row].holds(window) for row in every):
                    continue
                more = [row for row in unplaced if self.windows[row] == window]
                more = [] if code == NOT_RECORDED else more
                told = facts | {"label": _join_once(words)}
                yield self._observe(window, rows, column, told, len(more))

    def _observe(
        self, window: Window, rows: list[int], column: int, facts: dict, more: int = 0
    ) -> dict:
        recipe, response = self.recipe, self.recipe.response
        kinds = ("unit", "population", "definition", "date_basis")
        settled = self.settled if window.end == recipe.window.end else ""
        return {
            "force": response.force,
            "reference": response.reference,
            **{name: recipe.fact(name) for name in kinds},
            **facts,
            "start": window.start,
            "end": window.end,
            "end_latest": window.end_latest,
            "low": len(rows),
            "high": len(rows) + more,
            "status": NOT_RECORDED if more else "exact",
            "file": self.file,
            "sheet": self.listing.sheet.name,
            # None has no cell of its own: its address is the column that was searched.
            "cell": spell_cells(column, rows) if rows else self.listing.spell_column(column),
            "text": f"{len(rows)} of {len(self.listing.rows)} rows",
            "provenance": response.provenance,
            "note": "; ".join(filter(None, [self.note, _tell_unplaced(more), settled])),
        }


def spell_cells(column: int, rows: list[int]) -> str:
    """`C2:C4 C7`, as spreadsheets write a selection; rows and column count from zero, ascending."""
    letter, areas = get_column_letter(column + 1), []
    for _, run in groupby(enumerate(rows), key=lambda place: place[1] - place[0]):
        members = [f"{letter}{row + 1}" for _, row in run]
        areas.append(members[0] if len(members) == 1 else f"{members[0]}:{members[-1]}")
    return " ".join(areas)


def _tell_unplaced(count: int) -> str:
    return f"{count} row{'s' if count > 1 else ''} more not recorded" if count else ""


def _join_once(words: list[str]) -> str:
    return " / ".join(dict.fromkeys(words))


# Records at the edges of the window: a last day that a record settles, years cut short.


def settle_end(recipe: Recipe, listing: Listing) -> tuple[Recipe, str]:
    """The recipe with a last day that may or may not be meant settled, and a note of it.

    A record of that day was supplied, so the day is meant: in the window, and in the days that
    `periods` gives to the day's own year. The recipe as it is, and no note, where none was.
    """
    if "year" not in listing.columns:
        return recipe, ""
    cells = (listing.sheet.cell(row, listing.columns["year"]) for row in listing.rows)
    days = {day for cell in cells if (day := find_day(cell))}
    table, window = recipe.table, recipe.window
    periods = {
        label: _take_in(own) if own.end in days and label == str(own.end.year) else own
        for label, own in table.periods.items()
    }
    note = ""
    if window.end_ambiguous and window.end in days:
        note = f"a record of {format_date(window.end)} shows that this day is counted"
        window = _take_in(window)
    elif periods == table.periods:
        return recipe, ""
    settled = table.model_copy(update={"window": window, "periods": periods})
    return replace(recipe, table=settled), note


def check_edges(
    recipe: Recipe, listing: Listing, spells: dict[int, Spell], file: str
) -> list[dict]:
    """A row of checks.csv for each printed period that reaches outside the window supplied.

    Of its year a list may hold all the records or only those in the window: it does not say.
    """
    column, sheet = listing.columns.get("year"), listing.sheet
    rows: dict[str, list[int]] = {}
    for row, spell in spells.items():
        if spell.is_cut:
            rows.setdefault(spell.label, []).append(row)
    return [
        {
            "check": "label outside the window",
            "table": recipe.table.name,
            "what": f"days of {label!r} in the window supplied",
            "first": str(recipe.window),
            "first_cell": "response.yaml window",
            "second": str(spells[members[0]].window),
            "second_cells": join_addresses(
                Address(file, sheet.name, sheet.cell(row, column).address) for row in members
            ),
            "verdict": OPEN,
            "note": f"label reaches outside the window; if its rows do not, say the days of "
            f"{label!r} under `periods`",
        }
        for label, members in rows.items()
    ]


def _take_in(window: Window) -> Window:
    """A window with its last day, for sure."""
    return Window(window.start, window.end_latest)


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
