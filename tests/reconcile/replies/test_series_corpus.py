"""A real chain of windows: uses of conducted energy devices in England and Wales, 2016 to 2018.

Two publications, three windows of three lengths that follow one another, and a year that the later
publication revised. They lie where the environment variable FOI_CORPUS points, and are read there.
"""

import os
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from formats import read_sheets

from analysis.ingest.recipe.axis_labels import Recipe
from analysis.ingest.recipe.table_reading import read_by_recipe
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.observation import as_observations
from analysis.model.reply import Reply
from analysis.model.study import StudyReply
from analysis.model.window import Window
from analysis.reconcile.methods.bounds import bound_window
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.replies.series import Series, as_known, join_replies, split_series

CORPUS = os.environ.get("FOI_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS does not point to published tables")

EARLIER, LATER = "home-office-taser-2016.ods", "home-office-use-of-force-2017-18.ods"
IN_2016, OLD_2016, FROM_2017, YEAR_2017_18 = 11_303, 11_294, 2_906, 17_084
KINDS = ["Drawn", "Aimed", "Red-dot", "Arced", "Drive stun", "Fired", "Angled drive stun"]
SUMS = ["Total non-discharge", "Total discharge", "Not stated"]
OLD_TABLE = {
    "find": "Table 1: Police use of TASER ® X26 by type, England and Wales",
    "rows": "total",
    "columns": "year",
    "pick": "Total",
    "gaps": "column",
    "ignore": ["Numeric change between 2015 to 2016", "% change between 2015 to 2016"],
}
WINDOWS = {
    "Table_13": "2017-04-01 to 2018-03-31",
    "Table_14": "2017-01-01 to 2017-03-31",
    "Table_15": "2016-01-01 to 2016-12-31",
}
YEAR_2017 = Window(date(2017, 1, 1), date(2018, 1, 1))
WHOLE = Window(date(2016, 1, 1), date(2018, 4, 1))


@cache
def read(name: str) -> pd.DataFrame:
    """The observations of one publication, as a reply of that name."""
    book = read_sheets(Path(CORPUS) / name)
    tables = [OLD_TABLE] if name == EARLIER else [_describe(book, *one) for one in WINDOWS.items()]
    letter = {
        "force": "staffordshire",  # whose name is of no matter here; the count is of all forces
        "reference": name,
        "provenance": "disclosed",
        "workbook": name,
        "window": {"supplied": "2011-01-01 to 2018-03-31"},
        "unit": "incidents",
        "population": "unstated",
        "definition": "use of a conducted energy device",
        "date_basis": "unstated",
        "tables": [table | {"marks": {"R": "footnote"}} for table in tables],
    }
    reply, vocabulary = Reply.model_validate(letter), Vocabulary()
    made = [read_by_recipe(Recipe(t, reply, vocabulary), book, name) for t in reply.tables]
    assert [fault for table in made for fault in table.faults] == []
    rows = [row for table in made for row in table.observations]
    return as_observations([row for row in rows if not row["note"].startswith("printed total")])


def _describe(book: dict, sheet: str, window: str) -> dict:
    return {
        "find": book[sheet].cell(0, 0).text,
        "sheet": sheet,
        "rows": "total",
        "columns": "count",
        "labels": "Police force",
        "under": "Total",
        "pick": "Total England and Wales",
        "ignore": [*KINDS, *SUMS],
        "window": window,
    }


class Study:
    name = "chain"

    def __init__(self, **told):
        first = StudyReply(force="staffordshire", reference="later")
        self.replies = [first, StudyReply(force="staffordshire", reference="earlier", **told)]


def join(**told) -> Series:
    """The later publication, with what the earlier one adds where the study says so."""
    series = split_series(pd.concat([read(LATER), read(EARLIER)]))
    names = {("staffordshire", "later"): LATER, ("staffordshire", "earlier"): EARLIER}
    lead, _ = join_replies(series, Study(**told), names)
    return lead


def test_the_figures_are_the_published_ones():
    (later,) = split_series(read(LATER))
    rows = later.totals.itertuples()
    told = {str(row.start.date()): (row.low, row.sheet, row.cell) for row in rows}
    assert told == {
        "2016-01-01": (IN_2016, "Table_15", "C5"),
        "2017-01-01": (FROM_2017, "Table_14", "C5"),
        "2017-04-01": (YEAR_2017_18, "Table_13", "C5"),
    }
    old = read(EARLIER)
    assert old.loc[old["start"] == "2016-01-01", ["low", "cell"]].values.tolist() == [
        [OLD_2016, "L14"]
    ]


def test_calendar_2017_holds_its_first_quarter_and_at_most_all_of_the_next_year():
    (later,) = split_series(read(LATER))
    placed = place_count(later.totals, YEAR_2017)
    assert (placed.rung, placed.low, placed.high) == ("B", 2_906, 19_990)
    assert "Table_14!C5" in placed.cells and "Table_13!C5" in placed.cells
    assert "Table_15" not in placed.cells


def test_both_ends_of_calendar_2017_are_attained_by_events_that_fit_every_figure():
    (later,) = split_series(read(LATER))
    cells = as_known(later.totals)
    bound = bound_window(cells, YEAR_2017)
    for events, end in ((bound.least, 2_906), (bound.most, 19_990)):

        def count(window: Window, events=events) -> int:
            return sum(n for (day, _), n in events.items() if window.start <= day < window.end)

        assert count(YEAR_2017) == end
        assert all(count(cell.window) == cell.low == cell.high for cell in cells)


def test_no_other_figure_of_either_publication_sharpens_calendar_2017():
    """Each year before is told whole, so the part of 2017/18 before January 2018 stays open."""
    placed = place_count(join(adds_to="later", within=9).evidence, YEAR_2017)
    assert (placed.low, placed.high) == (2_906, 19_990)


def test_the_windows_chain_exactly_within_the_later_publication():
    (later,) = split_series(read(LATER))
    placed = place_count(later.totals, WHOLE)
    assert (placed.rung, placed.low, placed.high) == ("E", 31_293, 31_293)
    assert IN_2016 + FROM_2017 + YEAR_2017_18 == 31_293
    spans = sorted(cell.window for cell in as_known(later.totals))
    assert [one.end for one in spans[:-1]] == [one.start for one in spans[1:]]
    assert not any(one.meet(other) for one, other in combinations(spans, 2))


def test_the_earlier_publication_alone_says_nothing_of_2017():
    (earlier,) = split_series(read(EARLIER))
    refused = place_count(earlier.totals, YEAR_2017)
    assert refused.code == "COVERAGE_GAP"
    assert refused.evidence == "no figure covers 1 January 2017 to 31 December 2017"
    year = Window(date(2016, 1, 1), date(2017, 1, 1))
    assert place_count(earlier.totals, year).low == OLD_2016


def test_two_editions_of_2016_are_never_mixed_in_silence():
    """Joined without a tolerance they contradict: by 9, and both cells are named."""
    refused = place_count(join(adds_to="later").evidence, WHOLE)
    assert refused.code == "INCONSISTENT_SOURCES"
    assert "disagree by at least 9" in refused.evidence
    assert "Table_15!C5" in refused.cells and "Table_1!L14" in refused.cells


def test_without_being_joined_each_edition_keeps_its_own_2016():
    lead = join()
    assert lead.leads and place_count(lead.evidence, WHOLE).low == 31_293


@pytest.mark.parametrize(("within", "is_given"), [(8, False), (9, True)])
def test_a_declared_tolerance_of_nine_and_no_less_lets_both_editions_stand(within, is_given):
    placed = place_count(join(adds_to="later", within=within).evidence, WHOLE)
    assert isinstance(placed, Placed) == is_given
    if is_given:
        assert (placed.rung, placed.low, placed.high) == ("E", 31_293, 31_293)
        assert f"{EARLIER} taken to count the same events as {LATER}" in placed.assumes
