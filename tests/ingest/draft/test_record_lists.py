"""Drafted lists of records: which column of dates is the year, and what is asked."""

from dataclasses import replace
from datetime import date

import pytest
from found_samples import RANK_TABLE, make_sheet

from analysis.ingest.draft.recipes import draft_records


def draft(heads: list[str], *records: list) -> tuple[dict, list[str]]:
    """The drafted `records` of a list, and its questions."""
    table = replace(
        RANK_TABLE,
        headers=(0,),
        stubs=(),
        rows=tuple(range(1, len(records) + 1)),
        columns=tuple(range(len(heads))),
        row_labels={},
        column_labels={column: (head,) for column, head in enumerate(heads) if head},
        orientation="records",
    )
    entry, questions = draft_records(table, make_sheet([heads, *records]))
    return entry.value, list(map(str, questions))


@pytest.mark.parametrize(
    "values",
    [
        [date(2021, 3, 5), date(2021, 3, 6)],
        ["2021-03-05", "2021-04-01"],
        ["05/03/2021", "25/12/2021"],
        ["5 March 2021", "6 April 2021"],
        [2021, 2022],
        ["2020/21", "2021/22"],
        ["Mar 2021", "April 2021"],
    ],
    ids=str,
)
def test_a_column_of_dates_or_periods_is_the_year(values):
    records = [[rank, value] for rank, value in zip(("PC", "Sergeant"), values, strict=True)]
    assert draft(["Rank", "When"], *records) == ({"year": "When", "rank": "Rank"}, [])


@pytest.mark.parametrize(
    ("heads", "chosen"),
    [
        (["Date closed", "Date reported", "Received"], "Received"),
        (["Date closed", "Date reported", "Date recorded"], "Date recorded"),
        (["Date", "Financial year", "Month"], "Financial year"),
        (["Closed", "Opened", "Incident date"], "Incident date"),
        (["Closed", "Opened", "Unreported"], "Closed"),
    ],
)
def test_of_several_dates_the_surest_head_is_drafted_and_the_others_are_asked_about(heads, chosen):
    said, (question,) = draft(heads, *[[date(2021, 3, day)] * 3 for day in (5, 6, 7)])
    assert said == {"year": chosen}
    assert question.startswith(f"A1, B1, C1: `year` is drafted as {chosen!r}")
    assert all(repr(head) in question for head in heads)


def test_a_list_without_dates_has_no_year():
    assert draft(["Rank", "Days"], ["PC", 31], ["Sergeant", 12]) == ({"rank": "Rank"}, [])
