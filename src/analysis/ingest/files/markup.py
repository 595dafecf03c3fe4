"""What a sheet's file says besides its values: spans, hidden lines, formulas nobody calculated."""

import posixpath
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from analysis.ingest.files.containers import LOCKED, Refused
from analysis.ingest.files.sheet import format_address

MOST_CELLS = 5_000_000  # of one sheet, blank ones between its filled cells included
LAST_ROW, LAST_COLUMN = 2**20, 2**14  # of any spreadsheet that people use
NEVER_CALCULATED = "a formula that was never calculated"
SHOWN_AS_ERROR = "a formula that ends in the error {}"

# What the parts of an .xlsx are named.
MAIN = "xl/workbook.xml"
OTHER_BOOKS = "xl/externalLinks/"

# How an .ods shows errors, and names other workbooks.
ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
OTHER_BOOK = re.compile(r"\[?'?(?:file|https?)://", re.IGNORECASE)

# The records of an .xls, by number.
BOF, EOF, FILEPASS, BOUNDSHEET, SUPBOOK = (0x0809, 0x0409), 0x000A, 0x002F, 0x0085, 0x01AE
TEXTS, DIMENSIONS = 0x00FC, 0x0200  # they give sizes that a reader allots memory by
MOST_ROWS, MOST_COLUMNS = 65_536, 256
ROW, COLINFO, BOOLERR, FORMULA = 0x0208, 0x007D, 0x0205, 0x0006
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

Rectangle = tuple[int, int, int, int]  # top, left, bottom, right, zero-based, all inside


@dataclass
class Markup:
    """What is said of one sheet; `height` and `width` reach to its last cell with a value.

    `errors` are the cells that show an error, by (row, column), and the error's name.
    """

    name: str
    merged: list[Rectangle] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    height: int = 0
    width: int = 0

    def reach(self, row: int, column: int) -> None:
        """Take note of a cell with a value.

        Raises Refused where the rectangle from A1 to the last such cell is too large to hold.
        """
        if not (0 <= row < LAST_ROW and 0 <= column < LAST_COLUMN):
            raise Refused("it cannot be opened: a cell has no address", "ask for it again")
        if row >= self.height or column >= self.width:
            self.height, self.width = max(self.height, row + 1), max(self.width, column + 1)
            if self.height * self.width > MOST_CELLS:
                last = format_address(self.height - 1, self.width - 1)
                remedy = "delete the cell that stands far from the tables, and save a smaller copy"
                raise Refused(f"its cells reach as far as {last}", remedy)

    def hide_rows(self, rows: range) -> None:
        """Take note of hidden rows; a sheet may hide a million, one after the other."""
        if self.hidden_rows and self.hidden_rows[-1].stop == rows.start:
            rows = range(self.hidden_rows.pop().start, rows.stop)
        self.hidden_rows.append(rows)

    @property
    def remarks(self) -> dict[tuple[int, int], str]:
        """What to know before a cell's value is used, by (row, column)."""
        errors = {place: SHOWN_AS_ERROR.format(name) for place, name in self.errors.items()}
        return errors | dict.fromkeys(self.uncalculated, NEVER_CALCULATED)


@dataclass
class BookMarkup:
    """The markup of every sheet in order; `linked` where formulas read other workbooks."""

    sheets: list[Markup] = field(default_factory=list)
    linked: bool = False


def read_xlsx_markup(parts: dict[str, bytes]) -> BookMarkup:
    """The markup of every sheet in order; raises Refused for XML that cannot be read."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    must_calculate = False

    def take_link(_: str, attributes: dict[str, str]) -> None:
        if "Target" in attributes:
            targets[attributes["Id"]] = posixpath.join("/xl", attributes["Target"])[1:]

    def take_sheet(name: str, attributes: dict[str, str]) -> None:
        nonlocal must_calculate
        match name.rpartition(":")[2]:
            case "sheet":
                link = next((v for key, v in attributes.items() if key.endswith(":id")), "")
                sheets.append((attributes.get("name", ""), link))
            case "calcPr":
                must_calculate = attributes.get("fullCalcOnLoad") in ("1", "true")

    _parse_part(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), take_link)
    _parse_part(parts[MAIN], take_sheet)
    found = [(name, parts.get(posixpath.normpath(targets.get(link, "")))) for name, link in sheets]
    return BookMarkup(
        [_XlsxSheetReader(name, must_calculate).read(part or b"<none/>") for name, part in found],
        linked=any(name.startswith(OTHER_BOOKS) for name in parts),
    )


class _XlsxSheetReader:
    """Runs through one sheet's XML, a cell at a time."""

    def __init__(self, name: str, must_calculate: bool):
        # A program that writes formulas without calculating leaves 0 or nothing as their value.
        self.never = ("", "0") if must_calculate else ("",)
        self.markup = Markup(name)
        self.columns: dict[str, int] = {}
        self.row = self.column = -1
        self.kind, self.formula, self.inside, self.words = "", False, False, ""

    def read(self, part: bytes) -> Markup:
        _parse_part(part, self.start, self.end, self.gather)
        return self.markup

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                place = attributes.get("r", "")
                self.column = self.find_column(place) if place else self.column + 1
                self.kind, self.formula, self.words = attributes.get("t", ""), False, ""
            case "v":
                self.inside = True
                self.markup.reach(self.row, self.column)
            case "is":
                self.markup.reach(self.row, self.column)
            case "f":
                self.formula = True
            case "row":
                self.row = int(attributes.get("r", self.row + 2)) - 1
                self.column = -1
                if attributes.get("hidden") in ("1", "true"):
                    self.markup.hide_rows(range(self.row, self.row + 1))
            case "col" if attributes.get("hidden") in ("1", "true"):
                columns = range(int(attributes["min"]) - 1, int(attributes["max"]))
                self.markup.hidden_columns.append(columns)

    def gather(self, text: str) -> None:
        if self.inside:
            self.words += text

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v":
                self.inside = False
            case "c" if self.kind == "e" and self.words:
                self.markup.errors[self.row, self.column] = self.words
            case "c" if self.formula and self.kind != "str" and self.words in self.never:
                self.markup.reach(self.row, self.column)
                self.markup.uncalculated.add((self.row, self.column))

    def find_column(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        if letters not in self.columns:
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - 64
            self.columns[letters] = number - 1
        return self.columns[letters]


def read_ods_markup(parts: dict[str, bytes]) -> BookMarkup:
    """The markup of every sheet in order, repeated rows and cells counted out.

    Raises Refused for XML that cannot be read.
    """
    reader = _OdsReader()
    _parse_part(parts["content.xml"], reader.start, reader.end, reader.gather)
    return reader.book


class _OdsReader:
    """Runs through content.xml, keeping count of the row and column it has come to."""

    def __init__(self):
        self.book = BookMarkup()
        self.sheet = Markup("")
        self.rows = self.columns = range(0)  # what the present row and cell stand for
        self.defined = 0  # columns described so far, before the rows
        self.cell: dict[str, str] = {}
        self.words, self.commenting = "", False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self.columns = _count_on(self.columns, attributes, "table:number-columns-repeated")
                self.cell, self.words = attributes, ""
            case "table:table-row":
                self.rows = _count_on(self.rows, attributes, "table:number-rows-repeated")
                self.columns = range(0)
                if attributes.get("table:visibility", "visible") != "visible":
                    self.sheet.hide_rows(self.rows)
            case "table:table-column":
                repeated = int(attributes.get("table:number-columns-repeated", 1))
                if attributes.get("table:visibility", "visible") != "visible":
                    hidden = range(self.defined, self.defined + repeated)
                    self.sheet.hidden_columns.append(hidden)
                self.defined += repeated
            case "table:table":
                self.sheet = Markup(attributes.get("table:name", ""))
                self.book.sheets.append(self.sheet)
                self.rows, self.defined = range(0), 0
            case "office:annotation":
                self.commenting = True

    def gather(self, text: str) -> None:
        if not self.commenting:
            self.words += text

    def end(self, name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self.close_cell()
            case "office:annotation":
                self.commenting = False

    def close_cell(self) -> None:
        """Take what the present cell says, once for every cell it is repeated over."""
        cell, words = self.cell, self.words.strip()
        formula, kind = cell.get("table:formula", ""), cell.get("office:value-type", "")
        self.book.linked |= bool(OTHER_BOOK.search(formula))
        filled = bool(words or formula or kind not in ("", "string"))
        if filled:
            self.sheet.reach(self.rows[-1], self.columns[-1])
        rows = self.rows if filled else self.rows[:1]
        down = int(cell.get("table:number-rows-spanned", 1))
        across = int(cell.get("table:number-columns-spanned", 1))
        if down > 1 or across > 1:
            left = self.columns[0]
            self.sheet.merged += [(top, left, top + down - 1, left + across - 1) for top in rows]
        if not formula:
            return
        places = [(row, column) for row in rows for column in self.columns]
        if ERROR.fullmatch(words):
            self.sheet.errors.update(dict.fromkeys(places, words))
        elif not kind and not words:
            self.sheet.uncalculated.update(places)


def _count_on(before: range, attributes: dict[str, str], repeated: str) -> range:
    return range(before.stop, before.stop + int(attributes.get(repeated, 1)))


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
    for kind, body in _list_records(stream, 0):
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
    for kind, body in _list_records(stream, start):
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
        elif kind == ROW and body[12] & 0x20:
            row = struct.unpack_from("<H", body)[0]
            markup.hide_rows(range(row, row + 1))
        elif kind == COLINFO and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            markup.hidden_columns.append(range(first, last + 1))
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


def _list_records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
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


def _parse_part(
    part: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run through one XML part; raises Refused where it is no well-formed XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"it cannot be opened: {error}", "ask for it again") from None
