"""The words that stand left of a row: force, reference, provenance; and the letters of notes."""

import re

from matplotlib.text import Text

from analysis.publish.figures.drawing import MARGIN, Drawing
from analysis.publish.material import Material, SeriesKey
from analysis.publish.style import (
    INK,
    MUTED,
    PROVENANCE_COLOURS,
    TEXT,
    line_height,
    wrap_text,
)

LABEL_WIDTH = 46.0  # mm, the gap to the axis included
_INNER = LABEL_WIDTH - 3


def _lines(material: Material, key: SeriesKey) -> list[tuple[list[str], float, dict]]:
    ink = PROVENANCE_COLOURS[key.provenance][1]
    weight = "bold" if key.provenance == "illustrative" else "normal"
    force = wrap_text(material.names.force(key.force), _INNER, TEXT, bold=True)
    return [
        (force, TEXT, {"weight": "bold", "color": INK}),
        (wrap_text(key.reference, _INNER), 7.2, {"color": MUTED}),
        ([material.spell_provenance(key)], 7.2, {"color": ink, "weight": weight}),
    ]


def measure_label(material: Material, key: SeriesKey) -> float:
    """The height in mm of the label of a series."""
    return sum(line_height(size, len(lines)) for lines, size, _ in _lines(material, key))


def write_label(drawing: Drawing, material: Material, key: SeriesKey, top: float) -> list[Text]:
    """Write who said it, in which reply, and whose figures they are, at `top` mm of the body."""
    texts = []
    for lines, size, look in _lines(material, key):
        texts.append(drawing.write(MARGIN, top, lines, size, **look))
        top += line_height(size, len(lines))
    return texts


def drop_marks(words: list[str]) -> list[str]:
    """The words without the letters that `Notes.mark` set beside them: nobody hears footnotes."""
    return [re.sub(r"( \([a-z][0-9]*\))+$", "", word) for word in words]


class Notes:
    """Notes under a figure, each with a letter; the same words get the same letter."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def mark(self, text: str) -> str:
        """The mark to set beside a figure, ` (a)`; nothing where there is nothing to note."""
        if not text:
            return ""
        if text not in self.texts:
            self.texts.append(text)
        return f" ({self._letter(self.texts.index(text))})"

    def listed(self) -> list[str]:
        return [f"({self._letter(i)}) {text}." for i, text in enumerate(self.texts)]

    @staticmethod
    def _letter(number: int) -> str:
        return chr(ord("a") + number) if number < 26 else f"a{number - 25}"
