"""Cells that state no number: marks (`*`, `[c]`, NIL, "not held") and a formula's errors.

Which texts are marks is known here; what one means is not. `-` is zero in one sheet and
suppressed in the next: only the sheet's legend or the recipe says.
"""

import re

from analysis.ingest.words.glyphs import RAISED

# The shorthand of official statistics: confidential, estimated, provisional, revised, low
# reliability, not available, not applicable. Other lone letters are labels (M, F, A, B).
_LETTER = r"[ceprxzu]"
_SIGNS = r"[^\w\s£$€%&]{1,4}|(?:[^\w\s£$€%&] ){1,3}[^\w\s£$€%&]"
_BRACKETED = rf"\[(?:note )?\w{{1,6}}\]|[{RAISED}]{{1,3}}|\((?:{_LETTER}|[^\w\s()]{{1,3}})\)"
_NONE = (
    r"nil(?: returns?| recorded)?|none(?: recorded| held| identified| reported)?|"
    r"no (?:data|cases?|records?|info(?:rmation)?|figures?|results?|returns?|complaints?)"
    r"(?: (?:is |are )?(?:held|recorded|available|found|reported|provided|supplied))?"
)
_NOT = (
    r"(?:data |info(?:rmation)? )?(?:is |are )?"
    r"not (?:yet )?(?:held|recorded|available|applicable|provided|supplied|collected|calculable|"
    r"released)|n ?[/.] ?a\.?|na|n[/.][kdr]\.?|nk"
)
_HIDDEN = (
    r"(?:data |figures? |information )?(?:withheld|exempt(?:ed)?|redacted|suppressed|confidential|"
    r"refused|disclosive)|ncnd|neither confirm(?:ed)? nor den(?:y|ied)"
)
# A refusal names its section of the Act: 12 (cost) and upwards.
_SECTION = (
    r"s(?:ec(?:tion)?)?[. ]*(?:1[2-9]|[2-4]\d)(?:\s*\(\w{1,2}\))*"
    r"(?:\s+(?:applies|exemption|foia?))*"
)
_MARK = re.compile(
    rf"{_LETTER}|{_SIGNS}|{_BRACKETED}|{_NONE}|{_NOT}|{_HIDDEN}|{_SECTION}|"
    rf"(?:{_HIDDEN})(?: under| by| -|:)? {_SECTION}",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!)|"
    r"Err:\d{3}|=.*[(A-Z].*"
)


def is_mark(text: str) -> bool:
    """Whether a text stands in place of a number and means what somebody else has to say."""
    return bool(_MARK.fullmatch(text.rstrip(".") or text) or _MARK.fullmatch(text))


def is_error(text: str) -> bool:
    """A formula's error, or a formula shown instead of its value."""
    return bool(_ERROR.fullmatch(text))
