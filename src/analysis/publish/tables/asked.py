"""What one number more from each force would do: the questions of the follow-up letters."""

import math

import pandas as pd

from analysis.model.count import show_range
from analysis.publish.document import escape_markdown
from analysis.publish.follow_up.letter import MOST
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out, name_reply


def list_follow_ups(material: Material) -> str:
    """The number each letter asks for first, and those that may follow it, by what they tighten."""
    asks = material.comparison.tables["follow_up"]
    firsts = asks[asks["instead_of"].eq("")]
    rows = [
        {
            "Reply": name_reply(material, ask),
            "Number to ask for": escape_markdown(ask["asked"]),
            "Known now": "–" if ask["disagree_by"] else show_range(ask["low"], ask["high"]),
            "Width now": _show_width(ask["width_now"]),
            "With the answer": _show_width(ask["width_after"]),
            # An answer that is hidden and leaves nothing open would hide nothing.
            "With “fewer than 5”": _show_width(ask["width_if_hidden"] or float("nan")),
        }
        for _, group in firsts.groupby(["force", "reference"], sort=False)
        for _, ask in group.head(MOST).iterrows()
    ]
    numeric = ["Known now", "Width now", "With the answer", "With “fewer than 5”"]
    caption = "What one more number would do to a count in the window, whatever the answer is"
    return lay_out("follow-up", caption, rows, numeric=numeric)


def _show_width(width: float) -> str:
    """`exact`, `24`, `no end`; a dash where there is no such answer, or nothing to measure."""
    if pd.isna(width):
        return "–"
    if math.isinf(width):
        return "no end"
    return f"{int(width):,}" if width else "exact"
