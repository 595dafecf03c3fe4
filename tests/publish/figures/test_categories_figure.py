"""Small multiples of categories: order, hidden counts, gaps and what is merged."""

import itertools
import math

import pandas as pd
import pytest
from figure_reading import list_spans, list_words
from figure_samples import ALIKE, make_publication, observe, two_forces, year

from analysis.publish.content.publication import Publication
from analysis.publish.figures.categories import (
    CategoryBar,
    draw_categories,
    find_merged,
    fit_limit,
    sort_by_size,
)
from analysis.publish.figures.drawing import TALLEST, measure_text
from analysis.reconcile.results.comparison import REFUSALS

OUTCOMES = ["dismissed", "final_written_warning", "written_warning", "resigned_or_retired",
            "management_action", "reflective_practice", "no_further_action", "reprimand",
            "management_advice", "local_resolution", "no_case_to_answer"]  # fmt: skip
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
    _, staffordshire, met = draw_categories(told, "rank").axes
    assert "[c]" in [text.get_text() for text in met.texts]
    assert "[c]" not in [text.get_text() for text in staffordshire.texts]


def test_categories_without_an_order_of_their_own_stand_by_size():
    tables = [
        {"a": CategoryBar("", 1, 1), "b": CategoryBar("", 9, 9), "other": CategoryBar("", 50, 50)}
    ]
    assert sort_by_size(["a", "b", "other"], tables) == ["b", "a", "other"]
    tables.append({"a": CategoryBar("", 900, 900), "b": CategoryBar("", 100, 100)})
    assert sort_by_size(["a", "b", "other"], tables) == ["a", "b", "other"]


def test_the_largest_category_is_named_only_where_no_other_may_be_larger():
    def find(*bounds: int | float) -> str:
        rows = [
            observe("dorset", year(2018), 40, category=("platform", "facebook")),
            observe("dorset", year(2018), *bounds, category=("platform", "twitter")),
        ]
        return draw_categories(make_publication(rows, common=False), "platform").caption

    assert "Facebook in Dorset" in find(3, 39)
    assert "is the largest whatever lies within the bounds" in find(3, 41)
    assert find(3, 39).startswith("Made-up figures: ")


def test_more_tables_than_a_page_holds_are_counted():
    rows = [
        observe(force, year(2018), 5 + place, category=("outcome", code))
        for force in (*ALIKE, "kent", "durham", "cleveland", "gwent")
        for place, code in enumerate(OUTCOMES)
    ]
    drawing = draw_categories(make_publication(rows, common=False), "outcome")
    assert drawing.get_figheight() * 25.4 <= TALLEST
    assert any("more, which the table has" in text for text in list_words(drawing))
