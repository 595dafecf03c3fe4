"""What the labels of a table's rows and columns say: periods, categories, totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.locate import is_total
from analysis.ingest.recipe.outside import OutsideWindow, check_supplied
from analysis.ingest.recipe.period_marks import UndeclaredMark, note_mark
from analysis.ingest.words.marks import read_count
from analysis.ingest.words.period_chains import chain_periods, check_lines
from analysis.ingest.words.periods import combine_periods, name_year, read_period
from analysis.ingest.words.printed_keys import PrintedKeys
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.ingest.words.year_kinds import names_years
from analysis.model.count import FOOTNOTE
from analysis.model.response import Response, Table
from analysis.model.window import Window

NO_DIMENSION = ("year", "count", "total")
ANY_YEAR = "2020"  # `Q1` is a period under any year
Blame = tuple[Cell, str, str]  # the cell, what is wrong with it, what to do


@dataclass(frozen=True)
class Label:
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
    response: Response
    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        # In one place for all who ask: what the recipe writes and the sheet prints are folded.
        periods = PrintedKeys(self.table.periods)
        object.__setattr__(self, "table", self.table.model_copy(update={"periods": periods}))

    @cached_property
    def window(self) -> Window:
        """The window of a table that prints no periods; a banner such as 2018 may be its own."""
        return self.table.window or self.read_under() or self.response.window.supplied

    def read_under(self) -> Window | None:
        """The days that the banners of `under` say together; None where they say none."""
        said = {words: self.read_banner(words) for words in self.table.under}
        given = [window for words, window in said.items() if words in self.table.periods]
        return given[-1] if given else chain_periods(self.table.under)

    def read_banner(self, words: str) -> Window | None:
        """The period that a banner says, or None; `periods` may say it in its place.

        Raises ValueError for a period that cannot be, OutsideWindow for one not supplied,
        UndeclaredMark for one with a glyph that no footnote explains.
        """
        window = self.table.periods.get(words) or read_period(words)
        self.note_periods(words)
        if window:
            check_supplied(words, window, self.response.window.supplied)
        return window

    @cached_property
    def dimension(self) -> str:
        """What the categories of the table are; `total` where it has none."""
        axes = {self.table.rows, self.table.columns, self.table.cells} - {"", *NO_DIMENSION}
        return axes.pop() if axes else "total"

    def fact(self, name: str) -> str:
        """Unit, population, definition or date basis: the table's own, else the reply's."""
        return getattr(self.table, name) or getattr(self.response, name)

    def is_value(self, cell: Cell) -> bool:
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
            return self.vocabulary.knows(axis, cell.text, self.response.force)
        if names_years(cell.text):
            return False  # "Calendar year" stands over years and is none
        try:
            own = cell.text in self.table.periods or read_period(cell.text)
            return bool(own or combine_periods(ANY_YEAR, cell.text))
        except ValueError:
            return True  # a period that cannot be is still a label, and is blamed when read

    def note_periods(self, *labels: str) -> str:
        """What to note of a figure for the glyphs on its periods, those under `periods` left out.

        Raises UndeclaredMark for a glyph that the recipe does not call a footnote.
        """
        read = [words for words in labels if words not in self.table.periods]
        notes = (note_mark(words, self.table.marks) for words in read)
        return "; ".join(dict.fromkeys(filter(None, notes)))

    def read_label(self, axis: str, cell: Cell, above: Sequence[Cell] = ()) -> Label:
        """What one label says, `above` being the banners over it, from the outermost in.

        Raises ValueError where it says nothing that the axis could be.
        """
        if axis == "total":
            return Label(cell, category="all")
        if is_total(cell):
            return Label(cell, is_total=True)
        if not cell.text:
            raise ValueError("figures stand here without a label")
        if axis == "year":
            years = self._find_years(cell, above)
            note = self.note_periods(*years, cell.text)
            return Label(cell, window=self._read_window(cell, years), note=note)
        force = self.response.force
        return Label(cell, category=self.vocabulary.look_up(axis, cell.text, force).code)

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
            window = combine_periods(name_year(days) if days else year, cell.text)
        if window is None:
            raise ValueError(f"{cell.text!r} is no period")
        check_supplied(cell.text, window, self.window)
        return window

    def check_dates(self, label: Label, window: Window) -> None:
        """Raises ValueError where a category's label does not hold on the days of a figure.

        Each figure has its own days: a label of one law may not count a year of the next.
        """
        if label.category not in ("", "all") and self.dimension != "total":
            force = self.response.force
            self.vocabulary.translate(self.dimension, label.cell.text, force, window)

    def advise(self, axis: str, cell: Cell, error: ValueError) -> str:
        """What to do about a label of this axis that could not be read, for the reason given."""
        if isinstance(error, OutsideWindow | UndeclaredMark):
            return error.remedy
        if axis == "year":
            return f'say which days under `periods: {{"{cell.text}": 2018-03-01 to 2018-12-31}}`'
        return f"add it to data/vocabulary/labels.csv under {axis}, or mend the recipe"
