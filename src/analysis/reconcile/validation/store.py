"""What validation came to, and its two CSV files. Reading them needs none of the experiments."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.model.csv_file import read_table, write_table
from analysis.model.faults import Fault, Faults
from analysis.model.paths import PROCESSED, format_path
from analysis.reconcile.validation.scores import NUMBERS

FOLDER = "validation"
REMEDY = "run `make report`"


@dataclass(frozen=True)
class Validation:
    """The scores of every design and method, and the verdicts on what is promised of them."""

    scores: pd.DataFrame
    targets: pd.DataFrame


def write_validation(validation: Validation, processed: Path = PROCESSED) -> Path:
    """Write coverage.csv and targets.csv; returns their folder. Same scores, same bytes."""
    folder = Path(processed) / FOLDER
    write_table(validation.scores, folder / "coverage.csv")
    write_table(validation.targets, folder / "targets.csv")
    return folder


def read_validation(processed: Path = PROCESSED) -> Validation:
    """Read back what `write_validation` wrote. Raises Faults where a file is missing."""
    folder, tables, faults = Path(processed) / FOLDER, {}, []
    for name in ("coverage", "targets"):
        path = folder / f"{name}.csv"
        if path.exists():
            tables[name] = read_table(path)
        else:
            faults.append(Fault(format_path(path), "the methods have not been validated", REMEDY))
    if faults:
        raise Faults(FOLDER, faults)
    for table in tables.values():
        numbers = [
            name for name in (*NUMBERS, "measured", "least", "most", "designs") if name in table
        ]
        table[numbers] = table[numbers].replace("", None).astype("float64")
        whole = [name for name in ("repeats", "designs") if name in table]
        table[whole] = table[whole].astype("int64")
    return Validation(tables["coverage"], tables["targets"])
