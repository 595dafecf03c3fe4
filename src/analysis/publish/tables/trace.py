"""The walk back: every line of the comparison with the file, sheet and cells it rests on."""

import itertools
from collections.abc import Iterable

import pandas as pd
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.cell import rows_from_range

from analysis.model.address import Address, merge_addresses, split_addresses
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.numbers import FIRST_LINE
from analysis.publish.content.publication import Publication, format_counted
from analysis.publish.content.wording import format_short_window, format_value
from analysis.publish.tables.layout import lay_out, name_reply
from analysis.reconcile.results.rungs import Rung

MOST_RUNS = 12  # more would fill a page of the report and help nobody


def write_trace(publication: Publication) -> str:
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
            "Reply": name_reply(publication, row),
            "Figure": escape_markdown(_say_what(publication, row)),
            "Days": format_short_window(row["start"], row["end"]),
            "Rung": Rung(row["rung"]).word,
            "Value": format_value(row),
            "Sheet and cells": show_cells(_every_cell(row), marks),
        }
        for index, row in figures[~drawn_twice].iterrows()
    ]
    listed = lay_out("files", "The files", files, of_words=True)
    caption = "Every figure, and the cells it rests on"
    return f"{listed}\n\n{lay_out('trace', caption, lines, numeric=['Line', 'Value'])}"


def mark_files(figures: pd.DataFrame) -> dict[str, str]:
    """A short mark for every file that any figure rests on, in the order of first mention."""
    files = dict.fromkeys(a.file for _, row in figures.iterrows() for a in _every_cell(row))
    return {file: f"F{i}" for i, file in enumerate(files, start=1)}


def _every_cell(row: pd.Series) -> list[Address]:
    return split_addresses(merge_addresses(row["cells"], row["exposure_cells"]))


def _say_what(publication: Publication, row: pd.Series) -> str:
    words = f"{row['measure'].replace('_', ' ')} ({format_counted(row)})"
    if row["dimension"] != "total":
        words += f", {publication.names.category(row['dimension'], row['category'])}"
    elif row["basis"] == "cell":
        words += f", {row['label']}"
    if row["other_force"]:
        words += (
            f", against {publication.names.force(row['other_force'])}, {row['other_reference']}"
        )
    return words


def show_cells(addresses: Iterable[Address], marks: dict[str, str]) -> str:
    """`F1 Q1!B5–H5; F2 csv!F8`: each file and sheet named once, runs of cells drawn together.

    What is noted of a cell stands behind it: `F3 csv!B6 (page 2, paragraph 3)`.
    """
    told = []
    places = itertools.groupby(addresses, key=lambda a: (a.file, a.sheet, a.note))
    for (file, sheet, note), group in places:
        cells = draw_together([a.cell for a in group])
        told.append(f"{marks[file]} {sheet}!{cells}" + (f" ({note})" if note else ""))
    return escape_markdown("; ".join(told))


def draw_together(cells: list[str]) -> str:
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
