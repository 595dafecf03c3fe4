"""Words of a recipe that its table never says: a slip there would leave out too much or nothing."""

from collections.abc import Iterator

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.banners import list_banners, span_banner
from analysis.ingest.recipe.block import Block
from analysis.ingest.recipe.labels import Blame, Recipe
from analysis.ingest.recipe.late import find_late_banners
from analysis.ingest.recipe.plain_heads import find_shares, speaks_of_days
from analysis.ingest.recipe.unread import (
    find_merged_figures,
    find_unread_left,
    list_heads_left,
)


def find_unmet(recipe: Recipe, block: Block, banners: list[Cell]) -> Iterator[Blame]:
    """Every entry of `pick`, `ignore`, `gaps`, `where` and `periods` that meets nothing.

    `banners` stand over the columns that are read. `marks` are not asked for: they are the
    sheet's legend, and a table may have no use for one.
    """
    table, title = recipe.table, block.title
    yield from _list_missing(title, "pick", table.pick, block.rows)
    ignored = (*block.ignored, *block.heads.ignored, *list_heads_left(block))
    yield from _list_missing(title, "ignore", table.ignore, ignored)
    labels = (*block.rows, *block.columns, *banners)
    yield from _list_missing(title, "periods", tuple(table.periods), labels)
    for words in table.periods.list_twins():
        yield title, f"`periods` names {words!r} twice", "keep the one that is right"
    if table.where and block.heads.where is None:
        yield title, f"no column is headed {table.where!r}", "mend `where` of this table"
    for side, passed in (("row", block.gaps), ("column", block.heads.gaps)):
        if side in table.gaps and not passed:
            yield title, f"no blank {side} stands inside this table", "mend `gaps` of this table"
    yield from _find_swallowed(block)
    yield from find_late_banners(recipe, block)
    yield from find_unread_left(recipe, block)
    yield from find_merged_figures(block)
    yield from find_shares(recipe, block, banners)
    if "year" not in (table.rows, table.columns):
        counted = block.columns if table.columns in ("count", "total") else ()
        yield from _find_periods_above(recipe, [*banners, *counted])
    said = recipe.read_under()
    if table.window and said and table.window != said:
        problem = f"`window` is {table.window}, the banners of `under` say {said}"
        yield title, problem, "take `window` out, or give the days of the banner under `periods`"


def _list_missing(
    title: Cell, key: str, entries: tuple[str, ...], cells: tuple[Cell, ...]
) -> Iterator[Blame]:
    met = {fold(cell.text) for cell in cells}
    for words in entries:
        if fold(words) not in met:
            problem = f"`{key}` names {words!r}, which this table never says"
            yield title, problem, f"mend `{key}` of this table in response.yaml"


def _find_swallowed(block: Block) -> Iterator[Blame]:
    """A banner left out that reaches over a head twice: it may reach into the next group."""
    top = block.heads.top
    for banner in dict.fromkeys(cell for cell in block.heads.ignored if cell.row < top):
        met: set[tuple[str, ...]] = set()
        for column in span_banner(block.sheet, banner):
            head, inner = block.sheet.cell(top, column), range(banner.row + 1, top)
            above = list_banners(block.sheet, inner, column, banner.column)
            words = (*(fold(cell.text) for cell in above), fold(head.text))
            if head.text and words in met:
                problem = f"{head.text!r} stands twice below the banner {banner.text!r}"
                yield head, problem, "ask the force which columns the banner is over"
            met.add(words)


def _find_periods_above(recipe: Recipe, banners: list[Cell]) -> Iterator[Blame]:
    """A banner or head such as 2018 over figures of no year: they are not of the whole window."""
    named = {fold(words) for words in recipe.table.under}
    settled = recipe.read_under()
    for banner in banners:
        if recipe.table.window or (settled and fold(banner.text) in named):
            continue
        if banner.text in recipe.table.periods or speaks_of_days(banner.text):
            problem = f"{banner.text!r} stands over figures that the recipe reads without a period"
            remedy = f"say `under: {banner.text}`, or the table's `window`"
            yield banner, problem, remedy
