"""The shares of categories that two replies share: a mark for each reply, bars where bounded."""

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.publish.content.publication import Publication, SeriesKey, count_cells
from analysis.publish.content.shared_categories import SharedCategory, SharedTable, list_shared
from analysis.publish.content.wording import format_short_window, format_value
from analysis.publish.figures.drawing import (
    INK,
    MARGIN,
    MUTED,
    PALETTE,
    RULE,
    SMALL,
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
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT

# Blocks of shares: a category a row, with a mark or a bar for each of two replies.

NAMES, CLAIMS = 46.0, 59.0  # mm left and right of the axis
AXIS = WIDTH - 2 * MARGIN - NAMES - CLAIMS
APART = 1.1  # mm of a category's two marks from its middle
FOOT = 6.5  # mm for a block's scale and the space under it
LOOKS = (
    {"marker": "o", "color": PALETTE[2], "ms": 4.6},
    {"marker": "D", "color": PALETTE[4], "ms": 4.0},
)
KEYS = (
    Key(f"{CONFIDENCE_TEXT} interval of the underlying share", "line", {"color": INK, "lw": 1}),
    Key(
        "bounds: it lies somewhere between the ends", "line",
        {"color": INK, "lw": 3.4, "solid_capstyle": "butt"},
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """The categories of one dimension and pair, each with its name and its claim in lines."""

    table: SharedTable
    lines: list[tuple[list[str], list[str]]]

    @property
    def rows(self) -> list[pd.Series]:
        return [row for one in self.table.shared for row in (one.first, one.second)]

    @property
    def heights(self) -> list[float]:
        return [max(line_height(lines=max(map(len, pair))), 4 * APART) + 1.6 for pair in self.lines]

    @property
    def height(self) -> float:
        return line_height(TEXT) + 0.5 + sum(self.heights) + FOOT


def draw_block(drawing: Drawing, block: Block, top: float) -> None:
    """Draw a block from `top` mm of the body down, on a scale of its own."""
    drawing.write(MARGIN, top, block.table.dimension.capitalize(), TEXT, weight="bold")
    top += line_height(TEXT) + 0.5
    axes = drawing.add_panel(MARGIN + NAMES, top, AXIS, sum(block.heights))
    axes.set_ylim(sum(block.heights), 0)  # mm, downward
    axes.set_xlim(0, min(1.05 * max(row["upper"] for row in block.rows), 100))
    axes.set_yticks([])
    axes.spines["left"].set_color(RULE)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}\u00a0%")
    axes.tick_params(axis="x", pad=1.5, labelsize=SMALL)
    at = 0.0
    for one, (name, say), tall in zip(block.table.shared, block.lines, block.heights, strict=True):
        middle = at + tall / 2
        drawing.write(MARGIN, top + middle, name, va="center")
        ink = INK if one.higher and one.is_beyond_chance else MUTED
        drawing.write(MARGIN + NAMES + AXIS + 3, top + middle, say, va="center", color=ink)
        for row, look, shift in zip((one.first, one.second), LOOKS, (-APART, APART), strict=True):
            _draw_share(axes, row, look, middle + shift)
        at += tall


def _draw_share(axes: Axes, row: pd.Series, look: dict, middle: float) -> None:
    limits, level = [row["lower"], row["upper"]], [middle, middle]
    axes.plot(limits, level, color=look["color"], lw=1, zorder=3, clip_on=False)
    if is_bounded(row):
        axes.plot(
            [row["low"], row["high"]], level, color=look["color"], lw=3.4, zorder=3.5,
            solid_capstyle="butt", gid="bounds",
        )  # fmt: skip
    else:
        axes.plot([row["low"]], [middle], ls="none", zorder=4, clip_on=False, gid="exact",
                  mec="white", mew=0.4, **look)  # fmt: skip


def is_bounded(row: pd.Series) -> bool:
    """Whether a share is known from one number to another only."""
    return not math.isclose(row["low"], row["high"], rel_tol=1e-9)


TALLEST = 215.0  # mm of body that a page holds; more is read in the table
SIDES = ("", "other_")
HEAD = 2 * line_height(TEXT) + 2.5  # mm for the two replies above their blocks


def draw_harmonised(publication: Publication) -> Drawing:
    """Every category that two replies share, a block a dimension, each block on its own scale.

    Raises NothingToDraw where no two tables could be compared, and where more pairs were than a
    page holds.
    """
    pairs: dict[tuple, list[SharedTable]] = {}
    for table in list_shared(publication):
        if table.shared:
            pairs.setdefault(tuple(_name_sides(publication, table.first)), []).append(table)
    if not pairs:
        raise NothingToDraw("No two replies have a breakdown that can be compared.")
    with house_style():
        return _draw(publication, pairs)


def _name_sides(publication: Publication, row: pd.Series) -> list[str]:
    """Both replies of a pair, by their force, and by their reference where that is one force's."""
    names = [publication.names.force(row[f"{side}force"]) for side in SIDES]
    if names[0] == names[1]:
        return [f"{names[0]}, {row[f'{side}reference']}" for side in SIDES]
    return names


def _draw(publication: Publication, pairs: dict[tuple, list[SharedTable]]) -> Drawing:
    blocks = {
        names: [Block(table, _wrap_rows(publication, names, table)) for table in tables]
        for names, tables in pairs.items()
    }
    body = sum(HEAD + sum(block.height for block in made) for made in blocks.values())
    if body > TALLEST:
        told = f"No figure of {len(blocks)} pairs fits a page: their categories are in the table."
        raise NothingToDraw(told)
    rows = pd.DataFrame([row for made in blocks.values() for block in made for row in block.rows])
    series = [key for key in publication.series if len(key.select(rows))]
    drawing = start_drawing(
        "The same categories in two replies",
        "Shares in percent, each of a reply's own table over its own days, and whose is higher. "
        "Each block has its own scale.",
        body, publication.stamp(series), KEYS if any(map(is_bounded, rows.iloc)) else KEYS[:1],
        ["Within chance: the intervals do not tell the underlying shares apart, each category "
         "judged by itself."],
    )  # fmt: skip
    top = 0.0
    for names, made in blocks.items():
        _draw_head(drawing, publication, names, made[0].table.shared[0], top)
        top += HEAD
        for block in made:
            draw_block(drawing, block, top)
            top += block.height
    drawing.cells = count_cells(rows)
    drawing.caption = "Shares of the categories that two replies share, over their own windows."
    drawing.alt = _describe(publication, blocks)
    return drawing


def _wrap_rows(
    publication: Publication, names: tuple, table: SharedTable
) -> list[tuple[list[str], list[str]]]:
    told = [(publication.names.category(table.dimension, one.category), one.format_higher(*names))
            for one in table.shared]  # fmt: skip
    return [(wrap_text(name, NAMES - 3), wrap_text(say, CLAIMS - 3)) for name, say in told]


def _draw_head(
    drawing: Drawing, publication: Publication, names: tuple, one: SharedCategory, top: float
) -> None:
    """Each reply's mark, name, reference, provenance and days."""
    for name, row, look in zip(names, (one.first, one.second), LOOKS, strict=True):
        middle = top + line_height(TEXT) / 2
        drawing.page.plot([MARGIN + 2], [drawing.top + middle], ls="none", **look)
        key = SeriesKey(*(row[field] for field in SeriesKey._fields))
        told = [publication.format_provenance(key), format_short_window(row["start"], row["end"])]
        words = ", ".join([name, *told])
        drawing.write(MARGIN + 5, middle, words, TEXT, weight="bold", va="center_baseline")
        top += line_height(TEXT)
    drawing.write(WIDTH - MARGIN - CLAIMS + 3, top + 2.5, "higher share", color=MUTED)


def _describe(publication: Publication, blocks: dict[tuple, list[Block]]) -> str:
    told = []
    for names, made in blocks.items():
        for block in made:
            parts = [
                f"{' '.join(name)} {format_value(one.first)} and {format_value(one.second)}, "
                f"higher: {' '.join(say)}"
                for one, (name, say) in zip(block.table.shared, block.lines, strict=True)
            ]
            told.append(f"{block.table.dimension.capitalize()}, {' and '.join(names)}: "
                        f"{'; '.join(parts)}")  # fmt: skip
    return f"Marks on an axis of percent, two for each category. {'. '.join(told)}."
