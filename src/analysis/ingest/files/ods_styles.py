"""The styles of an .ods workbook: what they make of the letters, the ground and the dates."""

import re
from dataclasses import dataclass, field

from analysis.ingest.files.cell_styles import (
    BLACK,
    PAPER,
    PLAIN_FONT,
    SMALLEST,
    CellStyle,
    Font,
    Rule,
)
from analysis.ingest.files.number_format import GENERAL

CELL, TEXT = "table-cell", "text"
ROW, COLUMN, TABLE = "table-row", "table-column", "table"
PROPERTIES = {"style:text-properties"} | {
    f"style:{family}-properties" for family in (CELL, ROW, COLUMN, TABLE)
}
LENGTH = re.compile(r"([\d.]+)(mm|cm|in|pt|pc|px|)", re.IGNORECASE)
POINTS = {"mm": 2.83, "cm": 28.3, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75, "": 1.0}
FLAT = 3.0  # points: a line of no more than a few pixels, in which nobody can read
WORDED = re.compile(r"[\w<>*]")  # in a format: more than dashes and brackets
GROUND, TRANSPARENT = "fo:background-color", "transparent"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass
class _Style:
    """One style as it is written: what it says itself, and the style that it is made from."""

    parent: str = ""
    dates: str = ""  # the name of its number format
    said: dict[str, str] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)  # the styles that conditions put in its place


class OdsStyles:
    """Gathers the styles that stand in styles.xml and before the tables of content.xml."""

    def __init__(self):
        self.styles: dict[tuple[str, str], _Style] = {}
        self.dateless: set[str] = set()  # number formats of dates that show no day
        self.inks: dict[str, str] = {}  # colours that number formats give to their numbers
        self.texts: dict[str, str | None] = {}  # words of formats for texts, None where it is shown
        self.worded: set[str] = set()  # number formats with words of their own, or without a number
        self.rules: dict[str, list[Rule]] = {}
        self.applied: dict[str, tuple[Rule, str]] = {}  # what conditions put, its number format
        self.ruled: dict[str, bool] = {}
        self.style: _Style | None = None
        self.wording = False
        self.number = ""
        self.cells: dict[str, CellStyle | None] = {}
        self.flat: dict[tuple[str, str], bool] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "style:style" | "style:default-style":
                family = attributes.get("style:family", "")
                self.style = _Style(
                    attributes.get("style:parent-style-name", ""),
                    attributes.get("style:data-style-name", ""),
                )
                self.styles[family, attributes.get("style:name", "")] = self.style
            case "style:text-properties" if self.number:
                self.inks[self.number] = _read_colour(attributes.get("fo:color", ""))
            case "style:text-properties" if self.style:
                # The ground that letters have of their own is not that of their cell.
                said = {k: said for k, said in attributes.items() if k != GROUND}
                self.style.said |= said
            case _ if self.style and name in PROPERTIES:
                self.style.said |= attributes
            case "style:map" if self.style and not self.number:
                self.style.rules.append(attributes.get("style:apply-style-name", ""))
            case "number:text-style":
                self.number = attributes.get("style:name", "")
                self.texts[self.number] = ""
            case "number:text-content":
                self.texts[self.number] = None
            case "number:text":
                self.wording = True
            case "number:number-style":
                self.number = attributes.get("style:name", "")
                self.worded.add(self.number)
            case "number:number" | "number:scientific-number" | "number:fraction":
                self.worded.discard(self.number)
            case "number:date-style":
                self.number = attributes.get("style:name", "")
                self.dateless.add(self.number)
            case "number:day":
                self.dateless.discard(self.number)
            case _ if name.startswith("number:") and name.endswith("-style"):
                self.number = attributes.get("style:name", "")

    def end(self, name: str) -> None:
        if name == "number:text":
            self.wording = False
        elif name in ("style:style", "style:default-style"):
            self.style = None
        elif name.startswith("number:") and name.endswith("-style"):
            self.number = ""

    def gather(self, text: str) -> None:
        """Take the words of a format."""
        if self.wording and WORDED.search(text):
            self.worded.add(self.number)
        if self.wording and self.texts.get(self.number) is not None:
            self.texts[self.number] += text

    def find_rules(self, name: str) -> list[Rule]:
        """What conditions may set in a cell of this style."""
        if name not in self.rules:
            others = dict.fromkeys(self._list_conditional(name))
            _, number = self._inherit(CELL, name) if others else ({}, "")
            self.rules[name] = [self.build_rule(other, number) for other in others]
        return self.rules[name]

    def build_rule(self, name: str, number: str) -> Rule:
        """What a condition sets that puts this style in the place of one with a number format."""
        if name not in self.applied:
            said, own = self._inherit(CELL, name)
            paper = said.get(GROUND, TRANSPARENT)
            ground = None if paper == TRANSPARENT else _read_colour(paper)
            self.applied[name] = Rule("", _read_font(said).colour, ground), own
        rule, own = self.applied[name]
        return rule._replace(code=";;;") if own != number and own in self.worded else rule

    def is_ruled(self, name: str) -> bool:
        """Whether conditions may make something else of a number in a cell of this style."""
        if name not in self.ruled:
            style = self.find_cell(name)
            rules = self.find_rules(name) if style else ()
            self.ruled[name] = any(rule.misleads(style.ground) for rule in rules)
        return self.ruled[name]

    def _list_conditional(self, name: str) -> list[str]:
        """The styles that conditions of a style, or of one it is made from, put in its place."""
        met: set[str] = set()
        while name not in met:
            met.add(name)
            style = self.styles.get((CELL, name), _Style())
            if style.rules:
                return style.rules
            name = style.parent
        return []

    def find_cell(self, name: str) -> CellStyle | None:
        """The style of a cell, None where it leaves every text as it is."""
        if name not in self.cells:
            self.cells[name] = self._build_cell(name)
        return self.cells[name]

    def _build_cell(self, name: str) -> CellStyle | None:
        said, dates = self._inherit(CELL, name)
        font = _read_font(said)
        if ink := self.inks.get(dates):
            font = font._replace(colour=ink)
        paper = said.get(GROUND, TRANSPARENT)
        ground = PAPER if paper == TRANSPARENT else _read_colour(paper)
        if any(rule.ground is not None for rule in self.find_rules(name)):
            ground = ""
        words = self.texts.get(dates)
        code = GENERAL if words is None else ';;;"{}"'.format(words.replace('"', "”"))
        style = CellStyle(code, font, ground)
        if style.is_plain and not (name and (ground != PAPER or self.find_rules(name))):
            return None
        return style

    def find_font(self, name: str) -> Font | None:
        """The font of a span, None where it is like any other."""
        font = _read_font(self._inherit(TEXT, name)[0])
        return None if font in (PLAIN_FONT, PLAIN_FONT._replace(colour=BLACK)) else font

    def shows_day(self, name: str) -> bool:
        """Whether a cell of this style shows the day of its date, as it does unless it says no."""
        return self._inherit(CELL, name)[1] not in self.dateless

    def is_unseen(self, table: str) -> bool:
        """Whether a table of this style is not displayed."""
        return self._inherit(TABLE, table)[0].get("table:display") == "false"

    def is_flat(self, family: str, name: str) -> bool:
        """Whether rows or columns of this style have no size that a person could see."""
        if (family, name) not in self.flat:
            side = "style:row-height" if family == ROW else "style:column-width"
            size = _read_points(self._inherit(family, name)[0].get(side, ""))
            self.flat[family, name] = size is not None and size < FLAT
        return self.flat[family, name]

    def _inherit(self, family: str, name: str) -> tuple[dict[str, str], str]:
        """All that a style says together with those it is made from, and its number format."""
        said: dict[str, str] = {}
        dates, met = "", set()
        while name not in met:
            met.add(name)
            style = self.styles.get((family, name), _Style())
            said = style.said | said
            dates = dates or style.dates
            name = style.parent
        return said, dates


def _read_points(length: str) -> float | None:
    found = LENGTH.fullmatch(length.strip())
    try:
        return float(found[1]) * POINTS[found[2].lower()] if found else None
    except ValueError:
        return None


def _read_font(said: dict[str, str]) -> Font:
    place = said.get("style:text-position", "").split(" ")[0]
    raised = place == "super" or bool(re.fullmatch(r"\+?[0-9.]*[1-9][0-9.]*%", place))
    lowered = place == "sub" or bool(re.fullmatch(r"-[0-9.]*[1-9][0-9.]*%", place))
    through = (said.get(f"style:text-line-through-{key}", "none") for key in ("style", "type"))
    colour = _read_colour(said.get("fo:color", ""))
    if said.get("style:use-window-font-color") == "true":
        colour = ""
    size = _read_points(said.get("fo:font-size", "") or "none")
    unreadable = said.get("text:display") == "none" or (size is not None and size <= SMALLEST)
    return Font(raised, lowered, any(line != "none" for line in through), colour, unreadable)


def _read_colour(colour: str) -> str:
    return colour[1:].lower() if COLOUR.fullmatch(colour) else ""
