"""The markup of an .xls workbook, read from its binary records."""

import struct
from collections.abc import Iterator

from analysis.ingest.files.containers import LOCKED, Refused
from analysis.ingest.files.markup import LAST_ROW, BookMarkup, Markup

# The records, by number.
BOF, EOF, FILEPASS, BOUNDSHEET, SUPBOOK = (0x0809, 0x0409), 0x000A, 0x002F, 0x0085, 0x01AE
TEXTS, DIMENSIONS = 0x00FC, 0x0200  # they give sizes that a reader allots memory by
MOST_ROWS, MOST_COLUMNS = 65_536, 256
ROW, COLINFO, BOOLERR, FORMULA = 0x0208, 0x007D, 0x0205, 0x0006
FILTER_ON = 0x009B
FLAT_ROW, FLAT_COLUMN = 20, 51  # twentieths of a point, 256ths of a digit's width
MANY = 0x00BD  # numbers side by side; the last column stands at the record's end
VALUES = (0x0203, 0x0204, 0x027E, 0x00FD, 0x00D6, MANY, BOOLERR, FORMULA)  # numbers and texts
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
OWN_SHEETS = b"\x01\x04"  # what a SUPBOOK record ends with that means this workbook itself
ADD_INS = b"\x01\x3a"
NO_NUMBER, EMPTY_TEXT, IS_ERROR = b"\xff\xff", 3, 2  # how a formula's result tells its kind
CALCULATE_ON_OPENING = 0x0002
DAMAGED = ("it cannot be opened: a record of it is damaged", "ask for it again")


def read_xls_markup(stream: bytes) -> BookMarkup:
    """The markup of every sheet in order, without names and spans, which are read elsewhere.

    Raises Refused where the workbook is locked or its records are cut short.
    """
    try:
        return _read_xls_book(stream)
    except (struct.error, IndexError):
        raise Refused(*DAMAGED) from None


def _read_xls_book(stream: bytes) -> BookMarkup:
    book, starts = BookMarkup(), []
    for kind, body in list_records(stream, 0):
        if kind == FILEPASS:
            raise Refused(*LOCKED)
        if kind == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", body)[0])
        if kind == SUPBOOK:
            book.linked |= body[2:4] not in (OWN_SHEETS, ADD_INS)
        if kind == TEXTS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise Refused(*DAMAGED)
    book.sheets = [_read_xls_sheet(stream, start) for start in starts]
    return book


def _read_xls_sheet(stream: bytes, start: int) -> Markup:
    markup = Markup("")
    for kind, body in list_records(stream, start):
        if kind in VALUES:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == MANY else column
            markup.reach(row, last)
            if kind == BOOLERR and body[7]:
                markup.errors[row, column] = ERRORS.get(body[6], "#N/A")
            elif kind == FORMULA:
                _read_xls_result(markup, (row, column), body)
        elif kind == DIMENSIONS:
            sizes = struct.unpack_from("<2I2H" if len(body) >= 14 else "<4H", body)
            if not (sizes[0] <= sizes[1] <= MOST_ROWS and sizes[2] <= sizes[3] <= MOST_COLUMNS):
                raise Refused(*DAMAGED)
        elif kind == ROW:
            row, _, _, height = struct.unpack_from("<4H", body)
            if body[12] & 0x20:
                markup.hide_rows(range(row, row + 1))
            elif height & 0x7FFF <= FLAT_ROW:
                markup.flat_rows.append(range(row, row + 1))
        elif kind == COLINFO:
            first, last, width = struct.unpack_from("<3H", body)
            columns = markup.hidden_columns if body[8] & 1 else markup.flat_columns
            if body[8] & 1 or width <= FLAT_COLUMN:
                columns.append(range(first, last + 1))
        elif kind == FILTER_ON:
            markup.filters.append(range(LAST_ROW))
    return markup


def _read_xls_result(markup: Markup, place: tuple[int, int], body: bytes) -> None:
    """An error, or the empty result that a program leaves which does not calculate."""
    result, options = body[6:14], struct.unpack_from("<H", body, 14)[0]
    number = result[6:] != NO_NUMBER
    if not number and result[0] == IS_ERROR:
        markup.errors[place] = ERRORS.get(result[2], "#N/A")
    elif options & CALCULATE_ON_OPENING:
        blank = not any(result) if number else result[0] == EMPTY_TEXT
        if blank:
            markup.uncalculated.add(place)


def list_records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of its part, those of charts within it left out."""
    depth = 0
    while True:
        if place + 4 > len(stream):
            raise Refused("it cannot be opened: it is cut short", "ask for it again")
        kind, length = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + length]
        place += 4 + length
        if kind in BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body
