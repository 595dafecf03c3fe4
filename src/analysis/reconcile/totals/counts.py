"""The totals of one reply: as reported, over its own window, and over the common window."""

from analysis.model.count import show_range
from analysis.model.window import Window
from analysis.reconcile.denominators import Workforce
from analysis.reconcile.ladder import Placed, place_count
from analysis.reconcile.methods.rates import FEWEST_FOR_A_RATE, mark_reliability, rate_interval
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import Series, list_rows, name_cell
from analysis.reconcile.totals.apportioned import estimate_count
from analysis.reconcile.variation import Variations


def compare_totals(
    series: Series,
    common: Window | None,
    workforce: Workforce,
    rows: Rows,
    variations: Variations | None = None,
) -> tuple[list[dict], list[dict]]:
    """Counts and rates of a series: rows of the comparison, and refusals.

    `cell` rows are the reported figures with their own width in time; `own` and `common` rows
    are the count and its rates over the reply's window and the study's. A count that straddles
    the common window has its estimate beside it, with limits that the study's `variations` widen.
    Of a reply that only adds to another no more than its cells are given.
    """
    if series.totals.empty:
        return [], []
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
                few = show_range(count.low, count.high)
                few += f" in the window; no rate is given under {FEWEST_FOR_A_RATE}"
                why = Refusal("TOO_FEW", few, count.cells, "give the count alone")
                refusals.append(rows.refusal(series, measure, basis, window, why))
            else:
                rate = _rate(count, *exposed, own=basis == "own")
                figures.append(rows.figure(series, measure, basis, window, **rate))
    return figures, refusals


def _list_cells(series: Series, rows: Rows) -> list[dict]:
    """Every reported total as it stands, with its rate per month over its own width."""
    figures = []
    for row in list_rows(series.totals):
        window = Window(row["start"].date(), row["end"].date(), row["end_latest"].date())
        facts = {
            "table": row["table"],
            "rung": "E" if row["low"] == row["high"] else "B",
            "cells": name_cell(**row),
        }
        facts |= {"label": row["label"], "flag": mark_status(row["status"])}
        for measure, width in (("count", 1), ("rate_per_month", window.months)):
            span = {"low": row["low"] / width, "high": row["high"] / width, "exposure": width}
            figures.append(rows.figure(series, measure, "cell", window, **span, **facts))
    return figures


def mark_status(status: str) -> str:
    """The UK government shorthand for a figure's status; nothing beside a plain figure."""
    shorthand = {"suppressed": "[c]", "withheld": "[c]", "rounded": "[e]"}
    shorthand |= {"not_held": "[x]", "not_recorded": "[x]"}
    return shorthand.get(status, "")


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
        "rung": "O" if own else count.rung,
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
