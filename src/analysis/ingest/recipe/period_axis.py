"""The labels of a table's rows and columns: each read once, their days never taken on trust."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.ingest.files.sheet import Cell
from analysis.ingest.recipe.axis_labels import AxisLabel, Recipe
from analysis.ingest.recipe.block import CellFault, TableBlock, is_total
from analysis.ingest.recipe.header import map_banners, map_outer_labels
from analysis.ingest.recipe.locate import LocatedTable
from analysis.ingest.words.footnote_marks import fold_label
from analysis.ingest.words.periods import FINANCIAL, YEAR, find_doubtful_year, read_period
from analysis.model.address import Address
from analysis.model.checks import AGREES, DIFFERS, OPEN, CheckKind
from analysis.model.window import ONE_DAY, Window

Above = Mapping[Cell, tuple[Cell, ...]]

_NAMED = rf"\b(?:{YEAR}|{FINANCIAL})\b"
# Before a period these leave one of its ends open, or shut it out; a number makes it a part.
_OPEN = r"\b(?:since|after|before|until|up to|to|from|excluding|except|not)$|\d(?:st|nd|rd|th)?$"
_SPAN = r"\bto\b|\buntil\b|\band\b|[-–—]"  # within it, "from" opens what is closed as well


@dataclass(frozen=True)
class TableLabels:
    """What the labels along both sides of a table say, and what is wrong with any of them.

    `outer` are the labels left of each row's own, `over` the banners over each column, by the cell
    of the label, from the outermost in.
    """

    rows: tuple[AxisLabel, ...]
    columns: tuple[AxisLabel, ...]
    outer: Above
    over: Above
    faults: tuple[CellFault, ...] = ()

    @property
    def banners(self) -> list[Cell]:
        """Every banner over a column that is read, once."""
        return list(dict.fromkeys(cell for cells in self.over.values() for cell in cells))

    @property
    def span(self) -> Window | None:
        """The window that all periods fill together; None where a gap or overlap is left."""
        windows = sorted(label.window for label in (*self.rows, *self.columns) if label.window)
        if not windows or any(a.end != b.start for a, b in pairwise(windows)):
            return None
        return Window(windows[0].start, windows[-1].end, windows[-1].end_latest)


def read_labels(recipe: Recipe, block: TableBlock) -> TableLabels:
    """Translate the labels of a table's rows and columns into periods, categories and totals."""
    table, outer, over = recipe.table, map_outer_labels(block), map_banners(block)
    rows, row_faults = _read_side(recipe, table.rows, block.rows, "row", outer)
    columns, column_faults = _read_side(recipe, table.columns, block.columns, "column", over)
    return TableLabels(tuple(rows), tuple(columns), outer, over, (*row_faults, *column_faults))


def _read_side(
    recipe: Recipe,
    axis: str,
    cells: Sequence[Cell],
    side: str,
    banners: Mapping[Cell, Sequence[Cell]],
) -> tuple[list[AxisLabel], list[CellFault]]:
    """Every label along one side (`row` or `column`), and what is wrong with any of them.

    `banners` are the words over a label, or left of it, from the outermost in.
    """
    if axis == "count":
        return [AxisLabel(cell) for cell in cells], []
    labels: list[AxisLabel] = []
    faults: list[CellFault] = []
    for cell in cells:
        try:
            labels.append(recipe.read_label(axis, cell, banners.get(cell, ())))
        except ValueError as error:
            faults.append(CellFault(cell, str(error), recipe.advise(axis, cell, error)))
    faults += [*_find_twice(labels), *_find_overlaps(labels), *_find_disorder(labels, banners)]
    totals = [label.cell for label in labels if label.is_total]
    if totals and side not in recipe.table.totals:
        what = f"a total {side} the recipe does not speak of"
        faults.append(CellFault(totals[0], what, f"add `totals: [{side}]` in response.yaml"))
    if side in recipe.table.totals and cells and not totals:
        what = f"the recipe speaks of a total {side}, none is printed"
        faults.append(CellFault(cells[-1], what, f"take `{side}` out of `totals` in response.yaml"))
    if axis == "total" and len(cells) > 1:
        what = f"more than one {side} where the recipe speaks of a total"
        faults.append(CellFault(cells[1], what, f"say in `{side}s` what the labels are"))
    return labels, faults


def _find_twice(labels: list[AxisLabel]) -> Iterator[CellFault]:
    """Labels of one meaning: two columns for the same days would be counted twice."""
    seen: dict[object, Cell] = {}
    for label in labels:
        cell = label.cell
        sense = "total" if label.is_total else label.window or fold_label(cell.text)
        first = seen.setdefault(sense, cell)
        if first is not cell:
            what = f"{cell.text!r} says what {first.address} says as well"
            yield CellFault(
                cell, what, "make the two labels differ, or ask the force which is right"
            )


def _find_disorder(
    labels: list[AxisLabel], banners: Mapping[Cell, Sequence[Cell]]
) -> Iterator[CellFault]:
    """Periods below one banner that do not follow in order: another banner may be missing.

    Q3, Q4, Q1 and Q2 below 2018 are hardly all of 2018.
    """
    groups: dict[tuple[Cell, ...], list[AxisLabel]] = {}
    for label in labels:
        if label.window and banners.get(label.cell):
            groups.setdefault(tuple(banners[label.cell]), []).append(label)
    for above, alike in groups.items():
        windows = [label.window for label in alike]
        if windows not in (sorted(windows), sorted(windows, reverse=True)):
            what = f"the periods below {above[-1].text!r} are out of order"
            yield CellFault(alike[0].cell, what, "ask the force whether a banner is missing")


def _find_overlaps(labels: Sequence[AxisLabel]) -> Iterator[CellFault]:
    """Every label whose days take in those of another of the same side, and are not filled.

    A period that shorter ones fill without a gap, as quarters fill 2021, is their sum, said once
    more: it is checked as one and bounds them where they are hidden. Any other is most likely a
    total of lines that are not there.
    """
    dated = [label for label in labels if label.window]
    for whole in dated:
        inside = [
            part
            for part in dated
            if part.window != whole.window and whole.window.covers(part.window)
        ]
        if inside and not _fill(inside, whole.window):
            more = " and others" if len(inside) > 1 else ""
            first = inside[0].cell.text
            problem = f"{whole.cell.text!r} takes in {first!r}{more}: they would count twice"
            yield CellFault(
                whole.cell, problem, f"name {whole.cell.text!r} under `ignore` of this table"
            )


def _fill(parts: Sequence[AxisLabel], whole: Window) -> bool:
    """Whether some of the parts stand end to end over all of the whole's days."""
    reached = {whole.start}
    for part in sorted(parts, key=lambda part: part.window):
        if part.window.start in reached:
            reached.add(part.window.end)
    return whole.end in reached


def check_days(recipe: Recipe, located: LocatedTable) -> list[dict]:
    """A row of checks for each cell over a table that names days, where none of its labels does.

    "Complaints by rank, 2021" is no table of five years, whatever the letter declares. Days that
    cannot be told from the words, such as "2018 and 2019" or "since 2020", are not decided.
    Below the title only what does not agree is told.
    """
    if "year" in (recipe.table.rows, recipe.table.columns):
        return []
    block = located.block
    named = [cell for cell in _list_above(block) if re.search(_NAMED, cell.text)]
    rows = [(cell, _compare_days(recipe, cell, located.file, block.sheet.name)) for cell in named]
    return [row for cell, row in rows if cell == block.title or row["verdict"] != AGREES]


def _list_above(block: TableBlock) -> Iterator[Cell]:
    """The cells from a table's title down to its heads, over the columns that are read."""
    heads, title = block.heads, block.title
    read = {title.column, heads.stub, *(cell.column for cell in heads.columns)}
    across = [c for c in range(min(read), max(read) + 1) if c in read or c not in heads.skipped]
    for row in range(title.row, heads.top + 1):
        yield from (cell for c in across if (cell := block.sheet.cell(row, c)).text)


def _compare_days(recipe: Recipe, cell: Cell, file: str, sheet: str) -> dict:
    read, days = recipe.window, _find_days(cell.text)
    if days is None:
        verdict = OPEN
        note = "the days cannot be told from these words; say `window` in this table's recipe"
    else:
        ends = {read.end, read.end_latest} & {days.end, days.end_latest}
        verdict = AGREES if read.start == days.start and ends else DIFFERS
        remedy = "say `window` in this table's recipe if the title is right"
        note = "" if verdict == AGREES else remedy
    return {
        "check": CheckKind.DAYS_OF_THE_TITLE,
        "table": recipe.table.name,
        "what": "first and last day that the title names",
        "first": f"{days.start} to {days.end}" if days else cell.text,
        "first_cell": str(Address(file, sheet, cell.address)),
        "second": f"{read.start} to {read.end}",
        "second_cells": "response.yaml window",
        "verdict": verdict,
        "note": note,
    }


def _find_days(text: str) -> Window | None:
    """The longest end of the words that is a period; None where they may mean other days.

    Another year before it, or a word that leaves its start or end open, and it is not the whole.
    """
    words = text.split()
    for start in range(len(words)):
        last = " ".join(words[start:]).strip("()[],:;. ")
        try:
            window = read_period(last)
        except ValueError:
            return None  # of two readings neither is known to be meant
        if window:
            before = " ".join(words[:start]).lower().rstrip("([,:;. ")
            closed = before.endswith("from") and re.search(_SPAN, last)
            doubtful = re.search(_NAMED, before) or (re.search(_OPEN, before) and not closed)
            return None if doubtful else window
    return None


def find_open_years(recipe: Recipe, block: TableBlock, sides: TableLabels) -> Iterator[CellFault]:
    """Every period whose year is in doubt and whose days `periods` does not give, each once.

    It may be a calendar or a financial year: that is never taken on trust.
    """
    table, outer, over = recipe.table, sides.outer, sides.over
    words = [cell.text for cell in _list_above(block)]
    lines = [(cell, outer) for cell in block.rows if table.rows == "year"]
    lines += [(cell, over) for cell in block.columns if table.columns == "year"]
    chains = [(*around.get(cell, ()), cell) for cell, around in lines if not is_total(cell)]
    if not lines and not table.window:
        named = {cell for cells in over.values() for cell in cells if cell.text in table.under}
        chains += [(cell,) for cell in named]
    labels = {cell.text for chain in chains for cell in chain}
    blamed: set[Cell] = set()
    for chain in chains:
        if any(cell.text in table.periods for cell in chain):
            continue
        doubt = find_doubtful_year([cell.text for cell in chain], words, labels)
        cell = next((cell for cell in chain if doubt and cell.text == doubt[0]), None)
        if cell and cell not in blamed:
            blamed.add(cell)
            yield CellFault(cell, f"{cell.text!r} {doubt[1]}", _advise_days(cell.text))


def _advise_days(words: str) -> str:
    first = int(re.search(YEAR, words)[0])
    turned = re.sub(YEAR, f"{first}/{(first + 1) % 100:02}", words)
    days = read_period(words if re.search(r"\d[/-]\d", words) else turned) or read_period(words)
    example = f'"{words}": {days.start} to {days.end - ONE_DAY}'
    return f"write its days under `periods`, such as {example}"
