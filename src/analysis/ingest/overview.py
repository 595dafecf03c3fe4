"""A survey as lines for the terminal: each sheet, each table, what was not understood."""

import textwrap
from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter

from analysis.ingest.files.workbook import Sheet
from analysis.ingest.survey.found import FoundTable, Survey
from analysis.ingest.telling import (
    count_of,
    find_span,
    tell_columns,
    tell_marks,
    tell_question,
    tell_rows,
    tell_totals,
)
from analysis.model.printable import make_printable

FACTS = 12  # width of the names at the left
LONGEST = 300  # letters of one fact


def list_survey(survey: Survey, sheets: Sequence[str], width: int = 80) -> Iterator[str]:
    """The listing that `inspect` prints, in lines of `width` letters as far as words allow."""
    # Line by line, so that no words of a workbook reach the terminal another way.
    return map(make_printable, _list_all(survey, sheets, width))


def _list_all(survey: Survey, sheets: Sequence[str], width: int) -> Iterator[str]:
    tables = [table for table in survey.tables if table.sheet in sheets]
    questions = sum(len(table.questions) for table in tables) + len(survey.questions)
    yield f"{survey.file}: " + ", ".join(
        (
            count_of(len(sheets), "sheet"),
            count_of(len(tables), "table"),
            count_of(questions, "open question"),
        )
    )
    for question in survey.questions:
        yield from _wrap("?", tell_question(question), width, "  ", 2)
    for name in sheets:
        sheet = survey.sheets[name]
        yield ""
        yield f"Sheet {name}, {_tell_size(sheet)}"
        own = [table for table in tables if table.sheet == name]
        for table in own:
            yield from _list_table(table, width)
        yield from _wrap("", _tell_rest(sheet, own), width, "  ")


def _tell_size(sheet: Sheet) -> str:
    if not sheet.width:
        return "empty"
    size = f"A1:{get_column_letter(sheet.width)}{sheet.height}"
    return size if sheet.visible else f"{size}, hidden in the workbook"


def _list_table(table: FoundTable, width: int) -> Iterator[str]:
    yield from _wrap(table.range, table.title or "(no title above it)", width, "  ")
    facts = [
        ("rows", tell_rows(table)),
        ("columns", tell_columns(table)),
        ("totals", tell_totals(table)),
        ("marks", "; ".join(tell_marks(table))),
        ("confidence", f"{table.confidence:.2f}"),
    ]
    for name, said in facts:
        if said:
            yield from _wrap(name, said, width, "    ")
    for question in table.questions:
        yield from _wrap("?", tell_question(question), width, "    ", 2)


def _tell_rest(sheet: Sheet, tables: Sequence[FoundTable]) -> str:
    """What stands on the sheet outside every table and its title."""
    spans = [find_span(table) for table in tables]
    titles = {table.title_cell for table in tables}
    left = sum(
        not any(cell.row in down and cell.column in across for down, across in spans)
        and cell.address not in titles
        for cell in sheet.filled()
    )
    where = "in no table: " if tables else "no table; "
    return f"{where}{count_of(left, 'cell')} of words" if left or not tables else ""


def _wrap(name: str, text: str, width: int, indent: str, gap: int = FACTS) -> Iterator[str]:
    said = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    if said:
        start = indent + (f"{name:<{gap - 1}} " if name else "")
        yield from textwrap.wrap(
            " ".join(said.split()),
            width,
            initial_indent=start,
            subsequent_indent=indent + " " * gap * bool(name),
        )
