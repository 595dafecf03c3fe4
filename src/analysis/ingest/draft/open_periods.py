"""Periods whose labels leave their days open, and the glyphs on those that do not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analysis.ingest.draft.axes import find_period, is_derived, is_unsettled, name_axis
from analysis.ingest.files.workbook import Sheet
from analysis.ingest.survey.found import FoundTable, Question
from analysis.ingest.telling import clip, find_place, shorten
from analysis.ingest.words.legend import Meaning, name_glyph, read_legend
from analysis.ingest.words.meanings import tells_days
from analysis.ingest.words.periods import combine_periods, recognise_period
from analysis.ingest.words.year_kinds import doubt_year

WHICH = "which days? such as 2023-01-01 to 2023-02-28"
Labels = Mapping[int, tuple[str, ...]]


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

    def ask(self) -> list[Question]:
        return [
            Question(f"{shorten(labels)}: each {doubt}; write its days under `periods`")
            for doubt, labels in self.doubts.items()
        ]


def find_open_periods(table: FoundTable, sheet: Sheet, columns: Labels) -> OpenPeriods:
    """The periods of a table, its `columns` those that one recipe reads, with their labels."""
    legend = read_legend(sheet.cell(*find_place(address)) for address in table.notes)
    words, found = list(_list_words(table, sheet)), OpenPeriods()
    for chain in _list_chains(table, columns):
        if not _is_settled(chain):
            found.labels.setdefault(chain[-1], WHICH)
        elif doubt := doubt_year(chain, words):
            label, why = doubt
            found.labels.setdefault(label, WHICH)
            if label not in found.doubts.setdefault(why, []):
                found.doubts[why].append(label)
        for label in chain:
            period = recognise_period(label)
            if not period or not period.glyph or label in found.labels:
                continue
            said = legend.get(name_glyph(period.glyph))
            of_cells = table.marks.get(period.glyph, "footnote") != "footnote"
            if of_cells or (said and tells_days(" ".join(said.quotes))):
                found.labels[label] = f"{period.glyph} {clip(str(said), 200)}" if said else WHICH
            else:
                found.marks[period.glyph] = said
    return found


def list_derived(table: FoundTable, columns: Labels) -> list[str]:
    """The labels beside periods that are none: changes and shares, worked out of the counts."""
    return [chain[-1] for chain in _list_lines(table, columns) if is_derived(chain[-1])]


def _list_chains(table: FoundTable, columns: Labels) -> Iterator[tuple[str, ...]]:
    return (chain for chain in _list_lines(table, columns) if not is_derived(chain[-1]))


def _list_lines(table: FoundTable, columns: Labels) -> Iterator[tuple[str, ...]]:
    """The labels of each line along a side of periods, outermost first, totals left out."""
    for kind, lines, labels, sums in (
        (table.row_kind, table.rows, table.row_labels, table.total_rows),
        (table.column_kind, columns, columns, table.total_columns),
    ):
        if name_axis(kind) == "year":
            yield from (labels[n] for n in lines if n not in sums and labels.get(n))


def _is_settled(chain: tuple[str, ...]) -> bool:
    """Whether a label is a period by itself, or together with a year over it."""
    if is_unsettled(chain):
        return False
    if find_period(chain[-1]):
        return True
    try:
        return any(combine_periods(outer, chain[-1]) for outer in chain[:-1])
    except ValueError:
        return False


def _list_words(table: FoundTable, sheet: Sheet) -> Iterator[str]:
    """All that stands from the title down to the heads, over the labels and the figures."""
    yield table.title
    rows = [*table.headers, *([find_place(table.title_cell)[0]] if table.title_cell else [])]
    across = range(min((*table.stubs, *table.columns)), max(table.columns) + 1)
    for row in range(min(rows), max(rows) + 1) if rows else ():
        yield from (text for column in across if (text := sheet.cell(row, column).text))
