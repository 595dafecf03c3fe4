"""Where a build puts what it executes."""

import pytest

from analysis.model.study import load_study
from analysis.run.stages import Layout, plan_steps

STUDY = "social-media-complaints"


@pytest.mark.parametrize("where", ["nowhere", "study", "reply"])
def test_notebooks_that_show_what_may_not_be_published_stay_inside(tmp_path, where):
    study, strict = load_study(STUDY), {"disclosure": "threshold"}
    facts = study.model_dump()
    if where == "study":
        facts |= strict
    if where == "reply":
        facts["replies"] = [one | strict for one in facts["replies"][:1]] + [*facts["replies"][1:]]
    layout = Layout(build=tmp_path / "build", internal=tmp_path / "internal")
    steps = plan_steps(type(study).model_validate(facts), layout, {})
    placed = {step.name: step.executed.parts for step in steps if step.executed}
    assert ("internal" in placed["1_clean"]) == (where != "nowhere")
    assert "internal" in placed["2_reconcile"]
    assert "build" in placed["3_figures"] and "build" in placed["4_validation"]


def test_an_indicator_is_among_what_the_comparison_reads(tmp_path):
    study = load_study(STUDY)
    named = {"file": str(tmp_path / "quarters.csv"), "why": "w"}
    steps = plan_steps(
        type(study).model_validate(study.model_dump() | {"indicator": named}), Layout(), {}
    )
    read = {step.name for step in steps if {*step.reads} >= {tmp_path / "quarters.csv"}}
    assert {"2_reconcile", "3_figures"} <= read
    assert all(
        tmp_path / "quarters.yaml" in step.reads for step in steps if step.name == "2_reconcile"
    )


def test_a_report_that_asks_for_other_numbers_or_pictures_has_them_made_again():
    study = load_study("published-replies")
    steps = {step.name: step for step in plan_steps(study, Layout(), {})}
    assert study.report in steps["3_figures"].reads and study.report in steps["report"].reads
