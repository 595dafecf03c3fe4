"""The markup of an .ods workbook, read from its one XML of content and its styles."""

import re
from collections import defaultdict
from collections.abc import Iterable

from analysis.ingest.files.cell_styles import (
    AS_STORED,
    DAYLESS,
    NO_ZERO,
    NOTHING,
    PLAIN_STYLE,
    REPLACED,
    RULED,
    CellStyle,
    Rule,
    Run,
    Shown,
    show_displayed,
    show_rich_text,
)
from analysis.ingest.files.containers import Refused
from analysis.ingest.files.markup import (
    CACHED,
    Area,
    BookMarkup,
    ConditionalFormats,
    Markup,
    parse_part,
    read_areas,
)
from analysis.ingest.files.ods_styles import COLUMN, ROW, OdsStyles
from analysis.ingest.files.serial_dates import spells_moment
from analysis.ingest.files.sheet import format_address

ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
OTHER_BOOK = re.compile(r"\[?'?(?:file|https?)://", re.IGNORECASE)
# What lies in a cell or a table and is no text of it: comments, boxes, shapes, what was deleted.
BESIDE = ("office:annotation", "table:shapes", "table:tracked-changes", "text:ruby-text")
DRAWN = ("draw:", "dr3d:")
FIRST_YEAR = "1950"  # a date before it is a count in a format for dates
MOST_REPEATED = 200_000  # places of one cell that something is told of
# The rules of later programs, which stand behind the rows that they are for.
RULES = re.compile(rb"<calcext:conditional-formats\b.*?</calcext:conditional-formats>", re.DOTALL)
HIDES_ZEROS = re.compile(rb"config:name=\"ShowZeroValues\"[^>]*>false<")
CELLS = re.compile(
    r"\$?(?:'((?:[^']|'')*)'|([^\s'.:]+))\.(\$?[A-Z]+\$?\d+)"
    r"(?::(?:\$?(?:'(?:[^']|'')*'|[^\s'.:]+))?\.?(\$?[A-Z]+\$?\d+))?"
)
AMOUNTS = ("float", "percentage", "currency")


def read_ods_markup(parts: dict[str, bytes]) -> BookMarkup:
    """The markup of every sheet in order, repeated rows and cells counted out.

    Raises Refused for XML that cannot be read.
    """
    styles = OdsStyles()
    parse_part(parts.get("styles.xml", b"<none/>"), styles.start, styles.end, styles.gather)
    content = parts["content.xml"]
    shows_zeros = not HIDES_ZEROS.search(parts.get("settings.xml", b""))
    reader = _OdsReader(styles, RULES.findall(content), shows_zeros)
    parse_part(content, reader.start, reader.end, reader.gather)
    return reader.book


def _list_rules(blocks: Iterable[bytes], styles: OdsStyles) -> dict[str, list[Area]]:
    """The cells of each sheet that conditional formats are for, with what these may set."""
    areas: dict[str, list[Area]] = defaultdict(list)
    cells = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cells
        match name.partition(":")[2]:
            case "conditional-format":
                cells = attributes.get("calcext:target-range-address", "")
                return
            case "condition" if attributes.get("calcext:value") != "is-error":
                rule = styles.build_rule(attributes.get("calcext:apply-style-name", ""), "")
            case "date-is":
                rule = styles.build_rule(attributes.get("calcext:style", ""), "")
            case "color-scale" | "data-bar" | "icon-set" as kind:
                hides = attributes.get("calcext:show-value") == "false"
                rule = Rule(";;;" if hides else "", ground=None if kind == "icon-set" else "")
            case _:
                return
        for found in CELLS.finditer(cells):
            sheet = (found[1] or found[2]).replace("''", "'")
            areas[sheet] += [
                (area, rule) for area in read_areas(f"{found[3]}:{found[4] or found[3]}")
            ]

    for block in blocks:
        parse_part(block, start)
    return areas


class _OdsReader:
    """Runs through content.xml, keeping count of the row and column it has come to."""

    def __init__(self, styles: OdsStyles, rules: Iterable[bytes], shows_zeros: bool):
        self.book = BookMarkup()
        self.blocks, self.shows_zeros = rules, shows_zeros
        self.areas: dict[str, list[Area]] = {}  # of the conditional formats, by sheet
        self.rules = ConditionalFormats()
        self.sheet = Markup("")
        self.rows = self.columns = range(0)  # what the present row and cell stand for
        self.defined = 0  # columns described so far, before the rows
        self.styles = styles
        self.styling = True  # the styles stand before the tables
        self.column_styles: list[tuple[range, str]] = []
        self.row_style = ""
        self.cell: dict[str, str] = {}
        self.beside = 0  # how deep inside something that is no text of the cell
        self.groups: list[bool] = []
        self.folded = 0  # groups of lines about the present one that are not displayed
        self.begin_cell({})

    def begin_cell(self, attributes: dict[str, str]) -> None:
        self.cell, self.words, self.writing = attributes, "", False
        self.paragraphs, self.spans, self.divided = 0, [], False
        self.runs: list[Run] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.styling:
            self.styling = name != "office:body"
            self.styles.start(name, attributes)
            if not self.styling:
                self.areas = _list_rules(self.blocks, self.styles)
            return
        if self.beside or name in BESIDE or name.startswith(DRAWN):
            if name == "office:annotation" and self.columns:
                self.sheet.comments.append((self.rows.start, self.columns.start))
            self.beside += 1
            return
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self.columns = _count_on(self.columns, attributes, "table:number-columns-repeated")
                self.begin_cell(attributes)
            case "text:p" | "text:h":
                self.words += "\n" if self.paragraphs else ""
                self.paragraphs += 1
                self.writing = True
            case "table:table-row":
                self.rows = _count_on(self.rows, attributes, "table:number-rows-repeated")
                self.columns = range(0)
                self.describe_rows(attributes)
            case "text:s":
                self.words += " " * min(int(attributes.get("text:c", 1)), 1000)
            case "text:tab" | "text:line-break":
                self.words += "\t" if name == "text:tab" else "\n"
                self.divided = True
            case "text:span":
                self.close_run()
                self.spans.append(attributes.get("text:style-name", ""))
            case "table:table-column":
                self.describe_columns(attributes)
            case "table:table-row-group" | "table:table-column-group":
                self.folded += attributes.get("table:display") == "false"
                self.groups.append(attributes.get("table:display") == "false")
            case "table:table":
                self.sheet = Markup(attributes.get("table:name", ""))
                if self.styles.is_unseen(attributes.get("table:style-name", "")):
                    self.sheet.unseen = "hidden sheet"
                self.book.sheets.append(self.sheet)
                self.rules = ConditionalFormats(self.areas.get(self.sheet.name, ()))
                self.rows, self.defined = range(0), 0
                self.column_styles, self.row_style = [], ""
            case "table:table-source":
                self.sheet.unseen = CACHED

    def describe_rows(self, attributes: dict[str, str]) -> None:
        self.row_style = attributes.get("table:default-cell-style-name", "")
        visibility = attributes.get("table:visibility", "visible")
        if visibility != "visible" or self.folded:
            self.sheet.hide_rows(self.rows)
        elif self.styles.is_flat(ROW, attributes.get("table:style-name", "")):
            self.sheet.flat_rows.append(self.rows)
        if visibility == "filter":
            self.sheet.filters.append(self.rows)

    def describe_columns(self, attributes: dict[str, str]) -> None:
        repeated = int(attributes.get("table:number-columns-repeated", 1))
        columns = range(self.defined, self.defined + repeated)
        if attributes.get("table:visibility", "visible") != "visible" or self.folded:
            self.sheet.hidden_columns.append(columns)
        elif self.styles.is_flat(COLUMN, attributes.get("table:style-name", "")):
            self.sheet.flat_columns.append(columns)
        style = attributes.get("table:default-cell-style-name", "")
        if self.styles.find_cell(style):
            self.column_styles.append((columns, style))
        self.defined += repeated

    def gather(self, text: str) -> None:
        if self.beside:
            self.divided |= not text.isspace()  # the library may take it for the cell's text
        elif self.styling:
            self.styles.gather(text)
        elif self.writing:
            self.words += text

    def end(self, name: str) -> None:
        if self.styling:
            self.styles.end(name)
            return
        if self.beside:
            self.beside -= 1
            return
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self.close_cell()
            case "text:p" | "text:h":
                self.writing = False
            case "text:span" if self.spans:
                self.close_run()
                self.spans.pop()
            case "table:table-row-group" | "table:table-column-group":
                self.folded -= self.groups.pop()

    def close_run(self) -> None:
        """Keep the letters so far with the font of the innermost span that they stand in."""
        if self.words:
            font = next(filter(None, map(self.styles.find_font, reversed(self.spans))), None)
            self.runs.append((self.words, font))
            self.divided |= font is not None
            self.words = ""

    def close_cell(self) -> None:
        """Take what the present cell says, once for every cell it is repeated over."""
        self.close_run()
        cell, words = self.cell, "".join(text for text, _ in self.runs).strip()
        formula, kind = cell.get("table:formula", ""), cell.get("office:value-type", "")
        self.book.linked |= bool(formula and OTHER_BOOK.search(formula))
        filled = bool(words or formula or kind not in ("", "string"))
        if filled:
            self.sheet.reach(self.rows[-1], self.columns[-1])
        rows = self.rows if filled else self.rows[:1]
        down = int(cell.get("table:number-rows-spanned", 1))
        across = int(cell.get("table:number-columns-spanned", 1))
        if down > 1 or across > 1:
            left = self.columns[0]
            self.sheet.merged += [(top, left, top + down - 1, left + across - 1) for top in rows]
        if formula and ERROR.fullmatch(words):
            self.sheet.errors.update(dict.fromkeys(self.list_places(rows), words))
        elif formula and not kind and not words:
            self.sheet.uncalculated.update(self.list_places(rows))
        elif (filled or self.divided) and (shown := self.look(kind, words)) is not AS_STORED:
            for place in self.list_places(rows):
                self.sheet.show(*place, shown)
        if self.rules and kind in AMOUNTS:
            style = self.styles.find_cell(self.find_style_name()) or PLAIN_STYLE
            for place in self.list_places(rows):
                if self.rules.mislead(*place, style.ground):
                    self.sheet.doubted[place] = RULED

    def list_places(self, rows: range) -> list[tuple[int, int]]:
        """Every place of the present cell; raises Refused where they are too many to hold."""
        if len(rows) * len(self.columns) > MOST_REPEATED:
            first = format_address(rows.start, self.columns.start)
            problem = f"the cell {first} is repeated over {len(rows) * len(self.columns):,} cells"
            raise Refused(problem, "delete the cells that stand in no table, and save a copy")
        return [(row, column) for row in rows for column in self.columns]

    def look(self, kind: str, words: str) -> Shown:
        """What a person sees of the present cell: its own text, where it has one."""
        style = self.find_style()
        told = style is not None and not style.sets_plainly
        if kind in AMOUNTS:
            stored = self.cell.get("office:value", "")
            ruled = self.styles.is_ruled(self.find_style_name())
            try:
                if not (self.shows_zeros or float(stored)):
                    return Shown("", NO_ZERO)
                if (words == stored and not (told or ruled)) or not self.paragraphs:
                    return AS_STORED
                shown = show_displayed(float(stored), tuple(self.runs), style or PLAIN_STYLE)
            except ValueError:
                return AS_STORED
            return shown._replace(remark=RULED) if ruled else shown
        if kind in ("date", "time", "boolean"):
            return self.look_at_moment(kind, words, style)
        told = told or (style is not None and not style.keeps_text)
        if not (told or self.divided or "office:string-value" in self.cell):
            return AS_STORED
        runs = [(re.sub("[ \t\r\n]*\n[ \t\r\n]*", "\n", text), font) for text, font in self.runs]
        shown = show_rich_text(runs, style or PLAIN_STYLE)
        return Shown("".join(text for text, _ in runs)) if shown is AS_STORED else shown

    def look_at_moment(self, kind: str, words: str, style: CellStyle | None) -> Shown:
        if (style and style.unseen) or (self.paragraphs and not words):
            return NOTHING
        if style and style.font.struck:
            return show_rich_text([(words, None)], style)
        plain = kind == "boolean" and words.casefold() in ("true", "false", "1", "0")
        if plain or not words:
            return AS_STORED
        if kind != "date":
            return Shown(words, "" if kind == "boolean" or re.search(r"\d", words) else REPLACED)
        day = self.cell.get("office:date-value", "")
        spelt = spells_moment(words, day)
        if not spelt:
            return Shown(words, REPLACED)
        shows_day = self.styles.shows_day(self.find_style_name()) and spelt == "day"
        if day[:4] < FIRST_YEAR or shows_day:
            return AS_STORED
        return Shown(words, DAYLESS if day[8:10] > "01" else "")

    def find_style_name(self) -> str:
        """The style of the present cell: its own, or else its row's or its column's."""
        if own := self.cell.get("table:style-name") or self.row_style:
            return own
        at = self.columns.start
        return next((name for lines, name in self.column_styles if at in lines), "")

    def find_style(self) -> CellStyle | None:
        style = self.styles.find_cell(self.find_style_name())
        at = self.rows.start, self.columns.start
        return style and self.rules.set_ground(*at, style)


def _count_on(before: range, attributes: dict[str, str], repeated: str) -> range:
    return range(before.stop, before.stop + int(attributes.get(repeated, 1)))
