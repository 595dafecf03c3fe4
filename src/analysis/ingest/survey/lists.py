"""Lists of records, one row a complaint: columns of words under one row of heads."""

import numpy as np

from analysis.ingest.survey.grid import Area, Grid, Kind
from analysis.ingest.survey.lines import is_caption

FEWEST_ROWS = 3
FEWEST_COLUMNS = 3
DENSE = 0.6  # of the rows that a column of words fills
MOST_DISTINCT = 0.7  # of a column of words; with more, every row would be a thing of its own


def find_list(grid: Grid, area: Area) -> Area | None:
    """The first list of records in an area, from its row of heads on; None without one."""
    filled = grid.filled[area.top : area.bottom + 1, area.left : area.right + 1]
    end = 0
    for head in np.flatnonzero(filled.sum(axis=1) >= FEWEST_COLUMNS).tolist():
        if head < end:
            continue
        left, right = _find_run(filled[head])
        end = head + 1
        while end < len(filled) and filled[end, left : right + 1].sum() > 1:
            if is_caption(grid.text(area.top + end, area.left + left)):
                break
            end += 1
        corner = area.top + head, area.left + left
        block = Area(*corner, area.top + end - 1, area.left + right)
        if end - head > FEWEST_ROWS and _is_list(grid, block):
            return block
    return None


def _find_run(filled: np.ndarray) -> tuple[int, int]:
    """The first and last of the filled cells of a row that stand together at its left."""
    left = int(filled.argmax())
    gaps = np.flatnonzero(~filled[left:])
    return left, (left + int(gaps[0]) if len(gaps) else len(filled)) - 1


def _is_list(grid: Grid, block: Area) -> bool:
    box = np.s_[block.top : block.bottom + 1, block.left : block.right + 1]
    kinds = grid.kinds[box]
    columns = np.flatnonzero(kinds[0] != Kind.BLANK)
    head, body = kinds[0][columns], kinds[1:][:, columns]
    if not (head == Kind.WORDS).all() or len(set(_texts(grid, block, 0, columns))) < len(columns):
        return False
    filled = body != Kind.BLANK
    if filled.mean() < 0.5 or not filled.any(axis=0).all():
        return False
    said = np.isin(body, (Kind.WORDS, Kind.PERIOD, Kind.PHRASE))
    of_years = (body == Kind.YEAR).sum(axis=0) > 0.6 * filled.sum(axis=0)
    of_words = (said.sum(axis=0) > 0.6 * filled.sum(axis=0)) & (filled.mean(axis=0) >= DENSE)
    if of_words.sum() < FEWEST_COLUMNS or 2 * of_words.sum() <= (~of_years).sum():
        return False
    named = [np.unique(_column(grid, block, c), return_counts=True)[1] for c in columns]
    repeats = [len(counts) <= MOST_DISTINCT * counts.sum() for counts in named]
    if not any(r and w for r, w in zip(repeats, of_words, strict=True)):
        return False
    counted = np.flatnonzero(~(of_words | of_years))
    if not len(counted):
        return True
    labels_first = counted[0] > np.flatnonzero(of_words)[-1]
    return not labels_first or (body[:, 0] == Kind.PERIOD).mean() > 0.5


def _texts(grid: Grid, block: Area, row: int, columns: np.ndarray) -> list[str]:
    return [grid.text(block.top + row, block.left + int(column)) for column in columns]


def _column(grid: Grid, block: Area, column: int) -> list[str]:
    texts = (
        grid.text(row, block.left + int(column)) for row in range(block.top + 1, block.bottom + 1)
    )
    return [text for text in texts if text]
