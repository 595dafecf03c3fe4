"""Which rows and columns of a large sheet are drawn: the ends of every long run of alike lines."""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

TAIL = 3  # the last lines of a run are drawn too: totals and last years stand there
WORTH_CUTTING = 3  # fewer lines are not worth a line that says they are left out
FIGURES = ("data", "total")


def tell_lines(
    roles: Iterable[tuple[int, int, str]], height: int, width: int
) -> tuple[list[str], list[str]]:
    """What each row and each column holds: figures, words, or nothing.

    `roles` are the row, the column and the role of each cell of the sheet.
    """
    rows, columns = [""] * height, [""] * width
    for row, column, role in roles:
        for lines, line in ((rows, row), (columns, column)):
            if role in FIGURES:
                lines[line] = "figures"
            elif role != "empty":
                lines[line] = lines[line] or "words"
    return rows, columns


def choose_lines(kinds: Sequence[str], wanted: Collection[int], most: int) -> list[range]:
    """The lines to draw, as ranges in order: of a run of one kind about `most`, ends first.

    `wanted` lines, those that questions are about, are drawn wherever they lie.
    """
    shown: list[int] = []
    for kind, run in groupby(range(len(kinds)), key=lambda line: kinds[line]):
        lines = list(run)
        head, tail = (most - TAIL, TAIL) if kind else (1, 1)
        if len(lines) < head + tail + WORTH_CUTTING:
            shown += lines
        else:
            middle = [line for line in lines[head:-tail] if line in wanted]
            shown += [*lines[:head], *middle, *lines[-tail:]]
    return _join(shown)


def _join(lines: list[int]) -> list[range]:
    ranges: list[range] = []
    for line in lines:
        if ranges and line == ranges[-1].stop:
            ranges[-1] = range(ranges[-1].start, line + 1)
        else:
            ranges.append(range(line, line + 1))
    return ranges
