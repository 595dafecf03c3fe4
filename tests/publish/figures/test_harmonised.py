"""The figure of shared categories draws what the comparison holds, or says that it holds none."""

from itertools import combinations

import pytest
from figure_reading import (
    list_visible_texts,
)
from figure_samples import LONGER, OWN, make_publication, observe, observe_all

from analysis.publish.figures.drawing import NothingToDraw
from analysis.publish.figures.harmonised import draw_harmonised

STAFFS = {"constable": 300, "inspector_and_above": 100}
MET = {"constable": 100, "inspector": 290, "other": 10}


def draw(*replies):
    return draw_harmonised(make_publication([row for reply in replies for row in reply]))


def list_shares(drawing, gid: str) -> list:
    return [
        [round(x, 6) for x in line.get_xdata()]
        for axes in drawing.axes for line in axes.lines if line.get_gid() == gid
    ]  # fmt: skip


def list_page_words(drawing) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in drawing.page.texts]


def test_exact_shares_are_points_and_bounded_ones_bars():
    drawing = draw(observe_all("staffordshire", STAFFS), observe_all("metropolitan", MET, LONGER))
    assert list_shares(drawing, "exact") == [[75], [25], [25]]
    assert list_shares(drawing, "bounds") == [[72.5, 75]]
    words = list_page_words(drawing)
    assert "Staffordshire Police" in words
    assert "Metropolitan Police Service" in words
    assert any(word.endswith("Jan\u00a02018 – Feb\u00a02023") for word in words)
    assert "bounds: it lies somewhere between the ends" in words
    assert drawing.cells == 5 and drawing.provenance == "illustrative"
    assert (
        "Of 2 shares compared, 2 differ clearly: constable, higher in Staffordshire" in drawing.alt
    )


def test_without_bounds_the_key_does_not_speak_of_them():
    drawing = draw(observe_all("staffordshire", STAFFS), observe_all("metropolitan", STAFFS))
    assert "bounds: it lies somewhere between the ends" not in list_page_words(drawing)
    assert "No share of 2 categories is clearly higher" in drawing.caption


def test_each_dimension_is_a_block_and_each_pair_has_its_head():
    media = {"facebook": 30, "twitter": 30}
    forces = ("staffordshire", "metropolitan", "west-mercia")
    rows = [observe_all(force, STAFFS) for force in forces]
    rows += [observe_all(force, media, dimension="platform") for force in forces[:2]]
    drawing = draw(*rows)
    words = list_page_words(drawing)
    assert (words.count("Rank"), words.count("Platform")) == (3, 1)
    assert words.count("higher share") == 3
    assert len(drawing.axes) == 1 + 4


def test_where_nothing_can_be_compared_a_sentence_says_so():
    with pytest.raises(NothingToDraw, match="No two replies"):
        draw(
            observe_all("staffordshire", STAFFS),
            observe_all("metropolitan", STAFFS, unit="cases"),
        )


def test_of_more_than_a_page_holds_those_told_apart_are_drawn():
    forces = ("staffordshire", "metropolitan", "dorset", "hampshire", "essex", "kent")
    drawn = [observe_all(force, STAFFS) for force in forces]
    assert draw(*drawn[:4]).get_figheight() * 25.4 < 247  # the height an A4 page leaves
    with pytest.raises(NothingToDraw, match=r"None of 30 categories .* is told apart"):
        draw(*drawn)
    other = observe_all("kent", {"constable": 100, "inspector_and_above": 300})
    drawing = draw(*drawn[:-1], other)
    assert drawing.get_figheight() * 25.4 <= 247
    assert any("Left out, for they are not told apart" in text for text in list_page_words(drawing))
    assert drawing.caption.startswith("Made-up figures: Of 30 shares compared, 10 differ clearly")


def test_a_count_without_end_reaches_all():
    hidden = observe("metropolitan", OWN, 0, float("inf"), category=("rank", "constable"))
    known = observe("metropolitan", OWN, 40, category=("rank", "inspector"))
    drawing = draw(observe_all("staffordshire", STAFFS), [known, hidden])
    assert [0, 100] in list_shares(drawing, "bounds")


def test_no_words_overlap_or_leave_the_paper():
    codes = {"police_officer": 300, "pcso": 100, "designated_officer": 20, "volunteer": 1}
    drawing = draw(*(observe_all(force, codes) for force in ("devon-and-cornwall", "metropolitan")))
    texts = list_visible_texts(drawing)
    renderer = drawing.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in texts]
    assert all(drawing.bbox.x0 <= box.x0 and box.x1 <= drawing.bbox.x1 for box in boxes)
    for (one, box), (other, beside) in combinations(zip(texts, boxes, strict=True), 2):
        assert not box.overlaps(beside), (one.get_text(), other.get_text())
