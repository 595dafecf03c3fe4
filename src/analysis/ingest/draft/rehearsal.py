"""The second reading: what the recipe reader makes of a draft, set beside the survey cell by cell.

The survey guesses and the recipe reader never does. Where the two differ on a cell one of them is
wrong, and a person is asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import ValidationError

from analysis.ingest.draft.entries import Draft
from analysis.ingest.labels import Recipe
from analysis.ingest.observe import Figure
from analysis.ingest.records import unfold_records
from analysis.ingest.survey.found import FoundCell, Question, Survey
from analysis.ingest.survey.roles import tell_cells
from analysis.ingest.telling import find_place, shorten
from analysis.ingest.unfold import Unfolded, unfold_table
from analysis.ingest.vocabulary import Vocabulary
from analysis.ingest.workbook import fold
from analysis.model.faults import Fault
from analysis.model.response import Response, Table

FIGURES = ("data", "total")
# Stands in for the letter, which only a person has read; its window leaves no label out.
LETTER = {
    "reference": "unread",
    "provenance": "disclosed",
    "workbook": "unread",
    "window": {"supplied": "1900-01-01 to 2100-12-31"},
    "unit": "complaints",
    "population": "unread",
    "definition": "unread",
    "date_basis": "unstated",
}


def rehearse(drafts: Sequence[Draft], survey: Survey, force: str) -> list[tuple[Question, ...]]:
    """For each draft the questions that reading by it raises; none for one with blanks in it."""
    found: dict[int, list[Question]] = {number: [] for number in range(len(drafts))}
    tables: dict[int, Table] = {}
    for number, draft in enumerate(drafts):
        if not draft.is_open:
            try:
                tables[number] = Table.model_validate({e.key: e.value for e in draft.entries})
            except ValidationError as error:
                told = "; ".join(detail["msg"] for detail in error.errors())
                found[number].append(Question(f"this recipe is not accepted: {told}"))
    if tables:
        letter = LETTER | {"force": force or "unread", "tables": tuple(tables.values())}
        response, vocabulary = Response.model_validate(letter), Vocabulary()
        for name in dict.fromkeys(drafts[number].table.sheet for number in tables):
            seen = {c.cell: c for c in tell_cells(survey, name) if c.role in FIGURES}
            for number, table in tables.items():
                if drafts[number].table.sheet == name:
                    recipe = Recipe(table, response, vocabulary)
                    found[number] += _read_twice(drafts[number], recipe, survey, seen)
    return [tuple(questions) for questions in found.values()]


def _read_twice(
    draft: Draft, recipe: Recipe, survey: Survey, seen: Mapping[str, FoundCell]
) -> Iterator[Question]:
    sheet = survey.sheets[draft.table.sheet]
    unfold = unfold_records if recipe.table.records else unfold_table
    read = unfold(recipe, {sheet.name: sheet}, survey.file)
    if read.faults:
        yield from _ask_about_faults(read.faults)
    elif not recipe.table.records:
        yield from _compare(draft, recipe.table, read, seen)


def _ask_about_faults(faults: Iterable[Fault]) -> Iterator[Question]:
    """One question for each remedy: ten unknown labels are one thing to do."""
    alike: dict[str, list[Fault]] = {}
    for fault in faults:
        alike.setdefault(fault.remedy, []).append(fault)
    for remedy, group in alike.items():
        problems = shorten(list(dict.fromkeys(fault.problem for fault in group)), 4)
        cells = tuple(dict.fromkeys(fault.cell for fault in group if fault.cell))
        yield Question(f"by this recipe, {problems}; {remedy}", cells)


def _compare(
    draft: Draft, table: Table, read: Unfolded, seen: Mapping[str, FoundCell]
) -> Iterator[Question]:
    figures = {figure.cell.address: figure for figure in read.figures}
    awaited = {address for address, cell in seen.items() if _is_meant(draft, table, cell)}
    both = figures.keys() & seen.keys()
    differing = {
        "the recipe reads what the survey takes for no figure": figures.keys() - seen.keys(),
        "the survey sees figures here that the recipe does not read": awaited - figures.keys(),
        "the recipe and the survey read another count here": [
            address for address in both if not _counts_agree(figures[address], seen[address])
        ],
        "the recipe and the survey give these figures other labels": [
            address for address in both if not _labels_agree(figures[address], seen[address])
        ],
    }
    for text, cells in differing.items():
        if cells:
            yield Question(text, tuple(sorted(cells, key=find_place)))


def _counts_agree(figure: Figure, cell: FoundCell) -> bool:
    return (figure.count.low, figure.count.high) == (cell.low, cell.high)


def _labels_agree(figure: Figure, cell: FoundCell) -> bool:
    sides = ((figure.row, cell.row_labels), (figure.column, cell.column_labels))
    return all(fold(read.cell.text) in {"", *map(fold, seen)} for read, seen in sides)


def _is_meant(draft: Draft, table: Table, cell: FoundCell) -> bool:
    """Whether the drafted recipe ought to read a figure of the survey."""
    row, column = find_place(cell.cell)
    labels = {fold(label) for label in (*cell.row_labels[-1:], *cell.column_labels[-1:])}
    picked = not table.pick or labels & set(map(fold, table.pick))
    void = {fold(mark) for mark, meaning in table.marks.items() if meaning is None}
    return bool(
        row in draft.table.rows
        and column in draft.columns
        and picked
        and not labels & set(map(fold, table.ignore))
        and fold(cell.text) not in void
    )
