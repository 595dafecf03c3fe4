"""Number formats: the text that a sheet shows for a number, or for a text, under a format code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import isfinite
from operator import eq, ge, gt, le, lt, ne

from analysis.ingest.files.serial_dates import Token, show_moment

GENERAL = "General"
# Formats that files name by number alone; 14 and 22 depend on the country.
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "£#,##0;-£#,##0",
    6: "£#,##0;[Red]-£#,##0",
    7: "£#,##0.00;-£#,##0.00",
    8: "£#,##0.00;[Red]-£#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-',
    42: '_-£* #,##0_-;-£* #,##0_-;_-£* "-"_-;_-@_-',
    43: '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
    44: '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
_COLOURS = ["black", "white", "red", "green", "blue", "yellow", "magenta", "cyan"]
_INKS = dict(
    zip(
        [*_COLOURS, *(f"color{number}" for number in range(1, 9))],
        ["000000", "ffffff", "ff0000", "00ff00", "0000ff", "ffff00", "ff00ff", "00ffff"] * 2,
        strict=True,
    )
)

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|_(?P<gap>.?)|\*(?P<fill>.?)|\[(?P<bracket>[^\]]*)\]?|'
    r"(?P<general>general)|(?P<half>am/pm|a/p)|(?P<date>y+|m+|d+|h+|s+)|(?P<exponent>e[+-])|"
    r"(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|"
    r"(?P<end>;)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(
    r"(<=|>=|<>|<|>|=)\s*(-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E[+-]?[0-9]+)?)", re.IGNORECASE
)
_COMPARE = {"<": lt, ">": gt, "<=": le, ">=": ge, "=": eq, "<>": ne}
_COLOUR = re.compile(
    r"black|white|red|green|blue|yellow|magenta|cyan|colou?r *\d{1,2}", re.IGNORECASE
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")

LONGEST_CODE = 255  # letters that spreadsheet programs take
_WIDE = Context(prec=2000)  # digits of the longest number that such a code can make


@dataclass(frozen=True)
class Section:
    """One of the up to four parts of a format code, for the numbers that its condition takes."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    colour: str = ""

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.tokens)

    @property
    def is_date(self) -> bool:
        """Whether it shows a number as a date, a time or a duration."""
        return bool(self.kinds & {"date", "elapsed"})

    @property
    def counts_on(self) -> bool:
        """Whether it is a duration that goes on beyond a day: `[h]:mm`."""
        return "elapsed" in self.kinds

    @property
    def shows_day(self) -> bool:
        """Whether it shows the number of a day, as `mmm-yy`, `dddd` and `hh:mm` do not."""
        return any(kind == "date" and word in ("d", "dd") for kind, word in self.tokens)

    @property
    def shows_year(self) -> bool:
        """Whether it shows a year, as no time of day does."""
        return any(kind == "date" and word[0] == "y" for kind, word in self.tokens)

    @property
    def ink(self) -> str | None:
        """The colour that it sets, blank where it is not known; None where it sets none."""
        return _INKS.get(self.colour, "") if self.colour else None

    @property
    def words(self) -> str:
        """What it says by itself, whatever the value."""
        return "".join(word for kind, word in self.tokens if kind == "plain")

    def takes(self, value: float) -> bool:
        """Whether its condition holds; True where it has none."""
        return self.condition is None or _COMPARE[self.condition[0]](value, self.condition[1])


class NumberFormat:
    """A format code taken apart; `show` gives the text that a number has under it."""

    def __init__(self, code: str):
        self.sections = _split_sections(code if len(code) <= LONGEST_CODE else GENERAL)
        last = self.sections[-1]
        self.text: Section | None = None
        if len(self.sections) > 3 or "text" in last.kinds:
            self.text = self.sections[min(len(self.sections), 4) - 1]
        self.numbers = [s for s in self.sections[:3] if s is not self.text]

    def choose(self, value: float) -> tuple[Section | None, bool]:
        """The section for a number, and whether it says by itself that the number is negative."""
        parts = self.numbers
        if not parts:
            return None, False
        if not any(part.condition for part in parts):
            if value < 0 and len(parts) > 1:
                return parts[1], True
            return (parts[2] if value == 0 and len(parts) > 2 else parts[0]), False
        for place, part in enumerate(parts):
            default = None
            if not part.condition and place == 1 and len(parts) > 2:
                default = value < 0
            if part.takes(value) if default is None else default:
                under = part.condition or ("<", 0.0)
                says = place > 0 or bool(part.condition)
                below = under[0] in ("<", "<=", "=") and under[1] <= 0
                return part, says and value < 0 and below
        return None, False

    def show(self, value: float, since_1904: bool = False) -> str:
        """The text of a number; as General where no section takes it.

        >>> NumberFormat('[<5]"<5";0').show(3), NumberFormat("£#,##0").show(1234)
        ('<5', '£1,234')
        """
        section, says_sign = self.choose(value)
        if section is None:
            return show_general(value)
        if section.is_date:
            return _show_date(section, value, since_1904)
        return _show_number(section, value, says_sign)

    @property
    def keeps_text(self) -> bool:
        """Whether a text is among what is shown for it."""
        return self.text is None or "text" in self.text.kinds

    def show_text(self, text: str) -> str:
        """What a text has become: under `;;;` it is blank.

        >>> NumberFormat(";;;").show_text("Sergeant")
        ''
        """
        if self.text is None:
            return text
        # A letter that fills a cell up beside its text is no part of it.
        tokens = [part for part in self.text.tokens if part[0] != "fill" or not self.keeps_text]
        words = (text if kind == "text" else word for kind, word in tokens)
        return "".join(words)


@lru_cache(maxsize=2**10)
def read_format(code: str) -> NumberFormat:
    """A format code taken apart, once for all cells that have it."""
    return NumberFormat(code or GENERAL)


def show_general(value: float) -> str:
    """A number as the format General shows it: up to eleven digits.

    >>> show_general(0.1 + 0.2), show_general(12.0), show_general(1e-7)
    ('0.3', '12', '1E-07')
    """
    if not isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    return f"{value:.10g}" if 1e-4 < abs(value) < 1e11 else f"{value:.5G}"


def read_plain(text: str) -> float | None:
    """The number that a text shows in digits alone, however grouped; None for any other text.

    A code with leading zeros is none, nor is `12%`; what stands in brackets is negative.

    >>> read_plain(" 1,234 "), read_plain("(5)"), read_plain("007"), read_plain("£9")
    (1234.0, -5.0, None, None)
    """
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    number = float(_BETWEEN_DIGITS.sub("", found["digits"]))
    return -number if found["minus"] or found["bracket"] else number


_BETWEEN_DIGITS = re.compile(r"[^0-9.]")
_PLAIN = re.compile(
    r"\s*(?P<bracket>\()?\s*(?P<minus>[-−–]?)\s*"
    r"(?P<digits>(?:[1-9][0-9]{0,2}(?:[, '’\u00a0\u2009\u202f][0-9]{3})+|[1-9][0-9]*|0)?"
    r"(?:\.[0-9]+)?(?<=[0-9]))"
    r"\s*(?(bracket)\))\s*"
)


def is_rounded(value: float, shown: str) -> bool:
    """Whether a text in plain digits is a number rounded to the decimals it shows.

    >>> is_rounded(12.345, "12.3"), is_rounded(12345, "12")
    (True, False)
    """
    number = read_plain(shown)
    if number is None:
        return False
    decimals = sum(map(str.isdigit, shown.partition(".")[2]))
    return abs(abs(number) - abs(value)) <= 0.5000001 * 10.0**-decimals


def _split_sections(code: str) -> list[Section]:
    sections: list[Section] = []
    tokens: list[Token] = []
    condition, colour = None, ""
    for found in _TOKEN.finditer(code):
        kind, word = found.lastgroup or "plain", found[found.lastgroup or 0]
        match kind:
            case "end":
                sections.append(Section(tuple(tokens), condition, colour))
                tokens, condition, colour = [], None, ""
            case "quoted" | "escaped" | "plain":
                tokens.append(("plain", word))
            case "gap":
                tokens.append(("plain", " "))
            case "fill":
                tokens.append(("fill", word.strip()))
            case "bracket":
                if limit := _CONDITION.fullmatch(word):
                    condition = limit[1], float(limit[2])
                elif _COLOUR.fullmatch(word):
                    colour = word.lower().replace("colour", "color").replace(" ", "")
                elif currency := _CURRENCY.fullmatch(word):
                    tokens.append(("plain", currency[1]))
                elif _ELAPSED.fullmatch(word):
                    tokens.append(("elapsed", word.lower()))
            case "date" | "half" | "exponent":
                tokens.append((kind, word.lower() if kind == "date" else word))
            case _:
                tokens.append((kind, word))
    return [*sections, Section(tuple(tokens), condition, colour)]


def _show_number(section: Section, value: float, says_sign: bool) -> str:
    kinds = section.kinds
    tokens = section.tokens
    minus = "-" if value < 0 and not says_sign else ""
    if "general" in kinds or "text" in kinds:
        number = show_general(abs(value))
        shown = "".join(number if k in ("general", "text") else w for k, w in tokens)
        return minus + shown
    if "digit" not in kinds:
        return "".join(word for _, word in tokens)
    if "exponent" in kinds:
        return minus + _show_exponent(tokens, abs(value))
    if "slash" in kinds and _is_fraction(tokens):
        return minus + _show_fraction(tokens, abs(value))
    size = _read_size(value)
    size *= 100 ** sum(kind == "percent" for kind, _ in tokens)
    tokens, scaled, grouped = _read_commas(tokens)
    size /= 1000**scaled
    point = next((n for n, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    decimals = sum(kind == "digit" for kind, _ in tokens[point:])
    size = _round(size, decimals)
    whole, _, part = f"{size:f}".partition(".")
    text = _place_whole(tokens[:point], whole, grouped) + _place_part(tokens[point:], part)
    return (minus if size else "") + text


def round_half_up(value: float, decimals: int) -> float:
    """A number above zero rounded as spreadsheets do.

    >>> round_half_up(0.125, 2), round_half_up(2.5, 0)
    (0.13, 3.0)
    """
    return float(_round(_read_size(value), decimals))


def _read_size(value: float) -> Decimal:
    """A number without its sign, as exact as a spreadsheet has it: to fifteen digits."""
    return Decimal(f"{abs(value):.15g}")


def _round(size: Decimal, decimals: int) -> Decimal:
    return size.quantize(_unit(decimals), ROUND_HALF_UP, _WIDE)


@lru_cache
def _unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def _read_commas(tokens: Sequence[Token]) -> tuple[list[Token], int, bool]:
    """The tokens without commas that group or scale; by how many thousands, and whether grouped."""
    digits = [place for place, (kind, _) in enumerate(tokens) if kind == "digit"]
    point = next((n for n, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    kept, scaled, grouped = [], 0, False
    for place, (kind, word) in enumerate(tokens):
        if kind != "comma":
            kept.append((kind, word))
        elif any(n < place for n in digits) and any(place < n < point for n in digits):
            grouped = True
        elif place - 1 in digits or tokens[place - 1][0] == "comma":
            scaled += 1
        else:
            kept.append(("plain", word))
    return kept, scaled, grouped


def _place_whole(tokens: Sequence[Token], whole: str, grouped: bool) -> str:
    """Digits from the right over their places; the first place takes all that are left."""
    places = [word for kind, word in tokens if kind == "digit"]
    digits = whole.lstrip("0")
    needed = next((len(places) - n for n, place in enumerate(places) if place == "0"), 0)
    digits = digits.rjust(needed, "0")
    written: list[str] = []
    left = len(places)
    used = 0
    for kind, word in reversed(tokens):
        if kind != "digit":
            written.append(word)
            continue
        left -= 1
        many = max(0, len(digits) - used) if left == 0 else min(1, len(digits) - used)
        if many <= 0 and word == "?":
            written.append(" ")
        for _ in range(many):
            if grouped and used and used % 3 == 0:
                written.append(",")
            used += 1
            written.append(digits[-used])
    if not places and digits:
        written.append(digits[::-1])
    return "".join(reversed(written))


def _place_part(tokens: Sequence[Token], part: str) -> str:
    """The decimals; zeros at the end stay only where the format insists."""
    places = [word for kind, word in tokens if kind == "digit"]
    kept = len(part.rstrip("0"))
    last = max([kept, *(n + 1 for n, place in enumerate(places) if place == "0")])
    written, used = [], 0
    for kind, word in tokens:
        if kind != "digit":
            written.append(word)
            continue
        if used < last:
            written.append(part[used])
        elif word == "?":
            written.append(" ")
        used += 1
    return "".join(written)


def _show_exponent(tokens: Sequence[Token], value: float) -> str:
    at = next(n for n, (kind, _) in enumerate(tokens) if kind == "exponent")
    head, sign, tail = tokens[:at], tokens[at][1], tokens[at + 1 :]
    point = next((n for n, (kind, _) in enumerate(head) if kind == "point"), len(head))
    step = max(1, sum(kind == "digit" for kind, _ in head[:point]))
    power = int(f"{value:e}".partition("e")[2]) // step * step if value else 0
    mantissa = _show_number(Section(tuple(head)), float(_read_size(value).scaleb(-power)), True)
    places = max(1, sum(kind == "digit" for kind, _ in tail))
    words = "".join(word for kind, word in tail if kind != "digit")
    mark = "-" if power < 0 else "+" if sign.endswith("+") else ""
    return f"{mantissa}E{mark}{abs(power):0{places}}{words}"


def _is_fraction(tokens: Sequence[Token]) -> bool:
    at = next(n for n, (kind, _) in enumerate(tokens) if kind == "slash")
    after = [kind for kind, word in tokens[at + 1 :] if word.strip()]
    before = [kind for kind, word in tokens[:at] if word.strip()]
    below = after[0] if after else ""
    fixed = below == "plain" and tokens[at + 1][1].isdigit()
    return bool(before) and before[-1] == "digit" and (below == "digit" or fixed)


def _show_fraction(tokens: Sequence[Token], value: float) -> str:
    at = next(n for n, (kind, _) in enumerate(tokens) if kind == "slash")
    below = "".join(word for _, word in tokens[at + 1 :]).strip()
    gap = any(kind == "plain" and word == " " for kind, word in tokens[:at])
    whole = int(value) if gap else 0
    rest = Fraction(repr(value)) - whole
    if fixed := re.match(r"[1-9]\d*", below):
        bottom = int(fixed[0])
        top = round(rest * bottom)
    else:
        near = rest.limit_denominator(10 ** min(len(re.match(r"[0#?]*", below)[0]), 9) - 1)
        top, bottom = near.numerator, near.denominator
    if gap and top == bottom:
        whole, top = whole + 1, 0
    if gap and not top:
        return str(whole)
    return f"{whole} {top}/{bottom}" if whole else f"{top}/{bottom}"


def _show_date(section: Section, value: float, since_1904: bool) -> str:
    parts = sum(kind == "digit" for kind, _ in section.tokens)  # of a second, after a point
    seconds = _round(_read_size(value) * 86400, parts)
    return show_moment(section.tokens, -seconds if value < 0 else seconds, since_1904)
