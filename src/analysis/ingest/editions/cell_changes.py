"""Cells that no recipe reads (titles, notes, legends, other tables), compared as plain text."""

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import chain, groupby, zip_longest

from openpyxl.utils.cell import rows_from_range

from analysis.ingest.files.workbook import Cell, Sheet


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
    """Whole rows are aligned first, rows that differ by their first cell, then cell by cell.

    The time to align grows with the square of the number of like texts, and whole rows or first
    cells are seldom alike.
    """
    sides = [[list(row) for _, row in groupby(side, _get_row)] for side in (before, after)]
    for alike, olds, news in _align(*sides, key=lambda row: [cell.text for cell in row]):
        if alike:
            continue
        for _, some, others in _align(olds, news, key=lambda row: row[0].text):
            if len(some) != len(others):
                some, others = ([list(chain.from_iterable(rows))] for rows in (some, others))
            for row, other_row in zip(some, others, strict=True):
                yield from _compare_rows(name, row, other_row)


def _get_row(cell: Cell) -> int:
    return cell.row


def _compare_rows(name: str, before: list[Cell], after: list[Cell]) -> Iterator[dict]:
    for alike, olds, news in _align(before, after, key=lambda cell: cell.text):
        if alike:
            continue
        for old, new in zip_longest(olds, news):
            change = "changed" if old and new else "taken out" if old else "added"
            yield _tell(f"words {change}", name, old, new)


def _align(before: list, after: list, key: Callable) -> Iterator[tuple[bool, list, list]]:
    """Stretches of two lists, in order: whether they are alike, and both sides, one maybe empty."""
    keys = [[str(key(each)) for each in side] for side in (before, after)]
    for step, *edges in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        first, last, other_first, other_last = edges
        yield step == "equal", before[first:last], after[other_first:other_last]


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
