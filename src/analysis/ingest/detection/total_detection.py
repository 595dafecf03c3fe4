"""Total detection: which rows or columns add up others, by their arithmetic and their words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import log2

import numpy as np

from analysis.ingest.detection.total_evidence import (
    NOISE,
    CandidateSums,
    Figures,
    Sum,
    SumTree,
    Wording,
    is_outright_total,
    is_under_share,
    is_under_total,
    read_wording,
)

FARTHEST = 0.25  # of its figures; a total that misses by more is the sum of something else
SEVERAL = 3  # sums that all fail at one position: there the figures do not add up
SURE, LIKELY = 8.0, 1.0  # bits beyond what the number of runs tried would bring by chance
SHORTFALL = 3.0  # bits below that, where another sum may prove the line
UNEXPLAINED = "its words say total, and no lines here add up to it"

CANNOT_ADD_UP = "figures of it or of its parts are hidden: it cannot be added up"


@dataclass(frozen=True)
class Totals:
    """Lines (rows, or columns) that add up others, and lines that are parts of another.

    `sums` maps a line to the lines it is the sum of, none where its words say total and no lines
    here add up to it; `of_which` maps a part to the line it is contained in. `doubtful` maps a
    line to why its words and its arithmetic disagree: a doubtful line in `sums` is taken for a
    total by its words, one that is not for a figure.
    """

    sums: dict[int, tuple[int, ...]] = field(default_factory=dict)
    of_which: dict[int, int] = field(default_factory=dict)
    doubtful: dict[int, str] = field(default_factory=dict)

    def __or__(self, other: "Totals") -> "Totals":
        """Both together, of different lines."""
        return Totals(
            self.sums | other.sums,
            self.of_which | other.of_which,
            self.doubtful | other.doubtful,
        )


def find_totals(
    figures: Sequence[Sequence[float | None]], labels: Sequence[tuple[str, ...]]
) -> Totals:
    """Find the total lines of a block of figures.

    `figures[i][j]` is line i at position j, None where the cell holds no exact number;
    `labels[i]` are the words over line i, outermost first. For columns, pass the transpose.
    """
    if len(labels) < 2 or not figures[0]:
        return Totals()
    block = Figures(figures)
    wording = [read_wording(words) for words in labels]
    shares = block.shares | np.array([is_under_share(words) for words in labels])
    found = Totals()
    for of_shares in (False, True):
        alike = np.flatnonzero(shares == of_shares).tolist()
        lines = [line for line in alike if wording[line] != "share"]
        if len(lines) > 1:
            found |= _find_among(lines, Figures(figures), labels, wording, of_shares)
    return found


def _find_among(
    lines: list[int],
    block: Figures,
    labels: Sequence[tuple[str, ...]],
    wording: list[Wording],
    only_worded: bool,
) -> Totals:
    """The totals among lines of one kind, counts or shares."""
    if all(wording[line] == "total" for line in lines):
        wording = ["none"] * len(wording)  # words that stand over every line tell none apart
    tree = SumTree(block, labels, wording, [n for n in lines if block.filled[n]], only_worded)
    _set_parts_apart(tree)
    _find_sums(tree)
    _find_cross_sums(tree, lines)
    _ask_about_repeats(tree)
    unexplained = [n for n in lines if wording[n] == "total" and n not in tree.sums]
    named = {line: () for line in unexplained if is_outright_total(labels[line])}
    return Totals(
        named | {line: total.parts for line, total in tree.sums.items()},
        tree.of_which,
        tree.doubts | {n: UNEXPLAINED for n in unexplained if n not in tree.doubts},
    )


def _set_parts_apart(tree: SumTree) -> None:
    """Take lines that say "of which" out of the roots, each under the line that it is within."""
    holder = None
    for line in list(tree.roots):
        if tree.wording[line] != "part":
            holder = line
        elif holder is not None and _fits_within(tree, line, holder):
            tree.of_which[line] = holder
            tree.roots.remove(line)
        else:
            tree.doubts[line] = "its words say that it is part of another line; none above holds it"


def _fits_within(tree: SumTree, part: int, whole: int) -> bool:
    values, known = tree.figures.values, tree.figures.known
    both = known[part] & known[whole]
    return bool((values[part] <= values[whole] + NOISE)[both].all())


def _find_sums(tree: SumTree) -> None:
    """Hang every line that can be explained under its sum; what must be asked is in `tree.doubts`.

    Exact sums go before those that a few hidden, rounded or misprinted figures spoil.
    """
    steps = (
        _accept_exact,
        _accept_confirmed,
        _accept_matched,
        _set_contained_apart,
        _drop_positions,
        _accept_near,
        _accept_worded,
        _accept_outer,
    )
    candidates = CandidateSums(tree)
    # Every step that finds something opens the way for the first again.
    while any(step(tree, candidates) for step in steps):
        candidates = CandidateSums(tree)
    _ask_about_the_rest(tree, candidates)


def _accept_exact(tree: SumTree, candidates: CandidateSums) -> bool:
    """Sums without a difference whose parts the layout shows, or that are beyond chance."""
    return _accept_inner(tree, _list_exact(tree, candidates, matched=False))


def _accept_confirmed(tree: SumTree, candidates: CandidateSums) -> bool:
    """Weak sums that prove each other: none is left over, or a total adds up only with them."""
    weak = [m for m in _list_weak(tree, candidates, -SHORTFALL) if not tree.is_one_of_a_series(m)]
    trial = tree.copy()
    repeats = _list_repeats(tree, [line for line in tree.roots if line not in tree.sums])
    taken = trial.accept(weak + [m for m in repeats if not tree.is_worded_total(m.line)])
    if not taken:
        return False
    if set(trial.roots) <= set(trial.sums) and sum(map(tree.bits_beyond_chance, taken)) >= SURE:
        return bool(tree.accept(taken))
    for line, by_layout in CandidateSums(trial).by_layout.items():
        for total in by_layout:
            needed = [part for part in taken if part.line in total.parts]
            proven = tree.is_worded_total(line) or trial.bits_beyond_chance(total) >= SURE
            if total.is_exact and total.bits > 0 and proven and needed:
                tree.accept(needed)
                return bool(tree.accept([total]))
    return False


def _accept_matched(tree: SumTree, candidates: CandidateSums) -> bool:
    """What says total and is the sum of lines that only the arithmetic tells from others."""
    return _accept_inner(tree, _list_exact(tree, candidates, matched=True))


def _accept_inner(tree: SumTree, sums: list[Sum]) -> bool:
    """A sum waits while parts of it are sums themselves, or say so and are not explained.

    But where it takes in another sum with its parts, and adds up so, the other is chance: it
    would be counted twice.
    """
    real: list[Sum] = []
    for total in sums:
        both = {total.line, *total.parts}
        if tree.is_worded_total(total.line) or not any(both.issubset(m.parts) for m in real):
            real.append(total)
    waited_for = {total.line for total in real} | tree.list_unexplained()
    return bool(tree.accept(total for total in real if waited_for.isdisjoint(total.parts)))


def _list_exact(tree: SumTree, candidates: CandidateSums, matched: bool) -> list[Sum]:
    """For each line the best of its sums without a difference, if words or chance allow it."""
    best = []
    for line, by_layout in candidates.by_layout.items():
        by_arithmetic = candidates.by_arithmetic[line]
        if tree.is_worded_total(line):
            needed = log2(2 * len(tree.roots))
            sums = by_layout + [m for m in by_arithmetic if matched and m.bits >= needed]
        else:
            sums = [m for m in by_layout + by_arithmetic if tree.bits_beyond_chance(m) >= SURE]
            sums = [m for m in sums if not tree.is_one_of_a_series(m)]
        exact = [total for total in sums if total.is_exact]
        best += sorted(exact, key=lambda m: (m.bits, len(m.parts)))[-1:]
    return sorted(best, key=lambda m: (tree.is_worded_total(m.line), m.bits), reverse=True)


def _list_weak(tree: SumTree, candidates: CandidateSums, need: float) -> list[Sum]:
    """Sums without words that agree and may be chance, the likeliest first."""

    def is_enough(total: Sum) -> bool:
        if not (total.is_exact and total.bits > 0):
            return False
        bits = SURE if tree.is_one_of_a_series(total) else need
        return tree.bits_beyond_chance(total) >= bits

    weak = []
    for line, by_layout in candidates.by_layout.items():
        if not tree.is_worded_total(line):
            sums = filter(is_enough, by_layout + candidates.by_arithmetic[line])
            weak += sorted(sums, key=tree.bits_beyond_chance)[-1:]
    return sorted(weak, key=tree.bits_beyond_chance, reverse=True)


def _set_contained_apart(tree: SumTree, candidates: CandidateSums) -> bool:
    """Find lines that a total leaves out and that fit within the line above them.

    What the other lines come to above the total must be exactly these lines, at every position.
    """
    for line in candidates.by_layout:
        said = tree.is_worded_total(line)
        if not said and line not in (tree.roots[0], tree.roots[-1]):
            continue
        for total in candidates.list_by_layout(tree.roots.index(line), 0.0):
            if run := _find_surplus(tree, total):
                rest = tree.figures.add_up(line, [p for p in total.parts if p not in run])
                if said or tree.bits_beyond_chance(rest) >= SURE:
                    holder = total.parts[total.parts.index(run[0]) - 1]
                    tree.of_which |= dict.fromkeys(run, holder)
                    tree.roots = [other for other in tree.roots if other not in run]
                    return bool(tree.accept([rest]))
    return False


def _find_surplus(tree: SumTree, total: Sum) -> tuple[int, ...]:
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
        room = tree.figures.find_tolerance(sums[first + 1 :], 1)
        hits = np.flatnonzero(
            (np.abs(sums[first + 1 :] - sums[first] - surplus) <= room).all(axis=1)
        )
        within = (surplus <= values[first - 1] + NOISE).all()
        if hits.size and within and first + hits[0] + 1 - first < len(parts) - 1:
            return tuple(parts[first : first + int(hits[0]) + 1])
    return ()


def _drop_positions(tree: SumTree, candidates: CandidateSums) -> bool:
    """Positions at which nearly every sum fails hold rates or shares: go on without them."""
    near = tree.copy().accept(_list_near(tree, candidates))
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


def _accept_near(tree: SumTree, candidates: CandidateSums) -> bool:
    """The best sum that fails at a few positions, with the doubt that raises."""
    return _accept_doubtful(tree, _list_near(tree, candidates)[:1])


def _list_near(tree: SumTree, candidates: CandidateSums) -> list[Sum]:
    """Sums that agree at most positions and beyond chance there, the best first."""
    near = []
    for line, by_layout in candidates.by_layout.items():
        said = tree.is_worded_total(line)
        sums = [m for m in by_layout + candidates.by_arithmetic[line] if m.agrees.sum() >= SEVERAL]
        sums = [m for m in sums if tree.bits_beyond_chance(m) >= (0 if said else SURE)]
        sums = [m for m in sums if said or not tree.is_one_of_a_series(m)]
        near += sorted(sums, key=lambda m: (said * m.agreement, said * len(m.parts), m.bits))[-1:]
    outer = tree.list_unexplained()  # a sum of what says total waits until that is explained
    return sorted(near, key=lambda m: (outer.isdisjoint(m.parts), m.bits), reverse=True)


def _accept_worded(tree: SumTree, candidates: CandidateSums) -> bool:
    """What says total and does not add up, beside the run it comes nearest to: one at a time."""
    said, unexplained = [], tree.list_unexplained()
    for line in unexplained:
        sums = candidates.list_by_layout(tree.roots.index(line), 0.0)
        best = max(sums, key=lambda m: (m.agreement, -_measure_gap(m, tree)), default=None)
        if best and (best.agreement > 0 or _measure_gap(best, tree) < FARTHEST):
            said.append(best)
    said.sort(key=lambda m: (not unexplained.isdisjoint(m.parts), _measure_gap(m, tree)))
    if not said:
        tree.doubts |= dict.fromkeys(unexplained, UNEXPLAINED)
        return bool(unexplained)
    return _accept_doubtful(tree, said[:1])


def _accept_doubtful(tree: SumTree, totals: list[Sum]) -> bool:
    taken = tree.accept(totals)
    tree.doubts |= {m.line: _describe_gap(tree, m) for m in taken if not m.is_exact}
    return bool(taken)


def _measure_gap(total: Sum, tree: SumTree) -> float:
    """The gap as a share of the line's own figures; none where hidden parts may fill it."""
    mine = np.abs(tree.figures.values[total.line][total.decided]).sum()
    gap = float(np.abs(total.gap[total.decided]).sum())
    return gap / mine if mine else float(gap > 0)


def _describe_gap(tree: SumTree, total: Sum) -> str:
    """Where a total and its parts differ, and by how much."""
    wrong = np.flatnonzero(total.decided & ~total.agrees)
    if not wrong.size:
        return CANNOT_ADD_UP
    printed = tree.figures.values[total.line][wrong[0]]
    words = "its words say total" if tree.is_worded_total(total.line) else "it is nearly a sum"
    more = f" and at {wrong.size - 1} more" if wrong.size > 1 else ""
    room = tree.figures.rounding / 2 * (len(total.parts) + 1)
    hidden = _count_hidden(tree, total, int(wrong[0]))
    parts = f"{len(total.parts)} parts come to"
    if hidden:
        shown = len(total.parts) - sum(not tree.figures.known[n, wrong[0]] for n in total.parts)
        parts = f"{shown} part{'s' * (shown != 1)} shown come{'s' * (shown == 1)} to"
    rounded = tree.figures.rounding != 1 and np.abs(total.gap[wrong]).max() <= room
    return (
        f"{words}, but it says {printed:g} where its {parts} "
        f"{printed - total.gap[wrong[0]]:g}"
        + (f" and {hidden} {'is' if hidden == 1 else 'are'} hidden" if hidden else "")
        + ", at position "
        f"{tree.figures.positions[wrong[0]] + 1}{more}"
        + (", as rounded figures do" if rounded else "")
    )


def _count_hidden(tree: SumTree, total: Sum, position: int) -> int:
    """How many lines among a total's parts give no number at one position: their sum lacks them."""
    lines = sorted((*total.parts, total.line))
    among = set(range(lines[0], lines[-1] + 1)) - {total.line} - set(tree.sums)
    held = {part for other in tree.sums.values() for part in other.parts}
    return sum(not tree.figures.known[n, position] for n in among - (held - {*total.parts}))


def _accept_outer(tree: SumTree, candidates: CandidateSums) -> bool:
    """Sums without a difference that have parts nobody could explain."""
    return bool(tree.accept(_list_exact(tree, candidates, matched=True)))


def _ask_about_the_rest(tree: SumTree, candidates: CandidateSums) -> None:
    """Doubt lines left over that may be sums, be it of lines which another sum has taken."""
    left = set(tree.roots) - set(tree.sums)
    if tree.sums:
        tree = replace(tree, roots=sorted(tree.list_lines() - set(tree.sums)))
        candidates = CandidateSums(tree)
    for total in _list_weak(tree, candidates, LIKELY):
        if total.line in left:
            tree.doubts[total.line] = (
                f"it is the sum of {len(total.parts)} lines beside it, by so few or such small "
                "figures that it may be chance: say whether it is a total"
            )


def _find_cross_sums(tree: SumTree, lines: list[int]) -> None:
    """Find lines that add up those of the same innermost words under all the other banners.

    `Total` over Male and Female adds up Male, and Female, of each banner.
    """
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for line in lines:
        if len(tree.labels[line]) > 1:
            alike[len(tree.labels[line]), tree.labels[line][-1]].append(line)
    for same in alike.values():
        if len(same) < 3 or len({tree.labels[line][:-1] for line in same}) < len(same):
            continue  # one banner holds the words twice: they do not say which is meant
        for line in same:
            if line not in tree.sums:
                _set_beside_others(tree, line, [n for n in same if n != line])


def _set_beside_others(tree: SumTree, line: int, others: list[int]) -> None:
    total = tree.figures.add_up(line, others)
    if total.is_exact and is_under_total(tree.labels[line]):
        tree.sums[line] = total
    elif total.is_exact and total.bits >= SURE:
        tree.doubts[line] = (
            f"it is the sum of the {len(others)} lines of this name under other headings: "
            "say whether it is a total"
        )


def _list_repeats(tree: SumTree, lines: Sequence[int]) -> list[Sum]:
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


def _ask_about_repeats(tree: SumTree) -> None:
    """Doubt a line left over that repeats a part of a sum, as a region of one force does.

    It would be counted twice.
    """
    lines = [n for n in range(len(tree.labels)) if tree.figures.filled[n] and n not in tree.sums]
    hung = {part for total in tree.sums.values() for part in total.parts}
    for total in _list_repeats(tree, lines):
        pair = {total.line, *total.parts}
        if pair & hung and pair & set(tree.roots):
            tree.sums[total.line] = total
            tree.doubts[total.line] = "it repeats the line beside it: it may be its total"
