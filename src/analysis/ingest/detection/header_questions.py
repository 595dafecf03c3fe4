"""Questions about a header: what its rows leave open, and what each question is worth."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from analysis.ingest.detection.grid import CellKind, Grid
from analysis.ingest.detection.table_structure import TableStructure
from analysis.ingest.words.absence import read_absence
from analysis.ingest.words.stored_dates import (
    are_day_numbers,
    are_months_or_years,
    read_day_number,
)

# What each question leaves of the confidence in a table: one about single figures, one about where
# the table lies and what its labels are, one where it most likely is wrong. Wrong labels stand
# nearly always under a question of the latter two, so these leave less than 0.8 (methods.md 10).
FIGURES, LAYOUT, GRAVE = 0.97, 0.79, 0.65

Cells = Iterable[tuple[int, int]]  # zero-based rows and columns


@dataclass(frozen=True)
class Doubt:
    """A question about a table, and the share of the confidence in it that the question leaves."""

    text: str
    cells: Cells = ()
    leaves: float = LAYOUT


def doubt_header(grid: Grid, structure: TableStructure) -> Iterator[Doubt]:
    header, headers, top = structure.header, structure.headers, structure.first
    figures = structure.columns.figures
    if not headers:
        text = "no heads stand over these figures: what are they?"
        yield Doubt(text, [(top, figures[0])])
    elif bare := [c for c in figures if not header.labels.get(c)]:
        yield Doubt("these columns have no head", [(headers[-1], c) for c in bare], GRAVE)
    labels = Counter(header.labels.get(c, ()) for c in figures)
    again = [c for c in figures if labels[header.labels.get(c, ())] > 1 and header.labels.get(c)]
    if again:
        text = "the same heads stand over several columns"
        yield Doubt(text, [(top, c) for c in again], GRAVE)
    if header.crossing:
        text = "does this banner reach over the blank column as well?"
        yield Doubt(text, dict.fromkeys(header.crossing))
    if header.displaced:
        yield Doubt("over which columns do these banners reach?", header.displaced, GRAVE)
    if headers and (before := [row for row in structure.body if row < headers[0]]):
        text = "these figures stand above the heads: do they belong to the columns beneath?"
        yield Doubt(text, cross(before, figures), GRAVE)
    if split := [h for h in headers if any(headers[0] < row < h for row in structure.body)]:
        yield Doubt("heads stand below figures of the same table", cross(split, figures))
    if lone := _list_lone_words(grid, structure):
        text = "do these words head their column alone, or the rows beneath?"
        yield Doubt(text, lone, GRAVE)
    if absent := _list_absent_heads(grid, structure):
        text = "are these heads of columns, or do they say that there is no figure?"
        yield Doubt(text, absent, GRAVE)
    if under := _list_heads_under_figures(grid, structure):
        text = "do these words head a table, or stand for figures of the one just above?"
        yield Doubt(text, under, GRAVE)
    numbers = _list_numbers_in_header(grid, structure)
    if numbers and not structure.is_record_list:
        days = describe_days(grid, numbers)
        yield Doubt(days or "are these numbers heads of columns, not counts?", numbers, GRAVE)


def _list_lone_words(grid: Grid, structure: TableStructure) -> list[tuple[int, int]]:
    """Words alone in a header row, over one of several columns that all have heads above it."""
    headers, figures = structure.headers, structure.columns.figures
    lone = []
    for above, row in pairwise(headers):
        cells = [(row, column) for column in figures if grid.filled[row, column]]
        headed = sum(bool(grid.filled[above, column]) for column in figures)
        if len(cells) == 1 < len(figures) == headed and cells[0] not in grid.spans:
            lone += cells
    return lone


def _list_absent_heads(grid: Grid, structure: TableStructure) -> list[tuple[int, int]]:
    """Cells beside a label that say there is no figure, or stand under other words beside one.

    A row of figures that are none, of bands or of days looks like a second row of heads.
    """
    figures, absent = structure.columns.figures, []
    labelled: set[int] = set()  # the columns of labels that have words above
    for row in structure.headers:
        cells = [(row, column) for column in figures if grid.filled[row, column]]
        own = {column for column in structure.columns.stubs if grid.filled[row, column]}
        says_none = any(read_absence(grid.text(*cell)) for cell in cells)
        if own and (says_none or own & labelled):
            absent += cells
        labelled |= own
    return absent


def _list_heads_under_figures(grid: Grid, structure: TableStructure) -> list[tuple[int, int]]:
    """The heads of a first row that has a label, right under figures in all their columns."""
    row, columns = structure.first, structure.columns
    heads = [(row, c) for c in columns.figures if grid.filled[row, c]]
    labelled = any(grid.filled[row, c] for c in columns.stubs)
    if row == 0 or row not in structure.headers or not labelled:
        return []
    return heads if all(grid.sure[row - 1, c] for _, c in heads) else []


def describe_days(grid: Grid, cells: list[tuple[int, int]]) -> str:
    """The question about numbers that are days, months or years without their format."""
    numbers = [int(text) for cell in cells if (text := grid.text(*cell)).isdecimal()]
    if are_day_numbers(numbers):
        first = f"{numbers[0]} is {read_day_number(numbers[0])}"
        return f"are these days without their format, as {first}?"
    if are_months_or_years(numbers):
        first = f"{numbers[0]} may be {numbers[0] // 100}/{numbers[0] % 100:02}"
        return f"are these months or years, as {first}?"
    return ""


def _list_numbers_in_header(grid: Grid, structure: TableStructure) -> list[tuple[int, int]]:
    """Cells of the header that may be counts; over a lone column a year or a range may be too."""
    figures = structure.columns.figures
    numbers = [
        cell
        for cell in cross(structure.headers, figures)
        if grid.sure[cell] and grid.kinds[cell] == CellKind.NUMBER
    ]
    if len(figures) == 1 and structure.columns.stubs:
        numbers += [
            (row, figures[0])
            for row in structure.headers
            if grid.kinds[row, figures[0]] in (CellKind.YEAR, CellKind.RANGE)
            and grid.first_filled(row) < figures[0]
        ]
    return numbers


def cross(rows: Iterable[int], columns: Iterable[int]) -> list[tuple[int, int]]:
    """Every cell where one of these rows meets one of these columns."""
    columns = list(columns)
    return [(row, column) for row in rows for column in columns]
