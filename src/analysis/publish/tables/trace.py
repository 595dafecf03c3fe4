"""The walk back: every line of the comparison with the file, sheet and cells it rests on."""

import itertools

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.numbers import FIRST_LINE
from analysis.publish.tables.layout import RUNGS, Material, lay_out
from analysis.publish.wording import spell_short_window, spell_value


def write_trace(material: Material) -> str:
    """Two tables: the files by a short mark, and every line with its value and its cells.

    The mark `[17]` beside a number in the report is line 17 of comparison.csv and of this table.
    """
    figures = material.comparison.figures
    marks = {file: f"F{i}" for i, file in enumerate(list_files(figures), start=1)}
    files = [{"Mark": mark, "File": f"`{file}`"} for file, mark in marks.items()]
    # A cell's rate is its count over its width: the line of the count traces both.
    drawn_twice = figures["basis"].eq("cell") & figures["measure"].eq("rate_per_month")
    lines = [
        {
            "Line": f"[{index + FIRST_LINE}]{{#line-{index + FIRST_LINE}}}",
            "Reply": material.name_reply(row),
            "Figure": escape_markdown(_say_what(material, row)),
            "Days": spell_short_window(row["start"], row["end"]),
            "Rung": RUNGS[row["rung"]],
            "Value": spell_value(row),
            "File: sheet!cells": _show_cells(f"{row['cells']} {row['exposure_cells']}", marks),
        }
        for index, row in figures[~drawn_twice].iterrows()
    ]
    listed = lay_out("files", "The files", files, of_words=True)
    caption = "Every figure, and the cells it rests on"
    return f"{listed}\n\n{lay_out('trace', caption, lines, numeric=['Line', 'Value'])}"


def list_files(figures: pd.DataFrame) -> list[str]:
    """Every file that any figure rests on, in the order of first mention."""
    cells = " ".join(figures["cells"] + " " + figures["exposure_cells"]).split()
    return list(dict.fromkeys(cell.partition("#")[0] for cell in cells))


def _say_what(material: Material, row: pd.Series) -> str:
    words = f"{row['measure'].replace('_', ' ')} ({row['unit']})"
    if row["dimension"] != "total":
        words += f", {material.names.category(row['dimension'], row['category'])}"
    elif row["basis"] == "cell":
        words += f", {row['label']}"
    if row["other_force"]:
        words += f", against {material.names.force(row['other_force'])}, {row['other_reference']}"
    return words


def _show_cells(cells: str, marks: dict[str, str]) -> str:
    """`F1: Q1!B5, C5; F2: csv!F8`, each file and sheet named once."""
    places = (cell.partition("#")[::2] for cell in dict.fromkeys(cells.split()))
    split = ((file, *place.rpartition("!")[::2]) for file, place in places)
    told = [
        f"{marks[file]}: {sheet}!{', '.join(address for _, _, address in group)}"
        for (file, sheet), group in itertools.groupby(split, key=lambda parts: parts[:2])
    ]
    return escape_markdown("; ".join(told))
