"""What may be wrong with the figures of a table: blanks, marks, words, years, hidden cells."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from analysis.ingest.survey.doubts import GRAVE, LIGHT, Doubts, cross
from analysis.ingest.survey.grid import Grid, Kind
from analysis.ingest.survey.table import Parts
from analysis.ingest.words.reading import Reading, look_at
from analysis.model.count import FOOTNOTE


def doubt_cells(grid: Grid, parts: Parts, marks: Mapping[str, str], doubts: Doubts) -> None:
    """Ask about blanks, marks, words and odd numbers among the figures."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows, columns = np.array(parts.body), np.array(parts.columns.figures)
    plain = np.isin(grid.kinds, (Kind.NUMBER, Kind.DECIMAL, Kind.YEAR)) & ~grid.stored_as_text
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


def _doubt_decimals(grid: Grid, parts: Parts, doubts: Doubts) -> None:
    odd = []
    for column in parts.columns.figures:
        kinds = grid.kinds[parts.body, column]
        fractions = [row for row in parts.body if grid.kinds[row, column] == Kind.DECIMAL]
        if 0 < len(fractions) < 0.5 * (kinds != Kind.BLANK).sum():
            odd += [(row, column) for row in fractions]
    if odd:
        doubts.ask("these are negative or no whole numbers, among counts: what are they?", odd)
    years = [
        column
        for column in parts.columns.figures
        if (grid.kinds[parts.body, column] == Kind.YEAR).mean() > 0.5
    ]
    if years:
        doubts.ask("are these figures counts, or years?", cross(parts.body, years), GRAVE)


def doubt_hidden(grid: Grid, parts: Parts, doubts: Doubts) -> None:
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
    kind = Kind(grid.kinds[cell])
    remark = grid.sheet.remarks.get(cell)
    if remark:
        yield remark
    if cell in grid.spans:
        yield "one figure stands in merged cells: what does it count?"
    elif kind == Kind.BLANK:
        yield "blank, and a blank is never 0: what is meant?"
    if kind == Kind.BLANK:
        return
    if in_list and kind != Kind.ERROR:
        return
    reading = look_at(grid.sheet.cell(*cell))
    yield from _doubt_reading(reading, marks)


def _doubt_reading(reading: Reading, marks: Mapping[str, str]) -> Iterator[str]:
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
