"""What a reader can work out, held against all the ways in which the events may have fallen."""

from datetime import date
from itertools import product
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.publish.disclosure.attack import Attacker, Query
from analysis.reconcile.methods.bounds import Known

YEAR = Window(date(2019, 1, 1), date(2020, 1, 1))
TWO = Window(date(2018, 1, 1), date(2020, 1, 1))
PC, SGT, INSP, CI = "constable", "sergeant", "inspector", "chief_inspector"


def know(low, high, *parts, window=YEAR) -> Known:
    return Known(window, low, high, "-".join(parts), frozenset(parts))


def ask(*parts, fewest=5, **told) -> Query:
    return Query(YEAR, frozenset(parts), fewest, **told)


def bound(cells, *parts):
    return Attacker(cells, [ask(*parts)]).bound(ask(*parts))


# methods.md 5, gate 3: 38 in all, constables 29, sergeants 6, two ranks hidden as "<5".
TABLE = [know(38, 38, PC, SGT, INSP, CI), know(29, 29, PC), know(6, 6, SGT)]
HIDDEN = [know(1, 4, INSP), know(1, 4, CI)]


def test_two_hidden_ranks_beside_a_total_leak_one_or_two_each():
    assert bound(TABLE + HIDDEN, INSP) == bound(TABLE + HIDDEN, CI) == (1, 2)
    questions = [ask(INSP, printed=(1, 4)), ask(CI, printed=(1, 4))]
    told = Attacker(TABLE + HIDDEN, questions).find_disclosed()
    assert told == [(questions[0], 1, 2), (questions[1], 1, 2)]


def test_a_second_reply_without_one_rank_tells_both_exactly():
    both = [*TABLE, *HIDDEN, know(37, 37, PC, SGT, INSP)]
    assert bound(both, INSP) == (2, 2) and bound(both, CI) == (1, 1)


def test_sergeants_and_above_as_one_leave_all_open():
    merged = [TABLE[0], TABLE[1], know(9, 9, SGT, INSP, CI)]
    for rank in (SGT, INSP, CI):
        assert bound(merged, rank) == (0, 9)
    assert Attacker(merged, [ask(SGT), ask(INSP), ask(CI), ask(SGT, INSP)]).find_disclosed() == []


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5), st.integers(1, 4))
@settings(max_examples=40)
def test_a_lone_hidden_cell_beside_a_total_is_always_recovered(others, hidden):
    names = [f"k{i}" for i in range(len(others))]
    cells = [know(n, n, name) for n, name in zip(others, names, strict=True)]
    cells += [know(1, 4, "lone"), know(sum(others) + hidden, sum(others) + hidden, *names, "lone")]
    assert bound(cells, "lone") == (hidden, hidden)
    assert Attacker(cells, [ask("lone", printed=(1, 4))]).find_disclosed()


def test_two_windows_that_differ_by_few_tell_the_few():
    cells = [know(12, 12, PC, window=TWO), know(9, 9, PC)]
    apart = Query(TWO, frozenset({PC}), 5, less=YEAR)
    assert Attacker(cells, [apart]).find_disclosed() == [(apart, 3, 3)]
    wide = [know(12, 12, PC, window=TWO), know(5, 12, PC)]
    assert Attacker(wide, [apart]).find_disclosed() == []


def test_what_no_cell_limits_may_be_anything():
    assert bound([know(3, 3, SGT)], PC) == (0, inf)
    assert Attacker([know(3, inf, SGT)], [ask(SGT)]).find_disclosed() == []


def test_what_few_hold_may_not_be_held_to_any_one_value():
    few = ask(CI, exactly=True)
    cells = [know(40, 40, INSP, CI), know(28, 28, INSP)]
    assert Attacker(cells, [few]).find_disclosed() == [(few, 12, 12)]
    assert Attacker(cells[:1], [few]).find_disclosed() == []
    assert Attacker([know(0, 0, CI)], [few]).find_disclosed() == []  # nobody's
    seen = {(12, 12): True, (12, 11): False, (0, 0): False}
    assert {values: few.could_be_answered(np.array(values)) for values in seen} == seen


KINDS = ("a", "b", "c")
SUBSETS = [frozenset(s) for s in (["a"], ["b"], ["c"], ["a", "b"], ["b", "c"], ["a", "b", "c"])]


@given(st.data())
@settings(max_examples=60)
def test_what_is_told_is_what_every_way_to_fall_has_in_common(data):
    truth = dict(zip(KINDS, data.draw(st.tuples(*[st.integers(0, 6)] * 3)), strict=True))
    cells = [Known(YEAR, sum(truth.values()), sum(truth.values()), "", SUBSETS[-1])]
    for subset in data.draw(st.lists(st.sampled_from(SUBSETS[:5]), unique=True, max_size=3)):
        count, below, above = (
            sum(truth[k] for k in subset),
            *data.draw(st.tuples(*[st.integers(0, 3)] * 2)),
        )
        cells.append(Known(YEAR, max(0, count - below), count + above, "", subset))
    total = sum(truth.values())
    every = (dict(zip(KINDS, way, strict=True)) for way in product(range(total + 1), repeat=3))
    ways = [
        way for way in every if all(c.low <= sum(way[k] for k in c.parts) <= c.high for c in cells)
    ]
    questions = [Query(YEAR, subset, 5) for subset in SUBSETS]
    expected = {}
    for question in questions:
        values = [sum(way[k] for k in question.parts) for way in ways]
        if min(values) >= 1 and max(values) < 5 and (min(values), max(values)) != (1, 4):
            expected[question] = (min(values), max(values))
    told = Attacker(cells, questions).find_disclosed()
    assert {question: (low, high) for question, low, high in told} == expected


WHOLE = Window(date(2018, 1, 1), date(2023, 3, 1))
PARTS = [Window(WHOLE.start, date(2018, 3, 1)), Window(date(2018, 3, 1), WHOLE.end)]
CONSTABLES, SERGEANTS, INSPECTORS = map(frozenset, (["constable"], ["sergeant"], ["inspector"]))


@pytest.mark.parametrize(
    ("tables", "asked", "told"),
    [
        # Of 40 sergeants in 62 months 38 fall in the last 60: no cell is small or hidden.
        (
            [[Known(days, n, n, parts=SERGEANTS), Known(days, m, m, parts=CONSTABLES)]
             for days, n, m in ((WHOLE, 40, 570), (PARTS[1], 38, 500))],
            Query(PARTS[0], SERGEANTS, 5),
            (2, 2),
        ),
        # Two ranks hidden as 1 to 8 are 9 together; a later letter counts 35 without inspectors.
        (
            [
                [Known(WHOLE, 29, 29, parts=CONSTABLES), Known(WHOLE, 1, 8, parts=SERGEANTS),
                 Known(WHOLE, 1, 8, parts=INSPECTORS),
                 Known(WHOLE, 38, 38, parts=CONSTABLES | SERGEANTS | INSPECTORS)],
                [Known(WHOLE, 35, 35, parts=CONSTABLES | SERGEANTS)],
            ],
            Query(WHOLE, INSPECTORS, 5, printed=(1, 8)),
            (3, 3),
        ),
    ],
)  # fmt: skip
def test_tables_that_hide_everything_alone_tell_it_across_windows_and_releases(tables, asked, told):
    assert [Attacker(cells, [asked]).find_disclosed() for cells in tables] == [[], []]
    together = Attacker([cell for cells in tables for cell in cells], [asked])
    assert together.find_disclosed() == [(asked, *told)]
