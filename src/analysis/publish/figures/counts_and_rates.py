"""Counts and rates of replies that count alike, over their own windows and the common one."""

from collections.abc import Iterable

import pandas as pd

from analysis.publish.content.publication import (
    Publication,
    SeriesKey,
    count_cells,
    format_counted,
)
from analysis.publish.content.wording import (
    PER,
    choose_limits,
    format_interval,
    format_short_window,
    format_value,
)
from analysis.publish.figures.drawing import Drawing, NothingToDraw, house_style, start_drawing
from analysis.publish.figures.rows import (
    BAR_KEYS,
    BASES,
    KEYS,
    AxisGroup,
    AxisRow,
    Named,
    Notes,
    SeriesRows,
    draw_groups,
    measure_groups,
    name_among,
    name_extremes,
)
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT, LOW_RELIABILITY, RELIABLE_FROM
from analysis.reconcile.results.rungs import Rung
from analysis.reconcile.sensitivity import DAY_COUNTED

SAME_SCALE = "What counts the same in the same people stands on one scale, in the study’s order."
NOTHING_BESIDE = "No two replies have {} that may stand on one scale."


@house_style()
def draw_counts(publication: Publication) -> Drawing:
    """Bars from zero: the counts over own windows and over the common one of all that count alike.

    What a count may be beyond the least is hatched; a refused count is named, with the reason in a
    note. Raises NothingToDraw where no two counts may stand on one scale.
    """
    notes = Notes()
    groups = _group_alike(
        SeriesRows(key, _list_count_rows(publication, key, notes)) for key in publication.series
    )
    if not groups:
        raise NothingToDraw(NOTHING_BESIDE.format("counts"))
    rows = [row for group in groups for row in group.rows]
    keys = [BAR_KEYS[basis] for basis in BASES if any(row.basis == basis for row in rows)]
    if any(row.low != row.high for row in rows if row.is_drawn):
        keys.append(BAR_KEYS["bounds"])
    shown = [one.key for group in groups for one in group.series]
    drawing = start_drawing(
        "Counts, each bar from zero. " + SAME_SCALE,
        measure_groups(publication, groups),
        publication.stamp(shown),
        keys,
        notes.listed(),
        publication.describe_source(shown),
    )
    draw_groups(drawing, publication, groups, bars=True)
    figures = publication.comparison.pick("count", *BASES)
    drawing.cells = count_cells(*[key.select(figures) for key in shown])
    days, found = _list_found(publication, groups[0], "count")
    told = name_extremes(found, "most in", "fewest in")
    drawing.tell(
        f"{shown[0].unit.capitalize()} {days}: {told}.",
        "Bars from zero, hatched from the least to the most that a count can be.",
        "counts",
    )
    return drawing


def _group_alike(series: Iterable[SeriesRows]) -> list[AxisGroup]:
    """Those that count the same thing in the same people, where two figures or more are drawn."""
    alike: dict[tuple, list[SeriesRows]] = {}
    for one in series:
        if one.rows:
            alike.setdefault(one.key[2:6], []).append(one)
    groups = [AxisGroup(some, _describe_kind(some[0].key)) for some in alike.values()]
    return [group for group in groups if len(group.drawn) > 1]


def _list_found(
    publication: Publication, group: AxisGroup, measure: str
) -> tuple[str, list[Named]]:
    """Over which days a finding is, common ones where there are, and what it may name."""
    basis = "common" if any(row.basis == "common" for row in group.drawn) else "own"
    figures = publication.comparison.pick(measure, basis)
    shown = [one.key for one in group.series]
    found, is_open = [], False
    for key in shown:
        for _, figure in key.select(figures).iterrows():
            low, high = _read_both_ways(publication, key, figure)
            is_open |= (low, high) != (figure["low"], figure["high"])
            words = format_value(pd.Series({**figure, "low": low, "high": high}))
            found.append(Named(name_among(publication, key, shown), low, high, words))
    days = f"over {publication.window}" if basis == "common" else "over each reply’s own days"
    return days + ", an unclear last day read both ways" * is_open, found


def _read_both_ways(
    publication: Publication, key: SeriesKey, figure: pd.Series
) -> tuple[float, float]:
    """The ends of a figure, whether or not an ambiguous last day is counted in it."""
    others = publication.comparison.tables["alternatives"]
    same = others["choice"].eq(DAY_COUNTED) & others["code"].eq("")
    for name in ("measure", "basis"):
        same &= others[name].eq(figure[name])
    read = key.select(others[same])
    return min([figure["low"], *read["low"]]), max([figure["high"], *read["high"]])


def _list_count_rows(publication: Publication, key: SeriesKey, notes: Notes) -> list[AxisRow]:
    counts = key.select(publication.comparison.pick("count", *BASES))
    refusals = key.select_refusals(publication.comparison.refusals)
    of_totals = refusals["measure"].eq("count") & refusals["dimension"].isin(["", "total"])
    rows = []
    for basis in BASES:
        for _, count in counts[counts["basis"].eq(basis)].iterrows():
            rung = Rung(count["rung"]).word.lower()
            words = [format_value(count), rung + notes.mark(count["assumes"])]
            days = format_short_window(count["start"], count["end"])
            rows.append(AxisRow(basis, days, words, count["low"], count["high"]))
        rows += _list_refused(refusals[of_totals & refusals["basis"].eq(basis)], notes)
    return rows


@house_style()
def draw_rates(publication: Publication, measure: str = "rate_per_1000") -> Drawing:
    """The rates of all that count alike, in the study's order, never by value.

    Series share an axis only where they count the same thing in the same people. A refused rate
    is named, with the reason in a note. Raises ValueError for another measure, and NothingToDraw
    where no two rates may stand on one scale.
    """
    if measure not in PER:
        raise ValueError(f"{measure!r} is no rate; choose one of: {', '.join(PER)}")
    notes = Notes()
    groups = _group_alike(
        SeriesRows(key, _list_rate_rows(publication, key, measure, notes))
        for key in publication.series
    )
    if not groups:
        raise NothingToDraw(NOTHING_BESIDE.format("rates"))
    drawn = [row for group in groups for row in group.drawn]
    keys = [KEYS[basis] for basis in BASES if any(row.basis == basis for row in drawn)]
    keys.append(KEYS["interval"])
    if any(row.low != row.high for row in drawn):
        keys.append(KEYS["bounds"])
    texts = notes.listed()
    if any(LOW_RELIABILITY in row.words[0] for row in drawn):
        texts.append(f"{LOW_RELIABILITY} fewer than {RELIABLE_FROM} events: low reliability.")
    shown = [one.key for group in groups for one in group.series]
    drawing = start_drawing(
        f"Rates per {PER[measure]}. {SAME_SCALE}",
        measure_groups(publication, groups),
        publication.stamp(shown),
        keys,
        texts,
        publication.describe_source(shown, with_workforce=measure == "rate_per_1000"),
    )
    draw_groups(drawing, publication, groups)
    figures = publication.comparison.pick(measure, *BASES)
    drawing.cells = count_cells(*[key.select(figures) for key in shown])
    days, found = _list_found(publication, groups[0], measure)
    told = name_extremes(found, "highest in", "lowest in")
    drawing.tell(
        f"Rates per {PER[measure]} {days}: {told}.",
        f"Points and bounds with {CONFIDENCE_TEXT} intervals of the underlying rates.",
        "rates",
    )
    return drawing


def _describe_kind(key: SeriesKey) -> str:
    basis = "" if key.date_basis == "unstated" else f", by the date {key.date_basis}"
    return f"{format_counted(key)} ({key.definition}{basis})"


def _list_rate_rows(
    publication: Publication, key: SeriesKey, measure: str, notes: Notes
) -> list[AxisRow]:
    rates = key.select(publication.comparison.pick(measure, *BASES))
    counts = key.select(publication.comparison.pick("count", *BASES))
    refusals = key.select_refusals(publication.comparison.refusals)
    refusals = refusals[refusals["measure"].eq(measure)]
    rows = []
    for basis in BASES:
        for _, rate in rates[rates["basis"].eq(basis)].iterrows():
            value = f"{format_value(rate)} {rate['flag']}".strip()
            interval = f"{CONFIDENCE_TEXT}: {format_interval(rate)}"
            # The doubts of the count are told apart from those of the exposure: series share these.
            doubt = "; ".join(counts.loc[counts["basis"].eq(basis), "assumes"])
            exposed = rate["assumes"].removesuffix(doubt).removesuffix("; ")
            interval += notes.mark(exposed) + notes.mark(doubt)
            span = [rate["low"], rate["high"], *choose_limits(rate)]
            days = format_short_window(rate["start"], rate["end"])
            rows.append(AxisRow(basis, days, [value, interval], *span))
        rows += _list_refused(refusals[refusals["basis"].eq(basis)], notes)
    return rows


def _list_refused(refusals: pd.DataFrame, notes: Notes) -> list[AxisRow]:
    """A row for every refusal, the evidence in a note."""
    return [
        AxisRow(
            refusal["basis"],
            format_short_window(refusal["start"], refusal["end"]),
            ["refused" + notes.mark(refusal["evidence"])],
        )
        for _, refusal in refusals.iterrows()
    ]
