"""Small studies of one force taken through the gate, in either mode."""

from pathlib import Path

import pandas as pd
import pytest
from examples import observe

from analysis.model.checks import CHECKS
from analysis.model.faults import Faults
from analysis.model.observation import as_observations, write_observations
from analysis.model.store.csv_file import write_table
from analysis.model.study import Study
from analysis.publish.disclosure.gate import pass_gate
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.results.comparison import Comparison, write_comparison

FIVE = ("2018-03-01", "2023-03-01")
ONE = ("2018-01-01", "2023-03-01")
RANK = {"table": "By rank", "dimension": "rank"}
MET = {"force": "metropolitan", "reference": "01.FOI.23.029010"}
LINE = {"force": "metropolitan", "reference": "01-foi-23-029010", "dimension": "rank", "why": "few"}


def see(count, category=None, span=FIVE, **told) -> dict:
    """One figure of the Met: a total, or a count of a rank; each in a cell of its own."""
    kind = RANK | {"category": category, "label": category} if category else {}
    see.number += 1
    return observe(count, *span, **MET | kind | {"cell": f"B{see.number}"} | told)


see.number = 100


def plan(
    *merges: dict,
    disclosure="threshold",
    references=(LINE["reference"],),
    same=(),
    **window,
) -> Study:
    common = {"start": FIVE[0], "end": "2023-02-28", "why": "w"} | window
    return Study.model_validate(
        {
            "name": "sample", "title": "T", "question": "Q", "window": common,
            "replies": [
                one if isinstance(one, dict) else {"force": LINE["force"], "reference": one}
                for one in references
            ],
            "report": "report/report.md", "merge": merges, "disclosure": disclosure,
            "same": same,
            "denominators": {"workforce": "headcount",
                             "worker_types": {"all employees": ["police officer"]}},
        }
    )  # fmt: skip


def open_gate(folder: Path, rows: list[dict], study: Study, released: Path | None = None, **places):
    """Write the observations, compare them into the inner store, and go through the gate."""
    processed = folder / places.get("processed", "processed")
    write_reply(processed / LINE["force"] / LINE["reference"], rows)
    replies = read_study(study, processed)
    compared = compare_study(study, replies, study.choose_window())
    write_comparison(compared, study, folder / "internal")
    return pass_gate(study, folder / "internal", processed, released or processed)


def write_reply(folder: Path, rows: list[dict]) -> None:
    write_observations(as_observations(rows), folder / "observations.csv")
    write_table(pd.DataFrame(columns=CHECKS.names), folder / "checks.csv")


def shut(folder, rows, study, **places) -> str:
    with pytest.raises(Faults) as faults:
        open_gate(folder, rows, study, **places)
    assert not (folder / places.get("processed", "processed") / "sample").exists()
    return str(faults.value)


def count(comparison: Comparison, basis="own") -> dict:
    figures = comparison.figures
    counts = figures[figures["measure"].eq("count") & figures["basis"].eq(basis)]
    return {row.category: (row.low, row.high) for row in counts.itertuples()}
