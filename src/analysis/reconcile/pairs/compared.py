"""Two replies side by side: compared over the same window, unit and population, or refused."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

from analysis.model.window import Window, find_gaps
from analysis.reconcile.comparison import SERIES
from analysis.reconcile.denominators import Workforce
from analysis.reconcile.methods.choose import rank_windows
from analysis.reconcile.pairs.sides import Sides, divide_sides
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows, weakest
from analysis.reconcile.series import Series, as_known
from analysis.reconcile.systems import name_system
from analysis.reconcile.variation import Variations

Windows = tuple[Window, Window]
BEST = "the common window is also this pair's own best"


def compare_pairs(
    all_series: list[Series],
    common: Window | None,
    workforce: Workforce,
    rows: Rows,
    variations: Variations | None = None,
) -> tuple[list[dict], list[dict]]:
    """The ratio of rates per 1,000 workforce-years for every pair of replies, or why not.

    `own` over the two replies' own windows, `common` over the study's, `pair` over the window that
    suits the two best, where that is another. A pair is refused by every code that applies, not
    only the first. Beside a row's columns each figure has `p_value` and `readings`.
    """
    sides, variations = Sides(workforce), variations or Variations(all_series, rows)
    figures: list[dict] = []
    refusals: list[dict] = []
    with_totals = [series for series in all_series if not series.totals.empty]
    calendars = {id(series): list_calendar(series) for series in with_totals}
    for pair in combinations(with_totals, 2):
        first, second = pair
        if (first.force, first.reference) == (second.force, second.reference):
            continue
        other = {f"other_{name}": getattr(second, name) for name in SERIES}
        other |= {"provenance": weakest(first.provenance, second.provenance)}
        overlap = first.window.meet(second.window)
        whys = find_mismatches(first, second)
        if overlap is None:
            evidence = f"{first.window} and {second.window} share no day"
            whys.append(Refusal("COVERAGE_GAP", evidence, remedy="ask either for the other's days"))
        for why in whys:
            shared = common or overlap
            refusals.append(rows.refusal(first, "rate_ratio", "any", shared, why, **other))
        if whys:
            continue
        variation = variations.find(first, other["provenance"])
        best = find_best_window(*(calendars[id(series)] for series in pair)) or overlap
        for basis, windows, note in _list_windows(pair, common, best):
            ratio = refuse_break(pair, windows, rows)
            ratio = ratio or divide_sides(pair, windows, sides, variation)
            if isinstance(ratio, Refusal):
                refusals.append(
                    rows.refusal(first, "rate_ratio", basis, windows[0], ratio, **other)
                )
            else:
                ratio["assumes"] = "; ".join(filter(None, [ratio["assumes"], note]))
                figures.append(rows.figure(first, "rate_ratio", basis, windows[0], **ratio | other))
    return figures, refusals


def _list_windows(
    pair: tuple[Series, Series], common: Window | None, best: Window | None
) -> Iterator[tuple[str, Windows, str]]:
    """The windows a pair is compared over, by basis, each with a note on it."""
    first, second = pair
    yield "own", (first.window, second.window), ""
    if common:
        yield "common", (common, common), BEST if best == common else ""
    if best and best != common:
        yield "pair", (best, best), ""


def list_calendar(series: Series) -> tuple[Window, ...]:
    """The windows of a reply's totals, those left out that shorter ones fill without a gap."""
    windows = sorted({cell.window for cell in as_known(series.evidence)})
    shorter = {
        window: [w for w in windows if w != window and window.covers(w)] for window in windows
    }
    return tuple(window for window in windows if find_gaps(shorter[window], window))


@cache
def find_best_window(mine: tuple[Window, ...], theirs: tuple[Window, ...]) -> Window | None:
    """The window that two replies' calendars suit best (METHODS 1); None where none is a year."""
    ranked = rank_windows({"mine": mine, "theirs": theirs}, most=1)
    return ranked[0].window if ranked else None


def refuse_break(pair: tuple[Series, Series], windows: Windows, rows: Rows) -> Refusal | None:
    """A refusal where the two windows were counted under different rules (METHODS 8)."""
    regimes = [
        rows.find_regime(window, series.force) for series, window in zip(pair, windows, strict=True)
    ]
    # After a change the day of it no longer matters: the rules are the same.
    told = [(when, change and (change.name if when == "since" else change.date))
            for when, change in regimes]  # fmt: skip
    if told[0] == told[1]:
        return None
    names = [
        rows.name_regime(window, series.force) or "under no such change"
        for series, window in zip(pair, windows, strict=True)
    ]
    evidence = f"one window is {names[0]}, the other {names[1]}"
    return Refusal("BREAK_SPANNED", evidence, remedy="compare days under the same rules")


def find_mismatches(first: Series, second: Series) -> list[Refusal]:
    """Every way in which two series do not count the same thing in the same people."""
    kinds = (
        ("UNIT_MISMATCH", "unit", "compare replies that count the same thing"),
        ("DEFINITION_MISMATCH", "definition", "ask either for the other's definition"),
        ("DEFINITION_MISMATCH", "population", "ask either for the other's population"),
        ("DATE_BASIS_MISMATCH", "date_basis", "ask under which date each files an item"),
    )
    found = [
        Refusal(code, f"{kind.replace('_', ' ')}: {mine!r} against {theirs!r}", remedy=remedy)
        for code, kind, remedy in kinds
        if (mine := getattr(first, kind)) != (theirs := getattr(second, kind))
    ]
    mine, theirs = name_system(first.force), name_system(second.force)
    if mine != theirs:
        evidence = f"complaints system: {mine!r} against {theirs!r}"
        remedy = "compare forces that record complaints under the same law"
        found.append(Refusal("DEFINITION_MISMATCH", evidence, remedy=remedy))
    return found
