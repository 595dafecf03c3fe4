"""What of a sheet's file a person sees: hidden lines, covered cells and invisible text left out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from openpyxl.utils import get_column_letter

from analysis.ingest.files.cell_styles import REPLACED, UNINKED
from analysis.ingest.files.containers import Refused
from analysis.ingest.files.markup import LAST_ROW, Markup
from analysis.ingest.files.sheet import (
    AS_COUNTED,
    Concealed,
    Lines,
    Numbering,
    Sheet,
    Span,
    format_address,
    name_runs,
)
from analysis.model.hidden_matter import HiddenKind, HiddenMatter

Place = tuple[int, int]  # zero-based row and column, by the file's own numbers
Rows = Sequence[Sequence[Any]]
BLANK = ("", None)
OVERLAP = ("its merged cells overlap", "ask for it again, or save it anew")
NOT_READ = "and not read: ask the force, or say `hidden: read` with a reason"
UNDER_FILTER = "row under a filter"
COVERED, INVISIBLE = HiddenKind.COVERED, HiddenKind.INVISIBLE


def show_sheet(
    name: str,
    rows: Rows,
    merged: Sequence[Span],
    markup: Markup,
    remarks: Mapping[Place, str],
    reveal: bool = False,
) -> tuple[Sheet, list[HiddenMatter]]:
    """The sheet as a person sees it, and what is hidden in its file.

    `rows`, `merged` and `remarks` are the file's own. With `reveal` the hidden cells are there as
    well, and named as revealed. Raises Refused where spans overlap, as they cannot in a workbook
    that a person has saved.
    """
    numbering = Numbering(
        Lines.without([*markup.hidden_rows, *markup.flat_rows]),
        Lines.without([*markup.hidden_columns, *markup.flat_columns]),
    )
    covered = _find_covered(rows, merged)
    if numbering == AS_COUNTED and not covered and not markup.invisible:
        matter = list(_list_matter(name, _find_disguised(markup), markup))
        told = markup.notices, markup.unrounded
        return Sheet(name, tuple(rows), tuple(merged), remarks, *told), matter
    moved = _find_moved(merged, numbering)
    hidden = _find_hidden(rows, markup, numbering, covered, moved)
    matter = list(_list_matter(name, _find_disguised(markup) | hidden, markup))
    if reveal:
        told = markup.notices, markup.unrounded
        facts = name, tuple(rows), tuple(merged), remarks, *told
        return Sheet(*facts, revealed=frozenset(hidden)), matter
    # What an invisible cell shows in place of its value is blank as well.
    blank = {*hidden, *covered, *markup.invisible}
    seen = _take_visible(rows, numbering, blank, moved)
    width = max(map(len, rows), default=0)
    numbering = Numbering(numbering.rows.cut(len(rows)), numbering.columns.cut(width))

    def place_words(words: Mapping[Place, Any]) -> dict[Place, Any]:
        """What is said of cells, by visible lines; of what is not seen nothing is said."""
        at = {moved.get(place, place): said for place, said in words.items() if place not in blank}
        return {
            (numbering.rows.find(row), numbering.columns.find(column)): said
            for (row, column), said in at.items()
            if not numbering.hides(row, column)
        }

    sheet = Sheet(
        name,
        seen,
        tuple(filter(None, (_see_span(span, numbering) for span in merged))),
        place_words(remarks),
        place_words(markup.notices),
        place_words(markup.unrounded),
        numbering,
        Concealed(_group_by_row(hidden), tuple(markup.filters)),
    )
    return sheet, matter


def _find_disguised(markup: Markup) -> dict[Place, tuple[HiddenKind, str]]:
    """Cells that show other words than they hold, or only some of them."""
    said = {REPLACED: "numbers that their format shows as words", UNINKED: UNINKED}
    return {
        place: (INVISIBLE, said[why])
        for place, notice in markup.notices.items()
        for why in said
        if why in notice
    }


def _find_covered(rows: Rows, merged: Sequence[Span]) -> dict[Place, Any]:
    """Filled cells under a merged one, each with the value of the one that covers it."""
    width = max(map(len, rows), default=0)
    seen = [
        (span, range(span.top, min(span.bottom + 1, len(rows))), min(span.right + 1, width))
        for span in merged
    ]
    if sum(len(down) * max(0, end - span.left) for span, down, end in seen) > len(rows) * width:
        raise Refused(*OVERLAP, cell=_find_overlap(seen))
    covered = {}
    for span, down, end in seen:
        first = rows[span.top][span.left] if down and span.left < len(rows[span.top]) else ""
        for row in down:
            for column, value in enumerate(rows[row][span.left : end], start=span.left):
                if value not in BLANK and (row, column) != (span.top, span.left):
                    covered[row, column] = first
    return covered


def _find_overlap(seen: Iterable[tuple[Span, range, int]]) -> str:
    """The address of the first cell that lies in two spans, each with its rows and last column."""
    taken: set[Place] = set()
    for span, down, end in seen:
        for place in product(down, range(span.left, end)):
            if place in taken:
                return format_address(*place)
            taken.add(place)
    return ""


def _find_moved(merged: Sequence[Span], numbering: Numbering) -> dict[Place, Place]:
    """Where the words of a span stand whose first line is hidden: in the part that is seen."""
    moved = {}
    for span in merged:
        if numbering.hides(span.top, span.left) and (seen := _see_span(span, numbering, 0)):
            place = numbering.rows.number(seen.top), numbering.columns.number(seen.left)
            moved[span.top, span.left] = place
    return moved


def _see_span(span: Span, numbering: Numbering, fewest: int = 1) -> Span | None:
    """The part of a span that is seen, by visible lines; None where that is no more than a cell."""
    rows, columns = numbering.rows, numbering.columns
    top, left = rows.find(span.top), columns.find(span.left)
    bottom, right = rows.find(span.bottom + 1) - 1, columns.find(span.right + 1) - 1
    cells = max(0, bottom - top + 1) * max(0, right - left + 1)
    return Span(top, left, bottom, right) if cells > fewest else None


def _find_hidden(
    rows: Rows,
    markup: Markup,
    numbering: Numbering,
    covered: Mapping[Place, Any],
    moved: Mapping[Place, Place],
) -> dict[Place, tuple[HiddenKind, str]]:
    """Every filled cell that nobody sees, and what hides it: its row before its column."""
    filtered, tall = Lines.without(markup.filters), Lines.without(markup.hidden_rows)
    wide = Lines.without(markup.hidden_columns)
    width = max(map(len, rows), default=0)
    columns = {}
    for run in numbering.columns.hidden:
        for column in range(run.start, min(run.stop, width)):
            kind = HiddenKind.LINES if wide.is_hidden(column) else HiddenKind.FLAT_LINES
            columns[column] = kind, kind.name_lines("columns")
    hidden = {}
    for run in numbering.rows.hidden:
        for row in range(run.start, min(run.stop, len(rows))):
            kind = HiddenKind.LINES if tall.is_hidden(row) else HiddenKind.FLAT_LINES
            what = kind.name_lines("rows")
            if kind is HiddenKind.LINES and filtered.is_hidden(row):
                what = "rows under a filter left on"
            hidden |= {(row, column): (kind, what) for column in range(len(rows[row]))}
    for row, values in enumerate(rows) if columns else ():
        for column in columns:
            if column < len(values):
                hidden.setdefault((row, column), columns[column])
    for place, value in covered.items():
        if rows[place[0]][place[1]] != value:
            hidden.setdefault(place, (COVERED, COVERED.value))
    for place in markup.invisible:
        if place not in covered:
            hidden.setdefault(place, (INVISIBLE, INVISIBLE.value))
    return {
        (row, column): why
        for (row, column), why in hidden.items()
        if (row, column) not in moved
        and row < len(rows)
        and column < len(rows[row])
        and rows[row][column] not in BLANK
    }


def _list_matter(
    sheet: str, hidden: Mapping[Place, tuple[HiddenKind, str]], markup: Markup
) -> Iterator[HiddenMatter]:
    """One find for each way of hiding: lines by their numbers, single cells by their addresses."""
    if markup.comments:
        named = tuple(format_address(*place) for place in markup.comments)
        what = "comments and notes"
        yield HiddenMatter(HiddenKind.COMMENTS, what, len(named), sheet, named, "comment")
    places: dict[tuple[HiddenKind, str], list[Place]] = defaultdict(list)
    for place, why in hidden.items():
        places[why].append(place)
    for (kind, what), cells in places.items():
        if kind in (COVERED, INVISIBLE):
            named = tuple(format_address(*place) for place in sorted(cells))
        elif "rows" in what:
            named = name_runs({row for row, _ in cells}, lambda row: str(row + 1))
        else:
            columns = {column for _, column in cells}
            named = name_runs(columns, lambda column: get_column_letter(column + 1))
        yield HiddenMatter(kind, what, len(cells), sheet, named)


def _group_by_row(places: Iterable[Place]) -> dict[int, tuple[int, ...]]:
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(places):
        rows[row].append(column)
    return {row: tuple(columns) for row, columns in rows.items()}


def _take_visible(
    rows: Rows, numbering: Numbering, blank: Iterable[Place], moved: Mapping[Place, Place]
) -> tuple[tuple[Any, ...], ...]:
    """The visible lines alone, blank ends left off."""
    lines = [list(values) for values in rows]
    for row, column in blank:
        if row < len(lines) and column < len(lines[row]):
            lines[row][column] = ""
    for (row, column), (other_row, other) in moved.items():
        if row < len(lines) and column < len(lines[row]):
            lines += [[] for _ in range(other_row + 1 - len(lines))]
            line = lines[other_row]
            line += [""] * (other + 1 - len(line))
            line[other] = lines[row][column]
    seen = [numbering.columns.keep(values) for values in numbering.rows.keep(lines)]
    for values in seen:
        while values and values[-1] in BLANK:
            values.pop()
    while seen and not seen[-1]:
        seen.pop()
    return tuple(map(tuple, seen))


def tell_concealed(
    sheet: Sheet, rows: Collection[int], columns: Collection[int]
) -> Iterator[tuple[str, list[Place]]]:
    """What is hidden within a table of these visible rows and columns, or at its edges.

    Hidden lines are named in the words; visible cells that show nothing come with their places.
    """
    if not sheet.concealed.cells:
        return
    down, across = sheet.numbering.rows, sheet.numbering.columns
    reach = _find_reach(down, rows, sheet.height), _find_reach(across, columns, sheet.width)
    filtered = Lines.without(sheet.concealed.filtered)
    lines: dict[tuple[str, str], set[int]] = defaultdict(set)
    blank = []
    for row, cells in sheet.concealed.cells.items():
        here = [column for column in cells if row in reach[0] and column in reach[1]]
        if here and down.is_hidden(row):
            where = _say_where(down, row, rows)
            lines[UNDER_FILTER if filtered.is_hidden(row) else "row", where].add(row)
            continue
        for column in here:
            if across.is_hidden(column):
                lines["column", _say_where(across, column, columns)].add(column)
            elif min(columns) <= across.find(column) <= max(columns) and down.find(row) in rows:
                blank.append((down.find(row), across.find(column)))
    for (what, where), numbers in lines.items():
        yield _describe_lines(what, where, numbers), []
    if blank:
        yield f"words that nobody sees stand here, {NOT_READ}", blank


def _say_where(lines: Lines, number: int, used: Collection[int]) -> str:
    inside = min(used) < lines.find(number) <= max(used)
    return "inside this table" if inside else "beside this table"


def _find_reach(lines: Lines, used: Collection[int], size: int) -> range:
    """The file's lines from the visible one before a table to the one after it."""
    first, last = min(used), max(used)
    start = lines.number(first - 1) + 1 if first else 0
    return range(start, lines.number(last + 1) if last + 1 < size else LAST_ROW)


def _describe_lines(what: str, where: str, numbers: Iterable[int]) -> str:
    spell = get_column_letter if what == "column" else str
    named = name_runs(numbers, lambda line: spell(line + 1), " to ")
    several = "are" if len(named) > 1 or " to " in named[0] else "is"
    thing = what.partition(" ")[0] + "s" * (several == "are")
    how = "hidden by a filter left on" if what == UNDER_FILTER else "hidden"
    return f"{thing} {', '.join(named)} {several} {how} {where}, {NOT_READ}"
