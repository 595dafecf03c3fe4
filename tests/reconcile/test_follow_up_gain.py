from datetime import date, timedelta
from math import inf

import pytest
from examples import COMMON, MET_LIKE
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.follow_up import Gain, measure_gain
from analysis.reconcile.methods.bounds import EVERY, Known, bound_window
from analysis.reconcile.methods.contradictions import Disagreement

DAY = date(2018, 1, 1)


def span(first: str, end: str) -> Window:
    return Window(date.fromisoformat(first), date.fromisoformat(end))


def known(first: str, end: str, low: int, high: float | None = None, *parts: str) -> Known:
    return Known(span(first, end), low, low if high is None else high, "", frozenset(parts))


MET = [known(f"{year}-01-01", f"{year + 1}-01-01", n) for year, n in MET_LIKE.items()]
MET.append(known("2023-01-01", "2023-03-01", 9))
TWO_MONTHS = span("2018-01-01", "2018-03-01")


def ask(cells, asked: Window, wanted: Window = COMMON) -> Gain:
    return measure_gain(cells, (wanted, EVERY), (asked, EVERY))


def test_two_months_of_the_straddled_year_make_the_count_exact():
    gain = ask(MET, TWO_MONTHS)
    assert (gain.low, gain.high, gain.after, gain.share_removed) == (151, 175, 0, 1)


def test_even_hidden_two_months_remove_five_sixths_of_the_width():
    gain = ask(MET, TWO_MONTHS)
    assert gain.hidden == 4 and 1 - gain.hidden / gain.now == pytest.approx(0.83, abs=0.005)
    hidden = bound_window([*MET, Known(TWO_MONTHS, 0, 4)], COMMON)
    assert (hidden.low, hidden.high) == (171, 175)


def test_the_rest_of_the_year_is_as_good_and_the_whole_window_cannot_come_back_hidden():
    assert ask(MET, span("2018-03-01", "2019-01-01")).after == 0
    gain = ask(MET, COMMON)
    assert (gain.after, gain.hidden) == (0, None)


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        # January to June 2018 = v leaves min(v, 24): at worst all of the year, and nothing gained.
        (span("2018-01-01", "2018-07-01"), 24),
        # To March 2018 to February 2019 = v, of 24 and 19, at worst no less is left to both ends.
        (span("2018-03-01", "2019-03-01"), 19),
    ],
)
def test_other_months_leave_more_for_the_worst_answer(asked, after):
    assert ask(MET, asked).after == after


def test_a_financial_year_force_needs_the_window_itself():
    years = [known(f"{year}-04-01", f"{year + 1}-04-01", 9) for year in range(2017, 2023)]
    one_edge = ask(years, span("2017-04-01", "2018-03-01"))
    assert (one_edge.now, one_edge.after, one_edge.share_removed) == (18, 9, 0.5)
    assert ask(years, COMMON).after == 0


def test_days_without_a_figure_leave_the_width_infinite_until_they_are_given():
    cells = [known("2018-03-01", "2022-01-01", 40)]
    gap = ask(cells, span("2022-01-01", "2023-03-01"))
    assert (gap.now, gap.after, gap.share_removed) == (inf, 0, 1)
    part = ask(cells, span("2022-01-01", "2023-01-01"))
    assert (part.after, part.share_removed) == (inf, 0)


def test_of_two_hidden_categories_their_sum_is_what_was_wanted():
    both = frozenset({"sergeant", "pcso"})
    cells = [known("2018-03-01", "2023-03-01", 5, 9, kind) for kind in sorted(both)]
    gain = measure_gain(cells, (COMMON, both), (COMMON, both))
    assert (gain.low, gain.high, gain.after, gain.hidden) == (10, 18, 0, None)
    one = measure_gain(cells, (COMMON, both), (COMMON, frozenset({"pcso"})))
    assert (one.now, one.after) == (8, 4)


def test_cells_that_disagree_are_told_and_not_measured():
    cells = [known("2018-03-01", "2023-03-01", 5), known("2018-03-01", "2019-03-01", 9)]
    with pytest.raises(Disagreement, match="by at least 4"):
        ask(cells, COMMON)


@settings(max_examples=40)
@given(st.data())
def test_the_width_after_is_the_widest_that_any_answer_leaves(data):
    days = st.tuples(st.integers(0, 5), st.integers(1, 3)).map(
        lambda at: Window(DAY + timedelta(at[0]), DAY + timedelta(sum(at)))
    )
    counts = st.tuples(st.integers(0, 3), st.integers(0, 3))
    cells = [
        Known(window, low, low + more)
        for window, (low, more) in data.draw(
            st.lists(st.tuples(days, counts), min_size=1, max_size=4)
        )
    ]
    wanted, asked = data.draw(days), data.draw(days)
    cells += [Known(Window(DAY, DAY + timedelta(8)), 0, 12)]
    try:
        before = bound_window(cells, wanted)
    except Disagreement:
        assume(False)
    answers = bound_window(cells, asked)
    widths = []
    for answer in range(answers.low, int(answers.high) + 1):
        bound = bound_window([*cells, Known(asked, answer, answer)], wanted)
        widths.append(bound.high - bound.low)
    gain = ask(cells, asked, wanted)
    assert (gain.low, gain.high, gain.after) == (before.low, before.high, max(widths))
    assert gain.hidden is None if answers.low > 4 else gain.hidden <= gain.now
