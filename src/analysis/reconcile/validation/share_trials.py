"""The test of two shares and the limits of their difference, against shares that are known."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import norm

from analysis.reconcile.validation.random_systems import RANK_SHARES
from analysis.reconcile.validation.recomputation import (
    TAIL,
    adjust_by_holm,
    find_share_p_values,
    limit_shares,
)
from analysis.reconcile.validation.scores import HOLDS, score_answers, score_share

LEVEL = 2 * TAIL
TESTED, HOLM = "one test, equal shares", "all of a family, equal shares"
TOLD_APART = "one test, shares apart"
DIFFERENCE = "limits of the difference"
# Events of either force, and the share of the category in each.
EQUAL = ((138, 1750, 0.11), (60, 60, 0.3), (200, 40, 0.05), (500, 500, 0.5))
APART = ((138, 1750, 0.22, 0.108), (100, 100, 0.3, 0.1))
FAMILIES = ((138, 1750), (60, 60), (1000, 1000))


def try_shares(rng: np.random.Generator, repeats: int) -> Iterator[dict]:
    """One score a design: how often equal shares are not told apart, and others are, rightly.

    Of a family, the tables of all ranks of two forces, how often none of all is told apart.
    """
    for size, other, share in EQUAL:
        design = _describe((size, other), f"{share:g} in both")
        first, second = rng.binomial(size, share, repeats), rng.binomial(other, share, repeats)
        p_values = _test(first, size, second, other)
        yield design | {"method": TESTED} | score_share(p_values >= LEVEL)
        yield design | _score_difference((first, second), (size, other), (share, share))
    for size, other, *shares in APART:
        design = _describe((size, other), f"{shares[0]:g} and {shares[1]:g}")
        first, second = (
            rng.binomial(size, shares[0], repeats),
            rng.binomial(other, shares[1], repeats),
        )
        told = (_test(first, size, second, other) < LEVEL) & (first * other > second * size)
        yield design | {"method": TOLD_APART} | score_share(told)
        yield design | _score_difference((first, second), (size, other), shares)
    for size, other in FAMILIES:
        first, second = (rng.multinomial(n, RANK_SHARES, repeats) for n in (size, other))
        tests = [_test(a, size, b, other) for a, b in zip(first.T, second.T, strict=True)]
        adjusted = adjust_by_holm(np.column_stack(tests))
        design = _describe((size, other), f"{len(RANK_SHARES)} ranks, alike in both")
        yield design | {"method": HOLM} | score_share((adjusted >= LEVEL).all(axis=1))


def _describe(sizes: tuple[int, int], shares: str) -> dict:
    design = {"claim": "share", "process": shares, "assumption": HOLDS}
    return design | {"layout": f"{sizes[0]:,} events against {sizes[1]:,}"}


def _test(first: np.ndarray, size: int, second: np.ndarray, other: int) -> np.ndarray:
    return find_share_p_values((first, first), size, (second, second), other)


def _score_difference(
    inside: tuple[np.ndarray, np.ndarray], sizes: tuple[int, int], shares: Sequence[float]
) -> dict:
    """Limits of each share at 97.5 % together (methods.md 7), beside normal ones of the two."""
    (lower, upper), (other_lower, other_upper) = (
        limit_shares(seen, size - seen, TAIL / 2) for seen, size in zip(inside, sizes, strict=True)
    )
    errors = [p * (1 - p) / size for p, size in zip(shares, sizes, strict=True)]
    ideal = 200 * norm.isf(TAIL) * np.sqrt(sum(errors))
    truth = 100 * (shares[0] - shares[1])
    ends = lower - other_upper, upper - other_lower
    # Of a difference of 0 no width relative to it can be told; its length can.
    scored = score_answers(truth, *ends, ideal=ideal)
    return {"method": DIFFERENCE} | {k: v for k, v in scored.items() if k != "width"}
