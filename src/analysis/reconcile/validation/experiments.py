"""All experiments of methods.md 9 in one table: quick for every build, full to be cited."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.reconcile.validation.count_trials import try_counts
from analysis.reconcile.validation.end_to_end import (
    PublishedTrial,
    try_published,
    try_published_ranks,
)
from analysis.reconcile.validation.random_systems import try_ranks, try_systems
from analysis.reconcile.validation.ratio_trials import OTHERS, group_years, try_ratios
from analysis.reconcile.validation.refusal_trials import try_refusals
from analysis.reconcile.validation.scores import as_scores
from analysis.reconcile.validation.share_trials import try_shares
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    CALENDAR,
    HIDDEN,
    LAYOUTS,
    PROCESSES,
    SHOWN,
    SMALL,
    SMALL_WITH_TOTAL,
)

SEED = 20230301
A_YEAR = (4, 20, 100)
CHANGING_RATES = ("constant", "January and February +60 %", "twice as many each year")
PAIRS = ((8, 60), (4, 8), (20, 20))  # events a year of two forces that are compared
VARYING = [one.name for one in PROCESSES if one.expect_variance(A_YEAR[1]) > 1]
RATIO_PROCESSES = (
    *("constant", "January and February +60 %", "January 2018 six times as many"),
    *(name for name in VARYING if name != "bursts of about four"),
)
PUBLISHED = ("constant", "January and February +60 %", "twice as many each year", "variance 3")
# What is tried, as (process, layout, events a year, what is hidden).
Design = tuple[str, str, float, str]


@dataclass(frozen=True)
class Mode:
    """How much is simulated: the designs, and the repeats of each kind of experiment."""

    designs: Sequence[Design]
    pairs: Sequence[tuple[str, tuple[float, float]]]
    published: Sequence[Design]
    repeats: int
    ratio_repeats: int
    share_repeats: int
    published_repeats: int
    published_ranks: int
    systems: int
    ill_posed: int
    well_posed: int


LAYOUT = {layout.name: layout for layout in LAYOUTS}
MARCH, YEARS, FINANCIAL, *TOTALS = LAYOUT
MODES = {
    "quick": Mode(
        designs=[
            *product(BY_NAME, [YEARS], A_YEAR[2:], [SHOWN]),
            *product([*CHANGING_RATES, "variance 3"], [YEARS], A_YEAR[1:2], [SHOWN]),
            *product(["constant", "bursts of about four"], [YEARS], A_YEAR[:1], [SHOWN]),
            *product(CHANGING_RATES[:2], [FINANCIAL], A_YEAR[1:], [SHOWN]),
            *product(CHANGING_RATES, [MARCH, *TOTALS], A_YEAR[1:2], [SHOWN]),
            *product(["constant"], [YEARS, FINANCIAL], A_YEAR[:1], HIDDEN[1:]),
        ],
        pairs=[(name, (20, 20)) for name in RATIO_PROCESSES if "January" not in name],
        published=[
            *product(["constant"], [YEARS, FINANCIAL, TOTALS[-1]], A_YEAR[1:2], [SHOWN]),
            *product(["January and February +60 %", "variance 3"], [YEARS], A_YEAR[2:], [SHOWN]),
            ("constant", YEARS, A_YEAR[0], SMALL),
            ("constant", FINANCIAL, A_YEAR[0], SMALL_WITH_TOTAL),
        ],
        repeats=1500,
        ratio_repeats=2000,
        share_repeats=3000,
        published_repeats=2,
        published_ranks=1,
        systems=60,
        ill_posed=1,
        well_posed=20,
    ),
    "full": Mode(
        designs=list(product(BY_NAME, [layout.name for layout in LAYOUTS], A_YEAR, HIDDEN)),
        pairs=list(product(RATIO_PROCESSES, PAIRS)),
        published=list(product(PUBLISHED, [layout.name for layout in LAYOUTS], A_YEAR, HIDDEN)),
        repeats=10_000,
        ratio_repeats=10_000,
        share_repeats=10_000,
        published_repeats=1,
        published_ranks=10,
        systems=2000,
        ill_posed=20,
        well_posed=300,
    ),
}


def run_experiments(mode: str = "quick", seed: int = SEED) -> pd.DataFrame:
    """One row a design and method, with the columns of `store.SCORES`.

    The same mode and seed give the same table: each experiment draws from a stream of its own,
    named after what it tries, so that neither order nor company changes a number.
    Raises ValueError for an unknown mode.
    """
    if mode not in MODES:
        raise ValueError(f"there is no mode {mode!r}; choose from {', '.join(MODES)}")
    chosen = MODES[mode]
    rows = [*_run_counts(chosen, seed), *_run_ratios(chosen, seed)]
    rows += try_shares(make_generator(seed, "shares"), chosen.share_repeats)
    rows += _run_published(chosen, seed)
    rows += try_systems(make_generator(seed, "systems"), chosen.systems)
    for a_year in A_YEAR[1:]:
        rows += try_ranks(make_generator(seed, "ranks", a_year), chosen.systems // 4, a_year)
    rows += try_refusals(make_generator(seed, "posed"), chosen.ill_posed, chosen.well_posed)
    return as_scores(rows)


def _run_counts(mode: Mode, seed: int) -> Iterator[dict]:
    for process, a_year in product(PROCESSES, A_YEAR):
        ways: dict[str, list[str]] = {}  # of hiding, by layout: what is thinned is the same
        for name, layout, size, hidden in mode.designs:
            if (name, size) == (process.name, a_year):
                ways.setdefault(layout, []).append(hidden)
        if ways:
            rng = make_generator(seed, process.name, a_year)
            stretches = process.simulate(rng, a_year, mode.repeats)
            for layout in ways:
                yield from try_counts(process, LAYOUT[layout], a_year, stretches, ways[layout])


def _run_ratios(mode: Mode, seed: int) -> Iterator[dict]:
    repeats = mode.ratio_repeats
    for name in dict.fromkeys(name for name, _ in mode.pairs):
        # Every pair stands beside the same others, and shares with them what all forces share.
        process, rng = BY_NAME[name], make_generator(seed, name, "others")
        levels = process.draw_shared(rng, OTHERS[0], repeats)
        beside = process.simulate_forces(rng, OTHERS, repeats, levels)
        others = [group for one in beside for group in group_years(CALENDAR, one)]
        for first, second in (sizes for other, sizes in mode.pairs if other == name):
            rng = make_generator(seed, name, first, second)
            mine, theirs = process.simulate_forces(rng, (first, second), repeats, levels)
            yield from try_ratios(process, (first, mine), (second, theirs), others)


def _run_published(mode: Mode, seed: int) -> Iterator[dict]:
    trials = []
    for name, layout, a_year, hidden in mode.published:
        rng = make_generator(seed, "published", name, layout, a_year, hidden)
        sizes = [a_year] * 2
        stretches = BY_NAME[name].simulate_forces(rng, sizes, mode.published_repeats)
        trials.append(PublishedTrial(BY_NAME[name], LAYOUT[layout], a_year, hidden, stretches))
    yield from try_published(trials) if trials else ()
    for hidden in (SHOWN, SMALL) if mode.published else ():
        rng = make_generator(seed, "published ranks", hidden)
        yield from try_published_ranks(rng, mode.published_ranks, A_YEAR[1], hidden)


def make_generator(seed: int, *names: str | float) -> np.random.Generator:
    """A stream of random numbers that belongs to a seed and some names."""
    words = [zlib.crc32(str(name).encode()) for name in names]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))
