"""The figures a report may ask for by name, drawn from the comparison alone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from analysis.publish.content.numbers import split_report
from analysis.publish.content.prose import list_slots
from analysis.publish.content.publication import Publication
from analysis.publish.figures.categories import draw_categories, list_dimensions
from analysis.publish.figures.counts_and_rates import draw_counts, draw_rates
from analysis.publish.figures.drawing import Drawing, NothingToDraw, save_figure, write_index
from analysis.publish.figures.funnel import draw_funnel
from analysis.publish.figures.harmonised import draw_harmonised
from analysis.publish.figures.league_scale import draw_league
from analysis.publish.figures.pairs import draw_pairs
from analysis.publish.figures.sensitivity import draw_sensitivity
from analysis.publish.figures.tile_map import draw_tile_map
from analysis.publish.figures.windows import draw_windows
from analysis.publish.figures.yearly import draw_yearly

FIGURES: dict[str, Callable[[Publication], Drawing]] = {
    "coverage": draw_tile_map,
    "league": draw_league,
    "windows": draw_windows,
    "yearly": draw_yearly,
    "counts": draw_counts,
    "rates": draw_rates,
    "harmonised": draw_harmonised,
    "pairs": draw_pairs,
    "funnel": draw_funnel,
    "sensitivity": draw_sensitivity,
}


def offer_figures(publication: Publication) -> dict[str, Callable[[Publication], Drawing]]:
    """Every figure by the name the report uses, one a dimension that a reply reports beside."""
    return FIGURES | {
        dimension: partial(draw_categories, dimension=dimension)
        for dimension in list_dimensions(publication)
    }


def draw_figures(publication: Publication) -> dict[str, Drawing | str]:
    """The figures that the study's report asks for, in its order, by name.

    Where the study has none of what a figure shows, a sentence that says so stands in its place. A
    name the program does not know is left to the filling of the prose, which names it.
    """
    _, prose = split_report(publication.study.report)
    known = offer_figures(publication)
    names = (name for name in list_slots(prose, "figure") if name in known)
    return {name: _draw(known[name], publication) for name in names}


def _draw(draw: Callable[[Publication], Drawing], publication: Publication) -> Drawing | str:
    try:
        return draw(publication)
    except NothingToDraw as nothing:
        return str(nothing)


def save_figures(figures: dict[str, Drawing | str], folder: Path) -> Path:
    """Write every figure as SVG and PNG, and index.json beside them; returns its path.

    The index has the sentence, as `nothing`, of a figure that there is nothing to draw for.
    """
    entries = [
        {"name": name, "nothing": drawn}
        if isinstance(drawn, str)
        else save_figure(drawn, name, folder)
        for name, drawn in figures.items()
    ]
    return write_index(folder, entries)
