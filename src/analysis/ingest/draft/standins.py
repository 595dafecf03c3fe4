"""What stands in, while a draft is tried, for what only a person can say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.ingest.draft.axes import DIMENSIONS
from analysis.ingest.draft.entries import Draft
from analysis.ingest.files.workbook import fold
from analysis.ingest.telling import list_labels
from analysis.ingest.words.vocabulary import Label, Vocabulary
from analysis.model.count import FOOTNOTE
from analysis.model.written import BLANK

# For the letter; its window leaves no label out.
LETTER = {
    "force": "unread",
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
FACTS = {"unit", "definition"}  # of no matter to how a table is read
UNNAMED = "nature"  # for rows of a dimension that the vocabulary does not know


@dataclass(frozen=True)
class OwnWords(Vocabulary):
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


def fill_in(draft: Draft, vocabulary: Vocabulary) -> tuple[dict[str, Any], Vocabulary] | None:
    """A recipe that can be tried and the words to try it with; None where too much is blank."""
    recipe = {entry.key: entry.value for entry in draft.entries}
    recipe = {key: value for key, value in recipe.items() if key not in FACTS or value != BLANK}
    blanks = {entry.key for entry in draft.entries if entry.is_open}
    if not blanks <= FILLED:
        return None
    if "marks" in blanks:
        recipe["marks"] = _fill_marks(recipe["marks"], draft.table.marks)
    if not blanks & {"rows", "pick"}:
        return recipe, vocabulary
    if recipe["columns"] in DIMENSIONS:
        return None  # two dimensions are not crossed
    recipe |= {"rows": UNNAMED}
    recipe.pop("pick", None)
    labels = list_labels(draft.table.rows, draft.table.row_labels)
    return recipe, OwnWords(frozenset(map(fold, labels)))


def _fill_marks(marks: Mapping[str, str], of_cells: Mapping[str, str]) -> dict[str, str]:
    """A mark in place of a figure hides it; one that stands on labels alone is a footnote."""
    blank = {mark: "withheld" if mark in of_cells else FOOTNOTE for mark in marks}
    return {m: blank[m] if meaning == BLANK else meaning for m, meaning in marks.items()}
