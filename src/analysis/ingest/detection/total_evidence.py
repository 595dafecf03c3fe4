"""The evidence for a total: which lines may add up to it, how well, and what that proves."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log2
from typing import Literal

import numpy as np

from analysis.ingest.words.footnote_marks import fold_label

Wording = Literal["total", "part", "share", "none"]
OUTRIGHT = re.compile(r"\b(?:sub-?\s?)?totals?\b")
# "All forces", or "All day"; "Baton, of which" over its kinds, or one of them.
PERHAPS = re.compile(
    r"^all\b(?! others?\b)|^overall\b|^(?:sum|aggregate)\b|\b(?:of which|of whom)\W*$"
)
PART = re.compile(r"^\W*(?:(?:out )?of (?:which|whom|these|those)|including|incl|thereof)\b")
SHARE = re.compile(  # measures that are worked out from counts and do not add up
    r"%|\bper ?cent|\bproportions?\b|\baverage\b|\bmean\b|\bmedian\b|\bratio\b|\brank(?:ing)?$"
    r"|\bper (?:[\d,]+|head|capita|officer|thousand|million)\b|\brates?$|^rate\b"
    r"|^(?:\w+ )?(?:change|difference|increase|decrease)\b(?! of)"
)


def read_wording(words: Sequence[str]) -> Wording:
    """What the innermost words of a line say; `share` goes first: "% of total" is no total."""
    last = fold_label(words[-1]) if words else ""
    if SHARE.search(last):
        return "share"
    if PART.search(last):
        return "part"
    return "total" if OUTRIGHT.search(last) or PERHAPS.search(last) else "none"


def is_outright_total(words: Sequence[str]) -> bool:
    """Whether the words are enough to call a line a total that no lines add up to."""
    return bool(OUTRIGHT.search(fold_label(words[-1])))


def is_under_share(words: Sequence[str]) -> bool:
    """Whether a banner over the line says that its figures are shares or rates."""
    return any(SHARE.search(fold_label(word)) for word in words[:-1])


def is_under_total(words: Sequence[str]) -> bool:
    """Whether a banner over the line says total: `Total` over Male, Female."""
    return any(read_wording([word]) == "total" for word in words[:-1])


def mask_numbers(words: Sequence[str]) -> str:
    """The innermost words with every number as 9: the years of a series share one shape."""
    return re.sub(r"\d+", "9", fold_label(words[-1])) if words else ""


MOST_DECIMALS = 6  # figures with more are taken as exact but for the noise of binary fractions
NOISE = 1e-9
ROUNDINGS = (1, 5, 10, 50, 100, 1000)  # what counts are published to the nearest of


@dataclass(frozen=True)
class Sum:
    """A line set beside the sum of its parts, position by position (arrays as long as a line).

    `gap` is the line less the sum; `decided` where every figure is known, or where the known
    parts alone come to more than the line; `agrees` where the gap is no more than rounding of
    the decimals shown. `bits` is the evidence: how unlikely the agreement is as a coincidence.
    """

    line: int
    parts: tuple[int, ...]
    gap: np.ndarray
    decided: np.ndarray
    agrees: np.ndarray
    bits: float

    @property
    def is_exact(self) -> bool:
        return bool(self.decided.any() and self.agrees[self.decided].all())

    @property
    def agreement(self) -> float:
        """The share of the decided positions that agree, 0 where nothing is decided."""
        return float(self.agrees.sum() / self.decided.sum()) if self.decided.any() else 0.0


class Figures:
    """A block of lines × positions as numbers, unknown ones apart.

    `values` has 0 where a figure is unknown, `known` says where. `positions` are those that may
    add up: columns of shares beside counts, and repeated positions, prove nothing.
    """

    def __init__(self, figures: Sequence[Sequence[float | None]]):
        given = np.array(figures, dtype=float).reshape(len(figures), -1)
        self.known = ~np.isnan(given)
        self.values = np.where(self.known, given, 0.0)
        self.filled = self.known.any(axis=1)
        fractions = ~np.isclose(self.values, np.round(self.values), atol=NOISE)
        # As many lines of fractions as of counts may be FTE beside heads: those add up as well.
        self.shares = _find_odd(fractions, self.values, 1, at_most=0.499)
        self.positions = np.arange(given.shape[1])
        odd = _find_odd(fractions, self.values, 0, at_most=0.5)
        self.keep_positions(~odd & ~self._find_flat())
        self.signed = bool((self.values < 0).any())

    def _find_flat(self) -> np.ndarray:
        """Positions where three lines or more all hold one figure, as 100 %: no line adds up."""
        low = np.where(self.known, self.values, np.inf).min(axis=0)
        high = np.where(self.known, self.values, -np.inf).max(axis=0)
        return (low == high) & (low != 0) & (self.known.sum(axis=0) > 2)

    def keep_positions(self, keep: np.ndarray) -> None:
        """Go on with these positions (a mask) only, each different column of figures once."""
        values, known, positions = self.values[:, keep], self.known[:, keep], self.positions[keep]
        _, first = np.unique(np.where(known, values, np.inf), axis=1, return_index=True)
        first = np.sort(first)
        self.values, self.known = values[:, first], known[:, first]
        self.positions = positions[first]
        self.unit = _find_unit(self.values)
        self.slack = 0.5 * self.unit if self.unit < 1 else 0.0
        multiples = [n for n in ROUNDINGS if (self.values % n == 0).all()]
        self.rounding = max(multiples, default=self.unit)

    def find_tolerance(self, sums: np.ndarray, count: np.ndarray | int) -> np.ndarray:
        """How far a sum of `count` printed figures may lie from the printed total."""
        return self.slack * (np.asarray(count) + 1) + NOISE * (1 + np.abs(sums))

    def add_up(self, line: int, parts: Sequence[int]) -> Sum:
        """Set a line beside the sum of its parts."""
        chosen = list(parts)
        total = self.values[chosen].sum(axis=0)
        gap = self.values[line] - total
        room = self.find_tolerance(total, len(chosen))
        whole = self.known[chosen].all(axis=0)
        exceeded = (gap < -room) & (not self.signed)
        decided = self.known[line] & (whole | exceeded)
        agrees = decided & (np.abs(gap) <= room)
        bits = self._measure_evidence(line, chosen, agrees)
        return Sum(line, tuple(chosen), gap, decided, agrees, bits)

    def _measure_evidence(self, line: int, parts: list[int], agrees: np.ndarray) -> float:
        """Bits of evidence: a number of n units agrees by chance about once in n + 1 times.

        Where the line merely repeats one of its parts, the others being 0, nothing is proven;
        the part that repeats it most is left out of account.
        """
        worth = np.where(agrees, np.log2(1 + np.abs(self.values[line]) / self.unit), 0.0)
        differs = np.abs(self.values[parts] - self.values[line]) > self.unit / 2
        return float((differs * worth).sum(axis=1).min())


def _find_odd(fractions: np.ndarray, values: np.ndarray, axis: int, at_most: float) -> np.ndarray:
    """Lines (or positions) that are mostly fractions, as shares and rates are beside counts.

    None where more than the share `at_most` are such: then the table itself is of fractions.
    """
    filled = (values != 0).sum(axis=axis)
    odd = fractions.sum(axis=axis) * 2 > filled
    return odd if odd.sum() <= at_most * (filled > 0).sum() else np.zeros_like(odd)


def _find_unit(values: np.ndarray) -> float:
    """1 for whole numbers, else the last decimal place that any figure shows."""
    for decimals in range(MOST_DECIMALS):
        if np.allclose(values, np.round(values, decimals), rtol=0, atol=NOISE * 10):
            return 10.0**-decimals
    return 10.0**-MOST_DECIMALS


EDGE_BITS = 2.0  # bits: the first or last line as the sum of all the others is tried in any table


@dataclass
class SumTree:
    """Lines under their sums, as far as these are found; changed as more are.

    `roots` are the lines that hang under no sum, in their order. Where `only_worded`, as among
    shares, nothing is a sum unless its words say total. `of_which` maps parts to the lines that
    hold them, `doubts` lines to what must be asked.
    """

    figures: Figures
    labels: Sequence[tuple[str, ...]]
    wording: Sequence[Wording]
    roots: list[int]
    only_worded: bool = False
    sums: dict[int, Sum] = field(default_factory=dict)
    of_which: dict[int, int] = field(default_factory=dict)
    doubts: dict[int, str] = field(default_factory=dict)

    def copy(self) -> "SumTree":
        """A tree to try sums on, without the original's knowing."""
        return replace(self, roots=list(self.roots), sums=dict(self.sums))

    def is_worded_total(self, line: int) -> bool:
        return self.wording[line] == "total"

    def list_lines(self) -> set[int]:
        """Every line of the tree, hung or not; those that say "of which" have left it."""
        return {*self.roots, *(part for total in self.sums.values() for part in total.parts)}

    def list_unexplained(self) -> set[int]:
        """Roots that say total and have neither parts nor a doubt yet."""
        settled = self.sums | self.doubts
        return {n for n in self.roots if self.is_worded_total(n) and n not in settled}

    def find_level(self, line: int) -> int:
        """How high a line stands: 0 for a figure, 1 for a sum of those or what says so."""
        parts = self.sums[line].parts if line in self.sums else ()
        own = int(self.is_worded_total(line))
        return max((1 + self.find_level(part) for part in parts), default=own)

    def accept(self, totals: Iterable[Sum]) -> list[Sum]:
        """Hang parts under their sums, best first, as long as they do not cross; those taken."""
        taken: list[Sum] = []
        free = set(self.roots)
        for total in totals:
            lines = {total.line, *total.parts}
            if lines <= free:
                free -= lines
                self.sums[total.line] = total
                taken.append(total)
        hung = {part for total in taken for part in total.parts}
        self.roots = [line for line in self.roots if line not in hung]
        return taken

    def bits_beyond_chance(self, total: Sum) -> float:
        """Bits of evidence beyond chance: the more runs were tried, the more is taken off."""
        edges, others = (self.roots[0], self.roots[-1]), len(self.roots) - 1
        if total.line in edges and len(total.parts) == others:
            return total.bits - EDGE_BITS
        return total.bits - log2(2 * len(self.roots)) - 1

    def is_one_of_a_series(self, total: Sum) -> bool:
        """Whether its words make the line one more year or age among its parts."""
        shape = mask_numbers(self.labels[total.line])
        return "9" in shape and any(mask_numbers(self.labels[p]) == shape for p in total.parts)


MOST = 0.6  # of the positions: a line that fails at more is no sum but for its words
RUNS_AT_ONCE = 256  # bounds the memory, and what is looked at beyond a run that is too much
Run = tuple[int, int]  # a run of neighbouring lines, the end left out; the total may lie inside


class CandidateSums:
    """The sums that the roots of a tree may be, as it stands now.

    `by_layout` has, for each line that is no sum yet, the runs beside it, its group, or all the
    others; `by_arithmetic` those that only the figures point to. Both agree at MOST of the
    positions.
    """

    def __init__(self, tree: SumTree):
        self.tree, self.roots = tree, tree.roots
        levels = [tree.find_level(line) for line in self.roots]
        self.layout = LayoutRuns(levels, [tree.labels[line] for line in self.roots])
        self.run_sums = PrefixSums(tree.figures, self.roots)
        self.by_layout: dict[int, list[Sum]] = {}
        self.by_arithmetic: dict[int, list[Sum]] = {}
        for at, line in enumerate(self.roots):
            if line not in tree.sums and (tree.is_worded_total(line) or not tree.only_worded):
                self.by_layout[line] = list(self.list_by_layout(at, MOST))
                runs = self.run_sums.find_runs(at, MOST)
                self.by_arithmetic[line] = [self._add_up(at, run) for run in runs]

    def list_by_layout(self, at: int, agreement: float) -> Iterator[Sum]:
        """The line at `at` beside the layout's runs; a lone part needs the words."""
        fewest = 1 if self.tree.is_worded_total(self.roots[at]) else 2
        runs = [
            run
            for run in self.layout.list_runs(at)
            if run[1] - run[0] - (run[0] <= at < run[1]) >= fewest
        ]
        if runs:
            low, high = np.array(runs).T
            agrees = self.run_sums.agree(at, low, high) >= agreement
            yield from (self._add_up(at, runs[i]) for i in np.flatnonzero(agrees))

    def _add_up(self, at: int, run: Run) -> Sum:
        parts = [self.roots[i] for i in range(*run) if i != at]
        return self.tree.figures.add_up(self.roots[at], parts)


class LayoutRuns:
    """The runs that the order of the lines and the words over them offer to a total.

    `heights` says how high each line stands: 0 for a plain figure, 1 for a sum of those, and so
    on. A run goes on until a line that stands higher than the run may reach, or to the end of
    the lines under the same outer words.
    """

    def __init__(self, heights: Sequence[int], labels: Sequence[tuple[str, ...]]):
        self.count = len(heights)
        self.walls = [np.flatnonzero(np.array(heights) > reach) for reach in sorted(set(heights))]
        deepest = max(map(len, labels), default=0)
        self.starts = [
            np.array([i for i in range(self.count) if not i or _differ(labels, i, depth)])
            for depth in range(1, deepest)
        ]

    def list_runs(self, at: int) -> list[Run]:
        """Runs of lines before the one at `at`, after it, and on both sides of it."""
        runs: dict[Run, None] = {}
        for wall in self.walls:
            left, right = np.searchsorted(wall, at), np.searchsorted(wall, at, side="right")
            first = int(wall[left - 1]) + 1 if left else 0
            end = int(wall[right]) if right < wall.size else self.count
            runs |= dict.fromkeys([(first, at), (at + 1, end), (first, end)])
        for starts in self.starts:
            block = int(np.searchsorted(starts, at, side="right"))
            end = int(starts[block]) if block < starts.size else self.count
            first = int(starts[block - 1])
            runs |= dict.fromkeys([(first, at), (at + 1, end), (first, end)])
        return [run for run in runs if run[1] - run[0] > (run[0] <= at < run[1])]


def _differ(labels: Sequence[tuple[str, ...]], at: int, depth: int) -> bool:
    """Whether another banner begins here; a line without outer words is under none."""
    mine = labels[at]
    return len(mine) <= depth or mine[:depth] != labels[at - 1][:depth]


class PrefixSums:
    """Sums of every run of neighbouring lines, by prefix sums: lines × positions of memory."""

    def __init__(self, figures: Figures, lines: Sequence[int]):
        self.figures = figures
        self.values, self.known = figures.values[list(lines)], figures.known[list(lines)]
        first = np.zeros((1, self.values.shape[1]))
        self.sums = np.vstack([first, self.values.cumsum(axis=0)])
        self.unknown = np.vstack([first, (~self.known).cumsum(axis=0)])

    def agree(self, at: int, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """The share of decided positions at which the lines low to high add up to the one at `at`.

        One share for each run; 0 where nothing can be decided.
        """
        inside = ((low <= at) & (at < high))[:, None]
        sums = self.sums[high] - self.sums[low] - inside * self.values[at]
        unknown = self.unknown[high] - self.unknown[low] - inside * ~self.known[at]
        whole = (unknown == 0) & self.known[at]
        room = self.figures.find_tolerance(sums, (high - low)[:, None])
        agrees = ((np.abs(sums - self.values[at]) <= room) & whole).sum(axis=1)
        return agrees / np.maximum(whole.sum(axis=1), 1)

    def find_runs(self, at: int, agreement: float = 1.0) -> Iterator[Run]:
        """Runs of two lines or more that end beside a line and add up to it at most positions.

        Of runs that differ by lines of nothing but 0 only the longest is given.
        """
        for low, high in (*self._list_runs(at, 1), *self._list_runs(at, -1)):
            good = np.flatnonzero(self.agree(at, low, high) >= agreement)
            longest = {self.sums[high[i]].tobytes() + self.sums[low[i]].tobytes(): i for i in good}
            yield from ((int(low[i]), int(high[i])) for i in longest.values())

    def _list_runs(self, at: int, step: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The runs after a line (step 1) or before it (-1), as arrays of their two ends.

        They grow until they come to more than the line wherever that is known.
        """
        beside, last = (at + 1, len(self.values)) if step > 0 else (at, 0)
        far = beside + 2 * step
        limit = self.values[at] + self.figures.find_tolerance(self.values[at], len(self.values))
        while (last - far) * step >= 0:
            ends = np.arange(far, last + step, step)[:RUNS_AT_ONCE]
            fixed = np.full_like(ends, beside)
            yield (fixed, ends) if step > 0 else (ends, fixed)
            reached = np.abs(self.sums[ends[-1]] - self.sums[beside])
            if not self.figures.signed and (reached > limit)[self.known[at]].all():
                return
            far = int(ends[-1]) + step
