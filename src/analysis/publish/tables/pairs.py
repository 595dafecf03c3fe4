"""Pairs in tables: the ratio of two replies' rates, or why it is refused, and what may be said."""

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.numbers import PAIR
from analysis.publish.tables.layout import RUNGS, lay_out, name_reply, show_figure
from analysis.publish.wording import spell_interval, spell_short_window

BASES = ("own", "common", "pair")


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
            "Were counts Poisson": spell_interval(row, as_poisson=True),
        }
        for _, row in comparison.pick("rate_ratio", *BASES).iterrows()
    ]
    refused = comparison.refusals[comparison.refusals["measure"] == "rate_ratio"]
    for _, group in refused.groupby(PAIR, sort=False):
        codes = ", ".join(dict.fromkeys(group["code"])).replace("_", "\\_")
        told = {"Days": "–", "Rung": "Refused", "Ratio of rates, or codes": codes}
        told |= {"95 % interval": "", "Were counts Poisson": ""}
        rows.append(_pair(material, group.iloc[0]) | told)
    return lay_out("pairs", "Every pair of replies: compared, or refused by name", rows)


def list_orders(material: Material) -> str:
    """What may be said of each pair compared: which rate is higher, as reported and underlying."""
    rows = [
        _pair(material, row)
        | {
            "Days": _name_days(row),
            "Reported rates": _spell_order(row["reported"]),
            "Underlying rates": _spell_order(row["underlying"]),
            "p": _spell_p_value(row["p_value"]),
            "p, Holm": _spell_p_value(row["adjusted"]) or "one pair",
            "Readings of the last day": row["readings"],
        }
        for _, row in material.comparison.tables["orders"].iterrows()
    ]
    caption = (
        "What may be said of each pair: reported rates are ordered only where one’s bounds lie "
        "wholly above the other’s, underlying ones only where p, adjusted for all pairs compared, "
        "is at most 0.05 (of one pair there is nothing to adjust)"
    )
    return lay_out("orders", caption, rows, numeric=["p", "p, Holm"])


def _spell_order(words: str) -> str:
    return f"the first is {words}" if words in ("higher", "lower") else words


def _spell_p_value(text: str) -> str:
    if not text:
        return ""
    return "under 0.001" if float(text) < 0.001 else f"{float(text):.3f}"


def list_dispersion(material: Material) -> str:
    """How much more than chance each kind of count varies from year to year, or why not known."""
    rows = [
        {
            "What is counted": escape_markdown(f"{row['unit']}, {row['population']}"),
            "Definition": escape_markdown(row["definition"]),
            "Provenance": row["provenance"],
            "Replies": row["replies"],
            "Years": row["years"],
            "Variance over mean": "\\[x\\]"
            if pd.isna(row["estimate"])
            else f"{row['estimate']:.1f}",
            "Degrees of freedom": row["freedom"] or "none",
            "What it says": escape_markdown(row["says"]),
        }
        for _, row in material.comparison.tables["dispersion"].iterrows()
    ]
    caption = (
        "How much yearly counts vary: Pearson’s chi-square over its degrees of freedom, pooled "
        "over whole years under the same rules, at least 1"
    )
    numeric = ["Replies", "Years", "Variance over mean", "Degrees of freedom"]
    return lay_out("dispersion", caption, rows, numeric)


def _name_days(row: pd.Series) -> str:
    """The days compared: those of both, or of each where each has its own."""
    first = spell_short_window(row["start"], row["end"])
    if row["basis"] != "own":
        return first + (" (common)" if row["basis"] == "common" else " (best for the pair)")
    return f"{first}; against {spell_short_window(row['other_start'], row['other_end'])}"


def _pair(material: Material, row: pd.Series) -> dict[str, str]:
    return {
        "Reply": f"{name_reply(material, row)} ({escape_markdown(row['unit'])})",
        "Against": f"{name_reply(material, row, 'other_')} ({escape_markdown(row['other_unit'])})",
    }
