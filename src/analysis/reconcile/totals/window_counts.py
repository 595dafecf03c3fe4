"""The totals of one reply: as reported, over its own window, and over the common window.

A figure that straddles the common window leaves its count between sharp bounds. Beside these stands
an estimate that divides it by days (rung A), or what forbids that. The thresholds are policy
(methods.md 3.1). Only totals over the common window are ever apportioned; hidden counts, people and
a reply's own window never are.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import inf
from typing import NamedTuple

from analysis.model.count import Status, format_range
from analysis.model.window import Window, format_date
from analysis.reconcile.methods.apportion import (
    DECLARED_RATE_RATIO,
    Division,
    divide_window,
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
from analysis.reconcile.replies.ladder import (
    Part,
    Placed,
    describe_parts,
    place_count,
    refuse_unknown,
)
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import (
    Series,
    as_known,
    flag_absent,
    format_cell,
)
from analysis.reconcile.results.comparison import Findings, gather_findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.results.rungs import Rung

LONGEST = 366  # days: twelve months; how a longer cell's events fell is anybody's guess
MOST_AMBIGUOUS = 0.05  # of the window's days
DECLARED_RANGE = (1 / DECLARED_RATE_RATIO, DECLARED_RATE_RATIO)


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
    cells = _list_cells(series, rows)
    found = [cells]
    for basis, window in _list_windows(series, common):
        found.append(count_in_window(series, basis, window, workforce, rows, variations))
    return gather_findings(found)


def count_in_window(
    series: Series,
    basis: str,
    window: Window,
    workforce: Workforce,
    rows: Rows,
    variations: Variations | None = None,
) -> Findings:
    """The count of a series over one window, its rates and, in the common one, its estimate."""
    count = place_count(series.known, window, series.is_additive)
    if isinstance(count, Refusal):
        return Findings([], [rows.refusal(series, "count", basis, window, count)])
    flag = flag_absent(series.known, window, count.low, count.high)
    row = rows.figure(series, "count", basis, window, **count.facts(), flag=flag)
    found = [Findings([row], [], describe_parts(series, count, window))]
    if basis == "common":
        spread = variations.find(series, series.provenance).dispersion if variations else None
        found.append(estimate_count(series, window, count, rows, spread))
    found.append(_rate_count(series, basis, window, count, workforce, rows, flag))
    return gather_findings(found)


def _list_cells(series: Series, rows: Rows) -> Findings:
    """Every reported total as it stands, with its rate per month over its own width."""
    figures, parts = [], []
    for row in series.total_rows:
        window = Window(row["start"].date(), row["end"].date(), row["end_latest"].date())
        facts = {
            "table": row["table"],
            "rung": Rung.of(row["low"], row["high"]),
            "cells": format_cell(**row),
            "label": row["label"],
            "flag": Status(row["status"]).shorthand,
        }
        for measure, width in (("count", 1), ("rate_per_month", window.months)):
            span = {"low": row["low"] / width, "high": row["high"] / width, "exposure": width}
            figures.append(rows.figure(series, measure, "cell", window, **span, **facts))
        count = Placed(Rung.EXACT, row["low"], row["high"], facts["cells"], "", (Part(row, 1, 1),))
        place = {"table": row["table"], "dimension": "total", "category": "all"}
        parts += describe_parts(series, count, window, place, "cell")
    return Findings(figures, [], parts)


def _list_windows(series: Series, common: Window | None) -> list[tuple[str, Window]]:
    """The windows that a reply is counted over, by basis."""
    if not series.leads:
        return []
    return [("own", series.window), *([("common", common)] if common else [])]


class _Exposure(NamedTuple):
    """What a count is divided by, in its unit, and what that rests on."""

    amount: float
    unit: str
    cells: str = ""
    assumes: str = ""


def _rate_count(
    series: Series,
    basis: str,
    window: Window,
    count: Placed,
    workforce: Workforce,
    rows: Rows,
    flag: str,
) -> Findings:
    """The rates of a count, per month and per 1,000 workforce-years, or why there are none.

    Each bears the `flag` of its count beside its own.
    """
    figures, refusals = [], []
    unknown = refuse_unknown(count, series)
    for measure, exposure in (
        ("rate_per_month", _Exposure(window.months, "months")),
        ("rate_per_1000", _measure_thousands(series, window, workforce)),
    ):
        if unknown or isinstance(exposure, Refusal):
            refusals.append(rows.refusal(series, measure, basis, window, unknown or exposure))
        elif count.high < FEWEST_FOR_A_RATE:
            few = format_range(count.low, count.high)
            few += f" in the window; no rate is given under {FEWEST_FOR_A_RATE}"
            why = Refusal("TOO_FEW", few, count.cells, "give the count alone")
            refusals.append(rows.refusal(series, measure, basis, window, why))
        else:
            facts = _divide(count, exposure, own=basis == "own")
            facts["flag"] = " ".join(filter(None, (flag, mark_reliability(count.low))))
            figures.append(rows.figure(series, measure, basis, window, **facts))
    return Findings(figures, refusals)


def _measure_thousands(series: Series, window: Window, workforce: Workforce) -> _Exposure | Refusal:
    exposure = workforce.measure_exposure(series.force, series.population, window)
    if isinstance(exposure, Refusal):
        return exposure
    return _Exposure(*exposure.facts().values(), exposure.assumes)


def _divide(count: Placed, exposure: _Exposure, own: bool) -> dict[str, object]:
    """A count over its exposure, with Garwood limits; O where the window is the reply's own."""
    lower, upper = rate_interval(count.low, count.high, exposure.amount)
    return {
        "rung": Rung.OWN_WINDOW if own else count.rung,
        "low": count.low / exposure.amount,
        "high": count.high / exposure.amount,
        "lower": lower,
        "upper": upper,
        "exposure": exposure.amount,
        "exposure_unit": exposure.unit,
        "exposure_cells": exposure.cells,
        "assumes": "; ".join(filter(None, [exposure.assumes, count.assumes])),
        "cells": count.cells,
    }


def estimate_count(
    series: Series, common: Window, count: Placed, rows: Rows, dispersion: Dispersion | None = None
) -> Findings:
    """The estimate of a straddled count as a row of the comparison, or its refusals; else neither.

    `low` and `high` are the sharp bounds still. `lower` and `upper` are binomial limits, `wide_…`
    beta-binomial ones where the study's dispersion is known, with the rate ratio anywhere in the
    declared range (methods.md 3.2).
    """
    division = divide_totals(series, common, count, rows)
    if isinstance(division, list):
        refused = [rows.refusal(series, "estimate", "common", common, why) for why in division]
        return Findings([], refused)
    facts = describe_estimate(division, count, dispersion)
    return Findings([rows.figure(series, "estimate", "common", common, **facts)], [])


def describe_estimate(
    division: Division, count: Placed, dispersion: Dispersion | None
) -> dict[str, object]:
    """The estimate of a count that a division gives, as columns of a row."""
    assumes = filter(None, [_describe_assumption(division, dispersion), count.assumes])
    return {
        **count.facts(),
        **limit_division(division, DECLARED_RANGE, dispersion),
        "rung": Rung.APPORTIONED,
        "assumes": "; ".join(assumes),
    }


def divide_totals(
    series: Series, window: Window, count: Placed, rows: Rows
) -> Division | list[Refusal]:
    """How a series' totals divide at the window's edges, or every reason not to divide them.

    An empty list where nothing straddles the window, so that there is nothing to divide.
    """
    cells = as_known(series.known, additive=series.is_additive)
    if count.is_exact or not is_straddled(cells, window):
        return []
    if not series.is_additive:
        evidence = (
            "the same people may be counted in several figures, so no part of one can be told"
        )
        return [Refusal("UNIT_MISMATCH", evidence, count.cells, "keep to the bounds")]
    division = divide_window(cells, window)
    if division is None:
        evidence = _describe_gap(cells, window)
        return [Refusal("COVERAGE_GAP", evidence, count.cells, "keep to the bounds")]
    return _find_objections(series, division, count, rows) or division


def _describe_gap(cells: Sequence[Known], window: Window) -> str:
    """Why no run of exact figures covers a window that all figures together cover."""
    hidden = [cell.window for cell in cells if cell.low != cell.high and cell.window.meet(window)]
    if hidden:
        return f"the count of {' and '.join(map(str, hidden))} is hidden; none such is estimated"
    return "the figures overlap and do not follow one another, so no run of them covers the window"


def _find_objections(
    series: Series, division: Division, count: Placed, rows: Rows
) -> list[Refusal]:
    """Every reason not to divide: a long cell, a break in it, too many days, other figures."""
    window, found = division.window, []
    remedy = "ask the force how many fell " + " and how many ".join(
        f"in {_find_smallest_part(stretch, window)}" for stretch in division.astride
    )
    for stretch in division.astride:
        if stretch.days > LONGEST:
            evidence = f"{stretch} is {stretch.days:,} days; no more than twelve months are divided"
            found.append(Refusal("CELL_TOO_LONG", evidence, count.cells, remedy))
        when, change = rows.regimes.find(stretch, series.force)
        if when == "spans":
            day = format_date(change.date)
            evidence = f"the way of counting changed on {day}, within {stretch}"
            found.append(Refusal("BREAK_SPANNED", evidence, count.cells, remedy))
    if division.ambiguous > MOST_AMBIGUOUS * window.days:
        evidence = (
            f"{division.ambiguous} of the window's {window.days:,} days would be assumed, "
            f"{division.ambiguous / window.days:.1%}; no more than {MOST_AMBIGUOUS:.0%} may be"
        )
        found.append(Refusal("CELL_TOO_LONG", evidence, count.cells, remedy))
    if division.bounds != (count.low, count.high):
        # What else is known of the stretch shifts the chances in it, and thinning knows not how.
        evidence = "other figures reach into the straddling one and narrow its bounds already"
        found.append(Refusal("COVERAGE_GAP", evidence, count.cells, "keep to the bounds"))
    return found


def _find_smallest_part(stretch: Window, window: Window) -> Window:
    """The part of a stretch, before, in or after the window, that is best asked for."""
    parts = [stretch.meet(window)]
    if stretch.start < window.start:
        parts.append(Window(stretch.start, window.start))
    if stretch.end > window.end:
        parts.append(Window(window.end, stretch.end))
    return min(filter(None, parts), key=lambda part: part.days)


def limit_division(
    division: Division, ratios: tuple[float, float], dispersion: Dispersion | None
) -> dict[str, float]:
    """The estimate and its limits as columns of a row; wide ones where dispersion is known.

    `ratios` is the range of the rate outside the window over the rate inside it.
    """
    certain = (division.certain, division.certain)
    even = thin(certain, division.straddles, ratios)
    limits = {"estimate": even.middle, "lower": even.lower, "upper": even.upper}
    if dispersion is None:
        return limits
    wide = thin(certain, division.straddles, ratios, dispersion.ratio)
    return limits | {"wide_lower": wide.lower, "wide_upper": wide.upper}


def _describe_assumption(division: Division, dispersion: Dispersion | None) -> str:
    """What an estimate takes for granted of how the events of a straddling cell fell."""
    stretches = " and ".join(map(str, division.astride))
    least, most = map(format_rate_ratio, DECLARED_RANGE)
    words = (
        f"assumes that within {stretches} the rate outside the window was between "
        f"{least} and {most} times the rate inside it"
    )
    if division.profiles:
        words += ", each as a multiple of the indicator's own"
    if dispersion is None:
        return f"{words}, and that one event did not bring another"
    return (
        f"{words}; its widened limits let events cluster, with a variance {dispersion.ratio:.1f} "
        f"times the mean ({dispersion.freedom} degrees of freedom)"
    )


def format_rate_ratio(ratio: float) -> str:
    """A rate ratio as the table writes it.

    >>> [format_rate_ratio(ratio) for ratio in (1 / 3, 2.0, inf)]
    ['1/3', '2', 'inf']
    """
    return "inf" if ratio == inf else str(Fraction(ratio).limit_denominator(12))
