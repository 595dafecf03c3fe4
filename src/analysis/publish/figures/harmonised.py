"""The shares of categories that two replies share: a mark for each reply, bars where bounded."""

import pandas as pd

from analysis.publish.figures.drawing import MARGIN, Drawing, NothingToDraw, start_drawing
from analysis.publish.figures.share_blocks import (
    CLAIMS,
    KEYS,
    LOOKS,
    NAMES,
    Block,
    draw_block,
    is_bounded,
)
from analysis.publish.harmonised import Shared, SharedTable, list_shared
from analysis.publish.material import Material, SeriesKey, count_cells
from analysis.publish.style import MUTED, TEXT, WIDTH, house_style, line_height, wrap_text
from analysis.publish.wording import spell_short_window, spell_value

TALLEST = 215.0  # mm of body that a page holds; more is read in the table
SIDES = ("", "other_")
HEAD = 2 * line_height(TEXT) + 2.5  # mm for the two replies above their blocks


def draw_harmonised(material: Material) -> Drawing:
    """Every category that two replies share, a block a dimension, each block on its own scale.

    Raises NothingToDraw where no two tables could be compared, and where more pairs were than a
    page holds.
    """
    pairs: dict[tuple, list[SharedTable]] = {}
    for table in list_shared(material):
        if table.shared:
            pairs.setdefault(tuple(_name_sides(material, table.first)), []).append(table)
    if not pairs:
        raise NothingToDraw("No two replies have a breakdown that can be compared.")
    with house_style():
        return _draw(material, pairs)


def _name_sides(material: Material, row: pd.Series) -> list[str]:
    """Both replies of a pair, by their force, and by their reference where that is one force's."""
    names = [material.names.force(row[f"{side}force"]) for side in SIDES]
    if names[0] == names[1]:
        return [f"{names[0]}, {row[f'{side}reference']}" for side in SIDES]
    return names


def _draw(material: Material, pairs: dict[tuple, list[SharedTable]]) -> Drawing:
    blocks = {
        names: [Block(table, _wrap_rows(material, names, table)) for table in tables]
        for names, tables in pairs.items()
    }
    body = sum(HEAD + sum(block.height for block in made) for made in blocks.values())
    if body > TALLEST:
        told = f"No figure of {len(blocks)} pairs fits a page: their categories are in the table."
        raise NothingToDraw(told)
    rows = pd.DataFrame([row for made in blocks.values() for block in made for row in block.rows])
    series = [key for key in material.series if len(key.select(rows))]
    drawing = start_drawing(
        "The same categories in two replies",
        "Shares in percent, each of a reply's own table over its own days, and whose is higher. "
        "Each block has its own scale.",
        body, material.stamp(series), KEYS if any(map(is_bounded, rows.iloc)) else KEYS[:1],
        ["Within chance: the intervals do not tell the underlying shares apart, each category "
         "judged by itself."],
    )  # fmt: skip
    top = 0.0
    for names, made in blocks.items():
        _draw_head(drawing, material, names, made[0].table.shared[0], top)
        top += HEAD
        for block in made:
            draw_block(drawing, block, top)
            top += block.height
    drawing.cells = count_cells(rows)
    drawing.caption = "Shares of the categories that two replies share, over their own windows."
    drawing.alt = _describe(material, blocks)
    return drawing


def _wrap_rows(
    material: Material, names: tuple, table: SharedTable
) -> list[tuple[list[str], list[str]]]:
    told = [(material.names.category(table.dimension, one.category), one.spell_higher(*names))
            for one in table.shared]  # fmt: skip
    return [(wrap_text(name, NAMES - 3), wrap_text(say, CLAIMS - 3)) for name, say in told]


def _draw_head(drawing: Drawing, material: Material, names: tuple, one: Shared, top: float) -> None:
    """Each reply's mark, name, reference, provenance and days."""
    for name, row, look in zip(names, (one.first, one.second), LOOKS, strict=True):
        middle = top + line_height(TEXT) / 2
        drawing.page.plot([MARGIN + 2], [drawing.top + middle], ls="none", **look)
        key = SeriesKey(*(row[field] for field in SeriesKey._fields))
        told = [material.spell_provenance(key), spell_short_window(row["start"], row["end"])]
        words = ", ".join([name, *told])
        drawing.write(MARGIN + 5, middle, words, TEXT, weight="bold", va="center_baseline")
        top += line_height(TEXT)
    drawing.write(WIDTH - MARGIN - CLAIMS + 3, top + 2.5, "higher share", color=MUTED)


def _describe(material: Material, blocks: dict[tuple, list[Block]]) -> str:
    told = []
    for names, made in blocks.items():
        for block in made:
            parts = [
                f"{' '.join(name)} {spell_value(one.first)} and {spell_value(one.second)}, higher: "
                f"{' '.join(say)}"
                for one, (name, say) in zip(block.table.shared, block.lines, strict=True)
            ]
            told.append(f"{block.table.dimension.capitalize()}, {' and '.join(names)}: "
                        f"{'; '.join(parts)}")  # fmt: skip
    return f"Marks on an axis of percent, two for each category. {'. '.join(told)}."
