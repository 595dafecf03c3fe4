"""The figures a report may ask for by name, drawn from the comparison alone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from analysis.publish.figures.categories import draw_categories, list_dimensions
from analysis.publish.figures.counts import draw_counts
from analysis.publish.figures.drawing import Drawing
from analysis.publish.figures.pairs import draw_pairs
from analysis.publish.figures.rates import draw_rates
from analysis.publish.figures.save import save_figure, write_index
from analysis.publish.figures.windows import draw_windows
from analysis.publish.figures.yearly import draw_yearly
from analysis.publish.material import Material
from analysis.publish.numbers import split_report
from analysis.publish.prose import list_slots

FIGURES: dict[str, Callable[[Material], Drawing]] = {
    "windows": draw_windows,
    "yearly": draw_yearly,
    "counts": draw_counts,
    "rates": draw_rates,
    "pairs": draw_pairs,
}


def draw_figures(material: Material) -> dict[str, Drawing]:
    """The figures that the study's report asks for, in its order, by name.

    A name the program does not know is left to the filling of the prose, which names it.
    """
    _, prose = split_report(material.study.report)
    known = FIGURES | {
        dimension: partial(draw_categories, dimension=dimension)
        for dimension in list_dimensions(material)
    }
    return {name: known[name](material) for name in list_slots(prose, "figure") if name in known}


def save_figures(figures: dict[str, Drawing], folder: Path) -> Path:
    """Write every figure as SVG, PNG and PDF, and index.json beside them; returns its path."""
    return write_index(
        folder, [save_figure(drawn, name, folder) for name, drawn in figures.items()]
    )
