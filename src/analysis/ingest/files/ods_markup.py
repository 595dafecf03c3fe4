"""The markup of an .ods workbook, read from its one XML of content."""

import re

from analysis.ingest.files.markup import CACHED, BookMarkup, Markup, parse_part

ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
LENGTH = re.compile(r"([\d.]+)(mm|cm|in|pt|pc|px)")
POINTS = {"mm": 2.83, "cm": 28.3, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
FLAT = 1.0  # points: a line that nobody could read
OTHER_BOOK = re.compile(r"\[?'?(?:file|https?)://", re.IGNORECASE)


def read_ods_markup(parts: dict[str, bytes]) -> BookMarkup:
    """The markup of every sheet in order, repeated rows and cells counted out.

    Raises Refused for XML that cannot be read.
    """
    reader = _OdsReader()
    parse_part(parts["content.xml"], reader.start, reader.end, reader.gather)
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
        self.style = ""
        self.flat: set[str] = set()  # styles of lines that have no size
        self.unseen: set[str] = set()  # styles of sheets that are not displayed
        self.groups: list[bool] = []
        self.folded = 0  # groups of lines about the present one that are not displayed

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self.columns = _count_on(self.columns, attributes, "table:number-columns-repeated")
                self.cell, self.words = attributes, ""
            case "table:table-row":
                self.rows = _count_on(self.rows, attributes, "table:number-rows-repeated")
                self.columns = range(0)
                visibility = attributes.get("table:visibility", "visible")
                if visibility != "visible" or self.folded:
                    self.sheet.hide_rows(self.rows)
                elif attributes.get("table:style-name") in self.flat:
                    self.sheet.flat_rows.append(self.rows)
                if visibility == "filter":
                    self.sheet.filters.append(self.rows)
            case "table:table-column":
                repeated = int(attributes.get("table:number-columns-repeated", 1))
                columns = range(self.defined, self.defined + repeated)
                if attributes.get("table:visibility", "visible") != "visible" or self.folded:
                    self.sheet.hidden_columns.append(columns)
                elif attributes.get("table:style-name") in self.flat:
                    self.sheet.flat_columns.append(columns)
                self.defined += repeated
            case "table:table-row-group" | "table:table-column-group":
                self.folded += attributes.get("table:display") == "false"
                self.groups.append(attributes.get("table:display") == "false")
            case "table:table":
                self.sheet = Markup(attributes.get("table:name", ""))
                if attributes.get("table:style-name") in self.unseen:
                    self.sheet.unseen = "hidden sheet"
                self.book.sheets.append(self.sheet)
                self.rows, self.defined = range(0), 0
            case "table:table-source":
                self.sheet.unseen = CACHED
            case "office:annotation":
                self.commenting = True
                self.sheet.comments += [(self.rows[0], self.columns[0])] if self.columns else []
            case "style:style":
                self.style = attributes.get("style:name", "")
            case "style:table-properties" if attributes.get("table:display") == "false":
                self.unseen.add(self.style)
            case "style:table-row-properties" | "style:table-column-properties":
                sizes = attributes.get("style:row-height"), attributes.get("style:column-width")
                if any(map(_is_flat, filter(None, sizes))):
                    self.flat.add(self.style)

    def gather(self, text: str) -> None:
        if not self.commenting:
            self.words += text

    def end(self, name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self.close_cell()
            case "office:annotation":
                self.commenting = False
            case "table:table-row-group" | "table:table-column-group":
                self.folded -= self.groups.pop()

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


def _is_flat(size: str) -> bool:
    found = LENGTH.fullmatch(size)
    return bool(found) and float(found[1]) * POINTS[found[2]] <= FLAT


def _count_on(before: range, attributes: dict[str, str], repeated: str) -> range:
    return range(before.stop, before.stop + int(attributes.get(repeated, 1)))
