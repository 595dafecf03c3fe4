"""The rehearsal of drafted recipes: the workbook read a second time, by them, cell by cell.

Detection guesses and the recipe reader never does. Where the two differ on a cell one of them is
wrong, and a person is asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ValidationError

from analysis.ingest.detection.cell_roles import list_cells
from analysis.ingest.detection.found_tables import (
    FoundCell,
    WorkbookTables,
    format_labels,
    list_labels,
)
from analysis.ingest.detection.question_kinds import OpenQuestion
from analysis.ingest.draft.axes import DIMENSIONS
from analysis.ingest.draft.response_draft import DraftRecipe
from analysis.ingest.files.sheet import fold, read_address
from analysis.ingest.recipe.axis_labels import Recipe
from analysis.ingest.recipe.table_reading import TableReading, read_by_recipe
from analysis.ingest.recipe.unpivot import Figure
from analysis.ingest.records.record_counts import read_records
from analysis.ingest.words.vocabulary import Label, Vocabulary
from analysis.model.faults import Fault
from analysis.model.reply import FACETS, Reply, Table
from analysis.model.yaml_file import list_mistakes

FIGURES = ("data", "total")
QUOTED = re.compile(r"(?<!\w)'[^']*'(?!\w)")
VARYING = re.compile(rf"{QUOTED.pattern}|-?\d[\d.,]*")
# What stands in for the letter while a draft is tried; its window leaves no label out.
LETTER = {
    "force": "<force>",
    "reference": "unread",
    "provenance": "disclosed",
    "workbook": "unread",
    "window": {"supplied": "1900-01-01 to 2100-12-31"},
    "unit": "complaints",
    "population": "unread",
    "definition": "unread",
    "date_basis": "unstated",
}
FILLED = {"rows", "pick", "marks", "unit", "definition"}  # blanks that something can stand in for
FACTS = {"unit", "definition", *FACETS}  # of no matter to how a table is read
OF_LENT_WORDS = "labels.csv"  # in remedies that hold for these rows once they are known
NO_RECIPE = "mend `rows`, `columns` or `under` of its recipe in response.yaml, or delete the recipe"
UNNAMED = "nature"  # for rows of a dimension that the vocabulary does not know


def rehearse(
    drafts: Sequence[DraftRecipe], workbook: WorkbookTables, force: str
) -> list[tuple[OpenQuestion, ...]]:
    """For each draft the questions that reading the workbook by it raises.

    Rows of an unknown dimension and marks without a legend are read with stand-ins; a draft with
    other blanks cannot be tried.
    """
    found: dict[int, list[OpenQuestion]] = {number: [] for number in range(len(drafts))}
    tried: dict[int, tuple[Table, Vocabulary]] = {}
    vocabulary = Vocabulary()
    for number, draft in enumerate(drafts):
        if filled := _fill_in(draft, vocabulary):
            try:
                tried[number] = Table.model_validate(filled[0]), filled[1]
            except ValidationError as error:
                mistakes = "; ".join(list_mistakes(error, filled[0]))
                text = f"this recipe is not accepted: {mistakes}"
                found[number].append(OpenQuestion(text, remedy=NO_RECIPE))
    for name in dict.fromkeys(drafts[number].table.sheet for number in tried):
        seen = {c.cell: c for c in list_cells(workbook, name) if c.role in FIGURES}
        here = {n: each for n, each in tried.items() if drafts[n].table.sheet == name}
        letter = LETTER | {"tables": tuple(table for table, _ in here.values())}
        reply = Reply.model_validate(letter | ({"force": force} if force else {}))
        for number, (table, words) in here.items():
            recipe = Recipe(table, reply, words)
            found[number] += _read_again(drafts[number], recipe, workbook, seen)
    return [tuple(questions) for questions in found.values()]


def _fill_in(
    draft: DraftRecipe, vocabulary: Vocabulary
) -> tuple[dict[str, Any], Vocabulary] | None:
    """A recipe that can be tried and the words to try it with; None where too much is blank."""
    recipe = {entry.key: entry.value for entry in draft.entries}
    recipe = {key: value for key, value in recipe.items() if key not in FACTS}
    blanks = set(draft.blanks)
    if not blanks <= FILLED:
        return None
    if "marks" in blanks:
        (marks,) = (entry for entry in draft.entries if entry.key == "marks")
        recipe["marks"] = {**marks.value, **marks.example}
    if not blanks & {"rows", "pick"}:
        return recipe, vocabulary
    if recipe["columns"] in DIMENSIONS:
        return None  # two dimensions are not crossed
    recipe |= {"rows": UNNAMED}
    recipe.pop("pick", None)
    labels = list_labels(draft.table.rows, draft.table.row_labels)
    return recipe, _OwnLabels(frozenset(map(fold, labels)))


@dataclass(frozen=True)
class _OwnLabels(Vocabulary):
    """The table's own row labels as if they were words of the vocabulary, each its own code.

    So the recipe reader looks for the table by itself, and only the sense of its labels is lent.
    """

    labels: frozenset[str]

    def knows(self, dimension: str, label: str, force: str) -> bool:
        return fold(label) in self.labels

    def look_up(self, dimension: str, label: str, force: str) -> Label:
        if not self.knows(dimension, label, force):
            raise ValueError(f"{label!r} is none of the table's row labels")
        return Label(fold(label))

    def list_above(self, dimension: str, code: str) -> list[str]:
        """Words that are only lent stand in no tree."""
        return []


def _read_again(
    draft: DraftRecipe, recipe: Recipe, workbook: WorkbookTables, seen: Mapping[str, FoundCell]
) -> Iterator[OpenQuestion]:
    sheet = workbook.sheets[draft.table.sheet]
    unfold = read_records if recipe.table.records else read_by_recipe
    read = unfold(recipe, {sheet.name: sheet}, workbook.file)
    if read.faults:
        own_words = isinstance(recipe.vocabulary, _OwnLabels)
        yield from _ask_about_faults(read.faults, own_words)
    elif not recipe.table.records:
        yield from _compare(draft, recipe.table, read, seen)


def _ask_about_faults(faults: Iterable[Fault], own_words: bool) -> Iterator[OpenQuestion]:
    """One question for faults that are alike but for their words: ten unknown labels are one.

    Where labels are lent to the reader (`own_words`) what speaks of these is of no use.
    """
    alike: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        kind = VARYING.sub("…", fault.problem), VARYING.sub("…", fault.remedy)
        alike.setdefault(kind, []).append(fault)
    for (pattern, _), group in alike.items():
        words = list(dict.fromkeys(word for f in group for word in QUOTED.findall(f.problem)))
        problem, remedy = group[0].problem, group[0].remedy
        if any(fault.problem != problem for fault in group):
            # What holds more than its own word would lose its advice with its numbers.
            example = f"such as {problem}" if pattern.count("…") > 1 else ""
            problem = example or f"{pattern} {format_labels(words)}".strip()
        cells = tuple(dict.fromkeys(fault.cell for fault in group if fault.cell))
        is_told = not own_words or OF_LENT_WORDS not in remedy
        what = remedy if is_told else NO_RECIPE
        yield OpenQuestion(f"read by this recipe, {problem}", cells, remedy=what)


def _compare(
    draft: DraftRecipe, table: Table, read: TableReading, seen: Mapping[str, FoundCell]
) -> Iterator[OpenQuestion]:
    figures = {figure.cell.address: figure for figure in read.figures}
    labels_agree = cache(_labels_agree)
    both = [(figures[address], seen[address]) for address in figures.keys() & seen.keys()]
    differing = {
        "the recipe reads what the survey takes for no figure": figures.keys() - seen.keys(),
        "the survey sees figures here that the recipe does not read": (
            (_list_meant(draft, table) - figures.keys()) & seen.keys()
        ),
        "the recipe and the survey read another count here": {
            cell.cell for figure, cell in both if not _counts_agree(figure, cell)
        },
        "the recipe and the survey give these figures other labels": {
            cell.cell
            for figure, cell in both
            if not labels_agree(figure.row.cell.text, cell.row_labels)
            or not labels_agree(figure.column.cell.text, cell.column_labels)
        },
    }
    for text, cells in differing.items():
        if cells:
            named = tuple(sorted(cells, key=read_address))
            yield OpenQuestion(text, named, remedy=NO_RECIPE)


def _list_meant(draft: DraftRecipe, table: Table) -> set[str]:
    """The addresses of all that the drafted recipe ought to read."""
    found, ignored, picked = draft.table, set(map(fold, table.ignore)), set(map(fold, table.pick))
    rows = [_find_inner_label(found.row_labels, row) for row in found.rows]
    columns = [_find_inner_label(found.column_labels, column) for column in draft.columns]
    read = [column for column, label in columns if label not in ignored]
    return {
        found.numbering.format_place(row, column)
        for row, label in rows
        if label not in ignored and (label in picked or not picked)
        for column in read
    }


def _find_inner_label(labels: Mapping[int, tuple[str, ...]], line: int) -> tuple[int, str]:
    return line, fold("".join(labels.get(line, ())[-1:]))


def _counts_agree(figure: Figure, cell: FoundCell) -> bool:
    """A mark that the sheet does not explain has no count yet, and is asked about already."""
    return cell.low is None or (figure.count.low, figure.count.high) == (cell.low, cell.high)


def _labels_agree(read: str, seen: tuple[str, ...]) -> bool:
    """Whether the label that a figure was read by is among those that detection gave it."""
    return fold(read) in {"", *map(fold, seen)}
