"""What a recipe says of single lines: totals, lines left out, spaces, marks, open periods."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.ingest.draft.axes import Group
from analysis.ingest.draft.entries import Entry
from analysis.ingest.draft.open_periods import WHICH, find_open_periods, list_derived
from analysis.ingest.files.workbook import Cell, Sheet
from analysis.ingest.recipe.locate import is_total
from analysis.ingest.survey.found import FoundTable
from analysis.ingest.telling import clip, find_place, list_labels
from analysis.ingest.words.legend import name_glyph, read_legend
from analysis.model.count import FOOTNOTE
from analysis.model.written import BLANK

LONGEST_NOTE = 200  # letters of a legend that are quoted


def explain_lines(table: FoundTable, sheet: Sheet, group: Group) -> Iterator[Entry]:
    """Totals, spaces, lines left out, marks, and periods that their labels do not settle."""
    columns = {c: table.column_labels.get(c, ()) for c in group.columns}
    sums = {"row": table.total_rows, "column": table.total_columns & columns.keys()}
    parts = {"row": table.of_which_rows, "column": table.of_which_columns & columns.keys()}
    if len(columns) == 1:
        sums["column"] = parts["column"] = frozenset()
    picked = table.row_kind == "force"  # one row is read, and every other one left alone
    if picked:
        sums["row"] = parts["row"] = frozenset()
    totals, left_out = [], list_labels(group.ignored, table.column_labels)
    for side, labels in (("row", table.row_labels), ("column", columns)):
        named = [line for line in sorted(sums[side]) if _says_total(labels.get(line, ()))][:1]
        totals += [side] if named else []
        left_out += list_labels(sorted((sums[side] | parts[side]) - set(named)), labels)
    gaps, headings = _find_gaps(table, sheet, group)
    left_out += [] if picked else headings
    left_out += list_derived(table, columns)
    if totals:
        yield Entry("totals", totals, "printed, checked, never counted twice")
    if left_out:
        why = "headings, shares, sums or parts of other lines: not to be counted"
        yield Entry("ignore", list(dict.fromkeys(left_out)), why)
    if gaps:
        yield Entry("gaps", gaps, "blank lines inside the table")
    periods = find_open_periods(table, sheet, columns)
    glued = {glyph: FOOTNOTE if said else "" for glyph, said in periods.marks.items()}
    yield from explain_marks(replace(table, marks={**glued, **table.marks}), sheet)
    if periods.labels:
        why = "; ".join(dict.fromkeys((*periods.labels.values(), WHICH)))
        yield Entry("periods", dict.fromkeys(periods.labels, BLANK), why)


def explain_marks(table: FoundTable, sheet: Sheet) -> Iterator[Entry]:
    if table.marks:
        why = find_legend(table, sheet)
        yield Entry("marks", {g: m or BLANK for g, m in table.marks.items()}, why)


def _find_gaps(table: FoundTable, sheet: Sheet, group: Group) -> tuple[list[str], list[str]]:
    """The sides that blank lines run through, and the words of rows without figures."""
    gaps, headings = set(), []
    for row in set(range(min(table.rows), max(table.rows))) - {*table.rows, *table.headers}:
        words = [text for column in table.stubs if (text := sheet.cell(row, column).text)]
        headings += words
        gaps |= set() if words else {"row"}
    between = range(min(group.columns), max(group.columns))
    if set(between) - {*table.columns, *table.flags, *table.stubs}:
        gaps.add("column")
    return sorted(gaps, reverse=True), headings


def _says_total(labels: tuple[str, ...]) -> bool:
    return bool(labels) and is_total(Cell(0, 0, labels[-1]))


def find_legend(table: FoundTable, sheet: Sheet) -> str:
    """What the table's notes say of its marks, quoted with their cells."""
    legend = read_legend(sheet.cell(*find_place(address)) for address in table.notes)
    quoted = [
        f"{glyph} {clip(str(legend[key]), LONGEST_NOTE)}"
        for glyph in table.marks
        if (key := name_glyph(glyph)) in legend
    ]
    return "; ".join(quoted) or "no legend was found on the sheet"
