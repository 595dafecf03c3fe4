"""The league table on one scale: who is drawn, in what order, where, and who is only named."""

import re
from math import inf
from warnings import catch_warnings

import pytest
from figure_reading import list_spans, list_words
from figure_samples import make_publication, many_alike, many_forces, observe, year

from analysis.publish.figures.drawing import NothingToDraw, house_style
from analysis.publish.figures.league_scale import draw_league


def test_every_comparable_rate_is_drawn_where_it_lies_on_one_scale():
    publication, drawing = many_alike(), draw_league(many_alike())
    rates = [entry.rate for entry in publication.league]
    exact = [rate["low"] for rate in rates if rate["low"] == rate["high"]]
    assert [span[0] for span in list_spans(drawing, "exact")] == exact
    (bounds,) = list_spans(drawing, "bounds")
    (ranged,) = [rate for rate in rates if rate["low"] != rate["high"]]
    assert bounds == [ranged["low"], ranged["high"]]
    words = " ".join(list_words(drawing))
    for name in ("Avon and Somerset", "Metropolitan", "Surrey"):
        assert name in words
    assert "highest in Avon and Somerset (" in drawing.alt
    assert "chance leaves first place open to 2 of 8" in drawing.alt
    assert drawing.cells > 16  # two years of eight forces, and the workforce behind them


def test_what_counts_something_else_is_named_and_never_drawn():
    rows = [observe(force, year(2021), 40 + n) for n, force in enumerate(("kent", "essex"))]
    rows.append(observe("dorset", year(2021), 70, unit="people"))
    drawing = draw_league(make_publication(rows, common=False))
    assert len(list_spans(drawing, "exact")) == 2
    words = " ".join(" ".join(list_words(drawing)).split())
    assert "Not on this scale" in words and "Dorset (they count different things)" in words
    assert "Dorset" not in drawing.alt


def test_nothing_is_drawn_of_one_rate_alone():
    with pytest.raises(NothingToDraw, match="No two replies"):
        draw_league(many_forces(2))
    with pytest.raises(NothingToDraw, match="No two replies"):
        draw_league(make_publication([observe("dorset", year(2018), 9)]))


@pytest.mark.costly
def test_withheld_counts_have_no_place_on_the_scale():
    rows = [observe(force, year(2021), 0, inf, status="withheld") for force in ("kent", "essex")]
    publication = make_publication(rows, common=False)
    with pytest.raises(NothingToDraw, match="No two replies"):
        draw_league(publication)
    # Of counts that may be none at all the scale has a width all the same.
    two = make_publication([observe(row["force"], year(2021), 40) for row in rows], common=False)
    for entry in two.league:
        entry.rate[["low", "lower", "wide_lower"]] = 0.0
        entry.rate[["high", "upper", "wide_upper"]] = inf
    with catch_warnings(action="error"):
        assert draw_league(two).axes


def test_ranks_stand_beside_the_rates_and_cover_nothing():
    drawing = draw_league(many_alike())
    words = list_words(drawing)
    assert words.count("2nd to 8th of 8") == 6 and words.count("1st to 2nd of 8") == 1
    told = " ".join(" ".join(words).split())
    assert "All ranks of a class hold together at 95 %" in told
    with house_style():
        drawing.canvas.draw()
    renderer = drawing.canvas.get_renderer()
    texts = [text for axes in drawing.axes for text in axes.texts if text.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    rates = [box for name, box in boxes if re.fullmatch(r"[\d., to]+ \([\d., to]+\)", name)]
    ranks = [box for name, box in boxes if name.endswith("of 8")]
    assert len(rates) == 8 and max(box.x1 for box in rates) < min(box.x0 for box in ranks)
    assert all(box.x1 <= drawing.bbox.x1 for box in ranks)


def test_fewer_than_five_rates_have_no_ranks():
    rows = [observe(force, year(2021), 40 + n) for n, force in enumerate(("kent", "essex"))]
    words = " ".join(list_words(draw_league(make_publication(rows, common=False))))
    assert "Ranks" not in words
