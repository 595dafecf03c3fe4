import pytest
from examples import frame, observe
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.study import Joint, load_study
from analysis.reconcile.categories.cross_tabulation import (
    bound_question,
    find_margins,
    may_say_most,
    refuse_joint,
)
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Rows

ASKED = {"force": "staffordshire", "rank": "sergeant", "platform": "facebook"}


def count(dimension: str, counts: dict, **facts) -> list[dict]:
    """A table without years: one row a category over the five years."""
    told = {"table": f"Complaints by {dimension}", "dimension": dimension} | facts
    return [
        observe(n, "2018-03-01", "2023-03-01", category=code, cell=f"B{i}", **told)
        for i, (code, n) in enumerate(counts.items(), start=8)
    ]


RANKS = count("rank", {"constable": 7, "sergeant": 3})
PLATFORMS = count("platform", {"facebook": 8, "twitter": 2}, sheet="Q2")


def ask(rows: list[dict], **asked):
    return Joint.model_validate(ASKED | asked), split_series(frame(rows))


def refuse(rows: list[dict], **asked) -> list[dict]:
    question, series = ask(rows, **asked)
    study = load_study("social-media-complaints").model_copy(update={"joint": (question,)})
    return refuse_joint(study, series, Rows(())).refusals


def test_a_joint_question_is_refused_with_the_tables_that_are_not_linked():
    (refused,) = refuse(RANKS + PLATFORMS)
    assert refused["code"] == "CROSS_TAB_REQUESTED"
    assert refused["dimension"] == "rank and platform"
    assert refused["evidence"] == (
        "asked: rank sergeant and platform facebook; the reply gives rank in “Complaints by "
        "rank”; platform in “Complaints by platform”; nothing in it links them"
    )
    assert refused["cells"] == "reply.csv#csv!B9 | reply.csv#Q2!B8"
    assert refused["provenance"] == "illustrative"


def test_no_number_of_a_crossing_or_a_margin_is_in_a_refusal():
    (refused,) = refuse(count("rank", {"sergeant": 613}) + count("platform", {"facebook": 613}))
    assert not any("613" in str(value) for value in refused.values())


def test_a_table_or_a_category_that_a_reply_lacks_is_told():
    (lacks,) = refuse(RANKS)
    assert "no table by platform" in lacks["evidence"]
    (unknown,) = refuse(RANKS + PLATFORMS, rank="chief_inspector")
    assert "where 'chief_inspector' is no category" in unknown["evidence"]
    assert unknown["cells"] == "reply.csv#Q2!B8"


def test_every_reply_of_the_force_is_answered_and_no_other_forces():
    other = [row | {"reference": "R 2"} for row in RANKS + PLATFORMS]
    stranger = [row | {"force": "kent"} for row in RANKS + PLATFORMS]
    refusals = refuse(RANKS + PLATFORMS + other + stranger)
    assert [row["reference"] for row in refusals] == ["R 1", "R 2"]
    assert {row["force"] for row in refusals} == {"staffordshire"}


def test_the_shipped_study_asks_one_joint_question():
    (question,) = load_study("social-media-complaints").joint
    assert question.asked == {"rank": "sergeant", "platform": "facebook"}


def test_margins_of_one_total_bound_the_joint_count():
    question, series = ask(RANKS + PLATFORMS)
    assert bound_question(question, series) == (1, 3)  # 3 + 8 - 10 at least


@pytest.mark.parametrize(
    ("platforms", "code"),
    [
        (count("platform", {"facebook": 8, "twitter": 3}), "INCONSISTENT_SOURCES"),
        (count("platform", {"facebook": (5, 8), "twitter": (2, 4)}), "INCONSISTENT_SOURCES"),
        ([row | {"end": "2023-03-02", "end_latest": "2023-03-02"} for row in PLATFORMS],
         "COVERAGE_GAP"),
        ([row | {"unit": "allegations"} for row in PLATFORMS], "UNIT_MISMATCH"),
        ([row | {"definition": "finalised"} for row in PLATFORMS], "DEFINITION_MISMATCH"),
        ([], "CROSS_TAB_REQUESTED"),
    ],
)  # fmt: skip
def test_margins_that_divide_different_events_are_never_joined(platforms, code):
    question, series = ask(RANKS + platforms)
    refused = bound_question(question, series)
    assert isinstance(refused, Refusal) and refused.code == code
    margins = find_margins(question, series)
    assert len(margins) == 1 or not may_say_most(*margins)


def test_people_may_stand_in_two_categories_and_are_never_joined():
    people = [row | {"unit": "people"} for row in RANKS + PLATFORMS]
    question, series = ask(people)
    assert bound_question(question, series).code == "COVERAGE_GAP"


@settings(max_examples=30, deadline=None)
@given(total=st.integers(2, 9), data=st.data())
def test_most_is_said_only_where_every_crossing_says_it(total, data):
    rank, site = (data.draw(st.integers(1, total - 1)) for _ in range(2))
    question, series = ask(
        count("rank", {"constable": total - rank, "sergeant": rank})
        + count("platform", {"facebook": site, "twitter": total - site})
    )
    crossings = [
        both for both in range(min(rank, site) + 1) if rank + site - both <= total
    ]  # sergeants on Facebook: the rest must fit too
    told = may_say_most(*find_margins(question, series))
    assert told == all(both > rank / 2 for both in crossings)
