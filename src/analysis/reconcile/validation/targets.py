"""Whether the measured scores keep what is promised of each method (METHODS 9)."""

import numpy as np
import pandas as pd

from analysis.model.faults import Fault, Faults
from analysis.reconcile.validation.counting import SHARP
from analysis.reconcile.validation.promises import TARGETS, Target
from analysis.reconcile.validation.scoring import ANSWERED, find_error

COLUMNS = ["target", "promise", "measured", "error", "designs", "repeats", "gate", "verdict"]
MET, MISSED, WARN, OPEN = "met", "missed", "warn", "open"
# At 10,000 repeats two standard errors make of 0.95 the 0.945 of METHODS 9; at fewer, less.
ALLOWED_ERRORS = 2
MOST_FALSE_REFUSALS = 0.01
RULE_OF_THREE = 3  # of n questions none refused: with 95 % certainty at most 3 / n would be


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
    """How many well-posed questions are refused all the same; open where too few were asked."""
    well = scores[scores["claim"].eq("refusal") & scores["method"].eq(ANSWERED)]
    share = well["missed"].sum() / well["repeats"].sum() if len(well) else np.nan
    error = find_error(share, well["repeats"].sum()) if len(well) else np.nan
    promise = f"at most {MOST_FALSE_REFUSALS:.0%} of well-posed questions refused"
    kept = share <= MOST_FALSE_REFUSALS
    told = _tell("false refusals", promise, share, error, well, "fail", kept)
    few = told["repeats"] * MOST_FALSE_REFUSALS < RULE_OF_THREE
    return told | ({"verdict": OPEN} if kept and few else {})


def _tell(
    name: str, promise: str, share: float, error: float, scores: pd.DataFrame, gate: str, kept: bool
) -> dict:
    verdict = MET if kept else (WARN if gate == "warn" else MISSED)
    told = {"target": name, "promise": promise, "measured": round(share, 4)}
    told |= {"error": round(error, 4), "designs": len(scores)}
    return told | {"repeats": int(scores["repeats"].sum()), "gate": gate, "verdict": verdict}


def insist(targets: pd.DataFrame) -> str:
    """A sentence that all targets are met; raises Faults with one line a target that is missed.

    Those that only warn, and those for which too little was tried, are named in the sentence.
    """
    missed = targets[targets["verdict"].eq(MISSED)]
    faults = [
        Fault(row.target, f"{row.measured:.4f} measured, promised is {row.promise}", "mend it")
        for row in missed.itertuples(index=False)
    ]
    if faults:
        raise Faults("validation", faults)
    told = f"{targets['verdict'].eq(MET).sum()} of {len(targets)} targets are met"
    for verdict, words in {WARN: "not quite", OPEN: "too few repeats to tell"}.items():
        if names := ", ".join(targets.loc[targets["verdict"].eq(verdict), "target"]):
            told += f"; {words}: {names}"
    return told
