"""Found tables made by hand: a grid of rows, and where its one table lies."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from analysis.ingest.detection.found_tables import FoundCell, FoundTable, WorkbookTables
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.words.cell_text import read_cell_text

RANKS = [
    ["Complaints by rank"],
    ["a note"],
    ["Rank", 2019, 2020, "Total"],
    ["PC", 5, 6, 11],
    ["Sergeant", "*", 2, 4],
    ["Total", 7, 8, 15],
    ["* stands for 1 to 4"],
]
RANK_TABLE = FoundTable(
    sheet="Q1",
    title="Complaints by rank",
    title_cell="A1",
    headers=(2,),
    stubs=(0,),
    rows=(3, 4, 5),
    columns=(1, 2, 3),
    row_labels={3: ("PC",), 4: ("Sergeant",), 5: ("Total",)},
    column_labels={1: ("2019",), 2: ("2020",), 3: ("Total",)},
    row_kind="rank",
    column_kind="year",
    total_rows=frozenset({5}),
    total_columns=frozenset({3}),
    notes=("A2", "A7"),
    marks={"*": "suppressed 1 to 4"},
    orientation="years across",
    confidence=0.9,
)
MARKS = {"*": (1, 4, "suppressed")}


def make_sheet(rows: list[list], name: str = "Q1", **facts) -> Sheet:
    return Sheet(name, tuple(map(tuple, rows)), **facts)


def make_workbook(
    rows: list[list], *tables: FoundTable, file: str = "reply.xlsx", **facts
) -> WorkbookTables:
    sheet = make_sheet(rows, **facts)
    return WorkbookTables(file, "0" * 64, {sheet.name: sheet}, tables)


def list_cells_by_hand(workbook: WorkbookTables, name: str) -> Iterator[FoundCell]:
    """The cells of a sheet with one table, as a detection without a mistake finds them."""
    [table] = [t for t in workbook.tables if t.sheet == name]
    for cell in workbook.sheets[name].filled():
        row, column = cell.row, cell.column
        found = FoundCell(name, cell.address, "note", cell.text, cell.value, table=0)
        if cell.address == table.title_cell:
            yield replace(found, role="title")
        elif row in table.headers:
            yield replace(found, role="header")
        elif row in table.rows and column in table.stubs:
            yield replace(found, role="label")
        elif row in table.rows and column in table.columns:
            total = row in table.total_rows or column in table.total_columns
            count = read_cell_text(cell).count
            low, high, status = MARKS.get(cell.text) or (
                (count.low, count.high, count.status) if count else (None, None, "")
            )
            yield replace(
                found,
                role="total" if total else "data",
                low=low,
                high=high,
                status=status,
                row_labels=table.row_labels.get(row, ()),
                column_labels=table.column_labels.get(column, ()),
            )
        else:
            yield replace(found, table=None)


def write_folder(raw: Path, force: str = "staffordshire", reference: str = "r1") -> Path:
    folder = raw / force / reference
    folder.mkdir(parents=True)
    return folder
