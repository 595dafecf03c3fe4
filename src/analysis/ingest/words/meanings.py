"""What a note says a glyph stands for, put in the words of a recipe where the note settles it."""

import math
import re
from dataclasses import dataclass

from analysis.ingest.words.numerals import NUMERAL
from analysis.ingest.words.ranges import read_range

_MONTH = r"(?:st|nd|rd|th)?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_END = rf"(?![.,]?\d|\s*(?:%|per ?cent|years?|months?|weeks?|days?|hours?|minutes?)|-|{_MONTH})"
MOST_HIDDEN = 100  # nobody hides larger counts: "between 2018 and 2019" are years
_N = rf"\b{NUMERAL}\b{_END}"
_RANGE = (
    r"(?:(?:<|≤|less than|fewer than|under|below|up to|at most|no more than|more than|over)"
    rf"\s*{_N}|"
    rf"(?:between |from )?\b{NUMERAL}\b\s*(?:-|–|to|and)\s*{_N}|"
    rf"{_N} or (?:fewer|less|under|more|over))"
)
_QUANTITY = r"(?:figures?|numbers?|values?|counts?|cells?|totals?|data)"
_BE = r"(?:is|are|was|were)"
# A range is the figure's own only where the note is about the figure: in "children under 5" it
# is an age.
_STATES_RANGE = re.compile(
    rf"(?:^(?:an? )?(?:{_QUANTITY} )?(?:of )?|"
    rf"\b{_QUANTITY}(?: of [a-z ]{{1,30}}? {_BE})?(?: (?:{_BE}|with|of|that|which|containing))* |"
    rf"\bthere {_BE} |"
    rf"\b(?:suppress\w*|confidential|withheld|hidden|replaced|removed)\W*(?:\w+ ){{0,3}}?)"
    rf"(?P<range>{_RANGE})"
)
_ABOVE_ZERO = re.compile(
    r"\(?(?:non-?zero|(?:but )?(?:excluding|not|(?:more|greater) than|above) (?:zero|0|nil))\)?"
    r"(?: (?:but|and))?"
)
_OTHERS = re.compile(
    r"\bother (?:\w+ )?(?:values?|figures?|numbers?|cells?)|secondary|worked out|deduce"
)
_ZERO = re.compile(
    r"(?:an? )?(?:(?:true|real|exact|absolute) )?(?:zero|nil|none|0)"
    r"(?: (?:values?|counts?|returns?|cases|recorded|reported))*|"
    r"no (?!data|information|figures?|values?|record of)[a-z]+(?: (?:were |was )?"
    r"(?:recorded|reported|received|found))?"
)
_SENSES = (
    ("not applicable", re.compile(r"\bnot applicable\b")),
    (
        "not held",
        re.compile(
            r"\b(?:not (?:available|held|recorded|provided|supplied|collected|reported|known)|"
            r"unavailable|missing|no (?:data|information|figures?)|not? held)\b"
        ),
    ),
    ("withheld", re.compile(r"\b(?:withheld|exempt\w*|redact\w*|s(?:ection)? ?40)\b")),
    ("suppressed", re.compile(r"suppress|confidential|disclos|hidden|\b(?:small|low) numbers?\b")),
    ("footnote", re.compile(r"\b(?:revised|provisional|amended|updated)\b")),
)
# Words that make the printed number another number than it looks.
_CHANGES = re.compile(
    r"round|approx|estimat|thousand|million|per ?cent|%|calcul|negligible|unreliable|half|small"
)


_DAYS = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|"
    r"july|august|september|october|november|december|to|from|until|since|up|part|partial|only|"
    r"months?|weeks?|days?|year|(?:19|20)\d\d)\b"
)


def tells_days(said: str) -> bool:
    """Whether a note may change the days of the period it stands on: a date, `part`, `only`."""
    return bool(_DAYS.search(said.lower()))


@dataclass(frozen=True)
class Settled:
    """Words that `read_mark` takes, "" where the note leaves it open."""

    words: str = ""
    floor_unsaid: bool = False


def settle_meaning(said: str) -> Settled:
    """The meaning of a note's words: `1 to 4` is `suppressed 1 to 4`, `not available` `not held`.

    A note of two meanings ("nil or negligible") settles nothing, but for a figure hidden either
    for its size or to protect others: `suppressed`, with no limits. Prose that speaks of
    something else is a `footnote`: a number beside it still counts.
    """
    text = " ".join(said.casefold().split()).strip(" .'\"")
    ways = re.split(r"(?<=[a-z])\s*/\s*(?=[a-z])|\bor\b(?! (?:fewer|less|under|more|over)\b)", text)
    senses = [_settle_one(way.strip(" ,.()")) for way in ways if way.strip()]
    if len(set(senses)) == 1:
        return senses[0]
    if senses and all(sense.words.startswith("suppressed") for sense in senses):
        return Settled("suppressed")
    return Settled()


def _settle_one(text: str) -> Settled:
    if _OTHERS.search(text):
        return Settled("suppressed")
    above_zero = _ABOVE_ZERO.search(text)
    plain = " ".join(_ABOVE_ZERO.sub(" ", text).split())
    if found := _STATES_RANGE.search(plain):
        return _settle_range(found["range"], bool(above_zero))
    if _ZERO.fullmatch(text):
        return Settled("zero")
    for words, pattern in _SENSES:
        if pattern.search(text):
            return Settled(words)
    if len(text.split()) > 3 and not _CHANGES.search(text):
        return Settled("footnote")
    return Settled()


def _settle_range(text: str, above_zero: bool) -> Settled:
    text = text.removeprefix("from ")
    found = read_range(text if text.startswith("between") else text.replace(" and ", " to "))
    if found is None:
        return Settled()
    low, high = found.count.low, found.count.high
    if not math.isinf(high) and high > MOST_HIDDEN:
        return Settled()
    if found.floor_unsaid and above_zero:
        low = 1
    limit = "or more" if math.isinf(high) else f"to {int(high)}"
    return Settled(f"suppressed {low} {limit}", found.floor_unsaid and not above_zero)
