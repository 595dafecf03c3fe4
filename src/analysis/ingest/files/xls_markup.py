"""The markup of an .xls workbook, read from its binary records."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from analysis.ingest.files.cell_styles import (
    AS_STORED,
    NO_ZERO,
    PAPER,
    PLAIN_STYLE,
    RULED,
    CellStyle,
    Rule,
    Run,
    Shown,
    show_number,
)
from analysis.ingest.files.containers import LOCKED, Refused
from analysis.ingest.files.markup import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    BookMarkup,
    ConditionalFormats,
    Markup,
    Rectangle,
)
from analysis.ingest.files.sheet import Lines
from analysis.ingest.files.xls_styles import XlsStyles

# The records, by number.
BOF, EOF, FILEPASS, BOUNDSHEET, SUPBOOK = (0x0809, 0x0409), 0x000A, 0x002F, 0x0085, 0x01AE
TEXTS, DIMENSIONS = 0x00FC, 0x0200  # they give sizes that a reader allots memory by
MOST_ROWS, MOST_COLUMNS = 65_536, 256
ROW, COLINFO, BOOLERR, FORMULA = 0x0208, 0x007D, 0x0205, 0x0006
FILTER_ON = 0x009B
WINDOW, SHOWS_ZEROS = 0x023E, 0x10
RULED_CELLS, RULE, LATER_RULED_CELLS, LATER_RULE = 0x01B0, 0x01B1, 0x0879, 0x087A
HIDES = Rule(";;;")  # what a rule sets that leaves no number, or that cannot be read
COLOUR_SCALE, DATA_BAR, ICONS = 3, 4, 6  # kinds of later rules that set no style
DEFAULT_ROW, DEFAULT_COLUMN, STANDARD_WIDTH = 0x0225, 0x0055, 0x0099
FLAT_ROW, FLAT_COLUMN = 60, 128  # twentieths of a point, 256ths of a digit's width
MANY = 0x00BD  # numbers side by side; the last column stands at the record's end
NUMBER, SMALL_NUMBER, TEXT, SHARED_TEXT, RICH_TEXT = 0x0203, 0x027E, 0x0204, 0x00FD, 0x00D6
VALUES = (NUMBER, SMALL_NUMBER, TEXT, SHARED_TEXT, RICH_TEXT, MANY, BOOLERR, FORMULA)
RESULT = 0x0207  # the text that the formula before it gives
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
MODERN, VERSION = b"\x09\x08", b"\x00\x06"  # how the records of Excel 97 and later begin
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


@dataclass
class _XlsLooks:
    """What cells are shown by: styles that change anything, texts set in several ways.

    `filled` are styles that change nothing but the ground, which runs with a font of their own
    are judged on. `rules` and `shows_zeros` are those of one sheet.
    """

    reader: XlsStyles
    styles: dict[int, CellStyle] = field(default_factory=dict)
    filled: dict[int, CellStyle] = field(default_factory=dict)
    texts: dict[int, list[Run]] = field(default_factory=dict)
    rules: ConditionalFormats = field(default_factory=ConditionalFormats)
    shows_zeros: bool = True

    @classmethod
    def read(cls, reader: XlsStyles) -> "_XlsLooks":
        styles = reader.build()
        telling = {number: style for number, style in enumerate(styles) if not style.is_plain}
        every = not all(style.keeps_text for style in telling.values())
        filled = {number: style for number, style in enumerate(styles) if style.ground != PAPER}
        return cls(reader, telling, filled, reader.read_texts({s.ground for s in styles}, every))

    def of_sheet(self, records: Iterable[tuple[int, bytes]]) -> "_XlsLooks":
        """The same with what the records of a sheet say for its cells alone."""
        rules = ConditionalFormats(_list_rules(records, self.reader))
        windows = (struct.unpack_from("<H", body)[0] for kind, body in records if kind == WINDOW)
        zeros = all(marks & SHOWS_ZEROS for marks in windows)
        return replace(self, rules=rules, shows_zeros=zeros)

    def find_ground(self, number: int) -> CellStyle:
        """The style of a cell, one that changes nothing but its ground as well."""
        return self.styles.get(number) or self.filled.get(number, PLAIN_STYLE)

    def find_style(self, number: int, row: int, column: int) -> CellStyle:
        """The same, on no known ground where a rule sets it."""
        return self.rules.set_ground(row, column, self.find_ground(number))


@dataclass
class _Default:
    """The size of lines that have no record of their own; `rows` and `columns` are those with one.

    `height` is in twentieths of a point, `width` in digits, `standard` in 256ths of a digit, which
    goes before it.
    """

    hidden: bool = False
    height: int = FLAT_ROW
    width: int = 1
    standard: int | None = None
    rows: list[range] = field(default_factory=list)
    columns: list[range] = field(default_factory=list)

    def take(self, kind: int, body: bytes) -> None:
        """Take note of a record that tells a size; raises struct.error where it is cut short."""
        if kind == DEFAULT_ROW:
            marks, self.height = struct.unpack_from("<2H", body)
            self.hidden = bool(marks & 0x02)
        elif kind == DEFAULT_COLUMN:
            (self.width,) = struct.unpack_from("<H", body)
        elif kind == STANDARD_WIDTH:
            (self.standard,) = struct.unpack_from("<H", body)

    def hide_lines(self, markup: Markup) -> None:
        if self.hidden or self.height < FLAT_ROW:
            rows = markup.hidden_rows if self.hidden else markup.flat_rows
            rows += Lines.without(self.rows).list_seen(LAST_ROW)
        width = self.width * 256 if self.standard is None else self.standard
        if width < FLAT_COLUMN:
            markup.flat_columns += Lines.without(self.columns).list_seen(LAST_COLUMN)


def _read_xls_book(stream: bytes) -> BookMarkup:
    book, starts = BookMarkup(), []
    modern = stream[:2] == MODERN and stream[4:6] == VERSION
    reader = XlsStyles(modern)
    for kind, body in list_records(stream, 0):
        reader.take(kind, body)
        if kind == FILEPASS:
            raise Refused(*LOCKED)
        if kind == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", body)[0])
        if kind == SUPBOOK:
            book.linked |= body[2:4] not in (OWN_SHEETS, ADD_INS)
        if kind == TEXTS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise Refused(*DAMAGED)
    looks = _XlsLooks.read(reader)
    book.sheets = [_read_xls_sheet(stream, start, looks) for start in starts]
    return book


def _read_xls_sheet(stream: bytes, start: int, looks: _XlsLooks) -> Markup:
    markup = Markup("")
    formula = 0, 0, 0
    default = _Default()
    records = list(list_records(stream, start))
    looks = looks.of_sheet(records)
    for kind, body in records:
        if kind in VALUES:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == MANY else column
            markup.reach(row, last)
            if kind == BOOLERR and body[7]:
                markup.errors[row, column] = ERRORS.get(body[6], "#N/A")
            elif kind == FORMULA:
                _read_xls_result(markup, (row, column), body)
                formula = row, column, struct.unpack_from("<H", body, 4)[0]
            _look(markup, kind, body, looks)
        elif kind == RESULT:
            row, column, number = formula
            if number in looks.styles and len(body) > 3:
                runs = [(looks.reader.read_text(body, 0), None)]
                markup.show_runs(row, column, runs, looks.find_style(number, row, column))
        elif kind == DIMENSIONS:
            sizes = struct.unpack_from("<2I2H" if len(body) >= 14 else "<4H", body)
            if not (sizes[0] <= sizes[1] <= MOST_ROWS and sizes[2] <= sizes[3] <= MOST_COLUMNS):
                raise Refused(*DAMAGED)
        elif kind == ROW:
            row, _, _, height = struct.unpack_from("<4H", body)
            default.rows.append(range(row, row + 1))
            if body[12] & 0x20:
                markup.hide_rows(range(row, row + 1))
            elif height & 0x7FFF < FLAT_ROW:
                markup.flat_rows.append(range(row, row + 1))
        elif kind == COLINFO:
            first, last, width = struct.unpack_from("<3H", body)
            default.columns.append(range(first, last + 1))
            columns = markup.hidden_columns if body[8] & 1 else markup.flat_columns
            if body[8] & 1 or width < FLAT_COLUMN:
                columns.append(range(first, last + 1))
        elif kind == FILTER_ON:
            markup.filters.append(range(LAST_ROW))
        else:
            default.take(kind, body)
    default.hide_lines(markup)
    return markup


def _look(markup: Markup, kind: int, body: bytes, looks: _XlsLooks) -> None:
    """Take note of what a person sees of a cell, where it is not what is stored."""
    row, column, number = struct.unpack_from("<3H", body)
    style = looks.styles.get(number)
    if kind == MANY:
        _look_at_many(markup, body, looks)
    elif kind == SHARED_TEXT:
        runs = looks.texts.get(struct.unpack_from("<I", body, 6)[0])
        if runs:
            markup.show_runs(row, column, runs, looks.find_style(number, row, column))
    elif kind == RICH_TEXT:
        runs = _read_old_runs(body, looks.reader)
        markup.show_runs(row, column, runs, looks.find_style(number, row, column))
    elif kind == NUMBER or (kind == FORMULA and body[12:14] != NO_NUMBER):
        _show_number(markup, (row, column), struct.unpack_from("<d", body, 6)[0], number, looks)
    elif kind == SMALL_NUMBER:
        _show_number(markup, (row, column), _read_small(body, 6), number, looks)
    elif style is None:
        return
    elif kind == TEXT:
        style = looks.find_style(number, row, column)
        markup.show_runs(row, column, [(looks.reader.read_text(body, 6), None)], style)
    elif looks.find_style(number, row, column).unseen:
        markup.invisible.add((row, column))


def _look_at_many(markup: Markup, body: bytes, looks: _XlsLooks) -> None:
    """Numbers side by side, each with its style; most are whole, and shown as they are."""
    row, first = struct.unpack_from("<HH", body)
    cells = body[4 : 4 + (len(body) - 6) // 6 * 6]
    for column, (number, packed) in enumerate(struct.iter_unpack("<Hi", cells), start=first):
        if not looks.rules and packed & 3 == 2 and packed > 3:
            style = looks.styles.get(number)
            if style is None or style.shows_whole_numbers:
                continue
        value = _read_small(cells, 6 * (column - first) + 2)
        _show_number(markup, (row, column), value, number, looks)


def _show_number(
    markup: Markup, place: tuple[int, int], value: float, number: int, looks: _XlsLooks
) -> None:
    """Take note of what a person sees of a number in a style, where it is not what is stored."""
    style = looks.find_ground(number)
    if looks.rules.mislead(*place, style.ground):
        markup.doubted[place] = RULED
    if value > 0 and style.shows_whole_numbers and value.is_integer():
        return
    shown = AS_STORED
    if number in looks.styles:
        style = looks.rules.set_ground(*place, style)
        shown = show_number(value, style, looks.reader.since_1904)
    if not (value or shown.invisible or looks.shows_zeros):
        shown = Shown("", NO_ZERO)
    if shown is not AS_STORED:
        markup.show(*place, shown)


def _list_rules(records: Iterable[tuple[int, bytes]], reader: XlsStyles) -> Iterator[Area]:
    """The cells of a sheet that conditional formats are for, with what these may set."""
    cells: list[Rectangle] = []
    for kind, body in records:
        if kind in (RULED_CELLS, LATER_RULED_CELLS):
            start = 12 if kind == RULED_CELLS else 24
            (many,) = struct.unpack_from("<H", body, start)
            edges = struct.iter_unpack("<4H", body[start + 2 : start + 2 + 8 * many])
            cells = [(top, left, bottom, right) for top, bottom, left, right in edges]
        elif kind in (RULE, LATER_RULE):
            try:
                rule = (_read_rule if kind == RULE else _read_later_rule)(body, reader)
            except (struct.error, IndexError):
                rule = HIDES
            yield from ((area, rule) for area in cells)


def _read_rule(body: bytes, reader: XlsStyles) -> Rule:
    return reader.read_rule(body[6:])


def _read_later_rule(body: bytes, reader: XlsStyles) -> Rule:
    """What a rule sets that programs before 2007 do not know: a style, a scale, bars or icons."""
    kind, _, first, second, size = struct.unpack_from("<BBHHI", body, 12)
    if kind not in (COLOUR_SCALE, DATA_BAR, ICONS):
        return reader.read_rule(body[22:]) if size else Rule()
    active = 22 + (size or 2) + first + second
    after = active + 2 + struct.unpack_from("<H", body, active)[0] + 22
    if (kind == DATA_BAR and not body[after + 3] & 2) or (kind == ICONS and body[after + 5] & 1):
        return HIDES
    return Rule(ground=None if kind == ICONS else "")


def _read_small(body: bytes, place: int) -> float:
    """A number packed into four bytes: half of a long one, or whole; perhaps hundredths."""
    (packed,) = struct.unpack_from("<i", body, place)
    if packed & 2:
        value = float(packed >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<ii", 0, packed & ~3))
    return value / 100 if packed & 1 else value


def _read_old_runs(body: bytes, reader: XlsStyles) -> list[Run]:
    """The runs of a text that stands in the cell's own record."""
    text = reader.read_text(body, 6)
    after = 8 + len(text) * (2 if reader.modern and body[8] & 1 else 1) + reader.modern
    layout, size = ("<HH", 2) if reader.modern else ("<BB", 1)
    many = int.from_bytes(body[after : after + size], "little")
    start = after + size
    marks = [struct.unpack_from(layout, body, start + 2 * size * n) for n in range(many)]
    return reader.divide(text, marks)


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
