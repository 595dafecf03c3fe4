"""Whose figures these are, in the words and order of the three kinds of provenance."""

from collections.abc import Iterable

# The weakest first: nothing made up may pass as real.
STAMPS = {
    "illustrative": "ILLUSTRATIVE - not the force's figures",
    "transcribed": "Transcribed from published replies",
    "disclosed": "Disclosed by the force",
}
MIXED = {
    "illustrative": "PART ILLUSTRATIVE - each force says which",
    "transcribed": "Part transcribed from published replies",
}


def choose_stamp(provenances: Iterable[str], second_hand: bool = False) -> tuple[str, str]:
    """The weakest provenance, and the words of the stamp that says so."""
    found = set(provenances)
    weakest = next((word for word in STAMPS if word in found), None)
    if weakest is None:
        raise ValueError(f"no provenance among {sorted(found)}: no figure is drawn without one")
    words = STAMPS[weakest] if len(found) == 1 else MIXED[weakest]
    return weakest, words + (", some second-hand" if second_hand else "")
