"""The thresholds of the gate, and how many hold a rank or a job."""

from datetime import date

import pytest

from analysis.model.window import Window
from analysis.publish.disclosure.rules import (
    Holders,
    choose_fewest,
    is_disclosive,
    is_narrowed,
)

HOLDERS = Holders()
FIVE = Window(date(2018, 3, 1), date(2023, 3, 1))


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 0, False),  # nobody's
        (1, 1, True),
        (4, 4, True),
        (5, 5, False),
        (1, 4, False),  # the range that hides a small count in full
        (1, 3, True),
        (2, 4, True),
        (0, 3, False),
        (2, 5, False),
        (3, float("inf"), False),
    ],
)
def test_a_count_is_told_where_a_range_says_of_somebody_that_they_are_one_of_few(low, high, told):
    assert is_disclosive(low, high, 5) is told


def test_totals_may_tell_three_and_not_two():
    assert is_disclosive(2, 2, 3) and not is_disclosive(3, 3, 3) and not is_disclosive(1, 2, 3)


@pytest.mark.parametrize(
    ("low", "high", "narrowed"),
    [(1, 4, False), (1, 3, True), (2, 4, True), (3, 3, True), (0, 3, False), (1, 9, False)],
)
def test_a_hidden_cell_is_narrowed_inside_the_range_printed_for_it(low, high, narrowed):
    assert is_narrowed(low, high, (1, 4)) is narrowed


@pytest.mark.parametrize(
    ("dimension", "category", "fewest"),
    [
        ("total", "all", 3),
        ("rank", "constable", 5),
        ("outcome", "dismissed", 5),
        ("platform", "facebook+twitter", 5),
        ("source", "other", 5),
        ("rank", "any_rank", 3),
        ("platform", "not_recorded", 3),
        ("rank", "sergeant inspector", 5),
    ],
)
def test_what_tells_nothing_of_a_person_is_held_to_the_rule_of_totals(dimension, category, fewest):
    assert choose_fewest(dimension, category) == fewest


def count_fewest(force, category, window=FIVE, dimension="rank"):
    return HOLDERS.count_fewest(force, dimension, category, window)


def test_the_fewest_at_any_snapshot_count():
    # Staffordshire's superintendents: 11, 11, 11, 12, 11 and 14 at the six snapshots.
    assert count_fewest("staffordshire", "superintendent") == 11
    spring = Window(date(2023, 1, 1), date(2023, 4, 1))
    assert count_fewest("staffordshire", "superintendent", spring) == 14


def test_a_wider_rank_has_the_holders_of_all_under_it():
    # 76 + 26 + 11 + 5 + 4 on 31 March 2018; 70 + 34 + 11 + 4 + 4 a year later;
    # 65 + 31 + 11 + 5 + 4 = 116 in 2020 are the fewest.
    assert count_fewest("staffordshire", "inspector_and_above") == 116
    assert count_fewest("staffordshire", "sergeant_and_above") == 116 + 261


def test_jobs_are_worker_types():
    assert count_fewest("metropolitan", "police_staff", dimension="role") == 8539
    assert count_fewest("metropolitan", "police_officer", dimension="role") == 31028


def test_a_snapshot_three_months_off_still_speaks_and_one_further_off_does_not():
    assert count_fewest("dorset", "constable", Window(date(2018, 1, 1), date(2018, 3, 1))) == 980
    assert count_fewest("dorset", "constable", Window(date(2005, 1, 1), date(2006, 12, 1))) is None


def test_holders_of_earlier_years_are_those_of_the_earlier_edition():
    assert count_fewest("dorset", "constable", Window(date(2009, 1, 1), date(2014, 2, 18))) == 961


def test_nobody_knows_the_ranks_of_a_force_outside_the_table():
    assert count_fewest("police-scotland", "constable") is None


def test_what_says_nothing_of_rank_needs_no_holders():
    for category in ("any_rank", "other", "unknown", "not_recorded"):
        assert count_fewest("police-scotland", category) > 20
