"""Numbers that are no counts: rates, shares, money, changes, and those of doubtful sign."""

import re
from dataclasses import dataclass

from analysis.ingest.words.numerals import NUMERAL

_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
# A leading zero before another digit makes a code of it, which is no amount.
_DIGITS = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*|0)?(?:\.[0-9]+)?"
_AMOUNT = re.compile(
    rf"(?P<limit>[<>≤≥]=?\s*)?(?P<sign>[-−–+])?\s*(?P<money>[£$€])?\s*(?P<digits>{_DIGITS})\s*"
    rf"(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})?\s*"
    r"(?P<unit>%|per ?cent|pp|percentage points?)?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"(?:[~≈±]|c\.|ca\.|(?:c|circa|about|around|approx\.?|approximately)\s)\s*{NUMERAL}", re.I
)


@dataclass(frozen=True)
class Amount:
    """A size as printed (12.5 of `12.5%`), None where the text leaves it open: `doubt` says why."""

    size: float | None
    unit: str = ""
    doubt: str = ""


def read_amount(text: str) -> Amount | None:
    """The amount a text states, or None where it is no number at all."""
    if _ABOUT.fullmatch(text):
        return Amount(None, doubt=f"{text}: how far off may it be?")
    if re.fullmatch(r"\([0-9][0-9,]*(?:\.[0-9]+)?%?\)", text):
        return Amount(None, doubt=f"{text}: a negative number, or a note?")
    if re.fullmatch(r"[0-9]+,[0-9]+", text) and not re.fullmatch(_DIGITS, text):
        return Amount(None, doubt=f"{text}: a decimal comma, or two values?")
    found = _AMOUNT.fullmatch(text)
    if not found or not found["digits"]:
        return None
    unit = (found["money"] or "") + (found["unit"] or "")
    if found["limit"]:
        return Amount(None, unit, f"{text}: an amount known only by its limit")
    size = float(found["digits"].replace(",", "")) * _SCALES.get((found["scale"] or "").lower(), 1)
    return Amount(-size if (found["sign"] or "+") != "+" else size, unit)
