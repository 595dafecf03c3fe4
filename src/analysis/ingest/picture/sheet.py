"""One sheet in its own box, and the legend of what its colours and letters stand for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase

from analysis.ingest.files.workbook import Sheet
from analysis.ingest.picture.escaping import escape
from analysis.ingest.picture.excerpt import choose_lines, tell_lines
from analysis.ingest.picture.grid import CLASSES, Place, draw_grid
from analysis.ingest.survey.found import FoundCell
from analysis.ingest.telling import find_place

MOST_ROWS = 120  # drawn of a sheet that stands alone
MOST_COLUMNS = 40


def draw_legend(words: Mapping[str, str]) -> str:
    """What the colour and letter of each role stand for; `words` name those in use."""
    items = (f'<li class="{CLASSES[key]}">{escape(said)}</li>' for key, said in words.items())
    return f'<ul class="legend">{"".join(items)}</ul>\n'


def draw_sheet(
    sheet: Sheet,
    cells: Iterable[FoundCell],
    figures: tuple[Collection[int], Collection[int]],
    asked: Mapping[Place, Sequence[int]] | None = None,
    linked: Collection[Place] = (),
    anchor: str = "",
    most: int = MOST_ROWS,
) -> Iterator[str]:
    """One sheet in a box that scrolls by itself; of a long one about `most` rows are drawn.

    `figures` are the rows and the columns of its figures, for a table is drawn by its ends.
    `asked` gives the numbers of the questions about a place; the places that are `linked` to
    are always drawn.
    """
    down, across = tell_lines(sheet, *figures)
    rows = choose_lines(down, {row for row, _ in linked}, most)
    columns = choose_lines(across, {column for _, column in linked}, MOST_COLUMNS)
    shown = {row for group in rows for row in group}
    drawn = {find_place(cell.cell): cell for cell in cells if _find_row(cell.cell) in shown}
    label = f"cells of sheet {escape(sheet.name)}"
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">\n'
    yield from draw_grid(sheet, drawn, rows, columns, asked or {}, anchor)
    yield "</div>\n"


def _find_row(address: str) -> int:
    return int(address.lstrip(ascii_uppercase)) - 1
