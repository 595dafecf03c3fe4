"""Lines that say again what the line beside them says, as a region of one force does."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from analysis.ingest.survey.arithmetic import Sum
from analysis.ingest.survey.tree import Tree

SURE = 8.0  # bits beyond chance, as for a sum without a difference


def list_repeats(tree: Tree, lines: Sequence[int]) -> list[Sum]:
    """Neighbours among `lines` with the same figures, one taken as the total of the other alone.

    The total is the one that stands where the other totals of the table stand, before their parts
    or after them.
    """
    before = [total.line < min(total.parts) for total in tree.sums.values()]
    pairs = pairwise(lines) if sum(before) * 2 > len(before) else pairwise(reversed(lines))
    values, repeats = tree.figures.values, []
    for whole, part in pairs:
        if (values[whole] != values[part]).any():
            continue
        total = tree.figures.add_up(whole, [part])
        worth = np.log2(1 + np.abs(values[whole]) / tree.figures.unit)
        if total.is_exact and worth[total.agrees].sum() >= SURE and whole not in tree.sums:
            repeats.append(total)
    return repeats


def take_repeats(tree: Tree) -> None:
    """Doubt a line left over that repeats a part of a sum: it would be counted twice."""
    lines = [n for n in range(len(tree.labels)) if tree.figures.filled[n] and n not in tree.sums]
    hung = {part for total in tree.sums.values() for part in total.parts}
    for total in list_repeats(tree, lines):
        pair = {total.line, *total.parts}
        if pair & hung and pair & set(tree.top):
            tree.sums[total.line] = total
            tree.doubts[total.line] = "it repeats the line beside it: it may be its total"
