"""All that is said of one dimension of what one force counts, and what can be worked out of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.model.window import Window
from analysis.publish.disclosure.asked import Asking
from analysis.publish.disclosure.attack import Attacker, Question
from analysis.publish.disclosure.belief import believe, leave_out
from analysis.publish.disclosure.findings import Audit
from analysis.publish.disclosure.groups import Groups
from analysis.publish.disclosure.holders import Holders
from analysis.publish.disclosure.rules import ADDED, AUDIT
from analysis.publish.disclosure.shown import Shown
from analysis.publish.disclosure.sources import list_categories, list_sources, widen
from analysis.reconcile.methods.bounds import Known

# Officers are counted by rank and as a kind of job: two tables that tell of each other.
TWINS = {"rank": "role", "role": "rank"}
OFFICERS = "police_officer"
Closed = dict[tuple[str, str], set[Window]]  # the days of each table, by reference and table


class Case:
    """One dimension of what one force counts in one way: all that is said of it, anywhere.

    Figures of the references in `within` are taken as true within so many events.
    """

    def __init__(
        self,
        group: tuple[str, ...],
        dimension: str,
        shown: Sequence[Shown],
        printed: pd.DataFrame,
        merged: pd.DataFrame,
        holders: Holders,
        within: Mapping[str, int],
    ):
        self.shown = [one for one in shown if one.dimension == dimension]
        self.before = list_categories(printed, dimension)
        self.after = list_categories(merged, dimension)
        listed = {
            code for tables in (self.before, self.after) for t in tables.values() for code in t
        }
        twin = TWINS.get(dimension)
        # Officers whose rank no table lists have a place of their own beside those of each rank.
        linked = {OFFICERS} if twin in {*printed["dimension"]} else set()
        codes = listed | linked | {one.category for one in self.shown}
        self.groups = Groups(dimension, codes)
        self.sources = list_sources(printed, dimension, self.groups, within)
        self.published = [self._know(one, within) for one in self.shown]
        # What other tables count of this one: everything, and officers of whatever rank.
        whole = {("total", "all"): frozenset()} if dimension != "total" else {}
        whole |= {(twin, OFFICERS): self.groups.hold(OFFICERS)} if linked else {}
        self.totals, self.printed_totals = [], []
        for (other, category), parts in whole.items():
            self.totals += [
                replace(_as_known(one, within), parts=parts)
                for one in shown
                if (one.dimension, one.category) == (other, category)
            ]
            cells = list_sources(printed, other, Groups(other, [category]), within)
            self.printed_totals += [
                replace(s.believed, parts=parts) for s in cells if s.category == category
            ]
        windows = [cell.window for cell in (*self.published, *self.totals)]
        known = (self.groups, self.sources, self.after, windows, holders)
        self.asking = Asking(group[0], *known)

    def audit(self, leaves_out: bool = False) -> Audit:
        """What a reader of the publication learns, then what it adds to the forces' own figures.

        Raises Contradiction where the figures of the case cannot all be true, unless it
        `leaves_out` those that must be wrong for the others to be true.
        """
        audit = Audit()
        questions = self.asking.ask_published() if self.shown else {}
        audit.audited[AUDIT] = len(questions)
        if questions:
            days: Closed = {}
            for one in self.shown:
                days.setdefault((one.reference, one.table), set()).add(one.window)
            more = [*self.totals, *self._close(days)]
            attacker = _attack(self.published, more, list(questions), leaves_out)
            audit.leaks += [questions[question] for question, _, _ in attacker.find_told()]
        protected = self.asking.ask_protected()
        audit.audited[ADDED] = len(protected)
        for question, known in self._find_told(list(protected), leaves_out):
            if known:
                audit.told_by_source += 1
            else:
                audit.leaks.append(protected[question])
        return audit

    def _know(self, one: Shown, within: Mapping[str, int]) -> Known:
        listed = self.after.get((one.reference, one.table), [])
        if one.is_joint:
            parts = self.groups.unite(one.category, listed)
        else:
            whole = one.category in listed or one.category == "other"
            parts = self.groups.spread(one.category, listed if whole else [])
        return replace(_as_known(one, within), parts=parts)

    def _close(self, days: Closed) -> list[Known]:
        """Nothing lies outside the categories of a table on its days: so a reader adds it up.

        They are those of the reply: what was merged into which is published too.
        """
        closed = []
        for key, codes in self.before.items():
            rest = self.groups.leave(self.groups.spread(code, codes) for code in codes)
            spans = sorted(days.get(key, ())) if rest else []
            closed += [Known(window, 0, 0, "complete", rest) for window in spans]
        return closed

    def _find_told(
        self, protected: list[Question], leaves_out: bool
    ) -> Iterator[tuple[Question, bool]]:
        """The protected cells that are told, and whether the replies alone tell them as closely."""
        if not protected:
            return
        cells = [source.believed for source in self.sources if not source.is_total]
        days: Closed = {}
        for source in self.sources:
            days.setdefault((source.reference, source.table), set()).add(source.known.window)
        more = [source.believed for source in self.sources if source.is_total]
        more += [*self.printed_totals, *self._close(days)]
        before = _attack(cells, more, protected, leaves_out)
        ours = [*self.published, *self.totals]
        after = _attack([*cells, *ours], more, protected, leaves_out)
        for question, low, high in after.find_told():
            yield question, before.bound(question) == (low, high)


def _attack(
    cells: list[Known], more: list[Known], questions: list[Question], leaves_out: bool
) -> Attacker:
    """One who believes the cells, and of `more` (totals, complete tables) what they leave room
    for: mentions need not add up to a total, nor does every table list every category."""
    return Attacker(believe(leave_out(cells) if leaves_out else cells, more), questions)


def _as_known(one: Shown, within: Mapping[str, int]) -> Known:
    known = Known(one.window, one.low, one.high, one.what)
    return widen(known, within.get(one.reference, 0))
