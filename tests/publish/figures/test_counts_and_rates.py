"""Counts and rates: the numbers are there, and bounds never get a midpoint."""

import math

import pytest
from figure_reading import (
    list_spans,
    list_words,
)
from figure_samples import make_publication, many_forces, observe, two_forces, year

from analysis.publish.figures.counts_and_rates import draw_counts, draw_rates


def test_exact_counts_are_points_and_bounds_bars_from_end_to_end():
    drawing = draw_counts(two_forces())
    assert list_spans(drawing, "exact") == [[138], [138], [1750]]
    assert list_spans(drawing, "bounds") == [[1510, 1750]]
    assert {"138", "1,750", "1,510 to 1,750", "bounds"} <= set(list_words(drawing))
    middle = (1510 + 1750) / 2
    points = [float(x) for axes in drawing.axes for line in axes.lines for x in line.get_xdata()]
    assert middle not in points


def test_a_refused_count_is_named_with_its_code():
    rows = [observe("dorset", year(2018), 9), observe("dorset", year(2020), 5)]
    drawing = draw_counts(make_publication(rows))
    assert any("COVERAGE_GAP" in text for text in list_words(drawing))
    assert "refused, COVERAGE_GAP" in drawing.alt
    assert list_spans(drawing, "exact") == []


def test_an_open_count_is_drawn_from_what_is_known():
    rows = [observe("dorset", year(2018), 5, float("inf"), status="withheld")]
    drawing = draw_counts(make_publication(rows, common=False))
    assert "at least 5" in list_words(drawing)
    ((low, high),) = list_spans(drawing, "bounds")
    assert low == 5 and math.isfinite(high)


def test_rates_keep_the_studys_order_and_share_an_axis_only_where_they_count_alike():
    drawing = draw_rates(two_forces())
    told = list_words(drawing)
    assert told.index("Staffordshire Police") < told.index("Metropolitan Police Service")
    assert len(drawing.axes) == 2  # the page, and one axis for both
    assert len(draw_rates(many_forces(3), "rate_per_month").axes) == 4
    rates = two_forces().comparison.pick("rate_per_1000", "own", "common")
    exact = rates[rates["low"].eq(rates["high"])]["low"]
    assert sorted(x for (x,) in list_spans(drawing, "exact")) == pytest.approx(sorted(exact))


def test_unreliable_rates_are_flagged_and_refused_ones_named():
    rows = [observe("dorset", year(2018), 9), observe("staffordshire", year(2018), 2)]
    drawing = draw_rates(make_publication(rows, common=False))
    assert any(text.endswith("[u]") for text in list_words(drawing))
    assert any("TOO_FEW" in text for text in list_words(drawing))
    assert any("low reliability" in text for text in list_words(drawing))
    with pytest.raises(ValueError, match="'rate_per_head' is no rate"):
        draw_rates(two_forces(), "rate_per_head")
