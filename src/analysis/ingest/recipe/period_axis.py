"""The periods along a side of a table: the days that they mean are never taken on trust."""

import re
from collections.abc import Iterator, Mapping, Sequence

from analysis.ingest.files.sheet import Cell, fold
from analysis.ingest.recipe.axis_labels import Blame, Label, Recipe
from analysis.ingest.recipe.block import Block, is_total
from analysis.ingest.words.periods import FINANCIAL, YEAR, find_doubtful_year, read_period
from analysis.model.address import Address
from analysis.model.checks import AGREES, DIFFERS, OPEN
from analysis.model.window import ONE_DAY, Window

# Periods of one side that take in others, as 2021 takes in one of its months.
#
# A period that shorter ones fill without a gap is their sum, said once more: it is checked as one
# and bounds them where they are hidden. Any other is most likely a total of lines that are not
# there.


def find_overlaps(labels: Sequence[Label]) -> Iterator[Blame]:
    """Every label whose days take in those of another of the same side, and are not filled."""
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
            yield whole.cell, problem, f"name {whole.cell.text!r} under `ignore` of this table"


def _fill(parts: Sequence[Label], whole: Window) -> bool:
    """Whether some of the parts stand end to end over all of the whole's days."""
    reached = {whole.start}
    for part in sorted(parts, key=lambda part: part.window):
        if part.window.start in reached:
            reached.add(part.window.end)
    return whole.end in reached


# The labels along one side of a table: each read once, totals where the recipe speaks of them.


def read_side(
    recipe: Recipe,
    axis: str,
    cells: Sequence[Cell],
    side: str,
    banners: Mapping[Cell, Sequence[Cell]],
) -> tuple[list[Label], list[Blame]]:
    """Every label along one side (`row` or `column`), and what is wrong with any of them.

    `banners` are the words over a label, or left of it, from the outermost in.
    """
    if axis == "count":
        return [Label(cell) for cell in cells], []
    labels: list[Label] = []
    blames: list[Blame] = []
    for cell in cells:
        try:
            labels.append(recipe.read_label(axis, cell, banners.get(cell, ())))
        except ValueError as error:
            blames.append((cell, str(error), recipe.advise(axis, cell, error)))
    blames += [*_find_twice(labels), *find_overlaps(labels), *_find_disorder(labels, banners)]
    totals = [label.cell for label in labels if label.is_total]
    if totals and side not in recipe.table.totals:
        what = f"a total {side} the recipe does not speak of"
        blames.append((totals[0], what, f"add `totals: [{side}]` in response.yaml"))
    if side in recipe.table.totals and cells and not totals:
        what = f"the recipe speaks of a total {side}, none is printed"
        blames.append((cells[-1], what, f"take `{side}` out of `totals` in response.yaml"))
    if axis == "total" and len(cells) > 1:
        what = f"more than one {side} where the recipe speaks of a total"
        blames.append((cells[1], what, f"say in `{side}s` what the labels are"))
    return labels, blames


def _find_twice(labels: list[Label]) -> Iterator[Blame]:
    """Labels of one meaning: two columns for the same days would be counted twice."""
    seen: dict[object, Cell] = {}
    for label in labels:
        cell = label.cell
        sense = "total" if label.is_total else label.window or fold(cell.text)
        first = seen.setdefault(sense, cell)
        if first is not cell:
            what = f"{cell.text!r} says what {first.address} says as well"
            yield cell, what, "make the two labels differ, or ask the force which is right"


def _find_disorder(labels: list[Label], banners: Mapping[Cell, Sequence[Cell]]) -> Iterator[Blame]:
    """Periods below one banner that do not follow in order: another banner may be missing.

    Q3, Q4, Q1 and Q2 below 2018 are hardly all of 2018.
    """
    groups: dict[tuple[Cell, ...], list[Label]] = {}
    for label in labels:
        if label.window and banners.get(label.cell):
            groups.setdefault(tuple(banners[label.cell]), []).append(label)
    for above, alike in groups.items():
        windows = [label.window for label in alike]
        if windows not in (sorted(windows), sorted(windows, reverse=True)):
            what = f"the periods below {above[-1].text!r} are out of order"
            yield alike[0].cell, what, "ask the force whether a banner is missing"


# The days named over a table, in its title or down to its heads, beside those it is read for.

_NAMED = rf"\b(?:{YEAR}|{FINANCIAL})\b"
# Before a period these leave one of its ends open, or shut it out; a number makes it a part.
_OPEN = r"\b(?:since|after|before|until|up to|to|from|excluding|except|not)$|\d(?:st|nd|rd|th)?$"
_SPAN = r"\bto\b|\buntil\b|\band\b|[-–—]"  # within it, "from" opens what is closed as well


def check_days(recipe: Recipe, block: Block, file: str) -> list[dict]:
    """A row of checks for each cell over a table that names days, where none of its labels does.

    "Complaints by rank, 2021" is no table of five years, whatever the letter declares. Days that
    cannot be told from the words, such as "2018 and 2019" or "since 2020", are not decided.
    Below the title only what does not agree is told.
    """
    if "year" in (recipe.table.rows, recipe.table.columns):
        return []
    named = [cell for cell in list_above(block) if re.search(_NAMED, cell.text)]
    rows = [(cell, _compare(recipe, cell, file, block.sheet.name)) for cell in named]
    return [row for cell, row in rows if cell == block.title or row["verdict"] != AGREES]


def list_above(block: Block) -> Iterator[Cell]:
    """The cells from a table's title down to its heads, over the columns that are read."""
    heads, title = block.heads, block.title
    read = {title.column, heads.stub, *(cell.column for cell in heads.columns)}
    across = [c for c in range(min(read), max(read) + 1) if c in read or c not in heads.skipped]
    for row in range(title.row, heads.top + 1):
        yield from (cell for c in across if (cell := block.sheet.cell(row, c)).text)


def _compare(recipe: Recipe, cell: Cell, file: str, sheet: str) -> dict:
    read, days = recipe.window, _find_days(cell.text)
    if days is None:
        verdict = OPEN
        note = "the days cannot be told from these words; say `window` in this table's recipe"
    else:
        ends = {read.end, read.end_latest} & {days.end, days.end_latest}
        verdict = AGREES if read.start == days.start and ends else DIFFERS
        told = "say `window` in this table's recipe if the title is right"
        note = "" if verdict == AGREES else told
    return {
        "check": "days of the title",
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


# Years and quarters that may be of the calendar or the financial year: never taken on trust.

Above = Mapping[Cell, tuple[Cell, ...]]


def find_open_years(recipe: Recipe, block: Block, outer: Above, over: Above) -> Iterator[Blame]:
    """Every period whose year is in doubt and whose days `periods` does not give, each once.

    `outer` are the labels left of each row's own, `over` the banners over each column.
    """
    table = recipe.table
    words = [cell.text for cell in list_above(block)]
    lines = [(cell, outer) for cell in block.rows if table.rows == "year"]
    lines += [(cell, over) for cell in block.columns if table.columns == "year"]
    chains = [(*around.get(cell, ()), cell) for cell, around in lines if not is_total(cell)]
    if not lines and not table.window:
        named = {cell for cells in over.values() for cell in cells if cell.text in table.under}
        chains += [(cell,) for cell in named]
    blamed: set[Cell] = set()
    for chain in chains:
        if any(cell.text in table.periods for cell in chain):
            continue
        doubt = find_doubtful_year([cell.text for cell in chain], words)
        cell = next((cell for cell in chain if doubt and cell.text == doubt[0]), None)
        if cell and cell not in blamed:
            blamed.add(cell)
            yield cell, f"{cell.text!r} {doubt[1]}", _advise(cell.text)


def _advise(words: str) -> str:
    first = int(re.search(YEAR, words)[0])
    days = read_period(re.sub(YEAR, f"{first}/{(first + 1) % 100:02}", words))
    days = days or read_period(words)
    told = f'"{words}": {days.start} to {days.end - ONE_DAY}'
    return f"write its days under `periods`, such as {told}"
