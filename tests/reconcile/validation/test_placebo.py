"""Placebo windows: by hand, and on real quarterly counts where FOI_CORPUS points to them."""

import numpy as np
import pytest
from scipy.stats import binom
from ticket_counts import CORPUS, FIRST_YEAR, read_tickets

from analysis.reconcile.validation.count_trials import SENSITIVITY, SHARP, THINNING, try_placebo
from analysis.reconcile.validation.scores import as_scores


def test_a_straddled_year_is_held_against_its_own_quarters():
    """40 events of 2012, ten a quarter or all in the first; 5 and 7 after it."""
    quarters = np.array([[10, 10, 10, 10, 1, 1, 1, 2], [40, 0, 0, 0, 4, 1, 1, 1]])
    rows = {(row["method"], row["layout"]): row for row in try_placebo("p", quarters, 2012)}
    assert len(rows) == 9
    april = {
        m: row
        for (m, _), row in rows.items()
        if row["layout"] == "calendar years, from 1 April 2012"
    }
    # The truths are 35 and 7; the bounds 5 to 45 and 7 to 47.
    assert april[SHARP]["missed"] == 0 and april[SHARP]["width"] == pytest.approx(40 / 21)
    share = 275 / 366
    low, high = binom.ppf([0.025, 0.975], 40, share)
    assert april[THINNING]["width"] == pytest.approx((high - low) / 21)
    assert april[THINNING]["coverage"] == april[SENSITIVITY]["coverage"] == 0.5
    assert april[THINNING]["bias"] == pytest.approx(((5 + 40 * share - 35) + 40 * share) / 2 / 21)


@pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS does not point to published tables")
def test_bounds_hold_the_truth_of_every_town_and_an_even_spread_seldom_does():
    tickets = read_tickets()
    assert tickets.shape == (145, 20)
    scores = as_scores(list(try_placebo("tickets", tickets, FIRST_YEAR)))
    assert scores.loc[scores["method"].eq(SHARP), "missed"].sum() == 0
    by_method = scores.groupby("method")["coverage"].mean()
    assert by_method[THINNING] < 0.5 < by_method[SENSITIVITY] < 1
