"""Sums that do not quite add up: figures hidden, rounded or misprinted, people counted twice."""

import numpy as np

from analysis.ingest.survey.arithmetic import Sum
from analysis.ingest.survey.offers import Offers
from analysis.ingest.survey.tree import Tree

FAR = 0.25  # of its figures: a total that misses its parts by more is the sum of something else
SEVERAL = 3  # sums that all fail at one position: there the figures do not add up
SURE = 8.0  # bits beyond chance, as for a sum without a difference
NOTHING = "its words say total, and no lines here add up to it"


def _list_near(tree: Tree, offers: Offers) -> list[Sum]:
    """Sums that agree at most positions and beyond chance there, the best first."""
    near = []
    for line, natural in offers.natural.items():
        said = tree.says_total(line)
        sums = [m for m in natural + offers.matches[line] if m.agrees.sum() >= SEVERAL]
        sums = [m for m in sums if tree.rate(m) >= (0 if said else SURE)]
        sums = [m for m in sums if said or not tree.is_one_of_a_series(m)]
        near += sorted(sums, key=lambda m: (said * m.agreement, said * len(m.parts), m.bits))[-1:]
    outer = tree.list_unexplained()  # a sum of what says total waits until that is explained
    return sorted(near, key=lambda m: (outer.isdisjoint(m.parts), m.bits), reverse=True)


def drop_positions(tree: Tree, offers: Offers) -> bool:
    """Positions at which nearly every sum fails hold rates or shares: go on without them."""
    near = tree.copy().take(_list_near(tree, offers))
    if len(near) < SEVERAL:
        return False
    decided = np.sum([total.decided for total in near], axis=0)
    agrees = np.sum([total.agrees for total in near], axis=0)
    odd = (decided >= SEVERAL) & (agrees <= 0.2 * decided)
    if not odd.any():
        return False
    tree.figures.keep_positions(~odd)
    tree.sums = {n: tree.figures.add_up(n, total.parts) for n, total in tree.sums.items()}
    return True


def take_near(tree: Tree, offers: Offers) -> bool:
    """The best sum that fails at a few positions, with the doubt that raises."""
    return _take_doubtful(tree, _list_near(tree, offers)[:1])


def take_said(tree: Tree, offers: Offers) -> bool:
    """What says total and does not add up, beside the run it comes nearest to: one at a time."""
    said, unexplained = [], tree.list_unexplained()
    for line in unexplained:
        sums = offers.list_natural(tree.top.index(line), 0.0)
        best = max(sums, key=lambda m: (m.agreement, -_miss(m, tree)), default=None)
        if best and (best.agreement > 0 or _miss(best, tree) < FAR):
            said.append(best)
    said.sort(key=lambda m: (not unexplained.isdisjoint(m.parts), _miss(m, tree)))
    if not said:
        tree.doubts |= dict.fromkeys(unexplained, NOTHING)
        return bool(unexplained)
    return _take_doubtful(tree, said[:1])


def _take_doubtful(tree: Tree, totals: list[Sum]) -> bool:
    taken = tree.take(totals)
    tree.doubts |= {m.line: _tell_gap(tree, m) for m in taken if not m.is_exact}
    return bool(taken)


def _miss(total: Sum, tree: Tree) -> float:
    """The gap as a share of the line's own figures; none where hidden parts may fill it."""
    mine = np.abs(tree.figures.values[total.line][total.decided]).sum()
    gap = float(np.abs(total.gap[total.decided]).sum())
    return gap / mine if mine else float(gap > 0)


def _tell_gap(tree: Tree, total: Sum) -> str:
    """Where a total and its parts differ, and by how much."""
    wrong = np.flatnonzero(total.decided & ~total.agrees)
    if not wrong.size:
        return "figures of it or of its parts are hidden: it cannot be added up"
    printed = tree.figures.values[total.line][wrong[0]]
    words = "its words say total" if tree.says_total(total.line) else "it is nearly a sum"
    more = f" and at {wrong.size - 1} more" if wrong.size > 1 else ""
    room = tree.figures.rounding / 2 * (len(total.parts) + 1)
    rounded = tree.figures.rounding != 1 and np.abs(total.gap[wrong]).max() <= room
    return (
        f"{words}, but it says {printed:g} where its {len(total.parts)} parts come to "
        f"{printed - total.gap[wrong[0]]:g}, at position "
        f"{tree.figures.positions[wrong[0]] + 1}{more}"
        + (", as rounded figures do" if rounded else "")
    )
