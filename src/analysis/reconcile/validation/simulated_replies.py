"""Simulated replies: what a force prints of its events, and what the comparison makes of it."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from analysis.model.breaks import Break
from analysis.model.reply import FACETS
from analysis.model.study import Denominators, Joint, Study
from analysis.model.window import Window
from analysis.reconcile.categories.breakdown import list_breakdowns
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.categories.cross_tabulation import refuse_joint
from analysis.reconcile.categories.harmonisation import harmonise_categories
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.replies.comparability import refuse_unlike
from analysis.reconcile.replies.denominators import Exposure, Workforce
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import Findings, gather_findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.pairs import compare_pairs
from analysis.reconcile.totals.window_counts import compare_totals
from analysis.reconcile.validation.recomputation import LONGEST_DAYS
from analysis.reconcile.validation.simulate import (
    CALENDAR,
    COMMON,
    CellLayout,
    bound_table,
    disclose_counts,
)

FORCES = ("staffordshire", "metropolitan", "west-midlands", "northumbria", "dorset")
REFERENCE, EMPLOYEES = "R 1", "all employees"
WORKERS = {EMPLOYEES: ("police officer", "police staff")}
RULES = Break(date=date(2020, 2, 1), name="New rules", why="they count otherwise")


def compare_replies(observations: pd.DataFrame, joint: tuple[Joint, ...] = ()) -> Findings:
    """Figures and refusals of all replies over the common window, as `compare_study` makes them.

    Without the changes from year to year and the tables that are drawn from the figures. Ratios
    and differences of shares keep what their order is judged by.
    """
    series, rows = split_series(observations), Rows([RULES])
    workforce, variations = measure_workforce(), Variations(series, rows.regimes)
    counted = gather_findings(
        made
        for one in series
        for made in (
            compare_totals(one, COMMON, workforce, rows, variations),
            compare_categories(one, COMMON, rows),
        )
    )
    shares = harmonise_categories(list_breakdowns(series, counted), rows)
    alone = Findings([], refuse_unlike(series, COMMON, rows))
    ratios = compare_pairs(series, COMMON, workforce, rows, variations)
    # Of a study this looks at its joint questions alone.
    crossings = refuse_joint(Study.model_construct(joint=joint), series, rows)
    rated = variations.widen_rates(counted)
    return gather_findings([rated, shares, alone, ratios, crossings])


class Exposures(Workforce):
    """The workforce, whose years are asked for so often that they are worked out once."""

    @cache  # noqa: B019, there is one of them
    def measure_exposure(self, force: str, population: str, window: Window) -> Exposure | Refusal:
        return super().measure_exposure(force, population, window)


@cache
def measure_workforce() -> Exposures:
    """The published workforce of all forces, by headcount."""
    return Exposures(Denominators(workforce="headcount", worker_types=WORKERS))


def observe(count: int | tuple[float, float], start: date, end: date, **facts) -> dict:
    """One observation as a reply that was read gives it; a pair of numbers is a hidden count."""
    low, high = count if isinstance(count, tuple) else (count, count)
    row = {"force": FORCES[0], "reference": REFERENCE, "table": "Complaints by year"}
    row |= {"unit": "complaints", "population": EMPLOYEES, "definition": "complaint"}
    row |= dict.fromkeys(FACETS, "")
    row |= {"date_basis": "recorded", "dimension": "total", "category": "all"}
    row |= {"label": f"{start} to {end}", "start": start, "end": end, "end_latest": end}
    row |= {"low": int(low), "high": float(high), "text": "", "note": ""}
    row |= {"status": "exact" if low == high else "suppressed", "provenance": "illustrative"}
    return row | {"file": "reply.csv", "sheet": "csv", "cell": ""} | facts


def observe_whole(rows: list[dict], count: int | tuple[float, float], **facts) -> dict:
    """One observation over all days of the `rows`, which follow one another."""
    return observe(count, rows[0]["start"], rows[-1]["end"], **facts)


def simulate_reply(
    rng: np.random.Generator, layout: CellLayout = CALENDAR, a_year: float = 40, **facts
) -> list[dict]:
    """A reply's totals in some layout: made-up counts, none of them 0."""
    counts = 1 + rng.poisson([a_year * cell.days / 365.25 for cell in layout.cells])
    cells = zip(layout.cells, counts, strict=True)
    return [observe(int(n), cell.start, cell.end, **facts) for cell, n in cells]


@dataclass(frozen=True)
class SimulatedReply:
    """All repeats of one force's reply: its cells' true counts, and what it prints of them.

    Arrays have the shape (repeats, cells); `total` is None where none is printed.
    """

    force: str
    layout: CellLayout
    counts: np.ndarray
    low: np.ndarray
    high: np.ndarray
    total: np.ndarray | None

    @classmethod
    def from_stretches(
        cls, force: str, layout: CellLayout, hidden: str, stretches: np.ndarray
    ) -> "SimulatedReply":
        """The reply of a force that hides so much; `stretches` have the shape (repeats, 28)."""
        counts = layout.add_up(stretches)
        return cls(force, layout, counts, *disclose_counts(counts, hidden))

    @property
    def window(self) -> Window:
        """From the first cell's first day to the last cell's end."""
        return Window(self.layout.cells[0].start, self.layout.cells[-1].end)

    @property
    def common(self) -> np.ndarray:
        """Bounds on the events in the common window, of shape (repeats, 2)."""
        straddling = self.layout.straddling
        ends = bound_table(self.low, self.high, straddling, self.total)
        return np.column_stack(ends).clip(min=0)  # so that even a wrong form gives a ratio

    @property
    def own(self) -> np.ndarray:
        """Bounds on all events, of shape (repeats, 2)."""
        if self.total is not None:
            return np.column_stack([self.total, self.total])
        return np.column_stack([self.low.sum(axis=1), self.high.sum(axis=1)])

    @property
    def is_divided(self) -> np.ndarray:
        """Whether straddled cells may be apportioned, one a repeat (methods.md 0).

        Each known, by itself or as what a printed total leaves when it alone is hidden; and some
        event in them, without which the count is exact.
        """
        over, hidden = self.layout.straddling, self.low != self.high
        known = ~hidden.any(axis=1)
        if self.total is not None:
            known = ~hidden[:, over].any(axis=1) | (hidden.sum(axis=1) == 1)
        long = any(cell.days > LONGEST_DAYS for cell in self.layout.cells)
        return known & (self.counts[:, over].sum(axis=1) > 0) & (not long)

    def as_known(self, repeat: int) -> list[Known]:
        """The cells of one repeat as constraints, the printed total among them."""
        rows = zip(self.layout.cells, self.low[repeat], self.high[repeat], strict=True)
        cells = [Known(cell, int(low), float(high), str(cell)) for cell, low, high in rows]
        if self.total is not None:
            cells.append(Known(self.window, *[int(self.total[repeat])] * 2, "total"))
        return cells

    def list_rows(self, repeat: int) -> list[dict]:
        """One repeat as observations, its total beside where it is printed."""
        facts = {"force": self.force, "reference": f"R {repeat}"}
        ends = zip(self.low[repeat], self.high[repeat], self.layout.cells, strict=True)
        rows = [observe((low, high), cell.start, cell.end, **facts) for low, high, cell in ends]
        if self.total is None:
            return rows
        total = int(self.total[repeat])
        return [*rows, observe_whole(rows, total, note="printed total", **facts)]
