"""Figures drawn from the comparison alone, each carrying its caption, alt text and provenance."""

from collections.abc import Callable
from functools import partial

from analysis.publish.figures.categories import draw_categories, list_dimensions
from analysis.publish.figures.counts import draw_counts
from analysis.publish.figures.drawing import Drawing
from analysis.publish.figures.material import Material
from analysis.publish.figures.pairs import draw_pairs
from analysis.publish.figures.rates import draw_rates
from analysis.publish.figures.save import save_figure, write_index
from analysis.publish.figures.windows import draw_windows
from analysis.publish.figures.yearly import draw_yearly

__all__ = [
    "Drawing",
    "Material",
    "draw_categories",
    "draw_counts",
    "draw_pairs",
    "draw_rates",
    "draw_windows",
    "draw_yearly",
    "list_dimensions",
    "offer_figures",
    "save_figure",
    "write_index",
]


def offer_figures(material: Material) -> dict[str, Callable[[], Drawing]]:
    """The figures a study's report may ask for, by name, drawn only when called."""
    offered: dict[str, Callable[[], Drawing]] = {
        "windows": partial(draw_windows, material),
        "yearly": partial(draw_yearly, material),
        "counts": partial(draw_counts, material),
        "rates": partial(draw_rates, material),
        "pairs": partial(draw_pairs, material),
    }
    for dimension in list_dimensions(material):
        offered[dimension] = partial(draw_categories, material, dimension)
    return offered
