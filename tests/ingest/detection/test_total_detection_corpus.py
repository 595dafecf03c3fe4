"""The total lines of the real workbooks, given where their tables stand: none missed or made up."""

from pathlib import Path

import pytest
from corpus_truth import CORPUS, READ, know_file
from known import TrueFigure, TrueTable
from openpyxl.utils import coordinate_to_tuple

from analysis.ingest.detection.total_detection import find_totals

pytestmark = pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS is not set: no real workbooks")

MOST_ROWS = 1000  # a list of records, one number each, takes seconds and has no totals
Figures = dict[tuple[int, int], TrueFigure]


def find_lines(figures: Figures, axis: int) -> set[int]:
    """The rows (axis 0) or columns (1) that are called totals, by their one-based numbers."""
    numbers, others = (sorted({place[side] for place in figures}) for side in (axis, 1 - axis))
    block, labels = [], []
    for number in numbers:
        places = [(number, other) if axis == 0 else (other, number) for other in others]
        line = [figures.get(place) for place in places]
        block.append([f.values[0] if f and len(f.values) == 1 else None for f in line])
        named = next(f for f in line if f)
        labels.append(named.columns[0] if axis else named.rows[0])
    return {numbers[line] for line in find_totals(block, labels).sums}


def judge(table: TrueTable) -> tuple[set, set]:
    """The total rows and columns made up, and those missed; where either is right, neither."""
    figures = {
        coordinate_to_tuple(cell): figure
        for cell, figure in table.figures.items()
        if not figure.plain
    }
    if not 0 < len({row for row, _ in figures}) < MOST_ROWS:
        return set(), set()
    rows, columns = find_lines(figures, 0), find_lines(figures, 1)
    sums = table.total_rows | table.either_rows
    roles: dict[int, set[str]] = {}
    for (row, column), figure in figures.items():
        if row not in sums:
            roles.setdefault(column, set()).add(figure.role)
    said = {column for column, role in roles.items() if role == {"total"}}
    maybe = {column for column, role in roles.items() if role == {"either"}}
    made_up = {("row", n) for n in rows - sums} | {("column", n) for n in columns - said - maybe}
    missed = {("row", n) for n in table.total_rows - rows} | {("column", n) for n in said - columns}
    return made_up, missed


@pytest.mark.costly
@pytest.mark.parametrize("name", READ)
def test_every_total_line_of_a_real_workbook_is_found_and_none_made_up(name):
    wrong = {
        (table.sheet, table.name): judged
        for table in know_file(name, Path(CORPUS), rounded=False).tables
        if any(judged := judge(table))
    }
    assert not wrong
