"""Provenance: whose figures these are, from what is made up to what a force itself disclosed."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple


class Provenance(StrEnum):
    """The three kinds, the weakest first: of several the weakest is that of the whole."""

    ILLUSTRATIVE = "illustrative"
    TRANSCRIBED = "transcribed"
    DISCLOSED = "disclosed"

    @property
    def mark(self) -> "ProvenanceMark":
        """What readers see of it."""
        return MARKS[self]


class ProvenanceMark(NamedTuple):
    """The stamp in a figure, the same where other kinds stand beside it, the headers of pages.

    `shade` is the ground and `ink` the colour of the words on it, as in the report's style sheets.
    """

    meaning: str
    stamp: str
    mixed: str
    header: str
    letter_header: str
    shade: str
    ink: str


MARKS = {
    Provenance.ILLUSTRATIVE: ProvenanceMark(
        "made up in the shape that a force's letter describes; never the force's figures",
        "ILLUSTRATIVE - not the force's figures",
        "PART ILLUSTRATIVE - each force says which",
        "ILLUSTRATIVE FIGURES – not the forces’ own",
        "EXAMPLE, NOT TO BE SENT – its figures are ILLUSTRATIVE, not the force’s own",
        "#fdeccd",
        "#7a3e00",
    ),
    Provenance.TRANSCRIBED: ProvenanceMark(
        "copied by hand from what was published, with its source",
        "Transcribed from published replies",
        "Part transcribed from published replies",
        "TRANSCRIBED FIGURES – copied from what was published",
        "DRAFT LETTER – its figures are TRANSCRIBED from what was published",
        "#dfeaf6",
        "#1b4a7a",
    ),
    Provenance.DISCLOSED: ProvenanceMark(
        "read from the workbook that the force itself sent",
        "Disclosed by the force",
        "Disclosed by the force",
        "DISCLOSED FIGURES – from the forces’ own workbooks",
        "DRAFT LETTER – its figures are DISCLOSED by the force",
        "#dff0e3",
        "#1d5a2e",
    ),
}
PROVENANCES = tuple(kind.value for kind in Provenance)


def rank_provenance(provenance: str) -> int:
    """0 for the weakest claim, more for each stronger one; ValueError for an unknown word."""
    return PROVENANCES.index(provenance)


def list_weaker(provenance: str) -> list[str]:
    """The kinds that claim less, the weakest last.

    >>> list_weaker("disclosed")
    ['transcribed', 'illustrative']
    """
    return list(reversed(PROVENANCES[: rank_provenance(provenance)]))


def find_weakest(provenances: Iterable[str]) -> str:
    """The weakest of some: nothing made up may pass as real.

    >>> find_weakest(["disclosed", "illustrative"])
    'illustrative'
    """
    return min(provenances, key=rank_provenance)


def choose_stamp(provenances: Iterable[str], second_hand: Collection[bool] = ()) -> tuple[str, str]:
    """The weakest provenance of what a figure shows, and the words of the stamp that says so.

    `second_hand` says of each reply whether a press report alone tells its figures.
    Raises ValueError where there is none: no figure is drawn without one.
    """
    found = set(provenances)
    known = found & set(PROVENANCES)
    if not known:
        raise ValueError(f"no provenance among {sorted(found)}: no figure is drawn without one")
    weakest = find_weakest(known)
    mark = Provenance(weakest).mark
    words = mark.stamp if len(found) == 1 else mark.mixed
    how_many = {True: "second-hand", False: "some second-hand"}[all(second_hand)]
    return weakest, words + (f", {how_many}" if any(second_hand) else "")
