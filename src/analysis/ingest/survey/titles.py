"""The lines above a table: which of them is its title."""

from dataclasses import dataclass

import numpy as np

from analysis.ingest.survey.grid import Grid
from analysis.ingest.survey.lines import is_caption, is_footnote

LONGEST_TITLE = 250  # characters; a longer line is a paragraph


@dataclass(frozen=True)
class Title:
    """The title's cell, None where there is none, and other lines that might be it as well."""

    cell: tuple[int, int] | None = None
    rivals: tuple[tuple[int, int], ...] = ()
    is_guess: bool = False  # it does not stand above the table


def find_title(grid: Grid, lines: list[int], first: int) -> Title:
    """Choose the title among the rows of lines above a table that begins at row `first`.

    A caption ("Table 3") comes before all; else the first line of the block nearest the table,
    paragraphs and footnotes left out.
    """
    cells = [(row, int(grid.filled[row].argmax())) for row in lines if row < first]
    blocks: list[list[tuple[int, int]]] = []
    for cell in cells:
        if not blocks or cell[0] - blocks[-1][-1][0] > 1:
            blocks.append([])
        blocks[-1].append(cell)
    for block in reversed(blocks):
        for cell in block:
            if is_caption(grid.text(*cell)):
                others = [c for c in block if c != cell and is_caption(grid.text(*c))]
                return Title(cell, tuple(others))
        likely = [cell for cell in block if _may_be_title(grid.text(*cell))]
        if likely:
            return Title(likely[0], tuple(likely[1:]))
    return Title()


def _may_be_title(text: str) -> bool:
    return 2 < len(text) <= LONGEST_TITLE and not is_footnote(text)


def find_corner_line(grid: Grid, heads: list[int], figures: list[int]) -> int | None:
    """A first row of heads whose only words over figures stand over the last column, headed below.

    They say what the figures are ("Headcount") in the corner of the table; they head no column.
    """
    if len(heads) < 2 or len(figures) < 3:
        return None
    row, last = heads[0], figures[-1]
    over = np.array(figures)[grid.filled[row, figures]]
    merged = (row, last) in grid.spans
    alone = list(over) == [last] and not merged
    return row if alone and grid.filled[heads[1:], last].any() else None
