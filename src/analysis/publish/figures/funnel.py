"""Many forces on a funnel: rate against exposure, within limits that chance alone would keep to.

A funnel in place of a league table: small forces lie far out by chance, and no one is ranked
(methods.md 4.7).
"""

import math
from collections.abc import Mapping

import numpy as np
import seaborn
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from analysis.model.provenance import Provenance
from analysis.publish.content.funnel_limits import (
    Funnel,
    Point,
    describe_shrinkage,
    describe_unrated,
    list_funnels,
)
from analysis.publish.content.publication import Publication, count_cells, format_counted
from analysis.publish.content.wording import join_words
from analysis.publish.figures.drawing import (
    GROUND,
    INK,
    MARGIN,
    MUTED,
    SMALL,
    TEXT,
    WIDTH,
    Drawing,
    ForceLook,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    measure_text,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.rows import BOUNDS_WORDS, look_up_forces
from analysis.reconcile.methods.rates import FEWEST_FORCES, FUNNEL_LEVELS

MOST_NAMED = 4  # in a caption
TALL, AXIS_LEFT, AXIS_BELOW = 52.0, 13.0, 11.0  # mm
LIMITS = {FUNNEL_LEVELS[0]: (0, (4, 2)), FUNNEL_LEVELS[1]: "-"}  # line styles
RANGE = {"lw": 3.0, "solid_capstyle": "butt"}
EXACT = {"marker": "o", "ls": "none", "ms": 5, "color": INK}
MADE_UP = EXACT | {"mfc": "white"}
SHRUNK = {"marker": "D", "ls": "none", "ms": 3.2, "mfc": "white", "mec": INK, "mew": 0.7}
JOINED = {"color": INK, "lw": 0.7, "zorder": 3}


@house_style()
def draw_funnel(publication: Publication) -> Drawing:
    """A panel a kind of count that five forces or more have a rate of, over own windows.

    Exact rates are points (hollow where illustrative), each joined to a small open mark at its
    shrunk rate; ranges are solid bars; forces outside the inner limits are named. Raises
    NothingToDraw where fewer forces count the same thing.
    """
    funnels = list_funnels(publication)
    if not funnels:
        raise NothingToDraw(
            f"No funnel is drawn: it takes {FEWEST_FORCES} forces or more with rates of the same "
            "thing in the same people, under the same rules."
        )
    several = len(funnels) > 1
    headings = [
        wrap_text(_describe_kind(funnel), WIDTH - 2 * MARGIN, TEXT, bold=True, most=3)
        if several
        else []
        for funnel in funnels
    ]
    heights = [line_height(TEXT, len(lines)) + 1 + TALL + AXIS_BELOW for lines in headings]
    points = [point for funnel in funnels for point in funnel.points]
    shown = [point.key for point in points]
    drawing = start_drawing(
        "A mark is a force over its own window. A small force lies far out by chance more easily; "
        "no force is ranked.",
        sum(heights),
        publication.stamp(shown),
        _list_keys(points, any(funnel.shrunk for funnel in funnels)),
        _list_notes(publication, funnels),
        publication.describe_source(shown, with_workforce=True),
    )
    top = 0.0
    for funnel, lines in zip(funnels, headings, strict=True):
        drawing.write(MARGIN, top, lines, TEXT, weight="bold")
        top += line_height(TEXT, len(lines)) + 1
        width = WIDTH - 2 * MARGIN - AXIS_LEFT
        axes = drawing.add_panel(MARGIN + AXIS_LEFT, top, width, TALL)
        _draw_panel(publication, axes, funnel, width)
        top += TALL + AXIS_BELOW
    rates = publication.comparison.figures
    drawing.cells = count_cells(rates.loc[[point.figure.name for point in points]])
    drawing.tell(
        " ".join(_tell_outside(publication, funnel) for funnel in funnels),
        "Points of rate against size of the force, between limits around the common rate.",
        "funnel",
    )
    return drawing


def _tell_outside(publication: Publication, funnel: Funnel) -> str:
    """Who lies above and below the wider limits, further out than chance alone accounts for."""
    level = f"{100 * FUNNEL_LEVELS[1]:g}\u00a0% limits"
    named: dict[str, list[str]] = {"above": [], "below": []}
    for point in funnel.points:
        side, _, limits = funnel.judge(point).partition(" the ")
        if limits == level:
            named[side].append(publication.names.short(point.key.force))
    out = [
        f"{join_words(names) if len(names) <= MOST_NAMED else len(names)} "
        f"lie{'s' * (len(names) == 1)} {side}"
        for side, names in named.items()
        if names
    ]
    unit = funnel.points[0].key.unit
    if not out:
        return f"No force’s rate of {unit} lies outside the {level}: chance may explain them all."
    return f"Of {len(funnel.points)} rates of {unit}, {' and '.join(out)} the {level}."


def _describe_kind(funnel: Funnel) -> str:
    key = funnel.points[0].key
    regime = funnel.points[0].figure["regime"]
    return f"{format_counted(key)} ({key.definition}{'; ' + regime if regime else ''})"


def _list_notes(publication: Publication, funnels: list[Funnel]) -> list[str]:
    notes = [*map(_describe_limits, funnels)]
    notes += [describe_shrinkage(publication, funnel) for funnel in funnels]
    return [*dict.fromkeys(filter(None, [*notes, describe_unrated(publication)]))]


def _list_keys(points: list[Point], are_shrunk: bool) -> list[Key]:
    made_up = {
        point.key.provenance == Provenance.ILLUSTRATIVE for point in points if point.is_exact
    }
    keys = [Key("a force", "point", EXACT)] if False in made_up else []
    keys += [Key("a force, ILLUSTRATIVE", "point", MADE_UP)] if True in made_up else []
    if are_shrunk:
        keys.append(Key("its shrunk rate", "point", SHRUNK))
    if not all(point.is_exact for point in points):
        keys.append(Key(BOUNDS_WORDS, "line", RANGE | {"color": INK}))
    keys.append(Key("common rate", "line", {"color": INK, "lw": 1.2}))
    return keys + [
        Key(f"{100 * level:g} % limits", "line", {"color": MUTED, "lw": 0.9, "ls": style})
        for level, style in LIMITS.items()
    ]


def _describe_limits(funnel: Funnel) -> str:
    number, inner = len(funnel.points), FUNNEL_LEVELS[0]
    by_chance = (
        f"Of {number} forces alike in all but chance, about {(1 - inner) * number:.1f} would lie "
        f"outside the {100 * inner:g} % limits. "
    )
    if not funnel.is_measured:
        limits = "Limits are those of Poisson counts: how much more counts vary is not known."
    elif funnel.dispersion == 1:
        limits = "The forces' own years vary no more than Poisson counts do."
    else:
        limits = (
            f"Limits are {math.sqrt(funnel.dispersion):.1f} times as far out as those of Poisson "
            "counts, by what the forces' own years show, taken as independent and to vary in "
            "proportion to their mean."
        )
    return by_chance + limits


def _draw_panel(publication: Publication, axes: Axes, funnel: Funnel, width: float) -> None:
    sizes = [point.exposure for point in funnel.points]
    first, last = min(sizes) / 1.35, max(sizes) * 1.35
    grid = np.geomspace(first, last, 400)
    axes.set_xscale("log")
    axes.set_xlim(first, last)
    axes.xaxis.set_major_locator(FixedLocator(_choose_ticks(first, last)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.set_xlabel("1,000 workforce-years, on a logarithmic scale", labelpad=2)
    axes.set_ylabel("rate per 1,000 workforce-years", labelpad=2)
    highest = max([point.figure["high"] for point in funnel.points if _is_finite(point)])
    seen = float(funnel.limit([min(sizes)], FUNNEL_LEVELS[1])[1][0])
    axes.set_ylim(0, 1.1 * max(highest, seen))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.plot([first, last], [funnel.rate] * 2, color=INK, lw=1.2, zorder=2)
    for level, style in LIMITS.items():
        for limit in funnel.limit(grid, level):
            axes.plot(grid, limit, color=MUTED, lw=0.9, ls=style, zorder=2)
    looks = look_up_forces(publication)
    _scatter([point for point in funnel.points if point.is_exact], axes, looks)
    for point in funnel.points:
        low, high = point.figure["low"], point.figure["high"]
        if point.is_exact:
            if (shrunk := funnel.shrunk_by_key.get(point.key)) is not None:
                axes.plot([point.exposure] * 2, [low, shrunk], **JOINED)
                axes.plot([point.exposure], [shrunk], zorder=5, gid="shrunk", **SHRUNK)
        else:
            ends = [low, min(high, axes.get_ylim()[1])]
            colour = looks[point.key.force].colour
            axes.plot([point.exposure] * 2, ends, zorder=4, gid="bounds", **RANGE, color=colour)
    _label_outliers(publication, axes, funnel, width, TALL)


def _scatter(points: list[Point], axes: Axes, looks: Mapping[str, ForceLook]) -> None:
    """The exact rates, each in the look of its force, hollow where it is made up."""
    forces = [point.key.force for point in points]
    seaborn.scatterplot(
        x=[point.exposure for point in points], y=[point.figure["low"] for point in points],
        hue=forces, palette={force: looks[force].colour for force in forces},
        style=forces, markers={force: looks[force].marker for force in forces},
        s=30, legend=False, zorder=4, ax=axes,
    )  # fmt: skip
    marks = axes.collections[-1]
    colours = [looks[force].colour for force in forces]
    made_up = [point.key.provenance == Provenance.ILLUSTRATIVE for point in points]
    marks.set(
        gid="exact", edgecolor=colours, linewidth=1.0,
        facecolor=["white" if mu else colour for mu, colour in zip(made_up, colours, strict=True)],
    )  # fmt: skip


def _is_finite(point: Point) -> bool:
    return math.isfinite(point.figure["high"])


def _choose_ticks(first: float, last: float) -> list[float]:
    """1, 2 and 5 times the powers of ten inside the axis."""
    powers = range(math.floor(math.log10(first)), math.ceil(math.log10(last)) + 1)
    ticks = [step * 10.0**power for power in powers for step in (1, 2, 5)]
    return [tick for tick in ticks if first <= tick <= last]


def _label_outliers(
    publication: Publication, axes: Axes, funnel: Funnel, width: float, height: float
) -> None:
    """Write each name where it covers no mark and no other name, on axes of a size in mm.

    Names for which there is no such place are left to the table; the furthest out come first.
    """
    (first, last), (_, most) = axes.get_xlim(), axes.get_ylim()
    scale = width / math.log(last / first)

    def place(point: Point) -> tuple[float, float]:
        middle = min((point.figure["low"] + point.figure["high"]) / 2, most)
        return math.log(point.exposure / first) * scale, middle / most * height

    taken = [(x - 1.2, y - 1.2, x + 1.2, y + 1.2) for x, y in map(place, funnel.points)]
    tall = line_height(SMALL)
    outside = [p for p in funnel.points if funnel.judge(p) not in ("inside", "cannot be said")]
    for point in sorted(outside, key=lambda point: -_measure_distance(funnel, point)):
        words = publication.names.short(point.key.force)
        (x, y), long = place(point), measure_text(words)
        spots = [(x + 2, y), (x - 2 - long, y)]
        spots += [(x - long / 2, y + side * step) for step in (2.9, 5.8) for side in (1, -1)]
        boxes = [(left, at - tall / 2, left + long, at + tall / 2) for left, at in spots]
        fits = [
            box for box in boxes
            if box[0] > 0 and box[2] < width and not any(_overlap(box, other) for other in taken)
        ]  # fmt: skip
        if not fits:
            continue
        box = fits[0]
        taken.append(box)
        axes.text(
            box[0] / width, (box[1] + box[3]) / 2 / height, words, transform=axes.transAxes,
            va="center", ha="left", fontsize=SMALL, bbox=GROUND, zorder=6,
        )  # fmt: skip


def _measure_distance(funnel: Funnel, point: Point) -> float:
    """How many times as far from the common rate as the limit on its side a point lies."""
    rate = (point.figure["low"] + min(point.figure["high"], 2 * funnel.rate)) / 2
    rate = point.figure["low"] if point.is_exact else rate
    lower, upper = (float(limit[0]) for limit in funnel.limit([point.exposure], FUNNEL_LEVELS[0]))
    reach = upper - funnel.rate if rate > funnel.rate else funnel.rate - lower
    return abs(rate - funnel.rate) / reach if reach else 0.0


def _overlap(one: tuple, other: tuple) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]
