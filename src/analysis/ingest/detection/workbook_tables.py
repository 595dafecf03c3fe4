"""The tables of a whole workbook, each described with what a person must be asked about it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np

from analysis.ingest.detection.found_tables import PERIODS, FoundTable, Orientation, WorkbookTables
from analysis.ingest.detection.grid import Area, CellKind, Grid, classify_cells
from analysis.ingest.detection.open_questions import ask_about_table
from analysis.ingest.detection.question_kinds import OpenQuestion, QuestionKind, quote_yaml
from analysis.ingest.detection.table_detection import find_areas
from analysis.ingest.detection.table_structure import (
    TableStructure,
    Title,
    read_structure,
)
from analysis.ingest.files.sheet import Sheet, fold, format_ranges
from analysis.ingest.files.workbook import Workbook
from analysis.ingest.words.absence import read_absence
from analysis.ingest.words.cell_text import read_cell_text
from analysis.ingest.words.footnote_marks import RAISED
from analysis.ingest.words.label_kinds import find_label_kind, names_records
from analysis.ingest.words.legend import Meaning, fold_glyph, read_legend
from analysis.ingest.words.vocabulary import read_words
from analysis.ingest.words.whole_numbers import read_range
from analysis.model.count import FOOTNOTE
from analysis.model.store.paths import format_path

MOST_WORDS = 8  # of a line that says there are no figures; a longer one is prose
SEEN_OTHERWISE = "look there in the file; what it shows otherwise is written into a copy of it"
LONE_FIGURE = 0.5  # the confidence in one label and one number: only the letter says
MOST_PAGES = 20  # of each sheet
PAGES = re.compile(r"(?i)(?:pages?|p\.?|sheet|tab)(?: (?:no|number)\.?)?")  # heads of their numbers
GLUED = (CellKind.NUMBER, CellKind.YEAR, CellKind.RANGE)  # a glyph may stand beside them


@dataclass(frozen=True)
class SheetTables:
    """The tables of one sheet in reading order, and questions about what is in none of them."""

    tables: tuple[FoundTable, ...]
    questions: tuple[OpenQuestion, ...] = ()


def find_tables(workbook: Workbook) -> WorkbookTables:
    """Every table of a workbook, with the questions that it raises; what was assumed to read the
    file is asked about as well."""
    sheets = workbook.sheets
    found = [
        find_sheet_tables(sheet, [other for other in sheets if other != name])
        for name, sheet in sheets.items()
    ]
    return WorkbookTables(
        format_path(workbook.path),
        sha256(workbook.path.read_bytes()).hexdigest(),
        sheets,
        tuple(table for one in found for table in one.tables),
        (
            *(
                OpenQuestion(said.text, said.cells, said.sheet, SEEN_OTHERWISE)
                for said in workbook.remarks
            ),
            *(question for one in found for question in one.questions),
        ),
    )


def find_sheet_tables(sheet: Sheet, others: Collection[str] = ()) -> SheetTables:
    """The tables of one sheet; a list that names `others`, the sheets beside it, is none.

    The sheet is cut into areas, and each that holds a table is taken apart and described.
    """
    if not sheet.height or not sheet.width:
        return SheetTables(())
    grid = classify_cells(sheet)
    areas = list(find_areas(grid))
    contents = [area for area in areas if _is_list_of_contents(grid, area, others)]
    structures = _read_structures(grid, [area for area in areas if area not in contents])
    claimed = _mark_claimed(grid, contents, structures)
    legend = read_legend(sheet.cell(*cell) for cell in _list_cells(grid.worded & ~claimed))
    tables = tuple(_describe_table(grid, structure, legend) for structure in structures)
    if not structures and (lone := _find_lone_figure(grid, claimed)):
        tables, claimed = (lone,), grid.sure
    return SheetTables(tables, tuple(_ask_about_rest(grid, claimed)))


def _is_list_of_contents(grid: Grid, area: Area, others: Collection[str]) -> bool:
    """Whether most rows of an area are the name or the number of another sheet, then words.

    Beyond these it holds no figures but the numbers of pages, which never go down and have no
    other head.
    """
    names = {_simplify(name) for name in others}
    numbers = {match[0] for name in others if (match := re.search(r"\d[\d.]*$", name.strip()))}
    firsts, worded = [], 0
    for column in range(area.left + 1, area.right + 1):
        rows = range(area.top, area.bottom + 1)
        numbered = [row for row in rows if grid.sure[row, column]]
        pages = [grid.text(row, column) for row in numbered]
        if not all(map(str.isdecimal, pages)) or pages != sorted(pages, key=int):
            return False
        heads = [grid.text(row, column) for row in rows if row < min(numbered, default=0)]
        if pages and any(heads) and not any(map(PAGES.fullmatch, heads)):
            return False
        if pages and int(pages[-1]) > MOST_PAGES * len(others):
            return False
    for row in range(area.top, area.bottom + 1):
        filled = np.flatnonzero(grid.filled[row, area.left : area.right + 1])
        if len(filled) > 1:
            firsts.append(grid.text(row, area.left + int(filled[0])))
            worded += bool(grid.worded[row, area.left + int(filled[1])])
    named = [text for text in firsts if _simplify(text) in names or text in numbers]
    return 2 * worded > len(firsts) and len(named) > 1 and len(set(named)) > 0.6 * len(firsts)


def _simplify(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _read_structures(grid: Grid, areas: Iterable[Area]) -> list[TableStructure]:
    """The tables and the lists of records of these areas, in their order."""
    structures: list[TableStructure] = []
    for area in areas:
        if structure := read_structure(grid, area):
            structures.append(replace(structure, title=_choose_title(structure, structures)))
    return structures


def _choose_title(structure: TableStructure, before: list[TableStructure]) -> Title:
    """Its own title, or else that of the last table that it begins beside; lists lend none."""
    if structure.title.cell is not None or structure.is_record_list:
        return structure.title
    for other in reversed(before):
        cell = None if other.is_record_list else other.title.cell
        if cell and cell[0] < structure.first <= other.body[-1]:
            return Title(cell, is_guess=True)
    return structure.title


def _mark_claimed(
    grid: Grid, contents: Iterable[Area], structures: Iterable[TableStructure]
) -> np.ndarray:
    """Where on a sheet a list of contents or a part of a table stands, as a mask of the sheet."""
    claimed = np.zeros(grid.kinds.shape, bool)
    for area in contents:
        claimed[area.box] = True
    for structure in structures:
        columns = structure.columns
        across = [*columns.stubs, *columns.figures, *columns.flags]
        rows = [*structure.headers, *structure.repeated, *structure.body]
        claimed[np.ix_(rows, across)] = True
        claimed[structure.stub.headings.sections, :] = True
        if structure.title.cell is not None:
            claimed[structure.title.cell] = True
    return claimed


def _list_cells(where: np.ndarray) -> list[tuple[int, int]]:
    return [(int(row), int(column)) for row, column in zip(*np.nonzero(where), strict=True)]


def _find_lone_figure(grid: Grid, claimed: np.ndarray) -> FoundTable | None:
    """One label and one number on a sheet, with a line of words above them, or None.

    It is a table that a recipe reads: its words may be the reply's whole answer.
    """
    figures = _list_cells(grid.sure & ~claimed)
    if len(figures) != 1:
        return None
    ((row, column),) = figures
    filled = [int(place) for place in np.flatnonzero(grid.filled[row])]
    above = np.flatnonzero(grid.filled[:row].any(axis=1))
    if len(filled) != 2 or filled[1] != column or not len(above):
        return None
    stub, title = filled[0], (int(above[-1]), filled[0])
    alone = grid.filled[title[0]].sum() == 1
    if not (alone and grid.worded[title] and grid.worded[row, stub]):
        return None
    label, text = grid.text(row, stub), grid.text(row, column)
    if grid.text(*title).endswith(".") or names_records(label, [text], True):
        return None  # a sentence is no title, and a reference counts nothing
    number = grid.sheet.numbering.format_place
    return FoundTable(
        sheet=grid.sheet.name,
        title=grid.text(*title),
        title_cell=number(*title),
        headers=(),
        stubs=(stub,),
        rows=(row,),
        columns=(column,),
        row_labels={row: (label,)},
        column_labels={},
        row_kind=find_label_kind([label], read_words()).kind,
        confidence=LONE_FIGURE,
        questions=(QuestionKind.LONE_FIGURE.ask((number(row, column),)),),
        numbering=grid.sheet.numbering,
    )


def _describe_table(
    grid: Grid, structure: TableStructure, legend: Mapping[str, Meaning]
) -> FoundTable:
    """All that is found of one table; `legend` is what the notes of its sheet say of glyphs."""
    grid = grid.mark(structure.absent)
    columns, body, title = structure.columns, structure.body, structure.title.cell
    number = grid.sheet.numbering.format_place
    rows, across = structure.row_totals, structure.column_totals
    total_rows = frozenset(body[line] for line in rows.sums)
    total_columns = frozenset(columns.figures[line] for line in across.sums)
    row_kind = _name_labels(structure.stub.labels, total_rows)
    column_kind = _name_labels(structure.header.labels, total_columns)
    notes = [] if structure.is_record_list else _list_notes(grid, structure)
    marks = _explain_marks(grid, structure, notes, legend)
    questions, confidence = ask_about_table(grid, structure, marks)
    return FoundTable(
        sheet=grid.sheet.name,
        title=grid.text(*title) if title else "",
        title_cell=number(*title) if title else "",
        headers=tuple(structure.headers),
        repeated=tuple(structure.repeated),
        stubs=tuple(columns.stubs),
        rows=tuple(body),
        columns=tuple(columns.figures),
        row_labels=structure.stub.labels,
        column_labels=structure.header.labels,
        row_kind=row_kind,
        column_kind=column_kind,
        total_rows=total_rows,
        total_columns=total_columns,
        of_which_rows=frozenset(body[line] for line in rows.of_which),
        of_which_columns=frozenset(columns.figures[line] for line in across.of_which),
        flags=tuple(columns.flags),
        sections=tuple(structure.stub.headings.sections),
        notes=tuple(number(*cell) for cell in notes),
        marks=marks,
        absent=structure.absent,
        orientation=_find_orientation(structure, row_kind, column_kind),
        confidence=confidence,
        questions=questions,
        numbering=grid.sheet.numbering,
    )


def _name_labels(labels: Mapping[int, tuple[str, ...]], totals: frozenset[int]) -> str:
    """The kind of the innermost labels, totals left out."""
    inner = [words[-1] for line, words in labels.items() if words and line not in totals]
    return find_label_kind(inner, read_words()).kind


def _find_orientation(structure: TableStructure, row_kind: str, column_kind: str) -> Orientation:
    if structure.is_record_list:
        return "records"
    if column_kind in PERIODS:
        return "years across"
    return "years down" if row_kind in PERIODS else "no years"


def _list_notes(grid: Grid, structure: TableStructure) -> list[tuple[int, int]]:
    """The filled cells of the area that are neither title, header, label nor figure."""
    area, columns = structure.area, structure.columns
    inside = {*columns.stubs, *columns.figures, *columns.flags}
    belong = {*structure.headers, *structure.repeated, *structure.body}
    notes = []
    for row in range(area.top, area.bottom + 1):
        if row in structure.stub.headings.sections:
            continue
        for column in np.flatnonzero(grid.filled[row, area.left : area.right + 1]) + area.left:
            cell = (row, int(column))
            if cell != structure.title.cell and not (row in belong and column in inside):
                notes.append(cell)
    return notes


def _explain_marks(
    grid: Grid,
    structure: TableStructure,
    notes: Iterable[tuple[int, int]],
    legend: Mapping[str, Meaning],
) -> dict[str, str]:
    """Each glyph, statement and range without its lowest count: its meaning, "" if none is known.

    The table's own notes come first, then the sheet's, and then what a statement says itself.
    A note of other things than a count settles nothing for a glyph that stands in place of one.
    """
    glyphs: dict[str, bool] = {}
    for glyph, is_glued in _list_glyphs(grid, structure):
        glyphs[glyph] = glyphs.get(glyph, False) or is_glued
    if not glyphs:
        return {}
    own = read_legend(grid.sheet.cell(*cell) for cell in notes)
    marks = {}
    for glyph, is_glued in glyphs.items():
        meaning = own.get(fold_glyph(glyph)) or legend.get(fold_glyph(glyph))
        said = meaning.words if meaning else read_absence(glyph) or ""
        if meaning and meaning.floor_unsaid and read_range(glyph):
            said = ""
        marks[glyph] = said if is_glued or said != FOOTNOTE else ""
    return marks


def _list_glyphs(grid: Grid, structure: TableStructure) -> Iterator[tuple[str, bool]]:
    """The glyphs and statements that stand for a figure or are glued to one, and whether they are.

    So are ranges like `<5`, which say their lowest count in a legend alone. All are as printed.
    In a list of records a mark may be a label, as `X` is a platform.
    """
    known = read_words() if structure.is_record_list else {}
    rows, columns = np.array(structure.body), np.array(structure.columns.figures)
    box = np.ix_(rows, columns)
    kinds = grid.kinds[box]
    glued = grid.stored_as_text[box] & np.isin(kinds, GLUED)
    marks = np.isin(kinds, (CellKind.SIGN, CellKind.PHRASE, CellKind.RANGE))
    for row, column in np.argwhere(marks | glued):
        cell = int(rows[row]), int(columns[column])
        reading = read_cell_text(grid.sheet.cell(*cell))
        if reading.floor_unsaid and not structure.is_record_list:
            yield reading.words, False
        glyph = grid.absent.get(cell) or reading.glyph
        if glyph and fold(grid.text(*cell)) not in known:
            yield glyph, bool(glued[row, column])


def _find_lone_statements(grid: Grid, claimed: np.ndarray) -> Iterator[tuple[int, int]]:
    """Lines in no table that say, just under a line of words, that there is no figure."""
    alone = (grid.filled.sum(axis=1) == 1) & ~(grid.filled & claimed).any(axis=1)
    titled = (grid.filled.sum(axis=1) == 1) & grid.worded.any(axis=1)
    for row in map(int, np.flatnonzero(alone[1:] & titled[:-1]) + 1):
        above, text = (grid.text(line, grid.first_filled(line)) for line in (row - 1, row))
        is_short = len(text.split()) <= MOST_WORDS
        if is_short and read_absence(text) and read_absence(above) is None:
            yield row, grid.first_filled(row)


def _find_numbered_notes(sheet: Sheet) -> set[tuple[int, int]]:
    """The lines that begin with a digit or letter that stands raised elsewhere on the sheet.

    So does a line just beneath such a note that has the next number.
    """
    cells = [cell for cell in sheet.filled() if isinstance(cell.value, str)]
    raised = {found[0] for cell in cells if (found := re.search(f"[{RAISED}]+$", cell.text))}
    glyphs, notes = {*map(fold_glyph, raised)}, {}
    for cell in cells:
        if not (begun := re.match(r"[(]?(\w{1,2})[.):]?\s+\S", cell.text)):
            continue
        above, name = notes.get((cell.row - 1, cell.column), ""), fold_glyph(begun[1])
        if name in glyphs or (above.isdecimal() and name == str(int(above) + 1)):
            notes[cell.row, cell.column] = name
    return set(notes)


def _ask_about_rest(grid: Grid, claimed: np.ndarray) -> Iterator[OpenQuestion]:
    sheet = grid.sheet
    if cells := list(_find_lone_statements(grid, claimed)):
        above = cells[0][0] - 1
        words = {
            "above": quote_yaml(grid.text(above, grid.first_filled(above))),
            "words": quote_yaml(grid.text(*cells[0])),
        }
        named = format_ranges(cells, sheet.numbering)
        yield QuestionKind.NO_FIGURES_SAID.ask(named, sheet.name, **words)
    notes = _find_numbered_notes(sheet)
    if cells := [cell for cell in _list_cells(grid.sure & ~claimed) if cell not in notes]:
        named = format_ranges(cells, sheet.numbering)
        yield QuestionKind.FIGURES_IN_NO_TABLE.ask(named, sheet.name)
