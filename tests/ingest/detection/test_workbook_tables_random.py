"""The tables of random sheets: what is found of them is right, or asked about."""

import io
import json
from random import Random

import pytest
from detected import take_json, take_tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_workbooks import draw_page, write_pages
from sampling import take
from score_card import SURE, WRONG, Score
from scoring import score

from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.files.workbook import read_file
from analysis.ingest.inspect import inspect_as_json

SHEETS = take(range(150))
AT_ONCE = 15  # of a workbook, which stays small


def judge(pages, folder) -> Score:
    path = write_pages(folder / "random.xlsx", pages)
    truth = [table for page in pages for table in page.tables]
    return score(truth, take_tables(find_tables(read_file(path))), [page.name for page in pages])


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Score:
    pages = [draw_page(Random(f"test {number}"), f"Sheet {number}") for number in SHEETS]
    books = [pages[first : first + AT_ONCE] for first in range(0, len(pages), AT_ONCE)]
    return sum((judge(book, tmp_path_factory.mktemp("random")) for book in books), Score())


def test_figures_of_random_sheets_are_right_with_all_their_labels(drawn):
    assert drawn.right >= 0.98, str(drawn)
    assert drawn.total_f1 >= 0.95, str(drawn)
    assert drawn.counts["tables found"] >= 0.95 * drawn.counts["tables"], str(drawn)


def test_nothing_on_random_sheets_is_wrong_in_silence(drawn):
    assert not [str(misread) for misread in drawn.misread if misread.silent]
    assert drawn.counts["blanks silent"] == 0, str(drawn)


def test_no_label_is_wrong_in_a_table_that_is_said_to_be_sure(drawn):
    assert drawn.wrong_though_sure == 0
    sure = [table for table in drawn.tables if table.confidence >= SURE]
    assert len(sure) > 0.3 * len(drawn.tables)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rng=st.randoms(use_true_random=False))
def test_a_sheet_drawn_by_hypothesis_is_read_exactly_or_asked_about(rng, tmp_path):
    result = judge([draw_page(rng, "Sheet")], tmp_path)
    assert result.silent == 0, [str(misread) for misread in result.misread]


def test_what_is_printed_for_programs_says_the_same(tmp_path):
    pages = [draw_page(Random(f"printed {number}"), f"Sheet {number}") for number in range(20)]
    path = write_pages(tmp_path / "random.xlsx", pages)
    stream = io.StringIO()
    inspect_as_json(path, stream)
    printed, told = (
        take_json(json.loads(stream.getvalue())),
        take_tables(find_tables(read_file(path))),
    )
    assert printed.asks == told.asks
    assert [(t.sheet, t.title) for t in printed.tables] == [(t.sheet, t.title) for t in told.tables]
    truth = [table for page in pages for table in page.tables]
    read, seen = score(truth, printed), score(truth, told)
    for kind in ("figures", "right", *WRONG):
        assert read.counts[kind] == seen.counts[kind], kind
    assert read.silent <= seen.silent
