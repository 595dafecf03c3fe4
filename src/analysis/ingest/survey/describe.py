"""A table's parts become what is found of it: kinds of labels, totals, marks, questions."""

from collections.abc import Mapping

import numpy as np

from analysis.ingest.files.sheet import spell_address
from analysis.ingest.survey.doubtful import doubt_cells, doubt_hidden
from analysis.ingest.survey.doubts import Doubts
from analysis.ingest.survey.found import FoundTable, Orientation
from analysis.ingest.survey.grid import Grid
from analysis.ingest.survey.judge import doubt_layout
from analysis.ingest.survey.legends import explain_marks
from analysis.ingest.survey.table import Parts
from analysis.ingest.words.kinds import name_kind
from analysis.ingest.words.known_words import read_words
from analysis.ingest.words.legend import Meaning

PERIODS = ("year", "quarter", "month", "range", "date")


def describe(grid: Grid, parts: Parts, legend: Mapping[str, Meaning]) -> FoundTable:
    """All that is found of one table; `legend` is what the notes of its sheet say of glyphs."""
    columns, body = parts.columns, parts.body
    notes = [] if parts.is_list else _list_notes(grid, parts)
    marks = explain_marks(grid, parts, notes, legend)
    doubts = Doubts()
    doubt_layout(grid, parts, doubts)
    doubt_hidden(grid, parts, doubts)
    doubt_cells(grid, parts, marks, doubts)
    total_rows = frozenset(body[line] for line in parts.row_totals.sums)
    total_columns = frozenset(columns.figures[line] for line in parts.column_totals.sums)
    rows = _name_kind(parts.beside.labels, total_rows)
    across = _name_kind(parts.over.labels, total_columns)
    title = parts.title.cell
    return FoundTable(
        sheet=grid.sheet.name,
        title=grid.text(*title) if title else "",
        title_cell=spell_address(*title) if title else "",
        headers=tuple(parts.heads),
        stubs=tuple(columns.stubs),
        rows=tuple(body),
        columns=tuple(columns.figures),
        row_labels=parts.beside.labels,
        column_labels=parts.over.labels,
        row_kind=rows,
        column_kind=across,
        total_rows=total_rows,
        total_columns=total_columns,
        of_which_rows=frozenset(body[line] for line in parts.row_totals.of_which),
        of_which_columns=frozenset(columns.figures[line] for line in parts.column_totals.of_which),
        flags=tuple(columns.flags),
        sections=tuple(parts.beside.headings.sections),
        notes=tuple(spell_address(*cell) for cell in notes),
        marks=marks,
        orientation=_orient(parts, rows, across),
        confidence=round(doubts.trust, 2),
        questions=tuple(doubts.questions),
    )


def _list_notes(grid: Grid, parts: Parts) -> list[tuple[int, int]]:
    """The filled cells of the area that are neither title, head, label nor figure."""
    area, columns = parts.area, parts.columns
    inside = {*columns.stubs, *columns.figures, *columns.flags}
    belong = {*parts.heads, *parts.body}
    notes = []
    for row in range(area.top, area.bottom + 1):
        if row in parts.beside.headings.sections:
            continue
        for column in np.flatnonzero(grid.filled[row, area.left : area.right + 1]) + area.left:
            cell = (row, int(column))
            if cell != parts.title.cell and not (row in belong and column in inside):
                notes.append(cell)
    return notes


def _name_kind(labels: dict[int, tuple[str, ...]], totals: frozenset[int]) -> str:
    """The kind of the innermost labels, totals left out."""
    inner = [words[-1] for line, words in labels.items() if words and line not in totals]
    return name_kind(inner, read_words()).kind


def _orient(parts: Parts, rows: str, columns: str) -> Orientation:
    if parts.is_list:
        return "records"
    if columns in PERIODS:
        return "years across"
    return "years down" if rows in PERIODS else "no years"
