"""A first look at a workbook: its blocks of cells, what their labels seem to be, a recipe to try.

What is printed here is a guess for a person to confirm; nothing is read into observations by it.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from openpyxl.utils import get_column_letter
from scipy.ndimage import find_objects, label

from analysis.ingest.locate import is_total
from analysis.ingest.marks import read_count
from analysis.ingest.periods import read_period
from analysis.ingest.vocabulary import Vocabulary
from analysis.ingest.workbook import Cell, Sheet, read_workbook
from analysis.model.observation import DIMENSIONS
from analysis.model.paths import show

FULL_SQUARE = np.ones((3, 3))  # cells that touch at a corner belong together


@dataclass(frozen=True)
class Block:
    """A patch of filled cells with no blank row or column through it."""

    sheet: str
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def range(self) -> str:
        return f"{self.cells[0][0].address}:{self.cells[-1][-1].address}"

    @property
    def words(self) -> str:
        """The first words met, which most often are the title."""
        return next((cell.text for row in self.cells for cell in row if cell.text), "")

    @property
    def figures(self) -> list[Cell]:
        """The cells right of the labels that hold a count; a year is taken for a header."""
        return [cell for row in self.cells for cell in row[1:] if _is_figure(cell)]


def _is_figure(cell: Cell) -> bool:
    try:
        return read_count(cell, {}) is not None and read_period(cell.text) is None
    except ValueError:
        return False


def find_blocks(sheet: Sheet) -> list[Block]:
    """The patches of filled cells of a sheet, from the top left."""
    mask = np.zeros((sheet.height + 1, sheet.width + 1), dtype=bool)  # an empty sheet has no cell
    for cell in sheet.filled():
        mask[cell.row, cell.column] = True
    patches, _ = label(mask, structure=FULL_SQUARE)
    return [
        Block(
            sheet.name,
            tuple(
                tuple(sheet.cell(row, column) for column in range(across.start, across.stop))
                for row in range(down.start, down.stop)
            ),
        )
        for down, across in find_objects(patches)
    ]


def guess_axis(cells: list[Cell], vocabulary: Vocabulary) -> str:
    """What most of these labels are: `year`, a dimension of the vocabulary, or nothing known."""
    votes: Counter[str] = Counter()
    for cell in cells:
        if not cell.text or is_total(cell):
            continue
        try:
            if read_period(cell.text):
                votes["year"] += 1
                continue
        except ValueError:
            pass
        votes.update(d for d in DIMENSIONS if vocabulary.knows(d, cell.text, ""))
    return votes.most_common(1)[0][0] if votes else ""


def inspect_workbook(path: Path) -> str:
    """The listing that `make inspect` prints. Raises Faults where the file cannot be read."""
    vocabulary = Vocabulary()
    lines = [show(path)]
    for sheet in read_workbook(path).values():
        corner = f"{get_column_letter(max(sheet.width, 1))}{max(sheet.height, 1)}"
        lines.append(f"\nsheet {sheet.name}, A1:{corner}")
        blocks = find_blocks(sheet)
        for block in blocks:
            lines.append(f"  {block.range}  {block.words}")
            if block.figures:
                lines += _suggest(block, vocabulary)
        if not blocks:
            lines.append("  no filled cell")
    return "\n".join(lines)


def _suggest(block: Block, vocabulary: Vocabulary) -> list[str]:
    """The lines of a recipe to try, as far as the labels tell."""
    top = min(cell.row for cell in block.figures) - block.cells[0][0].row
    above = [cell for row in block.cells[:top] for cell in row[1:]]
    columns = guess_axis(above, vocabulary) or "count"
    labels = [row[0] for row in block.cells[top:]]
    rows = guess_axis(labels, vocabulary) or ("total" if len(labels) == 1 else "?")
    totals = [
        side
        for side, cells in (("row", [row[0] for row in block.cells]), ("column", above))
        if any(map(is_total, cells))
    ]
    found = f"      {len(block.figures)} figures. Try:  - find: {block.words}"
    told = f"rows: {rows}, columns: {columns}"
    return [found, f"            {told}" + (f", totals: [{', '.join(totals)}]" if totals else "")]
