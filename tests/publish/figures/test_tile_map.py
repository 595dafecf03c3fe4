import pytest
from coverage_samples import NATIONAL, ask, asked_many
from figure_reading import list_bars, list_visible_texts, list_words
from figure_samples import two_forces
from matplotlib.colors import to_rgb

from analysis.model.force import list_single
from analysis.model.request import RequestState
from analysis.publish.figures.drawing import NothingToDraw
from analysis.publish.figures.tile_map import LOOKS, draw_tile_map, read_tiles

# Police force areas that share a border, or face each other across an estuary.
BORDERS = """
police-scotland: northumbria cumbria
northumbria: cumbria durham
cumbria: durham north-yorkshire lancashire
durham: cleveland north-yorkshire
cleveland: north-yorkshire
north-yorkshire: lancashire west-yorkshire south-yorkshire humberside
lancashire: west-yorkshire greater-manchester merseyside
west-yorkshire: greater-manchester derbyshire south-yorkshire
humberside: south-yorkshire nottinghamshire lincolnshire
merseyside: greater-manchester cheshire
greater-manchester: cheshire derbyshire
south-yorkshire: derbyshire nottinghamshire lincolnshire
cheshire: derbyshire staffordshire west-mercia north-wales
north-wales: west-mercia dyfed-powys
derbyshire: staffordshire leicestershire nottinghamshire
nottinghamshire: lincolnshire leicestershire
lincolnshire: leicestershire northamptonshire cambridgeshire norfolk
staffordshire: leicestershire warwickshire west-midlands west-mercia
west-mercia: west-midlands warwickshire gloucestershire gwent dyfed-powys
west-midlands: warwickshire
warwickshire: leicestershire northamptonshire thames-valley gloucestershire
leicestershire: northamptonshire
northamptonshire: cambridgeshire bedfordshire thames-valley
cambridgeshire: norfolk suffolk essex hertfordshire bedfordshire
norfolk: suffolk
suffolk: essex
bedfordshire: hertfordshire thames-valley
hertfordshire: essex metropolitan thames-valley
essex: metropolitan kent
thames-valley: gloucestershire metropolitan surrey hampshire wiltshire
metropolitan: city-of-london kent surrey
kent: surrey sussex
surrey: sussex hampshire
sussex: hampshire
hampshire: wiltshire dorset
wiltshire: gloucestershire avon-and-somerset dorset
avon-and-somerset: gloucestershire dorset devon-and-cornwall gwent
dorset: devon-and-cornwall
gloucestershire: gwent
gwent: south-wales dyfed-powys
dyfed-powys: south-wales
"""
NEIGHBOURS = {
    frozenset((left, right))
    for left, _, others in (line.partition(": ") for line in BORDERS.split("\n") if line)
    for right in others.split()
}


def read_luminance(colour) -> float:
    """Relative luminance of sRGB, 0 black to 1 white (WCAG 2)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_every_force_has_one_tile_of_its_own():
    tiles = read_tiles()
    assert tiles.keys() == set(list_single())
    places = {(tile.column, tile.row) for tile in tiles.values()}
    assert len(places) == len(tiles)
    assert {force for pair in NEIGHBOURS for force in pair} <= tiles.keys()


def test_tiles_side_by_side_are_mostly_neighbours_on_the_map():
    places = {(tile.column, tile.row): force for force, tile in read_tiles().items()}
    touching = {
        frozenset((force, places[column + across, row + down]))
        for (column, row), force in places.items()
        for across, down in ((1, 0), (0, 1))
        if (column + across, row + down) in places
    }
    true = touching & NEIGHBOURS
    assert len(true) / len(touching) > 0.75
    alone = {force for pair in NEIGHBOURS for force in pair} - {f for pair in true for f in pair}
    assert not alone  # each touches one that it borders on


def test_north_is_above_and_east_is_to_the_right():
    tiles = read_tiles()
    for north, south in (
        ("northumbria", "durham"),
        ("cumbria", "lancashire"),
        ("derbyshire", "hampshire"),
        ("north-wales", "south-wales"),
        ("surrey", "sussex"),
    ):
        assert tiles[north].row < tiles[south].row
    for west, east in (
        ("psni", "cumbria"),
        ("dyfed-powys", "norfolk"),
        ("devon-and-cornwall", "kent"),
        ("merseyside", "humberside"),
    ):
        assert tiles[west].column < tiles[east].column


def test_every_tile_says_in_words_and_in_colour_what_the_body_said():
    drawing = draw_tile_map(asked_many())
    states = asked_many().coverage.states
    boxes = {box.get_gid(): box for force in read_tiles() for box in list_bars(drawing, force)}
    assert boxes.keys() == read_tiles().keys()
    for force, box in boxes.items():
        if force in states:
            assert to_rgb(box.get_facecolor()) == to_rgb(LOOKS[states[force]]["facecolor"])
    inside = {force: [] for force in boxes}
    for text in drawing.page.texts:
        for force, box in boxes.items():
            if box.contains_point(drawing.page.transData.transform(text.get_position())):
                inside[force].append(text.get_text())
    assert inside["essex"] == ["Essex", "refused, s.40(2)"]
    assert inside["hampshire"] == ["Hampshire", "refused"]
    assert inside["kent"] == ["Kent", "cost limit"]
    assert inside["nottinghamshire"] == ["Notts"]  # as most: the key says so
    assert inside["greater-manchester"] == ["Greater", "Manchester"]
    assert inside["btp"] == ["British", "Transport"]


def test_no_word_leaves_its_tile():
    drawing = draw_tile_map(asked_many())
    boxes = [box for force in read_tiles() for box in list_bars(drawing, force)]
    extents = [box.get_window_extent() for box in boxes]
    for text in list_visible_texts(drawing):
        own = text.get_window_extent()
        middle = (own.x0 + own.x1) / 2, (own.y0 + own.y1) / 2
        for box in extents:
            if box.contains(*middle):
                assert box.x0 <= own.x0 and own.x1 <= box.x1, text.get_text()
                assert box.y0 <= own.y0 and own.y1 <= box.y1, text.get_text()


def test_the_key_and_the_alternative_text_count_every_body_once():
    drawing = draw_tile_map(asked_many())
    words = list_words(drawing)
    for entry in ("answered (38)", "partly (1)", "refused (2)", "cost limit (1)", "overdue (1)"):
        assert entry in words
    assert "not asked (3)" in words
    assert "those without a word: answered." in drawing.alt
    assert "43 bodies were asked" in drawing.caption


def test_where_the_list_is_not_whole_a_blank_tile_claims_nothing():
    drawing = draw_tile_map(ask({"asked": "not known"}))
    assert "not known whether asked (44)" in list_words(drawing)


def test_the_map_says_whose_figures_the_replies_are():
    drawing = draw_tile_map(asked_many())
    assert (drawing.provenance, "second-hand" in drawing.stamp) == ("transcribed", True)


def test_there_is_no_map_of_a_study_that_does_not_say_whom_it_asked():
    with pytest.raises(NothingToDraw, match="does not say whom it asked"):
        draw_tile_map(two_forces())


def test_looks_are_told_apart_without_colour_and_bear_dark_words():
    ink = read_luminance("#1c1c1c")
    shades = []
    for state in RequestState:
        look = LOOKS[state]
        shade = read_luminance(look["facecolor"])
        assert (shade + 0.05) / (ink + 0.05) > 4.5, state
        shades.append((look.get("hatch", ""), shade))
    for number, (hatch, shade) in enumerate(shades):
        for other_hatch, other in shades[:number]:
            assert hatch != other_hatch or abs(shade - other) > 0.15


def test_a_body_without_a_tile_is_named_below(monkeypatch):
    tiles = {force: tile for force, tile in read_tiles().items() if force != "kent"}
    monkeypatch.setattr("analysis.publish.figures.tile_map.read_tiles", lambda: tiles)
    words = " ".join(list_words(draw_tile_map(ask(NATIONAL))))
    assert "Not on the map: Kent: cost limit." in words
