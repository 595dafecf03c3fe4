"""Small replies, observations and studies for the tests, each built in a folder of its own."""

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import xlsxwriter
import yaml

from analysis.ingest.clean import CleanReply, clean_reply
from analysis.ingest.reply_checks import OF_TABLE
from analysis.model.faults import Faults
from analysis.model.observation import as_observations
from analysis.model.study import Denominators
from analysis.model.window import Window

FORCE, REFERENCE = "staffordshire", "R1"
COMMON = Window(date(2018, 3, 1), date(2023, 3, 1))
MET_LIKE = {2018: 24, 2019: 19, 2020: 31, 2021: 40, 2022: 52}
ALL_EMPLOYEES = ("police officer", "police staff")
WORKFORCE = Denominators(workforce="headcount", worker_types={"all employees": ALL_EMPLOYEES})

YEARS_DOWN = [
    ["Complaints by year"],
    ["Year", "Complaints"],
    [2019, 14],
    [2020, 16],
    [2021, 62],
    [2022, 92],
    ["Total", 184],
]
BY_YEAR = {"find": "Complaints by year", "rows": "year", "columns": "count", "totals": ["row"]}
BY_RANK = {"find": "Complaints by rank", "rows": "rank", "columns": "count", "totals": ["row"]}


def make_letter(*tables: dict, **facts) -> dict:
    """The content of a `response.yaml`, with whichever facts the test is about."""
    return {
        "force": FORCE,
        "reference": "R 1",
        "provenance": "illustrative",
        "workbook": "reply.csv",
        "window": {"supplied": "2018-01-01 to 2023-12-31"},
        "unit": "complaints",
        "population": "all employees",
        "definition": "complaint",
        "date_basis": "unstated",
        "tables": list(tables),
    } | facts


def write_letter(raw: Path, letter: dict | str) -> Path:
    folder = raw / FORCE / REFERENCE
    folder.mkdir(parents=True, exist_ok=True)
    text = letter if isinstance(letter, str) else yaml.safe_dump(letter, sort_keys=False)
    (folder / "response.yaml").write_text(text, encoding="utf-8")
    return folder


def write_csv(path: Path, rows: list[list]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(["" if cell is None else cell for cell in row] for row in rows)
    return path


def write_xlsx(path: Path, sheets: dict[str, list[list]], merged: dict[str, str] | None = None):
    """A workbook of sheets; `merged` names ranges of the first sheet and the words in them."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        for cells, words in (merged or {}).items():
            book.worksheets()[0].merge_range(cells, words)
    return path


def read_rows(raw: Path, rows: list[list], *tables: dict, **facts) -> CleanReply:
    """Clean a reply whose workbook is one CSV of these rows."""
    folder = write_letter(raw, make_letter(*tables, **facts))
    write_csv(folder / "reply.csv", rows)
    return clean_reply(FORCE, REFERENCE, raw)


def list_faults(raw: Path, rows: list[list], *tables: dict, **facts) -> list[str]:
    """The lines of the listing that cleaning these rows ends with; none where it succeeds."""
    try:
        read_rows(raw, rows, *tables, **facts)
    except Faults as faults:
        return [str(fault) for fault in faults.faults]
    return []


def drop_own_totals(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations without the totals that tables of categories print."""
    return observations[~observations["note"].str.startswith(OF_TABLE)]


def list_figures(observations: pd.DataFrame) -> dict[tuple, tuple]:
    """(category, first day, end, note) to (low, high, cell), which says all that was counted.

    The totals that tables of categories print are left out.
    """
    return {
        (row.category, str(row.start.date()), str(row.end.date()), row.note): (
            row.low,
            row.high,
            row.cell,
        )
        for row in drop_own_totals(observations).itertuples(index=False)
    }


def observe(count: int | tuple[int, float], start: str, end: str, **facts) -> dict:
    """One row of observations: a count, or (low, high), between two days, the end left out."""
    low, high = count if isinstance(count, tuple) else (count, count)
    return {
        "force": FORCE,
        "reference": "R 1",
        "table": "Complaints by year",
        "unit": "complaints",
        "population": "all employees",
        "definition": "complaint",
        "stage": "",
        "topic": "",
        "raised_by": "",
        "date_basis": "unstated",
        "dimension": "total",
        "category": "all",
        "label": f"{start} to {end}",
        "start": start,
        "end": end,
        "end_latest": end,
        "low": low,
        "high": high,
        "status": "exact" if low == high else "suppressed",
        "file": "reply.csv",
        "sheet": "csv",
        "cell": "B2",
        "text": str(low),
        "provenance": "illustrative",
        "note": "",
    } | facts


def observe_years(counts: dict[int, int | tuple[int, float]], **facts) -> list[dict]:
    """Observations of calendar years, in cells B2, C2 and so on."""
    return [
        observe(n, f"{year}-01-01", f"{year + 1}-01-01", cell=f"{chr(66 + i)}2", **facts)
        for i, (year, n) in enumerate(counts.items())
    ]


def observe_met() -> list[dict]:
    """The Met-like force of methods.md 2.1: five calendar years and January to February 2023."""
    return [*observe_years(MET_LIKE), observe(9, "2023-01-01", "2023-03-01", cell="G2")]


def frame(rows: list[dict]) -> pd.DataFrame:
    return as_observations(rows)


def write_workforce(path: Path, sizes: dict[int, int], code: str = "E23000015") -> Path:
    """Snapshots of a force (Staffordshire's code), four officers to each member of staff."""
    rows = [["year", "geo_code", "force", "region", "worker_type", "headcount", "fte"]]
    for year, size in sizes.items():
        rows.append([year, code, "Staffordshire", "", "police officer", size * 4 // 5, size])
        rows.append([year, code, "Staffordshire", "", "police staff", size - size * 4 // 5, size])
    return write_csv(path, rows)
