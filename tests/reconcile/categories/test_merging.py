"""Merged categories: what adds up, what is left open, what cannot be merged."""

from math import inf

import pytest
from examples import FORCE, observe, observe_years

from analysis.model.faults import Faults
from analysis.model.observation import as_observations
from analysis.model.study import Merge, Study
from analysis.reconcile.categories.merging import list_wider, merge_replies, merge_rows
from analysis.reconcile.replies.series import as_known

RANK = {"dimension": "rank", "table": "By rank"}


def see(rank, counts, **told):
    return observe_years(counts, **RANK | {"category": rank, "label": rank} | told)


def merge(rows, into, *categories, **told):
    made = Merge(**{"dimension": "rank", "why": "w"} | told, categories=categories, into=into)
    return merge_rows(as_observations(rows), made)


def known(frame):
    return [(cell.window.start.year, cell.low, cell.high) for cell in as_known(frame)]


def test_merged_categories_add_up_period_by_period():
    rows = see("inspector", {2018: 3, 2019: (1, 4)}) + see("superintendent", {2018: 2, 2019: 1})
    merged = merge(rows, "inspector_and_above", "inspector", "superintendent")
    assert set(merged["category"]) == {"inspector_and_above"}
    assert known(merged) == [(2018, 5, 5), (2019, 2, 5)]


def test_a_period_that_lacks_one_of_them_has_no_upper_end():
    rows = see("inspector", {2018: 3, 2019: 4}) + see("superintendent", {2018: 2})
    merged = merge(rows, "other", "inspector", "superintendent")
    assert known(merged) == [(2018, 5, 5), (2019, 4, inf)]


def test_a_printed_total_that_lacks_one_of_them_is_left_out():
    total = {"note": "printed total", "label": "inspector"}
    whole = observe(7, "2018-01-01", "2020-01-01", **RANK | {"category": "inspector"} | total)
    rows = [*see("inspector", {2018: 3, 2019: 4}), whole, *see("pcso", {2018: 2, 2019: 1})]
    assert known(merge(rows, "other", "inspector", "pcso")) == [(2018, 5, 5), (2019, 5, 5)]
    rows.append(whole | {"category": "pcso", "label": "pcso", "low": 3, "high": 3})
    assert known(merge(rows, "other", "inspector", "pcso"))[2:] == [(2018, 10, 10)]


def test_other_tables_and_categories_stay_as_they_are():
    rows = see("inspector", {2018: 3}) + see("inspector", {2018: 3}, table="Elsewhere")
    rows += see("constable", {2018: 9})
    merged = merge(rows, "inspector_and_above", "inspector", table="By rank")
    assert merged["category"].tolist() == ["inspector_and_above", "inspector", "constable"]


def test_the_root_withdraws():
    rows = see("inspector", {2018: 3}) + see("pcso", {2018: 9}) + observe_years({2018: 12})
    assert merge(rows, "any_rank", "inspector", "pcso")["dimension"].tolist() == ["total"]


YEARS = {2018: 1, 2019: 2, 2020: 4}
LABELS = [{"label": str(year)} for year in YEARS]


@pytest.mark.parametrize(("unit", "low"), [("complaints", 3), ("people", 2)])
def test_periods_become_one_and_people_may_be_the_same(unit, low):
    rows = [row | told for row, told in zip(observe_years(YEARS, unit=unit), LABELS, strict=True)]
    merged = merge(rows, "2018 to 2019", "2018", "2019", dimension="total")
    assert merged["label"].tolist() == ["2018 to 2019", "2020"]
    assert merged[["low", "high"]].to_numpy().tolist() == [[low, 3], [4, 4]]
    assert merged["cell"].tolist() == ["B2 C2", "D2"] and merged.loc[0, "end"].year == 2020


def test_periods_with_a_gap_are_not_merged():
    rows = [row | told for row, told in zip(observe_years(YEARS), LABELS, strict=True)]
    with pytest.raises(ValueError, match="do not follow each other"):
        merge(rows, "both", "2018", "2020", dimension="total")


def plan(**merge) -> Study:
    return Study.model_validate(
        {
            "name": "s", "title": "T", "question": "Q", "window": {"why": "w"},
            "replies": [{"force": FORCE, "reference": "R1"}], "report": "report/report.md",
            "denominators": {"workforce": "headcount", "worker_types": {}},
            "merge": [{"dimension": "rank", "why": "w"} | merge],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("merging", "told"),
    [
        ({"categories": ["inspector", "pcso"], "into": "police_officer"}, "does not hold all of"),
        ({"categories": ["inspector"], "into": "sergeant"}, "write one of inspector, inspector_"),
        ({"categories": ["captain"], "into": "other"}, "no code 'captain'"),
        ({"categories": ["sergeant"], "into": "other"}, "no reply has a rank sergeant to merge"),
        ({"categories": ["inspector"], "into": "other", "force": "dorset"}, "no reply has"),
        ({"categories": ["2018", "2020"], "into": "both", "dimension": "total"}, "do not follow"),
    ],
)
def test_a_merge_that_cannot_be_made_is_a_fault_of_the_study(merging, told):
    years = [row | label for row, label in zip(observe_years(YEARS), LABELS, strict=True)]
    rows = as_observations(see("inspector", {2018: 3}) + see("pcso", {2018: 3}) + years)
    with pytest.raises(Faults, match=r"studies/s.yaml, cell merge of") as faults:
        merge_replies(plan(**merging), [rows])
    assert told in str(faults.value)


def test_what_holds_a_set_holds_all_its_members():
    assert list_wider("platform", "facebook+twitter") == [
        "facebook+twitter", "social_network", "any_platform"
    ]  # fmt: skip
    assert list_wider("platform", "facebook+whatsapp")[1:] == ["any_platform"]
    assert list_wider("rank", "any_rank") == ["any_rank"]
