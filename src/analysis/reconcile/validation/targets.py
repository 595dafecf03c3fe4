"""What is promised of each method, and whether its measured scores keep it (METHODS 9)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.model.faults import Fault, Faults
from analysis.reconcile.methods.rates import CONFIDENCE
from analysis.reconcile.validation.count_trials import SENSITIVITY, SHARP, THINNING, WIDE
from analysis.reconcile.validation.end_to_end import AGREEMENT, CLAIM, RATIO, WIDE_RATIO
from analysis.reconcile.validation.end_to_end import RANK_AGREEMENT as OF_RANKS
from analysis.reconcile.validation.random_systems import CONTRADICTION, WITNESS
from analysis.reconcile.validation.ratio_trials import BOUNDS_UNION, FORCES, OWN_WINDOW, QUASI
from analysis.reconcile.validation.scores import ANSWERED, DIGITS, HOLDS, REFUSED, find_error
from analysis.reconcile.validation.simulate import SHOWN

# What is promised of each method, and of which of its scores (METHODS 9).

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


# Whether the measured scores keep what is promised of each method (METHODS 9).

COLUMNS = [
    *("target", "promise", "measured", "error", "least", "most", "designs", "repeats"),
    *("gate", "verdict"),
]
MET, MISSED, WARN, OPEN = "met", "missed", "warn", "open"
# At 10,000 repeats two standard errors make of 0.95 the 0.945 of METHODS 9; at fewer, less.
ALLOWED_ERRORS = 2
MOST_FALSE_REFUSALS = 0.01
RULE_OF_THREE = 3  # of n questions none refused: with 95 % certainty at most 3 / n would be


def check_targets(scores: pd.DataFrame) -> pd.DataFrame:
    """One row a target: the worst measured share, its Monte Carlo error, and the verdict.

    `scores` are those of `scoring.as_scores`. The worst is that of all designs which the target
    covers: the least share, or the largest where it lies further above than the least below.
    `least` and `most` are what the share was held against: what is promised, with the Monte Carlo
    error that is allowed. A target that no design covers is missed: nothing was measured.
    """
    rows = [_judge(target, scores[target.select(scores)]) for target in TARGETS]
    return pd.DataFrame([*rows, _judge_answers(scores)], columns=COLUMNS)


def _judge(target: Target, scores: pd.DataFrame) -> dict:
    scores = scores[scores["coverage"].notna()]
    told = {"target": target.name, "promise": target.promise, "gate": target.gate}
    if scores.empty:
        return told | _tell(scores, np.nan, np.nan, (target.least, target.most), target.gate)
    answered = scores["repeats"] * (1 - scores["refused"])
    if target.exact or target.pooled:
        size = answered.sum()
        share = 1 - scores["missed"].sum() / size
        error = 0.0 if target.exact else find_error(share, size)
    else:
        short = target.least - scores["coverage"]
        far = short if target.most == 1 else np.maximum(short, scores["coverage"] - target.most)
        worst = far.idxmax()
        share, error = scores.loc[worst, ["coverage", "error"]]
        size = answered[worst]
    allowed = 0 if target.exact else ALLOWED_ERRORS
    least = target.least - allowed * find_error(target.least, size)
    most = target.most + allowed * find_error(target.most, size)
    return told | _tell(scores, share, error, (least, most), target.gate)


def _judge_answers(scores: pd.DataFrame) -> dict:
    """How many well-posed questions are refused all the same; open where too few were asked."""
    well = scores[scores["claim"].eq("refusal") & scores["method"].eq(ANSWERED)]
    share = well["missed"].sum() / well["repeats"].sum() if len(well) else np.nan
    error = find_error(share, well["repeats"].sum()) if len(well) else np.nan
    promise = f"at most {MOST_FALSE_REFUSALS:.0%} of well-posed questions refused"
    told = {"target": "false refusals", "promise": promise, "gate": "fail"}
    told |= _tell(well, share, error, (0.0, MOST_FALSE_REFUSALS), "fail")
    few = told["repeats"] * MOST_FALSE_REFUSALS < RULE_OF_THREE
    return told | ({"verdict": OPEN} if told["verdict"] == MET and few else {})


def _tell(
    scores: pd.DataFrame, share: float, error: float, ends: tuple[float, float], gate: str
) -> dict:
    least, most = (round(end, DIGITS) for end in ends)
    # A single miss in a million must not round away, nor an end be told other than it is applied.
    kept = least <= share <= most
    told = {"measured": round(share, DIGITS), "error": round(error, DIGITS)}
    told |= {"least": least, "most": most, "designs": len(scores)}
    verdict = MET if kept else (WARN if gate == "warn" else MISSED)
    return told | {"repeats": int(scores["repeats"].sum()), "verdict": verdict}


def require_targets(targets: pd.DataFrame) -> str:
    """A sentence that all targets are met; raises Faults with one line a target that is missed.

    Those that only warn, and those for which too little was tried, are named in the sentence.
    """
    missed = targets[targets["verdict"].eq(MISSED)]
    faults = [
        Fault(
            row.target,
            f"{row.measured:.4f} measured, promised is {row.promise} (held against "
            f"{row.least:.4f} to {row.most:.4f})",
            "mend it",
        )
        for row in missed.itertuples(index=False)
    ]
    if faults:
        raise Faults("validation", faults)
    told = f"{targets['verdict'].eq(MET).sum()} of {len(targets)} targets are met"
    for verdict, words in {WARN: "not quite", OPEN: "too few repeats to tell"}.items():
        if names := ", ".join(targets.loc[targets["verdict"].eq(verdict), "target"]):
            told += f"; {words}: {names}"
    return told
