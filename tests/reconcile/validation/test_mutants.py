"""Mistakes that are easily made, each made on purpose: the check that is named must see it.

A mutant replaces one function of the pipeline by a wrong one. Every check is a worked example that
holds without it; a check that still holds with it would be worthless.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from examples import (
    BY_RANK,
    BY_YEAR,
    COMMON,
    WORKFORCE,
    YEARS_DOWN,
    frame,
    observe,
    observe_met,
    observe_years,
    read_rows,
)
from scipy.stats import binom
from statsmodels.stats.multitest import multipletests

from analysis.ingest.recipe import unpivot
from analysis.model import window as window_module
from analysis.model.count import Count, exactly
from analysis.model.faults import Faults
from analysis.model.window import Window, read_window
from analysis.reconcile.categories import breakdown
from analysis.reconcile.categories.category_counts import Linked
from analysis.reconcile.methods import apportion, bounds, rates, shares
from analysis.reconcile.methods.apportion import Straddle, divide_window, thin
from analysis.reconcile.methods.bounds import (
    Bound,
    Disagreement,
    Known,
    bound_window,
)
from analysis.reconcile.methods.rates import (
    Dispersion,
    measure_dispersion,
    rate_interval,
    ratio_interval,
    take_ratio,
)
from analysis.reconcile.methods.running_totals import RunningTotals
from analysis.reconcile.methods.shares import bound_share
from analysis.reconcile.replies import comparability, denominators, ladder
from analysis.reconcile.replies.comparability import refuse_unlike
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.ladder import place_count
from analysis.reconcile.replies.series import pair_known, split_series
from analysis.reconcile.results import orders
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals import pairs, window_counts
from analysis.reconcile.totals.pairs import compare_pairs
from analysis.reconcile.totals.window_counts import compare_totals, limit_division
from analysis.reconcile.validation import ratio_trials, recomputation, simulated_replies
from analysis.reconcile.validation.count_trials import try_counts
from analysis.reconcile.validation.end_to_end import (
    PublishedTrial,
    try_published,
    try_published_ranks,
)
from analysis.reconcile.validation.ratio_trials import OTHERS, group_years, try_ratios
from analysis.reconcile.validation.scores import as_scores
from analysis.reconcile.validation.share_trials import try_shares
from analysis.reconcile.validation.simulate import (
    BY_NAME,
    CALENDAR,
    LAYOUTS,
    SHOWN,
    SMALL,
    bound_table,
)
from analysis.reconcile.validation.targets import MISSED, check_targets

pytestmark = pytest.mark.costly

TWO_YEARS = Window(date(2018, 1, 1), date(2020, 1, 1))
ROWS = Rows([])


def near(*wanted: float) -> object:
    return pytest.approx(wanted, abs=5e-4)


def place(rows: list[dict], window: Window = COMMON, additive: bool = True) -> tuple:
    placed = place_count(frame(rows), window, additive)
    return placed.code if isinstance(placed, Refusal) else (placed.rung, placed.low, placed.high)


def total(rows: list[dict], measure: str, basis: str) -> dict:
    (series,) = split_series(frame(rows))
    figures, *_ = compare_totals(series, COMMON, Workforce(WORKFORCE), ROWS)
    return next(f for f in figures if (f["measure"], f["basis"]) == (measure, basis))


# --- the checks, each a worked example


def check_straddling_year():
    """methods.md 2.1: the year 2018 lies partly outside, so 151 to 175."""
    assert place(observe_met()) == ("B", 151, 175)


def check_chained_cells():
    assert place(observe_years({2018: 3, 2019: 4}), TWO_YEARS) == ("E", 7, 7)


def check_nested_cells():
    """methods.md 2.2: of 7 in two years, the first has up to 7, for its own cell says up to 10."""
    first = Window(TWO_YEARS.start, date(2019, 1, 1))
    bound = bound_window([Known(TWO_YEARS, 7, 7), Known(first, 0, 10)], first)
    assert (bound.low, bound.high) == (0, 7)


def check_days():
    """methods.md 1: 1,826 days, and 306 of the 365 days of 2018."""
    assert COMMON.days == 1826
    assert Window(date(2018, 1, 1), date(2019, 1, 1)).share_inside(COMMON) == 306 / 365


def check_last_day():
    window = read_window("2018-03-01 to 2018-03-31")
    assert (window.end, window.days) == (date(2018, 4, 1), 31)


def check_estimate():
    """methods.md 3: 151 whole ones and 306/365 of the 24 of 2018."""
    assert total(observe_met(), "estimate", "common")["estimate"] == pytest.approx(
        151 + 24 * 306 / 365
    )


def check_tilted_share():
    """Twice the rate outside leaves less inside."""
    assert thin((0, 0), [Straddle(100, 100, 0.5)], (2.0, 2.0)).middle == pytest.approx(100 / 3)


def check_common_window():
    figure = total(observe_met(), "count", "common")
    assert (figure["low"], figure["high"]) == (151, 175)


def check_hidden():
    assert place(observe_years({2018: (1, 4), 2019: 3}), TWO_YEARS) == ("B", 4, 7)


def check_hidden_in_total():
    rows = observe_years({2018: (1, 4), 2019: 19})
    whole = observe(22, "2018-01-01", "2020-01-01", cell="Z1", note="printed total")
    assert place([*rows, whole], Window(date(2018, 1, 1), date(2019, 1, 1))) == ("E", 3, 3)


def check_people():
    """methods.md 2.5: the same officer may appear in both years."""
    rows = observe_years({2018: 30, 2019: 40}, unit="people")
    assert place(rows, TWO_YEARS, additive=False) == ("B", 40, 70)


def check_gap():
    assert place(observe_years({2018: 5, 2020: 6}), COMMON) == "COVERAGE_GAP"


def check_contradiction():
    half = observe(30, "2018-01-01", "2018-07-01", cell="Z9")
    assert place([*observe_met(), half]) == "INCONSISTENT_SOURCES"


def check_unlike_units():
    other = {"force": "metropolitan", "reference": "M 1", "unit": "cases"}
    series = split_series(frame([*observe_met(), *(row | other for row in observe_met())]))
    figures, *_ = compare_pairs(series, COMMON, Workforce(WORKFORCE), ROWS)
    refusals = refuse_unlike(series, COMMON, ROWS)
    assert figures == [] and [r["code"] for r in refusals] == ["UNIT_MISMATCH"]


def check_ratio_of_pair():
    """The common window's ratio rests on 151 to 175, not on the reply's own 175."""
    other = {"force": "metropolitan", "reference": "M 1"}
    exact = [observe(42, "2018-03-01", "2023-03-01", force="staffordshire")]
    series = split_series(frame([*exact, *(row | other for row in observe_met())]))
    figures, *_ = compare_pairs(series, COMMON, Workforce(WORKFORCE), ROWS)
    common = next(figure for figure in figures if figure["basis"] == "common")
    assert common["high"] / common["low"] == pytest.approx(175 / 151)


def check_rate_limits():
    """methods.md 4: 8 events give 3.45 to 15.76."""
    assert rate_interval(8, 8, 1) == near(3.4538, 15.7632)


def check_ratio_limits():
    """methods.md 4: 30 against 8 gives 1.680 to 9.467; against none there is no upper limit."""
    assert ratio_interval((30, 30), 1, (8, 8), 1) == near(1.6796, 9.4667)
    assert ratio_interval((5, 5), 1, (0, 0), 1)[1] == math.inf


def check_dispersion():
    """Ten and ten vary less than chance would: 1, and never under it."""
    assert measure_dispersion([[(10, 1.0), (10, 1.0)]]).ratio == 1


def check_published():
    """methods.md 9: no target that looks at what is published is missed."""
    rng, process = np.random.default_rng(1), BY_NAME["constant"]
    stretches = process.simulate_forces(rng, (20, 30), 2)
    layouts = CALENDAR, LAYOUTS[3]  # with a dispersion and without
    trials = [PublishedTrial(process, layout, 20, SHOWN, stretches) for layout in layouts]
    scores = [*try_published(trials)]
    rng = np.random.default_rng(4)  # Holm and Bonferroni differ in its ranks
    scores += try_published_ranks(rng, 1, 20, SMALL)
    scores += try_published_ranks(rng, 1, 20, SHOWN)
    assert not list_missed(scores, {"bounds", "sharpness", "published figures"})


def check_lengths():
    """methods.md 9: limits hold the truth as often as promised, and are no longer than that."""
    rng, process = np.random.default_rng(1), BY_NAME["constant"]
    scores = [*try_counts(process, CALENDAR, 100, process.simulate(rng, 100, 2500), [SHOWN])]
    first, second, *beside = process.simulate_forces(rng, (20, 20, *OTHERS), 2500)
    others = [group for one in beside for group in group_years(CALENDAR, one)]
    scores += try_ratios(process, (20, first), (20, second), others)
    scores += try_shares(np.random.default_rng(2), 3000)
    limits = {"thinning", "sensitivity", "wide limits", "ratio", "ratio of bounds"}
    limits |= {"quasi-Poisson ratio", "test of two shares", "family of shares"}
    assert not list_missed(scores, limits)


def list_missed(scores: list[dict], expected: set[str]) -> list[str]:
    """The targets that some design was tried for, and that are missed."""
    judged = check_targets(as_scores(scores)).set_index("target")
    judged = judged[judged["designs"] > 0]
    assert expected <= set(judged.index)
    return list(judged.index[judged["verdict"].eq(MISSED)])


def check_blank(folder: Path):
    rows = [*YEARS_DOWN[:3], [2020, ""], *YEARS_DOWN[4:]]
    with pytest.raises(Faults, match="a blank is never taken for 0"):
        read_rows(folder, rows, BY_YEAR)


def check_hidden_mark(folder: Path):
    """Five is not among what stands for fewer than five."""
    marks = {"<5": "suppressed 1 to 4"}
    rows = [["Complaints by rank"], ["Rank", "Number"], ["Constable", 30], ["Sergeant", "<5"]]
    table = {name: told for name, told in BY_RANK.items() if name != "totals"}
    made = read_rows(folder, rows, table | {"marks": marks}).observations
    assert made.loc[made["category"] == "sergeant", ["low", "high"]].values.tolist() == [[1, 4]]


# --- the mutants: what is replaced, and by what


def add_up_end_too(cells, window, add_up=bounds._add_up):
    """The disjoint cells of the days from the start to the end, the end taken in."""
    return add_up(cells, Window(window.start, window.end + timedelta(days=1)))


def bound_end_too(self, lows, highs, windows, bound=RunningTotals.bound):
    """The days from the start to the end, and on to the next edge."""
    edges = sorted(self.places)
    ends = [edges[min(self.places[window.end] + 1, self.steps)] for window in windows]
    longer = [Window(window.start, end) for window, end in zip(windows, ends, strict=True)]
    return bound(self, lows, highs, longer)


def share_by_months(self, other):
    def months(window):
        return 12 * (window.end.year - window.start.year) + window.end.month - window.start.month

    return months(self.meet(other)) / months(self) if self.meet(other) else 0.0


def place_own(figures, window, additive=True):
    """The reply's own count, whatever the window."""
    start, end = (pd.DataFrame(figures)[edge] for edge in ("start", "end"))
    own = Window(start.min().date(), end.max().date())
    return place_count(figures, own, additive)


def know_low_only(figures, **kind):
    return [(replace(cell, high=cell.low), rows) for cell, rows in pair_known(figures, **kind)]


def forget_totals(figures, **kind):
    rows = pd.DataFrame(figures)
    return pair_known(rows[~rows["note"].str.startswith("printed total")], **kind)


def share_events(cells, window):
    """Bounds drawn together into one number by the days of each cell."""
    parts = [(cell.low + cell.high) / 2 * cell.window.share_inside(window) for cell in cells]
    return Bound(round(sum(parts)), round(sum(parts)), {}, {})


def add_people(cells, window):
    bound = bound_window(cells, window)
    return bound.low, bound.high


def smooth_over(cells, window):
    """A contradiction is answered with the first figures that do not contradict."""
    while True:
        try:
            return bound_window(cells, window)
        except Disagreement:
            cells = cells[:-1]


def raise_low_end(cells, window):
    """What is published begins five too high."""
    bound = bound_window(cells, window)
    return bound.low + 5 * (bound.low != bound.high), bound.high


def limit_to_middle(division, ratios, dispersion):
    told = limit_division(division, ratios, dispersion)
    return told | {"lower": told["estimate"], "upper": told["estimate"]}


def forget_astride(cells, window):
    division = divide_window(cells, window)
    return division and replace(division, astride=dict.fromkeys(division.astride, 0))


def limit_ratio_to_one(*sides):
    ratio = take_ratio(*sides)
    return replace(ratio, lower=1.0, upper=1.0, wide_lower=1.0, wide_upper=1.0)


def widen_by_fifty(*table):
    least, most = bound_table(*table)
    return least - 50, most + 50


def bound_from_none(self, categories):
    """A table's own counts, as if no total by year said how many fell inside."""
    return {c: (0, b[1]) for c, b in BOUND_COUNTS(self, categories).items()}


def read_blank_as_nothing(cell, marks):
    return exactly(0) if not cell.text else READ(cell, marks)


def read_mark_to_five(cell, marks):
    count = READ(cell, marks)
    return Count(1, 5, "suppressed") if count and count.status == "suppressed" else count


def limit_by_normal(count, exposure, method, alpha):
    half = 1.96 * math.sqrt(count)
    return (count - half) / exposure, (count + half) / exposure


def limit_by_wilson(count, total, alpha, method):
    p, z = count / total, 1.96
    middle, half = p + z * z / (2 * total), z * math.sqrt(p * (1 - p) / total)
    return (middle - half) / (1 + z * z / total), (middle + half) / (1 + z * z / total)


def limit_by_wrong_end(first, years, second, other_years):
    """Each limit at the other end of the ranges, as if the narrowest interval were meant."""
    return ratio_interval(first[::-1], years, second[::-1], other_years)


def integrate_steps(sizes, window):
    """Each snapshot's level is kept until the next one."""
    days = [window.start + timedelta(n) for n in range(window.days)]
    known = sorted(sizes)
    levels = [sizes[max((d for d in known if d <= day), default=known[0])] for day in days]
    return sum(levels) / 365.25


def adjust_by_bonferroni(p_values, alpha, method):
    return multipletests(p_values, alpha=alpha, method="bonferroni")


def double_wrong_tail(first, years, second, other_years):
    """Twice the tail on the side where the count is not."""
    share = years / (years + other_years)
    tails = rates._tail(first[0], second[1], share), rates._tail(second[0], first[1], 1 - share)
    return min(1.0, 2 * max(tails))


def add_tail_beyond(count, other, share):
    """Without the count itself."""
    return float(binom.sf(count, count + other, share))


def divide_by_the_others(inside, outside):
    return inside / max(outside, 1)


def share_of_least(inside, elsewhere, unsure, total=None):
    """The base without what is hidden: the least of every count."""
    return bound_share(inside, (elsewhere[0], elsewhere[0]), unsure)


WIDEN = Dispersion.half_width.func
TILT = recomputation.tilt
READ, BOUND_COUNTS = unpivot.read_count, Linked.bound_counts
MUTANTS: dict[str, tuple[object, str, object, Callable]] = {
    "an end taken in": (bounds, "_add_up", add_up_end_too, check_straddling_year),
    "an end taken in, of cells in a row": (bounds, "_add_up", add_up_end_too, check_chained_cells),
    "an end taken in, of nested cells": (
        RunningTotals, "bound", bound_end_too, check_nested_cells
    ),
    "a last day left out": (window_module, "ONE_DAY", timedelta(0), check_last_day),
    "a day too many": (Window, "days", property(lambda w: (w.end - w.start).days + 1), check_days),
    "months for days": (Window, "share_inside", share_by_months, check_days),
    "months for days, in an estimate": (Window, "share_inside", share_by_months, check_estimate),
    "the rate ratio upside down": (
        apportion, "tilt_share", lambda share, r: share * r / (share * r + 1 - share),
        check_tilted_share,
    ),
    "events spread by days": (ladder, "bound_window", share_events, check_straddling_year),
    "own for common window": (window_counts, "place_count", place_own, check_common_window),
    "own for common window, of a pair": (pairs, "place_count", place_own, check_ratio_of_pair),
    "a hidden count at its lowest": (ladder, "pair_known", know_low_only, check_hidden),
    "printed totals forgotten": (ladder, "pair_known", forget_totals, check_hidden_in_total),
    "people added up": (ladder, "bound_people", add_people, check_people),
    "gaps passed over": (ladder, "find_gaps", lambda cells, window: [], check_gap),
    "a contradiction smoothed over": (ladder, "bound_window", smooth_over, check_contradiction),
    "unlike units compared": (
        comparability, "find_mismatches", lambda *pair: [], check_unlike_units
    ),
    "limits by the normal": (rates, "confint_poisson", limit_by_normal, check_rate_limits),
    "limits by Wilson": (rates, "proportion_confint", limit_by_wilson, check_ratio_limits),
    "less than chance": (rates, "max", lambda *values: min(values), check_dispersion),
    "a published low end too high": (ladder, "_bound", raise_low_end, check_published),
    "published limits of no width": (
        window_counts, "limit_division", limit_to_middle, check_published
    ),
    "nothing astride": (window_counts, "divide_window", forget_astride, check_published),
    "published ratios of 1": (pairs, "take_ratio", limit_ratio_to_one, check_published),
    "a closed form too wide": (simulated_replies, "bound_table", widen_by_fifty, check_published),
    "ranks not linked to the years": (Linked, "bound_counts", bound_from_none, check_published),
    "an interval from the wrong end": (
        rates, "ratio_interval", limit_by_wrong_end, check_published
    ),
    "years of 365 days": (denominators, "DAYS_A_YEAR", 365, check_published),
    "steps for trapezoids": (denominators, "_integrate", integrate_steps, check_published),
    "Bonferroni for Holm": (orders, "multipletests", adjust_by_bonferroni, check_published),
    "the wrong tail": (rates, "find_p_value", double_wrong_tail, check_published),
    "a tail without what was seen": (rates, "_tail", add_tail_beyond, check_published),
    "the others for the base": (shares, "_divide", divide_by_the_others, check_published),
    "the least for the base": (breakdown, "bound_share", share_of_least, check_published),
    "a declared reach three times as wide": (
        window_counts, "DECLARED_RANGE", (1 / 6, 6.0), check_published
    ),
    "a widening three times as wide": (
        Dispersion, "half_width", property(lambda one: 3 * WIDEN(one)), check_published
    ),
    "a reach three times as wide in both computations": (
        recomputation, "tilt", lambda share, most: TILT(share, most**2.6), check_lengths
    ),
    "limits at 99.9 % in both computations": (recomputation, "TAIL", 0.0005, check_lengths),
    "limits at 90 % in both computations": (recomputation, "TAIL", 0.05, check_lengths),
    "an infinite interval in both computations": (
        ratio_trials, "limit_ratios", lambda first, *_: (0.0 * first[0], np.inf + first[0]),
        check_lengths,
    ),
    "a blank for nothing": (unpivot, "read_count", read_blank_as_nothing, check_blank),
    "<5 with five": (unpivot, "read_count", read_mark_to_five, check_hidden_mark),
}  # fmt: skip


def forget() -> None:
    """Empty what functions remember, so that no answer outlives the function that gave it."""
    modules = [module for name, module in sys.modules.items() if name.startswith("analysis.")]
    for value in [value for module in modules for value in vars(module).values()]:
        if callable(getattr(value, "cache_clear", None)):
            value.cache_clear()


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    forget()


def run(check: Callable, folder: Path) -> None:
    forget()
    check(folder) if check in (check_blank, check_hidden_mark) else check()


@pytest.fixture(scope="module")
def held() -> set[Callable]:
    """The checks that were seen to hold without a mistake."""
    return set()


@pytest.mark.costly
@pytest.mark.parametrize("name", list(MUTANTS))
def test_a_mistake_is_seen_by_its_check(name, monkeypatch, tmp_path, held):
    place, attribute, wrong, check = MUTANTS[name]
    if check not in held:
        run(check, tmp_path / "right")
        held.add(check)
    monkeypatch.setattr(place, attribute, wrong, raising=attribute != "max")
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        run(check, tmp_path / "wrong")
