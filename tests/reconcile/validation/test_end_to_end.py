"""What is published of simulated replies, and the same worked out anew, by hand and by machine."""

from datetime import date

import numpy as np
import pytest

from analysis.reconcile.validation.count_trials import SHARP
from analysis.reconcile.validation.end_to_end import (
    AGREEMENT,
    OF_RANKS,
    OF_TOTALS,
    PAIR,
    PublishedTrial,
    bound_ranks,
    expect_totals,
    is_sharp,
    pool_dispersion,
    publish,
    try_published,
    try_published_ranks,
)
from analysis.reconcile.validation.random_systems import WITNESS, RankCounts
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    CALENDAR,
    FINANCIAL,
    LAYOUTS,
    MARCH_YEARS,
    SHOWN,
    SMALL,
    SMALL_WITH_TOTAL,
    find_stretch,
)
from analysis.reconcile.validation.simulated_replies import SimulatedReply


def fill(counts: dict[int, int]) -> np.ndarray:
    """One repeat's stretches: a year's events all from its April on."""
    stretches = np.zeros((1, 28), dtype=int)
    for year, count in counts.items():
        stretches[0, find_stretch(date(year, 4, 1))] = count
    return stretches


MET = fill({2018: 24, 2019: 19, 2020: 31, 2021: 40, 2022: 52})


def pair(hidden: str = SHOWN, stretches: np.ndarray = MET, layout=CALENDAR) -> tuple:
    return SimulatedReply.from_stretches(
        PAIR[0], MARCH_YEARS, SHOWN, MET
    ), SimulatedReply.from_stretches(PAIR[1], layout, hidden, stretches)


def publish_both(replies: tuple) -> tuple[dict, dict]:
    expected = expect_totals(replies)
    rows = [row for one in replies for row in one.list_rows(0)]
    return next(publish([rows], [expected])), expected


def test_the_worked_example_is_what_is_published_and_what_is_worked_out():
    """methods.md 2.1, 3: 142 whole ones and the 24 of 2018, of which 306/365 inside."""
    for made in publish_both(pair()):
        assert made[PAIR[1], "count", "common", "all"].tolist() == [[142, 166]]
        estimate = made[PAIR[1], "estimate", "common", "all"]
        assert estimate[0, 0] == pytest.approx(142 + 24 * 306 / 365)
        low, high = made[PAIR[0], "rate_ratio", "common", "all"][0, :2]
        assert high / low == pytest.approx(166 / 142)


def test_the_dispersion_rests_on_exact_years_of_both_forces_under_the_same_rules():
    """Calendar years 2018, 2019 and 2021, 2022; March years from 2018, and from 2020 to 2022."""
    assert pool_dispersion(pair())[1].tolist() == [1 + 1 + 2]
    assert pool_dispersion(pair()[1:])[1].tolist() == [2]
    hidden = pair(SMALL, fill({2018: 24, 2019: 2, 2020: 31, 2021: 40, 2022: 52}))
    assert pool_dispersion(hidden[1:])[1].tolist() == [1]


@pytest.mark.parametrize(
    ("hidden", "stretches", "divided"),
    [
        (SHOWN, MET, True),
        (SMALL, fill({2018: 3, 2019: 19, 2020: 31}), False),
        (SMALL, fill({2018: 24, 2019: 2, 2020: 31}), False),
        (SMALL_WITH_TOTAL, fill({2018: 3, 2019: 19, 2020: 31}), True),  # what the total leaves
        (SMALL_WITH_TOTAL, fill({2018: 24, 2019: 2, 2020: 31, 2021: 1}), True),
        (SMALL_WITH_TOTAL, fill({2018: 3, 2019: 2, 2020: 31}), False),
        (SHOWN, fill({2018: 0, 2019: 19, 2020: 31}), False),  # exact, nothing to divide
    ],
)
def test_what_is_divided_is_told_by_hand_and_by_the_comparison(hidden, stretches, divided):
    replies = pair(hidden, stretches)
    assert replies[1].is_divided.tolist() == [divided]
    for made in publish_both(replies):
        assert np.isnan(made[PAIR[1], "estimate", "common", "all"][0, 0]) != divided


@pytest.mark.parametrize(
    ("process", "layout", "a_year", "hidden"),
    [
        ("variance 3", CALENDAR, 20, SHOWN),
        ("constant", FINANCIAL, 4, SMALL_WITH_TOTAL),
        ("constant", LAYOUTS[4], 4, SMALL),
    ],
)
def test_what_is_published_agrees_and_each_end_is_attained(process, layout, a_year, hidden):
    rng, process = np.random.default_rng(7), BY_NAME[process]
    stretches = [process.simulate(rng, a_year, 3) for _ in range(2)]
    trial = PublishedTrial(process, layout, a_year, hidden, stretches)
    rows = {row["method"]: row for row in try_published([trial])}
    assert set(rows) == {SHARP, WITNESS, *(AGREEMENT[measure] for measure in OF_TOTALS)}
    assert {row["missed"] for row in rows.values()} == {0}


def test_bounds_that_are_wider_or_narrower_than_what_can_be_are_not_attained():
    reply = pair()[1]
    assert is_sharp(reply, reply.common).all()
    for wrong in ([[141, 166]], [[142, 167]], [[143, 166]]):
        assert not is_sharp(reply, np.array(wrong)).any()


def test_ranks_are_bounded_as_worked_out_by_hand():
    """methods.md 2.4: constables 120 of 175, of which 24 fell in 2018: 63.6 % to 79.5 %."""
    years, ranks = np.array([24, 19, 31, 40, 52, 9]), np.array([120, 30, 15, 7, 3])
    bounds = bound_ranks(RankCounts(years, ranks, ranks))
    assert bounds["count"][:2].tolist() == [[96, 120], [6, 30]]
    assert bounds["share"][:2].round(1).tolist() == [[63.6, 79.5], [4.0, 19.9]]


@pytest.mark.parametrize("hidden", [SHOWN, SMALL])
def test_published_ranks_hold_the_truth_and_agree(hidden):
    rows = list(try_published_ranks(np.random.default_rng(8), 2, 20, hidden))
    assert [row["method"] for row in rows[:2]] == [SHARP, SHARP]
    assert [row["method"] for row in rows[2:]] == [AGREEMENT[measure] for measure in OF_RANKS]
    assert {row["missed"] for row in rows} == {0}


def test_a_figure_that_is_not_given_and_should_be_is_no_agreement():
    published, expected = publish_both(pair())
    key = PAIR[0], "rate_ratio", "own", "all"
    assert published[key] == pytest.approx(expected[key])
    assert not np.isnan(expected[key]).any()
