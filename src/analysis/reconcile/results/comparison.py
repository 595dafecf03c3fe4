"""What a study's replies come to: figures with their rung, named refusals, and their CSV files.

Reading them needs none of the statistics that made them.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.model.checks import COLUMNS as CHECKS
from analysis.model.csv_file import read_table, write_table
from analysis.model.faults import Fault, Faults
from analysis.model.paths import PROCESSED, format_path
from analysis.model.study import Study
from analysis.model.window import Window

SERIES = ["force", "reference", "unit", "population", "definition", "date_basis"]
OTHER = [f"other_{name}" for name in SERIES]
COMPARISON = [
    *("measure", "basis", *SERIES, *OTHER, "table", "dimension", "category", "label"),
    *("start", "end", "other_start", "other_end", "part", "regime", "rung"),
    *("low", "high", "estimate", "lower", "upper", "wide_lower", "wide_upper"),
    *("exposure", "exposure_unit"),
    *("flag", "assumes", "provenance", "cells", "exposure_cells"),
]
REFUSALS = [
    *("code", "measure", "basis", *SERIES, *OTHER, "table", "dimension", "category"),
    *("start", "end", "evidence", "remedy", "cells", "provenance"),
]
FOLLOW_UP = [
    *(*SERIES, "place", "instead_of", "kind", "asked", "start", "end"),
    *("table", "dimension", "category", "window_start", "window_end", "low", "high"),
    *("width_now", "width_after", "width_if_hidden", "share_removed", "spread_now", "spread_after"),
    *("disagree_by", "provenance", "cells"),
]
DATES = ("start", "end", "other_start", "other_end", "window_start", "window_end")
NUMBERS = (
    *("low", "high", "estimate", "lower", "upper", "wide_lower", "wide_upper", "exposure"),
    *("width_now", "width_after", "width_if_hidden", "share_removed", "spread_now", "spread_after"),
)
HARMONISED = "harmonised"  # the basis of categories brought to a level that two replies share
# Further tables of a study, by name: each a CSV of its own beside comparison.csv.
TABLES: dict[str, list[str]] = {
    "gate": ["rule", "meaning", "of", "audited", "failed"],  # empty until the publication gate
    "dispersion": [
        *("unit", "population", "definition", "date_basis", "replies", "years", "estimate"),
        *("freedom", "says", "provenance", "cells"),
    ],
    "orders": [
        *("basis", *SERIES, *OTHER, "start", "end", "other_start", "other_end", "reported"),
        *("underlying", "p_value", "adjusted", "pairs", "readings", "provenance", "cells"),
    ],
    "follow_up": FOLLOW_UP,
    "sensitivity": [
        *(*SERIES, "start", "end", "rate_ratio", "low", "high", "estimate", "lower", "upper"),
        *("wide_lower", "wide_upper", "provenance", "cells"),
    ],
    "tipping": [
        *(*SERIES, *OTHER, "start", "end", "low", "high", "order", "turns_at", "straddled"),
        *("straddled_days", "provenance", "cells"),
    ],
    "windows": [
        *("among", "place", "start", "end", "months", "worst", "straddling", "own", "provenance"),
    ],
    "alternatives": [
        *("choice", "measure", "basis", *SERIES, *OTHER, "start", "end", "rung", "low", "high"),
        *("estimate", "lower", "upper", "wide_lower", "wide_upper", "exposure", "conclusion"),
        *("differs", "code", "evidence", "provenance", "cells"),
    ],
}


@dataclass(frozen=True)
class Comparison:
    """What can be compared, what is refused, and what the replies say twice."""

    figures: pd.DataFrame
    refusals: pd.DataFrame
    checks: pd.DataFrame
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def pick(self, measure: str, *bases: str, dimension: str = "total") -> pd.DataFrame:
        """The figures of one measure and dimension, on the given bases, in the study's order."""
        chosen = self.figures["measure"].eq(measure) & self.figures["dimension"].eq(dimension)
        return self.figures[chosen & self.figures["basis"].isin(bases)]

    def list_categories(self) -> pd.DataFrame:
        """One row a category of a reply: its count over the own and over the common window."""
        figures = self.figures
        counts = figures[figures["measure"].eq("count") & ~figures["dimension"].eq("total")]
        keys = ["dimension", "category", "force", "reference", "unit", "provenance"]
        tables = [
            counts[counts["basis"] == basis].set_index(keys)[["rung", "low", "high"]]
            for basis in ("own", "common")
        ]
        return pd.concat(tables, axis=1, keys=["own window", "common window"]).reset_index()

    @property
    def refused_alone(self) -> pd.DataFrame:
        """The refusals of figures; those of two replies, or two tables, stand with the pairs."""
        refusals = self.refusals
        of_tables = refusals["basis"].eq(HARMONISED) & refusals["category"].eq("")
        return refusals[refusals["measure"].ne("rate_ratio") & ~of_tables]

    @property
    def window(self) -> Window | None:
        """The common window that the figures and refusals were made for; None without one."""
        for frame in (self.figures, self.refusals):
            common = frame[frame["basis"].eq("common") & ~frame["measure"].eq("rate_ratio")]
            if len(common):
                first = common.iloc[0]
                return Window(first["start"].date(), first["end"].date())
        return None


def write_comparison(comparison: Comparison, study: Study, processed: Path = PROCESSED) -> Path:
    """Write comparison.csv and what stands beside it, one CSV a table; returns their folder."""
    folder = Path(processed) / study.name
    for name in TABLES:
        write_table(comparison.tables[name], folder / f"{name}.csv")
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
    wanted = {"comparison": COMPARISON, "refusals": REFUSALS, "checks": CHECKS} | TABLES
    for name, columns in wanted.items():
        path = folder / f"{name}.csv"
        tables[name] = read_table(path) if path.exists() else pd.DataFrame()
        if list(tables[name].columns) != columns:
            problem = "it is missing, or written by another version"
            faults.append(
                Fault(format_path(path), problem, f"run `make report STUDY={study.name}`")
            )
    if faults:
        raise Faults(f"study {study.name}", faults)
    return Comparison(
        as_frame(tables["comparison"].to_dict("records"), COMPARISON),
        as_frame(tables["refusals"].to_dict("records"), REFUSALS),
        tables["checks"],
        {name: as_frame(tables[name].to_dict("records"), TABLES[name]) for name in TABLES},
    )


def as_frame(rows: list[dict], columns: list[str]) -> pd.DataFrame:
    """A frame in the fixed column order; dates as dates, numbers as numbers, the rest as text."""
    frame = pd.DataFrame(rows, columns=columns)
    for name in columns:
        if name in DATES:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        elif name in NUMBERS:
            frame[name] = frame[name].replace("", None).astype("float64")
        else:
            frame[name] = frame[name].astype("str")
    return frame
