"""What a release says of figures that contradict: each as it is printed, or without its count."""

from math import inf

import pytest
from gate_studies import ONE, open_gate, plan, see

from analysis.reconcile import compare

pytestmark = pytest.mark.costly  # each takes a small study through the gate

YEARS = [(f"{year}-01-01", f"{year + 1}-01-01") for year in range(2018, 2023)]
HALVES = [("2018-01-01", "2018-07-01"), ("2018-07-01", "2019-01-01")]


@pytest.fixture(autouse=True)
def few_tables(monkeypatch):
    """Without the further tables, which take most of the time."""
    for make in ("list_alternatives", "rank_common_windows"):
        monkeypatch.setattr(compare, make, lambda *_: [])


def publish(folder, rows, mode) -> str:
    """The words of what contradicts: of refusals, and of what is asked for."""
    passed = open_gate(folder, rows, plan(disclosure=mode))
    assert passed.pick("count", "common").empty
    refusals = passed.refusals.query("code == 'INCONSISTENT_SOURCES'")
    assert len(refusals)
    asked = passed.tables["follow_up"].query("kind == 'contradiction'")
    assert len(asked) == 1
    return " / ".join([*refusals["evidence"], *asked["asked"]])


def contradict() -> list[dict]:
    years = [see(n, span=days) for n, days in zip((14, 19, 31, 40, 52), YEARS, strict=True)]
    return [*years, see((1, 4), span=HALVES[0]), see((5, 7), span=HALVES[1])]


def test_as_released_each_figure_is_told_as_it_is_printed(tmp_path):
    words = publish(tmp_path, contradict(), "as released")
    told = "2018 = 14 against January to June 2018 = 1 to 4, July to December 2018 = 5 to 7"
    assert f"the cells disagree by at least 3: {told}" in words
    assert f"which of the figures is right, that disagree by at least 3: {told}" in words


def test_under_thresholds_no_count_of_them_is_told(tmp_path):
    words = publish(tmp_path, contradict(), "threshold")
    told = "2018 against January to June 2018, July to December 2018"
    assert f"the cells disagree by at least 3: {told}" in words and "=" not in words


def test_a_table_that_contradicts_its_totals_is_told_alike(tmp_path):
    ranks = [see(144, "constable", span=ONE), see(30, "sergeant", span=ONE)]
    totals = [see(n, span=days) for n, days in zip((24, 19, 31, 40, 52), YEARS, strict=True)]
    totals.append(see(7, span=("2023-01-01", "2023-03-01")))
    told = {}
    for mode in ("as released", "threshold"):
        passed = open_gate(tmp_path / mode, [*totals, *ranks], plan(disclosure=mode))
        evidence = passed.refusals.query("code == 'INCONSISTENT_SOURCES'")["evidence"]
        (told[mode],) = evidence[evidence.str.contains("the table sums")].unique()
    assert told["as released"] == (
        "the table sums to 174, the totals to 173 from 1 January 2018 to 28 February 2023; "
        "they disagree by at least 1: constable = 144, sergeant = 30 in January 2018 to February "
        "2023 against 2018 = 24, 2019 = 19, 2020 = 31, 2021 = 40, 2022 = 52, "
        "January to February 2023 = 7"
    )
    assert " = " not in told["threshold"] and "constable, sergeant in January" in told["threshold"]


def test_withheld_counts_take_no_part_in_a_contradiction(tmp_path):
    words = publish(tmp_path, [*contradict(), see((0, inf), span=YEARS[0])], "as released")
    assert "at least 0" not in words
