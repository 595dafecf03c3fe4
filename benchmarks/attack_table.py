"""Secrets planted in random studies, taken through the gate in each mode, and attacked.

    .venv/bin/python benchmarks/attack_table.py [STUDIES] [SEED]

STUDIES (25 unless told) are made of each design and mode; one takes about a second. In each one
body hides a count or has few, and others stand beside it, which print all that they count. The
attacker is a bare system of what is public, made here and not by the gate: under `as released`
what one release prints and every figure that is computed, under `threshold` the published figures
alone, and for what a body hid its replies as well. It also knows how ends are made: the cells
inside a window are the least, all that meet it the most; of people the largest cell and all
together. Of a ratio it knows the other side, of a sum over bodies the other bodies. A secret is
planted where the study without the gate tells it: stopped where what was published does not,
missed where it does; under `as released` a hidden count that is shown more closely than it was
printed is told as well. Harmless is a study without a planted secret. Exits with 1 where a secret
is missed.
"""

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, repeat
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
from analysis.reconcile.methods.bounds import EVERY, REST, Known, System
from analysis.reconcile.methods.contradictions import Disagreement
from analysis.reconcile.replies.denominators import Exposure, Workforce
from analysis.reconcile.results.comparison import RATIOS, Comparison, write_comparison
from analysis.reconcile.validation.simulate import COMMON
from analysis.reconcile.validation.simulated_replies import observe

FORCE, FOLDERS = "metropolitan", ("01-foi-23-029010", "second", "third", "fourth", "fifth")
OTHERS, SUM_OF_ALL = ("kent", "essex"), "43-forces"
NAMED = re.compile(rf"(\d+)(?: to (\d+))? in {FORCE};")  # how a refusal for few names a count
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
    """What some bodies print, in which unit, and what the study asks for.

    `bodies` are those of the replies, FORCE of each where none are named; the second reply of FORCE
    may add to its first. `whole_of` is of how many bodies the last reply is the sum.
    """

    cells: list[Printed]
    unit: str = "complaints"
    adds: bool = False
    merges: tuple[dict, ...] = ()
    bodies: tuple[str, ...] = ()
    whole_of: int = 0

    @property
    def forces(self) -> tuple[str, ...]:
        return self.bodies or (FORCE,) * (1 + max(cell.reply for cell in self.cells))

    def list_cells(self, force: str) -> list[Printed]:
        return [cell for cell in self.cells if self.forces[cell.reply] == force]

    @property
    def secrets(self) -> list[Printed]:
        return [cell for cell in self.cells if cell.secret]


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


def make_ratio(rng: np.random.Generator) -> Case:
    """A body with a hidden or small year, told by its total or by a reply that adds to it, and
    another of some of these years to be divided by"""
    adds, fewest = bool(rng.random() < 0.5), int(rng.choice([1, 3]))
    parts = rng.poisson([fewest, 1])
    counts = [int(parts.sum()), *map(int, rng.poisson([30, 80]))]
    hides = adds or rng.random() < 0.7
    first = hide(counts[0]) if hides else (counts[0],) * 2
    is_secret = first[0] < first[1] or 1 <= counts[0] < FEW["total"]
    cells = [Printed(0, PERIODS[0], "", counts[0], first, is_secret)]
    cells += [
        Printed(0, window, "", n, (n, n)) for window, n in zip(PERIODS[1:], counts[1:], strict=True)
    ]
    bodies = [FORCE]
    if adds:
        cells += _print_all(1, HALVES, parts)
        bodies.append(FORCE)
    elif rng.random() < 0.6:
        cells.append(Printed(0, WHOLE, "", sum(counts), (sum(counts),) * 2))
    kept = [PERIODS[:1], PERIODS[:2], PERIODS[1:], HALVES][rng.integers(4)]
    cells += _print_all(len(bodies), kept, rng.poisson(25, len(kept)) + 3)
    unit = "complaints" if adds else str(rng.choice(["complaints", "officers"]))
    return Case(cells, unit=unit, adds=adds, bodies=(*bodies, OTHERS[0]))


def make_sum(rng: np.random.Generator) -> Case:
    """A body with a hidden or small year, one or two others of the same year, and a total of all
    and maybe of more"""
    case = make_ratio(rng)
    own = [cell for cell in case.cells if cell.reply < len(case.forces) - 1]
    bodies = [*case.forces[:-1], *OTHERS[: rng.integers(1, 3)]]
    days = [PERIODS[0], WHOLE][rng.integers(2)]
    truth = sum(cell.truth for cell in own if cell.reply == 0 and days.covers(cell.window))
    if any(cell.window == WHOLE for cell in own):
        truth = own[0].truth if days == PERIODS[0] else own[-1].truth
    others = rng.poisson(30, len({*bodies}) - 1) + 3
    cells = [*own]
    for place, n in enumerate(map(int, others)):
        cells.append(Printed(len(bodies) - len(others) + place, days, "", n, (n, n)))
    silent = int(rng.choice([0, 1, 2]))
    whole = truth + int(others.sum()) + int(rng.poisson(3, silent).sum())
    cells.append(Printed(len(bodies), days, "", whole, (whole, whole)))
    return Case(
        cells,
        unit=case.unit,
        adds=case.adds,
        bodies=(*bodies, SUM_OF_ALL),
        whole_of=len({*bodies}) + silent,
    )


def _print_all(reply: int, windows: list[Window], counts: np.ndarray) -> list[Printed]:
    return [
        Printed(reply, window, "", int(n), (int(n),) * 2)
        for window, n in zip(windows, counts, strict=True)
    ]


DESIGNS = {
    AS_RELEASED: (
        *(make_hidden_beside_total, make_two_releases, make_addition, make_straddle),
        *(make_ratio, make_sum),
    ),
    THRESHOLD: (
        *(make_hidden_beside_total, make_two_releases, make_straddle, make_people),
        *(make_ratio, make_sum),
    ),
}


def make_study(case: Case, mode: str) -> Study:
    replies = [
        {"force": force, "reference": FOLDERS[place]} for place, force in enumerate(case.forces)
    ]
    if case.adds:
        replies[1]["adds_to"] = FOLDERS[0]
    if case.whole_of:
        replies[-1]["whole_of"] = case.whole_of
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
        facts |= {"force": case.forces[reply], "reference": f"R {reply}", "file": f"{reply}.csv"}
        days = cell.window.start, cell.window.end
        rows.append(observe(cell.ends, *days, **facts | {"cell": f"B{place + 2}"}))
    return rows


def release(case: Case, mode: str) -> tuple[Comparison, Comparison | None]:
    """The comparison without the gate, and what passes it; None where it is shut."""
    study = make_study(case, mode)
    with TemporaryDirectory() as name:
        inner, processed = Path(name) / "internal", Path(name) / "processed"
        for place, reply in enumerate(study.replies):
            folder = processed / reply.force / reply.reference
            write_observations(as_observations(list_rows(case, place)), folder / "observations.csv")
            write_table(pd.DataFrame(columns=CHECKS.names), folder / "checks.csv")
        replies = read_study(study, processed)
        made = bare = compare_study(study, replies, COMMON)
        if case.whole_of and mode == THRESHOLD:  # a sum that tells is refused before the gate
            bare = compare_study(make_study(case, AS_RELEASED), replies, COMMON)
        write_comparison(made, study, inner)
        try:
            return bare, pass_gate(study, inner, processed, processed)
        except Faults as faults:
            if "publication gate" not in str(faults):
                raise
            return bare, None


@dataclass(frozen=True)
class Told:
    """A count of FORCE that is published or follows from a figure and what other bodies print."""

    window: Window
    rank: str
    ends: tuple[int, float]
    reference: str = "R 0"


def list_told(comparison: Comparison, case: Case, all_of_them: bool) -> Iterator[Told]:
    """The counts of FORCE that are told, but for those that another release of it prints."""
    figures = comparison.figures[comparison.figures["force"].eq(FORCE)]
    for row in figures[figures["measure"].eq("count")].to_dict("records"):
        rank = "" if row["dimension"] == "total" else row["category"]
        window = Window(row["start"].date(), row["end"].date())
        one = Told(window, rank, (int(row["low"]), row["high"]), row["reference"])
        printed = [
            (cell.window, cell.ends)
            for cell in case.list_cells(FORCE)
            if (f"R {cell.reply}", cell.rank) == (one.reference, rank)
        ]
        if all_of_them or (window, one.ends) not in printed:
            yield one
    if len({*case.forces}) > 1:
        yield from _list_divided(comparison, case)
        yield from _list_named(comparison)
        yield from _list_summed(comparison, case)
        if all_of_them:
            yield from _list_left(comparison, case)


def _list_divided(comparison: Comparison, case: Case) -> Iterator[Told]:
    """A side of a ratio, by the other side, which its body prints."""
    workforce = _read_workforce()
    figures = comparison.figures
    for row in figures[figures["measure"].isin(RATIOS)].to_dict("records"):
        windows = [
            Window(row[f"{side}start"].date(), row[f"{side}end"].date()) for side in ("", "other_")
        ]
        forces = row["force"], row["other_force"]
        if row["dimension"] != "total" or forces.count(FORCE) != 1 or SUM_OF_ALL in forces:
            continue
        years = [1.0, 1.0]
        if row["measure"] == "rate_ratio":
            found = [
                workforce.measure_exposure(force, "all employees", window)
                for force, window in zip(forces, windows, strict=True)
            ]
            if not all(isinstance(one, Exposure) for one in found):
                continue
            years = [one.workforce_years for one in found]
        mine, ratio = forces.index(FORCE), (row["low"], row["high"])
        least, most = bound_body(case, forces[1 - mine], windows[1 - mine])
        per_head = years[0] / years[1]
        if mine == 0:
            ends = ratio[0] * most * per_head, ratio[1] * least * per_head
        else:
            ends = least / ratio[1] / per_head, most / ratio[0] / per_head
        if not np.isfinite(ends).all():
            continue
        whole = round(ends[0]), round(ends[1])
        if np.allclose(ends, whole, rtol=1e-7, atol=1e-5):
            yield Told(windows[mine], "", whole)


def _list_named(comparison: Comparison) -> Iterator[Told]:
    """What refusals say of few events."""
    for row in comparison.refusals.to_dict("records"):
        found = NAMED.search(row["evidence"])
        if found and row["basis"] in ("pair", "common"):
            low = int(found[1])
            window = Window(row["start"].date(), row["end"].date())
            yield Told(window, "", (low, int(found[2] or low)))


def _list_summed(comparison: Comparison, case: Case) -> Iterator[Told]:
    """A part of a sum over bodies, by the other parts; of what is left, by the whole as well."""
    rows = comparison.tables["remainder"].to_dict("records")
    if not rows:
        return
    (whole,) = case.list_cells(SUM_OF_ALL)
    others = {force for force in case.forces if force in OTHERS}
    for row in rows:
        inside = {*row["forces"].split(", ")} if row["forces"] else {FORCE, *others}
        if FORCE not in inside or row["step"] == "all together":
            continue
        known = sum(bound_body(case, force, whole.window)[0] for force in inside - {FORCE})
        low, high = row["low"], row["high"]
        if not row["forces"]:
            if row["step"] != "left" or row["low"] == 0:
                continue  # what is cut off at 0 tells of no end
            low, high = whole.truth - row["high"], whole.truth - row["low"]
        days = Window(row["start"].date(), row["end"].date())
        yield Told(days, "", (int(low - known), high - known))


def _list_left(comparison: Comparison, case: Case) -> Iterator[Told]:
    """What a printed total of all bodies leaves, where each other body prints its own."""
    if comparison.figures["force"].eq(SUM_OF_ALL).any():
        (whole,) = case.list_cells(SUM_OF_ALL)
        others = {force for force in case.forces if force in OTHERS}
        if case.whole_of == len(others) + 1:
            rest = whole.truth - sum(bound_body(case, one, whole.window)[0] for one in others)
            yield Told(whole.window, "", (rest, rest))


def bound_body(case: Case, force: str, window: Window) -> tuple[int, float]:
    """What the replies of another body leave for a window."""
    system = System([cell.known for cell in case.list_cells(force)], [window], frozenset(RANKS))
    ((found),) = system.bound_many([(window, EVERY)])
    return found.low, found.high


@cache
def _read_workforce() -> Workforce:
    case = Case([Printed(0, WHOLE, "", 1, (1, 1))])
    return Workforce(make_study(case, AS_RELEASED).denominators)


def explain_told(one: Told, case: Case) -> Iterator[Known]:
    """What a count tells: that the truth lies in it, and how its ends are made."""
    parts, ends = frozenset({one.rank}) if one.rank else EVERY, one.ends
    own = [
        cell
        for cell in case.list_cells(FORCE)
        if (f"R {cell.reply}", cell.rank) == (one.reference, one.rank)
    ]
    is_sum = case.unit == "complaints"
    if is_sum or ends[0] == ends[1]:
        yield Known(one.window, *ends, parts=parts)
    inside = [cell for cell in own if one.window.covers(cell.window)]
    meeting = [cell for cell in own if cell.window.meet(one.window)]
    if ends[0] == ends[1] or any(c.ends[0] != c.ends[1] for c in meeting) or not meeting:
        return
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


def find_told(case: Case, comparison: Comparison | None, mode: str) -> set[int]:
    """The places of the secrets that are told."""
    secrets = case.secrets
    if comparison is None or not secrets:
        return set()
    told = list(list_told(comparison, case, all_of_them=mode == THRESHOLD))
    known = [each for one in told for each in explain_told(one, case)]
    # Nobody is of a rank that no table lists.
    own = case.list_cells(FORCE)
    complete = [Known(WHOLE, 0, 0, parts=frozenset({REST}))]
    complete = complete if any(cell.rank for cell in own if cell.reply == 0) else []
    if mode == THRESHOLD:
        few = _find_few(secrets, bound_secrets([*known, *complete], secrets) or [])
        printed = [cell.known for cell in own]
        return few | _find_narrowed(secrets, [*printed, *complete], known)
    printed = [cell.known for cell in own if cell.reply == 0]
    return _find_narrowed(secrets, [*printed, *complete], known) | {
        place
        for place, cell in enumerate(secrets)
        for one in told
        if (one.window, one.rank) == (cell.window, cell.rank)
        and cell.ends[0] <= one.ends[0] <= one.ends[1] <= cell.ends[1]
        and one.ends != cell.ends
    }


def _find_few(secrets: list[Printed], found: list[tuple[float, float]]) -> set[int]:
    """The small counts that are known to be small, more closely than that."""
    limits = [FEW["rank" if cell.rank else "total"] for cell in secrets]
    return {
        place
        for place, ((low, high), few, cell) in enumerate(zip(found, limits, secrets, strict=False))
        if 1 <= low <= high < few and (low, high) != (1, few - 1) and cell.truth < few
    }


def _find_narrowed(secrets: list[Printed], printed: list[Known], known: list[Known]) -> set[int]:
    """The hidden counts that follow more closely with what is known than from what is printed."""
    before, after = (bound_secrets(some, secrets) for some in (printed, [*printed, *known]))
    if before is None or after is None:
        return set()
    return {
        place
        for place, (mine, theirs) in enumerate(zip(before, after, strict=True))
        if mine != theirs and secrets[place].ends[0] < secrets[place].ends[1]
    }


def attack(mode: str, place: int, studies: int, seed: int) -> dict:
    """The row of one design of a mode."""
    design, rng = DESIGNS[mode][place], np.random.default_rng([seed, place])
    counts = dict.fromkeys(("planted", "stopped", "missed", "harmless", "held back"), 0)
    for _ in range(studies):
        case = design(rng)
        bare, passed = release(case, mode)
        planted, left = (find_told(case, one, mode) for one in (bare, passed))
        counts["planted"] += len(planted)
        counts["stopped"] += len(planted - left)
        counts["missed"] += len(left)
        if not planted:
            counts["harmless"] += 1
            counts["held back"] += passed is None or len(passed.figures) < len(bare.figures)
    says = " ".join(design.__doc__.split()).rstrip(".")
    return {"mode": mode, "design": says, **counts}


def main(studies: str = "25", seed: str = "20240601") -> int:
    jobs = [(mode, place) for mode in DESIGNS for place in range(len(DESIGNS[mode]))]
    modes, places = zip(*jobs, strict=True)
    with ProcessPoolExecutor() as pool:
        rows = list(pool.map(attack, modes, places, repeat(int(studies)), repeat(int(seed))))
    print(_format(rows))
    return int(any(row["missed"] for row in rows))


def _format(rows: list[dict]) -> str:
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([str(row[name]) for name in names] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
