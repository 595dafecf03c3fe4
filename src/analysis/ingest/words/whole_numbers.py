"""Whole numbers as cells state them, exactly or as a range; and what states none."""

import math
import re
from dataclasses import dataclass

from analysis.ingest.words.footnote_marks import GLYPH, clear
from analysis.model.count import Count

# Whole numbers as people write them: digits, digits in threes, and number words.

# A leading zero makes a code or a day of it; the gap of a thousand is a comma or one space.
_GAP = "[ \u00a0\u2007\u2009\u202f]"
DIGITS = rf"(?:[1-9][0-9]{{0,2}}(?:(?:,[0-9]{{3}})+|(?:{_GAP}[0-9]{{3}})+)|[1-9][0-9]*|0)"
MINUS = "-−–—‐‑"
LEAST_BAND = 10  # a count that is hidden is known to be less

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

    >>> read_whole("1,204"), read_whole("twenty-one"), read_whole("1,20")
    (1204, 21, None)
    """
    text = clear(text)
    if re.fullmatch(DIGITS, text):
        return int(re.sub(r"[^0-9]", "", text))
    return _WORDS.get(text.casefold())


# Numbers that are no counts: rates, shares, money, changes, and those of doubtful sign.

CURRENCIES, PERCENTAGE = "£$€", "a percentage"
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
# A leading zero before another digit makes a code of it, which is no amount.
_SIZE = rf"{DIGITS}?(?:\.[0-9]+)?"
_SIGN = rf"(?P<sign>[{MINUS}+])?\s*(?P<money>[£$€])?\s*(?P<after>[{MINUS}])?"
_AMOUNT = re.compile(
    rf"(?P<limit>[<>≤≥]=?\s*)?{_SIGN}\s*(?P<digits>{_SIZE})\s*"
    rf"(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})?\s*"
    r"(?P<unit>%|per ?cent|pp|percentage points?|[£$€]|GBP|EUR)?",
    re.IGNORECASE,
)
# Hours and minutes are a duration where they are no time of day.
DURATION = "hours"
_DURATION = re.compile(
    r"(?=\d+:\d\d:|2[4-9]:|[3-9]\d:|\d{3,}:)(\d+):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?"
)
_ABOUT = re.compile(
    rf"(?:[~≈±]|c\.|ca\.|(?:c|circa|about|around|approx\.?|approximately)\s)\s*{NUMERAL}", re.I
)
# Forms that are numbers, but not beyond doubt which: 1.165,50 and 1'165 are thousands elsewhere.
_FOREIGN = rf"(?:[1-9][0-9]{{0,2}}(?:(?:[.'’]|{_GAP})[0-9]{{3}})+|[0-9]+)(?:,[0-9]+)?"
_ANY_SIZE = rf"(?=[.0-9])(?:[0-9,]*|{_SIZE}|{_FOREIGN})(?:\.[0-9]+)?"
_BELOW_ZERO = "a negative number, or a note?"
_WHICH_SIGN = "a sign for thousands, for decimals, or between two values?"
_DOUBTS = [
    (re.compile(form, re.IGNORECASE), doubt)
    for form, doubt in (
        (rf"\(\s*{_SIGN}\s*{_ANY_SIZE}\s*%?\s*\)", _BELOW_ZERO),
        (rf"(?!(?:19|20)[0-9]{{2}}\D)[£$€]?\s*{_ANY_SIZE}\s?[{MINUS}]", _BELOW_ZERO),
        (
            rf"{_SIGN}\s*(?=.*[^0-9]){_FOREIGN}\s*%?",
            "a sign for thousands, for decimals, or between two values?",
        ),
        (rf"[{MINUS}+]?[0-9]+(?:\.[0-9]+)?E[{MINUS}+]?[0-9]{{1,3}}", "a power of ten, or a code?"),
    )
]


@dataclass(frozen=True)
class Amount:
    """A size as printed (12.5 of `12.5%`), None where the text leaves it open: `doubt` says why."""

    size: float | None
    unit: str = ""
    doubt: str = ""


def describe_unit(unit: str) -> str:
    """What an amount with a unit is: money, a percentage, a duration.

    >>> describe_unit("£"), describe_unit("%")
    ('an amount of money', 'a percentage')
    """
    if unit[:1] in CURRENCIES or unit.upper() in ("GBP", "EUR"):
        return "an amount of money"
    return "a duration" if unit == DURATION else PERCENTAGE


def read_amount(text: str) -> Amount | None:
    """The amount a text states, or None where it is no number at all.

    >>> read_amount("12.5%")
    Amount(size=12.5, unit='%', doubt='')
    """
    shown = " ".join(text.split())
    if found := _DURATION.fullmatch(text):
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return Amount(hours + minutes / 60 + seconds / 3600, DURATION)
    if _ABOUT.fullmatch(text):
        return Amount(None, doubt=f"{shown}: how far off may it be?")
    found = _AMOUNT.fullmatch(text)
    if not found or not found["digits"]:
        doubts = (doubt for form, doubt in _DOUBTS if form.fullmatch(text))
        return next((Amount(None, doubt=f"{shown}: {doubt}") for doubt in doubts), None)
    unit = (found["money"] or "") + (found["unit"] or "")
    if found["limit"]:
        return Amount(None, unit, f"{shown}: an amount known only by its limit")
    size = float(re.sub(rf",|{_GAP}", "", found["digits"]))
    size *= _SCALES.get((found["scale"] or "").lower(), 1)
    is_negative = found["after"] or (found["sign"] or "+") != "+"
    return Amount(-size if is_negative else size, unit)


# Counts known between two numbers: `<5`, `1-5`, `5 or fewer`, `more than 10`, `10+`.


@dataclass(frozen=True)
class Range:
    """A count between two numbers; `floor_unsaid` where the words leave open whether 0 is in it.

    A floor left unsaid is 0, the wide reading.
    """

    count: Count
    floor_unsaid: bool = False


def read_range(text: str) -> Range | None:
    """The range a text states in full, or None.

    Seen alone `10-14` is a range of counts; over a row it is an age group, and `2018-19` a year:
    read periods first. `5-1` is no range.

    >>> read_range("fewer than 5")
    Range(count=Count(low=0, high=4, status='suppressed'), floor_unsaid=True)
    """
    words = " ".join(clear(text).casefold().split())
    for pattern, build in _FORMS:
        if found := re.fullmatch(pattern, words):
            numbers = [read_whole(number) for number in found.groups()]
            return build(*numbers)
    return None


def is_band(text: str) -> bool:
    """Whether a range is of ages or sizes, `Under 18`, `100-299`: higher than any hidden count."""
    found = read_range(text)
    return bool(found) and found.count.high >= LEAST_BAND


def is_hidden_count(text: str) -> bool:
    """Whether a range is low enough for a count that was kept back: `<5`, `1-4`."""
    return bool(read_range(text)) and not is_band(text)


def _up_to(highest: int) -> Range | None:
    return Range(Count(0, highest, "suppressed"), floor_unsaid=True) if highest > 0 else None


def _below(limit: int) -> Range | None:
    return _up_to(limit - 1)


def _from(lowest: int) -> Range:
    return Range(Count(lowest, math.inf, "suppressed"))


def _above(limit: int) -> Range:
    return _from(limit + 1)


def _between(lowest: int, highest: int) -> Range | None:
    return Range(Count(lowest, highest, "suppressed")) if lowest < highest else None


_N = f"({NUMERAL})"
_FORMS = (
    (rf"(?:<|less than|fewer than|under|below)\s*{_N}", _below),
    (rf"(?:<=|=<|≤|up to|at most|no more than|not more than)\s*{_N}", _up_to),
    (rf"{_N} (?:or|and|&) (?:fewer|less|under|below)", _up_to),
    (rf"(?:>|more than|over|above)\s*{_N}", _above),
    (rf"(?:>=|=>|≥|at least|no fewer than|not less than)\s*{_N}", _from),
    (rf"{_N}\s*(?:\+|plus|(?:or|and|&) (?:more|over|above|upwards?))", _from),
    (rf"{_N}\s*(?:-|–|—|−|to)\s*{_N}", _between),
    (rf"between {_N} and {_N}(?: inclusive)?", _between),
)


# Counts with their words in one cell: `2 x Officers`, `1x Written warning, 2x RPRP`.

MOST_WORDS = 3  # beside a number without `x`; a longer text is a sentence

# After these words the number is a part, a measure or an amount of something, no count of it.
_NO_THING = (
    r"(?:hundred|thousand|million|billion|dozen|[km]|bn|per|percent|am|pm|st|nd|rd|th|or|and|to|"
    r"of|in|out|plus|x|hours?|days?|weeks?|months?|years?)\b"
)
_TIMES = re.compile(rf"({NUMERAL})\s*[x×]\s+(\D+)|({NUMERAL})\s*[x×]([^\W\d_]{{2}}\D*)", re.I)
_PLAIN = re.compile(rf"({NUMERAL})\s+(?!{_NO_THING})([^\W\d_][^\d%]*)", re.I)
_AFTER = re.compile(rf"(\D*[^\W\d_]\)?)(?:\s*[=:]\s*|\s+[-–—x×]\s+)({NUMERAL})", re.I)
_COUNT_IN_BRACKETS = re.compile(rf"(\D*[^\W\d_])\s*\(({NUMERAL})\)", re.I)
# A comma or `and` divides only before a count, for words have commas of their own.
_BREAK = re.compile(
    rf"\s*[\n\r;]+\s*|,\s+(?={NUMERAL}(?:[x×]|\b))|,?\s+(?:and|&)\s+(?={NUMERAL}(?:[x×]|\b))", re.I
)


def read_counts_with_words(text: str) -> list[tuple[int, str]]:
    """Every count of a cell with its words: `1x Written warning, 2x RPRP` has two.

    Reads the count before its words (`2 x Officers`, `two officers`) or after (`Facebook = 6`,
    `Facebook (6)`), divided by line breaks, semicolons, or by commas and `and` before a count.
    Raises ValueError naming the part that is no count with words.

    >>> read_counts_with_words("1x Written warning, 2x RPRP")
    [(1, 'Written warning'), (2, 'RPRP')]
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
    after = all(_AFTER.fullmatch(piece) or _COUNT_IN_BRACKETS.fullmatch(piece) for piece in pieces)
    return pieces if after else [text]


def _read_part(part: str) -> tuple[int, str]:
    if found := _TIMES.fullmatch(part) or _PLAIN.fullmatch(part):
        number, words = (group for group in found.groups() if group)
    elif found := _AFTER.fullmatch(part) or _COUNT_IN_BRACKETS.fullmatch(part):
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
    numbers = [re.fullmatch(rf"\(?({DIGITS})?(\.\d+)?(%?)\)?", piece) for piece in pieces]
    if len(pieces) > 1 and all(found and re.search(r"\d", found[0]) for found in numbers):
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


# Cells that state no number: marks (`*`, `[c]`, NIL, "not held") and a formula's errors.
#
# Which texts are marks is known here; what one means is not. `-` is zero in one sheet and
# suppressed in the next: only the sheet's legend or the recipe says.

# The shorthand of official statistics: confidential, estimated, provisional, revised, low
# reliability, not available, not applicable. Other lone letters are labels (M, F, A, B).
_LETTER = r"[ceprxzu]"
_SIGNS = r"[^\w\s£$€%&]{1,4}|(?:[^\w\s£$€%&] ){1,3}[^\w\s£$€%&]"
_NOTE_IN_BRACKETS = (
    rf"\[(?:note )?\w{{1,6}}\]|{GLYPH}{{1,3}}|\((?:{_LETTER}|(?:{GLYPH}|[^\w\s()]){{1,3}})\)"
)
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
    rf"{_LETTER}|{_SIGNS}|{_NOTE_IN_BRACKETS}|{_NONE}|{_NOT}|{_HIDDEN}|{_SECTION}|"
    rf"(?:{_HIDDEN})(?: under| by| -|:)? {_SECTION}",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!)|"
    r"Err:\d{3}|=.*[(A-Z].*"
)


def is_mark(text: str) -> bool:
    """Whether a text stands in place of a number and means what somebody else has to say.

    >>> is_mark("*"), is_mark("not held"), is_mark("Sergeant")
    (True, True, False)
    """
    return bool(_MARK.fullmatch(text.rstrip(".") or text) or _MARK.fullmatch(text))


def is_error(text: str) -> bool:
    """A formula's error, or a formula shown instead of its value."""
    return bool(_ERROR.fullmatch(text))
