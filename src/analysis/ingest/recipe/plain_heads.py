"""Heads of counts and totals, which no axis reads: they may name days, or shares of the whole."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.block import Block
from analysis.ingest.recipe.labels import ANY_YEAR, Blame, Recipe
from analysis.ingest.words.calendars import YEAR
from analysis.ingest.words.kinds import is_share
from analysis.ingest.words.periods import combine_periods, recognise_period


def find_shares(recipe: Recipe, block: Block, banners: Sequence[Cell]) -> Iterator[Blame]:
    """Heads, and banners not in `under`, that call figures read as counts percentages or rates."""
    table = recipe.table
    sides = ((table.rows, block.rows), (table.columns, block.columns))
    plain = [cell for axis, cells in sides if axis in ("count", "total") for cell in cells]
    named = {fold(words) for words in table.under}
    over = [banner for banner in banners if fold(banner.text) not in named]
    for cell in dict.fromkeys((*plain, *over)):
        if is_share(cell.text):
            yield cell, f"{cell.text!r}: shares are no counts", "name it under `ignore`"


def speaks_of_days(text: str) -> bool:
    """Whether words hold a period, whole, at their start or at their end: `2021 total`, `in Q1`."""
    words = text.split()
    runs = chain.from_iterable((words[:n], words[-n:]) for n in range(1, len(words) + 1))
    named = re.search(rf"(?<!\d){YEAR}(?!\d)", text)
    return bool(named) or any(_is_period(" ".join(run).strip("()[],:; ")) for run in runs)


def _is_period(text: str) -> bool:
    try:
        return bool(recognise_period(text) or combine_periods(ANY_YEAR, text))
    except ValueError:
        return True  # a period that cannot be is one all the same
