"""What is about to be published, as counts: each figure that tells a number of events.

A share of a known base tells its count, and so does a rate beside its exposure.
"""

import math
from dataclasses import dataclass

import pandas as pd

from analysis.model.address import Address, split_addresses
from analysis.model.window import Window
from analysis.reconcile.categories.linked import SEVERAL
from analysis.reconcile.comparison import HARMONISED, Comparison

GROUP = ["force", "unit", "population", "definition", "date_basis"]
# What a figure of each measure is to be multiplied by, beside its exposure, to be a count.
COUNTED = {"count": None, "share": 0.01, "rate_per_month": 1, "rate_per_1000": 1}


# Further tables that tell no count, or none that the figures do not: results of the gate, measures
# of spread, orders of pairs and what would turn them, windows, estimates within bounds given above.
REPEATED = ("gate", "dispersion", "orders", "tipping", "windows", "sensitivity")


@dataclass(frozen=True)
class Shown:
    """A count that a published figure tells, `low` to `high`, of one category in one window.

    A joint one is of all that its table lists at or under the category, counted together.
    """

    group: tuple[str, ...]
    reference: str
    table: str
    dimension: str
    category: str
    window: Window
    low: int
    high: float
    what: str
    cells: str
    is_joint: bool = False

    @property
    def place(self) -> Address | None:
        """The first of the cells it rests on."""
        return next(iter(split_addresses(self.cells)), None)


def list_shown(comparison: Comparison) -> list[Shown]:
    """The counts that a comparison and its further tables tell, in their order.

    Estimates and their limits are left out: they follow from the counts and the calendar. A share
    tells a count where it is exact, for then its base is known, whatever else is hidden.
    """
    figures = comparison.figures
    counted = figures[figures["measure"].isin(COUNTED)]
    # Of these, mentions are brought together: a set of platforms counts under each of them.
    several = counted["basis"].eq(HARMONISED) & counted["dimension"].isin(SEVERAL)
    shown = _read_counts(counted[~several], "")
    for name, table in comparison.tables.items():
        if name not in REPEATED:
            shown += _read_counts(table, name)
    return shown


def _read_counts(rows: pd.DataFrame, table: str) -> list[Shown]:
    shown = []
    for row in rows.to_dict("records"):
        count = _invert(row)
        start, end = (row.get(f"window_{edge}", row.get(edge)) for edge in ("start", "end"))
        if count is None or pd.isna(start) or pd.isna(end):
            continue
        told = f"{row.get('measure', table).replace('_', ' ')}, {row.get('basis', table)} window"
        group = tuple(row[name] for name in GROUP)
        kind = (row.get("dimension") or "total", row.get("category") or "all")
        place = (row["reference"], row.get("table", ""), *kind)
        window = Window(start.date(), end.date())
        joint = row.get("basis") == HARMONISED
        shown.append(Shown(group, *place, window, *count, told, row.get("cells", ""), joint))
    return shown


def _invert(row: dict) -> tuple[int, float] | None:
    """The count behind a figure; None where it tells none, or its base is not known exactly."""
    low, high, measure = row["low"], row["high"], row.get("measure", "count")
    if measure not in COUNTED or pd.isna(low) or pd.isna(high):
        return None
    scale = COUNTED[measure]
    if scale is None:
        return math.floor(low), high if math.isinf(high) else math.ceil(high)
    if pd.isna(row["exposure"]):
        return None
    # All of a base that is a range is 100 % as well: it tells nothing that the counts do not.
    if measure == "share" and (not math.isclose(low, high) or math.isclose(low, 100)):
        return None
    ends = low * scale * row["exposure"], high * scale * row["exposure"]
    return round(ends[0]), ends[1] if math.isinf(ends[1]) else round(ends[1])
