"""What a column of counts counts: its head may name another unit than the letter's."""

import re
from collections.abc import Iterator, Sequence

from analysis.ingest.draft.axes import Group
from analysis.ingest.draft.entries import Entry
from analysis.ingest.files.workbook import fold
from analysis.ingest.survey.found import FoundTable
from analysis.ingest.words.periods import recognise_period
from analysis.model.written import BLANK

# Words that only say that something is counted, or name what the letter asks for.
PLAIN = re.compile(
    r"(?:(?:grand |overall )?totals? ?)?"
    r"(?:(?:numbers?|no\.?|counts?)(?: of complaints)?|complaints?)?"
)


def explain_measure(table: FoundTable, group: Group, groups: Sequence[Group]) -> Iterator[Entry]:
    """Blanks for what a column of counts counts, unless its head says no more than that it does."""
    if group.axis != "count":
        return
    measure = _name_measure(table, group)
    others = {fold(_name_measure(table, each)) for each in groups if each.axis == "count"}
    if len(others) > 1 or not PLAIN.fullmatch(fold(measure)):
        yield Entry("unit", BLANK, f"what does {measure!r} count?")
        yield Entry("definition", BLANK, f"which of them {measure!r} takes in")


def _name_measure(table: FoundTable, group: Group) -> str:
    """The innermost words over a column that are no period."""
    path = table.column_labels.get(group.columns[0], ())
    return next((words for words in reversed(path) if not recognise_period(words)), "")
