"""How a table of the report is laid out, and the trace from its numbers to lines and cells."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.cell import rows_from_range

from analysis.model.address import Address, merge_addresses, split_addresses
from analysis.model.count import Status
from analysis.model.reply import Reply
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.numbers import FIRST_LINE
from analysis.publish.content.prose import link_line
from analysis.publish.content.publication import Publication
from analysis.publish.content.wording import format_short_window, format_value
from analysis.reconcile.results.rungs import Rung

MOST_RUNS = 12  # more would fill a page of the report and help nobody
# What stands in a cell where there is no figure: the shorthand, with its brackets escaped.
ABSENT = escape_markdown(Status.NOT_HELD.shorthand)
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
    and so shows no provenance. Without rows the table says so.
    """
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


def list_trace(publication: Publication) -> str:
    """Two tables: the files by a short mark, and every line with its value and its cells.

    The mark `[17]` beside a number in the report is line 17 of comparison.csv and of this table.
    """
    figures = publication.comparison.figures
    marks = mark_files(figures)
    files = [{"Mark": mark, "File": f"`{file}`"} for file, mark in marks.items()]
    # A cell's rate is its count over its width: the line of the count traces both.
    drawn_twice = figures["basis"].eq("cell") & figures["measure"].eq("rate_per_month")
    lines = [
        {
            "Line": f"[{index + FIRST_LINE}]{{#line-{index + FIRST_LINE}}}",
            "Reply": format_reply(publication, row),
            "Figure": escape_markdown(_describe_line(publication, row)),
            "Days": format_short_window(row["start"], row["end"]),
            "Rung": Rung(row["rung"]).word,
            "Value": format_value(row),
            "Sheet and cells": format_addresses(_list_addresses(row), marks),
        }
        for index, row in figures[~drawn_twice].iterrows()
    ]
    by_mark = format_table("files", "The files", files, of_words=True)
    caption = "Every figure, and the cells it rests on"
    return f"{by_mark}\n\n{format_table('trace', caption, lines, numeric=['Line', 'Value'])}"


def mark_files(figures: pd.DataFrame) -> dict[str, str]:
    """A short mark for every file that any figure rests on, in the order of first mention."""
    files = dict.fromkeys(a.file for _, row in figures.iterrows() for a in _list_addresses(row))
    return {file: f"F{i}" for i, file in enumerate(files, start=1)}


def _list_addresses(row: pd.Series) -> list[Address]:
    return split_addresses(merge_addresses(row["cells"], row["exposure_cells"]))


def _describe_line(publication: Publication, row: pd.Series) -> str:
    words = f"{row['measure'].replace('_', ' ')} ({publication.describe_counted(row)})"
    if row["dimension"] != "total":
        words += f", {publication.names.category(row['dimension'], row['category'])}"
    elif row["basis"] == "cell":
        words += f", {row['label']}"
    if row["other_force"]:
        words += (
            f", against {publication.names.force(row['other_force'])}, {row['other_reference']}"
        )
    return words


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


def format_runs(cells: list[str]) -> str:
    """`B5, C5, D5, F9` as `B5–D5, F9`: cells that follow each other in a row or a column.

    A cell of a list of records may be a selection, `C2:C4 C7`. Of very many runs the first ones
    and the last are drawn, with the number of cells; comparison.csv names them all.
    """
    singles = _spread_out(cells)
    runs: list[list[str]] = []
    for cell in singles:
        if runs and _follows(runs[-1], cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    drawn = [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    if len(drawn) > MOST_RUNS:
        drawn = [*drawn[: MOST_RUNS - 2], "…", f"{drawn[-1]} ({len(singles)} cells)"]
    return ", ".join(drawn)


def _spread_out(cells: list[str]) -> list[str]:
    """Every single cell of some cells and selections, once.

    Selections of one column overlap where the whole column was searched: they go by their rows.
    """
    areas = [area for cell in cells for area in cell.split()]
    singles = dict.fromkeys(one for area in areas for row in rows_from_range(area) for one in row)
    if areas == cells and ":" not in "".join(areas):
        return list(singles)
    return sorted(singles, key=lambda cell: coordinate_to_tuple(cell)[::-1])


def _follows(run: list[str], cell: str) -> bool:
    """Whether a cell is the next one of a run, in the run's own direction."""
    (row, column), (last_row, last_column) = map(coordinate_to_tuple, (cell, run[-1]))
    step = (row - last_row, column - last_column)
    if len(run) == 1:
        return step in ((0, 1), (1, 0))
    first_row, first_column = coordinate_to_tuple(run[0])
    along = (0, 1) if first_row == last_row else (1, 0)
    return step == along and (first_row == row or first_column == column)
