"""How well some lines of figures add up to another, and how much that proves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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

    def allow(self, sums: np.ndarray, count: np.ndarray | int) -> np.ndarray:
        """How far a sum of `count` printed figures may lie from the printed total."""
        return self.slack * (np.asarray(count) + 1) + NOISE * (1 + np.abs(sums))

    def add_up(self, line: int, parts: Sequence[int]) -> Sum:
        """Set a line beside the sum of its parts."""
        chosen = list(parts)
        total = self.values[chosen].sum(axis=0)
        gap = self.values[line] - total
        room = self.allow(total, len(chosen))
        whole = self.known[chosen].all(axis=0)
        exceeded = (gap < -room) & (not self.signed)
        decided = self.known[line] & (whole | exceeded)
        agrees = decided & (np.abs(gap) <= room)
        return Sum(line, tuple(chosen), gap, decided, agrees, self._weigh(line, chosen, agrees))

    def _weigh(self, line: int, parts: list[int], agrees: np.ndarray) -> float:
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
