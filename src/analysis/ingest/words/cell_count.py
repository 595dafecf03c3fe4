"""One cell becomes one count: a whole number, or a mark whose meaning the recipe gives."""

import math
import re
from collections.abc import Mapping
from datetime import date

from analysis.ingest.files.sheet import Cell, fold
from analysis.ingest.words.footnote_marks import clear, split_glyph
from analysis.ingest.words.stored_dates import guess_typed
from analysis.ingest.words.whole_numbers import (
    DIGITS,
    MINUS,
    describe_unit,
    is_error,
    is_mark,
    list_values,
    read_amount,
    read_range,
    read_whole,
)
from analysis.model.count import FOOTNOTE, MOST, Count, Mark, exactly

# What is told as no count rather than as no number.
SIGNED = rf"[{MINUS}] ?{DIGITS}(?:\.\d+)?|{DIGITS}\.\d+"


def read_count(cell: Cell, marks: Mapping[str, Mark]) -> Count | None:
    """The count a cell states; None where the recipe calls its mark not applicable.

    A glyph is never guessed: `-` is zero in one sheet and suppressed in the next. One that is
    glued to a number (`17~`) is let go only where the recipe calls it a footnote.
    Raises ValueError, worded for a researcher, where the cell is neither number nor known mark.

    >>> print(read_count(Cell(4, 1, "17~"), {"~": "footnote"}))
    17
    >>> print(read_count(Cell(4, 1, "*"), {"*": Count(1, 4, "suppressed")}))
    1 to 4
    """
    meanings = {fold(mark): meaning for mark, meaning in marks.items()}
    meaning = meanings.get(fold(cell.text), FOOTNOTE)
    if cell.remark and (meaning == FOOTNOTE or not cell.text):
        raise ValueError(f"the cell is {cell.remark}")
    if meaning != FOOTNOTE:
        return meaning
    number, notes = _read_number(cell), list_notes(marks)
    if number is None:
        text = clear(str(cell.value or ""))
        number = _read_glued(text, notes)
        bare, glyph = split_glyph(text)
        if glyph and are_notes(glyph, notes) and fold(bare) in meanings:
            return meanings[fold(bare)]
    if number is None and cell.text and are_notes(cell.text, notes):
        raise ValueError(f"{cell.text!r} stands alone: a footnote's glyph is no figure")
    if number is None:
        raise ValueError(_describe_problem(cell))
    if number < 0:
        raise ValueError(f"a count cannot be negative ({cell.text})")
    if not float(number).is_integer():
        raise ValueError(f"{cell.text} is no whole number; is this a rate or a percentage?")
    if number > MOST:
        raise ValueError(f"{cell.text} is too large for a count")
    return exactly(int(number))


def _read_number(cell: Cell) -> float | None:
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    whole = read_whole(value)
    amount = read_amount(clear(value)) if whole is None else None
    if amount and amount.size is not None and re.fullmatch(SIGNED, clear(value)):
        return amount.size
    return whole


def _read_glued(text: str, notes: list[str]) -> int | None:
    """The number of `17~` or `17 ~*` where every glyph after it is a footnote's."""
    if not (found := re.match(DIGITS, text)):
        return None
    return read_whole(found[0]) if are_notes(text[found.end() :], notes) else None


def list_notes(marks: Mapping[str, Mark]) -> list[str]:
    """The glyphs, folded, that only note something of what they stand beside."""
    return [fold(mark) for mark, meaning in marks.items() if meaning == FOOTNOTE]


def are_notes(glyphs: str, notes: list[str]) -> bool:
    """Whether all glyphs of a text such as `~*` are among the notes.

    >>> are_notes("~ R", ["~", "r"])
    True
    """
    rest = fold(glyphs)
    while rest:
        glyph = max((note for note in notes if rest.startswith(note)), key=len, default="")
        if not glyph:
            return False
        rest = rest.removeprefix(glyph).strip()
    return True


def list_counts(cell: Cell) -> tuple[tuple[int, str], ...]:
    """The counts of a cell that lists them, each with its words; none where it says anything else.

    >>> list_counts(Cell(4, 1, "1x Written warning, 2x RPRP"))
    ((1, 'Written warning'), (2, 'RPRP'))
    >>> list_counts(Cell(4, 1, "45 (12%)"))
    ()
    """
    text = clear(str(cell.value or ""))
    if cell.remark or read_whole(text) is not None or is_mark(text) or read_range(text):
        return ()
    parts, doubt = list_values(text)
    return parts if not doubt and all(words for _, words in parts) else ()


def _describe_problem(cell: Cell) -> str:
    """Why a cell gives no count, and what it may be."""
    text = cell.text
    if not text:
        return "the cell is blank, and a blank is never taken for 0"
    if isinstance(cell.value, date):
        typed = " or ".join(guess_typed(cell.value))
        return f"{text} is a date among counts; the force may have typed {typed}"
    if is_error(text):
        return f"{text!r} is a formula or its error, not the value the force meant"
    bare, glyph = split_glyph(text)
    if glyph and read_whole(bare) is not None:
        return f"{text!r} is a number with {glyph!r}, which `marks` does not call a footnote"
    ranged = bare if glyph and read_range(bare) else text
    if found := read_range(ranged):
        limits = f"{found.count.low} to {found.count.high}".replace("to inf", "or more")
        note = f", and {glyph}: footnote" if ranged != text else ""
        meaning = f'"{ranged}": suppressed {limits}{note}'
        return f"{text!r} is a range; if so, write under `marks` {meaning}"
    amount = read_amount(text)
    if amount and amount.unit and not amount.doubt:
        return f"{text!r} is {describe_unit(amount.unit)}, which is no count; leave it out, or ask"
    if list_counts(cell):
        return f"{text!r} lists counts with their words"
    doubt = amount.doubt.removeprefix(f"{text}: ") if amount else ""
    return f"{text!r} is neither a number nor a mark of this table" + (f": {doubt}" * bool(doubt))
