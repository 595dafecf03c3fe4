"""Tables of which only margins are known, crossed: the Fréchet bounds (methods.md 6.1)."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import Known, System

YEAR = Window(date(2018, 1, 1), date(2019, 1, 1))


def bound_joint(margins: list[tuple[int, int]], total: int, *sizes: int) -> tuple[int, float]:
    """The events of the first category on every side, each of whose margins is known as a range."""
    places = list(product(*map(range, sizes)))
    cells = [Known(YEAR, total, total), Known(YEAR, 0, 0, parts=frozenset({""}))]
    for side, (low, high) in enumerate(margins):
        first = frozenset(str(place) for place in places if place[side] == 0)
        cells.append(Known(YEAR, low, high, parts=first))
    every = frozenset(map(str, places))
    bound = System(cells, [YEAR], every).bound(YEAR, frozenset({str((0,) * len(sizes))}))
    return bound.low, bound.high


def cross_every_way(total: int, *sizes: int):
    """Every way to put `total` events into a table of these sides: counts by cell."""
    places = list(product(*map(range, sizes)))

    def fill(left: int, cells: int):
        if cells == 1:
            yield (left,)
            return
        for n in range(left + 1):
            yield from ((n, *rest) for rest in fill(left - n, cells - 1))

    for counts in fill(total, len(places)):
        yield dict(zip(places, counts, strict=True))


def list_joints(total: int, *sizes: int) -> dict[tuple, list[int]]:
    """For all margins of the first category on each side, the joint counts that tables reach."""
    found: dict[tuple, list[int]] = {}
    for table in cross_every_way(total, *sizes):
        margins = tuple(
            sum(n for place, n in table.items() if place[side] == 0) for side in range(len(sizes))
        )
        found.setdefault(margins, []).append(table[(0,) * len(sizes)])
    return found


@pytest.mark.parametrize(("total", "sizes"), [(6, (2, 2)), (5, (2, 3)), (4, (2,) * 3)])
def test_all_tables_of_some_margins_attain_exactly_the_bounds(total, sizes):
    for margins, joints in list_joints(total, *sizes).items():
        bounds = bound_joint([(n, n) for n in margins], total, *sizes)
        assert bounds == (min(joints), max(joints)), margins
        least = sum(margins) - (len(sizes) - 1) * total
        assert bounds == (max(0, least), min(margins))  # the closed form


@settings(max_examples=30)
@given(st.data(), st.integers(1, 6))
def test_margins_known_as_ranges_give_the_union_of_what_their_values_give(data, total):
    ends = st.tuples(st.integers(0, total), st.integers(0, total)).map(sorted).map(tuple)
    ranges = data.draw(st.lists(ends, min_size=2, max_size=2))
    each = [
        bound_joint([(n, n) for n in values], total, 2, 2)
        for values in product(*(range(low, high + 1) for low, high in ranges))
    ]
    union = (min(b[0] for b in each), max(b[1] for b in each))
    assert bound_joint(ranges, total, 2, 2) == union
