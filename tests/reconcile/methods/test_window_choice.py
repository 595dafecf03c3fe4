from datetime import date
from itertools import combinations
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window, find_gaps
from analysis.reconcile.methods.window_choice import rank_windows


def years(first: int, last: int, month: int = 1) -> list[Window]:
    return [Window(date(y, month, 1), date(y + 1, month, 1)) for y in range(first, last + 1)]


MET = [*years(2018, 2022), Window(date(2023, 1, 1), date(2023, 3, 1))]
STAFFORDSHIRE = years(2018, 2022, month=3)
TWO = {"metropolitan": MET, "staffordshire": STAFFORDSHIRE}


def test_the_window_of_the_study_is_the_one_the_calendars_choose():
    best, second = rank_windows(TWO, 2)
    assert best.window == Window(date(2018, 3, 1), date(2023, 3, 1))
    assert (best.months, dict(best.straddling)) == (60, {"metropolitan": 12, "staffordshire": 0})
    assert second.window == Window(date(2018, 4, 1), date(2023, 3, 1))


def test_one_badly_aligned_force_makes_every_force_straddle():
    three = TWO | {"financial": years(2018, 2022, month=4)}
    best = rank_windows(three, 1)[0]
    assert best.window == Window(date(2018, 4, 1), date(2023, 3, 1))
    assert all(best.straddling.values())


def test_forces_without_a_shared_year_have_no_window():
    assert rank_windows({"a": years(2010, 2012), "b": years(2014, 2016)}) == []
    assert rank_windows({}) == []


def test_a_gap_in_one_force_is_in_no_window():
    gapped = [*years(2018, 2019), *years(2021, 2022)]
    for one in rank_windows({"a": gapped, "b": MET}):
        assert not one.window.meet(Window(date(2020, 1, 1), date(2021, 1, 1)))


@settings(max_examples=25)
@given(st.integers(1, 12), st.integers(1, 12))
def test_moving_every_calendar_by_a_year_moves_every_window_by_a_year(mine, theirs):
    def rank(year):
        cells = {"a": years(year, year + 3, mine), "b": years(year, year + 3, theirs)}
        return rank_windows(cells)

    for early, late in zip(rank(2001), rank(2005), strict=True):
        assert early.window.start.replace(year=early.window.start.year + 4) == late.window.start
        assert (early.months, early.straddling) == (late.months, late.straddling)


def month(number: int, day: int = 1) -> date:
    return date(2010 + number // 12, number % 12 + 1, day)


def rank_plainly(cells: dict[str, list[Window]]) -> list[tuple]:
    """Every window asked of every cell, as methods.md 1 says it."""
    found = []
    for start, end in combinations(range(84), 2):
        window = Window(month(start), month(end))
        if end - start < 12 or any(find_gaps(own, window) for own in cells.values()):
            continue
        over = {}
        for force, own in cells.items():
            across = [cell for cell in own if cell.meet(window) and not window.covers(cell)]
            ends = [(cell.start, cell.end) for cell in across]
            over[force] = len({n for a, b in ends for n in range(84) if a < month(n + 1) <= b})
        worst = max(over.values()) / (end - start)
        found.append((worst, start - end, window.start, over))
    return sorted(found, key=lambda one: one[:3])


CELLS = st.builds(
    lambda start, months, first, last: Window(month(start, first), month(start + months, last)),
    *(st.integers(0, 40), st.integers(1, 26), st.sampled_from([1, 1, 1, 6])),
    st.sampled_from([1, 1, 1, 20]),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=3))
def test_the_windows_are_those_that_asking_every_cell_finds(calendars):
    cells = {str(n): own for n, own in enumerate(calendars)}
    found = [(w.worst, -w.months, w.window.start, w.straddling) for w in rank_windows(cells)]
    assert found == rank_plainly(cells)


def test_a_decade_of_months_of_every_force_is_ranked_within_seconds():
    forces = {str(n): [Window(month(m), month(m + 1)) for m in range(120)] for n in range(43)}
    began = perf_counter()
    assert rank_windows(forces)[0].months == 120
    assert perf_counter() - began < 5  # asking every cell of every window took 20
