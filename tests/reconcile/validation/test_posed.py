import numpy as np
import pytest

from analysis.reconcile.refusals import CODES
from analysis.reconcile.validation.ill_posed import ILL_POSED
from analysis.reconcile.validation.posed import is_answered, is_refused, put
from analysis.reconcile.validation.questions import Question, ask_well

# Codes that no reply alone can call forth: a crossing is refused where a study asks for it, a
# label nobody maps stops the reading of the reply, and what is disclosive the gate decides.
ELSEWHERE = {"CROSS_TAB_REQUESTED", "UNMAPPED_CATEGORY", "DISCLOSIVE"}


@pytest.mark.parametrize("name", list(ILL_POSED))
def test_an_ill_posed_question_is_refused_by_its_own_name(name):
    code, ask = ILL_POSED[name]
    question = ask(np.random.default_rng(11))
    assert is_refused(question, code)


def test_every_code_is_tried_or_called_forth_elsewhere():
    assert {code for code, _ in ILL_POSED.values()} | ELSEWHERE == set(CODES)
    assert ELSEWHERE.isdisjoint(code for code, _ in ILL_POSED.values())


@pytest.mark.parametrize("seed", range(2))
def test_a_well_posed_question_is_answered_whole(seed):
    question = ask_well(np.random.default_rng(seed))
    assert is_answered(question)
    assert not is_refused(question, "COVERAGE_GAP")


@pytest.mark.parametrize(
    "name", ["another unit", "a year missing", "a half-year above its year", "no such workforce"]
)
def test_what_is_refused_is_not_answered(name):
    assert not is_answered(ILL_POSED[name][1](np.random.default_rng(12)))


def test_a_number_beside_its_refusal_is_no_refusal():
    """A figure of the wrong measure refused, the one asked for given."""
    question = ILL_POSED["no such workforce"][1](np.random.default_rng(13))
    assert "rate_per_1000" in set(put(question).refusals["measure"])
    assert not is_refused(Question(question.rows, "count", "common"), "DEFINITION_MISMATCH")
