"""A workbook of any of five formats as sheets of cells, with what a person should know of it."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from analysis.ingest.files.cell_styles import ROUNDED
from analysis.ingest.files.containers import (
    LETTERS,
    OLE,
    SAVE_ANEW,
    TRANSCRIBE,
    ZIP,
    FileFormat,
    Refused,
    find_format,
    open_ole,
    pack,
    refuse_foreign,
    unpack,
)
from analysis.ingest.files.markup import CACHED, BookMarkup, Markup
from analysis.ingest.files.ods_markup import read_ods_markup
from analysis.ingest.files.sheet import Sheet, Span, format_address, format_ranges
from analysis.ingest.files.visibility import show_sheet
from analysis.ingest.files.xls_markup import read_xls_markup
from analysis.ingest.files.xlsx_markup import read_xlsx_markup
from analysis.model.faults import Fault, Faults
from analysis.model.hidden_matter import HiddenKind, HiddenMatter
from analysis.model.store.paths import format_path

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
MARKS = (  # the longer before the shorter that it starts with
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF8, "UTF-8-sig"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
CSV = "csv"  # the name of the one sheet
SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
SAMPLE = 64 * 1024  # characters that the separator is judged by
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
NO_NUMBER = "no finite number"
UNSEEN = {"Hidden": "hidden sheet", "VeryHidden": "very hidden sheet"}
PANIC = "PanicException"  # the library's own, outside Exception and under no name to import
NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
COUNTS = tuple(map(float, range(1000)))
MOST_NAMED = 5  # cells, or runs of lines, that a remark names one by one
LOST_LETTER = "\ufffd"
LOST = "letters were lost before this file was made"
GARBLED = "letters garbled by a wrong encoding, read as they stand"

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Remark:
    """What was assumed or met while a file was read, with the sheet and every cell it is about.

    `cells` are ranges such as `B5:D9`; none where it is about the whole file.
    """

    text: str
    sheet: str = ""
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"sheet {self.sheet}, {_format_some(self.cells)}: " if self.cells else ""
        return where + self.text


@dataclass(frozen=True)
class Workbook:
    """The visible sheets of a file by name, what was assumed or met while it was read, and what
    the file holds besides that nobody sees."""

    path: Path
    sheets: dict[str, Sheet]
    remarks: tuple[Remark, ...] = ()
    hidden: tuple[HiddenMatter, ...] = ()


def read_file(path: Path, reveal: str | None = None) -> Workbook:
    """Read every visible sheet of an .xlsx, .xlsm, .xls, .ods or .csv file as a person sees it.

    `reveal` names a sheet whose hidden cells are read as well, "" all visible sheets; a hidden
    sheet goes by the name it is given here, of which `sheet 3 of 5` is one. Raises Faults in one
    line where the file is missing, locked, kept from us, cut short, too large once unpacked, or
    not what its name says.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise Refused("this is a folder, not a workbook", "name the file in it")
        if not path.is_file():
            raise Refused(
                "there is no such workbook", "put the force's file there, or mend its name"
            )
        if path.suffix.lower() not in ENDINGS:
            ending = path.suffix.lower() or "nothing"
            remedy = TRANSCRIBE if ending in LETTERS else "save it as .xlsx"
            raise Refused(f"files ending in {ending} are not read", remedy)
        book = _read_text(path) if path.suffix.lower() == ".csv" else _read_book(path, reveal)
    except Refused as refusal:
        place = refusal.sheet, refusal.cell
        fault = Fault(format_path(path), refusal.problem, refusal.remedy, *place)
        raise Faults(format_path(path), [fault]) from None
    except OSError as error:
        remedy = "see that you may open it, or copy it where you may"
        raise Faults(
            format_path(path), [Fault.of_system(format_path(path), "read", error, remedy)]
        ) from None
    said = [remark for sheet in book.sheets.values() for remark in _list_remarks(sheet)]
    return replace(book, remarks=(*book.remarks, *said, *_tell_rounded(book.sheets.values())))


def _read_text(path: Path) -> Workbook:
    content = path.read_bytes()
    refuse_foreign(content, ".csv")
    if content.startswith((ZIP, OLE)):
        raise Refused("this is a spreadsheet named .csv", "give it its own ending")
    rows, remarks = read_csv_rows(content)
    return Workbook(path, {CSV: Sheet(CSV, _tidy_rows(rows, {}))}, tuple(remarks))


def _read_book(path: Path, reveal: str | None) -> Workbook:
    kind, markup, source = _open_book(path)
    remarks = []
    if path.suffix.lower().replace("xlsm", "xlsx") != f".{kind}":
        remarks.append(Remark(f"it is an .{kind} workbook, though named {path.suffix}"))
    if markup.linked:
        linked = "formulas read other workbooks; the values they last had are used"
        remarks.append(Remark(linked))
    with source:
        sheets, hidden = _read_sheets(source, markup, reveal)
    return Workbook(path, sheets, tuple(remarks), tuple(hidden))


def _open_book(path: Path) -> tuple[FileFormat, BookMarkup, BinaryIO]:
    """What a workbook is, its markup, and what to read its values from.

    The content and its parts are let go before the values are read: they are the larger share of
    the memory that a workbook takes.
    """
    content = path.read_bytes()
    refuse_foreign(content, path.suffix.lower())
    if content.startswith(OLE):
        return "xls", read_xls_markup(open_ole(content)), path.open("rb")
    parts = unpack(content)
    kind = find_format(parts)
    markup = read_ods_markup(parts) if kind == "ods" else read_xlsx_markup(parts)
    return kind, markup, pack(parts)


def read_csv_rows(content: bytes) -> tuple[list[list[str]], list[Remark]]:
    """The rows of a CSV file, and remarks on what was assumed to read it.

    Raises Refused where the bytes are no text, or the quotation marks do not pair.
    """
    text, assumed = decode(content)
    separator = find_separator(text)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
    except csv.Error as error:
        problem = f"it cannot be read as CSV: {error} in this row or behind it"
        cell = format_address(len(rows), 0)
        raise Refused(problem, "mend the quotation marks there", CSV, cell) from None
    width = max(map(len, rows), default=1)
    every = (f"A1:{format_address(max(len(rows), 1) - 1, width - 1)}",)
    foreign = _find_cells(rows, lambda cell: not cell.isascii())
    remarks = [Remark(remark, CSV, foreign or every) for remark in assumed]
    if separator != ",":
        text = f"its columns are separated by {SEPARATORS[separator]}"
        remarks.append(Remark(text, CSV, every))
    if swallowed := _find_cells(rows, lambda cell: "\n" in cell and separator in cell):
        text = "line breaks and separators in one cell: a lost quote?"
        remarks.append(Remark(text, CSV, swallowed))
    return rows, remarks


def _find_cells(rows: list[list[str]], test: Callable[[str], bool]) -> tuple[str, ...]:
    return format_ranges(
        (row, column)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if test(cell)
    )


def decode(content: bytes) -> tuple[str, list[str]]:
    """The text of some bytes, and a remark where its encoding was assumed.

    Raises Refused where no encoding fits, or the text has characters that no text has.
    """
    marked = next((name for mark, name in MARKS if content.startswith(mark)), "")
    remarks = []
    for encoding in (marked,) if marked else _guess_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding not in ("UTF-8", marked):
            remarks.append(f"it was read as {encoding}, which is assumed: look at accents, dashes")
        break
    else:
        raise Refused("it cannot be read as CSV: no encoding fits", "save it as CSV in UTF-8")
    if found := CONTROLS.search(text):
        problem = f"it cannot be read as CSV: here stands the character {ord(found[0]):#04x}"
        remedy = "open it in a spreadsheet program and save it as .xlsx"
        raise Refused(problem, remedy, CSV, _find_end(text[: found.start()], find_separator(text)))
    return text, remarks


def _find_end(text: str, separator: str) -> str:
    """The address of the cell that a text breaks off in; blank where its cells cannot be told."""
    # A cell may hold nothing before the end of the text.
    reader = csv.reader(io.StringIO(text + " ", newline=None), delimiter=separator)
    try:
        *above, last = reader
    except csv.Error:
        return ""
    return format_address(len(above), len(last) - 1)


def _guess_encodings(content: bytes) -> tuple[str, ...]:
    """Encodings to try in turn: text of two bytes a letter has a zero in every other one."""
    sample = content[: SAMPLE // 2 * 2]
    for zeros, encoding in ((sample[1::2], "UTF-16-LE"), (sample[::2], "UTF-16-BE")):
        if zeros.count(0) > len(zeros) / 2 and sample.count(0) < len(sample) * 0.6:
            return (encoding,)
    return ("UTF-8", "Windows-1252")


def find_separator(text: str) -> str:
    """The separator that gives most rows alike, with most columns; a decimal comma is none."""
    scores = {}
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text[:SAMPLE], newline=None), delimiter=separator)
        widths = Counter(len(row) for row in reader if len(row) > 1)
        width, rows = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        scores[separator] = (rows, width)
    best = max(scores.values())
    return next(name for name, score in scores.items() if score == best) if best[0] else ","


def _read_sheets(
    source: BinaryIO, markup: BookMarkup, reveal: str | None
) -> tuple[dict[str, Sheet], list[HiddenMatter]]:
    """Values and markup together; raises Refused where the two readings of a file differ."""
    try:
        book = CalamineWorkbook.from_filelike(source)
        names = [about.name for about in book.sheets_metadata]
        named = [said.name or name for said, name in zip(markup.sheets, names, strict=False)]
        if named != names or len(markup.sheets) != len(names):
            raise Refused("it cannot be opened: its list of sheets contradicts itself", SAVE_ANEW)
        if twice := next((place for place, name in enumerate(names) if name in names[:place]), 0):
            first = names.index(names[twice])
            problem = f"its sheets {first + 1} and {twice + 1} have one name"
            raise Refused(problem, "give each sheet its own name")
        if not names:
            raise Refused("there is no sheet in it", "ask for it again")
        seen: dict[str, str] = {}
        sheets: dict[str, Sheet] = {}
        hidden: list[HiddenMatter] = []
        for number, (about, said) in enumerate(
            zip(book.sheets_metadata, markup.sheets, strict=True)
        ):
            page, place = book.get_sheet_by_index(number), f"sheet {number + 1} of {len(names)}"
            unseen = said.unseen or UNSEEN.get(str(about.visible).rpartition(".")[2], "")
            called = place if unseen and reveal == place else about.name
            wanted = reveal in (place, about.name) or (not unseen and reveal == "")
            if unseen and not wanted:
                hidden.append(_tell_unseen_sheet(page, unseen, place))
                continue
            sheet, matter = _join_sheet(called, page, said, seen, wanted)
            hidden += matter
            sheets[called] = _reveal_whole(sheet) if unseen else sheet
        return sheets, hidden
    except (CalamineError, ArithmeticError, OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        # The library quotes what it met, which may be what the file hides.
        why = " ".join(re.split("[\"'`]", str(error))[0].split()).rstrip(" :,")
        why = why or type(error).__name__
        raise Refused(f"it cannot be opened: {why}", SAVE_ANEW) from None
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise Refused("it cannot be opened: its records contradict each other", SAVE_ANEW) from None


def _tell_unseen_sheet(page: CalamineSheet, unseen: str, place: str) -> HiddenMatter:
    filled = sum(value not in ("", None) for values in page.iter_rows() for value in values)
    kind = HiddenKind.LINKS if unseen == CACHED else HiddenKind.SHEETS
    return HiddenMatter(kind, unseen, filled, place)


def _reveal_whole(sheet: Sheet) -> Sheet:
    """A hidden sheet, every filled cell of which is named as revealed."""
    return replace(sheet, revealed=frozenset((cell.row, cell.column) for cell in sheet.filled()))


def _join_sheet(
    name: str, page: CalamineSheet, markup: Markup, seen: dict[str, str], reveal: bool
) -> tuple[Sheet, list[HiddenMatter]]:
    """One sheet: values as the library reads them, the rest as the markup has it."""
    left = page.start[1] if page.start else 0
    # The library gives an error and a formula without a value alike as blank, or as 0.
    places = markup.shown | dict.fromkeys(markup.uncalculated) | markup.errors
    lines = (
        [*[""] * left, *(_share(value, seen) for value in values)] for values in page.iter_rows()
    )
    rows = _tidy_rows(lines, places)
    areas = markup.merged or [(*first, *last) for first, last in page.merged_cell_ranges or ()]
    endless = {place: NO_NUMBER for place in _find_endless(rows)}
    if endless:
        rows = _tidy_rows(map(list, rows), {place: "#NUM!" for place in endless})
    merged = [Span(*area) for area in areas]
    return show_sheet(name, rows, merged, markup, endless | markup.remarks, reveal)


def _share(value: Any, seen: dict[str, str]) -> Any:
    """The one object for a text or a small count: in a workbook they come again and again."""
    if isinstance(value, str):
        return seen.setdefault(value, value)
    if isinstance(value, float) and 0 <= value < len(COUNTS) and COUNTS[int(value)] == value:
        return COUNTS[int(value)]
    return value


def _tidy_rows(lines: Iterable[list], places: Mapping[tuple[int, int], Any]) -> Rows:
    """Rows without their blank ends, and with other values in some places."""
    rows = []
    for line in lines:
        while line and line[-1] == "":
            line.pop()
        rows.append(line)
    for (row, column), value in places.items():
        if value == "" and not (row < len(rows) and column < len(rows[row])):
            continue
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = value
    for row in {row for (row, _), value in places.items() if value == "" and row < len(rows)}:
        while rows[row] and rows[row][-1] == "":
            rows[row].pop()
    while rows and not rows[-1]:
        rows.pop()
    return tuple(map(tuple, rows))


def _find_endless(rows: Rows) -> Iterator[tuple[int, int]]:
    """Cells with a number that no sheet can show, such as 1e999: infinite, or none at all."""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, float) and not isfinite(value):
                yield row, column


def _list_remarks(sheet: Sheet) -> Iterator[Remark]:
    cells: dict[str, list[tuple[int, int]]] = {}
    for place, remark in (*sheet.remarks.items(), *sheet.notices.items()):
        if remark != ROUNDED:
            cells.setdefault(remark, []).append(place)
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if isinstance(value, str) and not value.isascii():
                for remark in _list_remarks_on_letters(value):
                    cells.setdefault(remark, []).append((row, column))
    for text, places in cells.items():
        yield Remark(text, sheet.name, format_ranges(places, sheet.numbering))


def _tell_rounded(sheets: Iterable[Sheet]) -> Iterator[Remark]:
    """One remark for the whole workbook: most of them round, or none."""
    rounded = [(sheet, place) for sheet in sheets for place in sheet.unrounded]
    if rounded:
        sheet, place = rounded[0]
        more = f", as {len(rounded) - 1:,} more are" if len(rounded) > 1 else ""
        yield Remark(f"{ROUNDED}{more}", sheet.name, (sheet.numbering.format_place(*place),))


def _list_remarks_on_letters(text: str) -> Iterator[str]:
    if is_garbled(text):
        yield GARBLED
    if LOST_LETTER in text:
        yield LOST


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


def _format_some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
