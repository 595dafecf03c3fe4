"""A shut gate in words: one fault a table, with the least merges that would open it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from analysis.model.faults import Fault
from analysis.model.paths import STUDIES, show
from analysis.model.study import Merge, Reply, Study
from analysis.publish.disclosure.cures import draft_table, find_cure, spell_merges
from analysis.publish.disclosure.findings import Leak
from analysis.publish.disclosure.rules import HOLDERS, PRIMARY, RULES
from analysis.reconcile.categories.merging import choose_rows

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
    where = show(STUDIES / f"{study.name}.yaml")
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
    return Fault(", ".join(show(folder / "comparison.csv") for folder in releases), problem, remedy)


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


def _stays(merge: Merge, reply: Reply, rows: pd.DataFrame, drafts: dict) -> bool:
    """Whether a merge of the study takes rows of a reply, and none of a table that leaks."""
    taken = rows[choose_rows(rows, merge)] if merge.holds_for(reply) else rows.iloc[:0]
    places = {(row.reference, row.table, row.dimension) for row in taken.itertuples()}
    return bool(places) and not places & set(drafts)
