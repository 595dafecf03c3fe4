"""What is promised of each method (METHODS 9), and whether the measured scores keep it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.model.faults import Fault, Faults
from analysis.reconcile.methods.rates import CONFIDENCE
from analysis.reconcile.validation.comparing import BOUNDS_UNION, FORCES, OWN_WINDOW, QUASI
from analysis.reconcile.validation.counting import SENSITIVITY, SHARP, THINNING
from analysis.reconcile.validation.layouts import SHOWN
from analysis.reconcile.validation.scoring import HOLDS, find_error
from analysis.reconcile.validation.systems import CONTRADICTION, WITNESS

COLUMNS = ["target", "promise", "measured", "error", "designs", "repeats", "gate", "verdict"]
MET, MISSED, WARN = "met", "missed", "warn"
FEWEST_A_YEAR = 20  # under it, counts are so few that coverage is far above what is promised
# At 10,000 repeats two standard errors make of 0.95 the 0.945 of METHODS 9; at fewer, less.
ALLOWED_ERRORS = 2
MOST_FALSE_REFUSALS = 0.01


@dataclass(frozen=True)
class Target:
    """Scores of which the worst must lie from `least` to `most`; where not, the gate says what.

    `exact` targets allow for no chance: a single miss is a fault of the program.
    """

    name: str
    promise: str
    select: Callable[[pd.DataFrame], pd.Series]
    least: float = 1.0
    most: float = 1.0
    exact: bool = False
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


TARGETS = (
    Target("bounds", "coverage exactly 1", _is_bounds, exact=True),
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
    Target("refusals", "every ill-posed question refused", _is("refusal", "refused by name"),
           exact=True),
)  # fmt: skip


def check_targets(scores: pd.DataFrame) -> pd.DataFrame:
    """One row a target: the worst measured share, its Monte Carlo error, and the verdict.

    `scores` are those of `scoring.as_scores`. The worst is that of all designs which the target
    covers: the least share, or the largest where it lies further above than the least below.
    A target that no design covers is missed: nothing was measured.
    """
    rows = [_judge(target, scores[target.select(scores)]) for target in TARGETS]
    return pd.DataFrame([*rows, _judge_sharpness(scores), _judge_answers(scores)], columns=COLUMNS)


def _judge(target: Target, scores: pd.DataFrame) -> dict:
    scores = scores[scores["coverage"].notna()]
    if scores.empty:
        return _tell(target.name, target.promise, np.nan, np.nan, scores, target.gate, False)
    if target.exact:
        kept = not scores["missed"].any()
        share = 1 - scores["missed"].sum() / scores["repeats"].sum()
        return _tell(target.name, target.promise, share, 0.0, scores, target.gate, kept)
    short = target.least - scores["coverage"]
    far = short if target.most == 1 else np.maximum(short, scores["coverage"] - target.most)
    worst = far.idxmax()
    share, error = scores.loc[worst, ["coverage", "error"]]
    aim = target.least if share <= target.least else target.most
    answered = scores.loc[worst, "repeats"] * (1 - scores.loc[worst, "refused"])
    slack = ALLOWED_ERRORS * find_error(aim, answered)
    kept = target.least - slack <= share <= target.most + slack
    return _tell(target.name, target.promise, share, error, scores, target.gate, kept)


def _judge_sharpness(scores: pd.DataFrame) -> dict:
    """Whether any method that never misses, in any design, is anywhere narrower than the bounds."""
    counts = scores[scores["claim"].eq("count") & scores["coverage"].notna()]
    sure = counts.groupby("method")["missed"].transform("sum").eq(0)
    design = ["process", "layout", "a_year", "hidden"]
    widths = counts[sure].pivot_table(index=design, columns="method", values="width")
    promise = "no method that never misses is narrower"
    if SHARP not in widths:
        return _tell("sharpness", promise, np.nan, np.nan, counts[sure], "fail", False)
    others = widths.drop(columns=SHARP).sub(widths[SHARP], axis=0)
    narrower = int((others < -1e-9).any(axis=1).sum())
    share = 1 - narrower / len(widths)
    return _tell("sharpness", promise, share, 0.0, counts[sure], "fail", narrower == 0)


def _judge_answers(scores: pd.DataFrame) -> dict:
    """How many well-posed questions are refused all the same."""
    well = scores[_is("refusal", "answered")(scores)]
    share = well["missed"].sum() / well["repeats"].sum() if len(well) else np.nan
    error = find_error(share, well["repeats"].sum()) if len(well) else np.nan
    promise = f"at most {MOST_FALSE_REFUSALS:.0%} of well-posed questions refused"
    kept = share <= MOST_FALSE_REFUSALS
    return _tell("false refusals", promise, share, error, well, "fail", kept)


def _tell(
    name: str, promise: str, share: float, error: float, scores: pd.DataFrame, gate: str, kept: bool
) -> dict:
    verdict = MET if kept else (WARN if gate == "warn" else MISSED)
    told = {"target": name, "promise": promise, "measured": round(share, 4)}
    told |= {"error": round(error, 4), "designs": len(scores)}
    return told | {"repeats": int(scores["repeats"].sum()), "gate": gate, "verdict": verdict}


def insist(targets: pd.DataFrame) -> str:
    """A sentence that all targets are met; raises Faults with one line a target that is missed.

    Those that only warn are named in the sentence.
    """
    missed = targets[targets["verdict"].eq(MISSED)]
    faults = [
        Fault(row.target, f"{row.measured:.4f} measured, promised is {row.promise}", "mend it")
        for row in missed.itertuples(index=False)
    ]
    if faults:
        raise Faults("validation", faults)
    warned = targets.loc[targets["verdict"].eq(WARN), "target"]
    told = f"{targets['verdict'].eq(MET).sum()} of {len(targets)} targets are met"
    return told + (f"; not quite: {', '.join(warned)}" if len(warned) else "")
