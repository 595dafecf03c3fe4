"""Straddling counts: bounds have no middle; a curve runs from one to the other."""

from collections import Counter
from functools import cache

import pytest
from figure_reading import list_lines, list_words
from figure_samples import make_publication, many_forces, observe, year
from indicator_samples import list_quarters, write_indicator

from analysis.publish.content.publication import Publication
from analysis.publish.figures.drawing import WIDTH, Drawing, NothingToDraw
from analysis.publish.figures.sensitivity import draw_sensitivity
from analysis.publish.tables.results import list_sensitivity, list_windows_ranked

MET = dict(zip(range(2018, 2023), (24, 19, 31, 40, 52), strict=True))


def observe_two() -> list[dict]:
    """The Met's calendar years and Dorset's financial ones, both astride the common window."""
    rows = [observe("metropolitan", year(y), n) for y, n in MET.items()]
    rows.append(observe("metropolitan", ("2023-01-01", "2023-03-01"), 9))
    return rows + [
        observe("dorset", (f"{y}-04-01", f"{y + 1}-04-01"), n, provenance="transcribed")
        for y, n in zip(range(2017, 2023), (30, 90, 40, 20, 110, 50), strict=True)
    ]


@cache
def two_straddles() -> Publication:
    return make_publication(observe_two())


@pytest.fixture(scope="module")
def followed(tmp_path_factory) -> Publication:
    """The same, and quarters of the Met alone: Dorset has no indicator."""
    quarters = list_quarters((90, 100, 110, 100), force="metropolitan")
    named = write_indicator(tmp_path_factory.mktemp("quarters"), quarters)
    return make_publication(observe_two(), indicator=named)


def list_heights(drawing: Drawing, gid: str) -> list[list[float]]:
    return [list(map(float, line.get_ydata())) for line in list_lines(drawing, gid)]


def list_bands(drawing: Drawing) -> list[tuple[float, float]]:
    """The lowest and the highest place of each curve's band."""
    bands = [one for axes in drawing.axes for one in axes.collections if one.get_gid()]
    heights = [one.get_paths()[0].vertices[:, 1] for one in bands]
    return [(min(some), max(some)) for some in heights]


@pytest.mark.costly
def test_bounds_are_a_solid_bar_without_a_middle_and_a_curve_runs_from_one_to_the_other():
    drawing = draw_sensitivity(two_straddles())
    bounds, curves = list_heights(drawing, "bounds"), list_heights(drawing, "estimate")
    assert [151, 175] in bounds and len(bounds) == len(curves) == 2
    for (low, high), curve in zip(bounds, curves, strict=True):
        assert (curve[0], curve[-1], len(curve)) == (high, low, 11)
        assert curve == sorted(curve, reverse=True)
    assert list_bands(drawing) == [tuple(ends) for ends in bounds]
    middles = [y for (y,) in list_heights(drawing, "middle")]
    assert len(middles) == 2 and (151 + 175) / 2 not in middles
    assert drawing.stamp.startswith("PART ILLUSTRATIVE")
    assert "Metropolitan 151 to 175 (spread evenly about " in drawing.alt
    assert drawing.cells == 12 and "indicator" not in drawing.alt


def test_the_axis_has_both_ends_and_an_even_spread_in_its_middle():
    drawing = draw_sensitivity(two_straddles())
    places = list(map(float, list_lines(drawing, "estimate")[0].get_xdata()))
    assert (places[0], places[5], places[-1]) == (0, 0.5, 1)
    assert places[4] + places[6] == pytest.approx(1)  # 2/3 and 3/2 are as far from it


def test_the_limits_drawn_are_those_that_claims_rest_on():
    publication = two_straddles()
    estimates = publication.comparison.pick("estimate", "common")
    drawn = list_heights(draw_sensitivity(publication), "declared")
    assert estimates["wide_lower"].notna().any()
    for _, row in estimates.iterrows():
        kind = "" if row["wide_lower"] != row["wide_lower"] else "wide_"
        assert [row[f"{kind}lower"], row[f"{kind}upper"]] in drawn


def test_the_curve_by_an_indicator_stands_beside_the_even_one(followed):
    drawing = draw_sensitivity(followed)
    curves = Counter(line.get_color() for line in list_lines(drawing, "estimate"))
    assert sorted(curves.values()) == [1, 2]  # the Met's by its quarters, both evenly
    assert len(list_heights(drawing, "declared")) == 3
    assert any(word.startswith("about 171") for word in list_words(drawing))
    assert "a multiple of the indicator’s own" in " ".join(list_words(drawing)).replace("\n", " ")
    assert drawing.cells == 12 + 4


@pytest.mark.costly
def test_real_figures_by_a_made_up_indicator_are_said_to_be_made_up(tmp_path):
    rows = [row | {"provenance": "disclosed"} for row in observe_two()]
    quarters = list_quarters((90, 100, 110, 100), force="metropolitan")
    drawing = draw_sensitivity(
        make_publication(rows, indicator=write_indicator(tmp_path, quarters))
    )
    words = " ".join(list_words(drawing))
    assert drawing.provenance == "illustrative" and drawing.stamp.startswith("PART ILLUSTRATIVE")
    assert words.count("ILLUSTRATIVE") == 2 and "disclosed" in words  # the stamp, and the estimate


@pytest.mark.costly
def test_more_than_three_counts_still_fit_a_page():
    forces = ("dorset", "essex", "kent", "metropolitan")
    rows = [
        observe(force, span, count)
        for force in forces
        for span, count in [
            *((year(y), n) for y, n in MET.items()),
            (("2023-01-01", "2023-03-01"), 9),
        ]
    ]
    drawing = draw_sensitivity(make_publication(rows))
    assert len(list_heights(drawing, "bounds")) == 4
    assert drawing.get_figwidth() * 25.4 == pytest.approx(WIDTH)


def test_without_an_apportioned_count_a_sentence_stands_in_place():
    with pytest.raises(NothingToDraw, match="No count is apportioned"):
        draw_sensitivity(many_forces(3))
    assert "No count is apportioned" in list_sensitivity(many_forces(3))
    told = list_windows_ranked(many_forces())
    assert "No window of twelve months or more is covered by totals of every reply" in told
