"""Questions that must be refused, and questions that must not, put to the real comparison."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.reconcile.validation.answering import put
from analysis.reconcile.validation.ill_posed import ILL_POSED
from analysis.reconcile.validation.questions import Question, ask_well
from analysis.reconcile.validation.scoring import ANSWERED, NONE, REFUSED, score_answers

MEASURES = ("count", "rate_per_month", "rate_per_1000")


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
    answer = put(question)
    given, refused = (_pick(frame, question) for frame in (answer.figures, answer.refusals))
    return given.empty and code in set(refused["code"])


def _pick(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The rows of the figure that was asked for; the first force's, or the pair's."""
    first = frame["force"].eq(question.rows[0]["force"])
    kind = frame["measure"].eq(question.measure) & frame["basis"].isin([question.basis, "any"])
    place = frame["dimension"].replace("", "total").eq(question.dimension)
    if question.category:
        place &= frame["category"].eq(question.category)
    return frame[first & kind & place]


def is_answered(question: Question) -> bool:
    figures = put(question).figures
    forces = list(dict.fromkeys(row["force"] for row in question.rows))
    asked = [(force, measure) for force in forces for measure in MEASURES]
    asked.append((forces[0], "rate_ratio"))
    wanted = {(*one, basis) for one in asked for basis in ("own", "common")}
    given = figures[figures["dimension"].eq("total")]
    return wanted <= set(given[["force", "measure", "basis"]].itertuples(index=False, name=None))


def _tell(process: str, code: str, right: list[bool]) -> dict:
    share = np.array(right, dtype=float)
    told = {"claim": "refusal", "process": process, "rule": code, "assumption": NONE}
    told |= {"method": REFUSED if code else ANSWERED}
    return told | score_answers(np.ones(len(share)), share, share)
