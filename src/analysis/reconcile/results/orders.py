"""Which of two figures is higher, as reported and underneath, and where one stands among many.

A figure that sets one reply over or under another comes with what judges it beside its own
columns; here the p-values of a family are adjusted together, and the words follow from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from statsmodels.stats.multitest import multipletests

from analysis.model.provenance import find_weakest, rank_provenance
from analysis.model.reply import COUNTED
from analysis.reconcile.methods.many_rates import bound_ranks
from analysis.reconcile.methods.rates import (
    CONFIDENCE,
    FEWEST_FORCES,
    LEAST_DEGREES,
    NOT_APART,
    NOT_ORDERED,
    Dispersion,
    compare_with,
)
from analysis.reconcile.results.comparison import (
    COMPARISON,
    OWN_WINDOW,
    SAME,
    TABLES,
    Findings,
)
from analysis.reconcile.results.rows import Row

ORDERS = TABLES["orders"]
# What such a figure has beside the columns of the comparison.
JUDGED_BY = ("p_value", "poisson_p", "readings", "turning_odds")
ONE_READING, HOLDS, CHANGES = "one", "holds under both", "changes with the reading"
# The value at which two are equal, by measure; figures of other measures are in no family.
EQUAL_AT = {"rate_ratio": 1.0, "share_difference": 0.0}


def list_figures(judged: Findings) -> Findings:
    """Figures as rows of the comparison, without what judges their order."""
    figures = [
        {name: value for name, value in row.items() if name not in JUDGED_BY}
        for row in judged.figures
    ]
    return Findings(figures, judged.refusals)


def order_figures(figures: Sequence[Row]) -> list[Row]:
    """One row a ratio of rates or difference of shares: its order, reported and underlying.

    `reported` goes by the sharp bounds alone: one is higher only where the least that it can be
    exceeds the most that the other can. `underlying` goes by the p-value, by Holm's method (1979)
    adjusted for all figures of one measure and kind of window; of a single one it is as it is
    (methods.md 4.5). A p-value is the greatest that the bounds allow, so what is told apart is
    ordered as reported. Figures of other measures have no row.
    """
    judged = [row for row in figures if row["measure"] in EQUAL_AT]
    return adjust_orders(
        ORDERS.take_over(row, COMPARISON)
        | {
            **{name: row.get(name, "") for name in ("poisson_p", "turning_odds")},
            "reported": compare_with(EQUAL_AT[row["measure"]], row["low"], row["high"])
            or NOT_ORDERED,
            "p_value": f"{row['p_value']:.6g}",
        }
        for row in judged
    )


def adjust_orders(rows: Iterable[Row]) -> list[Row]:
    """Rows of `orders` family by family, with what follows from their p-values together.

    Of rows that are left of a family it is made anew: what the others would say is not in it.
    """
    families: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        families.setdefault((row["measure"], row["basis"]), []).append(row)
    ordered = []
    for family in families.values():
        found = [float(row["p_value"]) for row in family]
        apart, adjusted, *_ = multipletests(found, alpha=1 - CONFIDENCE, method="holm")
        for row, is_apart, p_value in zip(family, apart, adjusted, strict=True):
            told = {"underlying": row["reported"] if is_apart else NOT_APART}
            told |= {"adjusted": f"{p_value:.6g}" if len(family) > 1 else ""}
            ordered.append({**row, **told, "pairs": str(len(family))})
    return ordered


def rank_replies(league: Sequence[Row], measured: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows of the league table, with the ranks that each rate may hold in its class.

    Ranks are given in the first two classes, whose rates compare, where five forces or more have
    one; any that the rows had are taken away. `measured` are the rows of the table of dispersion
    (methods.md 4.8).
    """
    rows = [row | dict.fromkeys(("rank_low", "rank_high", "ranked")) for row in league]
    measured = list(measured)
    for name in (SAME, OWN_WINDOW):
        rated = [row for row in rows if row["class"] == name and not pd.isna(row["rate_low"])]
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
