"""How tables are laid out, and the way from a number back to file, sheet and cell."""

import pandas as pd
import pytest

from analysis.model.address import Address, join_addresses, merge_addresses, split_addresses
from analysis.publish.tables.layout import format_addresses, format_runs, format_table, mark_files


def test_headings_come_from_the_rows_and_numbers_stand_to_the_right():
    table = format_table("x", "Caption", [{"Reply": "A", "Count": "3"}], numeric=["Count"])
    head, rule, row, _, caption = table.split("\n")
    assert (head, row, caption) == ("| Reply | Count |", "| A | 3 |", ": Caption {#tbl:x}")
    assert rule == "| :-- | --: |"


def test_a_table_without_rows_says_so():
    assert "| none |" in format_table("x", "Caption", [])


def test_a_table_of_words_shows_no_provenance():
    assert format_table("x", "C", [{"a": "b"}], of_words=True).endswith(
        '{#tbl:x provenance="none"}'
    )


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
