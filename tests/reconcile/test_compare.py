"""A study from observations on disk to its comparison on disk."""

import pandas as pd
import pytest
from examples import COMMON, FORCE, frame, observe, observe_met

from analysis.model.checks import CHECKS
from analysis.model.faults import Faults
from analysis.model.observation import write_observations
from analysis.model.store.csv_file import write_table
from analysis.model.study import load_study
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.results.comparison import (
    COMPARISON,
    REFUSALS,
    TABLES,
    read_comparison,
    write_comparison,
)
from analysis.reconcile.totals.windows import find_straddling, list_windows

MET = {"force": "metropolitan", "reference": "M1"}
STUDY = """
name: small
title: T
question: Q
window: {start: 2018-03-01, end: 2023-02-28, why: W}
replies: [{force: staffordshire, reference: R 1}, {force: metropolitan, reference: M1}]
report: report/report.md
denominators:
  workforce: headcount
  worker_types: {all employees: [police officer, police staff]}
breaks: [{date: 2020-02-01, name: N, why: W}]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    (folder / "small.yaml").write_text(STUDY)
    return load_study("small", folder)


@pytest.fixture(scope="module")
def ran(study, tmp_path_factory):
    """The comparison of the study, the folder it was read from, and the one it was written to."""
    folder = tmp_path_factory.mktemp("a")
    return (*run(study, folder), folder)


def write(processed, rows) -> None:
    force, reference = rows[0]["force"], rows[0]["reference"]
    folder = processed / force / reference
    write_observations(frame(rows), folder / "observations.csv")
    write_table(pd.DataFrame(columns=CHECKS.names), folder / "checks.csv")


def run(study, folder):
    write(folder, [observe(42, "2018-03-01", "2023-03-01", end_latest="2023-03-02")])
    write(folder, [row | MET for row in observe_met()])
    replies = read_study(study, folder)
    comparison = compare_study(study, replies, study.choose_window())
    return comparison, write_comparison(comparison, study, folder)


def test_a_study_compares_its_replies_over_the_common_window(ran):
    comparison, *_ = ran
    figures = comparison.figures
    common = figures[(figures["basis"] == "common") & (figures["measure"] == "count")]
    counts = common.set_index("force")[["rung", "low", "high"]].to_dict("index")
    assert counts[FORCE] == {"rung": "E", "low": 42, "high": 42}
    assert counts["metropolitan"] == {"rung": "B", "low": 151, "high": 175}
    assert set(figures["provenance"]) == {"illustrative"}
    assert (figures["cells"] != "").all()
    assert (comparison.window.start, comparison.window.end) == (COMMON.start, COMMON.end)


@pytest.mark.costly
def test_the_same_observations_give_the_same_bytes(study, ran, tmp_path):
    _, first, folder = ran
    _, second = run(study, tmp_path / "b")
    files = sorted(path.name for path in first.iterdir())
    wanted = ["checks", "comparison", "refusals", *TABLES]
    assert files == sorted(f"{name}.csv" for name in wanted)
    for name in files:
        content = (first / name).read_bytes()
        assert content == (second / name).read_bytes()
        assert b"\r" not in content and str(folder).encode() not in content


def test_a_comparison_reads_back_as_it_was(study, ran):
    comparison, _, folder = ran
    again = read_comparison(study, folder)
    words = ["measure", "basis", "force", "rung", "assumes", "cells", "start", "end"]
    pd.testing.assert_frame_equal(again.figures[words], comparison.figures[words])
    for name in ("low", "high", "lower", "upper"):
        # Nine significant digits are kept on disk.
        assert again.figures[name].tolist() == pytest.approx(
            comparison.figures[name].tolist(), rel=1e-8, nan_ok=True
        )


@pytest.mark.parametrize("name", ["observations", "checks"])
def test_a_reply_read_by_another_version_is_named_and_not_taken(study, tmp_path, name):
    write(tmp_path, [observe(42, "2018-03-01", "2023-03-01")])
    write(tmp_path, [row | MET for row in observe_met()])
    path = tmp_path / "metropolitan" / "M1" / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("provenance", "origin", 1))
    with pytest.raises(Faults, match="written by another version -> run `make observations`") as it:
        read_study(study, tmp_path)
    assert [fault.file for fault in it.value.faults] == ["M1"]


def test_every_reply_that_is_missing_is_named_at_once(study, tmp_path):
    with pytest.raises(Faults) as caught:
        read_study(study, tmp_path)
    assert len(caught.value.faults) == 2
    assert "no observations" in str(caught.value)


def test_the_windows_of_both_replies_stand_beside_the_common_one(study, ran):
    series = read_study(study, ran[-1]).series
    table = list_windows(series, COMMON).set_index("force")
    assert table["days"].to_dict() == {FORCE: 1826, "metropolitan": 1885}
    assert table["end ambiguous"].to_dict() == {FORCE: "by a day", "metropolitan": ""}
    assert set(table["inside, %"]) == {100.0}
    met = next(one for one in series if one.force == "metropolitan")
    assert find_straddling(met, COMMON) == ["2018-01-01 to 2019-01-01"]


def test_an_empty_comparison_keeps_its_columns():
    assert list(COMPARISON.frame([]).columns) == COMPARISON.names
    assert list(REFUSALS.frame([]).columns) == REFUSALS.names
