"""Grids of cells as .xlsx, .xlsm, .xls, .ods and .csv: sheets, spans, looks and hidden lines.

A cell's value may be `Styled`, which says how it is shown: by a number format, in runs of raised
or struck letters, in a colour. `Hidden` says what of a sheet nobody sees.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

import olefile
import xlsxwriter
import xlwt
from examples import write_csv
from openpyxl.utils import range_boundaries

from analysis.ingest.files.sheet import Sheet
from analysis.ingest.files.workbook import read_file

FORMATS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
STYLED_FORMATS = (".xlsx", ".xls", ".ods")  # those that hold looks and hidden lines
NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
}
CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"

Grid = Sequence[Sequence[Any]]
Area = tuple[int, int, int, int]  # top, left, bottom, right, zero-based, all inside
Look = str  # of "raised", "lowered", "struck" and the names of COLOURS, as many as apply
COLOURS = {"white": ("#FFFFFF", 9), "black": ("#000000", 8), "red": ("#FF0000", 10)}
DAY = "dd/mm/yyyy"
SCRIPTS = {"raised": 1, "lowered": 2}


@dataclass(frozen=True)
class Styled:
    """A cell whose look says more than its value.

    `form` is a number format as Excel spells it, and `shown` the text that it comes to: an .ods
    and a .csv hold that text themselves. `runs` are pieces of text with a look each, in place of
    a value; `font` is the look of a whole cell, `colour` and `ground` are names of COLOURS.
    """

    value: Any = None
    form: str = ""
    shown: str | None = None
    runs: tuple[tuple[str, Look], ...] = ()
    colour: str = ""
    ground: str = ""
    font: Look = ""

    @property
    def content(self) -> Any:
        """The value, or the words of the runs in one."""
        return "".join(words for words, _ in self.runs) if self.runs else self.value


def raise_notes(value: Any, *notes: str) -> Styled:
    """A value with raised digits or letters behind it: `raise_notes(9, "1")` shows 9 with a 1."""
    return Styled(runs=((str(value), ""), *((note, "raised") for note in notes)))


@dataclass(frozen=True)
class Hidden:
    """What of one sheet is not seen: zero-based lines, or the `sheet` as a whole.

    `filtered` are rows that a filter hides, whose range over all rows of the sheet stays on.
    """

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    filtered: frozenset[int] = frozenset()
    sheet: Literal["", "hidden", "very hidden"] = ""


SEEN = Hidden()


def read_sheets(path: Path) -> dict[str, Sheet]:
    """The sheets of a workbook by name."""
    return read_file(path).sheets


def write_book(
    path: Path,
    sheets: Mapping[str, Grid],
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden: Mapping[str, Hidden] | None = None,
) -> Path:
    """Write sheets of rows in the format that the path's ending names; returns the path.

    Values are None, text, numbers, truth values, dates and these `Styled`; `merged` gives ranges
    such as `B1:D2` by sheet, whose words are those of their first cell. A .csv holds one sheet, no
    spans, and of a `Styled` cell what is shown.
    """
    path = Path(path)
    areas = {name: [_as_area(cells) for cells in (merged or {}).get(name, ())] for name in sheets}
    unseen = {name: (hidden or {}).get(name, SEEN) for name in sheets}
    match path.suffix:
        case ".xlsx" | ".xlsm":
            _write_xlsx(path, sheets, areas, unseen)
        case ".xls":
            _write_xls(path, sheets, areas, unseen)
        case ".ods":
            spell = _OdsStyles()
            tables = "".join(_spell_table(n, sheets[n], areas[n], unseen[n], spell) for n in sheets)
            write_ods(path, tables, styles=spell.styles)
        case ".csv":
            (rows,) = sheets.values()
            write_csv(path, [list(map(_show, row)) for row in rows])
        case other:
            raise ValueError(f"no writer for {other}")
    return path


def _show(value: Any) -> Any:
    if not isinstance(value, Styled):
        return value
    return value.content if value.shown is None else value.shown


def write_ods(path: Path, tables: str, manifest: str = "", styles: str = "") -> Path:
    """An .ods whose spreadsheet holds these table elements; `manifest` says which parts it has,
    `styles` what the names of styles mean."""
    spaces = "".join(f' xmlns:{short}="{long}"' for short, long in NAMESPACES.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return write_zip(
        path, {"mimetype": ODS_KIND, "content.xml": content, "META-INF/manifest.xml": manifest}
    )


def write_zip(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip of these parts, each deflated."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def change_parts(source: Path, target: Path, parts: Mapping[str, str | bytes | None]) -> Path:
    """A copy of a zip in which these parts are replaced, added, or left out where None."""
    with zipfile.ZipFile(source) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    changed = kept | parts
    return write_zip(target, {name: text for name, text in changed.items() if text is not None})


def _as_area(cells: str) -> Area:
    left, top, right, bottom = range_boundaries(cells)
    return top - 1, left - 1, bottom - 1, right - 1


def _place_values(rows: Grid) -> Iterator[tuple[int, int, Any]]:
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is not None and value != "":
                yield row, column, value


def _look_up(rows: Grid, row: int, column: int) -> Any:
    inside = row < len(rows) and column < len(rows[row])
    return rows[row][column] if inside else None


def _write_xlsx(
    path: Path,
    sheets: Mapping[str, Grid],
    areas: Mapping[str, list[Area]],
    unseen: Mapping[str, Hidden],
) -> None:
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, plain) as book:
        form = cache(lambda **facts: book.add_format(facts))
        if path.suffix == ".xlsm":
            book.add_vba_project(io.BytesIO(b"no macro runs from here"), True)
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for row, column, value in _place_values(rows):
                _write_xlsx_cell(page, row, column, value, form)
            for top, left, bottom, right in areas[name]:
                value = _look_up(rows, top, left)
                page.merge_range(top, left, bottom, right, "")
                _write_xlsx_cell(page, top, left, value, form)
            _hide_in_xlsx(page, rows, unseen[name])
        _show_first([unseen[name].sheet for name in sheets], book.worksheets())


def _write_xlsx_cell(page, row: int, column: int, value: Any, form: Callable) -> None:
    if not isinstance(value, Styled):
        day = form(num_format=DAY) if isinstance(value, date) else None
        page.write(row, column, value, day)
        return
    facts = {
        "num_format": value.form or (DAY if isinstance(value.value, date) else ""),
        "font_color": COLOURS[value.colour][0] if value.colour else "",
        "bg_color": COLOURS[value.ground][0] if value.ground else "",
    }
    facts |= {"font_script": _find_script(value.font), "font_strikeout": value.font == "struck"}
    look = form(**{key: fact for key, fact in facts.items() if fact})
    if len(value.runs) < 2:
        page.write(row, column, value.content, look)
        return
    pieces = []
    for words, run in value.runs:
        facts = {"font_script": _find_script(run), "font_strikeout": "struck" in run}
        facts["font_color"] = _find_colour(run, 0)
        pieces += [form(**{key: fact for key, fact in facts.items() if fact}), words][not run :]
    page.write_rich_string(row, column, *pieces, look)


def _find_script(run: Look) -> int:
    return next((SCRIPTS[word] for word in run.split() if word in SCRIPTS), 0)


def _find_colour(run: Look, kind: int) -> Any:
    """The colour that a look names, by its digits (0) or its number (1)."""
    return next((COLOURS[word][kind] for word in run.split() if word in COLOURS), None)


def _hide_in_xlsx(page, rows: Grid, unseen: Hidden) -> None:
    for row in unseen.rows | unseen.filtered:
        page.set_row(row, None, None, {"hidden": True})
    for column in unseen.columns:
        page.set_column(column, column, None, None, {"hidden": True})
    if unseen.filtered:
        page.autofilter(0, 0, len(rows) - 1, max(map(len, rows)) - 1)
        page.filter_column(0, "x == NonBlanks")
    if unseen.sheet == "hidden":
        page.hide()
    elif unseen.sheet:
        page.very_hidden()


def _show_first(visibility: Sequence[str], pages: Sequence) -> None:
    """A book opens on a sheet that is seen."""
    seen = visibility.index("")
    if seen:
        pages[seen].activate()
        pages[seen].set_first_sheet()


def _write_xls(
    path: Path,
    sheets: Mapping[str, Grid],
    areas: Mapping[str, list[Area]],
    unseen: Mapping[str, Hidden],
) -> None:
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        page = book.add_sheet(name, cell_overwrite_ok=True)
        for top, left, bottom, right in areas[name]:
            page.merge(top, bottom, left, right)
        for row, column, value in _place_values(rows):
            _write_xls_cell(page, row, column, value)
        for row in unseen[name].rows | unseen[name].filtered:
            page.row(row).hidden = True
        for column in unseen[name].columns:
            page.col(column).hidden = True
        page.visibility = ("", "hidden", "very hidden").index(unseen[name].sheet)
    book.active_sheet = [unseen[name].sheet for name in sheets].index("")
    book.save(str(path))


def _write_xls_cell(page, row: int, column: int, value: Any) -> None:
    if not isinstance(value, Styled):
        page.write(row, column, value, _xls_look(DAY if isinstance(value, date) else ""))
        return
    form = value.form or (DAY if isinstance(value.value, date) else "")
    look = _xls_look(form, value.colour, value.ground, value.font)
    if value.runs:
        page.write_rich_text(row, column, [(w, _xls_font(run)) for w, run in value.runs], look)
    else:
        page.write(row, column, value.value, look)


@cache
def _xls_look(form: str = "", colour: str = "", ground: str = "", font: Look = "") -> xlwt.XFStyle:
    look = xlwt.XFStyle()
    look.num_format_str = form or "General"
    if font:
        look.font = _xls_font(font)
    if colour:
        look.font = xlwt.Font()
        look.font.colour_index = COLOURS[colour][1]
    if ground:
        look.pattern.pattern = xlwt.Pattern.SOLID_PATTERN
        look.pattern.pattern_fore_colour = COLOURS[ground][1]
    return look


@cache
def _xls_font(run: Look) -> xlwt.Font:
    font = xlwt.Font()
    font.struck_out = "struck" in run
    font.escapement = _find_script(run)
    if colour := _find_colour(run, 1):
        font.colour_index = colour
    return font


class _OdsStyles:
    """The styles that the cells of an .ods name, gathered while they are spelled."""

    def __init__(self):
        self.names: dict[str, str] = {}

    @property
    def styles(self) -> str:
        return "".join(spelled.format(name=name) for spelled, name in self.names.items())

    def name(self, family: str, properties: str) -> str:
        spelled = f'<style:style style:name="{{name}}" style:family="{family}">{properties}'
        return self.names.setdefault(f"{spelled}</style:style>", f"s{len(self.names)}")

    def name_date(self, form: str) -> str:
        """The name of a cell style that shows dates in a format such as `mmm-yy`."""
        kinds = {"d": "day", "m": "month", "y": "year"}
        parts = []
        for piece, *_ in re.findall(r"((.)\2*)", form):
            long = ' number:style="long"' if len(piece) in (2, 4) and piece != "yy" else ""
            textual = ' number:textual="true"' if piece[0] == "m" and len(piece) > 2 else ""
            kind = kinds.get(piece[0])
            text = f"<number:text>{escape(piece)}</number:text>"
            parts.append(f"<number:{kind}{long}{textual}/>" if kind else text)
        spelled = f'<number:date-style style:name="{{name}}">{"".join(parts)}</number:date-style>'
        data = self.names.setdefault(spelled, f"s{len(self.names)}")
        spelled = (
            '<style:style style:name="{name}" style:family="table-cell" '
            f'style:data-style-name="{data}"/>'
        )
        return self.names.setdefault(spelled, f"s{len(self.names)}")

    def spell_cell(self, value: Any, more: str = "") -> str:
        if not isinstance(value, Styled):
            return spell_ods_cell(value, more)
        if isinstance(value.value, date) and value.form:
            more += f' table:style-name="{self.name_date(value.form)}"'
        facts = f' fo:color="{COLOURS[value.colour][0]}"' if value.colour else ""
        facts += _spell_look(value.font)
        ground = f' fo:background-color="{COLOURS[value.ground][0]}"' if value.ground else ""
        if facts or ground:
            look = f"<style:text-properties{facts}/>" if facts else ""
            look = f"<style:table-cell-properties{ground}/>{look}" if ground else look
            more += f' table:style-name="{self.name("table-cell", look)}"'
        if value.runs:
            words = "".join(self.spell_run(*run) for run in value.runs)
            return _spell_text_cell(
                f"<text:p>{words}</text:p>", ' office:value-type="string"', more
            )
        return spell_ods_cell(value.value, more, value.shown, value.form)

    def spell_run(self, words: str, run: Look) -> str:
        if not run:
            return escape(words)
        name = self.name("text", f"<style:text-properties{_spell_look(run)}/>")
        return f'<text:span text:style-name="{name}">{escape(words)}</text:span>'


def _spell_look(run: Look) -> str:
    if run == "struck":
        return ' style:text-line-through-style="solid"'
    position = {1: "super 58%", 2: "sub 58%"}.get(_find_script(run))
    colour = _find_colour(run, 0)
    spelt = f' style:text-position="{position}"' if position else ""
    return spelt + (f' fo:color="{colour}"' if colour else "")


def _spell_table(
    name: str, rows: Grid, areas: list[Area], unseen: Hidden, styles: _OdsStyles
) -> str:
    """One sheet of an .ods: cells under a span are written as covered."""
    spans = {(top, left): (bottom, right) for top, left, bottom, right in areas}
    inside = {
        (row, column)
        for top, left, bottom, right in areas
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    height = max([len(rows), *(bottom + 1 for _, _, bottom, _ in areas)])
    width = max([*map(len, rows), *(right + 1 for *_, right in areas)], default=0)
    lines = []
    if unseen.columns:
        for column in range(width):
            look = _look_of_line("collapse" if column in unseen.columns else "")
            lines.append(f"<table:table-column{look}/>")
    for row in range(height):
        cells = []
        for column in range(width):
            value = _look_up(rows, row, column)
            if (row, column) in spans:
                bottom, right = spans[row, column]
                span = (
                    f' table:number-rows-spanned="{bottom - row + 1}"'
                    f' table:number-columns-spanned="{right - column + 1}"'
                )
                cells.append(styles.spell_cell(value, span))
            elif (row, column) in inside:
                cells.append("<table:covered-table-cell/>")
            else:
                cells.append(styles.spell_cell(value))
        kind = "filter" if row in unseen.filtered else "collapse" if row in unseen.rows else ""
        lines.append(f"<table:table-row{_look_of_line(kind)}>{''.join(cells)}</table:table-row>")
    look = ""
    if unseen.sheet:
        shown = styles.name("table", '<style:table-properties table:display="false"/>')
        look = f' table:style-name="{shown}"'
    return f"<table:table table:name={quoteattr(name)}{look}>{''.join(lines)}</table:table>"


def _look_of_line(kind: str) -> str:
    return f' table:visibility="{kind}"' if kind else ""


def spell_ods_cell(value: Any, more: str = "", shown: str | None = None, form: str = "") -> str:
    """One cell of an .ods, with whatever other attributes it has, and its own text where `shown`.

    A number in a format of percent or money says so by its type.
    """
    match value:
        case None | "":
            return f"<table:table-cell{more}/>"
        case bool():
            kind = f'"boolean" office:boolean-value="{str(value).lower()}"'
        case int() | float():
            unit = "percentage" if "%" in form else "currency" if "£" in form else "float"
            kind = f'"{unit}" office:value="{value}"'
        case datetime() | date():
            kind = f'"date" office:date-value="{value.isoformat()}"'
        case _:
            kind = '"string"'
    lines = str(value if shown is None else shown).split("\n")
    words = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    return _spell_text_cell(words, f" office:value-type={kind}", more)


def _spell_text_cell(words: str, kind: str, more: str) -> str:
    return f"<table:table-cell{more}{kind}>{words}</table:table-cell>"


def write_ruled(path: Path, rows: Grid, cells: str, look: Styled) -> Path:
    """One sheet, Q1, with a conditional format over a range: numbers below 5 have a look.

    Of the look the number format, the colour and the ground count.
    """
    write_book(path, {"Q1": rows})
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet("Q1")
            for row, column, value in _place_values(rows):
                _write_xlsx_cell(page, row, column, value, lambda **facts: book.add_format(facts))
            said = {
                "num_format": look.form,
                "font_color": COLOURS[look.colour][0] if look.colour else "",
                "bg_color": COLOURS[look.ground][0] if look.ground else "",
            }
            form = book.add_format({key: value for key, value in said.items() if value})
            rule = {"type": "cell", "criteria": "<", "value": 5, "format": form}
            page.conditional_format(cells, rule)
    elif path.suffix == ".xls":
        _add_xls_records(path, _spell_xls_rule(_as_area(cells), look))
    else:
        _rule_ods(path, cells, look)
    return path


def _add_xls_records(path: Path, records: bytes) -> None:
    """Put records at the end of the only sheet of an .xls that xlwt wrote."""
    content = path.read_bytes()
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        stream = container.openstream("Workbook").read()
    end = stream.rindex(b"\x0a\x00\x00\x00")
    held = xlwt.CompoundDoc.XlsDoc()
    with path.open("wb") as file:
        held.save(file, stream[:end] + records + stream[end : end + 4])


def _spell_xls_rule(area: Area, look: Styled) -> bytes:
    top, left, bottom, right = area
    edges = struct.pack("<4H", top, bottom, left, right)
    sets, parts = 0x3FFFFF, b""  # a mark for each thing that is left as it is
    if look.form:
        sets |= 1 << 25
        words = struct.pack("<HB", len(look.form), 0) + look.form.encode("latin-1")
        parts += struct.pack("<H", len(words) + 2) + words
    if look.colour:
        sets |= 1 << 26
        parts += bytes(80) + struct.pack("<I", COLOURS[look.colour][1]) + bytes(34)
    if look.ground:
        sets = (sets | 1 << 29) & ~(1 << 18)
        parts += struct.pack("<HH", 0, COLOURS[look.ground][1] << 7)
    limit = b"\x1e\x05\x00"  # the number 5
    style = struct.pack("<IH", sets, bool(look.form)) + parts
    rule = struct.pack("<BBHH", 1, 6, len(limit), 0) + style + limit
    cells = struct.pack("<2H", 1, 0) + edges + struct.pack("<H", 1) + edges
    records = ((0x01B0, cells), (0x01B1, rule))
    return b"".join(struct.pack("<2H", kind, len(body)) + body for kind, body in records)


def _rule_ods(path: Path, cells: str, look: Styled) -> None:
    facts, more, own = "", "", ""
    if look.ground:
        facts += f'<style:table-cell-properties fo:background-color="{COLOURS[look.ground][0]}"/>'
    if look.colour:
        facts += f'<style:text-properties fo:color="{COLOURS[look.colour][0]}"/>'
    if look.form:
        own = ' style:data-style-name="n"'
        words = look.form.strip('"')
        number = (
            "<number:number/>" if words == "0" else f"<number:text>{escape(words)}</number:text>"
        )
        more = f'<number:number-style style:name="n">{number}</number:number-style>'
    base = f"Q1.{cells.partition(':')[0]}"
    condition = (
        '<calcext:condition calcext:apply-style-name="Low" calcext:value="&lt;5" '
        f'calcext:base-cell-address="{base}"/>'
    )
    style = f'<style:style style:name="Low" style:family="table-cell"{own}>{facts}</style:style>'
    _add_ods_rule(path, cells, condition, more + style)


def _add_ods_rule(path: Path, cells: str, condition: str, styles: str = "") -> None:
    """Put a conditional format behind the rows of the only sheet of an .ods."""
    first, last = cells.split(":")
    rule = (
        "<calcext:conditional-formats><calcext:conditional-format "
        f'calcext:target-range-address="Q1.{first}:Q1.{last}">{condition}'
        "</calcext:conditional-format></calcext:conditional-formats></table:table>"
    )
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    for before, after in (
        ("</table:table>", rule),
        ("<office:automatic-styles>", f"<office:automatic-styles>{styles}"),
        (" xmlns:office", f' xmlns:calcext="{CALCEXT}" xmlns:office'),
    ):
        content = content.replace(before, after, 1)
    source = path.rename(path.with_suffix(".plain"))
    change_parts(source, path, {"content.xml": content})


def write_bars(path: Path, rows: Grid, cells: str, shows_value: bool) -> Path:
    """One sheet, Q1, with bars as long as the numbers in a range, or in place of the numbers."""
    write_book(path, {"Q1": rows})
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet("Q1")
            for row, column, value in _place_values(rows):
                page.write(row, column, value)
            rule = {"type": "data_bar", "data_bar_2010": True, "bar_only": not shows_value}
            page.conditional_format(cells, rule)
    elif path.suffix == ".xls":
        top, left, bottom, right = _as_area(cells)
        edges = struct.pack("<4H", top, bottom, left, right)
        area = struct.pack("<2H", 0x0879, 1) + edges + struct.pack("<2H", 1, 0)
        area += edges + struct.pack("<H", 1) + edges
        rule = struct.pack("<2H", 0x087A, 0) + edges + struct.pack("<BBHHIH", 4, 0, 0, 0, 0, 0)
        rule += bytes(2 + 1 + 2 + 2) + bytes([16]) + bytes(16)  # no formula, then the template
        rule += bytes([0, 0, 0, 2 * shows_value, 10, 90]) + bytes(8)
        records = ((0x0879, area), (0x087A, rule))
        spelt = (struct.pack("<2H", kind, len(body)) + body for kind, body in records)
        _add_xls_records(path, b"".join(spelt))
    else:
        told = "" if shows_value else ' calcext:show-value="false"'
        _add_ods_rule(path, cells, f"<calcext:data-bar{told}/>")
    return path


def hide_zeros(path: Path) -> None:
    """Set the window of a workbook so that it shows no zeros, as its writer left it elsewhere."""
    if path.suffix == ".xls":
        content = path.read_bytes()
        place = content.index(b"\x3e\x02\x12\x00") + 4
        marks = content[place] & ~0x10
        path.write_bytes(content[:place] + bytes([marks]) + content[place + 1 :])
        return
    source = path.rename(path.with_suffix(".plain"))
    if path.suffix == ".ods":
        item = '<config:config-item config:name="ShowZeroValues" config:type="boolean">false<'
        settings = f'<a xmlns:config="urn:config">{item}/config:config-item></a>'
        change_parts(source, path, {"settings.xml": settings})
        return
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(source) as archive:
        xml = archive.read(name).decode()
    change_parts(source, path, {name: xml.replace("<sheetView ", '<sheetView showZeros="0" ')})
