"""The rows of comparison.csv and refusals.csv: one figure, or one named refusal, a row."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.model.study import Break
from analysis.model.window import Window, spell_date
from analysis.reconcile.ladder import Refusal
from analysis.reconcile.series import Series

COMPARISON = [
    "measure",
    "basis",
    "force",
    "reference",
    "other_force",
    "other_reference",
    "other_unit",
    "unit",
    "population",
    "definition",
    "date_basis",
    "dimension",
    "category",
    "label",
    "start",
    "end",
    "part",
    "regime",
    "rung",
    "low",
    "high",
    "lower",
    "upper",
    "exposure",
    "exposure_unit",
    "flag",
    "assumes",
    "provenance",
    "cells",
    "exposure_cells",
]
REFUSALS = [
    "code",
    "measure",
    "basis",
    "force",
    "reference",
    "other_force",
    "other_reference",
    "other_unit",
    "unit",
    "dimension",
    "category",
    "start",
    "end",
    "evidence",
    "remedy",
    "cells",
    "provenance",
]
NUMBERS = ("low", "high", "lower", "upper", "exposure")
# The weakest provenance of several is that of the whole: nothing made up may pass as real.
WEAKEST_FIRST = ("illustrative", "transcribed", "disclosed")


@dataclass(frozen=True)
class Rows:
    """Turns placed figures and refusals of a study into rows, with what its breaks say of them."""

    breaks: Sequence[Break]

    def figure(self, series: Series, measure: str, basis: str, window: Window, **facts) -> dict:
        blank = dict.fromkeys(COMPARISON, "") | dict.fromkeys(NUMBERS)
        spans = {"start": pd.Timestamp(window.start), "end": pd.Timestamp(window.end)}
        told = {"measure": measure, "basis": basis, "dimension": "total", "category": "all"}
        told |= {"part": spell_part(window), "regime": self.name_regime(window)}
        return blank | series.facts() | told | spans | facts

    def refusal(
        self, series: Series, measure: str, basis: str, window: Window | None, why: Refusal, **facts
    ) -> dict:
        blank = dict.fromkeys(REFUSALS, "")
        shared = {name: value for name, value in series.facts().items() if name in REFUSALS}
        told = {"code": why.code, "evidence": why.evidence, "remedy": why.remedy}
        told |= {"measure": measure, "basis": basis, "cells": why.cells}
        told |= {
            "start": pd.Timestamp(window.start) if window else pd.NaT,
            "end": pd.Timestamp(window.end) if window else pd.NaT,
        }
        return blank | shared | told | facts

    def name_regime(self, window: Window) -> str:
        """Under which rules the events of a window were counted."""
        for change in self.breaks:
            day = spell_date(change.date)
            if window.end <= change.date:
                return f"before {day}"
            if window.start < change.date:
                return f"spans {day}"
        return f"since {spell_date(self.breaks[-1].date)}" if self.breaks else ""


def spell_part(window: Window) -> str:
    """`part year` or `several years` where a window is not twelve months; else nothing."""
    if window.days < 365:
        return "part year"
    return "" if window.days <= 366 else "several years"


def weakest(*provenances: str) -> str:
    return min(provenances, key=WEAKEST_FIRST.index)


def as_frame(rows: list[dict], columns: list[str]) -> pd.DataFrame:
    """A frame in the fixed column order; dates as dates, numbers as numbers, the rest as text."""
    frame = pd.DataFrame(rows, columns=columns)
    for name in columns:
        if name in ("start", "end"):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        elif name in NUMBERS:
            frame[name] = frame[name].replace("", None).astype("float64")
        else:
            frame[name] = frame[name].astype("str")
    return frame
