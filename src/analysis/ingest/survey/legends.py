"""The glyphs among a table's figures, and what the notes around it say of them."""

from collections.abc import Iterable

from analysis.ingest.legend import Meaning, name_glyph, read_legend
from analysis.ingest.reading import look_at
from analysis.ingest.survey.grid import Grid, Kind
from analysis.ingest.survey.table import Parts


def list_glyphs(grid: Grid, parts: Parts) -> list[str]:
    """Every glyph that stands for a figure or is glued to one, as printed, each once."""
    glyphs: dict[str, None] = {}
    for row in parts.body:
        for column in parts.columns.figures:
            kind = grid.kinds[row, column]
            glued = grid.stored_as_text[row, column] and kind in (Kind.NUMBER, Kind.YEAR)
            if kind in (Kind.SIGN, Kind.PHRASE) or glued:
                glyph = look_at(grid.sheet.cell(row, column)).glyph
                if glyph:
                    glyphs[glyph] = None
    return list(glyphs)


def explain_marks(
    grid: Grid, parts: Parts, notes: Iterable[tuple[int, int]], legend: dict[str, Meaning]
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
