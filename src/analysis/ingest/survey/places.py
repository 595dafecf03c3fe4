"""Many cells as few ranges: `B5:D9` rather than fifteen addresses."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from analysis.ingest.files.sheet import spell_address


def spell_places(cells: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The rectangles that zero-based (row, column) cells fill, top to bottom."""
    open_runs: dict[tuple[int, int], tuple[int, int]] = {}  # (left, right): (top, bottom)
    closed: list[tuple[int, int, int, int]] = []
    for row, runs in groupby(_list_runs(sorted(set(cells))), key=itemgetter(0)):
        here = {(left, right) for _, left, right in runs}
        for edges, (top, bottom) in list(open_runs.items()):
            if edges not in here or bottom != row - 1:
                closed.append((top, edges[0], bottom, edges[1]))
                del open_runs[edges]
        for edges in here:
            top = open_runs.get(edges, (row, row))[0]
            open_runs[edges] = (top, row)
    closed += [(top, left, bottom, right) for (left, right), (top, bottom) in open_runs.items()]
    return tuple(_spell(*edges) for edges in sorted(closed))


def _list_runs(cells: list[tuple[int, int]]) -> Iterable[tuple[int, int, int]]:
    """Row, first and last column of each unbroken run of cells."""
    start = last = None
    for row, column in cells:
        if last != (row, column - 1):
            if start is not None:
                yield start[0], start[1], last[1]
            start = (row, column)
        last = (row, column)
    if start is not None:
        yield start[0], start[1], last[1]


def _spell(top: int, left: int, bottom: int, right: int) -> str:
    first, last = spell_address(top, left), spell_address(bottom, right)
    return first if first == last else f"{first}:{last}"
