"""The markup of an .ods workbook, read from its one XML of content."""

import re

from analysis.ingest.files.markup import BookMarkup, Markup, parse_part

ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
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
