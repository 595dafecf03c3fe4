"""Wider layouts are read exactly, and a wrong reading of them never goes unnoticed."""

from copy import deepcopy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_table_reading_wrong import assert_noticed, one_vocabulary, quickly, read
from wider_sheets import wider_sheets

pytestmark = pytest.mark.usefixtures(one_vocabulary.__name__)


@quickly
@given(wider_sheets())
def test_a_sheet_of_a_wider_layout_gives_exactly_its_figures(sheet):
    figures, verdicts, faults = read(sheet)
    assert faults == []
    assert figures == sheet.truth
    assert "differs" not in verdicts


def list_filled(sheet) -> list:
    return [
        (row, column)
        for row, line in enumerate(sheet.grid)
        for column, value in enumerate(line)
        if value != ""
    ]


@quickly
@given(wider_sheets(), st.data())
def test_any_cell_changed_is_never_read_wrongly_in_silence(sheet, data):
    place = data.draw(st.sampled_from(list_filled(sheet)))
    broken = deepcopy(sheet)
    broken.put(place, data.draw(st.sampled_from(["", "see note", "~", "n/k", "-", "R", "Total"])))
    assert_noticed(sheet, broken)


@quickly
@given(wider_sheets(), st.data())
def test_two_labels_that_change_places_are_told_or_move_their_figures(sheet, data):
    places = data.draw(st.sampled_from([sheet.headers, sheet.labels]))
    assume(len(places) > 1)
    first, second = data.draw(st.permutations(places))[:2]
    broken, swapped = deepcopy(sheet), deepcopy(sheet)
    broken.put(first, sheet.get(second))
    assert_noticed(sheet, broken)  # a label that stands twice
    swapped.put(first, sheet.get(second))
    swapped.put(second, sheet.get(first))
    figures, _, faults = read(swapped)
    assert faults or sorted(figures.values()) == sorted(sheet.truth.values())


@quickly
@given(wider_sheets(), st.data())
def test_a_banner_left_out_misspelt_or_moved_is_never_read_wrongly_in_silence(sheet, data):
    assume(sheet.banners)
    row, column = data.draw(st.sampled_from(sheet.banners))
    broken = deepcopy(sheet)
    broken.put((row, column), data.draw(st.sampled_from(["", f"{sheet.get((row, column))}q"])))
    if data.draw(st.booleans()):
        broken.put((row, column - 1), sheet.get((row, column)))
    assert_noticed(sheet, broken)


@quickly
@given(wider_sheets(), st.data())
def test_a_row_or_column_put_in_is_never_read_wrongly_in_silence(sheet, data):
    broken = deepcopy(sheet)
    words = data.draw(st.sampled_from(["", "an inserted line", "PC and above", "2018 and later"]))
    if data.draw(st.booleans()):
        broken.grid.insert(data.draw(st.integers(0, len(sheet.grid))), [words])
    else:
        column = data.draw(st.integers(0, max(map(len, sheet.grid))))
        rows = {row for row, _ in sheet.figures}
        for number, line in enumerate(broken.grid):
            line += [""] * (column - len(line))
            line.insert(column, 7 if words and number in rows else "")
    assert_noticed(sheet, broken)


@quickly
@given(wider_sheets(), st.data())
def test_a_word_of_the_recipe_that_the_sheet_does_not_say_is_a_fault(sheet, data):
    (table,) = sheet.tables
    keys = [key for key in ("under", "labels", "pick", "ignore") if key in table]
    assume(keys)
    key = data.draw(st.sampled_from(keys))
    broken = deepcopy(sheet)
    words = table[key] if isinstance(table[key], str) else table[key][-1]
    wrong = f"{words}q"
    others = [] if isinstance(table[key], str) else table[key][:-1]
    broken.tables = [table | {key: wrong if isinstance(table[key], str) else [*others, wrong]}]
    # A column no longer left out stands beside the one column of counts, and is named there.
    told = (wrong, f"'Number', '{words}'")
    assert any(words in fault for fault in read(broken)[2] for words in told)
