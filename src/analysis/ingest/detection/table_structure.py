"""The structure of one table: its title, header, stub and body, and which lines are totals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.ingest.detection.absent_figures import mark_absent
from analysis.ingest.detection.column_header import (
    ColumnRoles,
    HeaderLabels,
    classify_columns,
    find_repeated,
    label_columns,
)
from analysis.ingest.detection.grid import Area, Grid, is_caption, is_footnote
from analysis.ingest.detection.row_classification import RowKind, classify_rows
from analysis.ingest.detection.stub import Headings, StubLabels, label_rows
from analysis.ingest.detection.table_detection import find_record_list
from analysis.ingest.detection.total_detection import Totals, find_totals
from analysis.ingest.detection.total_evidence import read_wording
from analysis.ingest.files.sheet import Sheet, fold
from analysis.ingest.words.cell_text import read_cell_text

LONGEST_TITLE = 250  # characters; a longer line is a paragraph

Place = tuple[int, int]  # zero-based row and column
FiguresByRow = Mapping[int, Sequence[float | None]]


@dataclass(frozen=True)
class Title:
    """The title's cell, None where there is none, and other lines that might be it as well."""

    cell: Place | None = None
    rivals: tuple[Place, ...] = ()
    is_guess: bool = False  # it does not stand above the table


@dataclass(frozen=True)
class TableStructure:
    """The parts of one table as they lie on the sheet, before they are described.

    `headers` are its header rows, `body` its rows of figures; `repeated` say its header again
    or number a page, `absent` are the words of the cells that say there is no figure.
    """

    area: Area
    headers: list[int]
    body: list[int]
    columns: ColumnRoles
    header: HeaderLabels
    stub: StubLabels
    title: Title
    repeated: list[int] = field(default_factory=list)
    row_totals: Totals = field(default_factory=Totals)
    column_totals: Totals = field(default_factory=Totals)
    is_record_list: bool = False
    absent: Mapping[Place, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The first row of the table, its title left out."""
        return min(*self.headers, *self.body) if self.headers else self.body[0]


def read_structure(grid: Grid, area: Area) -> TableStructure | None:
    """The table or the list of records of an area; None where its figures are too few for one."""
    grid = mark_absent(grid, area)
    if find_record_list(grid, area) == area:
        return _read_record_list(grid, area)
    inside = grid.within(area)
    structure = _read_parts(inside, area)
    return structure and replace(_add_totals(inside, structure), absent=inside.absent)


def _read_record_list(grid: Grid, area: Area) -> TableStructure:
    """The structure of a list of records: its first row is the header, each other row a record."""
    columns = [c for c in range(area.left, area.right + 1) if grid.filled[area.top, c]]
    rows = range(area.top + 1, area.bottom + 1)
    heads = [grid.text(area.top, column) for column in columns]
    again = [row for row in rows if [grid.text(row, column) for column in columns] == heads]
    repeated = sorted({*again, *grid.sheet.page_lines.intersection(rows)})
    dated = [row for row in grid.find_lone_periods(area) if row not in repeated]
    body = [row for row in rows if row not in repeated and row not in dated]
    labels = {column: (grid.text(area.top, column),) for column in columns}
    grid = grid.within(area._replace(top=0))
    above = np.flatnonzero(grid.filled[: area.top].any(axis=1)).tolist()
    return TableStructure(
        area,
        [area.top],
        body,
        ColumnRoles(figures=columns),
        HeaderLabels(labels),
        StubLabels({row: () for row in body}, headings=Headings(dated)),
        _find_title(grid, above, area.top),
        repeated,
        is_record_list=True,
    )


def _read_parts(grid: Grid, area: Area) -> TableStructure | None:
    """The title, header, stub and body of a table, all else on the sheet left out."""
    types = classify_rows(grid, area)
    rows = {kind: [area.top + int(r) for r in np.flatnonzero(types == kind)] for kind in RowKind}
    body, headers, lines = rows[RowKind.BODY], rows[RowKind.HEADER], rows[RowKind.LINE]
    if not body:
        return None
    repeated = find_repeated(grid, area, headers, body)
    headers = [row for row in headers if row not in repeated]
    columns = classify_columns(grid, area, body, headers)
    if not columns.figures:
        return None
    held = grid.filled[np.ix_(body, columns.figures)].any(axis=1)
    lines = sorted([*lines, *(row for row, holds in zip(body, held, strict=True) if not holds)])
    body = [row for row, holds in zip(body, held, strict=True) if holds]
    if not headers and (not columns.stubs or len(body) < 2):
        return None
    corner = _find_corner_line(grid, headers, columns.figures)
    if corner is not None:
        headers, lines = headers[1:], sorted([*lines, corner])
    header = label_columns(grid, area, headers, body, columns)
    first = min(*headers, *body) if headers else body[0]
    stub = label_rows(grid, body, [row for row in lines if row > first], columns, headers)
    body = sorted(stub.labels)
    lines = [row for row in lines if row not in stub.headings.blank_rows]
    pages = [row for row in grid.sheet.page_lines if body[0] < row < body[-1]]
    repeated = sorted((*repeated, *pages))
    title = _find_title(grid, lines, first)
    if title.cell is None and len(headers) > 1 and columns.stubs:
        corner_cell = (headers[0], columns.stubs[0])
        if grid.filled[corner_cell]:  # the words over the labels name the table
            title = Title(corner_cell, is_guess=True)
    return TableStructure(area, headers, body, columns, header, stub, title, repeated)


def _find_corner_line(grid: Grid, headers: list[int], figures: list[int]) -> int | None:
    """A first header row whose only words over figures stand over the last column, headed below.

    They say what the figures are ("Headcount") in the corner of the table; they head no column.
    """
    if len(headers) < 2 or len(figures) < 3:
        return None
    row, last = headers[0], figures[-1]
    over = np.array(figures)[grid.filled[row, figures]]
    merged = (row, last) in grid.spans
    alone = list(over) == [last] and not merged
    return row if alone and grid.filled[headers[1:], last].any() else None


def _find_title(grid: Grid, lines: list[int], first: int) -> Title:
    """Choose the title among the rows of lines above a table that begins at row `first`.

    A caption ("Table 3") comes before all; else the first line of the block nearest the table,
    paragraphs and footnotes left out.
    """
    cells = [(row, int(grid.filled[row].argmax())) for row in lines if row < first]
    blocks: list[list[Place]] = []
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


def _add_totals(grid: Grid, structure: TableStructure) -> TableStructure:
    """The same structure with its totals found, and without labels that these show to be wrong."""
    columns, body, stub = structure.columns.figures, structure.body, structure.stub
    figures = [[_read_number(grid, row, column) for column in columns] for row in body]
    row_totals = find_totals(figures, [stub.labels[row] for row in body])
    turned = [list(line) for line in zip(*figures, strict=True)]
    column_totals = find_totals(turned, [structure.header.labels[c] for c in columns])
    sums = {body[t]: [body[p] for p in ps] for t, ps in row_totals.sums.items()}
    labels = _detach_totals(grid, stub, sums, dict(zip(body, figures, strict=True)))
    return replace(
        structure,
        stub=replace(stub, labels=labels),
        row_totals=row_totals,
        column_totals=column_totals,
    )


def _read_number(grid: Grid, row: int, column: int) -> float | None:
    """The exact number that a cell holds, a share or a rate among them; None for all else."""
    if not grid.figures[row, column]:
        return None
    if (row, column) in grid.sheet.unrounded:
        return grid.sheet.unrounded[row, column]
    reading = read_cell_text(grid.sheet.cell(row, column))
    if reading.kind == "number" and reading.count is not None:
        return reading.count.low
    if reading.words == "%" and reading.amount is not None:
        return reading.amount / 100  # as a share, which adds up to no total of counts
    return reading.amount


def _detach_totals(
    grid: Grid, stub: StubLabels, sums: Mapping[int, Sequence[int]], figures: FiguresByRow
) -> dict[int, tuple[str, ...]]:
    """The labels of rows, totals without the words of a group or section whose total they are not.

    The arithmetic decides where it can: rows of other sections are parts as well, and those of
    its own do not come to the total. Else a total after a blank row, or the only one, at the end
    of several sections, stands outside the innermost, unless it says the section's words itself.
    """
    labels = dict(stub.labels)
    said = [row for row in labels if read_wording(labels[row]) == "total"]
    sections = {stub.inherited[row] for row in labels}
    last = max(labels)
    for total in dict.fromkeys((*sums, *said)):
        inherited, own = stub.inherited[total], " ".join(labels[total][-1:])
        parts = sums.get(total)
        if parts and any(figures[total]):
            foreign = [w for w in inherited if _sums_beyond(w, total, parts, labels, figures)]
        else:
            alone = total == last and said == [total] and len(sections) > 2
            outside = alone or not grid.filled[total - 1].any()
            foreign = [w for w in inherited[-1:] if outside and fold(w) not in fold(own)]
        labels[total] = tuple(word for word in labels[total] if word not in foreign)
    return labels


def _sums_beyond(
    word: str,
    total: int,
    parts: Sequence[int],
    labels: Mapping[int, tuple[str, ...]],
    figures: FiguresByRow,
) -> bool:
    """Whether a total needs rows outside the section of these words to come to its figures."""
    inside = [part for part in parts if word in labels[part]]
    if not inside or len(inside) == len(parts):
        return False
    added = [sum(v or 0 for v in line) for line in zip(*map(figures.get, inside), strict=True)]
    return any(v is not None and v != s for v, s in zip(figures[total], added, strict=True))


def find_naming_words(sheet: Sheet, top: int, columns: Iterable[int]) -> str:
    """Words by which a recipe can find a table without a title: each stands once on its sheet.

    They number the page just above its first row `top`, or head its columns, the leftmost first;
    '' where all of them stand elsewhere too.
    """
    columns = list(columns)
    lines = [*([top - 1] if top - 1 in sheet.page_lines else []), top]
    said = Counter(fold(cell.text) for cell in sheet.filled())
    texts = [sheet.cell(line, columns[0]).text for line in lines[:-1]]
    texts += [sheet.cell(top, column).text for column in columns]
    return next((text for text in texts if said[fold(text)] == 1), "")
