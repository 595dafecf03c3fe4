"""How a table of the report is laid out, and the few words all tables share."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.model.response import Response
from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.numbers import FIRST_LINE
from analysis.publish.prose import link_line
from analysis.publish.wording import spell_value

TO_LINE = re.compile(r"\[([^\]]*?\\?\]?)\](?:\(#[^)]*\))?\{[^}]*\}")
RUNGS = {"E": "Exact", "B": "Bounds", "O": "Own window"}


def name_reply(material: Material, row: pd.Series | Response, other: str = "") -> str:
    """A force and its reply's reference; `other` is `other_` for the second reply of a pair."""
    if isinstance(row, Response):
        force, reference = row.force, row.reference
    else:
        force, reference = row[f"{other}force"], row[f"{other}reference"]
    return escape_markdown(f"{material.names.force(force)}, {reference}")


def lay_out(
    name: str,
    caption: str,
    rows: Sequence[Mapping[str, str]],
    numeric: Sequence[str] = (),
    of_words: bool = False,
) -> str:
    """A pipe table with caption and anchor; each row maps the headings to Markdown.

    Columns named in `numeric` are set to the right. A table `of_words` rests on no reply's figures
    and so shows no provenance. Without rows the table says so.
    """
    rows = rows or [{"In this study": "none"}]
    head = list(rows[0])
    widths = [measure_column([heading, *(row[heading] for row in rows)]) for heading in head]
    rule = [
        "-" * width + ":" if heading in numeric else ":" + "-" * width
        for heading, width in zip(head, widths, strict=True)
    ]
    lines = [head, rule, *(row.values() for row in rows)]
    body = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    provenance = ' provenance="none"' if of_words else ""
    return f"{body}\n\n: {caption} {{#tbl:{name}{provenance}}}"


def measure_column(cells: Sequence[str]) -> int:
    """How wide a column should be against the others, in letters of what readers will see.

    Wide enough for its longest word, and for a long text to fill no more lines than its neighbours.
    """
    seen = [TO_LINE.sub(r"\1", cell).replace("\\", "") for cell in cells]
    longest_word = max(len(word) for text in seen for word in [*text.split(), ""])
    longest = max(map(len, seen))
    beyond = max(0, longest - 20)  # a text of more than a line's worth asks for less and less
    return max(4, min(longest_word, 16), min(longest, 20) + min(beyond // 5, 70))


def show_figure(row: pd.Series | None) -> str:
    """A figure with the mark that leads to its line; `[x]` where there is no figure."""
    if row is None:
        return "\\[x\\]"
    flag = f" {escape_markdown(row['flag'])}" if row["flag"] else ""
    return f"{spell_value(row)}{flag}{link_line(row.name + FIRST_LINE)}"
