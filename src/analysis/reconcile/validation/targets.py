"""What is promised of each method, and whether its measured scores keep it (methods.md 9)."""

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
from analysis.reconcile.validation.refusal_trials import ANSWERED, REFUSED
from analysis.reconcile.validation.scores import DIGITS, HOLDS, find_error
from analysis.reconcile.validation.simulate import SHOWN
from analysis.reconcile.validation.store import TARGETS_CHECKED

MET, MISSED, WARN, OPEN = "met", "missed", "warn", "open"
# At 10,000 repeats two standard errors make of 0.95 the 0.945 of methods.md 9; at fewer, less.
ALLOWED_ERRORS = 2
MOST_FALSE_REFUSALS = 0.01
RULE_OF_THREE = 3  # of n questions none refused: with 95 % certainty at most 3 / n would be
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


def _select(claim: str, method: str, holding: bool = False) -> Callable[[pd.DataFrame], pd.Series]:
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


def _with_enough_events(select: Callable[[pd.DataFrame], pd.Series]) -> Callable:
    def select_enough(scores: pd.DataFrame) -> pd.Series:
        enough = pd.to_numeric(scores["a_year"], errors="coerce") >= FEWEST_A_YEAR
        return select(scores) & enough

    return select_enough


def _select_bounds(scores: pd.DataFrame) -> pd.Series:
    return scores["method"].eq(SHARP)


def _select_published(*methods: str, holding: bool = False) -> Callable[[pd.DataFrame], pd.Series]:
    def select(scores: pd.DataFrame) -> pd.Series:
        fits = scores["claim"].eq(CLAIM) & scores["method"].isin(methods)
        return fits & scores["assumption"].eq(HOLDS) if holding else fits

    return select


TARGETS = (
    Target("bounds", "coverage exactly 1", _select_bounds, exact=True),
    Target("sharpness", "every end attained, as published", _select_published(WITNESS), exact=True),
    Target(
        "published figures",
        "each the same as worked out anew",
        _select_published(*AGREEMENT.values(), *OF_RANKS.values()),
        exact=True,
    ),
    Target(
        "published limits",
        f"at least {CONFIDENCE} over all designs whose assumption holds",
        _select_published(SENSITIVITY, WIDE, RATIO, WIDE_RATIO, holding=True),
        CONFIDENCE,
        pooled=True,
    ),
    Target("witnesses", "every end attained", _select("system", WITNESS), exact=True),
    Target("contradictions", "all refused", _select("system", CONTRADICTION), exact=True),
    Target(
        "thinning",
        f"0.945 to 0.995 at a constant rate and {FEWEST_A_YEAR} or more events a year",
        _with_enough_events(_select("count", THINNING, holding=True)),
        CONFIDENCE,
        0.995,
    ),
    Target(
        "sensitivity",
        f"at least {CONFIDENCE} with a rate ratio in 1/2 to 2 and independent events",
        _select("count", SENSITIVITY, holding=True),
        CONFIDENCE,
    ),
    Target(
        "wide limits",
        f"at least {CONFIDENCE} with a rate ratio in 1/2 to 2 and variance 1 to 4 times the mean",
        _select("count", WIDE, holding=True),
        CONFIDENCE,
    ),
    Target(
        "ratio",
        f"at least {CONFIDENCE} for Poisson counts, own windows at a level rate",
        _select("ratio", OWN_WINDOW, holding=True),
        CONFIDENCE,
    ),
    Target(
        "ratio of bounds",
        f"at least {CONFIDENCE} for Poisson counts at any rates",
        _select("ratio", BOUNDS_UNION, holding=True),
        CONFIDENCE,
    ),
    Target(
        "quasi-Poisson ratio",
        f"0.94 to 0.98 with variance 1 to 4 times the mean and {FORCES} forces",
        _select("ratio", f"{QUASI}, {FORCES} forces", holding=True),
        0.94,
        0.98,
        gate="warn",
    ),
    Target("refusals", "every ill-posed question refused", _select("refusal", REFUSED), exact=True),
)


def check_targets(scores: pd.DataFrame) -> pd.DataFrame:
    """One row a target: the worst measured share, its Monte Carlo error, and the verdict.

    `scores` are those of `scores.as_scores`. The worst is that of all designs which the target
    covers: the least share, or the largest where it lies further above than the least below.
    `least` and `most` are what the share was held against: what is promised, with the Monte Carlo
    error that is allowed. A target that no design covers is missed: nothing was measured.
    """
    rows = [_judge(target, scores[target.select(scores)]) for target in TARGETS]
    checked = [TARGETS_CHECKED.take_over(row) for row in [*rows, _judge_answers(scores)]]
    return pd.DataFrame(checked, columns=TARGETS_CHECKED.names)


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
    words = f"{targets['verdict'].eq(MET).sum()} of {len(targets)} targets are met"
    for verdict, remark in {WARN: "not quite", OPEN: "too few repeats to tell"}.items():
        if names := ", ".join(targets.loc[targets["verdict"].eq(verdict), "target"]):
            words += f"; {remark}: {names}"
    return words


def _judge(target: Target, scores: pd.DataFrame) -> dict:
    scores = scores[scores["coverage"].notna()]
    row = {"target": target.name, "promise": target.promise, "gate": target.gate}
    if scores.empty:
        return row | _state(scores, np.nan, np.nan, (target.least, target.most), target.gate)
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
    return row | _state(scores, share, error, (least, most), target.gate)


def _judge_answers(scores: pd.DataFrame) -> dict:
    """How many well-posed questions are refused all the same; open where too few were asked."""
    well = scores[scores["claim"].eq("refusal") & scores["method"].eq(ANSWERED)]
    share = well["missed"].sum() / well["repeats"].sum() if len(well) else np.nan
    error = find_error(share, well["repeats"].sum()) if len(well) else np.nan
    promise = f"at most {MOST_FALSE_REFUSALS:.0%} of well-posed questions refused"
    row = {"target": "false refusals", "promise": promise, "gate": "fail"}
    row |= _state(well, share, error, (0.0, MOST_FALSE_REFUSALS), "fail")
    few = row["repeats"] * MOST_FALSE_REFUSALS < RULE_OF_THREE
    return row | ({"verdict": OPEN} if row["verdict"] == MET and few else {})


def _state(
    scores: pd.DataFrame, share: float, error: float, ends: tuple[float, float], gate: str
) -> dict:
    least, most = (round(end, DIGITS) for end in ends)
    # A single miss in a million must not round away, nor an end be told other than it is applied.
    kept = least <= share <= most
    row = {"measured": round(share, DIGITS), "error": round(error, DIGITS)}
    row |= {"least": least, "most": most, "designs": len(scores)}
    verdict = MET if kept else (WARN if gate == "warn" else MISSED)
    return row | {"repeats": int(scores["repeats"].sum()), "verdict": verdict}
