"""Open questions: what a person must be asked about a found table, and how sure it is."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np

from analysis.ingest.detection.column_header import (
    list_absent_heads,
    list_heads_under_figures,
    list_lone_words,
)
from analysis.ingest.detection.found_tables import PERIODS, format_labels
from analysis.ingest.detection.grid import CellKind, Grid
from analysis.ingest.detection.question_kinds import (
    OpenQuestion,
    QuestionKind,
    quote_yaml,
    show_days,
)
from analysis.ingest.detection.table_structure import TableStructure, Title, find_naming_words
from analysis.ingest.detection.total_detection import CANNOT_ADD_UP, Totals
from analysis.ingest.files.cell_styles import RULED
from analysis.ingest.files.sheet import format_ranges
from analysis.ingest.files.visibility import tell_concealed
from analysis.ingest.words.absence import read_absence
from analysis.ingest.words.cell_count import list_counts
from analysis.ingest.words.cell_text import CellReading, read_cell_text
from analysis.ingest.words.label_kinds import find_label_kind, names_numbers
from analysis.ingest.words.periods import recognise_period
from analysis.ingest.words.stored_dates import (
    are_day_numbers,
    are_months_or_years,
    guess_typed,
    read_day_number,
)
from analysis.ingest.words.vocabulary import read_words
from analysis.ingest.words.whole_numbers import describe_unit
from analysis.model.count import FOOTNOTE
from analysis.model.reply import DIMENSIONS

FAR_ABOVE = 20  # times all other numbers of a table; what stands higher may be no count
FEWEST_PLACES = 3  # in an order that no counts would have by chance
FEW = 0.25  # of the headings of a table

# The most confidence that a question leaves a table: one about single figures or the title, one
# about where the table lies and what its labels are, one where it may well be wrong. Wrong labels
# stand nearly always under a question of the latter two, so these leave less than 0.8 (methods 10).
FIGURES, LAYOUT, GRAVE = 0.97, 0.79, 0.75
FURTHER = 0.85  # of it after each grave kind of question but the first

Place = tuple[int, int]  # zero-based row and column
Cells = Iterable[Place]


@dataclass(frozen=True)
class _Doubt:
    """A question about a table, and the most confidence in it that the question leaves.

    `words` are those that its text and its remedy name.
    """

    kind: QuestionKind
    cells: Cells = ()
    leaves: float = LAYOUT
    words: Mapping[str, object] = field(default_factory=dict)


def ask_about_table(
    grid: Grid, structure: TableStructure, marks: Mapping[str, str]
) -> tuple[tuple[OpenQuestion, ...], float]:
    """The questions that a table raises, and the confidence in it from 0 to 1.

    `marks` gives the meaning of each glyph among its figures, "" where the sheet does not say.
    The gravest question bounds the confidence, and each further kind of grave ones lowers it.
    """
    doubts = [
        *_doubt_layout(grid, structure),
        *_doubt_hidden(grid, structure),
        *_doubt_figures(grid, structure, marks),
    ]
    questions = tuple(
        doubt.kind.ask(format_ranges(doubt.cells, grid.sheet.numbering), **doubt.words)
        for doubt in doubts
    )
    most = min((doubt.leaves for doubt in doubts), default=1.0)
    grave = {doubt.kind for doubt in doubts if doubt.leaves == GRAVE}
    return questions, round(most * FURTHER ** max(0, len(grave) - 1), 2)


def _doubt_layout(grid: Grid, structure: TableStructure) -> Iterator[_Doubt]:
    """Titles, header, stub, and what was left out of a table."""
    columns = structure.columns
    corner = structure.first, min((*columns.stubs, *columns.figures))
    if structure.is_record_list:
        yield _Doubt(QuestionKind.UNIT_OF_RECORDS, [corner], FIGURES)
        if lines := [(row, structure.area.left) for row in structure.stub.headings.sections]:
            said = ", ".join(dict.fromkeys(quote_yaml(grid.text(*cell)) for cell in lines))
            yield _Doubt(QuestionKind.DATED_LINES, lines, FIGURES, {"labels": said})
    yield from _doubt_title(grid, structure.title, corner)
    yield from _doubt_header(grid, structure)
    if not structure.is_record_list:
        yield from _doubt_stub(grid, structure)
    yield from _doubt_edges(grid, structure)
    first_row, first_column = structure.first, columns.figures[0]
    rows = [(row, first_column) for row in structure.body]
    heads = [(first_row, column) for column in columns.figures]
    labels = [structure.stub.labels[row] for row in structure.body]
    number = grid.sheet.numbering
    across = [f"in column {number.format_column(column)}" for column in columns.figures]
    yield from _doubt_totals("row", structure.row_totals, rows, labels, across)
    labels = [structure.header.labels[column] for column in columns.figures]
    down = [f"in row {number.format_row(row)}" for row in structure.body]
    yield from _doubt_totals("column", structure.column_totals, heads, labels, down)


def _doubt_title(grid: Grid, title: Title, corner: Place) -> Iterator[_Doubt]:
    """`corner` is the first cell of the table."""
    if title.cell is None:
        across = range(corner[1], grid.sheet.width)
        words = find_naming_words(grid.sheet, corner[0], across)
        kind = QuestionKind.NO_TITLE if words else QuestionKind.NO_NAME
        yield _Doubt(kind, [corner], FIGURES, {"words": quote_yaml(words)})
    elif title.is_guess or title.rivals:
        cells = [title.cell, *title.rivals]
        texts = [quote_yaml(grid.text(*cell)) for cell in cells]
        kind = QuestionKind.GUESSED_TITLE if title.is_guess else QuestionKind.RIVAL_TITLES
        chosen = cells[:1] if title.is_guess else cells
        yield _Doubt(kind, chosen, FIGURES, {"words": texts[0], "other": texts[-1]})


def _doubt_header(grid: Grid, structure: TableStructure) -> Iterator[_Doubt]:
    header, headers, top = structure.header, structure.headers, structure.first
    figures = structure.columns.figures
    if not headers:
        yield _Doubt(QuestionKind.NO_HEADS, [(top, figures[0])])
    elif bare := [c for c in figures if not header.labels.get(c)]:
        yield _Doubt(QuestionKind.NO_HEAD, [(headers[-1], c) for c in bare], GRAVE)
    labels = Counter(header.labels.get(c, ()) for c in figures)
    again = [c for c in figures if labels[header.labels.get(c, ())] > 1 and header.labels.get(c)]
    if again:
        yield _Doubt(QuestionKind.SAME_HEADS, [(top, c) for c in again], GRAVE)
    if header.crossing:
        yield _Doubt(QuestionKind.CROSSING_BANNER, dict.fromkeys(header.crossing))
    if header.displaced:
        yield _Doubt(QuestionKind.DISPLACED_BANNERS, header.displaced, GRAVE)
    if headers and (before := [row for row in structure.body if row < headers[0]]):
        yield _Doubt(QuestionKind.ABOVE_HEADS, _cross(before, figures), GRAVE)
    if split := [h for h in headers if any(headers[0] < row < h for row in structure.body)]:
        yield _Doubt(QuestionKind.HEADS_BELOW, _cross(split, figures))
    for kind, cells in {
        QuestionKind.LONE_WORDS: list_lone_words(grid, headers, figures),
        QuestionKind.ABSENT_HEADS: list_absent_heads(
            grid, headers, structure.columns, structure.stub.labels.values()
        ),
        QuestionKind.HEADS_UNDER_FIGURES: list_heads_under_figures(
            grid, headers, structure.columns
        ),
    }.items():
        if cells:
            outer = [words[0] for words in header.labels.values() if words]
            axis = {"axis": _name_axis(outer)}
            yield _Doubt(kind, cells, GRAVE, _name_marks(grid, cells) | axis)
    numbers = _list_numbers_in_header(grid, structure)
    if numbers and not structure.is_record_list:
        days = QuestionKind.DAYS_AS_HEADS
        yield _doubt_days(grid, numbers, days, QuestionKind.NUMBERS_AS_HEADS, GRAVE)


def _name_axis(labels: Iterable[str]) -> str:
    """The word of a recipe for labels of one kind, that of any dimension where none is known."""
    kind = find_label_kind(labels, read_words()).kind
    return "year" if kind in PERIODS else kind if kind in DIMENSIONS else "nature"


def _name_marks(grid: Grid, cells: Cells) -> dict[str, object]:
    """How a recipe says what the words of these cells mean."""
    texts = dict.fromkeys(text for cell in cells if (text := grid.text(*cell)))
    return {"marks": ", ".join(f"{quote_yaml(text)}: withheld" for text in texts)}


def _doubt_days(
    grid: Grid, cells: list[Place], kind: QuestionKind, otherwise: QuestionKind, leaves: float
) -> _Doubt:
    """Numbers among heads or labels: they may be days, months or years without their format."""
    if not (ask := _describe_days(grid, cells)):
        return _Doubt(otherwise, cells, leaves)
    texts = dict.fromkeys(grid.text(*cell) for cell in cells if grid.filled[cell])
    return _Doubt(kind, cells, leaves, {"ask": ask, "periods": show_days(texts)})


def _describe_days(grid: Grid, cells: list[tuple[int, int]]) -> str:
    """The question about numbers that are days, months or years without their format."""
    numbers = [int(text) for cell in cells if (text := grid.text(*cell)).isdecimal()]
    if are_day_numbers(numbers):
        first = f"{numbers[0]} is {read_day_number(numbers[0])}"
        return f"are these days without their format, as {first}?"
    if are_months_or_years(numbers):
        first = f"{numbers[0]} may be {numbers[0] // 100}/{numbers[0] % 100:02}"
        return f"are these months or years, as {first}?"
    return ""


def _list_numbers_in_header(grid: Grid, structure: TableStructure) -> list[tuple[int, int]]:
    """Cells of the header that may be counts; over a lone column a year or a range may be too."""
    figures = structure.columns.figures
    numbers = [
        cell
        for cell in _cross(structure.headers, figures)
        if grid.sure[cell] and grid.kinds[cell] == CellKind.NUMBER
    ]
    if len(figures) == 1 and structure.columns.stubs:
        numbers += [
            (row, figures[0])
            for row in structure.headers
            if grid.kinds[row, figures[0]] in (CellKind.YEAR, CellKind.RANGE)
            and grid.first_filled(row) < figures[0]
        ]
    return numbers


def _doubt_stub(grid: Grid, structure: TableStructure) -> Iterator[_Doubt]:
    stub, body, columns = structure.stub, structure.body, structure.columns
    if bare := [row for row in body if not stub.labels[row]]:
        yield _Doubt(QuestionKind.NO_LABEL, [(row, columns.figures[0]) for row in bare])
    counts = Counter(stub.labels.values())
    again = [row for row in body if counts[stub.labels[row]] > 1 and stub.labels[row]]
    if again:
        label = {"label": quote_yaml(stub.labels[again[0]][-1])}
        yield _Doubt(QuestionKind.SAME_LABEL, _cross(again, columns.stubs), GRAVE, label)
    if stub.stretched:
        head = {"head": _name_head(grid, structure, stub.stretched[0][1])}
        yield _Doubt(QuestionKind.STRETCHED_LABELS, stub.stretched, words=head)
    if doubtful := sorted({*stub.headings.doubtful, *_list_uneven_headings(structure)}):
        cells = [(row, grid.first_filled(row)) for row in doubtful]
        label = {"label": quote_yaml(grid.text(*cells[0]))}
        yield _Doubt(QuestionKind.HEADING_OR_BLANK, cells, GRAVE, label)
    if rows := stub.headings.blank_rows:
        cells = [(r, c) for r in rows for c in range(grid.first_filled(r), columns.figures[-1] + 1)]
        label = {"label": quote_yaml(grid.text(*cells[0]))}
        yield _Doubt(QuestionKind.BLANK_ROW, cells, GRAVE, label)
    for column in columns.stubs:
        cells = [cell for cell in _cross(body, [column]) if grid.filled[cell]]
        heads = [text for row in structure.headers if (text := grid.text(row, column))]
        texts = {grid.text(*cell) for cell in cells}
        is_later = column != columns.stubs[0]
        dated = is_later and any(map(recognise_period, heads[-1:]))
        is_one = is_later and len(cells) > 1 == len(texts)
        is_none = is_later and bool(texts) and None not in map(read_absence, texts)
        over_words = dated and not any(map(recognise_period, texts))
        is_said = is_one or is_none or over_words
        if heads and texts and (is_said or _heads_figures(heads[-1], texts, structure)):
            words = {
                "head": quote_yaml(heads[-1]),
                "first": _name_head(grid, structure, columns.stubs[0]),
                "axis": _name_axis(grid.text(row, columns.stubs[0]) for row in body),
            }
            yield _Doubt(QuestionKind.LABELS_OR_NONE, cells, GRAVE, words)
    for column in columns.stubs:
        yield from _doubt_numbers_in_stub(grid, _cross(body, [column]), structure.headers)


def _heads_figures(head: str, texts: set[str], structure: TableStructure) -> bool:
    """Whether one text is all that stands under a head of one kind with those of the figures."""
    labels = structure.header.labels
    others = [labels[column][-1] for column in structure.columns.figures if labels.get(column)]
    kind = find_label_kind([head, *others], read_words())
    return len(texts) == 1 and bool(kind.kind) and head not in kind.unknown


def _name_head(grid: Grid, structure: TableStructure, column: int) -> str:
    """The innermost words over a column as a recipe names it."""
    heads = [text for row in structure.headers if (text := grid.text(row, column))]
    return quote_yaml(heads[-1] if heads else "")


def _list_uneven_headings(structure: TableStructure) -> set[int]:
    """The only heading of a table, or the few that set some of its rows deeper than the others.

    A row whose figures were left blank looks the same.
    """
    headings = structure.stub.headings
    if len(headings.sections) == 1:
        return {*headings.sections}
    totals = {structure.body[line] for line in structure.row_totals.sums}
    plain = [headings.over[row] for row in structure.body if row not in totals]
    depth = min(map(len, plain), default=0)
    deeper = {heading for over in plain for heading in over[depth:]}
    return deeper if len(deeper) <= max(1, FEW * len(headings.sections)) else set()


def _doubt_numbers_in_stub(
    grid: Grid, cells: list[tuple[int, int]], headers: list[int]
) -> Iterator[_Doubt]:
    """Numbers among the labels of rows, unless their head says what they are."""
    heads = [text for row in headers if (text := grid.text(row, cells[0][1]))][-1:]
    is_named = any(map(names_numbers, heads))
    kinds = np.array([grid.kinds[cell] for cell in cells])
    if (kinds == CellKind.NUMBER).mean() > 0.5:
        days, numbers = QuestionKind.DAYS_AS_LABELS, QuestionKind.NUMBERS_AS_LABELS
        doubt = _doubt_days(grid, cells, days, numbers, LAYOUT)
        if doubt.words or not is_named:
            yield doubt
    elif is_named and (kinds == CellKind.YEAR).any():
        filled = [cell for cell in cells if grid.filled[cell]]
        words = {"head": quote_yaml(heads[0]), "label": quote_yaml(grid.text(*filled[0]))}
        yield _Doubt(QuestionKind.CODES_OR_YEARS, filled, words=words)


def _doubt_edges(grid: Grid, structure: TableStructure) -> Iterator[_Doubt]:
    columns, body = structure.columns, structure.body
    if strays := [cell for cell in _cross(body, columns.strays) if grid.filled[cell]]:
        yield _Doubt(QuestionKind.STRAY_FIGURES, strays)
    if remarks := [cell for cell in _cross(body, columns.remarks) if grid.filled[cell]]:
        head = {"head": _name_head(grid, structure, remarks[0][1])}
        yield _Doubt(QuestionKind.REMARKS, remarks, words=_name_marks(grid, remarks) | head)
    sections = structure.stub.headings.sections
    known = {*body, *structure.headers, *structure.repeated, *sections}
    first = structure.headers[0] if structure.headers else body[0]
    end = body[-1] + 1
    while end <= structure.area.bottom and grid.filled[end, columns.figures].any():
        end += 1
    between = [row for row in range(first, end) if row not in known]
    if lost := [cell for cell in _cross(between, columns.figures) if grid.filled[cell]]:
        label = {"label": quote_yaml(grid.text(lost[0][0], grid.first_filled(lost[0][0])))}
        yield _Doubt(QuestionKind.LOST_WORDS, lost, GRAVE, _name_marks(grid, lost) | label)
    pages = grid.sheet.page_lines
    for before, after in pairwise(body):
        blank = sum(not grid.filled[row].any() for row in range(before + 1, after))
        if blank > 1 and not any(before < row < after for row in (*sections, *pages)):
            cells = [(after, columns.figures[0])]
            yield _Doubt(QuestionKind.GOES_ON, cells, words={"blank": blank})


def _doubt_totals(
    line_name: str,
    totals: Totals,
    at: list[Place],
    labels: Sequence[Sequence[str]],
    across: Sequence[str],
) -> Iterator[_Doubt]:
    """`at` gives the first cell of each line, `labels` its words; `across` names the positions."""
    for line, said in totals.doubtful.items():
        why = re.sub(r"at position (\d+)", lambda found: across[int(found[1]) - 1], said)
        leaves = LAYOUT if why == CANNOT_ADD_UP else GRAVE
        label = quote_yaml("".join(labels[line][-1:]))
        words = {"line": line_name, "why": why, "label": label}
        yield _Doubt(QuestionKind.TOTAL, [at[line]], leaves, words)


def _doubt_hidden(grid: Grid, structure: TableStructure) -> Iterator[_Doubt]:
    """Hidden lines within the table or at its edges, and cells of it that show nothing.

    Hidden lines have no place among the visible ones: the words name them.
    """
    columns = structure.columns
    rows = [*structure.headers, *structure.body]
    across = [*columns.stubs, *columns.figures, *columns.flags]
    for text, places in tell_concealed(grid.sheet, rows, across):
        yield _Doubt(QuestionKind.HIDDEN, places, FIGURES, {"ask": text})


def _doubt_figures(
    grid: Grid, structure: TableStructure, marks: Mapping[str, str]
) -> Iterator[_Doubt]:
    """Blanks, marks, words and odd numbers among the figures."""
    found: dict[tuple[QuestionKind, str], dict[Place, str]] = defaultdict(dict)
    blank_rows = structure.stub.headings.blank_rows  # asked about row by row
    rows = np.array([row for row in structure.body if row not in blank_rows])
    columns = np.array(structure.columns.figures)
    numbers = (CellKind.NUMBER, CellKind.DECIMAL, CellKind.YEAR)
    plain = np.isin(grid.kinds, numbers) & ~grid.stored_as_text
    for cell in (*grid.sheet.remarks, *grid.spans):
        plain[cell] = False
    stated: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    if lists := _find_lists(grid, rows.tolist(), columns.tolist()):
        plain[tuple(zip(*lists, strict=True))] = True
        words = _name_list(grid, structure, lists)
        yield _Doubt(QuestionKind.LISTED_COUNTS, lists, FIGURES, words)
    for row, column in np.argwhere(~plain[np.ix_(rows, columns)]):
        cell = int(rows[row]), int(columns[column])
        if text := _find_statement(grid, cell, marks):
            stated[marks[text]][cell] = text
            continue
        shown = f"{grid.text(*cell)}: "  # before what is asked of other texts as well
        asked = _ask_about_figure(grid, cell, marks, structure.is_record_list)
        for kind, text in dict.fromkeys(asked):
            alike = kind, text.removeprefix(shown)
            found[alike][cell] = shown if text.startswith(shown) else ""
    for (kind, text), cells in found.items():
        texts = [shown.removesuffix(": ") for shown in dict.fromkeys(cells.values()) if shown]
        count = f"{len(cells)} cells: " if len(cells) > 1 else ""
        if len(texts) > 1:
            text = f"{count}{text} ({format_labels(texts)})"
        else:
            text = count + "".join(f"{shown}: " for shown in texts) + text
        readings = [read_cell_text(grid.sheet.cell(*cell)) for cell in cells]
        words = {"ask": text, "glyph": quote_yaml(readings[0].glyph)} | _name_floors(readings)
        yield _Doubt(kind, cells, FIGURES, words | _name_marks(grid, cells))
    for meaning, texts in stated.items():
        said = list(dict.fromkeys(texts.values()))
        kind = QuestionKind.STATED if meaning else QuestionKind.UNSETTLED_WORDS
        example = "not held" if meaning == "withheld" else "withheld"
        words = {
            "meaning": meaning,
            "words": format_labels(list(map(repr, said))),
            "marks": ", ".join(f"{quote_yaml(text)}: {example}" for text in said),
        }
        is_table = meaning or grid.sure[np.ix_(rows, columns)].any()
        yield _Doubt(kind, texts, FIGURES if is_table else LAYOUT, words)
    if not structure.is_record_list:
        yield from _doubt_numbers(grid, structure)


def _find_lists(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> list[Place]:
    """The first line of cells, a row or else a column, that all list counts with their words.

    `1x Written warning` is such a cell beside one that lists several.
    """
    across = [[(row, column) for column in columns] for row in rows]
    down = [[(row, column) for row in rows] for column in columns]
    for line in (*across, *down):
        if any(grid.kinds[place] == CellKind.SEVERAL for place in line):
            cells = [place for place in line if grid.filled[place]]
            if len(cells) > 1 and all(list_counts(grid.sheet.cell(*place)) for place in cells):
                return cells
    return []


def _name_list(grid: Grid, structure: TableStructure, cells: Sequence[Place]) -> dict[str, object]:
    """How a recipe of their own reads cells that list counts: those of a row, or of a column."""
    row, column = cells[0]
    is_across = len({place[0] for place in cells}) == 1
    labels = structure.stub.labels[row] if is_across else structure.header.labels.get(column)
    label = quote_yaml(labels[-1] if labels else "")
    one_line = "`rows: total`, `pick: [{}]`" if is_across else "`columns: count`, `under: [{}]`"
    listed = (list_counts(grid.sheet.cell(*cell)) for cell in cells)
    words = (words for each in listed for _, words in each)
    return {"own": one_line.format(label), "axis": _name_axis(words), "label": label}


def _name_floors(readings: Iterable[CellReading]) -> dict[str, object]:
    """How a recipe says that ranges such as `<5` leave 0 out, or take it in."""
    ranges = {each.words: each.count for each in readings if each.floor_unsaid and each.count}
    return {
        name: ", ".join(
            f"{quote_yaml(text)}: suppressed {low} to {count.high}"
            for text, count in ranges.items()
        )
        for name, low in (("above", 1), ("whole", 0))
    }


def _find_statement(grid: Grid, cell: tuple[int, int], marks: Mapping[str, str]) -> str:
    """The words of a cell that say there is no figure, unless a legend explains them."""
    text = grid.absent.get(cell, "")
    if not text and grid.kinds[cell] == CellKind.PHRASE:
        text = read_cell_text(grid.sheet.cell(*cell)).glyph
    said = read_absence(text)
    is_own = text in marks and marks[text] == (said or "") and not grid.sheet.remarks.get(cell)
    return text if is_own else ""


def _ask_about_figure(
    grid: Grid, cell: Place, marks: Mapping[str, str], in_list: bool
) -> Iterator[tuple[QuestionKind, str]]:
    """The questions that one cell among the figures raises, in words that equal cells share."""
    kind = CellKind(grid.kinds[cell])
    remark = grid.sheet.remarks.get(cell)
    if remark:
        is_ruled = remark == RULED
        yield QuestionKind.RULED_FIGURE if is_ruled else QuestionKind.DOUBTFUL_FIGURE, remark
    if cell in grid.spans:
        text = "one figure stands in merged cells: what does it count?"
        yield QuestionKind.MERGED_FIGURE, text
    elif kind == CellKind.BLANK:
        yield QuestionKind.BLANK_FIGURE, "blank, and a blank is never 0: what is meant?"
    if kind == CellKind.BLANK or (in_list and kind != CellKind.ERROR):
        return
    yield from _ask_about_reading(read_cell_text(grid.sheet.cell(*cell)), marks)


def _ask_about_reading(
    reading: CellReading, marks: Mapping[str, str]
) -> Iterator[tuple[QuestionKind, str]]:
    if reading.kind == "error" and not reading.doubt:
        yield QuestionKind.DOUBTFUL_FIGURE, f"an error stands here: {reading.words}"
    elif reading.kind in ("words", "period"):
        yield QuestionKind.OTHER_WORDS, "words stand where a figure should"
    elif reading.kind == "several":
        yield QuestionKind.DOUBTFUL_FIGURE, "several values in one cell"
    elif reading.kind == "mark" and marks.get(reading.glyph) == FOOTNOTE:
        text = f"{reading.glyph!r} stands alone, a note's glyph beside other figures: which count?"
        yield QuestionKind.MERGED_FIGURE, text
    elif reading.kind == "mark" and not marks.get(reading.glyph):
        text = f"what does {reading.glyph!r} stand for? The sheet does not say which count"
        yield QuestionKind.UNEXPLAINED_MARK, text
    elif reading.kind != "mark" and reading.glyph and marks.get(reading.glyph) != FOOTNOTE:
        said = marks.get(reading.glyph) or "the sheet does not say"
        text = f"what does {reading.glyph!r} beside a number mean? ({said})"
        yield QuestionKind.UNEXPLAINED_NOTE, text
    if reading.floor_unsaid:
        if not marks.get(reading.words):
            yield QuestionKind.OPEN_RANGE, reading.doubt
    elif reading.doubt:
        yield QuestionKind.DOUBTFUL_FIGURE, reading.doubt


def _doubt_numbers(grid: Grid, structure: TableStructure) -> Iterator[_Doubt]:
    """Fractions and negatives among whole numbers, columns of years, codes, and days."""
    odd, years, codes, body = [], [], [], structure.body
    units: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for column in structure.columns.figures:
        kinds = grid.kinds[body, column]
        decimal = zip(body, kinds == CellKind.DECIMAL, strict=True)
        fractions = [row for row, found in decimal if found]
        readings = {row: read_cell_text(grid.sheet.cell(row, column)) for row in fractions}
        for row, reading in readings.items():
            if reading.kind == "decimal" and reading.words:
                units[describe_unit(reading.words)].append((row, column))
        if len(fractions) < 0.5 * (kinds != CellKind.BLANK).sum():
            odd += [(r, column) for r, read in readings.items() if not read.doubt + read.words]
        else:
            odd += [(row, column) for row, read in readings.items() if _is_negative(read)]
        if (kinds == CellKind.YEAR).mean() > 0.5:
            years.append(column)
        named = any(map(names_numbers, structure.header.labels.get(column, ())[-1:]))
        if named or _counts_on([grid.text(row, column) for row in body]):
            codes.append(column)
    if odd:
        words = {"ask": "these are negative or no whole numbers, among counts: what are they?"}
        doubtful = QuestionKind.DOUBTFUL_FIGURE
        yield _Doubt(doubtful, odd, FIGURES, words | _name_marks(grid, odd))
    asked = [
        (f"each is {unit}, which is no count: are there counts behind them?", cells, FIGURES)
        for unit, cells in units.items()
    ]
    asked += [
        ("are these figures counts, or years?", _cross(body, years), GRAVE),
        ("are these codes or places in an order, not counts?", _cross(body, codes), LAYOUT),
    ]
    for text, cells, leaves in asked:
        if cells:
            words = {"ask": text, "head": _name_head(grid, structure, cells[0][1])}
            yield _Doubt(QuestionKind.NO_COUNTS, cells, leaves, words)
    for cell, day in _find_days(grid, structure).items():
        typed = " or ".join(guess_typed(day))
        words = {"ask": f"a count, or {typed} turned into the number of {day}?"}
        doubtful = QuestionKind.DOUBTFUL_FIGURE
        yield _Doubt(doubtful, [cell], FIGURES, words | _name_marks(grid, [cell]))


def _counts_on(texts: list[str]) -> bool:
    """Whether a column says 1, 2, 3 down all rows of figures, a total at their end left out."""
    places = [str(place) for place in range(1, len(texts) + 1)]
    if len(texts) > FEWEST_PLACES and texts[:-1] == places[:-1]:
        return True
    return len(texts) >= FEWEST_PLACES and texts == places


def _is_negative(reading: CellReading) -> bool:
    """Whether a number is below zero; a share may be, as its change."""
    return (reading.amount or 0) < 0 and not reading.words


def _find_days(grid: Grid, structure: TableStructure) -> dict[tuple[int, int], date]:
    """The few numbers that stand for days, and are far above all others of their table."""
    rows, columns = np.array(structure.body), np.array(structure.columns.figures)
    places = np.argwhere(grid.kinds[np.ix_(rows, columns)] == CellKind.NUMBER)
    cells = [(int(rows[row]), int(columns[column])) for row, column in places]
    numbers = {cell: grid.sheet.rows[cell[0]][cell[1]] for cell in cells}
    numbers = {cell: number for cell, number in numbers.items() if not isinstance(number, str)}
    days = {cell: day for cell, number in numbers.items() if (day := read_day_number(number))}
    least = FAR_ABOVE * max((n for cell, n in numbers.items() if cell not in days), default=0)
    is_odd = all(numbers[cell] >= least for cell in days)
    return days if is_odd and len(days) <= len(numbers) - len(days) else {}


def _cross(rows: Iterable[int], columns: Iterable[int]) -> list[tuple[int, int]]:
    """Every cell where one of these rows meets one of these columns."""
    columns = list(columns)
    return [(row, column) for row in rows for column in columns]
