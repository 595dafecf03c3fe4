"""Small multiples of categories: order, hidden counts, gaps and what is merged."""

import itertools
import math

import pandas as pd
import pytest
from figure_reading import list_spans, list_words
from figure_samples import make_publication, observe, two_forces, year

from analysis.publish.content.publication import Publication
from analysis.publish.figures.categories import CategoryBar, draw_categories, find_merged, fit_limit
from analysis.publish.figures.drawing import measure_text
from analysis.reconcile.results.comparison import REFUSALS

WHOLE = ("2018-03-01", "2023-03-01")


def test_categories_stand_in_order_with_the_rest_last_and_apart():
    drawing = draw_categories(two_forces(), "rank")
    page = drawing.axes[0]
    heights = {t.get_text(): t.get_position()[1] for t in page.texts}
    names = ["Constable", "Sergeant", "Police community support\nofficer", "Other"]
    places = [heights[name] for name in names]
    assert places == sorted(places)
    steps = [b - a for a, b in itertools.pairwise(places)]
    assert steps[-1] > steps[0]
    assert {"1,500", "249", "1", "120", "1 to 4 [c]", "[x]"} <= set(list_words(drawing))


def test_hidden_categories_are_bars_from_low_to_high_and_zero_is_not_implied():
    drawing = draw_categories(two_forces(), "rank")
    spans = {
        (patch.get_x(), patch.get_x() + patch.get_width())
        for axes in drawing.axes
        for patch in axes.patches
        if patch.get_gid() == "bar"
    }
    assert (1.0, 4.0) in spans and (0.0, 1500.0) in spans


def test_a_dimension_nobody_reports_is_refused_by_name():
    with pytest.raises(ValueError, match="no reply reports 'platform', only: rank"):
        draw_categories(two_forces(), "platform")


def test_a_refused_category_shows_its_code_in_place_of_a_bar():
    rows = [observe("dorset", span, 9, category=("nature", "content"))
            for span in (year(2018), year(2020))]  # fmt: skip
    rows.append(observe("dorset", year(2018), 4, category=("nature", "service")))
    drawing = draw_categories(make_publication(rows, common=False), "nature")
    assert any(text.startswith("COVERAGE_GAP") for text in list_words(drawing))


def test_a_category_without_an_upper_limit_ends_in_an_arrow():
    rows = [
        observe("dorset", year(2018), 3, float("inf"), category=("rank", "pcso")),
        observe("dorset", year(2018), 40, category=("rank", "constable")),
    ]
    drawing = draw_categories(make_publication(rows, common=False), "rank")
    assert "at least 3 [c]" in list_words(drawing)
    (end,) = list_spans(drawing, "open")
    assert 3 < end[0] < 40


def test_every_bar_has_room_for_its_words():
    bars = [
        CategoryBar("1,500", 1500, 1500),
        CategoryBar("at least 3 [c]", 3, math.inf),
        CategoryBar("0", 0, 0),
    ]
    limit = fit_limit(bars, 40)
    assert 1500 / limit * 40 + measure_text("1,500") + 1.2 <= 40


def test_a_merged_category_that_another_force_lists_is_marked_as_hidden_not_as_unlisted():
    ranks = [
        observe("staffordshire", WHOLE, 40, category=("rank", "sergeant")),
        observe("staffordshire", WHOLE, 9, category=("rank", "inspector")),
        observe("metropolitan", WHOLE, 80, category=("rank", "sergeant_and_above")),
    ]
    publication = make_publication(ranks)
    key = next(one for one in publication.series if one.force == "metropolitan")
    merged = key._asdict() | {"code": "DISCLOSIVE", "dimension": "rank", "category": "inspector"}
    blank = dict.fromkeys(REFUSALS, "") | {"start": pd.NaT, "end": pd.NaT}
    refusals = REFUSALS.frame([blank | merged])
    told = Publication(
        type(publication.comparison)(publication.comparison.figures, refusals, pd.DataFrame()),
        publication.study,
        publication.names,
    )
    assert find_merged(told, "rank", key) == {"inspector"}
    alt = draw_categories(told, "rank").alt
    assert "Inspector [c]" in alt.split("Metropolitan")[1]
    assert "[c]" not in alt.split("Metropolitan")[0]
