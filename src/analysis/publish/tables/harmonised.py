"""Categories that two replies share, in one table: both shares, and which is higher."""

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.harmonised import Shared, SharedTable, list_shared
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out, name_reply, show_figure
from analysis.publish.wording import spell_interval, spell_short_window

HEADS = ("Category", "One reply", "The other", "Higher share")
CAPTION = (
    "The same category in two replies: its share over each reply’s own days, in percent, with the "
    "exact (Clopper-Pearson) 95 % interval of the underlying share in brackets. A share is higher "
    "only where the bounds do not meet; it is so within chance where the intervals, taken "
    "together at 95 %, do not tell the underlying shares apart. Each category is judged by itself, "
    "as if each event fell by itself"
)


def list_harmonised(material: Material) -> str:
    """A line with the two replies and their days, then one line a category, or the codes."""
    rows = []
    for table in list_shared(material):
        rows.append(_head(material, table))
        rows += [_compare(material, one) for one in table.shared]
        for _, why in table.refused[table.refused["category"].ne("")].iterrows():
            rows.append(_refuse(material, table, why))
    return lay_out("harmonised", CAPTION, [dict(zip(HEADS, row, strict=True)) for row in rows])


def _head(material: Material, table: SharedTable) -> tuple[str, ...]:
    row = table.first
    names = [f"**{name_reply(material, row, other)}**" for other in ("", "other_")]
    if "other_start" in row:
        days = [spell_short_window(row[f"{o}start"], row[f"{o}end"]) for o in ("", "other_")]
        names = [f"{name}, {day}" for name, day in zip(names, days, strict=True)]
    codes = dict.fromkeys(table.refused.loc[table.refused["category"].eq(""), "code"])
    return f"**{table.dimension.capitalize()}**", *names, escape_markdown(", ".join(codes))


def _compare(material: Material, one: Shared) -> tuple[str, ...]:
    name = material.names.category(one.first["dimension"], one.category)
    shares = [f"{show_figure(row)} ({spell_interval(row)})" for row in (one.first, one.second)]
    replies = [name_reply(material, one.difference, other) for other in ("", "other_")]
    return escape_markdown(name), *shares, one.spell_higher(*replies)


def _refuse(material: Material, table: SharedTable, why: pd.Series) -> tuple[str, ...]:
    """A category that only one of the two lists."""
    name = escape_markdown(material.names.category(table.dimension, why["category"]))
    is_first = why[["force", "reference"]].equals(table.first[["force", "reference"]])
    cells = ("listed", "\\[x\\]") if is_first else ("\\[x\\]", "listed")
    return name, *cells, escape_markdown(why["code"])
