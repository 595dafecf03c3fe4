import numpy as np
import pytest

from analysis.reconcile.validation.scores import (
    as_scores,
    find_error,
    list_worst,
    pivot_scores,
    score_answers,
    score_ratios,
)
from analysis.reconcile.validation.store import SCORES


def test_coverage_width_bias_and_error_as_worked_by_hand():
    truth = np.array([10, 10, 20, 40])
    lower, upper = np.array([9, 11, 20, 10]), np.array([11, 15, 20, 39])
    middle = np.array([10, 12, 20, 36])
    score = score_answers(truth, lower, upper, middle)
    assert (score["repeats"], score["missed"], score["coverage"]) == (4, 2, 0.5)
    assert score["error"] == pytest.approx(0.25)  # the root of 0.5 x 0.5 / 4
    assert score["width"] == pytest.approx((2 + 4 + 0 + 29) / 4 / 20)
    assert score["bias"] == pytest.approx((0 + 2 + 0 - 4) / 4 / 20)
    assert score["rmse"] == pytest.approx(np.sqrt((4 + 16) / 4) / 20)


def test_what_is_not_answered_is_not_scored():
    truth, ends = np.array([1.0, 2.0]), np.array([1.0, 9.0])
    score = score_answers(truth, ends, ends, answered=np.array([True, False]))
    assert (score["coverage"], score["refused"]) == (1, 0.5)
    nothing = score_answers(truth, ends, ends, answered=np.zeros(2, dtype=bool))
    assert nothing == {"repeats": 2, "refused": 1}


@pytest.mark.parametrize(
    ("truth", "decided", "wrong"),
    [(2.0, 0.75, 0.25), (0.5, 0.75, 0.5), (1.0, 0.75, 0.75)],
)
def test_a_ratio_may_be_decided_wrongly(truth, decided, wrong):
    lower, upper = np.array([1.1, 1.5, 0.2, 0.5]), np.array([3.0, 4.0, 0.9, 2.0])
    score = score_ratios(truth, lower, upper)
    assert (score["decided"], score["wrong"]) == (decided, wrong)


def test_an_open_interval_covers_and_has_no_finite_width():
    lower, upper = np.zeros(3), np.full(3, np.inf)
    score = score_ratios(2.0, lower, upper)
    assert score["coverage"] == 1 and score["width"] == np.inf and score["decided"] == 0


def test_ten_thousand_repeats_tell_ninety_five_percent_to_two_tenths():
    assert find_error(0.95, 10_000) == pytest.approx(0.00218, abs=1e-5)


def test_scores_have_fixed_columns_and_rounded_numbers():
    frame = as_scores(
        [{"method": "m", "repeats": 7, "coverage": 0.123456, "bias": -0.00001, "missed": 3}]
    )
    assert list(frame.columns) == SCORES.names
    assert frame["coverage"].tolist() == [0.1235]
    assert str(frame["bias"][0]) == "0.0" and frame["layout"].tolist() == [""]


def score(method: str, process: str, coverage: float | None = None, **told) -> dict:
    row = {"claim": "count", "method": method, "process": process, "coverage": coverage}
    row |= {"repeats": 100, "missed": None if coverage is None else round(100 * (1 - coverage))}
    return row | {"assumption": "holds", "error": 0.02, "width": 0.5} | told


MEASURED = as_scores(
    [
        score("z", "level", 0.95),
        score("a", "level", 1.0, bias=-0.0001),
        score("z", "a spike", 0.5, assumption="violated", width=float("inf")),
        score("a", "a spike", 0.96, rule="CELL_TOO_LONG"),
        score("guess", "level", bias=0.2),
        score("z", "level", 0.1, claim="ratio"),
    ]
)


def test_rows_and_columns_keep_the_order_in_which_they_were_tried():
    table = pivot_scores(MEASURED, claim="count")
    assert list(table.index) == ["level", "a spike"] and list(table.columns) == ["z", "a"]


def test_brackets_and_refusals_are_told_beside_the_coverage():
    table = pivot_scores(MEASURED, claim="count")
    assert table.loc["level"].tolist() == ["0.950 ± 0.020", "1.000"]
    assert table.loc["a spike"].tolist() == ["[0.500 ± 0.020]", "refused, else 0.960 ± 0.020"]


def test_other_values_stand_alone_and_what_is_not_given_is_blank():
    widths = pivot_scores(MEASURED, "width", claim="count")
    assert widths.loc["a spike"].tolist() == ["open", "0.500", ""]
    bias = pivot_scores(MEASURED, "bias", claim="count")
    assert bias.loc["level"].tolist() == ["0.000", "0.200"]


def test_the_worst_of_a_method_and_the_worst_where_it_holds_stand_apart():
    table = list_worst(MEASURED).set_index(["claim", "method"])
    assert table.loc[("count", "z"), ["worst", "worst where it holds"]].tolist() == [0.5, 0.95]
    assert table.loc[("count", "z"), ["designs", "repeats"]].tolist() == [2, 200]
    assert table.loc[("ratio", "z"), "worst"] == 0.1


def test_a_misspelt_score_is_not_lost():
    with pytest.raises(ValueError, match=r"coverage: unknown columns \['bais'\]"):
        as_scores([{"claim": "count", "method": "sharp bounds", "repeats": 10, "bais": 0.1}])
