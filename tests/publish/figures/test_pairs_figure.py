"""Ratios on one scale: which is over which, where each lies, and what is not drawn."""

import pytest
from figure_reading import list_spans, list_words
from figure_samples import make_publication, many_alike, many_forces, observe, two_forces, year

from analysis.publish.figures.drawing import NothingToDraw
from analysis.publish.figures.pairs import draw_pairs
from analysis.reconcile.methods.rates import NOT_APART


def test_every_ratio_is_drawn_where_it_lies_with_who_is_over_whom():
    publication = two_forces()
    drawing = draw_pairs(publication)
    ratios = publication.comparison.pick("rate_ratio", "own", "common", "pair")
    exact = ratios[ratios["low"].eq(ratios["high"])]
    assert [span[0] for span in list_spans(drawing, "exact")] == list(exact["low"])
    bounded = ratios.drop(exact.index)
    assert [tuple(span) for span in list_spans(drawing, "bounds")] == list(
        bounded[["low", "high"]].itertuples(index=False, name=None)
    )
    words = list_words(drawing)
    assert "Staffordshire over Metropolitan" in words
    assert f"{ratios.iloc[0]['low']:.2f}" in drawing.alt
    assert "Each over its own window" in words and "Over the common window" in words


def test_replies_that_no_other_counts_like_have_no_ratio():
    with pytest.raises(NothingToDraw, match="No two replies"):
        draw_pairs(many_forces(4))
    with pytest.raises(NothingToDraw, match="No two replies"):
        draw_pairs(make_publication([observe("dorset", year(2018), 9)]))


@pytest.mark.costly
def test_of_many_that_count_alike_only_those_asked_for_are_set_against_each_other():
    with pytest.raises(NothingToDraw, match="So many replies count alike"):
        draw_pairs(many_alike())
    few = [observe(force, year(2021), 1) for force in ("dorset", "essex", "surrey")]
    with pytest.raises(NothingToDraw, match="have rates to divide"):
        draw_pairs(make_publication(few, common=False))
    rows = [observe(force, year(2021), 40) for force in ("dorset", "essex", "surrey")]
    assert len(list_spans(draw_pairs(make_publication(rows, common=False)), "exact")) == 3


def test_a_ratio_without_an_end_goes_beyond_the_scale():
    rows = [observe("kent", year(2021), 51, float("inf")), observe("essex", year(2021), 40)]
    drawing = draw_pairs(make_publication(rows, common=False))
    ((place,),) = list_spans(drawing, "beyond")
    (bounds,) = list_spans(drawing, "bounds")
    assert place == bounds[1] == drawing.axes[1].get_xlim()[1]
    assert not list_spans(draw_pairs(two_forces()), "beyond")


@pytest.mark.costly
def test_many_ratios_are_a_matrix_that_says_who_is_told_apart_and_by_how_much(monkeypatch):
    monkeypatch.setattr("analysis.publish.figures.pairs.MOST_ROWS", 14)
    sizes = {"kent": 400, "essex": 100, "dorset": 60, "surrey": 90, "cheshire": 300, "cumbria": 30}
    rows = [observe(force, year(y), n) for force, n in sizes.items() for y in (2021, 2022)]
    publication = make_publication(rows, common=False)
    orders = publication.comparison.tables["orders"]
    orders = orders[orders["measure"].eq("rate_ratio")]
    apart = orders["underlying"].ne(NOT_APART).sum()
    drawing = draw_pairs(publication)
    assert drawing.get_figheight() * 25.4 < 110
    words = [text.get_text() for text in drawing.axes[1].texts]
    values = [float(word) for word in words if word not in ("", "·")]
    assert len(orders) == 15 > apart > 0
    assert len(values) == apart and words.count("·") == 2 * (15 - apart)
    assert all(value >= 1 for value in values)
    assert f"Told apart: {apart} of 15 pairs of rates over own windows" in drawing.caption
