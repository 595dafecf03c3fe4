"""Under thresholds a total of many bodies tells, by subtraction, of few events in none of them."""

from math import inf

import pandas as pd
import pytest
from examples import observe
from gate_studies import write_reply

from analysis.model.checks import CHECKS
from analysis.model.store.csv_file import write_table
from analysis.model.study import Study
from analysis.publish.disclosure.gate import pass_gate
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.results.comparison import Comparison, write_comparison

pytestmark = pytest.mark.costly  # each takes a small study through the gate

DAYS = ("2009-01-01", "2014-01-01")
BODIES = ("kent", "cleveland", "dorset")
CAREFUL = {"disclosure": "threshold"}
LIMITS = {"mode": "threshold", "safe_threshold": 20, "why": "a duty of care"}


def release(folder, bodies: int, *counts, apart=(), **told) -> Comparison:
    """The release of a study of 100 events in some bodies, and what each of a few has of them."""
    forces = ["43-forces", *BODIES[: len(counts)]]
    replies = [{"force": force, "reference": "r-1"} for force in forces]
    replies[0]["whole_of"] = bodies
    for force in apart:
        replies[forces.index(force)]["disclosure"] = "as released"
    study = Study.model_validate(
        {
            "name": "sample", "title": "T", "question": "Q", "replies": replies,
            "window": {"start": DAYS[0], "end": "2013-12-31", "why": "w"},
            "report": "report/report.md", "denominators": {"workforce": "headcount"},
        } | CAREFUL | told
    )  # fmt: skip
    processed = folder / "processed"
    for force, count in zip(forces, (100, *counts), strict=True):
        row = observe(count, *DAYS, force=force, reference="R 1", file=f"{force}.csv")
        write_reply(processed / force / "r-1", [row])
    check = dict.fromkeys(CHECKS.names, "") | {"force": "43-forces", "reference": "R 1"}
    check |= {"check": "two totals", "first": "100", "second": "100", "verdict": "agrees"}
    check |= {"provenance": "illustrative"}
    whole = processed / "43-forces" / "r-1" / "checks.csv"
    write_table(pd.DataFrame([check], columns=CHECKS.names), whole)
    compared = compare_study(study, read_study(study, processed), study.choose_window())
    write_comparison(compared, study, folder / "internal")
    return pass_gate(study, folder / "internal", processed, processed)


TELLING = {
    "a hidden count alone": (3, 60, 38, (1, 4)),
    "a withheld count": (3, 60, 38, (0, inf)),
    "a hidden count of more": (3, 60, 19, (1, 40)),
    "a hidden count beside a silent body": (4, 60, 38, (1, 4)),
    "one body without a figure": (3, 60, 38),
    "few events in two bodies": (4, 60, 39),
}


@pytest.mark.parametrize("counts", TELLING.values(), ids=TELLING)
def test_a_total_that_tells_of_few_is_withheld_with_all_that_rests_on_it(tmp_path, counts):
    passed = release(tmp_path, *counts)
    assert passed.tables["remainder"].empty and passed.tables["printed"].empty
    assert "43-forces" not in set(passed.figures["force"]) and len(passed.figures)
    assert passed.checks.empty
    (why,) = passed.refusals[passed.refusals["force"].eq("43-forces")].to_dict("records")
    assert (why["code"], why["measure"], why["basis"]) == ("DISCLOSIVE", "count", "any")
    assert not any(sign.isdigit() for sign in why["evidence"] + why["remedy"])


SAFE = {
    "many events in two bodies": (4, 60, 30),
    "none in two bodies": (4, 60, 40),
    "a limit that stays as wide": (5, 60, 20, (1, 4)),
    "a limit without an end": (4, 30, (51, inf)),
}


@pytest.mark.parametrize("counts", SAFE.values(), ids=SAFE)
def test_a_total_that_tells_of_many_or_none_is_given(tmp_path, counts):
    passed = release(tmp_path, *counts)
    assert "left" in set(passed.tables["remainder"]["step"])
    assert "43-forces" in set(passed.figures["force"]) and len(passed.checks) == 1


def test_it_is_withheld_by_the_thresholds_of_the_replies_in_it(tmp_path):
    telling = TELLING["few events in two bodies"]
    assert not release(tmp_path / "1", *telling, disclosure="as released").tables["remainder"].empty
    apart = ("43-forces", "kent", "cleveland")
    assert not release(tmp_path / "2", *telling, apart=apart).tables["remainder"].empty
    assert release(tmp_path / "3", *telling, apart=apart[:2]).tables["remainder"].empty
    many = SAFE["many events in two bodies"]
    assert release(tmp_path / "4", *many, disclosure=LIMITS).tables["remainder"].empty
