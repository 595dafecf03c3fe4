"""All that is said of one dimension of what one force counts, and what can be worked out of it."""

from collections.abc import Iterator, Sequence
from itertools import permutations

import pandas as pd

from analysis.model.window import Window, find_gaps
from analysis.publish.disclosure.attack import Attacker, Contradiction, Question
from analysis.publish.disclosure.findings import Audit, Leak
from analysis.publish.disclosure.groups import Groups
from analysis.publish.disclosure.rules import ADDED, AUDIT, choose_fewest
from analysis.publish.disclosure.shown import Shown
from analysis.publish.disclosure.sources import Listed, Source, list_categories, list_sources
from analysis.reconcile.methods.bounds import Known


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

    def audit(self) -> Audit:
        """What a reader of the publication learns, then what it adds to the forces' own figures.

        Raises Contradiction where the figures of the case cannot all be true.
        """
        audit = Audit()
        questions = self._ask()
        audit.audited[AUDIT] = len(questions)
        if questions:
            offers = self._offer(self.published, self.totals, self.after)
            told = Attacker(offers, list(questions)).find_told()
            audit.leaks += [questions[question] for question, _, _ in told]
        protected = self._protect()
        audit.audited[ADDED] = len(protected)
        for question, known in self._find_told(list(protected)):
            if known:
                audit.told_by_source += 1
            else:
                audit.leaks.append(protected[question])
        return audit

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
                question = Question(window, parts, fewest, less)
                asked.setdefault(question, self._blame(AUDIT, category, told))
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

    def _find_told(self, protected: list[Question]) -> Iterator[tuple[Question, bool]]:
        """The protected cells that are told, and whether the replies alone tell them as closely."""
        if not protected:
            return
        known = [source.known for source in self.sources]
        cells = [source.known for source in self.sources if not source.is_total]
        hidden = [source.known for source in self.sources if source.is_hidden]
        ours = [*self.published, *self.totals]
        # Where a reply contradicts itself, less and less of it is believed.
        for offer in [*self._offer(known, self.printed_totals, self.before), cells, hidden]:
            try:
                before = Attacker([offer], protected)
                after = Attacker([offer + ours], protected)
            except Contradiction:
                continue
            for question, low, high in after.find_told():
                yield question, before.bound(question) == (low, high)
            return
        raise Contradiction(f"the figures by {self.dimension} cannot all be true")

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
