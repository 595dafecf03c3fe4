"""What is not given: figures that disagree, figures refused, and what each code means."""

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out, name_reply
from analysis.publish.wording import join_words
from analysis.reconcile.comparison import HARMONISED, SERIES
from analysis.reconcile.refusals import CODES

ALIKE = ["code", *SERIES, "measure", "basis", "table", "dimension", "evidence", "remedy"]


def list_checks(material: Material) -> str:
    """Figures that a reply gives twice and that differ, side by side with their cells."""
    checks = material.comparison.checks
    rows = [
        {
            "Reply": name_reply(material, row),
            "Table": escape_markdown(row["table"]),
            "What": escape_markdown(row["what"]),
            "One figure": row["first"],
            "Its cell": escape_markdown(row["first_cell"]),
            "The other": row["second"],
            "Its cells": escape_markdown(row["second_cells"]),
            "Note": escape_markdown(row["note"]),
        }
        for _, row in checks[checks["verdict"] == "differs"].iterrows()
    ]
    caption = "Figures given twice that do not agree"
    return lay_out("checks", caption, rows, numeric=["One figure", "The other"])


def list_refusals(material: Material) -> str:
    """Every refusal but those of pairs, the categories of one table drawn together."""
    rows = [
        {
            "Code": escape_markdown(group["code"].iloc[0]),
            "Reply": name_reply(material, group.iloc[0]),
            "What is refused": escape_markdown(_say_what(material, group)),
            "Evidence": escape_markdown(group["evidence"].iloc[0]),
            "What would help": escape_markdown(group["remedy"].iloc[0]),
        }
        for _, group in material.comparison.refused_alone.groupby(ALIKE, sort=False)
    ]
    return lay_out("refusals", "Figures refused, and why", rows)


def _say_what(material: Material, group: pd.DataFrame) -> str:
    first = group.iloc[0]
    where = "on the year before" if first["measure"] == "change" else f"{first['basis']} window"
    if first["basis"] == HARMONISED:
        where = f"beside {material.names.force(first['other_force'])}"
    words = f"{first['measure'].replace('_', ' ')} of {first['unit']}, {where}"
    named = [c for c in group["category"] if c not in ("", "all")]
    if named:
        dimension = first["dimension"]
        words += f", {dimension}: "
        words += join_words([material.names.category(dimension, code) for code in named])
    return words


def list_codes(material: Material) -> str:
    met = set(material.comparison.refusals["code"])
    rows = [
        {"Code": escape_markdown(code), "Meaning": meaning}
        for code, meaning in CODES.items()
        if code in met
    ]
    return lay_out("codes", "The codes met in this study", rows, of_words=True)
