"""Counts, rates, categories and pairs: the numbers are there, and bounds never get a midpoint."""

import itertools
import json
import math
from dataclasses import replace

import pandas as pd
import pytest
from figure_samples import make_publication, many_forces, observe, two_forces, year

from analysis.model.checks import CHECKS
from analysis.model.paths import ROOT
from analysis.publish.content.prose import fill_prose
from analysis.publish.figures import draw_figures, save_figures
from analysis.publish.figures.categories import CategoryBar, draw_categories, fit_limit
from analysis.publish.figures.counts_and_rates import draw_counts, draw_rates
from analysis.publish.figures.drawing import NothingToDraw, measure_text
from analysis.publish.figures.pairs import draw_pairs, shorten_code
from analysis.publish.tables import offer_tables


def words(drawing) -> list[str]:
    return [text.get_text() for axes in drawing.axes for text in axes.texts]


def marks(drawing, gid) -> list[list[float]]:
    lines = [line for axes in drawing.axes for line in axes.lines if line.get_gid() == gid]
    return [list(map(float, line.get_xdata())) for line in lines]


def test_exact_counts_are_points_and_bounds_bars_from_end_to_end():
    drawing = draw_counts(two_forces())
    assert marks(drawing, "exact") == [[138], [138], [1750]]
    assert marks(drawing, "bounds") == [[1510, 1750]]
    assert {"138", "1,750", "1,510 to 1,750", "bounds"} <= set(words(drawing))
    middle = (1510 + 1750) / 2
    points = [float(x) for axes in drawing.axes for line in axes.lines for x in line.get_xdata()]
    assert middle not in points


def test_a_refused_count_is_named_with_its_code():
    rows = [observe("dorset", year(2018), 9), observe("dorset", year(2020), 5)]
    drawing = draw_counts(make_publication(rows))
    assert any("COVERAGE_GAP" in text for text in words(drawing))
    assert "refused, COVERAGE_GAP" in drawing.alt
    assert marks(drawing, "exact") == []


def test_an_open_count_is_drawn_from_what_is_known():
    rows = [observe("dorset", year(2018), 5, float("inf"), status="withheld")]
    drawing = draw_counts(make_publication(rows, common=False))
    assert "at least 5" in words(drawing)
    ((low, high),) = marks(drawing, "bounds")
    assert low == 5 and math.isfinite(high)


def test_rates_keep_the_studys_order_and_share_an_axis_only_where_they_count_alike():
    drawing = draw_rates(two_forces())
    told = words(drawing)
    assert told.index("Staffordshire Police") < told.index("Metropolitan Police Service")
    assert len(drawing.axes) == 2  # the page, and one axis for both
    assert len(draw_rates(many_forces(3), "rate_per_month").axes) == 4
    rates = two_forces().comparison.pick("rate_per_1000", "own", "common")
    exact = rates[rates["low"].eq(rates["high"])]["low"]
    assert sorted(x for (x,) in marks(drawing, "exact")) == pytest.approx(sorted(exact))


def test_unreliable_rates_are_flagged_and_refused_ones_named():
    rows = [observe("dorset", year(2018), 9), observe("staffordshire", year(2018), 2)]
    drawing = draw_rates(make_publication(rows, common=False))
    assert any(text.endswith("[u]") for text in words(drawing))
    assert any("TOO_FEW" in text for text in words(drawing))
    assert any("low reliability" in text for text in words(drawing))
    with pytest.raises(ValueError, match="'rate_per_head' is no rate"):
        draw_rates(two_forces(), "rate_per_head")


def test_categories_stand_in_order_with_the_rest_last_and_apart():
    drawing = draw_categories(two_forces(), "rank")
    page = drawing.axes[0]
    heights = {t.get_text(): t.get_position()[1] for t in page.texts}
    names = ["Constable", "Sergeant", "Police community support\nofficer", "Other"]
    places = [heights[name] for name in names]
    assert places == sorted(places)
    steps = [b - a for a, b in itertools.pairwise(places)]
    assert steps[-1] > steps[0]
    assert {"1,500", "249", "1", "120", "1 to 4 [c]", "[x]"} <= set(words(drawing))


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
    assert any(text.startswith("COVERAGE_GAP") for text in words(drawing))


def test_a_category_without_an_upper_limit_ends_in_an_arrow():
    rows = [
        observe("dorset", year(2018), 3, float("inf"), category=("rank", "pcso")),
        observe("dorset", year(2018), 40, category=("rank", "constable")),
    ]
    drawing = draw_categories(make_publication(rows, common=False), "rank")
    assert "at least 3 [c]" in words(drawing)
    (end,) = marks(drawing, "open")
    assert 3 < end[0] < 40


def test_every_bar_has_room_for_its_words():
    bars = [
        CategoryBar("1,500", 1500, 1500),
        CategoryBar("at least 3 [c]", 3, math.inf),
        CategoryBar("0", 0, 0),
    ]
    limit = fit_limit(bars, 40)
    assert 1500 / limit * 40 + measure_text("1,500") + 1.2 <= 40


def test_pairs_name_every_code_short_and_in_full():
    drawing = draw_pairs(many_forces(4))
    told = "\n".join(words(drawing))
    for code in ("UNIT_MISMATCH", "DEFINITION_MISMATCH"):
        assert f"{shorten_code(code)} = {code}:" in told
        assert code in drawing.alt
    assert shorten_code("DATE_BASIS_MISMATCH") == "date basis"
    assert "6 of 6 pairs" in told


def test_a_compared_pair_says_which_is_over_which():
    drawing = draw_pairs(two_forces())
    ratio = two_forces().comparison.pick("rate_ratio", "own").iloc[0]
    over = "1 over 2" if ratio["force"] == "staffordshire" else "2 over 1"
    told = next(text for text in words(drawing) if over in text)
    assert f"{ratio['low']:.2f}" in told
    with pytest.raises(NothingToDraw, match="No two replies"):
        draw_pairs(make_publication([observe("dorset", year(2018), 9)]))


def test_a_study_of_ranks_alone_has_a_sentence_where_there_is_nothing_to_draw(tmp_path):
    publication = make_publication(
        [observe("dorset", year(2018), 9, category=("rank", "constable"))]
    )
    study = publication.study.model_copy(update={"report": ROOT / "report" / "any-study.md"})
    drawn = draw_figures(replace(publication, study=study))
    assert drawn["yearly"] == "No reply has a total to draw by year."
    assert drawn["pairs"] == "No two replies have totals to compare."
    index = json.loads(save_figures(drawn, tmp_path).read_text(encoding="utf-8"))
    assert index["yearly"]["nothing"] == drawn["yearly"]
    told = fill_prose("{{figure: yearly}}", "r.md", {}, {}, {"yearly": index["yearly"]})
    assert told == drawn["yearly"]
    compared = replace(publication.comparison, checks=pd.DataFrame(columns=CHECKS.names))
    for name, write in offer_tables(replace(publication, comparison=compared)).items():
        assert isinstance(write(), str), name
