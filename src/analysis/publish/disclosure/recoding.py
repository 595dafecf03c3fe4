"""The cure of a leak: the least recoding, a merge of categories or periods, that leaves none.

It is tried by the same audit, the smallest step first. A small category goes up the vocabulary's
tree, together with what else its table lists there; where nothing else is there it goes into Other;
where that does not do, the table is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from analysis.model.checks import PRINTED_TOTAL
from analysis.model.faults import Fault, Faults
from analysis.model.store.paths import STUDIES, format_path, is_edition
from analysis.model.study import Disclosure, Merge, Study, StudyReply
from analysis.model.window import Window
from analysis.publish.disclosure.audit import audit_study
from analysis.publish.disclosure.published_counts import PublishedCount, list_published_counts
from analysis.publish.disclosure.rules import ALL, HOLDERS, PRIMARY, Leak, describe_rules
from analysis.reconcile.categories.merging import choose_rows, list_wider
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.replies.category_tree import OTHER

WHY = "small counts, or too few who could be meant"
MOST_ROUNDS = 12  # each makes a table's categories fewer, and few tables have more

Place = tuple[str, str, str]  # a table as leaks name it: reference, table, dimension


class Release(NamedTuple):
    """What a study would publish: over which window, beside which counts of other releases.

    `printed` are the observations of the study's replies, in their order, and `processed` is where
    they were read from.
    """

    study: Study
    window: Window | None
    printed: Sequence[pd.DataFrame]
    beside: Sequence[PublishedCount]
    processed: Path


def shut_gate(release: Release, leaks: Sequence[Leak]) -> Faults:
    """A shut gate in words: one fault a table, and one block with the least merges that cure all.

    The block is the study's whole key `merge`, those that stay and those that are new.
    """
    study = release.study
    tables: dict[tuple[str, ...], list[Leak]] = {}
    # What is counted over all days of a reply is told with the table that it is counted from.
    named = {
        (leak.force, leak.reference, leak.dimension): leak.table
        for leak in reversed(leaks)
        if leak.table
    }
    for leak in leaks:
        table = leak.table or named.get((leak.force, leak.reference, leak.dimension), "")
        tables.setdefault((leak.force, leak.reference, table, leak.dimension), []).append(leak)
    cures: dict[tuple[str, ...], list[Merge]] = {}
    for force in dict.fromkeys(leak.force for leak in leaks):
        cures |= _cure_force(release, [leak for leak in leaks if leak.force == force])
    kept = _keep_merges(release, set(cures))
    faults = [_blame(study, found, cures.get(table, [])) for table, found in tables.items()]
    new = [merge for merges in cures.values() for merge in merges]
    block = _format_block(study, [*kept, *new]) if new else ""
    return Faults(f"study {study.name}, publication gate", faults, block)


def blame_releases(leaks: Sequence[Leak], releases: Sequence[Path]) -> Iterator[Fault]:
    """The fault of releases that tell, together with this one, what none of them tells alone; one
    for those of other windows and one for earlier editions, which cannot be built again."""
    tables = dict.fromkeys(leak.table or leak.dimension for leak in leaks)
    editions = [folder for folder in releases if is_edition(folder)]
    releases = [folder for folder in releases if folder not in editions]
    if editions:
        where = ", ".join(format_path(folder / "comparison.csv") for folder in editions)
        problem = f"beside this edition the study tells small counts of {', '.join(tables)}"
        yield Fault(where, problem, "merge as it does, or more: what was published stays public")
    if not releases:
        return
    others = "that window" if len(releases) == 1 else "those windows"
    problem = f"beside this window it tells small counts of {', '.join(tables)}"
    remedy = f"build the study for {others} again, with its merges; what stays needs more merges"
    yield Fault(
        ", ".join(format_path(folder / "comparison.csv") for folder in releases), problem, remedy
    )


def _blame(study: Study, leaks: Sequence[Leak], merges: Sequence[Merge]) -> Fault:
    """The fault of one table, by the rules it breaks and the merges that cure it, if any do."""
    first = leaks[0]
    remedy = (
        "no merge cures it: leave the table out of the recipe or the reply out of the study, or "
        "write `disclosure: as released` beside the reply if its figures are public"
    )
    if merges:
        names = ", ".join(dict.fromkeys(merge.into for merge in merges))
        remedy = f"merge into {names}, as the block below does"
    at = first.place
    file, *place = (
        (at.file, at.sheet, at.cell) if at else (f"{first.force} {first.reference}", "", "")
    )
    limits = _find_limits(study, first)
    problem = f"{first.table or first.dimension}: {_describe_broken(leaks, limits)}"
    return Fault(file, problem, remedy, *place)


def _find_limits(study: Study, leak: Leak) -> Disclosure:
    """The thresholds of the reply that a leak is of; references of leaks are those of letters."""
    own = [study.find_disclosure(reply) for reply in study.replies if reply.force == leak.force]
    return next((mode for mode in own if mode.is_threshold), study.disclosure)


def _describe_broken(leaks: Sequence[Leak], limits: Disclosure) -> str:
    """The rules that a table breaks, and by which categories; what follows from a figure that is
    wrong in itself is not told again."""
    rules: dict[str, list[str]] = {}
    for leak in leaks:
        rules.setdefault(leak.rule, []).append(f"{leak.category} ({leak.what})")
    kept = {rule: named for rule, named in rules.items() if rule in (PRIMARY, HOLDERS)} or rules
    says = describe_rules(limits)
    return "; ".join(
        f"{rule}: {', '.join(dict.fromkeys(named))}, though {says[rule]}"
        for rule, named in kept.items()
    )


def _format_block(study: Study, merges: Iterable[Merge]) -> str:
    """The study's key `merge` in YAML, a line a merge, and where it goes."""
    file = format_path(STUDIES / f"{study.name}.yaml")
    place = f"in place of the whole key merge of {file}" if study.merge else f"at the end of {file}"
    lines = [
        yaml.safe_dump(
            merge.model_dump(mode="json", exclude_none=True),
            default_flow_style=True,
            sort_keys=False,
            width=10**6,
        ).strip()
        for merge in dict.fromkeys(merges)
    ]
    return "\n".join([f"# paste {place}:", "merge:", *(f"  - {line}" for line in lines)])


def _keep_merges(release: Release, leaking: set[tuple[str, ...]]) -> list[Merge]:
    """The study's merges but for the leaking tables, whose merges are found anew.

    One that holds for these and for others is kept for the others alone.
    """
    kept = []
    for merge in release.study.merge:
        places = [
            (reply, row.table, (reply.force, row.reference, row.table, row.dimension) in leaking)
            for reply, rows in zip(release.study.replies, release.printed, strict=True)
            if merge.holds_for(reply)
            for row in rows[choose_rows(rows, merge)].drop_duplicates("table").itertuples()
        ]
        if not any(leaks for *_, leaks in places):
            kept.append(merge)
            continue
        kept += [
            merge.model_copy(
                update={"force": reply.force, "reference": reply.reference, "table": table}
            )
            for reply, table, leaks in places
            if not leaks
        ]
    return kept


def _cure_force(release: Release, leaks: Sequence[Leak]) -> dict[tuple[str, ...], list[Merge]]:
    """The merges of each leaking table of one force with which the audit finds nothing more in it;
    none where none do. Tables that leak once others are merged are among them.
    """
    force, study = leaks[0].force, release.study
    pairs = zip(study.replies, release.printed, strict=True)
    replies, printed = zip(*[each for each in pairs if each[0].force == force], strict=True)
    recodings: dict[Place, Recoding] = {}
    for _ in range(MOST_ROUNDS):
        left: dict[Place, list[Leak]] = {}
        for leak in leaks:
            left.setdefault((leak.reference, leak.table, leak.dimension), []).append(leak)
        coarser = dict(recodings)
        for place, found in left.items():
            started = recodings.get(place) or _start_recoding(replies, printed, found[0])
            if started:
                coarser[place] = started.coarsen(found) if place in recodings else started
        if coarser == recodings:
            break
        recodings = coarser
        merges = [merge for one in recodings.values() for merge in one.list_merges()]
        kept = _keep_merges(release, {(force, *place) for place in recodings})
        own = [merge for merge in kept if _takes_rows(merge, replies, printed)]
        tried = study.model_copy(update={"replies": replies, "merge": (*own, *merges)})
        made = compare_study(tried, read_study(tried, release.processed), release.window)
        counts = [*list_published_counts(made), *release.beside]
        leaks = audit_study(tried, list(printed), counts).leaks
    return {
        (force, *place): [] if place in left else one.list_merges()
        for place, one in recodings.items()
    }


def _takes_rows(
    merge: Merge, replies: Sequence[StudyReply], printed: Sequence[pd.DataFrame]
) -> bool:
    return any(
        merge.holds_for(reply) and choose_rows(rows, merge).any()
        for reply, rows in zip(replies, printed, strict=True)
    )


def _start_recoding(
    replies: Sequence[StudyReply], frames: Sequence[pd.DataFrame], leak: Leak
) -> Recoding | None:
    """The table of a reply that a leak was laid at, as printed; None where it has no such table."""
    named = (rows["reference"].eq(leak.reference).any() for rows in frames)
    own = [place for place, is_own in enumerate(named) if is_own]
    if not own:
        return None
    reply, printed = replies[own[0]], frames[own[0]]
    rows = printed[printed["table"].eq(leak.table) & printed["dimension"].eq(leak.dimension)]
    rows = rows[~rows["note"].str.startswith(PRINTED_TOTAL)]
    if rows.empty:
        return None
    if leak.dimension == "total":
        rows = _take_parts(rows.sort_values(["start", "end"], kind="stable"))
        if rows.empty:
            return None
        cells = dict(zip(rows["label"], rows["cell"], strict=True))
        return PeriodRecoding(reply, leak.table, cells, tuple((label,) for label in cells))
    sizes = rows.groupby("category", sort=True)["low"].sum().to_dict()
    return CategoryRecoding(reply, leak.table, leak.dimension, sizes, {c: (c,) for c in sizes})


def _take_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """The periods, in time, without those that others are part of; none unless these follow each
    other on one sheet, as periods must that are merged."""
    days = rows[["start", "end"]].drop_duplicates()
    parts = [
        (start, end)
        for start, end in days.itertuples(index=False)
        if not (days["start"].ge(start) & days["end"].le(end)).sum() > 1
    ]
    kept = [span in parts for span in zip(rows["start"], rows["end"], strict=True)]
    follow = all(first[1] == second[0] for first, second in pairwise(parts))
    is_one = len(rows[["file", "sheet"]].drop_duplicates()) == 1
    return rows[kept] if follow and is_one else rows.iloc[:0]


@dataclass(frozen=True)
class CategoryRecoding:
    """One table's categories as they would be published: each with those of the reply in it.

    `sizes` says how many events the reply prints of each of its categories.
    """

    reply: StudyReply
    table: str
    dimension: str
    sizes: Mapping[str, float]
    groups: Mapping[str, tuple[str, ...]]

    def coarsen(self, leaks: Sequence[Leak]) -> CategoryRecoding:
        """With the next few categories merged; the same where there is nothing left to merge."""
        leaking = {leak.category for leak in leaks}
        bad = [code for code in self.groups if any(self._concerns(code, leak) for leak in leaking)]
        bad = sorted(bad or [c for c in self.groups if c != OTHER], key=self._size)
        root = list_wider(self.dimension, next(iter(self.sizes)))[-1]
        if not bad or list(self.groups) == [root]:
            return self
        wider = self._go_up(bad)
        if wider != self:
            return wider
        into = {*bad, *({OTHER} & set(self.groups))}
        rest = sorted(set(self.groups) - into, key=self._size)
        into |= set(rest[:1]) if len(into) == 1 or bad == [OTHER] else set()
        return self._join(into, OTHER if into != set(self.groups) else root)

    def list_merges(self) -> list[Merge]:
        """The merges of a study that make the table so."""
        place = {"force": self.reply.force, "reference": self.reply.reference}
        return [
            Merge(
                **place, table=self.table, dimension=self.dimension,
                categories=codes, into=into, why=WHY,
            )
            for into, codes in self.groups.items()
            if codes != (into,)
        ]  # fmt: skip

    def _go_up(self, bad: Sequence[str]) -> CategoryRecoding:
        """Each bad category in the nearest wider one under which the table lists another."""
        made = self
        for code in bad:
            for wider in list_wider(self.dimension, code)[1:-1] if code in made.groups else []:
                under = {c for c in made.groups if wider in list_wider(self.dimension, c)}
                if len(under) > 1:
                    made = made._join(under, wider)
                    break
        return made

    def _join(self, codes: Iterable[str], into: str) -> CategoryRecoding:
        joined = sorted(each for code in codes for each in self.groups[code])
        kept = {code: held for code, held in self.groups.items() if code not in codes}
        return replace(self, groups=kept | {into: tuple(joined)})

    def _concerns(self, code: str, leak: str) -> bool:
        if leak == ALL:
            return True
        wider = list_wider(self.dimension, code)
        # Categories parted by spaces are counted together: each of them leaks.
        return any(
            each in wider or code in list_wider(self.dimension, each) for each in leak.split()
        )

    def _size(self, code: str) -> tuple[float, str]:
        return sum(self.sizes[each] for each in self.groups[code]), code


@dataclass(frozen=True)
class PeriodRecoding:
    """One table's totals as they would be published: neighbouring periods as one.

    `cells` are the labels of the periods in time, each with its cell.
    """

    reply: StudyReply
    table: str
    cells: Mapping[str, str]
    groups: tuple[tuple[str, ...], ...]

    def coarsen(self, leaks: Sequence[Leak]) -> PeriodRecoding:
        """With each leaking period merged with the one after it, the last with the one before."""
        leaking = {cell for leak in leaks if leak.place for cell in leak.place.cell.split()}
        made: list[tuple[str, ...]] = []
        is_open = False  # whether the last group made still takes in the next one
        for group in self.groups:
            if is_open:
                made[-1] += group
                is_open = False
            else:
                made.append(group)
                is_open = bool({self.cells[label] for label in group} & leaking)
        if is_open and len(made) > 1:
            last = made.pop()
            made[-1] += last
        return replace(self, groups=tuple(made))

    def list_merges(self) -> list[Merge]:
        """The merges of a study that make the table so."""
        return [
            Merge(
                force=self.reply.force, reference=self.reply.reference, table=self.table,
                dimension="total", categories=group, why=WHY, into=f"{group[0]} to {group[-1]}",
            )
            for group in self.groups
            if len(group) > 1
        ]  # fmt: skip


Recoding = CategoryRecoding | PeriodRecoding
