"""The walk back: cells, read from the workbook by a reader that is not ours, give every figure.

The reader below shares no code with the package: workbooks are opened by openpyxl, the other files
by csv, and the release is read from its CSV files as anyone would read them.
"""

import csv
import math
import re
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
import yaml
from openpyxl.utils.cell import range_boundaries
from shipped_studies import write_release

ROOT = Path(__file__).resolve().parents[2]
STUDIES = sorted(path.stem for path in (ROOT / "studies").glob("*.yaml"))
SERIES = ("force", "reference", "unit", "population", "definition", "date_basis")
KIND = ("table", "dimension", "category")


@cache
def read_sheet(file: str, name: str) -> dict[tuple[int, int], object]:
    """Every cell of a sheet by row and column, as openpyxl or csv has it."""
    path = ROOT / file
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
        return {(r, c): text for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1)}
    sheet = openpyxl.load_workbook(path, data_only=True)[name]
    return {(cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row}


def read_cells(address: str) -> list[object]:
    """What stands at `file#sheet!B5`, or at each cell of a selection `C2:C4 C7`."""
    file, _, place = address.partition("#")
    sheet, _, cell = place.partition("!")
    found = []
    for area in cell.partition(" (")[0].split():
        left, top, right, bottom = range_boundaries(area)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found.append(read_sheet(unquote(file), unquote(sheet)).get((row, column)))
    return found


def read_number(value: object) -> int | None:
    """A plain count, its thousands parted by commas or not; None of anything else."""
    text = str(value).strip()
    return int(text.replace(",", "")) if re.fullmatch(r"\d[\d,]*(\.0)?", text) else None


@cache
def read_rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def list_parts(folder: Path, figure: dict[str, str]) -> list[dict[str, str]]:
    """The rows of parts.csv that are of one count of comparison.csv."""
    of_total = figure["dimension"] == "total" and figure["basis"] != "cell"
    wanted = {name: figure[name] for name in (*SERIES, *KIND)}
    wanted |= {"table": "" if of_total else figure["table"]}
    wanted |= {"window_start": figure["start"], "window_end": figure["end"]}
    wanted |= {"basis": "cell", "cells": figure["cells"]} if figure["basis"] == "cell" else {}
    found = [p for p in read_rows(folder, "parts") if all(p[n] == v for n, v in wanted.items())]
    return [part for part in found if (part["basis"] == "cell") == (figure["basis"] == "cell")]


def add_up(parts: list[dict[str, str]], end: str) -> float:
    """The sum of what is added, less what is taken away, by the operation that is stated."""
    total = 0.0
    for part in parts:
        times = float(part[f"{end}_times"] or 0)
        # A least is made of the least of what is added and the most of what is taken away.
        name = "low" if (times > 0) == (end == "least") else "high"
        total += times * float(part[name]) if times else 0
    return total


def list_failing(folder: Path) -> list[str]:
    """Each count whose cited cells do not give it, with what is wrong."""
    failing = []
    for line, figure in enumerate(read_rows(folder, "comparison"), start=2):
        if figure["measure"] != "count":
            continue
        parts = list_parts(folder, figure)
        added = [part for part in parts if part["role"] == "added"]
        wrong = [part["role"] for part in parts if part["role"] not in ("added", "beside")]
        wrong += [f"{part['cells']}: {why}" for part in parts for why in hold_against(part)]
        for end, column in (("least", "low"), ("most", "high")):
            if not math.isclose(add_up(added, end), float(figure[column])):
                wrong.append(f"{end} is {add_up(added, end)}, not {figure[column]}")
        if set(figure["cells"].split(" | ")) != {part["cells"] for part in added}:
            wrong.append("it cites other cells than those that are added")
        wrong += list_overlapping(added)
        failing += [f"line {line}: {why}" for why in wrong]
    return failing


def hold_against(part: dict[str, str]) -> list[str]:
    """What the workbook itself says against one row of parts.csv."""
    values = read_cells(part["cells"])
    low, high = float(part["low"]), float(part["high"])
    if len(values) > 1:  # rows of a list, counted
        return [] if low == len(values) else [f"{len(values)} rows, not {low}"]
    (value,) = values
    number = read_number(value)
    if number is not None:
        return [] if low == number == high else [f"prints {number}, not {low} to {high}"]
    folder = ROOT / Path(unquote(part["cells"].partition("#")[0])).parent
    said = str(yaml.safe_load((folder / "response.yaml").read_text(encoding="utf-8")))
    if str(value).strip() != part["text"].strip():
        return [f"prints {value!r}, not {part['text']!r}"]
    return [] if part["text"] in said else [f"response.yaml does not say what {value!r} is"]


def list_overlapping(added: list[dict[str, str]]) -> list[str]:
    """A total among its parts: two cells in one sum that count some of the same days twice."""
    found = []
    for one, other in combinations(added, 2):
        for end in ("least", "most"):
            if float(one[f"{end}_times"]) == float(other[f"{end}_times"]) == 1:
                meet = one["start"] < other["end"] and other["start"] < one["end"]
                if meet and one["label"] == other["label"]:
                    found.append(f"{one['cells']} and {other['cells']} share days")
    return found


@pytest.fixture(scope="module", params=STUDIES)
def release(request, tmp_path_factory) -> Path:
    return write_release(request.param, tmp_path_factory.mktemp(request.param))


def test_the_cited_cells_give_every_count_by_the_stated_operation(release):
    counts = [row for row in read_rows(release, "comparison") if row["measure"] == "count"]
    assert len(counts) > 60
    assert list_failing(release) == []


def test_the_reader_finds_a_wrong_cell_a_wrong_value_and_a_total_among_its_parts(release):
    parts = [row for row in read_rows(release, "parts") if row["basis"] == "any"]
    part = next(p for p in parts if p["role"] == "added" and p["least_times"] == "1")
    whole = dict(part)
    file, _, _ = part["cells"].partition("!")
    for change in (
        {"low": str(float(part["low"]) + 1)},
        {"most_times": "0"},
        {"cells": f"{file}!A1"},
        {"role": "together"},
    ):
        part.update(change)
        assert list_failing(release), change
        part.update(whole)
    listed = read_rows(release, "parts")
    listed.append(dict(part))  # the same once more: the sum no longer is the figure
    assert list_failing(release)
    listed.pop()
    assert list_failing(release) == []


def test_no_figure_cites_a_printed_total_beside_the_cells_it_is_the_total_of(release):
    printed = [row for row in read_rows(release, "checks") if row["check"] == "printed total"]
    for figure in read_rows(release, "comparison"):
        cited = set(figure["cells"].split(" | "))
        for check in printed:
            assert not {check["first_cell"], *check["second_cells"].split(" | ")} <= cited


def test_days_are_written_as_days(release):
    for part in read_rows(release, "parts"):
        days = [date.fromisoformat(part[n]) for n in ("start", "end", "window_start", "window_end")]
        assert days[0] < days[1] and days[2] < days[3]
