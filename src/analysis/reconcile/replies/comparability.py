"""Comparability: which series count the same thing, in the same people, under the same rules."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple, TypeVar

from analysis.model.observation import SERIES
from analysis.model.provenance import find_weakest
from analysis.model.reply import COUNTED, FACETS
from analysis.model.window import Window
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.regimes import find_system
from analysis.reconcile.results.rows import Row, Rows

T = TypeVar("T")
# Of so many replies that count alike every two are compared; of more, those that a study names.
MOST_PAIRED = 6
# What two replies may differ in and still stand on one scale, each difference named beside them.
MILD = ("definition", "stage", "raised_by", "date_basis", "rules")

DECLARED = "or say why they are one, under `same` in the study"
OF_FACETS = ("DEFINITION_MISMATCH", "ask either for the count that the other gives")
MISMATCHES = {  # what two series must share: the code where they do not, and what would help
    "unit": ("UNIT_MISMATCH", "compare replies that count the same thing"),
    "definition": ("DEFINITION_MISMATCH", f"ask either for the other's definition, {DECLARED}"),
    "population": ("DEFINITION_MISMATCH", f"ask either for the other's population, {DECLARED}"),
    "date_basis": ("DATE_BASIS_MISMATCH", "ask under which date each files an item"),
}


class Base(NamedTuple):
    """What a study's replies are held against: a way of counting, and its days."""

    series: Series
    window: Window | None


def find_mismatches(first: Series, second: Series) -> list[Refusal]:
    """Every way in which two series do not count the same thing in the same people."""
    found = []
    for name, mine, theirs in first.find_differences(second):
        code, remedy = MISMATCHES.get(name, OF_FACETS)
        evidence = f"{name.replace('_', ' ')}: {mine!r} against {theirs!r}"
        found.append(Refusal(code, evidence, remedy=remedy, facet=name))
    mine, theirs = find_system(first.force), find_system(second.force)
    if mine != theirs:
        evidence = f"complaints system: {mine!r} against {theirs!r}"
        remedy = "compare forces that record complaints under the same law"
        found.append(Refusal("DEFINITION_MISMATCH", evidence, remedy=remedy, facet="system"))
    return found


def find_objections(first: Series, second: Series) -> list[Refusal]:
    """Every reason not to put the rates of two series into one ratio, over any window."""
    objections = find_mismatches(first, second)
    if first.window.meet(second.window) is None:
        evidence = f"{first.window} and {second.window} share no day"
        remedy = "ask either for the other's days"
        objections.append(Refusal("COVERAGE_GAP", evidence, remedy=remedy, facet="days"))
    return objections


def refuse_break(
    pair: tuple[Series, Series], windows: tuple[Window, Window], rows: Rows
) -> Refusal | None:
    """A refusal where the two windows were counted under different rules (methods.md 8)."""
    placed = [(window, series.force) for series, window in zip(pair, windows, strict=True)]
    # After a change the day of it no longer matters: the rules are the same.
    rules = [
        (when, change and (change.name if when == "since" else change.date))
        for when, change in (rows.regimes.find(*each) for each in placed)
    ]
    if rules[0] == rules[1]:
        return None
    names = [rows.regimes.format(*each) or "under no such change" for each in placed]
    evidence = f"one window: {names[0]}; the other: {names[1]}"
    remedy = "compare days under the same rules"
    return Refusal("BREAK_SPANNED", evidence, remedy=remedy, facet="rules")


def group_alike(all_series: Sequence[Series]) -> list[list[Series]]:
    """The series with totals, together with those that they have no mismatch with, in order.

    A series that counts like the first of a group belongs to it.
    """
    groups: list[list[Series]] = []
    for members in group_kinds(all_series):
        for group in groups:
            if not find_mismatches(group[0], members[0]):
                group += members
                break
        else:
            groups.append(list(members))
    return groups


def group_kinds(all_series: Sequence[Series]) -> list[list[Series]]:
    """The series with totals, together with those of the very same words and facets."""
    kinds: dict[tuple, list[Series]] = defaultdict(list)
    for series in all_series:
        if not series.totals.empty:
            said = (getattr(series, name) for name in (*COUNTED, *FACETS))
            kinds[*said, find_system(series.force)].append(series)
    return list(kinds.values())


def find_base(all_series: Sequence[Series], common: Window | None) -> Base | None:
    """The way of counting that most forces' replies can stand on one scale with, and the days.

    Of equals that which more forces share to the letter, then the study's first. The days are the
    common window, or else the own window that most of those replies share, None where no two do.
    None where no reply has a total.
    """
    kinds = group_kinds(all_series)
    if not kinds:
        return None

    def count_forces(kind: list[Series]) -> tuple[int, int]:
        differ = [({why.facet for why in find_mismatches(kind[0], k[0])}, k) for k in kinds]
        near = [other for facets, other in differ if facets <= set(MILD)]
        alike = [other for facets, other in differ if not facets]
        return tuple(len({one.force for k in some for one in k}) for some in (near, alike))

    chosen = max(kinds, key=count_forces)
    if common is None:
        window, number = Counter(series.window for series in chosen).most_common(1)[0]
        common = window if number > 1 else None
    return Base(chosen[0], common)


def refuse_unlike(all_series: Sequence[Series], common: Window | None, rows: Rows) -> list[Row]:
    """Why the rate of a series is set against no other: one refusal for each of its differences
    from the way of counting that most share. None of a series that some other counts like."""
    base = find_base(all_series, common)
    refusals = []
    for group in group_alike(all_series) if base else []:
        if base.series in group or len({(one.force, one.reference) for one in group}) > 1:
            continue
        for series in group:
            if (series.force, series.reference) == (base.series.force, base.series.reference):
                continue
            other = {f"other_{name}": getattr(series, name) for name in SERIES}
            other |= {"provenance": find_weakest([base.series.provenance, series.provenance])}
            window = common or base.series.window.meet(series.window)
            refusals += [
                rows.refusal(base.series, "rate_ratio", "any", window, why, **other)
                for why in find_objections(base.series, series)
            ]
    return refusals


def list_pairs(
    all_series: Sequence[Series], wanted: Sequence[tuple[str, str]] = ()
) -> Iterator[tuple[Series, Series]]:
    """Every two series of different replies that count alike.

    Of more than `MOST_PAIRED` replies that count alike, only those of the `wanted` two forces.
    """
    for group in group_alike(all_series):
        yield from choose_pairs(group, group, wanted)


def choose_pairs(
    group: Sequence[Series], things: Sequence[T], wanted: Sequence[tuple[str, str]]
) -> Iterator[tuple[T, T]]:
    """Every two `things` of different replies, or where they are many those of the `wanted` forces.

    `group` are the series that the things are of, in their order.
    """
    replies = [(series.force, series.reference) for series in group]
    named = {frozenset(pair) for pair in wanted}
    are_many = len(set(replies)) > MOST_PAIRED
    for (mine, first), (theirs, second) in combinations(zip(replies, things, strict=True), 2):
        if mine != theirs and (not are_many or frozenset((mine[0], theirs[0])) in named):
            yield first, second
