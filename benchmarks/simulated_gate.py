"""Made-up tables of ranks taken through the publication gate; what passes is attacked.

Each table is printed by a force that hides its ranks of 1 to 4 or does not, and the study merges
ranks or does not. The attacker is a bare system of all that was published, and asks of every rank
whether it must lie in 1 to 4 (methods.md 9: none may be recovered).
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analysis.model.checks import CHECKS
from analysis.model.faults import Faults
from analysis.model.observation import as_observations, write_observations
from analysis.model.store.csv_file import write_table
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.publish.disclosure.gate import pass_gate
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.methods.bounds import Known, System
from analysis.reconcile.results.comparison import write_comparison
from analysis.reconcile.validation.simulate import COMMON, MARCH_YEARS, SHOWN, SMALL, suppress_small
from analysis.reconcile.validation.simulated_replies import observe, observe_whole

# Of this reply the letter is read, to say what stands in place of a merged count.
FORCE, REPLY = "metropolitan", "01-foi-23-029010"
RANKS = ("constable", "sergeant", "inspector", "chief_inspector")
MERGES = {
    "": (),
    "inspector_and_above": RANKS[2:],
    "sergeant_and_above": RANKS[1:],
    "police_officer": RANKS,
}
FEW = 5


def attack_simulated(rng: np.random.Generator, repeats: int) -> tuple[int, int, int]:
    """How many tables passed the gate, how many were stopped, and the ranks recovered."""
    passed = recovered = 0
    for _ in range(repeats):
        counts = rng.poisson([60, rng.choice([2, 8, 20]), rng.choice([1, 3, 9]), 2])
        into = str(rng.choice(list(MERGES)))
        hidden = SMALL if rng.random() < 0.7 else SHOWN
        try:
            figures = publish(counts, into, hidden, bool(rng.random() < 0.7))
        except Faults as faults:
            if "publication gate" not in str(faults):
                raise
            continue
        passed += 1
        recovered += len(recover(figures))
    return passed, repeats - passed, recovered


def publish(counts: np.ndarray, into: str, hidden: str, with_total: bool) -> pd.DataFrame:
    """The figures of a table that pass the gate; raises Faults where it is stopped."""
    facts = {"force": FORCE}
    by_year = np.array_split(np.arange(counts.sum()), len(MARCH_YEARS.cells))
    years = [
        observe(len(part), cell.start, cell.end, **facts)
        for cell, part in zip(MARCH_YEARS.cells, by_year, strict=True)
    ]
    kind = facts | {"table": "By rank", "dimension": "rank"}
    ends = zip(*suppress_small(counts, hidden), strict=True)
    rows = [*years] if with_total else []
    rows += [
        observe_whole(years, end, category=rank, label=rank, **kind)
        for rank, end in zip(RANKS, ends, strict=True)
    ]
    rows = [row | {"cell": f"B{place + 2}"} for place, row in enumerate(rows)]
    study = _make_study(into)
    with TemporaryDirectory() as name:
        inner, processed = Path(name) / "internal", Path(name) / "processed"
        folder = processed / FORCE / REPLY
        write_observations(as_observations(rows), folder / "observations.csv")
        write_table(pd.DataFrame(columns=CHECKS.names), folder / "checks.csv")
        replies = read_study(study, processed)
        made = compare_study(study, replies, study.choose_window())
        write_comparison(made, study, inner)
        return pass_gate(study, inner, processed, processed).figures


def recover(figures: pd.DataFrame) -> set[str]:
    """The ranks whose count the published figures tie to 1 to 4, or to some of these."""
    kinds = {rank: (rank,) for rank in RANKS} | MERGES | {"all": ()}
    counts = figures[figures["measure"].eq("count")]
    cells = [
        Known(Window(r.start.date(), r.end.date()), int(r.low), r.high, "", frozenset(kinds[code]))
        for r in counts.itertuples()
        if (code := r.category) in kinds
    ]
    system = System(cells, [COMMON], frozenset(RANKS))
    found = system.bound_many([(COMMON, frozenset({rank})) for rank in RANKS])
    # That a rank is hidden as 1 to 4 the force says itself; anything narrower is recovered.
    return {
        rank
        for rank, bound in zip(RANKS, found, strict=True)
        if 1 <= bound.low <= bound.high < FEW and (bound.low, bound.high) != (1, FEW - 1)
    }


def _make_study(into: str) -> Study:
    merge = {"dimension": "rank", "categories": MERGES[into], "into": into, "why": "few"}
    workforce = {"workforce": "headcount", "worker_types": {"all employees": ["police officer"]}}
    window = {"start": COMMON.start, "end": "2023-02-28", "why": "all cover it"}
    facts = {"name": "simulated", "title": "T", "question": "Q", "report": "report/report.md"}
    facts |= {"window": window, "replies": [{"force": FORCE, "reference": REPLY}]}
    facts |= {
        "disclosure": "threshold",
        "denominators": workforce,
        "merge": [merge] if into else [],
    }
    return Study.model_validate(facts)
