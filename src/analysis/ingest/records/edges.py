"""Records at the edges of the window: a last day that a record settles, years cut short."""

from dataclasses import replace

from analysis.ingest.recipe.labels import Recipe
from analysis.ingest.records.listing import Listing
from analysis.ingest.records.spells import Spell, find_day
from analysis.model.address import Address, join_addresses
from analysis.model.checks import OPEN
from analysis.model.window import Window, spell_date


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
        note = f"a record of {spell_date(window.end)} shows that this day is counted"
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
