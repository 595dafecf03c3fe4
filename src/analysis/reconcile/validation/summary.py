"""The scores laid side by side: one row a process or layout, one column a method."""

import numpy as np
import pandas as pd

from analysis.reconcile.validation.scoring import HOLDS, VIOLATED


def lay_side_by_side(
    scores: pd.DataFrame, value: str = "coverage", by: tuple[str, ...] = ("process",), **chosen: str
) -> pd.DataFrame:
    """One value of the chosen scores, as text, by row names and method.

    Coverage stands with its Monte Carlo error. It is in brackets where the method's own assumption
    is violated by that process, so that nothing was promised. Where the ladder refuses the method,
    it says so. Blank where a method does not answer.
    """
    fits = scores[value].notna()
    for name, wanted in chosen.items():
        fits &= scores[name].eq(wanted)
    picked = scores[fits]
    shown = picked.assign(shown=[_show(row, value) for _, row in picked.iterrows()])
    for name in (*by, "method"):  # in the order in which they were tried
        shown[name] = pd.Categorical(shown[name], pd.unique(shown[name]))
    table = shown.pivot(index=list(by), columns="method", values="shown").fillna("")
    return table.sort_index().rename_axis(columns=None)


def _show(row: pd.Series, value: str) -> str:
    if value != "coverage":
        return f"{round(row[value], 3) + 0.0:.3f}" if np.isfinite(row[value]) else "open"
    told = show_coverage(row)
    told = f"[{told}]" if row["assumption"] == VIOLATED else told
    return f"refused, else {told}" if row["rule"] and row["claim"] == "count" else told


def show_coverage(row: pd.Series) -> str:
    """`0.957 ± 0.006`; `1.000` alone where nothing was missed."""
    if row["missed"] == 0:
        return "1.000"
    return f"{row['coverage']:.3f} ± {row['error']:.3f}"


def list_worst(scores: pd.DataFrame) -> pd.DataFrame:
    """One row a claim and method: where it did worst, and where its own assumption held."""
    rows = []
    answered = scores[scores["coverage"].notna()]
    for (claim, method), some in answered.groupby(["claim", "method"], sort=False):
        holding = some[some["assumption"].eq(HOLDS)]
        told = {"claim": claim, "method": method, "designs": len(some)}
        told |= {"repeats": int(some["repeats"].sum()), "worst": some["coverage"].min()}
        told["worst where it holds"] = holding["coverage"].min()
        rows.append(told)
    return pd.DataFrame(rows)
