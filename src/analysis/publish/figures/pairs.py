"""Ratios of two replies' rates, pair by pair within those that count alike, on one scale."""

import math
from collections import Counter

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from analysis.model.observation import SERIES
from analysis.publish.content.publication import Publication, SeriesKey, count_cells
from analysis.publish.content.wording import (
    choose_limits,
    format_interval,
    format_short_window,
    format_value,
    join_words,
)
from analysis.publish.figures.drawing import (
    INK,
    MARGIN,
    MUTED,
    OWN,
    RULE,
    SMALL,
    WIDTH,
    Drawing,
    NothingToDraw,
    house_style,
    line_height,
    measure_text,
    start_drawing,
)
from analysis.publish.figures.rows import draw_on_scale, list_scale_keys, name_among, write_name
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT, NOT_APART
from analysis.reconcile.replies.comparability import MOST_PAIRED
from analysis.reconcile.results.comparison import OTHER, OWN_WINDOW, SAME

WINDOWS = {
    "own": "Each over its own window",
    "common": "Over the common window",
    "pair": "Over the window that suits the two best",
}
OVER = {
    "own": "over own windows",
    "common": "over the common window",
    "pair": "over the window that suits best",
}
SIDES = ("", "other_")
ORDERED = ["measure", "basis", *SERIES, *OTHER]
MOST_ROWS, CELL = 24, 6.0  # more ratios are a matrix of squares, so many mm high
NAME_WIDTH, VALUE_WIDTH = 66.0, 46.0  # mm
LEFT = MARGIN + NAME_WIDTH + 3
AXIS_WIDTH = WIDTH - MARGIN - LEFT - VALUE_WIDTH
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
KEYS = "ratio of the reported rates", "the underlying ratio"


@house_style()
def draw_pairs(publication: Publication) -> Drawing:
    """A row a ratio, by window, each first reply over the second; a line at 1, where rates are one.

    Many ratios are a matrix instead, of the first window that has some. Raises NothingToDraw where
    no two replies were compared.
    """
    ratios = publication.comparison.pick("rate_ratio", *WINDOWS)
    ratios = _judge(publication, ratios[ratios["upper"].gt(0)])
    if ratios.empty:
        alike = sum(entry.row["class"] in (SAME, OWN_WINDOW) for entry in publication.league)
        if alike > MOST_PAIRED:
            raise NothingToDraw(
                "So many replies count alike that no two are set against each other; the table of "
                "replies has them all."
            )
        if alike > 1:
            raise NothingToDraw("No two replies that count alike have rates to divide.")
        raise NothingToDraw("No two replies count the same thing in the same people.")
    shown = _list_compared(publication, ratios)
    stamp = publication.stamp(shown, ratios["provenance"])
    source = publication.describe_source(shown, with_workforce=True)
    draw = _draw_rows if len(ratios) <= MOST_ROWS else _draw_matrix
    drawing = draw(publication, ratios, stamp, source)
    drawing.cells = count_cells(ratios)
    return drawing


def _draw_rows(
    publication: Publication, ratios: pd.DataFrame, stamp: tuple[str, str], source: str
) -> Drawing:
    lines = _list_lines(publication, ratios)
    body = sum(height for height, *_ in lines)
    is_open = not ratios["low"].eq(ratios["high"]).all()
    drawing = start_drawing(
        "Rate of the first over that of the second, on a logarithmic scale.",
        body + 6,
        stamp,
        list_scale_keys(*KEYS, is_open),
        source=source,
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
    drawing.tell(
        _tell_apart(publication, ratios),
        f"Points and bounds with {CONFIDENCE_TEXT} intervals, of one pair each; which are told "
        "apart is judged of all pairs together.",
        "pairs",
    )
    return drawing


def _draw_matrix(
    publication: Publication, ratios: pd.DataFrame, stamp: tuple[str, str], source: str
) -> Drawing:
    """A row and a column a reply: by how much the underlying rate of the row is at least higher."""
    basis = next(basis for basis in WINDOWS if ratios["basis"].eq(basis).any())
    rows = ratios[ratios["basis"].eq(basis)]
    ends = [_name_ends(publication, row, rows) for _, row in rows.iterrows()]
    over = Counter()
    for (first, second), (_, row) in zip(ends, rows.iterrows(), strict=True):
        lower, upper = choose_limits(row)
        over.update({first: (lower > 1) - (upper < 1), second: (upper < 1) - (lower > 1)})
    names = sorted(over, key=over.__getitem__, reverse=True)  # of as many above the study's order
    least = pd.DataFrame(math.nan, index=names, columns=names)
    words = pd.DataFrame("", index=names, columns=names)
    alike = []
    for (first, second), (_, row) in zip(ends, rows.iterrows(), strict=True):
        lower, upper = choose_limits(row)
        if not row["is_apart"]:
            alike += [(first, second), (second, first)]
            continue
        place, value = ((first, second), lower) if lower > 1 else ((second, first), 1 / upper)
        least.loc[place] = value
        words.loc[place] = f"{math.floor(10 * value + 1e-9) / 10:.1f}"
    tall = len(names) * CELL
    below = max(map(measure_text, names)) + 2
    drawing = start_drawing(
        f"{WINDOWS[basis]}: how many times the rate of the column the underlying rate of the row "
        f"is at least ({CONFIDENCE_TEXT}).",
        tall + below,
        stamp,
        notes=["A dot: compared, and not told apart. Empty: the column’s rate is the higher."],
        source=source,
    )
    left = min(below + MARGIN, 60.0)
    axes = drawing.add_panel(left, 0, min(WIDTH - MARGIN - left, len(names) * 12.0), tall)
    seaborn.heatmap(
        least, annot=words, fmt="", cmap=seaborn.light_palette(OWN, as_cmap=True), cbar=False,
        vmin=1, vmax=max(5.0, float(least.max().max())), linewidths=0.6, linecolor=RULE, ax=axes,
        annot_kws={"fontsize": SMALL}, xticklabels=True, yticklabels=True,
    )  # fmt: skip
    for first, second in alike:
        place = names.index(second) + 0.5, names.index(first) + 0.5
        axes.text(*place, "·", ha="center", va="center", fontsize=11, color=MUTED)
    axes.tick_params(length=0, labelsize=SMALL, labelcolor=INK)
    axes.tick_params(axis="x", labelrotation=90)
    axes.tick_params(axis="y", labelrotation=0)
    drawing.tell(
        _tell_apart(publication, rows),
        f"A table of squares, {WINDOWS[basis].lower()}: shaded where the row’s rate is higher.",
        "pairs",
    )
    return drawing


def _find_key(publication: Publication, row: pd.Series, side: str) -> SeriesKey:
    ends = (row[f"{side}force"], row[f"{side}reference"])
    return next(key for key in publication.series if key[:2] == ends)


def _tell_apart(publication: Publication, ratios: pd.DataFrame) -> str:
    """Of how many pairs each window tells the rates apart; of a single pair the ratios too."""
    parts = [(basis, ratios[ratios["basis"].eq(basis)]) for basis in WINDOWS]
    parts = [(basis, rows) for basis, rows in parts if len(rows)]
    if all(len(rows) == 1 for _, rows in parts):
        told = [f"{format_value(rows.iloc[0])} {OVER[basis]}" for basis, rows in parts]
        apart = [OVER[basis] for basis, rows in parts if rows.iloc[0]["is_apart"]]
        named = _name(publication, ratios.iloc[0], ratios)
        which = join_words(apart) if len(apart) < len(parts) else "over each"
        verdict = f"told apart {which}" if apart else "not told apart"
        return f"The rate of {named} is {join_words(told)}; the two are {verdict}."
    counted = [
        f"{rows['is_apart'].sum()} of {len(rows)} pairs of rates {OVER[basis]}"
        for basis, rows in parts
    ]
    return f"Told apart: {join_words(counted)}."


def _judge(publication: Publication, ratios: pd.DataFrame) -> pd.DataFrame:
    """The ratios with `is_apart`: by the p-value adjusted for all pairs, not by one interval."""
    orders = publication.comparison.tables["orders"].drop_duplicates(ORDERED)
    judged = ratios[ORDERED].merge(orders[[*ORDERED, "underlying"]], "left", ORDERED)
    return ratios.assign(is_apart=judged["underlying"].ne(NOT_APART).to_numpy())


def _list_compared(publication: Publication, ratios: pd.DataFrame) -> list[SeriesKey]:
    ends = {
        place
        for side in SIDES
        for place in zip(ratios[f"{side}force"], ratios[f"{side}reference"], strict=True)
    }
    return [key for key in publication.series if key[:2] in ends]


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
            name = _name(publication, row, ratios)
            if basis == "pair":
                name += f", {format_short_window(row['start'], row['end'])}"
            lines.append((line_height() + 1.2, name, row))
    return lines


def _name(publication: Publication, row: pd.Series, ratios: pd.DataFrame) -> str:
    """`Kent over Essex`, with references where several replies of a force are compared."""
    return " over ".join(_name_ends(publication, row, ratios))


def _name_ends(publication: Publication, row: pd.Series, ratios: pd.DataFrame) -> list[str]:
    shown = _list_compared(publication, ratios)
    return [name_among(publication, _find_key(publication, row, side), shown) for side in SIDES]


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
