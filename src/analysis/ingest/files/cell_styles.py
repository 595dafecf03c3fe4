"""What a cell's style makes of its value: the text or number that a person sees, or nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import isfinite
from typing import NamedTuple

from analysis.ingest.files.number_format import (
    GENERAL,
    NumberFormat,
    Section,
    is_rounded,
    read_format,
    read_plain,
    round_half_up,
    show_general,
)
from analysis.ingest.files.serial_dates import count_days

NOTE_SET = "raised or lowered letters, read as a note"
STRUCK = "struck-out words, which are not read"
UNINKED = "words in the colour of their ground or of no size, which are not read"
RULED = (
    "a number that a rule of the sheet may show as something else, or not at all: compare it "
    "with the sheet"
)
NO_ZERO = "a zero that is shown as nothing"
ROUNDED = "a number rounded to what its format shows"
REPLACED = "words that its format shows in place of what the cell holds"
ALTERED = "a number that its format shows as another one"

DAYLESS = "a date within a month or a year, shown without its day"
UNIT = "a number with a unit that its format shows"

DASHES = "-–—"  # what zero is shown as in accounts
BLACK, PAPER = "000000", "ffffff"
SMALLEST = 2.0  # points: letters of that size or less nobody reads
ALIKE = 24  # of 765: two colours no further apart than this nobody tells apart on a screen
FIRST_YEAR = 1950  # days before it are in no reply
LONGEST_NUMBER = 60  # letters, with all that stands beside it
LONGEST_NOTE = 12  # letters; longer raised words are words, not a note
_WORD = re.compile(r"[^\W\d_]{2}")
_APART = re.compile(r'"[^"]*"|\[[^\]]*\]')  # words and colours
_NO_DATE = re.compile("[0-9<>≤≥*]")  # in what a format for dates says by itself
_DATELIKE = re.compile("[dmyhs]", re.IGNORECASE)
_DIGITS = re.compile(r"(?:#,##|#*)0(?:\.(0+))?")  # of a code that shows nothing else
# Letters and digits off the line, as far as they have signs of their own.
_ON_LINE = "0123456789abcdefghijklmnopqrstuvwxyz()+-="
SUPERSCRIPTS = dict(zip(_ON_LINE, "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ𐞥ʳˢᵗᵘᵛʷˣʸᶻ⁽⁾⁺⁻⁼", strict=True))
SUBSCRIPTS = dict(
    zip("0123456789aehijklmnoprstuvx()+-=", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₍₎₊₋₌", strict=True)
)
_LIMIT = re.compile(
    r"(?i)[<>≤≥=~]|\b(?:under|below|fewer|less|least|most|more|over|above|up to|or|to)\b"
)
_FRACTION = re.compile(r"-?(?:(\d{1,15}) )?(\d{1,15})/(\d{1,15})")
_UNITS = {"%": 0.01, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6}
_UNITS |= {"bn": 1e9, "billion": 1e9}
_QUANTITY = re.compile(
    r"(?i)\D*?(?P<number>(?:\d[\d,.' \u00a0\u2009\u202f]*)?\d|\.\d+)(?:E(?P<power>[+-]?\d+))?"
    r"\s*(?P<unit>(?:%|k|thousand|mn?|million|bn|billion)(?![^\W\d_]))?\D*"
)
_OTHER_COUNTRIES = str.maketrans(",.", ".,")
_ORDINAL = re.compile(r"st|nd|rd|th", re.IGNORECASE)


class Font(NamedTuple):
    """How letters are set; `colour` as six hexadecimal digits, blank where it is not known.

    `unreadable` letters are too small to be seen, or not displayed.
    """

    raised: bool = False
    lowered: bool = False
    struck: bool = False
    colour: str = ""
    unreadable: bool = False


PLAIN_FONT = Font()
Run = tuple[str, Font | None]  # letters set alike; None where they are set as their cell is


@dataclass(frozen=True)
class CellStyle:
    """The number format of a cell, its font, and the colour of its ground; blank if not known."""

    code: str = GENERAL
    font: Font = PLAIN_FONT
    ground: str = PAPER

    @cached_property
    def format(self) -> NumberFormat:
        return read_format(self.code)

    @cached_property
    def unseen(self) -> bool:
        """Whether nobody reads its letters: they have the colour of its ground, or no size."""
        return self.font.unreadable or look_alike(self.font.colour, self.ground)

    @cached_property
    def for_text(self) -> "CellStyle":
        """This style as texts have it, whose section of the format may set a colour."""
        ink = self.format.text.ink if self.format.text else None
        return self if ink is None else replace(self, font=self.font._replace(colour=ink))

    def hides(self, section: Section | None) -> bool:
        """Whether letters that a section of its format shows have the colour of its ground."""
        ink = section.ink if section else None
        return self.unseen if ink is None else look_alike(ink, self.ground)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every value is shown as it is stored."""
        return self.code == GENERAL and self.sets_plainly

    @cached_property
    def sets_plainly(self) -> bool:
        """Whether its letters are seen, and stand on the line."""
        return not (self.unseen or self.font.raised or self.font.lowered or self.font.struck)

    @cached_property
    def shows_whole_numbers(self) -> bool:
        """Whether every whole number above zero is shown as itself, but for commas."""
        kept = self.sets_plainly and not any(part.condition for part in self.format.numbers)
        return kept and all(
            show_number(float(number), self) == AS_STORED for number in (5, 40, 1234567)
        )

    @cached_property
    def decimals(self) -> int | None:
        """How many decimals it shows of a number above zero where it shows nothing but digits."""
        section = self.format.numbers[0] if self.format.numbers else None
        if not (section and self.sets_plainly) or section.condition or self.hides(section):
            return None
        if not section.kinds <= {"digit", "comma", "point"}:
            return None  # digits may be words of the code
        found = _DIGITS.fullmatch("".join(word for _, word in section.tokens))
        return len(found[1] or "") if found else None

    @cached_property
    def keeps_text(self) -> bool:
        """Whether every text is shown as it is."""
        return self.for_text.sets_plainly and self.format.show_text("a") == "a"


PLAIN_STYLE = CellStyle()


class Rule(NamedTuple):
    """What a conditional format sets in a cell that it applies to.

    `code` and `ink` are blank where it sets none; `ground` is None then, and blank if not known.
    """

    code: str = ""
    ink: str = ""
    ground: str | None = None

    def misleads(self, ground: str) -> bool:
        """Whether a number on this ground may come to show something else by it, or nothing."""
        if self.code and not CellStyle(self.code).shows_whole_numbers:
            return True
        return look_alike(self.ink, ground if self.ground is None else self.ground)


class Shown(NamedTuple):
    """What a person sees of a cell; `value` is None where it is the stored one.

    `notice` is worth telling, `remark` has to be settled before the value is used. `unrounded` is
    the number that a rounded one was, which sums go by.
    """

    value: str | float | None = None
    notice: str = ""
    remark: str = ""
    invisible: bool = False
    unrounded: float | None = None


AS_STORED, NOTHING = Shown(), Shown(invisible=True)


def look_alike(colour: str, ground: str) -> bool:
    """Whether nobody tells two colours apart; False where one is not known.

    >>> look_alike("fefefe", "ffffff"), look_alike("", "ffffff")
    (True, False)
    """
    if not (colour and ground):
        return False
    pairs = zip(bytes.fromhex(colour), bytes.fromhex(ground), strict=True)
    return sum(abs(one - other) for one, other in pairs) <= ALIKE


def blend(pattern: str, colour: str) -> str:
    """The ground that a fill makes: its colour, paper where it fills nothing, else not known."""
    if pattern == "solid":
        return colour
    return PAPER if pattern in ("none", "") else ""


@lru_cache(maxsize=2**14)
def show_number(value: float, style: CellStyle, since_1904: bool = False) -> Shown:
    """What a person sees of a stored number.

    A date that shows its day stays the date which the library reads, and so does a count that
    only looks like a date: `Jan-00` says less of a 9 than its day does.

    >>> show_number(3.0, CellStyle('[<5]"<5";0')).value
    '<5'
    """
    if not isfinite(value):
        return NOTHING if style.unseen else AS_STORED
    if style.decimals is not None and value > 0:
        rounded = round_half_up(value, style.decimals)
        return AS_STORED if rounded == value else _round_off(value, rounded)
    section, _ = style.format.choose(value)
    if style.hides(section):
        return NOTHING
    if style.font.struck:
        return Shown("", STRUCK)
    if section is None or style.code == GENERAL:
        return _set_number(AS_STORED, value, style)
    if value == 0 and section.shows_year:
        return Shown(value, "", ALTERED)  # there is no such day
    own_words = section.is_date and section.shows_day and bool(_NO_DATE.search(section.words))
    if section.is_date and not own_words:
        count = _is_count(section, value, since_1904)
        if count and since_1904:
            return Shown(value, "", ALTERED)
        if count or section.shows_day:
            return AS_STORED
    text = " ".join(style.format.show(value, since_1904).split())
    if not text:
        return AS_STORED if section.is_date else NOTHING if value else Shown("", NO_ZERO)
    if own_words:
        return Shown(text, REPLACED)
    if section.is_date:
        moment = count_days(value, since_1904)
        told = section.shows_year and moment is not None and moment.day > 1
        return Shown(text, DAYLESS if told else "")
    shown = weigh_text(value, text, "comma" in section.kinds)
    if shown == AS_STORED and _DATELIKE.search(_APART.sub("", style.code)):
        shown = Shown(value)  # the library may take it for a date
    return _set_number(shown, value, style)


def _is_count(section: Section, value: float, since_1904: bool) -> bool:
    """Whether a number in a format for dates is no day that a reply speaks of."""
    moment = count_days(value, since_1904)
    if moment is None or section.counts_on:
        return False
    return value >= 1 and moment.year < FIRST_YEAR


@lru_cache(maxsize=2**14)
def show_displayed(value: float, runs: tuple[Run, ...], style: CellStyle) -> Shown:
    """What a person sees of a number whose own text stands beside it in the file.

    >>> show_displayed(3.0, (("<5", None),), CellStyle()).value
    '<5'
    """
    if not isfinite(value):
        return AS_STORED
    text, notice = show_runs(runs, style)
    text = " ".join(text.split())
    if text:
        shown = weigh_text(value, text)
        notices = filter(None, (shown.notice, notice))
        if NOTE_SET in notice:
            return Shown(text, notice)
        return shown._replace(notice="; ".join(notices))
    if STRUCK in notice:
        return Shown("", STRUCK)
    return NOTHING if value or notice or style.unseen else Shown("", NO_ZERO)


def weigh_text(value: float, text: str, scaled: bool | None = None) -> Shown:
    """What is seen of a number that is shown as this text: itself, its rounding or other words.

    `scaled` is whether its format may show thousands; where that is not known, those but 0 count.

    >>> weigh_text(1234.0, "1,234"), weigh_text(12.345, "12.3").value
    (Shown(value=None, notice='', remark='', invisible=False, unrounded=None), 12.3)
    """
    for plain in dict.fromkeys((text, text.translate(_OTHER_COUNTRIES))):
        number = read_plain(plain)
        if number is None:
            continue
        if abs(number) == abs(value):
            return AS_STORED  # a negative number may be told by its colour or by brackets
        if is_rounded(value, plain):
            return _round_off(value, abs(number) * (-1 if value < 0 else 1))
    if (number := read_plain(text)) is not None:
        scaled = bool(number) if scaled is None else scaled
        told = scaled and any(_is_near(value, text, 1000.0**power) for power in (1, 2, 3))
        return Shown(text, "" if told else REPLACED, ALTERED)
    if not value and text in DASHES:
        return Shown(text)
    if not _tells_number(value, text):
        return Shown(text, REPLACED)
    return Shown(text, UNIT if _WORD.search(text) and "%" not in text else "")


def _tells_number(value: float, text: str) -> bool:
    """Whether a text with a unit, or in an order of its own, says which number it stands for."""
    if _LIMIT.search(text):
        return False
    digits, own = (re.sub(r"\D", "", words) for words in (text, show_general(value)))
    if digits and digits.lstrip("0") == own.lstrip("0"):
        return True
    if found := _FRACTION.fullmatch(text):
        whole, top, bottom = (float(found[n] or 0) for n in (1, 2, 3))
        return bool(bottom) and abs(whole + top / bottom - abs(value)) <= 0.5 / bottom
    found = _QUANTITY.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    power = int(((found and found["power"]) or "0")[:5])
    if found is None or abs(power) > 300:
        return False
    scale = _UNITS.get((found["unit"] or "").casefold(), 1.0)
    scale *= 10.0**power
    number = found["number"]
    return any(_is_near(value, n, scale) for n in (number, number.translate(_OTHER_COUNTRIES)))


def _is_near(value: float, digits: str, scale: float) -> bool:
    """Whether a number comes to these digits once it is divided by the scale."""
    return isfinite(scale) and scale > 0 and is_rounded(value / scale, digits)


def _round_off(value: float, rounded: float) -> Shown:
    """A number as it is rounded, which is not told of the dust that sums leave behind."""
    if abs(rounded - value) < 1e-9 * max(1.0, abs(value)):
        return Shown(rounded)
    return Shown(rounded, ROUNDED, unrounded=value)


def _set_number(shown: Shown, value: float, style: CellStyle) -> Shown:
    """A whole number that is raised is a note's, not a figure."""
    if not (style.font.raised or style.font.lowered):
        return shown
    text = shown.value if shown.value is not None else value
    words = f"{text:g}" if isinstance(text, float) else text
    return Shown(*show_runs([(words, None)], style), shown.remark)


def show_text(text: str, style: CellStyle) -> Shown:
    """What a person sees of a stored text that is set alike throughout."""
    return show_rich_text([(text, None)], style)


def show_rich_text(runs: Iterable[Run], style: CellStyle) -> Shown:
    """What a person sees of a stored text, each run of which has its own font.

    >>> show_rich_text([("9", None), ("1", Font(raised=True))], CellStyle()).value
    '9¹'
    """
    runs, style = list(runs), style.for_text
    stored = "".join(text for text, _ in runs)
    formatted = style.format.show_text("a") if style.code != GENERAL else "a"
    if not formatted.strip():
        return NOTHING
    text, notice = show_runs(runs, style)
    if not text.strip() and stored.strip():
        return NOTHING if notice == UNINKED else Shown("", notice)
    if formatted != "a":
        text = style.format.show_text(text)
        if not style.format.keeps_text:
            return Shown(text, REPLACED)
    return Shown(text, notice) if text != stored or notice else AS_STORED


def show_runs(runs: Iterable[Run], style: CellStyle) -> tuple[str, str]:
    """The letters of runs as they are seen, and what is worth telling of them.

    Raised letters become superscripts, but where a cell holds nothing else; struck-out ones are
    left out, and no two digits are joined that something stood between.
    """
    shown, notices, gap = "", [], False
    runs = list(runs)
    alone = all((own or style.font).raised for _, own in runs)
    alone = alone and not any(letter.isdigit() for text, _ in runs for letter in text)
    for text, own in runs:
        font = own or style.font
        left_out = STRUCK if font.struck else ""
        if font.unreadable or look_alike(font.colour or style.font.colour, style.ground):
            left_out = UNINKED
        if left_out:
            gap |= bool(text)
            notices += [left_out] if text.strip() else []
            continue
        if gap and shown[-1:].isalnum() and text[:1].isalnum():
            shown += " "
        gap = gap and not text
        if (font.raised or font.lowered) and text.strip() and not alone:
            spelt = _spell_note(text, font.raised, shown)
            notices += [NOTE_SET] if spelt.strip() != text.strip() else []
            text = spelt
        shown += text
    return shown, "; ".join(dict.fromkeys(notices))


def _spell_note(text: str, raised: bool, before: str) -> str:
    """Letters off the line as superscripts or subscripts, but for ordinals and longer words."""
    if raised and _ORDINAL.fullmatch(text.strip()) and before[-1:].isdigit():
        return text
    if len(text.strip()) > LONGEST_NOTE or re.search(r"[^\W\d_]{5}", text):
        return f" {text}" if before and not before[-1].isspace() else text
    apart = re.sub(r"\s*[,;&]\s*", " ", re.sub(r"[(\[]\s*(.+?)\s*[)\]]", r"\1", text))
    signs = SUPERSCRIPTS if raised else SUBSCRIPTS
    return "".join(signs.get(letter, letter) for letter in apart.lower())
