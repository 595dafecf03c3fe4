"""From a number back to file, sheet and cell."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.address import Address, join_addresses, merge_addresses, split_addresses
from analysis.publish.content.publication import count_cells
from analysis.publish.tables.layout import format_addresses, format_runs, mark_files

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


CELLS = st.sampled_from(["A1", "B5", "AA10", "C2:C4 C7"])


@given(st.lists(st.tuples(NAMES, NAMES, CELLS, st.just("") | NAMES), max_size=5))
def test_any_file_sheet_and_note_comes_back_from_a_list_of_addresses(parts):
    addresses = [Address(*part) for part in parts]
    assert split_addresses(join_addresses(addresses)) == addresses


def test_merging_lists_keeps_order_and_names_each_cell_once():
    first = join_addresses([Address("f", "By year", "A1"), Address("f", "By year", "B1")])
    second = join_addresses([Address("f", "By year", "B1"), Address("g", "csv", "C1")])
    assert merge_addresses(first, "", second).count("B1") == 1
    assert merge_addresses(first, second).endswith("g#csv!C1")
    assert merge_addresses("", "") == ""


@pytest.mark.parametrize(
    ("cells", "drawn"),
    [
        (["B5"], "B5"),
        (["B5", "C5", "D5"], "B5–D5"),
        (["B5", "B6", "B7"], "B5–B7"),
        (["B5", "C5", "C6"], "B5–C5, C6"),
        (["B5", "D5"], "B5, D5"),
        (["Z1", "AA1", "AB1", "A2"], "Z1–AB1, A2"),
        (["C5", "B5"], "C5, B5"),
        (["C2:C4 C7"], "C2–C4, C7"),
        (["C5 C8", "C2:C10"], "C2–C10"),
        (["C9 C12", "C3:C4", "D3"], "C3–C4, C9, C12, D3"),
    ],
)
def test_only_neighbours_in_one_row_or_column_are_drawn_together(cells, drawn):
    assert format_runs(cells) == drawn


def test_very_many_single_cells_are_counted_and_not_all_drawn():
    every_other = " ".join(f"C{row}" for row in range(2, 402, 2))
    drawn = format_runs([every_other])
    assert drawn.startswith("C2, C4, ") and drawn.endswith("…, C400 (200 cells)")
    assert len(drawn) < 100


def test_a_cell_that_two_selections_share_is_counted_once():
    cells = [Address("a.xlsx", "Data", area) for area in ("C2:C4 C7", "C3:C9", "D3")]
    assert count_cells(pd.DataFrame({"cells": [join_addresses(cells)]})) == 9


def test_what_is_noted_of_a_cell_stands_behind_it():
    noted = ["page 2, paragraph 3"] * 2 + ["page 4"]
    cells = [Address("l.csv", "csv", f"B{i}", note) for i, note in enumerate(noted, start=5)]
    shown = format_addresses(split_addresses(join_addresses(cells)), {"l.csv": "F1"})
    drawn = "F1 csv!B5–B6 (page 2, paragraph 3); F1 csv!B7 (page 4)"
    assert shown.replace("\\", "") == drawn


def test_files_are_named_once_and_cells_are_grouped_by_sheet():
    frame = pd.DataFrame(
        {
            "cells": [join_addresses([Address("a.xlsx", "By year", c) for c in ("B5", "C5")])],
            "exposure_cells": [join_addresses([Address("w.csv", "csv", "F8")])],
        }
    )
    marks = mark_files(frame)
    assert marks == {"a.xlsx": "F1", "w.csv": "F2"}
    cells = split_addresses(merge_addresses(frame["cells"][0], frame["exposure_cells"][0]))
    assert format_addresses(cells, marks).replace("\\", "") == "F1 By year!B5–C5; F2 csv!F8"
