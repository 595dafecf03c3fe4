"""A question that crosses two tables is refused in words, and with no number of either."""

from examples import frame, observe

from analysis.model.study import Joint, load_study
from analysis.reconcile.categories.cross_tabulation import refuse_joint
from analysis.reconcile.replies.series import split_series
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


def refuse(rows: list[dict], **asked) -> list[dict]:
    question, series = Joint.model_validate(ASKED | asked), split_series(frame(rows))
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
