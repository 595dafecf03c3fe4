"""The stub of a table: the labels of its rows, from stub columns, groups and section headings."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise

import numpy as np

from analysis.ingest.detection.column_header import ColumnRoles
from analysis.ingest.detection.grid import CellKind, Grid, is_footnote
from analysis.ingest.detection.total_evidence import read_wording
from analysis.ingest.files.sheet import fold
from analysis.ingest.words.absence import read_absence
from analysis.ingest.words.footnote_marks import fold_label, strip_notes
from analysis.ingest.words.label_kinds import find_label_kind
from analysis.ingest.words.vocabulary import read_words

MOSTLY = 0.5  # of the rows
NARROW = 3  # columns of figures; with fewer, a row may well be blank in all of them
LONGEST_HEADING = 100  # characters; longer words between rows are a remark
LONGEST_SHORT_FORM = 4  # letters in capitals, as PCSO
KNOWN = 0.8  # of the labels are of one kind
FEWEST_IN_ORDER = 5  # labels that do not run from A to Z by chance
# Heads of a column that names who was asked: a line in it is one of them, and no heading.
BODIES = re.compile(
    r"(?i)\b(?:forces?|councils?|authorit(?:y|ies)|organi[sz]ations?|bod(?:y|ies)|trusts?|"
    r"schools?|universit(?:y|ies)|departments?|agenc(?:y|ies)|constabular(?:y|ies)|boroughs?|"
    r"boards?|respondents?|names?)\b"
)  # A name has capitals throughout: "City of Foo Council", not "Figures are provisional".
NAME = re.compile(r"(?:(?:of|the|and|&|upon|on|in|for|-) |(?:St\. )?[^\Wa-z_][^\s.]*(?: |$))+")

ADDED = re.compile(r":\s|\s[-–—]+\s|\(")  # what parts a label from a remark on it

Place = tuple[int, int]  # zero-based row and column


@dataclass(frozen=True)
class Headings:
    """The rows that head sections; `over` gives those of each row of figures, outermost first.

    `doubtful` are those that may as well be rows whose figures were left blank, `blank_rows` the
    rows taken for that: they belong to the body.
    """

    sections: list[int] = field(default_factory=list)
    over: dict[int, list[int]] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)
    blank_rows: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class StubLabels:
    """The labels of each row, outermost first; `inherited` are those of its group and sections.

    `stretched` are cells whose words were taken for the label of rows beneath as well.
    """

    labels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    inherited: dict[int, tuple[str, ...]] = field(default_factory=dict)
    stretched: list[Place] = field(default_factory=list)
    headings: Headings = field(default_factory=Headings)


def label_rows(
    grid: Grid, body: list[int], lines: list[int], columns: ColumnRoles, headers: list[int]
) -> StubLabels:
    """Give every row of figures its own words, those of its group, and those of its section.

    `lines` are the rows of words after the first row of the table; those that are rows with blank
    figures have labels as well.
    """
    headings = _find_headings(_StubLines(grid, body, lines, columns, headers))
    body = sorted([*body, *headings.blank_rows])
    groups = {column: _fill_down(grid, body, column, columns) for column in columns.stubs}
    labels, inherited = {}, {}
    for row in body:
        cells = [(heading, grid.first_filled(heading)) for heading in headings.over[row]]
        cells += [cell for column in columns.stubs if (cell := groups[column][row])]
        texts = {cell: text for cell in cells if (text := grid.text(*cell))}
        labels[row] = tuple(texts.values())
        inherited[row] = tuple(text for cell, text in texts.items() if cell[0] != row)
    return StubLabels(labels, inherited, _list_stretched(grid, groups), headings)


def _fill_down(
    grid: Grid, body: list[int], column: int, columns: ColumnRoles
) -> dict[int, Place | None]:
    """The cell that labels each row in one column: its own, its span's, or its group's."""
    cells: dict[int, Place | None] = {}
    is_grouped = column != columns.stubs[-1] and _is_printed_once(grid, body, column, columns)
    last: Place | None = None
    for row in body:
        own = _find_own_cell(grid, row, column)
        if grid.filled[own]:
            last = cells[row] = own
        else:
            inner = any(grid.filled[row, c] for c in columns.stubs if c != column)
            cells[row] = last if is_grouped and inner else None
    return cells


def _list_stretched(grid: Grid, groups: dict[int, dict[int, Place | None]]) -> list[Place]:
    """The cells that label rows beneath their own span, in reading order of the columns."""
    stretched = (
        cell
        for column, cells in groups.items()
        for row, cell in cells.items()
        if cell is not None and cell != _find_own_cell(grid, row, column)
    )
    return list(dict.fromkeys(stretched))


def _find_own_cell(grid: Grid, row: int, column: int) -> Place:
    """The cell itself, or the first of the merged span that it lies in."""
    span = grid.spans.get((row, column))
    return (span.top, span.left) if span is not None else (row, column)


def _is_printed_once(grid: Grid, body: list[int], column: int, columns: ColumnRoles) -> bool:
    """Whether a column names a group at its first row only: blanks beneath, never a repeat.

    Where the labels further in run on across the groups (1, 2, 3 ...) they are one list, and
    words beside its ends belong to those rows alone.
    """
    filled = [row for row in body if grid.filled[row, column]]
    if not filled or any((row, column) in grid.spans for row in filled):
        return False
    texts = [grid.text(row, column) for row in filled]
    if any(a == b for a, b in pairwise(texts)):
        return False
    inner = columns.stubs[columns.stubs.index(column) + 1]
    if (grid.kinds[body, inner] >= CellKind.PERIOD).any():
        return True
    numbers = [int(t) for t in (grid.text(row, inner) for row in body) if t.isdecimal()]
    return not (len(numbers) > 2 and (np.diff(numbers) == 1).all() and len(filled) > 1)


class _StubLines:
    """The lines of words among the rows of figures of one table, and what they look like."""

    def __init__(self, grid, body, lines, columns: ColumnRoles, headers: list[int]):
        self.grid, self.body, self.columns = grid, body, columns
        self.lines = [row for row in lines if _may_head(grid, row, columns)]
        self.narrow = len(columns.figures) < NARROW
        self.labels = [self.text(row) for row in body]
        self.kind = find_label_kind(self.labels, read_words())
        heads = [grid.text(row, column) for row in headers for column in columns.stubs]
        kinds = [find_label_kind([self.text(row)], read_words()) for row in self.lines]
        self.are_regions = any("region" in (kind.kind, *kind.rivals) for kind in kinds)
        self.are_bodies = any(BODIES.search(strip_notes(head)) for head in heads)
        self.is_repeated = self._repeat_under_lines()

    def text(self, row: int) -> str:
        """The innermost label of a row."""
        filled = [column for column in self.columns.stubs if self.grid.filled[row, column]]
        column = filled[-1] if filled else self.grid.first_filled(row)
        return self.grid.text(row, column)

    def is_blank_row(self, row: int) -> bool:
        """Whether a line is a row whose figures were left blank, by its labels alone.

        It says so behind its label, fills the inner column of labels as the rows of figures do,
        or is of their kind.
        """
        if self._says_none(row):
            return True
        if self.text(row).endswith(":") or self._is_merged(row) or self._is_in_capitals(row):
            return False
        if self.is_labelled_within(row):
            return True
        if self.is_repeated:
            return self._is_label_elsewhere(row)
        return self._is_like_labels(row) or self._is_of_same_kind(self.text(row))

    def _is_label_elsewhere(self, row: int) -> bool:
        """Whether rows of figures in other sections have the words of a line for a label."""
        said = Counter(fold_label(self.text(line)) for line in self.lines)
        text = fold_label(self.text(row))
        return said[text] == 1 and text in {fold_label(label) for label in self.labels}

    def _says_none(self, row: int) -> bool:
        """Whether a label goes on to say that there is no figure: `Constable: no response`.

        Not where a heading of another kind follows: then it heads that one's rows as well.
        """
        label, *said = ADDED.split(self.text(row), maxsplit=1)
        if not label.strip() or not any(read_absence(text) is not None for text in said):
            return False
        beneath = np.flatnonzero(self.grid.filled[row + 1 :].any(axis=1))
        follows = row + 1 + int(beneath[0]) if len(beneath) else None
        return follows not in self.lines or self._says_none(follows)

    def is_labelled_within(self, row: int) -> bool:
        """Whether a line fills the inner column of labels, as most rows of figures do."""
        stubs = self.columns.stubs
        inner = self.grid.filled[:, stubs[-1]] if len(stubs) > 1 else None
        return inner is not None and bool(inner[row] and inner[self.body].mean() > MOSTLY)

    def is_of_other_kind(self, row: int) -> bool:
        """Whether the rows of figures are all of a kind that the line is not of, as forces are."""
        if not self.kind.kind or self.kind.share < KNOWN:
            return False
        own = find_label_kind([self.text(row)], read_words())
        return self.kind.kind not in (own.kind, *own.rivals)

    def _is_of_same_kind(self, text: str) -> bool:
        own = find_label_kind([text], read_words())
        kinds = {own.kind, *own.rivals}
        if self.kind.kind and self.kind.kind in kinds and "region" not in kinds:
            return True
        if text and self.are_in_order:
            return True
        if self.are_regions or not NAME.fullmatch(text):
            return False
        *others, last = fold(text).split()
        alike = [label for label in self.labels if others and fold(label).split()[-1:] == [last]]
        return self.are_bodies or len(alike) > 1

    @cached_property
    def are_in_order(self) -> bool:
        """Whether all labels run from A to Z, those of the lines among them, totals aside."""
        labels = map(self.text, sorted({*self.body, *self.lines}))
        texts = [fold(label) for label in labels if read_wording((label,)) != "total"]
        return len(texts) >= FEWEST_IN_ORDER and texts == sorted(set(texts))

    def _is_like_labels(self, row: int) -> bool:
        """Whether a line is a band or a year, as the labels of the rows of figures are."""
        column = self.grid.first_filled(row)
        kind = self.grid.kinds[row, column]
        alike = self.grid.kinds[self.body, column] == kind
        return kind != CellKind.WORDS and bool(alike.mean() > MOSTLY)

    def _is_in_capitals(self, row: int) -> bool:
        """Whether the words of a line alone are in capitals, longer than a short form is."""
        text = self.text(row)
        others = np.mean([label.isupper() for label in self.labels])
        return text.isupper() and len(text) > LONGEST_SHORT_FORM and bool(others <= MOSTLY)

    def _is_merged(self, row: int) -> bool:
        """Whether the words of a line reach over columns of figures."""
        span = self.grid.spans.get((row, self.grid.first_filled(row)))
        return span is not None and span.right >= min(self.columns.figures)

    def _repeat_under_lines(self) -> bool:
        """Whether labels stand under two lines alike, so that only these tell them apart."""
        seen: dict[str, int] = {}
        for row in self.body:
            line = max((each for each in self.lines if each < row), default=-1)
            text = self.text(row)
            if not text or read_wording((text,)) == "total":
                continue
            if seen.setdefault(fold_label(text), line) != line:
                return True
        return False


def _find_headings(stub: _StubLines) -> Headings:
    """The lines that head the rows beneath, notes and blank rows of figures left out."""
    grid, body = stub.grid, stub.body
    blank_rows = [row for row in stub.lines if _adjoins(grid, row, body) and stub.is_blank_row(row)]
    others = [row for row in stub.lines if row < body[-1] and row not in blank_rows]
    if others and _starts_groups([row for row in stub.lines if row < body[-1]], body):
        blank_rows = [row for row in blank_rows if stub.is_labelled_within(row)]
    likely = [row for row in stub.lines if row < body[-1] and row not in blank_rows]
    firm = {row for row in likely if not grid.filled[row - 1].any()}
    asked = set(likely) - firm
    if any(row < body[0] for row in likely) and not stub.narrow:
        firm.update(likely)  # where the first rows have a heading, so have the others
        asked = set() if _starts_groups(likely, body) else asked
    held = grid.filled[np.ix_(body, stub.columns.figures)].mean()
    sparse = stub.narrow or held < 0.9
    doubtful = []
    for row in likely:
        if row not in asked or row + 1 in likely or stub.text(row).endswith(":"):
            continue
        if stub.is_repeated or stub.is_of_other_kind(row):
            continue
        late = sum(each < likely[0] for each in body) > 1  # most sections have a heading, or none
        if not firm and not _starts_groups(likely, body) and (sparse or late):
            blank_rows.append(row)
        else:
            doubtful.append(row)
    sections = [row for row in likely if row not in blank_rows]
    repeated = _find_repeated(grid, body, sections)
    rows = sorted([*body, *blank_rows])
    over = _nest_headings(rows, [*sections, *repeated])
    return Headings(sections, over, doubtful, sorted(blank_rows))


def _adjoins(grid: Grid, row: int, body: list[int]) -> bool:
    """Whether a line stands among the rows of figures, or just after the last without a gap."""
    return row < body[-1] or bool(grid.filled[body[-1] : row].any(axis=1).all())


def _may_head(grid: Grid, row: int, columns: ColumnRoles) -> bool:
    """Short words in the columns of labels, or over figures, with no figure beside them."""
    filled = np.flatnonzero(grid.filled[row, : max(columns.figures + columns.stubs) + 1])
    if not len(filled):
        return False
    text = grid.text(row, int(filled[0]))
    if len(text) > LONGEST_HEADING or is_footnote(text):
        return False
    return len(filled) == 1 or set(filled.tolist()) <= set(columns.stubs)


def _starts_groups(lines: list[int], body: list[int]) -> bool:
    """Whether the first rows stand under a line, and under each line there are two or more."""
    edges = [*lines, body[-1] + 1]
    counts = [sum(a < row < b for row in body) for a, b in pairwise(edges)]
    return lines[0] < body[0] and min(counts) > 1


def _find_repeated(grid: Grid, body: list[int], headings: list[int]) -> list[int]:
    """The rows of figures whose words head a section elsewhere and have no label just above.

    They head one here as well: a stray 0 stands in the heading's row.
    """
    texts = {grid.text(row, grid.first_filled(row)): grid.first_filled(row) for row in headings}
    return [
        row
        for row in body
        if (column := texts.get(grid.text(row, grid.first_filled(row)))) is not None
        and not grid.filled[row - 1, column]
    ]


def _nest_headings(body: list[int], headings: list[int]) -> dict[int, list[int]]:
    """The headings over each row of figures, from the outermost in.

    Headings that follow one another without figures between are nested; a heading alone takes
    the place of the innermost.
    """
    runs: list[list[int]] = []
    figures, marks = set(body), sorted({*headings, *body})
    for is_heading, run in groupby(marks, key=set(headings).__contains__):
        if is_heading:
            runs.append(list(run))
    depth = max(map(len, runs), default=0)
    ends = {run[-1]: run for run in runs}
    current: list[int | None] = [None] * depth
    over: dict[int, list[int]] = {}
    for row in marks:
        if row in ends:
            current[depth - len(ends[row]) :] = ends[row]
        if row not in figures:
            continue
        over[row] = [heading for heading in current if heading not in (None, row)]
    return over
