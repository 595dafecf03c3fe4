"""Counts with their words in one cell: `2 x Officers`, `1x Written warning, 2x RPRP`."""

import re

from analysis.ingest.words.ink import clear
from analysis.ingest.words.numerals import DIGITS, NUMERAL, read_whole

MOST_WORDS = 3  # beside a number without `x`; a longer text is a sentence

# After these words the number is a part, a measure or an amount of something, no count of it.
_NO_THING = (
    r"(?:hundred|thousand|million|billion|dozen|[km]|bn|per|percent|am|pm|st|nd|rd|th|or|and|to|"
    r"of|in|out|plus|x|hours?|days?|weeks?|months?|years?)\b"
)
_TIMES = re.compile(rf"({NUMERAL})\s*[x×]\s+(\D+)|({NUMERAL})\s*[x×]([^\W\d_]{{2}}\D*)", re.I)
_PLAIN = re.compile(rf"({NUMERAL})\s+(?!{_NO_THING})([^\W\d_][^\d%]*)", re.I)
_AFTER = re.compile(rf"(\D*[^\W\d_]\)?)(?:\s*[=:]\s*|\s+[-–—x×]\s+)({NUMERAL})", re.I)
_BRACKETED = re.compile(rf"(\D*[^\W\d_])\s*\(({NUMERAL})\)", re.I)
# A comma or `and` divides only before a count, for words have commas of their own.
_BREAK = re.compile(
    rf"\s*[\n\r;]+\s*|,\s+(?={NUMERAL}(?:[x×]|\b))|,?\s+(?:and|&)\s+(?={NUMERAL}(?:[x×]|\b))", re.I
)


def read_counts_with_words(text: str) -> list[tuple[int, str]]:
    """Every count of a cell with its words: `1x Written warning, 2x RPRP` has two.

    Reads the count before its words (`2 x Officers`, `two officers`) or after (`Facebook = 6`,
    `Facebook (6)`), divided by line breaks, semicolons, or by commas and `and` before a count.
    Raises ValueError naming the part that is no count with words.
    """
    parts = [part for part in _BREAK.split(clear(str(text))) if part.strip(" ,")]
    if not parts:
        raise ValueError("the cell is blank, and a blank is never taken for 0")
    if len(parts) == 1 and "," in parts[0]:
        parts = _split_after_counts(parts[0])
    return [_read_part(part.strip(" ,.")) for part in parts]


def _split_after_counts(text: str) -> list[str]:
    """`Facebook = 6, Twitter = 2`: where every piece ends in its count, commas divide."""
    pieces = [piece.strip() for piece in re.split(r",\s+", text)]
    after = all(_AFTER.fullmatch(piece) or _BRACKETED.fullmatch(piece) for piece in pieces)
    return pieces if after else [text]


def _read_part(part: str) -> tuple[int, str]:
    if found := _TIMES.fullmatch(part) or _PLAIN.fullmatch(part):
        number, words = (group for group in found.groups() if group)
    elif found := _AFTER.fullmatch(part) or _BRACKETED.fullmatch(part):
        words, number = found.groups()
    else:
        raise ValueError(f"{part!r} is no count with words such as '2 x Written warning'")
    return read_whole(number), " ".join(words.split())


def list_values(text: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """The counts a cell seen alone holds, each with its words, and what is doubtful about them.

    `45 (12%)`, `12 1` and `4/5` hold more than one number with no word to say which counts:
    doubtful, as every one of them may be. Nothing where the cell is no such list; a text that
    ends in one number (`Table: 2`) is a label sooner than a count.
    """
    pieces = re.split(r"\s*[\n/;]\s*|,\s+|\s+", text)
    numbers = [re.fullmatch(rf"\(?({DIGITS})(\.\d+)?(%?)\)?", piece) for piece in pieces]
    if len(pieces) > 1 and all(numbers):
        parts = tuple((read_whole(found[1]), found[3]) for found in numbers if not found[2])
        return parts, f"{' '.join(text.split())}: which of these numbers is the count?"
    try:
        parts = tuple(read_counts_with_words(text))
    except ValueError:
        return (), ""
    if len(parts) == 1 and not _TIMES.fullmatch(text):
        number, words = parts[0]
        counted = _PLAIN.fullmatch(text) and len(words.split()) <= MOST_WORDS
        if not counted or 1900 <= number < 2100:  # a year begins a label
            return (), ""
    return parts, ""
