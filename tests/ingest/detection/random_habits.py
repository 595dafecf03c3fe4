"""Habits laid over a table: totals first, ages as labels, footnotes, comments, labels twice."""

from dataclasses import replace
from random import Random

from random_tables import Block

REMARKS = ["Case still open", "Two officers involved", "See the letter", "Referred to the IOPC"]


def add_habit(rng: Random, block: Block) -> None:
    """Lay one habit over a table of counts, where it can be."""
    habits = [put_total_first, label_by_age, mark_footnotes, add_comments, repeat_labels]
    rng.choice(habits)(rng, block)


def put_total_first(_: Random, block: Block) -> None:
    """The row that adds up all the others moves to the top of the body."""
    rows = sorted({row for row, _ in block.figures})
    last = rows[-1]
    if last not in block.total_rows or len(rows) < 3 or rows != list(range(rows[0], last + 1)):
        return

    def move(row: int) -> int:
        return rows[0] if row == last else row + 1 if row >= rows[0] else row

    block.move(lambda spot: (move(spot[0]), spot[1]))


def label_by_age(rng: Random, block: Block) -> None:
    """Rows of one label each become single years of age, written as numbers under a head."""
    rows = sorted({row for row, _ in block.figures} - block.total_rows)
    single = all(len(names) == 1 for f in block.figures.values() for names in f.rows)
    body = range(min(row for row, _ in block.figures), block.high)
    if not single or block.either_rows or not _has_head(block, rows[0]) or len(rows) < 3:
        return
    if any((row, 0) in block.cells and row not in rows for row in body if row < rows[-1]):
        return
    block.cells[rows[0] - 1, 0] = "Age"
    first = rng.randint(4, 40)
    for age, row in enumerate(rows, start=first):
        block.cells[row, 0] = age
        for spot in [spot for spot in block.figures if spot[0] == row]:
            block.figures[spot] = replace(block.figures[spot], rows=((str(age),),))


def _has_head(block: Block, row: int) -> bool:
    """Whether the row above this one holds the heads of the columns."""
    return all((row - 1, column) in block.cells for first, column in block.figures if first == row)


def mark_footnotes(rng: Random, block: Block) -> None:
    """Some labels carry the number of a footnote."""
    for row in sorted({row for row, _ in block.figures}):
        spots = [spot for spot in block.figures if spot[0] == row]
        names = block.figures[spots[0]].rows[0]
        places = [c for c in range(min(spots)[1]) if block.cells.get((row, c)) is not None]
        if not names or not places or rng.random() < 0.7:
            continue
        noted = f"{names[-1]} ({rng.randint(1, 3)})"
        block.cells[row, places[-1]] = noted
        for spot in spots:
            block.figures[spot] = replace(block.figures[spot], rows=((*names[:-1], noted),))
    block.legend.append("(1) Figures before 2018 are estimates")


def add_comments(rng: Random, block: Block) -> None:
    """A last column of words, which is no figure but may be told as a field."""
    rows = sorted({row for row, _ in block.figures})
    at = block.wide
    if not _has_head(block, rows[0]):
        return
    block.cells[rows[0] - 1, at] = "Comments"
    for row in rows:
        if rng.random() < 0.4:
            block.cells[row, at] = rng.choice(REMARKS)
            block.optional.add((row, at))


def repeat_labels(_: Random, block: Block) -> None:
    """The labels of the rows stand again at the right, for a reader of a wide sheet."""
    at = block.wide
    for row in sorted({row for row, _ in block.figures}):
        spots = [spot for spot in block.figures if spot[0] == row]
        names = block.figures[spots[0]].rows[0]
        if names:
            block.cells[row, at] = names[-1]
