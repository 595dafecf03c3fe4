"""The styles of an .xlsx workbook's cells, and its shared texts that are set in several ways."""

import colorsys
import re
from collections.abc import Mapping

from openpyxl.styles.colors import COLOR_INDEX

from analysis.ingest.files.cell_styles import (
    BLACK,
    PAPER,
    SMALLEST,
    CellStyle,
    Font,
    Rule,
    Run,
    blend,
)
from analysis.ingest.files.markup import parse_part
from analysis.ingest.files.number_format import BUILT_IN, GENERAL

STYLES, TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"
THEME = re.compile(r"xl/theme/theme\d*\.xml")
# The colours of a workbook without a theme of its own, in the order below.
OFFICE = "ffffff 000000 e7e6e6 44546a 4472c4 ed7d31 a5a5a5 ffc000 5b9bd5 70ad47 0563c1 954f72"
# A theme names its colours dark before light; a cell counts them light before dark.
THEME_ORDER = "lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink"
TINT = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[Ee][-+]?[0-9]{1,3})?")
ON = ("", "1", "true", "single")  # what a mark such as <strike/> may say that it is on


def read_xlsx_styles(
    parts: Mapping[str, bytes],
) -> tuple[list[CellStyle], list[Rule], "Palette"]:
    """The styles by the numbers that cells name, what rules set by theirs, and the colours.

    Raises Refused for XML that cannot be read.
    """
    theme = next((part for name, part in parts.items() if THEME.fullmatch(name)), b"")
    reader = _StylesReader(Palette(theme))
    parse_part(parts.get(STYLES, b"<none/>"), reader.start, reader.end)
    return [reader.build_style(*style) for style in reader.styles], reader.rules, reader.palette


def read_rich_texts(part: bytes, palette: "Palette", every: bool) -> dict[str, list[Run]]:
    """The runs of the shared texts set in several ways, by their number; of `every` text if asked.

    Raises Refused for XML that cannot be read.
    """
    if not every and b"rPr" not in part:
        return {}
    texts: dict[str, list[Run]] = {}
    reader = RunReader(palette)
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        reader.start(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        nonlocal count
        name = name.rpartition(":")[2]
        reader.end(name)
        if name == "si":
            if every or any(font for _, font in reader.runs):
                texts[str(count)] = reader.runs
            count += 1
            reader.runs = []

    parse_part(part, start, end, reader.gather)
    return texts


class Palette:
    """Colours as a workbook names them: by red, green and blue, by number, by theme and tint."""

    def __init__(self, theme: bytes):
        self.indexed = [colour[2:].lower() for colour in COLOR_INDEX]
        self.themed: dict[str, str] = {}
        self.slot = ""
        if theme:
            parse_part(theme, self._take_theme)
        else:
            self.themed = dict(zip(THEME_ORDER.split(), OFFICE.split(), strict=True))

    def _take_theme(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name in THEME_ORDER.split():
            self.slot = name
        elif name in ("sysClr", "srgbClr") and self.slot:
            colour = attributes.get("lastClr", attributes.get("val", ""))
            self.themed.setdefault(self.slot, _read_hex(colour))
            self.slot = ""

    def read(self, attributes: Mapping[str, str], automatic: str) -> str:
        """The colour that an element's attributes name, blank where they name none we know."""
        colour = ""
        if "rgb" in attributes:
            colour = _read_hex(attributes["rgb"])
        elif "theme" in attributes:
            names = THEME_ORDER.split()
            number = _read_number(attributes, "theme")
            colour = self.themed.get(names[number], "") if number < len(names) else ""
        elif "indexed" in attributes:
            number = _read_number(attributes, "indexed")
            if number < len(self.indexed):
                colour = self.indexed[number]
            else:
                colour = {64: BLACK, 65: PAPER}.get(number, automatic)
        elif attributes.get("auto") in ("1", "true"):
            colour = automatic
        tint = attributes.get("tint", "")
        return _tint(colour, float(tint)) if TINT.fullmatch(tint) else colour


def _read_number(attributes: Mapping[str, str], name: str) -> int:
    """A number that an element names; 0 where it names none."""
    text = attributes.get(name, "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _read_hex(colour: str) -> str:
    return colour[-6:].lower() if re.fullmatch(r"[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}", colour) else ""


def _tint(colour: str, tint: float) -> str:
    """A colour made darker (below 0) or lighter (above 0)."""
    if not colour or not tint:
        return colour
    hue, light, strength = colorsys.rgb_to_hls(*(part / 255 for part in bytes.fromhex(colour)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    mixed = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), strength)
    return bytes(round(part * 255) for part in mixed).hex()


def is_small(points: str) -> bool:
    """Whether a size of letters that is given, perhaps with a fraction, leaves nothing to read."""
    return bool(re.fullmatch(r"\d+(\.\d*)?|\.\d+", points)) and float(points) <= SMALLEST


class FontReader:
    """Gathers one font from the elements inside it; `colour` is that of one which names none."""

    def __init__(self, palette: Palette, colour: str = ""):
        self.palette, self.automatic = palette, colour
        self.clear()

    def clear(self) -> None:
        self.place, self.struck, self.colour = "", False, self.automatic
        self.unreadable = False

    def take(self, name: str, attributes: dict[str, str]) -> None:
        if name == "vertAlign":
            self.place = attributes.get("val", "")
        elif name == "sz":
            self.unreadable = is_small(attributes.get("val", ""))
        elif name == "strike":
            self.struck = attributes.get("val", "") in ON
        elif name == "color":
            self.colour = self.palette.read(attributes, BLACK)

    def build(self) -> Font:
        raised, lowered = self.place == "superscript", self.place == "subscript"
        return Font(raised, lowered, self.struck, self.colour, self.unreadable)


class RunReader:
    """Gathers the runs of one text: letters, each with the font it has for itself."""

    def __init__(self, palette: Palette):
        self.font = FontReader(palette)
        self.runs: list[Run] = []
        self.words, self.own = "", False
        self.writing = self.sounding = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self.writing, self.words = not self.sounding, ""
        elif name == "r":
            self.own = False
        elif name == "rPr":
            self.own = True
            self.font.clear()
        elif name == "rPh":
            self.sounding = True  # how the text is spoken, which is not shown in it
        elif self.own:
            self.font.take(name, attributes)

    def gather(self, text: str) -> None:
        if self.writing:
            self.words += text

    def end(self, name: str) -> None:
        if name == "t" and self.writing:
            self.runs.append((self.words, self.font.build() if self.own else None))
            self.writing = False
        elif name == "r":
            self.own = False
        elif name == "rPh":
            self.sounding = False


class RuleReader:
    """Gathers what one conditional format sets, from the elements inside it."""

    def __init__(self, palette: Palette):
        self.palette, self.inside, self.rule = palette, "", Rule()

    def take(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "dxf":
                self.rule = Rule()
            case "font" | "fill" | "border":
                self.inside = name
            case "numFmt":
                self.rule = self.rule._replace(code=attributes.get("formatCode", GENERAL))
            case "color" if self.inside == "font":
                self.rule = self.rule._replace(ink=self.palette.read(attributes, BLACK))
            case "bgColor" if self.inside == "fill":
                ground = self.palette.read(attributes, PAPER)
                self.rule = self.rule._replace(ground=ground)
            case "fgColor" | "gradientFill" if self.inside == "fill" and not self.rule.ground:
                self.rule = self.rule._replace(ground="")


class _StylesReader:
    """Runs through styles.xml: codes, fonts and fills, the styles that name them, then rules."""

    def __init__(self, palette: Palette):
        self.palette = palette
        self.codes = dict(BUILT_IN)
        self.fonts: list[Font] = []
        self.fills: list[str] = []
        self.styles: list[tuple[int, int, int]] = []
        self.font = FontReader(palette, BLACK)
        self.rule, self.rules = RuleReader(palette), []
        self.inside: list[str] = []
        self.pattern, self.ground, self.colours = "", "", 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        over = self.inside[-1] if self.inside else ""
        self.inside.append(name)
        match name:
            case "numFmt" if over == "numFmts":
                number = _read_number(attributes, "numFmtId")
                self.codes[number] = attributes.get("formatCode", GENERAL)
            case "font" if over == "fonts":
                self.font.clear()
            case "fill" if over == "fills":
                self.pattern, self.ground = "none", ""
            case "patternFill" if "fills" in self.inside:
                self.pattern = attributes.get("patternType", "none")
            case "gradientFill" if "fills" in self.inside:
                self.pattern = name
            case "fgColor" if "fills" in self.inside:
                self.ground = self.palette.read(attributes, BLACK)
            case "xf" if over == "cellXfs":
                named = (_read_number(attributes, n) for n in ("numFmtId", "fontId", "fillId"))
                self.styles.append(tuple(named))
            case "rgbColor" if over == "indexedColors":
                if self.colours < len(self.palette.indexed):
                    self.palette.indexed[self.colours] = _read_hex(attributes.get("rgb", ""))
                self.colours += 1
            case _ if over == "font" and "fonts" in self.inside:
                self.font.take(name, attributes)
            case _ if "dxfs" in self.inside:
                self.rule.take(name, attributes)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self.inside.pop()
        over = self.inside[-1] if self.inside else ""
        if name == "font" and over == "fonts":
            self.fonts.append(self.font.build())
        elif name == "fill" and over == "fills":
            self.fills.append(blend(self.pattern, self.ground))
        elif name == "dxf" and over == "dxfs":
            self.rules.append(self.rule.rule)

    def build_style(self, number: int, font: int, fill: int) -> CellStyle:
        letters = self.fonts[font] if font < len(self.fonts) else Font(colour=BLACK)
        ground = self.fills[fill] if fill < len(self.fills) else PAPER
        return CellStyle(self.codes.get(number, GENERAL), letters, ground)
