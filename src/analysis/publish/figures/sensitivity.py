"""How far a straddling count hangs on an assumption: its bounds, and an interval a rate ratio."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.model.count import format_range
from analysis.publish.content.publication import Publication, SeriesKey, count_cells, format_counted
from analysis.publish.figures.drawing import (
    COMMON,
    INK,
    MARGIN,
    MUTED,
    PALE,
    RULE,
    SMALL,
    WIDTH,
    Drawing,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.rows import LABEL_WIDTH, write_label
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT

RATIO_WIDTH, VALUE_WIDTH = 34.0, 43.0  # mm
AXIS_WIDTH = WIDTH - 2 * MARGIN - LABEL_WIDTH - RATIO_WIDTH - VALUE_WIDTH
ROW, FOOT = line_height() + 1.5, 8.0  # mm; FOOT has the scale and the space under it
BOUNDS, DECLARED = "any ratio: the bounds", "1/2 to 2: as declared"
NAMES = {"1/3": "1/3: fewer outside", "1": "1: spread evenly", "3": "3: more outside"}
WIDE = {"color": PALE, "lw": 3.4, "solid_capstyle": "butt"}
EVEN = {"color": INK, "lw": 1.1}
MIDDLE = {"marker": "|", "color": INK, "ms": 6, "mew": 1.3}
SOLID = {"color": COMMON, "lw": 4.5, "solid_capstyle": "butt"}


def draw_sensitivity(publication: Publication) -> Drawing:
    """A block a straddling count: a solid bar for its bounds, under it an interval a rate ratio.

    The bounds have no midpoint. Each block has its own scale, which runs from bound to bound.
    Raises NothingToDraw where no count is apportioned.
    """
    table = publication.comparison.tables["sensitivity"]
    declared = publication.comparison.pick("estimate", "common").assign(rate_ratio=DECLARED)
    # The two ends of the ratio are the bounds themselves.
    every = pd.concat([declared[table.columns], table[~table["rate_ratio"].isin(["0", "inf"])]])
    blocks = [(key, rows) for key in publication.series if len(rows := key.select(every))]
    if not blocks:
        raise NothingToDraw("No count is apportioned, so that nothing hangs on a rate ratio.")
    with house_style():
        return _draw(publication, blocks)


def _draw(publication: Publication, blocks: list[tuple[SeriesKey, pd.DataFrame]]) -> Drawing:
    window = publication.window
    key = [
        Key("bounds: no assumption", "line", SOLID),
        Key(f"{CONFIDENCE_TEXT} interval, with its middle", "line", EVEN),
    ]
    if any(rows["wide_lower"].notna().any() for _, rows in blocks):
        key.append(Key("the same if events cluster", "line", WIDE))
    drawing = start_drawing(
        "How far each count hangs on an assumption",
        f"Counts over {window}. The rate ratio is the rate outside the window over the rate inside "
        "it, within the figure that straddles its edge. The scales do not begin at 0.",
        sum(_measure(one, rows) for one, rows in blocks),
        publication.stamp([one for one, _ in blocks]), key,
    )  # fmt: skip
    top = 0.0
    for one, rows in blocks:
        _draw_block(drawing, publication, one, rows, top)
        top += _measure(one, rows)
    drawing.cells = count_cells(*(rows for _, rows in blocks))
    drawing.caption = "Straddling counts: their bounds, and intervals at rate ratios from 1/3 to 3."
    drawing.alt = _describe(publication, blocks)
    return drawing


def _measure(key: SeriesKey, rows: pd.DataFrame) -> float:
    """The height in mm of a block: its heading, its rows, its scale and the space under it."""
    return _measure_heading(key) + (len(rows) + 1) * ROW + FOOT


def _measure_heading(key: SeriesKey) -> float:
    return line_height(lines=len(_heading(key))) + 0.5


def _heading(key: SeriesKey) -> list[str]:
    return wrap_text(format_counted(key), WIDTH - 2 * MARGIN, bold=True)


def _draw_block(
    drawing: Drawing, publication: Publication, key: SeriesKey, rows: pd.DataFrame, top: float
) -> None:
    drawing.write(MARGIN, top, _heading(key), weight="bold")
    top += _measure_heading(key)
    write_label(drawing, publication, key, top + 0.5)
    low, high = rows["low"].iloc[0], rows["high"].iloc[0]
    left = MARGIN + LABEL_WIDTH + RATIO_WIDTH
    tall = (len(rows) + 1) * ROW
    axes = drawing.add_panel(left, top, AXIS_WIDTH, tall)
    axes.set_ylim(tall, 0)  # mm, downward
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    air = (high - low) * 0.04
    axes.set_xlim(low - air, high + air)
    axes.tick_params(axis="x", pad=1.5, labelsize=SMALL)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for edge in (low, high):
        axes.axvline(edge, color=RULE, lw=0.6, zorder=0.5)
    axes.plot([low, high], [ROW / 2] * 2, gid="bounds", **SOLID)
    _write_row(drawing, left, top, BOUNDS, format_range(low, high), "bold")
    for place, (_, row) in enumerate(rows.iterrows(), start=1):
        _draw_ratio(axes, row, (place + 0.5) * ROW)
        name = NAMES.get(row["rate_ratio"], row["rate_ratio"])
        words = f"about {row['estimate']:,.0f}: {format_range(row['lower'], row['upper'])}"
        _write_row(drawing, left, top + place * ROW, name, words)


def _draw_ratio(axes: Axes, row: pd.Series, middle: float) -> None:
    if pd.notna(row["wide_lower"]):
        ends = [row["wide_lower"], row["wide_upper"]]
        axes.plot(ends, [middle] * 2, zorder=2, gid="wide", **WIDE)
    axes.plot([row["lower"], row["upper"]], [middle] * 2, zorder=3, gid="interval", **EVEN)
    axes.plot([row["estimate"]], [middle], ls="none", zorder=4, gid="middle", **MIDDLE)


def _write_row(
    drawing: Drawing, left: float, top: float, name: str, words: str, weight: str = "normal"
) -> None:
    at = top + ROW / 2
    drawing.write(left - RATIO_WIDTH, at, name, va="center_baseline", weight=weight)
    look = {"color": INK if weight == "bold" else MUTED, "weight": weight}
    drawing.write(left + AXIS_WIDTH + 3, at, words, va="center_baseline", **look)


def _describe(publication: Publication, blocks: list[tuple[SeriesKey, pd.DataFrame]]) -> str:
    """Alt text with every number of the figure."""
    told = []
    for key, rows in blocks:
        bounds = format_range(rows["low"].iloc[0], rows["high"].iloc[0])
        single = [
            f"at {row['rate_ratio']} about {row['estimate']:,.0f}, "
            f"{format_range(row['lower'], row['upper'])}"
            for _, row in rows.iterrows()
        ]
        told.append(f"{publication.format_reply(key)}: bounds {bounds}; {'; '.join(single)}")
    return f"Bars for bounds, lines for intervals at each rate ratio. {'. '.join(told)}."
