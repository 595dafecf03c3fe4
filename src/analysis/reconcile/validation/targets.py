"""Whether the measured scores keep what is promised of each method (METHODS 9)."""

import numpy as np
import pandas as pd

from analysis.model.faults import Fault, Faults
from analysis.reconcile.validation.promises import TARGETS, Target
from analysis.reconcile.validation.scoring import ANSWERED, DIGITS, find_error

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


def insist(targets: pd.DataFrame) -> str:
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
