"""Workbooks that hide planted words, one a kind and way of hiding: nobody who looks sees them.

Each has the visible table of `YEARS_DOWN`. What is planted is nonsense (`Quorvex`) or one number,
7654321; neither stands where a person would see it.
"""

import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt
from examples import YEARS_DOWN
from formats import change_parts, spell_ods_cell, write_book, write_zip
from xlwt.CompoundDoc import XlsDoc

from analysis.model.hidden_matter import HiddenKind as Kind

WORD, NUMBER = "Quorvex", 7654321
PLANTED = (b"quorvex", b"7654321")
HOSTILE: dict[str, tuple[Kind | None, Callable[[Path], None]]] = {}  # None: not looked for
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def plant(name: str, kind: Kind | None):
    """Registers a writer under a name that begins with the file's ending."""

    def register(write: Callable[[Path], None]) -> Callable[[Path], None]:
        HOSTILE[name] = (kind, write)
        return write

    return register


def write_hostile(name: str, folder: Path) -> Path:
    """Write one of the books as `reply.<ending>`; returns its path."""
    path = folder / f"reply.{name.split()[0]}"
    HOSTILE[name][1](path)
    return path


# .xlsx: written whole by a library, or a part of it changed.


def write_page(path: Path, hide: Callable) -> None:
    """The table on a sheet, and whatever `hide(book, page)` adds."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Years")
        for number, row in enumerate(YEARS_DOWN):
            page.write_row(number, 0, row)
        hide(book, page)


def plant_xlsx(name: str, kind: Kind | None):
    def register(hide: Callable) -> Callable:
        plant(f"xlsx {name}", kind)(lambda path: write_page(path, hide))
        return hide

    return register


def add_sheet(book, name=WORD, **facts):
    page = book.add_worksheet(name)
    page.write_row(0, 0, [f"{WORD} by name", "Count"])
    page.write_row(1, 0, [f"{WORD} A", NUMBER])
    return page


@plant_xlsx("hidden sheet", Kind.SHEETS)
def _hidden_sheet(book, page):
    add_sheet(book).hide()


@plant_xlsx("very hidden sheet", Kind.SHEETS)
def _very_hidden_sheet(book, page):
    add_sheet(book).very_hidden()


@plant_xlsx("row in the table", Kind.LINES)
def _hidden_row(book, page):
    page.write_row(7, 0, [f"{WORD} row", NUMBER])
    page.write_row(3, 0, [f"{WORD} 2020", NUMBER])
    page.set_row(7, None, None, {"hidden": True})
    page.set_row(3, None, None, {"hidden": True})


@plant_xlsx("column with a label", Kind.LINES)
def _hidden_column(book, page):
    page.write_column(1, 2, [WORD, *[f"{WORD} {n}" for n in range(5)]])
    page.set_column(2, 2, None, None, {"hidden": True})


@plant_xlsx("column of labels before the table", Kind.LINES)
def _hidden_stub(book, page):
    page.write_column(0, 4, [WORD, "Rank", *[NUMBER] * 4])
    page.set_column(4, 4, None, None, {"hidden": True, "level": 1, "collapsed": True})


@plant_xlsx("rows under a filter", Kind.LINES)
def _filtered(book, page):
    page.write_column(1, 2, ["Who", "b", "b", f"{WORD} x", "b"])
    page.write(4, 1, NUMBER)
    page.autofilter(1, 0, 5, 2)
    page.filter_column(2, f"x != {WORD}")
    page.set_row(4, None, None, {"hidden": True})


@plant_xlsx("format of three semicolons", Kind.INVISIBLE)
def _no_format(book, page):
    none = book.add_format({"num_format": ";;;"})
    page.write(8, 0, f"{WORD} note", none)
    page.write(3, 1, NUMBER, none)


@plant_xlsx("format that shows less than five", Kind.INVISIBLE)
def _less_than_five(book, page):
    page.write(3, 1, NUMBER, book.add_format({"num_format": '"<5"'}))


@plant_xlsx("white on white", Kind.INVISIBLE)
def _white(book, page):
    white = book.add_format({"font_color": "#FFFFFF"})
    page.write(8, 0, f"{WORD} note", white)
    page.write(3, 1, NUMBER, white)


@plant_xlsx("the colour of its fill", Kind.INVISIBLE)
def _ground(book, page):
    form = book.add_format({"font_color": "#336699", "bg_color": "#336699", "pattern": 1})
    page.write(8, 0, f"{WORD} note", form)


@plant_xlsx("letters of two points", Kind.INVISIBLE)
def _small(book, page):
    page.write(8, 0, f"{WORD} note", book.add_format({"font_size": 2}))
    page.write(3, 1, NUMBER, book.add_format({"font_size": 1}))
    page.write_rich_string(9, 0, "a note ", book.add_format({"font_size": 1}), WORD, " and more")


@plant_xlsx("lines of a few pixels", Kind.FLAT_LINES)
def _few_pixels(book, page):
    page.write(8, 0, f"{WORD} row")
    page.set_row(8, 2.25)
    page.write(3, 3, f"{WORD} column")
    page.set_column(3, 3, 0.25)


@plant_xlsx("white letters within words", Kind.INVISIBLE)
def _white_run(book, page):
    white = book.add_format({"font_color": "#FFFFFF"})
    page.write_rich_string(8, 0, "a note ", white, f"{WORD} unseen", " and more")


@plant_xlsx("comment", Kind.COMMENTS)
def _comment(book, page):
    page.write_comment("B3", f"{WORD} said {NUMBER}", {"author": WORD})


@plant_xlsx("name for a constant", Kind.NAMES)
def _constant(book, page):
    book.define_name(f"{WORD}_name", f'="{WORD} {NUMBER}"')


@plant_xlsx("name for a hidden sheet", Kind.NAMES)
def _name_of_hidden(book, page):
    add_sheet(book).very_hidden()
    book.define_name(f"{WORD}_list", f"={WORD}!$A$1:$B$2")


@plant_xlsx("properties", Kind.PROPERTIES)
def _properties(book, page):
    facts = ("title", "author", "manager", "company", "keywords", "comments", "category")
    book.set_properties(dict.fromkeys(facts, f"{WORD} {NUMBER}"))
    book.set_custom_property(f"{WORD}_checked", f"{WORD} by")


@plant_xlsx("messages on entry", Kind.COMMENTS)
def _validation(book, page):
    rule = {"validate": "list", "source": [f"{WORD} a", f"{WORD} b"]}
    page.data_validation("D3", rule | {"input_title": WORD, "input_message": f"{WORD} {NUMBER}"})


@plant_xlsx("mail address", Kind.PROPERTIES)
def _mail(book, page):
    page.write_url("A9", f"mailto:{WORD}@example.org", string="write to us")


@plant_xlsx("chart of a hidden sheet", Kind.SHEETS)
def _chart(book, page):
    add_sheet(book).very_hidden()
    chart = book.add_chart({"type": "column"})
    data = [[f"{WORD} A"], [NUMBER]]
    chart.add_series(
        {
            "categories": f"={WORD}!$A$2:$A$2",
            "values": f"={WORD}!$B$2:$B$2",
            "categories_data": data[0],
            "values_data": data[1],
            "name": f"{WORD} series",
        }
    )
    page.insert_chart("D2", chart)


def plant_part(name: str, kind: Kind | None):
    """Planted in parts of the package; `cells` changes the sheet's XML."""

    def register(make: Callable[[], dict]) -> Callable:
        def write(path: Path) -> None:
            plain = path.with_name("plain.xlsx")
            write_page(plain, lambda book, page: page.write(8, 0, "a note beneath"))
            with zipfile.ZipFile(plain) as archive:
                parts = {each: archive.read(each).decode() for each in archive.namelist()}
            change_parts(plain, path, make(parts))
            plain.unlink()

        plant(f"xlsx {name}", kind)(write)
        return make

    return register


def link(parts: dict[str, str], part: str, kind: str, target: str) -> dict[str, str]:
    """The relationships of a part, with one more."""
    folder, _, file = part.rpartition("/")
    place = f"{folder}/_rels/{file}.rels"
    one = f'<Relationship Id="rIdQ" Type="{RELS}/{kind}" Target="{target}"/>'
    old = parts.get(place, f'<Relationships xmlns="{PACKAGE}"></Relationships>')
    return {place: old.replace("</Relationships>", f"{one}</Relationships>")}


def put_row(parts: dict[str, str], attributes: str) -> dict[str, str]:
    """Planted cells in row 4, which has these attributes."""
    cells = f'<c r="A4" t="inlineStr"><is><t>{WORD} 2020</t></is></c><c r="B4"><v>{NUMBER}</v></c>'
    start = parts[SHEET].index('<row r="4"')
    end = parts[SHEET].index("</row>", start)
    row = f'<row r="4" {attributes}>{cells}'
    return {SHEET: parts[SHEET][:start] + row + parts[SHEET][end:]}


def add_table(book, page) -> None:
    rows = [["a", 1], [f"{WORD} x", NUMBER]]
    heads = [{"header": "Head one"}, {"header": "Head two"}]
    page.add_table(9, 0, 11, 1, {"data": rows, "columns": heads, "name": "Listing"})
    page.set_row(11, None, None, {"hidden": True})


@plant("xlsx rows under a table's filter", Kind.LINES)
def _table_filter(path):
    plain = path.with_name("plain.xlsx")
    write_page(plain, add_table)
    with zipfile.ZipFile(plain) as archive:
        table = archive.read("xl/tables/table1.xml").decode()
    chosen = (
        '<autoFilter ref="A10:B12"><filterColumn colId="0"><filters><filter val="a"/></filters>'
    )
    old, new = '<autoFilter ref="A10:B12"/>', f"{chosen}</filterColumn></autoFilter>"
    assert old in table
    change_parts(plain, path, {"xl/tables/table1.xml": table.replace(old, new)})
    plain.unlink()


@plant("xlsx white on white by a number with a nought before it", Kind.INVISIBLE)
def _nought(path):
    def hide(book, page):
        page.write(8, 0, f"{WORD} note", book.add_format({"font_color": "#FFFFFF"}))

    write_page(path.with_name("plain.xlsx"), hide)
    with zipfile.ZipFile(path.with_name("plain.xlsx")) as archive:
        page = archive.read(SHEET).decode()
    changed = re.sub(r's="(\d+)" t="s"><v>(\d+)', r's="0\1" t="s"><v> 0\2', page)
    assert changed != page
    change_parts(path.with_name("plain.xlsx"), path, {SHEET: changed})
    path.with_name("plain.xlsx").unlink()


@plant_part("row without height", Kind.FLAT_LINES)
def _flat_row(parts):
    return put_row(parts, 'ht="0" customHeight="1"')


@plant_part("row of a hair's height", Kind.FLAT_LINES)
def _hair(parts):
    return put_row(parts, 'ht="0.75" customHeight="1"')


@plant_part("rows without height unless they say so", Kind.FLAT_LINES)
def _default_height(parts):
    changed = put_row(parts, "")[SHEET]
    tall = changed.replace('<row r="', '<row ht="15" customHeight="1" r="')
    flat = tall.replace('<row ht="15" customHeight="1" r="4"', '<row r="4"')
    return {SHEET: flat.replace('defaultRowHeight="15"', 'defaultRowHeight="0"')}


@plant_part("column without width", Kind.FLAT_LINES)
def _flat_column(parts):
    cols = '<cols><col min="4" max="4" width="0" customWidth="1"/></cols><sheetData>'
    cell = f'<c r="D3" t="inlineStr"><is><t>{WORD}</t></is></c></row>'
    xml = parts[SHEET].replace("<sheetData>", cols)
    start = xml.index('<row r="3"')
    return {SHEET: xml[:start] + xml[start:].replace("</row>", cell, 1)}


@plant_part("cells under a merged one", Kind.COVERED)
def _covered(parts):
    cells = f'<c r="B1" t="inlineStr"><is><t>{WORD}</t></is></c><c r="C1"><v>{NUMBER}</v></c></row>'
    spans = '</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    return {SHEET: parts[SHEET].replace("</row>", cells, 1).replace("</sheetData>", spans)}


@plant_part("strings of deleted cells", Kind.DELETED)
def _deleted(parts):
    texts = parts["xl/sharedStrings.xml"]
    more = f"<si><t>{WORD} deleted</t></si><si><r><t>{NUMBER} more</t></r></si></sst>"
    return {"xl/sharedStrings.xml": texts.replace("</sst>", more)}


@plant_part("sheet that was taken out and left", Kind.SHEETS)
def _left_sheet(parts):
    return {"xl/worksheets/sheet7.xml": parts[SHEET].replace("<v>14</v>", f"<v>{NUMBER}</v>")}


@plant_part("comments in threads", Kind.COMMENTS)
def _threads(parts):
    said = (
        f'<ThreadedComments xmlns="x"><threadedComment ref="B3" dT="2020-01-01" personId="{{1}}">'
        f"<text>{WORD} asked</text></threadedComment></ThreadedComments>"
    )
    people = f'<personList xmlns="x"><person displayName="{WORD}" id="{{1}}"/></personList>'
    return {
        "xl/threadedComments/threadedComment1.xml": said,
        "xl/persons/person.xml": people,
        **link(parts, SHEET, "threadedComment", "../threadedComments/threadedComment1.xml"),
    }


@plant_part("comment in two bytes a letter", Kind.COMMENTS)
def _wide_comment(parts):
    said = (
        f'<?xml version="1.0" encoding="UTF-16"?><comments xmlns="{MAIN}"><authors><author>{WORD}'
        f'</author></authors><commentList><comment ref="B3" authorId="0"><text><t>{WORD}</t></text>'
        "</comment></commentList></comments>"
    )
    return {
        "xl/comments1.xml": said.encode("utf-16"),
        **link(parts, SHEET, "comments", "../comments1.xml"),
    }


@plant_part("cached values of another workbook", Kind.LINKS)
def _external(parts):
    cached = (
        f'<externalLink xmlns="{MAIN}"><externalBook><sheetNames><sheetName val="{WORD}"/>'
        f'</sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str">'
        f'<v>{WORD}</v></cell><cell r="B1"><v>{NUMBER}</v></cell></row></sheetData></sheetDataSet>'
        "</externalBook></externalLink>"
    )
    target = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELS}/externalLink'
    return {
        "xl/externalLinks/externalLink1.xml": cached,
        "xl/externalLinks/_rels/externalLink1.xml.rels": f'{target}Path" '
        f'Target="file:///C:/{WORD}.xlsx" TargetMode="External"/></Relationships>',
        **link(parts, "xl/workbook.xml", "externalLink", "externalLinks/externalLink1.xml"),
    }


@plant_part("pivot cache with records", Kind.PIVOT_CACHES)
def _pivot(parts):
    about = (
        f'<pivotCacheDefinition xmlns="{MAIN}" recordCount="2"><cacheSource type="worksheet">'
        f'<worksheetSource ref="A1:B3" sheet="{WORD}"/></cacheSource><cacheFields count="2">'
        f'<cacheField name="{WORD} name"><sharedItems count="1"><s v="{WORD} A"/></sharedItems>'
        '</cacheField><cacheField name="n"/></cacheFields></pivotCacheDefinition>'
    )
    records = (
        f'<pivotCacheRecords xmlns="{MAIN}" count="2"><r><x v="0"/><n v="{NUMBER}"/></r>'
        f'<r><s v="{WORD} B"/><n v="{NUMBER}"/></r></pivotCacheRecords>'
    )
    place = "pivotCache/pivotCacheDefinition1.xml"
    return {
        f"xl/{place}": about,
        "xl/pivotCache/pivotCacheRecords1.xml": records,
        **link(parts, "xl/workbook.xml", "pivotCacheDefinition", place),
    }


@plant_part("connections and queries", Kind.DATA)
def _connections(parts):
    asked = (
        f'<connections xmlns="{MAIN}"><connection id="1" name="{WORD}"><dbPr connection="{WORD}" '
    )
    asked += f'command="select {WORD}"/></connection></connections>'
    query = f'<queryTable xmlns="{MAIN}" name="{WORD}" connectionId="1"/>'
    return {"xl/connections.xml": asked, "xl/queryTables/queryTable1.xml": query}


@plant_part("data model", Kind.DATA)
def _model(parts):
    return {"xl/model/item.data": f"{WORD} {NUMBER}".encode()}


@plant_part("embedded workbook and macros", Kind.DATA)
def _embedded(parts):
    return {
        "xl/embeddings/oleObject1.bin": WORD.encode(),
        "xl/vbaProject.bin": f"Sub {WORD}()".encode(),
    }


@plant_part("scenario", Kind.DATA)
def _scenario(parts):
    told = (
        f'</sheetData><scenarios><scenario name="{WORD}" user="{WORD}" comment="{WORD}">'
        f'<inputCells r="B3" val="{NUMBER}"/></scenario></scenarios>'
    )
    return {SHEET: parts[SHEET].replace("</sheetData>", told)}


@plant_part("tracked changes", Kind.PROPERTIES)
def _tracked(parts):
    log = (
        f'<revisions xmlns="{MAIN}"><rcc rId="1" sId="1"><oc r="B3" t="inlineStr"><is><t>{WORD}'
        f'</t></is></oc><nc r="B3"><v>{NUMBER}</v></nc></rcc></revisions>'
    )
    heads = f'<headers xmlns="{MAIN}"><header userName="{WORD}"/></headers>'
    return {"xl/revisions/revisionLog1.xml": log, "xl/revisions/revisionHeaders.xml": heads}


@plant_part("path, person and view in the workbook", Kind.PROPERTIES)
def _workbook_facts(parts):
    facts = (
        f'<fileSharing userName="{WORD}"/><a:absPath xmlns:a="y" url="C:\\{WORD}\\"/>'
        f'<customWorkbookViews><customWorkbookView name="{WORD}" guid="{{1}}"/>'
        "</customWorkbookViews><sheets>"
    )
    return {"xl/workbook.xml": parts["xl/workbook.xml"].replace("<sheets>", facts)}


@plant_part("thumbnail and printer", Kind.PROPERTIES)
def _thumbnail(parts):
    return {
        "docProps/thumbnail.emf": WORD.encode(),
        "xl/printerSettings/printerSettings1.bin": WORD.encode(),
    }


@plant("xlsm hidden sheet and author", Kind.SHEETS)
def _xlsm(path):
    write_book(path, {"Years": YEARS_DOWN})
    book = openpyxl.load_workbook(path, keep_vba=True)
    page = book.create_sheet(WORD)
    page.append([WORD, NUMBER])
    page.sheet_state = "veryHidden"
    book.properties.creator = WORD
    book.save(path)
    book.vba_archive.close()  # openpyxl leaves it open


@plant_part("labels of sensitivity", Kind.PROPERTIES)
def _labels(parts):
    label = f'<clbl:label id="{{1}}" name="{WORD}" siteId="{{2}}"/>'
    return {"docMetadata/LabelInfo.xml": f'<clbl:labelList xmlns:clbl="z">{label}</clbl:labelList>'}


@plant_part("people who shared it", Kind.PROPERTIES)
def _users(parts):
    person = f'<userInfo guid="{{1}}" name="{WORD}" id="-1"/>'
    return {"xl/revisions/userNames.xml": f'<users xmlns="{MAIN}">{person}</users>'}


@plant_part("choices of a slicer", Kind.PIVOT_CACHES)
def _slicer(parts):
    items = f'<data><tabular><items><i x="0" s="1"/></items></tabular></data><x n="{WORD}"/>'
    cache = f'<slicerCacheDefinition xmlns="u" sourceName="{WORD}">{items}</slicerCacheDefinition>'
    return {"xl/slicerCaches/slicerCache1.xml": cache}


@plant_part("query that was packed", Kind.DATA)
def _mashup(parts):
    return {"customXml/item1.xml": f'<DataMashup xmlns="m">{WORD}</DataMashup>'}


@plant_part("base of addresses", Kind.PROPERTIES)
def _base(parts):
    app = parts["docProps/app.xml"]
    base = f"<HyperlinkBase>file:///{WORD}/</HyperlinkBase></Properties>"
    return {"docProps/app.xml": app.replace("</Properties>", base)}


# .ods: the content is written as XML.


def write_ods_book(
    path: Path,
    rows: str | None = None,
    before: str = "",
    after: str = "",
    styles: str = "",
    columns: str = "",
    tables: str = "",
    parts: dict[str, str | bytes] | None = None,
) -> None:
    """The table on a sheet, with rows after it, and whatever stands about the sheets."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in {
            "office": "office",
            "table": "table",
            "text": "text",
            "style": "style",
            "meta": "meta",
            "fo": "xsl-fo-compatible",
            "number": "datastyle",
        }.items()
    )
    spaces += (
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    table = f'<table:table table:name="Years">{columns}{spell_rows(YEARS_DOWN)}'
    table += f"{rows or ''}</table:table>"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{before}{table}{tables}{after}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    write_zip(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": "",
            **{
                name: part.replace("SPACES", spaces) if isinstance(part, str) else part
                for name, part in (parts or {}).items()
            },
        },
    )


def spell_rows(rows, attributes: str = "") -> str:
    return "".join(
        f"<table:table-row {attributes}>{''.join(map(spell_ods_cell, row))}</table:table-row>"
        for row in rows
    )


ODS_ROW = [f"{WORD} 2023", NUMBER]
UNSEEN = (
    '<style:style style:name="away" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)
FLAT = (
    '<style:style style:name="flat" style:family="table-row">'
    '<style:table-row-properties style:row-height="0in"/></style:style>'
    '<style:style style:name="thin" style:family="table-column">'
    '<style:table-column-properties style:column-width="0.001cm"/></style:style>'
)
WHITE = (
    '<style:style style:name="white" style:family="table-cell">'
    '<style:text-properties fo:color="#ffffff"/></style:style>'
)
NO_TEXT = (
    '<number:number-style style:name="N9"><number:text/></number:number-style>'
    '<style:style style:name="none" style:family="table-cell" style:data-style-name="N9"/>'
)


def plant_ods(name: str, kind: Kind | None, **facts):
    plant(f"ods {name}", kind)(lambda path: write_ods_book(path, **facts))


def spell_sheet(name: str, more: str = "", before: str = "") -> str:
    rows = spell_rows([[f"{WORD} by name", "n"], ODS_ROW])
    return f'<table:table table:name="{name}" {more}>{before}{rows}</table:table>'


plant_ods(
    "hidden sheet",
    Kind.SHEETS,
    styles=UNSEEN,
    tables=spell_sheet(WORD, 'table:style-name="away"'),
)
plant_ods("collapsed row", Kind.LINES, rows=spell_rows([ODS_ROW], 'table:visibility="collapse"'))
plant_ods("row under a filter", Kind.LINES, rows=spell_rows([ODS_ROW], 'table:visibility="filter"'))
plant_ods(
    "row of a folded group",
    Kind.LINES,
    rows=f'<table:table-row-group table:display="false">{spell_rows([ODS_ROW])}'
    "</table:table-row-group>",
)
plant_ods(
    "collapsed column",
    Kind.LINES,
    columns='<table:table-column table:number-columns-repeated="2"/>'
    '<table:table-column table:visibility="collapse"/>',
    rows=spell_rows([["", "", f"{WORD} x"]]),
)
plant_ods(
    "row without height",
    Kind.FLAT_LINES,
    styles=FLAT,
    rows=spell_rows([ODS_ROW], 'table:style-name="flat"'),
)
plant_ods(
    "column without width",
    Kind.FLAT_LINES,
    styles=FLAT,
    columns='<table:table-column table:number-columns-repeated="2"/>'
    '<table:table-column table:style-name="thin"/>',
    rows=spell_rows([["", "", f"{WORD} x"]]),
)


def spell_styles(styles: str) -> dict[str, str]:
    """The part of an .ods that holds the styles which a person has named."""
    return {
        "styles.xml": "<office:document-styles SPACES><office:styles>"
        f"{styles}</office:styles></office:document-styles>"
    }


plant_ods(
    "sheet hidden by a named style",
    Kind.SHEETS,
    parts=spell_styles(UNSEEN),
    tables=spell_sheet(WORD, 'table:style-name="away"'),
)
plant_ods(
    "sheet hidden by the style that its own is made from",
    Kind.SHEETS,
    styles='<style:style style:name="kid" style:family="table" style:parent-style-name="away"/>',
    parts=spell_styles(UNSEEN),
    tables=spell_sheet(WORD, 'table:style-name="kid"'),
)
plant_ods(
    "row without height by a named style",
    Kind.FLAT_LINES,
    parts=spell_styles(FLAT),
    rows=spell_rows([ODS_ROW], 'table:style-name="flat"'),
)
plant_ods(
    "row without height or unit",
    Kind.FLAT_LINES,
    styles=FLAT.replace('"0in"', '"0"'),
    rows=spell_rows([ODS_ROW], 'table:style-name="flat"'),
)
plant_ods(
    "row of two points",
    Kind.FLAT_LINES,
    styles=FLAT.replace('"0in"', '"0.07cm"'),
    rows=spell_rows([ODS_ROW], 'table:style-name="flat"'),
)
plant_ods(
    "rows without height unless they say so",
    Kind.FLAT_LINES,
    styles=FLAT.replace("0in", "1cm"),
    parts=spell_styles(
        '<style:default-style style:family="table-row"><style:table-row-properties '
        'style:row-height="0cm"/></style:default-style>'
    ),
    tables='<table:table table:name="Other">'
    + spell_rows([["Other"]], 'table:style-name="flat"')
    + spell_rows([ODS_ROW])
    + "</table:table>",
)
plant_ods(
    "annotation",
    Kind.COMMENTS,
    rows=f"<table:table-row><table:table-cell><office:annotation><dc:creator>{WORD}</dc:creator>"
    f"<text:p>{WORD} {NUMBER}</text:p></office:annotation><text:p>a note</text:p>"
    "</table:table-cell></table:table-row>",
)
plant_ods(
    "cells under a merged one",
    Kind.COVERED,
    rows='<table:table-row><table:table-cell table:number-columns-spanned="2" '
    'office:value-type="string"><text:p>a note</text:p></table:table-cell>'
    f'<table:covered-table-cell office:value-type="string"><text:p>{WORD}</text:p>'
    "</table:covered-table-cell></table:table-row>",
)
plant_ods(
    "white on white",
    Kind.INVISIBLE,
    styles=WHITE,
    rows="<table:table-row>"
    + spell_ods_cell(f"{WORD} note", ' table:style-name="white"')
    + "</table:table-row>",
)
for name, said in {
    "letters of one point": 'fo:font-size="1pt"',
    "text that is not displayed": 'text:display="none"',
}.items():
    style = f"<style:text-properties {said}/></style:style>"
    plant_ods(
        name,
        Kind.INVISIBLE,
        styles=f'<style:style style:name="small" style:family="table-cell">{style}'
        f'<style:style style:name="run" style:family="text">{style}',
        rows="<table:table-row>"
        + spell_ods_cell(f"{WORD} note", ' table:style-name="small"')
        + '<table:table-cell office:value-type="string"><text:p>a note <text:span '
        f'text:style-name="run">{WORD}</text:span></text:p></table:table-cell></table:table-row>',
    )
plant_ods(
    "number shown as less than five",
    Kind.INVISIBLE,
    rows='<table:table-row><table:table-cell office:value-type="float" '
    f'office:value="{NUMBER}"><text:p>&lt;5</text:p></table:table-cell></table:table-row>',
)
plant_ods(
    "names",
    Kind.NAMES,
    styles=UNSEEN,
    tables=spell_sheet(WORD, 'table:style-name="away"'),
    after=f'<table:named-expressions><table:named-range table:name="{WORD}_all" '
    f'table:cell-range-address="${WORD}.$A$1:.$B$2"/><table:named-expression table:name="{WORD}_x" '
    f'table:expression="&quot;{WORD}&quot;"/></table:named-expressions>',
)
plant_ods(
    "cached sheet of another workbook",
    Kind.LINKS,
    tables=spell_sheet(
        f"'file:///{WORD}.ods'#$A".replace("'", "&apos;"),
        before=f'<table:table-source xlink:href="file:///{WORD}.ods"/>',
    ),
)
plant_ods(
    "link to another program",
    Kind.LINKS,
    after=f'<table:dde-links><table:dde-link><office:dde-source office:dde-topic="{WORD}"/>'
    "</table:dde-link></table:dde-links>",
)
plant_ods(
    "earlier versions",
    Kind.PROPERTIES,
    parts={"Versions/Version1": WORD.encode(), "VersionList.xml": f"<x>{WORD}</x>"},
)
plant_ods(
    "members of a pivot table",
    Kind.PIVOT_CACHES,
    after='<table:data-pilot-tables><table:data-pilot-table table:name="p"><table:data-pilot-field>'
    f'<table:data-pilot-members><table:data-pilot-member table:name="{WORD}"/>'
    "</table:data-pilot-members></table:data-pilot-field></table:data-pilot-table>"
    "</table:data-pilot-tables>",
)
plant_ods(
    "source of data",
    Kind.DATA,
    after='<table:database-ranges><table:database-range table:name="d"><table:database-source-sql '
    f'table:database-name="{WORD}" table:sql-statement="select {WORD}"/></table:database-range>'
    "</table:database-ranges>",
)
plant_ods(
    "messages on entry",
    Kind.COMMENTS,
    before='<table:content-validations><table:content-validation table:name="v" table:condition='
    f'"of:cell-content-is-in-list(&quot;{WORD}&quot;)"><table:help-message table:title="{WORD}">'
    f"<text:p>{WORD}</text:p></table:help-message></table:content-validation>"
    "</table:content-validations>",
)
plant_ods(
    "tracked changes",
    Kind.PROPERTIES,
    before='<table:tracked-changes><table:cell-content-change table:id="ct1"><table:cell-address '
    'table:column="1" table:row="2" table:table="0"/><office:change-info><dc:creator>'
    f"{WORD}</dc:creator></office:change-info><table:previous><table:change-track-table-cell "
    f'office:value-type="string"><text:p>{WORD}</text:p></table:change-track-table-cell>'
    "</table:previous></table:cell-content-change></table:tracked-changes>",
)
plant_ods(
    "properties",
    Kind.PROPERTIES,
    parts={
        "meta.xml": "<office:document-meta SPACES><office:meta><meta:initial-creator>"
        f"{WORD}</meta:initial-creator><dc:creator>{WORD}</dc:creator><meta:user-defined "
        f'meta:name="{WORD}">{NUMBER}</meta:user-defined></office:meta></office:document-meta>',
        "Thumbnails/thumbnail.png": WORD.encode(),
        "Basic/Standard/Module1.xml": f"<x>{WORD}</x>",
    },
)


# .xls: a library writes what it can; records that it knows nothing of are put into its stream.


def write_xls_page(path: Path, hide: Callable) -> xlwt.Workbook:
    book = xlwt.Workbook()
    page = book.add_sheet("Years", cell_overwrite_ok=True)
    for number, row in enumerate(YEARS_DOWN):
        for column, value in enumerate(row):
            page.write(number, column, value)
    hide(book, page)
    book.save(str(path))
    return book


def plant_xls(name: str, kind: Kind | None):
    def register(hide: Callable) -> Callable:
        plant(f"xls {name}", kind)(lambda path: write_xls_page(path, hide))
        return hide

    return register


def add_xls_sheet(book, how: int) -> None:
    page = book.add_sheet(WORD)
    page.write(0, 0, f"{WORD} by name")
    page.write(1, 1, NUMBER)
    page.visibility = how


@plant_xls("hidden sheet", Kind.SHEETS)
def _xls_hidden(book, page):
    add_xls_sheet(book, 1)


@plant_xls("very hidden sheet", Kind.SHEETS)
def _xls_very_hidden(book, page):
    add_xls_sheet(book, 2)


@plant_xls("hidden row and column", Kind.LINES)
def _xls_lines(book, page):
    page.write(8, 0, f"{WORD} row")
    page.row(8).hidden = True
    page.write(3, 3, f"{WORD} column")
    page.col(3).hidden = True


@plant_xls("row and column of no size", Kind.FLAT_LINES)
def _xls_flat(book, page):
    page.write(8, 0, f"{WORD} row")
    page.row(8).height_mismatch = True
    page.row(8).height = 0
    page.write(3, 3, f"{WORD} column")
    page.col(3).width = 0


@plant_xls("row and column of a hair", Kind.FLAT_LINES)
def _xls_hair(book, page):
    page.write(8, 0, f"{WORD} row")
    page.row(8).height_mismatch = True
    page.row(8).height = 50
    page.write(3, 3, f"{WORD} column")
    page.col(3).width = 100


@plant_xls("white on white and no format", Kind.INVISIBLE)
def _xls_white(book, page):
    page.write(8, 0, f"{WORD} note", xlwt.easyxf("font: colour white"))
    page.write(9, 0, NUMBER, xlwt.easyxf(num_format_str=";;;"))


@plant_xls("letters of one point", Kind.INVISIBLE)
def _xls_small(book, page):
    page.write(8, 0, f"{WORD} note", xlwt.easyxf("font: height 20"))
    page.write(9, 0, NUMBER, xlwt.easyxf("font: height 40"))
    page.write_rich_text(10, 0, ("a note ", (WORD, xlwt.easyfont("height 20"))))


@plant_xls("format that shows less than five", Kind.INVISIBLE)
def _xls_less(book, page):
    page.write(3, 1, NUMBER, xlwt.easyxf(num_format_str='"<5"'))


@plant_xls("cells under a merged one", Kind.COVERED)
def _xls_covered(book, page):
    page.merge(8, 8, 0, 2)
    page.write(8, 0, "a note")
    page.write(8, 1, WORD)
    page.write(8, 2, NUMBER)


@plant_xls("strings of deleted cells", Kind.DELETED)
def _xls_deleted(book, page):
    book.add_str(f"{WORD} deleted")


@plant_xls("person who saved it", Kind.PROPERTIES)
def _xls_owner(book, page):
    book.owner = WORD


def write_container(path: Path, streams: dict[str, bytes]) -> None:
    """An OLE file of these streams; `a/b` lies in a storage, and each is padded to 4,096 bytes."""
    free, end, fat_mark, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    body, fat, starts = bytearray(), [fat_mark], {}
    for name, content in streams.items():
        content += b"\0" * max(0, 4096 - len(content))
        content += b"\0" * (-len(content) % 512)
        first, count = len(fat), len(content) // 512
        starts[name] = first, len(content)
        fat += [*range(first + 1, first + count), end]
        body += content
    entries = []
    for name in streams:
        storage, _, inner = name.rpartition("/")
        if storage:
            entries.append((storage, 1, len(entries) + 2, 0, 0))
            entries.append((inner, 2, none, *starts[name]))
        else:
            entries.append((name, 2, none, *starts[name]))
    top = [n for n, entry in enumerate(entries, 1) if not (n > 1 and entries[n - 2][1] == 1)]
    after = dict(zip(top, [*top[1:], none], strict=True))
    listed = [("Root Entry", 5, top[0], end, 0), *entries]
    folder = bytearray()
    for number, (name, kind, child, start, size) in enumerate(listed):
        wide = name.encode("utf-16-le") + b"\0\0"
        folder += wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1)
        folder += struct.pack("<III", none, after.get(number, none), child)
        folder += bytes(36) + struct.pack("<IQ", start, size)
    folder += bytes(-len(folder) % 512)
    first = len(fat)
    fat += [*range(first + 1, first + len(folder) // 512), end]
    fat += [free] * (-len(fat) % 128)
    assert len(fat) == 128, "one sector of the table is enough for a small file"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHHHIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1)
    head += struct.pack("<IIIIIII", first, 0, 4096, end, 0, end, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    path.write_bytes(head + struct.pack("<128I", *fat) + bytes(body + folder))


def make_stream() -> bytes:
    """The stream of an .xls that holds the table alone."""
    book = xlwt.Workbook()
    page = book.add_sheet("Years")
    for number, row in enumerate(YEARS_DOWN):
        for column, value in enumerate(row):
            page.write(number, column, value)
    return book.get_biff_data()


@plant("xls pivot cache", Kind.PIVOT_CACHES)
def _xls_pivot(path):
    size = struct.pack("<IHHHHHHH", 2, 1, 0, 8, 1, 1, 0, 0)
    name = struct.pack("<HB", len(WORD), 0) + WORD.encode()
    cache = record(0x00C6, size + name) + record(0x00CD, name) + record(0x000A, b"")
    write_container(path, {"Workbook": make_stream(), "_SX_DB_CUR/0001": cache})


@plant("xls properties and macros", Kind.PROPERTIES)
def _xls_properties(path):
    author = WORD.encode() + b"\0"
    author += bytes(-len(author) % 4)
    held = struct.pack("<II", 0x1E, len(author)) + author
    section = struct.pack("<IIII", 16 + len(held), 1, 4, 16) + held  # property 4: the author
    fields = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0x00020105, bytes(16), 1)
    told = head + fields + struct.pack("<I", 48) + section
    streams = {"Workbook": make_stream(), "\5SummaryInformation": told}
    write_container(path, streams | {"_VBA_PROJECT_CUR/dir": f"Sub {WORD}()".encode()})


def write_xls_stream(path: Path, of_book: bytes = b"", of_sheet: bytes = b"") -> None:
    """A book with more records before the end of its own part, and of its last sheet's."""
    stream, place, ends = bytearray(make_stream()), 0, []
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == 0x0085:  # where the sheet begins moves on
            start = struct.unpack_from("<I", stream, place + 4)[0] + len(of_book)
            struct.pack_into("<I", stream, place + 4, start)
        if kind == 0x000A:
            ends.append(place)
        place += 4 + length
    first, last = ends[0], ends[-1]
    whole = stream[:first] + of_book + stream[first:last] + of_sheet + stream[last:]
    XlsDoc().save(str(path), bytes(whole))


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


@plant("xls note", Kind.COMMENTS)
def _xls_note(path):
    author = struct.pack("<HB", len(WORD), 0) + WORD.encode()
    body = struct.pack("<HHHH", 2, 1, 0, 1) + author + b"\0"
    write_xls_stream(path, of_sheet=record(0x001C, body))


def write_label(row: int, column: int) -> bytes:
    """A text cell without a record of its row or of its column."""
    words = WORD.encode()
    return record(0x0204, struct.pack("<4HB", row, column, 0, len(words), 0) + words)


@plant("xls rows hidden unless they say so", Kind.LINES)
def _xls_default_hidden(path):
    write_xls_stream(path, of_sheet=record(0x0225, struct.pack("<HH", 2, 255)) + write_label(60, 0))


@plant("xls rows without height unless they say so", Kind.FLAT_LINES)
def _xls_default_height(path):
    write_xls_stream(path, of_sheet=record(0x0225, struct.pack("<HH", 0, 0)) + write_label(60, 0))


def write_columns(width: int) -> bytes:
    """The columns of the table, which have this width, in 256ths of a digit."""
    return record(0x007D, struct.pack("<6H", 0, 1, width, 0, 0, 0))


@plant("xls columns without width unless they say so", Kind.FLAT_LINES)
def _xls_default_width(path):
    default = record(0x0055, struct.pack("<H", 0))
    write_xls_stream(path, of_sheet=default + write_columns(2560) + write_label(3, 9))


@plant("xls columns of a standard width of nothing", Kind.FLAT_LINES)
def _xls_standard_width(path):
    default = record(0x0055, struct.pack("<H", 8)) + record(0x0099, struct.pack("<H", 0))
    write_xls_stream(path, of_sheet=default + write_columns(2560) + write_label(3, 9))


@plant("xls name for a constant", Kind.NAMES)
def _xls_name(path):
    name, words = f"{WORD}_x".encode(), WORD.encode()
    formula = struct.pack("<BBB", 0x17, len(words), 0) + words
    head = struct.pack("<HBBHHHBBBB", 0, 0, len(name), len(formula), 0, 0, 0, 0, 0, 0)
    write_xls_stream(path, of_book=record(0x0018, head + b"\0" + name + formula))


@plant("xls cached values of another workbook", Kind.LINKS)
def _xls_external(path):
    url = f"\x01\x01{WORD}.xls".encode("latin-1")
    book = struct.pack("<HHB", 1, len(url), 0) + url
    sheet = struct.pack("<HB", len(WORD), 0) + WORD.encode()
    cached = struct.pack("<BBH", 0, 0, 0) + b"\x02" + sheet
    write_xls_stream(path, record(0x01AE, book + sheet) + record(0x005A, cached))


@plant("xls scenario and messages", Kind.DATA)
def _xls_scenario(path):
    write_xls_stream(
        path, of_sheet=record(0x00AF, WORD.encode() * 2) + record(0x01BE, WORD.encode() * 2)
    )


def write_stream(*parts: str) -> Callable[[Path], None]:
    """Writes a container in which these streams stand beside the workbook's own."""
    held = {part: f"{WORD} {NUMBER}".encode() for part in parts}
    return lambda path: write_container(path, {"Workbook": make_stream()} | held)


plant("xls embedded file", Kind.DATA)(write_stream("MBD0001/Contents"))
plant("xls control", Kind.DATA)(write_stream("Ctls"))
plant("xls second workbook", Kind.DATA)(write_stream("Book"))
plant("xls people who shared it", Kind.PROPERTIES)(write_stream("User Names"))


@plant("xls query", Kind.DATA)
def _xls_query(path):
    write_xls_stream(path, of_sheet=record(0x01AD, bytes(10) + WORD.encode()))


@plant("xls personal view", Kind.PROPERTIES)
def _xls_view(path):
    write_xls_stream(path, of_book=record(0x01AA, bytes(34) + WORD.encode()))


@plant("xls mail address", Kind.PROPERTIES)
def _xls_mail(path):
    url = f"mailto:{WORD}@example.org\0".encode("utf-16-le")
    std = bytes.fromhex("d0c9ea79f9bace118c8200aa004ba90b") + struct.pack("<II", 2, 3)
    moniker = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b") + struct.pack("<I", len(url)) + url
    write_xls_stream(path, of_sheet=record(0x01B8, bytes(8) + std + moniker))


# What nobody looks for, and a clean copy is rid of.


@plant_xlsx("header and footer", None)
def _header(book, page):
    page.set_header(f"&L{WORD}")
    page.set_footer(f"&C{WORD}")


@plant_xlsx("conditional formats", None)
def _conditions(book, page):
    bold = book.add_format({"bold": True})
    contains = {"type": "text", "criteria": "containing", "value": WORD, "format": bold}
    page.conditional_format("B2:B6", contains)
    formula = {"type": "formula", "criteria": f'=$A2="{WORD}"', "format": bold}
    page.conditional_format("A2:A6", formula)


@plant_xlsx("rule for entries", None)
def _rule(book, page):
    page.data_validation("D2", {"validate": "custom", "value": f'=A1<>"{WORD}"'})


@plant_xlsx("words of links", None)
def _tips(book, page):
    page.write_url("A9", f"https://example.org/{WORD}", string="a page", tip=WORD)


@plant_xlsx("words in a formula", None)
def _formula(book, page):
    page.write_formula("A9", f'=IF(1,"a note","{WORD}")', None, "a note")


@plant_xlsx("text box and its description", None)
def _box(book, page):
    page.insert_textbox("H2", WORD, {"description": WORD})


@plant_xlsx("chart's own words", None)
def _series(book, page):
    chart = book.add_chart({"type": "line"})
    chart.add_series({"name": WORD, "values": "=Years!$B$3:$B$6"})
    page.insert_chart("H2", chart)


@plant_xlsx("head of a table that shows none", None)
def _no_head(book, page):
    heads = [{"header": WORD}, {"header": "b"}]
    page.add_table("H2:I4", {"header_row": False, "columns": heads, "data": [[1, 2], [3, 4]]})


@plant_xlsx("filter that hides no row", None)
def _idle_filter(book, page):
    page.autofilter("D2:E4")
    page.filter_column("D", f"x != {WORD}")


@plant_part("custom XML and parts of no known kind", None)
def _custom(parts):
    strings = f'<metadataStrings count="1"><s v="{WORD}"/></metadataStrings>'
    return {
        "customXml/item2.xml": f"<root><a>{WORD}</a></root>",
        "xl/metadata.xml": f'<metadata xmlns="{MAIN}">{strings}</metadata>',
        "xl/richData/rdrichvalue.xml": f"<rvData><rv><v>{WORD}</v></rv></rvData>",
        "xl/timelineCaches/timelineCache1.xml": f'<timelineCacheDefinition name="{WORD}"/>',
        "xl/slicerCaches/slicerCache2.xml": f'<slicerCacheDefinition sourceName="{WORD}"/>',
        "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition name="{WORD}"/>',
        "aside.txt": WORD,
    }


@plant_part("how a text is spoken", None)
def _spoken(parts):
    texts = parts["xl/sharedStrings.xml"]
    spoken = f'</t><rPh sb="0" eb="1"><t>{WORD}</t></rPh></si>'
    return {"xl/sharedStrings.xml": texts.replace("</t></si>", spoken, 1)}


@plant_part("words beside the cells", None)
def _beside(parts):
    rule = f'<x14:formula1><xm:f>"{WORD},b"</xm:f></x14:formula1><xm:sqref>H2</xm:sqref>'
    more = (
        f'</sheetData><protectedRanges><protectedRange name="{WORD}" sqref="A1"/></protectedRanges>'
        f'<!--{WORD}--><extLst><ext xmlns:x14="y" xmlns:xm="z"><x14:dataValidations>'
        f"<x14:dataValidation>{rule}</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    page = parts[SHEET].replace("</sheetData>", more)
    return {SHEET: page.replace("<dimension", f'<sheetPr codeName="{WORD}"/><dimension')}


@plant("xlsx comment of the zip", None)
def _zip_comment(path):
    write_page(path, lambda book, page: None)
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = WORD.encode()


@plant("xlsx bytes after the zip", None)
def _after_zip(path):
    write_page(path, lambda book, page: None)
    path.write_bytes(path.read_bytes() + WORD.encode() * 3)


plant_ods(
    "header, settings, charts and forms",
    None,
    before=f"<office:forms><x>{WORD}</x></office:forms>",
    parts={
        "styles.xml": "<office:document-styles SPACES><office:master-styles><style:master-page "
        f'style:name="d"><style:header><text:p>{WORD}</text:p></style:header></style:master-page>'
        "</office:master-styles></office:document-styles>",
        "settings.xml": f"<a>{WORD}</a>",
        "Object 1/content.xml": f"<a>{WORD}</a>",
        "ObjectReplacements/Object 1": WORD,
    },
)
plant_ods(
    "words of links, formulas and boxes",
    None,
    rows='<table:table-row><table:table-cell office:value-type="string"><text:p><text:a '
    f'xlink:href="http://example.org/{WORD}" xlink:title="{WORD}">a page</text:a></text:p>'
    "</table:table-cell></table:table-row><table:table-row><table:table-cell "
    f'office:value-type="string" table:formula="of:=IF(1;&quot;ok&quot;;&quot;{WORD}&quot;)">'
    '<text:p>ok</text:p></table:table-cell><table:table-cell office:value-type="string">'
    f'<draw:frame xmlns:draw="d"><draw:text-box><text:p>{WORD}</text:p></draw:text-box>'
    "</draw:frame><text:p>a note</text:p></table:table-cell></table:table-row>",
)
plant_ods(
    "names of styles and filters",
    None,
    styles=f'<style:style style:name="{WORD}" style:family="table-cell"/>',
    after=f'<table:database-ranges><table:database-range table:name="{WORD}" '
    'table:target-range-address="Years.A1:Years.B4"><table:filter><table:filter-condition '
    f'table:field-number="0" table:value="{WORD}" table:operator="!="/></table:filter>'
    "</table:database-range></table:database-ranges>",
)


plant("xls stream of no known kind", None)(write_stream("Aside"))


@plant("xls records of no known kind", None)
def _xls_records(path):
    words = WORD.encode()
    head = struct.pack("<H", len(words)) + b"\0" + words
    page = record(0x0014, head) + record(0x01B1, bytes(12) + words)
    box = record(0x01B6, bytes(18)) + record(0x003C, b"\0" + words)
    write_xls_stream(path, record(0x0FFF, words), page + box)


@plant("xls bytes after the last record", None)
def _xls_after(path):
    write_container(path, {"Workbook": make_stream() + WORD.encode()})
    path.write_bytes(path.read_bytes() + WORD.encode())
