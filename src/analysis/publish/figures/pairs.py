"""Ratios of two replies' rates, pair by pair within those that count alike, on one scale."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from analysis.publish.content.publication import Publication, count_cells
from analysis.publish.content.wording import (
    format_interval,
    format_short_window,
    format_value,
)
from analysis.publish.figures.drawing import (
    MARGIN,
    RULE,
    WIDTH,
    Drawing,
    NothingToDraw,
    house_style,
    line_height,
    start_drawing,
)
from analysis.publish.figures.rows import draw_on_scale, list_scale_keys, write_name
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT
from analysis.reconcile.replies.comparability import MOST_PAIRED
from analysis.reconcile.results.comparison import OWN_WINDOW, SAME

WINDOWS = {
    "own": "Each over its own window",
    "common": "Over the common window",
    "pair": "Over the window that suits the two best",
}
SIDES = ("", "other_")
NAME_WIDTH, VALUE_WIDTH = 66.0, 46.0  # mm
LEFT = MARGIN + NAME_WIDTH + 3
AXIS_WIDTH = WIDTH - MARGIN - LEFT - VALUE_WIDTH
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
KEYS = "ratio of the reported rates", "the underlying ratio"


@house_style()
def draw_pairs(publication: Publication) -> Drawing:
    """A row a ratio, by window, each first reply over the second; a line at 1, where rates are one.

    Raises NothingToDraw where no two replies were compared, and where no page holds them all.
    """
    ratios = publication.comparison.pick("rate_ratio", *WINDOWS)
    ratios = ratios[ratios["upper"].gt(0)]
    if ratios.empty:
        alike = sum(entry.row["class"] in (SAME, OWN_WINDOW) for entry in publication.league)
        if alike > MOST_PAIRED:
            raise NothingToDraw(
                "So many replies count alike that no two are set against each other: the league "
                "table has them all, and `pairs` in the study names two to compare."
            )
        if alike > 1:
            raise NothingToDraw("No two replies that count alike have rates to divide.")
        raise NothingToDraw("No two replies count the same thing in the same people.")
    lines = _list_lines(publication, ratios)
    body = sum(height for height, *_ in lines)
    is_open = not ratios["low"].eq(ratios["high"]).all()
    drawing = start_drawing(
        "Pairs of replies: the ratio of their rates",
        "Rates per 1,000 workforce-years, the first over the second. An interval that takes in 1 "
        "does not tell the two underlying rates apart.",
        body + 6,
        publication.stamp(
            [key for key in publication.series if _is_in(key, ratios)], ratios["provenance"]
        ),
        list_scale_keys(*KEYS, is_open),
    )
    axes = drawing.add_rows(LEFT, 0, AXIS_WIDTH, body)
    axes.set_xscale("log")
    axes.set_xlim(_find_ends(ratios))
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.axvline(1, color=RULE, lw=0.8)
    mixed, top = ratios["provenance"].nunique() > 1, 0.0
    for height, words, row in lines:
        middle = top + height / 2
        if row is None:
            drawing.write(MARGIN, middle, words, weight="bold", va="center_baseline")
        else:
            write_name(drawing, words, row["provenance"], middle, NAME_WIDTH, mixed)
            _draw_ratio(drawing, axes, row, middle)
        top += height
    drawing.cells = count_cells(ratios)
    drawing.caption = (
        f"Ratios of the rates of two replies that count alike, with {CONFIDENCE_TEXT} intervals."
    )
    drawing.alt = _describe(publication, ratios)
    return drawing


def _is_in(key: tuple[str, ...], ratios: pd.DataFrame) -> bool:
    ends = [ratios[[f"{side}force", f"{side}reference"]].eq(list(key[:2])) for side in SIDES]
    return any(end.all(axis=1).any() for end in ends)


def _list_lines(
    publication: Publication, ratios: pd.DataFrame
) -> list[tuple[float, str, pd.Series | None]]:
    """Headings and ratios, each with its height in mm and its words."""
    lines: list[tuple[float, str, pd.Series | None]] = []
    for basis, words in WINDOWS.items():
        rows = ratios[ratios["basis"].eq(basis)]
        if len(rows):
            lines.append((line_height() + 2, words, None))
        for _, row in rows.iterrows():
            name = _name(publication, row)
            if basis == "pair":
                name += f", {format_short_window(row['start'], row['end'])}"
            lines.append((line_height() + 1.2, name, row))
    return lines


def _name(publication: Publication, row: pd.Series) -> str:
    """Both forces, and behind them the references where several replies of a force are compared."""
    names, references = [], []
    for side in SIDES:
        force, reference = row[f"{side}force"], row[f"{side}reference"]
        names.append(publication.names.short(force))
        if len({key.reference for key in publication.series if key.force == force}) > 1:
            references.append(reference)
    return " over ".join(names) + (f" ({'; '.join(references)})" if references else "")


def _draw_ratio(drawing: Drawing, axes: Axes, row: pd.Series, middle: float) -> None:
    words = f"{format_value(row)} {row['flag']}".strip()
    right = LEFT + AXIS_WIDTH + 3
    drawing.write(right, middle, f"{words} ({format_interval(row)})", va="center_baseline")
    draw_on_scale(axes, row, middle)


def _find_ends(ratios: pd.DataFrame) -> tuple[float, float]:
    """The ends of the scale: every finite limit, and 1, at most two powers of ten from it."""
    names = ("low", "high", "lower", "upper", "wide_lower", "wide_upper")
    seen = [value for name in names for value in ratios[name] if 0 < value < math.inf]
    least, most = min([0.5, *seen]), max([2.0, *seen])
    return max(least / 1.15, 0.01), min(most * 1.15, 100)


def _describe(publication: Publication, ratios: pd.DataFrame) -> str:
    """Alt text with every ratio."""
    sentences = []
    for _, row in ratios.iterrows():
        first, second = (publication.names.force(row[f"{side}force"]) for side in SIDES)
        window = WINDOWS[row["basis"]].lower()
        value = f"{format_value(row)} ({CONFIDENCE_TEXT}: {format_interval(row)})"
        sentences.append(f"{first} over {second}, {window}: {value}")
    return f"{len(ratios)} ratios of rates on a scale of ratios. {'. '.join(sentences)}."
