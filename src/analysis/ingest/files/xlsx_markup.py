"""The markup of an .xlsx workbook, read from the XML of its sheets."""

import posixpath

from analysis.ingest.files.markup import BookMarkup, Markup, parse_part

MAIN = "xl/workbook.xml"
OTHER_BOOKS = "xl/externalLinks/"


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

    parse_part(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), take_link)
    parse_part(parts[MAIN], take_sheet)
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
        parse_part(part, self.start, self.end, self.gather)
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
