"""Made-up replies that ask for a figure, with nothing wrong in them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from analysis.model.study import Joint
from analysis.reconcile.validation.layouts import (
    CALENDAR,
    LAYOUTS,
    MARCH_YEARS,
    SMALL,
    Layout,
    hide_small,
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
                low, high = hide_small(np.array(row["low"]), SMALL)
                row |= {"low": int(low), "high": float(high)}
        rows += own
    return Question(rows, "rate_ratio", "common")


def observe_whole(rows: list[dict], count: int, **facts) -> dict:
    return observe(count, rows[0]["start"], rows[-1]["end"], **facts)


def find_middle(row: dict) -> date:
    return row["start"] + (row["end"] - row["start"]) // 2
