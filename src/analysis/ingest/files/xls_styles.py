"""The styles of an .xls workbook's cells, and its shared texts that are set in several ways."""

import struct
from collections.abc import Iterable, Iterator

from openpyxl.styles.colors import COLOR_INDEX

from analysis.ingest.files.cell_styles import (
    BLACK,
    PAPER,
    PLAIN_FONT,
    SMALLEST,
    CellStyle,
    Font,
    Rule,
    Run,
    blend,
    look_alike,
)
from analysis.ingest.files.number_format import BUILT_IN, GENERAL

# The records, by number.
FONT, FORMAT, OLD_FORMAT, STYLE, PALETTE = 0x0031, 0x041E, 0x001E, 0x00E0, 0x0092
CODE_PAGE, DATES, TEXTS, CONTINUED = 0x0042, 0x0022, 0x00FC, 0x003C
WIDE, SOUNDED, RICH = 0x01, 0x04, 0x08  # what the flags of a text say
SOLID = 1
STRUCK_OUT = 0x08
RAISED, LOWERED = 1, 2
NO_FONT = 4  # the number that fonts skip
FIRST_OWN = 8  # the first colour that a palette may set
# What the marks of a conditional format say that it sets.
SETS_FORMAT, SETS_FONT, SETS_ALIGNMENT, SETS_BORDER, SETS_FILL = (1 << bit for bit in range(25, 30))
OWN_FORMAT, UNSET = 0x01, 0xFFFFFFFF
PATTERNS = {0: "none", SOLID: "solid"}


class XlsStyles:
    """Gathers what the records before the sheets say of styles and shared texts."""

    def __init__(self, modern: bool):
        self.modern = modern  # of Excel 97 and later: texts in Unicode, longer records
        self.encoding = "cp1252"
        self.since_1904 = False
        self.codes = dict(BUILT_IN)
        self.fonts: list[tuple[int, int, int, int]] = []
        self.cells: list[tuple[int, int, int, int]] = []
        self.palette = [colour[2:].lower() for colour in COLOR_INDEX[:64]]
        self.texts: list[bytes] = []
        self.in_texts = False

    def take(self, kind: int, body: bytes) -> None:
        """Take note of one record; raises struct.error where it is too short."""
        self.in_texts = kind == TEXTS or (self.in_texts and kind == CONTINUED)
        if self.in_texts:
            self.texts.append(body)
        elif kind == FONT:
            size, marks, colour, _, place = struct.unpack_from("<5H", body)
            self.fonts.append((size, marks, colour, place))
        elif kind == STYLE:
            self.cells.append(self._read_style(body))
        elif kind in (FORMAT, OLD_FORMAT) and len(body) > 3:
            (number,) = struct.unpack_from("<H", body)
            size = 2 if self.modern else 1
            self.codes[number] = self.read_text(body, 2, size)
        elif kind == PALETTE:
            (many,) = struct.unpack_from("<H", body)
            own = [body[2 + 4 * n : 5 + 4 * n].hex() for n in range(min(many, 56))]
            self.palette[FIRST_OWN : FIRST_OWN + len(own)] = own
        elif kind == CODE_PAGE:
            (page,) = struct.unpack_from("<H", body)
            self.encoding = {10000: "mac_roman", 32768: "mac_roman"}.get(page, f"cp{page}")
        elif kind == DATES:
            self.since_1904 = struct.unpack_from("<H", body)[0] == 1

    def _read_style(self, body: bytes) -> tuple[int, int, int, int]:
        """A style's font, number format, pattern and colour, by their numbers."""
        font, code = struct.unpack_from("<HH", body)
        if self.modern:
            lines, colours = struct.unpack_from("<IH", body, 14)
            return font, code, lines >> 26, colours & 0x7F
        (fill,) = struct.unpack_from("<I", body, 8)
        return font, code, fill >> 16 & 0x3F, fill & 0x7F

    def read_text(self, body: bytes, place: int, size: int = 2) -> str:
        """A text with its length in one byte or two before it."""
        many = int.from_bytes(body[place : place + size], "little")
        place += size
        if not self.modern:
            try:
                return body[place : place + many].decode(self.encoding, "replace")
            except LookupError:
                return body[place : place + many].decode("cp1252", "replace")
        if body[place] & WIDE:
            return body[place + 1 : place + 1 + 2 * many].decode("utf-16-le", "replace")
        return body[place + 1 : place + 1 + many].decode("latin-1")

    def build(self) -> list[CellStyle]:
        """The styles by the numbers that cells name theirs by."""
        return [self._build_style(*named) for named in self.cells]

    def _build_style(self, font: int, code: int, pattern: int, colour: int) -> CellStyle:
        ground = blend(PATTERNS.get(pattern, "other"), self._read_colour(colour, PAPER))
        return CellStyle(self.codes.get(code, GENERAL), self.build_font(font), ground)

    def build_font(self, number: int) -> Font:
        place = number - (number > NO_FONT)
        if place >= len(self.fonts):
            return PLAIN_FONT
        size, marks, colour, line = self.fonts[place]
        return Font(
            line == RAISED,
            line == LOWERED,
            bool(marks & STRUCK_OUT),
            self._read_colour(colour, BLACK),
            size <= SMALLEST * 20,
        )

    def _read_colour(self, number: int, automatic: str) -> str:
        return self.palette[number] if number < len(self.palette) else automatic

    def read_rule(self, look: bytes) -> Rule:
        """What a conditional format sets; raises struct.error or IndexError where it is cut."""
        marks, more = struct.unpack_from("<IH", look)
        place, code, ink, ground = 6, "", "", None
        if marks & SETS_FORMAT and more & OWN_FORMAT:
            code = self.read_text(look, place + 2)
            place += struct.unpack_from("<H", look, place)[0]
        elif marks & SETS_FORMAT:
            code = self.codes.get(look[place + 1], GENERAL)
            place += 2
        if marks & SETS_FONT:
            (colour,) = struct.unpack_from("<I", look, place + 80)
            ink = self._read_colour(colour, BLACK) if colour != UNSET else ""
            place += 118
        place += 8 * (bool(marks & SETS_ALIGNMENT) + bool(marks & SETS_BORDER))
        if marks & SETS_FILL:
            pattern, colours = struct.unpack_from("<2H", look, place)
            filled, inked, grounded = (not marks & 1 << bit for bit in (16, 17, 18))
            if grounded and (not filled or pattern >> 10 == SOLID):
                ground = self._read_colour(colours >> 7 & 0x7F, PAPER)
            elif inked or grounded or (filled and pattern >> 10 > SOLID):
                ground = ""
        return Rule(code, ink, ground)

    def read_texts(self, grounds: Iterable[str], every: bool) -> dict[int, list[Run]]:
        """The runs of the shared texts that are set in several ways, or of `every` text."""
        fonts = [self.build_font(n) for n in range(len(self.fonts) + 1)]
        seen = set(grounds)
        if not every and not any(
            font.raised
            or font.lowered
            or font.struck
            or font.unreadable
            or any(look_alike(font.colour, ground) for ground in seen)
            for font in fonts
        ):
            return {}
        found = {}
        for number, (text, marks) in enumerate(_list_texts(self.texts)):
            if every or marks:
                found[number] = self.divide(text, marks)
        return found

    def divide(self, text: str, marks: list[tuple[int, int]]) -> list[Run]:
        """The runs of a text by the marks that say from which letter on which font is used."""
        if not marks:
            return [(text, None)]
        ends = [place for place, _ in marks[1:]] + [len(text)]
        runs: list[Run] = [(text[: marks[0][0]], None)]
        for (start, font), end in zip(marks, ends, strict=True):
            runs.append((text[start:end], self.build_font(font)))
        return [run for run in runs if run[0]]


def _list_texts(bodies: list[bytes]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Every shared text, with its marks of fonts: a table that runs on from record to record."""
    if not bodies:
        return
    cursor = _Cursor(bodies)
    (many,) = struct.unpack("<I", cursor.take(8)[4:])
    for _ in range(many):
        if cursor.is_done():
            return
        size, flags = struct.unpack("<HB", cursor.take(3))
        runs = struct.unpack("<H", cursor.take(2))[0] if flags & RICH else 0
        sounds = struct.unpack("<I", cursor.take(4))[0] if flags & SOUNDED else 0
        text = cursor.take_letters(size, bool(flags & WIDE))
        marks = list(struct.iter_unpack("<HH", cursor.take(4 * runs))) if runs else []
        if sounds:
            cursor.take(sounds)
        yield text, marks


class _Cursor:
    """A place in bytes that are divided over records."""

    def __init__(self, bodies: list[bytes]):
        self.bodies, self.record, self.place = bodies, 0, 0

    def is_done(self) -> bool:
        return self.record == len(self.bodies) - 1 and self.place >= len(self.bodies[-1])

    def turn(self) -> None:
        """To the next record; raises IndexError where there is none."""
        self.record, self.place = self.record + 1, 0
        if self.record >= len(self.bodies):
            raise IndexError("the shared texts are cut short")

    def take(self, size: int) -> bytes:
        taken = b""
        while True:
            more = self.bodies[self.record][self.place :][: size - len(taken)]
            self.place += len(more)
            taken += more
            if len(taken) == size:
                return taken
            self.turn()

    def take_letters(self, size: int, wide: bool) -> str:
        """Letters, which say anew in each record whether they take one byte or two."""
        text = ""
        while size:
            body = self.bodies[self.record]
            if self.place >= len(body):
                self.turn()
                wide = bool(self.take(1)[0] & WIDE)
                continue
            width = 2 if wide else 1
            here = min(size, (len(body) - self.place) // width)
            if not here:
                raise IndexError("a letter is cut in two")
            letters = body[self.place : self.place + here * width]
            text += letters.decode("utf-16-le" if wide else "latin-1", "replace")
            self.place += here * width
            size -= here
        return text
