"""One cell becomes one count: a whole number, or a mark whose meaning the recipe gives."""

import re
from typing import Any

from analysis.ingest.workbook import Cell, fold
from analysis.model.count import MOST, Count, exactly


def read_count(cell: Cell, marks: dict[str, Count | None]) -> Count | None:
    """The count a cell states; None where the recipe calls its mark not applicable.

    A glyph is never guessed: `-` is zero in one sheet and suppressed in the next.
    Raises ValueError, worded for a researcher, where the cell is neither number nor known mark.
    """
    meanings = {fold(mark): count for mark, count in marks.items()}
    if cell.text and fold(cell.text) in meanings:
        return meanings[fold(cell.text)]
    if cell.remark:
        raise ValueError(f"the cell is {cell.remark}")
    number = _read_number(cell.value)
    if number is not None:
        if number < 0:
            raise ValueError(f"a count cannot be negative ({cell.text})")
        if number != int(number):
            raise ValueError(f"{cell.text} is no whole number; is this a rate or a percentage?")
        if number > MOST:
            raise ValueError(f"{cell.text} is too large for a count")
        return exactly(int(number))
    if not cell.text:
        raise ValueError("the cell is blank, and a blank is never taken for 0")
    raise ValueError(f"{cell.text!r} is neither a number nor a mark of this table")


def _read_number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    text = str(value or "").strip()
    plain = re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", text)
    return float(text.replace(",", "")) if plain else None
