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
