"""Survey one sheet: cut it into areas, take each apart, judge what was found."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from analysis.ingest.files.workbook import Sheet
from analysis.ingest.survey.describe import describe
from analysis.ingest.survey.divide import divide
from analysis.ingest.survey.found import FoundTable, Question
from analysis.ingest.survey.grid import Grid, draw_grid
from analysis.ingest.survey.lists import find_list
from analysis.ingest.survey.places import spell_places
from analysis.ingest.survey.table import Parts, take_apart, take_list_apart
from analysis.ingest.survey.titles import Title
from analysis.ingest.words.legend import read_legend


@dataclass(frozen=True)
class SheetSurvey:
    """The tables of one sheet in reading order, and questions about what is in none of them."""

    tables: tuple[FoundTable, ...]
    questions: tuple[Question, ...] = ()


def survey_sheet(sheet: Sheet, others: Collection[str] = ()) -> SheetSurvey:
    """Find the tables of a sheet; a list that names `others`, the sheets beside it, is none."""
    if not sheet.height or not sheet.width:
        return SheetSurvey(())
    grid = draw_grid(sheet)
    claimed = np.zeros(grid.kinds.shape, bool)
    found = list(_find_parts(grid, others, claimed))
    for parts in found:
        for cells in _list_cells(parts):
            claimed[cells] = True
    free = grid.worded & ~claimed
    legend = read_legend(sheet.cell(int(r), int(c)) for r, c in zip(*np.nonzero(free), strict=True))
    tables = tuple(describe(grid, parts, legend) for parts in found)
    return SheetSurvey(tables, tuple(_ask_about_rest(grid, claimed, others)))


def _find_parts(grid: Grid, others: Collection[str], claimed: np.ndarray) -> Iterator[Parts]:
    found: list[Parts] = []
    for area in divide(grid):
        if names_sheets(grid, area, others):
            claimed[area.top : area.bottom + 1, area.left : area.right + 1] = True
            continue
        if find_list(grid, area) == area:
            yield take_list_apart(grid, area)
        elif (parts := take_apart(grid, area)) is not None:
            parts.title = parts.title if parts.title.cell else _borrow_title(parts, found)
            found.append(parts)
            yield parts


def _borrow_title(parts: Parts, found: list[Parts]) -> Title:
    """The title of a table that begins beside this one, where this one has none."""
    for other in reversed(found):
        if other.title.cell and other.title.cell[0] < parts.first <= other.body[-1]:
            return Title(other.title.cell, is_guess=True)
    return parts.title


def _list_cells(parts: Parts) -> Iterator[tuple]:
    columns = parts.columns
    across = [*columns.stubs, *columns.figures, *columns.flags]
    yield np.ix_([*parts.heads, *parts.body], across)
    for row in parts.beside.headings.sections:
        yield np.s_[row, :]
    if parts.title.cell is not None:
        yield parts.title.cell


def names_sheets(grid: Grid, area, others: Collection[str]) -> bool:
    """Whether most rows of an area are the name or the number of another sheet, then words."""
    names = {_bare(name) for name in others}
    numbers = {match[0] for name in others if (match := re.search(r"\d[\d.]*$", name.strip()))}
    firsts, worded = [], 0
    for row in range(area.top, area.bottom + 1):
        filled = np.flatnonzero(grid.filled[row, area.left : area.right + 1])
        if len(filled) > 1:
            firsts.append(grid.text(row, area.left + int(filled[0])))
            worded += bool(grid.worded[row, area.left + int(filled[1])])
    named = [text for text in firsts if _bare(text) in names or text in numbers]
    return 2 * worded > len(firsts) and len(named) > 1 and len(set(named)) > 0.6 * len(firsts)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _ask_about_rest(grid: Grid, claimed: np.ndarray, others: Collection[str]) -> Iterator[Question]:
    sheet = grid.sheet
    if not sheet.visible:
        yield Question(f"sheet {sheet.name!r} is hidden: should it be read?")
    left = grid.sure & ~claimed
    cells = [(int(r), int(c)) for r, c in zip(*np.nonzero(left), strict=True)]
    if cells:
        yield Question(f"sheet {sheet.name!r}: figures in no table", spell_places(cells))
