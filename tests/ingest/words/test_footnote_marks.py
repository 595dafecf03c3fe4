"""A glyph of the one list is known wherever a note may stand."""

import re

import pytest

from analysis.ingest.detection.grid import is_footnote
from analysis.ingest.files.sheet import Cell
from analysis.ingest.recipe.locate import is_title
from analysis.ingest.words.cell_count import read_count
from analysis.ingest.words.cell_text import read_plain_text
from analysis.ingest.words.footnote_marks import GLYPH, SIGNS, split_glyph
from analysis.ingest.words.label_kinds import find_label_kind
from analysis.ingest.words.legend import fold_glyph, read_legend
from analysis.ingest.words.periods import read_period, recognise_period
from analysis.ingest.words.vocabulary import read_words
from analysis.model.count import exactly

# Written out: were one taken out of the list, its cases below would go with it in silence.
assert set("*†‡§¶^~#") <= set(SIGNS)
LISTED = [*SIGNS, *"¹²³⁴⁹⁰ᵃᵇ"]


@pytest.mark.parametrize(
    ("text", "bare", "glyph"),
    [
        ("17~", "17", "~"),
        ("1,204 (r)", "1,204", "(r)"),
        ("12 [1, 2]", "12", "[1, 2]"),
        ("2018/19* [note 3]", "2018/19", "* [note 3]"),
        ("3 R", "3", "R"),
    ],
)
def test_a_glyph_is_cut_off_after_a_digit(text, bare, glyph):
    assert split_glyph(text) == (bare, glyph)


@pytest.mark.parametrize(
    "text", ["17", "over", "Scotland (2)*", "12 (3)", "12%", "10+", "12k", "12-", "3 Pc", "", "*"]
)
def test_what_may_change_a_number_is_no_glyph(text):
    assert split_glyph(text) == (text, "")


def test_the_list_has_every_glyph_that_is_tried_here():
    assert all(re.fullmatch(GLYPH, glyph) for glyph in LISTED)
    assert not any(re.fullmatch(GLYPH, sign) for sign in "%+<>£-.,:;()[]17a")


@pytest.mark.parametrize("glyph", LISTED)
def test_a_listed_glyph_is_a_note_s_beside_a_number(glyph):
    assert split_glyph(f"17{glyph}") == ("17", glyph)
    assert read_count(Cell(0, 0, f"17{glyph}"), {glyph: "footnote"}) == exactly(17)
    assert read_plain_text(f"17{glyph}").count == exactly(17)


@pytest.mark.parametrize("glyph", LISTED)
def test_a_listed_glyph_alone_is_a_mark_whose_meaning_somebody_else_says(glyph):
    """Raised signs in brackets were not: `(¹)` was words where `(*)` was a mark."""
    assert [read_plain_text(text).kind for text in (glyph, f"({glyph})")] == ["mark"] * 2


@pytest.mark.parametrize("glyph", LISTED)
def test_a_listed_glyph_leaves_a_period_what_it_is(glyph):
    """Raised signs, § and ¶ did so after a digit only: `2023 (to 1 March)¹` was no period."""
    for words in ("2018", "2018/19", "2023 (to 1 March)", "Jan 2018"):
        assert read_period(f"{words}{glyph}") == read_period(words)
        assert recognise_period(f"{words} {glyph}").glyph == glyph


@pytest.mark.parametrize("glyph", LISTED)
def test_a_listed_glyph_leaves_a_label_what_it_is(glyph):
    """§ and ¶ did not: `Durham§` was no force."""
    labels = [f"Durham{glyph}", f"Kent {glyph}"]
    assert find_label_kind(labels, read_words()).kind == "force"


@pytest.mark.parametrize("glyph", LISTED)
def test_a_listed_glyph_leaves_a_title_what_it_is(glyph):
    """^, ~ and raised letters did not: `Complaints by rank~` was another table's title."""
    for note in (glyph, f" {glyph}", f" ({glyph})", f" [see note {glyph} below]"):
        assert is_title(f"Complaints by rank{note}", "Complaints by rank")


@pytest.mark.parametrize("glyph", LISTED)
def test_a_listed_glyph_is_explained_by_a_legend(glyph):
    """Raised letters were not: `ᵃ Not held` said nothing of ᵃ."""
    for line in (
        f"{glyph} = not held",
        f"{glyph} Not held",
        f"Figures not held are shown as {glyph}",
    ):
        assert read_legend([Cell(0, 0, line)])[fold_glyph(glyph)].words == "not held"


@pytest.mark.parametrize("glyph", LISTED)
def test_a_line_that_begins_with_a_listed_glyph_is_a_note(glyph):
    """§, ¶ and raised signs did not begin one."""
    assert is_footnote(f"{glyph} Includes special constables")
    assert is_footnote(f"({glyph}) Includes special constables")


def test_a_quotation_mark_is_a_glyph_only_beside_a_number():
    """Official tables print `12"`; around words it is what it looks like."""
    assert split_glyph('12"') == ("12", '"')
    assert not is_title('Complaints by rank"', "Complaints by rank")
