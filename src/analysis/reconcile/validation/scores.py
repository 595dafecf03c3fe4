"""How good a set of answers is against the truth, and the scores laid side by side."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.reconcile.validation.store import SCORES

NUMBERS = SCORES.names[SCORES.names.index("repeats") :]
DIGITS = 4  # of what is written: below any Monte Carlo error
HOLDS, VIOLATED, NONE = "holds", "violated", "none"


def score_answers(
    truth: np.ndarray | float,
    lower: np.ndarray | None = None,
    upper: np.ndarray | None = None,
    middle: np.ndarray | None = None,
    answered: np.ndarray | None = None,
    ideal: float | None = None,
) -> dict[str, float]:
    """Coverage with its Monte Carlo error, mean width, bias and root mean square error.

    Each array has one value a repeat; width, bias and error are relative to the mean truth.
    `answered` tells the repeats in which the method answers, all of them where it is left out:
    only these are scored, and the share of the others is `refused`. What a method does not give
    is missing from the score. `ideal` is the mean width of limits that know the process; the
    `length` is the mean width over it, infinite where a single one is.
    """
    given = middle if lower is None else lower
    truth = np.broadcast_to(truth, given.shape)
    answered = np.ones(len(given), dtype=bool) if answered is None else answered
    score = {"repeats": len(given), "refused": 1 - answered.mean()}
    if not answered.any():
        return score
    size = truth[answered].mean()
    if lower is not None:
        inside = ((lower <= truth) & (truth <= upper))[answered]
        covered = inside.mean()
        width = (upper - lower)[answered].mean()
        score |= {"missed": (~inside).sum(), "coverage": covered}
        score |= {"error": find_error(covered, answered.sum())}
        score |= {"width": width / size if size and math.isfinite(width) else math.nan}
        score |= {"length": width / ideal if ideal else math.nan}
    if middle is not None and size:
        missed = (middle - truth)[answered]
        score |= {"bias": missed.mean() / size, "rmse": math.sqrt((missed**2).mean()) / size}
    return score


def score_ratios(
    truth: float, lower: np.ndarray, upper: np.ndarray, ideal: float = math.nan
) -> dict[str, float]:
    """The score of intervals of a ratio, their width (the median) on the logarithmic scale.

    `decided` is the share that tell the ratio from 1, `wrong` the share that put it on the side
    of 1 where it is not; of a true ratio of 1, any that tells it from 1 is wrong.
    """
    score = score_answers(truth, lower, upper)
    with np.errstate(divide="ignore"):
        widths = np.log(upper) - np.log(lower)
    score |= {"width": float(np.median(widths)), "length": float(widths.mean()) / ideal}
    above, below = lower > 1, upper < 1
    wrong = (above & (truth <= 1)) | (below & (truth >= 1))
    return score | {"decided": (above | below).mean(), "wrong": wrong.mean()}


def score_share(right: Sequence[bool] | np.ndarray) -> dict[str, float]:
    """The score of answers that are either right or wrong, so that coverage is the share right."""
    share = np.array(right, dtype=float)
    return score_answers(np.ones(len(share)), share, share)


def find_error(share: float, repeats: int) -> float:
    """The Monte Carlo standard error of a share: the root of p (1 - p) / n.

    >>> round(find_error(0.95, 10_000), 4)
    0.0022
    """
    return math.sqrt(share * (1 - share) / repeats)


def as_scores(rows: list[dict]) -> pd.DataFrame:
    """One row a design and method, numbers rounded to what the simulation can tell.

    What a row does not say is blank. Raises ValueError for a key that is no column.
    """
    frame = pd.DataFrame([SCORES.take_over(row) for row in rows], columns=SCORES.names)
    words = [name for name in SCORES if name not in NUMBERS]
    frame[words] = frame[words].astype(object).fillna("").astype(str)
    frame["repeats"] = frame["repeats"].astype("int64")
    # Adding 0 makes one zero of -0 and 0, which CSV would write apart.
    measured = NUMBERS[1:]
    frame[measured] = frame[measured].astype("float64").round(DIGITS) + 0.0
    return frame


def pivot_scores(
    scores: pd.DataFrame, value: str = "coverage", by: tuple[str, ...] = ("process",), **chosen: str
) -> pd.DataFrame:
    """One value of the chosen scores, as text: one row a process or layout, one column a method.

    `by` names the columns of the scores that make the rows. Coverage stands with its Monte Carlo
    error. It is in brackets where the method's own assumption is violated by that process, so that
    nothing was promised. Where the ladder refuses the method, it says so. Blank where a method does
    not answer.
    """
    fits = scores[value].notna()
    for name, wanted in chosen.items():
        fits &= scores[name].eq(wanted)
    picked = scores[fits]
    shown = picked.assign(shown=[_format_value(row, value) for _, row in picked.iterrows()])
    for name in (*by, "method"):  # in the order in which they were tried
        shown[name] = pd.Categorical(shown[name], pd.unique(shown[name]))
    table = shown.pivot(index=list(by), columns="method", values="shown").fillna("")
    return table.sort_index().rename_axis(columns=None)


def _format_value(row: pd.Series, value: str) -> str:
    if value != "coverage":
        return f"{round(row[value], 3) + 0.0:.3f}" if np.isfinite(row[value]) else "open"
    words = format_coverage(row)
    words = f"[{words}]" if row["assumption"] == VIOLATED else words
    return f"refused, else {words}" if row["rule"] and row["claim"] == "count" else words


def format_coverage(row: pd.Series) -> str:
    """`0.957 ± 0.006`; `1.000` alone where nothing was missed."""
    if row["missed"] == 0:
        return "1.000"
    return f"{row['coverage']:.3f} ± {row['error']:.3f}"


def list_worst(scores: pd.DataFrame) -> pd.DataFrame:
    """One row a claim and method: where it did worst, and where its own assumption held."""
    rows = []
    answered = scores[scores["coverage"].notna()]
    for (claim, method), some in answered.groupby(["claim", "method"], sort=False):
        holding = some[some["assumption"].eq(HOLDS)]
        row = {"claim": claim, "method": method, "designs": len(some)}
        row |= {"repeats": int(some["repeats"].sum()), "worst": some["coverage"].min()}
        row["worst where it holds"] = holding["coverage"].min()
        rows.append(row)
    return pd.DataFrame(rows)
