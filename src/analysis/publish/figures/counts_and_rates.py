"""Counts and rates of each reply: own window with intervals, the common window's bounds beneath."""

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
    KEYS,
    AxisGroup,
    AxisRow,
    Notes,
    SeriesRows,
    draw_groups,
    drop_marks,
    measure_groups,
)
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT, LOW_RELIABILITY, RELIABLE_FROM
from analysis.reconcile.results.rungs import Rung

BASES = ("own", "common")


@house_style()
def draw_counts(publication: Publication) -> Drawing:
    """A group a series: its count over its own window and over the common one.

    An exact count is a point, bounds a solid bar; a refused count is named with its code.
    Raises NothingToDraw where no reply has a total.
    """
    notes = Notes()
    series = [
        SeriesRows(key, _list_count_rows(publication, key, notes)) for key in publication.series
    ]
    groups = [AxisGroup([one], format_counted(one.key)) for one in series if one.rows]
    if not groups:
        raise NothingToDraw("No reply has a total to count.")
    rows = [row for group in groups for row in group.rows]
    bases = [basis for basis in BASES if any(row.basis == basis for row in rows)]
    keys = [KEYS[basis] for basis in bases]
    if any(row.low != row.high for row in rows if row.is_drawn):
        keys.append(KEYS["bounds"])
    title = f"Counts over {' and '.join(bases)} windows"
    shown = [one.key for group in groups for one in group.series]
    drawing = start_drawing(
        title,
        "The unit and the population stand above each reply; each has its own scale.",
        measure_groups(publication, groups),
        publication.stamp(shown),
        keys,
        notes.listed(),
    )
    draw_groups(drawing, publication, groups, whole=True)
    figures = publication.comparison.pick("count", *BASES)
    drawing.cells = count_cells(*[key.select(figures) for key in shown])
    drawing.caption = f"{title}, each reply on its own scale. Bars are bounds, points exact."
    drawing.alt = _describe(publication, groups, "Points for exact counts, bars for bounds.")
    return drawing


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
    """Every series' rate, in the study's order, never by value.

    Series share an axis only where they count the same thing in the same people. A refused rate
    is named with its code. Raises ValueError for another measure, and where no reply has a rate
    or a refusal of one.
    """
    if measure not in PER:
        raise ValueError(f"{measure!r} is no rate; choose one of: {', '.join(PER)}")
    notes = Notes()
    alike: dict[tuple, list[SeriesRows]] = {}
    for key in publication.series:
        rows = _list_rate_rows(publication, key, measure, notes)
        if rows:
            alike.setdefault(key[2:6], []).append(SeriesRows(key, rows))
    if not alike:
        raise NothingToDraw(f"No reply has a rate per {PER[measure]}.")
    groups = [AxisGroup(series, _describe_kind(series[0].key)) for series in alike.values()]
    drawn = [row for group in groups for row in group.drawn]
    keys = [KEYS[basis] for basis in BASES if any(row.basis == basis for row in drawn)]
    keys += [KEYS["interval"]] if drawn else []
    if any(row.low != row.high for row in drawn):
        keys.append(KEYS["bounds"])
    texts = notes.listed()
    if any(LOW_RELIABILITY in row.words[0] for row in drawn):
        texts.append(f"{LOW_RELIABILITY} fewer than {RELIABLE_FROM} events: low reliability.")
    apart = " Groups count different things: nothing is read across them." * (len(groups) > 1)
    shown = [one.key for group in groups for one in group.series]
    drawing = start_drawing(
        f"Rates per {PER[measure]}",
        "An interval is about the underlying rate: the counts themselves are complete. Replies "
        f"stand in the study's order.{apart}",
        measure_groups(publication, groups),
        publication.stamp(shown),
        keys,
        texts,
    )
    draw_groups(drawing, publication, groups)
    figures = publication.comparison.pick(measure, *BASES)
    drawing.cells = count_cells(*[key.select(figures) for key in shown])
    drawing.caption = (
        f"Rates per {PER[measure]}, with {CONFIDENCE_TEXT} intervals: widened by the variation of "
        "yearly counts where it could be measured, else exact ones (Garwood)."
    )
    drawing.alt = _describe(publication, groups, f"Rates per {PER[measure]}.")
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
    """A row with its code for every refusal, the evidence in a note."""
    return [
        AxisRow(
            refusal["basis"],
            format_short_window(refusal["start"], refusal["end"]),
            ["refused", refusal["code"] + notes.mark(refusal["evidence"])],
        )
        for _, refusal in refusals.iterrows()
    ]


def _describe(publication: Publication, groups: list[AxisGroup], opening: str) -> str:
    """Alt text with every number of the rows."""
    replies = []
    for one in (one for group in groups for one in group.series):
        rows = [
            f"{row.basis} window, {row.days}: {', '.join(drop_marks(row.words))}"
            for row in one.rows
        ]
        reply = publication.format_reply(one.key)
        replies.append(f"{reply}, {format_counted(one.key)}: {'; '.join(rows)}")
    return f"{opening} {'. '.join(replies)}."
