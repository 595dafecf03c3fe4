from datetime import date

from analysis.model.window import Window
from analysis.publish.disclosure.rules import Holders

HOLDERS = Holders()
FIVE = Window(date(2018, 3, 1), date(2023, 3, 1))


def count(force, category, window=FIVE, dimension="rank"):
    return HOLDERS.count_fewest(force, dimension, category, window)


def test_the_fewest_at_any_snapshot_count():
    # Staffordshire's superintendents: 11, 11, 11, 12, 11 and 14 at the six snapshots.
    assert count("staffordshire", "superintendent") == 11
    assert (
        count("staffordshire", "superintendent", Window(date(2023, 1, 1), date(2023, 4, 1))) == 14
    )


def test_a_wider_rank_has_the_holders_of_all_under_it():
    # 76 + 26 + 11 + 5 + 4 on 31 March 2018; 70 + 34 + 11 + 4 + 4 a year later;
    # 65 + 31 + 11 + 5 + 4 = 116 in 2020 are the fewest.
    assert count("staffordshire", "inspector_and_above") == 116
    assert count("staffordshire", "sergeant_and_above") == 116 + 261


def test_jobs_are_worker_types():
    assert count("metropolitan", "police_staff", dimension="role") == 8539
    assert count("metropolitan", "police_officer", dimension="role") == 31028


def test_a_snapshot_three_months_off_still_speaks_and_one_further_off_does_not():
    assert count("dorset", "constable", Window(date(2018, 1, 1), date(2018, 3, 1))) == 980
    assert count("dorset", "constable", Window(date(2009, 1, 1), date(2014, 2, 18))) is None


def test_nobody_knows_the_ranks_of_a_force_outside_the_table():
    assert count("police-scotland", "constable") is None


def test_what_says_nothing_of_rank_needs_no_holders():
    for category in ("any_rank", "other", "unknown", "not_recorded"):
        assert count("police-scotland", category) > 20
