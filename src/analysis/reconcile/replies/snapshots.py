"""Workforce snapshots: the editions of the Home Office's tables as one, with the cell of each row.

An edition is a CSV in data/raw/reference whose name begins with `home-office-workforce`, by worker
type or, with a column `rank`, by rank as well. Each row is of one day: 31 March of its `year`, or
its `date`. How one is added stands in docs/a-study.md.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd
from openpyxl.utils import get_column_letter

from analysis.model.faults import Fault, Faults
from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import REFERENCE, VOCABULARY, format_path
from analysis.model.window import format_date

EDITIONS = "home-office-workforce*.csv"
MEASURES = ("headcount", "fte")
WANTED = ("geo_code", "worker_type", *MEASURES)
SNAPSHOT_DAY = (3, 31)  # of a year
KEY = ["day", "force", "worker_type", "rank"]
REVISED = "keep the row of the edition that counts, and take out the other"


def read_snapshots(place: Path = REFERENCE) -> pd.DataFrame:
    """Every row of all editions in a folder, or of one file: who worked where on which day.

    Columns: `day`; `force` as forces.csv has it; `worker_type`; `rank`, empty of all ranks
    together; `headcount` and `fte` as numbers, missing where blank; `file`; `headcount_cell` and
    `fte_cell`. A row that two editions have alike is given once, from the first by name.

    Raises Faults naming each file without a column, each row with another code, day or number than
    may stand there, and both rows of any two that contradict each other.
    """
    place = Path(place)
    paths = sorted(place.glob(EDITIONS)) if place.is_dir() else [place]
    return _read_editions(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=4)
def _read_editions(dated: Sequence[tuple[Path, int]]) -> pd.DataFrame:
    """Those of the files, read anew only where one has changed since."""
    faults: list[Fault] = []
    codes = _read_codes()
    rows = [row for path, _ in dated for row in _read_edition(path, codes, faults)]
    names = [*KEY, *MEASURES, "file", *(f"{name}_cell" for name in MEASURES)]
    table = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(MEASURES, "float64"))
    faults += _find_contradictions(table)
    if faults:
        raise Faults("reference data", faults)
    return table.drop_duplicates(KEY, ignore_index=True)


def _read_codes() -> dict[str, str]:
    """The force of each geographic code; one whose code has changed has several, parted by `;`."""
    forces = read_table(VOCABULARY / "forces.csv")
    pairs = zip(forces["force"], forces["geo_code"], strict=True)
    return {code: force for force, codes in pairs for code in codes.split(";") if code}


def _read_edition(path: Path, codes: dict[str, str], faults: list[Fault]) -> Iterator[dict]:
    """The rows of one file, as those of the joined table; `faults` grows by what is wrong."""
    table, file = read_table(path), format_path(path)
    names = list(table.columns)
    dated = [name for name in ("year", "date") if name in names]
    missing = [name for name in WANTED if name not in names]
    if missing or len(dated) != 1:
        missing += [] if len(dated) == 1 else ["either year or date"]
        remedy = "name its columns as the other editions do"
        faults.append(Fault(file, f"it lacks the columns {', '.join(missing)}", remedy))
        return
    letters = {name: get_column_letter(names.index(name) + 1) for name in (*dated, *WANTED)}
    for line, row in enumerate(table.to_dict("records"), start=2):
        try:
            day = _read_day(row[dated[0]])
            numbers = {name: _read_number(name, row[name]) for name in MEASURES}
            force = _find_force(row, codes)
        except _RowError as error:
            cell = f"{letters.get(error.column, letters[dated[0]])}{line}"
            faults.append(Fault(file, str(error), error.remedy, cell=cell))
            continue
        cells = {f"{name}_cell": f"{letters[name]}{line}" for name in MEASURES}
        kind = {"worker_type": row["worker_type"], "rank": row.get("rank", "")}
        yield {"day": day, "force": force, **kind, **numbers, "file": file, **cells}


class _RowError(ValueError):
    """What is wrong with a row, in which column, and what to do about it."""

    def __init__(self, column: str, problem: str, remedy: str):
        super().__init__(problem)
        self.column, self.remedy = column, remedy


def _read_day(text: str) -> date:
    try:
        return date(int(text), *SNAPSHOT_DAY) if text.isdigit() else date.fromisoformat(text)
    except ValueError:
        problem = f"{text!r} is no year and no date"
        raise _RowError("", problem, "write a year, or a day as 2019-09-30") from None


def _read_number(column: str, text: str) -> float | None:
    """A number of people, 0 or more; None of a blank."""
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        remedy = "write how many there were, or leave it blank"
        raise _RowError(column, f"{text!r} is no number of people", remedy)
    return number


def _find_force(row: dict[str, str], codes: dict[str, str]) -> str:
    if row["geo_code"] in codes:
        return codes[row["geo_code"]]
    named = f" ({row['force']})" if row.get("force") else ""
    problem = f"the code {row['geo_code']!r}{named} is of no force in data/vocabulary/forces.csv"
    remedy = "add it to the force's geo_code there, behind a `;`, or take the row out"
    raise _RowError("geo_code", problem, remedy)


def _find_contradictions(table: pd.DataFrame) -> Iterator[Fault]:
    """Rows of one day, force, worker type and rank that differ, or stand twice in one file."""
    twice = table[table.duplicated(KEY, keep=False)]
    for key, rows in twice.groupby(KEY, sort=False):
        first, *others = rows.to_dict("records")
        for other in others:
            unlike = [name for name in MEASURES if not _are_alike(first[name], other[name])]
            if not unlike and first["file"] != other["file"]:
                continue
            day, *names = key
            what = ", ".join(filter(None, (format_date(day), *names)))
            name = unlike[0] if unlike else MEASURES[0]
            problem = f"{what}: {name} {first[name]:g} against {other[name]:g}"
            if not unlike:
                problem = f"{what}: the row stands twice"
            problem += f" in {first['file']}, cell {first[f'{name}_cell']}"
            yield Fault(other["file"], problem, REVISED, cell=other[f"{name}_cell"])


def _are_alike(one: float, other: float) -> bool:
    """Whether two numbers are one, or both blank; editions round full-time equivalents."""
    return abs(one - other) < 0.005 or (pd.isna(one) and pd.isna(other))
