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

from analysis.model.faults import Faults
from analysis.model.observation import read_observations
from analysis.model.paths import INTERNAL, PROCESSED
from analysis.model.study import Study
from analysis.model.tables import read_table
from analysis.publish.disclosure.audit import audit_figures
from analysis.publish.disclosure.findings import Audit, Leak
from analysis.publish.disclosure.hidden import hide_figures
from analysis.publish.disclosure.holders import Holders
from analysis.publish.disclosure.merged import list_merged, list_results
from analysis.publish.disclosure.populations import audit_populations
from analysis.publish.disclosure.releases import list_releases
from analysis.publish.disclosure.remedies import blame_releases, list_faults
from analysis.publish.disclosure.shown import Shown, list_shown
from analysis.reconcile.categories.merging import merge_replies
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.comparison import (
    COMPARISON,
    REFUSALS,
    Comparison,
    as_frame,
    read_comparison,
    write_comparison,
)


def pass_gate(
    study: Study,
    internal: Path = INTERNAL,
    processed: Path = PROCESSED,
    released: Path = PROCESSED,
) -> Comparison:
    """Write the comparison that may be published to `processed`, and return it as written.

    `released` is where the release of the study's own window lies, and beside `processed` lie those
    of further windows. What was made for another window stays public beside this one, and all are
    audited together; what was made for the same window this one replaces.
    Raises Faults naming every rule that is broken, where, and the least merge that cures it;
    nothing is written then.
    """
    comparison = read_comparison(study, internal)
    others = {
        folder: list_beside(comparison, folder)
        for folder in list_releases(study.name, processed, released)
    }
    beside = [figure for shown in others.values() for figure in shown]

    def retry(tried: Study) -> Sequence[Leak]:
        made = compare_study(tried, *read_study(tried, processed), comparison.window)
        own = read_printed(tried, processed)
        return audit_study(tried, own, [*list_shown(made), *beside]).leaks

    printed = read_printed(study, processed)
    audit = audit_study(study, printed, [*list_shown(comparison), *beside])
    if audit.leaks:
        alone = audit_study(study, printed, list_shown(comparison)).leaks if beside else audit.leaks
        faults = (
            list_faults(study, printed, alone, retry)
            if alone
            else [
                blame_releases(audit.leaks, [folder for folder, shown in others.items() if shown])
            ]
        )
        raise Faults(f"study {study.name}, publication gate", faults)
    refusals = [*comparison.refusals.to_dict("records"), *list_merged(study, printed)]
    passed = replace(
        comparison,
        refusals=as_frame(refusals, REFUSALS),
        checks=hide_figures(comparison.checks, study, printed),
        tables=comparison.tables | {"gate": list_results(audit, study, printed)},
    )
    write_comparison(passed, study, processed)
    return read_comparison(study, processed)


def read_printed(study: Study, processed: Path = PROCESSED) -> list[pd.DataFrame]:
    """The observations of each reply, in the study's order, as the forces printed them."""
    folders = [Path(processed) / reply.force / reply.reference for reply in study.replies]
    return [read_observations(folder / "observations.csv") for folder in folders]


def list_beside(comparison: Comparison, folder: Path) -> list[Shown]:
    """What another release of the study tells, if it was made for another window."""
    if not (folder / "comparison.csv").exists():
        return []
    # It may be of an earlier version, with other columns: what it tells is public all the same.
    figures, refusals = (
        as_frame(read_table(folder / f"{name}.csv").to_dict("records"), columns)
        for name, columns in {"comparison": COMPARISON, "refusals": REFUSALS}.items()
    )
    other = Comparison(figures, refusals, comparison.checks)
    return [] if other.window == comparison.window else list_shown(other)


def audit_study(study: Study, printed: list[pd.DataFrame], shown: Sequence[Shown]) -> Audit:
    """Every rule, over the figures shown of the study's forces and over its replies."""
    merged = pd.concat(merge_replies(study, printed), ignore_index=True)
    forces = {reply.force for reply in study.replies}
    own = [figure for figure in shown if figure.group[0] in forces]
    within = {
        (reply.force, reference): reply.within
        for reply, rows in zip(study.replies, printed, strict=True)
        for reference in rows["reference"].unique()
    }
    everything = pd.concat(printed, ignore_index=True)
    audit = audit_figures(own, everything, merged, Holders(), within)
    audit.add(audit_populations(own, study.denominators.worker_types))
    return audit
