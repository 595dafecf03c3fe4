"""The tables of how often the methods are right, and what prose may say of it."""

import math

import pandas as pd

from analysis.publish.content.document import escape_markdown
from analysis.publish.content.publication import Publication
from analysis.publish.tables.layout import format_table
from analysis.reconcile.validation.count_trials import SENSITIVITY, SHARP, THINNING
from analysis.reconcile.validation.scores import VIOLATED, format_coverage, pivot_scores
from analysis.reconcile.validation.simulate import BY_NAME, CALENDAR, SHOWN
from analysis.reconcile.validation.store import Validation

METHODS = {SHARP: "Bounds", THINNING: "Even spread", SENSITIVITY: "Rate ratio to 2"}
A_YEAR = "100"
VERDICTS = {"met": "met", "missed": "**missed**"}


def list_coverage(publication: Publication) -> str:
    """One row a way in which events may arrive: how often each method's range held the truth."""
    table = _pivot_coverage(publication.validation)
    rows = [
        {"How events arrive": escape_markdown(str(process))}
        | {name: escape_markdown(row[method]) for method, name in METHODS.items()}
        for process, row in table.iterrows()
    ]
    caption = (
        f"How often a range held the true count of the window, of calendar years with {A_YEAR} "
        "events a year, with its Monte Carlo standard error; in brackets where the method’s "
        "assumption is broken on purpose"
    )
    laid_out = format_table("validation", caption, rows, list(METHODS.values()), of_words=True)
    ways = (BY_NAME.get(str(name)) for name in table.index)
    whole = [way.name for way in ways if way and way.levels]
    if not whole:
        return laid_out
    note = (
        f"Where whole years have levels of their own (“{'”, “'.join(whole)}”), the year that is "
        "divided still has one rate within it, and its own count is given. That is all that an "
        "even spread takes for granted, so that nothing is broken here, however much years vary. "
        "What such years break are the limits of a ratio of two forces (methods.md 9)."
    )
    return f"{laid_out}\n\n{escape_markdown(note)}"


def _pivot_coverage(validation: Validation) -> pd.DataFrame:
    design = {"claim": "count", "layout": CALENDAR.name, "hidden": SHOWN, "a_year": A_YEAR}
    return pivot_scores(validation.scores, **design)


def list_targets(publication: Publication) -> str:
    """One row a promise: what was measured, how surely, and whether it is kept."""
    rows = [
        {
            "What": escape_markdown(row["target"]),
            "Promise": escape_markdown(row["promise"]),
            "Worst": format_target(row),
            "Monte Carlo limits": _format_monte_carlo(row),
            "Length": _format_ends(row["short"], row["long"], 2),
            "Designs": f"{int(row['designs']):,}",
            "Repeats": f"{int(row['repeats']):,}",
            "Verdict": VERDICTS[row["verdict"]],
        }
        for row in publication.validation.targets.to_dict("records")
    ]
    caption = (
        "What is promised of each method, and what was measured on simulated events: the worst of "
        "all designs, the least and the greatest 99 % Monte Carlo limit of any, and the mean "
        "length over that of limits which know the process. A promise is met where all of these "
        "lie within it, in every design. Where one miss is too many, the limits are of the repeats "
        "of all designs together, whose number stands in brackets: they say how rare a miss may be "
        "all the same"
    )
    numeric = ["Worst", "Monte Carlo limits", "Length", "Designs", "Repeats"]
    return format_table("targets", caption, rows, numeric=numeric, of_words=True)


def format_target(row: dict) -> str:
    """`0.955 ± 0.007`; without an error where every single repeat was right."""
    if math.isnan(row["measured"]):
        return "not measured"
    error = f" ± {row['error']:.3f}" if row["error"] > 0 else ""
    return f"{row['measured']:.3f}{error}"


def _format_monte_carlo(row: dict) -> str:
    """The limits; of how many repeats, where those of all designs are put together."""
    pooled = row["least"] == 1 and row["repeats"]  # where nothing less is promised, all at once
    limits = _format_ends(row["low"], row["high"], 3)
    return f"{limits} (all {int(row['repeats']):,})" if pooled else limits


def _format_ends(low: float, high: float, digits: int) -> str:
    return "–" if math.isnan(low) else f"{low:.{digits}f} to {high:.{digits}f}"


def list_validation_numbers(validation: Validation) -> dict[str, dict]:
    """What prose may say of validation: `validation.bounds` and so on, one a target, and more."""
    targets, facts = validation.targets, {}
    for row in targets.to_dict("records"):
        key = f"validation.{row['target'].replace(' ', '-')}"
        facts[key] = format_target(row)
        facts[f"{key}.repeats"] = f"{int(row['repeats']):,}"
    facts["validation.ways"] = str(len(_pivot_coverage(validation)))
    facts["validation.targets"] = str(len(targets))
    facts["validation.targets.met"] = str(int(targets["verdict"].eq("met").sum()))
    worst = _find_worst(validation.scores)
    facts["validation.thinning.violated"] = format_coverage(worst)
    facts["validation.thinning.violated.process"] = worst["process"]
    return {key: {"text": text, "line": None, "cells": []} for key, text in facts.items()}


def _find_worst(scores: pd.DataFrame) -> pd.Series:
    """Where thinning did worst among the cells that the ladder lets it divide."""
    allowed = scores["method"].eq(THINNING) & scores["claim"].eq("count") & scores["rule"].eq("")
    broken = scores[allowed & scores["assumption"].eq(VIOLATED)]
    return broken.loc[broken["coverage"].idxmin()]
