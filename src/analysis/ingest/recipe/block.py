"""A table as it lies in its sheet: its columns, its rows, and what tells its cells apart."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from analysis.ingest.files.sheet import Cell, Sheet, fold
from analysis.ingest.words.footnote_marks import fold_label
from analysis.model.count import Count, Mark
from analysis.model.faults import Fault
from analysis.model.window import Window

TOTAL_WORDS = ("total", "totals", "grand total", "overall total", "all")
FEWEST_HEADS = 2  # heads that make a header of a row whose label does not say so
DEEPEST_HEADER = 10  # rows between a title and its header: notes, a banner over the years

Test = Callable[[Cell], bool]


class CellFault(NamedTuple):
    """What is wrong with one cell of the sheet that is read, and what to do."""

    cell: Cell
    problem: str
    remedy: str


def place_faults(file: str, sheet: str, faults: Iterable[CellFault]) -> tuple[Fault, ...]:
    """The faults of a sheet's cells with the names of the file and of the sheet."""
    return tuple(Fault(file, f.problem, f.remedy, sheet, f.cell.address) for f in faults)


class Misplaced(ValueError):
    """A cell that stands where the recipe's table cannot have it, and what to do."""

    def __init__(self, cell: Cell, problem: str, remedy: str):
        self.fault = CellFault(cell, problem, remedy)
        super().__init__(problem)


@dataclass(frozen=True)
class CellTests:
    """How to tell cells apart: a column label, a row label, a count or mark, another's title.

    A `flag` is a glyph that says something of the figure beside it, such as `R` for revised.
    `sense` is what a head stands for, equal for two heads of one meaning: a window, a code, words.
    """

    header: Test
    label: Test
    value: Test
    title: Test
    flag: Test = lambda cell: False
    sense: Callable[[Cell], object] = lambda cell: fold(cell.text)


@dataclass(frozen=True)
class RecipeLayout:
    """What a recipe says of a table's layout (see `model.reply.Table`).

    `pick` and `ignore` are folded words.
    """

    under: tuple[str, ...] = ()
    labels: str = ""
    where: str = ""
    pick: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    gaps: frozenset[str] = frozenset()

    def ignores(self, cell: Cell) -> bool:
        """Whether the recipe leaves out what a label stands for."""
        return bool(cell.text) and fold(cell.text) in self.ignore


PLAIN = RecipeLayout()


@dataclass(frozen=True)
class ColumnUse:
    """What one column is, with its head, or the heads and banners that leave it out."""

    kind: Literal["read", "ignored", "where", "flags", "blank"]
    column: int
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class ColumnHeads:
    """The columns of a table: the heads of those to read, and what became of the others.

    `top` is the last row of the header, `stub` the column of row labels, zero-based. `flags` maps
    a column to the flags beside it; `where` is the column of pages and paragraphs; `ignored` are
    the heads and banners of columns left out, `skipped` columns that hold no figure to read;
    `gaps` counts the blank columns passed over.
    """

    top: int
    stub: int
    columns: tuple[Cell, ...] = ()
    flags: Mapping[int, int] = field(default_factory=dict)
    where: int | None = None
    ignored: tuple[Cell, ...] = ()
    skipped: frozenset[int] = frozenset()
    gaps: int = 0

    @property
    def accounted(self) -> frozenset[int]:
        """Every column that is read or left out on purpose."""
        read = {cell.column for cell in self.columns} | {*self.flags.values()}
        return self.skipped | read | ({self.where} if self.where is not None else set())

    def take(self, use: ColumnUse) -> "ColumnHeads":
        """The same with one more column; flags belong to the column directly left of them."""
        if use.kind == "read":
            return replace(self, columns=(*self.columns, *use.cells))
        if use.kind == "where":
            return replace(self, where=use.column)
        heads = replace(self, skipped=self.skipped | {use.column})
        if use.kind == "ignored":
            return replace(heads, ignored=(*self.ignored, *use.cells))
        beside = {use.column - 1} & {cell.column for cell in self.columns}
        return replace(heads, flags={**self.flags, **{left: use.column for left in beside}})


@dataclass(frozen=True)
class TableBlock:
    """Where a table lies: its sheet, title, header cells, label cells, and total labels if any.

    `bottom` is the last row that belongs to it, `ignored` the labels of rows left out on purpose,
    `gaps` the number of blank rows passed over; `repeated` are the cells of rows that say the
    header once more, as at a page break, over the labels.
    """

    sheet: Sheet
    title: Cell
    heads: ColumnHeads
    rows: tuple[Cell, ...]
    bottom: int
    ignored: tuple[Cell, ...] = ()
    gaps: int = 0
    repeated: tuple[Cell, ...] = ()

    @property
    def columns(self) -> tuple[Cell, ...]:
        """The heads of the columns that are read."""
        return self.heads.columns

    @property
    def lines(self) -> list[int]:
        """The rows beneath the header down to the last, those that only repeat it left out."""
        again = {cell.row for cell in self.repeated}
        return [row for row in range(self.heads.top + 1, self.bottom + 1) if row not in again]

    def nearest_above(self, row: Cell, column: int) -> Cell | None:
        """The words of a column at the row of a label, or the nearest above in the table."""
        lines = (self.sheet.cell(line, column) for line in reversed(self.lines) if line <= row.row)
        return next((cell for cell in lines if cell.text), None)

    def at(self, row: Cell, column: Cell) -> Cell:
        """The cell where the row of one label meets the column of the other."""
        return self.sheet.cell(row.row, column.column)


def spread_marks(sheet: Sheet, marks: Mapping[str, Mark]) -> Sheet:
    """The sheet with every merged mark in each cell that it covers, where none has a figure.

    Only a mark that says the same of each cell as of all: withheld, not applicable, zero. One of
    `suppressed 1 to 4` may be of the cells together.
    """
    each = {fold(mark) for mark, meaning in marks.items() if _holds_for_each(meaning)}
    spans = [s for s in sheet.merged if each and fold(sheet.cell(s.top, s.left).text) in each]
    if not spans:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for span in spans:
        for row in rows[span.top : span.bottom + 1]:
            row += [None] * (span.right + 1 - len(row))
            row[span.left : span.right + 1] = [rows[span.top][span.left]] * (
                span.right + 1 - span.left
            )
    merged = tuple(span for span in sheet.merged if span not in spans)
    return replace(sheet, rows=tuple(map(tuple, rows)), merged=merged)


def _holds_for_each(meaning: Mark) -> bool:
    return meaning is None or (isinstance(meaning, Count) and meaning.high in (0, math.inf))


def is_total(cell: Cell) -> bool:
    """Whether a label heads a total: "Total", "All", "Total fatalities", `Total¹`."""
    words = fold_label(cell.text, numbered=True).strip(":")
    return words in TOTAL_WORDS or words.startswith("total ")


def heads_other_columns(sheet: Sheet, heads: ColumnHeads, row: int, looks: CellTests) -> bool:
    """Whether a row beneath a header is a header itself, and of columns that are not the table's.

    Where it does not say the words over the labels once more, counts such as 2,019 look like its
    years: only words, or periods each next to the one before, are heads then.
    """
    read = {head.column: head for head in heads.columns}
    cells = [cell for column in read if (cell := sheet.cell(row, column)).text]
    if all(looks.sense(cell) == looks.sense(read[cell.column]) for cell in cells):
        return False
    label, corner = sheet.cell(row, heads.stub), sheet.cell(heads.top, heads.stub)
    if label.text and fold(label.text) == fold(corner.text):
        return all(looks.header(cell) or not looks.value(cell) for cell in cells)
    senses = [looks.sense(cell) for cell in cells]
    if looks.label(label) or is_total(label) or not all(map(looks.header, cells)):
        return False
    if len(set(senses)) < max(len(cells), FEWEST_HEADS):
        return False
    return not any(map(looks.value, cells)) or _follow_on(senses)


def _follow_on(senses: list[object]) -> bool:
    """Whether these are periods each of which begins where the one before ends, or the reverse."""
    windows = [sense for sense in senses if isinstance(sense, Window)]
    pairs = list(pairwise(windows))
    return len(windows) == len(senses) and (
        all(one.end == other.start for one, other in pairs)
        or all(one.start == other.end for one, other in pairs)
    )


def goes_on_to_figures(
    sheet: Sheet, row: int, stub: int, columns: Iterable[int], looks: CellTests
) -> bool:
    """Whether labelled rows go on from a row, with no blank one between, to figures.

    `stub` is the column of the labels, `columns` are those of the figures; the title or the header
    of another table ends the search.
    """
    columns = list(columns)
    while row < sheet.height and (label := sheet.cell(row, stub)).text:
        if looks.title(label):
            return False
        if filled := [cell for column in columns if (cell := sheet.cell(row, column)).text]:
            return any(map(looks.value, filled)) and not any(map(looks.header, filled))
        row += 1
    return False
