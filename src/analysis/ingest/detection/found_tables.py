"""What detection finds: tables with their labels, the role of every cell, and these in few words.

What it finds are guesses for a person to confirm; nothing is read into observations from them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from string import Template
from typing import Any, Literal

from analysis.ingest.files.sheet import AS_COUNTED, Numbering, Sheet, name_runs
from analysis.model.hidden_matter import HiddenMatter

MOST_LABELS = 6
LONGEST_LABEL = 60  # letters
QUARTERS = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))
MOST_CELLS = 6  # named of one question

PERIODS = ("year", "quarter", "month", "range", "date")  # kinds of labels that name days

Role = Literal["title", "header", "label", "data", "total", "note", "flag", "empty"]
Orientation = Literal["years across", "years down", "no years", "records"]


class QuestionKind(Enum):
    """What a person is asked about a found table, and what to write where.

    What begins with a dollar sign is filled in for each table; what stands in backticks is typed
    into its recipe as it is printed. `of_letter` are those that only the letter answers.
    """

    def __init__(self, text: str, remedy: str, of_letter: bool = False):
        self.text, self.remedy, self.of_letter = text, remedy, of_letter

    UNIT_OF_RECORDS = (
        "is each row one record, a complaint or a person?",
        "say in response.yaml what one row is: `unit: complaints` or `unit: people`",
        True,
    )
    NO_TITLE = (
        "no title stands above this table: what does it count?",
        "name it in response.yaml by words near its head, `find: $words`",
        True,
    )
    GUESSED_TITLE = (
        "is this the title of the table?",
        "in response.yaml keep `find: $words`, or write other words that stand above it",
        True,
    )
    RIVAL_TITLES = (
        "which of these lines is the title?",
        "in response.yaml keep one of `find: $words` and `find: $other`",
        True,
    )
    NO_HEADS = (
        "no heads stand over these figures: what are they?",
        "write a head over each in a copy of the file; a lone column is read as `columns: "
        "count` in response.yaml",
    )
    NO_HEAD = (
        "these columns have no head",
        "write into $cells what stands beneath, in a copy of the file",
    )
    SAME_HEADS = (
        "the same heads stand over several columns",
        "write into $cells what tells them apart, in a copy of the file",
    )
    CROSSING_BANNER = (
        "does this banner reach over the blank column as well?",
        "if so, `gaps: [column]` in response.yaml; else put a banner over the columns behind it "
        "in a copy of the file",
    )
    DISPLACED_BANNERS = (
        "over which columns do these banners reach?",
        "put each of them into the first column that it heads, in a copy of the file",
    )
    ABOVE_HEADS = (
        "these figures stand above the heads: do they belong to the columns beneath?",
        "if so, put them beneath the heads in a copy of the file; else delete $cells there",
    )
    HEADS_BELOW = (
        "heads stand below figures of the same table",
        "if another table begins here, write its title above $cell in a copy of the file",
    )
    LONE_WORDS = (
        "do these words head their column alone, or the rows beneath?",
        "of the rows, write them before these in a copy of the file; else there is nothing "
        "to write",
    )
    ABSENT_HEADS = (
        "are these heads of columns, or do they say that there is no figure?",
        "if there is none, one recipe reads them all in response.yaml, "
        "`{under: [], columns: $axis, marks: {$marks}}`",
    )
    HEADS_UNDER_FIGURES = (
        "do these words head a table, or stand for figures of the one just above?",
        "of the one above, `marks: {$marks}` in its recipe in response.yaml, and delete this "
        "one; else "
        "write a title above $cell in a copy of the file",
    )
    NUMBERS_AS_HEADS = (
        "are these numbers heads of columns, not counts?",
        "if they are counts, write a head over each in a copy of the file",
    )
    DAYS_AS_HEADS = (
        "$ask",
        "if so, one recipe reads them all in response.yaml, "
        "`{under: [], columns: year, periods: {$periods}}`",
    )
    DAYS_AS_LABELS = (
        "$ask",
        "if so, say which in response.yaml, `{rows: year, periods: {$periods}}`",
    )
    NO_LABEL = (
        "these rows of figures have no label",
        "write a label before each of $cells in a copy of the file",
    )
    SAME_LABEL = (
        "the same label stands beside several rows: what tells them apart?",
        "write it into $cells in a copy of the file, or leave them out: `ignore: [$label]` "
        "in response.yaml",
    )
    STRETCHED_LABELS = (
        "do these words name the rows beneath as well, until the next?",
        "if so, write them into the cells beneath in a copy of the file; else `ignore: "
        "[$head]` in response.yaml",
    )
    HEADING_OR_BLANK = (
        "are these words the heading of the rows beneath, or were their figures left blank?",
        'a heading: `ignore: [$label]` in response.yaml; blank figures: `marks: {"": not answered}`'
        " and no such `ignore`",
    )
    BLANK_ROW = (
        "no figures stand in this row: blank is not 0. What is meant?",
        'ask the force, and say it in response.yaml: `marks: {"": not answered}`, or another '
        "reason;"
        " a heading is named there, `ignore: [$label]`",
    )
    LABELS_OR_NONE = (
        "do these words label the rows, or say that there is no figure?",
        "if there is no figure, leave them out in response.yaml: "
        "`{labels: $first, rows: $axis, ignore: [$head]}`",
    )
    NUMBERS_AS_LABELS = (
        "are these numbers labels, not counts?",
        "if so, write them in words into $cells in a copy of the file, such as 14 years; else put "
        "labels before them there",
    )
    CODES_OR_YEARS = (
        "are these codes, or years?",
        "codes beside labels are left out, `ignore: [$head]` in response.yaml; where they alone "
        "name the rows, one is read there by `{rows: total, pick: [$label]}`",
    )
    STRAY_FIGURES = (
        "these figures stand under no head: do they belong to the table?",
        "if so, write a head over $cells in a copy of the file; else delete them there",
    )
    REMARKS = (
        "these words stand beside the figures and label nothing",
        "a remark is left out, `ignore: [$head]` in response.yaml; of words for counts that are "
        "not "
        "there say what they mean, `marks: {$marks}`",
    )
    LOST_WORDS = (
        "do these words stand for figures? Nothing is read here",
        "if so, say what they mean, `marks: {$marks}` in response.yaml; else name their row, "
        "`ignore: [$label]`",
    )
    GOES_ON = (
        "does the table go on after $blank blank rows?",
        "if so, `gaps: [row]` in response.yaml; else give the rows beneath a title in a copy of "
        "the workbook",
    )
    TOTAL = (
        "is this $line a total? $why",
        "if so, `totals: [$line]` in response.yaml, or, where it is the sum of some alone, "
        "`ignore: [$label]`; if not, neither",
    )
    HIDDEN = (
        "$ask",
        "ask the force; if it may be read, `{hidden: read, reason: the force said so}` in "
        "response.yaml",
    )
    STATED = (
        "words say that there is no figure, and are taken for $meaning: is that what they mean?"
        " ($words)",
        "if not, say what is meant, such as `marks: {$marks}` in response.yaml",
    )
    UNSETTLED_WORDS = (
        "words stand for a figure: are they withheld, not held, not recorded, not answered, "
        "not applicable or zero? ($words)",
        "say which in response.yaml, such as `marks: {$marks}`",
    )
    MERGED_FIGURE = (
        "$ask",
        "write the count of each into $cells in a copy of the file",
    )
    BLANK_FIGURE = (
        "$ask",
        'ask the force, and say it in response.yaml: `marks: {"": not answered}`, or another '
        "reason",
    )
    OTHER_WORDS = (
        "$ask",
        "say what they mean, such as `marks: {$marks}` in response.yaml",
    )
    UNEXPLAINED_MARK = (
        "$ask",
        "say it in response.yaml, such as `marks: {$glyph: suppressed 1 to 4}`",
    )
    UNEXPLAINED_NOTE = (
        "$ask",
        "where the number counts as it stands, `marks: {$glyph: footnote}` in response.yaml; else "
        "write what was meant into $cells in a copy of the file",
    )
    DOUBTFUL_FIGURE = (
        "$ask",
        "write the count that was meant into $cells in a copy of the file, or say why there "
        "is none, such "
        "as `marks: {$marks}` in response.yaml",
    )
    NO_COUNTS = (
        "$ask",
        "leave them out, `ignore: [$head]` in response.yaml, or write counts into $cells in a "
        "copy of the workbook",
    )
    FIGURES_IN_NO_TABLE = (
        "figures in no table",
        "to have them read, write heads over $cells and labels before them, in a copy of the "
        "workbook",
    )
    NO_FIGURES_SAID = (
        "these words say that there are no figures: of which table, and why?",
        "say it in response.yaml before its tables, `withheld: [{what: $above, under: $words}]`",
    )

    def ask(self, cells: tuple[str, ...] = (), sheet: str = "", **words: object) -> "OpenQuestion":
        """The question about these cells, with the `words` that its text and remedy name."""
        shown = clip_list(cells)
        named = {"cells": shown, "cell": cells[0].split(":")[0] if cells else ""} | words
        text, remedy = (Template(said).substitute(named) for said in (self.text, self.remedy))
        return OpenQuestion(text, cells, sheet, remedy, self.name, self.of_letter)


@dataclass(frozen=True)
class OpenQuestion:
    """Something a person must decide, with the cells it is about (`B5`, or `B5:D9`).

    A question about a table lies on the table's sheet; any other names its `sheet`. `remedy` says
    what to write where, and `of_letter` whether only the letter answers it: then it says nothing
    against a figure or a label.
    """

    text: str
    cells: tuple[str, ...] = ()
    sheet: str = ""
    remedy: str = ""
    kind: str = ""  # the name of its `QuestionKind`, where it has one
    of_letter: bool = False

    def __str__(self) -> str:
        return self.place(self.cells)

    def place(self, cells: Sequence[str]) -> str:
        """The question after its sheet and these of its cells, and before its remedy."""
        where = ", ".join((*([f"sheet {self.sheet}"] if self.sheet else []), *cells))
        text = f"{where}: {self.text}" if where else self.text
        return f"{text} -> {self.remedy}" if self.remedy else text


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


def describe_question(question: OpenQuestion) -> str:
    """The question after the first of its cells."""
    return question.place([clip_list(question.cells)] if question.cells else [])


def clip_list(cells: Sequence[str]) -> str:
    """The first of some cells, and how many more there are.

    >>> clip_list(["A1", "B2:B9"])
    'A1, B2:B9'
    """
    more = len(cells) - MOST_CELLS
    return ", ".join(cells[:MOST_CELLS]) + (f" and {more} more" if more > 0 else "")


def format_labels(labels: Sequence[str], most: int = MOST_LABELS) -> str:
    """The labels, the middle of a long list left out: years are known by their ends."""
    short = [clip(label) for label in labels]
    if len(short) <= most:
        return ", ".join(short)
    return f"{', '.join(short[: most - 1])}, … {short[-1]}"


def quote_yaml(words: str) -> str:
    """Words as they can be typed into response.yaml, whatever they hold.

    >>> quote_yaml('Staff: "civil"')
    '"Staff: \\\\"civil\\\\""'
    """
    return json.dumps(words, ensure_ascii=False)


def show_days(labels: Iterable[str]) -> str:
    """Labels with days as a recipe has them, made up: a quarter each, of the year that they say.

    >>> show_days(["2020 to date", "So far"])
    '"2020 to date": 2020-01-01 to 2020-03-31, "So far": 2019-01-01 to 2019-03-31'
    """
    shown, taken = [], Counter()
    for label in labels:
        said = re.search(r"(?:19|20)\d\d", label)
        year = int(said[0]) if said else 2019
        first, last = QUARTERS[taken[year] % len(QUARTERS)]
        taken[year] += 1
        shown.append(f"{quote_yaml(label)}: {year}-{first} to {year}-{last}")
    return ", ".join(shown)


def clip(words: str, most: int = LONGEST_LABEL) -> str:
    """The words of a cell, cut where they are long; what they are quoted for is never cut."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def format_amount(number: int, thing: str) -> str:
    """A number of things in words.

    >>> format_amount(1, "table"), format_amount(3, "table")
    ('1 table', '3 tables')
    """
    return f"{number} {thing}{'s' if number != 1 else ''}"
