"""Random blocks with known totals: how many are found, and how many are made up."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_sums import SHAPES, Block, draw_block
from sampling import take

from analysis.ingest.detection.total_detection import find_totals

pytestmark = pytest.mark.costly

SEEDS = take(range(8), fewest=4)


def measure_f1(blocks: Iterable[Block]) -> float:
    """The F1 of total lines over many blocks; 1 where there are none and none is made up."""
    hits = named = 0
    for block in blocks:
        found = set(find_totals(block.lines, block.labels).sums)
        hits += len(found & block.totals)
        named += len(found) + len(block.totals)
    return 2 * hits / named if named else 1.0


@pytest.mark.parametrize(
    ("worded", "positions", "most", "least"),
    [
        (True, 6, 400, 1.0),
        (True, 6, 3, 0.99),  # small counts
        (True, 1, 60, 0.99),  # a single column
        (False, 6, 400, 1.0),
        (False, 6, 3, 0.93),  # what is missed here is too small to tell from chance
        (False, 15, 3, 0.98),
        (False, 3, 60, 0.98),
    ],
)
def test_totals_are_found_with_and_without_words(worded, positions, most, least):
    blocks = [draw_block(s, shape, positions, most, worded) for shape in SHAPES for s in SEEDS]
    assert measure_f1(blocks) >= least


@pytest.mark.parametrize(("positions", "most"), [(1, 3), (1, 60), (1, 5000), (6, 3), (6, 400)])
def test_no_total_is_made_up_where_there_is_none(positions, most):
    for seed in take(range(60)):
        block = draw_block(seed, "no total", positions, most, worded=False)
        found = find_totals(block.lines, block.labels)
        assert not found.sums and not found.of_which


@pytest.mark.parametrize("shape", SHAPES)
def test_what_few_small_figures_cannot_prove_is_no_total(shape):
    for seed in take(range(20)):
        block = draw_block(seed, shape, 2, 3, worded=False)
        assert set(find_totals(block.lines, block.labels).sums) <= block.totals


@given(st.integers(0, 10**6), st.sampled_from(SHAPES), st.booleans(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_positions_does_not_matter(seed, shape, worded, random):
    block = draw_block(seed, shape, 5, 300, worded)
    order = random.sample(range(5), 5)
    turned = [[line[i] for i in order] for line in block.lines]
    assert find_totals(turned, block.labels) == find_totals(block.lines, block.labels)


@given(st.integers(0, 10**6), st.sampled_from(SHAPES[:-1]), st.data())
@settings(max_examples=40, deadline=None)
def test_hidden_figures_weaken_and_do_not_block(seed, shape, data):
    block = draw_block(seed, shape, 8, 300, worded=True)
    hidden = data.draw(st.sets(st.integers(0, len(block.lines) - 1), max_size=3))
    lines = [
        [None if line in hidden and place == line % 8 else n for place, n in enumerate(figures)]
        for line, figures in enumerate(block.lines)
    ]
    assert set(find_totals(lines, block.labels).sums) == block.totals


@given(st.integers(0, 10**6), st.sampled_from(SHAPES[:-1]), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_a_misprinted_total_is_asked_about(seed, shape, error):
    block = draw_block(seed, shape, 6, 300, worded=True)
    wrong = min(block.totals)
    lines = [list(line) for line in block.lines]
    lines[wrong][2] += error
    found = find_totals(lines, block.labels)
    assert wrong in found.sums
    assert found.doubtful
