"""The recipes drafted for one found table: each entry with what speaks for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from analysis.ingest.draft.axes import DIMENSIONS, Group, find_period, group_columns, name_rows
from analysis.ingest.locate import is_total
from analysis.ingest.survey.found import FoundTable, Question, Survey
from analysis.ingest.telling import find_place, list_labels, tell_columns, tell_rows
from analysis.ingest.workbook import Cell, Sheet, fold
from analysis.model.window import ONE_DAY, Window
from analysis.model.written import BLANK


@dataclass(frozen=True)
class Entry:
    """One line of a recipe: its key, its value or `BLANK`, and why it was guessed."""

    key: str
    value: str | Sequence[str] | Mapping[str, str]
    why: str = ""

    @property
    def is_open(self) -> bool:
        values = self.value.values() if isinstance(self.value, Mapping) else (self.value,)
        return BLANK in values


@dataclass(frozen=True)
class Draft:
    """The drafted recipe of one table, or of the columns under one of its banners."""

    table: FoundTable
    columns: tuple[int, ...]
    entries: tuple[Entry, ...]
    questions: tuple[Question, ...] = ()

    @property
    def is_open(self) -> bool:
        return any(entry.is_open for entry in self.entries)


def draft_table(
    table: FoundTable, survey: Survey, titles: Mapping[str, int], force: str
) -> list[Draft]:
    """The recipes of one table, most often one; a table under several banners has one for each.

    `titles` counts how often each folded text stands in the workbook.
    """
    sheet = survey.sheets[table.sheet]
    rows = name_rows(table)
    place = list(_place(table, sheet, len(survey.sheets), titles))
    drafts = []
    for number, group in enumerate(group_columns(table, rows)):
        entries = [*place, *_name_axes(table, rows, group, force), *_explain(table, sheet, group)]
        questions = table.questions if number == 0 else ()
        drafts.append(Draft(table, group.columns, tuple(entries), questions))
    return drafts


def _place(
    table: FoundTable, sheet: Sheet, sheets: int, titles: Mapping[str, int]
) -> Iterator[Entry]:
    """The words to find the table by; the sheet only where they stand on another one too."""
    if not table.title:
        yield Entry("find", BLANK, "no title stands above; write the words nearest to its header")
        yield Entry("sheet", table.sheet)
        return
    yield Entry("find", table.title, table.title_cell)
    if titles.get(fold(table.title), 0) > 1 and sheets > 1:
        yield Entry("sheet", table.sheet)
    own = table.title_cell.rstrip("0123456789")
    stub = table.stubs[-1] if table.stubs else None
    if stub is not None and get_column_letter(stub + 1) != own:
        heads = [text for row in table.headers if (text := sheet.cell(row, stub).text)]
        why = f"heads the row labels, column {get_column_letter(stub + 1)}"
        yield Entry("labels", heads[-1] if heads else BLANK, why)


def _name_axes(table: FoundTable, rows: str, group: Group, force: str) -> Iterator[Entry]:
    if group.under:
        yield Entry("under", list(group.under))
    yield Entry("rows", rows or BLANK, _say_why(tell_rows(table), rows, "rows"))
    if table.row_kind == "force":
        named = [label for label in list_labels(table.rows, table.row_labels) if _is(label, force)]
        yield Entry("pick", named or BLANK, "the force whose row is meant, as printed")
    yield Entry(
        "columns", group.axis or BLANK, _say_why(tell_columns(table), group.axis, "columns")
    )
    if group.window:
        yield Entry("window", spell_window(group.window), "from the banner")


def _is(label: str, force: str) -> bool:
    return bool(force) and fold(label).replace(" ", "-").replace("&", "and") == force


def _say_why(seen: str, axis: str, side: str) -> str:
    if axis:
        return seen
    known = ", ".join(sorted(DIMENSIONS))
    return f"{seen}. Write year, total, {known}" + (", or count" if side == "columns" else "")


def _explain(table: FoundTable, sheet: Sheet, group: Group) -> Iterator[Entry]:
    """Totals, lines left out, marks and periods that their labels do not settle."""
    columns = {c: table.column_labels.get(c, ()) for c in group.columns}
    sides = {
        "row": (table.total_rows, table.of_which_rows, table.row_labels),
        "column": (
            table.total_columns & columns.keys(),
            table.of_which_columns & columns.keys(),
            columns,
        ),
    }
    totals, left_out = [], []
    for side, (sums, parts, labels) in sides.items():
        if side == "column" and len(columns) == 1:
            continue
        named = [line for line in sorted(sums) if _says_total(labels.get(line, ()))]
        totals += [side] if named else []
        others = [line for line in sorted({*sums, *parts}) if line not in named[:1]]
        left_out += list_labels(others, labels)
    if totals:
        yield Entry("totals", totals, "printed, checked, never counted twice")
    if left_out:
        yield Entry("ignore", left_out, "sums or parts of other lines: they would count twice")
    if table.marks:
        why = find_legend(table, sheet)
        yield Entry("marks", {g: m or BLANK for g, m in table.marks.items()}, why)
    if open_periods := list(_list_open_periods(table, columns)):
        why = "which days? such as 2023-01-01 to 2023-02-28"
        yield Entry("periods", dict.fromkeys(open_periods, BLANK), why)


def _says_total(labels: tuple[str, ...]) -> bool:
    return bool(labels) and is_total(Cell(0, 0, labels[-1]))


def _list_open_periods(table: FoundTable, columns: Mapping[int, tuple[str, ...]]) -> Iterator[str]:
    for kind, lines, labels, sums in (
        (table.row_kind, table.rows, table.row_labels, table.total_rows),
        (table.column_kind, columns, columns, table.total_columns),
    ):
        if kind == "year":
            plain = [line for line in lines if line not in sums]
            yield from (label for label in list_labels(plain, labels) if not find_period(label))


def find_legend(table: FoundTable, sheet: Sheet) -> str:
    """The notes of the table that speak of its marks, quoted with their cells."""
    quoted = []
    for address in table.notes:
        text = sheet.cell(*find_place(address)).text
        if any(glyph in text for glyph in table.marks):
            quoted.append(f"{address}: {text}")
    return "; ".join(quoted[:3]) or "no legend was found on the sheet"


def spell_window(window: Window) -> str:
    return f"{window.start} to {window.end - ONE_DAY}"
