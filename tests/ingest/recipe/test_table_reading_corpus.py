"""Recipes of about seven lines read published tables, each figure with the right address.

The files lie where the environment variable FOI_CORPUS points; they are read there, never copied.
"""

import os
from functools import cache
from pathlib import Path

import pytest
from formats import read_sheets

from analysis.ingest.recipe.axis_labels import Recipe
from analysis.ingest.recipe.table_reading import read_by_recipe
from analysis.ingest.reply_checks import find_unread_columns
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.reply import Reply

CORPUS = os.environ.get("FOI_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS does not point to published tables")

TASER = "home-office-taser-2016.ods"
FORCE = "home-office-use-of-force-2017-18.ods"
DEATHS = "iopc-deaths-2018-19.ods"
MISSING = "nca-missing-people.xlsx"
KINDS = ["Drawn", "Aimed", "Red-dot", "Arced", "Drive stun", "Fired", "Angled drive stun"]
SUMS = ["Total non-discharge", "Total discharge", "Not stated"]


@cache
def open_book(name: str):
    return read_sheets(Path(CORPUS) / name)


def read(name: str, *tables: dict, window: str) -> tuple[dict, list]:
    """(table, sheet, first day, category): (count, cell, note), printed totals left out; faults."""
    letter = {
        "force": "staffordshire",
        "reference": "R1",
        "provenance": "disclosed",
        "workbook": name,
        "window": {"supplied": window},
        "unit": "incidents",
        "population": "unstated",
        "definition": "as the table says",
        "date_basis": "unstated",
        "tables": list(tables),
    }
    reply = Reply.model_validate(letter)
    vocabulary = Vocabulary()
    read = [
        read_by_recipe(Recipe(table, reply, vocabulary), open_book(name), name)
        for table in reply.tables
    ]
    faults = [fault for table in read for fault in table.faults] + find_unread_columns(read)
    figures = {
        (f["table"], f["sheet"], f["start"].isoformat(), f["category"]): (
            f["low"],
            f["cell"],
            f["note"],
        )
        for table in read
        for f in table.observations
        if not f["note"].startswith("printed total")
    }
    return figures, list(map(str, faults))


def test_the_years_of_a_table_with_a_column_of_flags_beside_each():
    table = {
        "find": "Table 1: Police use of TASER ® X26 by type, England and Wales",
        "rows": "total",
        "columns": "year",
        "pick": "Total",
        "gaps": "column",
        "ignore": ["Numeric change between 2015 to 2016", "% change between 2015 to 2016"],
        "marks": {"R": "footnote"},
    }
    figures, faults = read(TASER, table, window="2011-01-01 to 2016-12-31")
    assert faults == []
    told = {start[:4]: figure for (*_, start, _), figure in figures.items()}
    assert told["2016"] == (11294, "L14", "")
    assert told["2015"] == (10390, "J14", "R")
    assert list(told) == ["2011", "2012", "2013", "2014", "2015", "2016"]


def test_one_column_of_a_table_by_force():
    table = {
        "find": "Table 2: Police use of TASER ® X26 by type, police force and region",
        "rows": "total",
        "columns": "count",
        "under": "Total",
        "pick": "England and Wales",
        "ignore": [*KINDS, *SUMS, "Proportion of TASER ® X26 use"],
    }
    figures, faults = read(TASER, table, window="2016-01-01 to 2016-12-31")
    assert faults == []
    assert list(figures.values()) == [(11294, "X57", "")]


@pytest.mark.parametrize("pick", ["Total England and Wales", "Staffordshire"])
def test_three_tables_of_one_workbook_over_three_windows(pick):
    windows = {
        "Table_13": "2017-04-01 to 2018-03-31",
        "Table_14": "2017-01-01 to 2017-03-31",
        "Table_15": "2016-01-01 to 2016-12-31",
    }
    tables = [
        {
            "find": open_book(FORCE)[sheet].cell(0, 0).text,
            "sheet": sheet,
            "rows": "total",
            "columns": "count",
            "labels": "Police force",
            "under": "Total",
            "pick": pick,
            "ignore": [*KINDS, *SUMS],
            "window": window,
            "marks": {"R": "footnote"},
        }
        for sheet, window in windows.items()
    ]
    figures, faults = read(FORCE, *tables, window="2016-01-01 to 2018-03-31")
    assert faults == []
    told = {sheet: figure for (_, sheet, *_), figure in figures.items()}
    if pick.startswith("Total"):
        assert told == {
            "Table_13": (17084, "C5", ""),
            "Table_14": (2906, "C5", ""),
            "Table_15": (11303, "C5", "R"),
        }
    else:
        rows = open_book(FORCE)
        for sheet, (count, cell, _) in told.items():
            row = int(cell[1:]) - 1
            assert cell[0] == "C" and rows[sheet].cell(row, 1).text == pick
            assert rows[sheet].cell(row, 2).value == count


def test_two_columns_of_counts_beside_the_years():
    title = "Table 1.1 Number of fatalities and incidents by financial year"
    common = {"find": title, "sheet": "RTI", "rows": "year", "columns": "count", "totals": "row"}
    tables = [common | {"under": f"Number of {what}"} for what in ("fatalities", "incidents")]
    figures, faults = read(DEATHS, *tables, window="2004-04-01 to 2019-03-31")
    assert faults == []
    assert len(figures) == 30
    first, last = "2004-04-01", "2018-04-01"
    told = {(name.split(" of ")[-1], start): f[:2] for (name, _, start, _), f in figures.items()}
    assert told[("fatalities, RTI", first)] == (44, "B13")
    assert told[("fatalities, RTI", last)] == (42, "B27")
    assert told[("incidents, RTI", first)] == (43, "C13")
    assert told[("incidents, RTI", last)] == (33, "C27")


@pytest.mark.parametrize(
    ("pick", "banner", "told"),
    [
        ("England and Wales", "Incidents", (326155, "F6", "")),
        ("England and Wales", "Individuals", (155211, "K6", "")),
        ("Cleveland", "Incidents", (5540, "F12", "")),
        ("Cleveland", "Individuals", (2588, "K12", "")),
    ],
)
def test_one_group_of_a_header_of_three_rows(pick, banner, told):
    other = {"Incidents": "Individuals", "Individuals": "Incidents"}[banner]
    table = {
        "find": "Table B2: Number of missing incidents and individuals recorded by UK police "
        "forces in 2019/20",
        "rows": "total",
        "columns": "count",
        "under": ["Numbers", banner, "Total"],
        "pick": pick,
        "ignore": ["Percentages", other, "Children", "Adults", "Unknown"],
    }
    figures, faults = read(MISSING, table, window="2019-04-01 to 2020-03-31")
    assert faults == []
    assert list(figures.values()) == [told]
