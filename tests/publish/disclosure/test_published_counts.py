"""Counts as an attacker reads them: what figures tell, and which codes a category stands for."""

from dataclasses import replace
from datetime import date
from math import inf

import pandas as pd
import pytest
from figure_samples import make_publication, observe, year
from indicator_samples import list_quarters, write_indicator

from analysis.model.observation import SERIES
from analysis.model.window import Window
from analysis.publish.disclosure.published_counts import (
    GROUP,
    REPEATED,
    CodeSets,
    list_published_counts,
)
from analysis.reconcile.methods.bounds import REST
from analysis.reconcile.results.comparison import COMPARISON, TABLES, Comparison

PLACE = dict.fromkeys(SERIES, "") | {"force": "metropolitan", "table": "By rank"}
DAYS = {"start": "2018-03-01", "end": "2023-03-01", "basis": "own"}
WINDOW = Window(date(2018, 3, 1), date(2023, 3, 1))
RANK = {"dimension": "rank", "category": "sergeant"}
RANKS = CodeSets(
    "rank", ["inspector", "chief_inspector", "constable", "inspector_and_above", "other"]
)


def show(*rows: dict, **tables) -> list[tuple]:
    blank = pd.DataFrame()
    figures = COMPARISON.frame(COMPARISON.blank() | PLACE | DAYS | RANK | row for row in rows)
    made = {
        name: TABLES[name].frame([TABLES[name].take_over(PLACE | DAYS | row, COMPARISON)])
        for name, row in tables.items()
    }
    shown = list_published_counts(Comparison(figures, blank, blank, made))
    assert all(one.window == WINDOW and one.group[0] == "metropolitan" for one in shown)
    return [(one.dimension, one.category, one.low, one.high) for one in shown]


def test_counts_are_told_as_they_stand():
    assert show({"measure": "count", "low": 3, "high": inf}) == [("rank", "sergeant", 3, inf)]


def test_an_exact_share_tells_its_count_whatever_else_its_table_hides():
    share = {"measure": "share", "low": 7.5, "high": 7.5, "exposure": 40}
    hidden = {"measure": "count", "low": 37, "high": 39, "category": "constable"}
    assert show(hidden, share)[1] == ("rank", "sergeant", 3, 3)
    assert show(share | {"high": 9.5}) == [] == show(share | {"exposure": None})
    # All of 40 to 50 is 100 % as well, and tells of no 40.
    assert show(share | {"low": 100, "high": 100}) == []
    assert show(share | {"low": 0, "high": 0}) == [("rank", "sergeant", 0, 0)]


def test_a_share_brought_together_is_of_all_under_its_category_but_mentions_tell_no_count():
    share = {"measure": "share", "low": 7.5, "high": 7.5, "exposure": 40, "basis": "harmonised"}
    frame = COMPARISON.frame([COMPARISON.blank() | PLACE | DAYS | RANK | share])
    blank = pd.DataFrame()
    assert [one.is_joint for one in list_published_counts(Comparison(frame, blank, blank))] == [
        True
    ]
    assert show(share | {"dimension": "platform", "category": "facebook"}) == []


@pytest.mark.parametrize("measure", ["rate_per_month", "rate_per_1000"])
def test_a_rate_tells_its_count_by_its_exposure(measure):
    rate = {"measure": measure, "low": 2 / 59.99, "high": 7 / 59.99, "exposure": 59.99}
    assert show(rate) == [("rank", "sergeant", 2, 7)]


def test_ratios_and_estimates_tell_no_count():
    assert show({"measure": "rate_ratio", "low": 2, "high": 2}) == []
    assert show({"measure": "count", "estimate": 2.4}) == []


def test_a_further_table_of_counts_is_read():
    told = {"measure": "count", "low": 2, "high": 2}
    assert show(alternatives=told) == [("total", "all", 2, 2)]
    assert show(alternatives=told | {"measure": "rate_ratio"}) == []


def test_every_further_table_is_read_or_known_to_tell_no_count():
    for name, columns in TABLES.items():
        reads = {"low", "high", "start", "end", "reference", *GROUP} <= set(columns)
        assert reads or name in REPEATED, name


def test_a_category_holds_what_is_under_it_but_for_what_its_table_lists_apart():
    alone = RANKS.find_codes("inspector_and_above", ["inspector_and_above", "constable"])
    assert alone == {"inspector_and_above", "inspector", "chief_inspector"}
    beside = RANKS.find_codes("inspector_and_above", ["inspector_and_above", "inspector"])
    assert beside == {"inspector_and_above", "chief_inspector"}


def test_other_holds_all_that_its_table_does_not_list():
    listed = ["constable", "inspector_and_above", "other"]
    assert RANKS.find_codes("other", listed) == {"other", REST}
    assert RANKS.find_codes("other", ["inspector", "other"]) == {
        "other", "constable", "chief_inspector", "inspector_and_above", REST
    }  # fmt: skip


def test_readers_may_ask_for_every_code_and_every_wider_one_but_the_whole():
    kinds = CodeSets("rank", ["inspector", "pcso"]).list_kinds()
    assert kinds == [
        "inspector", "inspector_and_above", "sergeant_and_above", "pcso", "police_officer"
    ]  # fmt: skip


def test_a_set_of_platforms_is_held_only_by_what_holds_both():
    platforms = CodeSets("platform", ["facebook", "facebook+whatsapp", "facebook+twitter"])
    assert platforms.find_members("social_network") == {"facebook", "facebook+twitter"}
    assert platforms.find_members("facebook") == {"facebook"}


def test_categories_parted_by_spaces_are_counted_together():
    assert RANKS.find_members("inspector constable") == {"inspector", "constable"}
    assert CodeSets("rank", ["inspector constable"]).codes == ["constable", "inspector"]


def test_what_is_counted_together_is_all_that_the_table_lists_under_it():
    listed = ["constable", "inspector", "chief_inspector"]
    assert RANKS.find_joint_codes("inspector_and_above", listed) == {"inspector", "chief_inspector"}
    assert RANKS.find_joint_codes("inspector", ["inspector", "other"]) == {"inspector"}
    assert CodeSets("total", ["all"]).find_unlisted([frozenset()]) == frozenset()


def test_estimates_by_an_indicator_tell_no_count_that_the_bounds_do_not(tmp_path):
    rows = [observe("metropolitan", year(y), 240 + y % 7) for y in range(2018, 2023)]
    rows.append(observe("metropolitan", ("2023-01-01", "2023-03-01"), 90))
    quarters = list_quarters((60, 70, 80, 70), force="metropolitan")
    named = write_indicator(tmp_path, quarters)
    plain, followed = (
        make_publication(list(map(dict, rows)), indicator=one).comparison for one in (None, named)
    )
    measures = followed.figures["measure"]
    assert measures.eq("estimate_by_indicator").sum() == 1
    assert len(followed.tables["sensitivity"]) == 2 * len(plain.tables["sensitivity"])
    shown, other = (
        [replace(one, row=("", -1)) for one in list_published_counts(made)]
        for made in (plain, followed)
    )
    assert shown == other
    # What stands beside a count lies within its bounds and gives no others.
    count = followed.pick("count", "common").iloc[0]
    told = followed.tables["sensitivity"]
    assert set(told["low"]) == {count["low"]} and set(told["high"]) == {count["high"]}
    assert told[["estimate", "lower", "upper"]].stack().between(count["low"], count["high"]).all()
