"""How far an estimate hangs on how straddling events fell, and when an order would turn."""

import pandas as pd

from analysis.model.count import show_range
from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out, name_reply, show_figure
from analysis.publish.wording import spell_interval
from analysis.reconcile.comparison import SERIES

CAPTION = "Straddling counts by rate ratio: the rate outside the common window over that inside"
NONE = "No count is apportioned: none straddles a common window, or dividing it is refused."
# The two ends put all events of the straddling figure on one side: no assumption, but the bounds.
ENDS = {"0": "0: all inside", "inf": "∞: all outside"}
EVEN = {"1": "1: spread evenly"}


def list_sensitivity(material: Material) -> str:
    """Each apportioned count at its declared range and at single rate ratios, then tipping points.

    The table is followed by a sentence for every ratio of rates that rests on a straddling figure.
    """
    table = material.comparison.tables["sensitivity"]
    rows = [row for _, group in table.groupby(SERIES, sort=False) for row in _list(material, group)]
    numeric = ["Count", "95 % interval", "If events cluster"]
    rows = rows or [{"In this study": NONE}]
    return "\n\n".join([lay_out("sensitivity", CAPTION, rows, numeric), *_list_turns(material)])


def _list(material: Material, group: pd.DataFrame) -> list[dict[str, str]]:
    first = group.iloc[0]
    estimates = material.comparison.pick("estimate", "common")
    same = estimates[SERIES].eq(first[SERIES]).all(axis=1)
    rows = [
        {
            "Reply": name_reply(material, row),
            "Rate ratio": "1/2 to 2: as declared",
            "Count": show_figure(row),
            "95 % interval": spell_interval(row),
            "If events cluster": _spell(row, "wide_lower", "wide_upper"),
        }
        for _, row in estimates[same].iterrows()
    ]
    for _, row in group.iterrows():
        ratio = row["rate_ratio"]
        end = ratio in ENDS
        rows.append(
            {
                "Reply": name_reply(material, row),
                "Rate ratio": (ENDS | EVEN).get(ratio, ratio),
                "Count": f"{row['estimate']:,.0f}" if end else f"about {row['estimate']:,.0f}",
                "95 % interval": "a bound" if end else _spell(row, "lower", "upper"),
                "If events cluster": "a bound" if end else _spell(row, "wide_lower", "wide_upper"),
            }
        )
    return rows


def _spell(row: pd.Series, lower: str, upper: str) -> str:
    return "not measured" if pd.isna(row[lower]) else show_range(row[lower], row[upper])


def _list_turns(material: Material) -> list[str]:
    tipping = material.comparison.tables["tipping"]
    return [spell_turn(material, row) for _, row in tipping.iterrows()]


def spell_turn(material: Material, row: pd.Series) -> str:
    """When the order of two reported rates would turn, in a sentence (METHODS 2.6)."""
    pair = name_reply(material, row), name_reply(material, row, "other_")
    if row["order"] == "open":
        return (
            f"Which of the reported rates of {pair[0]} and {pair[1]} is higher over the common "
            "window hangs on several figures that straddle it or are hidden; no one rate ratio "
            "decides it."
        )
    order = f"The reported rate of {pair[0]} is {row['order']} that of {pair[1]}"
    if row["turns_at"] in ("0", "inf"):
        return f"{order} over the common window, wherever the events of straddling figures fell."
    straddled = pair[row["straddled"] == "other"]
    side = "more" if float(row["turns_at"]) > 1 else "less"
    return (
        f"{order} over the common window if straddling events were spread evenly. The order would "
        f"turn only if, within {escape_markdown(row['straddled_days'])}, the rate of {straddled} "
        f"outside the window was {side} than {row['turns_at']} times its rate inside."
    )
