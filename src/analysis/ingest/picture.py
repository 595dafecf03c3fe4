"""The picture of a workbook: one page, every cell with its role, read without network or script."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape as escape_markup
from itertools import groupby, islice, pairwise
from pathlib import Path
from string import ascii_uppercase

from openpyxl.utils import get_column_letter

from analysis.ingest.detection.cell_roles import list_cells
from analysis.ingest.detection.found_tables import (
    FoundCell,
    FoundTable,
    WorkbookTables,
    clip,
    describe_columns,
    describe_marks,
    describe_repeated,
    describe_rows,
    describe_totals,
    format_amount,
)
from analysis.ingest.detection.question_kinds import OpenQuestion
from analysis.ingest.files.sheet import Lines, Sheet, Span
from analysis.model.count import format_range
from analysis.model.faults import make_printable

STYLE = Path(__file__).with_name("picture.css")
WORDS = {
    "title": "title",
    "header": "header over columns",
    "label": "label of a row",
    "data": "figure",
    "total": "printed total",
    "note": "note, or passed over",
    "flag": "flag beside a figure",
    "empty": "blank among figures",
}
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
MOST_CELLS = 40_000  # drawn on one page, some 6 MB: the more sheets, the fewer rows of each
FEWEST_ROWS = 15
MOST_ROWS = 120  # drawn of a sheet that stands alone
MOST_COLUMNS = 40
MOST_LINKED = 12  # cells of one question
LONGEST = 240  # letters of a cell that are drawn; the rest stands in the workbook
TAIL = 3  # the last lines of a run are drawn too: totals and last years stand there
WORTH_CUTTING = 3  # fewer lines are not worth a line that says they are left out
STEPS = (40, 20, 8)  # lines drawn of a run, the fewer the longer the sheet
MOST_UNFOLDED = 3  # questions about the file that stand in sight before any sheet does
INTRODUCTION = """<p>These are guesses: compare them with the workbook before the recipe is used.
Point at a cell, tap it, or reach it with the Tab key: its labels come up at the foot of the
window.</p>
"""
_CODE = re.compile("`([^`]+)`")
Place = tuple[int, int]  # zero-based row and column


def draw_page(workbook: WorkbookTables, sheets: Sequence[str]) -> Iterator[str]:
    """The page, piece by piece, so that a workbook of a hundred sheets is never held as text.

    Every text of the workbook is escaped: it stays text, whatever it looks like.
    """
    name = escape(workbook.file)
    tables = [table for table in workbook.tables if table.sheet in sheets]
    questions = [question for table in tables for question in table.questions]
    yield (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}: what was found</title>\n"
        f"<style>\nbody {{ margin: 0; }}\n{STYLE.read_text('utf-8')}</style>\n"
        f'</head>\n<body>\n<main class="picture">\n<h1>{name}</h1>\n{INTRODUCTION}'
    )
    yield _draw_contents(workbook, sheets, tables, len(questions))
    yield draw_legend({**WORDS, "asked": "a question is open"})
    numbers = {id(question): number for number, question in enumerate(questions, start=1)}
    width = sum(min(workbook.sheets[sheet].width, MOST_COLUMNS) for sheet in sheets)
    most = max(FEWEST_ROWS, min(MOST_ROWS, MOST_CELLS // max(width, 1)))
    for number, sheet in enumerate(sheets, start=1):
        yield from _draw_section(workbook, sheet, f"s{number}", numbers, most)
    yield "</main>\n</body>\n</html>\n"


def _draw_contents(
    workbook: WorkbookTables, sheets: Sequence[str], tables: Sequence[FoundTable], questions: int
) -> str:
    counts = (
        format_amount(len(sheets), "sheet"),
        format_amount(len(tables), "table"),
        format_amount(questions, "question") + " about them",
    )
    hidden = "".join(f"<li>{escape(str(matter))}</li>" for matter in workbook.hidden)
    items = "".join(
        f'<li><a href="#s{number}"><bdi>{escape(name)}</bdi></a> '
        f"{format_amount(sum(table.sheet == name for table in tables), 'table')}</li>"
        for number, name in enumerate(sheets, start=1)
    )
    return (
        (f"<p>Hidden in the file, and not drawn:</p>\n<ul>{hidden}</ul>\n" if hidden else "")
        + f"<p>{', '.join(counts)}.</p>\n"
        + _draw_questions_of_file(workbook.questions)
        + f'<nav aria-label="Sheets"><ul class="sheets">{items}</ul></nav>\n'
    )


def _draw_questions_of_file(questions: Sequence[OpenQuestion]) -> str:
    """A list that opens at a tap where it is long, so that it does not push the sheets away."""
    if not questions:
        return ""
    listed = "".join(f"<li>{_escape_prose(str(question))}</li>" for question in questions)
    amount = format_amount(len(questions), "question")
    unfolded = " open" * (len(questions) <= MOST_UNFOLDED)
    return (
        f"<details{unfolded}><summary>About the file: {amount}</summary>\n"
        f'<ul class="questions">{listed}</ul></details>\n'
    )


def _draw_section(
    workbook: WorkbookTables, name: str, anchor: str, numbers: Mapping[int, int], most: int
) -> Iterator[str]:
    sheet = workbook.sheets[name]
    yield f'<section id="{anchor}">\n<h2><bdi>{escape(name)}</bdi></h2>\n'
    tables = [table for table in workbook.tables if table.sheet == name]
    asked: dict[Place, list[int]] = defaultdict(list)
    linked: set[Place] = set()
    for table in tables:
        for question in table.questions:
            for address in question.cells[:MOST_LINKED]:
                linked.add(sheet.numbering.find_place(address))
                for place in sheet.numbering.find_places(address):
                    asked[place].append(numbers[id(question)])
    if sheet.width:
        figures = ({r for t in tables for r in t.rows}, {c for t in tables for c in t.columns})
        yield from draw_sheet(
            sheet, list_cells(workbook, name), figures, asked, linked, anchor, most
        )
    yield '<div class="findings">\n'
    yield from (_draw_table(table, anchor, numbers) for table in tables)
    yield (
        "</div>\n</section>\n" if tables else "<p>No table was found here.</p></div>\n</section>\n"
    )


def _draw_table(table: FoundTable, anchor: str, numbers: Mapping[int, int]) -> str:
    facts = {
        "rows": describe_rows(table),
        "columns": describe_columns(table),
        "totals": describe_totals(table),
        "passed over": describe_repeated(table),
        "marks": "; ".join(describe_marks(table)),
        "confidence": f"{table.confidence:.2f}",
    }
    listed = "".join(
        f"<dt>{name}</dt><dd><bdi>{escape(fact)}</bdi></dd>" for name, fact in facts.items() if fact
    )
    items = "".join(
        f'<li value="{numbers[id(question)]}">{_draw_question(question, anchor)}</li>'
        for question in table.questions
    )
    title = escape(table.title) or "no title"
    return (
        f'<div class="found"><h3><bdi>{title}</bdi> <small>{table.range}</small></h3>\n'
        f"<dl>{listed}</dl>\n"
        + (f'<ol class="questions">{items}</ol>' if items else "")
        + "</div>\n"
    )


def _draw_question(question: OpenQuestion, anchor: str) -> str:
    links = ", ".join(
        f'<a href="#{anchor}-{escape(cell.partition(":")[0])}">{escape(cell)}</a>'
        for cell in question.cells[:MOST_LINKED]
    )
    left = len(question.cells) - MOST_LINKED
    more = f" and {left} more" if left > 0 else ""
    said = f"{question.text} -> {question.remedy}" if question.remedy else question.text
    words = _escape_prose(said)
    return f"{links}{more}: {words}" if links else words


def draw_legend(words: Mapping[str, str]) -> str:
    """What the colour and letter of each role stand for; `words` name those in use."""
    items = (f'<li class="{CLASSES[key]}">{escape(said)}</li>' for key, said in words.items())
    return f'<ul class="legend">{"".join(items)}</ul>\n'


def draw_sheet(
    sheet: Sheet,
    cells: Iterable[FoundCell],
    figures: tuple[Collection[int], Collection[int]],
    asked: Mapping[Place, Sequence[int]] | None = None,
    linked: Collection[Place] = (),
    anchor: str = "",
    most: int = MOST_ROWS,
) -> Iterator[str]:
    """One sheet in a box that scrolls by itself; of a long one about `most` rows are drawn.

    `figures` are the rows and the columns of its figures, for a table is drawn by its ends.
    `asked` gives the numbers of the questions about a place; the places that are `linked` to
    are always drawn.
    """
    down, across = _classify_lines(sheet, *figures)
    rows = choose_lines(down, {row for row, _ in linked}, most)
    columns = choose_lines(across, {column for _, column in linked}, MOST_COLUMNS)
    shown = {row for group in rows for row in group}
    find, rows_of = sheet.numbering.find_place, sheet.numbering.rows
    drawn = {find(cell.cell): cell for cell in cells if rows_of.find(_read_row(cell.cell)) in shown}
    label = f"cells of sheet {escape(sheet.name)}"
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">\n'
    yield from draw_grid(sheet, drawn, rows, columns, asked or {}, anchor)
    yield "</div>\n"


def _read_row(address: str) -> int:
    return int(address.lstrip(ascii_uppercase)) - 1


def _classify_lines(
    sheet: Sheet, rows: Collection[int], columns: Collection[int]
) -> tuple[list[str], list[str]]:
    """What each row and each column of a sheet holds: figures, words, or nothing.

    `rows` and `columns` are those of its tables' figures.
    """
    down, across = [""] * sheet.height, [""] * sheet.width
    for cell in sheet.filled():
        down[cell.row] = across[cell.column] = "words"
    for lines, figures in ((down, rows), (across, columns)):
        for line in figures:
            lines[line] = "figures"
    return down, across


def choose_lines(kinds: Sequence[str], wanted: Collection[int], budget: int) -> list[range]:
    """The lines to draw, as ranges in order: about `budget`, the ends of each run first.

    `wanted` lines, those that questions are about, are drawn wherever they lie.
    """
    for most in STEPS:
        shown = _cut_runs(kinds, wanted, min(most, budget))
        if len(shown) <= budget:
            return _join_lines(shown)
    return _join_lines(_cut_runs(["figures"] * len(kinds), wanted, budget))


def _cut_runs(kinds: Sequence[str], wanted: Collection[int], most: int) -> list[int]:
    shown: list[int] = []
    for kind, run in groupby(range(len(kinds)), key=lambda line: kinds[line]):
        lines = list(run)
        head, tail = (max(most - TAIL, 1), TAIL) if kind else (1, 1)
        if len(lines) < head + tail + WORTH_CUTTING:
            shown += lines
        else:
            middle = [line for line in lines[head:-tail] if line in wanted]
            shown += [*lines[:head], *middle, *lines[-tail:]]
    return shown


def _join_lines(lines: list[int]) -> list[range]:
    ranges: list[range] = []
    for line in lines:
        if ranges and line == ranges[-1].stop:
            ranges[-1] = range(ranges[-1].start, line + 1)
        else:
            ranges.append(range(line, line + 1))
    return ranges


def draw_grid(
    sheet: Sheet,
    cells: Mapping[Place, FoundCell],
    rows: Sequence[range],
    columns: Sequence[range],
    asked: Mapping[Place, Sequence[int]],
    anchor: str,
) -> Iterator[str]:
    """The lines of the table element: the ranges of rows and columns given, gaps in words.

    `cells` gives the role of each filled place that is drawn, `asked` the numbers of the questions
    about a place; such a cell is marked and has the id `<anchor>-B5`.
    """
    direction = "rtl" if reads_right_to_left(sheet) else "ltr"
    down, across = sheet.numbering.rows, sheet.numbering.columns
    rows, columns = _part_at_hidden(rows, down), _part_at_hidden(columns, across)
    yield f'<table class="grid" dir="{direction}">'
    yield "<thead><tr><th></th>"
    for number, group in enumerate(columns):
        if number:
            yield _draw_gap("th", "column", columns[number - 1].stop, group.start, across)
        for column in group:
            yield _draw_head("col", sheet.numbering.format_column(column))
    yield "</tr></thead>"
    width = 1 + sum(map(len, columns)) + max(len(columns) - 1, 0)
    for number, group in enumerate(rows):
        if number:
            gap = _draw_gap("td", "row", rows[number - 1].stop, group.start, down, width)
            yield f"<tbody><tr>{gap}</tr></tbody>"
        yield "<tbody>"
        for row in group:
            drawn = _draw_row(sheet, cells, row, group, columns, asked, anchor)
            head = _draw_head("row", sheet.numbering.format_row(row))
            yield f"<tr>{head}{''.join(drawn)}</tr>"
        yield "</tbody>"
    yield "</table>"


def _part_at_hidden(groups: Sequence[range], lines: Lines) -> list[range]:
    """The groups of lines, parted where hidden ones lie between them."""
    parted = []
    for group in groups:
        inside = (place for place in lines.places if group.start < place < group.stop)
        edges = [group.start, *inside, group.stop]
        parted += [range(*ends) for ends in pairwise(edges)]
    return parted


def reads_right_to_left(sheet: Sheet) -> bool:
    """Whether most letters of the sheet are of a script written from right to left."""
    texts = (cell.text for cell in sheet.filled() if isinstance(cell.value, str))
    ways = [unicodedata.bidirectional(letter) for text in islice(texts, 200) for letter in text]
    return sum(way in ("R", "AL") for way in ways) > ways.count("L")


def _draw_head(scope: str, name: str) -> str:
    return f'<th scope="{scope}">{name}</th>'


def _draw_gap(tag: str, what: str, first: int, after: int, lines: Lines, width: int = 1) -> str:
    """What stands between two groups of lines: those left out here, or hidden in the workbook."""
    start, stop = lines.number(first - 1) + 1, lines.number(after)
    spell = str if what == "row" else get_column_letter
    ends = spell(start + 1) if stop - start == 1 else f"{spell(start + 1)} to {spell(stop)}"
    how = "left out" if first < after else "hidden in the workbook"
    words = f"… {format_amount(stop - start, what)} {how} ({ends})"
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
                spread = _format_spread(len(down), len(across))
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


def _format_spread(down: int, across: int) -> str:
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
    blank = FoundCell(sheet.name, sheet.numbering.format_place(*place), "empty", "")
    cell = cells.get(place, blank)
    told = (words.get(place, "") for words in (sheet.remarks, sheet.notices))
    hint, name = describe_cell(cell, "; ".join(filter(None, told))), CLASSES[cell.role]
    if questions:
        hint += "; question " + ", ".join(map(str, questions))
        name += f" {CLASSES['asked']}"
        spread += f' id="{anchor}-{cell.cell}"' if anchor else ""
    words = escape(clip(cell.text, LONGEST))
    return f'<td class="{name}"{spread} tabindex="0" title="{escape(hint)}">{words}</td>'


def describe_cell(cell: FoundCell, remark: str = "") -> str:
    """What is shown on hover: the labels, the text, what it counts, its role and its address."""
    labels = " › ".join((*cell.row_labels, *cell.column_labels))
    words = f"{labels}: {clip(cell.text, LONGEST)}" if labels else clip(cell.text, LONGEST)
    if cell.low is not None and cell.high is not None and cell.status not in ("", "exact"):
        words += f" = {format_range(cell.low, cell.high)}, {cell.status.replace('_', ' ')}"
    role = "blank" if cell.role == "empty" else cell.role
    remarks = f"; {remark}" if remark else ""
    return f"{words or 'nothing'}, {role} ({cell.cell}){remarks}"


def escape(text: str) -> str:
    """The text with its markup and its control signs made harmless."""
    return escape_markup(make_printable(text))


def _escape_prose(text: str) -> str:
    """The same for our own words, in which backticks set apart what is typed."""
    return _CODE.sub(r"<code>\1</code>", escape(text))
