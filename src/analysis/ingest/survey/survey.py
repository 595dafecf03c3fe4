"""Survey a whole workbook: read it, find its tables, ask what cannot be seen."""

from hashlib import sha256
from pathlib import Path

from analysis.ingest.survey.found import Survey
from analysis.ingest.workbook import read_workbook
from analysis.model.paths import show


def survey_workbook(path: Path) -> Survey:
    """Find every table of an .xlsx, .xlsm, .xls, .ods or .csv; raises Faults where unreadable."""
    sheets = read_workbook(path)
    return Survey(show(path), sha256(Path(path).read_bytes()).hexdigest(), sheets, ())
