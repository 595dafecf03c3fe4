"""The names of the forces that lie outside a funnel's limits, set beside their marks."""

import math

from matplotlib.axes import Axes

from analysis.publish.funnels import Funnel, Point
from analysis.publish.material import Material
from analysis.publish.style import HALO, SMALL, line_height, measure_text


def name_outside(
    material: Material, axes: Axes, funnel: Funnel, width: float, height: float
) -> None:
    """Write each name where it covers no mark and no other name, on axes of a size in mm."""
    (first, last), (_, most) = axes.get_xlim(), axes.get_ylim()
    scale = width / math.log(last / first)

    def place(point: Point) -> tuple[float, float]:
        middle = min((point.figure["low"] + point.figure["high"]) / 2, most)
        return math.log(point.exposure / first) * scale, middle / most * height

    taken = [(x - 1.2, y - 1.2, x + 1.2, y + 1.2) for x, y in map(place, funnel.points)]
    tall = line_height(SMALL)
    for point in funnel.points:
        if funnel.judge(point) in ("inside", "cannot be said"):
            continue
        words = material.names.force(point.key.force)
        (x, y), long = place(point), measure_text(words)
        spots = [(x + 2, y), (x - 2 - long, y)]
        spots += [(x - long / 2, y + side * step) for step in (2.9, 5.8) for side in (1, -1)]
        boxes = [(left, at - tall / 2, left + long, at + tall / 2) for left, at in spots]
        fits = [
            box for box in boxes
            if box[0] > 0 and box[2] < width and not any(_overlap(box, other) for other in taken)
        ]  # fmt: skip
        box = (fits or boxes)[0]
        taken.append(box)
        axes.text(
            box[0] / width, (box[1] + box[3]) / 2 / height, words, transform=axes.transAxes,
            va="center", ha="left", fontsize=SMALL, path_effects=HALO, zorder=6,
        )  # fmt: skip


def _overlap(one: tuple, other: tuple) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]
