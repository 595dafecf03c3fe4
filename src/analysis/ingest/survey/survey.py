"""Survey a whole workbook: read it, find its tables, ask what cannot be seen."""

from hashlib import sha256
from pathlib import Path

from analysis.ingest.files.workbook import read_file
from analysis.ingest.survey.found import Question, Survey
from analysis.ingest.survey.sheets import survey_sheet
from analysis.model.paths import show


def survey_workbook(path: Path) -> Survey:
    """Find every table of an .xlsx, .xlsm, .xls, .ods or .csv; raises Faults where unreadable."""
    book = read_file(path)
    sheets = book.sheets
    found = [
        survey_sheet(sheet, [n for n in sheets if n != name]) for name, sheet in sheets.items()
    ]
    return Survey(
        show(path),
        sha256(Path(path).read_bytes()).hexdigest(),
        sheets,
        tuple(table for one in found for table in one.tables),
        (
            *map(Question, book.remarks),
            *(question for one in found for question in one.questions),
        ),
    )
