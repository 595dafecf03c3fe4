"""The shares of categories that two replies share: a mark for each reply, bars where bounded."""

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.publish.content.publication import Publication, SeriesKey, count_cells
from analysis.publish.content.shared_categories import (
    SharedCategory,
    SharedTable,
    list_shared,
    list_shared_out,
)
from analysis.publish.content.wording import format_short_window, format_value
from analysis.publish.figures.drawing import (
    INK,
    MARGIN,
    MUTED,
    PALETTE,
    TEXT,
    WIDTH,
    Drawing,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.rows import BOUNDS_WORDS, draw_bounds
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT

NAME_WIDTH, CLAIM_WIDTH = 46.0, 59.0  # mm left and right of the axis
AXIS_WIDTH = WIDTH - 2 * MARGIN - NAME_WIDTH - CLAIM_WIDTH
APART = 1.1  # mm of a category's two marks from its middle
HEAD = 2 * line_height(TEXT) + 2.5  # mm for the two replies above their blocks
FOOT = 6.5  # mm for a block's scale and the space under it
THICKNESS = 3.4  # points of the bar of bounds
SIDES = ("", "other_")
LOOKS = (
    {"marker": "o", "color": PALETTE[2], "ms": 4.6},
    {"marker": "D", "color": PALETTE[4], "ms": 4.0},
)
NO_DIFFERENCE = (
    "No clear difference: an exact test of all categories together does not tell the two apart, "
    "whether or not their intervals meet."
)
INTERVAL = Key(
    f"{CONFIDENCE_TEXT} interval of the underlying share", "line", {"color": INK, "lw": 1}
)
BOUNDS = Key(BOUNDS_WORDS, "line", {"color": INK, "lw": THICKNESS, "solid_capstyle": "butt"})


@dataclass(frozen=True)
class ShareBlock:
    """The categories of one dimension and pair, each with its name and its claim in lines."""

    table: SharedTable
    lines: list[tuple[list[str], list[str]]]

    @property
    def rows(self) -> list[pd.Series]:
        """Both shares of each category, in turn."""
        return [row for one in self.table.shared for row in (one.first, one.second)]

    @property
    def heights(self) -> list[float]:
        return [max(line_height(lines=max(map(len, pair))), 4 * APART) + 1.6 for pair in self.lines]

    @property
    def height(self) -> float:
        return line_height(TEXT) + 0.5 + sum(self.heights) + FOOT


@house_style()
def draw_harmonised(publication: Publication) -> Drawing:
    """Every category that two replies share, a block a dimension, each block on its own scale.

    Raises NothingToDraw where no two tables could be compared, and where more pairs were than a
    page holds.
    """
    pairs: dict[tuple[str, ...], list[ShareBlock]] = {}
    for table in list_shared(publication):
        if table.shared:
            names = _list_names(publication, table.first)
            block = ShareBlock(table, _wrap_rows(publication, names, table))
            pairs.setdefault(names, []).append(block)
    if not pairs:
        if len(list_shared_out(publication)):
            raise NothingToDraw("So many replies break down alike that their shares are a table.")
        raise NothingToDraw("No two replies have a breakdown that can be compared.")
    body = sum(HEAD + sum(block.height for block in blocks) for blocks in pairs.values())
    rows = pd.DataFrame(
        [row for blocks in pairs.values() for block in blocks for row in block.rows]
    )
    drawing = start_drawing(
        "The same categories in two replies",
        "Shares in percent, each of a reply's own table over its own days, and whose is higher. "
        "Each block has its own scale.",
        body,
        publication.stamp(key for key in publication.series if len(key.select(rows))),
        [INTERVAL, BOUNDS] if any(map(_is_bounded, rows.iloc)) else [INTERVAL],
        [NO_DIFFERENCE],
    )
    top = 0.0
    for names, blocks in pairs.items():
        _draw_head(drawing, publication, names, blocks[0].table.shared[0], top)
        top += HEAD
        for block in blocks:
            _draw_block(drawing, block, top)
            top += block.height
    drawing.cells = count_cells(rows)
    drawing.caption = "Shares of the categories that two replies share, over their own windows."
    drawing.alt = _describe(pairs)
    return drawing


def _list_names(publication: Publication, row: pd.Series) -> tuple[str, ...]:
    """Both replies of a pair, by their force, and by their reference where that is one force's."""
    names = tuple(publication.names.force(row[f"{side}force"]) for side in SIDES)
    if names[0] == names[1]:
        return tuple(f"{names[0]}, {row[f'{side}reference']}" for side in SIDES)
    return names


def _wrap_rows(
    publication: Publication, names: tuple[str, ...], table: SharedTable
) -> list[tuple[list[str], list[str]]]:
    rows = []
    for one in table.shared:
        name = publication.names.category(table.dimension, one.category)
        claim = one.format_higher(*names)
        rows.append((wrap_text(name, NAME_WIDTH - 3), wrap_text(claim, CLAIM_WIDTH - 3)))
    return rows


def _draw_head(
    drawing: Drawing,
    publication: Publication,
    names: tuple[str, ...],
    one: SharedCategory,
    top: float,
) -> None:
    """Each reply's mark, name, reference, provenance and days."""
    for name, row, look in zip(names, (one.first, one.second), LOOKS, strict=True):
        middle = top + line_height(TEXT) / 2
        drawing.page.plot([MARGIN + 2], [drawing.top + middle], ls="none", **look)
        key = SeriesKey(*(row[field] for field in SeriesKey._fields))
        days = format_short_window(row["start"], row["end"])
        words = ", ".join([name, publication.format_provenance(key), days])
        drawing.write(MARGIN + 5, middle, words, TEXT, weight="bold", va="center_baseline")
        top += line_height(TEXT)
    drawing.write(WIDTH - MARGIN - CLAIM_WIDTH + 3, top + 2.5, "higher share", color=MUTED)


def _draw_block(drawing: Drawing, block: ShareBlock, top: float) -> None:
    """Draw a block from `top` mm of the body down, on a scale of its own."""
    drawing.write(MARGIN, top, block.table.dimension.capitalize(), TEXT, weight="bold")
    top += line_height(TEXT) + 0.5
    axes = drawing.add_rows(MARGIN + NAME_WIDTH, top, AXIS_WIDTH, sum(block.heights))
    axes.set_xlim(0, min(1.05 * max(row["upper"] for row in block.rows), 100))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}\u00a0%")
    at = 0.0
    rows = zip(block.table.shared, block.lines, block.heights, strict=True)
    for one, (name, claim), tall in rows:
        middle = at + tall / 2
        drawing.write(MARGIN, top + middle, name, va="center")
        ink = INK if one.is_told_apart else MUTED
        right = MARGIN + NAME_WIDTH + AXIS_WIDTH + 3
        drawing.write(right, top + middle, claim, va="center", color=ink)
        for row, look, shift in zip((one.first, one.second), LOOKS, (-APART, APART), strict=True):
            _draw_share(axes, row, look, middle + shift)
        at += tall


def _draw_share(axes: Axes, row: pd.Series, look: dict, middle: float) -> None:
    limits, colour = [row["lower"], row["upper"]], look["color"]
    axes.plot(limits, [middle] * 2, color=colour, lw=1, zorder=3, clip_on=False)
    if _is_bounded(row):
        draw_bounds(axes, row["low"], row["high"], middle, colour, THICKNESS)
    else:
        axes.plot([row["low"]], [middle], ls="none", zorder=4, clip_on=False, gid="exact",
                  mec="white", mew=0.4, **look)  # fmt: skip


def _is_bounded(row: pd.Series) -> bool:
    """Whether a share is known from one number to another only."""
    return not math.isclose(row["low"], row["high"], rel_tol=1e-9)


def _describe(pairs: dict[tuple[str, ...], list[ShareBlock]]) -> str:
    sentences = []
    for names, blocks in pairs.items():
        for block in blocks:
            parts = [
                f"{' '.join(name)} {format_value(one.first)} and {format_value(one.second)}, "
                + (f"higher: {' '.join(claim)}" if one.is_told_apart else " ".join(claim))
                for one, (name, claim) in zip(block.table.shared, block.lines, strict=True)
            ]
            head = f"{block.table.dimension.capitalize()}, {' and '.join(names)}"
            sentences.append(f"{head}: {'; '.join(parts)}")
    return f"Marks on an axis of percent, two for each category. {'. '.join(sentences)}."
