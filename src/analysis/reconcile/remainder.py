"""What one total of many bodies leaves for those of them without a figure (methods.md 2.7).

A source that counts all bodies together is no reply of any of them: it is held against the sum of
those whose figures are known, and what is left lies between bounds. It is told of no body alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.count import NOT_ADDITIVE
from analysis.model.faults import Fault, Faults
from analysis.model.provenance import find_weakest
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.reconcile.replies.comparability import MILD, find_mismatches
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import TABLES
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row

STEPS = (
    *("all together", "by number", "within limits", "over some days", "left"),
    "left to the silent",
)
FEWEST_LEFT = 2  # bodies: what is left to one alone would be its own figure
# Units that may count one matter or one person each: one of them is taken for another.
ONE_EACH = {
    *("complaints", "cases", "investigations", "incidents", "referrals", "reports"),
    *NOT_ADDITIVE,
}
ONE_THING = "{} and {} are taken to count one thing"
GRANTED = ("population", "definition", "date_basis", "stage", "raised_by")
APART = "what {} prints counts another thing or other people, and is not taken from the whole"
OVER = "the parts come to more than the whole, so nothing is known of the rest"


@dataclass(frozen=True)
class _Part:
    """The figure of one body, over the days of the whole or over some of them."""

    series: Series
    low: float
    high: float
    cells: str
    is_whole: bool = True  # over all the days

    @property
    def span(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Remainder:
    """A total of many bodies, the parts of it that are known, and who counts something else."""

    whole: Series
    total: Placed
    parts: Sequence[_Part]
    unlike: Sequence[str] = ()

    @property
    def by_number(self) -> list[_Part]:
        return [part for part in self.parts if part.is_whole and part.low == part.high]

    @property
    def limited(self) -> list[_Part]:
        return [part for part in self.parts if part.is_whole and part.low < part.high]

    @property
    def some_days(self) -> list[_Part]:
        return [part for part in self.parts if not part.is_whole]

    @property
    def known(self) -> list[_Part]:
        return [*self.by_number, *self.limited]

    @property
    def beyond(self) -> int:
        """Of how many bodies there is no figure over all the days."""
        return self.whole.whole_of - len(self.known)

    @property
    def left(self) -> tuple[float, float]:
        """What these have together, the most under the least where the parts come to more."""
        low, high = _add_up(self.known)
        least, _ = _add_up(self.some_days)
        return max(self.total.low - high, least, 0), self.total.high - low

    def tells_few(self, fewest: int) -> bool:
        """Whether a reader who subtracts learns of 1 to `fewest` - 1 events, or more of a hidden
        count than its body shows."""
        least, most = _add_up(self.parts)
        unplaced = self.total.low - most, self.total.high - least
        if any(1 <= low <= high < fewest for low, high in (self.left, unplaced)):
            return True
        return any(self._tells_hidden(part, fewest) for part in self.parts if part.low < part.high)

    def _tells_hidden(self, part: _Part, fewest: int) -> bool:
        least, most = _add_up(other for other in self.parts if other is not part)
        low, high = part.low, min(part.high, self.total.high - least)
        if self.beyond == 0:
            low = max(low, self.total.low - most)
        is_few = low >= 1 and high < fewest
        return low <= high and (low, high) != part.span and (is_few or part.high < inf)


def find_remainder(all_series: Sequence[Series]) -> Remainder | None:
    """The first total of many bodies with what is known of them; None where there is none.

    Of each body the first compared series with a total that counts like the whole stands for it;
    definitions in other words do, and other units that count one matter or person each.

    Raises Faults where more bodies have a figure than the whole is said to count.
    """
    whole = next((one for one in all_series if one.whole_of and not one.totals.empty), None)
    if whole is None:
        return None
    total = place_count(whole.evidence, whole.window, whole.is_additive)
    if isinstance(total, Refusal):
        return None
    compared = [one for one in all_series if one.leads and not one.totals.empty]
    first: dict[str, Series] = {}
    for series in compared:
        if _counts_like(whole, series):
            first.setdefault(series.force, series)
    parts = list(_find_parts(first.values(), whole.window))
    if len(parts) > whole.whole_of:
        problem = f"it counts {whole.whole_of} bodies, and {len(parts)} have a figure"
        remedy = "mend its `whole_of`, or take out the replies that it does not count"
        raise Faults(f"reply {whole}", [Fault(f"reply {whole}", problem, remedy)])
    unlike = dict.fromkeys(one.force for one in compared if one.force not in first)
    return Remainder(whole, total, parts, list(unlike))


def refuse_remainder(found: Remainder, study: Study) -> Refusal | None:
    """A refusal where replies under thresholds are in it and it tells of few events in them."""
    forces = {found.whole.force, *(part.series.force for part in found.parts)}
    modes = (study.find_disclosure(reply) for reply in study.replies if reply.force in forces)
    limits = [mode for mode in modes if mode.is_threshold]
    fewest = [max(mode.safe_threshold, mode.safe_threshold_of_all) for mode in limits]
    if not fewest or not found.tells_few(max(fewest)):
        return None
    evidence = "the total of many bodies, less what is known of them, could tell of few events"
    remedy = "write `disclosure: as released` beside the replies whose figures are public"
    return Refusal("DISCLOSIVE", evidence, remedy=remedy)


def list_remainder(found: Remainder | None) -> list[Row]:
    """The whole, what is known of its bodies, and what that leaves, one row a step.

    `low` and `high` are sums over `bodies`: over the whole's days `by number` or `within limits`,
    or `over some days`, whose count is then the least that a body can have. `left` is of all bodies
    without a figure over all the days, `left to the silent` of those without any; those whose
    figures count something else are among both.
    """
    if found is None:
        return []
    some_days, beyond, left = found.some_days, found.beyond, found.left
    total = found.total.low, found.total.high
    whole = _Part(found.whole, *total, found.total.cells, True)
    rows = [_make_row("all together", found.whole.whole_of, total, [], whole)]
    for step, some in (
        ("by number", found.by_number),
        ("within limits", found.limited),
        ("over some days", some_days),
    ):
        if some:
            rows.append(_make_row(step, len(some), _add_up(some), some))
    if left[1] < left[0]:
        row = _make_row("left", beyond, (0, inf), found.parts, whole)
        return [*rows, row | {"assumes": OVER}]
    least, _ = _add_up(some_days)
    apart = APART.format(", ".join(found.unlike)) if found.unlike else ""
    if beyond >= FEWEST_LEFT:
        parts = found.parts if least else found.known
        rows.append(_make_row("left", beyond, left, parts, whole, apart))
    silent = beyond - len(some_days)
    if some_days and silent >= FEWEST_LEFT:
        # What the others counted on the other days is not known, so nothing need be left.
        most = left[1] - least
        rows.append(_make_row("left to the silent", silent, (0, most), found.parts, whole, apart))
    return rows


def _counts_like(whole: Series, series: Series) -> bool:
    """Whether a body's figure may be taken from the whole's: of the same topic in the same people.

    Units other than the whole's are let pass where both count one matter or person each.
    """
    differs = {why.facet for why in find_mismatches(whole, series)}
    if {whole.unit, series.unit} <= ONE_EACH:
        differs -= {"unit"}
    return differs <= {*MILD}


def _find_parts(some: Iterable[Series], window: Window) -> Iterator[_Part]:
    """The figures that lie within the days, each over all of them or over its own."""
    for series in some:
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
    whole: _Part | None = None,
    apart: str = "",
) -> Row:
    """One step: a sum over named bodies, or what `parts` leave of the `whole`."""
    added = [*([whole] if whole else []), *parts]
    series = [part.series for part in added]
    units = list(dict.fromkeys(one.unit for one in series))
    days = [one.window for one in series]
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
        "assumes": "; ".join(filter(None, [*_list_granted(series), apart])),
        "provenance": find_weakest([one.provenance for one in series]),
        "cells": merge_addresses(*(part.cells for part in added)),
    }


def _list_granted(series: Sequence[Series]) -> Iterator[str]:
    """What is taken for one thing, though it is said in several words."""
    for name in ("unit", *GRANTED):
        quote = str if name == "unit" else repr
        said = filter(None, (getattr(one, name) for one in series))
        *others, last = dict.fromkeys(map(quote, said)) or [""]
        if others:
            title = "" if name == "unit" else f"{name.replace('_', ' ')}: "
            yield title + ONE_THING.format(", ".join(others), last)
