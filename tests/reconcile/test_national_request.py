"""The national request of 2014 as it is shipped, recomputed by hand, step by step."""

from datetime import date
from math import inf

import pytest

from tests.reconcile.shipped import compare_shipped

NATIONAL = "national-request-2014"
PRINTED = {  # as the newspapers printed them; Kent has "more than 50"
    "greater-manchester": 88, "west-midlands": 74, "metropolitan": 69, "north-yorkshire": 46,
    "west-yorkshire": 35, "northamptonshire": 34, "humberside": 23, "west-mercia": 20,
    "cleveland": 15, "south-yorkshire": 13, "norfolk": 11, "dorset": 10, "cumbria": 7,
    "suffolk": 5, "cambridgeshire": 2, "lincolnshire": 2, "durham": 1,
}  # fmt: skip


def find(force: str, measure: str = "count", basis: str = "own", **facts):
    """The one row of a force's reply of the national request."""
    figures = compare_shipped(NATIONAL).figures
    chosen = (
        figures["force"].eq(force) & figures["measure"].eq(measure) & figures["basis"].eq(basis)
    )
    for name, value in ({"dimension": "total"} | facts).items():
        chosen &= figures[name].eq(value)
    (row,) = figures[chosen].to_dict("records")
    return row


def find_step(step: str):
    rows = compare_shipped(NATIONAL).tables["remainder"]
    (row,) = rows[rows["step"].eq(step)].to_dict("records")
    return row["bodies"], row["low"], row["high"]


def test_every_count_is_the_one_that_was_printed():
    for force, printed in PRINTED.items():
        row = find(force)
        assert (row["low"], row["high"], row["rung"]) == (printed, printed, "E"), force
    kent = find("kent")
    assert (kent["low"], kent["high"], kent["flag"]) == (51, inf, "[c]")


def test_the_days_are_1874_and_end_in_the_middle_of_a_month():
    # 2009 to 2013 are five years, one of them a leap year: 5 * 365 + 1 = 1,826. January 2014 has 31
    # days and February counts 17: 1,826 + 31 + 17 = 1,874.
    row = find("durham")
    assert (row["end"] - row["start"]).days == 5 * 365 + 1 + 31 + 17 == 1874
    assert row["end"].date() == date(2014, 2, 18)  # the first day no longer counted


def test_the_total_leaves_12_to_322_to_twenty_one_forces():
    # 88 + 74 + 69 + 46 + 35 + 34 + 23 + 20 + 15 + 13 + 11 + 10 + 7 + 5 + 2 + 2 + 1 = 455.
    assert find_step("by number") == (17, 455, 455)
    # "More than 50" is 51 or more.
    assert find_step("within limits") == (1, 51, inf)
    # 828 - 455 = 373 for 39 - 17 = 22 forces, Kent among them. Kent has 51 at least, so the other
    # twenty-one have 373 - 51 = 322 at most. Nottinghamshire's list up to 2012 has 12 of them.
    assert find_step("all together") == (39, 828, 828)
    assert find_step("left") == (21, 12, 322)
    # The twenty of whom nothing is printed have 322 - 12 = 310 at most, and may have none.
    assert find_step("left to the silent") == (20, 0, 310)


def test_greater_manchester_has_17_a_year():
    # 88 in 1,874 days, and a year has 365.25: 88 * 365.25 / 1,874 = 17.15.
    league = compare_shipped(NATIONAL).tables["league"]
    (row,) = league[league["force"].eq("greater-manchester")].to_dict("records")
    assert row["year_low"] == row["year_high"] == pytest.approx(17.1516, abs=1e-4)


def test_what_the_sources_tell_otherwise_stands_as_it_was_printed():
    printed = compare_shipped(NATIONAL).tables["printed"]
    sums = printed.groupby(["force", "table"])["low"].sum().to_dict()
    # 20 against 13 officers and 6 staff: 13 + 6 = 19. Two sources print the 20: 2 * 20 = 40.
    assert sums["west-mercia", "All investigations"] == 40
    assert sums["west-mercia", "Who was investigated"] == 13 + 6
    # 69 of the national request against 75 officers, of whom 38 + 25 + 6 = 69 came to something.
    assert sums["metropolitan", "All investigations"] == 69
    assert sums["metropolitan", "Officers investigated"] == 75
    assert sums["metropolitan", "What came of the investigations"] == 38 + 25 + 6
    # 828 cases, in two sources, against 548 officers, 175 civilian staff and 31 others.
    assert sums["43-forces", "All cases"] == 2 * 828
    assert sums["43-forces", "Who was investigated"] == 548 + 175 + 31 == 828 - 74


def test_all_forces_together_and_what_stands_beside_are_in_no_comparison():
    comparison = compare_shipped(NATIONAL)
    league = comparison.tables["league"]
    assert "43-forces" not in set(league["force"])
    assert league["force"].value_counts().max() == 1
    same = league[league["class"].eq("same")]
    assert set(same["force"]) == set(PRINTED)
    ratios = comparison.figures[comparison.figures["measure"].eq("rate_ratio")]
    assert "43-forces" not in {*ratios["force"], *ratios["other_force"]}
    asked = comparison.tables["follow_up"]
    assert asked.empty or "43-forces" not in set(asked["force"])
