from dataclasses import replace

import numpy as np
import pytest

from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.validation.refusal_trials import (
    ILL_POSED,
    Scenario,
    compare_scenarios,
    draw_well_posed,
    is_answered,
    is_refused,
)


def ask(scenario: Scenario) -> Findings:
    return next(compare_scenarios([scenario]))


# What is disclosive the gate decides, which stands after the comparison.
ELSEWHERE = {"DISCLOSIVE"}


@pytest.mark.parametrize("name", list(ILL_POSED))
def test_an_ill_posed_question_is_refused_by_its_own_name(name):
    code, draw = ILL_POSED[name]
    scenario = draw(np.random.default_rng(11))
    assert is_refused(scenario, ask(scenario), code)


def test_every_code_is_tried_or_called_forth_elsewhere():
    assert {code for code, _ in ILL_POSED.values()} | ELSEWHERE == set(RefusalCode)
    assert ELSEWHERE.isdisjoint(code for code, _ in ILL_POSED.values())


@pytest.mark.parametrize("seed", range(2))
def test_a_well_posed_question_is_answered_whole(seed):
    scenario = draw_well_posed(np.random.default_rng(seed))
    assert is_answered(scenario, ask(scenario))
    assert not is_refused(scenario, ask(scenario), "COVERAGE_GAP")


@pytest.mark.parametrize(
    "name", ["another unit", "a year missing", "a half-year above its year", "no such workforce"]
)
def test_what_is_refused_is_not_answered(name):
    scenario = ILL_POSED[name][1](np.random.default_rng(12))
    assert not is_answered(scenario, ask(scenario))


def test_a_shared_category_is_given_beside_the_one_that_is_not():
    scenario = ILL_POSED["a rank that one alone lists"][1](np.random.default_rng(14))
    shares = {
        row["category"]
        for row in ask(scenario).figures
        if (row["basis"], row["measure"]) == ("harmonised", "share")
    }
    assert "constable" in shares and scenario.category not in shares
    other = replace(scenario, category="constable")
    assert not is_refused(other, ask(other), "UNMAPPED_CATEGORY")


def test_a_number_beside_its_refusal_is_no_refusal():
    """A figure of the wrong measure refused, the one asked for given."""
    scenario = ILL_POSED["no such workforce"][1](np.random.default_rng(13))
    found = ask(scenario)
    assert "rate_per_1000" in {row["measure"] for row in found.refusals}
    counted = Scenario(scenario.rows, "count", "common")
    assert not is_refused(counted, found, "DEFINITION_MISMATCH")


def test_questions_asked_together_are_answered_as_if_alone():
    rng = np.random.default_rng(15)
    scenarios = [draw_well_posed(rng), ILL_POSED["tables crossed"][1](rng), draw_well_posed(rng)]
    for scenario, found in zip(scenarios, compare_scenarios(scenarios), strict=True):
        alone = ask(scenario)
        for rows, wanted in ((found.figures, alone.figures), (found.refusals, alone.refusals)):
            told = [(row["measure"], row["basis"], row["force"]) for row in rows]
            assert told == [(row["measure"], row["basis"], row["force"]) for row in wanted]
