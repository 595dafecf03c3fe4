"""How far an estimate, and the order of two rates, hang on how a straddling figure's events fell.

The rate ratio is the rate outside the common window over the rate inside it, within the straddling
figure. 0 puts all of its events inside, infinity all outside: the sharp bounds (METHODS 2.6, 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import pandas as pd

from analysis.model.window import Window
from analysis.reconcile.comparison import SERIES, TABLES
from analysis.reconcile.ladder import Placed, place_count
from analysis.reconcile.methods.apportion import RATE_RATIOS, find_tipping_point
from analysis.reconcile.methods.straddling import Division
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import Series
from analysis.reconcile.totals.apportioned import divide_totals, limit_division, name_ratio
from analysis.reconcile.variation import Variations

# How the first rate stands to the second at an even spread; open where no one ratio decides it.
ABOVE, BELOW, OPEN = "above", "below", "open"
WITHIN_BOUNDS = {"turns_at": "inf", "straddled": "", "straddled_days": ""}


@dataclass(frozen=True)
class Divided:
    """A series' count over the common window, and how it divides where it may be apportioned."""

    series: Series
    count: Placed
    division: Division | None


def examine_sensitivity(
    all_series: Sequence[Series],
    common: Window | None,
    figures: Sequence[dict],
    rows: Rows,
    variations: Variations,
) -> dict[str, list[dict]]:
    """The tables `sensitivity` and `tipping` of a study; both empty without a common window.

    `figures` are the rows of its comparison.
    """
    divided = divide_all(all_series, common, rows) if common else []
    return {
        "sensitivity": list_sensitivity(divided, variations),
        "tipping": list_tipping_points(divided, figures),
    }


def divide_all(all_series: Sequence[Series], common: Window, rows: Rows) -> list[Divided]:
    """Every series with a count over the common window, divided where it may be."""
    found = []
    for series in all_series:
        count = place_count(series.evidence, common, series.is_additive)
        if isinstance(count, Placed):
            division = divide_totals(series, common, count, rows)
            found.append(Divided(series, count, None if isinstance(division, list) else division))
    return found


def list_sensitivity(divided: Sequence[Divided], variations: Variations) -> list[dict]:
    """The estimate of every straddled count at each rate ratio, 0 and infinity among them."""
    rows = []
    for one in divided:
        if one.division is None:
            continue
        window, count = one.division.window, one.count
        spread = variations.find(one.series, one.series.provenance).dispersion
        shared = one.series.facts() | {
            "start": pd.Timestamp(window.start),
            "end": pd.Timestamp(window.end),
            "low": count.low,
            "high": count.high,
            "cells": count.cells,
        }
        for ratio in (0.0, *RATE_RATIOS, inf):
            limits = limit_division(one.division, (ratio, ratio), spread)
            rows.append(shared | {"rate_ratio": name_ratio(ratio)} | limits)
    return rows


def list_tipping_points(divided: Sequence[Divided], figures: Sequence[dict]) -> list[dict]:
    """For every ratio over the common window, the rate ratio at which the order of its rates turns.

    `figures` are rows of the comparison. `order` is the order at an even spread, `turns_at` the
    rate ratio of the reply `straddled` (`first` or `other`) at which it turns: `0` or `inf` where
    it never does. Only one straddling figure can decide it; of several the order is left open
    unless the bounds settle it.
    """
    found = {_name(one.series.facts()): one for one in divided}
    years = {
        _name(row): row["exposure"]
        for row in figures
        if row["measure"] == "rate_per_1000" and row["basis"] == "common"
    }
    rows = []
    for row in figures:
        if row["measure"] != "rate_ratio" or row["basis"] != "common":
            continue
        ends = _name(row), _name(row, "other_")
        if row["low"] != row["high"] and all(end in found and end in years for end in ends):
            told = _find_turn([found[end] for end in ends], [years[end] for end in ends])
            rows.append({name: row[name] for name in TABLES["tipping"] if name in row} | told)
    return rows


def _find_turn(pair: list[Divided], years: list[float]) -> dict[str, str]:
    spans = [
        (one.count.low / exposure, one.count.high / exposure)
        for one, exposure in zip(pair, years, strict=True)
    ]
    if spans[0][0] > spans[1][1]:
        return {"order": ABOVE} | WITHIN_BOUNDS
    if spans[0][1] < spans[1][0]:
        return {"order": BELOW} | WITHIN_BOUNDS
    stretches = [one.division.astride if one.division else {} for one in pair]
    place = 0 if stretches[0] else 1
    mine, fixed = pair[place], pair[1 - place]
    if len(stretches[0]) + len(stretches[1]) != 1 or not fixed.count.is_exact:
        return {"order": OPEN} | WITHIN_BOUNDS | {"turns_at": ""}
    (straddle,) = mine.division.straddles
    needed = fixed.count.low * years[place] / years[1 - place]
    turn = find_tipping_point(mine.division.certain, straddle.high, straddle.share, needed)
    # The straddled rate is the greater one below the turn: at an even spread, where it is over 1.
    first_above = (turn > 1) == (place == 0)
    return {
        "order": ABOVE if first_above else BELOW,
        "turns_at": f"{turn:.3g}",
        "straddled": ("first", "other")[place],
        "straddled_days": str(next(iter(mine.division.astride))),
    }


def _name(facts: dict, other: str = "") -> tuple[str, ...]:
    return tuple(facts[f"{other}{name}"] for name in SERIES)
