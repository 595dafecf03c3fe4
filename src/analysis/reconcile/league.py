"""The league table: one row a reply, and how far it compares with the others (methods.md 4.8).

Replies are held against the way of counting that most of them share. Within a class rows stand by
their rates, which is no rank; which ranks a rate may hold is told beside it. No order is read
across classes.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.model.observation import SERIES
from analysis.model.provenance import find_weakest, rank_provenance
from analysis.model.reply import COUNTED, FACETS
from analysis.model.window import Window
from analysis.reconcile.methods.many_rates import bound_ranks
from analysis.reconcile.methods.rates import FEWEST_FORCES, LEAST_DEGREES, Dispersion
from analysis.reconcile.replies.comparability import (
    MILD,
    Base,
    find_base,
    find_mismatches,
    refuse_break,
)
from analysis.reconcile.replies.denominators import DAYS_A_YEAR, Workforce
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
from analysis.reconcile.results.refusals import Refusal, RefusalCode
from analysis.reconcile.results.rows import Row, Rows

LEAGUE = TABLES["league"]
MEASURES = ("count", "rate_per_1000")


class Standing(NamedTuple):
    """How far a series compares, and why no further."""

    comparability: str
    reasons: Sequence[Refusal] = ()


def list_league(
    all_series: Sequence[Series],
    found: Findings,
    common: Window | None,
    workforce: Workforce,
    rows: Rows,
) -> list[Row]:
    """One row a reply, class by class, within each by its rate over its own window.

    Of a reply that counts several things the one that compares furthest stands for it, of equals
    one with a count, then one with a rate. `found` are the counts and rates of the series. A reply
    in class `no` has the code that says why; so has one without a rate. One that has none because
    its events are few has its exposure all the same: it is one of those whose rates are judged
    together. Rows of class `no` stand in the study's order.
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
    listed = [_make_row(*one, figures, refusals, workforce) for one in chosen]
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
    series: Series,
    standing: Standing,
    figures: Mapping[tuple, Row],
    refusals: Mapping[tuple, Row],
    workforce: Workforce,
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
        if why["code"] == RefusalCode.TOO_FEW:
            where = series.force, series.population, series.window
            row |= workforce.measure_exposure(*where).facts()
    differs = dict.fromkeys(why.evidence for why in standing.reasons)
    return row | {"code": codes[0] if codes else "", "evidence": "; ".join(differs)}


def _widest(rate: Row, end: str) -> float:
    """The limit widened by how much yearly counts vary, where that is known; else the exact one."""
    wide = rate.get(f"wide_{end}")
    return rate[end] if wide is None or math.isnan(wide) else wide


def rank_replies(league: Sequence[Row], measured: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows of the league table, with the ranks that each underlying rate may hold in its class.

    Ranks are given in the first two classes, whose rates compare, where five forces or more have
    an exposure, those too few for a rate among them: without them the ranks of the others would
    hang on how their counts came out. Such a one ranks no rate of a stronger provenance. Any ranks
    that the rows had are taken away. `measured` are the rows of the table of dispersion (methods.md
    4.8).
    """
    rows = [row | dict.fromkeys(("rank_low", "rank_high", "ranked")) for row in league]
    measured = list(measured)
    for name in (SAME, OWN_WINDOW):
        known = [row for row in rows if row["class"] == name and not pd.isna(row["exposure"])]
        rated = keep_as_strong(known, [row for row in known if not pd.isna(row["rate_low"])])
        if len({row["force"] for row in rated}) < FEWEST_FORCES:
            continue
        ranks = bound_ranks(
            [(row["low"], row["high"]) for row in rated],
            [row["exposure"] for row in rated],
            find_dispersion(rated, measured),
            [row["force"] for row in rated],
        )
        for row, (best, worst) in zip(rated, ranks, strict=True):
            row |= {"rank_low": best, "rank_high": worst, "ranked": len(rated)}
    return rows


def keep_as_strong(rows: Sequence[Row], rated: Sequence[Row]) -> list[Row]:
    """The rows of as strong a provenance as the weakest of those with a rate, or stronger."""
    weakest = find_weakest(row["provenance"] for row in rated or rows) if rows else ""
    return [row for row in rows if rank_provenance(row["provenance"]) >= rank_provenance(weakest)]


def find_dispersion(
    figures: Iterable[Mapping[str, Any]], measured: Iterable[Mapping[str, Any]]
) -> Dispersion | None:
    """The most that yearly counts are measured to vary, of all words that some figures count in.

    `measured` are the rows of the table of dispersion. Of each words it is pooled down to the
    weakest provenance among the figures. None where it is measured in the words of none.
    """
    figures = list(figures)
    kinds = {tuple(figure[name] for name in COUNTED) for figure in figures}
    weakest = rank_provenance(find_weakest(figure["provenance"] for figure in figures))
    pooled = {
        kind: row  # the last stays: of the weakest provenance, and so of the most replies
        for row in sorted(measured, key=lambda row: -rank_provenance(row["provenance"]))
        if rank_provenance(row["provenance"]) >= weakest
        and (kind := tuple(row[name] for name in COUNTED)) in kinds
    }
    known = [
        Dispersion(float(row["estimate"]), int(row["freedom"]))
        for row in pooled.values()
        if row["freedom"] and int(row["freedom"]) >= LEAST_DEGREES
    ]
    return max(known, key=lambda one: (one.ratio, -one.freedom), default=None)
