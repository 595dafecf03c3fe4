"""What every figure has in common: provenance, legible words, equal bytes, the index."""

import itertools
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import matplotlib
import pytest
from figure_reading import (
    list_visible_texts,
)
from figure_samples import (
    make_publication,
    make_reply,
    many_forces,
    observe,
    offer_figures,
    two_forces,
    year,
)
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontProperties, findfont, fontManager

import analysis.publish.figures.drawing as drawing_module
from analysis.model.provenance import choose_stamp
from analysis.publish.figures import save_figure, write_index
from analysis.publish.figures.drawing import (
    FONT,
    FORCE_COLOURS,
    LONGEST_ALT,
    TALLEST,
    WIDTH,
    Drawing,
    choose_looks,
    clip,
    house_style,
    measure_text,
    register_font,
    wrap_text,
)
from analysis.publish.figures.rows import look_up_forces
from analysis.publish.figures.windows import draw_windows
from analysis.publish.tables import TABLES


def hidden_and_open():
    """A withheld year with no upper limit, a suppressed one, and a figure of several years."""
    rows = [
        observe("staffordshire", year(2018), 0, float("inf"), status="withheld"),
        observe("staffordshire", year(2019), 1, 4),
        observe("staffordshire", year(2020), 7),
        observe("staffordshire", ("2021-01-01", "2023-03-01"), 20),
        observe("staffordshire", year(2019), 0, float("inf"), category=("rank", "constable"),
                status="withheld"),
    ]  # fmt: skip
    return make_publication(rows)


# No two of these count alike, so that there are no pairs and no scale for two; and a figure each
# of eight is no course of years.
LEFT_OUT = {
    *((sample, name) for sample in ("eight", "hidden") for name in ("pairs", "counts", "rates")),
    ("eight", "yearly"), ("hidden", "rank"),
}  # fmt: skip
SAMPLES = {"two": two_forces, "eight": many_forces, "hidden": hidden_and_open}


@cache
def drawings(sample: str) -> dict[str, Drawing]:
    drawn = {}
    for name, draw in offer_figures(SAMPLES[sample]()).items():
        if (sample, name) in LEFT_OUT:
            continue
        drawn[name] = draw()
    return drawn


def words_of(drawing: Drawing) -> str:
    return " ".join(" ".join(t.get_text() for t in list_visible_texts(drawing)).split())


@pytest.mark.costly
@pytest.mark.parametrize("sample", SAMPLES)
def test_no_words_overlap_or_leave_the_paper(sample):
    for name, drawing in drawings(sample).items():
        renderer = drawing.canvas.get_renderer()
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in list_visible_texts(drawing)]
        assert len(boxes) > 5
        for words, box in boxes:
            assert drawing.bbox.x0 <= box.x0 and box.x1 <= drawing.bbox.x1, (name, words)
            assert drawing.bbox.y0 <= box.y0 and box.y1 <= drawing.bbox.y1, (name, words)
        for (one, first), (other, second) in itertools.combinations(boxes, 2):
            wide = min(first.x1, second.x1) - max(first.x0, second.x0)
            tall = min(first.y1, second.y1) - max(first.y0, second.y0)
            # Boxes of stacked lines may share a pixel of empty leading, never letters.
            assert wide <= 1 or tall <= 1, (name, one, other)


@pytest.mark.parametrize("sample", SAMPLES)
def test_words_are_at_least_seven_points_and_the_paper_170_mm_wide(sample):
    for drawing in drawings(sample).values():
        assert min(text.get_fontsize() for text in list_visible_texts(drawing)) >= 7
        assert drawing.get_figwidth() * 25.4 == pytest.approx(WIDTH)
        assert drawing.get_figheight() * 25.4 <= TALLEST


@pytest.mark.parametrize("name", ["windows", "yearly", "counts", "rates", "pairs", "rank"])
def test_one_illustrative_row_stamps_every_figure(name):
    drawing = drawings("two")[name]
    assert "ILLUSTRATIVE - not the force's figures" in words_of(drawing)
    assert words_of(drawing).count("ILLUSTRATIVE") >= 3  # the stamp, and beside either force
    assert drawing.provenance == "illustrative"


@pytest.mark.costly
def test_a_mixed_figure_says_which_part_is_illustrative():
    publication = two_forces(provenance="disclosed")
    for name, draw in offer_figures(publication).items():
        if name == "sensitivity":
            continue  # only one of the two replies straddles, and it alone is drawn
        drawing = draw()
        words = words_of(drawing)
        # A ratio with a made-up side is made up.
        assert ("PART ILLUSTRATIVE" in words) == ("disclosed" in words) == (name != "pairs"), name
        assert "ILLUSTRATIVE" in words
        assert drawing.provenance == "illustrative"


def test_stamps_of_transcribed_and_disclosed_figures():
    assert "Transcribed from published replies" in words_of(drawings("eight")["windows"])
    assert "ILLUSTRATIVE" not in words_of(drawings("eight")["windows"])
    assert choose_stamp({"disclosed"})[1] == "Disclosed by the force"
    assert choose_stamp({"disclosed", "transcribed"})[0] == "transcribed"
    with pytest.raises(ValueError, match="no provenance"):
        choose_stamp({"guessed"})


def test_second_hand_replies_are_said_to_be_so():
    rows = [observe("dorset", year(2018), 30, provenance="transcribed")]
    drawing = draw_windows(make_publication(rows, [make_reply("dorset", "dorset ref")]))
    assert drawing.stamp.endswith("published replies, second-hand")
    assert "transcribed, second-hand" in words_of(drawing)


@pytest.mark.parametrize("sample", SAMPLES)
def test_caption_and_alternative_text_say_the_finding_first_and_what_is_made_up(sample):
    tables = {*TABLES, "rank", "outcome"}
    for name, drawing in drawings(sample).items():
        finding = drawing.caption
        assert (
            drawing.alt.startswith(finding)
            and drawing.alt != finding
            and len(drawing.alt) <= LONGEST_ALT
        )
        made_up = drawing.caption.startswith("Made-up figures: ")
        assert made_up == drawing.alt.startswith("Made-up figures: ")
        assert made_up == (drawing.provenance == "illustrative"), name
        assert drawing.table in tables and drawing.cells > 0
        # Nothing in the picture repeats the caption, and a source line is the last in it.
        assert finding not in words_of(drawing)
        assert "Source: " in words_of(drawing)


def test_partly_made_up_figures_say_so_in_the_caption_itself():
    drawing = offer_figures(two_forces(provenance="disclosed"))["windows"]()
    assert drawing.caption.startswith("Partly made-up figures: ")
    assert drawing.alt.startswith("Partly made-up figures: ")


def test_a_long_finding_takes_all_the_room_and_ends_in_an_ellipsis():
    drawing = offer_figures(two_forces())["windows"]()
    drawing.tell("Word " * 100, "A bar a reply.", "replies")
    assert len(drawing.alt) <= LONGEST_ALT and drawing.alt.endswith("Word…")
    assert len(drawing.caption) > LONGEST_ALT


def test_each_force_has_one_colour_and_one_marker_in_all_figures():
    looks = choose_looks(["kent", "essex", "kent", "dorset"])
    assert len({look.colour for look in looks.values()}) == 3
    assert len({look.marker for look in looks.values()}) == 3
    assert choose_looks(["kent", "essex"]) == {name: looks[name] for name in ("kent", "essex")}
    for name in ("yearly", "rank"):
        panels = drawings("two")[name].axes[1:]
        for panel, look in zip(panels, look_up_forces(two_forces()).values(), strict=True):
            colours = {to_hex(patch.get_facecolor()) for patch in panel.patches}
            assert look.colour in colours, name
    many = choose_looks(f"force {number}" for number in range(7))
    assert len(set(many.values())) == 1  # so many colours nobody tells apart


def test_the_colours_of_forces_are_seen_on_white():
    def luminance(colour: str) -> float:
        parts = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    for colour in FORCE_COLOURS:
        assert 1.05 / (luminance(colour) + 0.05) >= 3, colour


def test_saving_writes_two_files_and_an_entry(tmp_path):
    drawing = drawings("two")["counts"]
    entry = save_figure(drawing, "counts", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts.png", "counts.svg"]
    assert entry["table"] == "counts"
    assert entry["provenance"] == "illustrative" and entry["cells"] == drawing.cells
    svg = (tmp_path / "counts.svg").read_text(encoding="utf-8")
    assert "<text" not in svg  # paths: no reader lacks the font
    assert "ILLUSTRATIVE - not the force's figures" in svg.replace("&#39;", "'")
    index = json.loads(write_index(tmp_path, [entry]).read_text(encoding="utf-8"))
    assert index["counts"]["alt"] == drawing.alt
    with pytest.raises(ValueError, match="two figures are named 'counts'"):
        write_index(tmp_path, [entry, entry])
    with pytest.raises(ValueError, match="alternative text"):
        drawing.alt = drawing.caption
        save_figure(drawing, "counts", tmp_path)


FOLDERS = Path(__file__).parent, Path(__file__).parents[1]
SAVE = """
import sys; sys.path[:0] = sys.argv[2:]
from test_drawing import save_some
save_some(sys.argv[1])
"""


def save_some(folder) -> dict[str, bytes]:
    drawn = offer_figures(two_forces())
    names = ("yearly", "windows", "rank")
    write_index(folder, [save_figure(drawn[name](), name, folder) for name in names])
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


@pytest.mark.costly
def test_another_time_zone_and_hash_seed_give_the_same_bytes(tmp_path):
    here = save_some(tmp_path / "here")
    arguments = [sys.executable, "-c", SAVE, str(tmp_path / "there"), *map(str, FOLDERS)]
    elsewhere = os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "4711"}
    subprocess.run(arguments, env=elsewhere, check=True)
    there = {path.name: path.read_bytes() for path in (tmp_path / "there").iterdir()}
    assert len(here) == 7
    assert here == there


@pytest.mark.costly
def test_the_users_own_settings_change_nothing(tmp_path):
    save_figure(offer_figures(two_forces())["counts"](), "counts", tmp_path / "plain")
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.hashsalt": "x"}):
        save_figure(offer_figures(two_forces())["counts"](), "counts", tmp_path / "odd")
    for kind in ("svg", "png"):
        plain, odd = (tmp_path / folder / f"counts.{kind}" for folder in ("plain", "odd"))
        assert plain.read_bytes() == odd.read_bytes()


@pytest.mark.parametrize(
    ("weight", "style"), [("normal", "normal"), ("bold", "normal"), ("normal", "italic")]
)
def test_the_letters_are_those_of_matplotlib_whatever_fonts_the_machine_has(weight, style):
    with house_style():
        found = Path(findfont(FontProperties(weight=weight, style=style)))
    assert found.parent.resolve() == Path(matplotlib.get_data_path(), "fonts", "ttf").resolve()
    assert ("Bold" in found.stem) == (weight == "bold")
    assert ("Oblique" in found.stem) == (style == "italic")  # of what is refused
    # No other font may answer to the name: of two the list of a machine would decide.
    (same,) = [f for f in fontManager.ttflist if f.name == FONT and Path(f.fname) == found]
    assert {Path(f.fname).parent for f in fontManager.ttflist if f.name == same.name} == {
        found.parent
    }


def test_a_notebook_shows_the_saved_picture():
    assert drawings("two")["windows"]._repr_svg_().startswith("<?xml")


def test_wrapped_lines_fit_and_lose_nothing():
    words = "a verylongwordthatnocolumncouldeverholdinoneline and $dollars$ stay"
    lines = wrap_text(words, 20)
    assert max(map(measure_text, lines)) <= 20
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert len(wrap_text(words, 20, most=2)) == 2 and wrap_text(words, 20, most=2)[1][-1] == "…"
    assert max(map(measure_text, wrap_text(words, 20, most=2))) <= 21
    assert clip("one two three", 8) == "one two…"


def test_each_source_cell_is_counted_once_and_sheet_names_may_hold_spaces():
    drawing = drawings("two")["yearly"]
    assert drawing.cells == 12  # six years a force; the printed total is not drawn


ODD = {
    "long": "word " * 60 + "x" * 300,
    "markup": "<b>**bold**</b> $x^2$ [a](b) {{figure: x}} | `code` \\n",
    "right to left": "\u202e\u05de\u05e9\u05d8\u05e8\u05d4 \u0634\u0631\u0637\u0629 12 (a)",
    "wide": "\u8b66\u5bdf\u5e81 \uff21\uff22\uff23 \U0001f46e",
}


@pytest.mark.costly
@pytest.mark.parametrize("label", ODD)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_no_label_breaks_the_layout(label, tmp_path):
    rows = [
        observe(force, year(number), 30 + number % 5, category=category, reference=ODD[label],
                definition=ODD[label])
        for force in ("kent", "essex")
        for number in (2018, 2019)
        for category in (("total", "all"), ("rank", "constable"), ("rank", "sergeant"))
    ]  # fmt: skip
    for name, draw in offer_figures(make_publication(rows, common=False)).items():
        drawing = draw()
        renderer = drawing.canvas.get_renderer()
        for text in list_visible_texts(drawing):
            box = text.get_window_extent(renderer)
            assert drawing.bbox.x0 <= box.x0 and box.x1 <= drawing.bbox.x1 + 1, (name, text)
            assert "\u202e" not in text.get_text()
        assert drawing.get_figheight() * 25.4 <= TALLEST and len(drawing.alt) <= LONGEST_ALT
        assert ET.fromstring(drawing.svg).tag.endswith("svg")


def test_letters_that_the_font_lacks_are_told_in_one_line(tmp_path):
    rows = [observe("kent", year(2018), 9, reference=ODD["wide"])]
    drawing = draw_windows(make_publication(rows, common=False))
    with pytest.warns(UserWarning, match=r"figure windows: its font has no letter for U\+5BDF, "):
        save_figure(drawing, "windows", tmp_path)


def test_a_missing_font_falls_back_and_is_told(monkeypatch):
    register_font.cache_clear()
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    monkeypatch.setattr(drawing_module.Path, "exists", lambda path: False)
    with pytest.warns(UserWarning, match="DejaVuSans.ttf of matplotlib is missing: figures have "):
        register_font()
    register_font.cache_clear()
