"""The real workbooks against a truth made by hand: every table, every figure with its labels."""

from pathlib import Path

import pytest
from corpus_truth import CORPUS, READ, know_file
from detected import take_tables
from known import TrueTable
from score_card import Score
from scoring import score

from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.files.workbook import read_file

pytestmark = pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS is not set: no real workbooks")


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    found = {}
    for name in READ:
        truth = know_file(name, Path(CORPUS))
        told = take_tables(find_tables(read_file(Path(CORPUS) / name)))
        found[name] = score(truth.tables, told, truth.prose, truth.placed)
    return found


def find_figure(tables: list[TrueTable], sheet: str, cell: str):
    return next(t.figures[cell] for t in tables if t.sheet == sheet and cell in t.figures)


@pytest.mark.parametrize(
    ("file", "sheet", "cell", "value", "row", "column"),
    [
        ("home-office-taser-2016.ods", "Table_1", "L14", 11294, "Total", "2016"),
        ("home-office-taser-2016.ods", "Table_2", "X57", 11294, "England and Wales", "Total"),
        ("home-office-use-of-force-2017-18.ods", "Table_13", "C5", 17084, "Total", "Total"),
        ("home-office-use-of-force-2017-18.ods", "Table_14", "C5", 2906, "Total", "Total"),
        ("home-office-use-of-force-2017-18.ods", "Table_15", "C5", 11303, "Total", "Total"),
    ],
)
def test_the_truth_holds_the_figures_known_beforehand(file, sheet, cell, value, row, column):
    figure = find_figure(know_file(file, Path(CORPUS)).tables, sheet, cell)
    assert figure.values == (value,)
    assert figure.rows[0][-1].startswith(row)
    assert figure.columns[0][-1] == column


def test_the_truth_names_each_numbered_table_of_the_time_series():
    tables = know_file("iopc-deaths-2018-19.ods", Path(CORPUS)).tables
    numbers = [table.name.split()[1] for table in tables]
    assert len(numbers) == len(set(numbers)) == 29
    assert all(table.name.startswith("Table") for table in tables)


def test_the_truth_adds_up():
    """Each total row of one kind of figures is at least its largest part, in every column."""
    for table in know_file("home-office-workforce-sep-2018.ods", Path(CORPUS)).tables[:1]:
        last = max(table.total_rows)
        for column in "BCD":
            values = [f.values[0] for c, f in table.figures.items() if c.startswith(column)]
            assert table.figures[f"{column}{last}"].values[0] == max(values)


@pytest.mark.costly
@pytest.mark.parametrize("name", READ)
def test_nothing_is_wrong_in_silence(scores, name):
    silent = [str(misread) for misread in scores[name].misread if misread.silent]
    assert not silent, "\n".join([str(scores[name]), *silent[:20]])


@pytest.mark.parametrize("name", READ)
def test_every_table_is_found(scores, name):
    counts = scores[name].counts
    assert counts["tables found"] == counts["tables"], str(scores[name])


def test_figures_are_right_with_all_their_labels_and_totals_are_known(scores):
    everything = sum(scores.values(), Score())
    assert everything.right >= 0.95, str(everything)
    assert everything.total_f1 >= 0.95, str(everything)
    for alone in scores.values():
        assert alone.right >= 0.95, str(alone)
