"""What the words of a line say of its figures: a sum, a part of the line above, or no count."""

import re
from collections.abc import Sequence
from typing import Literal

Wording = Literal["total", "part", "share", "none"]

OUTRIGHT = re.compile(r"\b(?:sub-?\s?)?totals?\b")
PERHAPS = (
    re.compile(  # "All forces", or "All day"; "Baton, of which" over its kinds, or one of them
        r"^all\b(?! others?\b)|^overall\b|^(?:sum|aggregate)\b|\b(?:of which|of whom)\W*$"
    )
)
PART = re.compile(r"^\W*(?:(?:out )?of (?:which|whom|these|those)|including|incl|thereof)\b")
SHARE = re.compile(  # measures that are worked out from counts and do not add up
    r"%|\bper ?cent|\bproportions?\b|\baverage\b|\bmean\b|\bmedian\b|\bratio\b|\brank(?:ing)?$"
    r"|\bper (?:[\d,]+|head|capita|officer|thousand|million)\b|\brates?$|^rate\b"
    r"|^(?:\w+ )?(?:change|difference|increase|decrease)\b(?! of)"
)


def read_wording(words: Sequence[str]) -> Wording:
    """What the innermost words of a line say; `share` goes first: "% of total" is no total."""
    last = " ".join(words[-1].split()).casefold() if words else ""
    if SHARE.search(last):
        return "share"
    if PART.search(last):
        return "part"
    return "total" if OUTRIGHT.search(last) or PERHAPS.search(last) else "none"


def says_total_outright(words: Sequence[str]) -> bool:
    """Whether the words are enough to call a line a total that no lines add up to."""
    return bool(OUTRIGHT.search(words[-1].casefold()))


def is_under_share(words: Sequence[str]) -> bool:
    """Whether a banner over the line says that its figures are shares or rates."""
    return any(SHARE.search(" ".join(word.split()).casefold()) for word in words[:-1])


def is_under_total(words: Sequence[str]) -> bool:
    """Whether a banner over the line says total: `Total` over Male, Female."""
    return any(read_wording([word]) == "total" for word in words[:-1])


def show_shape(words: Sequence[str]) -> str:
    """The innermost words with every number as 9: the years of a series share one shape."""
    return re.sub(r"\d+", "9", " ".join(words[-1].split()).casefold()) if words else ""
