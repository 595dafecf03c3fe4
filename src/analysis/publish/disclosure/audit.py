"""Every rule of the gate held against what is about to be published: where it is broken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations

import pandas as pd

from analysis.model.address import Address
from analysis.model.window import Window, find_gaps
from analysis.publish.disclosure.attack import Attacker, Question
from analysis.publish.disclosure.groups import Groups
from analysis.publish.disclosure.holders import DIMENSIONS, Holders
from analysis.publish.disclosure.rules import (
    ADDED,
    ALWAYS_MERGED,
    AUDIT,
    FEWEST_HOLDERS,
    HOLDERS,
    PRIMARY,
    choose_fewest,
    is_told,
)
from analysis.publish.disclosure.shown import Shown
from analysis.publish.disclosure.sources import (
    Listed,
    Source,
    list_categories,
    list_sources,
    split_groups,
)
from analysis.reconcile.methods.bounds import Known


@dataclass(frozen=True)
class Leak:
    """One rule broken: by which category of which table, first seen where. Never by how much."""

    rule: str
    force: str
    reference: str
    table: str
    dimension: str
    category: str
    what: str
    place: Address | None = None


@dataclass
class Audit:
    """What was looked at, by rule, and what was found."""

    leaks: list[Leak] = field(default_factory=list)
    audited: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((PRIMARY, HOLDERS, AUDIT, ADDED), 0)
    )
    told_by_source: int = 0

    def count(self, rule: str, number: int = 1) -> None:
        self.audited[rule] += number


def audit_figures(
    shown: Sequence[Shown], printed: pd.DataFrame, merged: pd.DataFrame, holders: Holders
) -> Audit:
    """Hold all rules against the figures `shown`.

    `printed` are the observations as the forces printed them, `merged` the same with the study's
    merges made; both have one row an observation.
    """
    audit = Audit()
    for figure in shown:
        _audit_figure(figure, holders, audit)
    listing = dict(split_groups(merged))
    for group, rows in split_groups(printed):
        own = [figure for figure in shown if figure.group == group]
        for dimension in dict.fromkeys([*rows["dimension"], *(one.dimension for one in own)]):
            case = Case(group, dimension, own, rows, listing.get(group, rows.iloc[:0]))
            for leak in case.find_leaks(audit):
                audit.leaks.append(leak)
    return audit


def _audit_figure(figure: Shown, holders: Holders, audit: Audit) -> None:
    """The rules that look at one figure alone."""
    audit.count(PRIMARY)
    kind = (figure.group[0], figure.reference, figure.table, figure.dimension, figure.category)
    if is_told(figure.low, figure.high, choose_fewest(figure.dimension, figure.category)):
        audit.leaks.append(Leak(PRIMARY, *kind, f"the {figure.what}", figure.place))
    if figure.dimension in DIMENSIONS and figure.high > 0:
        audit.count(HOLDERS)
        size = holders.count_fewest(figure.group[0], *kind[3:], figure.window)
        if size is None:
            what = f"nobody knows how many held it over the {figure.what}"
        elif size < FEWEST_HOLDERS or figure.category in ALWAYS_MERGED:
            what = "too few hold it, or one of them is known by name"
        else:
            return
        audit.leaks.append(Leak(HOLDERS, *kind, what, figure.place))


class Case:
    """One dimension of what one force counts in one way: all that is said of it, anywhere."""

    def __init__(
        self,
        group: tuple[str, ...],
        dimension: str,
        shown: Sequence[Shown],
        printed: pd.DataFrame,
        merged: pd.DataFrame,
    ):
        self.group, self.dimension = group, dimension
        self.shown = [one for one in shown if one.dimension == dimension]
        self.before = list_categories(printed, dimension)
        self.after = list_categories(merged, dimension)
        codes = {
            code for listed in (self.before, self.after) for t in listed.values() for code in t
        }
        self.groups = Groups(dimension, codes | {one.category for one in self.shown})
        self.sources = list_sources(printed, dimension, self.groups)
        totals = Groups("total", ["all"])
        by_total = [one for one in shown if one.dimension == "total" and dimension != "total"]
        self.published = [self._know(one) for one in self.shown]
        self.totals = [Known(one.window, one.low, one.high, one.what) for one in by_total]
        self.printed_totals = (
            []
            if dimension == "total"
            else [s.known for s in list_sources(printed, "total", totals)]
        )

    def find_leaks(self, audit: Audit) -> Iterator[Leak]:
        """What a reader of the publication learns, then what it adds to the forces' own figures."""
        questions = self._ask()
        audit.count(AUDIT, len(questions))
        if questions:
            attacker = Attacker(
                self._offer(self.published, self.totals, self.after), list(questions)
            )
            for question, _, _ in attacker.find_told():
                yield questions[question]
        protected = self._protect()
        audit.count(ADDED, len(protected))
        for question in self._find_added(protected, audit):
            yield protected[question]

    def _know(self, one: Shown) -> Known:
        listed = self.after.get((one.reference, one.table), [])
        whole = one.category in listed or one.category == "other"
        parts = self.groups.spread(one.category, listed if whole else [])
        return Known(one.window, one.low, one.high, one.what, parts)

    def _offer(self, cells: list[Known], totals: list[Known], listed: Listed) -> list[list[Known]]:
        """Sets of cells to believe, the most telling first: with every table taken as complete,
        beside the totals, and alone."""
        whole = [cells + totals + self._close(cells, listed)] if totals else []
        return [*whole, cells + totals, cells]

    def _close(self, cells: list[Known], listed: Listed) -> list[Known]:
        """Nothing lies outside the categories of a table: so a reader will add it up."""
        closed = []
        for codes in listed.values():
            rest = self.groups.leave(self.groups.spread(code, codes) for code in codes)
            if cells and rest:
                start = min(cell.window.start for cell in cells)
                end = max(cell.window.end for cell in cells)
                closed.append(Known(Window(start, end), 0, 0, "complete", rest))
        return closed

    def _ask(self) -> dict[Question, Leak]:
        """Every kind in every published window, in what two of them differ by, and what is left
        over beside the published categories; every cell that a force hid."""
        cells = [*self.published, *self.totals]
        windows = sorted({Window(cell.window.start, cell.window.end) for cell in cells})
        pairs = [(one, None) for one in windows]
        pairs += [
            (one, less)
            for one, less in permutations(windows, 2)
            if one.meet(less) and find_gaps([less], one)
        ]
        asked = {}
        if not self.shown:
            return asked
        for category, parts in self._list_kinds():
            fewest = choose_fewest(self.dimension, category)
            for window, less in pairs:
                told = "can be worked out" + (" from two windows" if less else "")
                asked[Question(window, parts, fewest, less)] = self._blame(AUDIT, category, told)
        for source in self.sources:
            if source.is_hidden:
                asked[self._hide(source)] = self._blame_source(AUDIT, source, "hidden by the force")
        return asked

    def _list_kinds(self) -> Iterator[tuple[str, frozenset[str]]]:
        if self.dimension == "total":
            yield "all", frozenset()
            return
        for category in self.groups.list_kinds():
            yield category, self.groups.hold(category)
        for codes in self.after.values():
            rest = self.groups.leave(self.groups.spread(code, codes) for code in codes)
            if rest:
                yield "other", rest

    def _protect(self) -> dict[Question, Leak]:
        """The cells that a force hid, and those of categories that were merged away."""
        protected = {}
        for source in self.sources:
            merged = source.category not in self.after.get((source.reference, source.table), [])
            if source.is_hidden:
                what = "hidden by the force"
                protected[self._hide(source)] = self._blame_source(ADDED, source, what)
            elif merged:
                fewest = choose_fewest(self.dimension, source.category)
                question = Question(source.known.window, source.known.parts, fewest)
                protected[question] = self._blame_source(ADDED, source, "merged by the study")
        return protected

    def _hide(self, source: Source) -> Question:
        cell = source.known
        fewest = choose_fewest(self.dimension, source.category)
        return Question(cell.window, cell.parts, fewest, printed=(cell.low, cell.high))

    def _find_added(self, protected: dict, audit: Audit) -> Iterator[Question]:
        """The protected cells that the publication narrows; those told anyway are counted."""
        if not protected:
            return
        known = [source.known for source in self.sources]
        cells = [source.known for source in self.sources if not source.is_total]
        public = [*self._offer(known, self.printed_totals, self.before), cells]
        for offer in public:
            try:
                before = Attacker([offer], list(protected))
                after = Attacker([offer + self.published + self.totals], list(protected))
                break
            except ValueError:
                continue
        else:
            raise ValueError("the figures of one table contradict each other")
        for question, low, high in after.find_told():
            if before.bound(question) == (low, high):
                audit.told_by_source += 1
            else:
                yield question

    def _blame_source(self, rule: str, source: Source, what: str) -> Leak:
        kind = (source.reference, source.table, self.dimension, source.category)
        return Leak(rule, self.group[0], *kind, what, source.place)

    def _blame(self, rule: str, category: str, what: str) -> Leak:
        """A leak of a category that need not be published itself, laid at a table that tells it."""
        wider = self.groups.hold(category)
        blamed = [s for s in self.sources if s.category in wider] or self.sources
        if not blamed:
            return Leak(rule, self.group[0], "", "", self.dimension, category, what)
        kind = (blamed[0].reference, blamed[0].table, self.dimension, category)
        return Leak(rule, self.group[0], *kind, what, blamed[0].place)
