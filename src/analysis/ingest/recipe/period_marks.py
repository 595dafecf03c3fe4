"""Glyphs glued to a period, such as `2021/22*`: a note that may change which days are meant."""

from collections.abc import Mapping

from analysis.ingest.words.marks import are_notes, list_notes
from analysis.ingest.words.periods import recognise_period
from analysis.model.count import Mark


class UndeclaredMark(ValueError):
    """A period with a glyph that the recipe calls no footnote; `remedy` says what to do."""

    def __init__(self, words: str, glyph: str):
        super().__init__(f"{words!r} carries the mark {glyph!r}, whose note may change its days")
        self.remedy = (
            "look up the note; write the days under `periods`, or "
            f'`marks: {{"{glyph}": footnote}}` where it does not'
        )


def note_mark(words: str, marks: Mapping[str, Mark]) -> str:
    """What to note of a figure for the glyph on its period's label; blank where there is none.

    Raises UndeclaredMark unless the recipe's marks call the glyph a footnote.
    """
    period = recognise_period(words)
    if period is None or not period.glyph:
        return ""
    if not are_notes(period.glyph, list_notes(marks)):
        raise UndeclaredMark(words, period.glyph)
    return f"label marked {period.glyph}"
