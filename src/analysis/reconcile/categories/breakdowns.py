"""The breakdowns of a study: every table by a dimension, with what stands against its shares."""

import math
from collections import defaultdict

from analysis.model.window import Window
from analysis.reconcile.categories.breakdown import Breakdown
from analysis.reconcile.comparison import SERIES
from analysis.reconcile.disputed import NONE_DISPUTED, Disputed
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.series import Series


def list_breakdowns(
    series: list[Series],
    figures: list[dict],
    refusals: list[dict],
    disputed: Disputed = NONE_DISPUTED,
) -> list[Breakdown]:
    """Every table by a dimension, from the rows of its own-window counts and what is refused.

    Of a table or a total that is disputed no share can be given.
    """
    counts: dict[tuple, dict[str, dict]] = defaultdict(dict)
    against: dict[tuple, list[Refusal]] = defaultdict(list)
    for row in figures:
        if (row["measure"], row["basis"]) == ("count", "own"):
            counts[_place(row)][row["category"]] = row
    for row in refusals:
        if row["basis"] == "own" and row["code"] != "TOO_FEW":
            why = Refusal(row["code"], row["evidence"], row["cells"], row["remedy"])
            against[_place(row)].append(why)
    found = []
    for one in series:
        totals = counts[(*_key(one), "", "total")]
        tables = one.figures[["table", "dimension"]].drop_duplicates()
        for table, dimension in tables.itertuples(index=False, name=None):
            place = (*_key(one), table, dimension)
            if dimension == "total" or not counts[place]:
                continue
            rows = counts[place]
            days = next(iter(rows.values()))
            window = Window(days["start"].date(), days["end"].date())
            same = [t for t in totals.values() if _days(t) == _days(days)]
            whole = (same[0]["low"], same[0]["high"]) if same else None
            facts = {"whole": whole, "whole_cells": same[0]["cells"] if same else ""}
            cells = (row["cells"] for row in rows.values())
            whys = [*against[place], disputed.find(*cells, facts["whole_cells"])]
            facts["unplaced"] = _has_unplaced(one, table, dimension)
            facts["whys"] = tuple(dict.fromkeys(filter(None, whys)))
            found.append(Breakdown(one, table, dimension, window, rows, **facts))
    return found


def _key(series: Series) -> tuple[str, ...]:
    return tuple(getattr(series, name) for name in SERIES)


def _place(row: dict) -> tuple[str, ...]:
    return (*(row[name] for name in SERIES), row["table"], row["dimension"])


def _days(row: dict) -> tuple:
    return row["start"], row["end"]


def _has_unplaced(series: Series, table: str, dimension: str) -> bool:
    """Whether rows of a list do not say their category: their number is in every upper end."""
    figures = series.figures
    here = figures["table"].eq(table) & figures["dimension"].eq(dimension)
    return bool((here & figures["status"].eq("not_recorded") & figures["high"].lt(math.inf)).any())
