"""Questions put to the real comparison: the functions that publish, and nothing in their place."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from analysis.model.observation import as_observations
from analysis.model.study import Break, Denominators, Joint, Study
from analysis.model.window import Window
from analysis.reconcile.categories.counted import compare_categories
from analysis.reconcile.categories.harmonise import harmonise_categories
from analysis.reconcile.categories.joint import refuse_joint
from analysis.reconcile.comparison import COMPARISON, REFUSALS, as_frame
from analysis.reconcile.denominators import Exposure, Workforce
from analysis.reconcile.disputed import NONE_DISPUTED
from analysis.reconcile.pairs.compared import compare_pairs
from analysis.reconcile.refusals import Refusal
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import split_series
from analysis.reconcile.totals.counts import compare_totals
from analysis.reconcile.validation.layouts import COMMON
from analysis.reconcile.validation.questions import EMPLOYEES, Question
from analysis.reconcile.variation import Variations

WORKERS = {EMPLOYEES: ("police officer", "police staff")}
RULES = Break(date=date(2020, 2, 1), name="New rules", why="they count otherwise")


@dataclass(frozen=True)
class Answer:
    """What the comparison makes of a question: figures and refusals, one row each."""

    figures: pd.DataFrame
    refusals: pd.DataFrame


class Exposures(Workforce):
    """The workforce, whose years are asked for so often that they are worked out once."""

    @cache  # noqa: B019, there is one of them
    def measure_exposure(self, force: str, population: str, window: Window) -> Exposure | Refusal:
        return super().measure_exposure(force, population, window)


@cache
def measure_workforce() -> Exposures:
    return Exposures(Denominators(workforce="headcount", worker_types=WORKERS))


def put(question: Question) -> Answer:
    """What the comparison makes of a question's replies."""
    placed = [row | {"cell": f"B{place + 2}"} for place, row in enumerate(question.rows)]
    figures, refusals = compare_replies(as_observations(placed), question.joint)
    return Answer(as_frame(figures, COMPARISON), as_frame(refusals, REFUSALS))


def compare_replies(
    observations: pd.DataFrame, joint: tuple[Joint, ...] = ()
) -> tuple[list[dict], list[dict]]:
    """Figures and refusals of all replies over the common window, as `compare_study` makes them.

    Without the changes from year to year and the tables that are drawn from the figures.
    """
    series, rows = split_series(observations), Rows([RULES])
    workforce, variations = measure_workforce(), Variations(series, rows)
    figures: list[dict] = []
    refusals: list[dict] = []

    def add(made: tuple[list[dict], list[dict]]) -> None:
        figures.extend(made[0])
        refusals.extend(made[1])

    for one in series:
        add(compare_totals(one, COMMON, workforce, rows, variations))
        add(compare_categories(one, COMMON, rows))
    add(harmonise_categories(series, figures, refusals, NONE_DISPUTED, rows))
    add(compare_pairs(series, COMMON, workforce, rows, variations))
    # Of a study this looks at its joint questions alone.
    refusals += refuse_joint(Study.model_construct(joint=joint), series, rows)
    return figures, refusals
