"""A whole drafted response.yaml: the letter's blanks, each table's recipe, every open question."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.ingest.detection.found_tables import FoundTable, Question, Survey
from analysis.ingest.detection.table_summary import tell_question
from analysis.ingest.draft.axes import find_span
from analysis.ingest.draft.entries import Draft, Entry, write_comment, write_entries, write_table
from analysis.ingest.draft.recipes import draft_table
from analysis.ingest.draft.rehearsal import rehearse
from analysis.ingest.files.sheet import fold
from analysis.model.count import UNITS
from analysis.model.paths import RAW
from analysis.model.window import ONE_DAY
from analysis.model.yaml_file import BLANK

# The letter's part of a draft: what the workbook's place tells, and blanks for all the rest.


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


HEAD = """\
# A first draft: guesses for a person to confirm. Compare each table with the picture, sheet.html.
# Fill in every ???: the file is refused while one is left. Delete the tables that are not wanted
# (percentages, rates, other years), then these comments.
"""


@dataclass(frozen=True)
class Drafted:
    """The recipes drafted for a survey, and the survey with the questions that they raised."""

    survey: Survey
    drafts: tuple[Draft, ...]


def draft_tables(survey: Survey, sheets: Sequence[str], force: str = "") -> Drafted:
    """The recipes of all tables on these sheets, tried where nothing blocks them.

    A recipe is tried by reading the workbook with it in memory; where that reading and the survey
    differ on a cell, or the reader stops, it is one more question of the table. `force` is known
    where the workbook lies in its folder.
    """
    titles = count_words(survey)
    drafts = [
        draft
        for table in survey.tables
        if table.sheet in sheets
        for draft in draft_table(table, survey, titles, force)
    ]
    found = rehearse(drafts, survey, force)
    drafts = [
        replace(draft, questions=merge_questions((*draft.questions, *ask_for_blanks(draft), *more)))
        for draft, more in zip(drafts, found, strict=True)
    ]
    asked: dict[int, list[Question]] = defaultdict(list)
    for draft in drafts:
        asked[id(draft.table)] += draft.questions
    tables = [
        replace(table, questions=merge_questions(asked.get(id(table), table.questions)))
        for table in survey.tables
    ]
    return Drafted(replace(survey, tables=tuple(tables)), tuple(drafts))


def count_words(survey: Survey) -> Counter[str]:
    """How often each folded text stands in the workbook: numbers are nobody's title."""
    return Counter(
        fold(value)
        for sheet in survey.sheets.values()
        for row in sheet.rows
        for value in row
        if isinstance(value, str)
    )


def merge_questions(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Each question once, with all the cells that it is asked about."""
    cells: dict[str, list[str]] = {}
    for question in questions:
        cells.setdefault(question.text, []).extend(question.cells)
    return tuple(Question(text, tuple(dict.fromkeys(named))) for text, named in cells.items())


def ask_for_blanks(draft: Draft) -> list[Question]:
    """One question for all that a person must fill in before the recipe can be read."""
    keys = [entry.key for entry in draft.entries if entry.is_open]
    return [Question(f"fill in {', '.join(keys)} in its recipe")] if keys else []


def write_draft(survey: Survey, drafts: Sequence[Draft], path: Path, raw: Path = RAW) -> str:
    """The text of the drafted response.yaml."""
    lines = [*HEAD.splitlines(), "#"]
    every = [tell_question(question) for question in survey.questions]
    every += [
        f"{draft.table.sheet}, {draft.table.range}: {tell_question(question)}"
        for draft in drafts
        for question in draft.questions
    ]
    lines.append(f"# Open questions: {len(every) or 'none'}")
    for number, question in enumerate(every, start=1):
        lines += write_comment(f"  {number}. {question}", "")
    lines += write_entries(draft_letter(path, [draft.table for draft in drafts], raw))
    lines.append("tables:" if drafts else f"tables: {BLANK}  # no table was found")
    for draft in drafts:
        lines += write_table(draft)
    return "\n".join(lines) + "\n"
