"""The picture of a reply as its confirmed recipe read it: which cells became figures."""

from collections.abc import Iterator

from analysis.ingest.clean import CleanReply
from analysis.ingest.detection.found_tables import FoundCell, Role
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
RoleByCell = dict[str, FoundCell]


def draw_reply(clean: CleanReply) -> str:
    """A piece of HTML for a notebook: each sheet that figures were read from, cell by cell.

    Of what the workbook hides, no more is drawn than was read. The same reply gives the same bytes.
    """
    roles: dict[str, RoleByCell] = {}
    sheets = {**clean.edition.sheets, **clean.edition.revealed}
    for read in clean.edition.tables:
        name = read.title.rpartition("!")[0]
        roles.setdefault(name, {}).update(_list_table(read, sheets[name]))
    style = f"<style>\n{STYLE.read_text('utf-8')}</style>\n"
    drawn = "".join(
        piece for name, found in roles.items() for piece in _draw_roles(sheets[name], found)
    )
    unread = [name for name in clean.edition.sheets if name not in roles]
    left = f"<p>Nothing was read from: {escape(', '.join(unread))}.</p>\n" if unread else ""
    kind = clean.reply.provenance.upper()
    heading = f"<p>{escape(clean.edition.file)}: <strong>{kind}</strong> figures</p>\n"
    return f'{style}<div class="picture">\n{heading}{draw_legend(WORDS)}{drawn}{left}</div>\n'


def _draw_roles(sheet: Sheet, roles: RoleByCell) -> Iterator[str]:
    yield f"<h3>{escape(sheet.name)}</h3>\n"
    find = sheet.numbering.find_place
    places = [find(cell.cell) for cell in roles.values() if cell.role in ("data", "total")]
    figures = {row for row, _ in places}, {column for _, column in places}
    cells = (
        roles.get(cell.address) or FoundCell(sheet.name, cell.address, "note", cell.text)
        for cell in sheet.filled()
        if cell.address in roles or (cell.row, cell.column) not in sheet.revealed
    )
    yield from draw_sheet(sheet, cells, figures, most=MOST_ROWS)


def _list_table(read: TableReading, sheet: Sheet) -> RoleByCell:
    """The cells that one table was read from, each with its role."""
    title = sheet.cell(*sheet.numbering.find_place(read.title.rpartition("!")[2]))
    roles = {title.address: _give_role("title", title, sheet)}
    if read.block is None:  # a list of records: its figures are counted, not printed
        for figure in read.observations:
            for row, column in sheet.numbering.find_places(figure["cell"]):
                cell = sheet.cell(row, column)
                roles[cell.address] = _give_role("data", cell, sheet)
        return roles
    heads = read.block.heads
    above = range(title.row + 1, heads.top)
    labels: dict[int, tuple[str, ...]] = {}
    for head in read.block.columns:
        banners = list(list_banners(sheet, above, head.column, heads.stub + 1))
        labels[head.column] = tuple(cell.text for cell in (*banners, head) if cell.text)
        roles |= {cell.address: _give_role("header", cell, sheet) for cell in (*banners, head)}
    roles |= {cell.address: _give_role("label", cell, sheet) for cell in read.block.rows}
    for row in read.block.rows:
        for column in heads.flags.values():
            flag = sheet.cell(row.row, column)
            roles[flag.address] = _give_role("flag", flag, sheet)
    for figure in read.figures:
        roles[figure.cell.address] = _give_figure_role(figure, labels, sheet)
    return roles


def _give_role(role: Role, cell: Cell, sheet: Sheet) -> FoundCell:
    return FoundCell(sheet.name, cell.address, role, cell.text)


def _give_figure_role(
    figure: Figure, labels: dict[int, tuple[str, ...]], sheet: Sheet
) -> FoundCell:
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
