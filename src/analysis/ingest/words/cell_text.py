"""What the text of one cell is, before anything is known of the table it stands in.

The order of trying matters, for one text may be two things: the value's own type (a number, a
date), an error, a mark, a whole number, a period (`04/05`), a number with a glyph, a range
(`1-5`), an amount, counts with words, and words. So `2018-19` is a period before it is a range;
`2018` and `2018*` are numbers, and `may_be_year` says what else. `10-14` over a row is an age
group, `X` a platform and `Not recorded` a category: seen alone they are a range and marks, and
the table decides.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from analysis.ingest.files.sheet import Cell
from analysis.ingest.words.footnote_marks import clear, mend_mojibake, split_glyph
from analysis.ingest.words.periods import YEAR, recognise_period
from analysis.ingest.words.stored_dates import guess_typed, is_of_today
from analysis.ingest.words.whole_numbers import (
    MOST_WORDS,
    is_error,
    is_mark,
    list_values,
    read_amount,
    read_range,
    read_whole,
)
from analysis.model.count import MOST, Count, exactly

TextKind = Literal[
    "blank",  # nothing but spaces
    "number",  # a whole number: 17, "1,204", "17~" (glyph ~), "2 x Officers" (words Officers)
    "decimal",  # 0.83, 12.5%, -3, £5: a rate, a share, a change, money; no count
    "range",  # <5, 1-5, "5 or fewer": a count known between two numbers
    "mark",  # *, -, .., :, x, #, [c], NIL, "not held", withheld: the legend says what it means
    "several",  # "1x Written warning, 2x RPRP", "45 (12%)": more than one value
    "period",  # a year, a quarter, a month, a real date
    "error",  # #REF!, #N/A, a formula never calculated, a count that is shown as 9 January 1900
    "words",  # anything else
]
DAY_ZERO = r"0?0/0?1/1900|0?1/0?0/1900|1900-01-00"  # how a count of 0 is shown as a date
LONGEST = 300  # characters; a longer text is a note, whatever numbers it holds


@dataclass(frozen=True)
class CellReading:
    """A cell's kind, and its count where the text alone settles it.

    `glyph` is glued to a number, or is the mark itself; `words` stand beside a number, or are
    the words of a mark, which may be a label as well ("Not recorded"), or a range whose floor is
    unsaid. `parts` are the counts of
    a cell with several, each with its words. `amount` is the size of a decimal as printed (12.5
    of "12.5%"), `day` a real date. `doubt` is what a person must be asked.
    """

    kind: TextKind
    count: Count | None = None
    glyph: str = ""
    words: str = ""
    parts: tuple[tuple[int, str], ...] = ()
    amount: float | None = None
    day: date | None = None
    may_be_year: bool = False
    floor_unsaid: bool = False  # "<5": nobody says whether 0 is in it
    doubt: str = ""


def read_cell_text(cell: Cell) -> CellReading:
    """Read one cell by itself; a number such as 2019 may be a count or a year: kind `number`.

    >>> read_cell_text(Cell(4, 1, "1-5")).kind, read_cell_text(Cell(4, 1, "2018-19")).kind
    ('range', 'period')
    """
    if cell.remark:
        reading = _read_value(cell) if cell.text else CellReading("error")
        return replace(reading, doubt="; ".join(filter(None, (cell.remark, reading.doubt))))
    return _read_value(cell)


def _read_value(cell: Cell) -> CellReading:
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(value)
    if isinstance(value, datetime | date):
        return _read_date(value.date() if isinstance(value, datetime) else value)
    return read_plain_text(value if isinstance(value, str) else cell.text)


@lru_cache(maxsize=2**12)
def read_plain_text(text: str) -> CellReading:
    """Read a text as `read_cell_text` reads a cell; a line break still divides two values.

    >>> read_plain_text("2 x Officers").words
    'Officers'
    """
    raw = clear(mend_mojibake(clear(text)))
    flat = " ".join(raw.split())
    if not flat:
        return CellReading("blank")
    if is_error(flat):
        return CellReading("error", words=flat)
    if is_mark(flat):
        words = flat if re.search(r"[^\W\d_]{3}", flat) and flat[0] not in "[(" else ""
        return CellReading("mark", glyph=flat, words=words)
    if len(flat) > LONGEST:
        return CellReading("words", words=flat)
    return (
        _read_whole(raw)
        or _read_period(flat)
        or _read_bounds(raw)
        or _read_glued(raw)
        or _read_several(raw)
        or CellReading("words", words=flat)
    )


@lru_cache(maxsize=2**12, typed=True)
def _read_number(value: float) -> CellReading:
    if value != value:
        return CellReading("error", doubt="there is no number where one should be")
    if 0 <= value <= MOST and value == int(value):
        return CellReading("number", exactly(int(value)), may_be_year=1900 <= value < 2100)
    return CellReading("decimal", amount=float(value))


def _read_date(day: date) -> CellReading:
    if not is_of_today(day):
        return _read_old_date(day.isoformat(), day)
    doubt = f"a real date: was it typed as {' or '.join(guess_typed(day))}?"
    return CellReading("period", words=day.isoformat(), day=day, doubt=doubt)


def _read_old_date(shown: str, day: date) -> CellReading:
    """A count in a format for dates: 9 is shown as 09/01/1900."""
    typed = " or ".join(guess_typed(day))
    return CellReading("error", words=shown, doubt=f"{shown}: is the count {typed}?")


def _read_whole(text: str) -> CellReading | None:
    text = re.sub(r"(?<=\d)\.0+$", "", text)
    number = read_whole(text)
    if number is None:
        return None
    reading = _read_number(number)
    return replace(reading, may_be_year=reading.may_be_year and len(text) == 4)


def _read_period(text: str) -> CellReading | None:
    if read_whole(split_glyph(text)[0]) is not None:
        return None  # `2018*` is a number first, as `2018` is
    if re.fullmatch(DAY_ZERO, text):
        return CellReading("error", words=text, doubt=f"{text}: is the count 0?")
    period = recognise_period(text)
    if period and period.day and not is_of_today(period.day):
        return _read_old_date(text, period.day)
    if period is None:
        # A label may name its year: "2018 complaints" is no count of 2,018.
        named = re.fullmatch(rf"{YEAR}(?: [^\W\d_][^\s\d]*){{1,{MOST_WORDS}}}", text)
        return (
            CellReading("period", words=text, doubt="a year, and words beside it")
            if named
            else None
        )
    return CellReading("period", glyph=period.glyph, words=text, day=period.day, doubt=period.doubt)


def _read_bounds(text: str) -> CellReading | None:
    """A range or an amount: what lies between words and a plain count."""
    if found := read_range(text):
        doubt = f"{' '.join(text.split())}: is 0 in it too?" if found.floor_unsaid else ""
        words = text if found.floor_unsaid else ""
        return CellReading(
            "range", found.count, words=words, floor_unsaid=found.floor_unsaid, doubt=doubt
        )
    if amount := read_amount(text):
        return CellReading("decimal", words=amount.unit, amount=amount.size, doubt=amount.doubt)
    return None


def _read_glued(text: str) -> CellReading | None:
    bare, glyph = split_glyph(text)
    reading = (_read_whole(bare) or _read_bounds(bare)) if glyph else None
    return replace(reading, glyph=glyph) if reading else None


def _read_several(text: str) -> CellReading | None:
    parts, doubt = list_values(text)
    if not parts:
        return None
    if len(parts) == 1 and not doubt:
        ((number, words),) = parts
        return CellReading("number", exactly(number), words=words)
    return CellReading("several", parts=tuple(parts), doubt=doubt)
