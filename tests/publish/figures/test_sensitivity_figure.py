"""Straddling counts: bounds have no middle, every rate ratio has an interval with one."""

from functools import cache

import pytest
from figure_reading import (
    list_spans,
)
from figure_samples import (
    make_publication,
    many_forces,
    observe,
    year,
)

from analysis.publish.content.publication import Publication
from analysis.publish.figures.drawing import NothingToDraw
from analysis.publish.figures.sensitivity import draw_sensitivity
from analysis.publish.tables.results import (
    list_sensitivity,
    list_windows_ranked,
)

MET = dict(zip(range(2018, 2023), (24, 19, 31, 40, 52), strict=True))


@cache
def two_straddles() -> Publication:
    """The Met's calendar years and Dorset's financial ones, both astride the common window."""
    rows = [observe("metropolitan", year(y), n) for y, n in MET.items()]
    rows.append(observe("metropolitan", ("2023-01-01", "2023-03-01"), 9))
    rows += [
        observe("dorset", (f"{y}-04-01", f"{y + 1}-04-01"), n, provenance="transcribed")
        for y, n in zip(range(2017, 2023), (30, 90, 40, 20, 110, 50), strict=True)
    ]
    return make_publication(rows)


def test_bounds_are_a_solid_bar_without_a_middle_and_every_ratio_an_interval_with_one():
    drawing = draw_sensitivity(two_straddles())
    bounds, intervals = list_spans(drawing, "bounds"), list_spans(drawing, "interval")
    assert [151, 175] in bounds and len(bounds) == 2
    middles = [x for (x,) in list_spans(drawing, "middle")]
    assert len(middles) == len(intervals) == 16  # seven ratios and the declared
    assert (151 + 175) / 2 not in middles
    for (low, high), (lower, upper) in zip(
        [ends for ends in bounds for _ in range(8)],
        intervals,
        strict=True,
    ):
        assert low <= lower <= upper <= high
    assert drawing.stamp.startswith("PART ILLUSTRATIVE")
    assert "bounds 151 to 175" in drawing.alt and "at 1 about 171, 167 to 174" in drawing.alt
    assert drawing.cells == 12


def test_where_clustering_is_known_a_wider_band_holds_each_interval():
    drawing = draw_sensitivity(two_straddles())
    wide, narrow = list_spans(drawing, "wide"), list_spans(drawing, "interval")
    assert wide
    for lower, upper in wide:
        assert any(lower <= one and other <= upper for one, other in narrow)


def test_without_an_apportioned_count_a_sentence_stands_in_place():
    with pytest.raises(NothingToDraw, match="No count is apportioned"):
        draw_sensitivity(many_forces(3))
    assert "No count is apportioned" in list_sensitivity(many_forces(3))
    told = list_windows_ranked(many_forces())
    assert "No window of twelve months or more is covered by totals of every reply" in told
