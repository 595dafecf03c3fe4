"""A whole drafted response.yaml: the letter's blanks, each table's recipe, every open question."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.ingest.detection.found_tables import FoundTable, OpenQuestion, WorkbookTables
from analysis.ingest.detection.table_summary import describe_question
from analysis.ingest.draft.axes import find_period_span
from analysis.ingest.draft.entries import (
    DraftRecipe,
    RecipeEntry,
    format_comment,
    format_entries,
    format_recipe,
)
from analysis.ingest.draft.recipes import draft_table
from analysis.ingest.draft.rehearsal import rehearse
from analysis.ingest.files.sheet import fold
from analysis.model.count import UNITS
from analysis.model.paths import RAW
from analysis.model.window import ONE_DAY
from analysis.model.yaml_file import BLANK

# The letter's part of a draft: what the workbook's place tells, and blanks for all the rest.


def draft_letter(path: Path, tables: Sequence[FoundTable], raw: Path = RAW) -> list[RecipeEntry]:
    """The facts that stand above `tables:` in a response.yaml; what the letter says stays blank."""
    span = find_period_span(tables)
    seen = "no label names a period"
    if span:
        seen = f"the labels run from {span.start} to {span.end - ONE_DAY}"
    return [
        RecipeEntry("force", find_force(path, raw) or BLANK, "the folder's name under data/raw"),
        RecipeEntry("reference", BLANK, "as the letter prints it"),
        RecipeEntry("provenance", BLANK, "disclosed, transcribed or illustrative"),
        RecipeEntry("workbook", path.name),
        RecipeEntry("window", {"supplied": BLANK}, f"such as 2018-03-01 to 2023-02-28; {seen}"),
        RecipeEntry("unit", BLANK, f"what is counted: {', '.join(UNITS)}"),
        RecipeEntry("population", BLANK, "who is counted, such as all employees or officers"),
        RecipeEntry("definition", BLANK, "what counts as one, in the letter's words"),
        RecipeEntry("date_basis", BLANK, "received, recorded, finalised or unstated"),
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

    workbook: WorkbookTables
    drafts: tuple[DraftRecipe, ...]


def draft_tables(workbook: WorkbookTables, sheets: Sequence[str], force: str = "") -> Drafted:
    """The recipes of all tables on these sheets, tried where nothing blocks them.

    A recipe is tried by reading the workbook with it in memory; where that reading and the survey
    differ on a cell, or the reader stops, it is one more question of the table. `force` is known
    where the workbook lies in its folder.
    """
    titles = count_words(workbook)
    drafts = [
        draft
        for table in workbook.tables
        if table.sheet in sheets
        for draft in draft_table(table, workbook, titles, force)
    ]
    found = rehearse(drafts, workbook, force)
    drafts = [
        replace(draft, questions=merge_questions((*draft.questions, *ask_for_blanks(draft), *more)))
        for draft, more in zip(drafts, found, strict=True)
    ]
    asked: dict[int, list[OpenQuestion]] = defaultdict(list)
    for draft in drafts:
        asked[id(draft.table)] += draft.questions
    tables = [
        replace(table, questions=merge_questions(asked.get(id(table), table.questions)))
        for table in workbook.tables
    ]
    return Drafted(replace(workbook, tables=tuple(tables)), tuple(drafts))


def count_words(workbook: WorkbookTables) -> Counter[str]:
    """How often each folded text stands in the workbook: numbers are nobody's title."""
    return Counter(
        fold(value)
        for sheet in workbook.sheets.values()
        for row in sheet.rows
        for value in row
        if isinstance(value, str)
    )


def merge_questions(questions: Iterable[OpenQuestion]) -> tuple[OpenQuestion, ...]:
    """Each question once, with all the cells that it is asked about."""
    cells: dict[str, list[str]] = {}
    for question in questions:
        cells.setdefault(question.text, []).extend(question.cells)
    return tuple(OpenQuestion(text, tuple(dict.fromkeys(named))) for text, named in cells.items())


def ask_for_blanks(draft: DraftRecipe) -> list[OpenQuestion]:
    """One question for all that a person must fill in before the recipe can be read."""
    keys = [entry.key for entry in draft.entries if entry.is_open]
    return [OpenQuestion(f"fill in {', '.join(keys)} in its recipe")] if keys else []


def format_draft(
    workbook: WorkbookTables, drafts: Sequence[DraftRecipe], path: Path, raw: Path = RAW
) -> str:
    """The text of the drafted response.yaml."""
    lines = [*HEAD.splitlines(), "#"]
    every = [describe_question(question) for question in workbook.questions]
    every += [
        f"{draft.table.sheet}, {draft.table.range}: {describe_question(question)}"
        for draft in drafts
        for question in draft.questions
    ]
    lines.append(f"# Open questions: {len(every) or 'none'}")
    for number, question in enumerate(every, start=1):
        lines += format_comment(f"  {number}. {question}", "")
    lines += format_entries(draft_letter(path, [draft.table for draft in drafts], raw))
    lines.append("tables:" if drafts else f"tables: {BLANK}  # no table was found")
    for draft in drafts:
        lines += format_recipe(draft)
    return "\n".join(lines) + "\n"
