"""Rungs: how a figure was come by. Every figure stands on one, and none climbs in silence."""

from enum import StrEnum

import pandas as pd

LADDER = (
    "Every figure stands on one rung of a ladder, and says on which. No figure climbs without "
    "saying so."
)


class Rung(StrEnum):
    """The ladder, the firmest first (methods.md 0.1): its letter in data, its name, what it means.

    The report's glossary, the README and the notebooks take their words from here.
    """

    word: str
    meaning: str

    def __new__(cls, letter: str, word: str, meaning: str) -> "Rung":
        rung = str.__new__(cls, letter)
        rung._value_ = letter
        rung.word, rung.meaning = word, meaning
        return rung

    @classmethod
    def of(cls, low: float, high: float) -> "Rung":
        """That of a count from `low` to `high`: exact where they are one number, else bounds."""
        return cls.EXACT if low == high else cls.BOUNDS

    EXACT = (
        "E",
        "Exact",
        "The window is made of whole reported cells, and their sum is the count.",
    )
    BOUNDS = (
        "B",
        "Bounds",
        "A cell straddles the window’s edge, or is hidden. The count lies between the two numbers, "
        "each of them attained by some way the events may have fallen. There is no best guess in "
        "between.",
    )
    APPORTIONED = (
        "A",
        "Apportioned",
        "The straddled cell is divided by days, under an assumption that is named. The estimate "
        "never stands without its bounds.",
    )
    OWN_WINDOW = (
        "O",
        "Own window",
        "A rate over the very days the force reported. It needs no division of a cell.",
    )
    REFUSED = (
        "R",
        "Refused",
        "A code in place of a number, with the evidence and with what would help.",
    )


def list_rungs() -> pd.DataFrame:
    """One row a rung, the firmest first: its letter, its name and what it means.

    >>> list_rungs()["name"].tolist()
    ['Exact', 'Bounds', 'Apportioned', 'Own window', 'Refused']
    """
    rows = [{"letter": rung, "name": rung.word, "meaning": rung.meaning} for rung in Rung]
    return pd.DataFrame(rows).astype({"letter": str})
