"""Find the sums among lines step by step: the exact ones first, those only said to be last."""

from dataclasses import replace
from math import log2

from analysis.ingest.survey.arithmetic import Sum
from analysis.ingest.survey.near import drop_positions, take_near, take_said
from analysis.ingest.survey.offers import Offers
from analysis.ingest.survey.parts import find_contained
from analysis.ingest.survey.repeats import list_repeats
from analysis.ingest.survey.tree import Tree

SURE, LIKELY = 8.0, 1.0  # bits beyond what the number of runs tried would bring by chance
LEAST = 3.0  # bits below that, where another sum may prove the line


def grow(tree: Tree) -> None:
    """Hang every line that can be explained under its sum; leaves doubts in `tree.doubts`."""
    steps = (
        _take_exact,
        _take_confirmed,
        _take_matched,
        find_contained,
        drop_positions,
        take_near,
        take_said,
        _take_outer,
    )
    offers = Offers(tree)
    while any(step(tree, offers) for step in steps):
        offers = Offers(tree)  # every step that finds something opens the way for the first again
    _ask_about_the_rest(tree, offers)


def _ask_about_the_rest(tree: Tree, offers: Offers) -> None:
    """Doubt lines left over that may be sums, be it of lines which another sum has taken."""
    left = set(tree.top) - set(tree.sums)
    if tree.sums:
        tree = replace(tree, top=sorted(tree.list_lines() - set(tree.sums)))
        offers = Offers(tree)
    for total in _list_weak(tree, offers, LIKELY):
        if total.line in left:
            tree.doubts[total.line] = (
                f"it is the sum of {len(total.parts)} lines beside it, by so few or such small "
                "figures that it may be chance: say whether it is a total"
            )


def _take_exact(tree: Tree, offers: Offers) -> bool:
    """Sums without a difference whose parts the layout shows, or that are beyond chance."""
    return _take_inner(tree, _list_exact(tree, offers, matched=False))


def _take_matched(tree: Tree, offers: Offers) -> bool:
    """What says total and is the sum of lines that only the arithmetic tells from others."""
    return _take_inner(tree, _list_exact(tree, offers, matched=True))


def _take_inner(tree: Tree, sums: list[Sum]) -> bool:
    """A sum waits while parts of it are sums themselves, or say so and are not explained.

    But where it takes in another sum with its parts, and adds up so, the other is chance: it
    would be counted twice.
    """
    real: list[Sum] = []
    for total in sums:
        both = {total.line, *total.parts}
        if tree.says_total(total.line) or not any(both.issubset(m.parts) for m in real):
            real.append(total)
    waited_for = {total.line for total in real} | tree.list_unexplained()
    return bool(tree.take(total for total in real if waited_for.isdisjoint(total.parts)))


def _take_outer(tree: Tree, offers: Offers) -> bool:
    """Sums without a difference that have parts nobody could explain."""
    return bool(tree.take(_list_exact(tree, offers, matched=True)))


def _list_exact(tree: Tree, offers: Offers, matched: bool) -> list[Sum]:
    """For each line the best of its sums without a difference, if its words or chance allow it."""
    best = []
    for line, natural in offers.natural.items():
        matches = offers.matches[line]
        if tree.says_total(line):
            sums = natural + [m for m in matches if matched and m.bits >= log2(2 * len(tree.top))]
        else:
            sums = [m for m in natural + matches if tree.rate(m) >= SURE]
            sums = [m for m in sums if not tree.is_one_of_a_series(m)]
        exact = [total for total in sums if total.is_exact]
        best += sorted(exact, key=lambda m: (m.bits, len(m.parts)))[-1:]
    return sorted(best, key=lambda m: (tree.says_total(m.line), m.bits), reverse=True)


def _list_weak(tree: Tree, offers: Offers, need: float) -> list[Sum]:
    """Sums without words that agree and may be chance, the likeliest first."""
    weak = []
    for line, natural in offers.natural.items():
        if not tree.says_total(line):
            sums = [m for m in natural + offers.matches[line] if m.is_exact and m.bits > 0]
            least = [SURE if tree.is_one_of_a_series(m) else need for m in sums]
            sums = [m for m, bits in zip(sums, least, strict=True) if tree.rate(m) >= bits]
            weak += sorted(sums, key=tree.rate)[-1:]
    return sorted(weak, key=tree.rate, reverse=True)


def _take_confirmed(tree: Tree, offers: Offers) -> bool:
    """Weak sums that prove each other: none is left over, or a total adds up only with them."""
    weak = [m for m in _list_weak(tree, offers, -LEAST) if not tree.is_one_of_a_series(m)]
    trial = tree.copy()
    repeats = list_repeats(tree, [line for line in tree.top if line not in tree.sums])
    taken = trial.take(weak + [m for m in repeats if not tree.says_total(m.line)])
    if not taken:
        return False
    if set(trial.top) <= set(trial.sums) and sum(map(tree.rate, taken)) >= SURE:
        return bool(tree.take(taken))
    for line, natural in Offers(trial).natural.items():
        for total in natural:
            needed = [part for part in taken if part.line in total.parts]
            proven = tree.says_total(line) or trial.rate(total) >= SURE
            if total.is_exact and total.bits > 0 and proven and needed:
                tree.take(needed)
                return bool(tree.take([total]))
    return False
