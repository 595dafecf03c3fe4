"""The comparison in tables: counts, rates and categories."""

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material, spell_counted
from analysis.publish.tables.layout import RUNGS, lay_out, name_reply, show_figure
from analysis.publish.wording import spell_interval, spell_short_window
from analysis.reconcile.comparison import HARMONISED, SERIES

MEASURES = {"rate_per_1000": "1,000 workforce-years", "rate_per_month": "month"}


def list_counts(material: Material) -> str:
    """Counts over both windows; a straddling one's estimate stands under its bounds."""
    figures = material.comparison.figures
    chosen = figures["measure"].isin(["count", "estimate"]) & figures["dimension"].eq("total")
    rows = [
        {
            "Reply": name_reply(material, row),
            "Unit": escape_markdown(row["unit"]),
            "Population": escape_markdown(row["population"]),
            "Window": row["basis"],
            "Days": spell_short_window(row["start"], row["end"]),
            "Rung": RUNGS[row["rung"]],
            "Count": show_figure(row)
            + (f" (95 %: {told})" if (told := spell_interval(row)) else ""),
            "Takes for granted": escape_markdown(row["assumes"]) or "nothing",
        }
        for _, row in figures[chosen & figures["basis"].isin(["own", "common"])].iterrows()
    ]
    caption = "Counts over each reply’s own window and over the common window"
    return lay_out("counts", caption, rows, numeric=["Count"])


def list_rates(material: Material) -> str:
    rows = [
        {
            "Reply": name_reply(material, row),
            "Unit, in whom": escape_markdown(spell_counted(row)),
            "Per": per,
            "Days": spell_short_window(row["start"], row["end"]),
            "Rung": RUNGS[row["rung"]],
            "Rate": show_figure(row),
            "95 % interval": spell_interval(row),
            "Were counts Poisson": spell_interval(row, as_poisson=True),
            "Exposure": f"{row['exposure']:,.1f}",
        }
        for measure, per in MEASURES.items()
        for _, row in material.comparison.pick(measure, "own", "common").iterrows()
    ]
    caption = (
        "Rates with 95 % intervals, widened by the variation of yearly counts where it could be "
        "measured, and the exact ones (Garwood) of Poisson counts"
    )
    numeric = ["Rate", "95 % interval", "Were counts Poisson", "Exposure"]
    return lay_out("rates", caption, rows, numeric)


def list_categories(material: Material, dimension: str) -> str:
    """One row a category of a reply, in the vocabulary's order, what was not placed last."""
    figures, names = material.comparison.figures, material.names
    chosen = figures[figures["dimension"].eq(dimension) & figures["basis"].ne(HARMONISED)]
    order = names.sort_categories(dimension, chosen["category"].unique())
    rows = []
    for _, reply in chosen.groupby([*SERIES, "table"], sort=False):
        for category in order:
            parts = {
                (row["measure"], row["basis"]): row
                for _, row in reply[reply["category"] == category].iterrows()
            }
            if parts:
                rows.append(_list_category(material, dimension, parts))
    caption = f"By {dimension}: over the reply’s own window, and the common window"
    numeric = ["Count", "Share of table", "Common window"]
    return lay_out(dimension, caption, rows, numeric)


def _list_category(
    material: Material, dimension: str, parts: dict[tuple[str, str], pd.Series]
) -> dict[str, str]:
    first = next(iter(parts.values()))
    return {
        "Reply": name_reply(material, first),
        dimension.capitalize(): escape_markdown(
            material.names.category(dimension, first["category"])
        ),
        "As printed": escape_markdown(first["label"]),
        "Unit, in whom": escape_markdown(spell_counted(first)),
        "Own window": spell_short_window(first["start"], first["end"]),
        "Count": show_figure(parts.get(("count", "own"))),
        "Share of table": show_figure(parts.get(("share", "own"))),
        "Common window": show_figure(parts.get(("count", "common"))),
    }
