"""What a study's replies come to: figures with their rung, named refusals, and their CSV files.

Reading them needs none of the statistics that made them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.model.checks import CHECKS
from analysis.model.count import ABSENT
from analysis.model.faults import Fault, Faults
from analysis.model.observation import OBSERVATIONS, SERIES
from analysis.model.reply import FACETS
from analysis.model.store.paths import PROCESSED, format_path
from analysis.model.store.schema import Column, Schema
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rungs import Rung

OTHER = [f"other_{name}" for name in SERIES]
# Estimates stand beside the bounds of a straddled count: spread evenly, or as an indicator ran.
SPREADS = EVENLY, AS_INDICATOR = "evenly", "as the indicator"
ESTIMATES = {EVENLY: "estimate", AS_INDICATOR: "estimate_by_indicator"}
MEASURES = (
    *("count", *ESTIMATES.values(), "rate_per_month", "rate_per_1000", "rate_ratio", "count_ratio"),
    *("share", "share_difference", "change", "joint_count"),
)
RATIOS = ("rate_ratio", "count_ratio")  # of two replies; the second over the same days of both
BASES = ("cell", "own", "common", "pair", "year", "harmonised", "any")
# How far a reply compares with the one that most replies count as, the closest first.
SAME, OWN_WINDOW, WITH_CARE, NO = CLASSES = ("same", "own window", "with care", "no")
HARMONISED = "harmonised"  # the basis of categories brought to a level that two replies share
LAST_DAY = "last day"  # the kind of number to ask for: whether a last day is counted
OF_TOTAL = "share of the reply's total"  # which is known, so that such a share tells a count

# How a cell stands to a count: added up or taken away; one of those that leave it together, where
# no sum does; or beside it, where the count is held against it.
ROLES = ADDED, TOGETHER, BESIDE = "added", "together", "beside"

_REPORTED = {column.name: column for column in OBSERVATIONS.columns}
_LIMIT = "of the interval of what lies behind the count"
# Every column of the tables below, once: what a name means, it means in all of them.
_COLUMNS = {
    **{name: _REPORTED[name] for name in (*SERIES, *FACETS, "text", "note", "provenance")},
    **{
        f"other_{name}": Column(
            f"other_{name}",
            f"Other {_REPORTED[name].title.lower()}",
            "of the reply it is compared with; empty of a figure of one reply",
        )
        for name in SERIES
    },
    **{
        column.name: column
        for column in (
            Column("measure", "Measure", "what the figure is", filled=True, choices=MEASURES),
            Column("basis", "Basis", "over whose days it is taken", filled=True, choices=BASES),
            Column("table", "Table", "the table of the reply; empty where there are several"),
            Column("dimension", "Dimension", "what the table divides its count by"),
            Column("category", "Category", "the canonical code; `all` of a total"),
            Column("label", "Label", "the words as printed, of a reported figure"),
            Column("start", "First day", "the first day", "date"),
            Column("end", "End", "the first day no longer in it", "date"),
            Column("other_start", "Other first day", "the first day on the other side", "date"),
            Column("other_end", "Other end", "the end on the other side", "date"),
            Column("part", "Part", "`part year` or `several years`; empty of a whole year"),
            Column("regime", "Regime", "under which rules of counting the days lie"),
            Column("rung", "Rung", "how the figure was come by", filled=True, choices=tuple(Rung)),
            Column("low", "Least", "the least that the replies allow", "number", "of the measure"),
            Column("high", "Most", "the most that they allow", "number", "of the measure"),
            Column("estimate", "Estimate", "beside its bounds", "number", "of the measure"),
            Column("lower", "Lower limit", f"lower end {_LIMIT}", "number", "of the measure"),
            Column("upper", "Upper limit", f"upper end {_LIMIT}", "number", "of the measure"),
            Column(
                *("wide_lower", "Wide lower limit"),
                "the lower limit widened by how much yearly counts vary",
                *("number", "of the measure"),
            ),
            Column(
                *("wide_upper", "Wide upper limit"),
                "the upper limit widened by how much yearly counts vary",
                *("number", "of the measure"),
            ),
            Column("exposure", "Exposure", "what a rate divides by", "number", "exposure_unit"),
            Column("exposure_unit", "Exposure unit", "the unit of the exposure"),
            Column(
                "status", "Status", "why there is no number", filled=True, choices=tuple(ABSENT)
            ),
            Column("flag", "Flag", "the shorthand that stands beside the figure"),
            Column("assumes", "Assumes", "what the figure takes for granted"),
            Column("cells", "Cells", "the addresses of the cells it rests on"),
            Column("exposure_cells", "Exposure cells", "the cells of the workforce table"),
            Column(*("code", "Code", "why it is refused"), filled=True, choices=tuple(RefusalCode)),
            Column("evidence", "Evidence", "what was found", filled=True),
            Column("remedy", "Remedy", "what would help"),
            Column("rule", "Rule", "the rule of the gate", filled=True),
            Column("meaning", "Meaning", "what the rule says", filled=True),
            Column("of", "Of", "what was looked at", filled=True),
            Column("audited", "Audited", "how many were looked at", filled=True),
            Column("failed", "Failed", "how many broke the rule"),
            Column("replies", "Replies", "how many replies count it"),
            Column("years", "Years", "how many whole years it is measured on", unit="years"),
            Column("freedom", "Degrees of freedom", "of the measured dispersion"),
            Column("says", "In words", "what it means for the limits", filled=True),
            Column("reported", "Reported order", "that by the sharp bounds alone"),
            Column("underlying", "Underlying order", "that by the adjusted p-value"),
            Column("p_value", "p-value", "of the two being one"),
            Column("poisson_p", "p-value, Poisson", "were counts to vary by chance alone"),
            Column("adjusted", "Adjusted p-value", "by Holm over the family; empty of one"),
            Column("pairs", "Pairs", "how many are judged together"),
            Column("readings", "Readings", "whether it holds under both readings of a last day"),
            Column("turning_odds", "Turning odds", "of what is missing, at which the order turns"),
            Column("missing", "Missing", "events of no known category", "number", "events"),
            Column("odds_low", "Least, tilted", "at half the odds", "number", "of the measure"),
            Column("odds_high", "Most, tilted", "at twice the odds", "number", "of the measure"),
            Column(
                *("role", "Role", "how the cell stands to the count"), filled=True, choices=ROLES
            ),
            Column(
                "least_times", "Times in the least", "1, 0, or -1 if taken away", "number", "times"
            ),
            Column(
                "most_times", "Times in the most", "1, 0, or -1 if taken away", "number", "times"
            ),
            Column("place", "Place", "its place in the order, from 1", filled=True),
            Column("instead_of", "Instead of", "the place of the follow-up it could stand for"),
            Column("kind", "Kind", "what kind of number is asked for", filled=True),
            Column("asked", "Asked", "the number that is asked for, in words"),
            Column("window_start", "Window first day", "the first day counted in", "date"),
            Column("window_end", "Window end", "the first day no longer counted in", "date"),
            Column("width_now", "Width now", "most less least", "number", "events"),
            Column("width_after", "Width after", "after the worst answer", "number", "events"),
            Column(
                *("width_if_hidden", "Width if hidden"),
                "after an answer hidden as fewer than 5",
                *("number", "events"),
            ),
            Column("share_removed", "Share removed", "of the width", "number", "fraction"),
            Column("spread_now", "Spread now", "most over least", "number", "ratio"),
            Column("spread_after", "Spread after", "after the worst answer", "number", "ratio"),
            Column("disagree_by", "Disagree by", "how far cells contradict each other"),
            Column("rate_ratio", "Rate ratio", "of the days outside over those inside"),
            Column(
                *("spread", "Spread", "how events lie at a rate ratio of 1"),
                filled=True,
                choices=SPREADS,
            ),
            Column("order", "Order", "of the first rate to the other at an even spread"),
            Column("turns_at", "Turns at", "the rate ratio at which the order turns"),
            Column("straddled", "Straddled", "whose figure straddles: first or other"),
            Column("straddled_days", "Straddled days", "the days of that figure"),
            Column("among", "Among", "which replies the window is to suit", filled=True),
            Column("months", "Months", "the months of the window", unit="months"),
            Column("worst", "Worst", "the largest share that straddles", unit="fraction"),
            Column("straddling", "Straddling", "months in straddling figures, by reply"),
            Column("own", "Own", "`yes` of the study's own window"),
            Column("class", "Comparability", "how far it compares", filled=True, choices=CLASSES),
            Column("days", "Days", "the days of the window", "number", "days"),
            Column("year_low", "Least a year", "the least, per 365.25 days", "number", "events"),
            Column("year_high", "Most a year", "the most, per 365.25 days", "number", "events"),
            Column("rate_low", "Least rate", "the least", "number", "per exposure_unit"),
            Column("rate_high", "Most rate", "the most", "number", "per exposure_unit"),
            Column("rank_low", "Best rank", "the best that a rate may hold", "number", "rank"),
            Column("rank_high", "Worst rank", "the worst that it may hold", "number", "rank"),
            Column("ranked", "Ranked", "how many rates are ranked in its class", "number", "rates"),
            Column("step", "Step", "whose counts are added up, or left", filled=True),
            Column("bodies", "Bodies", "how many bodies it is of", "whole", "bodies", True),
            Column("forces", "Forces", "the bodies, where they are named"),
            Column("units", "Units", "what is counted, where sources use several words"),
            Column("choice", "Choice", "what is chosen otherwise", filled=True),
            Column("conclusion", "Conclusion", "what a ratio allows to be said"),
            Column("differs", "Differs", "whether the choice changes the figure: yes or no"),
        )
    },
}


def _schema(name: str, title: str, *names: str, **instead: Column) -> Schema:
    return Schema(name, title, tuple({**_COLUMNS, **instead}[column] for column in names))


FIRST_LINE = 2  # of comparison.csv, under its header
COMPARISON = _schema(
    "comparison",
    "Comparison: every figure over its window, with its rung",
    *("measure", "basis", *SERIES, *OTHER, "table", "dimension", "category", "label"),
    *("start", "end", "other_start", "other_end", "part", "regime", "rung"),
    *("low", "high", "estimate", "lower", "upper", "wide_lower", "wide_upper"),
    *("exposure", "exposure_unit"),
    *("flag", "assumes", "provenance", "cells", "exposure_cells"),
)
REFUSALS = _schema(
    "refusals",
    "Refusals: every figure that is not given, and why",
    *("code", "measure", "basis", *SERIES, *OTHER, "table", "dimension", "category"),
    *("start", "end", "evidence", "remedy", "cells", "provenance"),
)
# Further tables of a study, by name: each a CSV of its own beside comparison.csv.
TABLES: dict[str, Schema] = {
    schema.name: schema
    for schema in (
        _schema(  # empty until the publication gate
            "gate",
            "Gate: what was looked at before publication",
            *("rule", "meaning", "of", "audited", "failed"),
        ),
        _schema(
            "absent",
            "Absent: every figure that a reply says is withheld, not held, recorded or answered",
            *(*SERIES, "table", "dimension", "category", "label", "start", "end", "status"),
            *("provenance", "cells"),
        ),
        _schema(
            "league",
            "League table: one row a reply, with how far it compares",
            *("class", *SERIES, *FACETS, "start", "end", "days", "low", "high"),
            *("year_low", "year_high"),
            *("rate_low", "rate_high", "lower", "upper", "rank_low", "rank_high", "ranked"),
            *("exposure", "exposure_unit", "code", "evidence", "provenance", "cells"),
            "exposure_cells",
            code=_COLUMNS["code"].optional(),
            evidence=_COLUMNS["evidence"].optional(),
        ),
        _schema(
            "remainder",
            "Remainder: what a total of many bodies leaves for those without a figure",
            *("step", "bodies", "forces", "units", "start", "end", "low", "high", "assumes"),
            *("provenance", "cells"),
        ),
        _schema(
            "printed",
            "Printed: every figure as its source has it, where it may stand as it was released",
            *(*SERIES, "table", "dimension", "category", "label", "start", "end", "low", "high"),
            *("text", "note", "provenance", "cells"),
        ),
        _schema(
            "parts",
            "Parts: the cells that each count is made of, or is held against",
            *(*SERIES, "basis", "table", "dimension", "category", "window_start", "window_end"),
            *("role", "label", "start", "end", "low", "high", "text", "least_times"),
            *("most_times", "provenance", "cells"),
        ),
        _schema(
            "dispersion",
            "Dispersion: how much more than chance yearly counts vary",
            *("unit", "population", "definition", "date_basis", "replies", "years", "estimate"),
            *("freedom", "says", "provenance", "cells"),
        ),
        _schema(
            "orders",
            "Orders: which of two rates or shares is higher, reported and underlying",
            *("measure", "basis", *SERIES, *OTHER, "table", "dimension", "category"),
            *("start", "end", "other_start", "other_end", "reported", "underlying", "p_value"),
            *("poisson_p", "adjusted", "pairs", "readings", "turning_odds", "provenance", "cells"),
        ),
        _schema(
            "missing",
            "Missing: what events of no known category can change in a share of all",
            *(*SERIES, "table", "dimension", "category", "start", "end", "missing", "estimate"),
            *("odds_low", "odds_high", "low", "high", "assumes", "provenance", "cells"),
        ),
        _schema(
            "follow_up",
            "Follow-up: the number to ask each force for, and what it would tell",
            *(*SERIES, "place", "instead_of", "kind", "asked", "start", "end"),
            *("table", "dimension", "category", "window_start", "window_end", "low", "high"),
            *("width_now", "width_after", "width_if_hidden", "share_removed", "spread_now"),
            *("spread_after", "disagree_by", "provenance", "cells"),
        ),
        _schema(
            "sensitivity",
            "Sensitivity: the estimate of a straddling count at each rate ratio",
            *(*SERIES, "start", "end", "spread", "rate_ratio", "low", "high"),
            *("estimate", "lower", "upper", "wide_lower", "wide_upper", "provenance", "cells"),
        ),
        _schema(
            "tipping",
            "Tipping points: the rate ratio at which the order of two rates turns",
            *(*SERIES, *OTHER, "start", "end", "low", "high", "order", "turns_at", "straddled"),
            *("straddled_days", "provenance", "cells"),
        ),
        _schema(
            "windows",
            "Windows: those that all replies cover, ranked by the calendars alone",
            *("among", "place", "start", "end", "months", "worst", "straddling", "own"),
            "provenance",
        ),
        _schema(
            "alternatives",
            "Alternatives: the same figures under other choices",
            *("choice", "measure", "basis", *SERIES, *OTHER, "start", "end", "rung", "low", "high"),
            *("estimate", "lower", "upper", "wide_lower", "wide_upper", "exposure", "p_value"),
            *("conclusion", "differs", "code", "evidence", "provenance", "cells"),
            rung=_COLUMNS["rung"].optional(),
            code=_COLUMNS["code"].optional(),
            evidence=_COLUMNS["evidence"].optional(),
        ),
    )
}
FOLLOW_UP = TABLES["follow_up"]


class Findings(NamedTuple):
    """What a step finds, as rows: figures of `COMPARISON`, and refusals of others.

    `parts` are rows of the table of parts, of the counts that the figures are or rest on.
    """

    figures: list[dict]
    refusals: list[dict]
    parts: Sequence[dict] = ()


def gather_findings(found: Iterable[Findings]) -> Findings:
    """All figures and all refusals, in order."""
    figures: list[dict] = []
    refusals: list[dict] = []
    parts: list[dict] = []
    for one in found:
        figures += one.figures
        refusals += one.refusals
        parts += one.parts
    return Findings(figures, refusals, parts)


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
    def absent(self) -> pd.DataFrame:
        """What the replies give no number for, one row a cell."""
        return self.tables.get("absent", TABLES["absent"].frame([]))

    @property
    def refused_alone(self) -> pd.DataFrame:
        """The refusals of figures; those of two replies, or two tables, stand with the pairs."""
        refusals = self.refusals
        of_tables = refusals["basis"].eq(HARMONISED) & refusals["category"].eq("")
        of_tables &= refusals["other_force"].ne("")
        return refusals[~refusals["measure"].isin(RATIOS) & ~of_tables]

    @property
    def window(self) -> Window | None:
        """The common window that the figures and refusals were made for; None without one."""
        for frame in (self.figures, self.refusals):
            common = frame[frame["basis"].eq("common") & ~frame["measure"].isin(RATIOS)]
            if len(common):
                first = common.iloc[0]
                return Window(first["start"].date(), first["end"].date())
        return None


def write_comparison(comparison: Comparison, study: Study, processed: Path = PROCESSED) -> Path:
    """Write comparison.csv and what stands beside it, one CSV a table; returns their folder."""
    folder = Path(processed) / study.name
    for name, schema in TABLES.items():
        schema.write(comparison.tables[name], folder / f"{name}.csv")
    CHECKS.write(comparison.checks, folder / "checks.csv")
    REFUSALS.write(comparison.refusals, folder / "refusals.csv")
    COMPARISON.write(comparison.figures, folder / "comparison.csv")
    return folder


def read_comparison(study: Study, processed: Path = PROCESSED) -> Comparison:
    """Read back what `write_comparison` wrote: the only input of figures and report.

    Raises Faults where a file is missing, or was written by another version of the project.
    """
    folder = Path(processed) / study.name
    tables, faults = {}, []
    for schema in (COMPARISON, REFUSALS, CHECKS, *TABLES.values()):
        path = folder / f"{schema.name}.csv"
        try:
            tables[schema.name] = schema.read(path)
        except (FileNotFoundError, ValueError):
            problem = "it is missing, or written by another version"
            remedy = f"run `make report STUDY={study.name}`"
            faults.append(Fault(format_path(path), problem, remedy))
    if faults:
        raise Faults(f"study {study.name}", faults)
    return Comparison(
        tables.pop("comparison"), tables.pop("refusals"), tables.pop("checks"), tables
    )


def place_in_league(row: Mapping[str, Any]) -> tuple:
    """Class by class; within a class the highest rate first, then counts a year without a rate."""
    at = CLASSES.index(row["class"])
    if row["class"] == NO:
        return (at,)
    for rank, name in enumerate(("rate", "year")):
        low, high = row[f"{name}_low"], row[f"{name}_high"]
        if low is not None and not math.isnan(low):
            return at, rank, -(low + (low if math.isinf(high) else high))
    return at, 2, 0.0
