"""The picture of a reply as its confirmed recipe read it: which cells became figures."""

from collections.abc import Iterator

from analysis.ingest.clean import CleanReply
from analysis.ingest.detection.found_tables import FoundCell, Role
from analysis.ingest.detection.table_summary import find_place, list_places
from analysis.ingest.files.sheet import Cell, Sheet
from analysis.ingest.picture import STYLE, draw_legend, draw_sheet, escape
from analysis.ingest.recipe.header import list_banners
from analysis.ingest.recipe.table_reading import TableReading
from analysis.ingest.recipe.unpivot import Figure

WORDS = {
    "title": "title a table was found by",
    "header": "label of a column",
    "label": "label of a row",
    "data": "figure read",
    "total": "printed total, checked",
    "flag": "flag of a figure",
    "note": "not read",
}
MOST_ROWS = 60
Cells = dict[str, FoundCell]


def draw_reply(reply: CleanReply) -> str:
    """A piece of HTML for a notebook: each sheet that figures were read from, cell by cell.

    The same reply gives the same bytes.
    """
    sheets: dict[str, Cells] = {}
    for read in reply.edition.tables:
        name = read.title.rpartition("!")[0]
        sheets.setdefault(name, {}).update(_tell_table(read, reply.edition.sheets[name]))
    style = f"<style>\n{STYLE.read_text('utf-8')}</style>\n"
    drawn = "".join(
        piece for name, told in sheets.items() for piece in _draw(reply.edition.sheets[name], told)
    )
    unread = [name for name in reply.edition.sheets if name not in sheets]
    left = f"<p>Nothing was read from: {escape(', '.join(unread))}.</p>\n" if unread else ""
    kind = reply.reply.provenance.upper()
    said = f"<p>{escape(reply.edition.file)}: <strong>{kind}</strong> figures</p>\n"
    return f'{style}<div class="picture">\n{said}{draw_legend(WORDS)}{drawn}{left}</div>\n'


def _draw(sheet: Sheet, told: Cells) -> Iterator[str]:
    yield f"<h3>{escape(sheet.name)}</h3>\n"
    places = [find_place(cell.cell) for cell in told.values() if cell.role in ("data", "total")]
    figures = {row for row, _ in places}, {column for _, column in places}
    cells = (
        told.get(cell.address) or FoundCell(sheet.name, cell.address, "note", cell.text)
        for cell in sheet.filled()
    )
    yield from draw_sheet(sheet, cells, figures, most=MOST_ROWS)


def _tell_table(read: TableReading, sheet: Sheet) -> Cells:
    """The cells that one table was read from, each with its role."""
    title = sheet.cell(*find_place(read.title.rpartition("!")[2]))
    told = {title.address: _tell("title", title, sheet)}
    if read.block is None:  # a list of records: its figures are counted, not printed
        for figure in read.observations:
            for row, column in list_places(figure["cell"]):
                cell = sheet.cell(row, column)
                told[cell.address] = _tell("data", cell, sheet)
        return told
    heads = read.block.heads
    above = range(title.row + 1, heads.top)
    labels: dict[int, tuple[str, ...]] = {}
    for head in read.block.columns:
        banners = list(list_banners(sheet, above, head.column, heads.stub + 1))
        labels[head.column] = tuple(cell.text for cell in (*banners, head) if cell.text)
        told |= {cell.address: _tell("header", cell, sheet) for cell in (*banners, head)}
    told |= {cell.address: _tell("label", cell, sheet) for cell in read.block.rows}
    for row in read.block.rows:
        for column in heads.flags.values():
            flag = sheet.cell(row.row, column)
            told[flag.address] = _tell("flag", flag, sheet)
    for figure in read.figures:
        told[figure.cell.address] = _tell_figure(figure, labels, sheet)
    return told


def _tell(role: Role, cell: Cell, sheet: Sheet) -> FoundCell:
    return FoundCell(sheet.name, cell.address, role, cell.text)


def _tell_figure(figure: Figure, labels: dict[int, tuple[str, ...]], sheet: Sheet) -> FoundCell:
    total = figure.row.is_total or figure.column.is_total
    return FoundCell(
        sheet.name,
        figure.cell.address,
        "total" if total else "data",
        figure.cell.text,
        low=figure.count.low,
        high=figure.count.high,
        status=figure.count.status,
        row_labels=(figure.row.cell.text,),
        column_labels=labels[figure.column.cell.column],
    )
