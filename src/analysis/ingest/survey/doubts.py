"""The questions that a table raises, each taking from the trust in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.ingest.survey.found import Question
from analysis.ingest.survey.places import spell_places

Cells = Iterable[tuple[int, int]]
GRAVE, PLAIN, LIGHT = 0.6, 0.85, 0.95  # what a question leaves of the trust in a table


@dataclass
class Doubts:
    """The questions about one table, and what they leave of the trust in it."""

    questions: list[Question] = field(default_factory=list)
    trust: float = 1.0

    def ask(self, text: str, cells: Cells = (), leaves: float = PLAIN) -> None:
        self.questions.append(Question(text, spell_places(cells)))
        self.trust *= leaves


def cross(rows: Iterable[int], columns: Iterable[int]) -> list[tuple[int, int]]:
    """Every cell where one of these rows meets one of these columns."""
    columns = list(columns)
    return [(row, column) for row in rows for column in columns]
