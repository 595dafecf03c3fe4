"""A count in a window: as reported, bounded, or apportioned where a cell straddles."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import pandas as pd

from analysis.model.count import Status, format_range
from analysis.model.window import Window, format_date
from analysis.reconcile.methods.apportion import (
    DECLARED_RATE_RATIO,
    RATE_RATIOS,
    Division,
    divide_window,
    find_tipping_point,
    is_straddled,
    thin,
)
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.methods.rates import (
    FEWEST_FOR_A_RATE,
    Dispersion,
    mark_reliability,
    rate_interval,
)
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import Series, as_known, format_cell, list_rows
from analysis.reconcile.results.comparison import SERIES, TABLES, Findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.results.rungs import Rung

# Rung A: an estimate of a straddled count beside its bounds, or the names of what forbids it.
#
# The thresholds are policy choices (methods.md 0). Only totals over the common window are ever
# apportioned; hidden counts, people and a reply's own window never are.

LONGEST = 366  # days: twelve months; how a longer cell's events fell is anybody's guess
MOST_AMBIGUOUS = 0.05  # of the window's days
RANGE = (1 / DECLARED_RATE_RATIO, DECLARED_RATE_RATIO)


def divide_totals(
    series: Series, window: Window, count: Placed, rows: Rows
) -> Division | list[Refusal]:
    """How a series' totals divide at the window's edges, or every reason not to divide them.

    An empty list where nothing straddles the window, so that there is nothing to divide.
    """
    cells = as_known(series.evidence, additive=series.is_additive)
    if count.is_exact or not is_straddled(cells, window):
        return []
    if not series.is_additive:
        told = "the same people may be counted in several figures, so no part of one can be told"
        return [Refusal("UNIT_MISMATCH", told, count.cells, "keep to the bounds")]
    division = divide_window(cells, window)
    if division is None:
        return [
            Refusal("COVERAGE_GAP", _spell_gap(cells, window), count.cells, "keep to the bounds")
        ]
    return _find_objections(series, division, count, rows) or division


def _find_objections(
    series: Series, division: Division, count: Placed, rows: Rows
) -> list[Refusal]:
    window, found = division.window, []
    ask = "ask the force how many fell " + " and how many ".join(
        f"in {_smaller_part(stretch, window)}" for stretch in division.astride
    )
    for stretch in division.astride:
        if stretch.days > LONGEST:
            told = f"{stretch} is {stretch.days:,} days; no more than twelve months are divided"
            found.append(Refusal("CELL_TOO_LONG", told, count.cells, ask))
        when, change = rows.regimes.find(stretch, series.force)
        if when == "spans":
            told = f"the way of counting changed on {format_date(change.date)}, within {stretch}"
            found.append(Refusal("BREAK_SPANNED", told, count.cells, ask))
    if division.ambiguous > MOST_AMBIGUOUS * window.days:
        told = (
            f"{division.ambiguous} of the window's {window.days:,} days would be assumed, "
            f"{division.ambiguous / window.days:.1%}; no more than {MOST_AMBIGUOUS:.0%} may be"
        )
        found.append(Refusal("CELL_TOO_LONG", told, count.cells, ask))
    if division.bounds != (count.low, count.high):
        # What else is known of the stretch shifts the chances in it, and thinning knows not how.
        told = "other figures reach into the straddling one and narrow its bounds already"
        found.append(Refusal("COVERAGE_GAP", told, count.cells, "keep to the bounds"))
    return found


def _spell_gap(cells: Sequence[Known], window: Window) -> str:
    """Why no run of exact figures covers a window that all figures together cover."""
    hidden = [cell.window for cell in cells if cell.low != cell.high and cell.window.meet(window)]
    if hidden:
        return f"the count of {' and '.join(map(str, hidden))} is hidden; none such is estimated"
    return "the figures overlap and do not follow one another, so no run of them covers the window"


def _smaller_part(stretch: Window, window: Window) -> Window:
    """The part of a stretch, before, in or after the window, that is best asked for."""
    parts = [stretch.meet(window)]
    if stretch.start < window.start:
        parts.append(Window(stretch.start, window.start))
    if stretch.end > window.end:
        parts.append(Window(window.end, stretch.end))
    return min(filter(None, parts), key=lambda part: part.days)


def estimate_count(
    series: Series, common: Window, count: Placed, rows: Rows, dispersion: Dispersion | None = None
) -> Findings:
    """The estimate of a straddled count as a row of the comparison, or its refusals; else neither.

    `low` and `high` are the sharp bounds still. `lower` and `upper` are binomial limits, `wide_…`
    beta-binomial ones where the study's dispersion is known, with the rate ratio anywhere in the
    declared range.
    """
    division = divide_totals(series, common, count, rows)
    if isinstance(division, list):
        refused = [rows.refusal(series, "estimate", "common", common, why) for why in division]
        return Findings([], refused)
    told = {"rung": Rung.APPORTIONED, "low": count.low, "high": count.high, "cells": count.cells}
    told |= limit_division(division, RANGE, dispersion)
    told["assumes"] = "; ".join(filter(None, [_spell(division, dispersion), count.assumes]))
    return Findings([rows.figure(series, "estimate", "common", common, **told)], [])


def format_rate_ratio(ratio: float) -> str:
    """`1/3`, `2`, `inf`: a rate ratio as the table writes it."""
    return "inf" if ratio == inf else str(Fraction(ratio).limit_denominator(12))


def limit_division(
    division: Division, ratios: tuple[float, float], dispersion: Dispersion | None
) -> dict[str, float]:
    """The estimate and its limits as columns of a row; wide ones where dispersion is known."""
    certain = (division.certain, division.certain)
    even = thin(certain, division.straddles, ratios)
    told = {"estimate": even.middle, "lower": even.lower, "upper": even.upper}
    if dispersion:
        wide = thin(certain, division.straddles, ratios, dispersion.ratio)
        told |= {"wide_lower": wide.lower, "wide_upper": wide.upper}
    return told


def _spell(division: Division, dispersion: Dispersion | None) -> str:
    stretches = " and ".join(map(str, division.astride))
    words = (
        f"assumes that within {stretches} the rate outside the window was between "
        f"{format_rate_ratio(RANGE[0])} and {format_rate_ratio(RANGE[1])} times the rate inside "
        "it, and that one event did not bring another"
    )
    if dispersion:
        words += (
            f"; the wider limits let events cluster, with a variance {dispersion.ratio:.1f} times "
            f"the mean ({dispersion.freedom} degrees of freedom)"
        )
    return words


# The totals of one reply: as reported, over its own window, and over the common window.


def compare_totals(
    series: Series,
    common: Window | None,
    workforce: Workforce,
    rows: Rows,
    variations: Variations | None = None,
) -> Findings:
    """Counts and rates of a series: rows of the comparison, and refusals.

    `cell` rows are the reported figures with their own width in time; `own` and `common` rows
    are the count and its rates over the reply's window and the study's. A count that straddles
    the common window has its estimate beside it, with limits that the study's `variations` widen.
    Of a reply that only adds to another no more than its cells are given.
    """
    if series.totals.empty:
        return Findings([], [])
    figures = _list_cells(series, rows)
    refusals: list[dict] = []
    spans = {"own": series.window} | ({"common": common} if common else {})
    spans = spans if series.leads else {}
    for basis, window in spans.items():
        count = place_count(series.evidence, window, series.is_additive)
        if isinstance(count, Refusal):
            refusals.append(rows.refusal(series, "count", basis, window, count))
            continue
        told = {"cells": count.cells, "assumes": count.assumes}
        figures.append(
            rows.figure(
                series,
                "count",
                basis,
                window,
                rung=count.rung,
                low=count.low,
                high=count.high,
                **told,
            )
        )
        if basis == "common":
            spread = variations.find(series, series.provenance).dispersion if variations else None
            made, refused = estimate_count(series, window, count, rows, spread)
            figures += made
            refusals += refused
        for measure, exposed in {
            "rate_per_month": (window.months, "months", "", ""),
            "rate_per_1000": _expose(series, window, workforce),
        }.items():
            if isinstance(exposed, Refusal):
                refusals.append(rows.refusal(series, measure, basis, window, exposed))
            elif count.high < FEWEST_FOR_A_RATE:
                few = format_range(count.low, count.high)
                few += f" in the window; no rate is given under {FEWEST_FOR_A_RATE}"
                why = Refusal("TOO_FEW", few, count.cells, "give the count alone")
                refusals.append(rows.refusal(series, measure, basis, window, why))
            else:
                rate = _rate(count, *exposed, own=basis == "own")
                figures.append(rows.figure(series, measure, basis, window, **rate))
    return Findings(figures, refusals)


def _list_cells(series: Series, rows: Rows) -> list[dict]:
    """Every reported total as it stands, with its rate per month over its own width."""
    figures = []
    for row in list_rows(series.totals):
        window = Window(row["start"].date(), row["end"].date(), row["end_latest"].date())
        facts = {
            "table": row["table"],
            "rung": Rung.of(row["low"], row["high"]),
            "cells": format_cell(**row),
        }
        facts |= {"label": row["label"], "flag": Status(row["status"]).shorthand}
        for measure, width in (("count", 1), ("rate_per_month", window.months)):
            span = {"low": row["low"] / width, "high": row["high"] / width, "exposure": width}
            figures.append(rows.figure(series, measure, "cell", window, **span, **facts))
    return figures


def _expose(series: Series, window: Window, workforce: Workforce) -> tuple | Refusal:
    exposure = workforce.measure_exposure(series.force, series.population, window)
    if isinstance(exposure, Refusal):
        return exposure
    thousands = exposure.workforce_years / 1000
    return thousands, "1,000 workforce-years", exposure.cells, exposure.assumes


def _rate(
    count: Placed, exposure: float, unit: str, exposure_cells: str, assumes: str, own: bool
) -> dict:
    """A count over its exposure, with Garwood limits; O where the window is the reply's own."""
    lower, upper = rate_interval(count.low, count.high, exposure)
    taken = "; ".join(filter(None, [assumes, count.assumes]))
    return {
        "rung": Rung.OWN_WINDOW if own else count.rung,
        "low": count.low / exposure,
        "high": count.high / exposure,
        "lower": lower,
        "upper": upper,
        "exposure": exposure,
        "exposure_unit": unit,
        "exposure_cells": exposure_cells,
        "flag": mark_reliability(count.low),
        "assumes": taken,
        "cells": count.cells,
    }


# How far an estimate, and the order of two rates, hang on how a straddling figure's events fell.
#
# The rate ratio is the rate outside the common window over the rate inside it, within the
# straddling figure. 0 puts all of its events inside, infinity all outside: the sharp bounds
# (methods.md 2.6, 3).

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
        shared = (
            TABLES["sensitivity"].blank()
            | one.series.facts()
            | {
                "start": pd.Timestamp(window.start),
                "end": pd.Timestamp(window.end),
                "low": count.low,
                "high": count.high,
                "cells": count.cells,
            }
        )
        for ratio in (0.0, *RATE_RATIOS, inf):
            limits = limit_division(one.division, (ratio, ratio), spread)
            rows.append(shared | {"rate_ratio": format_rate_ratio(ratio)} | limits)
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
            rows.append(TABLES["tipping"].complete(row) | told)
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
