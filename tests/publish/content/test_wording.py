"""Figures in words."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.force import list_single
from analysis.model.request import Enquiry
from analysis.publish.content.wording import (
    choose_limits,
    describe_coverage,
    describe_days,
    format_interval,
    format_ranks,
    format_response_rate,
    format_short_window,
    format_span,
    format_value,
    join_words,
)


def figure(measure="count", low=0.0, high=0.0, lower=math.nan, upper=math.nan) -> pd.Series:
    told = {"measure": measure, "low": low, "high": high, "lower": lower, "upper": upper}
    return pd.Series(told)


@pytest.mark.parametrize(
    ("measure", "low", "high", "words"),
    [
        ("count", 138, 138, "138"),
        ("count", 1510, 1750, "1,510 to 1,750"),
        ("count", 12, math.inf, "at least 12"),
        ("share", 63.576, 79.47, "63.5 to 79.5\u00a0%"),
        ("share", 68.571, 68.571, "68.6\u00a0%"),
        ("rate_per_1000", 8.2636, 8.2636, "8.26"),
        ("rate_per_1000", 6.8025, 7.8837, "6.80 to 7.89"),
        ("rate_per_month", 28.2576, 28.2576, "28.3"),
        ("rate_per_month", 0.05846, 0.05846, "0.058"),
        ("rate_per_month", 0, 0, "0.00"),
        ("change", 30, 30, "+30\u00a0%"),
        ("change", -20.83, -20.83, "−21\u00a0%"),
        ("change", 0.0, 0.0, "0\u00a0%"),
        ("change", -12.2, 4.1, "−13\u00a0% to +5\u00a0%"),
        ("change", 12.9, math.inf, "at least +12\u00a0%"),
        ("change", 1250.0, 1250.0, "+1,250\u00a0%"),
    ],
)
def test_a_figure_is_written_with_its_range_rounded_outward(measure, low, high, words):
    assert format_value(figure(measure, low, high)) == words


@given(
    st.floats(0, 1e6, allow_subnormal=False),
    st.floats(0, 1e6, allow_subnormal=False),
    st.integers(0, 3),
)
def test_a_range_never_claims_more_than_it_knows(first, second, decimals):
    low, high = sorted((first, second))
    if math.isclose(low, high, rel_tol=1e-9):
        return
    least, most = (
        float(x.replace(",", "")) for x in format_span(low, high, decimals).split(" to ")
    )
    assert least <= low + 1e-6 and most >= high - 1e-6
    assert least >= low - 10**-decimals - 1e-6 and most <= high + 10**-decimals + 1e-6


def test_an_interval_has_the_decimals_of_its_figure_and_is_blank_where_there_is_none():
    assert format_interval(figure("rate_per_1000", 8.26, 8.26, 6.942, 9.763)) == "6.94 to 9.77"
    assert format_interval(figure("count", 8, 8)) == ""
    assert format_interval(figure("rate_ratio", 2.0, 2.0, 0.5, math.inf)) == "at least 0.50"


def test_the_interval_is_the_widened_one_where_dispersion_was_measured():
    wide = {"wide_lower": 4.019, "wide_upper": 17.114}
    rate = pd.concat([figure("rate_per_1000", 8.26, 8.26, 6.942, 9.763), pd.Series(wide)])
    assert format_interval(rate) == "4.01 to 17.12"
    assert format_interval(rate, as_poisson=True) == "6.94 to 9.77"
    assert choose_limits(rate) == (4.019, 17.114)
    unknown = rate.copy()
    unknown["wide_lower"] = unknown["wide_upper"] = math.nan
    assert format_interval(unknown) == "6.94 to 9.77"


def test_the_interval_of_a_change_bears_its_signs():
    assert format_interval(figure("change", 30, 30, 13.892, 48.47)) == "+13\u00a0% to +49\u00a0%"
    assert format_interval(figure("change", -6, -6, -44.9, 59.3)) == "−45\u00a0% to +60\u00a0%"


def test_a_short_window_names_whole_months_and_spells_other_days():
    day = pd.Timestamp
    assert format_short_window(day("2018-03-01"), day("2023-03-01")) == (
        "Mar\u00a02018 – Feb\u00a02023"
    )
    assert format_short_window(day("2016-01-01"), day("2020-04-11")) == (
        "1 January 2016 – 10 April 2020"
    )
    assert format_short_window(day("2023-02-01"), day("2023-03-01")) == "Feb\u00a02023"


def test_words_are_joined_as_in_speech():
    assert [join_words(list(words)) for words in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def cover(*states, asked=()):
    forces = list_single()[: len(states)]
    requests = [
        {"force": force, "state": state, "under": "s.40"}
        for force, state in zip(forces, states, strict=True)
    ]
    return Enquiry(requests=requests, asked=asked).gather_coverage([], [], "f")


def test_a_coverage_is_told_in_one_sentence():
    told = describe_coverage(cover("answered", "answered", "refused", "no answer"))
    assert told == (
        "4 bodies were asked: 2 answered, 1 refused and 1 without an answer; "
        "50\u00a0% answered, whole or in part."
    )
    assert describe_coverage(cover("answered")).startswith("1 body was asked: 1 answered; 100")
    told = describe_coverage(cover("answered", "partly", asked="not known"))
    assert (
        told
        == "Who was asked is not known. 2 bodies stand here: 1 answered and 1 answered in part."
    )


def test_a_rate_is_rounded_outward_where_it_is_open_and_never_told_of_some():
    assert format_response_rate(cover(*["answered"] * 39, *["refused"] * 4)) == "91\u00a0%"
    assert format_response_rate(cover("answered", "refused", "not known")) == "33 to 67\u00a0%"
    assert format_response_rate(cover("answered", asked="not known")) == "not known"


def test_days_say_of_how_many_requests_they_are():
    assert describe_days(cover("answered")) == (
        "not known (both days are known of none of 1 request)"
    )
    days = [("2020-01-01", "2020-01-11"), ("2020-01-01", "2020-02-10"), ("not known", "2020-02-01")]
    requests = [
        {"force": force, "state": "answered", "requested": first, "answered": last}
        for force, (first, last) in zip(("kent", "essex", "gwent"), days, strict=True)
    ]
    told = describe_days(Enquiry(requests=requests).gather_coverage([], [], "f"))
    assert told == "25 in the median (10 to 40; both days are known of 2 of 3 requests)"


@pytest.mark.parametrize(
    ("low", "high", "of", "words"),
    [
        (3, 9, 14, "3rd to 9th of 14"),
        (1, 1, 8, "1st to 1st of 8"),
        (2, 13, 43, "2nd to 13th of 43"),
        (21, 112, 123, "21st to 112th of 123"),
        (math.nan, math.nan, math.nan, ""),
    ],
)
def test_ranks_are_ordinals_and_never_one_number_alone(low, high, of, words):
    row = pd.Series({"rank_low": float(low), "rank_high": float(high), "ranked": float(of)})
    assert format_ranks(row) == words
