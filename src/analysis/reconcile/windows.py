"""Each reply's window beside the common one: overlap in days, and the cells that straddle it."""

import pandas as pd

from analysis.model.checks import PRINTED_TOTAL
from analysis.model.window import Window, find_gaps
from analysis.reconcile.series import Series, as_known


def list_windows(series: list[Series], common: Window | None) -> pd.DataFrame:
    """One row a series with totals: its first and last day, and how it meets the common window.

    `inside` is the share of the common window's days that its figures cover, in percent;
    `straddling` names the cells that reach over an edge of it, printed totals left aside.
    """
    rows = []
    for one in series:
        if one.totals.empty:
            continue
        row = {
            "force": one.force,
            "reference": one.reference,
            "unit": one.unit,
            "window": str(one.window),
            "days": one.window.days,
            "end ambiguous": "by a day" if one.window.end_ambiguous else "",
        }
        if common:
            row["inside, %"] = round(100 * measure_coverage(one, common), 1)
            row["straddling"] = ", ".join(find_straddling(one, common)) or "none"
        rows.append(row)
    return pd.DataFrame(rows)


def measure_coverage(series: Series, common: Window) -> float:
    """The share of the common window's days that the reply's totals cover, gaps left out."""
    gaps = find_gaps([cell.window for cell in as_known(series.totals)], common)
    return 1 - sum(gap.days for gap in gaps) / common.days


def find_straddling(series: Series, common: Window) -> list[str]:
    """The labels of the reported totals that lie partly inside and partly outside the window."""
    figures = series.totals[~series.totals["note"].str.startswith(PRINTED_TOTAL)]
    return [
        label
        for label, cell in zip(figures["label"], as_known(figures), strict=True)
        if 0 < cell.window.share_inside(common) < 1
    ]
