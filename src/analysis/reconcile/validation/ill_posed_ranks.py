"""Questions about a table of ranks with one thing wrong, each of which must be refused."""

import numpy as np

from analysis.model.study import Joint
from analysis.reconcile.comparison import HARMONISED
from analysis.reconcile.validation.layouts import MARCH_YEARS
from analysis.reconcile.validation.questions import (
    Question,
    choose_forces,
    observe_whole,
    reply,
)

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
