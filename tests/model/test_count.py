import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.count import Count, Status, exactly, format_range, read_bounds


def test_an_exact_count_is_shown_alone_and_a_range_with_both_ends():
    assert str(exactly(1510)) == "1,510"
    assert str(Count(151, 175)) == "151 to 175"
    assert str(Count(12, float("inf"))) == "at least 12"
    assert format_range(0, 0) == "0"


@given(st.integers(0, 10**6), st.integers(0, 10**6) | st.just(float("inf")))
def test_what_a_range_says_is_read_back(low, more):
    assert read_bounds(format_range(low, low + more)) == (low, low + more)


@pytest.mark.parametrize(("low", "high"), [(-1, 3), (4, 3)])
def test_a_count_that_cannot_be_is_refused(low, high):
    with pytest.raises(ValueError, match="no count lies between"):
        Count(low, high)


@given(st.integers(0, 10**9))
def test_only_equal_ends_are_exact(number):
    assert exactly(number).is_exact
    assert not Count(number, number + 1).is_exact


def test_a_status_has_its_shorthand():
    marks = [
        Status(s).shorthand for s in ("exact", "suppressed", "withheld", "rounded", "not_held")
    ]
    assert marks == ["", "[c]", "[c]", "[e]", "[x]"]
    assert Status("not_recorded").shorthand == "[x]"
