"""What a recipe of another tool gave, as labels and values, and how many of its cells are wrong."""

import re
from collections import Counter
from datetime import date
from typing import Any

from known import Labels, TrueFigure, TrueTable
from matching import fold_labels


def take_chef(found: Any) -> list[tuple[Labels, Labels, str]]:
    rows = found.to_dict()
    size = len(rows["value"])
    return [
        (
            tuple(show(rows[key][n]) for key in sorted(rows) if key.startswith("row")),
            tuple(show(rows[key][n]) for key in sorted(rows) if key.startswith("column")),
            show(rows["value"][n]),
        )
        for n in range(size)
    ]


def take_pandas(found: Any) -> list[tuple[Labels, Labels, str]]:
    names = list(found.index.names)
    places = {k: [i for i, n in enumerate(names) if n.startswith(k)] for k in ("row", "column")}
    cells = []
    for index, value in found.items():
        index = index if isinstance(index, tuple) else (index,)
        labels = [tuple(show(index[at]) for at in places[kind]) for kind in ("row", "column")]
        cells.append((*labels, show(value)))
    return cells


def show(value: Any) -> str:
    """A label or a value as printed; blank where there is none."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value.isoformat()[:10] if isinstance(value, date) else " ".join(str(value).split())
    return re.sub(r"^(\d+)\.0$|^(\d{4}-\d\d-\d\d)T00:00:00$", r"\1\2", text)


def count_wrong(table: TrueTable, cells: list[tuple[Labels, Labels, str]]) -> int:
    """Figures not given with a right naming and number, and cells given that are none of them."""
    given = Counter((fold_labels(rows), fold_labels(over), text) for rows, over, text in cells)
    wrong = 0
    for figure in table.figures.values():
        right = next((cell for cell in given if given[cell] and is_right(figure, cell)), None)
        if right is None:
            wrong += 1
        else:
            given[right] -= 1
    return wrong + sum(given.values())


def is_right(figure: TrueFigure, cell: tuple[Labels, Labels, str]) -> bool:
    """Whether a cell is given rightly, in full or as the sheet displays it: 63 %, Sep-17."""
    rows, over, text = cell
    names = {fold_labels(naming) for naming in figure.columns}
    names |= {tuple(map(display_date, naming)) for naming in names}
    if rows not in map(fold_labels, figure.rows) or over not in names:
        return False
    number = re.fullmatch(r"(-?[\d,]*\.?(\d+)(?:e-?\d+)?)(%?)", text)
    if not figure.values or not number:
        return not figure.values and not number
    decimals = len(number[2]) if "." in number[1] else 0
    given, scale = float(number[1].replace(",", "")), 100 if number[3] else 1
    return any(
        abs(given - value * by) <= 0.5 * 10**-decimals
        for value in figure.values
        for by in {1, scale}
    )


def display_date(label: str) -> str:
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", label)
    return date.fromisoformat(label).strftime("%b-%y") if is_day else label
