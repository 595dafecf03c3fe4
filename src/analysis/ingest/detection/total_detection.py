"""Total detection: which rows and columns are sums of others, by arithmetic and words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import log2

import numpy as np

from analysis.ingest.detection.grid import Grid
from analysis.ingest.detection.stub import StubLabels
from analysis.ingest.detection.total_evidence import (
    NOISE,
    CandidateSums,
    Figures,
    Sum,
    SumTree,
    Wording,
    is_under_share,
    is_under_total,
    read_wording,
    says_total_outright,
)
from analysis.ingest.files.sheet import fold

# Totals that stand under a section or beside a group without being its own.

FiguresByLine = Mapping[int, Sequence[float | None]]


def free_totals(
    grid: Grid,
    sides: StubLabels,
    sums: Mapping[int, Sequence[int]],
    figures: FiguresByLine,
) -> None:
    """Take from a total row the words of its group or section where it is no total of that.

    The arithmetic decides where it can: rows of other sections are parts as well, and those of
    its own do not come to the total. Else a total after a blank row, or the only one, at the end
    of several sections, stands outside the innermost, unless it says the section's words itself.
    """
    said = [row for row in sides.labels if read_wording(sides.labels[row]) == "total"]
    sections = {sides.inherited[row] for row in sides.labels}
    last = max(sides.labels)
    for total in dict.fromkeys((*sums, *said)):
        inherited, own = sides.inherited[total], " ".join(sides.labels[total][-1:])
        parts = sums.get(total)
        if parts and any(figures[total]):
            alien = [word for word in inherited if _sums_beyond(word, total, parts, sides, figures)]
        else:
            alone = total == last and said == [total] and len(sections) > 2
            outside = alone or not grid.filled[total - 1].any()
            alien = [w for w in inherited[-1:] if outside and fold(w) not in fold(own)]
        if alien:
            kept = (word for word in sides.labels[total] if word not in alien)
            sides.labels[total] = tuple(kept)


def _sums_beyond(
    word: str,
    total: int,
    parts: Sequence[int],
    sides: StubLabels,
    figures: FiguresByLine,
) -> bool:
    """Whether a total needs rows outside the section of these words to come to its figures."""
    inside = [part for part in parts if word in sides.labels[part]]
    if not inside or len(inside) == len(parts):
        return False
    added = [sum(v or 0 for v in line) for line in zip(*map(figures.get, inside), strict=True)]
    return any(v is not None and v != s for v, s in zip(figures[total], added, strict=True))


# Sums that do not quite add up: figures hidden, rounded or misprinted, people counted twice.

FAR = 0.25  # of its figures: a total that misses its parts by more is the sum of something else
SEVERAL = 3  # sums that all fail at one position: there the figures do not add up
NOTHING = "its words say total, and no lines here add up to it"


def _list_near(tree: SumTree, offers: CandidateSums) -> list[Sum]:
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


def drop_positions(tree: SumTree, offers: CandidateSums) -> bool:
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


def take_near(tree: SumTree, offers: CandidateSums) -> bool:
    """The best sum that fails at a few positions, with the doubt that raises."""
    return _take_doubtful(tree, _list_near(tree, offers)[:1])


def take_said(tree: SumTree, offers: CandidateSums) -> bool:
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


def _take_doubtful(tree: SumTree, totals: list[Sum]) -> bool:
    taken = tree.take(totals)
    tree.doubts |= {m.line: _tell_gap(tree, m) for m in taken if not m.is_exact}
    return bool(taken)


def _miss(total: Sum, tree: SumTree) -> float:
    """The gap as a share of the line's own figures; none where hidden parts may fill it."""
    mine = np.abs(tree.figures.values[total.line][total.decided]).sum()
    gap = float(np.abs(total.gap[total.decided]).sum())
    return gap / mine if mine else float(gap > 0)


def _tell_gap(tree: SumTree, total: Sum) -> str:
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


# Lines that are parts of another line, "of which" lines: a sum that takes them counts twice.


def set_parts_apart(tree: SumTree) -> None:
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


def _fits_within(tree: SumTree, part: int, whole: int) -> bool:
    values, known = tree.figures.values, tree.figures.known
    both = known[part] & known[whole]
    return bool((values[part] <= values[whole] + NOISE)[both].all())


def find_contained(tree: SumTree, offers: CandidateSums) -> bool:
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
        room = tree.figures.allow(sums[first + 1 :], 1)
        hits = np.flatnonzero(
            (np.abs(sums[first + 1 :] - sums[first] - surplus) <= room).all(axis=1)
        )
        within = (surplus <= values[first - 1] + NOISE).all()
        if hits.size and within and first + hits[0] + 1 - first < len(parts) - 1:
            return tuple(parts[first : first + int(hits[0]) + 1])
    return ()


# Lines that say again what the line beside them says, as a region of one force does.


def list_repeats(tree: SumTree, lines: Sequence[int]) -> list[Sum]:
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


def take_repeats(tree: SumTree) -> None:
    """Doubt a line left over that repeats a part of a sum: it would be counted twice."""
    lines = [n for n in range(len(tree.labels)) if tree.figures.filled[n] and n not in tree.sums]
    hung = {part for total in tree.sums.values() for part in total.parts}
    for total in list_repeats(tree, lines):
        pair = {total.line, *total.parts}
        if pair & hung and pair & set(tree.top):
            tree.sums[total.line] = total
            tree.doubts[total.line] = "it repeats the line beside it: it may be its total"


# Find the sums among lines step by step: the exact ones first, those only said to be last.

SURE, LIKELY = 8.0, 1.0  # bits beyond what the number of runs tried would bring by chance
LEAST = 3.0  # bits below that, where another sum may prove the line


def grow(tree: SumTree) -> None:
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
    offers = CandidateSums(tree)
    while any(step(tree, offers) for step in steps):
        offers = CandidateSums(
            tree
        )  # every step that finds something opens the way for the first again
    _ask_about_the_rest(tree, offers)


def _ask_about_the_rest(tree: SumTree, offers: CandidateSums) -> None:
    """Doubt lines left over that may be sums, be it of lines which another sum has taken."""
    left = set(tree.top) - set(tree.sums)
    if tree.sums:
        tree = replace(tree, top=sorted(tree.list_lines() - set(tree.sums)))
        offers = CandidateSums(tree)
    for total in _list_weak(tree, offers, LIKELY):
        if total.line in left:
            tree.doubts[total.line] = (
                f"it is the sum of {len(total.parts)} lines beside it, by so few or such small "
                "figures that it may be chance: say whether it is a total"
            )


def _take_exact(tree: SumTree, offers: CandidateSums) -> bool:
    """Sums without a difference whose parts the layout shows, or that are beyond chance."""
    return _take_inner(tree, _list_exact(tree, offers, matched=False))


def _take_matched(tree: SumTree, offers: CandidateSums) -> bool:
    """What says total and is the sum of lines that only the arithmetic tells from others."""
    return _take_inner(tree, _list_exact(tree, offers, matched=True))


def _take_inner(tree: SumTree, sums: list[Sum]) -> bool:
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


def _take_outer(tree: SumTree, offers: CandidateSums) -> bool:
    """Sums without a difference that have parts nobody could explain."""
    return bool(tree.take(_list_exact(tree, offers, matched=True)))


def _list_exact(tree: SumTree, offers: CandidateSums, matched: bool) -> list[Sum]:
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


def _list_weak(tree: SumTree, offers: CandidateSums, need: float) -> list[Sum]:
    """Sums without words that agree and may be chance, the likeliest first."""
    weak = []
    for line, natural in offers.natural.items():
        if not tree.says_total(line):
            sums = [m for m in natural + offers.matches[line] if m.is_exact and m.bits > 0]
            least = [SURE if tree.is_one_of_a_series(m) else need for m in sums]
            sums = [m for m, bits in zip(sums, least, strict=True) if tree.rate(m) >= bits]
            weak += sorted(sums, key=tree.rate)[-1:]
    return sorted(weak, key=tree.rate, reverse=True)


def _take_confirmed(tree: SumTree, offers: CandidateSums) -> bool:
    """Weak sums that prove each other: none is left over, or a total adds up only with them."""
    weak = [m for m in _list_weak(tree, offers, -LEAST) if not tree.is_one_of_a_series(m)]
    trial = tree.copy()
    repeats = list_repeats(tree, [line for line in tree.top if line not in tree.sums])
    taken = trial.take(weak + [m for m in repeats if not tree.says_total(m.line)])
    if not taken:
        return False
    if set(trial.top) <= set(trial.sums) and sum(map(tree.rate, taken)) >= SURE:
        return bool(tree.take(taken))
    for line, natural in CandidateSums(trial).natural.items():
        for total in natural:
            needed = [part for part in taken if part.line in total.parts]
            proven = tree.says_total(line) or trial.rate(total) >= SURE
            if total.is_exact and total.bits > 0 and proven and needed:
                tree.take(needed)
                return bool(tree.take([total]))
    return False


# Sums across banners: `Total` over Male and Female adds up Male, and Female, of each banner.


def find_cross_sums(tree: SumTree, lines: list[int]) -> None:
    """Find lines that add up those of the same innermost words under all the other banners."""
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for line in lines:
        if len(tree.labels[line]) > 1:
            alike[len(tree.labels[line]), tree.labels[line][-1]].append(line)
    for line in (n for same in alike.values() if len(same) > 2 for n in same):
        words = tree.labels[line]
        others = [n for n in alike[len(words), words[-1]] if n != line]
        banners = {tree.labels[n][:-1] for n in (line, *others)}
        if line in tree.sums or len(banners) <= len(others):
            continue  # one banner holds the words twice: they do not say which is meant
        total = tree.figures.add_up(line, others)
        said = is_under_total(words)
        if total.is_exact and said:
            tree.sums[line] = total
        elif total.is_exact and total.bits >= SURE:
            tree.doubts[line] = (
                f"it is the sum of the {len(others)} lines of this name under other headings: "
                "say whether it is a total"
            )


# Which rows and columns of figures are sums of others, by arithmetic and by their words.


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


def find_totals(
    figures: Sequence[Sequence[float | None]], labels: Sequence[tuple[str, ...]]
) -> Totals:
    """Find the total lines of a block of figures.

    `figures[i][j]` is line i at position j, None where the cell holds no exact number;
    `labels[i]` are the words over line i, outermost first. For columns, pass the transpose.
    """
    totals = Totals()
    if len(labels) < 2 or not figures[0]:
        return totals
    block = Figures(figures)
    wording = [read_wording(words) for words in labels]
    shares = block.shares | np.array([is_under_share(words) for words in labels])
    for of_shares in (False, True):
        alike = np.flatnonzero(shares == of_shares).tolist()
        lines = [line for line in alike if wording[line] != "share"]
        if len(lines) > 1:
            _find_among(lines, Figures(figures), labels, wording, of_shares, totals)
    return totals


def _find_among(
    lines: list[int],
    block: Figures,
    labels: Sequence[tuple[str, ...]],
    wording: list[Wording],
    only_said: bool,
    totals: Totals,
) -> None:
    """Find the sums among lines of one kind, counts or shares, and add them to `totals`."""
    if all(wording[line] == "total" for line in lines):
        wording = ["none"] * len(wording)  # words that stand over every line tell none apart
    tree = SumTree(block, labels, wording, [n for n in lines if block.filled[n]], only_said)
    set_parts_apart(tree)
    grow(tree)
    find_cross_sums(tree, lines)
    take_repeats(tree)
    for line in lines:
        if wording[line] == "total" and line not in tree.sums:
            tree.doubts.setdefault(line, NOTHING)
            if says_total_outright(labels[line]):
                totals.sums[line] = ()
    totals.sums.update({line: total.parts for line, total in tree.sums.items()})
    totals.of_which.update(tree.of_which)
    totals.doubtful.update({n: why for n, why in tree.doubts.items()})
