"""How often the intervals of ranks hold, all together, over simulated counts of many forces.

    .venv/bin/python benchmarks/rank_coverage.py [REPEATS] [SEED]

By hand. Each design has true rates and exposures; counts are drawn REPEATS times (4,000 unless
told), Poisson or, over five years, negative binomial with a variance of so many times the mean. The
method is worked out anew, all repeats at once, and the first twenty are held against
`bound_ranks`: any difference exits with 1. Equal true rates share their ranks, and an interval
holds only with all of them. Prints the coverage of all ranks at once with its Monte Carlo error,
and how many ranks are left open to a rate; 95 % is promised of Poisson counts.
"""

import sys
from itertools import combinations

import numpy as np
from scipy.stats import binom, t

from analysis.reconcile.methods.many_rates import bound_ranks
from analysis.reconcile.methods.rates import Dispersion

YEARS, CHECKED = 5, 20
SIZES = np.geomspace(11, 260, 14)  # 1,000 workforce-years, as in the request of 2014
EVEN = np.full(8, 100.0)
GROUPS = np.repeat([1.0, 3.0], 4)
POISSON = {
    "14, equal": (SIZES, np.full(14, 0.75)),
    "14, each 2 % over the last": (SIZES, 0.75 * 1.02 ** np.arange(14)),
    "14, each 10 % over the last": (SIZES, 0.4 * 1.1 ** np.arange(14)),
    "14, each 30 % over the last": (SIZES, 0.1 * 1.3 ** np.arange(14)),
    "8, equal, 300 events each": (EVEN, np.full(8, 3.0)),
    "8, in two groups, 100 and 300 events": (EVEN, GROUPS),
    "43, equal": (np.geomspace(10, 260, 43), np.full(43, 0.75)),
}
VARYING = {
    "8, equal, 300 events each": (EVEN, np.full(8, 3.0)),
    "8, in two groups, 100 and 300 events": (EVEN, GROUPS),
    "14, equal, 8 to 195 events": (SIZES, np.full(14, 0.75)),
}


def draw_years(
    rng: np.random.Generator, means: np.ndarray, dispersion: float, repeats: int
) -> np.ndarray:
    """Counts of each repeat, year and force."""
    size = repeats, YEARS, len(means)
    if dispersion == 1:
        return rng.poisson(means / YEARS, size)
    return rng.negative_binomial(means / YEARS / (dispersion - 1), 1 / dispersion, size)


def measure(years: np.ndarray) -> tuple[np.ndarray, int]:
    """The dispersion that the years of each repeat show, and its degrees of freedom."""
    means = years.mean(axis=1, keepdims=True)
    squares = np.divide((years - means) ** 2, means, out=np.zeros(years.shape), where=means > 0)
    freedom = years.shape[2] * (YEARS - 1)
    return np.maximum(1, squares.sum(axis=(1, 2)) / freedom), freedom


def rank(
    counts: np.ndarray, sizes: np.ndarray, ratios: np.ndarray | None, freedom: int
) -> tuple[np.ndarray, np.ndarray]:
    """Best and worst rank of each repeat and force, by Holm over all one-sided comparisons."""
    number = len(sizes)
    one, other = map(np.array, zip(*combinations(range(number), 2), strict=True))
    x, y, share = counts[:, one], counts[:, other], sizes[one] / (sizes[one] + sizes[other])
    above, below = binom.sf(x - 1, x + y, share), binom.cdf(x, x + y, share)
    if ratios is not None:
        logs = np.log((x + 0.5) / (y + 0.5) * sizes[other] / sizes[one])
        errors = np.sqrt(ratios[:, None] * (1 / (x + 0.5) + 1 / (y + 0.5)))
        above = np.maximum(above, np.where(x > 0, t.sf(logs / errors, freedom), 1))
        below = np.maximum(below, np.where(y > 0, t.cdf(logs / errors, freedom), 1))
    chances = np.concatenate([above, below], axis=1)
    order = np.argsort(chances, axis=1)
    steps = 0.05 / np.arange(chances.shape[1], 0, -1)
    passed = np.cumprod(np.take_along_axis(chances, order, axis=1) <= steps, axis=1)
    found = np.zeros_like(passed)
    np.put_along_axis(found, order, passed, axis=1)
    best, worst = np.ones_like(counts), np.full_like(counts, number)
    for place, (i, j) in enumerate(zip(one, other, strict=True)):
        for higher, lower, at in ((i, j, place), (j, i, place + len(one))):
            worst[:, higher] -= found[:, at]
            best[:, lower] += found[:, at]
    return best, worst


def run(name: str, sizes, rates, dispersion: float, known: bool, repeats: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    years = draw_years(rng, rates * sizes, dispersion, repeats)
    counts = years.sum(axis=1)
    ratios, freedom = measure(years) if known else (None, 0)
    best, worst = rank(counts, sizes, ratios, freedom)
    for place in range(min(CHECKED, repeats)):
        spread = None if ratios is None else Dispersion(float(ratios[place]), freedom)
        pairs = [(int(count), int(count)) for count in counts[place]]
        if bound_ranks(pairs, sizes.tolist(), spread) != [
            *zip(best[place].tolist(), worst[place].tolist(), strict=True)
        ]:
            raise SystemExit(f"{name}: bound_ranks differs in repeat {place}")
    first = 1 + (rates[:, None] < rates).sum(axis=1)
    last = len(rates) - (rates[:, None] > rates).sum(axis=1)
    held = ((best <= first) & (last <= worst)).all(axis=1).mean()
    error = np.sqrt(held * (1 - held) / repeats)
    print(f"{name:64}{held:.3f} ± {error:.3f}{(worst - best + 1).mean():8.1f}", flush=True)


def main(repeats: int = 4000, seed: int = 12) -> None:
    print(f"{'forces and their true rates':64}{'all hold':16}open ranks")
    for name, design in POISSON.items():
        run(name, *design, 1.0, False, repeats, seed)
    for dispersion in (2.0, 4.0, 7.2):
        for name, design in VARYING.items():
            what = f"{name}, variance {dispersion:g}"
            run(f"{what}, measured", *design, dispersion, True, repeats, seed)
            run(f"{what}, not known", *design, dispersion, False, repeats, seed)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
