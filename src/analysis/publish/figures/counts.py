"""Counts over each reply's own window and over the common window, with what is not known shown."""

import pandas as pd

from analysis.publish.figures.drawing import Drawing, NothingToDraw, start_drawing
from analysis.publish.figures.groups import Entry, Group, Row, measure_groups
from analysis.publish.figures.labels import Notes, drop_marks
from analysis.publish.figures.rows import KEYS, draw_groups
from analysis.publish.material import Material, SeriesKey, count_cells, spell_counted
from analysis.publish.style import house_style
from analysis.publish.wording import spell_short_window, spell_value

BASES = ("own", "common")


def draw_counts(material: Material) -> Drawing:
    """A group a series: its count over its own window and over the common one.

    An exact count is a point, bounds a solid bar; a refused count is named with its code.
    Raises NothingToDraw where no reply has a total.
    """
    notes = Notes()
    entries = [Entry(key, _list_rows(material, key, notes)) for key in material.series]
    groups = [Group([entry], spell_counted(entry.key)) for entry in entries if entry.rows]
    if not groups:
        raise NothingToDraw("No reply has a total to count.")
    with house_style():
        return _draw(material, groups, notes)


def _list_rows(material: Material, key: SeriesKey, notes: Notes) -> list[Row]:
    found = key.select(material.comparison.pick("count", *BASES))
    refused = key.select_refusals(material.comparison.refusals)
    refused = refused[refused["measure"].eq("count") & refused["dimension"].isin(["", "total"])]
    rows = []
    for basis in BASES:
        for _, figure in found[found["basis"].eq(basis)].iterrows():
            exact = "exact" if figure["rung"] == "E" else "bounds"
            words = [spell_value(figure), exact + notes.mark(figure["assumes"])]
            days = spell_short_window(figure["start"], figure["end"])
            rows.append(Row(basis, days, words, figure["low"], figure["high"]))
        rows += list_refused(refused[refused["basis"].eq(basis)], notes)
    return rows


def list_refused(refused: pd.DataFrame, notes: Notes) -> list[Row]:
    """A row with its code for every refusal, the evidence in a note."""
    return [
        Row(
            refusal["basis"],
            spell_short_window(refusal["start"], refusal["end"]),
            ["refused", refusal["code"] + notes.mark(refusal["evidence"])],
        )
        for _, refusal in refused.iterrows()
    ]


def _draw(material: Material, groups: list[Group], notes: Notes) -> Drawing:
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
        measure_groups(material, groups), material.stamp(series), key, notes.listed(),
    )  # fmt: skip
    draw_groups(drawing, material, groups, whole=True)
    figures = material.comparison.pick("count", *BASES)
    drawing.cells = count_cells(*[one.select(figures) for one in series])
    drawing.caption = f"{title}, each reply on its own scale. Bars are bounds, points exact."
    drawing.alt = describe_groups(material, groups, "Points for exact counts, bars for bounds.")
    return drawing


def describe_groups(material: Material, groups: list[Group], opening: str) -> str:
    """Alt text with every number of the rows."""
    told = []
    for entry in (entry for group in groups for entry in group.entries):
        rows = [
            f"{row.basis} window, {row.days}: {', '.join(drop_marks(row.words))}"
            for row in entry.rows
        ]
        reply = material.spell_reply(entry.key)
        told.append(f"{reply}, {spell_counted(entry.key)}: {'; '.join(rows)}")
    return f"{opening} {'. '.join(told)}."
