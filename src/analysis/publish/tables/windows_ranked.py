"""The common windows that the replies' calendars allow, ranked, and where the study's stands."""

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out
from analysis.publish.wording import spell_short_window

NONE = "No window of twelve months or more is covered by every reply."


def list_windows_ranked(material: Material) -> str:
    """One row a candidate, the best first; made from the calendars alone, never from the counts."""
    table = material.comparison.tables["windows"]
    rows = [
        {
            "Place": row["place"] + (" (this study’s window)" if row["own"] else ""),
            "Of": "all replies" if row["among"] == "all" else _name(material, row["among"]),
            "Window": spell_short_window(row["start"], row["end"]),
            "Months": row["months"],
            "Worst straddle": f"{100 * float(row['worst']):.0f} %",
            "Months in straddling figures": _name(material, row["straddling"]),
        }
        for _, row in table.iterrows()
    ]
    if table["among"].eq("all").all():
        rows = [{name: told for name, told in row.items() if name != "Of"} for row in rows]
    caption = "Common windows by the calendars alone: the least months in straddling figures first"
    numeric = ["Months", "Worst straddle"]
    return lay_out("windows_ranked", caption, rows or [{"In this study": NONE}], numeric)


def _name(material: Material, text: str) -> str:
    """The same words with each reply by the name that readers know."""
    # Longest first: a reference may begin as another one does.
    for key in sorted(material.series, key=lambda key: -len(f"{key.force} {key.reference}")):
        text = text.replace(f"{key.force} {key.reference}", material.spell_reply(key))
    return escape_markdown(text)
