"""What a person should know of a sheet before trusting it: hidden, garbled, never calculated."""

import re
from collections.abc import Callable, Iterable, Iterator

from openpyxl.utils import get_column_letter

from analysis.ingest.files.sheet import Sheet, format_address

# Letters that a wrong encoding has garbled, recognised and never mended.

NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,}")


def is_garbled(text: str) -> bool:
    """Whether text was written in UTF-8 and once read as Windows-1252, as in `â€“` and `Ã©`."""
    return not text.isascii() and any(map(_reads_as_utf8, NOT_ASCII.findall(text)))


def _reads_as_utf8(letters: str) -> bool:
    try:
        # Five bytes have no letter in Windows-1252; they come through as they are.
        raw = b"".join(
            letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "Windows-1252")
            for letter in letters
        )
        return bool(raw.decode("utf-8"))
    except UnicodeError:
        return False


MOST_NAMED = 5  # cells, or runs of lines, that a remark names one by one
LOST_LETTER = "\ufffd"
LOST = "letters were lost before this file was made"
GARBLED = "letters garbled by a wrong encoding, read as they stand"


def remark_on(sheet: Sheet) -> Iterator[str]:
    """One line a remark, the sheet and the cells or lines named in it."""
    if not sheet.visible:
        yield f"sheet {sheet.name} is hidden; it was read as well"
    if sheet.hidden_rows:
        rows = join_runs(sheet.hidden_rows, lambda row: str(row + 1))
        yield f"sheet {sheet.name} hides rows {rows}; they were read as well"
    if sheet.hidden_columns:
        columns = join_runs(sheet.hidden_columns, lambda column: get_column_letter(column + 1))
        yield f"sheet {sheet.name} hides columns {columns}; they were read as well"
    cells: dict[str, list[str]] = {}
    for place, remark in sorted(sheet.remarks.items()):
        cells.setdefault(remark, []).append(format_address(*place))
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if isinstance(value, str) and not value.isascii():
                for remark in _remark_on_letters(value):
                    cells.setdefault(remark, []).append(format_address(row, column))
    for remark, addresses in cells.items():
        yield f"sheet {sheet.name}, {_name_some(addresses)}: {remark}"


def _remark_on_letters(text: str) -> Iterator[str]:
    if is_garbled(text):
        yield GARBLED
    if LOST_LETTER in text:
        yield LOST


def join_runs(lines: Iterable[int], spell: Callable[[int], str] = str) -> str:
    """`3, 5 to 9` for lines that follow one another."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    spelled = [
        spell(first) if first == last else f"{spell(first)} to {spell(last)}"
        for first, last in runs
    ]
    return _name_some(spelled)


def _name_some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
