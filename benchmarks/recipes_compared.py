"""The same real tables by our recipe, by tidychef 1.0.4 and by pandas alone: how much to write,
how many cells wrong, how many of them in silence, how long.

    FOI_CORPUS=... .venv/bin/python benchmarks/recipes_compared.py

Ours is the recipe that `inspect` drafts, nothing edited: what is counted is its YAML keys, and what
is judged is how inspect reads the sheet. Theirs are the functions in compared/, written by hand for
each table; what is counted is the Python statements of a function, its `def` and `return` included,
and the calls in them. A cell is right if its labels, from the outermost in, and its number are; a
mark may stay a mark. A wrong cell is silent unless a question stands on its table (ours) or the
recipe stops with an error (theirs). Seconds are those of opening and reading: each workbook once
for ours, which looks at all of its sheets; each sheet once for theirs, which open only that one.
tidychef is installed under build/, never into the project.
"""

import ast
import importlib
import inspect
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
CHEF = ROOT / "build" / "tidychef"
TESTS = ROOT / "tests"
sys.path += map(str, [TESTS / "ingest" / "detection", TESTS, Path(__file__).parent, CHEF])

from compared.judging import count_wrong, take_chef, take_pandas  # noqa: E402
from corpus_truth import CORPUS, know_file  # noqa: E402
from detected import take_tables  # noqa: E402
from known import TrueTable  # noqa: E402
from scoring import score  # noqa: E402

from analysis.ingest.detection.workbook_tables import find_tables  # noqa: E402
from analysis.ingest.draft.response_draft import format_recipe  # noqa: E402
from analysis.ingest.files.workbook import read_file  # noqa: E402
from analysis.ingest.inspect import draft_tables  # noqa: E402

IOPC, TASER = "iopc-deaths-2018-19.ods", "home-office-taser-2016.ods"
FORCE, STAFF = "home-office-use-of-force-2017-18.ods", "home-office-workforce-sep-2018.ods"
SCOTLAND = "scotland-pupil-census-2021.xlsx"
TABLES = {  # the recipe's name: file, sheet, and which of the sheet's tables
    "incidents_by_year": (IOPC, "RTI", 0),
    "deaths_by_gender": (IOPC, "RTI", 3),
    "deaths_by_age": (IOPC, "Other_contact", 2),
    "shootings_by_force": (IOPC, "Shootings_By_Force", 0),
    "devices_by_type": (TASER, "Table_1", 0),
    "devices_by_force": (TASER, "Table_2", 0),
    "tactics_by_gender": (FORCE, "Table_3", 0),
    "devices_by_region": (FORCE, "Table_13", 0),
    "volunteers_by_force": (STAFF, "Table_7", 0),
    "missing_people": ("nca-missing-people.xlsx", "Missing people", 0),
    "disposals_by_area": ("yjb-disposals-2012-13.xls", "National", 0),
    "schools_and_pupils": (SCOTLAND, "Table 1.1", 0),
    "pupils_by_ethnicity": (SCOTLAND, "Table 1.11", 0),
    "support_by_sector": (SCOTLAND, "Table 1.5", 0),
    "books_by_authority": ("libraries-borrowing-cr-only.csv", "csv", 0),
}


@dataclass
class Result:
    """One tool on one table."""

    written: int  # YAML keys, or Python statements
    calls: int
    wrong: int
    silent: int
    seconds: float


def install_tidychef() -> None:
    if not (CHEF / "tidychef").is_dir():
        command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(CHEF)]
        subprocess.run([*command, "tidychef==1.0.4"], check=True)
        importlib.invalidate_caches()  # the folder was not there before


def read_ours() -> dict[str, Result]:
    """Every table as inspect reads it; a file's seconds are shared out among its tables here."""
    results = {}
    for file in {file: None for file, *_ in TABLES.values()}:
        names = [name for name, (other, *_) in TABLES.items() if other == file]
        started = time.perf_counter()
        workbook = find_tables(read_file(Path(CORPUS) / file))
        told = take_tables(workbook)
        seconds = (time.perf_counter() - started) / len(names)
        drafted = draft_tables(workbook, list(workbook.sheets))
        truth = know_file(file, Path(CORPUS)).tables
        misread = score(truth, told).misread
        for name in names:
            table = pick_truth(name)
            rows = {row_of(cell) for cell in table.figures}
            wrong = [m for m in misread if m.sheet == table.sheet and row_of(m.cell) in rows]
            recipes = [
                yaml.safe_load("\n".join(format_recipe(draft)))
                for draft in drafted.recipes
                if draft.table.sheet == table.sheet and holds(table, draft.table)
            ]
            written = sum(map(count_keys, recipes))
            silent = sum(m.silent for m in wrong)
            results[name] = Result(written, 0, len(wrong), silent, seconds)
    return results


def holds(table: TrueTable, found) -> bool:
    """Whether a found table is this one: the rows of its figures are."""
    return bool({row_of(cell) - 1 for cell in table.figures} & set(found.rows))


def row_of(cell: str) -> int:
    return int(re.sub(r"\D", "", cell))


def count_keys(recipe: Any) -> int:
    if isinstance(recipe, dict):
        return len(recipe) + sum(map(count_keys, recipe.values()))
    return sum(map(count_keys, recipe)) if isinstance(recipe, list) else 0


def pick_truth(name: str) -> TrueTable:
    file, sheet, number = TABLES[name]
    tables = know_file(file, Path(CORPUS)).tables
    return [table for table in tables if table.sheet.strip() == sheet][number]


def read_theirs(module: Any, take: Any) -> dict[str, Result]:
    """Every table by a module's functions; `take` turns a result into labels and values."""
    results, opened = {}, {}
    for name, (file, sheet, _) in TABLES.items():
        recipe = getattr(module, name)
        started = time.perf_counter()
        if (file, sheet) not in opened:
            opened[file, sheet] = module.open_sheet(Path(CORPUS) / file, sheet)
        cells = take(recipe(opened[file, sheet]))
        seconds = time.perf_counter() - started
        wrong = count_wrong(pick_truth(name), cells)
        tree = ast.parse(inspect.getsource(recipe))
        statements = sum(isinstance(node, ast.stmt) for node in ast.walk(tree))
        calls = sum(isinstance(node, ast.Call) for node in ast.walk(tree))
        results[name] = Result(statements, calls, wrong, wrong, seconds)
    return results


def main() -> int:
    if not CORPUS:
        raise SystemExit("say in FOI_CORPUS where the real workbooks are")
    install_tidychef()
    results = {"ours": read_ours()}
    for name, take in (("tidychef", take_chef), ("pandas", take_pandas)):
        results[name] = read_theirs(importlib.import_module(f"compared.with_{name}"), take)
    print(f"{'written / calls / wrong / silent':34}" + "".join(f"{tool:>24}" for tool in results))
    for table in TABLES:
        cells = [results[tool][table] for tool in results]
        line = [f"{r.written} / {r.calls} / {r.wrong} / {r.silent}" for r in cells]
        print(f"{table:34}" + "".join(f"{text:>24}" for text in line))
    print()
    totals = {}
    for tool, tables in results.items():
        sums = {
            key: sum(getattr(result, key) for result in tables.values())
            for key in ("written", "calls", "wrong", "silent", "seconds")
        }
        totals[tool] = sums
        print(
            f"{tool:9} written a table: median {median(r.written for r in tables.values()):4.1f}, "
            f"mean {mean(r.written for r in tables.values()):4.1f}; {sums['wrong']:4} wrong, "
            f"{sums['silent']:5} silently, {sums['seconds']:6.1f} s"
        )
    for tool in ("tidychef", "pandas"):
        ratios = {key: totals[tool][key] / totals["ours"][key] for key in ("written", "seconds")}
        print(f"{tool} / ours: written {ratios['written']:.2f}, seconds {ratios['seconds']:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
