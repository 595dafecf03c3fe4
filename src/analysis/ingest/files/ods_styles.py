"""The styles of an .ods workbook: what they make of the letters, the ground and the dates."""

import re
from dataclasses import dataclass, field

from analysis.ingest.files.cell_styles import BLACK, PAPER, PLAIN_FONT, CellStyle, Font

CELL, TEXT = "table-cell", "text"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass
class _Style:
    """One style as it is written: what it says itself, and the style that it is made from."""

    parent: str = ""
    dates: str = ""  # the name of its number format
    said: dict[str, str] = field(default_factory=dict)


class OdsStyles:
    """Gathers the styles that stand in styles.xml and before the tables of content.xml."""

    def __init__(self):
        self.styles: dict[tuple[str, str], _Style] = {}
        self.dateless: set[str] = set()  # number formats of dates that show no day
        self.inks: dict[str, str] = {}  # colours that number formats give to their numbers
        self.style: _Style | None = None
        self.number = ""
        self.cells: dict[str, CellStyle | None] = {}

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
            case "style:text-properties" | "style:table-cell-properties" if self.style:
                self.style.said |= attributes
            case "number:date-style":
                self.number = attributes.get("style:name", "")
                self.dateless.add(self.number)
            case "number:day":
                self.dateless.discard(self.number)
            case _ if name.startswith("number:") and name.endswith("-style"):
                self.number = attributes.get("style:name", "")

    def end(self, name: str) -> None:
        if name in ("style:style", "style:default-style"):
            self.style = None
        elif name.startswith("number:") and name.endswith("-style"):
            self.number = ""

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
        paper = said.get("fo:background-color", "transparent")
        ground = PAPER if paper == "transparent" else _read_colour(paper)
        style = CellStyle(font=font, ground=ground)
        return style if not style.sets_plainly or (name and ground != PAPER) else None

    def find_font(self, name: str) -> Font | None:
        """The font of a span, None where it is like any other."""
        font = _read_font(self._inherit(TEXT, name)[0])
        return None if font in (PLAIN_FONT, PLAIN_FONT._replace(colour=BLACK)) else font

    def shows_day(self, name: str) -> bool:
        """Whether a cell of this style shows the day of its date, as it does unless it says no."""
        return self._inherit(CELL, name)[1] not in self.dateless

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


def _read_font(said: dict[str, str]) -> Font:
    place = said.get("style:text-position", "").split(" ")[0]
    raised = place == "super" or bool(re.fullmatch(r"\+?[0-9.]*[1-9][0-9.]*%", place))
    lowered = place == "sub" or bool(re.fullmatch(r"-[0-9.]*[1-9][0-9.]*%", place))
    through = (said.get(f"style:text-line-through-{key}", "none") for key in ("style", "type"))
    colour = _read_colour(said.get("fo:color", ""))
    if said.get("style:use-window-font-color") == "true":
        colour = ""
    return Font(raised, lowered, any(line != "none" for line in through), colour)


def _read_colour(colour: str) -> str:
    return colour[1:].lower() if COLOUR.fullmatch(colour) else ""
