"""What may be said of which reply is higher, with p-values that allow for how many are compared."""

import pandas as pd
from statsmodels.stats.multitest import multipletests

from analysis.reconcile.comparison import TABLES
from analysis.reconcile.methods.rates import CONFIDENCE
from analysis.reconcile.methods.ratios import NOT_APART, NOT_ORDERED, compare_with_one


def order_pairs(figures: list[dict]) -> list[dict]:
    """One row a ratio of `compare_pairs`: the order of both rates, reported and underlying.

    `reported` goes by the sharp bounds alone: one rate is higher only where the least it can be
    exceeds the most the other can. `underlying` goes by the p-value that agrees with the interval,
    by Holm's method (1979) adjusted for all the pairs compared over the same kind of window; of a
    single pair it is as it is. Where that tells rates apart the exact limits lie on the same side
    of 1 as the widened ones, which hold them.
    """
    ordered = []
    for _, family in pd.DataFrame(figures, columns=["basis"]).groupby("basis", sort=False):
        rows = [figures[place] for place in family.index]
        found = [row["p_value"] for row in rows]
        apart, adjusted, *_ = multipletests(found, alpha=1 - CONFIDENCE, method="holm")
        for row, one_apart, p_value in zip(rows, apart, adjusted, strict=True):
            ordered.append(
                {name: row[name] for name in TABLES["orders"] if name in row}
                | {
                    "reported": compare_with_one(row["low"], row["high"]) or NOT_ORDERED,
                    "underlying": compare_with_one(row["lower"], row["upper"])
                    if one_apart
                    else NOT_APART,
                    "p_value": f"{row['p_value']:.6g}",
                    "adjusted": f"{p_value:.6g}" if len(rows) > 1 else "",
                    "pairs": str(len(rows)),
                }
            )
    return ordered
