"""Every question that a found table raises, of its layout and of its figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from analysis.ingest.detection.found_tables import OpenQuestion, format_ranges
from analysis.ingest.detection.grid import CellKind, Grid
from analysis.ingest.detection.table_structure import TableStructure
from analysis.ingest.words.cell_text import CellReading, read_cell_text
from analysis.ingest.words.legend import Meaning, fold_glyph, read_legend
from analysis.model.count import FOOTNOTE

# The questions that a table raises, each taking from the trust in it.

Cells = Iterable[tuple[int, int]]
GRAVE, PLAIN, LIGHT = 0.6, 0.85, 0.95  # what a question leaves of the trust in a table


@dataclass
class Doubts:
    """The questions about one table, and what they leave of the trust in it."""

    questions: list[OpenQuestion] = field(default_factory=list)
    trust: float = 1.0

    def ask(self, text: str, cells: Cells = (), leaves: float = PLAIN) -> None:
        self.questions.append(OpenQuestion(text, format_ranges(cells)))
        self.trust *= leaves


def cross(rows: Iterable[int], columns: Iterable[int]) -> list[tuple[int, int]]:
    """Every cell where one of these rows meets one of these columns."""
    columns = list(columns)
    return [(row, column) for row in rows for column in columns]


# What may be wrong with the figures of a table: blanks, marks, words, years, hidden cells.


def doubt_cells(
    grid: Grid, parts: TableStructure, marks: Mapping[str, str], doubts: Doubts
) -> None:
    """Ask about blanks, marks, words and odd numbers among the figures."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows, columns = np.array(parts.body), np.array(parts.columns.figures)
    plain = (
        np.isin(grid.kinds, (CellKind.NUMBER, CellKind.DECIMAL, CellKind.YEAR))
        & ~grid.stored_as_text
    )
    for cell in (*grid.sheet.remarks, *grid.spans):
        plain[cell] = False
    for row, column in np.argwhere(~plain[np.ix_(rows, columns)]):
        cell = int(rows[row]), int(columns[column])
        for text in look_for_doubts(grid, cell, marks, parts.is_list):
            found[text].append(cell)
    for text, cells in found.items():
        count = f"{len(cells)} cells: " if len(cells) > 1 else ""
        doubts.ask(count + text, cells, LIGHT)
    if not parts.is_list:
        _doubt_decimals(grid, parts, doubts)


def _doubt_decimals(grid: Grid, parts: TableStructure, doubts: Doubts) -> None:
    odd = []
    for column in parts.columns.figures:
        kinds = grid.kinds[parts.body, column]
        fractions = [row for row in parts.body if grid.kinds[row, column] == CellKind.DECIMAL]
        if 0 < len(fractions) < 0.5 * (kinds != CellKind.BLANK).sum():
            odd += [(row, column) for row in fractions]
    if odd:
        doubts.ask("these are negative or no whole numbers, among counts: what are they?", odd)
    years = [
        column
        for column in parts.columns.figures
        if (grid.kinds[parts.body, column] == CellKind.YEAR).mean() > 0.5
    ]
    if years:
        doubts.ask("are these figures counts, or years?", cross(parts.body, years), GRAVE)


def doubt_hidden(grid: Grid, parts: TableStructure, doubts: Doubts) -> None:
    """Ask about rows and columns of the table that a person does not see."""
    sheet, area = grid.sheet, parts.area
    rows = sorted({*parts.body, *parts.heads} & sheet.hidden_rows)
    if rows:
        doubts.ask(
            "hidden rows are read as the others: should they be?", [(r, area.left) for r in rows]
        )
    columns = sorted({*parts.columns.figures, *parts.columns.stubs} & sheet.hidden_columns)
    if columns:
        cells = [(parts.first, column) for column in columns]
        doubts.ask("hidden columns are read as the others: should they be?", cells)


def look_for_doubts(
    grid: Grid, cell: tuple[int, int], marks: Mapping[str, str], in_list: bool
) -> Iterator[str]:
    """The questions that one cell among the figures raises, in words that equal cells share."""
    kind = CellKind(grid.kinds[cell])
    remark = grid.sheet.remarks.get(cell)
    if remark:
        yield remark
    if cell in grid.spans:
        yield "one figure stands in merged cells: what does it count?"
    elif kind == CellKind.BLANK:
        yield "blank, and a blank is never 0: what is meant?"
    if kind == CellKind.BLANK:
        return
    if in_list and kind != CellKind.ERROR:
        return
    reading = read_cell_text(grid.sheet.cell(*cell))
    yield from _doubt_reading(reading, marks)


def _doubt_reading(reading: CellReading, marks: Mapping[str, str]) -> Iterator[str]:
    if reading.kind == "error" and not reading.doubt:
        yield f"an error stands here: {reading.words}"
    elif reading.kind in ("words", "period"):
        yield "words stand where a figure should"
    elif reading.kind == "several":
        yield "several values in one cell"
    elif reading.kind == "mark" and not marks.get(reading.glyph):
        yield f"what does {reading.glyph!r} stand for? The sheet does not say"
    elif reading.kind != "mark" and reading.glyph and marks.get(reading.glyph) != FOOTNOTE:
        said = marks.get(reading.glyph) or "the sheet does not say"
        yield f"what does {reading.glyph!r} beside a number mean? ({said})"
    if reading.doubt:
        yield reading.doubt


# What a person must be asked about the layout of a table: title, heads, labels, edges.


def doubt_layout(grid: Grid, parts: TableStructure, doubts: Doubts) -> None:
    """Ask about titles, heads, labels and what was left out of a table."""
    if parts.is_list:
        doubts.ask("is each row one record, a complaint or a person?", leaves=LIGHT)
    _doubt_title(parts, doubts)
    _doubt_heads(grid, parts, doubts)
    _doubt_sides(grid, parts, doubts)
    _doubt_edges(grid, parts, doubts)


def _doubt_title(parts: TableStructure, doubts: Doubts) -> None:
    if parts.title.cell is None:
        doubts.ask("no title stands above this table: what does it count?")
    elif parts.title.is_guess:
        doubts.ask("is this the title of the table?", [parts.title.cell])
    elif parts.title.rivals:
        cells = [parts.title.cell, *parts.title.rivals]
        doubts.ask("which of these lines is the title?", cells, LIGHT)


def _doubt_heads(grid: Grid, parts: TableStructure, doubts: Doubts) -> None:
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
        if grid.sure[row, c] and grid.kinds[row, c] == CellKind.NUMBER
    ]
    if len(figures) == 1 and parts.columns.stubs:
        numbers += [
            (row, figures[0])
            for row in parts.heads
            if grid.kinds[row, figures[0]] in (CellKind.YEAR, CellKind.RANGE)
            and grid.first_filled(row) < figures[0]
        ]
    if numbers and not parts.is_list:
        doubts.ask("are these numbers heads of columns, not counts?", numbers)


def _doubt_sides(grid: Grid, parts: TableStructure, doubts: Doubts) -> None:
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
    numbered = [c for c in stubs if (grid.kinds[parts.body, c] == CellKind.NUMBER).mean() > 0.5]
    if numbered:
        doubts.ask("are these numbers labels, not counts?", cross(parts.body, numbered))


def _doubt_edges(grid: Grid, parts: TableStructure, doubts: Doubts) -> None:
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


# The glyphs among a table's figures, and what the notes around it say of them.


def list_glyphs(grid: Grid, parts: TableStructure) -> list[str]:
    """Every glyph that stands for a figure or is glued to one, as printed, each once."""
    glyphs: dict[str, None] = {}
    rows, columns = np.array(parts.body), np.array(parts.columns.figures)
    box = np.ix_(rows, columns)
    kinds = grid.kinds[box]
    glued = grid.stored_as_text[box] & np.isin(kinds, (CellKind.NUMBER, CellKind.YEAR))
    for row, column in np.argwhere(np.isin(kinds, (CellKind.SIGN, CellKind.PHRASE)) | glued):
        cell = grid.sheet.cell(int(rows[row]), int(columns[column]))
        if glyph := read_cell_text(cell).glyph:
            glyphs[glyph] = None
    return list(glyphs)


def explain_marks(
    grid: Grid,
    parts: TableStructure,
    notes: Iterable[tuple[int, int]],
    legend: Mapping[str, Meaning],
) -> dict[str, str]:
    """Each glyph with its meaning: by the table's own notes, else by the sheet's; "" if neither."""
    glyphs = list_glyphs(grid, parts)
    if not glyphs:
        return {}
    own = read_legend(grid.sheet.cell(*cell) for cell in notes)
    marks = {}
    for glyph in glyphs:
        meaning = own.get(fold_glyph(glyph)) or legend.get(fold_glyph(glyph))
        marks[glyph] = meaning.words if meaning else ""
    return marks
