"""The stub of a table: the column that its row labels stand in."""

from analysis.ingest.files.workbook import Cell, Sheet, fold
from analysis.ingest.recipe.block import DEEPEST_HEADER, Layout, Misplaced


def find_stub(sheet: Sheet, title: Cell, layout: Layout) -> int:
    """The column of row labels: the title's own, or the one headed `labels`.

    Raises ValueError where no head or more than one says so, Misplaced where it is another
    table's.
    """
    if not layout.labels:
        return title.column
    for row in range(title.row, min(title.row + 1 + DEEPEST_HEADER, sheet.height)):
        cells = [sheet.cell(row, column) for column in range(sheet.width)]
        found = [cell for cell in cells if fold(cell.text) == fold(layout.labels)]
        if len(found) > 1:
            places = ", ".join(cell.address for cell in found)
            raise ValueError(f"the head {layout.labels!r} stands more than once ({places})")
        if found:
            column = found[0].column
            above = [sheet.cell(r, column) for r in range(title.row, row)]
            if column != title.column and any(cell.text for cell in above):
                problem = f"the words above {found[0].text!r} make it the head of another table"
                raise Misplaced(found[0], problem, "mend `find` or `labels` of this table")
            return column
    raise ValueError(f"no column of labels is headed {layout.labels!r} under this title")
