from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.files.sheet import Cell
from analysis.ingest.words.cell_count import read_count
from analysis.model.count import Count, exactly


def read(value, **marks):
    return read_count(Cell(0, 0, value), marks)


@given(st.integers(0, 10**9))
def test_a_whole_number_is_read_from_a_number_or_its_digits(number):
    spaced = f"{number:,}".replace(",", "\u00a0")
    for value in (number, float(number), str(number), f"{number:,}", f" {number} ", spaced):
        assert read(value) == exactly(number)


def test_a_number_word_is_a_number():
    assert read("Twelve") == exactly(12)
    assert read("twenty-one") == exactly(21)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "blank is never taken for 0"),
        (None, "blank is never taken for 0"),
        ("   ", "blank is never taken for 0"),
        ("£900", "an amount of money, which is no count"),
        ("900 €", "an amount of money, which is no count"),
        ("12%", "a percentage, which is no count"),
        ("36:00", "a duration, which is no count"),
        ("<5¹", 'write under `marks` "<5": suppressed 0 to 4, and ¹: footnote'),
        (-3, "cannot be negative"),
        ("-3", "cannot be negative"),
        ("−1\u00a0165", "cannot be negative"),
        ("–12.5", "cannot be negative"),
        ("-15,99", "a sign for thousands, for decimals"),
        ("1,165-", "a negative number, or a note"),
        ("1.2E3", "a power of ten, or a code"),
        ("5\n.0", "neither a number nor a mark"),
        ("+5", "neither a number nor a mark"),
        (2.5, "no whole number"),
        ("2.5", "no whole number"),
        (10**9 + 1, "too large"),
        ("a dozen", "neither a number nor a mark"),
        ("<5", 'is a range; if so, write under `marks` "<5": suppressed 0 to 4'),
        (">50", "suppressed 51 or more"),
        ("-", "neither a number nor a mark"),
        ("1,23", "neither a number nor a mark"),
        ("12\n345", "neither a number nor a mark"),
        ("12 (3)", "neither a number nor a mark"),
        ("(12)", "neither a number nor a mark"),
        ("12k", "neither a number nor a mark"),
        ("12*", r"is a number with '\*', which `marks` does not call a footnote"),
        ("007", "neither a number nor a mark"),
        ("=1+1", "neither a number nor a mark"),
        ("=SUM(A1:A3)", "a formula or its error"),
        ("#DIV/0!", "a formula or its error"),
        (True, "neither a number nor a mark"),
        (float("nan"), "neither a number nor a mark"),
        (float("inf"), "neither a number nor a mark"),
        (datetime(1900, 1, 9), "the force may have typed 9 or 10"),
        (datetime(1927, 5, 18), "the force may have typed 10000$"),
        (datetime(2018, 5, 1), "the force may have typed 1-5 or 5-18 or May-18 or 5-1"),
    ],
)
def test_anything_else_is_refused_in_words(value, says):
    with pytest.raises(ValueError, match=says):
        read(value)


def test_a_mark_means_what_this_table_says_and_nothing_else():
    hidden = Count(1, 4, "suppressed")
    assert read(" < 5 ", **{"< 5": hidden}) == hidden
    assert read("N/A", **{"n/a": None}) is None
    assert read("-", **{"-": Count(0, 0)}) == exactly(0)
    with pytest.raises(ValueError, match="neither"):
        read("-", **{"*": hidden})


def test_a_blank_means_what_the_recipe_says_of_blanks_unless_an_error_left_it_blank():
    unknown = Count(0, float("inf"), "not_recorded")
    assert read("", **{"": unknown}) == read(None, **{"": unknown}) == unknown
    with pytest.raises(ValueError, match="an error"):
        read_count(Cell(0, 0, None, "an error of its formula"), {"": unknown})


def test_a_glyph_beside_a_number_is_let_go_only_as_a_footnote():
    notes = {"~": "footnote", "[1]": "footnote", "R": "footnote"}
    for text in ("17~", "17 ~", "17 [1]", "17r", "17~[1]", "17 ~ R"):
        assert read(text, **notes) == exactly(17)
    assert read("1,204~", **notes) == exactly(1204)
    for text in ("17*", "17~*", "17~3", "17~~5", "~17"):
        with pytest.raises(ValueError, match="number"):
            read(text, **notes)
    with pytest.raises(ValueError, match="does not call a footnote"):
        read("17*", **{"*": Count(1, 4, "suppressed")})


def test_a_footnote_s_glyph_alone_says_nothing_of_the_count():
    for text in ("~", "~~", " ~ "):
        with pytest.raises(ValueError, match="stands alone: a footnote's glyph is no figure"):
            read(text, **{"~": "footnote"})


def test_a_footnote_behind_a_mark_that_ends_in_a_digit_is_let_go_as_well():
    below = Count(0, 4, "suppressed")
    assert read("<5¹", **{"<5": below, "¹": "footnote"}) == below
    with pytest.raises(ValueError, match="is a range"):
        read("<5¹", **{"<5": below})
    with pytest.raises(ValueError, match="is a range"):
        read("<51", **{"<5": below, "¹": "footnote"})


def test_a_footnote_never_takes_a_digit_from_a_number():
    assert read("121", **{"1": "footnote"}) == exactly(121)
    assert read("12 1", **{"1": "footnote"}) == exactly(12)


def test_a_value_that_cannot_be_trusted_is_refused_whatever_it_shows():
    with pytest.raises(ValueError, match="a formula never calculated"):
        read_count(Cell(0, 0, 0, "a formula never calculated"), {})


@given(st.integers(0, 99999), st.text(max_size=6))
def test_what_follows_a_number_never_changes_it_in_silence(number, tail):
    """Whatever a force writes after a number, it is that number, or a longer one, or refused."""
    try:
        count = read(f"{number}{tail}")
    except ValueError:
        return
    digits = "".join(filter(str.isdigit, f"{number}{tail}".split(".")[0]))
    assert count == exactly(int(digits))
