from datetime import date, timedelta
from itertools import product

import pytest
from examples import COMMON, MET_LIKE
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.bounds import (
    Disagreement,
    Known,
    bound_people,
    bound_window,
    find_gaps,
)

DAY = date(2018, 1, 1)
FEW = settings(max_examples=60)


def span(first: str, end: str) -> Window:
    return Window(date.fromisoformat(first), date.fromisoformat(end))


def known(first: str, end: str, low: int, high: float | None = None) -> Known:
    return Known(span(first, end), low, low if high is None else high, f"{first}..{end}")


MET = [known(f"{year}-01-01", f"{year + 1}-01-01", n) for year, n in MET_LIKE.items()]
MET.append(known("2023-01-01", "2023-03-01", 9))
HALF_2018 = ("2018-01-01", "2018-07-01")


@pytest.mark.parametrize(
    ("extra", "low", "high"),
    [
        ([], 151, 175),
        ([known(*HALF_2018, 10)], 165, 175),
        ([known("2017-04-01", "2018-04-01", 20)], 155, 175),
        ([known("2018-04-01", "2019-04-01", 22)], 154, 175),
        ([known("2018-03-01", "2019-03-01", 21)], 153, 172),
        ([known("2018-01-01", "2018-03-01", 0, 4)], 171, 175),
        (
            [known("2018-01-01", "2018-02-01", 3), known("2018-02-01", "2018-03-01", 2)],
            170,
            170,
        ),
    ],
)
def test_more_information_tightens_the_bounds_as_worked_by_hand(extra, low, high):
    bound = bound_window([*MET, *extra], COMMON)
    assert (bound.low, bound.high) == (low, high)


def test_a_hidden_count_of_one_to_four_is_worth_one_more():
    bound = bound_window([*MET, known("2018-01-01", "2018-03-01", 1, 4)], COMMON)
    assert (bound.low, bound.high) == (171, 174)


def test_the_bounds_after_the_break_are_those_of_the_year_that_straddles_it():
    bound = bound_window(MET, span("2020-02-01", "2023-03-01"))
    assert (bound.low, bound.high) == (101, 132)


def test_a_contradiction_is_refused_with_its_size_and_the_cells_that_carry_it():
    with pytest.raises(Disagreement) as caught:
        bound_window([*MET, known(*HALF_2018, 30)], COMMON)
    assert caught.value.by == 6
    assert set(caught.value.cells) <= {"2018-01-01..2019-01-01", "2018-01-01..2018-07-01"}
    assert caught.value.cells


def test_a_hidden_year_is_recovered_from_a_total_over_two():
    cells = [
        known("2018-01-01", "2019-01-01", 1, 4),
        known("2019-01-01", "2020-01-01", 19),
        known("2018-01-01", "2020-01-01", 22),
    ]
    bound = bound_window(cells, span("2018-01-01", "2019-01-01"))
    assert (bound.low, bound.high) == (3, 3)


def test_days_that_no_cell_covers_leave_the_upper_end_open():
    bound = bound_window(MET, span("2018-01-01", "2023-03-02"))
    assert (bound.low, bound.high) == (175, float("inf"))
    assert bound_window([], COMMON).high == float("inf")


def test_a_withheld_cell_leaves_the_upper_end_open_until_a_total_closes_it():
    cells = [known("2018-01-01", "2019-01-01", 0, float("inf")), MET[1]]
    two_years = span("2018-01-01", "2020-01-01")
    assert bound_window(cells, two_years).high == float("inf")
    total = known("2018-01-01", "2020-01-01", 30)
    assert bound_window([*cells, total], MET[0].window).high == 11


@st.composite
def systems(draw) -> tuple[list[Known], Window, list[int]]:
    """Cells over four stretches of days that some true events satisfy, and a window of them."""
    edges = sorted(draw(st.lists(st.integers(1, 60), min_size=5, max_size=5, unique=True)))
    days = [DAY + timedelta(edge) for edge in edges]
    truth = draw(st.lists(st.integers(0, 3), min_size=4, max_size=4))
    ends = st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda pair: pair[0] < pair[1])
    cells = []
    for start, end in [(0, 4), *draw(st.lists(ends, max_size=3))]:
        count = sum(truth[start:end])
        low = max(0, count - draw(st.integers(0, 2)))
        high = count + draw(st.integers(0, 2))
        cells.append(Known(Window(days[start], days[end]), low, high, f"{start}-{end}"))
    start, end = draw(ends)
    return cells, Window(days[start], days[end]), truth


def satisfies(events: dict[date, int], cells: list[Known]) -> bool:
    return all(
        cell.low <= sum(n for day, n in events.items() if covers(cell.window, day)) <= cell.high
        for cell in cells
    )


def covers(window: Window, day: date) -> bool:
    return window.start <= day < window.end


@FEW
@given(systems())
def test_the_bounds_are_those_that_trying_every_placement_gives(system):
    cells, window, _ = system
    edges = sorted(
        {e for c in cells for e in (c.window.start, c.window.end)} | {window.start, window.end}
    )
    starts = edges[:-1]
    most = int(max(cell.high for cell in cells))
    assume((most + 1) ** len(starts) <= 30_000)
    sums = [
        sum(n for day, n in zip(starts, events, strict=True) if covers(window, day))
        for events in product(range(most + 1), repeat=len(starts))
        if satisfies(dict(zip(starts, events, strict=True)), cells)
    ]
    bound = bound_window(cells, window)
    assert (bound.low, bound.high) == (min(sums), max(sums))


@FEW
@given(systems())
def test_a_witness_attains_each_end_and_satisfies_every_cell(system):
    cells, window, _ = system
    bound = bound_window(cells, window)
    for events, end in ((bound.least, bound.low), (bound.most, bound.high)):
        assert satisfies(events, cells)
        assert sum(n for day, n in events.items() if covers(window, day)) == end


@FEW
@given(systems(), st.integers(1, 400))
def test_shifting_every_date_and_changing_the_order_change_nothing(system, shift):
    cells, window, _ = system
    bound = bound_window(cells, window)

    def move(w: Window) -> Window:
        return Window(w.start + timedelta(shift), w.end + timedelta(shift))

    moved = [Known(move(c.window), c.low, c.high, c.name) for c in reversed(cells)]
    other = bound_window(moved, move(window))
    assert (other.low, other.high) == (bound.low, bound.high)


@FEW
@given(systems(), systems())
def test_another_true_table_never_widens_the_bounds(system, other):
    cells, window, truth = system
    bound = bound_window(cells, window)
    inner = Known(window, max(0, bound.low), bound.high)
    exact = [Known(cell.window, *[sum_truth(cells, truth, cell.window)] * 2) for cell in cells]
    for added in ([inner], exact, [*exact, inner]):
        tighter = bound_window([*cells, *added], window)
        assert bound.low <= tighter.low <= tighter.high <= bound.high


def sum_truth(cells: list[Known], truth: list[int], window: Window) -> int:
    """The true events in the window of a cell: its name says which stretches it covers."""
    name = next(cell.name for cell in cells if cell.window == window)
    start, end = map(int, name.split("-"))
    return sum(truth[start:end])


@FEW
@given(systems())
def test_splitting_an_exact_cell_into_true_halves_never_widens(system):
    cells, window, truth = system
    cells = [Known(c.window, *[sum_truth(cells, truth, c.window)] * 2, c.name) for c in cells]
    bound = bound_window(cells, window)
    split = []
    for cell in cells:
        middle = cell.window.start + timedelta(cell.window.days // 2)
        if middle == cell.window.start:
            split.append(cell)
            continue
        # One placement that satisfies every cell says what each half holds.
        first = sum(n for d, n in bound.least.items() if cell.window.start <= d < middle)
        split.append(Known(Window(cell.window.start, middle), first, first))
        split.append(Known(Window(middle, cell.window.end), cell.low - first, cell.low - first))
    tighter = bound_window(split, window)
    assert bound.low <= tighter.low <= tighter.high <= bound.high


@FEW
@given(systems(), st.integers(1, 5))
def test_a_contradiction_is_never_answered_with_a_number(system, over):
    cells, window, _ = system
    whole = cells[0]
    wrong = Known(whole.window, int(whole.high) + over, int(whole.high) + over, "wrong")
    with pytest.raises(Disagreement) as caught:
        bound_window([*cells, wrong], window)
    assert caught.value.by >= over
    assert caught.value.cells


def test_gaps_are_the_days_no_cell_covers():
    cells = [span("2018-01-01", "2019-01-01"), span("2018-06-01", "2018-07-01")]
    cells.append(span("2019-02-01", "2020-01-01"))
    assert find_gaps(cells, span("2017-12-01", "2020-01-02")) == [
        span("2017-12-01", "2018-01-01"),
        span("2019-01-01", "2019-02-01"),
        span("2020-01-01", "2020-01-02"),
    ]
    assert find_gaps(cells, span("2018-02-01", "2018-09-01")) == []
    assert find_gaps([], COMMON) == [COMMON]


def test_people_lie_between_the_largest_cell_and_the_sum():
    years = [known("2018-01-01", "2019-01-01", 30), known("2019-01-01", "2020-01-01", 40)]
    two_years = span("2018-01-01", "2020-01-01")
    assert bound_people(years, two_years) == (40, 70)
    assert bound_people(years, span("2018-03-01", "2020-01-01")) == (40, 70)
    assert bound_people([*years, known("2018-01-01", "2020-01-01", 55)], two_years) == (55, 55)


def test_a_total_of_people_is_no_more_than_itself_where_only_one_year_is_known():
    cells = [known("2018-01-01", "2022-01-01", 184), known("2018-01-01", "2019-01-01", 30)]
    assert bound_people(cells, span("2018-01-01", "2022-01-01")) == (184, 184)
    assert bound_people(cells, span("2019-01-01", "2022-01-01")) == (0, 184)


def test_days_without_a_count_of_people_leave_the_upper_end_open():
    assert bound_people([known("2018-01-01", "2019-01-01", 30)], COMMON) == (0, float("inf"))


def test_more_people_in_a_year_than_in_the_years_around_it_are_refused():
    cells = [known("2018-01-01", "2022-01-01", 20), known("2018-01-01", "2019-01-01", 30)]
    with pytest.raises(Disagreement, match="disagree by at least 10"):
        bound_people(cells, span("2018-01-01", "2022-01-01"))


@FEW
@given(st.lists(st.sets(st.integers(0, 9)), min_size=3, max_size=3), st.booleans())
def test_the_people_there_are_lie_inside_their_bounds(years, with_total):
    cells = [
        known(f"{2018 + i}-01-01", f"{2019 + i}-01-01", len(people))
        for i, people in enumerate(years)
    ]
    everyone = len(set.union(*years))
    if with_total:
        cells.append(known("2018-01-01", "2021-01-01", everyone))
    low, high = bound_people(cells, span("2018-01-01", "2021-01-01"))
    assert low <= everyone <= high
    low, high = bound_people(cells, span("2019-01-01", "2021-01-01"))
    assert low <= len(years[1] | years[2]) <= high
