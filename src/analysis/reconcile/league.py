"""The league table: one row a reply, and how far it compares with the others (methods.md 4.8).

Replies are held against the way of counting that most of them share. Within a class rows stand by
their rates, which is no rank; which ranks a rate may hold, analysis.reconcile.results.orders says.
No order is read across classes.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.model.observation import SERIES
from analysis.model.reply import FACETS
from analysis.model.window import Window
from analysis.reconcile.replies.comparability import (
    MILD,
    Base,
    find_base,
    find_mismatches,
    refuse_break,
)
from analysis.reconcile.replies.denominators import DAYS_A_YEAR
from analysis.reconcile.replies.ladder import is_unknown
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import (
    CLASSES,
    NO,
    OWN_WINDOW,
    SAME,
    TABLES,
    WITH_CARE,
    Findings,
    place_in_league,
)
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row, Rows

LEAGUE = TABLES["league"]
MEASURES = ("count", "rate_per_1000")


class Standing(NamedTuple):
    """How far a series compares, and why no further."""

    comparability: str
    reasons: Sequence[Refusal] = ()


def list_league(
    all_series: Sequence[Series], found: Findings, common: Window | None, rows: Rows
) -> list[Row]:
    """One row a reply, class by class, within each by its rate over its own window.

    Of a reply that counts several things the one that compares furthest stands for it, of equals
    one with a count, then one with a rate. `found` are the counts and rates of the series. A reply
    in class `no` has the code that says why; so has one without a rate. Rows of that class stand in
    the study's order.
    """
    base = find_base(all_series, common, rows)
    figures, refusals = _index(found.figures), _index(found.refusals)
    replies: dict[tuple[str, str], list[tuple[Series, Standing]]] = {}
    for series in all_series:
        standing = compare_with_base(series, base, rows)
        why = _find(refusals, series, "count")
        count = _find(figures, series, "count")
        if count and is_unknown(count["low"], count["high"]):
            why = _find(refusals, series, "rate_per_1000")
        if why:
            standing = Standing(NO, [Refusal(why["code"], why["evidence"])])
        replies.setdefault((series.force, series.reference), []).append((series, standing))

    def measure_gap(one: tuple[Series, Standing]) -> tuple:
        series, standing = one
        lacks = [_find(figures, series, measure) is None for measure in MEASURES]
        return CLASSES.index(standing.comparability), *lacks

    chosen = (min(some, key=measure_gap) for some in replies.values())
    listed = [_make_row(*one, figures, refusals) for one in chosen]
    return sorted(listed, key=place_in_league)


def compare_with_base(series: Series, base: Base | None, rows: Rows) -> Standing:
    """The class of a series, and every reason why it is no closer one.

    There is no base where no reply prints a total.
    """
    if base is None or series.totals.empty:
        evidence = "it prints no total, only categories"
        return Standing(NO, [Refusal("COVERAGE_GAP", evidence, remedy="ask for the total")])
    reasons = find_mismatches(base.series, series)
    windows = base.series.window, series.window  # rates are of the replies' own days
    if why := refuse_break((base.series, series), windows, rows):
        reasons.append(why)
    hard = [why for why in reasons if why.facet not in MILD]
    if hard:
        return Standing(NO, hard)
    if reasons:
        return Standing(WITH_CARE, reasons)
    days = base.window and (base.window.start, base.window.end)
    return Standing(SAME if days == (series.window.start, series.window.end) else OWN_WINDOW)


def _index(listed: Iterable[Row]) -> dict[tuple, Row]:
    """The rows of totals over the replies' own windows, by what is counted and the measure."""
    return {
        (*(row[name] for name in SERIES), row["measure"]): row
        for row in listed
        if row["basis"] == "own"
        and row["dimension"] in ("", "total")
        and row["measure"] in MEASURES
    }


def _find(listed: Mapping[tuple, Row], series: Series, measure: str) -> Row | None:
    return listed.get((*(getattr(series, name) for name in SERIES), measure))


def _make_row(
    series: Series, standing: Standing, figures: Mapping[tuple, Row], refusals: Mapping[tuple, Row]
) -> Row:
    days = series.window.days
    row = LEAGUE.blank() | series.facts()
    row |= {"class": standing.comparability, "days": days}
    row |= {name: getattr(series, name) for name in FACETS}
    row |= {"start": pd.Timestamp(series.window.start), "end": pd.Timestamp(series.window.end)}
    count, rate = (_find(figures, series, measure) for measure in MEASURES)
    if count:
        a_year = days / DAYS_A_YEAR
        row |= {name: count[name] for name in ("low", "high", "cells")}
        row |= {f"year_{end}": count[end] / a_year for end in ("low", "high")}
    if rate:
        row |= {f"rate_{end}": rate[end] for end in ("low", "high")}
        row |= {end: _widest(rate, end) for end in ("lower", "upper")}
        row |= {name: rate[name] for name in ("exposure", "exposure_unit", "exposure_cells")}
    codes = [why.code for why in standing.reasons]
    if not rate and (why := _find(refusals, series, "rate_per_1000")):
        codes.append(why["code"])  # its evidence stands with the refusals
    differs = dict.fromkeys(why.evidence for why in standing.reasons)
    return row | {"code": codes[0] if codes else "", "evidence": "; ".join(differs)}


def _widest(rate: Row, end: str) -> float:
    """The limit widened by how much yearly counts vary, where that is known; else the exact one."""
    wide = rate.get(f"wide_{end}")
    return rate[end] if wide is None or math.isnan(wide) else wide
