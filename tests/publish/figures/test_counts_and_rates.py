"""Counts and rates: the numbers are there, and bounds never get a midpoint."""

import math

import pytest
from figure_reading import (
    list_bars,
    list_spans,
    list_words,
)
from figure_samples import OWN, make_publication, many_forces, observe, two_forces, year

from analysis.publish.figures.counts_and_rates import draw_counts, draw_rates
from analysis.publish.figures.drawing import NothingToDraw
from analysis.reconcile.sensitivity import DAY_COUNTED


def list_ends(drawing, gid: str) -> list[list[float]]:
    return [[bar.get_x(), bar.get_x() + bar.get_width()] for bar in list_bars(drawing, gid)]


def test_exact_counts_are_bars_from_zero_and_bounds_are_hatched_from_end_to_end():
    drawing = draw_counts(two_forces())
    assert list_ends(drawing, "exact") == [[0, 138], [0, 138], [0, 1750]]
    assert list_ends(drawing, "least") == [[0, 1510]]
    assert list_ends(drawing, "bounds") == [[1510, 1750]]
    assert "most in Metropolitan (1,510 to 1,750), fewest in Staffordshire (138)" in drawing.alt
    assert {"138", "1,750", "1,510 to 1,750", "bounds"} <= set(list_words(drawing))
    assert all(bar.get_hatch() for bar in list_bars(drawing, "bounds"))


def test_a_refused_count_is_named_with_its_reason():
    rows = [observe("dorset", year(2018), 9), observe("dorset", year(2020), 5)]
    rows += [observe(force, OWN, 40) for force in ("essex", "kent")]
    drawing = draw_counts(make_publication(rows))
    assert "refused (a)" in list_words(drawing)
    assert any("(a) " in text and "2019" in text for text in list_words(drawing))
    assert len(list_bars(drawing, "exact")) == 4  # two forces, each over both windows


def test_counts_of_different_things_share_no_scale_and_one_by_itself_is_not_drawn():
    with pytest.raises(NothingToDraw, match="No two replies have counts"):
        draw_counts(many_forces(3))


def test_an_open_count_is_drawn_from_what_is_known():
    rows = [observe("dorset", year(2018), 5, float("inf"), status="withheld")]
    rows.append(observe("essex", year(2018), 9))
    drawing = draw_counts(make_publication(rows, common=False))
    assert "at least 5" in list_words(drawing)
    ((low, high),) = list_ends(drawing, "bounds")
    assert low == 5 and math.isfinite(high)
    assert "over each reply’s own days: Dorset (at least 5); Essex (9)" in drawing.alt


def test_rates_keep_the_studys_order_and_share_an_axis_only_where_they_count_alike():
    drawing = draw_rates(two_forces())
    told = list_words(drawing)
    assert told.index("Staffordshire Police") < told.index("Metropolitan Police Service")
    assert len(drawing.axes) == 2  # the page, and one axis for both
    with pytest.raises(NothingToDraw, match="No two replies have rates"):
        draw_rates(many_forces(3), "rate_per_month")
    rates = two_forces().comparison.pick("rate_per_1000", "own", "common")
    exact = rates[rates["low"].eq(rates["high"])]["low"]
    assert sorted(x for (x,) in list_spans(drawing, "exact")) == pytest.approx(sorted(exact))


def test_unreliable_rates_are_flagged_and_refused_ones_named():
    rows = [observe("dorset", year(2018), 9), observe("staffordshire", year(2018), 2)]
    rows.append(observe("essex", year(2018), 90))
    drawing = draw_rates(make_publication(rows, common=False))
    assert any(text.endswith("[u]") for text in list_words(drawing))
    assert any(text.startswith("refused (") for text in list_words(drawing))
    assert any("low reliability" in text for text in list_words(drawing))
    with pytest.raises(ValueError, match="'rate_per_head' is no rate"):
        draw_rates(two_forces(), "rate_per_head")


def test_a_finding_holds_whether_or_not_an_ambiguous_last_day_is_counted():
    ends = {"end_latest": "2023-03-02"}
    rows = [observe("dorset", OWN, 40), observe("essex", (OWN[0], OWN[1]), 41, **ends)]
    for n in range(2018, 2023):
        rows.append(observe("essex", year(n), 8, category=("rank", "constable")))
    publication = make_publication(rows)
    read = publication.comparison.tables["alternatives"]
    read = read[read["choice"].eq(DAY_COUNTED) & read["measure"].eq("count")]
    least = read.loc[read["force"].eq("essex"), "low"].min()
    assert least < 41
    caption = draw_counts(publication).caption
    assert f"Essex ({least:.0f} to 41)" in caption and "Dorset (40)" in caption
    assert "most in Essex" not in caption  # of the 41 some may be of the day after
