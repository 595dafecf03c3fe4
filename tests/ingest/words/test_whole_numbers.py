"""Ranges of counts, and counts with their words in one cell."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.words.whole_numbers import (
    Amount,
    describe_unit,
    list_values,
    read_amount,
    read_counts_with_words,
    read_range,
)

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


WORDS = st.sampled_from(
    ["Written warning", "RPRP", "Facebook", "Incivility, impoliteness and intolerance", "Officer"]
)
FORMS = ["{n}x {w}", "{n} x {w}", "{n} × {w}", "{n} {w}", "{w} = {n}", "{w}: {n}", "{w} ({n})"]


@given(st.lists(st.tuples(st.integers(0, 9999), WORDS), min_size=1, max_size=4), st.data())
def test_a_printed_list_reads_back_from_every_form(parts, data):
    form = data.draw(st.sampled_from(FORMS))
    text = "\n".join(form.format(n=n, w=w) for n, w in parts)
    assert read_counts_with_words(text) == parts
    assert read_counts_with_words(text.replace("\n", "; ")) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1x Written warning, 2x RPRP", [(1, "Written warning"), (2, "RPRP")]),
        ("2 x Facebook and 1 x Twitter", [(2, "Facebook"), (1, "Twitter")]),
        ("2x Incivility, impoliteness and intolerance", None),
        ("two officers", [(2, "officers")]),
        ("Facebook = 6, Twitter = 2", [(6, "Facebook"), (2, "Twitter")]),
        ("2x X", [(2, "X")]),
        ("1,204 x Officers", [(1204, "Officers")]),
        ("1x Written warning.", [(1, "Written warning")]),
    ],
)
def test_counts_with_words_as_forces_write_them(text, parts):
    parts = parts or [(2, "Incivility, impoliteness and intolerance")]
    assert read_counts_with_words(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        *("", "Officers", "2", "2 x 3", "2 million", "2 of 3", "12 months", "5 per cent of staff"),
        *("2 Officers 3 Staff", "1x Written warning, RPRP 2x", "2x Officers in 2018", "PC -2"),
        "1-5 x Officers",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        read_counts_with_words(text)


def test_numbers_without_words_are_all_kept_and_in_doubt():
    assert list_values("12 (3)")[0] == ((12, ""), (3, ""))
    assert list_values("45 (12%)")[0] == ((45, ""), (12, "%"))
    assert "which of these" in list_values("4/5")[1]


@pytest.mark.parametrize(
    "text", ["12", "Table: 2", "2018 figures", "7 of the officers in this force"]
)
def test_a_label_with_a_number_is_no_list(text):
    assert list_values(text) == ((), "")


@pytest.mark.parametrize(
    ("text", "size", "unit"),
    [
        ("36:00", 36, "hours"),
        ("1:30:00", 1.5, "hours"),
        ("216:30", 216.5, "hours"),
        ("9 €", 9, "€"),
        ("£1.2m", 1.2e6, "£"),
        ("12.5%", 12.5, "%"),
    ],
)
def test_an_amount_says_its_size_and_its_unit(text, size, unit):
    amount = read_amount(text)
    assert amount == Amount(size, unit)
    assert describe_unit(unit).startswith("a")


@pytest.mark.parametrize("text", ["12:30", "3:1", "09:00", "24:60", "1:2:3", "9 days"])
def test_a_time_of_day_or_a_ratio_is_no_amount(text):
    assert read_amount(text) is None
