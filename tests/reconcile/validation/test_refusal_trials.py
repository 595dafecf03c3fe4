from dataclasses import replace

import numpy as np
import pytest

from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.validation.refusal_trials import (
    ILL_POSED,
    Scenario,
    compare_scenario,
    draw_well_posed,
    is_answered,
    is_refused,
)

# What is disclosive the gate decides, which stands after the comparison.
ELSEWHERE = {"DISCLOSIVE"}


@pytest.mark.parametrize("name", list(ILL_POSED))
def test_an_ill_posed_question_is_refused_by_its_own_name(name):
    code, draw = ILL_POSED[name]
    scenario = draw(np.random.default_rng(11))
    assert is_refused(scenario, code)


def test_every_code_is_tried_or_called_forth_elsewhere():
    assert {code for code, _ in ILL_POSED.values()} | ELSEWHERE == set(RefusalCode)
    assert ELSEWHERE.isdisjoint(code for code, _ in ILL_POSED.values())


@pytest.mark.parametrize("seed", range(2))
def test_a_well_posed_question_is_answered_whole(seed):
    scenario = draw_well_posed(np.random.default_rng(seed))
    assert is_answered(scenario)
    assert not is_refused(scenario, "COVERAGE_GAP")


@pytest.mark.parametrize(
    "name", ["another unit", "a year missing", "a half-year above its year", "no such workforce"]
)
def test_what_is_refused_is_not_answered(name):
    assert not is_answered(ILL_POSED[name][1](np.random.default_rng(12)))


def test_a_shared_category_is_given_beside_the_one_that_is_not():
    scenario = ILL_POSED["a rank that one alone lists"][1](np.random.default_rng(14))
    given = compare_scenario(scenario).figures
    shares = given[given["basis"].eq("harmonised") & given["measure"].eq("share")]
    assert "constable" in set(shares["category"])
    assert scenario.category not in set(shares["category"])
    assert not is_refused(replace(scenario, category="constable"), "UNMAPPED_CATEGORY")


def test_a_number_beside_its_refusal_is_no_refusal():
    """A figure of the wrong measure refused, the one asked for given."""
    scenario = ILL_POSED["no such workforce"][1](np.random.default_rng(13))
    assert "rate_per_1000" in set(compare_scenario(scenario).refusals["measure"])
    assert not is_refused(Scenario(scenario.rows, "count", "common"), "DEFINITION_MISMATCH")
