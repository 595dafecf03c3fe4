"""Questions with one thing wrong, each of which must be refused by its own name."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analysis.model.study import Joint
from analysis.reconcile.results.comparison import HARMONISED
from analysis.reconcile.validation.questions import (
    Question,
    ask_well,
    choose_forces,
    find_middle,
    observe,
    observe_whole,
    put,
    reply,
)
from analysis.reconcile.validation.scores import ANSWERED, NONE, REFUSED, score_answers
from analysis.reconcile.validation.simulate import FINANCIAL, LAYOUTS, MARCH_YEARS

# Questions about a table of ranks with one thing wrong, each of which must be refused.

RANKS = ("constable", "sergeant", "inspector")


def _observe_ranks(rows: list[dict], counts: list[int], force: dict) -> list[dict]:
    told = {"table": "Complaints by rank", "dimension": "rank"} | force
    named = zip(RANKS, counts, strict=True)
    return [observe_whole(rows, n, category=rank, label=rank, **told) for rank, n in named]


def rank_without_years(rng: np.random.Generator) -> Question:
    first, _ = choose_forces(rng)
    rows = _observe_ranks(reply(rng), [80, 30, int(rng.integers(5, 20))], first)
    return Question(rows, "count", "common", "rank")


def share_of_few(rng: np.random.Generator) -> Question:
    first, _ = choose_forces(rng)
    rows = _observe_ranks(reply(rng), [8, 3, int(rng.integers(1, 9))], first)
    return Question(rows, "share", "own", "rank")


def cross_tables(rng: np.random.Generator) -> Question:
    """How many of one rank were on one platform, of a reply that counts each by itself."""
    first, _ = choose_forces(rng)
    whole = reply(rng)
    rows = _observe_ranks(whole, [80, 30, int(rng.integers(5, 20))], first)
    told = {"table": "Complaints by platform", "dimension": "platform"} | first
    rows.append(observe_whole(whole, 60, category="facebook", label="facebook", **told))
    asked = Joint(rank=str(rng.choice(RANKS)), platform="facebook", **first)
    return Question(rows, "joint_count", "own", "rank and platform", joint=(asked,))


def list_alone(rng: np.random.Generator) -> Question:
    """A share of a rank that the other reply does not list, over the same days."""
    first, second = choose_forces(rng)
    rows = reply(rng, MARCH_YEARS)
    mine = _observe_ranks(rows, [80, 30, int(rng.integers(5, 20))], first)
    theirs = _observe_ranks(rows, [70, 30, 9], second)
    left_out = theirs.pop(int(rng.integers(1, 3)))
    return Question([*mine, *theirs], "share", HARMONISED, "rank", left_out["category"])


def _differ(**facts) -> Callable[[np.random.Generator], Question]:
    """A pair of which the second reply differs in one fact from the first."""

    def ask(rng: np.random.Generator) -> Question:
        first, second = choose_forces(rng)
        rows = [*reply(rng, MARCH_YEARS, **first), *reply(rng, **second | facts)]
        return Question(rows, "rate_ratio", str(rng.choice(["own", "common"])))

    return ask


def _leave_out(place: slice) -> Callable[[np.random.Generator], Question]:
    """A reply some of whose years are missing."""

    def ask(rng: np.random.Generator) -> Question:
        first, _ = choose_forces(rng)
        rows = reply(rng, **first)
        del rows[place]
        return Question(rows, "count", "common")

    return ask


def _share_no_day(rng: np.random.Generator) -> Question:
    first, second = choose_forces(rng)
    rows = [*reply(rng, **first)[:2], *reply(rng, **second)[3:]]
    return Question(rows, "rate_ratio", "own")


def _overfill_half(rng: np.random.Generator) -> Question:
    """A half-year with more events than its year."""
    first, _ = choose_forces(rng)
    rows = reply(rng, **first)
    year = rows[rng.integers(5)]
    over = year["low"] + int(rng.integers(1, 9))
    rows.append(observe(over, year["start"], find_middle(year), table="Half", **first))
    return Question(rows, "count", "common")


def _misprint_total(rng: np.random.Generator) -> Question:
    first, _ = choose_forces(rng)
    rows = reply(rng, **first)
    wrong = sum(row["low"] for row in rows) + int(rng.choice([-3, -1, 1, 2, 9]))
    rows.append(observe_whole(rows, wrong, note="printed total", **first))
    return Question(rows, "count", "common")


def _overcount_people(rng: np.random.Generator) -> Question:
    """A year with more people than all years together."""
    told = choose_forces(rng)[0] | {"unit": "people"}
    rows = reply(rng, MARCH_YEARS, **told)
    most = max(row["low"] for row in rows)
    rows.append(observe_whole(rows, most - 1, table="All", **told))
    return Question(rows, "count", "common")


def _count_few(measure: str) -> Callable[[np.random.Generator], Question]:
    def ask(rng: np.random.Generator) -> Question:
        first, second = choose_forces(rng)
        rows = reply(rng, MARCH_YEARS, **first)
        for row in rows:
            row |= {"low": 0, "high": 0.0}
        rows[0] |= {"low": (few := int(rng.integers(3))), "high": float(few)}
        return Question([*rows, *reply(rng, **second)], measure, "common")

    return ask


def _span_break(rng: np.random.Generator) -> Question:
    """One reply ends before the rules changed, the other goes on."""
    first, second = choose_forces(rng)
    rows = [*reply(rng, **first)[: int(rng.integers(1, 3))], *reply(rng, **second)]
    return Question(rows, "rate_ratio", "own")


def _precede_snapshots(rng: np.random.Generator) -> Question:
    rows = reply(rng, FINANCIAL, **choose_forces(rng)[0])
    return Question(rows, "rate_per_1000", "own")


def _count_elsewhere(rng: np.random.Generator) -> Question:
    """A force of which no workforce is published in the table."""
    return Question(reply(rng, force="psni"), "rate_per_1000", "common")


def _count_whom(rng: np.random.Generator) -> Question:
    rows = reply(rng, **choose_forces(rng)[0] | {"population": "contractors"})
    return Question(rows, "rate_per_1000", "common")


def _estimate_total(rng: np.random.Generator) -> Question:
    layout = LAYOUTS[int(rng.integers(3, len(LAYOUTS)))]
    return Question(reply(rng, layout, **choose_forces(rng)[0]), "estimate", "common")


ILL_POSED: dict[str, tuple[str, Callable[[np.random.Generator], Question]]] = {
    "another unit": ("UNIT_MISMATCH", _differ(unit="allegations")),
    "people against complaints": ("UNIT_MISMATCH", _differ(unit="people")),
    "another definition": ("DEFINITION_MISMATCH", _differ(definition="allegation")),
    "another population": ("DEFINITION_MISMATCH", _differ(population="officers")),
    "no such workforce": ("DEFINITION_MISMATCH", _count_whom),
    "another date": ("DATE_BASIS_MISMATCH", _differ(date_basis="received")),
    "a date unstated": ("DATE_BASIS_MISMATCH", _differ(date_basis="unstated")),
    "a year missing": ("COVERAGE_GAP", _leave_out(slice(2, 3))),
    "begins too late": ("COVERAGE_GAP", _leave_out(slice(0, 1))),
    "ends too early": ("COVERAGE_GAP", _leave_out(slice(5, None))),
    "no shared day": ("COVERAGE_GAP", _share_no_day),
    "before the workforce is known": ("COVERAGE_GAP", _precede_snapshots),
    "a force without workforce": ("COVERAGE_GAP", _count_elsewhere),
    "ranks without years": ("COVERAGE_GAP", rank_without_years),
    "a half-year above its year": ("INCONSISTENT_SOURCES", _overfill_half),
    "a total that is not the sum": ("INCONSISTENT_SOURCES", _misprint_total),
    "more people in a part": ("INCONSISTENT_SOURCES", _overcount_people),
    "a rate of under three": ("TOO_FEW", _count_few("rate_per_1000")),
    "a ratio of under three": ("TOO_FEW", _count_few("rate_ratio")),
    "a share of under twenty": ("TOO_FEW", share_of_few),
    "own windows across the break": ("BREAK_SPANNED", _span_break),
    "tables crossed": ("CROSS_TAB_REQUESTED", cross_tables),
    "a rank that one alone lists": ("UNMAPPED_CATEGORY", list_alone),
    "years in one total, divided": ("CELL_TOO_LONG", _estimate_total),
}


# Questions that must be refused, and questions that must not, put to the real comparison.

MEASURES = ("count", "rate_per_month", "rate_per_1000")


def run_refusal_cases(rng: np.random.Generator, repeats: int, well_posed: int) -> Iterator[dict]:
    """One score a kind of ill-posed question, and one of the well-posed ones.

    An ill-posed question is answered rightly where its figure is not given and a refusal bears the
    code; a well-posed one where every count, rate and ratio of both replies is given.
    """
    for name, (code, ask) in ILL_POSED.items():
        right = [is_refused(ask(rng), code) for _ in range(repeats)]
        yield _tell(name, code, right)
    yield _tell("well posed", "", [is_answered(ask_well(rng)) for _ in range(well_posed)])


def is_refused(question: Question, code: str) -> bool:
    answer = put(question)
    given, refused = (_pick(frame, question) for frame in (answer.figures, answer.refusals))
    return given.empty and code in set(refused["code"])


def _pick(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The rows of the figure that was asked for; the first force's, or the pair's."""
    first = frame["force"].eq(question.rows[0]["force"])
    kind = frame["measure"].eq(question.measure) & frame["basis"].isin([question.basis, "any"])
    place = frame["dimension"].replace("", "total").eq(question.dimension)
    if question.category:
        place &= frame["category"].eq(question.category)
    return frame[first & kind & place]


def is_answered(question: Question) -> bool:
    figures = put(question).figures
    forces = list(dict.fromkeys(row["force"] for row in question.rows))
    asked = [(force, measure) for force in forces for measure in MEASURES]
    asked.append((forces[0], "rate_ratio"))
    wanted = {(*one, basis) for one in asked for basis in ("own", "common")}
    given = figures[figures["dimension"].eq("total")]
    return wanted <= set(given[["force", "measure", "basis"]].itertuples(index=False, name=None))


def _tell(process: str, code: str, right: list[bool]) -> dict:
    share = np.array(right, dtype=float)
    told = {"claim": "refusal", "process": process, "rule": code, "assumption": NONE}
    told |= {"method": REFUSED if code else ANSWERED}
    return told | score_answers(np.ones(len(share)), share, share)
