"""The recipes drafted for one found table: where it stands and what its rows and columns are."""

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter

from analysis.ingest.draft.axes import DIMENSIONS, Group, group_columns, name_rows
from analysis.ingest.draft.details import explain_lines, explain_marks
from analysis.ingest.draft.entries import Draft, Entry
from analysis.ingest.draft.head_doubts import ask_about_labels
from analysis.ingest.draft.measures import explain_measure
from analysis.ingest.draft.open_periods import find_open_periods
from analysis.ingest.draft.record_lists import draft_records
from analysis.ingest.files.workbook import Sheet, fold
from analysis.ingest.survey.found import FoundTable, Question, Survey
from analysis.ingest.telling import list_labels, shorten, tell_columns, tell_rows
from analysis.model.written import BLANK

MOST_RECIPES = 6  # drafted for one table; of more banners the first is an example


def draft_table(
    table: FoundTable, survey: Survey, titles: Mapping[str, int], force: str
) -> list[Draft]:
    """The recipes of one table, most often one; a table under several banners has one for each.

    `titles` counts how often each folded text stands in the workbook.
    """
    sheet = survey.sheets[table.sheet]
    place = list(_place(table, sheet, len(survey.sheets), titles))
    if table.orientation == "records":
        records, asked = draft_records(table, sheet)
        entries = (*place, records, *explain_marks(table, sheet))
        return [Draft(table, table.columns, entries, (*table.questions, *asked))]
    rows = name_rows(table)
    groups = group_columns(table, rows)
    drafts, questions = [], (*table.questions, *ask_about_labels(table))
    counted = list(groups)
    if len(groups) > MOST_RECIPES:
        questions = (*questions, _name_others(groups[1:]))
        groups = groups[:1]
    for group in groups:
        entries = [
            *place,
            *_name_axes(table, rows, group, force),
            *explain_lines(table, sheet, group),
            *explain_measure(table, group, counted),
        ]
        columns = {c: table.column_labels.get(c, ()) for c in group.columns}
        asked = find_open_periods(table, sheet, columns).ask()
        drafts.append(Draft(table, group.columns, tuple(entries), (*questions, *asked)))
        questions = ()
    return drafts


def _name_others(groups: Sequence[Group]) -> Question:
    others = shorten([" › ".join(group.under) for group in groups])
    told = f"the recipe reads one group of columns; {len(groups)} more can be read by a copy of it"
    return Question(f"{told} with their heads as `under`, such as {others}: which are wanted?")


def _place(
    table: FoundTable, sheet: Sheet, sheets: int, titles: Mapping[str, int]
) -> Iterator[Entry]:
    """The words to find the table by; the sheet only where they stand on another one too."""
    if not table.title:
        yield Entry("find", BLANK, "no title stands above; write the words nearest to its header")
        yield Entry("sheet", table.sheet)
        return
    yield Entry("find", table.title)
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


def _is(label: str, force: str) -> bool:
    return bool(force) and fold(label).replace(" ", "-").replace("&", "and") == force


def _say_why(seen: str, axis: str, side: str) -> str:
    if axis:
        return seen
    one_line = {
        "rows": "for one row alone total, with its label as `pick`",
        "columns": "for one column alone count, with its head as `under`",
    }
    return f"{seen}. Write year, {', '.join(sorted(DIMENSIONS))}; or {one_line[side]}"
