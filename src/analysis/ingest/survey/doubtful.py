"""What may be wrong with one cell among figures: blank, unexplained, of many values, an error."""

from collections.abc import Iterator, Mapping

from analysis.ingest.survey.grid import Grid, Kind
from analysis.ingest.words.reading import Reading, look_at
from analysis.model.count import FOOTNOTE


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
