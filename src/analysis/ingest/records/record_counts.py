"""A list of records, one row a complaint, is counted into the observations a table would give.

Each dimension is counted by itself, over each period. Two dimensions are never crossed: the list
could tell which rank used which platform, and a report that said so could point at a person.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.ingest.files.sheet import Cell, Sheet, fold
from analysis.ingest.recipe.axis_labels import OutsideWindow, Recipe, is_supplied
from analysis.ingest.recipe.block import CellFault, place_faults
from analysis.ingest.recipe.coverage import find_nothing_hidden
from analysis.ingest.recipe.locate import NotLocated, format_title, locate_title
from analysis.ingest.recipe.table_reading import TableReading
from analysis.ingest.records.record_checks import (
    check_edges,
    check_rows,
    compare_rows,
    find_idle_keys,
    find_no_records,
    find_placeholders,
    find_unused_dates,
)
from analysis.ingest.records.record_list import (
    Listing,
    RecordPeriod,
    find_overlap,
    locate_listing,
    read_record_period,
    settle_end,
)
from analysis.ingest.words.vocabulary import Label
from analysis.model.count import Count
from analysis.model.window import Window

NOT_RECORDED = "not_recorded"
MOST_NAMED = 3  # cells that are wrong like the first, in one fault


@dataclass(frozen=True)
class RecordLabels:
    """What each row of a list says, by row: its period, and its label on every axis."""

    periods: dict[int, RecordPeriod]
    categories: dict[str, dict[int, Label]]
    faults: tuple[CellFault, ...]


def read_records(recipe: Recipe, sheets: dict[str, Sheet], file: str) -> TableReading:
    """Count the list that a recipe's `records` describe; `file` is its name as faults show it.

    The totals bear the table's own name, each dimension's counts the name with the dimension. A
    category met in one period and not in another is an exact 0 there: the list is complete. A
    period in which no row falls is left out, unless the recipe's `periods` names it.
    """
    try:
        sheet, title = locate_title(recipe, sheets, file)
    except NotLocated as error:
        return TableReading(error.title, faults=(error.fault,))
    place = format_title(sheet, title)
    listing, misplaced = locate_listing(recipe, sheet, title)
    if listing is None:
        return TableReading(place, faults=place_faults(file, sheet.name, misplaced))
    # `under` is blamed as an idle key; a period named there is not to say the window of the list.
    plain = replace(recipe, table=recipe.table.model_copy(update={"under": ()}))
    settled, end_note = settle_end(plain, listing)
    labels = _read_labels(settled, listing)
    counter = RowCounter(settled, listing, labels, file, end_note)
    wrong = (
        *misplaced,
        *find_idle_keys(recipe, listing, title),
        *find_placeholders(listing, set(map(fold, recipe.table.ignore))),
        *find_unused_dates(plain, listing),
        *find_no_records(plain, listing),
        *find_nothing_hidden(recipe, title, listing.count_hidden() > 0),
        *labels.faults,
    )
    checks = (
        check_rows(settled, listing, file),
        *compare_rows(listing, recipe.table.name, file),
        *check_edges(settled, listing, labels.periods, file),
    )
    return TableReading(
        place,
        observations=(*counter.count_rows(), *counter.count_categories()),
        checks=checks,
        faults=place_faults(file, sheet.name, wrong),
    )


def _read_labels(recipe: Recipe, listing: Listing) -> RecordLabels:
    periods, wrong = _read_periods(recipe, listing)
    faults, categories = list(wrong), {}
    for axis in (axis for axis in listing.columns if axis != "year"):
        categories[axis], wrong = _read_categories(recipe, listing, axis, periods)
        faults += wrong
    return RecordLabels(periods, categories, tuple(faults))


def _read_periods(
    recipe: Recipe, listing: Listing
) -> tuple[dict[int, RecordPeriod], list[CellFault]]:
    """The period of each row; the whole window where the list prints none."""
    if "year" not in listing.columns:
        return {row: RecordPeriod(recipe.window, recipe.table.name) for row in listing.rows}, []
    periods, faults = _read_column(recipe, listing, "year", lambda c: read_record_period(recipe, c))
    head = listing.heads[listing.columns["year"]]
    declared = recipe.table.periods
    for label, window in declared.items():
        if not is_supplied(window, recipe.window):
            problem = f"{label!r} of `periods` reaches outside the window supplied"
            faults.append(CellFault(head, problem, "mend `periods` or the window"))
    if pair := find_overlap([*(period.window for period in periods.values()), *declared.values()]):
        rows = [row for row, period in periods.items() if period.window == pair[1]]
        cell = listing.sheet.cell(rows[0], head.column) if rows else head
        problem = f"{cell.text!r}: two periods of this list overlap, {pair[0]} and {pair[1]}"
        faults.append(CellFault(cell, problem, "say the days of each label under `periods`"))
    return periods, faults


def _read_categories(
    recipe: Recipe, listing: Listing, axis: str, periods: dict[int, RecordPeriod]
) -> tuple[dict[int, Label], list[CellFault]]:
    """What each row's label means; a row to which the dimension does not apply has none.

    A label is asked of the record's own day, where it says one: of a year in which the law
    changed, labels of both laws may hold.
    """
    marks = {fold(mark): meaning for mark, meaning in recipe.table.marks.items()}
    force = recipe.reply.force

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
        if period := periods.get(cell.row):
            recipe.vocabulary.translate(axis, words, force, period.own_days)
        return recipe.vocabulary.look_up(axis, words, force)

    labels, faults = _read_column(recipe, listing, axis, read)
    return {row: label for row, label in labels.items() if label}, faults


def _read_column(
    recipe: Recipe, listing: Listing, axis: str, read: Callable
) -> tuple[dict, list[CellFault]]:
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
    faults = []
    for alike in wrong.values():
        cells = [cell for cell, _ in alike]
        first, error = alike[0]
        problem = f"{error}{_describe_more(cells)}"
        faults.append(CellFault(first, problem, _advise(recipe, axis, first, error)))
    return values, faults


def _describe_more(cells: Sequence[Cell]) -> str:
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


@dataclass(frozen=True)
class RowCounter:
    """Counts rows of a list into observations, each with the cells that were counted.

    `end_note` is what to note of figures that end with the window: how its last day was settled.
    """

    recipe: Recipe
    listing: Listing
    labels: RecordLabels
    file: str
    end_note: str = ""

    @cached_property
    def windows(self) -> dict[Window, str]:
        """Every window that rows are counted in, in order, and the words for it.

        Days of one year are met as one label; a period may be written in more ways than one.
        """
        declared = self.recipe.table.periods.items()
        periods = [RecordPeriod(window, label) for label, window in declared]
        found: dict[Window, list[str]] = {}
        for period in sorted([*self.labels.periods.values(), *periods], key=lambda p: p.window):
            found.setdefault(period.window, []).append(period.label)
        return {window: _join_once(labels) for window, labels in found.items()}

    def count_rows(self) -> Iterator[dict]:
        """All rows of each window."""
        for window, label in self.windows.items():
            rows = [row for row, own in self.labels.periods.items() if own.window == window]
            facts = {"table": self.recipe.table.name, "dimension": "total", "category": "all"}
            facts["label"] = label
            yield self._observe(window, rows, self.listing.first_column, facts)

    def count_categories(self) -> Iterator[dict]:
        """The rows of each category in each window, axis by axis."""
        for axis, categories in self.labels.categories.items():
            yield from self._count_axis(axis, categories)

    def _count_axis(self, axis: str, categories: dict[int, Label]) -> Iterator[dict]:
        """Each category of one axis in each window; `categories` has the label of each row.

        A row that is not recorded may be of any of them: each counts from its own rows up to
        those as well (methods.md 5). A period in which none of its labels held yet, or any longer,
        is left out: no complaint could be counted there.
        """
        column = self.listing.columns[axis]
        periods = self.labels.periods
        categories = {row: label for row, label in categories.items() if row in periods}
        codes = {row: label.code for row, label in categories.items()}
        unplaced = [row for row in codes if codes[row] == NOT_RECORDED]
        for code in dict.fromkeys(codes.values()):
            every = [row for row in codes if codes[row] == code]
            words = [self.listing.sheet.cell(row, column).text or "(blank)" for row in every]
            name = f"{self.recipe.table.name}, by {axis}"
            facts = {"table": name, "dimension": axis, "category": code}
            for window in self.windows:
                rows = [row for row in every if periods[row].window == window]
                if not rows and not any(categories[row].holds(window) for row in every):
                    continue
                more = [row for row in unplaced if periods[row].window == window]
                more = [] if code == NOT_RECORDED else more
                labelled = facts | {"label": _join_once(words)}
                yield self._observe(window, rows, column, labelled, len(more))

    def _observe(
        self, window: Window, rows: list[int], column: int, facts: dict, more: int = 0
    ) -> dict:
        recipe, reply = self.recipe, self.recipe.reply
        end_note = self.end_note if window.end == recipe.window.end else ""
        return {
            "force": reply.force,
            "reference": reply.reference,
            **recipe.facts,
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
            "cell": self.listing.format_rows(column, rows)
            if rows
            else self.listing.format_column(column),
            "text": f"{len(rows)} of {len(self.listing.rows)} rows",
            "provenance": reply.provenance,
            "note": "; ".join(
                filter(None, [self.listing.describe_left_out(), _describe_unplaced(more), end_note])
            ),
        }


def _describe_unplaced(count: int) -> str:
    return f"{count} row{'s' if count > 1 else ''} more not recorded" if count else ""


def _join_once(words: list[str]) -> str:
    return " / ".join(dict.fromkeys(words))
