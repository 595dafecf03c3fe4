"""The sentences of page one: what they say of samples whose answer is plain, and what never."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from coverage_samples import asked_many
from figure_samples import ALIKE, OWN, make_publication, many_alike, observe, year
from hypothesis import given
from hypothesis import strategies as st

from analysis.publish.content.findings import (
    _count_decimals,
    _format_times,
    describe_answers,
    describe_certainty,
    list_findings,
    list_not_compared,
)
from analysis.publish.content.shared_categories import list_shared

REAL = {"provenance": "transcribed"}


def read(publication) -> list[str]:
    """The findings as plain text, without the marks of a list and without links."""
    text = re.sub(r"\[([^\]]*)\]\(#line-\d+\)\{\.trace\}", r"\1", list_findings(publication))
    return [line.removeprefix("- ") for line in text.splitlines()]


def pair(first: int, second: int, **told):
    rows = [observe("staffordshire", year(n), first, **told) for n in range(2018, 2023)]
    rows += [observe("essex", year(n), second, **told) for n in range(2018, 2023)]
    return make_publication(rows, common=False)


def test_a_clear_difference_is_said_from_the_higher_side():
    (first, *_) = read(pair(5, 90, **REAL))
    assert first.startswith("For the size of its workforce Essex Police had ")
    assert " times as many complaints as Staffordshire Police, " in first
    assert first.endswith("more than chance could make.")


def test_what_chance_could_make_is_no_difference():
    (first, *_) = read(pair(9, 13, **REAL))
    assert "a difference that chance alone could make: neither is shown to have more" in first


def test_a_range_that_allows_both_orders_is_said_to():
    rows = [observe("staffordshire", year(2018), 0, 60, **REAL)]
    rows += [observe("essex", year(2018), 30, **REAL)]
    told = read(make_publication(rows, common=False))
    assert any(
        "cannot be said: the replies, or the days compared, leave both open" in line
        for line in told
    )


def test_every_sentence_that_rests_on_made_up_figures_says_so_itself():
    for publication in (pair(5, 90), many_alike()):
        told = read(publication)
        rests = [line for line in told if re.search(r"\d|chance", line)]
        assert rests and all("made-up" in line.casefold() for line in rests)
        sentences = [one for line in rests for one in re.split(r"(?<=[a-z)])\. ", line)]
        assert all("made-up" in one.casefold() for one in sentences)
    for publication in (pair(5, 90, **REAL), many_alike(**REAL)):
        assert not any("made-up" in line.casefold() for line in read(publication))


def test_each_count_of_a_sentence_says_by_itself_that_it_is_made_up():
    rows = [observe("staffordshire", OWN, 51), observe("essex", OWN, 30)]
    told = next(line for line in read(make_publication(rows)) if " had 51 " in line)
    assert told.endswith("had 51 made-up complaints and Essex Police 30 made-up ones.")
    real = [row | REAL for row in rows]
    told = next(line for line in read(make_publication(real)) if " had 51 " in line)
    assert told.endswith("had 51 complaints and Essex Police 30.")
    rows[1] |= {"unit": "cases"}
    told = next(line for line in read(make_publication(rows)) if " had 51 " in line)
    assert told.endswith("had 51 made-up complaints and Essex Police had 30 made-up cases.")


def test_of_many_forces_the_ends_and_who_stands_outside_are_named():
    (first, *_) = read(many_alike(**REAL))
    assert re.match(r"From .*, complaints a year per 1,000 employees ran from [\d.]+ in ", first)
    assert "Avon and Somerset Police" in first and "above" in first


def test_every_number_leads_to_its_line():
    publication = many_alike()
    figures = publication.comparison.figures
    cited = re.findall(r"\[([^\]]*)\]\(#line-(\d+)\)", list_findings(publication))
    assert len(cited) >= 2
    for text, line in cited:
        assert float(text) == pytest.approx(figures.loc[int(line) - 2, "low"], rel=0.06)


def test_no_more_than_three_and_never_none():
    assert len(read(many_alike())) <= 3
    alone = make_publication([observe("dorset", year(2018), 9)], common=False)
    assert read(alone) == ["No figure of these replies is told to be more or less than another."]


def test_how_sure_says_what_is_measured_and_what_is_not():
    assert "how much more they vary is not known" in describe_certainty(
        make_publication([observe("dorset", year(2018), 9)])
    )
    assert "vary no more than single events would" in describe_certainty(pair(5, 90))
    rows = [observe("essex", year(n), 20 + 30 * (n % 2)) for n in range(2014, 2020)]
    spread = make_publication([*rows, observe("dorset", year(2019), 30)], common=False)
    (row,) = spread.comparison.tables["dispersion"].to_dict("records")
    assert f"vary {float(row['estimate']):.2g} times as much" in describe_certainty(spread)


def test_a_dispersion_of_other_words_says_nothing_of_how_sure_rates_are():
    """Cases of another definition vary by 40 times; those that compare were never measured."""
    rows = [observe(force, year(2021), 9, **REAL) for force in ALIKE[:5]]
    wild = {"definition": "another", "unit": "cases", **REAL}
    rows += [observe("kent", year(n), 9 + 90 * (n % 2), **wild) for n in range(2015, 2020)]
    publication = make_publication(rows, common=False)
    measured = publication.comparison.tables["dispersion"]
    assert measured["estimate"].astype(float).max() > 10
    assert "how much more they vary is not known" in describe_certainty(publication)


def test_of_whom_no_rate_is_given_is_not_taken_for_absent():
    """With two events Durham's rate would be the least, and Kent's has no upper end."""
    rows = [observe(force, year(2021), 40, **REAL) for force in ALIKE[:5]]
    rows += [observe("durham", year(2021), 2, **REAL)]
    rows += [observe("kent", year(2021), 30, float("inf"), **REAL)]
    (first, *_) = read(make_publication(rows, common=False))
    assert first.startswith("From 1 January 2021 to 31 December 2021, complaints a year")
    assert "among the five forces with a rate (that of Kent Police may lie beyond)" in first


def test_who_answered_is_counted_where_all_that_were_asked_are_known():
    assert describe_answers(pair(5, 9)) == (
        "Two replies of two forces: Staffordshire Police and Essex Police. There is no full list "
        "of who was asked."
    )
    assert "were asked" in describe_answers(asked_many())


def test_every_code_is_said_once_in_words():
    rows = [observe("staffordshire", year(2018), 2), observe("essex", year(2018), 30)]
    publication = make_publication(rows)
    text = list_not_compared(publication)
    codes = publication.comparison.refusals["code"].unique()
    assert text.count("\n- ") + 1 == len(codes)
    assert not any(str(code) in text for code in codes)


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_the_last_decimal_is_worth_a_tenth_of_the_interval_or_more(lower, length):
    decimals = _count_decimals(lower, lower + length)
    assert 10.0**-decimals <= length / 10 * (1 + 1e-6) or decimals == 0
    assert decimals == 0 or 10.0 ** -(decimals - 1) > length / 10 * (1 - 1e-6)


@pytest.mark.parametrize("ends", [(1.0, 1.0), (0.0, float("inf"))])
def test_an_interval_without_length_asks_for_no_decimals(ends):
    assert _count_decimals(*ends) == 0


def test_a_ratio_is_judged_by_its_own_windows_alone():
    """What is said of Dorset, over its own days, is nothing of the two that share a window."""
    rows = [observe("staffordshire", year(n), 5, **REAL) for n in range(2018, 2023)]
    rows += [observe("essex", year(n), 90, **REAL) for n in range(2018, 2023)]
    alone = read(make_publication(rows))
    beside = read(make_publication([*rows, observe("dorset", year(2015), 9, **REAL)]))
    told = [line for line in alone if "times as many complaints" in line]
    assert len(told) == 1 and set(told) <= set(beside)


def test_shares_that_round_alike_are_told_apart_in_print():
    both = {"essex": (20, 80_000), "staffordshire": (90, 80_000)}
    rows = [
        observe(force, year(2020), count, category=("rank", name), **REAL)
        for force, counts in both.items()
        for name, count in zip(("sergeant", "constable"), counts, strict=True)
    ]
    (line,) = [line for line in read(make_publication(rows, common=False)) if "shares" in line]
    shares = re.findall(r"([\d.]+)\u00a0%", line)
    assert len(shares) == 4 and len(set(shares)) == 4


def test_two_replies_of_one_force_are_named_by_their_reference():
    facts = {"reference": "second", "file": "second.xlsx", **REAL}
    rows = [observe("kent", year(2020), 5, **REAL), observe("essex", year(2020), 40, **REAL)]
    text = " ".join(read(make_publication([*rows, observe("kent", year(2020), 90, **facts)])))
    assert "Kent Police (second)" in text or "Kent Police" not in text


def test_a_ratio_under_one_is_turned_round():
    """5 against 90: Essex had 18 times as many, told from the side that had more."""
    sizes = {"essex": 90, "staffordshire": 5}
    ratios = []
    for order in (sizes, dict(reversed(sizes.items()))):
        rows = [observe(force, year(2020), n, **REAL) for force, n in order.items()]
        (line,) = [s for s in read(make_publication(rows, common=False)) if " times " in s]
        ratios.append(float(re.search(r"had (?:between )?([\d.]+)", line)[1]))
        assert "Essex Police had" in line
    assert ratios[0] == pytest.approx(ratios[1]) and ratios[0] > 5


def test_what_changes_with_the_reading_or_the_days_is_not_ordered():
    publication = pair(5, 90, **REAL)
    orders = publication.comparison.tables["orders"]
    for changed in ({"readings": "changes with the reading"}, {"reported": "cannot be ordered"}):
        tables = {**publication.comparison.tables, "orders": orders.assign(**changed)}
        other = replace(publication, comparison=replace(publication.comparison, tables=tables))
        (line,) = [one for one in read(other) if "Essex" in one]
        assert "cannot be said" in line
    common = orders.assign(basis="common", underlying="not told apart", reported="higher")
    tables = {**publication.comparison.tables, "orders": pd.concat([orders, common])}
    both = replace(publication, comparison=replace(publication.comparison, tables=tables))
    assert any("cannot be said" in line for line in read(both))


def test_only_shares_that_differ_are_told_and_made_up_ones_say_so():
    counts = {"essex": (200, 800, 30), "staffordshire": (600, 400, 31)}
    rows = [
        observe(force, year(2020), count, category=("rank", name))
        for force, numbers in counts.items()
        for name, count in zip(("sergeant", "constable", "inspector"), numbers, strict=True)
    ]
    (line,) = [one for one in read(make_publication(rows, common=False)) if "shares" in one]
    assert line.startswith("Of three made-up shares that two replies both give, two differ")
    assert "inspector" not in line


def test_a_range_of_times_is_never_narrower_than_it_is():
    """At least 1.04 and at most 1.22 times: to one decimal from 1.0 to 1.3."""
    ratio = {"low": 1.033, "high": 1.215, "wide_lower": 0.5, "wide_upper": 2.6}
    row = pd.Series(ratio | {"measure": "rate_ratio", "lower": 0.5, "upper": 2.6})
    assert _format_times(row) == "between 1.0 and 1.3"
    assert _format_times(row.replace({1.033: 1.215})) == "1.2"


def test_limits_without_a_measured_dispersion_say_what_they_take_for_granted():
    rows = [observe(force, year(2021), 40 + 400 * (force == ALIKE[0]), **REAL) for force in ALIKE]
    (first, *_) = read(make_publication(rows, common=False))
    assert ". If events are independent, chance alone does not explain how far " in first
    years = [
        observe(force, year(number), 40 + number % 2 + 400 * (force == ALIKE[0]), **REAL)
        for force in ALIKE
        for number in range(2014, 2020)
    ]
    (first, *_) = read(make_publication(years, common=False))
    assert ". Chance alone does not explain how far " in first


def test_of_shares_that_are_not_compared_nothing_is_said():
    """One counts sergeants alone, the other community support officers: they share nothing."""
    rows = [observe("essex", OWN, 90), observe("kent", OWN, 80)]
    rows += [observe("essex", OWN, 50, category=("rank", "sergeant"))]
    rows += [observe("kent", OWN, 40, category=("rank", "pcso"))]
    publication = make_publication(rows)
    assert list(list_shared(publication)) and "shares" not in describe_certainty(publication)


def test_who_stands_below_the_limits_is_told_too():
    rows = [observe(force, year(2021), 400, **REAL) for force in ALIKE[:5]]
    rows += [observe(ALIKE[5], year(2021), 4, **REAL)]
    (first, *_) = read(make_publication(rows, common=False))
    assert re.search(r"above one common rate and .* stands? below it \(the 99.8", first)
