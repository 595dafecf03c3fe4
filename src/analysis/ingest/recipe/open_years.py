"""Years and quarters that may be of the calendar or the financial year: never taken on trust."""

import re
from collections.abc import Iterator, Mapping

from analysis.ingest.files.workbook import Cell
from analysis.ingest.recipe.block import Block, is_total
from analysis.ingest.recipe.labels import Blame, Recipe
from analysis.ingest.recipe.title_days import list_above
from analysis.ingest.words.calendars import YEAR
from analysis.ingest.words.periods import read_period
from analysis.ingest.words.year_kinds import doubt_year
from analysis.model.window import ONE_DAY

Above = Mapping[Cell, tuple[Cell, ...]]


def find_open_years(recipe: Recipe, block: Block, outer: Above, over: Above) -> Iterator[Blame]:
    """Every period whose year is in doubt and whose days `periods` does not give, each once.

    `outer` are the labels left of each row's own, `over` the banners over each column.
    """
    table = recipe.table
    words = [cell.text for cell in list_above(block)]
    lines = [(cell, outer) for cell in block.rows if table.rows == "year"]
    lines += [(cell, over) for cell in block.columns if table.columns == "year"]
    chains = [(*around.get(cell, ()), cell) for cell, around in lines if not is_total(cell)]
    if not lines and not table.window:
        named = {cell for cells in over.values() for cell in cells if cell.text in table.under}
        chains += [(cell,) for cell in named]
    blamed: set[Cell] = set()
    for chain in chains:
        if any(cell.text in table.periods for cell in chain):
            continue
        doubt = doubt_year([cell.text for cell in chain], words)
        cell = next((cell for cell in chain if doubt and cell.text == doubt[0]), None)
        if cell and cell not in blamed:
            blamed.add(cell)
            yield cell, f"{cell.text!r} {doubt[1]}", _advise(cell.text)


def _advise(words: str) -> str:
    first = int(re.search(YEAR, words)[0])
    days = read_period(re.sub(YEAR, f"{first}/{(first + 1) % 100:02}", words))
    days = days or read_period(words)
    told = f'"{words}": {days.start} to {days.end - ONE_DAY}'
    return f"write its days under `periods`, such as {told}"
