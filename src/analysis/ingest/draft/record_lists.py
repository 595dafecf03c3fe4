"""The recipe drafted for a list of records: which of its columns says what."""

import re

from analysis.ingest.draft.axes import DIMENSIONS, name_axis
from analysis.ingest.draft.entries import Entry
from analysis.ingest.files.sheet import Sheet, fold, spell_address
from analysis.ingest.records.dated import is_dated
from analysis.ingest.survey.found import FoundTable, Question
from analysis.ingest.telling import clip, list_labels
from analysis.ingest.words.kinds import name_kind
from analysis.ingest.words.known_words import read_words
from analysis.model.written import BLANK

# Words in the head of the date that a count of complaints goes by, the surest first.
FIRST_DATES = ("received", "recorded", "reported", "year", "date")


def draft_records(table: FoundTable, sheet: Sheet) -> tuple[Entry, list[Question]]:
    """Which column of a list says what, judged by its cells; of several dates one is asked about.

    A column of dates or periods is the `year`, and no dimension besides.
    """
    dates: dict[int, str] = {}
    said: dict[str, str] = {}
    for column in table.columns:
        head = table.column_labels.get(column, ())
        cells = [sheet.cell(row, column) for row in table.rows]
        if not head:
            continue
        if is_dated(cells):
            dates[column] = head[-1]
            continue
        axis = name_axis(name_kind([cell.text for cell in cells], read_words()).kind)
        if axis in DIMENSIONS:
            said.setdefault(axis, head[-1])
    first = min(dates.values(), key=_rank_date, default="")
    said = {"year": first, **said} if first else said
    heads = ", ".join(map(clip, list_labels(table.columns, table.column_labels)))
    entry = Entry("records", said or BLANK, f"one row a record; its columns: {heads}")
    return entry, [_ask_for_date(table, dates, first)] if len(dates) > 1 else []


def _rank_date(head: str) -> int:
    """The place of a head among those that may date a complaint, the likeliest first."""
    words = re.findall(r"\w+", fold(head))
    ranks = (rank for rank, word in enumerate(FIRST_DATES) if word in words)
    return next(ranks, len(FIRST_DATES))


def _ask_for_date(table: FoundTable, dates: dict[int, str], first: str) -> Question:
    others = [repr(head) for head in dates.values() if head != first]
    text = f"`year` is drafted as {first!r}: is that the date meant, or {' or '.join(others)}?"
    return Question(text, tuple(spell_address(table.headers[-1], column) for column in dates))
