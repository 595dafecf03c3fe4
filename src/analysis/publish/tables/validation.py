"""How often the methods were right where the truth was known: two short tables and the numbers."""

from math import isnan

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out
from analysis.reconcile.validation.counting import SENSITIVITY, SHARP, THINNING
from analysis.reconcile.validation.layouts import CALENDAR, SHOWN
from analysis.reconcile.validation.scoring import VIOLATED
from analysis.reconcile.validation.store import Validation
from analysis.reconcile.validation.summary import lay_side_by_side, show_coverage

METHODS = {
    SHARP: "Bounds",
    THINNING: "Even spread",
    SENSITIVITY: "Rate ratio to 2",
}
A_YEAR = "100"
MARKS = {"met": "met", "missed": "**missed**", "warn": "nearly", "open": "too few to tell"}


def list_coverage(material: Material) -> str:
    """One row a way in which events may arrive: how often each method's range held the truth."""
    design = {"claim": "count", "layout": CALENDAR.name, "hidden": SHOWN, "a_year": A_YEAR}
    table = lay_side_by_side(material.validation.scores, **design)
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
    return lay_out("validation", caption, rows, numeric=list(METHODS.values()), of_words=True)


def list_targets(material: Material) -> str:
    """One row a promise: what was measured, what it is held against, and whether it is kept."""
    rows = [
        {
            "What": escape_markdown(row["target"]),
            "Promise": escape_markdown(row["promise"]),
            "Measured": show_target(row),
            "Allowed": show_allowed(row),
            "Repeats": f"{int(row['repeats']):,}",
            "Verdict": MARKS[row["verdict"]],
        }
        for row in material.validation.targets.to_dict("records")
    ]
    caption = (
        "What is promised of each method, and what was measured on simulated events; allowed is "
        "what is promised, of coverage less two standard errors of chance"
    )
    numeric = ["Measured", "Allowed", "Repeats"]
    return lay_out("targets", caption, rows, numeric=numeric, of_words=True)


def show_target(row: dict) -> str:
    """`0.955 ± 0.007`; without an error where every single repeat was asked for."""
    if isnan(row["measured"]):
        return "not measured"
    error = f" ± {row['error']:.3f}" if row["error"] > 0 else ""
    return f"{row['measured']:.3f}{error}"


def show_allowed(row: dict) -> str:
    """`0.9362 or more`, `at most 0.0100`, `0.9163 to 0.9940`, or `1` for all."""
    least, most = row["least"], row["most"]
    if least == most:
        return f"{least:g}"
    if most == 1:
        return f"{least:.4f} or more"
    return f"{least:.4f} to {most:.4f}" if least else f"at most {most:.4f}"


def count_validation(validation: Validation) -> dict[str, dict]:
    """What prose may say of validation: `validation.bounds` and so on, one a target, and more."""
    targets, facts = validation.targets, {}
    for row in targets.to_dict("records"):
        key = f"validation.{row['target'].replace(' ', '-')}"
        facts[key] = show_target(row)
        facts[f"{key}.repeats"] = f"{int(row['repeats']):,}"
    facts["validation.targets"] = str(len(targets))
    facts["validation.targets.met"] = str(int(targets["verdict"].eq("met").sum()))
    worst = _find_worst(validation.scores)
    facts["validation.thinning.violated"] = show_coverage(worst)
    facts["validation.thinning.violated.process"] = worst["process"]
    return {key: {"text": text, "line": None, "cells": []} for key, text in facts.items()}


def _find_worst(scores: pd.DataFrame) -> pd.Series:
    """Where thinning did worst among the cells that the ladder lets it divide."""
    allowed = scores["method"].eq(THINNING) & scores["claim"].eq("count") & scores["rule"].eq("")
    broken = scores[allowed & scores["assumption"].eq(VIOLATED)]
    return broken.loc[broken["coverage"].idxmin()]
