"""A study's observations become its comparison: figures with their rung, and named refusals."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.model.checks import COLUMNS as CHECKS
from analysis.model.faults import Fault, Faults
from analysis.model.observation import read_observations
from analysis.model.paths import PROCESSED, show
from analysis.model.study import Study
from analysis.model.tables import read_table, write_table
from analysis.model.window import Window
from analysis.reconcile.categories import compare_categories
from analysis.reconcile.counts import compare_totals
from analysis.reconcile.denominators import Workforce
from analysis.reconcile.pairs import compare_pairs
from analysis.reconcile.rows import COMPARISON, REFUSALS, Rows, as_frame
from analysis.reconcile.series import Series, split_series


@dataclass(frozen=True)
class Comparison:
    """What can be compared, what is refused, and what the replies say twice."""

    figures: pd.DataFrame
    refusals: pd.DataFrame
    checks: pd.DataFrame

    def pick(self, measure: str, *bases: str, dimension: str = "total") -> pd.DataFrame:
        """The figures of one measure and dimension, on the given bases, in the study's order."""
        chosen = self.figures["measure"].eq(measure) & self.figures["dimension"].eq(dimension)
        return self.figures[chosen & self.figures["basis"].isin(bases)]

    def list_categories(self) -> pd.DataFrame:
        """One row a category of a reply: its count over the own and over the common window."""
        figures = self.figures
        counts = figures[figures["measure"].eq("count") & ~figures["dimension"].eq("total")]
        keys = ["dimension", "category", "force", "reference", "unit"]
        tables = [
            counts[counts["basis"] == basis].set_index(keys)[["rung", "low", "high"]]
            for basis in ("own", "common")
        ]
        return pd.concat(tables, axis=1, keys=["own window", "common window"]).reset_index()

    @property
    def window(self) -> Window | None:
        """The common window that the figures and refusals were made for; None without one."""
        for frame in (self.figures, self.refusals):
            common = frame[frame["basis"].eq("common") & ~frame["measure"].eq("rate_ratio")]
            if len(common):
                first = common.iloc[0]
                return Window(first["start"].date(), first["end"].date())
        return None


def read_study(study: Study, processed: Path = PROCESSED) -> tuple[list[Series], pd.DataFrame]:
    """The series of all replies of a study, and their checks.

    Raises Faults naming each reply that has not been cleaned.
    """
    observations, checks, missing = [], [], []
    for reply in study.replies:
        folder = Path(processed) / reply.force / reply.reference
        if not (folder / "observations.csv").exists():
            remedy = "run `make observations` and mend what it lists"
            missing.append(Fault(show(folder), "this reply has no observations", remedy))
            continue
        observations.append(read_observations(folder / "observations.csv"))
        checks.append(read_table(folder / "checks.csv"))
    if missing:
        raise Faults(f"study {study.name}", missing)
    return split_series(pd.concat(observations)), pd.concat(checks, ignore_index=True)


def compare_study(
    study: Study, series: list[Series], checks: pd.DataFrame, common: Window | None
) -> Comparison:
    """Every figure of a study over the replies' own windows and the common one, or its refusal."""
    workforce = Workforce(study.denominators)
    rows = Rows(study.breaks)
    figures: list[dict] = []
    refusals: list[dict] = []
    for one in series:
        for made, refused in (
            compare_totals(one, common, workforce, rows),
            compare_categories(one, common, rows),
        ):
            figures += made
            refusals += refused
    made, refused = compare_pairs(series, common, workforce, rows)
    return Comparison(
        as_frame(figures + made, COMPARISON), as_frame(refusals + refused, REFUSALS), checks
    )


def write_comparison(comparison: Comparison, study: Study, processed: Path = PROCESSED) -> Path:
    """Write comparison.csv, refusals.csv and checks.csv of a study; returns their folder."""
    folder = Path(processed) / study.name
    write_table(comparison.checks, folder / "checks.csv")
    write_table(comparison.refusals, folder / "refusals.csv")
    write_table(comparison.figures, folder / "comparison.csv")
    return folder


def read_comparison(study: Study, processed: Path = PROCESSED) -> Comparison:
    """Read back what `write_comparison` wrote: the only input of figures and report.

    Raises Faults where a file is missing, or was written by another version of the project.
    """
    folder = Path(processed) / study.name
    tables, faults = {}, []
    for name, columns in (("comparison", COMPARISON), ("refusals", REFUSALS), ("checks", CHECKS)):
        path = folder / f"{name}.csv"
        tables[name] = read_table(path) if path.exists() else pd.DataFrame()
        if list(tables[name].columns) != columns:
            problem = "it is missing, or written by another version"
            faults.append(Fault(show(path), problem, f"run `make report STUDY={study.name}`"))
    if faults:
        raise Faults(f"study {study.name}", faults)
    return Comparison(
        as_frame(tables["comparison"].to_dict("records"), COMPARISON),
        as_frame(tables["refusals"].to_dict("records"), REFUSALS),
        tables["checks"],
    )
