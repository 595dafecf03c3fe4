"""What a total of many bodies leaves for the rest, and what several sources print of one body."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.model.address import merge_addresses, split_addresses
from analysis.model.count import format_range
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.publication import Publication, SeriesKey, format_counted
from analysis.publish.content.wording import format_short_window, join_words
from analysis.publish.tables.layout import (
    format_addresses,
    format_reply,
    format_table,
    mark_files,
)

STEPS = {
    "all together": "counted together by one source",
    "by number": "printed as a number over the same days",
    "within limits": "printed as a limit",
    "over some days": "printed over some of the days",
    "left": "**left to those without a figure over all the days**",
    "left to the silent": "**left to those without any figure**",
}
REMAINDER_CAPTION = (
    "What the total leaves. From what one source counts of all bodies together the sum of those "
    "with a figure is taken; the rest lies between the bounds, and of no body alone more is told"
)
BESIDE_CAPTION = (
    "What several sources print of one body, each as it stands; where a table has parts, their sum "
    "is given, whether or not it is what the source says of all"
)


def list_remainder(publication: Publication) -> str:
    """One row a step, from the whole to what is left of it."""
    marks = mark_files(publication.comparison.figures)
    rows = [
        {
            "Bodies": f"{row['bodies']:,}",
            "Their figures": STEPS[row["step"]],
            "Which": _name_forces(publication, row["forces"]),
            "Days": format_short_window(row["start"], row["end"]),
            "Count": format_range(row["low"], row["high"]),
            "Counted as": escape_markdown(row["units"]),
            "Takes for granted": escape_markdown(row["assumes"]) or "nothing",
            "Rests on": "the rows above"
            if row["step"].startswith("left")
            else _format_cells([row["cells"]], marks),
        }
        for _, row in publication.comparison.tables["remainder"].iterrows()
    ]
    return format_table("remainder", REMAINDER_CAPTION, rows, numeric=["Bodies", "Count"])


def _name_forces(publication: Publication, forces: str) -> str:
    names = [publication.names.force(force) for force in forces.split(", ") if force]
    return escape_markdown(join_words(names))


def list_beside(publication: Publication) -> str:
    """One row a table of each source: its total, or its parts and their sum."""
    marks = mark_files(publication.comparison.figures)
    figures = publication.comparison.tables["beside"]
    rows = []
    for _, table in figures.groupby(["force", "reference", "table"], sort=False):
        first = table.iloc[0]
        key = SeriesKey(*(first[name] for name in SeriesKey._fields))
        rows.append(
            {
                "Source": format_reply(publication, first),
                "Table": escape_markdown(first["table"]),
                "Days": format_short_window(table["start"].min(), table["end"].max()),
                "Printed": escape_markdown(_format_figures(table)),
                "Unit, in whom": escape_markdown(format_counted(key)),
                "Provenance": publication.format_provenance(key),
                "Cells": _format_cells(table["cells"], marks),
            }
        )
    return format_table("beside", BESIDE_CAPTION, rows)


def _format_figures(table: pd.DataFrame) -> str:
    """`75`, or `38 Proven, 25 Cleared and 6 Still investigated, together 69`."""
    first = table.iloc[0]
    if len(table) == 1 and first["dimension"] == "total":
        return format_range(first["low"], first["high"])
    rows = [row for _, row in table.iterrows()]
    parts = [f"{format_range(row['low'], row['high'])} {row['label']}" for row in rows]
    together = f", together {format_range(first['sum_low'], first['sum_high'])}"
    return join_words(parts) + together * (len(parts) > 1)


def _format_cells(cells: Iterable[str], marks: Mapping[str, str]) -> str:
    addresses = split_addresses(merge_addresses(*cells))
    return format_addresses(addresses, {a.file: a.file for a in addresses} | dict(marks))
