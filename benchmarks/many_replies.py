"""What a study of many replies costs: comparing them, and the gate, here beside another checkout.

    .venv/bin/python benchmarks/many_replies.py [BEFORE [SIZE ...]]

Makes studies of 5, 10, 20, 43, 100 and 200 made-up replies (or of the SIZEs told) that count alike
in several windows, each with years, ranks, outcomes and platforms, some of them hidden. Each is run
in a process of its own, this checkout and BEFORE in turn, BEFORE up to 20 replies. Prints the
processor's seconds of comparing and of the gate, the rows and bytes written and the peak of memory,
then the ratio at 10 replies and the exponent with which time and rows grow from 20 replies on.
Exits with 1 where the ratio is above a quarter or an exponent above 1.1.
"""

import csv
import json
import math
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
SIZES = (5, 10, 20, 43, 100, 200)
SMALL = "city-of-london"  # too few hold a rank in it for the gate of a threshold
BARS = {"ratio": 0.25, "exponent": 1.1}
MOST_BEFORE = 20  # replies that the checkout before is asked to compare
KINDS = {
    "rank": ("constable", "sergeant", "police_staff", "other"),
    "outcome": ("dismissed", "written_warning", "management_advice", "no_case_to_answer", "live"),
    "platform": ("facebook", "twitter", "whatsapp", "not_recorded"),
}
WINDOWS = ("2018-01-01 2023-01-01", "2018-04-01 2023-04-01", "2018-03-01 2023-03-01")


def make_reply(force: str, reference: str, number: int) -> list[dict]:
    """The observations of one reply: five years, and three tables over all of them."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(number)
    start, end = map(pd.Timestamp, WINDOWS[number % len(WINDOWS)].split())
    edges = [start + pd.DateOffset(years=year) for year in range(6)]
    counts = rng.poisson(rng.uniform(20, 200), 5) + 5
    rows = [
        _observe(first, last, int(n), "total", "all")
        for first, last, n in zip(edges, edges[1:], counts, strict=False)
    ]
    for dimension, codes in KINDS.items():
        parts = rng.multinomial(counts.sum(), rng.dirichlet(np.full(len(codes), 8)))
        rows += [
            _observe(start, end, int(n), dimension, code)
            for code, n in zip(codes, parts, strict=True)
        ]
    facts = {"force": force, "reference": reference}
    return [row | facts | {"cell": f"B{place + 2}"} for place, row in enumerate(rows)]


def _observe(start, end, count: int, dimension: str, category: str) -> dict:
    hidden = 1 <= count <= 4
    return {
        **{"table": f"By {dimension}", "unit": "complaints", "population": "all employees"},
        **{"definition": "complaint", "stage": "alleged", "topic": "social media"},
        **{"raised_by": "anyone", "date_basis": "received", "dimension": dimension},
        **{"category": category, "label": category, "start": start, "end": end, "end_latest": end},
        **{"low": 1 if hidden else count, "high": 4 if hidden else count},
        **{"status": "suppressed" if hidden else "exact", "file": "made-up.csv", "sheet": "csv"},
        **{"text": "<5" if hidden else str(count), "provenance": "illustrative", "note": ""},
    }


def measure(size: int) -> dict[str, float]:
    """The costs of a study of so many replies, of the checkout on the path."""
    from analysis.model.checks import CHECKS
    from analysis.model.observation import OBSERVATIONS, as_observations, write_observations
    from analysis.model.study import Study
    from analysis.publish.disclosure.gate import pass_gate
    from analysis.reconcile.compare import compare_study, read_study
    from analysis.reconcile.results.comparison import write_comparison

    with (ROOT / "data" / "vocabulary" / "forces.csv").open(encoding="utf-8") as stream:
        listed = csv.DictReader(stream)
        forces = [row["force"] for row in listed if row["geo_code"] and row["force"] != SMALL]
    folders = [(forces[n % len(forces)], f"r{n // len(forces)}") for n in range(size)]
    facts = {"name": "many", "title": "T", "question": "Q", "report": "report/any-study.md"}
    facts |= {"window": {"start": "2018-04-01", "end": "2022-12-31", "why": "all cover it"}}
    facts |= {"replies": [{"force": force, "reference": name} for force, name in folders]}
    workforce = {"all employees": ["police officer", "police staff"]}
    facts |= {"denominators": {"workforce": "headcount", "worker_types": workforce}}
    study = Study.model_validate(facts)
    spent = {}
    with TemporaryDirectory() as name:
        inner, processed = Path(name) / "internal", Path(name) / "processed"
        for number, (force, reference) in enumerate(folders):
            rows = make_reply(force, reference, number)
            told = [{key: row[key] for key in OBSERVATIONS.names} for row in rows]
            folder = processed / force / reference
            write_observations(as_observations(told), folder / "observations.csv")
            CHECKS.write(CHECKS.frame([]), folder / "checks.csv")
        started = time.process_time()
        made = compare_study(study, read_study(study, processed), study.choose_window())
        write_comparison(made, study, inner)
        spent["compare"] = time.process_time() - started
        started = time.process_time()
        passed = pass_gate(study, inner, processed, processed)
        spent["gate"] = time.process_time() - started
        written = (inner / "many").glob("*.csv")
        spent["bytes"] = sum(path.stat().st_size for path in written)
    spent["rows"] = len(passed.figures) + len(passed.refusals)
    spent["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return spent


def run(checkout: Path, size: int) -> dict[str, float]:
    """`measure` in a process of its own, with the code of a checkout."""
    told = subprocess.run(
        [sys.executable, __file__, "--measure", str(size)],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout / "src"), "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}
        | {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "TZ": "UTC"},
        capture_output=True,
        text=True,
    )
    if told.returncode:
        raise SystemExit(f"{checkout}, {size} replies:\n{told.stderr[-2000:]}")
    return json.loads(told.stdout)


def fit_exponent(points: dict[int, float]) -> float:
    """The exponent of growth between the smallest and the largest size."""
    small, large = min(points), max(points)
    return math.log(points[large] / points[small]) / math.log(large / small)


def main(arguments: list[str]) -> int:
    before = Path(arguments[0]).resolve() if arguments else None
    sizes = sorted(map(int, arguments[1:])) or list(SIZES)
    here: dict[int, dict[str, float]] = {}
    ratios = {}
    for size in sizes:
        here[size] = run(ROOT, size)
        _print(f"{size} replies", here[size])
        if before and size <= MOST_BEFORE:
            there = run(before, size)
            _print("before", there)
            ratios[size] = sum(here[size][part] / 1 for part in ("compare", "gate")) / sum(
                there[part] for part in ("compare", "gate")
            )
            print(f"{'ratio of both':>14}: {ratios[size]:.2f}")
    large = {size: spent for size, spent in here.items() if size >= 20}
    exponents = {}
    if len(large) > 1:
        times = {size: spent["compare"] + spent["gate"] for size, spent in large.items()}
        exponents["time"] = fit_exponent(times)
        exponents["rows"] = fit_exponent({size: spent["rows"] for size, spent in large.items()})
        print(", ".join(f"{name} grows as n^{power:.2f}" for name, power in exponents.items()))
    missed = ratios.get(10, 0) > BARS["ratio"]
    missed |= any(power > BARS["exponent"] for power in exponents.values())
    return int(missed)


def _print(name: str, spent: dict[str, float]) -> None:
    print(
        f"{name:>14}: compare {spent['compare']:7.2f} s, gate {spent['gate']:7.2f} s, "
        f"{spent['rows']:7,.0f} rows, {spent['bytes'] / 1e6:7.1f} MB, "
        f"{spent['memory']:6,.0f} MB of memory",
        flush=True,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        raise SystemExit(main(sys.argv[1:]))
