"""The glyphs among a table's figures, and what the notes around it say of them."""

from collections.abc import Iterable, Mapping

import numpy as np

from analysis.ingest.survey.grid import Grid, Kind
from analysis.ingest.survey.table import Parts
from analysis.ingest.words.legend import Meaning, name_glyph, read_legend
from analysis.ingest.words.reading import look_at


def list_glyphs(grid: Grid, parts: Parts) -> list[str]:
    """Every glyph that stands for a figure or is glued to one, as printed, each once."""
    glyphs: dict[str, None] = {}
    rows, columns = np.array(parts.body), np.array(parts.columns.figures)
    box = np.ix_(rows, columns)
    kinds = grid.kinds[box]
    glued = grid.stored_as_text[box] & np.isin(kinds, (Kind.NUMBER, Kind.YEAR))
    for row, column in np.argwhere(np.isin(kinds, (Kind.SIGN, Kind.PHRASE)) | glued):
        cell = grid.sheet.cell(int(rows[row]), int(columns[column]))
        if glyph := look_at(cell).glyph:
            glyphs[glyph] = None
    return list(glyphs)


def explain_marks(
    grid: Grid, parts: Parts, notes: Iterable[tuple[int, int]], legend: Mapping[str, Meaning]
) -> dict[str, str]:
    """Each glyph with its meaning: by the table's own notes, else by the sheet's; "" if neither."""
    glyphs = list_glyphs(grid, parts)
    if not glyphs:
        return {}
    own = read_legend(grid.sheet.cell(*cell) for cell in notes)
    marks = {}
    for glyph in glyphs:
        meaning = own.get(name_glyph(glyph)) or legend.get(name_glyph(glyph))
        marks[glyph] = meaning.words if meaning else ""
    return marks
