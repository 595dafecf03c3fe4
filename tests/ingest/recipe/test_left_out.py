"""Categories that a recipe leaves out: the rest are no whole to take shares of."""

import pytest
from examples import BY_RANK, frame, read_rows

from analysis.model.checks import PART_READ
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.rows import Rows

PLAIN = BY_RANK | {"totals": []}
ROWS = [
    ["Complaints by rank"],
    ["Rank", "Complaints"],
    ["Officers", ""],
    ["PC", 60],
    ["Sergeant", 20],
    ["Police Officer", 80],
    ["Officers, subtotal", 80],
    ["Police Staff", 40],
]
WHOLE = ["Officers", "Police Officer", "Officers, subtotal"]


@pytest.mark.parametrize(
    ("keys", "part"),
    [
        ({"ignore": WHOLE}, False),
        ({"ignore": [*WHOLE, "Police Staff"]}, True),
        ({"pick": ["PC", "Sergeant"]}, True),
        ({"pick": ["PC", "Sergeant", "Police Staff"]}, False),
    ],
)
def test_a_table_without_some_of_its_categories_is_noted_as_a_part(tmp_path, keys, part):
    observations = read_rows(tmp_path, ROWS, PLAIN | keys).observations
    assert set(observations["note"]) == {PART_READ if part else ""}
    (series,) = split_series(frame(observations.to_dict("records")))
    figures, refusals = compare_categories(series, None, Rows([]))
    assert ("share" in {figure["measure"] for figure in figures}) is not part
    assert {refusal["code"] for refusal in refusals} == ({"COVERAGE_GAP"} if part else set())


@pytest.mark.parametrize(("ignored", "part"), [("Sergeant", True), ("% of all", False)])
def test_categories_across_are_noted_as_well(tmp_path, ignored, part):
    heads = ["Year", "PC", "Sergeant", "Police Staff", "% of all"]
    rows = [["Complaints by rank"], heads, [2019, 60, 20, 40, "50%"], [2020, 70, 30, 40, "50%"]]
    table = PLAIN | {"rows": "year", "columns": "rank", "ignore": [ignored, "% of all"]}
    assert set(read_rows(tmp_path, rows, table).observations["note"]) == {PART_READ if part else ""}
