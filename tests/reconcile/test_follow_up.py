from dataclasses import replace
from datetime import date
from math import inf, isnan

import pandas as pd
import pytest
from examples import COMMON, MET_LIKE, frame, observe, observe_met, observe_years
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.window import Window
from analysis.reconcile.follow_up import find_follow_ups
from analysis.reconcile.replies.ladder import place_count
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import FOLLOW_UP


def ask(rows: list[dict], common: Window | None = COMMON) -> pd.DataFrame:
    return FOLLOW_UP.frame(find_follow_ups(split_series(frame(rows)), common))


def ask_first(rows: list[dict], common: Window | None = COMMON) -> pd.Series:
    return ask(rows, common).iloc[0]


def span(row: pd.Series) -> tuple[str, str]:
    return str(row["start"].date()), str(row["end"].date())


def observe_march_years(last: int = 12, **facts) -> list[dict]:
    counts = [8, 7, 9, 6, last]
    return [
        observe(n, f"{2018 + i}-03-01", f"{2019 + i}-03-01", cell=f"B{2 + i}", **facts)
        for i, n in enumerate(counts)
    ]


def by_platform(counts: dict, **facts) -> list[dict]:
    told = {"table": "By platform", "dimension": "platform"} | facts
    return [
        row | {"category": code, "cell": f"{row['cell']}{i}"}
        for i, (code, years) in enumerate(counts.items())
        for row in observe_years(years, **told)
    ]


def test_two_months_are_asked_for_where_a_calendar_year_straddles():
    asked = ask(observe_met())
    first = asked.iloc[0]
    assert first["asked"] == "complaints, 1 January 2018 to 28 February 2018"
    assert span(first) == ("2018-01-01", "2018-03-01")
    assert (first["low"], first["high"]) == (151, 175)
    widths = first[["width_now", "width_after", "width_if_hidden", "share_removed"]]
    assert widths.tolist() == [24, 0, 4, 1]
    assert first["spread_now"] == pytest.approx(175 / 151) and first["spread_after"] == 1
    assert first["cells"] == "reply.csv#csv!B2" and first["provenance"] == "illustrative"
    assert list(asked.columns) == FOLLOW_UP.names


def test_the_other_ways_to_the_same_result_are_listed_behind_it():
    asked = ask(observe_met())
    assert list(map(span, [row for _, row in asked.iterrows()])) == [
        ("2018-01-01", "2018-03-01"),
        ("2018-03-01", "2019-01-01"),
        ("2018-03-01", "2023-03-01"),
    ]
    assert asked["place"].tolist() == ["1", "2", "3"]
    assert asked["instead_of"].tolist() == ["", "1", "1"]
    assert isnan(asked["width_if_hidden"].iloc[2])  # 151 or more are never "fewer than 5"


def test_a_reply_of_whole_cells_needs_nothing():
    assert ask(observe_march_years()).empty


def test_where_fewer_than_5_would_say_nothing_the_whole_window_is_asked_for():
    # All of 2018 were 3: "fewer than 5" of two months says what is known already.
    first = ask_first(observe_years(MET_LIKE | {2018: 3, 2023: 9})[:-1] + observe_met()[-1:])
    assert (first["kind"], span(first)) == ("whole window", ("2018-03-01", "2023-03-01"))
    assert (first["width_now"], first["width_after"]) == (3, 0)


def test_a_financial_year_force_is_asked_for_the_window_itself():
    rows = [
        observe(9, f"{year}-04-01", f"{year + 1}-04-01", cell=f"B{year - 2015}")
        for year in range(2017, 2023)
    ]
    first = ask_first(rows)
    assert (first["kind"], first["width_now"], first["width_after"]) == ("whole window", 18, 0)


def test_a_hidden_year_is_not_asked_for_again_but_the_total_over_it_is():
    asked = ask(observe_march_years(last=(1, 4)))
    assert asked["kind"].tolist() == ["whole window", "hidden cell"]
    assert (asked["width_now"].iloc[0], asked["width_after"].iloc[0]) == (3, 0)


def test_days_without_a_figure_are_asked_for():
    first = ask_first(observe_march_years()[:-1])
    assert (first["kind"], span(first)) == ("missing days", ("2022-03-01", "2023-03-01"))
    assert (first["low"], first["width_now"]) == (30, inf)
    assert (first["width_after"], first["width_if_hidden"], first["share_removed"]) == (0, 4, 1)


def test_missing_days_beside_a_straddled_year_would_leave_that_open():
    asked = ask(observe_met()[:-1])
    assert asked["kind"].tolist() == ["whole window", "missing days"]
    assert asked["width_after"].tolist() == [0, 24]


def test_a_last_day_that_may_be_counted_is_asked_about_alone():
    *rows, last = observe_march_years()
    asked = ask([*rows, last | {"end_latest": "2023-03-02"}])
    (first,) = (row for _, row in asked.iterrows())
    assert (first["kind"], span(first)) == ("last day", ("2023-03-01", "2023-03-02"))
    assert first["asked"].startswith("whether 1 March 2023 is counted")
    assert (first["low"], first["high"], first["width_after"]) == (30, 42, 0)


def test_a_last_day_beyond_the_window_is_no_question():
    *rows, last = observe_march_years()
    window = Window(date(2018, 3, 1), date(2023, 1, 1))
    asked = ask([*rows, last | {"end_latest": "2023-03-02"}], window)
    assert set(asked["kind"]) == {"part of a cell", "whole window"}


def test_a_straddled_year_comes_before_a_last_day():
    *rows, last = observe_met()
    asked = ask([*rows, last | {"end_latest": "2023-03-02"}])
    kinds = asked[asked["instead_of"].eq("")]["kind"].tolist()
    assert kinds == ["part of a cell", "last day"]


@pytest.mark.parametrize("dimension", ["rank", "role", "platform", "nature", "source", "outcome"])
def test_no_part_of_a_count_that_says_something_of_a_person_is_asked_for(dimension):
    table = by_platform({"sergeant": {2018: 4, 2019: 6}}, dimension=dimension)
    asked = ask(observe_met() + table, Window(date(2018, 3, 1), date(2020, 1, 1)))
    assert set(asked["dimension"]) == {"total"}


def hide_ranks(cells: int, low: int = 2) -> list[dict]:
    years = {2018 + i: (low, 4) for i in range(cells)}
    return by_platform({"sergeant": years, "pcso": {2018: 9}}, dimension="rank")


def test_hidden_counts_of_persons_are_asked_for_as_one_number_only():
    asked = ask(hide_ranks(3), Window(date(2018, 1, 1), date(2021, 1, 1)))
    (group,) = (row for _, row in asked.iterrows())
    assert (group["kind"], group["category"]) == ("merged group", "sergeant")
    assert (group["width_now"], group["width_after"]) == (6, 0)
    assert "together" in group["asked"] and isnan(group["width_if_hidden"])


def test_a_range_that_the_study_made_by_merging_is_nothing_to_ask_for():
    merged = [row | {"status": "exact"} for row in hide_ranks(3)]
    assert ask(merged, Window(date(2018, 1, 1), date(2021, 1, 1))).empty


@pytest.mark.parametrize(
    ("rows", "start"),
    [
        (hide_ranks(2, low=3), "2018-01-01"),  # two hidden cells: their sum may give both away
        (hide_ranks(3, low=1), "2018-01-01"),  # all may come to 3, a small count itself
        (hide_ranks(3), "2018-03-01"),  # beside the reply's own years it shows two months
    ],
)
def test_a_group_that_could_give_a_small_count_away_is_not_asked_for(rows, start):
    assert ask(rows, Window(date.fromisoformat(start), date(2021, 1, 1))).empty


def test_different_people_are_asked_for_once_over_all_days():
    first = ask_first(observe_march_years(unit="officers", population="officers"))
    assert first["asked"] == "different officers, 1 March 2018 to 28 February 2023"
    assert (first["low"], first["high"], first["width_after"]) == (12, 42, 0)
    assert isnan(first["width_if_hidden"])
    few = ask_first(
        observe_years({2018: 1, 2019: 2, 2020: 4}, unit="people"),
        Window(date(2018, 1, 1), date(2021, 1, 1)),
    )
    assert (few["low"], few["high"], few["width_if_hidden"]) == (4, 7, 0)


def test_of_figures_that_contradict_each_other_one_question_is_asked():
    half = observe(30, "2018-01-01", "2018-07-01", cell="H2")
    asked = ask([*observe_met(), half])
    assert asked["kind"].tolist() == ["contradiction"]
    first = asked.iloc[0]
    assert first["disagree_by"] == "6" and isnan(first["width_now"]) and pd.isna(first["start"])
    assert "reply.csv#csv!B2" in first["cells"] or "reply.csv#csv!H2" in first["cells"]


def test_without_a_common_window_comparable_replies_are_asked_about_shared_days():
    other = [row | {"force": "kent"} for row in observe_march_years()[1:]]
    asked = ask(observe_met() + other, None)
    assert set(asked["force"]) == {"staffordshire"}
    assert {str(day.date()) for day in asked["window_start"]} == {"2019-03-01"}
    unlike = [row | {"unit": "allegations"} for row in other]
    assert ask(observe_met() + unlike, None).empty  # each about its own days, and those are whole


def test_each_reply_has_a_first_place_of_its_own():
    other = [row | {"force": "kent", "reference": "R 2"} for row in observe_met()]
    asked = ask(observe_met() + other)
    firsts = asked[asked["place"].eq("1")]
    assert list(zip(firsts["force"], firsts["reference"], strict=True)) == [
        ("staffordshire", "R 1"),
        ("kent", "R 2"),
    ]


def test_a_reply_that_only_adds_to_another_is_not_asked_for_itself():
    (alone,) = split_series(frame(observe_met()))
    assert not find_follow_ups([replace(alone, leads=False)], COMMON)


@settings(max_examples=10, deadline=None)
@given(
    counts=st.lists(st.integers(0, 12), min_size=6, max_size=6),
    answer=st.integers(0, 12),
)
def test_no_answer_leaves_more_than_the_width_that_was_told(counts, answer):
    *years, last = counts
    rows = observe_years(dict(zip(range(2018, 2023), years, strict=True)))
    rows.append(observe(last, "2023-01-01", "2023-03-01", cell="G2"))
    asked = ask(rows)
    assert asked.empty == (years[0] == 0)
    for _, row in asked.iterrows():
        if row["kind"] == "part of a cell":
            part = observe(min(answer, years[0]), *span(row), cell="H2")
            placed = place_count(frame([*rows, part]), COMMON)
            assert placed.high - placed.low <= row["width_after"]
