"""What detection finds: tables with their labels, the role of every cell, and these in few words.

What it finds are guesses for a person to confirm; nothing is read into observations from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from analysis.ingest.detection.question_kinds import OpenQuestion
from analysis.ingest.files.sheet import AS_COUNTED, Numbering, Sheet, name_runs
from analysis.model.hidden_matter import HiddenMatter

MOST_LABELS = 6
LONGEST_LABEL = 60  # letters

PERIODS = ("year", "quarter", "month", "range", "date")  # kinds of labels that name days

Role = Literal["title", "header", "label", "data", "total", "note", "flag", "empty"]
Orientation = Literal["years across", "years down", "no years", "records"]


@dataclass(frozen=True)
class FoundTable:
    """One table: zero-based rows and columns of its parts, and what was made of its labels.

    `rows` and `columns` are those of its figures, totals included; `headers` the rows of column
    labels and `stubs` the columns of row labels, from the outermost in. `row_labels` and
    `column_labels` give the words over each row and column, outermost first, blank ones left out,
    as far as merged spans, banners and section headings reach. `absent` are the cells that say
    there is no figure, or lie under a merged one that does, with its words.
    """

    sheet: str
    title: str
    title_cell: str
    headers: tuple[int, ...]
    stubs: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    row_labels: Mapping[int, tuple[str, ...]]
    column_labels: Mapping[int, tuple[str, ...]]
    row_kind: str = ""  # year, quarter, month, rank, ..., force, measure; blank where unknown
    column_kind: str = ""
    total_rows: frozenset[int] = frozenset()
    total_columns: frozenset[int] = frozenset()
    of_which_rows: frozenset[int] = frozenset()  # parts of another row: they would double count
    of_which_columns: frozenset[int] = frozenset()
    flags: tuple[int, ...] = ()  # columns of glyphs that belong to the figures beside them
    repeated: tuple[int, ...] = ()  # rows of a page break: the header again, the page's number
    sections: tuple[int, ...] = ()  # rows of words that head the rows beneath
    notes: tuple[str, ...] = ()  # cells of the notes beside and beneath
    marks: Mapping[str, str] = field(default_factory=dict)  # glyph: the legend's meaning, or ""
    absent: Mapping[tuple[int, int], str] = field(default_factory=dict)
    orientation: Orientation = "no years"
    confidence: float = 0.0  # 0 to 1
    questions: tuple[OpenQuestion, ...] = ()
    numbering: Numbering = AS_COUNTED  # of its sheet

    @property
    def extent(self) -> tuple[range, range]:
        """The rows and the columns from the first to the last, header and stub included."""
        down = (*self.headers, *self.rows)
        across = (*self.stubs, *self.columns, *self.flags)
        return range(min(down), max(down) + 1), range(min(across), max(across) + 1)

    @property
    def range(self) -> str:
        """Headers, labels and figures as `A3:Q9`; titles and notes stand outside."""
        down, across = self.extent
        first = self.numbering.format_place(down[0], across[0])
        return f"{first}:{self.numbering.format_place(down[-1], across[-1])}"


@dataclass(frozen=True)
class FoundCell:
    """One cell as detection sees it; `table` counts the tables of the workbook from 0."""

    sheet: str
    cell: str
    role: Role
    text: str
    value: Any = None
    low: int | None = None
    high: float | None = None
    status: str = ""
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    table: int | None = None


@dataclass(frozen=True)
class WorkbookTables:
    """A whole workbook: its sheets, its tables in reading order, questions about the file, and
    what the file hides."""

    file: str
    sha256: str
    sheets: Mapping[str, Sheet]
    tables: tuple[FoundTable, ...]
    questions: tuple[OpenQuestion, ...] = ()
    hidden: tuple[HiddenMatter, ...] = ()


def describe_rows(table: FoundTable) -> str:
    """`rank, 6 labels: PC, Sergeant, …`, totals left out."""
    plain = [row for row in table.rows if row not in table.total_rows]
    return _describe_axis(table.row_kind, list_labels(plain, table.row_labels))


def describe_columns(table: FoundTable) -> str:
    """`year, 3 labels: 2018, 2019, 2020`, totals left out."""
    plain = [column for column in table.columns if column not in table.total_columns]
    return _describe_axis(table.column_kind, list_labels(plain, table.column_labels))


def _describe_axis(kind: str, labels: list[str]) -> str:
    if not labels:
        return "no label"
    # One line alone is a total, whatever its label is.
    known = kind or ("not known" if len(labels) > 1 else "")
    said = f"{format_amount(len(labels), 'label')}: {format_labels(labels)}"
    return f"{known}, {said}" if known else said


def list_labels(lines: Iterable[int], labels: Mapping[int, tuple[str, ...]]) -> list[str]:
    """The innermost label of each row or column, each once, in the sheet's order."""
    inner = (labels[line][-1] for line in lines if labels.get(line))
    return list(dict.fromkeys(inner))


def describe_totals(table: FoundTable) -> str:
    """`row 9, column G`, or nothing where no total is printed."""
    rows = list(map(table.numbering.format_row, sorted(table.total_rows)))
    columns = list(map(table.numbering.format_column, sorted(table.total_columns)))
    return ", ".join(_format_lines("row", rows) + _format_lines("column", columns))


def describe_repeated(table: FoundTable) -> str:
    """The rows that are passed over at page breaks, or nothing: `rows 6 to 7, a page break`."""
    rows = name_runs(table.repeated, table.numbering.format_row, " to ")
    return ", ".join((*_format_lines("row", list(rows)), *(["a page break"] if rows else [])))


def _format_lines(what: str, names: list[str]) -> list[str]:
    return [f"{what}{'s' if len(names) > 1 else ''} {' '.join(names)}"] if names else []


def describe_marks(table: FoundTable) -> list[str]:
    """Each glyph with its legend's meaning."""
    return [
        f"{glyph} {meaning or 'not explained on the sheet'}"
        for glyph, meaning in table.marks.items()
    ]


def format_labels(labels: Sequence[str], most: int = MOST_LABELS) -> str:
    """The labels, the middle of a long list left out: years are known by their ends."""
    short = [clip(label) for label in labels]
    if len(short) <= most:
        return ", ".join(short)
    return f"{', '.join(short[: most - 1])}, … {short[-1]}"


def clip(words: str, most: int = LONGEST_LABEL) -> str:
    """The words of a cell, cut where they are long; what they are quoted for is never cut."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def format_amount(number: int, thing: str) -> str:
    """A number of things in words.

    >>> format_amount(1, "table"), format_amount(3, "table")
    ('1 table', '3 tables')
    """
    return f"{number} {thing}{'s' if number != 1 else ''}"
