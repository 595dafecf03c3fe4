"""Cells that no recipe reads (titles, notes, legends, other tables), compared as plain text."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from openpyxl.utils.cell import rows_from_range

from analysis.ingest.workbook import Cell, Sheet


def compare_other_cells(
    earlier: dict[str, Sheet], later: dict[str, Sheet], old: list[dict], new: list[dict]
) -> Iterator[dict]:
    """One row a change of text outside the figures `old` and `new`, sheet by sheet.

    Cells are aligned by their words in reading order, so that an inserted row changes nothing
    but itself. `earlier_cell` and `later_cell` are (sheet, cell), None on the side without one.
    """
    read = [_list_cells(old), _list_cells(new)]
    for name in dict.fromkeys([*earlier, *later]):
        if name not in later:
            yield _tell("sheet taken out", name)
        elif name not in earlier:
            yield _tell("sheet added", name)
        else:
            sides = [
                [cell for cell in sheets[name].filled() if (name, cell.address) not in taken]
                for sheets, taken in zip((earlier, later), read, strict=True)
            ]
            yield from _compare_sheet(name, *sides)


def _list_cells(figures: list[dict]) -> set[tuple[str, str]]:
    """Every single cell, with its sheet, that some figures rest on."""
    areas = {(f["sheet"], area) for f in figures for area in f["cell"].split()}
    return {(sheet, cell) for sheet, area in areas for row in rows_from_range(area) for cell in row}


def _compare_sheet(name: str, before: list[Cell], after: list[Cell]) -> Iterator[dict]:
    texts = [[cell.text for cell in side] for side in (before, after)]
    for step, *edges in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if step == "equal":
            continue
        first, last, other_first, other_last = edges
        for old, new in zip_longest(before[first:last], after[other_first:other_last]):
            change = "words changed" if old and new else "words taken out" if old else "words added"
            yield _tell(change, name, old, new)


def _tell(change: str, sheet: str, old: Cell | None = None, new: Cell | None = None) -> dict:
    return {
        "change": change,
        "table": "",
        "what": f"sheet {sheet}",
        "earlier": old.text if old else "",
        "earlier_cell": (sheet, old.address) if old else None,
        "later": new.text if new else "",
        "later_cell": (sheet, new.address) if new else None,
    }
