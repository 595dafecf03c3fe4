"""The header of a found table: what each column holds, and the words of its header rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Literal, get_args

import numpy as np

from analysis.ingest.detection.grid import Area, CellKind, Grid
from analysis.ingest.files.sheet import fold
from analysis.ingest.words.absence import read_absence
from analysis.ingest.words.footnote_marks import fold_label, strip_notes
from analysis.ingest.words.label_kinds import find_label_kind, names_numbers, names_remarks
from analysis.ingest.words.stored_dates import are_day_numbers, are_months_or_years
from analysis.ingest.words.vocabulary import read_words
from analysis.ingest.words.whole_numbers import is_hidden_count

LONGEST_FLAG = 3  # characters: R, p, (r)
FEWEST_HEADS = 2  # that a header has to say once more to be the same
FEWEST_ITEMS = 3  # in an order that no rates would have by chance
ITEM = re.compile(r"\d{1,2}(?:\.\d{1,2})*")
MOST_OF_TURN = 0.8  # of the labels under a heading
SPARSE = 0.3  # of the rows; a column without a head that holds fewer figures is no part of a table

Place = tuple[int, int]  # zero-based row and column
Role = Literal["figures", "flags", "remarks", "strays"]


@dataclass(frozen=True)
class ColumnRoles:
    """The columns of one table by what they hold; stubs from the outermost in."""

    stubs: list[int] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    remarks: list[int] = field(default_factory=list)  # words that label nothing
    strays: list[int] = field(default_factory=list)  # figures that no head and few rows claim


@dataclass(frozen=True)
class HeaderLabels:
    """The labels over each column, outermost first, and the banners whose reach is in doubt.

    `displaced` are banners of rows that leave out headed columns at their left, `crossing` those
    that reach over a blank column.
    """

    labels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    displaced: list[Place] = field(default_factory=list)
    crossing: list[Place] = field(default_factory=list)


def classify_columns(grid: Grid, area: Area, body: list[int], headers: list[int]) -> ColumnRoles:
    """Sort the columns of an area by the cells they have in its rows of figures."""
    reader = _ColumnReader(grid, area, np.array(body), np.array(headers, int))
    stubs = reader.find_stubs()
    beyond: dict[Role, list[int]] = {role: [] for role in get_args(Role)}
    for column in range(area.left, area.right + 1):
        if column not in stubs and reader.count(grid.filled, column):
            role = reader.find_role(column, stubs, is_after_figures=bool(beyond["figures"]))
            beyond[role].append(column)
    beyond["figures"] = sorted(beyond["figures"] + reader.find_blank(stubs, beyond["figures"]))
    return ColumnRoles(stubs, **beyond)


def label_columns(
    grid: Grid, area: Area, rows: list[int], body: list[int], columns: ColumnRoles
) -> HeaderLabels:
    """Give every column of figures the words of the header rows over it.

    A merged head reaches over its span. A banner that is not merged reaches right, to the next
    words in its row, over columns that have heads of their own beneath.
    """
    displaced, crossing = [], []
    sources: dict[int, list[Place]] = {column: [] for column in columns.figures}
    for level, row in enumerate(rows):
        end = next((figures for figures in body if figures > row), area.bottom)
        beneath = [later for later in rows[level + 1 :] if later < end]
        header = _HeaderRow(grid, area, row, beneath, columns)
        for column in columns.figures:
            source = header.find_source(column)
            if source is not None and source not in sources[column]:
                sources[column].append(source)
        displaced += header.find_displaced()
        crossing += header.crossing
    labels = {c: tuple(grid.text(*cell) for cell in cells) for c, cells in sources.items()}
    return HeaderLabels(labels, displaced, crossing)


def find_repeated(grid: Grid, area: Area, headers: list[int], body: list[int]) -> list[int]:
    """The header rows that say once more what the first say, as at a page break.

    Not where a label beneath them stands above as well: then they head another table. A label
    whose first cell is blank goes on with the group above.
    """
    numbered = groupby(enumerate(headers), key=lambda pair: pair[1] - pair[0])
    first, *others = [[row for _, row in run] for _, run in numbered] if headers else [[]]
    said = [_list_words(grid, area, row) for row in first]
    repeated: list[int] = []
    for run in others:
        again = [_list_words(grid, area, row) for row in run]
        if again != said[-len(run) :] or sum(map(bool, again[-1])) < FEWEST_HEADS:
            continue
        above = {_read_own_label(grid, area, row) for row in body if row < run[0]}
        end = next((row for row in headers if row > run[-1]), area.bottom + 1)
        below = [_read_own_label(grid, area, row) for row in body if run[-1] < row < end]
        if above and below and not above & {label for label in below if label[0]}:
            repeated += run
    return repeated


def list_lone_words(grid: Grid, headers: list[int], figures: list[int]) -> list[Place]:
    """Words alone in a header row, over one of several columns that all have heads above it."""
    lone = []
    for above, row in pairwise(headers):
        cells = [(row, column) for column in figures if grid.filled[row, column]]
        headed = sum(bool(grid.filled[above, column]) for column in figures)
        if len(cells) == 1 < len(figures) == headed and cells[0] not in grid.spans:
            lone += cells
    return lone


def list_absent_heads(
    grid: Grid, headers: list[int], columns: ColumnRoles, labels: Iterable[tuple[str, ...]]
) -> list[Place]:
    """Cells beside a label that say there is no figure, or stand under other words beside one.

    A row of figures that are none, of bands or of days looks like a second row of heads. So does
    unknown words alone beside one more of the rows' own `labels`.
    """
    absent: list[Place] = []
    labelled: set[int] = set()  # the columns of labels that have words above
    for row in headers:
        cells = [(row, column) for column in columns.figures if grid.filled[row, column]]
        own = {column for column in columns.stubs if grid.filled[row, column]}
        texts = {grid.text(*cell) for cell in cells}
        said = list(map(read_absence, texts))
        says_none = any(said) or (bool(said) and None not in said)
        is_one = len(texts) == 1 < len(cells) and row != headers[0]
        unknown = is_one and not find_label_kind(texts, read_words()).kind
        if own and (says_none or unknown or own & labelled):
            absent += cells
        labelled |= own
    if not absent and len(headers) == len(columns.figures) == len(columns.stubs) == 1:
        corner, head = (grid.text(headers[0], c[0]) for c in (columns.stubs, columns.figures))
        kind = find_label_kind([corner, *(own[-1] for own in labels if own)], read_words())
        if (
            kind.kind
            and corner
            and corner not in kind.unknown
            and not find_label_kind([head], read_words()).kind
        ):
            absent.append((headers[0], columns.figures[0]))
    return absent


def list_heads_under_figures(grid: Grid, headers: list[int], columns: ColumnRoles) -> list[Place]:
    """The heads of a first row that has a label, right under figures in all their columns."""
    if not headers or headers[0] == 0:
        return []
    row = headers[0]
    heads = [(row, c) for c in columns.figures if grid.filled[row, c]]
    labelled = any(grid.filled[row, c] for c in columns.stubs)
    return heads if labelled and all(grid.figures[row - 1, c] for _, c in heads) else []


def _list_words(grid: Grid, area: Area, row: int) -> list[str]:
    across = range(area.left, area.right + 1)
    return [fold_label(grid.text(row, column)) for column in across]


def _read_own_label(grid: Grid, area: Area, row: int) -> tuple[str, ...]:
    """What a row of figures says before the first that is surely one."""
    sure = np.flatnonzero(grid.sure[row, area.left : area.right + 1])
    end = area.left + max(1, int(sure[0]) if len(sure) else 1)
    return tuple(fold(grid.text(row, column)) for column in range(area.left, end))


def _come_in_turn(texts: list[str]) -> bool:
    """Whether several texts come again and again in one order, as labels under headings do.

    A few may be left out.
    """
    texts = [strip_notes(text) for text in texts]
    order = list(dict.fromkeys(texts))
    places = [order.index(text) for text in texts]
    runs = 1 + sum(after <= before for before, after in pairwise(places))
    return len(order) > 1 and runs > 1 and len(texts) >= MOST_OF_TURN * len(order) * runs


def _number_items(texts: list[str]) -> bool:
    """Whether texts number items and their parts, each after the last: 1.1, 1.2, 2.1."""
    if len(texts) < FEWEST_ITEMS or not all(map(ITEM.fullmatch, texts)):
        return False
    items = [tuple(map(int, text.split("."))) for text in texts]
    return 2 * sum(len(item) > 1 for item in items) > len(items) and all(
        before < item and item[-1] in (1, *(number + 1 for number in before[len(item) - 1 :][:1]))
        for before, item in pairwise(items)
    )


class _ColumnReader:
    """What the columns of an area hold in its rows of figures."""

    def __init__(self, grid: Grid, area: Area, body: np.ndarray, headers: np.ndarray):
        self.grid, self.area, self.body, self.headers = grid, area, body, headers

    def count(self, where: np.ndarray, column: int) -> int:
        return int(where[self.body, column].sum())

    def find_stubs(self) -> list[int]:
        """The columns of labels: those at the left, or else those at the right."""
        across = range(self.area.left, self.area.right + 1)
        if left := self._find_from_edge(list(across)):
            return left
        right = self._find_from_edge(list(reversed(across)), is_left=False)
        return right if len(self.body) > 1 or all(map(self._has_head, right)) else []

    def _find_from_edge(self, across: list[int], is_left: bool = True) -> list[int]:
        stubs: list[int] = []
        for place, column in enumerate(across):
            if not self.count(self.grid.filled, column):
                continue
            beyond = [c for c in across[place + 1 :] if self.count(self.grid.figures, c)]
            if not beyond or not (
                self._is_of_labels(column, stubs, beyond) or self._is_of_names(column, is_left)
            ):
                break
            stubs.append(column)
        # Codes beside words label less than these: the words are the innermost.
        worded = [c for c in stubs if self.count(self.grid.worded, c) * 2 > len(self.body)]
        codes = [c for c in stubs if worded and c not in worded and self.is_named(c)]
        return [*codes, *(column for column in stubs if column not in codes)]

    def _is_of_labels(self, column: int, stubs: list[int], beyond: list[int]) -> bool:
        kinds = self.grid.kinds[self.body, column]
        none = self.grid.says_none[self.body, column][kinds != CellKind.BLANK]
        if none.mean() > 0.5:
            return False
        kinds = kinds[kinds != CellKind.BLANK]
        if (kinds >= CellKind.PERIOD).mean() > 0.5:
            return True
        texts = [self.grid.text(int(row), column) for row in self.body]
        texts = [text for text in texts if text]
        distinct = len(set(texts)) / len(texts)
        if (stubs or len(set(texts)) == 1) and all(map(is_hidden_count, texts)):
            return False  # 0-4, 5-9 may be ages, but not behind labels
        plain = any(self._is_plain(other) for other in beyond)
        may_label = (kinds >= CellKind.YEAR).mean() > 0.8
        years = (kinds == CellKind.YEAR).mean() > 0.5
        if plain and may_label and (distinct > 0.5 or years or _come_in_turn(texts)):
            return True
        return bool(stubs) and self._repeats_in_text(column, beyond, distinct)

    def _is_of_names(self, column: int, is_left: bool) -> bool:
        """Whether whole numbers are codes, places or days by their head, place or order.

        Numbers of items count on as well: 1.1, 1.2, 2.1.
        """
        texts = [text for row in self.body if (text := self.grid.text(int(row), column))]
        if is_left and _number_items(texts):
            return True
        numbers = [int(text) for text in texts if text.isdecimal()]
        if len(numbers) < max(2, 0.6 * len(texts)):
            return False
        if self.is_named(column) or are_day_numbers(numbers) or are_months_or_years(numbers):
            return True
        labelled = any(
            self.count(self.grid.filled, c) > 0.8 * len(self.body)
            for c in range(self.area.left, column)
            if is_left
        )
        if labelled:
            return False
        if (np.diff(numbers) == 1).mean() > 0.75:  # 1, 2, 3
            return is_left or (numbers[0] in (0, 1) and len(numbers) > LONGEST_FLAG)
        return is_left and self._stands_before_words(column, numbers)

    def is_named(self, column: int) -> bool:
        """Whether the innermost head of a column says that its numbers are codes or places."""
        heads = [text for row in self.headers if (text := self.grid.text(int(row), column))]
        return any(map(names_numbers, heads[-1:]))

    def _stands_before_words(self, column: int, numbers: list[int]) -> bool:
        """Whether unlike numbers under no head that counts stand before a column of words."""
        heads = [text for row in self.headers if (text := self.grid.text(int(row), column))]
        after = range(column + 1, self.area.right)
        following = next((c for c in after if self.count(self.grid.filled, c)), None)
        if following is None or len(set(numbers)) < len(numbers):
            return False
        plain = all(re.fullmatch(r"(?i)no\.?|nr\.?|numbers?|#", head) for head in heads)
        return plain and self.count(self.grid.worded, following) > 0.8 * len(self.body)

    def _is_plain(self, column: int) -> bool:
        """Whether a column holds counts or shares rather than years and ranges."""
        kinds = self.grid.kinds[self.body, column]
        plain = (kinds >= CellKind.NUMBER) & (kinds <= CellKind.ERROR)
        ranges = [self.grid.text(int(r), column) for r in self.body[kinds == CellKind.RANGE]]
        held = int(plain.sum()) + sum(map(is_hidden_count, ranges))
        return 2 * held > int((kinds > CellKind.BLANK).sum())

    def _repeats_in_text(self, column: int, beyond: list[int], distinct: float) -> bool:
        """Few numbers, stored as text beside counts stored as numbers: quarters, classes."""
        typed = self.grid.stored_as_text
        if distinct > 0.34 or self.count(typed, column) < self.count(self.grid.filled, column):
            return False
        return not any(self.count(typed & self.grid.sure, other) for other in beyond)

    def _repeats_labels(self, column: int, stubs: list[int]) -> bool:
        """Whether a column at the other edge says the labels once more."""
        pairs = [(self.grid.text(int(r), column), r) for r in self.body]
        filled = [(text, int(row)) for text, row in pairs if text]
        return bool(filled) and any(
            all(self.grid.text(row, c) == text for text, row in filled) for c in stubs
        )

    def find_role(self, column: int, stubs: list[int], is_after_figures: bool) -> Role:
        """What a column beyond the labels holds."""
        filled = self.count(self.grid.filled, column)
        figures = self.count(self.grid.figures, column)
        if self._repeats_labels(column, stubs):
            return "remarks"
        if is_after_figures and self._is_flag(column):
            return "flags"
        if not figures or 2 * figures < filled:
            return "remarks"
        is_claimed = self._has_head(column) or figures >= SPARSE * len(self.body)
        return "figures" if is_claimed else "strays"

    def _has_head(self, column: int) -> bool:
        """Whether a header row says something over this very column, merged spans included."""
        at = ((int(row), column) for row in self.headers)
        return any(self.grid.filled[cell] or cell in self.grid.spans for cell in at)

    def find_blank(self, stubs: list[int], figures: list[int]) -> list[int]:
        """Columns whose figures were all left blank, by the heads that they have beside others.

        Their head stands in the same row as those of the figures next to them.
        """
        if not len(self.headers) or not figures:
            return []
        row = int(self.headers[-1])
        headed = [
            column
            for column in range(self.area.left, self.area.right + 1)
            if self.grid.filled[row, column] and column not in stubs
        ]
        blank = [column for column in headed if not self.count(self.grid.filled, column)]
        first, last = min(figures), max(figures)
        while first - 1 in blank:
            first -= 1
        while last + 1 in blank:
            last += 1
        between = [column for column in blank if first <= column <= last]
        return [c for c in between if not names_remarks(self.grid.text(row, c))]

    def _is_flag(self, column: int) -> bool:
        """One or two short signs, none of them a number, under no head of their own."""
        at = [(int(row), column) for row in self.body if self.grid.filled[row, column]]
        texts = {self.grid.text(*cell) for cell in at}
        if len(texts) > 2 or any(len(t) > LONGEST_FLAG or t.isdigit() for t in texts):
            return False
        if any(self.grid.kinds[cell] in (CellKind.NUMBER, CellKind.DECIMAL) for cell in at):
            return False
        return not any(self.grid.filled[int(row), column] for row in self.headers)


class _HeaderRow:
    """One header row: which cell's words stand over which column."""

    def __init__(self, grid: Grid, area: Area, row: int, beneath: list[int], columns: ColumnRoles):
        self.grid, self.area, self.row, self.beneath = grid, area, row, beneath
        self.columns = columns
        self.crossing: list[Place] = []
        own = [c for c in columns.figures + columns.flags if grid.filled[row, c]]
        self.first = min(own, default=area.right + 1)
        self.is_merged = any(
            span.right > span.left
            for (r, c), span in grid.spans.items()
            if r == row and c not in columns.stubs and area.left <= c <= area.right
        )

    def find_source(self, column: int) -> Place | None:
        """The cell whose words reach over a column in this row; None where none do."""
        span = self.grid.spans.get((self.row, column))
        if span is not None:
            cell = (span.top, span.left)
            return cell if self.grid.filled[cell] else None
        if self.grid.filled[self.row, column]:
            return self.row, column
        if self.is_merged or not self._is_headed_beneath(column):
            return None
        return self._stretch(column)

    def find_displaced(self) -> list[Place]:
        """The banners of a row that leaves out the columns left of its first.

        Words typed over the middle of their group look like that, and so do those of a row whose
        first column has no banner: only a person can tell.
        """
        banners = [c for c in self.columns.figures if self.grid.filled[self.row, c]]
        if self.is_merged or not any(map(self._is_headed_beneath, banners)):
            return []
        left = [c for c in self.columns.figures if c < self.first]
        return [(self.row, c) for c in banners] if any(map(self._is_headed_beneath, left)) else []

    def _is_headed_beneath(self, column: int) -> bool:
        return any(self.grid.filled[row, column] for row in self.beneath)

    def _stretch(self, column: int) -> Place | None:
        source = column - 1
        while source >= self.area.left and not self.grid.filled[self.row, source]:
            source -= 1
        if source not in self.columns.figures or not self._is_headed_beneath(source):
            return None
        if (self.row, source) in self.grid.spans:
            return None
        if self._has_gap(source, column):
            if self._gaps_divide():
                return None
            self.crossing.append((self.row, source))
        return self.row, source

    def _has_gap(self, left: int, right: int) -> bool:
        """Whether a column without any head stands between."""
        rows = [self.row, *self.beneath]
        return any(not self.grid.filled[rows, c].any() for c in range(left + 1, right))

    def _gaps_divide(self) -> bool:
        """Whether a blank column is where each banner of this row ends.

        So it is where every banner after the first follows one, or where some columns have a
        head beneath but no banner at all.
        """
        rows = [self.row, *self.beneath]
        starts = [c for c in self.columns.figures if self.grid.filled[self.row, c]][1:]
        if starts:
            return all(not self.grid.filled[rows, start - 1].any() for start in starts) and (
                self._count_gaps() <= len(starts)
            )
        return any(c < self.first for c in self.columns.figures)

    def _count_gaps(self) -> int:
        rows = [self.row, *self.beneath]
        between = range(min(self.columns.figures), max(self.columns.figures) + 1)
        blank = np.array([not self.grid.filled[rows, c].any() for c in between])
        return int((blank[1:] & ~blank[:-1]).sum())
