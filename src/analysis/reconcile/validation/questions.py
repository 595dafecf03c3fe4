"""Made-up replies that ask for a figure, with nothing wrong in them."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from analysis.model.observation import as_observations
from analysis.model.study import Break, Denominators, Joint, Study
from analysis.model.window import Window
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.categories.cross_tabulation import refuse_joint
from analysis.reconcile.categories.harmonisation import harmonise_categories
from analysis.reconcile.replies.denominators import Exposure, Workforce
from analysis.reconcile.replies.disputed import NONE_DISPUTED
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import Rows, split_series
from analysis.reconcile.results.comparison import COMPARISON, REFUSALS, as_frame
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.totals.pairs import compare_pairs
from analysis.reconcile.totals.window_counts import compare_totals
from analysis.reconcile.validation.simulate import (
    CALENDAR,
    COMMON,
    LAYOUTS,
    MARCH_YEARS,
    SMALL,
    Layout,
    suppress_small,
)

FORCES = ("staffordshire", "metropolitan", "west-midlands", "northumbria", "dorset")
REFERENCE, EMPLOYEES = "R 1", "all employees"
# Windows that the workforce's snapshots, the first at 31 March 2018, reach.
WITHIN_SNAPSHOTS = (MARCH_YEARS, CALENDAR, LAYOUTS[3])


@dataclass(frozen=True)
class Question:
    """Replies, and the figure asked of the first: its measure, basis and dimension.

    Any `category` of the dimension where none is named. `joint` questions cross tables of a reply.
    """

    rows: list[dict]
    measure: str
    basis: str
    dimension: str = "total"
    category: str = ""
    joint: tuple[Joint, ...] = ()


def observe(count: int | tuple[float, float], start: date, end: date, **facts) -> dict:
    """One observation as a reply that was read gives it; a pair of numbers is a hidden count."""
    low, high = count if isinstance(count, tuple) else (count, count)
    told = {"force": FORCES[0], "reference": REFERENCE, "table": "Complaints by year"}
    told |= {"unit": "complaints", "population": EMPLOYEES, "definition": "complaint"}
    told |= {"date_basis": "recorded", "dimension": "total", "category": "all"}
    told |= {"label": f"{start} to {end}", "start": start, "end": end, "end_latest": end}
    told |= {"low": int(low), "high": float(high), "text": "", "note": ""}
    told |= {"status": "exact" if low == high else "suppressed", "provenance": "illustrative"}
    return told | {"file": "reply.csv", "sheet": "csv", "cell": ""} | facts


def reply(
    rng: np.random.Generator, layout: Layout = CALENDAR, a_year: float = 40, **facts
) -> list[dict]:
    """A reply's totals in some layout: made-up counts, none of them 0."""
    counts = 1 + rng.poisson([a_year * cell.days / 365.25 for cell in layout.cells])
    cells = zip(layout.cells, counts, strict=True)
    return [observe(int(n), cell.start, cell.end, **facts) for cell, n in cells]


def choose_forces(rng: np.random.Generator) -> tuple[dict, dict]:
    first, second = rng.choice(FORCES, 2, replace=False)
    return {"force": str(first)}, {"force": str(second)}


def ask_well(rng: np.random.Generator) -> Question:
    """Two replies that count the same thing over windows which both cover the common one.

    In any layout, some years hidden, with a true printed total or a true half-year beside.
    """
    rows = []
    for force in choose_forces(rng):
        layout = WITHIN_SNAPSHOTS[rng.integers(len(WITHIN_SNAPSHOTS))]
        own = reply(rng, layout, float(rng.choice([4, 20, 100])), **force)
        total = sum(row["low"] for row in own)
        if rng.random() < 0.5:
            own.append(observe_whole(own, total, note="printed total", **force))
        if rng.random() < 0.5:
            first = own[0]
            part = int(rng.integers(first["low"] + 1))
            own.append(observe(part, first["start"], find_middle(first), table="Half", **force))
        if rng.random() < 0.5 and len(layout.cells) > 1:
            for row in own[: len(layout.cells)]:
                low, high = suppress_small(np.array(row["low"]), SMALL)
                row |= {"low": int(low), "high": float(high)}
        rows += own
    return Question(rows, "rate_ratio", "common")


def observe_whole(rows: list[dict], count: int, **facts) -> dict:
    return observe(count, rows[0]["start"], rows[-1]["end"], **facts)


def find_middle(row: dict) -> date:
    return row["start"] + (row["end"] - row["start"]) // 2


# Questions put to the real comparison: the functions that publish, and nothing in their place.

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
