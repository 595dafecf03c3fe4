"""The disclosure audit: every rule held against what is about to be published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations, permutations
from types import MappingProxyType

import pandas as pd

from analysis.model.count import NOT_ADDITIVE
from analysis.model.window import Window
from analysis.publish.disclosure.attack import Attacker, Contradiction, Question, believe, leave_out
from analysis.publish.disclosure.published_counts import (
    GROUP,
    Groups,
    Listed,
    Shown,
    Source,
    list_categories,
    list_sources,
    split_groups,
    widen,
)
from analysis.publish.disclosure.rules import (
    ADDED,
    ALL,
    AUDIT,
    DIMENSIONS,
    FEWEST_OF_A_KIND,
    HOLDERS,
    PRIMARY,
    Audit,
    Holders,
    Leak,
    choose_fewest,
    is_few,
    is_told,
)
from analysis.reconcile.methods.bounds import Known

# What nobody is to learn of a case: the questions that its audit puts to all that is known.

Span = tuple[Window, Window | None]


def list_spans(windows: Iterable[Window]) -> list[Span]:
    """Every window between two edges of those published, and each less one that lies within it.

    What several windows differ by lies between some of their edges, or on both sides of one.
    """
    known = sorted({Window(window.start, window.end) for window in windows})
    edges = sorted({edge for window in known for edge in (window.start, window.end)})
    runs = [(Window(*ends), None) for ends in combinations(edges, 2)]
    around = [
        (one, less)
        for one, less in permutations(known, 2)
        if one.start < less.start and less.end < one.end
    ]
    return [*runs, *around]


class Asking:
    """The questions about one dimension of what one force counts.

    `listed` are the categories of each table as they are published, `windows` those of all that is.
    """

    def __init__(
        self,
        force: str,
        groups: Groups,
        sources: list[Source],
        listed: Listed,
        windows: Iterable[Window],
        holders: Holders,
    ):
        self.force, self.groups, self.sources, self.listed = force, groups, sources, listed
        self.windows = sorted({Window(window.start, window.end) for window in windows})
        self.spans = list_spans(self.windows)
        self.holders = holders

    def ask_published(self) -> dict[Question, Leak]:
        """Every kind between any two published edges, and what is left over beside the published
        categories; every cell that a force hid; what is merged away because few hold it."""
        asked: dict[Question, Leak] = {}
        for category, parts in self._list_kinds():
            fewest = choose_fewest(self.groups.dimension, category)
            for span in self.spans:
                told = "can be worked out" + ("" if self._is_one(span) else " from several windows")
                question = Question(span[0], parts, fewest, span[1])
                asked.setdefault(question, self._blame(category, told))
        for source in self.sources:
            if source.is_hidden:
                asked[self._hide(source)] = self._blame_source(AUDIT, source, "hidden by the force")
            if self._is_few(source):
                for window, less in self.spans:
                    question = Question(window, source.known.parts, 0, less, exactly=True)
                    what = "too few hold it, and it can be worked out"
                    asked.setdefault(question, self._blame_source(AUDIT, source, what))
        return asked

    def ask_protected(self) -> dict[Question, Leak]:
        """The cells that a force hid, and those of categories that were merged away."""
        protected = {}
        for source in self.sources:
            if source.is_hidden:
                what = "hidden by the force"
                protected[self._hide(source)] = self._blame_source(ADDED, source, what)
            elif self._is_merged(source):
                fewest = choose_fewest(self.groups.dimension, source.category)
                question = Question(source.known.window, source.known.parts, fewest)
                protected[question] = self._blame_source(ADDED, source, "merged by the study")
        return protected

    def _list_kinds(self) -> Iterator[tuple[str, frozenset[str]]]:
        if self.groups.dimension == "total":
            yield "all", frozenset()
            return
        for category in self.groups.list_kinds():
            yield category, self.groups.hold(category)
        for codes in self.listed.values():
            rest = self.groups.leave(self.groups.spread(code, codes) for code in codes)
            if rest:
                yield "other", rest

    def _is_one(self, span: Span) -> bool:
        return span[1] is None and span[0] in self.windows

    def _is_merged(self, source: Source) -> bool:
        return source.category not in self.listed.get((source.reference, source.table), [])

    def _is_few(self, source: Source) -> bool:
        """Whether a category was merged away that too few people hold, whatever its size."""
        dimension, known = self.groups.dimension, source.known
        if dimension not in DIMENSIONS or not self._is_merged(source) or not known.high:
            return False
        return is_few(self.holders, self.force, dimension, source.category, known.window)

    def _hide(self, source: Source) -> Question:
        cell = source.known
        fewest = choose_fewest(self.groups.dimension, source.category)
        return Question(cell.window, cell.parts, fewest, printed=(cell.low, cell.high))

    def _blame_source(self, rule: str, source: Source, what: str) -> Leak:
        kind = (source.reference, source.table, self.groups.dimension, source.category)
        return Leak(rule, self.force, *kind, what, source.place)

    def _blame(self, category: str, what: str) -> Leak:
        """A leak of a category that need not be published itself, laid at a table that tells it."""
        wider = self.groups.hold(category)
        blamed = [s for s in self.sources if s.category in wider] or self.sources
        if not blamed:
            return Leak(AUDIT, self.force, "", "", self.groups.dimension, category, what)
        kind = (blamed[0].reference, blamed[0].table, self.groups.dimension, category)
        return Leak(AUDIT, self.force, *kind, what, blamed[0].place)


# All that is said of one dimension of what one force counts, and what can be worked out of it.

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


# Every rule of the gate held against what is about to be published: where it is broken.

Within = Mapping[tuple[str, str], int]
EXACT: Within = MappingProxyType({})


def audit_figures(
    shown: Sequence[Shown],
    printed: pd.DataFrame,
    merged: pd.DataFrame,
    holders: Holders,
    within: Within = EXACT,
) -> Audit:
    """Hold all rules against the figures `shown`.

    `printed` are the observations as the forces printed them, `merged` the same with the study's
    merges made; both have one row an observation. `within` how many events the figures of a reply
    that adds to another are true, by force and reference, is asked where they disagree. People are
    audited by their single figures alone: one may stand in two years and two categories, so that
    nothing follows from sums and differences of them. What an earlier edition of a reply printed is
    not kept beside its observations, and so not audited.
    """
    audit = Audit()
    for figure in shown:
        _audit_figure(figure, holders, audit)
    listing = dict(split_groups(merged))
    for group, rows in split_groups(printed):
        if group[GROUP.index("unit")] in NOT_ADDITIVE:
            continue
        own = [figure for figure in shown if figure.group == group]
        mine = {reference: by for (force, reference), by in within.items() if force == group[0]}
        for dimension in dict.fromkeys([*rows["dimension"], *(one.dimension for one in own)]):
            after = listing.get(group, rows.iloc[:0])
            audit.add(_audit_case(group, dimension, own, rows, after, holders, mine))
    return audit


def _audit_case(
    group: tuple[str, ...],
    dimension: str,
    shown: Sequence[Shown],
    printed: pd.DataFrame,
    merged: pd.DataFrame,
    holders: Holders,
    within: Mapping[str, int],
) -> Audit:
    """All replies together; where they contradict each other by more than the study allows, without
    what must be wrong, and each reply by itself as well, for nobody knows which of two is.

    Figures that cannot be audited even so are a leak: nobody has shown them safe.
    """
    with suppress(Contradiction):
        return Case(group, dimension, shown, printed, merged, holders, {}).audit()
    references = list(printed["reference"].unique())
    try:
        case = Case(group, dimension, shown, printed, merged, holders, within)
        audit = case.audit(leaves_out=True)
    except Contradiction:
        audit = Audit()
        table = printed.loc[printed["dimension"] == dimension, "table"].iloc[0]
        what = "its figures contradict each other, so nobody can say"
        audit.leaks.append(Leak(AUDIT, group[0], references[0], table, dimension, ALL, what))
    for reference in references if len(references) > 1 else []:
        mine = [one for one in shown if one.reference == reference]
        rows = [frame[frame["reference"] == reference] for frame in (printed, merged)]
        audit.add(_audit_case(group, dimension, mine, *rows, holders, within))
    return audit


def _audit_figure(figure: Shown, holders: Holders, audit: Audit) -> None:
    """The rules that look at one figure alone."""
    audit.audited[PRIMARY] += 1
    kind = (figure.group[0], figure.reference, figure.table, figure.dimension, figure.category)
    if is_told(figure.low, figure.high, choose_fewest(figure.dimension, figure.category)):
        audit.leaks.append(Leak(PRIMARY, *kind, f"the {figure.what}", figure.place))
    if figure.dimension in DIMENSIONS and figure.high > 0:
        audit.audited[HOLDERS] += 1
        held = (figure.group[0], *kind[3:], figure.window)
        if not is_few(holders, *held):
            return
        what = "too few hold it, or one of them is known by name"
        if holders.count_fewest(*held) is None:
            what = f"nobody knows how many held it over the {figure.what}"
        audit.leaks.append(Leak(HOLDERS, *kind, what, figure.place))


# Totals of people within people: all employees less officers are staff, and these may be few.

POPULATION, UNIT = GROUP.index("population"), GROUP.index("unit")


def audit_populations(shown: Sequence[Shown], worker_types: Mapping[str, Sequence[str]]) -> Audit:
    """What totals of one population tell beside those of one within it.

    `worker_types` are those of each population, as the study has them: what two differ by is a kind
    of job, so the rule of a kind holds for it. Populations that they do not name are left out.
    """
    audit = Audit()
    alike: dict[tuple[str, ...], list[Shown]] = {}
    for one in shown:
        known = one.group[POPULATION] in worker_types and one.group[UNIT] not in NOT_ADDITIVE
        if one.dimension == "total" and known:
            alike.setdefault(_leave_population(one), []).append(one)
    for totals in alike.values():
        questions = _ask(totals, worker_types)
        audit.audited[AUDIT] += len(questions)
        if questions:
            cells = [
                Known(one.window, one.low, one.high, one.what, _spread(one, worker_types))
                for one in totals
            ]
            try:
                told = Attacker(believe(leave_out(cells)), list(questions)).find_told()
                audit.leaks += [questions[question] for question, _, _ in told]
            except Contradiction:  # nobody has shown them safe
                audit.leaks += dict.fromkeys(questions.values())
    return audit


def _ask(
    totals: Sequence[Shown], worker_types: Mapping[str, Sequence[str]]
) -> dict[Question, Leak]:
    """What each population has over one within it, between any two published edges."""
    first = {one.group[POPULATION]: one for one in reversed(totals)}
    asked = {}
    for whole, part in permutations(first.values(), 2):
        wide, narrow = _spread(whole, worker_types), _spread(part, worker_types)
        if not narrow < wide:
            continue
        names = f"{whole.group[POPULATION]} less {part.group[POPULATION]}"
        place = (part.group[0], part.reference, part.table, "total", names)
        leak = Leak(AUDIT, *place, "can be worked out", part.place)
        for window, less in list_spans(one.window for one in totals):
            asked[Question(window, wide - narrow, FEWEST_OF_A_KIND, less)] = leak
    return asked


def _leave_population(one: Shown) -> tuple[str, ...]:
    return (*one.group[:POPULATION], *one.group[POPULATION + 1 :])


def _spread(one: Shown, worker_types: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(worker_types[one.group[POPULATION]])
