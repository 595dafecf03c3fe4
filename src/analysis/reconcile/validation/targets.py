"""What is promised of each method, and whether its measured scores keep it (methods.md 9)."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import beta

from analysis.model.faults import Fault, Faults
from analysis.reconcile.validation.count_trials import SENSITIVITY, SHARP, THINNING, WIDE
from analysis.reconcile.validation.end_to_end import AGREEMENT, CLAIM
from analysis.reconcile.validation.random_systems import CONTRADICTION, WITNESS
from analysis.reconcile.validation.ratio_trials import BOUNDS_UNION, FORCES, OWN_WINDOW, POOLED
from analysis.reconcile.validation.refusal_trials import ANSWERED, REFUSED
from analysis.reconcile.validation.scores import DIGITS, HOLDS
from analysis.reconcile.validation.share_trials import DIFFERENCE, HOLM, TESTED, TOLD_APART
from analysis.reconcile.validation.simulate import SHIPPED, SHOWN
from analysis.reconcile.validation.store import TARGETS_CHECKED

MEND = "mend it"
MET, MISSED = "met", "missed"
SURE = 0.99  # of each Monte Carlo limit
FEWEST_A_YEAR = 20  # under it, counts are so few that coverage is far above what is promised
FEWEST_OF_A_PAIR = 8  # under it, a count of 0 may leave a ratio without an upper limit


@dataclass(frozen=True)
class Target:
    """What is promised of every single design that is selected, each judged by itself.

    The coverage lies from `least` to `most`, shown by Monte Carlo limits that both lie within; the
    length, where the design has an ideal one, from `shortest` to `longest` times that. `exact`
    targets allow for no chance: a single miss is a fault of the program, and the limits only say
    how rare a miss may be all the same.
    """

    name: str
    promise: str
    select: Callable[[pd.DataFrame], pd.Series]
    least: float = 1.0
    most: float = 1.0
    shortest: float = 0.0
    longest: float = math.inf
    exact: bool = False


def _select(
    claim: str, *methods: str, holding: bool = False, fewest: float = 0
) -> Callable[[pd.DataFrame], pd.Series]:
    """The rows of one claim and some methods; only those where the method's own assumption holds
    if so wished, and `fewest` events a year of every force.

    A design that the ladder refuses promises nothing, nor do the few repeats that are left where
    hidden counts made it refuse the others.
    """

    def select(scores: pd.DataFrame) -> pd.Series:
        fits = scores["claim"].eq(claim) & scores["method"].isin(methods)
        if holding:
            fits &= scores["assumption"].eq(HOLDS) & scores["rule"].eq("")
            fits &= scores["hidden"].isin(["", SHOWN])
        if fewest:
            sizes = scores["a_year"].str.split(" against ")
            fits &= sizes.map(lambda some: all(one and float(one) >= fewest for one in some))
        return fits

    return select


TARGETS = (
    Target(
        "bounds",
        "every one holds the truth",
        lambda scores: scores["method"].eq(SHARP),
        exact=True,
    ),
    Target(
        "sharpness",
        "every published end is attained",
        _select(CLAIM, WITNESS),
        exact=True,
    ),
    Target(
        "published figures",
        "each the same as worked out anew",
        _select(CLAIM, *AGREEMENT.values()),
        exact=True,
    ),
    Target("witnesses", "every end attained", _select("system", WITNESS), exact=True),
    Target("contradictions", "all refused", _select("system", CONTRADICTION), exact=True),
    Target(
        "thinning",
        f"at a constant rate and {FEWEST_A_YEAR} or more events a year",
        _select("count", THINNING, holding=True, fewest=FEWEST_A_YEAR),
        *(0.935, 0.995, 0.9, 1.2),
    ),
    Target(
        "sensitivity",
        "with a rate ratio in 1/2 to 2 and independent events",
        _select("count", SENSITIVITY, holding=True, fewest=FEWEST_A_YEAR),
        *(0.95, 1.0, 0.9, 1.2),
    ),
    Target(
        "wide limits",
        f"with a rate ratio in 1/2 to 2 and variance 1 to {SHIPPED:g} times the mean",
        _select("count", WIDE, holding=True, fewest=FEWEST_A_YEAR),
        *(0.95, 1.0, 0.6, 1.3),
    ),
    Target(
        "ratio",
        "for Poisson counts, own windows at a level rate",
        _select("ratio", OWN_WINDOW, holding=True, fewest=FEWEST_OF_A_PAIR),
        *(0.94, 0.98, 0.95, 1.2),
    ),
    Target(
        "ratio of bounds",
        "for Poisson counts at any rates",
        _select("ratio", BOUNDS_UNION, holding=True, fewest=FEWEST_OF_A_PAIR),
        *(0.95, 1.0, 0.9, 1.2),
    ),
    Target(
        "quasi-Poisson ratio",
        f"with variance 1 to {SHIPPED:g} times the mean in independent years and {FORCES} forces",
        _select("ratio", POOLED, holding=True, fewest=FEWEST_OF_A_PAIR),
        *(0.93, 0.99, 0.9, 1.2),
    ),
    Target(
        "test of two shares",
        "equal shares are not told apart",
        _select("share", TESTED),
        *(0.93, 0.985),
    ),
    Target(
        "power of the test",
        "shares apart are told apart, in the designs listed",
        _select("share", TOLD_APART),
        *(0.92, 1.0),
    ),
    Target(
        "family of shares",
        "of equal ones none is told apart, by Holm",
        _select("share", HOLM),
        *(0.945, 0.99),
    ),
    Target(
        "difference of shares",
        "its limits, of each event falling by itself",
        _select("share", DIFFERENCE),
        *(0.95, 1.0, 1.0, 1.75),
    ),
    Target("refusals", "every ill-posed question refused", _select("refusal", REFUSED), exact=True),
    Target(
        "false refusals",
        "every well-posed question answered",
        _select("refusal", ANSWERED),
        exact=True,
    ),
)


def check_targets(scores: pd.DataFrame) -> pd.DataFrame:
    """One row a target: its worst design, the Monte Carlo limits of all, and the verdict.

    `scores` are those of `scores.as_scores`. A target is met where every design that it covers is:
    where its one-sided Monte Carlo limits at SURE (Clopper and Pearson) both lie within what is
    promised of coverage, and its length within what is promised of length. A target that no design
    covers is missed: nothing was measured.
    """
    rows = [_judge(target, scores[target.select(scores)]) for target in TARGETS]
    checked = [TARGETS_CHECKED.take_over(row) for row in rows]
    return pd.DataFrame(checked, columns=TARGETS_CHECKED.names)


def require_targets(targets: pd.DataFrame) -> str:
    """A sentence that all targets are met; raises Faults with one line a target that is missed."""
    missed = targets[targets["verdict"].eq(MISSED)]
    faults = [
        Fault(row["target"], f"{describe_measured(row)}; promised is {row['promise']}", MEND)
        for row in missed.to_dict("records")
    ]
    if faults:
        raise Faults("validation", faults)
    return f"all {len(targets)} targets are met"


def describe_promise(target: Target) -> str:
    """What a target promises, in words and numbers."""
    if target.exact:
        return target.promise
    ends = f"{target.least:g} to {target.most:g}"
    words = f"{target.promise}: coverage "
    words += f"at least {target.least:g}" if target.most == 1 else ends
    if math.isfinite(target.longest):
        words += f", {target.shortest:g} to {target.longest:g} times the ideal length"
    return words


def describe_measured(row: dict) -> str:
    """The coverage of all designs between its Monte Carlo limits, and their lengths."""
    if not row["designs"]:
        return "nothing was measured"
    words = f"coverage {row['measured']:.4f} at worst, Monte Carlo limits {row['low']:.4f} to "
    words += f"{row['high']:.4f}"
    if math.isfinite(row["longest"]):
        words += f", {row['short']:.2f} to {row['long']:.2f} times the ideal length"
    return words


def _judge(target: Target, scores: pd.DataFrame) -> dict:
    scores = scores[scores["coverage"].notna()]
    row = {"target": target.name, "promise": describe_promise(target), "least": target.least}
    row |= {"most": target.most, "shortest": target.shortest, "longest": target.longest}
    row |= {"designs": len(scores), "repeats": int(scores["repeats"].sum()), "verdict": MISSED}
    if scores.empty:
        return row
    missed = scores["missed"].to_numpy()
    held = (scores["repeats"] * (1 - scores["refused"])).round().to_numpy() - missed
    if target.exact:  # where one miss is too many, all repeats tell how rare one may be
        missed, held = missed.sum(keepdims=True), held.sum(keepdims=True)
    low = beta.ppf(1 - SURE, held, missed + 1)
    high = np.where(missed > 0, beta.ppf(SURE, held + 1, np.maximum(missed, 1)), 1.0)
    lengths = scores["length"].dropna()
    worst = scores.loc[scores["coverage"].idxmin()]
    row |= {"measured": worst["coverage"], "error": 0.0 if target.exact else worst["error"]}
    row |= {"low": round(low.min(), DIGITS), "high": round(high.max(), DIGITS)}
    row |= {"short": lengths.min(), "long": lengths.max()}
    kept = missed.sum() == 0
    if not target.exact:
        kept = low.min() >= target.least and high.max() <= target.most
        if math.isfinite(target.longest):
            kept &= len(lengths) == len(scores)
            kept &= target.shortest <= lengths.min() and lengths.max() <= target.longest
    return row | {"verdict": MET if kept else MISSED}
