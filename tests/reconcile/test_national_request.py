"""The national request of 2014 as it is shipped, recomputed by hand, step by step."""

from datetime import date
from math import inf

import pytest
from scipy.stats import chi2

from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import REFERENCE
from tests.reconcile.shipped import compare_shipped

NATIONAL = "national-request-2014"
PRINTED = {  # as the newspapers printed them; Kent has "more than 50"
    "greater-manchester": 88, "west-midlands": 74, "metropolitan": 69, "north-yorkshire": 46,
    "west-yorkshire": 35, "northamptonshire": 34, "humberside": 23, "west-mercia": 20,
    "cleveland": 15, "south-yorkshire": 13, "norfolk": 11, "dorset": 10, "cumbria": 7,
    "suffolk": 5, "cambridgeshire": 2, "lincolnshire": 2, "durham": 1,
}  # fmt: skip
# Officers, staff, community support officers and designated officers of North Yorkshire at each
# 31 March, headcount, from the Home Office's table.
NORTH_YORKSHIRE = {
    2008: 0 + 181 + 1603 + 1148,  # 2,932
    2009: 0 + 174 + 1482 + 1167,  # 2,823
    2010: 0 + 200 + 1507 + 1228,  # 2,935
    2011: 0 + 186 + 1484 + 1147,  # 2,817
    2012: 0 + 189 + 1427 + 993,  # 2,609
    2013: 0 + 176 + 1400 + 1013,  # 2,589
    2014: 0 + 187 + 1437 + 1031,  # 2,655
}


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


def test_the_workforce_years_of_north_yorkshire_are_the_area_under_its_snapshots():
    # 1 January 2009 is 276 days after 31 March 2008, of 365 to the next snapshot:
    # 2,932 - 109 * 276 / 365 = 2,849.58. To 31 March 89 days at (2,849.58 + 2,823) / 2 = 2,836.29.
    # Then whole years: (2,823 + 2,935) / 2 = 2,879, then 2,876, 2,713 over 366 days (2012 is a leap
    # year), 2,599. From 31 March 2013 to 18 February 2014 are 324 days, at the end of which there
    # are 2,589 + 66 * 324 / 365 = 2,647.59: 324 days at 2,618.29.
    # (252,430 + 1,050,835 + 1,049,740 + 992,958 + 948,635 + 848,327) / 365.25 = 14,081.
    rows = read_table(REFERENCE / "home-office-workforce-2007-2017.csv")
    kept = ["police officer", "police staff", "police community support officer"]
    rows = rows[rows["geo_code"].eq("E23000009")]
    rows = rows[rows["worker_type"].isin([*kept, "designated officer"])]
    sizes = rows["headcount"].astype(int).groupby(rows["year"]).sum()
    assert {year: sizes[str(year)] for year in NORTH_YORKSHIRE} == NORTH_YORKSHIRE
    days = 89 * 2836.29 + 365 * 2879 + 365 * 2876 + 366 * 2713 + 365 * 2599 + 324 * 2618.29
    rate = find("north-yorkshire", "rate_per_1000")
    assert rate["exposure"] * 1000 == pytest.approx(days / 365.25, abs=0.1)
    assert rate["exposure"] == pytest.approx(14.0806, abs=1e-4)
    # 46 investigations in 14,081 workforce-years: 46 / 14.0806 = 3.267 per 1,000.
    assert rate["low"] == rate["high"] == pytest.approx(3.2669, abs=1e-4)


def test_the_interval_of_north_yorkshire_is_that_of_46_poisson_events():
    # Garwood: chi-squared with 92 degrees of freedom at 2.5 % is 67.356, with 94 at 97.5 % it is
    # 122.72; half of each over 14.0806 gives 2.392 and 4.358.
    assert chi2.ppf([0.025], 92) / 2 / 14.0806 == pytest.approx(2.3918, abs=1e-3)
    rate = find("north-yorkshire", "rate_per_1000")
    assert rate["lower"] == pytest.approx(2.3918, abs=1e-3)
    assert rate["upper"] == pytest.approx(chi2.ppf(0.975, 94) / 2 / 14.0806, abs=1e-3)
    assert rate["upper"] == pytest.approx(4.358, abs=2e-3)


def test_no_rate_is_given_of_one_or_two_investigations():
    refusals = compare_shipped(NATIONAL).refusals
    chosen = refusals["measure"].eq("rate_per_1000") & refusals["basis"].eq("own")
    few = refusals[chosen & refusals["code"].eq("TOO_FEW")]
    assert sorted(few["force"]) == ["cambridgeshire", "durham", "lincolnshire"]


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
