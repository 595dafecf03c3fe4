"""Absent figures: cells that say there is no figure, known by where they stand.

Words alone do not settle it: "Refused" may be an outcome, a heading or a remark. They stand for a
figure where figures stand in the same column, or in the same row and under a head, and the row has
a label where its neighbours have theirs. There unknown words stand for one too.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np

from analysis.ingest.detection.found_tables import PERIODS
from analysis.ingest.detection.grid import Area, CellKind, Grid, is_caption, is_footnote
from analysis.ingest.detection.total_evidence import read_wording
from analysis.ingest.words.absence import OPEN, read_absence
from analysis.ingest.words.label_kinds import find_label_kind, names_remarks
from analysis.ingest.words.vocabulary import read_words

LOOK_AROUND = 3  # rows of figures above a row and beneath it that tell what its columns hold
LONGEST_LABEL = 100  # characters
FARTHEST_HEAD = 6  # rows above a row that has a label
SHORT_HEAD = 4  # words; a longer text heads no column of counts
FILLED = 0.6  # of the rows: a column of statements alone is no column of remarks
ANSWER = re.compile(r"(?i)y(?:es)?|no?|true|false|✓|✔")  # to a question that asks for no number
Place = tuple[int, int]  # zero-based row and column


def mark_absent(grid: Grid, area: Area) -> Grid:
    """The grid with the cells of an area found that say in words that there is no figure.

    A merged statement stands for every cell it covers. Their kind becomes `PHRASE`; a statement in
    a column headed as remarks becomes `WORDS`.
    """
    reader = _AbsenceReader(grid, area)
    if not reader.may_hold:
        return grid
    for rows in reader.list_stretches():
        if reader.is_figure_row[rows].any():
            reader.set_remarks_aside(rows)
            reader.read_rows(rows)
            reader.read_columns(rows)
        elif not reader.read_between_blanks(rows):
            reader.read_table_without_figures(rows)
    return reader.finish()


def _find_kind(heads: list[str]) -> str:
    """What heads are where all of them are of one kind, the last for sure; else blank."""
    own, together = (find_label_kind(labels, read_words()) for labels in (heads[-1:], heads))
    return together.kind if own.kind and not together.unknown else ""


def _stand_for_counts(heads: list[str], texts: list[str]) -> bool:
    """Whether words stand for counts by the heads over them, be they what they may.

    The heads are known labels of one kind, and not mere words over a list. The texts come again,
    unless the heads are years or other periods.
    """
    kind = _find_kind(heads)
    if not kind or len(texts) < 2 or any(map(ANSWER.fullmatch, texts)):
        return False
    if max(map(len, texts)) > LONGEST_LABEL:
        return False
    return kind in PERIODS or 2 * len(set(texts)) <= len(texts)


def _heads_counts(text: str) -> bool:
    """Whether words are a head of counts, `Number` or `Total`: they stand for none."""
    is_measure = find_label_kind([text], read_words()).kind == "measure"
    plain = " " not in text or "number" in text.casefold()  # `Case open` is none
    return (is_measure and plain) or read_wording((text,)) == "total"


class _AbsenceReader:
    """The statements of one sheet, gathered stretch by stretch: rows with no blank one between."""

    def __init__(self, grid: Grid, area: Area):
        self.grid, self.area, self.kinds = grid, area, grid.kinds
        inside = np.zeros(grid.kinds.shape, bool)
        inside[area.box] = True
        self.filled = grid.filled & inside
        self.wordy = inside & np.isin(grid.kinds, (CellKind.WORDS, CellKind.PHRASE))
        covered, heads = grid.covered
        self.filled[covered] = inside[covered] & self.filled[heads]
        self.wordy[covered] = inside[covered] & self.wordy[heads]
        self.first = self.filled.argmax(axis=1)
        self.sure = grid.sure & inside
        self.sure[np.arange(len(self.sure)), self.first] = False
        self.is_figure_row = self.sure.any(axis=1)
        self.wordy |= inside & (grid.kinds == CellKind.PERIOD) & self._lies_among_figures()
        self.found: dict[Place, str] = {}
        self.remarks: set[Place] = set()

    def _lies_among_figures(self) -> np.ndarray:
        """Where a row lies just under one of figures, and over another or the end of the table.

        A period there heads no column: "March 2023" is when a reply was due.
        """
        above, below = np.zeros_like(self.filled), np.zeros_like(self.filled)
        above[1:] = self.is_figure_row[:-1, None]
        below[:-1] = (self.is_figure_row | ~self.filled.any(axis=1))[1:, None]
        below[-1] = True
        return above & below

    @property
    def may_hold(self) -> bool:
        """Whether words stand anywhere beyond the first cell of a row."""
        first = np.zeros_like(self.wordy)
        first[np.arange(len(first)), self.first] = True
        return bool((self.wordy & ~first).any()) or not self.is_figure_row.any()

    def list_stretches(self) -> Iterator[np.ndarray]:
        """The rows of the area that no blank row or caption parts, run by run."""
        blank, number = True, 0
        numbers = []
        down = range(self.area.top, self.area.bottom + 1)
        for row in down:
            is_blank = not self.filled[row].any()
            text = "" if is_blank else self.grid.text(row, int(self.first[row]))
            if not is_blank and (blank or is_caption(text)):
                number += 1
            numbers.append(0 if is_blank else number)
            blank = is_blank
        for run, rows in groupby(down, key=lambda row: numbers[row - self.area.top]):
            if run:
                yield np.array(list(rows))

    def set_remarks_aside(self, rows: np.ndarray) -> None:
        """Words in a column without figures whose head speaks of remarks stand for none."""
        first = int(rows[self.is_figure_row[rows]][0])
        for column in map(int, np.flatnonzero(~self.sure[rows].any(axis=0))):
            heads = [self.grid.text(int(row), column) for row in rows[rows < first]]
            if any(map(names_remarks, heads)) and not self._stands_for_counts(rows, column):
                words = [(int(row), column) for row in rows if self.wordy[row, column]]
                self.remarks |= {place for place in words if place[0] >= first}
                self.wordy[rows, column] = False

    def _stands_for_counts(self, rows: np.ndarray, column: int) -> bool:
        """Whether a column between others of figures says all the way down that there is none."""
        figures = rows[self.is_figure_row[rows]]
        across = np.flatnonzero(self.sure[figures].any(axis=0))
        if not across[0] < column < across[-1]:
            return False
        said = [self._words(int(r), column) for r in figures if self.filled[r, column]]
        return bool(said) and all(read_absence(text) is not None for text in said)

    def read_rows(self, rows: np.ndarray) -> None:
        """Rows without a figure, beside rows that have some: statements in place of theirs."""
        figures = [int(row) for row in rows if self.is_figure_row[row]]
        held = self.filled[np.ix_(rows, self.sure[figures].any(axis=0))].any(axis=1)
        head = int(rows[held.argmax()])
        known = set(figures)
        beyond = self.wordy[rows].copy()
        beyond[np.arange(len(rows)), self.first[rows]] = False
        told = beyond.any(axis=1)
        for row, has_words, has_figures in zip(map(int, rows), told, held, strict=True):
            if not has_figures and row > head and (row - 1 in known or row - 1 == head):
                known.add(row)  # a label whose figures were left blank
            if has_figures and not has_words and row > figures[0]:
                known.add(row)  # figures that may be years
            if not has_words:
                continue
            before, after = bisect_left(figures, row), bisect_right(figures, row)
            above = figures[max(0, before - LOOK_AROUND) : before]
            below = figures[after : after + LOOK_AROUND]
            columns = self._find_figure_columns([*above, *below])
            label = self._head(row, int(self.first[row]))  # may be merged over the figures
            over = [c for c in columns if self.wordy[row, c] and self._head(row, c) != label]
            if not over:
                continue
            if self.is_figure_row[row]:
                said = [c for c in over if read_absence(self._words(row, c)) is not None]
                self._accept(row, said)
            elif self._is_labelled(row, columns, [*above, *below]) and self._is_row_of_none(
                row, over, columns, row - 1 in known, above, below
            ):
                self._accept(row, over)
                known.add(row)

    def read_between_blanks(self, rows: np.ndarray) -> bool:
        """Rows of statements alone, blank rows about them, under figures of the same columns.

        Lines of words may follow them, such as the notes of their table. At its end other words
        may stand for figures too, where a row says the same in all its columns.
        """
        told = self.filled[rows].sum(axis=1) > 1
        rows = rows[: len(rows) - int(told[::-1].argmax())]
        near = [r for r in range(self.area.top, int(rows[0])) if self.is_figure_row[r]]
        columns = self._find_figure_columns(near[-LOOK_AROUND:])
        is_last = not self.is_figure_row[int(rows[-1]) :].any()
        for row in map(int, rows):
            over = list(map(int, np.flatnonzero(self.filled[row])[1:]))
            texts = [self._words(row, column) for column in over]
            said = [read_absence(text) for text in texts]
            is_one = is_last and len(set(texts)) == 1 < len(over) == len(columns)
            if not over or not set(over) <= set(columns) or (None in said and not is_one):
                return False
            if not self._is_labelled(row, columns, near[-LOOK_AROUND:]):
                return False
        for row in map(int, rows):
            self._accept(row, [int(column) for column in np.flatnonzero(self.filled[row])[1:]])
        return True

    def read_columns(self, rows: np.ndarray) -> None:
        """Columns under a head that hold statements all the way down, beside figures."""
        figures = rows[self.is_figure_row[rows]]
        for column in map(int, np.flatnonzero(self.filled[figures].any(axis=0))):
            held = [int(row) for row in figures if self.filled[row, column]]
            if not all(self.wordy[row, column] and column > self.first[row] for row in held):
                continue
            if not (head := self._find_head(rows, column)):
                continue
            counted = np.flatnonzero(self.sure[figures].any(axis=0))
            heads = [*(self._find_head(rows, int(c)) for c in counted), head]
            texts = [self._words(row, column) for row in held]
            says_none = all(read_absence(text) is not None for text in texts)
            if len(held) < FILLED * len(figures):
                is_counted = says_none and bool(_find_kind(heads))
            else:
                is_counted = says_none or _stand_for_counts(heads, texts)
            for row in held if is_counted else ():
                self._accept(row, [column])

    def _find_head(self, rows: np.ndarray, column: int) -> str:
        """The words over a column nearest to the first figures; blank without any."""
        first = int(rows[self.is_figure_row[rows]][0])
        over = [int(row) for row in rows if row < first and self.filled[row, column]]
        return self._words(over[-1], column) if over else ""

    def read_table_without_figures(self, rows: np.ndarray) -> None:
        """A header, and beneath it nothing but rows that say that there is no figure."""
        for place, head in enumerate(map(int, rows[:-1])):
            columns = [int(c) for c in np.flatnonzero(self.filled[head])]
            texts = [self.grid.text(head, c) for c in columns]
            if len(columns) < 2 or not all(texts):
                continue
            if any(read_absence(text) not in (None, OPEN) for text in texts):
                continue
            beneath = [int(row) for row in rows[place + 1 :]]
            body = [row for row in beneath if self.first[row] < columns[-1]]
            lone = [row for row in body if self._spreads(row)]
            if lone == body[:1] and len(body) == 1:
                text = self._words(lone[0], int(self.first[lone[0]]))
                if read_absence(text) not in (None, "zero"):
                    self.found |= {(lone[0], column): text for column in columns[1:]}
                    self.remarks.add((lone[0], int(self.first[lone[0]])))
                return
            over = dict(zip(columns[1:], texts[1:], strict=True))
            if any(self._words(row, c) == text for row in body for c, text in over.items()):
                continue  # it says itself what stands for figures
            while body and self.filled[body[-1]].sum() == 1:
                body.pop()  # a line that follows, such as a note
            if body and (
                all(self._says_none_beside_label(row, columns) for row in body)
                or (
                    not self._stands_over_figures(int(rows[-1]), columns)
                    and self._is_shaped_for_counts(texts, columns, body)
                )
            ):
                for row in body:
                    self._accept(row, [c for c in columns[1:] if self.filled[row, c]])
                return

    def _stands_over_figures(self, last: int, columns: list[int]) -> bool:
        """Whether the first row of several cells beneath, lines passed over, has figures there."""
        for row in range(last + 1, self.area.bottom + 1):
            if self.filled[row].sum() > 1 and not self._spreads(row):
                return bool(self.is_figure_row[row] and self.filled[row, columns[1:]].any())
        return False

    def _is_shaped_for_counts(self, heads: list[str], columns: list[int], body: list[int]) -> bool:
        """Whether nothing but the counts is wanting to labelled rows under the heads of counts."""
        labels = [self._words(row, columns[0]) for row in body]
        if not all(labels) or len(set(labels)) < len(labels):
            return False
        over = [(row, c) for row in body for c in columns[1:] if self.filled[row, c]]
        if not all(self.wordy[place] for place in over):
            return False
        said = [self._words(*place) for place in over]
        is_wide = len(body) > 1 and len(columns) > 2 and not any(map(names_remarks, heads))
        if is_wide and len(set(said)) == 1 and len(said) == len(body) * (len(columns) - 1):
            return not ANSWER.fullmatch(said[0])
        return _stand_for_counts(heads[1:], said)

    def finish(self) -> Grid:
        kinds = self.kinds.copy()
        for place in self.remarks:
            kinds[place] = CellKind.WORDS
        return replace(self.grid, kinds=kinds).mark(self.found)

    def _find_figure_columns(self, near: list[int]) -> list[int]:
        """The columns where rows nearby hold figures, that of their labels left out."""
        return [int(c) for c in np.flatnonzero(self.sure[near].any(axis=0))] if near else []

    def _is_labelled(self, row: int, columns: list[int], near: list[int]) -> bool:
        """Whether a short label stands where the rows nearby have theirs."""
        labels = self.filled[near].any(axis=0)
        labels[columns] = False
        own = np.flatnonzero(self.filled[row] & labels)
        if not len(own) or (columns[0] < own[0] and own[0] < columns[-1]):
            return False
        text = self._words(row, int(own[0]))
        if self._spreads(row):
            return False
        return len(text) <= LONGEST_LABEL and not text.endswith(":") and not is_footnote(text)

    def _is_row_of_none(
        self,
        row: int,
        over: list[int],
        columns: list[int],
        touches: bool,
        above: list[int],
        below: list[int],
    ) -> bool:
        """Whether the words of a labelled row stand for its figures, rather than head a table.

        `above` and `below` are rows of figures near it; `touches` says whether the row just above
        holds figures or statements.
        """
        texts = [self._words(row, column) for column in over]
        said = [read_absence(text) for text in texts]
        if any(map(_heads_counts, (t for t, s in zip(texts, said, strict=True) if s is None))):
            return False
        reasons = [each for each in said if each]
        is_one = len(set(texts)) == 1
        if above:
            is_head = not is_one and all(len(text.split()) <= SHORT_HEAD for text in texts)
            if below and is_head and None in said and not self._names_category(row):
                return False  # heads of another table, `Refused` among them
            if reasons and (below or (touches and None not in said)):
                return True
            if not touches or self._repeats(row, over):
                return False
            if below:
                counts = self.sure | np.isin(self.kinds, (CellKind.YEAR, CellKind.RANGE))
                among = all(counts[rows, c].any() for rows in (above, below) for c in over)
                return among and not is_head and (is_one or None not in said)
            is_short = len(texts[0].split()) <= SHORT_HEAD
            return is_one and (len(over) > 1 or len(columns) == 1 or OPEN in said or is_short)
        if touches and (reasons or is_one):
            return not self._repeats(row, over)
        if np.isin(self.kinds[row, columns], (CellKind.YEAR, CellKind.PERIOD)).any():
            return False  # years, and a total beside them, under a banner
        if not all(self._head(row, column)[0] == row for column in over):
            return False
        is_one = is_one and len(over) == self.filled[row, columns].sum()  # not 0-4, 5-9, Total
        if not self._is_headed(row, over, is_one):
            return False
        if reasons and None not in said:
            return True
        if is_one and OPEN in said and len(texts[0].split()) > 1:
            return True
        near = range(max(self.area.top, row - FARTHEST_HEAD), row)
        headed = [r for r in near if self.filled[r, : columns[0]].any() and not self._spreads(r)]
        return is_one and bool(headed) and (len(over) > 1 or len(columns) == 1)

    def _is_headed(self, row: int, over: list[int], is_one: bool) -> bool:
        """Whether the row just above has words over all these columns.

        Over a row that says one thing throughout they may stand in several rows higher up, with a
        blank row or a line between.
        """
        bare = set(over)
        first = max(self.area.top, row - (FARTHEST_HEAD if is_one else 1))
        for above in range(row - 1, first - 1, -1):
            if self.is_figure_row[above] or any((above, c) in self.found for c in over):
                return False
            if above == row - 1 or not self._spreads(above):
                bare -= {column for column in over if self.filled[above, column]}
            if not bare:
                return True
        return False

    def _names_category(self, row: int) -> bool:
        """Whether the label of a row is a known one, such as a rank: it is no corner of a head."""
        label = self._words(row, int(self.first[row]))
        return bool(find_label_kind([label], read_words()).kind)

    def _repeats(self, row: int, over: list[int]) -> bool:
        """Whether an earlier row says the same over all these columns, as a header does."""
        texts = [self.grid.text(row, column) for column in over]
        return any(
            [self.grid.text(earlier, column) for column in over] == texts
            and self.grid.text(earlier, int(self.first[earlier]))
            == self.grid.text(row, int(self.first[row]))
            for earlier in range(row)
        )

    def _says_none_beside_label(self, row: int, columns: list[int]) -> bool:
        """Whether a row has a label and says beside it why there is no figure, and nothing else."""
        label, *over = map(int, np.flatnonzero(self.filled[row]))
        kinds = (CellKind.WORDS, CellKind.YEAR, CellKind.PERIOD)
        if label > columns[0] or self.kinds[row, label] not in kinds:
            return False
        if read_absence(self._words(row, label)) is not None or not set(over) <= set(columns):
            return False
        return bool(over) and all(read_absence(self._words(row, c)) is not None for c in over)

    def _spreads(self, row: int) -> bool:
        """Whether one text is all that a row says, in its first cell or merged over the others."""
        heads = {self._head(row, int(column)) for column in np.flatnonzero(self.filled[row])}
        return len(heads) == 1 and all(top == row for top, _ in heads)

    def _accept(self, row: int, columns: list[int]) -> None:
        self.found |= {(row, column): self._words(row, column) for column in columns}

    def _head(self, row: int, column: int) -> Place:
        span = self.grid.spans.get((row, column))
        return (span.top, span.left) if span is not None else (row, column)

    def _words(self, row: int, column: int) -> str:
        return self.grid.text(*self._head(row, column))
