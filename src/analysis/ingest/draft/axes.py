"""What a recipe can call the rows and columns of a table, and which columns it reads together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from analysis.ingest.periods import read_period
from analysis.ingest.survey.found import FoundTable
from analysis.ingest.telling import list_labels
from analysis.model.response import Axis
from analysis.model.window import Window

DIMENSIONS = frozenset(get_args(Axis)) - {"total", "year"}
PERIODS = ("year", "quarter", "month", "range", "period", "date", "financial year")
MOST_COUNTS = 6  # columns of unlike counts drafted one by one; of more a person picks


@dataclass(frozen=True)
class Group:
    """Columns that one recipe reads: the banners over them, and what their own labels are.

    `axis` is blank where no word of the recipe is known to fit.
    """

    under: tuple[str, ...]
    columns: tuple[int, ...]
    axis: str
    window: Window | None = None


def name_rows(table: FoundTable) -> str:
    """The recipe's word for the rows, blank where none is known to fit."""
    plain = [row for row in table.rows if row not in table.total_rows]
    if axis := _name_kind(table.row_kind):
        return axis
    return "total" if table.row_kind == "force" or len(plain) <= 1 else ""


def group_columns(table: FoundTable, rows: str) -> list[Group]:
    """The columns of a table as the recipes read them: one group for each banner.

    A group whose labels are unlike counts ("Incidents", "People") is read count by count. A
    table that crosses two dimensions is read through its total column alone, where it has one.
    """
    banners: dict[tuple[str, ...], list[int]] = {}
    for column in table.columns:
        banners.setdefault(table.column_labels.get(column, ())[:-1], []).append(column)
    axis = _name_kind(table.column_kind)
    if axis in DIMENSIONS and rows in DIMENSIONS:
        totals = [c for c in table.columns if c in table.total_columns]
        return _count_each(table, totals) or [Group((), table.columns, "")]
    groups = []
    for under, columns in banners.items():
        named = under if len(banners) > 1 else ()
        if axis and not (len(columns) == 1 and len(table.columns) > 1):
            groups.append(Group(named, tuple(columns), axis, _find_window(under)))
        elif len(columns) > MOST_COUNTS:
            groups.append(Group(named, tuple(columns), "", _find_window(under)))
        else:
            groups += _count_each(table, columns)
    return groups


def _count_each(table: FoundTable, columns: Sequence[int]) -> list[Group]:
    """One group a column; its whole label tells it from the others."""
    several = len(table.columns) > 1
    labels = {column: table.column_labels.get(column, ()) for column in columns}
    return [
        Group(label if several else (), (column,), "count", _find_window(label))
        for column, label in labels.items()
    ]


def _name_kind(kind: str) -> str:
    if kind in PERIODS:
        return "year"
    return kind if kind in DIMENSIONS else ""


def _find_window(labels: Sequence[str]) -> Window | None:
    """The days that a banner names, where it is a period."""
    return next((window for label in labels if (window := find_period(label))), None)


def find_period(label: str) -> Window | None:
    try:
        return read_period(label)
    except ValueError:
        return None


def find_span(tables: Sequence[FoundTable]) -> Window | None:
    """From the first to the last day that any year, quarter or month label of the tables names."""
    windows = [
        window
        for table in tables
        for kind, lines, labels in (
            (table.row_kind, table.rows, table.row_labels),
            (table.column_kind, table.columns, table.column_labels),
        )
        if kind in PERIODS
        for label in list_labels(lines, labels)
        if (window := find_period(label))
    ]
    if not windows:
        return None
    return Window(min(w.start for w in windows), max(w.end for w in windows))
