"""Questions that must be refused, and questions that must not, put to the real comparison."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

import numpy as np
import pandas as pd

from analysis.model.observation import as_observations
from analysis.model.study import Break, Denominators
from analysis.reconcile.categories.counted import compare_categories
from analysis.reconcile.comparison import COMPARISON, REFUSALS, as_frame
from analysis.reconcile.denominators import Workforce
from analysis.reconcile.pairs.compared import compare_pairs
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import split_series
from analysis.reconcile.totals.counts import compare_totals
from analysis.reconcile.validation.ill_posed import ILL_POSED
from analysis.reconcile.validation.layouts import COMMON
from analysis.reconcile.validation.questions import (
    EMPLOYEES,
    Question,
    ask_well,
)
from analysis.reconcile.validation.scoring import ANSWERED, NONE, REFUSED, score_answers
from analysis.reconcile.variation import Variations

MEASURES = ("count", "rate_per_month", "rate_per_1000")
WORKERS = {EMPLOYEES: ("police officer", "police staff")}
RULES = Break(date=date(2020, 2, 1), name="New rules", why="they count otherwise")


@dataclass(frozen=True)
class Answer:
    """What the comparison makes of a question: figures and refusals, one row each."""

    figures: pd.DataFrame
    refusals: pd.DataFrame


@cache
def _measure_workforce() -> Workforce:
    return Workforce(Denominators(workforce="headcount", worker_types=WORKERS))


def put(question: Question) -> Answer:
    """The counts, rates, categories and pairs of the replies over the common window.

    As `compare_study` makes them, without the tables that it draws from them.
    """
    placed = [row | {"cell": f"B{place + 2}"} for place, row in enumerate(question.rows)]
    series, rows = split_series(as_observations(placed)), Rows([RULES])
    workforce, variations = _measure_workforce(), Variations(series, rows)
    made = [compare_totals(one, COMMON, workforce, rows, variations) for one in series]
    made += [compare_categories(one, COMMON, rows) for one in series]
    made.append(compare_pairs(series, COMMON, workforce, rows, variations))
    figures, refusals = (list(chain(*parts)) for parts in zip(*made, strict=True))
    return Answer(as_frame(figures, COMPARISON), as_frame(refusals, REFUSALS))


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
    return frame[first & kind & frame["dimension"].replace("", "total").eq(question.dimension)]


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
