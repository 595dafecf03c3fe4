"""What is promised of each method, and of which of its scores (METHODS 9)."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.reconcile.methods.rates import CONFIDENCE
from analysis.reconcile.validation.comparing import BOUNDS_UNION, FORCES, OWN_WINDOW, QUASI
from analysis.reconcile.validation.counting import SENSITIVITY, SHARP, THINNING, WIDE
from analysis.reconcile.validation.layouts import SHOWN
from analysis.reconcile.validation.published import AGREEMENT, CLAIM, RATIO, WIDE_RATIO
from analysis.reconcile.validation.published_ranks import AGREEMENT as OF_RANKS
from analysis.reconcile.validation.scoring import HOLDS, REFUSED
from analysis.reconcile.validation.systems import CONTRADICTION, WITNESS

FEWEST_A_YEAR = 20  # under it, counts are so few that coverage is far above what is promised


@dataclass(frozen=True)
class Target:
    """Scores of which the worst must lie from `least` to `most`; where not, the gate says what.

    `exact` targets allow for no chance: a single miss is a fault of the program. Of `pooled` ones
    each design has so few repeats that only all of them together are judged.
    """

    name: str
    promise: str
    select: Callable[[pd.DataFrame], pd.Series]
    least: float = 1.0
    most: float = 1.0
    exact: bool = False
    pooled: bool = False
    gate: str = "fail"


def _is(claim: str, method: str, holding: bool = False) -> Callable[[pd.DataFrame], pd.Series]:
    """The rows of one claim and method, and only where its own assumption holds if so wished.

    A design that the ladder refuses promises nothing, nor do the few repeats that are left where
    hidden counts made it refuse the others.
    """

    def select(scores: pd.DataFrame) -> pd.Series:
        fits = scores["claim"].eq(claim) & scores["method"].eq(method)
        if holding:
            fits &= scores["assumption"].eq(HOLDS) & scores["rule"].eq("")
            fits &= scores["hidden"].eq(SHOWN)
        return fits

    return select


def _of_enough(select: Callable[[pd.DataFrame], pd.Series]) -> Callable:
    def select_enough(scores: pd.DataFrame) -> pd.Series:
        enough = pd.to_numeric(scores["a_year"], errors="coerce") >= FEWEST_A_YEAR
        return select(scores) & enough

    return select_enough


def _is_bounds(scores: pd.DataFrame) -> pd.Series:
    return scores["method"].eq(SHARP)


def _is_published(*methods: str, holding: bool = False) -> Callable[[pd.DataFrame], pd.Series]:
    def select(scores: pd.DataFrame) -> pd.Series:
        fits = scores["claim"].eq(CLAIM) & scores["method"].isin(methods)
        return fits & scores["assumption"].eq(HOLDS) if holding else fits

    return select


TARGETS = (
    Target("bounds", "coverage exactly 1", _is_bounds, exact=True),
    Target("sharpness", "every end attained, as published", _is_published(WITNESS), exact=True),
    Target(
        "published figures",
        "each the same as worked out anew",
        _is_published(*AGREEMENT.values(), *OF_RANKS.values()),
        exact=True,
    ),
    Target(
        "published limits",
        "at least 0.95 over all designs whose assumption holds",
        _is_published(SENSITIVITY, WIDE, RATIO, WIDE_RATIO, holding=True),
        CONFIDENCE,
        pooled=True,
    ),
    Target("witnesses", "every end attained", _is("system", WITNESS), exact=True),
    Target("contradictions", "all refused", _is("system", CONTRADICTION), exact=True),
    Target(
        "thinning",
        f"0.945 to 0.995 at a constant rate and {FEWEST_A_YEAR} or more events a year",
        _of_enough(_is("count", THINNING, holding=True)),
        CONFIDENCE,
        0.995,
    ),
    Target(
        "sensitivity",
        "at least 0.95 with a rate ratio in 1/2 to 2 and independent events",
        _is("count", SENSITIVITY, holding=True),
        CONFIDENCE,
    ),
    Target(
        "wide limits",
        "at least 0.95 with a rate ratio in 1/2 to 2 and variance 1 to 4 times the mean",
        _is("count", WIDE, holding=True),
        CONFIDENCE,
    ),
    Target(
        "ratio",
        "at least 0.95 for Poisson counts, own windows at a level rate",
        _is("ratio", OWN_WINDOW, holding=True),
        CONFIDENCE,
    ),
    Target(
        "ratio of bounds",
        "at least 0.95 for Poisson counts at any rates",
        _is("ratio", BOUNDS_UNION, holding=True),
        CONFIDENCE,
    ),
    Target(
        "quasi-Poisson ratio",
        f"0.94 to 0.98 with variance 1 to 4 times the mean and {FORCES} forces",
        _is("ratio", f"{QUASI}, {FORCES} forces", holding=True),
        0.94,
        0.98,
        gate="warn",
    ),
    Target("refusals", "every ill-posed question refused", _is("refusal", REFUSED),
           exact=True),
)  # fmt: skip
