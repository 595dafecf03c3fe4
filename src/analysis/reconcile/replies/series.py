"""A series: the observations of one reply that count the same thing in the same people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import pandas as pd

from analysis.model.address import Address, merge_addresses
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import NOT_ADDITIVE
from analysis.model.csv_file import read_table
from analysis.model.faults import Fault, Faults
from analysis.model.paths import VOCABULARY
from analysis.model.provenance import find_weakest
from analysis.model.study import Break, Study, StudyReply
from analysis.model.window import Window, format_date
from analysis.reconcile.methods.bounds import EVERY, Known
from analysis.reconcile.results.comparison import COMPARISON, REFUSALS, SERIES
from analysis.reconcile.results.refusals import Refusal

SHARED = ("reference", "table", "dimension", "category", "start", "end", "end_latest")
MEASURED = ("low", "high", "status", "label", "file", "sheet", "cell", "note")


@dataclass(frozen=True)
class Series:
    """Figures of one force and reply with the same unit, population, definition and date basis."""

    force: str
    reference: str
    unit: str
    population: str
    definition: str
    date_basis: str
    provenance: str
    figures: pd.DataFrame
    # What other replies of the force say of the same thing: see analysis.reconcile.joining.
    joined: pd.DataFrame = field(default_factory=pd.DataFrame)
    leads: bool = True  # False for a reply that only adds to another

    @property
    def is_additive(self) -> bool:
        return self.unit not in NOT_ADDITIVE

    @cached_property
    def totals(self) -> pd.DataFrame:
        return self.figures[self.figures["dimension"] == "total"]

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """Its totals, and those of the replies joined to it: what bounds may rest on."""
        if self.joined.empty:
            return self.totals
        return pd.concat([self.totals, self.joined[self.joined["dimension"] == "total"]])

    @cached_property
    def window(self) -> Window:
        """From the first to the last day of its totals, or of all figures where it has none."""
        figures = self.figures if self.totals.empty else self.totals
        last = figures["end"].max()
        latest = figures.loc[figures["end"] == last, "end_latest"].max()
        return Window(figures["start"].min().date(), last.date(), latest.date())

    def facts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in (*SERIES, "provenance")}

    def __str__(self) -> str:
        return f"{self.force} {self.reference} ({self.unit}, {self.definition})"


def split_series(observations: pd.DataFrame) -> list[Series]:
    """The series of a frame of observations, in the order in which they first appear."""
    groups = observations.groupby([*SERIES, "provenance"], sort=False)
    return [Series(*map(str, key), figures.reset_index(drop=True)) for key, figures in groups]


def as_known(
    figures: pd.DataFrame,
    latest_end: bool = False,
    additive: bool = True,
    by_category: bool = False,
) -> list[Known]:
    """The figures as constraints, under one or the other reading of an ambiguous end.

    With `by_category` each says of which category it is; without, all figures are of one thing.
    Two labels of one table that mean the same category ("Resigned", "Retired") add up to it;
    people may stand under both, so of them only the larger is sure. Two tables do not add up:
    each says the same thing in its own way.
    """
    merged: dict[tuple, list[dict]] = {}
    for figure in list_rows(figures):
        # A total has no category to share: each of its figures stands alone.
        alone = figure["cell"] if figure["dimension"] == "total" else ""
        # Two notes, such as the pages of a letter, do not make two categories of one.
        printed = figure["note"].startswith(PRINTED_TOTAL)
        key = (*(figure[name] for name in SHARED), alone, printed)
        merged.setdefault(key, []).append(figure)
    known = []
    for group in merged.values():
        first = group[0]
        end = first["end_latest"] if latest_end else first["end"]
        low = (sum if additive else max)(figure["low"] for figure in group)
        window = Window(first["start"].date(), end.date())
        names = merge_addresses(*(name_cell(**figure) for figure in group))
        high = sum(figure["high"] for figure in group)
        parts = frozenset({first["category"]}) if by_category else EVERY
        known.append(Known(window, int(low), high, names, parts))
    return known


def list_rows(figures: pd.DataFrame) -> list[dict]:
    """The rows as dicts; far quicker than pandas' own ways for the handful that one figure has."""
    columns = {name: figures[name].tolist() for name in (*SHARED, *MEASURED)}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def name_cell(file: str, sheet: str, cell: str, note: str = "", **_) -> str:
    """The address of one observation, as `file#sheet!cell`, with what is noted of it."""
    return str(Address(file, sheet, cell, note.removeprefix(PRINTED_TOTAL).removeprefix("; ")))


# Complaints systems: outside England and Wales police complaints are recorded under other laws.

# British Transport Police are under the same system, though it changed for them on another day.
HERE = "England and Wales"
ENGLAND_AND_WALES = ("England", "Wales", "Great Britain")


@cache
def read_nations() -> dict[str, str]:
    """The nation of every force of the vocabulary, by the force's name in folders."""
    forces = read_table(VOCABULARY / "forces.csv")
    return dict(zip(forces["force"], forces["nation"], strict=True))


def name_system(force: str) -> str:
    """The complaints system a force is under; `unknown` for one that forces.csv does not list."""
    nation = read_nations().get(force, "unknown")
    return HERE if nation in ENGLAND_AND_WALES else nation


# The rows of a comparison as they are made: one figure, or one named refusal, a row.


@dataclass(frozen=True)
class Rows:
    """Turns placed figures and refusals of a study into rows, with what its breaks say of them."""

    breaks: Sequence[Break]

    def figure(self, series: Series, measure: str, basis: str, window: Window, **facts) -> dict:
        spans = {"start": pd.Timestamp(window.start), "end": pd.Timestamp(window.end)}
        told = {"measure": measure, "basis": basis, "dimension": "total", "category": "all"}
        regime = self.name_regime(window, series.force)
        told |= {"part": spell_part(window), "regime": regime}
        return COMPARISON.blank() | series.facts() | told | spans | facts

    def refusal(
        self, series: Series, measure: str, basis: str, window: Window | None, why: Refusal, **facts
    ) -> dict:
        shared = {name: value for name, value in series.facts().items() if name in REFUSALS}
        told = {"code": why.code, "evidence": why.evidence, "remedy": why.remedy}
        told |= {"measure": measure, "basis": basis, "cells": why.cells}
        told |= {
            "start": pd.Timestamp(window.start) if window else pd.NaT,
            "end": pd.Timestamp(window.end) if window else pd.NaT,
        }
        return REFUSALS.blank() | shared | told | facts

    def name_regime(self, window: Window, force: str = "") -> str:
        """Under which rules the events of a window were counted, by a force if one is named."""
        when, change = self.find_regime(window, force)
        return f"{when} {format_date(change.date)}" if change else ""

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


# Replies that add to another: a later figure tightens what an earlier one leaves open.
#
# Nothing is joined by itself. Case systems are re-dated and re-coded, so two replies of one force
# are put into one system only where the study says so, and within the tolerance it names
# (methods.md 2.2).

SAME = [name for name in SERIES if name != "reference"]


def join_replies(
    series: Sequence[Series], study: Study, references: Mapping[tuple[str, str], str]
) -> list[Series]:
    """The series, each with the figures of the replies that the study says add to it.

    `references` are the references that the observations of each (force, folder) bear. A joined
    figure is taken as true within the reply's `within` events; what else its reply counts stands
    alone. Raises Faults for a reply that adds to one the study does not have, or to one that adds
    to another itself, or that counts nothing of what that one counts.
    """
    joined, faults = list(series), []
    adding = {(reply.force, reply.reference) for reply in study.replies if reply.adds_to}
    for reply in study.replies:
        if not reply.adds_to:
            continue
        if (reply.force, reply.adds_to) in adding:
            faults.append(_blame_chain(reply))
            continue
        mine, theirs = (
            [n for n, one in enumerate(joined) if (one.force, one.reference) == (reply.force, name)]
            for name in map(references.get, _name_folders(reply))
        )
        met = [(to, own) for to in theirs for own in mine if _is_same(joined[to], joined[own])]
        for to, own in met:
            joined[to] = _add(joined[to], joined[own], reply.within)
        for _, own in met:
            joined[own] = replace(joined[own], leads=False)
        if not met:
            faults.append(_blame(reply, [joined[n] for n in mine], [joined[n] for n in theirs]))
    if faults:
        raise Faults(f"study {study.name}", faults)
    return joined


def _name_folders(reply: StudyReply) -> tuple[tuple[str, str], ...]:
    return (reply.force, reply.reference), (reply.force, str(reply.adds_to))


def _is_same(first: Series, second: Series) -> bool:
    return all(getattr(first, name) == getattr(second, name) for name in SAME)


def _add(lead: Series, other: Series, within: int) -> Series:
    """A figure of another day may differ by `within` events: cases are re-dated and re-coded."""
    figures = other.figures.assign(
        low=(other.figures["low"] - within).clip(lower=0), high=other.figures["high"] + within
    )
    return replace(
        lead,
        joined=pd.concat([lead.joined, figures], ignore_index=True),
        provenance=find_weakest([lead.provenance, other.provenance]),
    )


def _blame(reply: StudyReply, own: Sequence[Series], leads: Sequence[Series]) -> Fault:
    place = f"replies, {reply.force} {reply.reference}"
    if not leads:
        problem = f"it adds to {reply.adds_to!r}, which the study does not have"
        return Fault(place, problem, "name the folder of a reply of the same force")
    counted = " against ".join(" or ".join(map(_describe, some)) for some in (own, leads))
    return Fault(
        place,
        f"it counts nothing that {reply.adds_to} counts: {counted}",
        "mend the unit, population, definition and date basis in response.yaml, "
        "or let it stand alone",
    )


def _blame_chain(reply: StudyReply) -> Fault:
    place = f"replies, {reply.force} {reply.reference}"
    problem = f"it adds to {reply.adds_to}, which adds to another itself"
    return Fault(place, problem, "name the reply that both add to")


def _describe(series: Series) -> str:
    return ", ".join(getattr(series, name) for name in SAME[1:])
