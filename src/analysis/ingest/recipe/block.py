"""The shapes of a search: what tells cells apart, what a recipe says, where a table lies."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from analysis.ingest.files.sheet import Cell, Sheet, fold

TOTAL_WORDS = ("total", "totals", "grand total", "overall total", "all")
DEEPEST_HEADER = 10  # rows between a title and its header: notes, a banner over the years

Test = Callable[[Cell], bool]


class Misplaced(ValueError):
    """A cell that stands where the recipe's table cannot have it, and what to do."""

    def __init__(self, cell: Cell, problem: str, remedy: str):
        self.cell, self.problem, self.remedy = cell, problem, remedy
        super().__init__(problem)


@dataclass(frozen=True)
class Looks:
    """How to tell cells apart: a column label, a row label, a count or mark, another's title.

    A `flag` is a glyph that says something of the figure beside it, such as `R` for revised.
    """

    header: Test
    label: Test
    value: Test
    title: Test
    flag: Test = lambda cell: False


@dataclass(frozen=True)
class Layout:
    """What a recipe says of a table's layout (see `model.response.Table`).

    `pick` and `ignore` are folded words.
    """

    under: tuple[str, ...] = ()
    labels: str = ""
    where: str = ""
    pick: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    gaps: frozenset[str] = frozenset()

    def ignores(self, cell: Cell) -> bool:
        return bool(cell.text) and fold(cell.text) in self.ignore


PLAIN = Layout()


@dataclass(frozen=True)
class Told:
    """What one column is, with its head, or the heads and banners that leave it out."""

    kind: Literal["read", "ignored", "where", "flags", "blank"]
    column: int
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Heads:
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

    def take(self, told: Told) -> "Heads":
        """The same with one more column; flags belong to the column directly left of them."""
        if told.kind == "read":
            return replace(self, columns=(*self.columns, *told.cells))
        if told.kind == "where":
            return replace(self, where=told.column)
        heads = replace(self, skipped=self.skipped | {told.column})
        if told.kind == "ignored":
            return replace(heads, ignored=(*self.ignored, *told.cells))
        beside = {told.column - 1} & {cell.column for cell in self.columns}
        return replace(heads, flags={**self.flags, **{left: told.column for left in beside}})


@dataclass(frozen=True)
class Block:
    """Where a table lies: its sheet, title, header cells, label cells, and total labels if any.

    `bottom` is the last row that belongs to it, `ignored` the labels of rows left out on purpose,
    `gaps` the number of blank rows passed over.
    """

    sheet: Sheet
    title: Cell
    heads: Heads
    rows: tuple[Cell, ...]
    bottom: int
    ignored: tuple[Cell, ...] = ()
    gaps: int = 0

    @property
    def columns(self) -> tuple[Cell, ...]:
        return self.heads.columns

    def at(self, row: Cell, column: Cell) -> Cell:
        return self.sheet.cell(row.row, column.column)


def is_total(cell: Cell) -> bool:
    """Whether a label heads a total: "Total", "All", "Total fatalities"."""
    words = fold(cell.text).strip(":")
    return words in TOTAL_WORDS or words.startswith("total ")


# Whether a cell is a table's title: its words, with a numbering before and remarks after.

# A title may carry its number before the words ("Table 3: ").
_NUMBERING = r"(?:(?:table|question|figure|part|q)\s*)?[a-z]?\d*[a-z]?(?:\.\d+)*\s*[-:.)–—]*\s*"
_MARK = r"[*†‡§¶#:.¹²³⁰⁴-⁹]|\d+"
_NOTE = r"(?>see\b|(?:foot)?notes?(?![a-z])|below\b|and\b|\d++|[a-z]\b|[*†‡§¶#&,]|\s)++"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY_WORD = (
    rf"(?:from|to|until|up|since|between|and|inclusive|calendar|financial|years?|ending|{_MONTH})\b"
)
_DAYS = rf"(?=[^()\[\]]*\d)(?>{_DAY_WORD}|\d++(?:st|nd|rd|th)?|[-–—/.,&]|\s)++"
_DAYS_AT_ONCE = rf"(?=\d|from\b|since\b|between\b|{_MONTH}\b){_DAYS}"
# Remarks are footnote marks, notes and days. Any other word makes it another table's title:
# "Complaints by rank - officers dismissed only" are not the complaints by rank.
_REMARKS = (
    rf"(?>\s+{_DAYS_AT_ONCE}|,\s*{_DAYS}|\s*(?:{_MARK})|\s*[(\[]\s*(?:{_DAYS}|{_NOTE})[)\]])*+\s*"
)


def says(text: str, words: str) -> bool:
    """Whether a cell's text is the title `words`, its numbering and remarks aside."""
    return bool(re.fullmatch(_NUMBERING + re.escape(fold(words)) + _REMARKS, fold(text)))


def resembles(text: str, words: str) -> bool:
    """Whether a cell's text opens with the title `words`, whatever qualifies them after.

    Where a table ends at another's title, a qualified one ends it as well.
    """
    opening = _NUMBERING + re.escape(fold(words)) + r"\s*(?:[^\w\s].*|\d.*)?"
    return bool(re.fullmatch(opening, fold(text)))
