"""The shares of categories that two replies share: a mark for each reply, bars where bounded."""

import math
from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.publish.content.publication import RANKED, Publication, SeriesKey, count_cells
from analysis.publish.content.shared_categories import (
    SharedCategory,
    SharedTable,
    list_shared,
    list_shared_out,
)
from analysis.publish.content.wording import format_short_window
from analysis.publish.figures.drawing import (
    FORCE_MARKERS,
    INK,
    MARGIN,
    MUTED,
    RULE,
    TALLEST,
    TEXT,
    WIDTH,
    Drawing,
    ForceLook,
    Key,
    NothingToDraw,
    clip,
    house_style,
    line_height,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.rows import BOUNDS_WORDS, draw_bounds, look_up_forces
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT

NAME_WIDTH, CLAIM_WIDTH = 50.0, 45.0  # mm left and right of the axis
AXIS_WIDTH = WIDTH - 2 * MARGIN - NAME_WIDTH - CLAIM_WIDTH
MOST = TALLEST - 40.0  # mm of pairs that a page holds beside key and notes
APART = 0.95  # mm of a category's two marks from its middle
HEAD = 2 * line_height(TEXT) + 2.5  # mm for the two replies above their blocks
FOOT = 6.0  # mm for the scale at the foot of a pair
BETWEEN = 1.2  # mm between two blocks
THICKNESS = 3.4  # points of the bar of bounds
SIDES = ("", "other_")
NO_DIFFERENCE = (
    "Where no force is named, an exact test of all categories together does not tell the two "
    "apart, whether or not their intervals meet."
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
        return [max(line_height(lines=max(map(len, pair))), 4 * APART) + 1.0 for pair in self.lines]

    @property
    def height(self) -> float:
        return line_height(TEXT) + 0.5 + sum(self.heights) + BETWEEN


@house_style()
def draw_harmonised(publication: Publication) -> Drawing:
    """Every category that two replies share, a block a dimension, all on one scale.

    Of more than a page holds, those told apart. Raises NothingToDraw where no two tables could be
    compared, and where many were and nothing is told apart.
    """
    pairs: dict[tuple[str, ...], list[ShareBlock]] = {}
    for table in list_shared(publication):
        if table.shared:
            if table.dimension not in RANKED:
                table = replace(table, shared=sorted(table.shared, key=_size, reverse=True))
            names = _list_names(publication, table.first)
            block = ShareBlock(table, _wrap_rows(publication, names, table))
            pairs.setdefault(names, []).append(block)
    if not pairs:
        if len(list_shared_out(publication)):
            raise NothingToDraw(
                "So many replies break down alike that their shares stand in a table alone."
            )
        raise NothingToDraw("No two replies have a breakdown that can be compared.")
    left_out = 0
    if _measure(pairs) > MOST:
        pairs, left_out = _keep_told_apart(pairs)
        if not pairs:
            raise NothingToDraw(
                f"None of {left_out} categories that two replies share is told apart; all stand in "
                "a table."
            )
    rows = pd.DataFrame(
        [row for blocks in pairs.values() for block in blocks for row in block.rows]
    )
    shown = [key for key in publication.series if len(key.select(rows))]
    notes = [f"Left out, for they are not told apart: {left_out} categories."] if left_out else []
    drawing = start_drawing(
        "Shares in percent, each of a reply's own table over its own days; beside them, whose is "
        "the higher.",
        _measure(pairs),
        publication.stamp(shown),
        [INTERVAL, BOUNDS] if any(map(_is_bounded, rows.iloc)) else [INTERVAL],
        [NO_DIFFERENCE, *notes],
        publication.describe_source(shown),
    )
    limit = min(1.05 * rows["upper"].max(), 100)
    top = 0.0
    for names, blocks in pairs.items():
        looks = _choose_pair(publication, blocks[0].table.shared[0])
        _draw_head(drawing, publication, names, blocks[0].table.shared[0], looks, top)
        top += HEAD
        for block in blocks:
            _draw_block(drawing, block, looks, limit, block is blocks[-1], top)
            top += block.height
        top += FOOT
    drawing.cells = count_cells(rows)
    drawing.tell(
        _tell_apart_shares(publication, pairs, left_out),
        f"Two marks a category on a scale of percent, with {CONFIDENCE_TEXT} intervals.",
        "harmonised",
    )
    return drawing


def _size(one: SharedCategory) -> float:
    """The least that both shares come to."""
    return one.first["low"] + one.second["low"]


def _measure(pairs: dict[tuple[str, ...], list[ShareBlock]]) -> float:
    """The height in mm of all pairs."""
    return sum(HEAD + FOOT + sum(block.height for block in blocks) for blocks in pairs.values())


def _keep_told_apart(
    pairs: dict[tuple[str, ...], list[ShareBlock]],
) -> tuple[dict[tuple[str, ...], list[ShareBlock]], int]:
    """The categories told apart, as far as a page holds them, and how many are left out."""
    kept: dict[tuple[str, ...], list[ShareBlock]] = {}
    left_out = 0
    for names, blocks in pairs.items():
        for block in blocks:
            both = zip(block.table.shared, block.lines, strict=True)
            some = [(one, lines) for one, lines in both if one.is_told_apart]
            if some:
                shared, lines = map(list, zip(*some, strict=True))
                small = ShareBlock(replace(block.table, shared=shared), lines)
                more = kept | {names: [*kept.get(names, []), small]}
                if _measure(more) <= MOST:
                    kept = more
                else:
                    some = []
            left_out += len(block.lines) - len(some)
    return kept, left_out


def _choose_pair(publication: Publication, one: SharedCategory) -> tuple[ForceLook, ForceLook]:
    """The looks of both forces; where one force is both, or all look alike, the second is dark."""
    looks = look_up_forces(publication)
    first, second = looks[one.first["force"]], looks[one.second["force"]]
    return first, second if second != first else ForceLook(INK, FORCE_MARKERS[1])


def _tell_apart_shares(
    publication: Publication, pairs: dict[tuple[str, ...], list[ShareBlock]], left_out: int
) -> str:
    """Of how many categories the shares are told apart, and the first of them by name."""
    told, number = [], left_out
    for names, blocks in pairs.items():
        for block in blocks:
            number += len(block.table.shared)
            for one in block.table.shared:
                if one.is_told_apart:
                    name = publication.names.category(block.table.dimension, one.category)
                    told.append(f"{name.lower()}, higher in {one.format_higher(*names)}")
    if not told:
        return f"No share of {number} categories is clearly higher in one reply than in the other."
    more = f"; and {len(told) - 3} more" if len(told) > 3 else ""
    return f"Of {number} shares compared, {len(told)} differ clearly: {'; '.join(told[:3])}{more}."


def _list_names(publication: Publication, row: pd.Series) -> tuple[str, ...]:
    """Both replies of a pair, by their force, and by their reference where that is one force's."""
    names = tuple(publication.names.force(row[f"{side}force"]) for side in SIDES)
    if names[0] == names[1]:
        return tuple(f"{names[0]}, {clip(row[f'{side}reference'], 40)}" for side in SIDES)
    return names


def _wrap_rows(
    publication: Publication, names: tuple[str, ...], table: SharedTable
) -> list[tuple[list[str], list[str]]]:
    rows = []
    for one in table.shared:
        name = publication.names.category(table.dimension, one.category)
        claim = one.format_higher(*names) if one.is_told_apart else ""
        rows.append(
            (wrap_text(name, NAME_WIDTH - 3, most=3), wrap_text(claim, CLAIM_WIDTH - 3, most=2))
        )
    return rows


def _draw_head(
    drawing: Drawing,
    publication: Publication,
    names: tuple[str, ...],
    one: SharedCategory,
    looks: tuple[ForceLook, ForceLook],
    top: float,
) -> None:
    """Each reply's mark, name, reference, provenance and days."""
    for name, row, look in zip(names, (one.first, one.second), looks, strict=True):
        middle = top + line_height(TEXT) / 2
        drawing.page.plot([MARGIN + 2], [drawing.top + middle], ls="none", ms=4.6,
                          marker=look.marker, color=look.colour)  # fmt: skip
        key = SeriesKey(*(row[field] for field in SeriesKey._fields))
        days = format_short_window(row["start"], row["end"])
        words = ", ".join([name, publication.format_provenance(key), days])
        drawing.write(MARGIN + 5, middle, words, TEXT, weight="bold", va="center_baseline")
        top += line_height(TEXT)
    drawing.write(WIDTH - MARGIN - CLAIM_WIDTH + 3, top + 2.5, "higher share", color=MUTED)


def _draw_block(
    drawing: Drawing,
    block: ShareBlock,
    looks: tuple[ForceLook, ForceLook],
    limit: float,
    is_last: bool,
    top: float,
) -> None:
    """Draw a block from `top` mm of the body down, on the scale of all; numbers under the last."""
    drawing.write(MARGIN, top, block.table.dimension.capitalize(), TEXT, weight="bold")
    top += line_height(TEXT) + 0.5
    axes = drawing.add_rows(MARGIN + NAME_WIDTH, top, AXIS_WIDTH, sum(block.heights))
    axes.set_xlim(0, limit)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}\u00a0%")
    axes.grid(axis="x", color=RULE, lw=0.4)
    if not is_last:
        axes.tick_params(axis="x", length=0, labelbottom=False)
        axes.spines["bottom"].set_visible(False)
    at = 0.0
    rows = zip(block.table.shared, block.lines, block.heights, strict=True)
    for one, (name, claim), tall in rows:
        middle = at + tall / 2
        drawing.write(MARGIN, top + middle, name, va="center")
        right = MARGIN + NAME_WIDTH + AXIS_WIDTH + 3
        drawing.write(right, top + middle, claim, va="center")
        for row, look, shift in zip((one.first, one.second), looks, (-APART, APART), strict=True):
            _draw_share(axes, row, look, middle + shift)
        at += tall


def _draw_share(axes: Axes, row: pd.Series, look: ForceLook, middle: float) -> None:
    limits, colour = [row["lower"], row["upper"]], look.colour
    axes.plot(limits, [middle] * 2, color=colour, lw=1, zorder=3, clip_on=False)
    if _is_bounded(row):
        draw_bounds(axes, row["low"], row["high"], middle, colour, THICKNESS)
    else:
        axes.plot([row["low"]], [middle], ls="none", zorder=4, clip_on=False, gid="exact",
                  mec="white", mew=0.4, ms=4.4, marker=look.marker, color=colour)  # fmt: skip


def _is_bounded(row: pd.Series) -> bool:
    """Whether a share is known from one number to another only."""
    return not math.isclose(row["low"], row["high"], rel_tol=1e-9)
