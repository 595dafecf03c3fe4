"""The disclosure audit: every rule held against what is about to be published."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import permutations
from types import MappingProxyType

import pandas as pd

from analysis.model.count import NOT_ADDITIVE
from analysis.model.study import Disclosure, Study
from analysis.publish.disclosure.attack import (
    Attacker,
    Contradiction,
    Queries,
    Query,
    keep_consistent,
    leave_out_contradicting,
    list_spans,
)
from analysis.publish.disclosure.ends import Attained, Equation, attain_ends, explain_range, locate
from analysis.publish.disclosure.published_counts import (
    GROUP,
    Closed,
    CodeSets,
    PrintedCell,
    PublishedCount,
    join_wordings,
    list_days,
    list_printed_cells,
    list_table_categories,
    split_groups,
    widen,
)
from analysis.publish.disclosure.rules import (
    ADDED,
    ALL,
    AUDIT,
    HELD,
    HOLDERS,
    METHODS,
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

Tolerances = Mapping[tuple[str, str], int]  # in events, by force and reference
EXACT: Tolerances = MappingProxyType({})


def audit_study(
    study: Study, printed: list[pd.DataFrame], counts: Sequence[PublishedCount]
) -> Audit:
    """Hold the rules of `threshold` against all that is published of the replies it holds for.

    `printed` are the observations of each reply as the force printed them, in the study's order.
    What other replies of the same force print is read as well, for it is public; a leak is one of
    a reply under thresholds, by the thresholds of that reply.
    """
    merged = merge_replies(study, printed)
    modes: dict[Disclosure, set[tuple[str, str]]] = {}
    for reply, rows in zip(study.replies, printed, strict=True):
        limits = study.find_disclosure(reply)
        if limits.is_threshold:
            places = {(reply.force, reference) for reference in rows["reference"].unique()}
            modes.setdefault(limits, set()).update(places)
    audits = []
    for limits, places in modes.items():
        forces = {force for force, _ in places}
        own = [count for count in counts if count.group[0] in forces]
        frames = [
            pd.concat([rows for rows in some if set(rows["force"]) <= forces], ignore_index=True)
            for some in (printed, merged)
        ]
        frames, groups = join_wordings(study, frames, own)
        alike = [replace(one, group=group) for one, group in groups.items()]
        figures = audit_figures(alike, *frames, Holders(), list_tolerances(study, printed), limits)
        populations = audit_populations(own, _list_populations(study, own), limits)
        whole = join_audits([figures, populations])
        leaks = [leak for leak in whole.leaks if (leak.force, leak.reference) in places]
        audits.append(replace(whole, leaks=leaks))
    return join_audits(audits)


def _list_populations(study: Study, counts: Sequence[PublishedCount]) -> dict[str, tuple[str, ...]]:
    """The worker types of every population that is counted, where they are known."""
    named = {one.group[POPULATION] for one in counts}
    found = {words: study.denominators.find_types(words) for words in sorted(named)}
    return {words: types for words, types in found.items() if types}


def list_tolerances(study: Study, printed: Sequence[pd.DataFrame]) -> Tolerances:
    """Within how many events the figures of each reply are taken as true."""
    return {
        (reply.force, reference): reply.within
        for reply, rows in zip(study.replies, printed, strict=True)
        for reference in rows["reference"].unique()
    }


def audit_figures(
    counts: Sequence[PublishedCount],
    printed: pd.DataFrame,
    merged: pd.DataFrame,
    holders: Holders,
    tolerances: Tolerances = EXACT,
    limits: Disclosure = METHODS,
) -> Audit:
    """Hold all rules against the published counts.

    `printed` are the observations as the forces printed them, `merged` those with the study's
    merges made. `tolerances`, within how many events the figures of a reply that adds to another
    are true, are asked where they disagree. People are added up as if nobody stood twice.
    """
    audits = [_audit_figure(count, holders, limits) for count in counts]
    after = dict(split_groups(merged))
    for group, rows in split_groups(printed):
        own = [count for count in counts if count.group == group]
        mine = {reference: by for (force, reference), by in tolerances.items() if force == group[0]}
        frames = rows, after.get(group, rows.iloc[:0])
        for dimension in dict.fromkeys([*rows["dimension"], *(one.dimension for one in own)]):
            audits.append(_audit_dimension(group, dimension, own, *frames, holders, mine, limits))
    return join_audits(audits)


def audit_populations(
    counts: Sequence[PublishedCount],
    worker_types: Mapping[str, Sequence[str]],
    limits: Disclosure = METHODS,
) -> Audit:
    """What totals of one population tell beside those of one within it.

    All employees less officers are staff, and these may be few. What two populations differ by is a
    kind of job, so the rule of a kind holds for it; those without `worker_types` are left out.
    """
    alike: dict[tuple[str, ...], list[PublishedCount]] = {}
    for one in counts:
        if one.dimension == "total" and one.group[POPULATION] in worker_types:
            key = (*one.group[:POPULATION], *one.group[POPULATION + 1 :])
            alike.setdefault(key, []).append(one)
    return join_audits(_audit_totals(totals, worker_types, limits) for totals in alike.values())


def _audit_figure(count: PublishedCount, holders: Holders, limits: Disclosure) -> Audit:
    """The rules that look at one figure alone."""
    leaks, audited = [], {PRIMARY: 1}
    kind = (count.group[0], count.reference, count.table, count.dimension, count.category)
    none = limits.zeros_are_disclosive and count.high == 0 and count.dimension != "total"
    fewest = choose_fewest(count.dimension, count.category, limits)
    if none or is_disclosive(count.low, count.high, fewest):
        leaks.append(Leak(PRIMARY, *kind, f"the {count.what}", count.place))
    if count.dimension in HELD and count.high > 0:
        audited[HOLDERS] = 1
        held = (count.group[0], *kind[3:], count.window)
        if is_few(holders, *held, limits):
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
    limits: Disclosure,
) -> Audit:
    """All replies together; where they contradict each other by more than the study allows, without
    what must be wrong, and each reply by itself as well, for nobody knows which of two is.

    Figures that cannot be audited even so are a leak: nobody has shown them safe.
    """
    # What merges make of people is no sum, but told by the cells that are merged.
    own = holders, limits, printed if group[UNIT] in NOT_ADDITIVE else merged
    frames = printed, merged
    with suppress(Contradiction):
        return DimensionAudit(group, dimension, counts, *frames, {}, *own).run()
    references = list(printed["reference"].unique())
    try:
        audits = [DimensionAudit(group, dimension, counts, *frames, tolerances, *own).run(True)]
    except Contradiction:
        table = printed.loc[printed["dimension"] == dimension, "table"].iloc[0]
        what = "its figures contradict each other, so nobody can say"
        leak = Leak(AUDIT, group[0], references[0], table, dimension, ALL, what)
        audits = [Audit([leak])]
    for reference in references if len(references) > 1 else []:
        mine = [one for one in counts if one.reference == reference]
        rows = [frame[frame["reference"] == reference] for frame in frames]
        audits.append(_audit_dimension(group, dimension, mine, *rows, holders, tolerances, limits))
    return join_audits(audits)


class DimensionAudit:
    """One dimension of what one force counts in one way: all that is said of it, anywhere.

    `counts` are published of the force, in any dimension; `printed` are the observations that the
    attacker holds beside them, `merged` those that the counts were made of, and `made_of` the cells
    by which the ends of ranges are explained, unless these are the same. Figures of a reference are
    taken as true within its tolerance, in events.
    """

    def __init__(
        self,
        group: tuple[str, ...],
        dimension: str,
        counts: Sequence[PublishedCount],
        printed: pd.DataFrame,
        merged: pd.DataFrame,
        tolerances: Mapping[str, int] = MappingProxyType({}),
        holders: Holders | None = None,
        limits: Disclosure = METHODS,
        made_of: pd.DataFrame | None = None,
    ):
        self.dimension, self.tolerances = dimension, tolerances
        self.additive = group[UNIT] not in NOT_ADDITIVE
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
        # What other tables count of this one: everything, and officers of whatever rank.
        self.whole = {("total", "all"): frozenset()} if dimension != "total" else {}
        if linked:
            self.whole[twin, OFFICERS] = self.sets.find_members(OFFICERS)
        self._made_of = merged if made_of is None else made_of
        self.published = [self._as_constraint(one) for one in self.counts]
        beside = [one for one in counts if (one.dimension, one.category) in self.whole]
        self.totals = [self._as_constraint(one) for one in beside]
        self._told = [
            *zip(self.counts, self.published, strict=True),
            *zip(beside, self.totals, strict=True),
        ]
        self._printed = printed
        windows = [cell.window for cell in (*self.published, *self.totals)]
        self.queries = Queries(
            group[0], self.sets, self.cells, self.after, windows, holders, limits
        )

    @cached_property
    def _evidence(self) -> list[PrintedCell]:
        return list_printed_cells(self._made_of, self.dimension, self.sets, {})

    @cached_property
    def _totals(self) -> list[PrintedCell]:
        return list_printed_cells(self._made_of, "total", CodeSets("total", []), {})

    def run(self, leaves_out: bool = False) -> Audit:
        """What a reader of the publication learns, then what it adds to the forces' own figures.

        Raises Contradiction where the figures cannot all be true, unless it `leaves_out` those that
        must be wrong for the others to be true.
        """
        published = self.queries.list_published() if self.counts else {}
        protected = self.queries.list_protected()
        leaks = self._attack_publication(published, leaves_out)
        narrowed = self.find_narrowed(list(protected), leaves_out)
        leaks += [protected[query] for query, by_replies in narrowed.items() if not by_replies]
        audited = {AUDIT: len(published), ADDED: len(protected)}
        return Audit(leaks, audited, sum(narrowed.values()))

    def find_narrowed(self, queries: list[Query], leaves_out: bool = False) -> dict[Query, bool]:
        """The queries that the published counts answer together with what is printed, each with
        whether the printed cells alone answer it as closely.

        Raises Contradiction as `run` does.
        """
        if not queries:
            return {}
        cells = [cell.widened for cell in self.cells if not cell.is_total]
        more = [cell.widened for cell in self.cells if cell.is_total]
        more += [*self.printed_totals, *self._close(list_days(self.cells))]
        ours = [*self.published, *self.totals]
        after = self._make_attacker([*cells, *ours], more, queries, leaves_out, *self.ends)
        answered = after.find_disclosed()
        if not answered:
            return {}
        before = self._make_attacker(cells, more, queries, leaves_out)
        return {query: before.bound(query) == (low, high) for query, low, high in answered}

    def _attack_publication(self, queries: Mapping[Query, Leak], leaves_out: bool) -> list[Leak]:
        """The leaks of what can be worked out of all that is published together."""
        if not queries:
            return []
        days: Closed = {}
        for one in self.counts:
            days.setdefault((one.reference, one.table), set()).add(one.window)
        more = [*self.totals, *self._close(days)]
        own = list(queries), leaves_out, *self.ends
        attacker = self._make_attacker(self.published, more, *own)
        return [queries[query] for query, _, _ in attacker.find_disclosed()]

    def _make_attacker(
        self,
        cells: list[Known],
        more: list[Known],
        queries: list[Query],
        leaves_out: bool,
        equations: Sequence[Equation] = (),
        attained: Sequence[Attained] = (),
    ) -> Attacker:
        """One who holds the cells, and of `more` (totals, complete tables) what they leave room
        for: mentions need not add up to a total, nor does every table list every category.

        People of two cells need not add up either; so of them nothing is sure, the shortest days
        first.
        """
        if not self.additive:
            more = [*sorted(cells, key=lambda cell: cell.window.days), *more]
            cells = []
        elif leaves_out:
            cells = leave_out_contradicting(cells)
        return Attacker(keep_consistent(cells, more), queries, equations, attained)

    def _as_constraint(self, one: PublishedCount) -> Known:
        if one.dimension != self.dimension:
            parts = self.whole[one.dimension, one.category]
        else:
            listed = self.after.get((one.reference, one.table), [])
            if one.is_joint:
                parts = self.sets.find_joint_codes(one.category, listed)
            else:
                whole = one.category in listed or one.category == "other"
                parts = self.sets.find_codes(one.category, listed if whole else [])
        known = Known(one.window, one.low, one.high, one.what, parts)
        return widen(known, self.tolerances.get(one.reference, 0))

    def _explain(self, one: PublishedCount, known: Known) -> tuple[list[Equation], list[Attained]]:
        """What the ends of a published range tell of the cells that it was made of."""
        if one.low == one.high and any(locate(c.known) == locate(known) for c in self._evidence):
            return [], []
        for cells in self._list_evidence(one, known.parts):
            made = cells, one.window, known.parts, (one.low, one.high)
            if found := explain_range(*made, self.additive):
                return found, attain_ends(*made) if self.additive else []
        return [], []

    def _list_evidence(self, one: PublishedCount, parts: frozenset[str]) -> Iterator[list[Known]]:
        """What a range may be made of: its own table, the totals, what other replies add."""
        own, totals = one.dimension, []
        if own == self.dimension:
            cells = self._evidence
            if own != "total":
                totals = self._totals
        else:
            cells = [replace(c, known=replace(c.known, parts=parts)) for c in self._totals]
        mine = [cell for cell in cells if cell.reference == one.reference]
        yield [cell.known for cell in mine if one.table in ("", cell.table)]
        closed = self._close(list_days(mine))
        for reference in (one.reference, ""):
            some = [c for c in (*cells, *totals) if reference in ("", c.reference)]
            yield [*(cell.known for cell in some), *closed]

    @cached_property
    def ends(self) -> tuple[list[Equation], list[Attained]]:
        """What the ends of all published ranges tell."""
        found = [self._explain(one, known) for one, known in self._told]
        return [e for some, _ in found for e in some], [a for _, some in found for a in some]

    @cached_property
    def printed_totals(self) -> list[Known]:
        """What the replies print of everything, and of officers of whatever rank."""
        return [
            replace(cell.widened, parts=parts)
            for (other, category), parts in self.whole.items()
            for cell in list_printed_cells(
                self._printed, other, CodeSets(other, [category]), self.tolerances
            )
            if cell.category == category
        ]

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


def _audit_totals(
    totals: Sequence[PublishedCount],
    worker_types: Mapping[str, Sequence[str]],
    limits: Disclosure,
) -> Audit:
    """Totals that count alike but for whom they count, as constraints on kinds of job."""
    queries = _ask_populations(totals, worker_types, limits)
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
    totals: Sequence[PublishedCount],
    worker_types: Mapping[str, Sequence[str]],
    limits: Disclosure,
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
            queries[Query(window, wide - narrow, limits.safe_threshold, less)] = leak
    return queries


def _list_types(one: PublishedCount, worker_types: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(worker_types[one.group[POPULATION]])
