"""The least merge that cures a leak: tried by the same audit, the smallest step first.

A small category goes up the vocabulary's tree, together with what else its table lists there; where
nothing else is there it goes into Other; where that does not do, the table is withdrawn.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import yaml

from analysis.model.checks import PRINTED_TOTAL
from analysis.model.faults import Fault
from analysis.model.paths import STUDIES, format_path
from analysis.model.study import Merge, Study, StudyReply
from analysis.publish.disclosure.rules import ALL, HOLDERS, PRIMARY, RULES, Leak
from analysis.reconcile.categories.merging import choose_rows, list_wider
from analysis.reconcile.replies.category_tree import OTHER

WHY = "small counts; they stand in the force's own reply"
MOST_ROUNDS = 12  # each makes a table's categories fewer, and few tables have more


@dataclass
class Draft:
    """One table's categories as they would be published: each with those of the reply in it."""

    reply: StudyReply
    table: str
    dimension: str
    sizes: dict[str, float]  # how many events the reply prints of each of its categories
    groups: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self):
        self.groups = self.groups or {code: [code] for code in self.sizes}

    def step(self, leaking: Iterable[str]) -> bool:
        """Merge the next few categories; False where there is nothing left to merge."""
        bad = [code for code in self.groups if any(self._concerns(code, leak) for leak in leaking)]
        bad = sorted(bad or [c for c in self.groups if c != OTHER], key=self._size)
        root = list_wider(self.dimension, next(iter(self.sizes)))[-1]
        if not bad or list(self.groups) == [root]:
            return False
        if not self._go_up(bad):
            into = {*bad, *({OTHER} & set(self.groups))}
            rest = sorted(set(self.groups) - into, key=self._size)
            into |= set(rest[:1]) if len(into) == 1 or bad == [OTHER] else set()
            self._join(into, OTHER if into != set(self.groups) else root)
        return True

    def _go_up(self, bad: list[str]) -> bool:
        """Each bad category to the nearest wider one under which the table lists another."""
        moved = False
        for code in bad:
            for wider in list_wider(self.dimension, code)[1:-1] if code in self.groups else []:
                under = {c for c in self.groups if wider in list_wider(self.dimension, c)}
                if len(under) > 1:
                    self._join(under, wider)
                    moved = True
                    break
        return moved

    def _join(self, codes: Iterable[str], into: str) -> None:
        joined = sorted(each for code in codes for each in self.groups[code])
        kept = {code: held for code, held in self.groups.items() if code not in codes}
        self.groups = kept | {into: joined}

    def _concerns(self, code: str, leak: str) -> bool:
        if leak == ALL:
            return True
        return leak in list_wider(self.dimension, code) or code in list_wider(self.dimension, leak)

    def _size(self, code: str) -> tuple[float, str]:
        return sum(self.sizes[each] for each in self.groups[code]), code

    def list_merges(self) -> list[Merge]:
        place = {"force": self.reply.force, "reference": self.reply.reference}
        return [
            Merge(
                **place, table=self.table, dimension=self.dimension,
                categories=tuple(codes), into=into, why=WHY,
            )
            for into, codes in self.groups.items()
            if codes != [into]
        ]  # fmt: skip


@dataclass
class Periods:
    """One table's totals as they would be published: neighbouring periods as one."""

    reply: StudyReply
    table: str
    cells: dict[str, str]  # the periods' labels in time, by the cells of each
    groups: list[list[str]] = field(default_factory=list)

    def __post_init__(self):
        self.groups = self.groups or [[label] for label in self.cells]

    def step(self, leaking: Iterable[str]) -> bool:
        """Merge each leaking period with the one after it, the last with the one before."""
        bad = [
            i
            for i, group in enumerate(self.groups)
            if {self.cells[g] for g in group} & set(leaking)
        ]
        if not bad or len(self.groups) == 1:
            return False
        first = min(bad[0], len(self.groups) - 2)
        self.groups[first : first + 2] = [self.groups[first] + self.groups[first + 1]]
        return True

    def list_merges(self) -> list[Merge]:
        return [
            Merge(
                force=self.reply.force, reference=self.reply.reference, table=self.table,
                dimension="total", categories=tuple(group), why=WHY,
                into=f"{group[0]} to {group[-1]}",
            )
            for group in self.groups
            if len(group) > 1
        ]  # fmt: skip


def draft_table(reply: StudyReply, printed: pd.DataFrame, leak: Leak) -> Draft | Periods | None:
    """The table of a reply that a leak was laid at, as printed; None where it has no such table."""
    rows = printed[printed["table"].eq(leak.table) & printed["dimension"].eq(leak.dimension)]
    rows = rows[~rows["note"].str.startswith(PRINTED_TOTAL)]
    if rows.empty:
        return None
    if leak.dimension == "total":
        rows = rows.sort_values("start", kind="stable")
        return Periods(reply, leak.table, dict(zip(rows["label"], rows["cell"], strict=True)))
    sizes = rows.groupby("category", sort=True)["low"].sum().to_dict()
    return Draft(reply, leak.table, leak.dimension, sizes)


def find_cure(
    drafts: dict[tuple, Draft | Periods], audit: Callable[[list[Merge]], list[Leak]]
) -> dict[tuple, list[Merge]]:
    """The merges of each table with which the audit finds nothing more in it; none where none do.

    `drafts` are the leaking tables by (reference, table, dimension) as leaks name them; `audit`
    tells the leaks that are left under some merges.
    """
    for _ in range(MOST_ROUNDS):
        leaks = audit([merge for draft in drafts.values() for merge in draft.list_merges()])
        moved = False
        for key, draft in drafts.items():
            mine = [one for one in leaks if (one.reference, one.table, one.dimension) == key]
            if mine and isinstance(draft, Periods):
                cells = {cell for one in mine if one.place for cell in one.place.cell.split()}
                moved |= draft.step(cells)
            elif mine:
                moved |= draft.step({one.category for one in mine})
        if not moved:
            break
    left = {(one.reference, one.table, one.dimension) for one in leaks}
    return {key: [] if key in left else draft.list_merges() for key, draft in drafts.items()}


def spell_merges(merges: Iterable[Merge]) -> str:
    """The merges as YAML of one line, ready to be pasted into a study."""
    listed = [merge.model_dump(mode="json", exclude_none=True) for merge in merges]
    text = yaml.safe_dump({"merge": listed}, default_flow_style=True, sort_keys=False, width=10**6)
    return text.strip()[1:-1]


# A shut gate in words: one fault a table, with the least merges that would open it.

Retry = Callable[[Study], Sequence[Leak]]


def list_faults(
    study: Study, printed: Sequence[pd.DataFrame], leaks: Sequence[Leak], retry: Retry
) -> list[Fault]:
    """One fault a table, with the merges that cure it.

    `printed` are the observations of the study's replies, in their order; `retry` compares and
    audits a study anew, and tells what leaks in it.
    """
    cures: dict[tuple, list[Merge]] = {}
    for force in dict.fromkeys(leak.force for leak in leaks):
        own = [leak for leak in leaks if leak.force == force]
        cures |= _cure_force(study, printed, own, retry)
    tables: dict[tuple, list[Leak]] = {}
    for leak in leaks:
        tables.setdefault((leak.force, leak.reference, leak.table, leak.dimension), []).append(leak)
    where = format_path(STUDIES / f"{study.name}.yaml")
    faults = []
    for place, found in tables.items():
        merges = cures.get(place, [])
        remedy = (
            "no merge cures it: leave the table out of the recipe, or the reply out of the study"
        )
        if merges:
            remedy = f"in {where}, in place of this table's merges: {spell_merges(merges)}"
        at = found[0].place
        told = (at.file, at.sheet, at.cell) if at else (f"{place[0]} {place[1]}", "", "")
        problem = f"{place[2] or place[3]}: {_spell_broken(found)}"
        faults.append(Fault(told[0], problem, remedy, told[1], told[2]))
    return faults


def blame_releases(leaks: Sequence[Leak], releases: Sequence[Path]) -> Fault:
    """The fault of releases that tell, together with this one, what none of them tells alone."""
    tables = dict.fromkeys(leak.table or leak.dimension for leak in leaks)
    others = "that window" if len(releases) == 1 else "those windows"
    problem = f"beside this window it tells small counts of {', '.join(tables)}"
    remedy = f"build the study for {others} again, with its merges; what stays needs more merges"
    return Fault(
        ", ".join(format_path(folder / "comparison.csv") for folder in releases), problem, remedy
    )


def _spell_broken(leaks: Sequence[Leak]) -> str:
    """The rules that a table breaks, and by which categories; what follows from a figure that is
    wrong in itself is not told again."""
    rules: dict[str, list[str]] = {}
    for leak in leaks:
        rules.setdefault(leak.rule, []).append(f"{leak.category} ({leak.what})")
    kept = {rule: named for rule, named in rules.items() if rule in (PRIMARY, HOLDERS)} or rules
    return "; ".join(
        f"{rule}: {', '.join(dict.fromkeys(named))}, though {RULES[rule]}"
        for rule, named in kept.items()
    )


def _cure_force(
    study: Study, printed: Sequence[pd.DataFrame], leaks: Sequence[Leak], retry: Retry
) -> dict[tuple, list[Merge]]:
    """The cures of all leaking tables of one force, which are audited together."""
    force = leaks[0].force
    own = [(r, rows) for r, rows in zip(study.replies, printed, strict=True) if r.force == force]
    drafts = {}
    for leak in leaks:
        key = (leak.reference, leak.table, leak.dimension)
        for reply, rows in own:
            if key not in drafts and rows["reference"].eq(leak.reference).any():
                drafts[key] = draft_table(reply, rows, leak)
    drafts = {key: draft for key, draft in drafts.items() if draft}
    kept = [
        merge for merge in study.merge for reply, rows in own if _stays(merge, reply, rows, drafts)
    ]
    replies = tuple(reply for reply, _ in own)

    def audit(merges: list[Merge]) -> Sequence[Leak]:
        merge = (*dict.fromkeys(kept), *merges)
        return retry(study.model_copy(update={"replies": replies, "merge": merge}))

    return {(force, *key): merges for key, merges in find_cure(drafts, audit).items()}


def _stays(merge: Merge, reply: StudyReply, rows: pd.DataFrame, drafts: dict) -> bool:
    """Whether a merge of the study takes rows of a reply, and none of a table that leaks."""
    taken = rows[choose_rows(rows, merge)] if merge.holds_for(reply) else rows.iloc[:0]
    places = {(row.reference, row.table, row.dimension) for row in taken.itertuples()}
    return bool(places) and not places & set(drafts)
