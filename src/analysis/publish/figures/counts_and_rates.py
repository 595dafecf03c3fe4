"""Counts and rates of each reply: own window with intervals, the common window's bounds beneath."""

import pandas as pd

from analysis.publish.content.publication import Publication, SeriesKey, count_cells, format_counted
from analysis.publish.content.wording import (
    choose_limits,
    format_interval,
    format_short_window,
    format_value,
)
from analysis.publish.figures.drawing import Drawing, NothingToDraw, house_style, start_drawing
from analysis.publish.figures.rows import (
    KEYS,
    Entry,
    Group,
    Notes,
    Row,
    draw_groups,
    drop_marks,
    measure_groups,
)
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT
from analysis.reconcile.results.rungs import Rung

# Counts over each reply's own window and over the common window, with what is not known shown.

BASES = ("own", "common")


def draw_counts(publication: Publication) -> Drawing:
    """A group a series: its count over its own window and over the common one.

    An exact count is a point, bounds a solid bar; a refused count is named with its code.
    Raises NothingToDraw where no reply has a total.
    """
    notes = Notes()
    entries = [Entry(key, _list_count_rows(publication, key, notes)) for key in publication.series]
    groups = [Group([entry], format_counted(entry.key)) for entry in entries if entry.rows]
    if not groups:
        raise NothingToDraw("No reply has a total to count.")
    with house_style():
        return _draw_counts(publication, groups, notes)


def _list_count_rows(publication: Publication, key: SeriesKey, notes: Notes) -> list[Row]:
    found = key.select(publication.comparison.pick("count", *BASES))
    refused = key.select_refusals(publication.comparison.refusals)
    refused = refused[refused["measure"].eq("count") & refused["dimension"].isin(["", "total"])]
    rows = []
    for basis in BASES:
        for _, figure in found[found["basis"].eq(basis)].iterrows():
            exact = "exact" if figure["rung"] == Rung.EXACT else "bounds"
            words = [format_value(figure), exact + notes.mark(figure["assumes"])]
            days = format_short_window(figure["start"], figure["end"])
            rows.append(Row(basis, days, words, figure["low"], figure["high"]))
        rows += list_refused(refused[refused["basis"].eq(basis)], notes)
    return rows


def list_refused(refused: pd.DataFrame, notes: Notes) -> list[Row]:
    """A row with its code for every refusal, the evidence in a note."""
    return [
        Row(
            refusal["basis"],
            format_short_window(refusal["start"], refusal["end"]),
            ["refused", refusal["code"] + notes.mark(refusal["evidence"])],
        )
        for _, refusal in refused.iterrows()
    ]


def _draw_counts(publication: Publication, groups: list[Group], notes: Notes) -> Drawing:
    rows = [row for group in groups for entry in group.entries for row in entry.rows]
    bases = [basis for basis in BASES if any(row.basis == basis for row in rows)]
    drawn = [row for row in rows if row.is_drawn]
    key = [KEYS[basis] for basis in bases]
    if any(row.low != row.high for row in drawn):
        key.append(KEYS["bounds"])
    title = f"Counts over {' and '.join(bases)} windows"
    series = [entry.key for group in groups for entry in group.entries]
    drawing = start_drawing(
        title,
        "The unit and the population stand above each reply; each has its own scale.",
        measure_groups(publication, groups), publication.stamp(series), key, notes.listed(),
    )  # fmt: skip
    draw_groups(drawing, publication, groups, whole=True)
    figures = publication.comparison.pick("count", *BASES)
    drawing.cells = count_cells(*[one.select(figures) for one in series])
    drawing.caption = f"{title}, each reply on its own scale. Bars are bounds, points exact."
    drawing.alt = describe_groups(publication, groups, "Points for exact counts, bars for bounds.")
    return drawing


def describe_groups(publication: Publication, groups: list[Group], opening: str) -> str:
    """Alt text with every number of the rows."""
    told = []
    for entry in (entry for group in groups for entry in group.entries):
        rows = [
            f"{row.basis} window, {row.days}: {', '.join(drop_marks(row.words))}"
            for row in entry.rows
        ]
        reply = publication.format_reply(entry.key)
        told.append(f"{reply}, {format_counted(entry.key)}: {'; '.join(rows)}")
    return f"{opening} {'. '.join(told)}."


# Rates over each reply's own window with intervals, the common window's bounds beneath.

PER = {"rate_per_1000": "per 1,000 workforce-years", "rate_per_month": "per month"}


def draw_rates(publication: Publication, measure: str = "rate_per_1000") -> Drawing:
    """Every series' rate, in the study's order, never by value.

    Series share an axis only where they count the same thing in the same people. A refused rate
    is named with its code. Raises ValueError for another measure, and where no reply has a rate
    or a refusal of one.
    """
    if measure not in PER:
        raise ValueError(f"{measure!r} is no rate; choose one of: {', '.join(PER)}")
    notes = Notes()
    alike: dict[tuple, list[Entry]] = {}
    for key in publication.series:
        rows = _list_rate_rows(publication, key, measure, notes)
        if rows:
            alike.setdefault(key[2:6], []).append(Entry(key, rows))
    if not alike:
        raise NothingToDraw(f"No reply has a rate {PER[measure]}.")
    groups = [Group(entries, _name_group(entries[0].key)) for entries in alike.values()]
    with house_style():
        return _draw_rates(publication, groups, notes, measure)


def _name_group(key: SeriesKey) -> str:
    basis = "" if key.date_basis == "unstated" else f", by the date {key.date_basis}"
    return f"{format_counted(key)} ({key.definition}{basis})"


def _list_rate_rows(
    publication: Publication, key: SeriesKey, measure: str, notes: Notes
) -> list[Row]:
    found = key.select(publication.comparison.pick(measure, *BASES))
    counted = key.select(publication.comparison.pick("count", *BASES))
    refused = key.select_refusals(publication.comparison.refusals)
    refused = refused[refused["measure"].eq(measure)]
    rows = []
    for basis in BASES:
        for _, figure in found[found["basis"].eq(basis)].iterrows():
            value = f"{format_value(figure)} {figure['flag']}".strip()
            interval = f"{CONFIDENCE_TEXT}: {format_interval(figure)}"
            # The doubts of the count are told apart from those of the exposure: series share these.
            doubt = "; ".join(counted.loc[counted["basis"].eq(basis), "assumes"])
            exposed = figure["assumes"].removesuffix(doubt).removesuffix("; ")
            interval += notes.mark(exposed) + notes.mark(doubt)
            span = [figure["low"], figure["high"], *choose_limits(figure)]
            days = format_short_window(figure["start"], figure["end"])
            rows.append(Row(basis, days, [value, interval], *span))
        rows += list_refused(refused[refused["basis"].eq(basis)], notes)
    return rows


def _draw_rates(
    publication: Publication, groups: list[Group], notes: Notes, measure: str
) -> Drawing:
    rows = [row for group in groups for entry in group.entries for row in entry.rows]
    drawn = [row for row in rows if row.is_drawn]
    key = [KEYS[basis] for basis in BASES if any(row.basis == basis for row in drawn)]
    key += [KEYS["interval"]] if drawn else []
    if any(row.low != row.high for row in drawn):
        key.append(KEYS["bounds"])
    told = notes.listed()
    if any("[u]" in row.words[0] for row in drawn):
        told.append("[u] fewer than 20 events: low reliability.")
    series = [entry.key for group in groups for entry in group.entries]
    apart = " Groups count different things: nothing is read across them." * (len(groups) > 1)
    drawing = start_drawing(
        f"Rates {PER[measure]}",
        "An interval is about the underlying rate: the counts themselves are complete. Replies "
        f"stand in the study's order.{apart}",
        measure_groups(publication, groups), publication.stamp(series), key, told,
    )  # fmt: skip
    draw_groups(drawing, publication, groups)
    figures = publication.comparison.pick(measure, *BASES)
    drawing.cells = count_cells(*[one.select(figures) for one in series])
    drawing.caption = (
        f"Rates {PER[measure]}, with {CONFIDENCE_TEXT} intervals: widened by the variation of "
        "yearly counts where it could be measured, else exact ones (Garwood)."
    )
    drawing.alt = describe_groups(publication, groups, f"Rates {PER[measure]}.")
    return drawing
