"""The markup of an .xlsx workbook, read from the XML of its sheets."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from openpyxl.utils import range_boundaries

from analysis.ingest.files.cell_styles import (
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
from analysis.ingest.files.markup import (
    IN_TABLE,
    LAST_COLUMN,
    LAST_ROW,
    Area,
    BookMarkup,
    ConditionalFormats,
    Markup,
    parse_part,
    read_areas,
)
from analysis.ingest.files.sheet import Lines
from analysis.ingest.files.xlsx_styles import (
    TEXTS,
    Palette,
    RuleReader,
    RunReader,
    read_rich_texts,
    read_xlsx_styles,
)

MAIN = "xl/workbook.xml"
PALE_STYLE = re.compile("(?:TableStyleLight(?:[1-7]|1[5-9]|2[01]))?")  # of tables, on paper
RULES = re.compile(
    rb"<(?:\w+:)?conditionalFormatting\b.*?</(?:\w+:)?conditionalFormatting>", re.DOTALL
)
NOT_OF_NUMBERS = ("containsErrors", "containsBlanks")  # rules for other cells
OFF = ("0", "false")

FLAT_ROW, FLAT_COLUMN = 3.0, 0.5  # points, and widths of a digit: a line of a few pixels
OTHER_BOOKS = "xl/externalLinks/"


def read_xlsx_markup(parts: dict[str, bytes]) -> BookMarkup:
    """The markup of every sheet in order; raises Refused for XML that cannot be read."""
    sheets: list[tuple[str, str]] = []
    must_calculate = since_1904 = False

    def take_sheet(name: str, attributes: dict[str, str]) -> None:
        nonlocal must_calculate, since_1904
        match name.rpartition(":")[2]:
            case "sheet":
                link = next((v for key, v in attributes.items() if key.endswith(":id")), "")
                sheets.append((attributes.get("name", ""), link))
            case "calcPr":
                must_calculate = attributes.get("fullCalcOnLoad") in ("1", "true")
            case "workbookPr":
                since_1904 = attributes.get("date1904") in ("1", "true")

    parse_part(parts[MAIN], take_sheet)
    looks = _read_looks(parts, since_1904)
    read, links = [], read_links(parts, MAIN)
    for name, link in sheets:
        place = links.get(link, "")
        sheet = parts.get(place, b"<none/>")
        filters, areas = _read_tables(parts, read_links(parts, place).values())
        areas += _list_rules(sheet, looks)
        read.append(_XlsxSheetReader(name, must_calculate, looks, areas).read(sheet))
        read[-1].filters += filters
    return BookMarkup(
        read,
        linked=any(name.startswith(OTHER_BOOKS) for name in parts),
    )


@dataclass(frozen=True)
class _XlsxLooks:
    """What the cells of all sheets are shown by: styles that change anything, texts of many runs.

    Both by the numbers, as text, that cells name them by. `filled` are styles that change nothing
    but the ground, which runs with a font of their own are judged on.
    """

    palette: Palette
    rules: list[Rule]
    styles: dict[str, CellStyle]
    filled: dict[str, CellStyle]
    texts: dict[str, list[Run]]
    since_1904: bool


def _read_looks(parts: dict[str, bytes], since_1904: bool) -> _XlsxLooks:
    styles, rules, palette = read_xlsx_styles(parts)
    telling = {str(n): style for n, style in enumerate(styles) if not style.is_plain}
    every = not all(style.keeps_text for style in telling.values())
    texts = read_rich_texts(parts.get(TEXTS, b"<none/>"), palette, every)
    filled = {str(n): style for n, style in enumerate(styles) if style.ground != PAPER}
    return _XlsxLooks(palette, rules, telling, filled, texts, since_1904)


def _read_tables(
    parts: Mapping[str, bytes], links: Iterable[str]
) -> tuple[list[range], list[Area]]:
    """Of the tables among the parts that a sheet links to: rows under filters, coloured areas.

    The filters are those that were left on, the areas those whose ground a table's style may set.
    """
    cells, under = "", ""
    filtered: dict[str, None] = {}
    coloured: list[Area] = []

    def take(name: str, attributes: dict[str, str]) -> None:
        nonlocal cells, under
        match name.rpartition(":")[2]:
            case "table":
                cells = attributes.get("ref", "")
            case "autoFilter":
                under = attributes.get("ref", "")
            case "filterColumn":
                filtered[under] = None
            case "tableStyleInfo" if not PALE_STYLE.fullmatch(attributes.get("name", "")):
                coloured.extend((area, IN_TABLE) for area in read_areas(cells))

    for target in links:
        if "/tables/" in target:
            parse_part(parts.get(target, b"<none/>"), take)
    return list(map(read_rows, filtered)), coloured


def _list_rules(sheet: bytes, looks: _XlsxLooks) -> Iterator[Area]:
    """The cells of a sheet's part that conditional formats are for, with what these may set."""
    cells, inside, kind = "", "", ""
    found: list[Rule] = []
    reader = RuleReader(looks.palette)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cells, inside, kind
        inside = name.rpartition(":")[2]
        match inside:
            case "conditionalFormatting":
                cells = attributes.get("sqref", "")
            case "cfRule":
                kind, number = attributes.get("type", ""), attributes.get("dxfId", "")
                if kind not in NOT_OF_NUMBERS and number.isdecimal():
                    found.extend(looks.rules[int(number[:9]) :][:1])
            case "colorScale" | "dataBar" | "iconSet":
                hides = attributes.get("showValue") in OFF
                ground = None if inside == "iconSet" else ""
                found.append(Rule(code=";;;" if hides else "", ground=ground))
            case _:
                reader.take(inside, attributes)

    def end(name: str) -> None:
        if name.endswith("dxf") and kind not in NOT_OF_NUMBERS:
            found.append(reader.rule)

    def gather(text: str) -> None:
        nonlocal cells
        if inside == "sqref":
            cells += f" {text.strip()}"

    head = sheet[: sheet.find(b"?>") + 2] if sheet.startswith(b"<?xml") else b""
    for block in RULES.findall(sheet):
        parse_part(head + block, start, end, gather)
        for area in read_areas(cells):
            yield from ((area, rule) for rule in dict.fromkeys(found))
        found.clear()


def read_links(parts: Mapping[str, bytes], name: str) -> dict[str, str]:
    """The parts that a part of the file goes with: their names, by the links that it uses."""
    folder, file = posixpath.split(name)
    links: dict[str, str] = {}

    def take_link(_: str, attributes: dict[str, str]) -> None:
        if "Target" in attributes and attributes.get("TargetMode") != "External":
            place = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
            links[attributes.get("Id", "")] = place.lstrip("/")

    parse_part(parts.get(f"{folder}/_rels/{file}.rels", b"<none/>"), take_link)
    return links


def _trim(number: str) -> str:
    """A number that names a style or a text, spelt as programs spell it: `7` for ` 07`."""
    return number if number.isdecimal() and number[0] != "0" else number.strip().lstrip("0") or "0"


def is_flat(size: str, least: float) -> bool:
    """Whether a height or width that is given leaves nothing that a person could read."""
    try:
        return bool(size) and float(size) < least
    except ValueError:
        return False


def read_rows(cells: str) -> range:
    """The rows, from 0, of `A3:D40`; all rows where no such range is given."""
    try:
        _, top, _, bottom = range_boundaries(cells)
    except (TypeError, ValueError):
        return range(LAST_ROW)
    return range((top or 1) - 1, bottom or LAST_ROW)


class _XlsxSheetReader:
    """Runs through one sheet's XML, a cell at a time."""

    def __init__(self, name: str, must_calculate: bool, looks: _XlsxLooks, areas: list[Area]):
        # A program that writes formulas without calculating leaves 0 or nothing as their value.
        self.never = ("", "0") if must_calculate else ("",)
        self.markup = Markup(name)
        self.columns: dict[str, int] = {}
        self.row = self.column = -1
        self.kind, self.formula, self.inside, self.words = "", False, False, ""
        self.height = self.width = ""  # of lines that say nothing of their own
        self.sized: list[range] = []
        self.filter, self.filtering = "", False
        self.looks, self.styles = looks, looks.styles
        self.styled, self.style = "0", None
        self.rules = ConditionalFormats(areas)
        self.shows_zeros = True
        self.inline: RunReader | None = None

    def read(self, part: bytes) -> Markup:
        parse_part(part, self.start, self.end, self.gather)
        if self.filtering:
            self.markup.filters.append(read_rows(self.filter))
        return self.markup

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                place = attributes.get("r", "")
                self.column = self.find_column(place) if place else self.column + 1
                self.kind, self.formula, self.words = attributes.get("t", ""), False, ""
                self.styled = _trim(attributes.get("s", "0"))
                self.style = self.styles.get(self.styled)
            case "v":
                self.inside = True
                self.markup.reach(self.row, self.column)
            case "is":
                self.markup.reach(self.row, self.column)
                self.inline = RunReader(self.looks.palette)
            case "f":
                self.formula = True
            case "row":
                self.row = int(attributes.get("r", self.row + 2)) - 1
                self.column = -1
                if attributes.get("hidden") in ("1", "true"):
                    self.markup.hide_rows(range(self.row, self.row + 1))
                elif is_flat(attributes.get("ht", self.height), FLAT_ROW):
                    self.markup.flat_rows.append(range(self.row, self.row + 1))
            case "col":
                columns = range(int(attributes["min"]) - 1, int(attributes["max"]))
                self.sized.append(columns)
                if attributes.get("hidden") in ("1", "true"):
                    self.markup.hidden_columns.append(columns)
                elif is_flat(attributes.get("width", self.width), FLAT_COLUMN):
                    self.markup.flat_columns.append(columns)
            case "sheetFormatPr":
                self.height = attributes.get("defaultRowHeight", "")
                self.width = attributes.get("defaultColWidth", "")
            case "sheetData" if is_flat(self.width, FLAT_COLUMN):
                self.markup.flat_columns += Lines.without(self.sized).list_seen(LAST_COLUMN)
            case "autoFilter":
                self.filter = attributes.get("ref", "")
            case "filterColumn":
                self.filtering = True
            case "sheetView":
                self.shows_zeros = attributes.get("showZeros") not in OFF
            case "sheetPr":
                self.filtering = attributes.get("filterMode") in ("1", "true")
            case inner if self.inline:
                self.inline.start(inner, attributes)

    def gather(self, text: str) -> None:
        if self.inside:
            self.words += text
        elif self.inline:
            self.inline.gather(text)

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "is":
                self.show_runs(self.inline.runs)
                self.inline = None
            case inner if self.inline:
                self.inline.end(inner)
            case "v":
                self.inside = False
            case "c" if self.kind == "e" and self.words:
                self.markup.errors[self.row, self.column] = self.words
            case "c" if self.formula and self.kind != "str" and self.words in self.never:
                self.markup.reach(self.row, self.column)
                self.markup.uncalculated.add((self.row, self.column))
            case "c" if self.words:
                if self.style or self.kind == "s" or self.rules or not self.shows_zeros:
                    self.look()

    def look(self) -> None:
        """Take note of what a person sees of the present cell, where it is not what is stored."""
        words = self.words
        match self.kind:
            case "s":
                if runs := self.looks.texts.get(_trim(words)):
                    self.show_runs(runs)
            case "" | "n":
                style = self.find_style()
                if self.rules.mislead(self.row, self.column, self.find_ground().ground):
                    self.markup.doubted[self.row, self.column] = RULED
                elif style.shows_whole_numbers and words.isdecimal() and words != "0":
                    return
                try:
                    number = float(words)
                except ValueError:
                    return
                shown = show_number(number, style, self.looks.since_1904)
                if not (number or shown.invisible or self.shows_zeros):
                    shown = Shown("", NO_ZERO)
                self.markup.show(self.row, self.column, shown)
            case "str":
                self.show_runs([(words, None)])
            case _ if self.find_style().unseen:
                self.markup.invisible.add((self.row, self.column))

    def show_runs(self, runs: list[Run]) -> None:
        self.markup.show_runs(self.row, self.column, runs, self.find_style())

    def find_ground(self) -> CellStyle:
        """The style of the present cell as it has it itself."""
        return self.style or self.looks.filled.get(self.styled, PLAIN_STYLE)

    def find_style(self) -> CellStyle:
        """The style of the present cell, on no known ground where a rule or a table sets it."""
        return self.rules.set_ground(self.row, self.column, self.find_ground())

    def find_column(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        if letters not in self.columns:
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - 64
            self.columns[letters] = number - 1
        return self.columns[letters]
