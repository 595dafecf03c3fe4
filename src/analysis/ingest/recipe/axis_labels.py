"""What the recipe of one table says of its labels: periods, categories, totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.ingest.files.sheet import Cell, fold
from analysis.ingest.recipe.block import is_total
from analysis.ingest.words.cell_count import are_notes, list_notes, read_count
from analysis.ingest.words.footnote_marks import fold_label
from analysis.ingest.words.periods import (
    chain_periods,
    check_lines,
    combine_periods,
    format_year,
    is_year_heading,
    read_period,
    recognise_period,
)
from analysis.ingest.words.vocabulary import PrintedKeys, StandsForNone, Vocabulary, format_row
from analysis.model.count import FOOTNOTE, Mark
from analysis.model.reply import Reply, Table
from analysis.model.window import Window

NO_DIMENSION = ("year", "count", "total")
ANY_YEAR = "2020"  # `Q1` is a period under any year


@dataclass(frozen=True)
class AxisLabel:
    """One label read: the window it stands for, or the category, or that it heads totals."""

    cell: Cell
    window: Window | None = None
    category: str = ""
    is_total: bool = False
    note: str = ""  # of a glyph on a period


@dataclass(frozen=True)
class Recipe:
    """A table's recipe with the facts of its reply and the words of its dimension."""

    table: Table
    reply: Reply
    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        # In one place for all who ask: what the recipe writes and the sheet prints are folded.
        periods = PrintedKeys(self.table.periods)
        object.__setattr__(self, "table", self.table.model_copy(update={"periods": periods}))

    @cached_property
    def window(self) -> Window:
        """The window of a table that prints no periods; a banner such as 2018 may be its own."""
        return self.table.window or self.read_under() or self.reply.window.supplied

    def read_under(self) -> Window | None:
        """The days that the banners of `under` say together; None where they say none."""
        windows = {words: self.read_banner(words) for words in self.table.under}
        given = [window for words, window in windows.items() if words in self.table.periods]
        return given[-1] if given else chain_periods(self.table.under)

    def read_banner(self, words: str) -> Window | None:
        """The period that a banner says, or None; `periods` may say it in its place.

        Raises ValueError for a period that cannot be, OutsideWindow for one not supplied,
        UndeclaredMark for one with a glyph that no footnote explains.
        """
        window = self.table.periods.get(words) or read_period(words)
        self.note_periods(words)
        if window:
            check_supplied(words, window, self.reply.window.supplied)
        return window

    @cached_property
    def dimension(self) -> str:
        """What the categories of the table are; `total` where it has none."""
        axes = {self.table.rows, self.table.columns, self.table.cells} - {"", *NO_DIMENSION}
        return axes.pop() if axes else "total"

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the table's figures count, as columns of an observation."""
        return self.reply.list_facts(self.table)

    def is_value(self, cell: Cell) -> bool:
        """Whether a cell holds a count, or a mark that the recipe gives a meaning."""
        try:
            read_count(cell, self.table.marks)
        except ValueError:
            return False
        return True

    def is_flag(self, cell: Cell) -> bool:
        """Whether a cell holds a glyph that only notes something of the figure beside it."""
        marks = {fold(mark): meaning for mark, meaning in self.table.marks.items()}
        return marks.get(fold(cell.text)) == FOOTNOTE

    def is_label(self, axis: str, cell: Cell) -> bool:
        """Whether a cell looks like a label of this axis, right or wrong, in the search."""
        if axis == "total" or not cell.text:
            return False  # the one row of totals may be called anything: no words give it away
        if axis != "year":
            return self.vocabulary.knows(axis, cell.text, self.reply.force)
        if is_year_heading(cell.text):
            return False  # "Calendar year" stands over years and is none
        try:
            own = cell.text in self.table.periods or read_period(cell.text)
            return bool(own or combine_periods(ANY_YEAR, cell.text))
        except ValueError:
            return True  # a period that cannot be is still a label, and is blamed when read

    def find_sense(self, axis: str, cell: Cell) -> object:
        """The days or the code that a head of this axis stands for; else its words, folded."""
        words = fold_label(cell.text)
        try:
            if axis == "year":
                return self.table.periods.get(cell.text) or read_period(cell.text) or words
            return self.vocabulary.look_up(axis, cell.text, self.reply.force).code
        except ValueError:
            return words

    def note_periods(self, *labels: str) -> str:
        """What to note of a figure for the glyphs on its periods, those under `periods` left out.

        Raises UndeclaredMark for a glyph that the recipe does not call a footnote.
        """
        read = [words for words in labels if words not in self.table.periods]
        notes = (_note_mark(words, self.table.marks) for words in read)
        return "; ".join(dict.fromkeys(filter(None, notes)))

    def read_label(self, axis: str, cell: Cell, above: Sequence[Cell] = ()) -> AxisLabel:
        """What one label says, `above` being the banners over it, from the outermost in.

        Raises ValueError where it says nothing that the axis could be.
        """
        if axis == "total":
            return AxisLabel(cell, category="all")
        if is_total(cell):
            return AxisLabel(cell, is_total=True)
        if not cell.text:
            raise ValueError("figures stand here without a label")
        if axis == "year":
            years = self._find_years(cell, above)
            note = self.note_periods(*years, cell.text)
            return AxisLabel(cell, window=self._read_window(cell, years), note=note)
        force = self.reply.force
        return AxisLabel(cell, category=self.vocabulary.look_up(axis, cell.text, force).code)

    def _find_years(self, cell: Cell, above: Sequence[Cell]) -> list[str]:
        """The year over a period, if any and if `periods` does not give the period's own days.

        Other periods over it come first: each must take it in, or it is read by neither.
        """
        if cell.text in self.table.periods:
            return []
        check_lines([*(banner.text for banner in above), cell.text])
        years = [banner.text for banner in above if self.is_label("year", banner)]
        return [*filter(read_period, years[:-1]), *years[-1:]]

    def _read_window(self, cell: Cell, years: list[str]) -> Window:
        """The days of a period; `Q1` has its year from the banner over it."""
        window = self.table.periods.get(cell.text) or read_period(cell.text)
        for year in years:
            days = self.table.periods.get(year)
            window = combine_periods(format_year(days) if days else year, cell.text)
        if window is None:
            raise ValueError(f"{cell.text!r} is no period")
        check_supplied(cell.text, window, self.window)
        return window

    def check_dates(self, label: AxisLabel, window: Window) -> None:
        """Raises ValueError where a category's label does not hold on the days of a figure.

        Each figure has its own days: a label of one law may not count a year of the next.
        """
        if label.category not in ("", "all") and self.dimension != "total":
            force = self.reply.force
            self.vocabulary.translate(self.dimension, label.cell.text, force, window)

    def advise(self, axis: str, cell: Cell, error: ValueError) -> str:
        """What to do about a label of this axis that could not be read, for the reason given."""
        if isinstance(error, OutsideWindow | UndeclaredMark):
            return error.remedy
        if axis == "year" and is_year_heading(cell.text):
            same = f"name {cell.text!r} under `ignore` if the heads beside it mean the same"
            return f"{same} as those above; if not, put a title over it in a copy"
        if axis == "year":
            return f'say which days under `periods: {{"{cell.text}": 2018-03-01 to 2018-12-31}}`'
        if isinstance(error, StandsForNone):
            return self._advise_on_refused(axis, cell.text)
        if axis == self.table.cells:
            return (
                f"add it to data/vocabulary/labels.csv under {axis}, or correct the cell in a copy"
            )
        add = f"add it to data/vocabulary/labels.csv under {axis}, or mend the recipe"
        return f"{add}; a heading without figures goes under `ignore`"

    def _advise_on_refused(self, axis: str, words: str) -> str:
        """What to do about a label that counts something else, or means more to one force alone."""
        line = format_row([axis, words, "<code>", self.reply.force, "", "", ""])
        mean = f"add the line `{line}` to data/vocabulary/labels.csv, with a <code> of codes.csv"
        one_line = {
            self.table.columns: f'`columns: count` and `under: ["{words}"]`',
            self.table.rows: f'`rows: total` and `pick: ["{words}"]`',
        }
        if axis not in one_line:
            return f"where this force means one by it, {mean}"
        own = f"a recipe of its own reads it, with {one_line[axis]}"
        return (
            f'leave it out, `ignore: ["{words}"]`, and {own}; or, if this force means one, {mean}'
        )


class OutsideWindow(ValueError):
    """`words` speak of days outside the window `supplied`, all of them or a part.

    `remedy` is what to do. Naming the days under `periods` is offered only where some of them
    lie inside: of a label wholly outside it would make a false date.
    """

    def __init__(self, words: str, supplied: Window, partly: bool = False):
        super().__init__(f"{words!r} reaches outside the window supplied, {supplied}")
        self.remedy = "mend `window: supplied` in response.yaml, or ask the force"
        if partly:
            days = f'`periods: {{"{words}": 2018-03-01 to 2018-12-31}}`'
            self.remedy += f"; where fewer days are meant say them under {days}"


class UndeclaredMark(ValueError):
    """A period such as `2021/22*` with a glyph that the recipe calls no footnote.

    Its note may change which days are meant; `remedy` says what to do.
    """

    def __init__(self, words: str, glyph: str):
        super().__init__(f"{words!r} carries the mark {glyph!r}, whose note may change its days")
        self.remedy = (
            "look up the note; write the days under `periods`, or "
            f'`marks: {{"{glyph}": footnote}}` where it does not'
        )


def check_supplied(words: str, window: Window, supplied: Window) -> None:
    """Raises OutsideWindow unless every day that the words speak of was supplied."""
    if not is_supplied(window, supplied):
        raise OutsideWindow(words, supplied, partly=window.meet(supplied) is not None)


def is_supplied(window: Window, supplied: Window) -> bool:
    """Whether a period lies inside the window supplied, in the later reading of its end."""
    return supplied.start <= window.start and window.end <= supplied.end_latest


def _note_mark(words: str, marks: Mapping[str, Mark]) -> str:
    """What to note of a figure for the glyph on its period's label; blank where there is none.

    Raises UndeclaredMark unless the recipe's marks call the glyph a footnote.
    """
    period = recognise_period(words)
    if period is None or not period.glyph:
        return ""
    if not are_notes(period.glyph, list_notes(marks)):
        raise UndeclaredMark(words, period.glyph)
    return f"label marked {period.glyph}"
