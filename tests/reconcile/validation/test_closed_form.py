"""The closed forms that make the simulation quick say what the engine and the ladder say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.methods.apportion import Straddle, thin
from analysis.reconcile.methods.bounds import Known, bound_window
from analysis.reconcile.methods.rates import ratio_interval
from analysis.reconcile.validation.count_trials import thin_each
from analysis.reconcile.validation.ratio_trials import cover_ratios
from analysis.reconcile.validation.simulate import (
    CALENDAR,
    COMMON,
    FINANCIAL,
    LAYOUTS,
    MARCH_YEARS,
    SHOWN,
    SMALL,
    SMALL_WITH_TOTAL,
    bound_table,
    count_truth,
    suppress_small,
)

FEW = settings(max_examples=40)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_cells_of_a_layout_follow_one_another_and_meet_the_window(layout):
    for cell, after in zip(layout.cells, layout.cells[1:], strict=False):
        assert cell.end == after.start
    assert all(cell.meet(COMMON) for cell in layout.cells)
    assert layout.cells[0].start <= COMMON.start and layout.cells[-1].end >= COMMON.end


def test_two_layouts_straddle_as_worked_by_hand():
    assert MARCH_YEARS.straddling.tolist() == [False] * 5
    assert CALENDAR.straddling.tolist() == [True, *[False] * 5]
    assert FINANCIAL.straddling.tolist() == [True, *[False] * 4, True]


def test_cells_and_truth_add_up_the_months_they_cover():
    months = np.arange(84)[None, :]
    assert CALENDAR.add_up(months)[0].tolist() == [
        *(sum(range(start, start + 12)) for start in range(12, 72, 12)),
        72 + 73,
    ]
    assert count_truth(months).tolist() == [sum(range(14, 74))]


def test_hidden_counts_keep_their_zeros():
    low, high = suppress_small(np.array([[0, 1, 4, 5]]), SMALL)
    assert low.tolist() == [[0, 1, 1, 5]] and high.tolist() == [[0, 4, 4, 5]]
    low, high = suppress_small(np.array([[0, 1, 4, 5]]), SHOWN)
    assert low.tolist() == high.tolist() == [[0, 1, 4, 5]]


@FEW
@given(st.data())
def test_the_closed_form_is_what_the_engine_says(data):
    layout = data.draw(st.sampled_from(LAYOUTS))
    hidden = data.draw(st.sampled_from([SHOWN, SMALL, SMALL_WITH_TOTAL]))
    size = len(layout.cells)
    counts = np.array([data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))])
    low, high = suppress_small(counts, hidden)
    total = counts.sum(axis=1) if hidden == SMALL_WITH_TOTAL else None
    quick = bound_table(low, high, layout.straddling, total)
    cells = [Known(*row) for row in zip(layout.cells, low[0], high[0], strict=True)]
    if total is not None:
        whole = Window(layout.cells[0].start, layout.cells[-1].end)
        cells.append(Known(whole, int(total[0]), int(total[0])))
    bound = bound_window(cells, COMMON)
    assert (quick[0][0], quick[1][0]) == (bound.low, bound.high)


@FEW
@given(st.lists(st.integers(0, 60), min_size=12, max_size=12), st.sampled_from([1.0, 1.5, 3.0]))
def test_each_repeat_is_thinned_as_if_it_were_alone(counts, rate_ratio):
    cells = np.array(counts).reshape(6, 2)
    variances = np.array([1.0, 2.0, 1.0, 1.3, 1.0, 4.0])
    ends = (1 / rate_ratio, rate_ratio)
    made = thin_each(cells, FINANCIAL, ends, variances)
    shares = [cell.share_inside(COMMON) for cell in (FINANCIAL.cells[0], FINANCIAL.cells[-1])]
    for row, variance, *told in zip(cells, variances, *made, strict=True):
        straddles = [Straddle(int(n), int(n), p) for n, p in zip(row, shares, strict=True)]
        alone = thin((0, 0), straddles, ends, float(variance))
        assert told == pytest.approx([alone.lower, alone.upper, alone.middle])


def test_each_ratio_has_the_limits_it_would_have_alone():
    first, low, high = np.array([30, 0, 5]), np.array([8, 3, 0]), np.array([8, 9, 4])
    made = cover_ratios(first, (low, high), (1826, 1885))
    for count, least, most, *limits in zip(first, low, high, *made, strict=True):
        alone = ratio_interval((count, count), 1826, (least, most), 1885)
        assert limits == pytest.approx(list(alone))
    assert made[1][2] == np.inf
