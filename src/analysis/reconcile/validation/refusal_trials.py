"""Questions that must be refused by name, and questions that must not, put to the comparison."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from analysis.model.observation import as_observations
from analysis.model.study import Joint
from analysis.reconcile.results.comparison import HARMONISED, Findings
from analysis.reconcile.results.rows import Row
from analysis.reconcile.validation.scores import NONE, score_share
from analysis.reconcile.validation.simulate import (
    CALENDAR,
    FINANCIAL,
    LAYOUTS,
    MARCH_YEARS,
    SMALL,
    suppress_small,
)
from analysis.reconcile.validation.simulated_replies import (
    FORCES,
    compare_replies,
    observe,
    observe_whole,
    simulate_reply,
)

REFUSED, ANSWERED = "refused by name", "answered"  # what is right of a question
MEASURES = ("count", "rate_per_month", "rate_per_1000")
DAYS = ("start", "end", "end_latest")
RANKS = ("constable", "sergeant", "inspector")
# Windows that the workforce's snapshots, the first at 31 March 2018, reach.
WITHIN_SNAPSHOTS = (MARCH_YEARS, CALENDAR, LAYOUTS[3])


@dataclass(frozen=True)
class Scenario:
    """Replies as observations, and the figure asked of the first: its measure, basis and dimension.

    Any `category` of the dimension where none is named. `joint` questions cross tables of a reply.
    """

    rows: list[dict]
    measure: str
    basis: str
    dimension: str = "total"
    category: str = ""
    joint: tuple[Joint, ...] = ()


def try_refusals(rng: np.random.Generator, repeats: int, well_posed: int) -> Iterator[dict]:
    """One score a kind of ill-posed question, and one of the well-posed ones.

    An ill-posed question is answered rightly where its figure is not given and a refusal bears the
    code; a well-posed one where every count, rate and ratio of both replies is given.
    """
    asked = [(name, code, draw) for name, (code, draw) in ILL_POSED.items() for _ in range(repeats)]
    scenarios = [draw(rng) for *_, draw in asked]
    scenarios += [draw_well_posed(rng) for _ in range(well_posed)]
    found = list(compare_scenarios(scenarios))
    for name, (code, _) in ILL_POSED.items():
        places = [place for place, one in enumerate(asked) if one[0] == name]
        if places:
            right = [is_refused(scenarios[place], found[place], code) for place in places]
            yield _score(name, code, right)
    last = zip(scenarios[len(asked) :], found[len(asked) :], strict=True)
    yield _score("well posed", "", [is_answered(*pair) for pair in last])


def compare_scenarios(scenarios: Sequence[Scenario]) -> Iterator[Findings]:
    """What the comparison makes of each scenario's replies; their observations are made at once."""
    rows = [
        row | {"cell": f"B{place + 2}", "reference": f"Q {number}"}
        for number, scenario in enumerate(scenarios)
        for place, row in enumerate(scenario.rows)
    ]
    groups = as_observations(rows).groupby("reference", sort=False)
    for (_, replies), scenario in zip(groups, scenarios, strict=True):
        yield compare_replies(replies.reset_index(drop=True), scenario.joint)


def is_refused(scenario: Scenario, found: Findings, code: str) -> bool:
    """Whether the figure asked for is not given, and a refusal of it bears the code."""
    given, refused = (_pick(rows, scenario) for rows in (found.figures, found.refusals))
    return not given and code in {row["code"] for row in refused}


def is_answered(scenario: Scenario, found: Findings) -> bool:
    """Whether every count, rate and ratio of the scenario's replies is given, over both windows."""
    forces = list(dict.fromkeys(row["force"] for row in scenario.rows))
    wanted = [(force, measure) for force in forces for measure in MEASURES]
    wanted.append((forces[0], "rate_ratio"))
    every = {(*one, basis) for one in wanted for basis in ("own", "common")}
    totals = (row for row in found.figures if row["dimension"] == "total")
    return every <= {(row["force"], row["measure"], row["basis"]) for row in totals}


def _pick(rows: Sequence[Row], scenario: Scenario) -> list[Row]:
    """The rows of the figure that was asked for; the first force's, or the pair's."""
    return [
        row
        for row in rows
        if row["force"] == scenario.rows[0]["force"]
        and row["measure"] == scenario.measure
        and row["basis"] in (scenario.basis, "any")
        and (row.get("dimension") or "total") == scenario.dimension
        and (not scenario.category or row.get("category") == scenario.category)
    ]


def _score(process: str, code: str, right: list[bool]) -> dict:
    facts = {"claim": "refusal", "process": process, "rule": code, "assumption": NONE}
    facts |= {"method": REFUSED if code else ANSWERED}
    return facts | score_share(right)


def draw_well_posed(rng: np.random.Generator) -> Scenario:
    """Two replies that count the same thing over windows which both cover the common one.

    In any layout, some years hidden, with a true printed total or a true half-year beside.
    """
    rows = []
    for force in _draw_forces(rng):
        layout = WITHIN_SNAPSHOTS[rng.integers(len(WITHIN_SNAPSHOTS))]
        own = simulate_reply(rng, layout, float(rng.choice([4, 20, 100])), **force)
        total = sum(row["low"] for row in own)
        if rng.random() < 0.5:
            own.append(observe_whole(own, total, note="printed total", **force))
        if rng.random() < 0.5:
            first = own[0]
            part = int(rng.integers(first["low"] + 1))
            own.append(observe(part, first["start"], _find_middle(first), table="Half", **force))
        if rng.random() < 0.5 and len(layout.cells) > 1:
            for row in own[: len(layout.cells)]:
                low, high = suppress_small(np.array(row["low"]), SMALL)
                row |= {"low": int(low), "high": float(high)}
        rows += own
    return Scenario(rows, "rate_ratio", "common")


def _draw_forces(rng: np.random.Generator) -> tuple[dict, dict]:
    first, second = rng.choice(FORCES, 2, replace=False)
    return {"force": str(first)}, {"force": str(second)}


def _find_middle(row: dict) -> date:
    return row["start"] + (row["end"] - row["start"]) // 2


def _differ(**facts) -> Callable[[np.random.Generator], Scenario]:
    """A pair of which the second reply differs in one fact from the first."""

    def draw(rng: np.random.Generator) -> Scenario:
        first, second = _draw_forces(rng)
        rows = [*simulate_reply(rng, MARCH_YEARS, **first), *simulate_reply(rng, **second | facts)]
        return Scenario(rows, "rate_ratio", str(rng.choice(["own", "common"])))

    return draw


def _leave_out(place: slice) -> Callable[[np.random.Generator], Scenario]:
    """A reply some of whose years are missing."""

    def draw(rng: np.random.Generator) -> Scenario:
        first, _ = _draw_forces(rng)
        rows = simulate_reply(rng, **first)
        del rows[place]
        return Scenario(rows, "count", "common")

    return draw


def _share_no_day(rng: np.random.Generator) -> Scenario:
    first, second = _draw_forces(rng)
    rows = [*simulate_reply(rng, **first)[:2], *simulate_reply(rng, **second)[3:]]
    return Scenario(rows, "rate_ratio", "own")


def _overfill_half(rng: np.random.Generator) -> Scenario:
    """A half-year with more events than its year."""
    first, _ = _draw_forces(rng)
    rows = simulate_reply(rng, **first)
    year = rows[rng.integers(5)]
    over = year["low"] + int(rng.integers(1, 9))
    rows.append(observe(over, year["start"], _find_middle(year), table="Half", **first))
    return Scenario(rows, "count", "common")


def _misprint_total(rng: np.random.Generator) -> Scenario:
    first, _ = _draw_forces(rng)
    rows = simulate_reply(rng, **first)
    wrong = sum(row["low"] for row in rows) + int(rng.choice([-3, -1, 1, 2, 9]))
    rows.append(observe_whole(rows, wrong, note="printed total", **first))
    return Scenario(rows, "count", "common")


def _overcount_people(rng: np.random.Generator) -> Scenario:
    """A year with more people than all years together."""
    facts = _draw_forces(rng)[0] | {"unit": "people"}
    rows = simulate_reply(rng, MARCH_YEARS, **facts)
    most = max(row["low"] for row in rows)
    rows.append(observe_whole(rows, most - 1, table="All", **facts))
    return Scenario(rows, "count", "common")


def _count_few(measure: str) -> Callable[[np.random.Generator], Scenario]:
    def draw(rng: np.random.Generator) -> Scenario:
        first, second = _draw_forces(rng)
        rows = simulate_reply(rng, MARCH_YEARS, **first)
        for row in rows:
            row |= {"low": 0, "high": 0.0}
        rows[0] |= {"low": (few := int(rng.integers(3))), "high": float(few)}
        return Scenario([*rows, *simulate_reply(rng, **second)], measure, "common")

    return draw


def _span_break(rng: np.random.Generator) -> Scenario:
    """One reply ends before the rules changed, the other goes on."""
    first, second = _draw_forces(rng)
    rows = [
        *simulate_reply(rng, **first)[: int(rng.integers(1, 3))],
        *simulate_reply(rng, **second),
    ]
    return Scenario(rows, "rate_ratio", "own")


def _precede_snapshots(rng: np.random.Generator) -> Scenario:
    """Financial years twenty years back, before any snapshot."""
    rows = simulate_reply(rng, FINANCIAL, **_draw_forces(rng)[0])
    for row in rows:
        row |= {name: row[name].replace(year=row[name].year - 20) for name in DAYS}
    return Scenario(rows, "rate_per_1000", "own")


def _count_elsewhere(rng: np.random.Generator) -> Scenario:
    """A force of which no workforce is published in the table."""
    return Scenario(simulate_reply(rng, force="psni"), "rate_per_1000", "common")


def _count_whom(rng: np.random.Generator) -> Scenario:
    rows = simulate_reply(rng, **_draw_forces(rng)[0] | {"population": "contractors"})
    return Scenario(rows, "rate_per_1000", "common")


def _estimate_total(rng: np.random.Generator) -> Scenario:
    layout = LAYOUTS[int(rng.integers(3, len(LAYOUTS)))]
    return Scenario(simulate_reply(rng, layout, **_draw_forces(rng)[0]), "estimate", "common")


def _observe_ranks(rows: list[dict], counts: list[int], force: dict) -> list[dict]:
    facts = {"table": "Complaints by rank", "dimension": "rank"} | force
    named = zip(RANKS, counts, strict=True)
    return [observe_whole(rows, n, category=rank, label=rank, **facts) for rank, n in named]


def _rank_without_years(rng: np.random.Generator) -> Scenario:
    first, _ = _draw_forces(rng)
    rows = _observe_ranks(simulate_reply(rng), [80, 30, int(rng.integers(5, 20))], first)
    return Scenario(rows, "count", "common", "rank")


def _share_of_few(rng: np.random.Generator) -> Scenario:
    first, _ = _draw_forces(rng)
    rows = _observe_ranks(simulate_reply(rng), [8, 3, int(rng.integers(1, 9))], first)
    return Scenario(rows, "share", "own", "rank")


def _cross_tables(rng: np.random.Generator) -> Scenario:
    """How many of one rank were on one platform, of a reply that counts each by itself."""
    first, _ = _draw_forces(rng)
    whole = simulate_reply(rng)
    rows = _observe_ranks(whole, [80, 30, int(rng.integers(5, 20))], first)
    facts = {"table": "Complaints by platform", "dimension": "platform"} | first
    rows.append(observe_whole(whole, 60, category="facebook", label="facebook", **facts))
    asked = Joint(rank=str(rng.choice(RANKS)), platform="facebook", **first)
    return Scenario(rows, "joint_count", "own", "rank and platform", joint=(asked,))


def _list_alone(rng: np.random.Generator) -> Scenario:
    """A share of a rank that the other reply does not list, over the same days."""
    first, second = _draw_forces(rng)
    rows = simulate_reply(rng, MARCH_YEARS)
    mine = _observe_ranks(rows, [80, 30, int(rng.integers(5, 20))], first)
    theirs = _observe_ranks(rows, [70, 30, 9], second)
    left_out = theirs.pop(int(rng.integers(1, 3)))
    return Scenario([*mine, *theirs], "share", HARMONISED, "rank", left_out["category"])


ILL_POSED: dict[str, tuple[str, Callable[[np.random.Generator], Scenario]]] = {
    "another unit": ("UNIT_MISMATCH", _differ(unit="allegations")),
    "people against complaints": ("UNIT_MISMATCH", _differ(unit="people")),
    "another definition": ("DEFINITION_MISMATCH", _differ(definition="allegation")),
    "another population": ("DEFINITION_MISMATCH", _differ(population="officers")),
    "no such workforce": ("NO_DENOMINATOR", _count_whom),
    "another date": ("DATE_BASIS_MISMATCH", _differ(date_basis="received")),
    "a date unstated": ("DATE_BASIS_MISMATCH", _differ(date_basis="unstated")),
    "a year missing": ("COVERAGE_GAP", _leave_out(slice(2, 3))),
    "begins too late": ("COVERAGE_GAP", _leave_out(slice(0, 1))),
    "ends too early": ("COVERAGE_GAP", _leave_out(slice(5, None))),
    "no shared day": ("COVERAGE_GAP", _share_no_day),
    "before the workforce is known": ("COVERAGE_GAP", _precede_snapshots),
    "a force without workforce": ("COVERAGE_GAP", _count_elsewhere),
    "ranks without years": ("COVERAGE_GAP", _rank_without_years),
    "a half-year above its year": ("INCONSISTENT_SOURCES", _overfill_half),
    "a total that is not the sum": ("INCONSISTENT_SOURCES", _misprint_total),
    "more people in a part": ("INCONSISTENT_SOURCES", _overcount_people),
    "a rate of under three": ("TOO_FEW", _count_few("rate_per_1000")),
    "a ratio of under three": ("TOO_FEW", _count_few("rate_ratio")),
    "a share of under twenty": ("TOO_FEW", _share_of_few),
    "own windows across the break": ("BREAK_SPANNED", _span_break),
    "tables crossed": ("CROSS_TAB_REQUESTED", _cross_tables),
    "a rank that one alone lists": ("UNMAPPED_CATEGORY", _list_alone),
    "years in one total, divided": ("CELL_TOO_LONG", _estimate_total),
}
