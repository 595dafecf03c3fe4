"""What the labels of a table's rows and columns say: periods, categories, totals."""

from dataclasses import dataclass
from functools import cached_property

from analysis.ingest.locate import is_total
from analysis.ingest.marks import read_count
from analysis.ingest.periods import read_period
from analysis.ingest.vocabulary import Vocabulary
from analysis.ingest.workbook import Cell, fold
from analysis.model.count import FOOTNOTE
from analysis.model.response import Response, Table
from analysis.model.window import Window

NO_DIMENSION = ("year", "count", "total")
Blame = tuple[Cell, str, str]  # the cell, what is wrong with it, what to do


@dataclass(frozen=True)
class Label:
    """One label read: the window it stands for, or the category, or that it heads totals."""

    cell: Cell
    window: Window | None = None
    category: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class Recipe:
    """A table's recipe with the facts of its reply and the words of its dimension."""

    table: Table
    response: Response
    vocabulary: Vocabulary

    @cached_property
    def window(self) -> Window:
        """The window of a table that prints no periods; a banner such as 2018 may be its own."""
        banners = filter(None, map(self.read_banner, self.table.under))
        return self.table.window or next(banners, self.response.window.supplied)

    def read_banner(self, words: str) -> Window | None:
        """The period that a banner says, or None; `periods` may say it in its place.

        Raises ValueError for a period that cannot be, or one outside the window supplied.
        """
        window = self.table.periods.get(words) or read_period(words)
        supplied = self.response.window.supplied
        if window and (window.start < supplied.start or window.end > supplied.end_latest):
            raise ValueError(f"{words!r} reaches outside the window supplied, {supplied}")
        return window

    @property
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
        if axis == "year":
            try:
                return cell.text in self.table.periods or read_period(cell.text) is not None
            except ValueError:
                return True  # a period that cannot be is still a label, and is blamed when read
        if axis == "total":
            return False  # its one row may be called anything, so no words give it away
        return self.vocabulary.knows(axis, cell.text, self.response.force)

    def read_labels(
        self, axis: str, cells: tuple[Cell, ...], side: str
    ) -> tuple[list[Label], list[Blame]]:
        """Every label along one side (`row` or `column`), and what is wrong with any of them."""
        if axis == "count":
            return [Label(cell) for cell in cells], []
        labels: list[Label] = []
        blames: list[Blame] = []
        seen: dict[object, Cell] = {}
        for cell in cells:
            try:
                label = self.read_label(axis, cell)
            except ValueError as error:
                blames.append((cell, str(error), self.advise(axis, cell)))
                continue
            labels.append(label)
            # Two columns for the same days would be counted twice, whatever they are called.
            for sense in filter(
                None, ("total" if label.is_total else fold(cell.text), label.window)
            ):
                first = seen.setdefault(sense, cell)
                if first is not cell:
                    what = f"{cell.text!r} says what {first.address} says as well"
                    remedy = "make the two labels differ, or ask the force which is right"
                    blames.append((cell, what, remedy))
                    break
        totals = [label.cell for label in labels if label.is_total]
        if totals and side not in self.table.totals:
            what = f"a total {side} the recipe does not speak of"
            blames.append((totals[0], what, f"add `totals: [{side}]` in response.yaml"))
        if side in self.table.totals and not totals:
            what = f"the recipe speaks of a total {side}, none is printed"
            blames.append((cells[-1], what, f"take `{side}` out of `totals` in response.yaml"))
        if axis == "total" and len(cells) > 1:
            what = f"more than one {side} where the recipe speaks of a total"
            blames.append((cells[1], what, f"say in `{side}s` what the labels are"))
        return labels, blames

    def read_label(self, axis: str, cell: Cell) -> Label:
        if axis == "total":
            return Label(cell, category="all")
        if is_total(cell):
            return Label(cell, is_total=True)
        if not cell.text:
            raise ValueError("figures stand here without a label")
        if axis == "year":
            window = self.table.periods.get(cell.text) or read_period(cell.text)
            if window is None:
                raise ValueError(f"{cell.text!r} is no period")
            if window.start < self.window.start or window.end > self.window.end_latest:
                raise ValueError(
                    f"{cell.text!r} reaches outside the window supplied, {self.window}"
                )
            return Label(cell, window=window)
        force = self.response.force
        return Label(cell, category=self.vocabulary.look_up(axis, cell.text, force).code)

    def check_dates(self, label: Label, window: Window) -> None:
        """Raises ValueError where a category's label does not hold on the days of a figure.

        Each figure has its own days: a label of one law may not count a year of the next.
        """
        if label.category not in ("", "all") and self.dimension != "total":
            force = self.response.force
            self.vocabulary.translate(self.dimension, label.cell.text, force, window)

    def advise(self, axis: str, cell: Cell) -> str:
        if axis == "year":
            return f'say which days under `periods: {{"{cell.text}": 2018-03-01 to 2018-12-31}}`'
        return f"add it to data/vocabulary/labels.csv under {axis}, or mend the recipe"
