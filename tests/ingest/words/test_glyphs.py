import pytest

from analysis.ingest.words.footnote_marks import split_glyph


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
