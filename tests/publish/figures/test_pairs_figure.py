"""The grid of pairs: every code short and in full, and which reply is over which."""

import pytest
from figure_reading import list_words
from figure_samples import make_publication, many_forces, observe, two_forces, year

from analysis.publish.figures.drawing import NothingToDraw
from analysis.publish.figures.pairs import draw_pairs, shorten_code


def test_pairs_name_every_code_short_and_in_full():
    drawing = draw_pairs(many_forces(4))
    told = "\n".join(list_words(drawing))
    for code in ("UNIT_MISMATCH", "DEFINITION_MISMATCH"):
        assert f"{shorten_code(code)} = {code}:" in told
        assert code in drawing.alt
    assert shorten_code("DATE_BASIS_MISMATCH") == "date basis"
    assert "6 of 6 pairs" in told


def test_a_compared_pair_says_which_is_over_which():
    drawing = draw_pairs(two_forces())
    ratio = two_forces().comparison.pick("rate_ratio", "own").iloc[0]
    over = "1 over 2" if ratio["force"] == "staffordshire" else "2 over 1"
    told = next(text for text in list_words(drawing) if over in text)
    assert f"{ratio['low']:.2f}" in told
    with pytest.raises(NothingToDraw, match="No two replies"):
        draw_pairs(make_publication([observe("dorset", year(2018), 9)]))
