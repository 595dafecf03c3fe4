"""How fast are sharp bounds, for every force at once and as tables grow?

    .venv/bin/python benchmarks/bounds_speed.py

First 43 forces with six dimensions each, made up with a fixed seed: calendar, financial and March
years, tables without years, hidden counts. Every category's count in the common window is bounded
from its table and the totals, as a report does it. Exits with 1 unless that takes under 5 seconds.
Then one table grows in categories and months, all its categories bounded together and one by one;
the seconds are drawn over the number of cells in build/benchmarks/bounds-growth.svg and .png.
"""

import sys
import time
from datetime import date
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from analysis.model.observation import as_observations
from analysis.model.store.paths import BUILD
from analysis.model.window import Window
from analysis.reconcile.categories.category_counts import Linked, link_table
from analysis.reconcile.methods.bounds import Known, System
from analysis.reconcile.replies.series import Series, split_series
from analysis.reconcile.validation.simulated_replies import observe

LIMIT = 5.0  # seconds
FORCES = 43
COMMON = Window(date(2018, 3, 1), date(2023, 3, 1))
DIMENSIONS = {"rank": 9, "role": 6, "platform": 10, "nature": 8, "source": 4, "outcome": 10}
SIZES = (1, 2, 4, 8, 16, 32, 64)


def cut_years(first_month: int) -> list[Window]:
    """Years from January, March or April that cover the common window."""
    first = 2018 if first_month <= COMMON.start.month else 2017
    starts = [date(year, first_month, 1) for year in range(first, 2025)]
    years = [Window(*pair) for pair in pairwise(starts)]
    return [year for year in years if year.meet(COMMON)]


def make_force(rng: np.random.Generator, number: int) -> list[Series]:
    """One force's observations: totals by year, and a table a dimension, with years or without."""
    years = cut_years((1, 3, 4)[number % 3])
    whole = Window(years[0].start, years[-1].end)
    counts = rng.poisson(rng.uniform(5, 200), len(years))
    rows = [observe(int(n), y.start, y.end) for y, n in zip(years, counts, strict=True)]
    for dimension, size in DIMENSIONS.items():
        chances = rng.dirichlet(np.full(size, 0.8))
        cells = np.array([rng.multinomial(n, chances) for n in counts])
        spread = zip(years, cells, strict=True) if number % 2 else [(whole, cells.sum(axis=0))]
        for window, figures in spread:
            for kind, n in enumerate(figures):
                hidden = dimension not in ("platform", "nature") and 0 < n < 5
                place = {"table": dimension, "dimension": dimension, "category": f"kind {kind}"}
                count = (1, 4) if hidden else int(n)
                rows.append(observe(count, window.start, window.end, **place))
    for place, row in enumerate(rows):
        row |= {"force": f"force {number}", "cell": f"B{place + 1}"}
    return split_series(as_observations(rows))


def bound_force(series: list[Series]) -> int:
    """Bounds on every category of a force; returns how many were bounded."""
    bounded = 0
    for one in series:
        for _, table in one.figures.groupby("dimension", sort=False):
            if table["dimension"].iloc[0] != "total":
                linked = link_table(one, table, COMMON)
                assert isinstance(linked, Linked), linked
                bounded += len(linked.bound_counts(sorted(table["category"].unique())))
    return bounded


def make_table(rng: np.random.Generator, kinds: int, months: int) -> System:
    """A table of `kinds` by `months`, a fifth of it hidden, with the totals of each month."""
    starts = [date(2018 + m // 12, m % 12 + 1, 1) for m in range(months + 1)]
    cells = []
    for start, end in pairwise(starts):
        counts = rng.poisson(6, kinds)
        cells.append(Known(Window(start, end), int(counts.sum()), int(counts.sum())))
        for kind, n in enumerate(map(int, counts)):
            ends = (1, 4) if 0 < n < 5 and rng.random() < 0.5 else (n, n)
            cells.append(Known(Window(start, end), *ends, parts=frozenset({f"kind {kind}"})))
    return System(cells, [Window(date(2018, 1, 15), starts[-1])])


def time_growth(rng: np.random.Generator) -> pd.DataFrame:
    """Seconds to bound every category of growing tables, together and one by one."""
    rows = []
    for size in SIZES:
        system = make_table(rng, size, min(60, 6 * size))
        window = Window(date(2018, 1, 15), system.cells[-1].window.end)
        queries = [(window, frozenset({kind})) for kind in system.categories if kind]
        started = time.perf_counter()
        together = system.bound_many(queries)
        between = time.perf_counter()
        alone = [system.bound(*query) for query in queries]
        ended = time.perf_counter()
        assert [(b.low, b.high) for b in together] == [(b.low, b.high) for b in alone]
        times = {"together": between - started, "one by one": ended - between}
        rows.append({"cells": len(system.cells), "questions": len(queries), **times})
    return pd.DataFrame(rows)


def draw_growth(growth: pd.DataFrame) -> str:
    figure, axes = plt.subplots(figsize=(6.4, 4), layout="constrained")
    for way, marker in (("together", "o"), ("one by one", "s")):
        axes.loglog(growth["cells"], growth[way] / growth["questions"], marker=marker, label=way)
    axes.set(xlabel="cells of the table", ylabel="seconds a category")
    axes.set_title("Sharp bounds as a table grows", loc="left")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    folder = BUILD / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ("svg", "png"):
        figure.savefig(folder / f"bounds-growth.{kind}", dpi=150)
    return f"{folder.relative_to(BUILD.parent)}/bounds-growth.svg"


def main() -> int:
    rng = np.random.default_rng(1826)
    forces = [make_force(rng, number) for number in range(FORCES)]
    bound_force(forces[0])  # once untimed: imports and caches
    started = time.perf_counter()
    bounded = sum(map(bound_force, forces))
    taken = time.perf_counter() - started
    print(f"{FORCES} forces, {len(DIMENSIONS)} dimensions, {bounded:,} categories: {taken:.2f} s")
    growth = time_growth(rng)
    growth["ratio"] = growth["one by one"] / growth["together"]
    print(growth.round(3).to_string(index=False))
    print(draw_growth(growth))
    return int(taken >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
