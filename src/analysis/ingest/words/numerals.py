"""Whole numbers as people write them: digits, digits in threes, and number words."""

import re

from analysis.ingest.words.ink import clear

# A leading zero makes a code or a day of it; the gap of a thousand is a comma or one space.
DIGITS = r"(?:[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:[ \u00a0\u2009\u202f][0-9]{3})+)|[1-9][0-9]*|0)"

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: number for number, word in enumerate(_SMALL)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_WORDS |= {
    f"{tens}{gap}{one}": _WORDS[tens] + _WORDS[one]
    for tens in _TENS
    for one in _SMALL[1:10]
    for gap in ("-", " ")
}
NUMBER_WORDS = "|".join(sorted(_WORDS, key=len, reverse=True))
NUMERAL = rf"(?:{DIGITS}|{NUMBER_WORDS})"


def read_whole(text: str) -> int | None:
    """17 of `17`, 1204 of `1,204` and `1 204`, 21 of `twenty-one`; None for anything else.

    A line break never joins two halves of a number: two numbers may stand in the cell.
    """
    text = clear(text)
    if re.fullmatch(DIGITS, text):
        return int(re.sub(r"[^0-9]", "", text))
    return _WORDS.get(text.casefold())
