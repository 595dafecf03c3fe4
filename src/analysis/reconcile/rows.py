"""The rows of a comparison as they are made: one figure, or one named refusal, a row."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.model.study import Break
from analysis.model.window import Window, spell_date
from analysis.reconcile.comparison import COMPARISON, NUMBERS, REFUSALS
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.series import Series
from analysis.reconcile.systems import read_nations

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
        regime = self.name_regime(window, series.force)
        told |= {"part": spell_part(window), "regime": regime}
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

    def name_regime(self, window: Window, force: str = "") -> str:
        """Under which rules the events of a window were counted, by a force if one is named."""
        when, change = self.find_regime(window, force)
        return f"{when} {spell_date(change.date)}" if change else ""

    def find_regime(self, window: Window, force: str = "") -> tuple[str, Break | None]:
        """`before`, `spans` or `since`, and the break that it is said of; None without one."""
        nation = read_nations().get(force, "")
        breaks = [c for c in self.breaks if not (force and c.nations) or nation in c.nations]
        for change in breaks:
            if window.end <= change.date:
                return "before", change
            if window.start < change.date:
                return "spans", change
        return ("since", breaks[-1]) if breaks else ("", None)


def spell_part(window: Window) -> str:
    """`part year` or `several years` where a window is not twelve months; else nothing."""
    if window.days < 365:
        return "part year"
    return "" if window.days <= 366 else "several years"


def weakest(*provenances: str) -> str:
    return min(provenances, key=WEAKEST_FIRST.index)
