"""The publication gate between two stores: what is worked out stays inside until every rule is met.

`internal/` holds the whole comparison and is never committed. What passes is written to
`data/processed`, and all that is drawn, numbered and reported is made of that alone. A fault names
the category, the rule and the cure; a count that could be worked out is never named, here or in
what is raised.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.model.address import merge_addresses, split_addresses
from analysis.model.faults import Fault, Faults
from analysis.model.observation import SERIES, are_counts, read_observations
from analysis.model.reply import load_reply
from analysis.model.store.paths import INTERNAL, PROCESSED, format_path, is_edition, list_releases
from analysis.model.store.schema import Column, Schema
from analysis.model.study import Disclosure, Study, StudyReply
from analysis.publish.content.publication import Names
from analysis.publish.disclosure.as_released import HeldBack, hold_back
from analysis.publish.disclosure.audit import audit_study
from analysis.publish.disclosure.published_counts import PublishedCount, list_published_counts
from analysis.publish.disclosure.recoding import Release, blame_releases, shut_gate
from analysis.publish.disclosure.rules import (
    ADDED,
    AUDIT,
    HOLDERS,
    PRIMARY,
    Audit,
    describe_rules,
    is_disclosive,
)
from analysis.publish.disclosure.suppression import conceal_figures
from analysis.reconcile.categories.merging import choose_rows, is_withdrawn
from analysis.reconcile.methods.contradictions import DISAGREE, drop_values
from analysis.reconcile.replies.series import format_cell, list_rows
from analysis.reconcile.results.comparison import (
    COMPARISON,
    REFUSALS,
    TABLES,
    Comparison,
    read_comparison,
    write_comparison,
)
from analysis.reconcile.results.refusals import RefusalCode

PRIVATE = "# Under `disclosure: threshold`: these counts are not published.\n*\n"
DAY = re.compile(r"\d{4}-\d\d-\d\d")  # of a declared window: it counts nothing

GATE = TABLES["gate"]
LOOKED_AT = {
    PRIMARY: "figures",
    HOLDERS: "figures of a rank or job",
    AUDIT: "counts that a reader could ask for",
    ADDED: "cells that a force hid or the study merges",
}
BY_REPLIES = "told by the replies themselves"
MERGED = "merged away"
SHOWN, IN_OTHER = "hidden counts", "events in Other"
BESIDE = "one release at a time"
COARSENED, WITHHELD = "coarsened", "withheld"
# For the researcher alone: what one release of a body hides and all of them together tell.
JOINED = Schema(
    "joined",
    "Joined: hidden cells that the releases of a body tell more closely together; no values",
    tuple(
        Column(name, title, says)
        for name, title, says in (
            ("force", "Force", "whose releases they are"),
            ("reference", "Reference", "the release that hides the count"),
            ("table", "Table", "its table"),
            ("dimension", "Dimension", "what the table divides its count by"),
            ("category", "Category", "the canonical code"),
            ("cell", "Cell", "where it is hidden"),
        )
    ),
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
    audited together; what was made for the same window this one replaces, unless it is kept as an
    earlier edition. What editions tell by themselves nothing undoes: it is no fault of this one.
    Raises Faults naming every rule that is broken, where, and the least merge that cures it;
    nothing is written then.
    """
    _keep_private(study, Path(processed))
    comparison = read_comparison(study, internal)
    printed = read_printed(study, processed)
    others = {
        folder: list_beside(comparison, folder)
        for folder in list_releases(study.name, processed, released)
    }
    beside = [count for counts in others.values() for count in counts]
    held = hold_back(study, comparison, printed, beside)
    own = list_published_counts(held.comparison)

    audit = audit_study(study, printed, [*own, *beside])
    if audit.leaks:
        # Either this release leaks by itself, or only together with the others.
        alone = audit_study(study, printed, own).leaks if beside else audit.leaks
        if alone:
            raise shut_gate(Release(study, comparison.window, printed, beside, processed), alone)
        kept = [one for folder, some in others.items() if is_edition(folder) for one in some]
        told = audit_study(study, printed, kept).leaks if kept else ()
        if added := [leak for leak in audit.leaks if leak not in told]:
            faults = list(blame_releases(added, [folder for folder in others if others[folder]]))
            raise Faults(f"study {study.name}, publication gate", faults)

    merged = list(_list_merged(study, printed))
    shown = hide_contradictions(held.comparison, study, printed)
    passed = replace(
        shown,
        refusals=REFUSALS.frame([*shown.refusals.to_dict("records"), *merged]),
        checks=hide_figures(shown.checks, study, printed),
        tables=shown.tables
        | {"gate": _list_results(study, held, audit, len(merged))}
        | {"parts": withhold_parts(shown.tables["parts"], study, printed)},
    )
    JOINED.write(JOINED.frame(held.joined), Path(internal) / JOINED.name / f"{study.name}.csv")
    write_comparison(passed, study, processed)
    return read_comparison(study, processed)


def _keep_private(study: Study, processed: Path) -> None:
    """What replies under thresholds print is left out of version control: it has small counts."""
    for reply in study.replies:
        ignored = processed / reply.force / reply.reference / ".gitignore"
        if study.find_disclosure(reply).is_threshold:
            ignored.write_text(PRIVATE, encoding="utf-8")
        elif ignored.exists() and ignored.read_text(encoding="utf-8") == PRIVATE:
            ignored.unlink()


def read_printed(study: Study, processed: Path = PROCESSED) -> list[pd.DataFrame]:
    """The observations of each reply, in the study's order, as the forces printed them."""
    folders = [Path(processed) / reply.force / reply.reference for reply in study.replies]
    read = (read_observations(folder / "observations.csv") for folder in folders)
    return [frame[are_counts(frame)].reset_index(drop=True) for frame in read]


def list_beside(comparison: Comparison, folder: Path) -> list[PublishedCount]:
    """What another release of the study tells, if it was made for another window or is an earlier
    edition.

    Raises Faults where it was written by another version of the project: what it tells is public
    all the same, and no audit would see it.
    """
    if not (folder / "comparison.csv").exists():
        return []
    tables, faults = [], []
    for schema in (COMPARISON, REFUSALS):
        path = folder / f"{schema.name}.csv"
        try:
            tables.append(schema.read(path))
        except (FileNotFoundError, ValueError):
            problem = "this release is public, and cannot be audited: another version wrote it"
            # To build it first may be held back by another such release, so it goes first.
            remedy = f"delete the folder {format_path(folder)}, then build its window again"
            if is_edition(folder):
                remedy = "write its tables as this version has them, or take the edition out"
            faults.append(Fault(format_path(path), problem, remedy))
    if faults:
        raise Faults("publication gate", faults)
    other = Comparison(*tables, comparison.checks)
    is_replaced = other.window == comparison.window and not is_edition(folder)
    return [] if is_replaced else list_published_counts(other)


def _list_merged(study: Study, printed: list[pd.DataFrame]) -> Iterator[dict]:
    """A refusal `DISCLOSIVE` for every category, or period, of a table that is merged away."""
    names = Names()
    for reply, observations in zip(study.replies, printed, strict=True):
        for merge in study.merge:
            if not merge.holds_for(reply):
                continue
            rows = observations[choose_rows(observations, merge)]
            kind = ["label"] if merge.dimension == "total" else ["category"]
            away = rows[~rows[kind[0]].eq(merge.into)]
            for _, cells in away.groupby([*SERIES, "table", *kind], sort=False):
                first = cells.iloc[0]
                name, into = first[kind[0]], merge.into
                if merge.dimension != "total":
                    name, into = (names.category(merge.dimension, code) for code in (name, into))
                where = f"published only within {into}"
                if is_withdrawn(merge):
                    where = "not published here"
                yield REFUSALS.blank() | {
                    **{column: first[column] for column in (*SERIES, "table", "dimension")},
                    "code": RefusalCode.DISCLOSIVE,
                    "measure": "count",
                    "basis": "any",
                    "category": first["category"],
                    "start": cells["start"].min(),
                    "end": cells["end"].max(),
                    "evidence": f"{name} is {where}: {merge.why}",
                    "remedy": f"read it where it was published: {_describe_source(reply)}",
                    "cells": merge_addresses(*(format_cell(**row) for row in list_rows(cells))),
                    "provenance": first["provenance"],
                }


def _describe_source(reply: StudyReply) -> str:
    source = load_reply(reply.force, reply.reference).source
    if source is None:
        return f"the force's reply {reply.reference}"
    return ", ".join(filter(None, (source.title, source.url)))


def hide_figures(checks: pd.DataFrame, study: Study, printed: list[pd.DataFrame]) -> pd.DataFrame:
    """The checks with `[c]` for both figures where they would undo a merge, or are small.

    Of a table with anything merged away every check is hidden, for sums of its rows tell the rows;
    so is every check that names such a table beside its own. A check does not say whether its
    figures are of a category or of all, so of the other replies under thresholds none may be small.
    """
    merged, limits = _list_merged_tables(study, printed), _list_modes(study, printed)
    hidden = [_is_hidden(row, merged, limits) for row in checks.to_dict("records")]
    mask = pd.Series(hidden, checks.index, dtype=bool)
    days = {name: checks[name].str.contains(DAY) for name in ("first", "second")}
    blanks = {name: mask & ~days[name] & checks[name].ne("") for name in days}
    return conceal_figures(checks, blanks)


def hide_contradictions(
    comparison: Comparison, study: Study, printed: list[pd.DataFrame]
) -> Comparison:
    """The comparison without the counts of figures that contradict, of replies under thresholds.

    No published count is made of such figures, so that no audit has seen them. Which figures they
    are, and by how many they disagree, stays.
    """
    strict = {reply for reply, mode in _list_modes(study, printed).items() if mode.is_threshold}

    def tell(row: Mapping[str, str], name: str) -> str:
        replies = {
            (row.get(f"{side}force"), row.get(f"{side}reference")) for side in ("", "other_")
        }
        is_told = strict.isdisjoint(replies) or DISAGREE not in row[name]
        return row[name] if is_told else drop_values(row[name])

    def hide(rows: pd.DataFrame) -> pd.DataFrame:
        names = [name for name in ("evidence", "asked") if name in rows and len(rows)]
        told = rows.to_dict("records")
        return rows.assign(**{name: [tell(row, name) for row in told] for name in names})

    if not strict:
        return comparison
    tables = {name: hide(table) for name, table in comparison.tables.items()}
    return replace(comparison, refusals=hide(comparison.refusals), tables=tables)


def withhold_parts(parts: pd.DataFrame, study: Study, printed: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts of counts without those that would tell what is not published here.

    Those are the single cells of a reply under thresholds, which may be small, and of a table with
    anything merged away; where a period is, all of the reply's, for its totals are in all of them.
    Whose a cell is says its file: a count may be made of several replies.
    """
    strict = {reply for reply, mode in _list_modes(study, printed).items() if mode.is_threshold}
    merged = _list_merged_tables(study, printed)
    for reply, rows in zip(study.replies, printed, strict=True):
        if any(merge.dimension == "total" and merge.holds_for(reply) for merge in study.merge):
            strict |= {(reply.force, reference) for reference in rows["reference"].unique()}
    owners = {
        file: (reply.force, reference)
        for reply, rows in zip(study.replies, printed, strict=True)
        for file, reference in rows[["file", "reference"]].drop_duplicates().itertuples(index=False)
    }

    def is_told(row: Mapping[str, Any]) -> bool:
        whose = {owners.get(address.file) for address in split_addresses(row["cells"])}
        whose |= {(row["force"], row["reference"])}
        return not any(one in strict or (*(one or ()), row["table"]) in merged for one in whose)

    kept = [is_told(row) for row in parts.to_dict("records")]
    return parts[pd.Series(kept, parts.index, dtype=bool)].reset_index(drop=True)


def _list_modes(study: Study, printed: list[pd.DataFrame]) -> dict[tuple[str, str], Disclosure]:
    """The mode of disclosure of each reply, by force and reference."""
    return {
        (reply.force, reference): study.find_disclosure(reply)
        for reply, rows in zip(study.replies, printed, strict=True)
        for reference in rows["reference"].unique()
    }


def _list_results(study: Study, held: HeldBack, audit: Audit, merged: int) -> pd.DataFrame:
    """The gate in numbers: counts of what was looked at and done, and never of what was found."""
    modes = [study.find_disclosure(reply) for reply in study.replies]
    rows = []
    if not all(mode.is_threshold for mode in modes):
        rows += [
            (SHOWN, "a count that a force hid is shown as the force shows it, never closer",
             "hidden cells", held.hidden, "0"),
            (IN_OTHER, "how many events of an Other are of one category is not told",
             "categories that an Other may hold", held.in_other, "0"),
            (BESIDE, "what is worked out of other replies of a force tells nothing more of what "
             "one of them hides", "figures worked out of other replies", held.computed, "0"),
            (COARSENED, "shown as wide as the force shows them", "figures", held.coarsened, ""),
            (WITHHELD, "left out, each with its reason", "figures", held.withheld, ""),
        ]  # fmt: skip
    limits = list(dict.fromkeys(mode for mode in modes if mode.is_threshold))
    if limits:
        # Of several, the words of the first: each reply is audited by its own.
        meanings = describe_rules(limits[0])
        rows += [
            (rule, meanings[rule], LOOKED_AT[rule], number, "0")
            for rule, number in audit.audited.items()
        ]
        known = "hidden or merged cells that follow from the forces' own figures, "
        known += "with or without ours"
        rows.append((BY_REPLIES, known, "cells", audit.disclosed_by_replies, ""))
    if limits or merged:
        done = "categories and periods that are published only within wider ones"
        rows.append((MERGED, done, "categories", merged, ""))
    names = ("rule", "meaning", "of", "audited", "failed")
    return GATE.frame(
        GATE.blank() | dict(zip(names, (*row[:3], str(row[3]), row[4]), strict=True))
        for row in rows
    )


def _list_merged_tables(study: Study, printed: list[pd.DataFrame]) -> set[tuple[str, str, str]]:
    """The force, reference and name of each table of which a category or period is merged away.

    `printed` are the observations of the study's replies, in their order.
    """
    found = set()
    for reply, observations in zip(study.replies, printed, strict=True):
        for merge in study.merge:
            if merge.holds_for(reply):
                rows = observations[choose_rows(observations, merge)]
                names = (rows["reference"], rows["table"])
                found |= {(reply.force, *place) for place in zip(*names, strict=True)}
    return found


def _is_hidden(
    check: dict, merged: set[tuple[str, str, str]], modes: Mapping[tuple[str, str], Disclosure]
) -> bool:
    reply = (check["force"], check["reference"])
    if any(
        reply == place[:2] and (place[2] == check["table"] or place[2] in check["what"])
        for place in merged
    ):
        return True
    mode = modes.get(reply)
    if mode is None or not mode.is_threshold:
        return False
    return any(_is_small(check[name], mode.safe_threshold) for name in ("first", "second"))


def _is_small(text: str, fewest: int) -> bool:
    ends = [int(end) for end in re.findall(r"\d+", text.replace(",", ""))]
    whole = re.fullmatch(r"[\d,]+( to [\d,]+)?", text)
    return bool(whole) and is_disclosive(ends[0], ends[-1], fewest)
