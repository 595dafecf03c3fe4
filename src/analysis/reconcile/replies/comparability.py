"""Comparability: which series count the same thing, in the same people, under the same rules."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
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
    placed = list(zip(pair, windows, strict=True))
    rules = [_find_rules(*each, rows) for each in placed]
    if rules[0] == rules[1]:
        return None
    names = [
        rows.regimes.format(window, series.force) or "under no such change"
        for series, window in placed
    ]
    evidence = f"one window: {names[0]}; the other: {names[1]}"
    remedy = "compare days under the same rules"
    return Refusal("BREAK_SPANNED", evidence, remedy=remedy, facet="rules")


def _find_rules(series: Series, window: Window, rows: Rows) -> tuple:
    """How days lie to the change of rules; after it the day of it no longer matters."""
    when, change = rows.regimes.find(window, series.force)
    return when, change and (change.name if when == "since" else change.date)


def group_alike(things: Sequence[T], series_of: Callable[[T], Series]) -> list[list[T]]:
    """The things, such as series or tables, in groups by what their series count, in order.

    Two that count alike are in one group, and so is what a third links. Likeness goes no further
    than two: one by its words and one by its facets may both be like a third and not each other.
    """
    groups: list[list[list[T]]] = []
    for kind in group_kinds(things, series_of):
        series = series_of(kind[0])
        linked = [g for g in groups if any(_are_alike(series_of(k[0]), series) for k in g)]
        joined = [k for group in linked for k in group] + [kind]
        # In the place of the first that it is linked with.
        places = [place for place, group in enumerate(groups) if group in linked]
        groups = [group for group in groups if group not in linked]
        groups.insert(places[0] if places else len(groups), joined)
    order = {id(thing): place for place, thing in enumerate(things)}
    joined = ([thing for kind in group for thing in kind] for group in groups)
    return [sorted(group, key=lambda thing: order[id(thing)]) for group in joined]


def group_kinds(things: Sequence[T], series_of: Callable[[T], Series]) -> list[list[T]]:
    """The things together with those whose series have the very same words and facets."""
    kinds: dict[tuple, list[T]] = defaultdict(list)
    for thing in things:
        series = series_of(thing)
        said = (getattr(series, name) for name in (*COUNTED, *FACETS))
        kinds[*said, find_system(series.force)].append(thing)
    return list(kinds.values())


def _are_alike(first: Series, second: Series) -> bool:
    return not find_mismatches(first, second)


def _list_with_totals(all_series: Sequence[Series]) -> list[Series]:
    return [series for series in all_series if not series.totals.empty]


def _itself(series: Series) -> Series:
    return series


def find_base(all_series: Sequence[Series], common: Window | None, rows: Rows) -> Base | None:
    """The way of counting that most forces' replies can stand on one scale with, and the days.

    Of equals that which more forces share to the letter and under the same rules, then the study's
    first. The days are the common window, or else the own window that most of those replies share,
    None where no two do. None where no reply has a total.
    """
    kinds: dict[tuple, list[Series]] = {}
    for place, kind in enumerate(group_kinds(_list_with_totals(all_series), _itself)):
        for series in kind:
            kinds.setdefault((place, *_find_rules(series, series.window, rows)), []).append(series)
    if not kinds:
        return None

    def count_forces(rules: tuple) -> tuple[int, int]:
        near, alike = set(), set()
        for others, members in kinds.items():
            facets = {why.facet for why in find_mismatches(kinds[rules][0], members[0])}
            facets |= {"rules"} if others[1:] != rules[1:] else set()
            near |= {one.force for one in members if facets <= set(MILD)}
            alike |= {one.force for one in members if not facets}
        return len(near), len(alike)

    chosen = kinds[max(kinds, key=count_forces)]
    if common is None:
        # Of a last day that may or may not be meant the earlier reading is as good.
        days = Counter((series.window.start, series.window.end) for series in chosen)
        shared, number = days.most_common(1)[0]
        common = Window(*shared) if number > 1 else None
    return Base(chosen[0], common)


def refuse_unlike(all_series: Sequence[Series], common: Window | None, rows: Rows) -> list[Row]:
    """Why the rate of a series is set against no other: one refusal for each of its differences
    from the way of counting that most share. None of a series that some other counts like."""
    base = find_base(all_series, common, rows)
    refusals = []
    for group in group_alike(_list_with_totals(all_series), _itself):
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

    Of more than `MOST_PAIRED` replies in one group, only those of the `wanted` two forces.
    """
    for group in group_alike(_list_with_totals(all_series), _itself):
        yield from choose_pairs(group, _itself, wanted)


def choose_pairs(
    group: Sequence[T], series_of: Callable[[T], Series], wanted: Sequence[tuple[str, str]]
) -> Iterator[tuple[T, T]]:
    """Every two things of different replies that count alike, or where the group has many replies
    those of the `wanted` two forces."""
    named = {frozenset(pair) for pair in wanted}
    replies = {(series.force, series.reference) for series in map(series_of, group)}
    for first, second in combinations(group, 2):
        mine, theirs = series_of(first), series_of(second)
        if (mine.force, mine.reference) == (theirs.force, theirs.reference):
            continue
        is_asked = frozenset((mine.force, theirs.force)) in named
        if (is_asked or len(replies) <= MOST_PAIRED) and _are_alike(mine, theirs):
            yield first, second
