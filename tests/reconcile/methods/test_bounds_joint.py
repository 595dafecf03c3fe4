from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reconcile.methods.bounds import bound_joint, is_most

FEW = settings(max_examples=60)


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


@pytest.mark.parametrize(("total", "sizes"), [(6, (2, 2)), (5, (2, 3)), (4, (3, 3)), (4, (2,) * 3)])
def test_all_tables_of_some_margins_attain_exactly_the_bounds(total, sizes):
    for margins, joints in list_joints(total, *sizes).items():
        bounds = bound_joint([(n, n) for n in margins], total)
        assert bounds == (min(joints), max(joints)), margins


@FEW
@given(st.data(), st.integers(1, 6))
def test_margins_known_as_ranges_give_the_union_of_what_their_values_give(data, total):
    ends = st.tuples(st.integers(0, total), st.integers(0, total)).map(sorted).map(tuple)
    ranges = data.draw(st.lists(ends, min_size=2, max_size=3))
    each = [
        bound_joint([(n, n) for n in values], total)
        for values in product(*(range(low, high + 1) for low, high in ranges))
    ]
    assert bound_joint(ranges, total) == (min(b[0] for b in each), max(b[1] for b in each))


def test_most_holds_only_where_every_table_says_so():
    for (first, second), joints in list_joints(6, 2, 2).items():
        told = is_most((first, first), (second, second), 6)
        assert told == all(n > first / 2 for n in joints) if first else not told


@FEW
@given(st.data(), st.integers(1, 8))
def test_most_of_ranges_holds_only_where_it_holds_for_all_their_values(data, total):
    ends = st.tuples(st.integers(1, total), st.integers(0, total)).map(sorted).map(tuple)
    part, other = data.draw(ends), data.draw(ends)
    each = product(range(part[0], part[1] + 1), range(other[0], other[1] + 1))
    assert is_most(part, other, total) == all(is_most((r, r), (c, c), total) for r, c in each)


def test_half_is_not_most():
    assert not is_most((4, 4), (8, 8), 10)  # at least 2 of 4
    assert is_most((4, 4), (9, 9), 10)  # at least 3 of 4


def test_a_withheld_margin_is_cut_by_the_total():
    assert bound_joint([(3, 3), (0, float("inf"))], 10) == (0, 3)
    assert bound_joint([(0, float("inf")), (0, float("inf"))], 10) == (0, 10)


@pytest.mark.parametrize("margins", [[(1, 1)], [(1, 1), (11, 11)], [(3, 2), (1, 1)]])
def test_what_is_no_margin_of_the_total_is_refused(margins):
    with pytest.raises(ValueError, match=r"margin|part"):
        bound_joint(margins, 10)
