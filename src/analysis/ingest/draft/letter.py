"""The letter's part of a draft: what the workbook's place tells, and blanks for all the rest."""

from collections.abc import Sequence
from pathlib import Path

from analysis.ingest.draft.axes import find_span
from analysis.ingest.draft.entries import Entry
from analysis.ingest.survey.found import FoundTable
from analysis.model.paths import RAW
from analysis.model.units import UNITS
from analysis.model.window import ONE_DAY
from analysis.model.written import BLANK


def draft_letter(path: Path, tables: Sequence[FoundTable], raw: Path = RAW) -> list[Entry]:
    """The facts that stand above `tables:` in a response.yaml; what the letter says stays blank."""
    span = find_span(tables)
    seen = "no label names a period"
    if span:
        seen = f"the labels run from {span.start} to {span.end - ONE_DAY}"
    return [
        Entry("force", find_force(path, raw) or BLANK, "the folder's name under data/raw"),
        Entry("reference", BLANK, "as the letter prints it"),
        Entry("provenance", BLANK, "disclosed, transcribed or illustrative"),
        Entry("workbook", path.name),
        Entry("window", {"supplied": BLANK}, f"such as 2018-03-01 to 2023-02-28; {seen}"),
        Entry("unit", BLANK, f"what is counted: {', '.join(UNITS)}"),
        Entry("population", BLANK, "who is counted, such as all employees or officers"),
        Entry("definition", BLANK, "what counts as one, in the letter's words"),
        Entry("date_basis", BLANK, "received, recorded, finalised or unstated"),
    ]


def find_force(path: Path, raw: Path = RAW) -> str:
    """The force whose folder under data/raw the workbook lies in, or nothing."""
    path, raw = Path(path).resolve(), Path(raw).resolve()
    inside = path.relative_to(raw).parts if path.is_relative_to(raw) else ()
    return inside[0] if len(inside) == 3 else ""
