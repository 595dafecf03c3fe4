"""The listing for the terminal: eighty letters wide, every question in it."""

import re
from dataclasses import replace

from found_samples import RANK_TABLE, RANKS, make_workbook

from analysis.ingest.detection.found_tables import OpenQuestion
from analysis.ingest.inspect import list_findings


def test_a_table_is_told_in_a_few_lines():
    assert list(list_findings(make_workbook(RANKS, RANK_TABLE), ["Q1"])) == [
        "reply.xlsx: 1 sheet, 1 table, 0 open questions",
        "",
        "Sheet Q1, A1:D7",
        "  A3:D6       Complaints by rank",
        "    rows        rank, 2 labels: PC, Sergeant",
        "    columns     year, 2 labels: 2019, 2020",
        "    totals      row 6, column D",
        "    marks       * suppressed 1 to 4",
        "    confidence  0.90",
        "  in no table: 2 cells of words",
    ]


def test_questions_are_listed_with_the_first_of_their_cells():
    cells = tuple(f"B{row}" for row in range(1, 31))
    table = replace(RANK_TABLE, questions=(OpenQuestion("these are blank " * 9, cells),))
    workbook = replace(
        make_workbook(RANKS, table), questions=(OpenQuestion("is it the right file?"),)
    )
    lines = list(list_findings(workbook, ["Q1"]))
    assert lines[0].endswith("2 open questions") and lines[1] == "  ? is it the right file?"
    assert any(line.startswith("    ? B1, B2, B3, B4, B5, B6 and 24 more: these") for line in lines)
    assert max(map(len, lines)) <= 80


def test_a_hidden_sheet_says_so():
    lines = list(list_findings(make_workbook(RANKS, RANK_TABLE, visible=False), ["Q1"]))
    assert "Sheet Q1, A1:D7, hidden in the workbook" in lines


def test_nothing_in_the_listing_steers_the_terminal():
    name = "Q\x1b]0;x\x07\n1"
    words = "rank\x1b[2J\u202e"
    table = replace(RANK_TABLE, sheet=name, title=words, questions=(OpenQuestion(words),))
    table = replace(table, row_labels={3: (words,)}, marks={"\x9b": words})
    workbook = make_workbook(RANKS, table, file="a\x7f.xlsx", name=name)
    lines = list(list_findings(workbook, [name]))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", "".join(lines))
    assert lines[0].startswith("a\ufffd.xlsx:") and "Sheet Q\ufffd]0;x\ufffd 1, A1:D7" in lines
