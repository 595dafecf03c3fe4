"""The walk back: every line of the comparison with the file, sheet and cells it rests on."""

import itertools

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.names import Names
from analysis.publish.numbers import FIRST_LINE
from analysis.publish.tables import RUNGS, lay_out
from analysis.publish.wording import spell_short_window, spell_value


def list_files(figures: pd.DataFrame) -> list[str]:
    """Every file that any figure rests on, in the order of first mention."""
    cells = " ".join(figures["cells"] + " " + figures["exposure_cells"]).split()
    return list(dict.fromkeys(cell.partition("#")[0] for cell in cells))


def write_trace(figures: pd.DataFrame, names: Names) -> str:
    """Two tables: the files by a short mark, and every line with its value and its cells.

    The mark `[17]` beside a number in the report is line 17 of comparison.csv and of this table.
    """
    files = list_files(figures)
    marks = {file: f"F{i}" for i, file in enumerate(files, start=1)}
    listed = lay_out(
        "files",
        "The files",
        ["Mark", "File"],
        [[mark, f"`{file}`"] for file, mark in marks.items()],
    )
    rows = []
    # A cell's rate is its count over its width: the line of the count traces both.
    shown = figures[~((figures["basis"] == "cell") & (figures["measure"] == "rate_per_month"))]
    for index, row in shown.iterrows():
        line = index + FIRST_LINE
        what = f"{names.force(row['force'])}, {row['reference']}: {_say(row, names)}"
        rows.append(
            [
                f"[{line}]{{#line-{line}}}",
                escape_markdown(what),
                spell_short_window(row["start"], row["end"]),
                RUNGS[row["rung"]],
                spell_value(row),
                _show_cells(f"{row['cells']} {row['exposure_cells']}", marks),
            ]
        )
    head = ["Line", "Figure", "Days", "Rung", "Value", "File: sheet!cells"]
    lines = lay_out("trace", "Every figure, and the cells it rests on", head, rows, right="0 4")
    return f"{listed}\n\n{lines}"


def _say(row: pd.Series, names: Names) -> str:
    words = f"{row['measure'].replace('_', ' ')} ({row['unit']})"
    if row["dimension"] != "total":
        words += f", {row['dimension']} {names.category(row['dimension'], row['category'])}"
    elif row["basis"] == "cell":
        words += f", {row['label']}"
    if row["other_force"]:
        words += f", against {names.force(row['other_force'])}, {row['other_reference']}"
    return words


def _show_cells(cells: str, marks: dict[str, str]) -> str:
    """`F1: Q1!B5, C5–G5` with the runs of a row or column drawn together."""
    told = []
    for file, group in itertools.groupby(cells.split(), key=lambda cell: cell.partition("#")[0]):
        places = [cell.partition("#")[2] for cell in group]
        for sheet, inside in itertools.groupby(places, key=lambda p: p.rpartition("!")[0]):
            addresses = dict.fromkeys(place.rpartition("!")[2] for place in inside)
            told.append(f"{marks[file]}: {sheet}!{', '.join(addresses)}")
    return escape_markdown("; ".join(told))
