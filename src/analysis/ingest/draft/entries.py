"""The parts of a draft: entries of a recipe, each with what speaks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.ingest.survey.found import FoundTable, Question
from analysis.model.written import BLANK


@dataclass(frozen=True)
class Entry:
    """One line of a recipe: its key, its value or `BLANK`, and why it was guessed."""

    key: str
    value: str | Sequence[str] | Mapping[str, str]
    why: str = ""

    @property
    def is_open(self) -> bool:
        values = self.value.values() if isinstance(self.value, Mapping) else (self.value,)
        return BLANK in values


@dataclass(frozen=True)
class Draft:
    """The drafted recipe of one table, or of the columns under one of its banners."""

    table: FoundTable
    columns: tuple[int, ...]
    entries: tuple[Entry, ...]
    questions: tuple[Question, ...] = ()

    @property
    def is_open(self) -> bool:
        return any(entry.is_open for entry in self.entries)
