"""The disclosure audit: every rule held against what is about to be published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations, permutations
from types import MappingProxyType

import pandas as pd

from analysis.model.count import NOT_ADDITIVE
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.publish.disclosure.attack import (
    Attacker,
    Contradiction,
    Query,
    keep_consistent,
    leave_out_contradicting,
)
from analysis.publish.disclosure.published_counts import (
    GROUP,
    CodeSets,
    Listed,
    PrintedCell,
    PublishedCount,
    list_printed_cells,
    list_table_categories,
    split_groups,
    widen,
)
from analysis.publish.disclosure.rules import (
    ADDED,
    ALL,
    AUDIT,
    FEWEST_OF_A_KIND,
    HELD,
    HOLDERS,
    PRIMARY,
    Audit,
    Holders,
    Leak,
    choose_fewest,
    is_disclosive,
    is_few,
    join_audits,
)
from analysis.reconcile.categories.merging import merge_replies
from analysis.reconcile.methods.bounds import Known

POPULATION, UNIT = GROUP.index("population"), GROUP.index("unit")
# Officers are counted by rank and as a kind of job: two tables that tell of each other.
TWINS = {"rank": "role", "role": "rank"}
OFFICERS = "police_officer"

Span = tuple[Window, Window | None]  # days, and those that are taken off
Closed = dict[tuple[str, str], set[Window]]  # the days of each table, by reference and table
Tolerances = Mapping[tuple[str, str], int]  # in events, by force and reference
EXACT: Tolerances = MappingProxyType({})


def audit_study(
    study: Study, printed: list[pd.DataFrame], counts: Sequence[PublishedCount]
) -> Audit:
    """Hold every rule against the published counts of the study's forces and its replies.

    `printed` are the observations of each reply as the force printed them, in the study's order.
    """
    merged = pd.concat(merge_replies(study, printed), ignore_index=True)
    forces = {reply.force for reply in study.replies}
    own = [count for count in counts if count.group[0] in forces]
    tolerances = {
        (reply.force, reference): reply.within
        for reply, rows in zip(study.replies, printed, strict=True)
        for reference in rows["reference"].unique()
    }
    everything = pd.concat(printed, ignore_index=True)
    figures = audit_figures(own, everything, merged, Holders(), tolerances)
    found = {one.group[POPULATION] for one in own}
    worker_types = {words: study.denominators.find_types(words) for words in found}
    known = {words: types for words, types in worker_types.items() if types}
    return join_audits([figures, audit_populations(own, known)])


def audit_figures(
    counts: Sequence[PublishedCount],
    printed: pd.DataFrame,
    merged: pd.DataFrame,
    holders: Holders,
    tolerances: Tolerances = EXACT,
) -> Audit:
    """Hold all rules against the published counts.

    `printed` are the observations as the forces printed them, `merged` the same with the study's
    merges made; both have one row an observation. `tolerances`, within how many events the figures
    of a reply that adds to another are true, are asked where they disagree. People are audited by
    their single figures alone: one may stand in two years and two categories, so that nothing
    follows from sums and differences of them. What an earlier edition of a reply printed is not
    kept beside its observations, and so not audited.
    """
    audits = [_audit_figure(count, holders) for count in counts]
    after = dict(split_groups(merged))
    for group, rows in split_groups(printed):
        if group[UNIT] in NOT_ADDITIVE:
            continue
        own = [count for count in counts if count.group == group]
        mine = {reference: by for (force, reference), by in tolerances.items() if force == group[0]}
        frames = rows, after.get(group, rows.iloc[:0])
        for dimension in dict.fromkeys([*rows["dimension"], *(one.dimension for one in own)]):
            audits.append(_audit_dimension(group, dimension, own, *frames, holders, mine))
    return join_audits(audits)


def audit_populations(
    counts: Sequence[PublishedCount], worker_types: Mapping[str, Sequence[str]]
) -> Audit:
    """What totals of one population tell beside those of one within it.

    All employees less officers are staff, and these may be few. `worker_types` are those of each
    population, as the study has them: what two differ by is a kind of job, so the rule of a kind
    holds for it. Populations that they do not name are left out.
    """
    alike: dict[tuple[str, ...], list[PublishedCount]] = {}
    for one in counts:
        known = one.group[POPULATION] in worker_types and one.group[UNIT] not in NOT_ADDITIVE
        if one.dimension == "total" and known:
            key = (*one.group[:POPULATION], *one.group[POPULATION + 1 :])
            alike.setdefault(key, []).append(one)
    return join_audits(_audit_totals(totals, worker_types) for totals in alike.values())


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


def _audit_figure(count: PublishedCount, holders: Holders) -> Audit:
    """The rules that look at one figure alone."""
    leaks, audited = [], {PRIMARY: 1}
    kind = (count.group[0], count.reference, count.table, count.dimension, count.category)
    if is_disclosive(count.low, count.high, choose_fewest(count.dimension, count.category)):
        leaks.append(Leak(PRIMARY, *kind, f"the {count.what}", count.place))
    if count.dimension in HELD and count.high > 0:
        audited[HOLDERS] = 1
        held = (count.group[0], *kind[3:], count.window)
        if is_few(holders, *held):
            what = "too few hold it, or one of them is known by name"
            if holders.count_fewest(*held) is None:
                what = f"nobody knows how many held it over the {count.what}"
            leaks.append(Leak(HOLDERS, *kind, what, count.place))
    return Audit(leaks, audited)


def _audit_dimension(
    group: tuple[str, ...],
    dimension: str,
    counts: Sequence[PublishedCount],
    printed: pd.DataFrame,
    merged: pd.DataFrame,
    holders: Holders,
    tolerances: Mapping[str, int],
) -> Audit:
    """All replies together; where they contradict each other by more than the study allows, without
    what must be wrong, and each reply by itself as well, for nobody knows which of two is.

    Figures that cannot be audited even so are a leak: nobody has shown them safe.
    """
    with suppress(Contradiction):
        return DimensionAudit(group, dimension, counts, printed, merged, holders, {}).run()
    references = list(printed["reference"].unique())
    try:
        together = DimensionAudit(group, dimension, counts, printed, merged, holders, tolerances)
        audits = [together.run(leaves_out=True)]
    except Contradiction:
        table = printed.loc[printed["dimension"] == dimension, "table"].iloc[0]
        what = "its figures contradict each other, so nobody can say"
        leak = Leak(AUDIT, group[0], references[0], table, dimension, ALL, what)
        audits = [Audit([leak])]
    for reference in references if len(references) > 1 else []:
        mine = [one for one in counts if one.reference == reference]
        rows = [frame[frame["reference"] == reference] for frame in (printed, merged)]
        audits.append(_audit_dimension(group, dimension, mine, *rows, holders, tolerances))
    return join_audits(audits)


class DimensionAudit:
    """One dimension of what one force counts in one way: all that is said of it, anywhere.

    Figures of a reference are taken as true within its tolerance, in events.
    """

    def __init__(
        self,
        group: tuple[str, ...],
        dimension: str,
        counts: Sequence[PublishedCount],
        printed: pd.DataFrame,
        merged: pd.DataFrame,
        holders: Holders,
        tolerances: Mapping[str, int],
    ):
        self.counts = [one for one in counts if one.dimension == dimension]
        self.before = list_table_categories(printed, dimension)
        self.after = list_table_categories(merged, dimension)
        listed = {
            code for tables in (self.before, self.after) for t in tables.values() for code in t
        }
        twin = TWINS.get(dimension)
        # Officers whose rank no table lists have a place of their own beside those of each rank.
        linked = {OFFICERS} if twin in {*printed["dimension"]} else set()
        self.sets = CodeSets(dimension, listed | linked | {one.category for one in self.counts})
        self.cells = list_printed_cells(printed, dimension, self.sets, tolerances)
        self.published = [self._as_constraint(one, tolerances) for one in self.counts]
        # What other tables count of this one: everything, and officers of whatever rank.
        whole = {("total", "all"): frozenset()} if dimension != "total" else {}
        whole |= {(twin, OFFICERS): self.sets.find_members(OFFICERS)} if linked else {}
        self.totals = [
            replace(_widen_count(one, tolerances), parts=parts)
            for (other, category), parts in whole.items()
            for one in counts
            if (one.dimension, one.category) == (other, category)
        ]
        self.printed_totals = [
            replace(cell.widened, parts=parts)
            for (other, category), parts in whole.items()
            for cell in list_printed_cells(printed, other, CodeSets(other, [category]), tolerances)
            if cell.category == category
        ]
        windows = [cell.window for cell in (*self.published, *self.totals)]
        self.queries = Queries(group[0], self.sets, self.cells, self.after, windows, holders)

    def run(self, leaves_out: bool = False) -> Audit:
        """What a reader of the publication learns, then what it adds to the forces' own figures.

        Raises Contradiction where the figures cannot all be true, unless it `leaves_out` those that
        must be wrong for the others to be true.
        """
        published = self.queries.list_published() if self.counts else {}
        protected = self.queries.list_protected()
        leaks = self._attack_publication(published, leaves_out)
        disclosed = list(self._attack_protected(list(protected), leaves_out))
        leaks += [protected[query] for query, by_replies in disclosed if not by_replies]
        audited = {AUDIT: len(published), ADDED: len(protected)}
        return Audit(leaks, audited, sum(by_replies for _, by_replies in disclosed))

    def _attack_publication(self, queries: Mapping[Query, Leak], leaves_out: bool) -> list[Leak]:
        """The leaks of what can be worked out of all that is published together."""
        if not queries:
            return []
        days: Closed = {}
        for one in self.counts:
            days.setdefault((one.reference, one.table), set()).add(one.window)
        more = [*self.totals, *self._close(days)]
        attacker = _make_attacker(self.published, more, list(queries), leaves_out)
        return [queries[query] for query, _, _ in attacker.find_disclosed()]

    def _attack_protected(
        self, protected: list[Query], leaves_out: bool
    ) -> Iterator[tuple[Query, bool]]:
        """The protected cells that are disclosed, and whether as closely by the replies alone."""
        if not protected:
            return
        cells = [cell.widened for cell in self.cells if not cell.is_total]
        days: Closed = {}
        for cell in self.cells:
            days.setdefault((cell.reference, cell.table), set()).add(cell.known.window)
        more = [cell.widened for cell in self.cells if cell.is_total]
        more += [*self.printed_totals, *self._close(days)]
        before = _make_attacker(cells, more, protected, leaves_out)
        ours = [*self.published, *self.totals]
        after = _make_attacker([*cells, *ours], more, protected, leaves_out)
        for query, low, high in after.find_disclosed():
            yield query, before.bound(query) == (low, high)

    def _as_constraint(self, one: PublishedCount, tolerances: Mapping[str, int]) -> Known:
        listed = self.after.get((one.reference, one.table), [])
        if one.is_joint:
            parts = self.sets.find_joint_codes(one.category, listed)
        else:
            whole = one.category in listed or one.category == "other"
            parts = self.sets.find_codes(one.category, listed if whole else [])
        return replace(_widen_count(one, tolerances), parts=parts)

    def _close(self, days: Closed) -> list[Known]:
        """Nothing lies outside the categories of a table on its days: so a reader adds it up.

        They are those of the reply: what was merged into which is published too.
        """
        closed = []
        for key, codes in self.before.items():
            rest = self.sets.find_unlisted(self.sets.find_codes(code, codes) for code in codes)
            spans = sorted(days.get(key, ())) if rest else []
            closed += [Known(window, 0, 0, "complete", rest) for window in spans]
        return closed


class Queries:
    """What nobody is to learn of one dimension of what one force counts, each with its leak.

    `listed` are the categories of each table as they are published, `windows` those of all that is.
    """

    def __init__(
        self,
        force: str,
        sets: CodeSets,
        cells: list[PrintedCell],
        listed: Listed,
        windows: Iterable[Window],
        holders: Holders,
    ):
        self.force, self.sets, self.cells, self.listed = force, sets, cells, listed
        self.windows = sorted({Window(window.start, window.end) for window in windows})
        self.spans = list_spans(self.windows)
        self.holders = holders

    def list_published(self) -> dict[Query, Leak]:
        """Every kind between any two published edges, and what is left over beside the published
        categories; every cell that a force hid; what is merged away because few hold it."""
        queries: dict[Query, Leak] = {}
        for category, parts in self._list_kinds():
            fewest = choose_fewest(self.sets.dimension, category)
            for span in self.spans:
                what = "can be worked out" + ("" if self._is_one(span) else " from several windows")
                query = Query(span[0], parts, fewest, span[1])
                queries.setdefault(query, self._blame_table(category, what))
        for cell in self.cells:
            if cell.is_hidden:
                queries[self._ask_hidden(cell)] = self._blame(AUDIT, cell, "hidden by the force")
            if self._is_few(cell):
                for window, less in self.spans:
                    query = Query(window, cell.known.parts, 0, less, exactly=True)
                    what = "too few hold it, and it can be worked out"
                    queries.setdefault(query, self._blame(AUDIT, cell, what))
        return queries

    def list_protected(self) -> dict[Query, Leak]:
        """The protected cells: those that a force hid or withheld, and those that the study merged
        away."""
        queries = {}
        for cell in self.cells:
            if cell.is_hidden or cell.is_withheld:
                queries[self._ask_hidden(cell)] = self._blame(ADDED, cell, "hidden by the force")
            elif self._is_merged(cell):
                fewest = choose_fewest(self.sets.dimension, cell.category)
                query = Query(cell.known.window, cell.known.parts, fewest)
                queries[query] = self._blame(ADDED, cell, "merged by the study")
        return queries

    def _list_kinds(self) -> Iterator[tuple[str, frozenset[str]]]:
        if self.sets.dimension == "total":
            yield "all", frozenset()
            return
        for category in self.sets.list_kinds():
            yield category, self.sets.find_members(category)
        for codes in self.listed.values():
            rest = self.sets.find_unlisted(self.sets.find_codes(code, codes) for code in codes)
            if rest:
                yield "other", rest

    def _is_one(self, span: Span) -> bool:
        return span[1] is None and span[0] in self.windows

    def _is_merged(self, cell: PrintedCell) -> bool:
        return cell.category not in self.listed.get((cell.reference, cell.table), [])

    def _is_few(self, cell: PrintedCell) -> bool:
        """Whether a category was merged away that too few people hold, whatever its size."""
        dimension, known = self.sets.dimension, cell.known
        if dimension not in HELD or not self._is_merged(cell) or not known.high:
            return False
        return is_few(self.holders, self.force, dimension, cell.category, known.window)

    def _ask_hidden(self, cell: PrintedCell) -> Query:
        known = cell.known
        fewest = choose_fewest(self.sets.dimension, cell.category)
        return Query(known.window, known.parts, fewest, printed=(known.low, known.high))

    def _blame(self, rule: str, cell: PrintedCell, what: str) -> Leak:
        kind = (cell.reference, cell.table, self.sets.dimension, cell.category)
        return Leak(rule, self.force, *kind, what, cell.place)

    def _blame_table(self, category: str, what: str) -> Leak:
        """A leak of a category that need not be published itself, laid at a table that tells it."""
        wider = self.sets.find_members(category)
        blamed = [cell for cell in self.cells if cell.category in wider] or self.cells
        if not blamed:
            return Leak(AUDIT, self.force, "", "", self.sets.dimension, category, what)
        kind = (blamed[0].reference, blamed[0].table, self.sets.dimension, category)
        return Leak(AUDIT, self.force, *kind, what, blamed[0].place)


def _make_attacker(
    cells: list[Known], more: list[Known], queries: list[Query], leaves_out: bool
) -> Attacker:
    """One who holds the cells, and of `more` (totals, complete tables) what they leave room for:
    mentions need not add up to a total, nor does every table list every category."""
    cells = leave_out_contradicting(cells) if leaves_out else cells
    return Attacker(keep_consistent(cells, more), queries)


def _widen_count(one: PublishedCount, tolerances: Mapping[str, int]) -> Known:
    known = Known(one.window, one.low, one.high, one.what)
    return widen(known, tolerances.get(one.reference, 0))


def _audit_totals(
    totals: Sequence[PublishedCount], worker_types: Mapping[str, Sequence[str]]
) -> Audit:
    """Totals that count alike but for whom they count, as constraints on kinds of job."""
    queries = _ask_populations(totals, worker_types)
    audited = {AUDIT: len(queries)}
    if not queries:
        return Audit((), audited)
    cells = [
        Known(one.window, one.low, one.high, one.what, _list_types(one, worker_types))
        for one in totals
    ]
    try:
        attacker = Attacker(keep_consistent(leave_out_contradicting(cells)), list(queries))
    except Contradiction:  # nobody has shown them safe
        return Audit(list(dict.fromkeys(queries.values())), audited)
    return Audit([queries[query] for query, _, _ in attacker.find_disclosed()], audited)


def _ask_populations(
    totals: Sequence[PublishedCount], worker_types: Mapping[str, Sequence[str]]
) -> dict[Query, Leak]:
    """What each population has over one within it, between any two published edges."""
    first = {one.group[POPULATION]: one for one in reversed(totals)}
    queries = {}
    for whole, part in permutations(first.values(), 2):
        wide, narrow = _list_types(whole, worker_types), _list_types(part, worker_types)
        if not narrow < wide:
            continue
        names = f"{whole.group[POPULATION]} less {part.group[POPULATION]}"
        place = (part.group[0], part.reference, part.table, "total", names)
        leak = Leak(AUDIT, *place, "can be worked out", part.place)
        for window, less in list_spans(one.window for one in totals):
            queries[Query(window, wide - narrow, FEWEST_OF_A_KIND, less)] = leak
    return queries


def _list_types(one: PublishedCount, worker_types: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(worker_types[one.group[POPULATION]])
