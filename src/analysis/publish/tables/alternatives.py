"""The same questions under other choices, and the sentences that would change."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out, name_reply
from analysis.publish.wording import (
    join_words,
    spell_interval,
    spell_short_window,
    spell_span,
    spell_value,
)
from analysis.reconcile.comparison import OTHER, SERIES

CAPTION = "The same questions under other choices"
NONE = "No figure of this study rests on a choice that could have been made otherwise."
SENTENCES = {  # what is concluded of two replies' rates, reported or underlying
    "higher": "the {kind} rate of {first} is higher than that of {second}",
    "lower": "the {kind} rate of {first} is lower than that of {second}",
    "cannot be ordered": "the {kind} rates of {first} and {second} cannot be ordered",
    "not told apart": "the {kind} rates of {first} and {second} are not told apart",
}
FIGURES = {"yes": "another figure", "no": "the same figure", "": "–"}  # of a rate without a pair
Reply = tuple[str, ...]
Subject = tuple[str, Reply, Reply]  # the measure, the series it is of, and the other of a pair
ALONE: Reply = ("",) * len(OTHER)


def list_alternatives(material: Material) -> str:
    """A row for each choice and each two replies, or reply alone; then what would read otherwise.

    The main analysis comes first; a figure on which a choice does not bear stays `as above`.
    """
    table = material.comparison.tables["alternatives"]
    choices = {
        str(choice): {_name(row): row for _, row in rows.iterrows()}
        for choice, rows in table.groupby("choice", sort=False)
    }
    subjects = _list_subjects(list(choices.values()))
    main = next(iter(choices.values()), {})
    names = {subject: _name_replies(material, main[subject], subject) for subject in subjects}
    rows = [
        {"Choice": choice, "Reply": names[subject]} | _tell(parts, subject)
        for choice, parts in choices.items()
        for subject in subjects
        if subject in parts
    ]
    caption = CAPTION
    if len(subjects) == 1:  # all rows are of the same replies: named once
        caption += f", {names[subjects[0]]}"
        rows = [{name: told for name, told in row.items() if name != "Reply"} for row in rows]
    ratios = [subject for subject in subjects if subject[0] == "rate_ratio"]
    changes = [_say_changes(material, choices, ratio) for ratio in ratios]
    laid_out = lay_out("alternatives", caption, rows or [{"In this study": NONE}])
    return "\n\n".join([laid_out, *changes])


def _name(row: pd.Series) -> Subject:
    return row["measure"], tuple(row[SERIES]), tuple(row[OTHER])


def _list_subjects(choices: Sequence[Mapping[Subject, pd.Series]]) -> list[Subject]:
    """The ratios of the main analysis, and the rates in none of them that other choices move."""
    if len(choices) < 2:
        return []
    main, *others = choices
    ratios = [subject for subject in main if subject[0] == "rate_ratio"]
    paired = {reply for _, *pair in ratios for reply in pair}
    moved = {subject for found in others for subject in found}
    alone = [s for s in main if s[0] == "rate_per_1000" and s[1] not in paired and s in moved]
    return ratios + alone


def _name_replies(material: Material, row: pd.Series, subject: Subject) -> str:
    prefixes = ("", "other_")[: sum(reply != ALONE for reply in subject[1:])]
    return " against ".join(name_reply(material, row, prefix) for prefix in prefixes)


def _tell(parts: Mapping[Subject, pd.Series], subject: Subject) -> dict[str, str]:
    row = parts[subject]
    if row["code"]:
        blank = {"Days": "–", "Count": "–", "Rate per 1,000": "–", "Ratio (95 %)": "–"}
        why = f"refused, {row['code']}: {row['evidence']}"
        return blank | {"What follows": escape_markdown(why), "Changes": "–"}
    counts, rates = (
        [parts.get((measure, reply, ALONE)) for reply in subject[1:] if reply != ALONE]
        for measure in ("count", "rate_per_1000")
    )
    ratio = f"{spell_span(row['low'], row['high'], 3)} ({spell_interval(row)})"
    return {
        "Days": "own" if row["basis"] == "own" else spell_short_window(row["start"], row["end"]),
        "Count": _spell(counts),
        "Rate per 1,000": _spell(rates),
        "Ratio (95 %)": ratio if subject[0] == "rate_ratio" else "–",
        "What follows": row["conclusion"] or FIGURES[row["differs"]],
        "Changes": {"yes": "**yes**", "no": "no"}.get(row["differs"], "–"),
    }


def _spell(figures: Sequence[pd.Series | None]) -> str:
    """The figures of both replies, or of the one there is."""
    if all(row is None for row in figures):
        return "as above"
    return "; ".join("as above" if row is None else _spell_one(row) for row in figures)


def _spell_one(row: pd.Series) -> str:
    # Of a count on this rung there is an estimate, which never stands without its bounds.
    return spell_value(row.where(row.index != "measure", "estimate") if row["rung"] == "A" else row)


def _say_changes(
    material: Material, choices: Mapping[str, Mapping[Subject, pd.Series]], ratio: Subject
) -> str:
    """Which sentence on two replies' rates would read otherwise under which choice."""
    main, *others = [(choice, parts[ratio]) for choice, parts in choices.items() if ratio in parts]
    found: dict[tuple[str, str], list[str]] = {}
    for choice, row in others:
        for was, now in zip(
            _spell_claims(material, main[1]), _spell_claims(material, row), strict=False
        ):
            if was != now:
                found.setdefault((was, now), []).append(choice)
    told = []
    for (was, now), names in found.items():
        under = join_words([f"under “{choice}”" for choice in names])
        told.append(f"“{was[0].upper()}{was[1:]}” would read “{now}” {under}.")
    kept = [s for s in _spell_claims(material, main[1]) if all(s != was for was, _ in found)]
    told += [f"No choice changes that {sentence}." for sentence in kept]
    return " ".join(told)


def _spell_claims(material: Material, row: pd.Series) -> list[str]:
    """The two claims of a ratio as sentences; none of one that is refused."""
    names = {"first": name_reply(material, row), "second": name_reply(material, row, "other_")}
    claims = [claim.split(" rate: ") for claim in row["conclusion"].split("; ") if claim]
    return [SENTENCES[claim].format(kind=kind, **names) for kind, claim in claims]
