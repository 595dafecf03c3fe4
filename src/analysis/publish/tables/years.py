"""Year on year in a table: both counts, and the change in percent or why none is given."""

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.tables.layout import RUNGS, lay_out, name_reply, show_figure
from analysis.publish.wording import spell_interval, spell_short_window, spell_value


def list_years(material: Material) -> str:
    """Every two adjacent reported years of a reply, in the order of time."""
    rows = []
    for key in material.series:
        cells = key.select(material.comparison.pick("count", "cell"))
        changes = key.select(material.comparison.pick("change", "year"))
        refused = key.select_refusals(material.comparison.refusals)
        refused = refused[refused["measure"].eq("change")]
        told = [(row["start"], _show_change(row, cells)) for _, row in changes.iterrows()]
        for (start, _), group in refused.groupby(["start", "end"], sort=False):
            told.append((start, _show_refusal(group, cells)))
        for _, words in sorted(told, key=lambda entry: entry[0]):
            reply = f"{name_reply(material, pd.Series(key._asdict()))}"
            rows.append({"Reply": f"{reply} ({escape_markdown(key.unit)})"} | words)
    caption = "Change on the year before, day for day, between adjacent whole years of one reply"
    return lay_out("years", caption, rows, numeric=["Before", "Then", "Change, or codes"])


def _show_change(row: pd.Series, cells: pd.DataFrame) -> dict[str, str]:
    return {
        "Days": spell_short_window(row["start"], row["end"]),
        "Before": _find_count(cells, cells["end"].eq(row["other_end"]), row["other_start"]),
        "Then": _find_count(cells, cells["end"].eq(row["end"]), row["start"]),
        "Rung": RUNGS[row["rung"]],
        "Change, or codes": show_figure(row),
        "95 % interval": spell_interval(row),
        "Were counts Poisson": spell_interval(row, as_poisson=True),
    }


def _show_refusal(group: pd.DataFrame, cells: pd.DataFrame) -> dict[str, str]:
    first = group.iloc[0]
    return {
        "Days": spell_short_window(first["start"], first["end"]),
        "Before": _find_count(cells, cells["end"].eq(first["start"])),
        "Then": _find_count(cells, cells["end"].eq(first["end"]), first["start"]),
        "Rung": "Refused",
        "Change, or codes": escape_markdown(", ".join(dict.fromkeys(group["code"]))),
        "95 % interval": "",
        "Were counts Poisson": "",
    }


def _find_count(cells: pd.DataFrame, there: pd.Series, start: pd.Timestamp | None = None) -> str:
    """The reported count of a period as it was printed; of several that end there the longest."""
    found = cells[there if start is None else there & cells["start"].eq(start)]
    return spell_value(found.sort_values("start").iloc[0]) if len(found) else "\\[x\\]"
