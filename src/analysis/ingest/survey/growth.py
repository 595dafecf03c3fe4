"""Find the sums among lines step by step: the exact ones first, those only said to be last."""

from collections.abc import Callable
from math import log2

import numpy as np

from analysis.ingest.survey.arithmetic import Sum
from analysis.ingest.survey.parts import find_contained
from analysis.ingest.survey.tree import Offers, Tree

SURE, LIKELY = 8.0, 2.0  # bits beyond what the number of runs tried would bring by chance
MOST = 0.6  # of the positions: a sum that fails at more is no sum but for its words
FAR = 0.25  # of its figures: a total that misses its parts by more is the sum of something else
SEVERAL = 3  # sums that all fail at one position: there the figures do not add up


def grow(tree: Tree) -> None:
    """Hang every line that can be explained under its sum; leaves doubts in `tree.doubts`."""
    steps: tuple[Callable[[Tree], bool], ...] = (
        _take_exact,
        _take_confirmed,
        find_contained,
        _drop_positions,
        _take_near,
        _take_said,
        _take_outer,
    )
    while any(step(tree) for step in steps):
        pass  # every step that finds something opens the way for the first again
    for total in _list_weak(tree):
        tree.doubts[total.line] = (
            f"it is the sum of {len(total.parts)} lines beside it, by so few or such small "
            "figures that it may be chance: say whether it is a total"
        )


def _take_exact(tree: Tree) -> bool:
    """Sums without a difference, innermost first.

    A sum waits while parts of it are sums themselves, or say so and are not explained.
    """
    sums = _list_exact(tree)
    waited_for = {total.line for total in sums} | _list_unexplained(tree)
    return bool(tree.take(total for total in sums if waited_for.isdisjoint(total.parts)))


def _take_outer(tree: Tree) -> bool:
    """Sums without a difference that have parts nobody could explain."""
    return bool(tree.take(_list_exact(tree)))


def _list_unexplained(tree: Tree) -> set[int]:
    return {n for n in tree.top if tree.says_total(n) and n not in tree.sums | tree.doubts}


def _list_exact(tree: Tree) -> list[Sum]:
    """For each line the best of its sums without a difference, if its words or chance allow it."""
    offers, best = Offers(tree), []
    for line in offers.open:
        said = tree.says_total(line)
        if tree.only_said and not said:
            continue
        natural, matches = offers.list_natural(line), offers.list_matches(line)
        if said:
            sums = natural + [m for m in matches if m.bits >= log2(2 * len(tree.top))]
        else:
            sums = [m for m in natural + matches if tree.rate(m) >= SURE]
            sums = [m for m in sums if not tree.is_one_of_a_series(m)]
        best += sorted(sums, key=lambda m: (m.is_exact, m.bits, len(m.parts)))[-1:]
    best = [total for total in best if total.is_exact]
    return sorted(best, key=lambda m: (tree.says_total(m.line), m.bits), reverse=True)


def _list_weak(tree: Tree) -> list[Sum]:
    """Sums without words that agree but may be chance, the likeliest first."""
    if tree.only_said:
        return []
    offers, weak = Offers(tree), []
    for line in offers.open:
        if tree.says_total(line):
            continue
        sums = offers.list_natural(line) + offers.list_matches(line)
        sums = [m for m in sums if m.is_exact and m.bits > 0 and tree.rate(m) >= _need(tree, m)]
        weak += sorted(sums, key=tree.rate, reverse=True)[:1]
    return sorted(weak, key=tree.rate, reverse=True)


def _need(tree: Tree, total: Sum) -> float:
    return SURE if tree.is_one_of_a_series(total) else LIKELY


def _take_confirmed(tree: Tree) -> bool:
    """Weak subtotals without which what says total does not add up."""
    weak = _list_weak(tree)
    if not weak:
        return False
    trial = tree.copy()
    trial.take(weak)
    offers = Offers(trial)
    for line in offers.open:
        if tree.says_total(line) or line in (trial.top[0], trial.top[-1]):
            for total in offers.list_natural(line):
                proof = total.is_exact and (tree.says_total(line) or trial.rate(total) >= SURE)
                needed = [trial.sums[p] for p in total.parts if p in trial.sums]
                needed = [part for part in needed if part.line not in tree.sums]
                if proof and needed and total.bits > 0:
                    tree.take(needed)
                    return bool(tree.take([total]))
    return False


def _list_near(tree: Tree) -> list[Sum]:
    """Sums that agree at most positions and beyond chance there, the best first."""
    offers, near = Offers(tree), []
    for line in offers.open:
        said = tree.says_total(line)
        if tree.only_said and not said:
            continue
        sums = offers.list_natural(line, MOST) + offers.list_matches(line, MOST)
        sums = [m for m in sums if m.agrees.sum() >= SEVERAL and m.agreement >= MOST]
        sums = [m for m in sums if tree.rate(m) >= (0 if said else SURE)]
        near += sorted(sums, key=lambda m: (said * m.agreement, said * len(m.parts), m.bits))[-1:]
    return sorted(near, key=lambda m: m.bits, reverse=True)


def _drop_positions(tree: Tree) -> bool:
    """Positions at which nearly every sum fails hold rates or shares: go on without them."""
    trial = tree.copy()
    near = trial.take(_list_near(tree))
    if len(near) < SEVERAL:
        return False
    decided = sum(total.decided.astype(int) for total in near)
    agrees = sum(total.agrees.astype(int) for total in near)
    odd = (decided >= SEVERAL) & (agrees <= 0.2 * decided)
    if not odd.any() or odd.all():
        return False
    tree.figures.keep_positions(~odd)
    tree.sums = {n: tree.figures.add_up(n, total.parts) for n, total in tree.sums.items()}
    return True


def _take_near(tree: Tree) -> bool:
    taken = tree.take(_list_near(tree)[:1])
    tree.doubts |= {m.line: _tell_gap(tree, m) for m in taken if not m.is_exact}
    return bool(taken)


def _take_said(tree: Tree) -> bool:
    """What says total and does not add up, beside the run it comes nearest to: one at a time."""
    offers, said, open_lines = Offers(tree), [], _list_unexplained(tree)
    for line in open_lines:
        sums = offers.list_natural(line, 0.0)
        best = max(sums, key=lambda m: (m.agreement, -_miss(m, tree)), default=None)
        if best and (best.agreement > 0 or _miss(best, tree) < FAR):
            said.append(best)
        else:
            tree.doubts[line] = NOTHING
    said.sort(key=lambda m: (not open_lines.isdisjoint(m.parts), _miss(m, tree)))
    taken = tree.take(said[:1])
    tree.doubts |= {m.line: _tell_gap(tree, m) for m in taken if not m.is_exact}
    return bool(taken)


NOTHING = "its words say total, and no lines here add up to it"


def _miss(total: Sum, tree: Tree) -> float:
    """The whole gap as a share of the line's own figures, where these can be told."""
    where = total.decided if total.decided.any() else tree.figures.known[total.line]
    mine = np.abs(tree.figures.values[total.line][where]).sum()
    return float(np.abs(total.gap[where]).sum() / mine) if mine else 1.0


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
