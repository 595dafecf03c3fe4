"""Table detection: where on a sheet one table ends and the next begins."""

import re
from collections import Counter
from collections.abc import Iterator
from enum import IntEnum
from itertools import pairwise

import numpy as np

from analysis.ingest.detection.absent_figures import mark_absent
from analysis.ingest.detection.column_header import find_repeated
from analysis.ingest.detection.grid import Area, CellKind, Grid, is_caption, is_footnote
from analysis.ingest.detection.row_classification import RowKind, classify_rows
from analysis.ingest.files.sheet import fold
from analysis.ingest.records.record_list import is_dated
from analysis.ingest.words.absence import read_absence
from analysis.ingest.words.label_kinds import find_label_kind, names_records
from analysis.ingest.words.spellings import gather_spellings
from analysis.ingest.words.vocabulary import read_words
from analysis.ingest.words.whole_numbers import is_hidden_count

FAR_BELOW = 3  # blank rows; figures without a header after so many are a table of their own
FEW = 2  # rows of figures over a header that still belong to the table under it
MOSTLY = 0.6  # of the rows
FEWEST_ROWS = 3
FEWEST_COLUMNS = 3
DENSE = 0.6  # of the rows that a column of words fills
UNORDERED = ("7", "3")  # numbers that count no rows: only a reference names records by them
MOST_DISTINCT = 0.7  # of a column of words; with more, every row would be a thing of its own
FEW_FIGURES = 0.2  # of the cells of a column that holds no counts
NUMBERS = (CellKind.NUMBER, CellKind.DECIMAL)
LONGEST_CLASS = 8  # words
TOTAL = re.compile(r"(?:grand |overall |sub-?)?totals?\W*(?:\b(?:for|of)\b )?")
CLASSED = ("rank", "role", "platform", "nature", "outcome", "source", "sex", "ethnicity")


def find_areas(grid: Grid, area: Area | None = None) -> Iterator[Area]:
    """The areas of a sheet that hold at most one table each, in reading order.

    The sheet is cut along the columns and rows where a new table begins, and each piece again."""
    height, width = grid.kinds.shape
    area = _trim(grid, area or Area(0, 0, height - 1, width - 1))
    if area is None:
        return
    column = _find_first_column(grid, area)
    if column is not None:
        yield from find_areas(grid, area._replace(right=column - 1))
        yield from find_areas(grid, area._replace(left=column))
        return
    marked = mark_absent(grid, area)
    if found := find_record_list(marked, area):
        if found.top > area.top:
            yield from find_areas(grid, area._replace(bottom=found.top - 1))
        yield found
        if found.bottom < area.bottom:
            yield from find_areas(grid, area._replace(top=found.bottom + 1))
        return
    rows = [area.top + row for row in _find_first_rows(marked, area)]
    if not rows:
        yield area
        return
    for top, end in pairwise([area.top, *rows, area.bottom + 1]):
        yield from find_areas(grid, area._replace(top=top, bottom=end - 1))


def _trim(grid: Grid, area: Area) -> Area | None:
    """The area without blank rows and columns at its edges; None where all of it is blank."""
    filled = grid.filled[area.box]
    down, across = np.flatnonzero(filled.any(axis=1)), np.flatnonzero(filled.any(axis=0))
    if not len(down):
        return None
    top, bottom = (area.top + int(edge) for edge in down[[0, -1]])
    left, right = (area.left + int(edge) for edge in across[[0, -1]])
    return Area(top, left, bottom, right)


def _find_first_column(grid: Grid, area: Area) -> int | None:
    """The first column at which a second table begins; None where there is only one.

    Behind a blank column it begins with labels of its own or is a list of records; without a
    blank column between, every label differs and the figures at the left have labels as well.
    """
    filled = grid.filled[area.box]
    for column in range(1, filled.shape[1] - 1):
        if not filled[:, column].any():
            continue
        left = area._replace(right=area.left + column - 1)
        right = area._replace(left=area.left + column)
        if filled[:, column - 1].any():
            if _touches_table(grid, left, right):
                return right.left
        elif _is_tabular(grid, left) and _begins_table(grid, left, right, filled[:, :column]):
            return right.left
    return None


def _is_tabular(grid: Grid, area: Area) -> bool:
    """Whether an area is more than lines of words: two rows at least of two cells."""
    return bool((grid.filled[area.box].sum(axis=1) > 1).sum() > 1)


def _begins_table(grid: Grid, left: Area, right: Area, before: np.ndarray) -> bool:
    """Whether a table begins behind a blank column, by its caption, labels, records or headers."""
    column = grid.filled[right.box][:, 0]
    if any(is_caption(grid.text(right.top + int(r), right.left)) for r in np.flatnonzero(column)):
        return True
    group = _find_column_group(right, grid.filled[right.box])
    wide = before.shape[1] > 1 and not before[:, -2].any()
    found = find_record_list(grid, group)
    return (
        _has_labels(grid, group)
        or (found is not None and found.left == right.left)
        or (wide and _has_own_rows(grid, left, right))
    )


def _find_column_group(area: Area, filled: np.ndarray) -> Area:
    """The columns of an area up to the first blank one after the second."""
    blank = np.flatnonzero(~filled[:, 2:].any(axis=0))
    return area._replace(right=area.left + 1 + int(blank[0])) if len(blank) else area


def _has_own_rows(grid: Grid, left: Area, right: Area) -> bool:
    """Whether an area has headers of its own, and figures in other rows than the one before it."""
    types = classify_rows(grid, right)
    figures = grid.sure[left.box].any(axis=1)
    body = types == RowKind.BODY
    return bool(RowKind.HEADER in types) and 2 * (body & figures).sum() < (body | figures).sum()


def _has_labels(grid: Grid, area: Area) -> bool:
    """Whether the columns before the first figures of an area label the rows of figures."""
    kinds, sure = grid.kinds[area.box], grid.sure[area.box]
    labels = (kinds == CellKind.YEAR) | (kinds >= CellKind.PERIOD)
    first, rows = int(sure.any(axis=0).argmax()), sure.any(axis=1)
    gaps = np.flatnonzero(~grid.filled[area.box][:, :first].any(axis=0))
    first = int(gaps[0]) if len(gaps) else first
    for column in range(first):
        bands = [grid.text(area.top + int(r), area.left + column) for r in np.flatnonzero(rows)]
        if len(set(bands)) == len(bands) > 1:  # 10-14, 15-17: "<5" would come again
            labels[:, column] |= kinds[:, column] == CellKind.RANGE
    return first > 0 and bool(labels[rows, :first].any(axis=1).mean() >= MOSTLY)


def _touches_table(grid: Grid, left: Area, right: Area) -> bool:
    """Whether two tables touch: words differing in every row, figures and labels on both sides."""
    rows = grid.sure[right.box][:, 1]
    words = grid.worded[right.box][:, 0]
    if rows.sum() < 2 or not words[rows].all():
        return False
    at = [left.top + int(row) for row in np.flatnonzero(rows)]
    texts = [grid.text(row, right.left) for row in at]
    if any(texts == [grid.text(row, c) for row in at] for c in range(left.left, left.right + 1)):
        return False  # the labels said once more at the other edge
    before = grid.sure[left.box]
    if len(set(texts)) < len(texts) or not before[rows, -1].any():
        return False
    first = int(before[rows].any(axis=0).argmax())
    labels = (grid.filled & ~grid.sure)[left.box][:, :first]
    return first > 0 and bool(labels[rows].any(axis=1).mean() >= MOSTLY)


def find_record_list(grid: Grid, area: Area) -> Area | None:
    """The first list of records in an area, from its header on; None without one.

    Of two columns it is one where they stand alone, with nothing beside them.
    """
    filled = grid.filled[area.box]
    width = filled.sum(axis=1)
    for block in _list_blocks(grid, area, width >= FEWEST_COLUMNS):
        is_long = block.bottom - block.top >= FEWEST_ROWS
        records = _take_records(grid, block)
        if (is_long and _is_record_list(*records)) or _holds_records(*records):
            return block
    for block in _list_blocks(grid, area, width == 2):
        first, last = block.top - area.top, block.bottom - area.top
        alone = (width[first : last + 1] < 3).all() and not (first and width[first - 1] > 1)
        if alone and _holds_records(grid, block):
            return block
    return None


def _take_records(grid: Grid, block: Area) -> tuple[Grid, Area]:
    """A block without the lines that hold a period alone, as it would lie without them."""
    lines = grid.find_lone_periods(block)
    if not lines:
        return grid, block
    rows = [row for row in range(block.top, block.bottom + 1) if row not in lines]
    return grid.take_rows(rows), block._replace(top=0, bottom=len(rows) - 1)


def _list_blocks(grid: Grid, area: Area, heads: np.ndarray) -> Iterator[Area]:
    """Rows with no blank one between, from one of these heads on and as wide as it."""
    filled = grid.filled[area.box]
    end = 0
    for head in np.flatnonzero(heads).tolist():
        if head < end:
            continue
        left, right = _find_filled_run(filled[head])
        end = head + 1
        inside = filled[:, left : right + 1].sum(axis=1)
        whole = inside > 1
        dated = np.isin(grid.kinds[area.box][:, left], (CellKind.YEAR, CellKind.PERIOD))
        if right > left + 1:  # a line may date the records beneath it
            whole |= (inside == 1) & dated & np.append(whole[1:], False)
        if right - left == 1:  # a record with one cell blank, where another one follows
            whole |= (inside == 1) & np.append(whole[1:], False)
        while end < len(filled) and (whole[end] or area.top + end in grid.sheet.page_lines):
            if is_caption(grid.text(area.top + end, area.left + left)):
                break
            end += 1
        while not whole[end - 1] and end > head + 1:
            end -= 1
        yield Area(area.top + head, area.left + left, area.top + end - 1, area.left + right)


def _find_filled_run(filled: np.ndarray) -> tuple[int, int]:
    """The first and last of the filled cells of a row that stand together at its left."""
    left = int(filled.argmax())
    gaps = np.flatnonzero(~filled[left:])
    return left, (left + int(gaps[0]) if len(gaps) else len(filled)) - 1


def _is_record_list(grid: Grid, block: Area) -> bool:
    """Whether a block is mostly columns of words that come again and again, under unlike heads."""
    kinds = grid.kinds[block.box]
    columns = np.flatnonzero(kinds[0] != CellKind.BLANK)
    head, body = kinds[0][columns], kinds[1:][:, columns]
    heads = {grid.text(block.top, block.left + int(column)) for column in columns}
    if not (head == CellKind.WORDS).all() or len(heads) < len(columns):
        return False
    filled = body != CellKind.BLANK
    if filled.mean() < 0.5 or not filled.any(axis=0).all():
        return False
    said = np.isin(body, (CellKind.WORDS, CellKind.PERIOD, CellKind.PHRASE))
    said &= ~grid.says_none[block.box][1:][:, columns]
    of_years = (body == CellKind.YEAR).sum(axis=0) > 0.6 * filled.sum(axis=0)
    of_words = (said.sum(axis=0) > 0.6 * filled.sum(axis=0)) & (filled.mean(axis=0) >= DENSE)
    if of_words.sum() < FEWEST_COLUMNS or 2 * of_words.sum() <= (~of_years).sum():
        return False
    named = [np.unique(_list_column(grid, block, c), return_counts=True)[1] for c in columns]
    repeats = [len(counts) <= MOST_DISTINCT * counts.sum() for counts in named]
    classes = sum(r and w for r, w in zip(repeats, of_words, strict=True))
    if not classes or (classes == 1 and not _says_of_records(grid, block, columns)):
        return False
    counted = np.flatnonzero(~(of_words | of_years))
    if not len(counted):
        return True
    if _has_totals(grid, block, np.flatnonzero(of_words)):
        return False
    labels_first = counted[0] > np.flatnonzero(of_words)[-1]
    return not labels_first or (body[:, 0] == CellKind.PERIOD).mean() > 0.5


def _has_totals(grid: Grid, block: Area, columns: np.ndarray) -> bool:
    """Whether a label in these columns is a total, of all or of another: no record is one."""
    texts = {fold(text) for column in columns for text in _list_column(grid, block, column)}
    rest = {TOTAL.sub("", text) for text in texts if TOTAL.match(text)}
    return bool(rest & {"", *texts})


class _ColumnUse(IntEnum):
    """What a column of a list does for each record."""

    FIGURES = 0  # none: a table of counts
    NAMES = 1
    DATES = 2
    CLASSES = 3
    DESCRIBES = 4  # words that come once


def _holds_records(grid: Grid, block: Area) -> bool:
    """Whether the columns name, date and class records: there may be few of each, or only names.

    A calendar has a date to each row, a glossary only describes: neither holds records.
    """
    heads = [grid.text(block.top, column) for column in range(block.left, block.right + 1)]
    rows, filled = block.bottom - block.top, grid.filled[block.box][1:]
    worded = (grid.kinds[block.box][0] == CellKind.WORDS).all()
    if rows < 2 or not worded or len(set(heads)) < len(heads):
        return False
    if filled.mean() < DENSE or not filled.any(axis=0).all():
        return False
    numbers = np.isin(grid.kinds[block.box][1:], NUMBERS).mean(axis=0) > FEW_FIGURES
    if not all(names_records(heads[n], UNORDERED, n > 0) for n in np.flatnonzero(numbers)):
        return False  # beside labels, numbers that go up by one may well be counts
    uses = [_find_use(grid, block, column) for column in range(block.left, block.right + 1)]
    if _ColumnUse.FIGURES in uses:
        return False
    has = Counter(uses)
    names, dates, classes = map(has.get, (_ColumnUse.NAMES, _ColumnUse.DATES, _ColumnUse.CLASSES))
    if has[_ColumnUse.DESCRIBES]:
        return bool(names and dates and classes) and 2 * has[_ColumnUse.DESCRIBES] < len(uses)
    classed = [n for n, use in enumerate(uses) if use == _ColumnUse.CLASSES]
    known = sum(_is_known(_list_column(grid, block, n)) for n in classed)
    if names:
        return bool(known or dates or names == len(uses) or len(uses) > 2)
    if rows < FEWEST_ROWS or not dates:
        return known > 1
    days = [_list_column(grid, block, n) for n, use in enumerate(uses) if use == _ColumnUse.DATES]
    again = all(len(set(texts)) < len(texts) for texts in days)
    return bool(known or (again and len(classed) > 1))


def _find_use(grid: Grid, block: Area, column: int) -> _ColumnUse:
    head = grid.text(block.top, column)
    texts = _list_column(grid, block, column - block.left)
    if not texts:
        return _ColumnUse.FIGURES
    kinds = Counter(grid.kinds[block.top + 1 : block.bottom + 1, column].tolist())
    hidden = sum(map(is_hidden_count, texts))
    if 2 * hidden > len(texts):
        return _ColumnUse.FIGURES
    if names_records(head, texts, kinds[CellKind.NUMBER] + kinds[CellKind.YEAR] > 0):
        return _ColumnUse.NAMES
    if sum(kinds[kind] for kind in NUMBERS) + hidden > FEW_FIGURES * len(texts):
        return _ColumnUse.FIGURES
    if is_dated(grid.sheet.cell(row, column) for row in range(block.top + 1, block.bottom + 1)):
        distinct = len(set(texts)) <= MOST_DISTINCT * len(texts)
        named = kinds[CellKind.YEAR] < len(texts) / 2 or "year" in fold(head)
        return _ColumnUse.DATES if named or distinct else _ColumnUse.FIGURES
    signs = sum(not any(map(str.isalnum, text)) for text in texts)
    if kinds[CellKind.SEVERAL] + kinds[CellKind.ERROR] + signs > FEW_FIGURES * len(texts):
        return _ColumnUse.FIGURES
    if 2 * sum(bool(read_absence(text)) for text in texts) > len(texts):
        return _ColumnUse.FIGURES
    is_short = max(len(text.split()) for text in texts) <= LONGEST_CLASS
    groups = len(gather_spellings(texts))
    if is_short and (groups <= MOST_DISTINCT * len(texts) or _is_known(texts)):
        return _ColumnUse.CLASSES
    return _ColumnUse.DESCRIBES


def _is_known(texts: list[str]) -> bool:
    """Whether most of these are known ranks, platforms or other classes of complaints."""
    return find_label_kind(texts, read_words()).kind in CLASSED


def _says_of_records(grid: Grid, block: Area, columns: np.ndarray) -> bool:
    """Whether any column dates complaints or classes them in known words; a glossary has none."""
    dates = np.isin(grid.kinds[block.box][1:][:, columns], (CellKind.YEAR, CellKind.PERIOD))
    if (dates.mean(axis=0) > MOSTLY).any():
        return True
    return any(_is_known(_list_column(grid, block, column)) for column in columns)


def _list_column(grid: Grid, block: Area, column: int) -> list[str]:
    rows, at = range(block.top + 1, block.bottom + 1), block.left + int(column)
    return [text for row in rows if (text := grid.text(row, at))]


def _find_first_rows(grid: Grid, area: Area) -> list[int]:
    """The rows, counted from the area's top, at which a table after the first begins."""
    types = classify_rows(grid, area)
    beginnings: list[int] = []
    start = 0
    headed = False
    for row in map(int, np.flatnonzero(types)):
        kind = types[row]
        body = np.flatnonzero(types[start:row] == RowKind.BODY) + start
        if kind == RowKind.HEADER and headed and _is_repeated(grid, area, types, start, row):
            continue
        if kind == RowKind.HEADER:
            begins = len(body) and types[row - 1] != RowKind.HEADER
            stays = _adds_headers if headed else _is_between_figures
            if begins and not stays(grid, area, types, row, body):
                start = _find_title_row(grid, area, types, row)
                beginnings.append(start)
            headed = True
        elif len(body) and _begins_without_header(grid, area, types, row, body, headed):
            start, headed = row, False
            beginnings.append(start)
    return beginnings


def _is_repeated(grid: Grid, area: Area, types: np.ndarray, start: int, row: int) -> bool:
    """Whether a header row says once more what heads its table, with no words in between."""
    before = np.flatnonzero(types[:row] == RowKind.BODY)
    if not len(before) or RowKind.LINE in types[before[-1] : row]:
        return False
    headers = [area.top + int(r) for r in np.flatnonzero(types == RowKind.HEADER) if r >= start]
    body = [area.top + int(r) for r in np.flatnonzero(types == RowKind.BODY) if r >= start]
    return area.top + row in find_repeated(grid, area, headers, body)


def _adds_headers(grid: Grid, area: Area, types: np.ndarray, row: int, body: np.ndarray) -> bool:
    """Whether a header names only columns that the header before left bare."""
    if RowKind.LINE in types[body[-1] : row]:
        return False
    beneath = _find_figure_columns(grid, area, _list_body_beneath(types, row))
    heads = [row] if types[row + 1] != RowKind.HEADER else [row, row + 1]
    filled = grid.filled[area.top + np.array(heads), area.left : area.right + 1].any(axis=0)
    here, before = filled & beneath, _find_figure_columns(grid, area, body)
    return 2 * here.sum() < beneath.sum() and not (here & before).any()


def _is_between_figures(
    grid: Grid, area: Area, types: np.ndarray, row: int, body: np.ndarray
) -> bool:
    """Whether the few figures over a first header belong to the columns under it."""
    if len(body) > FEW or RowKind.LINE in types[body[-1] : row]:
        return False
    beneath = _find_figure_columns(grid, area, _list_body_beneath(types, row))
    return not (_find_figure_columns(grid, area, body) & ~beneath).any()


def _find_title_row(grid: Grid, area: Area, types: np.ndarray, head: int) -> int:
    """Where the title lines over a header begin; footnotes stay with the table before."""
    row = head - 1
    while row >= 0 and types[row] == RowKind.BLANK:
        row -= 1
    if row < 0 or types[row] != RowKind.LINE:
        return head
    last = row
    while row > 0 and types[row - 1] == RowKind.LINE:
        row -= 1
    touches = row > 0 and types[row - 1] == RowKind.BODY
    texts = [_read_line(grid, area, line) for line in range(row, last + 1)]
    for line in range(len(texts) - 1, -1, -1):
        if is_caption(texts[line]):
            return row + line
    if not touches and not is_footnote(texts[0]):
        return row  # a note under its own title
    for line in range(len(texts) - 1, -1, -1):
        if is_footnote(texts[line]):
            return min(row + line + 1, head)
    return last if touches else row


def _begins_without_header(
    grid: Grid, area: Area, types: np.ndarray, row: int, body: np.ndarray, headed: bool
) -> bool:
    """Whether a table without a header begins here: under a caption, or far below, or unlike."""
    gap = row - 1 - int(np.flatnonzero(types[:row] != RowKind.BLANK)[-1])
    is_line = types[row] == RowKind.LINE
    if types[row] == RowKind.BLANK or not (gap or is_line):
        return False
    beneath = _list_body_beneath(types, row - 1)
    if not len(beneath) or RowKind.HEADER in types[row : beneath[0]]:
        return False
    if gap > FAR_BELOW:
        return True
    if not is_line:
        return False
    text = _read_line(grid, area, row)
    if is_caption(text) or not gap or is_footnote(text):
        return is_caption(text)
    if not headed:
        return True
    lines = np.flatnonzero(types[beneath[0] :] == RowKind.LINE)
    stretch = beneath[beneath < beneath[0] + lines[0]] if len(lines) else beneath
    here, before = _find_figure_columns(grid, area, stretch), _find_figure_columns(grid, area, body)
    return bool(2 * (here & before).sum() < (here | before).sum())


def _list_body_beneath(types: np.ndarray, row: int) -> np.ndarray:
    """The rows of figures after a row, up to the next header that follows them."""
    body = np.flatnonzero(types[row + 1 :] == RowKind.BODY)
    if not len(body):
        return body
    heads = np.flatnonzero(types[row + 1 + body[0] :] == RowKind.HEADER)
    end = body[0] + heads[0] if len(heads) else len(types)
    return body[body < end] + row + 1


def _find_figure_columns(grid: Grid, area: Area, rows: np.ndarray) -> np.ndarray:
    """Where these rows hold figures, their first filled column left out."""
    box = np.s_[area.left : area.right + 1]
    figures = grid.figures[area.top + rows, box].any(axis=0)
    filled = np.flatnonzero(grid.filled[area.top + rows, box].any(axis=0))
    if len(filled) > 1:
        figures[filled[0]] = False
    return figures


def _read_line(grid: Grid, area: Area, row: int) -> str:
    columns = np.flatnonzero(grid.filled[area.top + row, area.left : area.right + 1])
    return grid.text(area.top + row, area.left + int(columns[0]))
