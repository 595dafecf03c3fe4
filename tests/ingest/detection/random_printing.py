"""How the counts of a random table are printed: plain, as text, hidden, glued, blank, in words."""

from random import Random
from typing import Any

from random_words import GLUED, LEGENDS, NUMBER_WORDS, RANGES

# The lowest counts that a mark may stand for, and the highest.
Meaning = tuple[tuple[int, ...], float | None]


class Printer:
    """How the counts of one table are printed: plain, as text, with marks, glyphs and blanks."""

    def __init__(self, rng: Random):
        self.rng = rng
        self.marks = rng.random() < 0.3
        self.glued = rng.choice(list(GLUED)) if rng.random() < 0.15 else ""
        self.as_text = rng.random() < 0.12
        self.blanks = rng.random() < 0.08
        self.words = rng.random() < 0.05
        self.several = rng.random() < 0.04
        self.glyph = rng.choice([*LEGENDS, *RANGES])
        self.legend: list[str] = []
        self.meaning: Meaning = ((), None)
        self.meanings: dict[str, Meaning] = {}
        if self.glyph in RANGES:
            self.meaning = RANGES[self.glyph]
        elif rng.random() < 0.6:
            line, lows, high = rng.choice(LEGENDS[self.glyph])
            self.meaning = (lows, high)
            if self.marks:
                self.legend.append(line)
                self.meanings[self.glyph] = self.meaning
        if self.glued:
            self.legend.append(GLUED[self.glued])

    def show(self, count: int, plain: bool) -> tuple[Any, dict]:
        """What the cell holds and what is true of it; `plain` cells, the totals, are not hidden."""
        rng, exact = self.rng, {"values": (count,)}
        if not plain:
            if self.marks and rng.random() < 0.25:
                return self.glyph, {"lows": self.meaning[0], "high": self.meaning[1]}
            if self.blanks and rng.random() < 0.15:
                return None, {}
            if self.several and rng.random() < 0.2:
                return "1x Written warning, 2x Dismissed", {}
            if self.words and count < len(NUMBER_WORDS):
                return NUMBER_WORDS[count].capitalize(), exact
        if self.glued and rng.random() < 0.2:
            return f"{count}{self.glued}", exact
        if self.as_text:
            return f"{count:,}", exact
        return count, exact
