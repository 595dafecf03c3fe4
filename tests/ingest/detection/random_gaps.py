"""Rows without figures, and labels and numbers that are easily mistaken for each other."""

import math
from dataclasses import replace
from random import Random

from known import TrueFigure
from random_looks import ends_in_figures, has_head
from random_tables import Block

# What is printed, and the counts that it can fairly be told as, beside no count and a question.
SAID = {
    "Not disclosed": ((0,), math.inf),
    "Refused": ((0,), math.inf),
    "Exempt (s40)": ((0,), math.inf),
    "No response": ((0,), math.inf),
    "Awaiting reply": ((0,), math.inf),
    "Overdue": ((0,), math.inf),
    "Not held": ((0,), math.inf),
    "Cost limit": ((0,), math.inf),
    "Under investigation": ((0,), math.inf),
    "Nil": ((0,), 0),
    "None": ((0,), 0),
    "Ask the Zilbant unit": ((), None),
}
NO_BREAK = "\u00a0"


def add_gap(rng: Random, block: Block) -> None:
    """Lay rows without figures or number-like labels over a table."""
    gaps = [withhold_row, withhold_row, withhold_cells, leave_row_blank, add_code_column]
    gaps += [add_change_column, repeat_header]
    rng.choice(gaps)(rng, block)


def choose_row(rng: Random, block: Block) -> int | None:
    """A row of plain counts, the first and the last as often as all between."""
    body = block.body
    rows = [
        row
        for row in body
        if row not in block.total_rows | block.either_rows
        and all(f.role in ("data", "total") for s, f in block.figures.items() if s[0] == row)
        and any(block.cells.get((row, c)) is not None for c in range(find_first(block, row)))
    ]
    return rng.choice([rows[0], rows[-1], rng.choice(rows)]) if len(rows) > 2 else None


def find_first(block: Block, row: int) -> int:
    """The first column of figures of a row."""
    return min(
        (column for line, column in (*block.figures, *block.blanks) if line == row), default=0
    )


def withhold_row(rng: Random, block: Block) -> None:
    """All figures of a row are words that say there is none."""
    row = choose_row(rng, block)
    if row is None:
        return
    words = rng.choice([*SAID])
    for spot in [spot for spot in block.figures if spot[0] == row]:
        say_instead(block, spot, words)


def say_instead(block: Block, spot: tuple[int, int], words: str) -> None:
    lows, high = SAID[words]
    figure = block.figures[spot]
    block.cells[spot] = words
    block.figures[spot] = TrueFigure(figure.rows, figure.columns, "either", (), lows, high)


def withhold_cells(rng: Random, block: Block) -> None:
    """Some counts are words that say there is none."""
    words = rng.choice([*SAID])
    for spot, figure in sorted(block.figures.items()):
        if figure.role == "data" and type(block.cells[spot]) is int and rng.random() < 0.15:
            say_instead(block, spot, words)


def leave_row_blank(rng: Random, block: Block) -> None:
    """All figures of a row are blank; its label stands there as the others do."""
    row = choose_row(rng, block)
    if row is None or len({column for _, column in block.figures}) < 2:
        return
    for spot in [spot for spot in block.figures if spot[0] == row]:
        del block.figures[spot], block.cells[spot]
        block.blanks.add(spot)


def add_code_column(rng: Random, block: Block) -> None:
    """Codes, ranks or numbers of lines in a column of their own, before or behind the labels."""
    rows = block.body
    single = all(len(names) == 1 for f in block.figures.values() for names in f.rows)
    labelled = all(find_first(block, row) == 1 for row in rows)
    if block.total_rows or not single or not labelled or not has_head(block, rows[0]):
        return
    if len(rows) < 3:
        return
    head, first, step = rng.choice(
        [("Code", 4101, 1), ("Rank", 1, 1), ("No.", 1, 1), ("Ref", 70, 3)]
    )
    at = rng.choice([0, 1])
    block.insert_column(at)
    block.cells[rows[0] - 1, at] = head
    for place, row in enumerate(rows):
        number = first + step * place
        block.cells[row, at] = number
        for spot in [spot for spot in block.figures if spot[0] == row]:
            (name,) = block.figures[spot].rows[0]
            namings = ((name,), (str(number), name), (name, str(number)))
            block.figures[spot] = replace(block.figures[spot], rows=namings)


def add_change_column(rng: Random, block: Block) -> None:
    """A last column of changes, some of them negatives typed as text."""
    rows, at = block.body, block.wide
    depth = max(len(over) for figure in block.figures.values() for over in figure.columns)
    if not has_head(block, rows[0]) or depth > 1 or not ends_in_figures(block):
        return
    block.cells[rows[0] - 1, at] = "Change"
    decimals = rng.random() < 0.4
    for row in rows:
        first = next((f for s, f in sorted(block.figures.items()) if s[0] == row), None)
        if first is None:
            continue
        size = -rng.randint(1000, 9000) if rng.random() < 0.6 else rng.randint(1, 900)
        role = "either" if first.role != "data" else "data"
        if decimals:
            value, text = size / 100, f"{size / 100:.2f}".replace(".", ",")
        else:
            value, text = size, f"{size:,}".replace(",", NO_BREAK)
        typed = size < 0 or decimals
        block.cells[row, at] = text if typed else size
        figure = TrueFigure(
            first.rows, (("Change",),), role, (value,), amount=value < 0 or decimals
        )
        block.figures[row, at] = figure


def repeat_header(rng: Random, block: Block) -> None:
    """The line of heads once more among the rows, as at a page break."""
    rows = block.body
    depth = max(len(over) for figure in block.figures.values() for over in figure.columns)
    if not has_head(block, rows[0]) or rows[0] != 1 or depth > 1 or len(rows) < 4:
        return
    if (0, 0) not in block.cells or block.may_part:
        return
    at = rows[rng.randint(2, len(rows) - 2)]
    block.insert_row(at)
    for column in range(block.wide):
        if (0, column) in block.cells:
            block.cells[at, column] = block.cells[0, column]
