"""A sheet's own legend: what its notes say of each glyph, in the words a recipe would use."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.ingest.files.sheet import Cell
from analysis.ingest.words.footnote_marks import (
    GLYPH,
    GLYPH_NAMES,
    ON_LINE,
    RAISED,
    clear,
    is_raised,
    mend_mojibake,
)
from analysis.ingest.words.whole_numbers import NUMERAL, is_mark, read_range

MOST_HIDDEN = 100  # nobody hides larger counts: "between 2018 and 2019" are years
# What a note says a glyph stands for, put in the words of a recipe where the note settles it.
_MONTH = r"(?:st|nd|rd|th)?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_END = rf"(?![.,]?\d|\s*(?:%|per ?cent|years?|months?|weeks?|days?|hours?|minutes?)|-|{_MONTH})"
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
    ("not recorded", re.compile(r"\b(?:not (?:recorded|collected|captured|kept)|unrecorded)\b")),
    (
        "not held",
        re.compile(
            r"\b(?:not (?:available|held|provided|supplied|reported|known)|"
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

# How a note names a glyph, and how it says that the glyph means something.
_NAME = rf"(?:an? |the )?(?P<name>{'|'.join(GLYPH_NAMES)})s?"
_QUOTE = "['\"‘’“”`]?"
_SIGN = rf"(?:[^\w\s'\"‘’“”()\[\]]{{1,4}}|{GLYPH}+|\")"
_TEXT = r"(?:\[(?:note )?\w{1,4}\]|[<>]\s?\d+|\d+-\d+|n/[a-z]|[a-z]{1,3})"
_GLYPH = rf"{_QUOTE}\(?{_QUOTE}\s*(?P<glyph>{_TEXT}|{_SIGN})\s*{_QUOTE}\)?{_QUOTE}"
_WHICH = (
    rf"(?:(?:an? |the )?(?:{'|'.join(GLYPH_NAMES)}|symbol|letter|mark)s?,?\s*)?{_GLYPH}|{_NAME}"
)
_IS = (
    r"(?:\s*[=:]\s*|\s+[-–—]\s+|\s*\b(?:denotes?|stands? for|means?|represents?|indicates?|"
    r"signif(?:y|ies)|refers? to|shows?|is|are|(?:is |are )?used (?:for|where|to \w+))\s+)"
)
_SHOWN = (
    r",?\s+(?:(?:is|are|was|were|ha(?:s|ve) been|will be) )?(?:suppressed and )?(?:shown|replaced|"
    r"denoted|represented|indicated|marked|displayed|recorded|given|suppressed) "
    r"(?:as|by|with|using) (?:the symbol )?"
)
_SAYS = re.compile(rf"(?:{_WHICH}){_IS}(?P<said>.+)", re.I)
_SHOWS = re.compile(rf"(?P<said>.+?){_SHOWN}(?:{_WHICH})[.)]*", re.I)
_BARE = re.compile(rf"{_GLYPH}\s+(?P<said>\S.+)", re.I)
_RAISED_FIRST = re.compile(rf"^([{RAISED}]+)(?=[^\s{RAISED}=:])")
# A note with its number in front explains the raised digit.
_NUMBERED = re.compile(r"\(?(\d{1,2})[.):]?\s+([^\W\d_]\S*\s.+)")
_LEAD = re.compile(r"(?:(?:key|legend|notes?|symbols?)\s*[:.]\s*)?(?:\d{1,2}[.)]\s+)?", re.I)
_BREAK = re.compile(rf"[\n\r;]+|,\s+(?={_QUOTE}\(?(?:{_TEXT}|{_SIGN})\)?{_QUOTE}\s*=)", re.I)
_BULLETS = ("-", "–", "—", "•", "·", ".", "+", "o", ">", "<")  # points of a list begin with them


@dataclass(frozen=True)
class Meaning:
    """What the notes say of one glyph: words `read_mark` takes, or "" where they do not settle it.

    `quotes` are the notes as printed and `cells` their addresses; `floor_unsaid` where a range
    leaves open whether 0 is in it.
    """

    words: str
    quotes: tuple[str, ...]
    cells: tuple[str, ...]
    floor_unsaid: bool = False

    def __str__(self) -> str:
        """What to quote in a question."""
        pairs = zip(self.quotes, self.cells, strict=True)
        return " / ".join(f"“{quote}” ({cell})" for quote, cell in pairs)


def read_legend(cells: Iterable[Cell]) -> dict[str, Meaning]:
    """What the note cells of a sheet say of its glyphs, by `fold_glyph`.

    A glyph explained in two different ways has no meaning, and both ways are quoted.

    >>> legend = read_legend([Cell(8, 0, "* denotes a figure of between 1 and 4")])
    >>> legend["*"].words
    'suppressed 1 to 4'
    """
    legend: dict[str, Meaning] = {}
    for address, glyph, said, certain in _find_definitions(list(cells)):
        settled = _settle_meaning(said)
        if not certain and settled.words in ("", "footnote") and _may_be_a_word(glyph, said):
            continue
        new = Meaning(settled.words, (said,), (address,), settled.floor_unsaid)
        key = fold_glyph(glyph)
        legend[key] = _join_meanings(legend[key], new) if key in legend else new
    return legend


def fold_glyph(glyph: str) -> str:
    """One name for the ways a glyph is printed: `(R)` and a raised `r` are `r`, an en dash `-`.

    >>> fold_glyph("(R)")
    'r'
    """
    bare = "".join(glyph.split()).translate(ON_LINE).casefold()
    if re.fullmatch(r"\(.+\)", bare):
        bare = bare[1:-1]
    return re.sub("[–—−]", "-", bare.replace("…", "..."))


def mentions_days(said: str) -> bool:
    """Whether a note may change the days of the period it stands on: a date, `part`, `only`."""
    return bool(_DAYS.search(said.lower()))


def _find_definitions(cells: list[Cell]) -> Iterator[tuple[str, str, str, bool]]:
    """Address, glyph, the words said of it, and whether they are surely said of it."""
    by_place = {(cell.row, cell.column): cell for cell in cells}
    for cell in cells:
        text = clear(mend_mojibake(str(cell.value)))
        beside = by_place.get((cell.row, cell.column + 1))
        alone = re.fullmatch(rf"{_GLYPH}\s*[=:]?", text, re.I)
        if beside is not None and alone and _is_short(alone["glyph"]):
            yield cell.address, alone["glyph"], beside.text, True
            continue
        numbered = _NUMBERED.fullmatch(" ".join(text.split()))
        if numbered and not _define(numbered[2]):
            yield cell.address, numbered[1], numbered[2], False
        for piece in filter(None, map(str.strip, _BREAK.split(text))):
            if found := _define(" ".join(_LEAD.sub("", piece, count=1).split())):
                yield cell.address, *found


def _define(text: str) -> tuple[str, str, bool] | None:
    text = _RAISED_FIRST.sub(r"\1 ", text)
    for pattern in (_SAYS, _SHOWS, _BARE):
        if found := pattern.fullmatch(text):
            groups = found.groupdict()
            glyph = groups["glyph"] or GLYPH_NAMES[groups["name"].casefold()]
            if _is_glyph(glyph):
                return glyph, groups["said"], pattern is not _BARE
    return None


def _is_short(glyph: str) -> bool:
    """Signs and single letters: `<5` or `n/a` beside words may be figures beside a label."""
    return _is_glyph(glyph) and not re.search(r"\d|[^\W\d_]{2}", glyph.strip("[]"))


def _is_glyph(text: str) -> bool:
    signs = re.fullmatch(_SIGN, text) and text not in ("•", "·", "&", "£", "%", "/")
    return bool(signs or is_mark(text) or read_range(text) or re.fullmatch(r"\[[\w ]+\]", text))


def _may_be_a_word(glyph: str, said: str) -> bool:
    """Without `=` or `means` a letter may be a word and a sign the point of a list."""
    if glyph in _BULLETS:
        return True
    letter = glyph.isalpha() and not is_raised(glyph)
    return letter and not re.match("revised|provisional", said, re.I)


@dataclass(frozen=True)
class _Settled:
    """Words that `read_mark` takes, "" where the note leaves it open."""

    words: str = ""
    floor_unsaid: bool = False


def _settle_meaning(said: str) -> _Settled:
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
        return _Settled("suppressed")
    return _Settled()


def _settle_one(text: str) -> _Settled:
    if _OTHERS.search(text):
        return _Settled("suppressed")
    above_zero = _ABOVE_ZERO.search(text)
    plain = " ".join(_ABOVE_ZERO.sub(" ", text).split())
    if found := _STATES_RANGE.search(plain):
        return _settle_range(found["range"], bool(above_zero))
    if _ZERO.fullmatch(text):
        return _Settled("zero")
    for words, pattern in _SENSES:
        if pattern.search(text):
            return _Settled(words)
    if len(text.split()) > 3 and not _CHANGES.search(text):
        return _Settled("footnote")
    return _Settled()


def _settle_range(text: str, above_zero: bool) -> _Settled:
    text = text.removeprefix("from ")
    found = read_range(text if text.startswith("between") else text.replace(" and ", " to "))
    if found is None:
        return _Settled()
    low, high = found.count.low, found.count.high
    if not math.isinf(high) and high > MOST_HIDDEN:
        return _Settled()
    if found.floor_unsaid and above_zero:
        low = 1
    limit = "or more" if math.isinf(high) else f"to {int(high)}"
    return _Settled(f"suppressed {low} {limit}", found.floor_unsaid and not above_zero)


def _join_meanings(first: Meaning, second: Meaning) -> Meaning:
    quotes, cells = first.quotes + second.quotes, first.cells + second.cells
    agree = first.words == second.words
    words = first.words if agree else ""
    return Meaning(words, quotes, cells, agree and (first.floor_unsaid or second.floor_unsaid))
