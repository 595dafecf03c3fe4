"""Secrets planted in random studies, taken through the gate in each mode, and attacked.

    .venv/bin/python benchmarks/attack_table.py [STUDIES] [SEED]

STUDIES (25 unless told) are made of each design and mode; one takes about a second. The attacker is
a bare system of what is public, made here and not by the gate: under `as released` what one release
prints and every figure that is computed, under `threshold` the published figures alone. It also
knows how ends are made: the cells inside a window are the least, all that meet it the most; of
people the largest cell and all together. A secret is planted where the study without the gate
tells it: stopped where what was published does not, missed where it does. Harmless is a study
without a planted secret. Exits with 1 where a secret is missed.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analysis.model.checks import CHECKS
from analysis.model.faults import Faults
from analysis.model.observation import as_observations, write_observations
from analysis.model.store.csv_file import write_table
from analysis.model.study import AS_RELEASED, THRESHOLD, Study
from analysis.model.window import Window
from analysis.publish.disclosure.gate import pass_gate
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.methods.bounds import EVERY, REST, Disagreement, Known, System
from analysis.reconcile.results.comparison import write_comparison
from analysis.reconcile.validation.simulate import COMMON
from analysis.reconcile.validation.simulated_replies import observe

FORCE, FOLDERS = "metropolitan", ("01-foi-23-029010", "later")
RANKS = ("constable", "sergeant", "inspector")
FEW = {"total": 3, "rank": 5}
YEARS = [pd.Timestamp(f"{year}-01-01").date() for year in (2018, 2019, 2020)] + [COMMON.end]
PERIODS = [Window(*days) for days in pairwise(YEARS)]
WHOLE = Window(YEARS[0], YEARS[-1])
HALVES = [Window(YEARS[0], COMMON.start), Window(COMMON.start, YEARS[1])]


@dataclass(frozen=True)
class Printed:
    """One cell of a reply as the force prints it, and the count behind it."""

    reply: int
    window: Window
    rank: str  # "" of a total
    truth: int
    ends: tuple[int, int]
    secret: bool = False

    @property
    def known(self) -> Known:
        parts = frozenset({self.rank}) if self.rank else EVERY
        return Known(self.window, *self.ends, parts=parts)


@dataclass(frozen=True)
class Case:
    """What one force prints in one reply or two, in which unit, and what the study asks for."""

    cells: list[Printed]
    unit: str = "complaints"
    adds: bool = False
    merges: tuple[dict, ...] = ()


def hide(count: int) -> tuple[int, int]:
    return (1, 4) if 1 <= count <= 4 else (count, count)


def make_hidden_beside_total(rng: np.random.Generator) -> Case:
    """Small ranks hidden, beside a total that may tell them already."""
    counts = rng.poisson([40, rng.choice([3, 8]), 2])
    cells = [
        Printed(0, WHOLE, rank, n, hide(n), hide(n) != (n, n))
        for rank, n in zip(RANKS, map(int, counts), strict=True)
    ]
    return Case([*cells, Printed(0, WHOLE, "", int(counts.sum()), (int(counts.sum()),) * 2)])


def make_two_releases(rng: np.random.Generator) -> Case:
    """Small ranks hidden in one release, and in another the totals by period, or the ranks."""
    table = rng.poisson([[20], [4], [1]], (3, len(PERIODS)))
    cells = [
        Printed(0, WHOLE, rank, n, hide(n), hide(n) != (n, n))
        for rank, n in zip(RANKS, map(int, table.sum(axis=1)), strict=True)
    ]
    ranks = RANKS if rng.random() < 0.5 else ("",)
    for rank, row in zip(ranks, table if len(ranks) > 1 else table.sum(axis=0)[None], strict=True):
        cells += [
            Printed(1, window, rank, n, (n, n))
            for window, n in zip(PERIODS, map(int, row), strict=True)
        ]
    return Case(cells, unit=str(rng.choice(["complaints", "officers"])))


def make_addition(rng: np.random.Generator) -> Case:
    """A hidden year, and a later reply with its parts that the study says adds to the first."""
    parts = rng.poisson([1, 3])
    year, rest = int(parts.sum()), rng.poisson([30, 80])
    first = Printed(0, PERIODS[0], "", year, hide(year), hide(year) != (year, year))
    others = zip(PERIODS[1:], map(int, rest), strict=True)
    cells = [first, *(Printed(0, window, "", n, (n, n)) for window, n in others)]
    cells += [
        Printed(1, window, "", int(n), (int(n),) * 2)
        for window, n in zip(HALVES, parts, strict=True)
    ]
    return Case(cells, adds=True)


def make_straddle(rng: np.random.Generator) -> Case:
    """Ranks by period, of which the first straddles the common window: each may be small there."""
    table = rng.poisson([[9, 20, 60], [rng.choice([2, 9]), 9, 25]])
    return Case(
        [
            Printed(0, window, rank, int(n), (int(n),) * 2, 1 <= n < FEW["rank"])
            for rank, row in zip(RANKS[:2], table, strict=True)
            for window, n in zip(PERIODS, row, strict=True)
        ]
    )


def make_people(rng: np.random.Generator) -> Case:
    """Officers by period, the first periods put together by the study."""
    counts = [int(n) for n in rng.poisson([2, rng.choice([2, 9]), 12])]
    cells = [
        Printed(0, window, "", n, (n, n), 1 <= n < FEW["total"])
        for window, n in zip(PERIODS, counts, strict=True)
    ]
    labels = [str(window) for window in PERIODS[: rng.choice([2, 3])]]
    into = {"dimension": "total", "categories": labels, "into": "together", "why": "few"}
    return Case(cells, unit="officers", merges=(into,))


DESIGNS = {
    AS_RELEASED: (make_hidden_beside_total, make_two_releases, make_addition, make_straddle),
    THRESHOLD: (make_hidden_beside_total, make_two_releases, make_straddle, make_people),
}


def make_study(case: Case, mode: str) -> Study:
    replies = [{"force": FORCE, "reference": FOLDERS[0]}]
    if any(cell.reply for cell in case.cells):
        adds = {"adds_to": FOLDERS[0]} if case.adds else {}
        replies.append({"force": FORCE, "reference": FOLDERS[1]} | adds)
    facts = {"name": "planted", "title": "T", "question": "Q", "report": "report/report.md"}
    facts |= {"window": {"start": COMMON.start, "end": "2023-02-28", "why": "w"}}
    facts |= {"denominators": {"workforce": "headcount", "worker_types": {}}, "replies": replies}
    return Study.model_validate(facts | {"merge": case.merges, "disclosure": mode})


def list_rows(case: Case, reply: int) -> list[dict]:
    rows = []
    for place, cell in enumerate(case.cells):
        if cell.reply != reply:
            continue
        facts = {"table": "By rank" if cell.rank else "By period", "unit": case.unit}
        if cell.rank:
            facts |= {"dimension": "rank", "category": cell.rank, "label": cell.rank}
        else:
            facts |= {"label": str(cell.window)}
        facts |= {"force": FORCE, "reference": f"R {reply}", "file": f"{reply}.csv"}
        days = cell.window.start, cell.window.end
        rows.append(observe(cell.ends, *days, **facts | {"cell": f"B{place + 2}"}))
    return rows


def release(case: Case, mode: str) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """The figures without the gate, and those that pass it; None where it is shut."""
    study = make_study(case, mode)
    with TemporaryDirectory() as name:
        inner, processed = Path(name) / "internal", Path(name) / "processed"
        for reply, _ in enumerate(study.replies):
            folder = processed / FORCE / FOLDERS[reply]
            write_observations(as_observations(list_rows(case, reply)), folder / "observations.csv")
            write_table(pd.DataFrame(columns=CHECKS.names), folder / "checks.csv")
        made = compare_study(study, read_study(study, processed), COMMON)
        write_comparison(made, study, inner)
        try:
            return made.figures, pass_gate(study, inner, processed, processed).figures
        except Faults as faults:
            if "publication gate" not in str(faults):
                raise
            return made.figures, None


def list_told(figures: pd.DataFrame, case: Case, all_of_them: bool) -> Iterator[Known]:
    """What published counts tell: that the truth lies in each, and how its ends are made."""
    counts = figures[figures["measure"].eq("count")]
    for row in counts.to_dict("records"):
        rank = "" if row["dimension"] == "total" else row["category"]
        window = Window(row["start"].date(), row["end"].date())
        ends = int(row["low"]), row["high"]
        own = [
            cell
            for cell in case.cells
            if f"R {cell.reply}" == row["reference"] and cell.rank == rank
        ]
        if not all_of_them and any((c.window, c.ends) == (window, ends) for c in own):
            continue  # the other release prints it
        parts = frozenset({rank}) if rank else EVERY
        is_sum = case.unit == "complaints"
        if is_sum or ends[0] == ends[1]:
            yield Known(window, *ends, parts=parts)
        inside = [cell for cell in own if window.covers(cell.window)]
        meeting = [cell for cell in own if cell.window.meet(window)]
        if ends[0] == ends[1] or any(c.ends[0] != c.ends[1] for c in meeting) or not meeting:
            continue
        largest = max((cell.truth for cell in inside), default=0)
        if sum(cell.truth for cell in meeting) == ends[1]:
            hull = Window(meeting[0].window.start, meeting[-1].window.end)
            yield Known(hull, *(int(ends[1]),) * 2, parts=parts)
        if inside and is_sum and sum(cell.truth for cell in inside) == ends[0]:
            hull = Window(inside[0].window.start, inside[-1].window.end)
            yield Known(hull, *(ends[0],) * 2, parts=parts)
        elif inside and largest == ends[0]:
            cell = next(cell for cell in inside if cell.truth == largest)
            yield Known(cell.window, *(ends[0],) * 2, parts=parts)


def bound_secrets(known: list[Known], secrets: list[Printed]) -> list[tuple[float, float]] | None:
    """What each secret must lie between; None where not all can be true."""
    windows = [cell.window for cell in secrets]
    parts = frozenset(RANKS)
    asked = [(c.window, frozenset({c.rank}) if c.rank else EVERY) for c in secrets]
    try:
        return [(b.low, b.high) for b in System(known, windows, parts).bound_many(asked)]
    except Disagreement:
        return None


def find_told(case: Case, figures: pd.DataFrame | None, mode: str) -> set[int]:
    """The places of the secrets that are told."""
    secrets = [cell for cell in case.cells if cell.secret]
    if figures is None or not secrets:
        return set()
    told = list(list_told(figures, case, all_of_them=mode == THRESHOLD))
    # Nobody is of a rank that no table lists.
    complete = Known(WHOLE, 0, 0, parts=frozenset({REST}))
    if mode == THRESHOLD:
        told += [complete] if any(cell.rank for cell in case.cells) else []
        found = bound_secrets(told, secrets) or []
        hidden = [FEW["rank" if cell.rank else "total"] for cell in secrets]
        return {
            place
            for place, ((low, high), few, cell) in enumerate(
                zip(found, hidden, secrets, strict=False)
            )
            if 1 <= low <= high < few and (low, high) != (1, few - 1) and cell.truth < few
        }
    printed = [cell.known for cell in case.cells if cell.reply == 0]
    if any(cell.rank for cell in case.cells if cell.reply == 0):
        printed.append(complete)
    before, after = (bound_secrets(some, secrets) for some in (printed, [*printed, *told]))
    if before is None or after is None:
        return set()
    return {
        place
        for place, (mine, theirs) in enumerate(zip(before, after, strict=True))
        if mine != theirs
    }


def attack(mode: str, studies: int, seed: int) -> list[dict]:
    rows = []
    for design in DESIGNS[mode]:
        rng = np.random.default_rng([seed, len(rows)])
        counts = dict.fromkeys(("planted", "stopped", "missed", "harmless", "held back"), 0)
        for _ in range(studies):
            case = design(rng)
            bare, passed = release(case, mode)
            planted, left = (find_told(case, figures, mode) for figures in (bare, passed))
            counts["planted"] += len(planted)
            counts["stopped"] += len(planted - left)
            counts["missed"] += len(left)
            if not planted:
                counts["harmless"] += 1
                counts["held back"] += passed is None or len(passed) < len(bare)
        rows.append({"mode": mode, "design": design.__doc__.strip().rstrip("."), **counts})
    return rows


def main(studies: str = "25", seed: str = "20240601") -> int:
    rows = [row for mode in DESIGNS for row in attack(mode, int(studies), int(seed))]
    print(_format(rows))
    return int(any(row["missed"] for row in rows))


def _format(rows: list[dict]) -> str:
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([str(row[name]) for name in names] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
