"""The publication gate in a short table: what was looked at and what was found, counts only."""

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out


def list_gate(material: Material) -> str:
    """One row a rule of the gate, then what the replies tell by themselves and what was merged."""
    rows = [
        {
            "Rule": escape_markdown(row["rule"]),
            "What it asks for": escape_markdown(row["meaning"]),
            "Looked at": f"{int(row['audited']):,} {row['of']}",
            "Failed": row["failed"] or "–",
        }
        for row in material.comparison.tables["gate"].to_dict("records")
    ]
    return lay_out("gate", "The publication gate", rows, numeric=["Failed"], of_words=True)
