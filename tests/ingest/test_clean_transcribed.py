"""A letter that answers in prose: typed into a sheet, each figure with the place it stood at."""

from datetime import date

import pytest
from examples import list_faults, read_rows

from analysis.model.address import split_addresses
from analysis.model.window import Window
from analysis.publish.tables.layout import format_addresses
from analysis.reconcile.replies.ladder import place_count
from analysis.reconcile.replies.series import split_series

# "In 2019 the force received fourteen complaints (...) Of the sixteen received in 2020, (...)"
LETTER = [
    ["TRANSCRIBED from the letter, answers 1 and 2"],
    ["Each number that the letter spells out is written here in digits."],
    [],
    ["Complaints received"],
    ["Year", "Complaints", "Place"],
    [2019, 14, "page 2, paragraph 3"],
    [2020, 16, "page 2, paragraph 4"],
    [],
    ["How they ended"],
    ["Outcome", "Number", "Paragraph"],
    ["Resigned", 1, 5],
    ["Retired", 2, 6],
    ["No further action", 27, 6],
]
FACTS = {
    "provenance": "transcribed",
    "source": {"title": "Letter of the force", "url": ""},
    "window": {"supplied": "2019-01-01 to 2020-12-31"},
}
YEARS = {"find": "Complaints received", "rows": "year", "columns": "count", "where": "Place"}
ENDS = {"find": "How they ended", "rows": "outcome", "columns": "count", "where": "Paragraph"}


def test_the_place_in_the_letter_goes_with_each_figure_and_is_no_figure(tmp_path):
    observations = read_rows(tmp_path, LETTER, YEARS, ENDS, **FACTS).observations
    told = observations[["label", "low", "cell", "note"]].itertuples(index=False, name=None)
    assert list(told) == [
        ("2019", 14, "B6", "page 2, paragraph 3"),
        ("2020", 16, "B7", "page 2, paragraph 4"),
        ("Resigned", 1, "B11", "Paragraph 5"),
        ("Retired", 2, "B12", "Paragraph 6"),
        ("No further action", 27, "B13", "Paragraph 6"),
    ]
    assert set(observations["provenance"]) == {"transcribed"}


def test_the_trace_of_a_sum_leads_back_to_the_paragraphs(tmp_path):
    (series,) = split_series(read_rows(tmp_path, LETTER, YEARS, ENDS, **FACTS).observations)
    both = place_count(series.totals, Window(date(2019, 1, 1), date(2021, 1, 1)))
    assert (both.low, both.high) == (30, 30)
    shown = format_addresses(split_addresses(both.cells), {"reply.csv": "F1"}).replace("\\", "")
    assert shown == "F1 csv!B6 (page 2, paragraph 3); F1 csv!B7 (page 2, paragraph 4)"
    # Two words for one category stood in two paragraphs, and still add up.
    ends = series.figures[series.figures["category"] == "resigned_or_retired"]
    left = place_count(ends, Window(date(2019, 1, 1), date(2021, 1, 1)))
    assert (left.low, left.high) == (3, 3)
    assert "(Paragraph 5)" in left.cells and "(Paragraph 6)" in left.cells


def test_a_figure_without_its_place_is_a_fault(tmp_path):
    rows = [row[:] for row in LETTER]
    rows[6][2] = ""
    (line,) = list_faults(tmp_path, rows, YEARS, ENDS, **FACTS)
    assert "cell C7" in line and "nothing says under 'Place' where this figure stood" in line


@pytest.mark.parametrize("head", ["Page", "Complaints"])
def test_a_column_of_places_that_is_not_there_is_a_fault(tmp_path, head):
    assert list_faults(tmp_path, LETTER, YEARS | {"where": head}, ENDS, **FACTS) != []
