"""What one total of many bodies leaves for those of them without a figure (methods.md 2.7).

A source that counts all bodies together is no reply of any of them: it is held against the sum of
those whose figures are known, and what is left lies between bounds. It is told of no body alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.faults import Fault, Faults
from analysis.model.provenance import find_weakest
from analysis.model.window import Window
from analysis.reconcile.replies.ladder import place_count
from analysis.reconcile.replies.series import Series, format_cell
from analysis.reconcile.results.comparison import TABLES
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row

FEWEST_LEFT = 2  # bodies: what is left to one alone would be its own figure
ONE_THING = "{} and {} are taken to count one thing"
OVER = "the parts come to more than the whole, so nothing is known of the rest"


@dataclass(frozen=True)
class _Part:
    """The figure of one body, over the days of the whole or over some of them."""

    series: Series
    low: float
    high: float
    cells: str
    is_whole: bool = True  # over all the days


def list_remainder(all_series: Sequence[Series]) -> list[Row]:
    """The whole, what is known of its bodies, and what that leaves, one row a step.

    `low` and `high` are sums over `bodies`. Of each body the first compared series with a total
    stands for it: over the whole's days `by number` or `within limits`, or `over some days`, whose
    count is then the least that it can have. `left` is of all bodies without a figure over all the
    days, `left to the silent` of those without any. Empty where no source counts all together.

    Raises Faults where more bodies have a figure than the whole is said to count.
    """
    whole = next((one for one in all_series if one.whole_of and not one.totals.empty), None)
    if whole is None:
        return []
    total = place_count(whole.evidence, whole.window, whole.is_additive)
    if isinstance(total, Refusal):
        return []
    parts = list(_find_parts(all_series, whole.window))
    if len(parts) > whole.whole_of:
        problem = f"it counts {whole.whole_of} bodies, and {len(parts)} have a figure"
        remedy = "mend its `whole_of`, or take out the replies that it does not count"
        raise Faults(f"reply {whole}", [Fault(f"reply {whole}", problem, remedy)])
    number = [part for part in parts if part.is_whole and part.low == part.high]
    limited = [part for part in parts if part.is_whole and part.low < part.high]
    some_days = [part for part in parts if not part.is_whole]
    known, beyond = [*number, *limited], whole.whole_of - len(number) - len(limited)
    rows = [_make_row("all together", whole.whole_of, (total.low, total.high), [], whole)]
    for step, some in (
        ("by number", number),
        ("within limits", limited),
        ("over some days", some_days),
    ):
        if some:
            rows.append(_make_row(step, len(some), _add_up(some), some))
    low, high = _add_up(known)
    least, _ = _add_up(some_days)
    left = max(total.low - high, least, 0), total.high - low
    if left[1] < left[0]:
        return [*rows, _make_row("left", beyond, (0, inf), parts, whole) | {"assumes": OVER}]
    if beyond >= FEWEST_LEFT:
        rows.append(_make_row("left", beyond, left, parts if least else known, whole))
    silent = beyond - len(some_days)
    if some_days and silent >= FEWEST_LEFT:
        # What the others counted on the other days is not known, so nothing need be left.
        rows.append(_make_row("left to the silent", silent, (0, left[1] - least), parts, whole))
    return rows


def _find_parts(all_series: Iterable[Series], window: Window) -> Iterator[_Part]:
    """The figure of each body whose reply is compared and has one within the days."""
    first: dict[str, Series] = {}
    for series in all_series:
        if series.leads and not series.totals.empty:
            first.setdefault(series.force, series)
    for series in first.values():
        for days in (window, series.window):
            count = place_count(series.evidence, days, series.is_additive)
            if window.covers(days) and not isinstance(count, Refusal):
                yield _Part(series, count.low, count.high, count.cells, days == window)
                break


def _add_up(parts: Iterable[_Part]) -> tuple[float, float]:
    parts = list(parts)
    return sum(part.low for part in parts), sum(part.high for part in parts)


def _make_row(
    step: str,
    bodies: int,
    span: tuple[float, float],
    parts: Sequence[_Part],
    whole: Series | None = None,
) -> Row:
    """One step: a sum over named bodies, or what `parts` leave of the `whole`."""
    series = [*([whole] if whole else []), *(part.series for part in parts)]
    units = list(dict.fromkeys(one.unit for one in series))
    days = [one.window for one in series]
    own = [format_cell(**row) for row in whole.totals.to_dict("records")] if whole else []
    return {
        **TABLES["remainder"].blank(),
        "step": step,
        "bodies": bodies,
        "forces": "" if whole else ", ".join(sorted(part.series.force for part in parts)),
        "units": ", ".join(units),
        "start": pd.Timestamp(min(window.start for window in days)),
        "end": pd.Timestamp(max(window.end for window in days)),
        "low": span[0],
        "high": span[1],
        "assumes": ONE_THING.format(", ".join(units[:-1]), units[-1]) if units[1:] else "",
        "provenance": find_weakest([one.provenance for one in series]),
        "cells": merge_addresses(*own, *(part.cells for part in parts)),
    }
