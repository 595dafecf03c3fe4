"""The gate between the two stores: what is worked out stays inside until every rule is met.

`internal/` holds the whole comparison and is never committed. What passes is written to
`data/processed`, and all that is drawn, numbered and reported is made of that alone. A fault names
the category, the rule and the cure; a count that could be worked out is never named, here or in
what is raised.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.model.faults import Fault, Faults
from analysis.model.observation import read_observations
from analysis.model.paths import INTERNAL, PROCESSED, STUDIES, show
from analysis.model.study import Merge, Reply, Study
from analysis.model.tables import read_table
from analysis.publish.disclosure.audit import Audit, Leak, audit_figures
from analysis.publish.disclosure.cures import draft_table, find_cure, spell_merges
from analysis.publish.disclosure.holders import Holders
from analysis.publish.disclosure.merged import hide_small, list_merged, list_results
from analysis.publish.disclosure.rules import HOLDERS, PRIMARY, RULES
from analysis.publish.disclosure.shown import Shown, list_shown
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.comparison import (
    COMPARISON,
    REFUSALS,
    Comparison,
    as_frame,
    read_comparison,
    write_comparison,
)
from analysis.reconcile.merging import choose_rows, merge_replies


def pass_gate(
    study: Study,
    internal: Path = INTERNAL,
    processed: Path = PROCESSED,
    released: Path = PROCESSED,
) -> Comparison:
    """Write the comparison that may be published to `processed`, and return it as written.

    `released` is where an earlier release lies: made for another window it stays public beside
    this one, and both are audited together; made for the same window this one replaces it.
    Raises Faults naming every rule that is broken, where, and the least merge that cures it;
    nothing is written then.
    """
    comparison = read_comparison(study, internal)
    printed = read_printed(study, processed)
    shown = list_shown(comparison)
    beside = list_beside(study, comparison, released)
    audit = audit_replies(study, printed, [*shown, *beside])
    if audit.leaks:
        raise Faults(
            f"study {study.name}, publication gate",
            list_faults(study, printed, audit.leaks, comparison, beside, processed),
        )
    refusals = [*comparison.refusals.to_dict("records"), *list_merged(study, printed)]
    passed = replace(
        comparison,
        refusals=as_frame(refusals, REFUSALS),
        checks=hide_small(comparison.checks),
        tables=comparison.tables | {"gate": list_results(audit, study, printed)},
    )
    write_comparison(passed, study, processed)
    return read_comparison(study, processed)


def read_printed(study: Study, processed: Path = PROCESSED) -> list[pd.DataFrame]:
    """The observations of each reply, in the study's order, as the forces printed them."""
    folders = [Path(processed) / reply.force / reply.reference for reply in study.replies]
    return [read_observations(folder / "observations.csv") for folder in folders]


def list_beside(study: Study, comparison: Comparison, released: Path) -> list[Shown]:
    """What an earlier release of the study tells that was made for another window."""
    folder = Path(released) / study.name
    if not (folder / "comparison.csv").exists():
        return []
    # It may be of an earlier version, with other columns: what it tells is public all the same.
    figures, refusals = (
        as_frame(read_table(folder / f"{name}.csv").to_dict("records"), columns)
        for name, columns in {"comparison": COMPARISON, "refusals": REFUSALS}.items()
    )
    earlier = Comparison(figures, refusals, comparison.checks)
    return [] if earlier.window == comparison.window else list_shown(earlier)


def audit_replies(study: Study, printed: list[pd.DataFrame], shown: Sequence[Shown]) -> Audit:
    """Every rule, over the figures shown and the replies of the study."""
    merged = pd.concat(merge_replies(study, printed), ignore_index=True)
    return audit_figures(shown, pd.concat(printed, ignore_index=True), merged, Holders())


def list_faults(
    study: Study,
    printed: list[pd.DataFrame],
    leaks: Sequence[Leak],
    comparison: Comparison,
    beside: Sequence[Shown],
    processed: Path,
) -> list[Fault]:
    """One fault a table, with the merges that cure it."""
    cures: dict[tuple, list[Merge]] = {}
    for force in dict.fromkeys(leak.force for leak in leaks):
        own = [leak for leak in leaks if leak.force == force]
        cures |= _cure_force(study, printed, own, comparison, beside, processed)
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
    study: Study,
    printed: list[pd.DataFrame],
    leaks: Sequence[Leak],
    comparison: Comparison,
    beside: Sequence[Shown],
    processed: Path,
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
    told = [shown for shown in beside if shown.group[0] == force]

    def audit(merges: list[Merge]) -> list[Leak]:
        part = {"replies": tuple(r for r, _ in own), "merge": (*dict.fromkeys(kept), *merges)}
        tried = study.model_copy(update=part)
        made = compare_study(tried, *read_study(tried, processed), comparison.window)
        return audit_replies(tried, [rows for _, rows in own], [*list_shown(made), *told]).leaks

    found = find_cure(drafts, audit)
    return {(force, *key): merges for key, merges in found.items()}


def _stays(merge: Merge, reply: Reply, rows: pd.DataFrame, drafts: dict) -> bool:
    """Whether a merge of the study takes rows of a reply, and none of a table that leaks."""
    taken = rows[choose_rows(rows, merge)] if merge.holds_for(reply) else rows.iloc[:0]
    places = {(row.reference, row.table, row.dimension) for row in taken.itertuples()}
    return bool(places) and not places & set(drafts)
