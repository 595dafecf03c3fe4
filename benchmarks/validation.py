"""Are the methods as often right as promised? All experiments, and the gate attacked once more.

    FOI_CORPUS=... .venv/bin/python benchmarks/validation.py [MODE] [SEED] [FOLDER]

MODE is full (the default: 10,000 repeats a design, some two minutes) or quick. Writes coverage.csv
and targets.csv into FOLDER/validation (build/benchmarks unless told) and prints the targets, the
coverage of every method where one calendar year straddles the window, ratios, and the worst of
each. Real counts by quarter, where FOI_CORPUS points to them, are cut into years and asked for
windows whose truth the quarters tell. Then what the shipped studies publish is attacked with
everything that is public, and so is what passes the gate of made-up tables of ranks: here, and not
in the notebook, for the gate stands after the comparison. Exits with 1 where a target is missed or
the gate would leak.
"""

import sys
import time
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from analysis.model.faults import Faults
from analysis.model.store.paths import BUILD, ROOT, STUDIES
from analysis.model.study import load_study
from analysis.publish.disclosure.as_released import hold_back
from analysis.publish.disclosure.audit import audit_study
from analysis.publish.disclosure.gate import read_printed
from analysis.publish.disclosure.published_counts import list_published_counts
from analysis.reconcile.results.comparison import read_comparison
from analysis.reconcile.validation.count_trials import try_placebo
from analysis.reconcile.validation.experiments import (
    A_YEAR,
    SEED,
    make_generator,
    run_experiments,
)
from analysis.reconcile.validation.scores import as_scores, list_worst, pivot_scores
from analysis.reconcile.validation.simulate import CALENDAR, SHOWN
from analysis.reconcile.validation.store import Validation, write_validation
from analysis.reconcile.validation.targets import check_targets, require_targets

sys.path.append(str(ROOT / "tests" / "reconcile" / "validation"))
from simulated_gate import attack_simulated
from ticket_counts import CORPUS, FIRST_YEAR, read_tickets

TABLES = {"quick": 10, "full": 300}  # made-up tables taken through the gate
PACKAGES = ("numpy", "scipy", "statsmodels", "pandas")


def attack_studies() -> int:
    """The protected cells that a reader could recover from what the studies publish."""
    recovered = 0
    for name in sorted(path.stem for path in STUDIES.glob("*.yaml")):
        study = load_study(name)
        printed, released = read_printed(study), read_comparison(study)
        audit = audit_study(study, printed, list_published_counts(released))
        held = hold_back(study, released, printed)
        looked_at = sum(audit.audited.values()) + held.hidden
        told = len(audit.leaks) + held.coarsened + held.withheld
        print(f"  {name}: {looked_at:,} looked at, {told} recovered")
        recovered += told
    return recovered


def attack_tables(mode: str, seed: int) -> int:
    """The ranks that a reader could recover from made-up tables that passed the gate."""
    passed, stopped, recovered = attack_simulated(make_generator(seed, "gate"), TABLES[mode])
    print(f"  made-up tables: {passed} passed, {stopped} stopped, {recovered} ranks recovered")
    return recovered


def report_scores(scores: pd.DataFrame) -> None:
    """Print the coverage of every method, ratios, and the worst of each."""
    design = {"claim": "count", "layout": CALENDAR.name, "hidden": SHOWN}
    for a_year in map(str, A_YEAR):
        print(f"\ncoverage, calendar years, {a_year} events a year")
        print(pivot_scores(scores, a_year=a_year, **design).to_string())
    print("\ncoverage of thinning by layout, 100 events a year")
    thinned = {"claim": "count", "hidden": SHOWN, "a_year": "100", "method": "thinning"}
    print(pivot_scores(scores, by=("process", "layout"), **thinned).to_string())
    for value in ("coverage", "decided", "wrong"):
        print(f"\n{value}, ratios of two rates")
        print(pivot_scores(scores, value, by=("a_year", "process"), claim="ratio").to_string())
    print("\neach method at its worst")
    print(list_worst(scores).to_string())


def main(mode: str = "full", seed: str = str(SEED), folder: str = str(BUILD / "benchmarks")) -> int:
    started = time.perf_counter()
    scores = run_experiments(mode, int(seed))
    targets = check_targets(scores)
    write_validation(Validation(scores, targets), Path(folder))
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(f"{mode}, seed {seed}, {versions}, {time.perf_counter() - started:.0f} s")
    print(targets.to_string())
    report_scores(scores)
    if CORPUS:
        placebo = as_scores(list(try_placebo("tickets by town", read_tickets(), FIRST_YEAR)))
        print("\nplacebo windows on real counts")
        print(pivot_scores(placebo, by=("layout",)).to_string())
    print("\nwhat is published, attacked")
    code = 0
    try:
        code = 1 if attack_studies() + attack_tables(mode, int(seed)) else 0
        print(require_targets(targets))
    except Faults as faults:
        print(faults, file=sys.stderr)
        code = 1
    return code


if __name__ == "__main__":
    pd.set_option("display.width", 250)
    sys.exit(main(*sys.argv[1:]))
