"""One sheet as an HTML table: its letters and numbers, spans, and each cell with its role."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from openpyxl.utils import get_column_letter

from analysis.ingest.files.workbook import Cell, Sheet, Span
from analysis.ingest.picture.escaping import escape
from analysis.ingest.survey.found import FoundCell
from analysis.model.count import show_range

# The class of each role; the letter in the cell's corner and the colour are the style sheet's.
CLASSES = {
    "title": "t",
    "header": "h",
    "label": "l",
    "data": "d",
    "total": "s",
    "note": "n",
    "flag": "f",
    "empty": "e",
    "asked": "q",  # not a role: the cell of an open question, whatever its role
}
LONGEST = 240  # letters of a cell that are drawn; the rest stands in the workbook
Place = tuple[int, int]  # zero-based row and column


def draw_grid(
    sheet: Sheet,
    cells: Mapping[Place, FoundCell],
    rows: Sequence[range],
    columns: Sequence[range],
    asked: Mapping[Place, Sequence[int]],
    anchor: str,
) -> Iterator[str]:
    """The lines of the table element: the ranges of rows and columns given, gaps told in words.

    `cells` gives the role of each filled place that is drawn, `asked` the numbers of the questions
    about a place; such a cell is marked and has the id `<anchor>-B5`.
    """
    direction = "rtl" if reads_right_to_left(sheet) else "ltr"
    yield f'<table class="grid" dir="{direction}">'
    yield "<thead><tr><th></th>"
    for number, group in enumerate(columns):
        if number:
            yield _say_gap("th", "columns", columns[number - 1].stop, group.start)
        for column in group:
            hidden = column in sheet.hidden_columns
            yield _head("col", get_column_letter(column + 1), hidden)
    yield "</tr></thead>"
    width = 1 + sum(map(len, columns)) + max(len(columns) - 1, 0)
    for number, group in enumerate(rows):
        if number:
            gap = _say_gap("td", "rows", rows[number - 1].stop, group.start, width)
            yield f"<tbody><tr>{gap}</tr></tbody>"
        yield "<tbody>"
        for row in group:
            drawn = _draw_row(sheet, cells, row, group, columns, asked, anchor)
            head = _head("row", str(row + 1), row in sheet.hidden_rows)
            yield f"<tr>{head}{''.join(drawn)}</tr>"
        yield "</tbody>"
    yield "</table>"


def reads_right_to_left(sheet: Sheet) -> bool:
    """Whether most letters of the sheet are of a script written from right to left."""
    texts = (cell.text for cell in sheet.filled() if isinstance(cell.value, str))
    ways = [unicodedata.bidirectional(letter) for text in islice(texts, 200) for letter in text]
    return sum(way in ("R", "AL") for way in ways) > ways.count("L")


def describe_cell(cell: FoundCell, remark: str = "") -> str:
    """What is shown on hover: the labels, the text, what it counts, its role and its address."""
    labels = " › ".join((*cell.row_labels, *cell.column_labels))
    told = f"{labels}: {crop(cell.text)}" if labels else crop(cell.text)
    if cell.low is not None and cell.high is not None and cell.status not in ("", "exact"):
        told += f" = {show_range(cell.low, cell.high)}, {cell.status.replace('_', ' ')}"
    role = "blank" if cell.role == "empty" else cell.role
    remarks = f"; {remark}" if remark else ""
    return f"{told or 'nothing'}, {role} ({cell.cell}){remarks}"


def crop(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _head(scope: str, name: str, hidden: bool) -> str:
    mark = ' class="hidden" title="hidden in the workbook"' if hidden else ""
    return f'<th scope="{scope}"{mark}>{name}</th>'


def _say_gap(tag: str, what: str, first: int, after: int, width: int = 1) -> str:
    ends = (first + 1, after) if what == "rows" else map(get_column_letter, (first + 1, after))
    told = "{} to {}".format(*ends)
    words = f"… {after - first} {what} left out ({told})"
    return f'<{tag} class="gap" colspan="{width}"><span>{words}</span></{tag}>'


def _draw_row(
    sheet: Sheet,
    cells: Mapping[Place, FoundCell],
    row: int,
    group: range,
    columns: Sequence[range],
    asked: Mapping[Place, Sequence[int]],
    anchor: str,
) -> Iterator[str]:
    spans = [span for span in sheet.merged if span.top <= row <= span.bottom]
    for number, part in enumerate(columns):
        if number:
            yield '<td class="gap"></td>'
        column = part.start
        while column < part.stop:
            span = _find_span(spans, row, column) or Span(row, column, row, column)
            # A span goes on behind lines left out: there it is drawn once more, from the edge.
            down = range(max(span.top, group.start), min(span.bottom + 1, group.stop))
            across = range(column, min(span.right + 1, part.stop))
            if row == down.start:
                place = (span.top, span.left)
                if span.left == span.right:
                    across = range(column, _find_end_of_words(sheet, cells, spans, place, part))
                first = (row, column) == place
                spread = _spread(len(down), len(across))
                yield _draw_cell(sheet, place, cells, asked, anchor * first, spread)
            column = across.stop


def _find_span(spans: Sequence[Span], row: int, column: int) -> Span | None:
    inside = (s for s in spans if s.top <= row <= s.bottom and s.left <= column <= s.right)
    return next(inside, None)


def _find_end_of_words(
    sheet: Sheet, cells: Mapping[Place, FoundCell], spans: Sequence[Span], place: Place, part: range
) -> int:
    """Long words run on over the blank cells beside them, as they do in a spreadsheet."""
    row, end = place[0], place[1] + 1
    found = cells.get(place)
    if found is None or found.role not in ("title", "note"):
        return end
    while end < part.stop and not (
        sheet.cell(row, end).text or (row, end) in cells or _find_span(spans, row, end)
    ):
        end += 1
    return end


def _spread(down: int, across: int) -> str:
    rows, columns = f' rowspan="{down}"', f' colspan="{across}"'
    return rows * (down > 1) + columns * (across > 1)


def _draw_cell(
    sheet: Sheet,
    place: Place,
    cells: Mapping[Place, FoundCell],
    asked: Mapping[Place, Sequence[int]],
    anchor: str,
    spread: str,
) -> str:
    questions = asked.get(place, ())
    if place not in cells and not questions:
        return f"<td{spread}></td>"
    blank = FoundCell(sheet.name, Cell(*place, None).address, "empty", "")
    cell = cells.get(place, blank)
    told, name = describe_cell(cell, sheet.remarks.get(place, "")), CLASSES[cell.role]
    if questions:
        told += "; question " + ", ".join(map(str, questions))
        name += f" {CLASSES['asked']}"
        spread += f' id="{anchor}-{cell.cell}"' if anchor else ""
    words = escape(crop(cell.text))
    return f'<td class="{name}"{spread} tabindex="0" title="{escape(told)}">{words}</td>'
