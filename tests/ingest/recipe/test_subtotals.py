"""A category that holds others of its table: counted with them it would count twice."""

import pytest
from examples import BY_RANK, list_faults, read_rows

HEAD = [["Complaints by rank"], ["Rank", "Complaints"]]
PLAIN = BY_RANK | {"totals": []}
STAFF = ["Police Staff", 40]


def find_of_which(reply) -> list[tuple]:
    rows = reply.checks[reply.checks["check"] == "of which"]
    return list(rows[["what", "first", "second", "verdict"]].itertuples(index=False, name=None))


def test_a_category_that_adds_up_others_of_its_table_is_a_fault(tmp_path):
    rows = [*HEAD, ["Police Officer", 80], ["PC", 50], ["Sergeant", 30], STAFF]
    (fault,) = list_faults(tmp_path, rows, PLAIN)
    assert "cell B3: 'Police Officer' adds up others of this table" in fault
    reply = read_rows(tmp_path, rows, PLAIN | {"ignore": "Police Officer"})
    assert list(reply.observations["low"]) == [50, 30, 40]


@pytest.mark.parametrize(
    ("officers", "others", "second"),
    [
        (12, [["PC", 50], ["Sergeant", 30]], "80"),  # rank not given, most likely
        (80, [["PC", 80]], "80"),  # one alone is no sum
        (0, [["PC", 0], ["Sergeant", 0]], "0"),
    ],
)
def test_a_category_beside_others_that_it_may_hold_is_not_decided(
    tmp_path, officers, others, second
):
    reply = read_rows(tmp_path, [*HEAD, ["Police Officer", officers], *others, STAFF], PLAIN)
    told = ("Police Officer beside the categories under it", str(officers), second, "not decided")
    assert find_of_which(reply) == [told]


def test_a_sum_in_one_period_only_is_no_fault(tmp_path):
    rows = [
        ["Complaints by rank"],
        ["Rank", 2019, 2020],
        ["Police Officer", 3, 9],
        ["PC", 1, 4],
        ["Sergeant", 2, 4],
    ]
    years = PLAIN | {"columns": "year"}
    assert [row[1:3] for row in find_of_which(read_rows(tmp_path, rows, years))] == [("12", "11")]
    rows[2][2] = 8
    assert "'Police Officer' adds up" in list_faults(tmp_path, rows, years)[0]


def test_categories_of_one_level_are_not_told_of(tmp_path):
    rows = [*HEAD, ["Police Officer", 80], STAFF]
    assert find_of_which(read_rows(tmp_path, rows, PLAIN)) == []
