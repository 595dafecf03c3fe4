"""Glyphs glued to a number or a label: `17~`, `2018*`, `12 [1]`, `1,204 (r)`, `3²`."""

import re

RAISED = "¹²³⁴-⁹⁰ᵃ-ᶻ"
# Signs with a meaning of their own (%, +, <, £, -) are no glyph: they change the number.
_NO_GLYPH = r"\w\s.,;:%+<>=/\\()\[\]{}£$€&@|?!≤≥±×÷–—−-"
_SIGN = rf"(?:[^{_NO_GLYPH}]|[{RAISED}])"
_SQUARE = r"\[(?:note )?\w{1,4}(?:, ?\w{1,4})*\]"
_ROUND = rf"\((?:[a-z]{{1,2}}|note \d+|{_SIGN}{{1,3}})\)"
# Of letters only those that statistics glue to figures: revised, provisional, estimated.
_GLYPH = rf"(?:{_SIGN}{{1,4}}|{_SQUARE}|{_ROUND}|[rpe])"
_GLUED = re.compile(rf"(.*?[0-9])\s*({_GLYPH}(?:\s*{_GLYPH}){{0,3}})", re.IGNORECASE | re.DOTALL)


def split_glyph(text: str) -> tuple[str, str]:
    """What stands before the glyph at the end of a text, and the glyph; '' where there is none.

    Only after a digit is it a glyph: the `r` of `over` is none. `12 (3)` has none either, for
    a number in round brackets may be a second figure.
    """
    glued = _GLUED.fullmatch(text)
    return glued.groups() if glued else (text, "")


# What of a text is seen: characters without ink are dropped, mangled ones mended.

# Marks of writing direction, joiners, soft hyphens, the byte order mark.
_INKLESS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clear(text: str) -> str:
    """The text without its inkless characters and the spaces around it; inner spaces stay."""
    return _INKLESS.sub("", text).strip()


def mend_mojibake(text: str) -> str:
    """`–` of `â€“`: UTF-8 once read as Windows-1252; any other text as it is."""
    if not re.search("[ÃÂâ]", text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
