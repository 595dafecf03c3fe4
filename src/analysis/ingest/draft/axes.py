"""The axes of a drafted recipe: what it calls rows and columns, and which periods stay open."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from analysis.ingest.detection.found_tables import (
    PERIODS,
    FoundTable,
    clip,
    format_labels,
    list_labels,
)
from analysis.ingest.detection.question_kinds import OpenQuestion, show_days
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.words.footnote_marks import fold_label
from analysis.ingest.words.label_kinds import find_label_kind, names_numbers
from analysis.ingest.words.legend import Meaning, fold_glyph, mentions_days, read_legend
from analysis.ingest.words.periods import (
    chain_periods,
    combine_periods,
    find_doubtful_year,
    read_period,
    recognise_period,
)
from analysis.ingest.words.vocabulary import read_words
from analysis.model.count import UNITS
from analysis.model.reply import Axis
from analysis.model.study import read_populations
from analysis.model.window import Window

DIMENSIONS = frozenset(get_args(Axis)) - {"total", "year"}
MOST_COUNTS = 6  # columns of unlike counts drafted one by one; of more a person picks
_CHANGE = r"\b(?:changes?|differences?|increases?|decreases?|variance|averages?|mean)\b"
WHICH = "which days? such as 2023-01-01 to 2023-02-28"
Labels = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True)
class ColumnGroup:
    """Columns that one recipe reads: the banners over them, and what their own labels are.

    `axis` is blank where no word of the recipe is known to fit. `ignored` are the columns beside
    them that hold no counts.
    """

    under: tuple[str, ...]
    columns: tuple[int, ...]
    axis: str
    ignored: tuple[int, ...] = ()


@dataclass
class OpenPeriods:
    """What a draft asks of the periods of one table.

    `labels` are those whose days only a person can give, each with the reason, and `marks` the
    glyphs on the others, each with what its legend says of it, or None without a legend.
    `doubts` are the labels of each reason to doubt their year.
    """

    labels: dict[str, str] = field(default_factory=dict)
    marks: dict[str, Meaning | None] = field(default_factory=dict)
    doubts: dict[str, list[str]] = field(default_factory=dict)

    def ask(self) -> list[OpenQuestion]:
        return [
            OpenQuestion(f"{format_labels(labels)}: each {doubt}", remedy=advise_on_days(labels))
            for doubt, labels in self.doubts.items()
        ]


def advise_on_days(labels: Iterable[str]) -> str:
    """How a recipe says which days each of these labels stands for."""
    return f"say in response.yaml which days it is, such as `periods: {{{show_days(labels)}}}`"


def find_row_axis(table: FoundTable) -> str:
    """The recipe's word for the rows, blank where none is known to fit.

    One row alone is a total, but "Officers" may be one rank or all that were counted.
    """
    plain = [row for row in table.rows if row not in table.total_rows]
    axis = find_axis(table.row_kind)
    if len(table.rows) == 1 and axis in DIMENSIONS:
        return ""
    return axis or ("total" if table.row_kind == "force" or len(plain) <= 1 else "")


def find_axis(kind: str) -> str:
    """The recipe's word for a kind of label, blank where it has none."""
    if kind in PERIODS:
        return "year"
    return kind if kind in DIMENSIONS else ""


def group_columns(table: FoundTable, rows: str) -> list[ColumnGroup]:
    """The columns of a table as the recipes read them: one group for each banner.

    A group whose labels are unlike counts ("Incidents", "People") is read count by count, shares
    among them left out. A table that crosses two dimensions is read through its total column
    alone, where it has one.
    """
    axis = find_axis(table.column_kind)
    if axis in DIMENSIONS and len(table.columns) == 1:
        # "Officers" over a lone column are all that were counted, and no rank among others.
        head = table.column_labels.get(table.columns[0], ())[-1:]
        axis = "count" if all(map(_names_counted, head)) else ""
        return [ColumnGroup((), table.columns, axis)]
    if any(map(_is_split, table.column_labels.values())):
        axis = "year"
    if axis in DIMENSIONS and rows in DIMENSIONS:
        totals = [c for c in table.columns if c in table.total_columns]
        return _count_each(table, totals) if totals else [ColumnGroup((), table.columns, "")]
    groups = []
    banners = _find_banners(table)
    for under, columns in banners.items():
        named = under if len(banners) > 1 else ()
        if axis and not (len(columns) == 1 and len(table.columns) > 1):
            groups.append(ColumnGroup(named, tuple(columns), axis))
        elif len(columns) > MOST_COUNTS:
            groups.append(ColumnGroup(named, tuple(columns), ""))
        else:
            groups += _count_each(table, columns)
    return groups or [ColumnGroup((), table.columns, "")]


def _names_counted(head: str) -> bool:
    """Whether a head says what is counted, or in whom: a unit, or a population in common words."""
    return fold_label(head) in UNITS or fold_label(head) in read_populations()


def _find_banners(table: FoundTable) -> dict[tuple[str, ...], list[int]]:
    """The columns under each banner; totals beside the only one belong to it."""
    outer = {column: _find_outer(table.column_labels.get(column, ())) for column in table.columns}
    banners: dict[tuple[str, ...], list[int]] = {
        outer[column]: [] for column in table.columns if column not in table.total_columns
    }
    only = next(iter(banners)) if len(banners) == 1 else None
    for column in table.columns:
        banners.setdefault(outer[column] if only is None else only, []).append(column)
    return banners


def _find_outer(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The words over a head; a period written on several lines is no banner."""
    if not _is_split(labels):
        return labels[:-1]
    return tuple(label for label in labels[:-1] if not recognise_period(label))


def _count_each(table: FoundTable, columns: Sequence[int]) -> list[ColumnGroup]:
    """One group a column; its whole label tells it from the others."""
    labels = {column: table.column_labels.get(column, ()) for column in columns}
    shares = tuple(c for c in columns if _is_share(labels[c]) or _is_naming(labels[c]))
    if len(table.columns) == 1:
        return [ColumnGroup((), tuple(columns), "count")]
    return [
        ColumnGroup(label, (column,), "" if is_unsettled(label) else "count", shares)
        for column, label in labels.items()
        if column not in shares
    ]


def _is_split(labels: tuple[str, ...]) -> bool:
    return len(labels) > 1 and is_unsettled(labels)


def is_unsettled(labels: Sequence[str]) -> bool:
    """Whether labels speak of time, the outermost first, but together say no days."""
    try:
        return not chain_periods(labels) and any(map(recognise_period, labels))
    except ValueError:
        return True


def find_open_periods(table: FoundTable, sheet: Sheet, columns: Labels) -> OpenPeriods:
    """The periods of a table, its `columns` those that one recipe reads, with their labels."""
    legend = read_legend(
        sheet.cell(*sheet.numbering.find_place(address)) for address in table.notes
    )
    words, found = list(_list_words(table, sheet)), OpenPeriods()
    chains = list(_list_chains(table, columns))
    labels = {label for chain in chains for label in chain}
    for chain in chains:
        if not _is_settled(chain):
            found.labels.setdefault(chain[-1], WHICH)
        elif doubt := find_doubtful_year(chain, words, labels):
            label, why = doubt
            found.labels.setdefault(label, WHICH)
            if label not in found.doubts.setdefault(why, []):
                found.doubts[why].append(label)
        for label in chain:
            period = recognise_period(label)
            if not period or not period.glyph or label in found.labels:
                continue
            said = legend.get(fold_glyph(period.glyph))
            of_cells = table.marks.get(period.glyph, "footnote") != "footnote"
            if of_cells or (said and mentions_days(" ".join(said.quotes))):
                found.labels[label] = f"{period.glyph} {clip(str(said), 200)}" if said else WHICH
            else:
                found.marks[period.glyph] = said
    return found


def list_derived(table: FoundTable, columns: Labels) -> list[str]:
    """The labels beside periods that are none: codes, changes and shares worked out of counts."""
    return [chain[-1] for chain in _list_lines(table, columns) if _is_derived(chain[-1])]


def _is_derived(label: str) -> bool:
    """Whether a label beside periods is of codes, or of changes or shares of the counts."""
    if recognise_period(label):
        return False
    return _is_share((label,)) or _is_naming((label,)) or bool(re.search(_CHANGE, label.lower()))


def _is_naming(labels: tuple[str, ...]) -> bool:
    return any(map(names_numbers, labels[-1:]))


def _is_share(labels: tuple[str, ...]) -> bool:
    return find_label_kind(labels[-1:], read_words()).kind == "percentage"


def _list_chains(table: FoundTable, columns: Labels) -> Iterator[tuple[str, ...]]:
    return (chain for chain in _list_lines(table, columns) if not _is_derived(chain[-1]))


def _list_lines(table: FoundTable, columns: Labels) -> Iterator[tuple[str, ...]]:
    """The labels of each line along a side of periods, outermost first, totals left out."""
    for kind, lines, labels, sums in (
        (table.row_kind, table.rows, table.row_labels, table.total_rows),
        (table.column_kind, columns, columns, table.total_columns),
    ):
        if find_axis(kind) == "year":
            yield from (labels[n] for n in lines if n not in sums and labels.get(n))


def _is_settled(chain: tuple[str, ...]) -> bool:
    """Whether a label is a period by itself, or together with a year over it."""
    if is_unsettled(chain):
        return False
    if _find_period(chain[-1]):
        return True
    try:
        return any(combine_periods(outer, chain[-1]) for outer in chain[:-1])
    except ValueError:
        return False


def _list_words(table: FoundTable, sheet: Sheet) -> Iterator[str]:
    """All that stands from the title down to the heads, over the labels and the figures."""
    yield table.title
    rows = [
        *table.headers,
        *([sheet.numbering.find_place(table.title_cell)[0]] if table.title_cell else []),
    ]
    across = range(min((*table.stubs, *table.columns)), max(table.columns) + 1)
    for row in range(min(rows), max(rows) + 1) if rows else ():
        yield from (text for column in across if (text := sheet.cell(row, column).text))


def find_period_span(tables: Sequence[FoundTable]) -> Window | None:
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
        if (window := _find_period(label))
    ]
    if not windows:
        return None
    return Window(min(w.start for w in windows), max(w.end for w in windows))


def _find_period(label: str) -> Window | None:
    try:
        return read_period(label)
    except ValueError:
        return None
