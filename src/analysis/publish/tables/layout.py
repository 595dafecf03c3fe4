"""How a table of the report is laid out, and the trace from its numbers to lines and cells."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.model.address import Address, merge_addresses, split_addresses
from analysis.model.count import Status
from analysis.model.reply import Reply
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.prose import link_line
from analysis.publish.content.publication import Publication
from analysis.publish.content.wording import format_runs, format_value
from analysis.reconcile.results.comparison import FIRST_LINE

# What stands in a cell where there is no figure: the shorthand, with its brackets escaped.
ABSENT = escape_markdown(Status.NOT_HELD.shorthand)
UNIT_HEAD = "Unit, in whom"  # the heading of what is counted
VOID = escape_markdown(Status.NOT_APPLICABLE.shorthand)  # nor any that there could be


def format_table(
    name: str,
    caption: str,
    rows: Sequence[Mapping[str, str]],
    numeric: Sequence[str] = (),
    of_words: bool = False,
) -> str:
    """A pipe table with caption and anchor; each row maps the headings to Markdown.

    Columns named in `numeric` are set to the right. A table `of_words` rests on no reply's figures
    and so shows no provenance. What all rows count alike is said in the caption, not in each.
    Without rows the table says so.
    """
    counted = {row[UNIT_HEAD] for row in rows if UNIT_HEAD in row}
    if len(rows) > 1 and len(counted) == 1:
        caption = f"{caption}; of {counted.pop()}"
        rows = [{name: cell for name, cell in row.items() if name != UNIT_HEAD} for row in rows]
    rows = rows or [{"In this study": "none"}]
    head = list(rows[0])
    rule = ["--:" if heading in numeric else ":--" for heading in head]
    lines = [head, rule, *(row.values() for row in rows)]
    body = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    provenance = ' provenance="none"' if of_words else ""
    return f"{body}\n\n: {caption} {{#tbl:{name}{provenance}}}"


def format_reply(publication: Publication, row: pd.Series | Reply, other: str = "") -> str:
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
        words += _mark_provenance(kinds[force, reference])
    return words


def _mark_provenance(kind: str) -> str:
    return f" [{kind.upper()}]{{.provenance .{kind}}}"


def mark_weaker(publication: Publication, row: pd.Series) -> str:
    """The provenance of a figure that rests on less than its reply, as an estimate may that follows
    an indicator; else nothing."""
    kinds = {(r.force, r.reference): r.provenance for r in publication.replies}
    own = kinds.get((row["force"], row["reference"]), row["provenance"])
    return "" if own == row["provenance"] else _mark_provenance(row["provenance"])


def format_figure(row: pd.Series | None, decimals: int = 0) -> str:
    """A figure with the mark that leads to its line; `[x]` where there is no figure.

    A rate has `decimals` at least.
    """
    if row is None:
        return ABSENT
    flag = f" {escape_markdown(row['flag'])}" if row["flag"] else ""
    return f"{format_value(row, decimals)}{flag}{link_line(row.name + FIRST_LINE)}"


def mark_files(figures: pd.DataFrame) -> dict[str, str]:
    """A short mark for every file that any figure rests on, in the order of first mention."""
    files = dict.fromkeys(a.file for _, row in figures.iterrows() for a in list_addresses(row))
    return {file: f"F{i}" for i, file in enumerate(files, start=1)}


def list_addresses(row: pd.Series) -> list[Address]:
    """Every cell that a figure rests on, or is divided by."""
    return split_addresses(merge_addresses(row["cells"], row["exposure_cells"]))


def format_addresses(addresses: Iterable[Address], marks: dict[str, str]) -> str:
    """`F1 Q1!B5–H5; F2 csv!F8`: each file and sheet named once, runs of cells drawn together.

    What is noted of a cell stands behind it: `F3 csv!B6 (page 2, paragraph 3)`.
    """
    listed = []
    places = itertools.groupby(addresses, key=lambda a: (a.file, a.sheet, a.note))
    for (file, sheet, note), group in places:
        cells = format_runs([a.cell for a in group])
        listed.append(f"{marks[file]} {sheet}!{cells}" + (f" ({note})" if note else ""))
    return escape_markdown("; ".join(listed))
