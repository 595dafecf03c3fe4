from datetime import date, timedelta
from itertools import pairwise, product
from math import inf, isfinite

import pytest
from examples import COMMON, MET_LIKE
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import (
    EVERY,
    REST,
    Known,
    System,
    bound_window,
)
from analysis.reconcile.methods.contradictions import Disagreement

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


def satisfies(events: dict, cells: list[Known]) -> bool:
    return all(cell.low <= add_up(events, cell.window, cell.parts) <= cell.high for cell in cells)


def add_up(events: dict, window: Window, parts=EVERY) -> int:
    return sum(
        n
        for (day, part), n in events.items()
        if covers(window, day) and (not parts or part in parts)
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
        if satisfies({(day, REST): n for day, n in zip(starts, events, strict=True)}, cells)
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
        assert add_up(events, window) == end


@st.composite
def disjoint_cells(draw) -> tuple[list[Known], Window]:
    """Cells that share no day, gaps between some, and a window anywhere among them."""
    edges = sorted(draw(st.lists(st.integers(1, 90), min_size=4, max_size=8, unique=True)))
    days = [DAY + timedelta(edge) for edge in edges]
    cells = []
    for start, end in pairwise(days):
        if draw(st.booleans()):
            low = draw(st.integers(0, 9))
            high = draw(st.sampled_from([low, low + 3, inf]))
            cells.append(Known(Window(start, end), low, high, str(start)))
    start, length = draw(st.integers(0, 90)), draw(st.integers(1, 60))
    start = DAY + timedelta(start)
    return cells, Window(start, start + timedelta(length))


@FEW
@given(disjoint_cells())
def test_of_disjoint_cells_the_closed_form_is_what_the_search_finds(drawn):
    cells, window = drawn
    assume(cells)
    bound, found = bound_window(cells, window), System(cells, [window]).bound(window)
    assert (bound.low, bound.high) == (found.low, found.high)
    for events, end in ((bound.least, bound.low), (bound.most, bound.high)):
        if isfinite(end):
            assert satisfies(events, cells) and add_up(events, window) == end


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
        first = add_up(bound.least, Window(cell.window.start, middle))
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


RANKS = ("constable", "sergeant")
TWO_YEARS = ("2018-01-01", "2020-01-01")


def of(kind: str, first: str, end: str, low: int, high: float | None = None) -> Known:
    cell = known(first, end, low, high)
    return Known(cell.window, cell.low, cell.high, f"{kind} {cell.name}", frozenset({kind}))


def test_a_hidden_rank_is_what_the_total_leaves_for_it():
    cells = [known(*TWO_YEARS, 38), of("constable", *TWO_YEARS, 29), of("sergeant", *TWO_YEARS, 6)]
    cells += [of(rank, *TWO_YEARS, 0, 4) for rank in ("inspector", "chief_inspector")]
    whole = span(*TWO_YEARS)
    bound = bound_window(cells, whole, frozenset({"inspector"}))
    assert (bound.low, bound.high) == (0, 3)
    both = bound_window(cells, whole, frozenset({"inspector", "chief_inspector"}))
    assert (both.low, both.high) == (0, 3)  # the rest may be of a rank that no cell names
    named = [Known(whole, 38, 38, "ranks", frozenset({*RANKS, "inspector", "chief_inspector"}))]
    tight = bound_window([*cells, *named], whole, frozenset({"inspector", "chief_inspector"}))
    assert (tight.low, tight.high) == (3, 3)


def test_a_rank_without_years_loses_at_most_what_the_years_leave_outside():
    """methods.md 2.4: 120 of 175, of which the year that straddles holds 24."""
    whole = ("2018-01-01", "2023-03-01")
    every = frozenset(RANKS)
    ranks = [of("constable", *whole, 120), of("sergeant", *whole, 55)]
    cells = [*MET, *ranks, Known(span(*whole), 175, 175, "sum", every)]
    bound = bound_window(cells, COMMON, frozenset({"constable"}))
    assert (bound.low, bound.high) == (96, 120)
    assert satisfies(bound.least, cells) and satisfies(bound.most, cells)


def test_categories_by_year_and_a_total_by_year_bound_one_another():
    years = [("2018-01-01", "2019-01-01"), ("2019-01-01", "2020-01-01")]
    cells = [known(*years[0], 5), known(*years[1], 7)]
    cells += [of(rank, *TWO_YEARS, n) for rank, n in zip(RANKS, (9, 3), strict=True)]
    cells += [Known(span(*TWO_YEARS), 12, 12, "sum", frozenset(RANKS))]
    bound = bound_window(cells, span(*years[1]), frozenset({"constable"}))
    assert (bound.low, bound.high) == (4, 7)


LONG = ("2018-01-01", "2023-03-01")


def test_a_share_in_the_window_is_as_worked_by_hand():
    ranks = {"constable": 120, "sergeant": 30, "inspector": 25}
    cells = [*MET, *(of(rank, *LONG, n) for rank, n in ranks.items())]
    constable, sergeant = System(cells, [COMMON]).bound_shares(
        COMMON, [frozenset({"constable"}), frozenset({"sergeant"})]
    )
    assert constable == pytest.approx((96 / 151, 120 / 151))
    assert sergeant == pytest.approx((6 / 151, 30 / 151))
    assert [round(100 * end, 1) for end in (*constable, *sergeant)] == [63.6, 79.5, 4.0, 19.9]


def test_a_share_of_nothing_or_of_an_open_count_is_not_bounded():
    for cells in ([of("a", *LONG, 0)], [Known(span(*LONG), 3, float("inf"), "", frozenset("a"))]):
        with pytest.raises(ValueError, match="not bounded"):
            System(cells, [COMMON]).bound_shares(COMMON, [frozenset("a")])


@FEW
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=4, max_size=4))
def test_bounds_of_counts_and_shares_are_those_that_trying_every_placement_gives(ranges):
    """Two categories by two years, some hidden, with both years' totals known as ranges too."""
    years = [("2018-01-01", "2019-01-01"), ("2019-01-01", "2020-01-01")]
    places = [(kind, year) for kind in "ab" for year in years]
    cells = [
        of(kind, *year, low, low + more)
        for (kind, year), (low, more) in zip(places, ranges, strict=True)
    ]
    cells.append(Known(span("2018-01-01", "2020-01-01"), 6, 8, "total"))
    cells.append(Known(span("2018-01-01", "2020-01-01"), 0, 0, "rest", frozenset({REST})))
    tried = [
        values
        for values in product(*(range(low, low + more + 1) for low, more in ranges))
        if 6 <= sum(values) <= 8
    ]
    assume(tried)
    window, parts = span("2019-01-01", "2020-01-01"), [frozenset("a"), frozenset("b")]
    system = System(cells, [window])
    counts = [(bound.low, bound.high) for bound in system.bound_many([(window, p) for p in parts])]
    inside = [(values[1], values[3]) for values in tried]
    assert counts == [(min(column), max(column)) for column in zip(*inside, strict=True)]
    assume(min(map(sum, inside)) > 0)
    shares = [[pair[i] / sum(pair) for pair in inside] for i in range(2)]
    for found, column in zip(system.bound_shares(window, parts), shares, strict=True):
        assert found == pytest.approx((min(column), max(column)))


@FEW
@given(systems())
def test_questions_asked_together_are_answered_as_each_alone(system):
    cells, window, _ = system
    windows = [window, *(cell.window for cell in cells)]
    together = System(cells, windows).bound_many([(one, EVERY) for one in windows])
    alone = [bound_window(cells, one) for one in windows]
    assert [(b.low, b.high) for b in together] == [(b.low, b.high) for b in alone]


@pytest.mark.parametrize(("whole", "expected"), [(32, True), (31, False)])
def test_cells_are_possible_just_where_they_do_not_disagree(whole, expected):
    halves = [known("2018-01-01", "2018-07-01", 20, 22), known("2018-07-01", "2019-01-01", 12)]
    system = System([*halves, known("2018-01-01", "2019-01-01", whole)])
    assert system.is_possible() is expected
    if not expected:
        with pytest.raises(Disagreement, match="disagree by at least 1"):
            system.bound(halves[0].window)


def test_cells_that_only_parts_of_events_satisfy_are_not_possible():
    days = Window(DAY, DAY + timedelta(days=1))
    pairs = [frozenset(pair) for pair in ("ab", "bc", "ac")]
    system = System([Known(days, 1, 1, parts=pair) for pair in pairs])  # a half of each
    assert not system.is_possible()
