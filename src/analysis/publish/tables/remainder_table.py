"""What a total of many bodies leaves for the rest, and what sources print, figure by figure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from analysis.model.address import merge_addresses, split_addresses
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import format_range
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.publication import Publication, SeriesKey, format_counted
from analysis.publish.content.wording import format_short_window, join_words
from analysis.publish.tables.layout import (
    UNIT_HEAD,
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
PRINTED_CAPTION = "Every figure that stands as it was printed, table by table"


def list_remainder(publication: Publication) -> str:
    """One row a step, from the whole to what is left of it."""
    marks = mark_files(publication.comparison.figures)
    rows = [
        {
            "Bodies": f"{row['bodies']:,}",
            "Their figures": _describe_step(publication, row),
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


def _describe_step(publication: Publication, row: pd.Series) -> str:
    """`printed as a limit: Kent Police`."""
    names = [publication.names.force(force) for force in row["forces"].split(", ") if force]
    return STEPS[row["step"]] + (f": {escape_markdown(join_words(names))}" if names else "")


def list_beside(publication: Publication) -> str:
    """One row a table of each source of a body that several tell of: its figures, their sum."""
    told = {reply.force for reply in publication.study.replies if not reply.is_compared}
    printed = publication.comparison.tables["printed"]
    rows = _list_tables(publication, printed[printed["force"].isin(told)], summed=True)
    return format_table("beside", BESIDE_CAPTION, rows)


def list_printed(publication: Publication) -> str:
    """One row a table of each reply, with every figure as it is printed."""
    rows = _list_tables(publication, publication.comparison.tables["printed"])
    return format_table("printed", PRINTED_CAPTION, rows)


def _list_tables(
    publication: Publication, printed: pd.DataFrame, summed: bool = False
) -> list[dict[str, str]]:
    marks = mark_files(publication.comparison.figures)
    rows = []
    for _, table in printed.groupby(["force", "reference", "table"], sort=False):
        first = table.iloc[0]
        key = SeriesKey(*(first[name] for name in SeriesKey._fields))
        rows.append(
            {
                "Source": format_reply(publication, first),
                "Table": escape_markdown(first["table"]),
                "Days": format_short_window(table["start"].min(), table["end"].max()),
                "Printed": escape_markdown(_format_figures(table, summed)),
                UNIT_HEAD: escape_markdown(format_counted(key)),
                "Provenance": publication.format_provenance(key),
                "Cells": _format_cells(table["cells"], marks),
            }
        )
    return rows


def _format_figures(table: pd.DataFrame, summed: bool) -> str:
    """`75`, or `Proven: 38, Cleared: 25, Still investigated: 6; together 69`."""
    if len(table) == 1 and table["dimension"].iat[0] == "total":
        return table["text"].iat[0]
    is_long = table["dimension"].ne("total").any() and table["start"].nunique() > 1
    told: dict[str, list[tuple[str, str]]] = {}  # by label, with its days
    for is_list, row in _list_cells(table):
        label = row["text"] if is_list else f"{row['label']}: "
        days = format_short_window(row["start"], row["end"]) if is_long else ""
        told.setdefault(label, []).append((days, "" if is_list else row["text"]))
    listed = (
        list(_list_in_turn(told))
        if is_long
        else [label + text for label, texts in told.items() for _, text in texts]
    )
    parts = table[~table["note"].str.startswith(PRINTED_TOTAL)]
    if parts["dimension"].ne("total").any():  # else the total of a table counts its parts again
        parts = parts[parts["dimension"].ne("total")]
    together = f"; together {format_range(parts['low'].sum(), parts['high'].sum())}"
    return ("; " if is_long else ", ").join(listed) + together * (summed and len(parts) > 1)


def _list_in_turn(told: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[str]:
    """`Constable: 12 (Jan 2018 – Dec 2018)`; of labels that have figures of the same several days,
    `Jan 2018 – Dec 2018, Jan 2019 – Dec 2019 in turn: Constable: 12, 16; Sergeant: 3, 4`."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for label, texts in told.items():
        alike.setdefault(tuple(days for days, _ in texts), []).append(label)
    for days, labels in alike.items():
        if len(days) > 1 and len(labels) > 1:
            figures = (f"{label}{', '.join(text for _, text in told[label])}" for label in labels)
            yield f"{', '.join(days)} in turn: {'; '.join(figures)}"
        else:
            yield from (f"{label}{text} ({when})" for label in labels for when, text in told[label])


def _list_cells(table: pd.DataFrame) -> Iterator[tuple[bool, pd.Series]]:
    """The first figure of each cell, and whether the cell lists several, each with its words."""
    for (_, text), rows in table.groupby(["cells", "text"], sort=False):
        says_what = rows["label"].iat[0].casefold() in text.casefold()
        if says_what or (len(rows) > 1 and not text.isdecimal()):
            yield True, rows.iloc[0]
        else:
            yield from ((False, row) for _, row in rows.iterrows())


def _format_cells(cells: Iterable[str], marks: Mapping[str, str]) -> str:
    addresses = split_addresses(merge_addresses(*cells))
    return format_addresses(addresses, {a.file: a.file for a in addresses} | dict(marks))
