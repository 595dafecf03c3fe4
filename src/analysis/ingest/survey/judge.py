"""What a person must be asked about the layout of a table: title, heads, labels, edges."""

from collections import Counter
from itertools import pairwise

from analysis.ingest.survey.doubts import GRAVE, LIGHT, Doubts, cross
from analysis.ingest.survey.grid import Grid, Kind
from analysis.ingest.survey.table import Parts


def doubt_layout(grid: Grid, parts: Parts, doubts: Doubts) -> None:
    """Ask about titles, heads, labels and what was left out of a table."""
    if parts.is_list:
        doubts.ask("is each row one record, a complaint or a person?", leaves=LIGHT)
    _doubt_title(parts, doubts)
    _doubt_heads(grid, parts, doubts)
    _doubt_sides(grid, parts, doubts)
    _doubt_edges(grid, parts, doubts)


def _doubt_title(parts: Parts, doubts: Doubts) -> None:
    if parts.title.cell is None:
        doubts.ask("no title stands above this table: what does it count?")
    elif parts.title.is_guess:
        doubts.ask("is this the title of the table?", [parts.title.cell])
    elif parts.title.rivals:
        cells = [parts.title.cell, *parts.title.rivals]
        doubts.ask("which of these lines is the title?", cells, LIGHT)


def _doubt_heads(grid: Grid, parts: Parts, doubts: Doubts) -> None:
    over, top = parts.over, parts.first
    figures = parts.columns.figures
    if not parts.heads:
        doubts.ask("no heads stand over these figures: what are they?", [(top, figures[0])], GRAVE)
    elif bare := [c for c in figures if not over.labels.get(c)]:
        doubts.ask("these columns have no head", [(parts.heads[-1], c) for c in bare], GRAVE)
    labels = Counter(over.labels.get(c, ()) for c in figures)
    again = [c for c in figures if labels[over.labels.get(c, ())] > 1 and over.labels.get(c)]
    if again:
        doubts.ask("the same heads stand over several columns", [(top, c) for c in again], GRAVE)
    if over.crossing:
        text = "does this banner reach over the blank column as well?"
        doubts.ask(text, dict.fromkeys(over.crossing))
    if over.late:
        doubts.ask("over which columns do these banners reach?", over.late, GRAVE)
    if parts.heads and (before := [row for row in parts.body if row < parts.heads[0]]):
        text = "these figures stand above the heads: do they belong to the columns beneath?"
        doubts.ask(text, cross(before, figures), GRAVE)
    if split := [h for h in parts.heads if any(parts.heads[0] < b < h for b in parts.body)]:
        doubts.ask("heads stand below figures of the same table", cross(split, figures))
    numbers = [
        (row, c)
        for row in parts.heads
        for c in figures
        if grid.sure[row, c] and grid.kinds[row, c] == Kind.NUMBER
    ]
    if len(figures) == 1 and parts.columns.stubs:
        numbers += [
            (row, figures[0])
            for row in parts.heads
            if grid.kinds[row, figures[0]] in (Kind.YEAR, Kind.RANGE)
            and grid.first_filled(row) < figures[0]
        ]
    if numbers and not parts.is_list:
        doubts.ask("are these numbers heads of columns, not counts?", numbers)


def _doubt_sides(grid: Grid, parts: Parts, doubts: Doubts) -> None:
    sides, stubs = parts.beside, parts.columns.stubs
    if parts.is_list:
        return
    first = parts.columns.figures[0]
    if bare := [row for row in parts.body if not sides.labels[row]]:
        doubts.ask("these rows of figures have no label", [(row, first) for row in bare], GRAVE)
    counts = Counter(sides.labels.values())
    again = [row for row in parts.body if counts[sides.labels[row]] > 1 and sides.labels[row]]
    if again:
        text = "the same label stands beside several rows: what tells them apart?"
        doubts.ask(text, cross(again, stubs), GRAVE)
    if sides.stretched:
        text = "do these words name the rows beneath as well, until the next?"
        doubts.ask(text, sides.stretched, LIGHT)
    if sides.headings.open:
        text = "are these words the heading of the rows beneath, or were their figures left blank?"
        doubts.ask(text, [(row, _first(grid, row)) for row in sides.headings.open])
    if sides.headings.bare:
        text = "no figures stand in this row: blank is not 0. What is meant?"
        doubts.ask(text, [(row, _first(grid, row)) for row in sides.headings.bare])
    numbered = [c for c in stubs if (grid.kinds[parts.body, c] == Kind.NUMBER).mean() > 0.5]
    if numbered:
        doubts.ask("are these numbers labels, not counts?", cross(parts.body, numbered))


def _doubt_edges(grid: Grid, parts: Parts, doubts: Doubts) -> None:
    def fill(columns: list[int]) -> list[tuple[int, int]]:
        return [cell for cell in cross(parts.body, columns) if grid.filled[cell]]

    if strays := fill(parts.columns.strays):
        doubts.ask("these figures stand under no head: do they belong to the table?", strays)
    if remarks := fill(parts.columns.remarks):
        doubts.ask("these words stand beside the figures and label nothing", remarks, LIGHT)
    for before, after in pairwise(parts.body):
        blank = sum(not grid.filled[row].any() for row in range(before + 1, after))
        if blank > 1 and not any(before < row < after for row in parts.beside.headings.sections):
            text = f"does the table go on after {blank} blank rows?"
            doubts.ask(text, [(after, parts.columns.figures[0])])
    for name, totals, at in (
        ("row", parts.row_totals, [(r, parts.columns.figures[0]) for r in parts.body]),
        ("column", parts.column_totals, [(parts.first, c) for c in parts.columns.figures]),
    ):
        for line, why in totals.doubtful.items():
            doubts.ask(f"is this {name} a total? {why}", [at[line]], LIGHT)


def _first(grid: Grid, row: int) -> int:
    return int(grid.filled[row].argmax())
