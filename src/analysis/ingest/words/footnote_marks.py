"""Footnote marks: the one list of glyphs, and how they are glued: `17~`, `2018*`, `12 [1]`."""

import re

from analysis.ingest.files.cell_styles import SUBSCRIPTS, SUPERSCRIPTS
from analysis.ingest.files.sheet import fold

# A glyph added here is known wherever a note may stand: after a number, a label, a period or a
# title, alone in a cell, in a sheet's legend and at the head of a line of notes.
SIGNS = "*†‡§¶^~#"
RAISED = "".join(SUPERSCRIPTS.values()) + "".join(SUBSCRIPTS.values()) + "ᵃ-ᶻ"
ON_LINE = str.maketrans({raised: plain for plain, raised in SUPERSCRIPTS.items()})
GLYPH = f"[{re.escape(SIGNS)}{RAISED}]"
NUMBERED = r"\(\d(?:, ?\d)*\)"  # `(1)` and `(1, 2)`, where no second figure can be meant
# What notes call them, and two marks that are no footnotes: "a dash denotes nil".
GLYPH_NAMES = {"double asterisk": "**", "asterisk": "*", "star": "*", "dash": "-", "hyphen": "-"}
GLYPH_NAMES |= {"hash": "#", "tilde": "~", "colon": ":", "caret": "^", "dagger": "†"}

# After a digit any other sign may tell of a note as well, but for those with a meaning of their
# own (%, +, <, £, -): they change the number.
_NO_GLYPH = r"\w\s.,;:%+<>=/\\()\[\]{}£$€&@|?!≤≥±×÷–—−-"
_SIGN = rf"(?:{GLYPH}|[^{_NO_GLYPH}])"
_SQUARE = r"\[(?:note )?\w{1,4}(?:, ?\w{1,4})*\]"
_ROUND = rf"\((?:[a-z]{{1,2}}|note \d+|{_SIGN}{{1,3}})\)"
# Of letters only those that statistics glue to figures: revised, provisional, estimated.
_GLUED_GLYPH = rf"(?:{_SIGN}{{1,4}}|{_SQUARE}|{_ROUND}|[rpe])"
_GLUED = re.compile(
    rf"(.*?[0-9])\s*({_GLUED_GLYPH}(?:\s*{_GLUED_GLYPH}){{0,3}})", re.IGNORECASE | re.DOTALL
)
_AFTER_WORDS = re.compile(rf"(.*?[^\W\d_{RAISED}])\s*({GLYPH}{{1,4}})", re.DOTALL)
_NOTES = re.compile(rf"(?:\s*{GLYPH}+)+\s*$")
_NUMBERED_NOTES = re.compile(rf"(?:\s*(?:{NUMBERED}|{GLYPH}+))+\s*$")
# Marks of writing direction, joiners, soft hyphens, the byte order mark.
_INKLESS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def split_glyph(text: str) -> tuple[str, str]:
    """What stands before the glyph at the end of a text, and the glyph; '' where there is none.

    A letter is one only after a digit: the `r` of `over` is none. `12 (3)` has none either, for
    a number in round brackets may be a second figure.

    >>> split_glyph("1,204 (r)"), split_glyph("5 or fewer¹")
    (('1,204', '(r)'), ('5 or fewer', '¹'))
    >>> split_glyph("12%")
    ('12%', '')
    """
    glued = _GLUED.fullmatch(text) or _AFTER_WORDS.fullmatch(text)
    return glued.groups() if glued else (text, "")


def is_raised(glyph: str) -> bool:
    """Whether a glyph is of raised or lowered digits and letters alone."""
    return bool(re.fullmatch(f"[{RAISED}]+", glyph))


def strip_notes(label: str, numbered: bool = False) -> str:
    """A label without the notes behind it; one that is nothing else stays.

    A number in brackets may be part of it, `Level 2 (1)`: it goes where `numbered` notes may stand.

    >>> strip_notes("Total¹²"), strip_notes("Police staff*"), strip_notes("*")
    ('Total', 'Police staff', '*')
    """
    return (_NUMBERED_NOTES if numbered else _NOTES).sub("", label) or label


def fold_label(label: str, numbered: bool = False) -> str:
    """What tells two labels apart: case, spaces and the notes behind them do not."""
    return fold(strip_notes(label, numbered))


def clear(text: str) -> str:
    """The text without its inkless characters and the spaces around it; inner spaces stay."""
    return _INKLESS.sub("", text).strip()


def mend_mojibake(text: str) -> str:
    """The text as it was before UTF-8 was read as Windows-1252; any other text as it is.

    >>> mend_mojibake("2018â€“19")
    '2018–19'
    """
    if not re.search("[ÃÂâ]", text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
