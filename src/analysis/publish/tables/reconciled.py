"""The comparison in tables: counts, rates, categories and pairs."""

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.numbers import PAIR
from analysis.publish.tables.layout import RUNGS, lay_out, name_reply, show_figure
from analysis.publish.wording import spell_interval, spell_short_window
from analysis.reconcile.comparison import SERIES

MEASURES = {"rate_per_1000": "1,000 workforce-years", "rate_per_month": "month"}


def list_counts(material: Material) -> str:
    rows = [
        {
            "Reply": name_reply(material, row),
            "Unit": escape_markdown(row["unit"]),
            "Population": escape_markdown(row["population"]),
            "Window": row["basis"],
            "Days": spell_short_window(row["start"], row["end"]),
            "Rung": RUNGS[row["rung"]],
            "Count": show_figure(row),
            "Takes for granted": escape_markdown(row["assumes"]) or "nothing",
        }
        for _, row in material.comparison.pick("count", "own", "common").iterrows()
    ]
    caption = "Counts over each reply’s own window and over the common window"
    return lay_out("counts", caption, rows, numeric=["Count"])


def list_rates(material: Material) -> str:
    rows = [
        {
            "Reply": name_reply(material, row),
            "Unit": escape_markdown(row["unit"]),
            "Per": per,
            "Days": spell_short_window(row["start"], row["end"]),
            "Rung": RUNGS[row["rung"]],
            "Rate": show_figure(row),
            "95 % interval": spell_interval(row),
            "Exposure": f"{row['exposure']:,.1f}",
        }
        for measure, per in MEASURES.items()
        for _, row in material.comparison.pick(measure, "own", "common").iterrows()
    ]
    caption = "Rates with exact (Garwood) 95 % intervals"
    return lay_out("rates", caption, rows, numeric=["Rate", "95 % interval", "Exposure"])


def list_categories(material: Material, dimension: str) -> str:
    """One row a category of a reply, in the vocabulary's order, what was not placed last."""
    figures, names = material.comparison.figures, material.names
    chosen = figures[figures["dimension"] == dimension]
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
        "Unit": escape_markdown(first["unit"]),
        "Own window": spell_short_window(first["start"], first["end"]),
        "Count": show_figure(parts.get(("count", "own"))),
        "Share of table": show_figure(parts.get(("share", "own"))),
        "Common window": show_figure(parts.get(("count", "common"))),
    }


def list_pairs(material: Material) -> str:
    """Every pair of series with totals: the ratio of their rates, or the codes that refuse it."""
    comparison = material.comparison
    rows = [
        _pair(material, row)
        | {
            "Days": _name_days(row),
            "Rung": RUNGS[row["rung"]],
            "Ratio of rates, or codes": show_figure(row),
            "95 % interval": spell_interval(row),
        }
        for _, row in comparison.pick("rate_ratio", "own", "common").iterrows()
    ]
    refused = comparison.refusals[comparison.refusals["measure"] == "rate_ratio"]
    for _, group in refused.groupby(PAIR, sort=False):
        codes = ", ".join(dict.fromkeys(group["code"])).replace("_", "\\_")
        told = {"Days": "–", "Rung": "Refused", "Ratio of rates, or codes": codes}
        rows.append(_pair(material, group.iloc[0]) | told | {"95 % interval": ""})
    return lay_out("pairs", "Every pair of replies: compared, or refused by name", rows)


def _name_days(row: pd.Series) -> str:
    """The days compared: those of both, or of each where each has its own."""
    first = spell_short_window(row["start"], row["end"])
    if row["basis"] == "common":
        return first
    return f"{first}; against {spell_short_window(row['other_start'], row['other_end'])}"


def _pair(material: Material, row: pd.Series) -> dict[str, str]:
    return {
        "Reply": f"{name_reply(material, row)} ({escape_markdown(row['unit'])})",
        "Against": f"{name_reply(material, row, 'other_')} ({escape_markdown(row['other_unit'])})",
    }
