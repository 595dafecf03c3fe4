"""How a table of the report is laid out, and the few words all tables share."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.model.reply import Reply
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.numbers import FIRST_LINE
from analysis.publish.content.prose import link_line
from analysis.publish.content.publication import Publication
from analysis.publish.content.wording import format_value


def name_reply(publication: Publication, row: pd.Series | Reply, other: str = "") -> str:
    """A reply by its force, and by its reference too where the study has several of that force.

    In a study of more than one provenance the reply's own stands beside its name.
    `other` is `other_` for the second reply of a pair.
    """
    if isinstance(row, Reply):
        force, reference = row.force, row.reference
    else:
        force, reference = row[f"{other}force"], row[f"{other}reference"]
    name = publication.names.force(force)
    several = sum(reply.force == force for reply in publication.study.replies) > 1
    words = escape_markdown(f"{name}, {reference}" if several else name)
    kinds = {(r.force, r.reference): r.provenance for r in publication.replies}
    if len(set(kinds.values())) > 1:  # made-up and real figures in one table: each row says which
        kind = kinds[force, reference]
        words += f" [{kind.upper()}]{{.provenance .{kind}}}"
    return words


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
    rule = ["--:" if heading in numeric else ":--" for heading in head]
    lines = [head, rule, *(row.values() for row in rows)]
    body = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    provenance = ' provenance="none"' if of_words else ""
    return f"{body}\n\n: {caption} {{#tbl:{name}{provenance}}}"


def show_figure(row: pd.Series | None) -> str:
    """A figure with the mark that leads to its line; `[x]` where there is no figure."""
    if row is None:
        return "\\[x\\]"
    flag = f" {escape_markdown(row['flag'])}" if row["flag"] else ""
    return f"{format_value(row)}{flag}{link_line(row.name + FIRST_LINE)}"
