"""A wrong reading never goes unnoticed: it is a fault, or a check that differs, or still right."""

import tempfile
from copy import deepcopy
from pathlib import Path

import pytest
from examples import make_letter, write_csv, write_letter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from random_sheets import TITLE, RandomSheet, random_sheets

from analysis.ingest import clean
from analysis.ingest.reply_checks import OF_TABLE
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.faults import Faults

quickly = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module", autouse=True)
def one_vocabulary():
    """The words are the same for every sheet; reading them again would take most of the time."""
    words = Vocabulary()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clean, "Vocabulary", lambda: words)
        yield


def read(sheet: RandomSheet):
    """The figures of the table, its checks, and the faults instead of either."""
    with tempfile.TemporaryDirectory() as folder:
        letter = make_letter(*sheet.tables, window={"supplied": sheet.window})
        raw = Path(folder)
        write_csv(write_letter(raw, letter) / "reply.csv", sheet.grid)
        try:
            reply = clean.clean_reply("staffordshire", "R1", raw)
        except Faults as faults:
            return {}, set(), [str(fault) for fault in faults.faults]
    by_year = "year" in (sheet.tables[0]["rows"], sheet.tables[0]["columns"])
    figures = {}
    for row in reply.observations.itertuples(index=False):
        if row.table.startswith(TITLE) and not row.note.startswith(("printed total", OF_TABLE)):
            key = (row.category, str(row.start.year) if by_year else "")
            assert key not in figures
            figures[key] = (row.low, int(row.high))
    return figures, set(reply.checks["verdict"]), []


def name_cell(place) -> str:
    return f"cell {get_column_letter(place[1] + 1)}{place[0] + 1}:"


def assert_noticed(sheet: RandomSheet, broken: RandomSheet) -> None:
    figures, verdicts, faults = read(broken)
    assert faults or "differs" in verdicts or figures == sheet.truth, (sheet.grid, broken.grid)


def assert_fault_at(broken: RandomSheet, *places) -> None:
    _, _, faults = read(broken)
    assert any(name_cell(place) in fault for place in places for fault in faults), (
        broken.grid,
        faults,
    )


@quickly
@given(random_sheets())
def test_a_sheet_of_a_known_layout_gives_exactly_its_figures(sheet):
    figures, verdicts, faults = read(sheet)
    assert faults == []
    assert figures == sheet.truth
    assert "differs" not in verdicts


@quickly
@given(random_sheets(), st.data())
def test_a_figure_changed_under_a_printed_total_differs(sheet, data):
    assume(sheet.totals)
    place = data.draw(st.sampled_from(sheet.figures))
    broken = deepcopy(sheet)
    broken.put(place, data.draw(st.integers(500, 900)))
    _, verdicts, faults = read(broken)
    assert not faults and "differs" in verdicts


@quickly
@given(random_sheets(), st.data())
def test_a_blank_cell_is_a_fault_at_that_cell(sheet, data):
    place = data.draw(st.sampled_from(sheet.figures))
    broken = deepcopy(sheet)
    broken.put(place, "")
    # The one row under a title of its own looks like a note once its figure is gone.
    assert_fault_at(broken, place, sheet.title, *([(place[0] + 1, place[1])]), *sheet.figures)


@quickly
@given(random_sheets(), st.data())
def test_a_misspelt_label_is_a_fault_at_that_cell(sheet, data):
    assume(sheet.tables[0]["rows"] != "total")
    place = data.draw(st.sampled_from(sheet.labels))
    broken = deepcopy(sheet)
    broken.put(place, f"{sheet.get(place)}q")
    assert_fault_at(broken, place)


@quickly
@given(random_sheets(), st.data())
def test_a_label_left_out_is_a_fault(sheet, data):
    assume(sheet.tables[0]["rows"] != "total")
    place = data.draw(st.sampled_from(sheet.labels))
    broken = deepcopy(sheet)
    broken.put(place, "")
    assert_fault_at(broken, place)


@quickly
@given(random_sheets(), st.data())
def test_a_header_misspelt_or_left_out_at_any_place_is_a_fault(sheet, data):
    assume(sheet.tables[0]["columns"] != "count" and sheet.headers)
    place = data.draw(st.sampled_from(sheet.headers))
    broken = deepcopy(sheet)
    broken.put(place, data.draw(st.sampled_from(["", f"{sheet.get(place)}q"])))
    below = [(place[0] + 1 + line, place[1]) for line in range(len(sheet.labels))]
    corner = (place[0], sheet.title[1])
    assert_fault_at(broken, place, corner, sheet.title, *below, *sheet.figures)


@quickly
@given(random_sheets(), st.data())
def test_a_row_put_in_anywhere_is_never_read_wrongly_in_silence(sheet, data):
    row = data.draw(st.integers(0, len(sheet.grid)))
    column = sheet.title[1]
    words = data.draw(st.sampled_from(["", "an inserted line", "PC and above", "2018 and later"]))
    broken = deepcopy(sheet)
    broken.grid.insert(row, [""] * column + [words])
    assert_noticed(sheet, broken)


@quickly
@given(random_sheets(), st.data())
def test_a_row_or_column_wiped_out_is_never_read_wrongly_in_silence(sheet, data):
    first, last = sheet.figures[0], sheet.figures[-1]
    broken = deepcopy(sheet)
    if data.draw(st.booleans()):
        # Nobody can know that a first row without header or a last row without total was there.
        end = last[0] + ("row" in sheet.totals)
        row = data.draw(st.integers(first[0], last[0]))
        assume(row < end and (row > first[0] or sheet.headers))
        for column in range(sheet.title[1], last[1] + 2):
            broken.put((row, column), "")
    else:
        assume(sheet.tables[0]["columns"] != "count")
        end = last[1] + ("column" in sheet.totals)
        column = data.draw(st.integers(first[1], last[1]))
        assume(column < end)
        for row in range(sheet.headers[0][0], last[0] + 2):
            broken.put((row, column), "")
    assert_noticed(sheet, broken)


@quickly
@given(random_sheets(), st.data())
def test_a_column_put_in_anywhere_is_never_read_wrongly_in_silence(sheet, data):
    column = data.draw(st.integers(0, max(map(len, sheet.grid))))
    filled = data.draw(st.booleans())
    broken = deepcopy(sheet)
    rows = {row for row, _ in sheet.figures}
    for number, line in enumerate(broken.grid):
        line += [""] * (column - len(line))
        line.insert(column, 7 if filled and number in rows else "")
    assert_noticed(sheet, broken)


@quickly
@given(random_sheets(), st.data())
def test_a_title_misspelt_is_a_fault(sheet, data):
    broken = deepcopy(sheet)
    broken.put(sheet.title, sheet.get(sheet.title).replace("kind", "kynd"))
    assert any("no cell says" in fault for fault in read(broken)[2])


@quickly
@given(random_sheets(), st.data())
def test_any_cell_replaced_by_words_is_never_read_wrongly_in_silence(sheet, data):
    filled = [
        (row, column)
        for row, line in enumerate(sheet.grid)
        for column, value in enumerate(line)
        if value != ""
    ]
    place = data.draw(st.sampled_from(filled))
    broken = deepcopy(sheet)
    broken.put(place, data.draw(st.sampled_from(["", "see note", "~", "n/k", "-"])))
    assert_noticed(sheet, broken)
