import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.marks import read_count
from analysis.ingest.workbook import Cell
from analysis.model.count import Count, exactly


def read(value, **marks):
    return read_count(Cell(0, 0, value), marks)


@given(st.integers(0, 10**9))
def test_a_whole_number_is_read_from_a_number_or_its_digits(number):
    for value in (number, float(number), str(number), f"{number:,}", f" {number} "):
        assert read(value) == exactly(number)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "blank is never taken for 0"),
        (None, "blank is never taken for 0"),
        ("   ", "blank is never taken for 0"),
        (-3, "cannot be negative"),
        ("-3", "cannot be negative"),
        (2.5, "no whole number"),
        ("2.5", "no whole number"),
        (10**9 + 1, "too large"),
        ("twelve", "neither a number nor a mark"),
        ("<5", "neither a number nor a mark"),
        ("-", "neither a number nor a mark"),
        ("1,23", "neither a number nor a mark"),
        ("12*", "neither a number nor a mark"),
        ("=1+1", "neither a number nor a mark"),
        ("#DIV/0!", "neither a number nor a mark"),
        (True, "neither a number nor a mark"),
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
