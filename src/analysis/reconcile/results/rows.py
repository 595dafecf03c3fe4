"""Rows of the comparison and of its refusals, as they are made: one figure or one refusal each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from analysis.model.breaks import Break
from analysis.model.window import Window
from analysis.reconcile.results.comparison import COMPARISON, REFUSALS
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.regimes import Regimes

Row = dict[str, Any]


class Counted(Protocol):
    """What a figure is of: a series of some reply, known by its facts."""

    @property
    def force(self) -> str:
        """The force whose reply counts it."""

    def facts(self) -> dict[str, str]:
        """What it counts, as columns of a row: `SERIES` and `provenance`."""


@dataclass(frozen=True)
class Rows:
    """Makes the rows of a study's comparison, with what its breaks say of each window."""

    breaks: Sequence[Break]

    @cached_property
    def regimes(self) -> Regimes:
        """How windows lie to the breaks of the study."""
        return Regimes(self.breaks)

    def figure(
        self, series: Counted, measure: str, basis: str, window: Window, **facts: Any
    ) -> Row:
        """A row of `COMPARISON`: of all events of the series, unless `facts` say otherwise."""
        return {
            **COMPARISON.blank(),
            **series.facts(),
            "measure": measure,
            "basis": basis,
            "dimension": "total",
            "category": "all",
            "part": format_part(window),
            "regime": self.regimes.format(window, series.force),
            "start": pd.Timestamp(window.start),
            "end": pd.Timestamp(window.end),
            **facts,
        }

    def refusal(
        self,
        series: Counted,
        measure: str,
        basis: str,
        window: Window | None,
        why: Refusal,
        **facts: Any,
    ) -> Row:
        """A row of `REFUSALS`: why a measure of the series is not given over a window."""
        return {
            **REFUSALS.take_over(series.facts()),
            **why.facts(),
            "measure": measure,
            "basis": basis,
            "start": pd.Timestamp(window.start) if window else pd.NaT,
            "end": pd.Timestamp(window.end) if window else pd.NaT,
            **facts,
        }


def format_part(window: Window) -> str:
    """`part year` or `several years` where a window is not twelve months; else nothing."""
    if window.days < 365:
        return "part year"
    return "" if window.days <= 366 else "several years"
