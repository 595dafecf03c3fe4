"""What must not matter does not, and what is added never loosens: from observations to figures."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from examples import COMMON, WORKFORCE, frame, observe
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.window_counts import compare_totals

SOME = settings(max_examples=10)
FIRST = date(2018, 1, 1)
SHOWN = ["measure", "basis", "rung", "low", "high", "estimate", "lower", "upper"]
NOBODY = {"all employees": ("nobody the Home Office counts",)}
NO_RATES = Workforce(WORKFORCE.model_copy(update={"worker_types": NOBODY}))


@dataclass(frozen=True)
class Reply:
    """Rows as a force may print them, the days that cut time, and the true events between them."""

    rows: list[dict]
    edges: list[date]
    truth: list[int]

    def count(self, start: int, end: int) -> int:
        return sum(self.truth[start:end])

    def tell(self, start: int, end: int, **facts) -> dict:
        """A true, exact figure of the days between two edges."""
        span = str(self.edges[start]), str(self.edges[end])
        return observe(self.count(start, end), *span, **facts)


@st.composite
def replies(draw, hidden: bool = True) -> Reply:
    """Six stretches, one figure for each or for two together, some hidden, perhaps a total."""
    cuts = sorted(draw(st.lists(st.integers(1, 2190), min_size=5, max_size=5, unique=True)))
    edges = [FIRST + timedelta(days) for days in (0, *cuts, 2191)]  # to the end of 2023
    truth = draw(st.lists(st.integers(0, 9), min_size=6, max_size=6))
    reply, rows, place = Reply([], edges, truth), [], 0
    while place < 6:
        end = min(6, place + draw(st.integers(1, 2)))
        row = reply.tell(place, end, cell=f"B{place + 2}")
        if hidden and 1 <= row["low"] <= 4 and draw(st.booleans()):
            row |= {"low": 1, "high": 4, "status": "suppressed"}
        rows.append(row)
        place = end
    if draw(st.booleans()):
        rows.append(reply.tell(0, 6, cell="B9", note="printed total"))
    return Reply(rows, edges, truth)


def compare(rows: list[dict], window: Window = COMMON) -> tuple[set, list[str]]:
    """Every figure of a reply's totals as numbers, and the codes of its refusals."""
    (series,) = split_series(frame(rows))
    told = Rows([])
    figures, refusals, *_ = compare_totals(
        series, window, NO_RATES, told, Variations([series], told.regimes)
    )
    table = pd.DataFrame(figures)[[*SHOWN, "start", "end"]]
    shown = table[table["basis"] != "cell"].drop(columns=["start", "end"]).astype(str)
    return set(shown.itertuples(index=False, name=None)), sorted(r["code"] for r in refusals)


def place(rows: list[dict], window: Window = COMMON) -> Placed:
    placed = place_count(frame(rows), window)
    assert isinstance(placed, Placed), placed
    return placed


def is_within(tighter: Placed, wider: Placed) -> bool:
    return wider.low <= tighter.low <= tighter.high <= wider.high


@SOME
@given(replies(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(reply, random):
    mixed = random.sample(reply.rows, len(reply.rows))
    assert compare(mixed) == compare(reply.rows)


@SOME
@given(replies(), st.integers(-900, 900))
def test_the_same_days_earlier_or_later_count_the_same(reply, days):
    def move(day: object) -> date:
        return date.fromisoformat(str(day)) + timedelta(days)

    moved = [
        row | {name: str(move(row[name])) for name in ("start", "end", "end_latest")}
        for row in reply.rows
    ]
    window = Window(move(COMMON.start), move(COMMON.end))
    assert compare(moved, window) == compare(reply.rows)


@SOME
@given(replies(), st.integers(0, 5))
def test_a_figure_split_into_its_true_halves_never_widens(reply, stretch):
    """Halves that the engine itself says are possible, of any figure, the total left aside."""
    before = place(reply.rows)
    row = reply.rows[stretch % len(reply.rows)]
    start, end = (date.fromisoformat(row[name]) for name in ("start", "end"))
    first = next(n for n, day in enumerate(reply.edges) if day == start)
    last = next(n for n, day in enumerate(reply.edges) if day == end)
    if last - first < 2:
        return
    middle = (first + last) // 2
    halves = [reply.tell(first, middle, cell="C1"), reply.tell(middle, last, cell="C2")]
    others = [one for one in reply.rows if one is not row]
    assert is_within(place([*others, *halves]), before)
    assert is_within(place([*reply.rows, *halves]), before)


@SOME
@given(replies(), st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), min_size=1, max_size=3))
def test_another_true_table_never_widens_and_is_never_refused(reply, spans):
    more = [
        reply.tell(start, end, table="Another", cell=f"D{n}")
        for n, (start, end) in enumerate(spans)
        if start < end
    ]
    assert is_within(place([*reply.rows, *more]), place(reply.rows))


@SOME
@given(replies(hidden=False), st.integers(0, 5))
def test_a_figure_that_is_withheld_never_tightens(reply, which):
    row = reply.rows[which % len(reply.rows)]
    nothing = row | {"low": 0, "high": float("inf"), "status": "withheld"}
    rows = [nothing if one is row else one for one in reply.rows]
    assert is_within(place(reply.rows), place(rows))


@SOME
@given(replies(), st.integers(0, 5), st.integers(1, 6))
def test_the_truth_lies_between_the_ends_of_every_window_of_whole_stretches(reply, start, end):
    start, end = min(start, end - 1), max(start + 1, end)
    placed = place(reply.rows, Window(reply.edges[start], reply.edges[end]))
    assert placed.low <= reply.count(start, end) <= placed.high


@SOME
@given(replies(hidden=False), st.integers(1, 5))
def test_two_windows_that_meet_hold_together_what_their_union_holds(reply, cut):
    """Bounds of the parts never leave out what the whole may hold, nor add to it."""
    day = reply.edges[cut]
    if not COMMON.start < day < COMMON.end:
        return
    whole = place(reply.rows)
    parts = [place(reply.rows, w) for w in (Window(COMMON.start, day), Window(day, COMMON.end))]
    assert sum(part.low for part in parts) <= whole.low
    assert whole.high <= sum(part.high for part in parts)
