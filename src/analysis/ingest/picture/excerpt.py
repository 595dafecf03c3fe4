"""Which rows and columns of a large sheet are drawn: the ends of every long run of alike lines."""

from collections.abc import Collection, Sequence
from itertools import groupby

from analysis.ingest.files.workbook import Sheet

TAIL = 3  # the last lines of a run are drawn too: totals and last years stand there
WORTH_CUTTING = 3  # fewer lines are not worth a line that says they are left out
STEPS = (40, 20, 8)  # lines drawn of a run, the fewer the longer the sheet


def tell_lines(
    sheet: Sheet, rows: Collection[int], columns: Collection[int]
) -> tuple[list[str], list[str]]:
    """What each row and each column of a sheet holds: figures, words, or nothing.

    `rows` and `columns` are those of its tables' figures.
    """
    down, across = [""] * sheet.height, [""] * sheet.width
    for cell in sheet.filled():
        down[cell.row] = across[cell.column] = "words"
    for lines, figures in ((down, rows), (across, columns)):
        for line in figures:
            lines[line] = "figures"
    return down, across


def choose_lines(kinds: Sequence[str], wanted: Collection[int], budget: int) -> list[range]:
    """The lines to draw, as ranges in order: about `budget`, the ends of each run first.

    `wanted` lines, those that questions are about, are drawn wherever they lie.
    """
    for most in STEPS:
        shown = _cut_runs(kinds, wanted, min(most, budget))
        if len(shown) <= budget:
            return _join(shown)
    return _join(_cut_runs(["figures"] * len(kinds), wanted, budget))


def _cut_runs(kinds: Sequence[str], wanted: Collection[int], most: int) -> list[int]:
    shown: list[int] = []
    for kind, run in groupby(range(len(kinds)), key=lambda line: kinds[line]):
        lines = list(run)
        head, tail = (max(most - TAIL, 1), TAIL) if kind else (1, 1)
        if len(lines) < head + tail + WORTH_CUTTING:
            shown += lines
        else:
            middle = [line for line in lines[head:-tail] if line in wanted]
            shown += [*lines[:head], *middle, *lines[-tail:]]
    return shown


def _join(lines: list[int]) -> list[range]:
    ranges: list[range] = []
    for line in lines:
        if ranges and line == ranges[-1].stop:
            ranges[-1] = range(ranges[-1].start, line + 1)
        else:
            ranges.append(range(line, line + 1))
    return ranges
