import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.words.whole_numbers import read_range

UPPER = ["{} or fewer", "{} or less", "up to {}", "no more than {}", "≤{}", "<= {}", "At most {}"]
BELOW = ["<{}", "< {}", "less than {}", "Fewer than {}", "under {}", "below {}"]
LOWER = ["{}+", "{} or more", "at least {}", "≥ {}", "{} and over", "{} plus"]
ABOVE = [">{}", "more than {}", "over {}", "above {}"]
BOTH = ["{}-{}", "{} – {}", "{} to {}", "between {} and {}"]


def bounds(text):
    found = read_range(text)
    return found and (found.count.low, found.count.high, found.floor_unsaid)


@given(st.integers(2, 5000), st.booleans())
def test_a_range_reads_back_from_every_form_it_is_printed_in(number, commas):
    shown = f"{number:,}" if commas else str(number)
    assert {bounds(form.format(shown)) for form in UPPER} == {(0, number, True)}
    assert {bounds(form.format(shown)) for form in BELOW} == {(0, number - 1, True)}
    assert {bounds(form.format(shown)) for form in LOWER} == {(number, math.inf, False)}
    assert {bounds(form.format(shown)) for form in ABOVE} == {(number + 1, math.inf, False)}


@given(st.integers(0, 500), st.integers(1, 500))
def test_two_ends_are_a_range_only_in_order(low, more):
    high = low + more
    assert {bounds(form.format(low, high)) for form in BOTH} == {(low, high, False)}
    assert {bounds(form.format(high, low)) for form in BOTH} == {None}


def test_number_words_bound_a_range_as_well():
    assert bounds("fewer than five") == (0, 4, True)
    assert bounds("one to four") == (1, 4, False)


@pytest.mark.parametrize(
    "text", ["<0", "<1", "5", "5-5", "< 0.5", "<5%", "1-5 officers", "<", "01-05", "-5"]
)
def test_other_texts_are_no_range_of_counts(text):
    assert read_range(text) is None
