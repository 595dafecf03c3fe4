"""Rung A: an estimate of a straddled count beside its bounds, or the names of what forbids it.

The thresholds are policy choices (METHODS, page 1). Only totals over the common window are ever
apportioned; hidden counts, people and a reply's own window never are.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import inf

from analysis.model.window import Window, spell_date
from analysis.reconcile.ladder import Placed
from analysis.reconcile.methods.apportion import DECLARED, thin
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.methods.dispersion import Dispersion
from analysis.reconcile.methods.straddling import Division, divide_window, is_straddled
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import Series, as_known

LONGEST = 366  # days: twelve months; how a longer cell's events fell is anybody's guess
MOST_AMBIGUOUS = 0.05  # of the window's days
RANGE = (1 / DECLARED, DECLARED)


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
        when, change = rows.find_regime(stretch, series.force)
        if when == "spans":
            told = f"the way of counting changed on {spell_date(change.date)}, within {stretch}"
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
) -> tuple[list[dict], list[dict]]:
    """The estimate of a straddled count as a row of the comparison, or its refusals; else neither.

    `low` and `high` are the sharp bounds still. `lower` and `upper` are binomial limits, `wide_…`
    beta-binomial ones where the study's dispersion is known, with the rate ratio anywhere in the
    declared range.
    """
    division = divide_totals(series, common, count, rows)
    if isinstance(division, list):
        refused = [rows.refusal(series, "estimate", "common", common, why) for why in division]
        return [], refused
    told = {"rung": "A", "low": count.low, "high": count.high, "cells": count.cells}
    told |= limit_division(division, RANGE, dispersion)
    told["assumes"] = "; ".join(filter(None, [_spell(division, dispersion), count.assumes]))
    return [rows.figure(series, "estimate", "common", common, **told)], []


def name_ratio(ratio: float) -> str:
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
        f"{name_ratio(RANGE[0])} and {name_ratio(RANGE[1])} times the rate inside it, "
        "and that one event did not bring another"
    )
    if dispersion:
        words += (
            f"; the wider limits let events cluster, with a variance {dispersion.ratio:.1f} times "
            f"the mean ({dispersion.freedom} degrees of freedom)"
        )
    return words
