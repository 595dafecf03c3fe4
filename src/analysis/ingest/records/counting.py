"""Rows of a list become figures: how many there are, in which period, of which category."""

from collections.abc import Iterator
from itertools import groupby

from openpyxl.utils import get_column_letter

from analysis.ingest.recipe.labels import Recipe
from analysis.ingest.records.listing import Listing
from analysis.ingest.records.spells import Spell
from analysis.ingest.words.vocabulary import Label
from analysis.model.window import Window

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
        those as well (METHODS 5). A period in which none of its labels held yet, or any longer,
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
