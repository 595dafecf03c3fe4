"""The layouts of twelve published replies: found, right or asked about, alike in five formats."""

import os
from pathlib import Path

import pytest
from detected import Detected, take_tables
from formats import FORMATS, write_book
from reply_layouts import LAYOUTS, SHEET, read_figures
from scoring import score

from analysis.ingest.detection.found_tables import FoundCell
from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.files.workbook import read_file

FACTS = os.environ.get("FOI_FACTS")
pytestmark = pytest.mark.skipif(not FACTS, reason="FOI_FACTS is not set: no replies' figures")
NUMBERED = pytest.mark.xfail(
    strict=True, reason="the numbers of the answers are told as figures, and asked about"
)
# Their counts stand in sentences.
IN_PROSE = ("cleveland-529-25", pytest.param("northumbria-593-20", marks=NUMBERED))


def find_layout_tables(name: str, ending: str, folder: Path) -> Detected:
    rows, _ = LAYOUTS[name](read_figures(Path(FACTS) / "replies" / name))
    return take_tables(find_tables(read_file(write_book(folder / f"reply{ending}", {SHEET: rows}))))


def say(cell: FoundCell) -> tuple:
    """All that is told of a cell but its value as stored: a .csv holds text only."""
    return cell.role, cell.row_labels, cell.column_labels, cell.low, cell.high, cell.status


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_tables_are_found_and_nothing_is_wrong_in_silence(name, tmp_path):
    _, truth = LAYOUTS[name](read_figures(Path(FACTS) / "replies" / name))
    result = score(truth, find_layout_tables(name, ".xlsx", tmp_path), [SHEET])
    assert result.silent == 0, result.misread
    assert result.counts["tables found"] == len(truth), result.misread
    assert result.right >= 0.95 or not truth, result.misread


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_format_gives_the_same_answer(name, tmp_path):
    first, *others = (find_layout_tables(name, ending, tmp_path) for ending in FORMATS)
    for ending, other in zip(FORMATS[1:], others, strict=True):
        assert other.tables == first.tables, ending
        assert {p: say(c) for p, c in other.cells.items()} == {
            place: say(cell) for place, cell in first.cells.items()
        }, ending


@pytest.mark.parametrize("name", IN_PROSE)
def test_counts_in_sentences_are_no_table(name, tmp_path):
    told = find_layout_tables(name, ".xlsx", tmp_path)
    assert not [cell for cell in told.cells.values() if cell.role in ("data", "total")]


def test_a_label_said_twice_is_asked_about(tmp_path):
    told = find_layout_tables("cleveland-547-24", ".xlsx", tmp_path)
    assert [table.asked > 0 for table in told.tables] == [True]
