"""Questions that must be refused, and questions that must not, put to the real comparison."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from analysis.model.observation import as_observations
from analysis.model.study import Study
from analysis.reconcile.compare import compare_study
from analysis.reconcile.comparison import Comparison
from analysis.reconcile.series import split_series
from analysis.reconcile.validation.questions import (
    EMPLOYEES,
    FORCES,
    ILL_POSED,
    REFERENCE,
    Question,
    ask_well,
)
from analysis.reconcile.validation.scoring import NONE, score_answers

ANSWERED = ("count", "rate_per_month", "rate_per_1000")
STUDY = {
    "name": "validation",
    "title": "Made-up replies",
    "question": "Is each refused by the right name?",
    "window": {"start": "2018-03-01", "end": "2023-02-28", "why": "that of METHODS 1"},
    "replies": [{"force": force, "reference": REFERENCE} for force in FORCES],
    "report": "report/report.md",
    "denominators": {
        "workforce": "headcount",
        "worker_types": {EMPLOYEES: ["police officer", "police staff"]},
    },
    "breaks": [{"date": "2020-02-01", "name": "New rules", "why": "they count otherwise"}],
}


@cache
def _study() -> Study:
    return Study.model_validate(STUDY)


def put(question: Question) -> Comparison:
    """The comparison of the question's replies over the common window."""
    rows = [row | {"cell": f"B{place + 2}"} for place, row in enumerate(question.rows)]
    study = _study()
    series = split_series(as_observations(rows))
    return compare_study(study, series, pd.DataFrame(), study.choose_window())


def run_refusal_cases(rng: np.random.Generator, repeats: int, well_posed: int) -> Iterator[dict]:
    """One score a kind of ill-posed question, and one of the well-posed ones.

    An ill-posed question is answered rightly where its figure is not given and a refusal bears the
    code; a well-posed one where every count, rate and ratio of both replies is given.
    """
    for name, (code, ask) in ILL_POSED.items():
        right = [is_refused(ask(rng), code) for _ in range(repeats)]
        yield _tell(name, code, right)
    yield _tell("well posed", "", [is_answered(ask_well(rng)) for _ in range(well_posed)])


def is_refused(question: Question, code: str) -> bool:
    compared = put(question)
    given, refused = (_pick(frame, question) for frame in (compared.figures, compared.refusals))
    return given.empty and code in set(refused["code"])


def _pick(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The rows of the figure that was asked for; the first force's, or the pair's."""
    first = frame["force"].eq(question.rows[0]["force"])
    kind = frame["measure"].eq(question.measure) & frame["basis"].isin([question.basis, "any"])
    return frame[first & kind & frame["dimension"].replace("", "total").eq(question.dimension)]


def is_answered(question: Question) -> bool:
    figures = put(question).figures
    forces = list(dict.fromkeys(row["force"] for row in question.rows))
    asked = [(force, measure) for force in forces for measure in ANSWERED]
    asked.append((forces[0], "rate_ratio"))
    wanted = {(*one, basis) for one in asked for basis in ("own", "common")}
    given = figures[figures["dimension"].eq("total")]
    return wanted <= set(given[["force", "measure", "basis"]].itertuples(index=False, name=None))


def _tell(process: str, code: str, right: list[bool]) -> dict:
    share = np.array(right, dtype=float)
    told = {"claim": "refusal", "process": process, "rule": code, "assumption": NONE}
    told |= {"method": "refused by name" if code else "answered"}
    return told | score_answers(np.ones(len(share)), share, share)
