"""The picture of a cleaned reply: a cell is coloured as a figure exactly where one was read."""

import re
from collections import Counter

import pytest
from examples import BY_RANK, BY_YEAR, YEARS_DOWN, read_rows

from analysis.ingest.clean import clean_reply
from analysis.ingest.reply_picture import draw_reply
from analysis.model.store.paths import RAW

pytestmark = pytest.mark.costly

RANKS = [["Complaints by rank"], ["PC", 160], ["Sergeant", 24], ["Total", 184]]
STRAY = [[], ["<b>not asked for</b>"]]


def read_roles(html: str) -> dict[str, str]:
    """The role of each cell that is told in the picture, by its address."""
    return {cell: role for role, cell in re.findall(r', (\w+) \(([A-Z]+\d+)\)"', html)}


def draw(tmp_path, *tables, rows=(), **facts) -> str:
    rows = rows or [*YEARS_DOWN, [], *RANKS, *STRAY]
    return draw_reply(read_rows(tmp_path, rows, *(tables or (BY_YEAR, BY_RANK)), **facts))


def test_what_was_read_is_told_from_what_was_not(tmp_path):
    roles = read_roles(draw(tmp_path))
    assert {cell for cell, role in roles.items() if role == "data"} == {
        "B3", "B4", "B5", "B6", "B10", "B11",
    }  # fmt: skip
    assert {cell for cell, role in roles.items() if role == "total"} == {"B7", "B12"}
    assert {cell for cell, role in roles.items() if role == "title"} == {"A1", "A9"}
    assert roles["A14"] == "note"


def test_a_figure_tells_its_labels_and_the_sheet_its_kind(tmp_path):
    html = draw(tmp_path)
    assert 'title="2019 › Complaints: 14, data (B3)"' in html
    assert "<strong>ILLUSTRATIVE</strong>" in html
    assert "<b>" not in html and "&lt;b&gt;not asked for" in html


def test_banners_are_labels_of_their_columns(tmp_path):
    rows = [["Complaints by rank"], ["", "Received", ""], ["Rank", 2019, 2020], ["PC", 5, 6]]
    by_rank = {"find": "Complaints by rank", "rows": "rank", "columns": "year"}
    html = draw(tmp_path, by_rank, rows=rows)
    assert 'title="PC › Received › 2020: 6, data (C4)"' in html
    assert read_roles(html)["B2"] == "header"


def test_records_are_coloured_where_they_were_counted(tmp_path):
    rows = [["Complaint data"], ["Year", "Rank"], [2019, "PC"], [2020, "Sergeant"]]
    table = {"find": "Complaint data", "records": {"year": "Year", "rank": "Rank"}}
    roles = read_roles(draw(tmp_path, table, rows=rows))
    assert roles["B3"] == roles["B4"] == "data" and roles["A1"] == "title"


@pytest.mark.parametrize("folder", sorted(RAW.glob("*/*/response.yaml")), ids=lambda p: p.parts[-2])
def test_every_reply_is_drawn_small_and_the_same_twice(folder):
    force, reference = folder.parts[-3:-1]
    reply = clean_reply(force, reference)
    html = draw_reply(reply)
    assert html == draw_reply(reply) and len(html) < 60_000
    drawn = re.findall(r', (?:data|total) \(([A-Z]+\d+)\)"', html)
    assert not Counter(reply.observations["cell"]) - Counter(drawn)
