"""Lines that are parts of another line, "of which" lines: a sum that takes them counts twice."""

from math import log2

import numpy as np

from analysis.ingest.survey.arithmetic import NOISE, Sum
from analysis.ingest.survey.offers import Offers
from analysis.ingest.survey.tree import Tree

SURE = 8.0  # bits beyond chance, as for a sum without a difference


def set_parts_apart(tree: Tree) -> None:
    """Take lines that say "of which" out of the row, each under the line that it is within."""
    holder = None
    for line in list(tree.top):
        if tree.wording[line] != "part":
            holder = line
        elif holder is not None and _fits_within(tree, line, holder):
            tree.of_which[line] = holder
            tree.top.remove(line)
        else:
            tree.doubts[line] = "its words say that it is part of another line; none above holds it"


def _fits_within(tree: Tree, part: int, whole: int) -> bool:
    values, known = tree.figures.values, tree.figures.known
    both = known[part] & known[whole]
    return bool((values[part] <= values[whole] + NOISE)[both].all())


def find_contained(tree: Tree, offers: Offers) -> bool:
    """Find lines that a total leaves out and that fit within the line above them.

    What the other lines come to above the total must be exactly these lines, at every position.
    """
    for line in offers.natural:
        said = tree.says_total(line)
        if not said and line not in (tree.top[0], tree.top[-1]):
            continue
        for total in offers.list_natural(tree.top.index(line), 0.0):
            if run := _find_surplus(tree, total):
                rest = tree.figures.add_up(line, [p for p in total.parts if p not in run])
                if said or tree.rate(rest) >= SURE:
                    holder = total.parts[total.parts.index(run[0]) - 1]
                    tree.of_which |= dict.fromkeys(run, holder)
                    tree.top = [other for other in tree.top if other not in run]
                    return bool(tree.take([rest]))
    return False


def _find_surplus(tree: Tree, total: Sum) -> tuple[int, ...]:
    """The neighbouring parts, in the line above them, that come to what the parts have too much."""
    surplus, parts = -total.gap, list(total.parts)
    if not total.decided.all() or (surplus < -NOISE).any() or len(parts) < 3:
        return ()
    values = tree.figures.values[parts]
    sums = np.vstack([np.zeros((1, values.shape[1])), values.cumsum(axis=0)])
    bits = float(np.log2(1 + surplus / tree.figures.unit).sum())
    if bits < log2(len(parts)) + 3:
        return ()
    for first in range(1, len(parts)):
        room = tree.figures.allow(sums[first + 1 :], 1)
        hits = np.flatnonzero(
            (np.abs(sums[first + 1 :] - sums[first] - surplus) <= room).all(axis=1)
        )
        within = (surplus <= values[first - 1] + NOISE).all()
        if hits.size and within and first + hits[0] + 1 - first < len(parts) - 1:
            return tuple(parts[first : first + int(hits[0]) + 1])
    return ()
