"""What validation came to, and its two CSV files. Reading them needs none of the experiments."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.model.faults import Fault, Faults
from analysis.model.store.paths import PROCESSED, format_path
from analysis.model.store.schema import Column, Schema

FOLDER = "validation"
REMEDY = "run `make report`"

SCORES = Schema(
    "coverage",
    "Coverage: how often each method is right about simulated events",
    (
        Column("claim", "Claim", "what is claimed to be known", filled=True),
        Column("process", "Process", "how the events arrive"),
        Column("layout", "Layout", "into which cells the force cuts them"),
        Column("a_year", "A year", "events expected a year", unit="events"),
        Column("hidden", "Hidden", "which cells are hidden"),
        Column("method", "Method", "how the claim is made", filled=True),
        Column("assumption", "Assumption", "whether what it takes for granted holds"),
        Column("rule", "Rule", "by which the ladder refuses the method"),
        Column("repeats", "Repeats", "how often it was tried", "whole", "repeats", True),
        Column("missed", "Missed", "how often the truth lay outside", "number", "repeats"),
        Column("coverage", "Coverage", "the share that held the truth", "number", "fraction"),
        Column("error", "Error", "Monte Carlo standard error", "number", "fraction"),
        Column("width", "Width", "mean width over the mean truth", "number", "fraction"),
        Column("length", "Length", "mean width over an ideal one", "number", "times"),
        Column("bias", "Bias", "mean error over the mean truth", "number", "fraction"),
        Column("rmse", "RMSE", "root mean square error over it", "number", "fraction"),
        Column("refused", "Refused", "the share that was refused", "number", "fraction"),
        Column("decided", "Decided", "the share that told two rates apart", "number", "fraction"),
        Column("wrong", "Wrong", "the share that told the wrong order", "number", "fraction"),
    ),
)
TARGETS_CHECKED = Schema(
    "targets",
    "Targets: what is promised of the methods, and whether it is kept",
    (
        Column("target", "Target", "what is promised something of", filled=True),
        Column("promise", "Promise", "in words", filled=True),
        Column("measured", "Measured", "the worst share measured", "number", "fraction"),
        Column("error", "Error", "its Monte Carlo standard error", "number", "fraction"),
        Column("low", "Low", "the least lower Monte Carlo limit of a design", "number", "fraction"),
        Column("high", "High", "the greatest upper one", "number", "fraction"),
        Column("least", "Least", "the least share that is promised", "number", "fraction"),
        Column("most", "Most", "the most that is promised", "number", "fraction"),
        Column("short", "Short", "the least length of a design", "number", "times"),
        Column("long", "Long", "the greatest length of a design", "number", "times"),
        Column("shortest", "Shortest", "the least length that is promised", "number", "times"),
        Column("longest", "Longest", "the greatest that is promised", "number", "times"),
        Column("designs", "Designs", "how many designs are covered", "whole", "designs", True),
        Column("repeats", "Repeats", "how often they were tried", "whole", "repeats", True),
        Column(
            *("verdict", "Verdict", "whether it is kept"),
            filled=True,
            choices=("met", "missed"),
        ),
    ),
)


@dataclass(frozen=True)
class Validation:
    """The scores of every design and method, and the verdicts on what is promised of them."""

    scores: pd.DataFrame
    targets: pd.DataFrame


def write_validation(validation: Validation, processed: Path = PROCESSED) -> Path:
    """Write coverage.csv and targets.csv; returns their folder. Same scores, same bytes."""
    folder = Path(processed) / FOLDER
    SCORES.write(validation.scores, folder / "coverage.csv")
    TARGETS_CHECKED.write(validation.targets, folder / "targets.csv")
    return folder


def read_validation(processed: Path = PROCESSED) -> Validation:
    """Read back what `write_validation` wrote.

    Raises Faults where a file is missing, or was written by another version of the project.
    """
    folder, tables, faults = Path(processed) / FOLDER, [], []
    for schema in (SCORES, TARGETS_CHECKED):
        path = folder / f"{schema.name}.csv"
        try:
            tables.append(schema.read(path))
        except FileNotFoundError:
            faults.append(Fault(format_path(path), "the methods have not been validated", REMEDY))
        except ValueError:
            faults.append(Fault(format_path(path), "it was written by another version", REMEDY))
    if faults:
        raise Faults(FOLDER, faults)
    return Validation(*tables)
