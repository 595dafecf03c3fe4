"""The funnel: true places, limits that hold, hollow marks for what is made up, words that fit."""

import itertools
from dataclasses import replace

import pytest
from figure_reading import (
    list_lines,
    list_words,
)
from figure_samples import ALIKE, make_publication, many_alike, observe, year
from matplotlib.colors import to_hex

from analysis.publish.content.funnel_limits import describe_unrated, list_funnels
from analysis.publish.figures.drawing import NothingToDraw, house_style
from analysis.publish.figures.funnel import draw_funnel

pytestmark = pytest.mark.costly


SIZES = list(zip(ALIKE, (6500, 2600, 4700, 2300, 2900, 6300, 45_000, 4300), strict=True))


def alter(change, **measured):
    """The eight forces with other figures; `measured` is changed in the table of dispersion."""
    publication = many_alike()
    figures = change(publication.comparison.figures)
    tables = dict(publication.comparison.tables)
    tables["dispersion"] = tables["dispersion"].assign(**measured)
    return replace(
        publication, comparison=replace(publication.comparison, figures=figures, tables=tables)
    )


def list_marks(drawing):
    """The marks of exact rates."""
    (marks,) = (
        one for axes in drawing.axes for one in axes.collections if one.get_gid() == "exact"
    )
    return marks


def test_every_force_stands_at_its_exposure_and_rate():
    publication = many_alike()
    drawing = draw_funnel(publication)
    rates = publication.comparison.pick("rate_per_1000", "own")
    exact = rates[rates["low"].eq(rates["high"])]
    drawn = sorted(tuple(place) for place in list_marks(drawing).get_offsets())
    places = sorted(zip(exact["exposure"], exact["low"], strict=True))
    assert sum(drawn, ()) == pytest.approx(sum(places, ()))  # by seaborn through a logarithm
    (bar,) = list_lines(drawing, "bounds")
    dorset = rates[rates["force"].eq("dorset")].iloc[0]
    assert list(bar.get_ydata()) == [dorset["low"], dorset["high"]]
    assert drawing.cells > 16


def test_the_common_rate_is_of_exact_counts_alone():
    publication = many_alike()
    (funnel,) = list_funnels(publication)
    rates = publication.comparison.pick("rate_per_1000", "own")
    exact = rates[rates["low"].eq(rates["high"])]
    pooled = (exact["low"] * exact["exposure"]).sum() / exact["exposure"].sum()
    assert funnel.rate == pytest.approx(pooled)
    assert funnel.is_measured and funnel.dispersion == 1


def test_too_few_events_for_a_rate_are_in_the_common_rate_and_not_drawn():
    forces = [*ALIKE[:5], "durham"]
    rows = [observe(force, year(2021), 40 if force != "durham" else 2) for force in forces]
    publication = make_publication(rows, common=False)
    (funnel,) = list_funnels(publication)
    league = publication.comparison.tables["league"]
    assert league["exposure"].notna().all()
    assert funnel.rate == pytest.approx((5 * 40 + 2) / league["exposure"].sum())
    assert len(funnel.points) == len(funnel.shrunk_by_key) == 5
    told = "Durham (too few events for a rate; they are in the common rate)"
    assert told in describe_unrated(publication)


def test_a_made_up_count_is_in_the_common_rate_of_no_real_ones():
    rows = [observe(force, year(2021), 40, provenance="transcribed") for force in ALIKE[:5]]
    publication = make_publication([*rows, observe("durham", year(2021), 2)], common=False)
    (funnel,) = list_funnels(publication)
    league = publication.comparison.tables["league"].set_index("force")
    assert funnel.rate == pytest.approx(200 / league["exposure"].drop("durham").sum())
    assert "Durham (too few events for a rate)" in describe_unrated(publication)


def test_only_forces_outside_the_limits_are_named():
    drawing = draw_funnel(many_alike())
    named = [name for name in many_alike().names._short.values() if name in list_words(drawing)]
    assert "Avon and Somerset" in named
    assert "Essex" not in named and len(named) == 2  # the Met lies below what it pulls up
    assert "Avon and Somerset lies above and Metropolitan lies below the 99.8" in drawing.alt
    assert "no force is ranked" in " ".join(" ".join(list_words(drawing)).split())


def test_made_up_marks_are_hollow_and_real_ones_are_not():
    hollow = {to_hex(face) for face in list_marks(draw_funnel(many_alike())).get_facecolors()}
    real = draw_funnel(many_alike(provenance="transcribed"))
    assert hollow == {"#ffffff"}
    assert "#ffffff" not in {to_hex(face) for face in list_marks(real).get_facecolors()}
    assert real.provenance == "transcribed" and "ILLUSTRATIVE" not in " ".join(list_words(real))


def test_names_cover_no_other_words_and_stay_on_the_paper():
    drawing = draw_funnel(many_alike())
    with house_style():
        drawing.canvas.draw()
    renderer = drawing.canvas.get_renderer()
    texts = [text for axes in drawing.axes for text in axes.texts if text.get_text().strip()]
    texts += [label for label in (drawing.axes[1].xaxis.label, drawing.axes[1].yaxis.label)]
    boxes = [text.get_window_extent(renderer) for text in texts]
    for box in boxes:
        assert drawing.bbox.x0 <= box.x0 and box.x1 <= drawing.bbox.x1
        assert drawing.bbox.y0 <= box.y0 and box.y1 <= drawing.bbox.y1
    for one, other in itertools.combinations(boxes, 2):
        wide = min(one.x1, other.x1) - max(one.x0, other.x0)
        tall = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert wide <= 1 or tall <= 1


@pytest.mark.parametrize(
    "other",
    [{"unit": "cases"}, {"span": year(2018)}, {"force": ALIKE[0], "reference": "another"}],
    ids=["another unit", "other rules", "the same force"],
)
def test_four_forces_make_no_funnel_with_what_does_not_count_like_them(other):
    def draw(alike: int):
        rows = [observe(force, year(2021), 40) for force in ALIKE[:alike]]
        rows += [observe(**{"force": ALIKE[6], "span": year(2021), "low": 90} | other)]
        return draw_funnel(make_publication(rows, common=False))

    with pytest.raises(NothingToDraw, match="5 forces or more"):
        draw(4)
    assert draw(5).alt


def mix_words(order: list[str], **first) -> list:
    """The funnels of eight forces: the first of `ALIKE` counts once in words of its own, the others
    each year, up and down; the study says that the words mean the same."""
    own, *others = ALIKE
    rows = [observe(own, ("2013-01-01", "2017-01-01"), 107, definition="x", **first)]
    for force in others:
        for number, count in zip(range(2013, 2017), (2, 40, 5, 60), strict=True):
            rows.append(observe(force, year(number), count, definition="y"))
    rows.sort(key=lambda row: order.index(row["force"]))
    same = [{"definitions": ["x", "y"], "why": "w"}]
    return list_funnels(make_publication(rows, common=False, same=same))


def test_limits_allow_for_the_most_that_any_of_the_words_vary_whichever_force_is_first():
    (one,), (other,) = mix_words(ALIKE), mix_words(ALIKE[::-1])
    # Each of seven has 2, 40, 5 and 60 a year, by hand 2366.75 / 26.75 over 3 (of equal years).
    assert one.is_measured and one.dispersion == pytest.approx(29.49, rel=0.01)
    assert other.is_measured and other.dispersion == one.dispersion
    judged = [
        {point.key.force: some.judge(point) for point in some.points} for some in (one, other)
    ]
    assert judged[0] == judged[1]


def test_words_without_a_figure_of_the_weakest_provenance_are_no_fault():
    (funnel,) = mix_words(ALIKE, provenance="transcribed")
    assert funnel.is_measured and len(funnel.points) == 8
    rows = [
        observe(force, year(2021), 40, definition=words, provenance=whose)
        for force, (words, whose) in zip(
            ALIKE, [("x", "transcribed"), *[("y", "illustrative")] * 7], strict=True
        )
    ]
    same = [{"definitions": ["x", "y"], "why": "w"}]
    (bare,) = list_funnels(make_publication(rows, common=False, same=same))
    assert (bare.dispersion, bare.is_measured) == (1, False)


def test_every_exact_rate_is_joined_to_its_shrunk_one():
    publication = many_alike()
    drawing, (funnel,) = draw_funnel(publication), list_funnels(publication)
    marks = {(line.get_xdata()[0], line.get_ydata()[0]) for line in list_lines(drawing, "shrunk")}
    exact = [point for point in funnel.points if point.is_exact]
    assert marks == {(point.exposure, funnel.shrunk_by_key[point.key]) for point in exact}
    assert len(marks) == 7  # Dorset's count is a range
    for point in exact:
        raw, drawn = point.figure["low"], funnel.shrunk_by_key[point.key]
        assert min(raw, funnel.rate) <= drawn <= max(raw, funnel.rate)
    words = " ".join(" ".join(list_words(drawing)).split())
    assert "its shrunk rate" in words
    assert "Not shrunk, for their counts are ranges: Dorset." in words


def test_where_chance_explains_all_every_rate_is_shrunk_to_the_common_one():
    rows = [observe(force, year(2021), round(size / 100)) for force, size in SIZES]
    publication = make_publication(rows, common=False)
    (funnel,) = list_funnels(publication)
    assert funnel.shrunk.variance == 0
    assert set(funnel.shrunk_by_key.values()) == {funnel.rate}
    words = " ".join(" ".join(list_words(draw_funnel(publication))).split())
    assert "no more than chance alone would make them" in words


def test_dispersion_leaves_less_between_forces():
    (one,) = list_funnels(many_alike())
    (wide,) = list_funnels(alter(lambda figures: figures, estimate=9.0, freedom="9"))
    assert wide.shrunk.variance < one.shrunk.variance


def test_fewer_than_four_exact_rates_are_not_shrunk():
    rows = [
        observe(force, year(2021), 40, None if place < 2 else 70)
        for place, force in enumerate(ALIKE[:6])
    ]
    rows.append(observe(ALIKE[7], year(2021), 2))  # too few for a rate, not for the common one
    publication = make_publication(rows, common=False)
    drawing = draw_funnel(publication)
    assert not list_lines(drawing, "shrunk")
    words = " ".join(" ".join(list_words(drawing)).split())
    assert "No rate is shrunk: 3 with an exact count tell too little" in words
    assert "its shrunk rate" not in words and "Not drawn: Surrey (too few events" in words
