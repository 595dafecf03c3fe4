"""Small sheets written out as text, and what detection makes of them, for the tests."""

from analysis.ingest.detection.cell_roles import list_cells
from analysis.ingest.detection.found_tables import FoundCell, WorkbookTables
from analysis.ingest.detection.workbook_tables import find_sheet_tables
from analysis.ingest.files.sheet import Sheet, Span

Value = str | int | float | None


def read_value(text: str) -> Value:
    """A cell as a spreadsheet would store it; an apostrophe before a number keeps it text."""
    text = text.strip()
    if text.startswith("'"):
        return text[1:]
    try:
        return float(text) if text else None
    except ValueError:
        return text


def draw_sheet(drawing: str, merged: tuple[tuple[int, int, int, int], ...] = (), **facts) -> Sheet:
    """A sheet from lines of cells parted by `|`; the first and last line of the text are dropped.

    `merged` spans are (top, left, bottom, right), zero-based.
    """
    lines = drawing.split("\n")[1:-1]
    rows = tuple(tuple(read_value(cell) for cell in line.split("|")) for line in lines)
    spans = tuple(Span(*span) for span in merged)
    return Sheet("Sheet", rows, merged=spans, **facts)


def find_drawn_tables(drawing: str, merged=(), **facts) -> WorkbookTables:
    sheet = draw_sheet(drawing, merged, **facts)
    found = find_sheet_tables(sheet)
    return WorkbookTables("drawn", "", {"Sheet": sheet}, found.tables, found.questions)


def list_drawn_cells(drawing: str, merged=(), **facts) -> dict[str, FoundCell]:
    """Every filled cell of a drawn sheet by its address."""
    workbook = find_drawn_tables(drawing, merged, **facts)
    return {cell.cell: cell for cell in list_cells(workbook, "Sheet")}


def list_labels(drawing: str, *cells: str, merged=()) -> list[tuple]:
    """The row and column labels of some figures."""
    told = list_drawn_cells(drawing, merged)
    return [(told[cell].row_labels, told[cell].column_labels) for cell in cells]


def list_questions(drawing: str, **facts) -> str:
    """All that is asked of a drawn sheet, table by table, one question a line."""
    workbook = find_drawn_tables(drawing, **facts)
    asked = [str(q) for table in workbook.tables for q in table.questions]
    return "\n".join((*asked, *map(str, workbook.questions)))
