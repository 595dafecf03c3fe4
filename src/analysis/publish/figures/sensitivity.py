"""How far a straddling count hangs on an assumption: from one bound to the other by rate ratio."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.model.count import format_range
from analysis.model.provenance import Provenance
from analysis.publish.content.publication import Publication, SeriesKey, count_cells, format_counted
from analysis.publish.content.wording import choose_limits
from analysis.publish.figures.drawing import (
    BREAK,
    INK,
    MARGIN,
    OWN,
    RULE,
    WIDTH,
    Drawing,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.rows import name_among
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT
from analysis.reconcile.results.comparison import AS_INDICATOR, ESTIMATES, EVENLY, SPREADS

CURVE_WIDTH = 86.0  # mm of the rate ratio's axis; the bars of what is declared stand right of it
LEFT = MARGIN + 12.0  # mm, the scale of counts and its numbers left of it
BAR = 9.0  # mm between two bars
CURVE, LOW_CURVE = 46.0, 30.0  # mm; the lower where more than three stand on a page
FOOT = 10.5  # mm of the scale, its name and the space under it
TICKS = {"0": "0", "1/3": "1/3", "1/2": "1/2", "1": "1", "2": "2", "3": "3", "inf": "∞"}
DECLARED = "1/2 to 2"
SHADE = {"facecolor": "#fdf3e4", "edgecolor": "none"}
SOLID = {"color": BREAK, "lw": 4.5, "solid_capstyle": "butt"}


class Look(NamedTuple):
    """How one way to spread events is drawn: the estimates, and the limits about them."""

    line: dict
    band: dict
    middle: dict


LOOKS = {
    EVENLY: Look(
        {"color": INK, "lw": 1.2, "marker": "o", "ms": 2.2},
        {"facecolor": "#dcdcdc", "edgecolor": "none"},
        {"marker": "_", "color": INK, "ms": 7, "mew": 1.5},
    ),
    AS_INDICATOR: Look(
        {"color": OWN, "lw": 1.2, "ls": (0, (3, 1.5)), "marker": "D", "ms": 2.2},
        {"facecolor": "none", "edgecolor": OWN, "lw": 0.8},
        {"marker": "D", "color": OWN, "ms": 3.6},
    ),
}


@house_style()
def draw_sensitivity(publication: Publication) -> Drawing:
    """A panel a straddling count: its estimate and limits from one bound to the other, by how far
    the assumption is loosened, and beside it the bounds and what is declared.

    The rate ratio r stands at r / (1 + r), so that 0 and infinity, the bounds, are its ends. Each
    panel has its own scale of counts. Raises NothingToDraw where no count is apportioned.
    """
    table = publication.comparison.tables["sensitivity"]
    even = table[table["spread"].eq(EVENLY)]
    blocks = [
        (key, key.select_estimates(table)) for key in publication.series if len(key.select(even))
    ]
    if not blocks:
        raise NothingToDraw(
            "No count is apportioned, that is divided by days; so none hangs on how events ran."
        )
    curve = CURVE if len(blocks) <= 3 else LOW_CURVE
    spreads = [s for s in SPREADS if any(rows["spread"].eq(s).any() for _, rows in blocks)]
    keys = [Key("bounds: no assumption", "line", SOLID)]
    for spread in spreads:
        look, named = LOOKS[spread], f"spread {spread}"
        keys.append(Key(f"{named}: estimate", "line", look.line))
        keys.append(Key(f"its {CONFIDENCE_TEXT} interval", "patch", look.band))
    keys.append(Key(f"declared: {DECLARED}", "patch", SHADE))
    subtitle = (
        f"Counts over {publication.window}. The rate ratio is the rate outside the window over the "
        "rate inside it, within the figure that straddles its edge"
    )
    if AS_INDICATOR in spreads:
        subtitle += "; spread as the indicator, it is a multiple of the indicator’s own"
    shown = [key for key, _ in blocks]
    drawing = start_drawing(
        f"{subtitle}. The scales do not begin at 0.",
        sum(_measure_heading(publication, key) + curve + FOOT for key, _ in blocks),
        publication.stamp(
            shown,
            [kind for _, rows in blocks for kind in rows["provenance"]],
        ),
        keys,
        source=publication.describe_source(shown),
    )
    top = 0.0
    for key, rows in blocks:
        top += _measure_heading(publication, key)
        _draw_block(drawing, publication, key, rows, top, curve)
        top += curve + FOOT
    drawing.cells = count_cells(*(rows for _, rows in blocks))
    drawing.tell(
        _tell_bounds(publication, blocks),
        "Curves of the estimate with a band for its interval, as the rate ratio runs from 0 to ∞.",
        "sensitivity",
    )
    return drawing


def _tell_bounds(publication: Publication, blocks: list[tuple[SeriesKey, pd.DataFrame]]) -> str:
    """Between which bounds each count lies whatever is assumed, and where if events were even."""
    told = []
    for key, rows in blocks[:2]:
        words = f"{name_among(publication, key, [one for one, _ in blocks])} "
        words += format_range(rows["low"].iloc[0], rows["high"].iloc[0])
        declared = [row for spread, row in _list_declared(publication, key) if spread == EVENLY]
        if declared:
            words += f" (spread evenly {_format_estimate(declared[0])})"
        told.append(words)
    more = f" and {len(blocks) - 2} more" if len(blocks) > 2 else ""
    return f"What the count of the common window is whatever is assumed: {'; '.join(told)}{more}."


def _measure_heading(publication: Publication, key: SeriesKey) -> float:
    return line_height(lines=len(_wrap_heading(publication, key)) + 1) + 1.5


def _wrap_heading(publication: Publication, key: SeriesKey) -> list[str]:
    words = f"{publication.format_reply(key)}: {format_counted(key)}"
    return wrap_text(words, WIDTH - 2 * MARGIN, bold=True, most=2)


def _place(ratio: str) -> float:
    """Where a rate ratio stands on its axis: 0 at 0, 1 in the middle, infinity at 1."""
    if ratio == "inf":
        return 1.0
    value = float(Fraction(ratio))
    return value / (1 + value)


def _draw_block(
    drawing: Drawing,
    publication: Publication,
    key: SeriesKey,
    rows: pd.DataFrame,
    top: float,
    curve: float,
) -> None:
    """One count: its heading above `top`, under it the curves, `curve` mm high, and the bars."""
    heading = _wrap_heading(publication, key)
    above = top - _measure_heading(publication, key)
    drawing.write(MARGIN, above, heading, weight="bold")
    ink = Provenance(key.provenance).mark.ink
    above += line_height(lines=len(heading))
    drawing.write(MARGIN, above, publication.format_provenance(key), color=ink, weight="bold")
    low, high = rows["low"].iloc[0], rows["high"].iloc[0]
    axes = drawing.add_panel(LEFT, top, CURVE_WIDTH, curve)
    _set_scale(axes, low, high)
    axes.set_xlim(0, 1)
    axes.set_xticks([_place(ratio) for ratio in TICKS], list(TICKS.values()))
    axes.set_xlabel("rate ratio: 0 puts all inside the window, ∞ all outside", labelpad=1.5)
    axes.tick_params(axis="x", pad=1.5)
    axes.axvspan(*map(_place, DECLARED.split(" to ")), zorder=0, **SHADE)
    for edge in (low, high):
        axes.axhline(edge, color=RULE, lw=0.6, zorder=0.5)
    for spread, some in rows.groupby("spread", sort=False):
        _draw_curve(axes, LOOKS[spread], some)
    declared = list(_list_declared(publication, key))
    side = drawing.add_panel(LEFT + CURVE_WIDTH + 4, top, BAR * (len(declared) + 1), curve)
    _set_scale(side, low, high)
    side.set_xlim(0, len(declared) + 1)
    side.set_axis_off()
    side.plot([0.5] * 2, [low, high], gid="bounds", **SOLID)
    words = [("Bounds", format_range(low, high), BREAK)]
    for place, (spread, row) in enumerate(declared, start=1):
        look, ends = LOOKS[spread], choose_limits(row)
        side.fill_between([place + 0.25, place + 0.75], *([end] * 2 for end in ends), **look.band)
        side.plot([place + 0.5] * 2, ends, gid="declared", color=look.line["color"], lw=1.1)
        side.plot([place + 0.5], [row["estimate"]], ls="none", gid="middle", **look.middle)
        numbers = _format_estimate(row)
        if row["provenance"] != key.provenance:  # as the indicator's, which is weaker
            numbers += f", {row['provenance'].upper()}"
        words.append((f"{DECLARED}, {spread}", numbers, look.line["color"]))
    _write_bars(drawing, words, LEFT + CURVE_WIDTH + 4 + BAR * (len(declared) + 1) + 1.5, top)


def _set_scale(axes: Axes, low: float, high: float) -> None:
    air = (high - low) * 0.06
    axes.set_ylim(low - air, high + air)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def _draw_curve(axes: Axes, look: Look, rows: pd.DataFrame) -> None:
    places = rows["rate_ratio"].map(_place)
    limits = [choose_limits(row) for _, row in rows.iterrows()]
    lower, upper = zip(*limits, strict=True)
    axes.fill_between(places, lower, upper, zorder=1, gid="interval", **look.band)
    axes.plot(places, rows["estimate"], zorder=3, gid="estimate", **look.line)


def _list_declared(publication: Publication, key: SeriesKey) -> Iterator[tuple[str, pd.Series]]:
    """The estimates for the declared range of rate ratios, by how events are spread."""
    for spread, measure in ESTIMATES.items():
        rows = key.select_estimates(publication.comparison.pick(measure, "common"))
        yield from ((spread, row) for _, row in rows.iterrows())


def _format_estimate(row: pd.Series) -> str:
    return f"about {row['estimate']:,.0f}: {format_range(*choose_limits(row))}"


def _write_bars(
    drawing: Drawing, words: list[tuple[str, str, str]], left: float, top: float
) -> None:
    """What the bars are, in their order, with the numbers of each under its name."""
    width = WIDTH - MARGIN - left
    for name, numbers, colour in words:
        for text, look in ((name, {"weight": "bold", "color": colour}), (numbers, {"color": INK})):
            lines = wrap_text(text, width, bold="weight" in look)
            drawing.write(left, top, lines, **look)
            top += line_height(lines=len(lines))
        top += 1.5
