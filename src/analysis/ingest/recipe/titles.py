"""Whether a cell is a table's title: its words, with a numbering before and remarks after."""

import re

from analysis.ingest.files.workbook import fold

# A title may carry its number before the words ("Table 3: ").
_NUMBERING = r"(?:(?:table|question|figure|part|q)\s*)?[a-z]?\d*[a-z]?(?:\.\d+)*\s*[-:.)–—]*\s*"
_MARK = r"[*†‡§¶#:.¹²³⁰⁴-⁹]|\d+"
_NOTE = r"(?>see\b|(?:foot)?notes?(?![a-z])|below\b|and\b|\d++|[a-z]\b|[*†‡§¶#&,]|\s)++"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY_WORD = (
    rf"(?:from|to|until|up|since|between|and|inclusive|calendar|financial|years?|ending|{_MONTH})\b"
)
_DAYS = rf"(?=[^()\[\]]*\d)(?>{_DAY_WORD}|\d++(?:st|nd|rd|th)?|[-–—/.,&]|\s)++"
_DAYS_AT_ONCE = rf"(?=\d|from\b|since\b|between\b|{_MONTH}\b){_DAYS}"
# Remarks are footnote marks, notes and days. Any other word makes it another table's title:
# "Complaints by rank - officers dismissed only" are not the complaints by rank.
_REMARKS = (
    rf"(?>\s+{_DAYS_AT_ONCE}|,\s*{_DAYS}|\s*(?:{_MARK})|\s*[(\[]\s*(?:{_DAYS}|{_NOTE})[)\]])*+\s*"
)


def says(text: str, words: str) -> bool:
    """Whether a cell's text is the title `words`, its numbering and remarks aside."""
    return bool(re.fullmatch(_NUMBERING + re.escape(fold(words)) + _REMARKS, fold(text)))


def resembles(text: str, words: str) -> bool:
    """Whether a cell's text opens with the title `words`, whatever qualifies them after.

    Where a table ends at another's title, a qualified one ends it as well.
    """
    opening = _NUMBERING + re.escape(fold(words)) + r"\s*(?:[^\w\s].*|\d.*)?"
    return bool(re.fullmatch(opening, fold(text)))
