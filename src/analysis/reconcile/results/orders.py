"""Which of two figures is higher, as reported and underneath.

A figure that sets one reply over or under another comes with what judges it beside its own
columns; here the p-values of a family are adjusted together, and the words follow from them.
"""

from collections.abc import Iterable, Sequence

from statsmodels.stats.multitest import multipletests

from analysis.reconcile.methods.rates import (
    CONFIDENCE,
    NOT_APART,
    NOT_ORDERED,
    compare_with,
)
from analysis.reconcile.results.comparison import (
    COMPARISON,
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
    return judged._replace(figures=figures)


def order_figures(figures: Sequence[Row]) -> list[Row]:
    """One row a ratio of rates or difference of shares: its order, reported and underlying.

    `reported` goes by the sharp bounds alone: one is higher only where the least that it can be
    exceeds the most that the other can. `underlying` goes by the p-value, by Holm's method
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
    return [row for family in families.values() for row in judge_family(family)]


def judge_family(rows: Sequence[Row]) -> list[Row]:
    """Rows with what follows from their p-values together, adjusted by Holm's method (1979)."""
    if not rows:
        return []
    found = [float(row["p_value"]) for row in rows]
    apart, adjusted, *_ = multipletests(found, alpha=1 - CONFIDENCE, method="holm")
    judged = []
    for row, is_apart, p_value in zip(rows, apart, adjusted, strict=True):
        told = {"underlying": row["reported"] if is_apart else NOT_APART}
        told |= {"adjusted": f"{p_value:.6g}" if len(rows) > 1 else ""}
        judged.append({**row, **told, "pairs": str(len(rows))})
    return judged
