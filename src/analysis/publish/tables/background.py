"""The tables of the background: letters, refusals, the gate, other choices."""

import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from analysis.model.checks import DIFFERS
from analysis.model.count import Status, format_range
from analysis.model.observation import SERIES
from analysis.model.provenance import Provenance
from analysis.model.study import Disclosure
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.publication import MOST_ASKED, Publication
from analysis.publish.content.wording import (
    format_interval,
    format_short_window,
    format_span,
    format_value,
    join_words,
)
from analysis.publish.disclosure.rules import describe_mode
from analysis.publish.tables.layout import (
    format_reply,
    format_table,
    mark_weaker,
)
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT
from analysis.reconcile.results.comparison import (
    AS_INDICATOR,
    ESTIMATES,
    HARMONISED,
    LAST_DAY,
    OTHER,
)
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rungs import Rung

NOTICES = {
    Provenance.ILLUSTRATIVE: (
        "**The figures of {} in this report are illustrative**: made up in the shape that the "
        "covering letter describes, for the spreadsheet could not be had. They show what is done "
        "with such a reply and say nothing about the force."
    ),
    Provenance.TRANSCRIBED: (
        "**The figures of {} are transcribed** from what was published, cell by cell, with the "
        "source named."
    ),
    Provenance.DISCLOSED: (
        "**The figures of {} are disclosed**: read from the workbook the force sent."
    ),
}
CLAIMS = {  # what is concluded of two replies' rates, reported or underlying
    "higher": "the {kind} rate of {first} is higher than that of {second}",
    "lower": "the {kind} rate of {first} is lower than that of {second}",
    "cannot be ordered": "the {kind} rates of {first} and {second} cannot be ordered",
    "not told apart": "the {kind} rates of {first} and {second} are not told apart",
}
CHANGED = {"yes": "another figure", "no": "the same figure", "": "–"}  # of a rate without a pair
ReplyKey = tuple[str, ...]
# The measure, the series it is of, and the other of a pair.
Subject = tuple[str, ReplyKey, ReplyKey]
ALONE: ReplyKey = ("",) * len(OTHER)
# Refusals that are drawn together, but for their categories.
ALIKE = ["code", *SERIES, "measure", "basis", "table", "dimension", "evidence", "remedy"]


def describe_provenance(publication: Publication) -> str:
    """A paragraph a provenance: the first thing a reader must know of the figures."""
    paragraphs = []
    for provenance, words in NOTICES.items():
        replies = [r for r in publication.replies if r.provenance == provenance]
        if replies:
            named = join_words([format_reply(publication, r) for r in replies])
            everyone = len(replies) == len(publication.replies)
            paragraphs.append(words.format("every reply" if everyone else named))
            second_hand = [bool(r.source and r.source.second_hand) for r in replies]
            if any(second_hand):
                whose = "All are" if all(second_hand) else "Those of a press report are"
                paragraphs[-1] += f" {whose} second-hand: the force’s own letter was not seen."
    estimates = publication.comparison.pick(ESTIMATES[AS_INDICATOR], "common")
    for kind, rows in estimates.groupby("provenance"):
        weaker = [row for _, row in rows.iterrows() if mark_weaker(publication, row)]
        if weaker:
            named = join_words([format_reply(publication, row) for row in weaker])
            words = f"**The estimates of {named} by an indicator are {kind}**"
            paragraphs.append(f"{words}, as the figures of the indicator are.")
    return "\n\n".join(paragraphs)


def list_follow_ups(publication: Publication) -> str:
    """The number each letter asks for first, and those that may follow it, by what they tighten."""
    asks = publication.comparison.tables["follow_up"]
    firsts = asks[asks["instead_of"].eq("")]
    rows = [
        {
            "Reply": format_reply(publication, ask),
            "Number to ask for": escape_markdown(ask["asked"]),
            "Known now": "–" if ask["disagree_by"] else _format_known(ask),
            "Width now": _format_width(ask["width_now"]),
            "With the answer": _format_width(ask["width_after"]),
            # An answer that is hidden and leaves nothing open would hide nothing.
            "With “fewer than 5”": _format_width(ask["width_if_hidden"] or float("nan")),
        }
        for _, group in firsts.groupby(["force", "reference"], sort=False)
        for _, ask in group.head(MOST_ASKED).iterrows()
    ]
    numeric = ["Known now", "Width now", "With the answer", "With “fewer than 5”"]
    caption = "What one more number would do to a count in the window, whatever the answer is"
    return format_table("follow-up", caption, rows, numeric=numeric)


def _format_known(ask: pd.Series) -> str:
    """What is known of the count; of a last day, if it is taken in: in counts it is left out."""
    known = format_range(ask["low"], ask["high"])
    return f"{known} (if the last day is taken in)" if ask["kind"] == LAST_DAY else known


def _format_width(width: float) -> str:
    """`exact`, `24`, `no end`; a dash where there is no such answer, or nothing to measure."""
    if pd.isna(width):
        return "–"
    if math.isinf(width):
        return "no end"
    return f"{int(width):,}" if width else "exact"


def list_alternatives(publication: Publication) -> str:
    """A row for each choice and each two replies, or reply alone; then what would read otherwise.

    The main analysis comes first; a figure on which a choice does not bear stays `as above`.
    """
    table = publication.comparison.tables["alternatives"]
    choices = {
        str(choice): {_find_subject(row): row for _, row in rows.iterrows()}
        for choice, rows in table.groupby("choice", sort=False)
    }
    subjects = _list_subjects(list(choices.values()))
    main = next(iter(choices.values()), {})
    names = {subject: _format_replies(publication, main[subject], subject) for subject in subjects}
    rows = [
        {"Choice": choice, "Reply": names[subject]} | _list_cells(parts, subject)
        for choice, parts in choices.items()
        for subject in subjects
        if subject in parts
    ]
    caption = "The same questions under other choices"
    if len(subjects) == 1:  # all rows are of the same replies: named once
        caption += f", {names[subjects[0]]}"
        rows = [{name: cell for name, cell in row.items() if name != "Reply"} for row in rows]
    ratios = [subject for subject in subjects if subject[0] == "rate_ratio"]
    changes = [_describe_changes(publication, choices, ratio) for ratio in ratios]
    none = "No figure of this study rests on a choice that could have been made otherwise."
    laid_out = format_table("alternatives", caption, rows or [{"In this study": none}])
    return "\n\n".join([laid_out, *changes])


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


def _find_subject(row: pd.Series) -> Subject:
    return row["measure"], tuple(row[SERIES]), tuple(row[OTHER])


def _format_replies(publication: Publication, row: pd.Series, subject: Subject) -> str:
    prefixes = ("", "other_")[: sum(reply != ALONE for reply in subject[1:])]
    return " against ".join(format_reply(publication, row, prefix) for prefix in prefixes)


def _list_cells(parts: Mapping[Subject, pd.Series], subject: Subject) -> dict[str, str]:
    row = parts[subject]
    if row["code"]:
        figures = ("Days", "Count", "Rate per 1,000", f"Ratio ({CONFIDENCE_TEXT})")
        blank = dict.fromkeys(figures, "–")
        why = f"refused, {row['code']}: {row['evidence']}"
        return blank | {"What follows": escape_markdown(why), "Changes": "–"}
    counts, rates = (
        [parts.get((measure, reply, ALONE)) for reply in subject[1:] if reply != ALONE]
        for measure in ("count", "rate_per_1000")
    )
    ratio = f"{format_span(row['low'], row['high'], 3)} ({format_interval(row)})"
    return {
        "Days": "own" if row["basis"] == "own" else format_short_window(row["start"], row["end"]),
        "Count": _format_both(counts),
        "Rate per 1,000": _format_both(rates),
        f"Ratio ({CONFIDENCE_TEXT})": ratio if subject[0] == "rate_ratio" else "–",
        "What follows": row["conclusion"] or CHANGED[row["differs"]],
        "Changes": {"yes": "**yes**", "no": "no"}.get(row["differs"], "–"),
    }


def _format_both(figures: Sequence[pd.Series | None]) -> str:
    """The figures of both replies, or of the one there is."""
    if all(row is None for row in figures):
        return "as above"
    return "; ".join("as above" if row is None else _format_one(row) for row in figures)


def _format_one(row: pd.Series) -> str:
    # Of a count on this rung there is an estimate, which never stands without its bounds.
    if row["rung"] == Rung.APPORTIONED:
        row = row.where(row.index != "measure", "estimate")
    return format_value(row)


def _describe_changes(
    publication: Publication, choices: Mapping[str, Mapping[Subject, pd.Series]], ratio: Subject
) -> str:
    """Which sentence on two replies' rates would read otherwise under which choice."""
    claims = {
        choice: _list_claims(publication, parts[ratio])
        for choice, parts in choices.items()
        if ratio in parts
    }
    (_, main), *others = claims.items()
    found: dict[tuple[str, str], list[str]] = {}
    for choice, changed in others:
        for was, now in zip(main, changed, strict=False):
            if was != now:
                found.setdefault((was, now), []).append(choice)
    sentences = []
    for (was, now), names in found.items():
        under = join_words([f"under “{choice}”" for choice in names])
        sentences.append(f"“{was[0].upper()}{was[1:]}” would read “{now}” {under}.")
    kept = [claim for claim in main if all(claim != was for was, _ in found)]
    return " ".join([*sentences, *(f"No choice changes that {claim}." for claim in kept)])


def _list_claims(publication: Publication, row: pd.Series) -> list[str]:
    """The two claims of a ratio as sentences; none of one that is refused."""
    names = {
        "first": format_reply(publication, row),
        "second": format_reply(publication, row, "other_"),
    }
    claims = [claim.split(" rate: ") for claim in row["conclusion"].split("; ") if claim]
    return [CLAIMS[claim].format(kind=kind, **names) for kind, claim in claims]


def list_checks(publication: Publication) -> str:
    """Figures that a reply gives twice and that differ, side by side with their cells."""
    checks = publication.comparison.checks
    rows = [
        {
            "Reply": format_reply(publication, row),
            "Table": escape_markdown(row["table"]),
            "What": escape_markdown(row["what"]),
            "One figure": row["first"],
            "Its cell": escape_markdown(row["first_cell"]),
            "The other": row["second"],
            "Its cells": escape_markdown(row["second_cells"]),
            "Note": escape_markdown(row["note"]),
        }
        for _, row in checks[checks["verdict"] == DIFFERS].iterrows()
    ]
    caption = "Figures given twice that do not agree"
    return format_table("checks", caption, rows, numeric=["One figure", "The other"])


def list_refusals(publication: Publication) -> str:
    """Every refusal but those of pairs, the categories of one table drawn together."""
    rows = [
        {
            "Code": escape_markdown(group["code"].iloc[0]),
            "Reply": format_reply(publication, group.iloc[0]),
            "What is refused": escape_markdown(_describe_refused(publication, group)),
            "Evidence": escape_markdown(group["evidence"].iloc[0]),
            "What would help": escape_markdown(group["remedy"].iloc[0]),
        }
        for _, group in publication.comparison.refused_alone.groupby(ALIKE, sort=False)
    ]
    return format_table("refusals", "Figures refused, and why", rows)


def _describe_refused(publication: Publication, group: pd.DataFrame) -> str:
    first = group.iloc[0]
    where = "on the year before" if first["measure"] == "change" else f"{first['basis']} window"
    if first["basis"] == HARMONISED:
        other = first["other_force"]
        where = f"beside {publication.names.force(other) if other else 'those of other replies'}"
    words = f"{first['measure'].replace('_', ' ')} of {first['unit']}, {where}"
    named = [c for c in group["category"] if c not in ("", "all")]
    if named:
        dimension = first["dimension"]
        words += f", {dimension}: "
        words += join_words([publication.names.category(dimension, code) for code in named])
    return words


def list_codes(publication: Publication) -> str:
    """Each code that refuses a figure of the study, with its meaning."""
    used = set(publication.comparison.refusals["code"])
    rows = [
        {"Code": escape_markdown(code), "Meaning": code.meaning}
        for code in RefusalCode
        if code in used
    ]
    return format_table("codes", "The codes met in this study", rows, of_words=True)


def list_gate(publication: Publication) -> str:
    """Which mode of disclosure control holds, and why; then one row a rule and what was done."""
    gate = publication.comparison.tables["gate"]
    done = dict(zip(gate["rule"], gate["audited"], strict=True))
    rows = [
        {
            "Rule": escape_markdown(row["rule"]),
            "What it asks for": escape_markdown(row["meaning"]),
            "Looked at": f"{int(row['audited']):,} {row['of']}",
            "Failed": row["failed"] or "–",
        }
        for row in gate.to_dict("records")
    ]
    table = format_table("gate", "The publication gate", rows, numeric=["Failed"], of_words=True)
    return "\n\n".join([*_describe_disclosure(publication, done), table])


def _describe_disclosure(publication: Publication, done: Mapping[str, str]) -> Iterator[str]:
    """A paragraph a mode of the study, by what the gate did, then one of the merges."""
    modes: dict[Disclosure, list[str]] = {}
    for reply in publication.study.replies:
        name = f"{publication.names.force(reply.force)} {reply.reference}"
        modes.setdefault(publication.study.find_disclosure(reply), []).append(name)
    for mode, names in modes.items():
        whose = f" of {escape_markdown(join_words(names))}" if len(modes) > 1 else ""
        why = escape_markdown(mode.why)
        yield f"**Mode: {mode.mode}**{whose}, because {why}. {describe_mode(mode, done)}"
    if hidden := _list_hidden(publication):
        yield (
            f"Counts are hidden in {'; '.join(hidden)}. `[c]` stands beside such a cell itself, "
            "and beside a count that nothing bounds for it; sums over cells stand as they are "
            "printed, or as the range that the cells allow."
        )
    if merged := int(done.get("merged away", 0)):
        yield (
            "Categories and periods that are published only within wider ones: "
            f"{merged:,}, each named in @tbl:refusals with where to read it."
        )


def _list_hidden(publication: Publication) -> list[str]:
    """Each table of a reply in which cells give a range for a count or none, with their number."""
    printed, absent = (publication.comparison.tables[name] for name in ("printed", "absent"))
    hidden = pd.concat(
        [printed[printed["low"].lt(printed["high"])], absent[absent["status"].eq(Status.WITHHELD)]]
    )
    return [
        f"{len(cells)} cell{'s' * (len(cells) > 1)} of {format_reply(publication, cells.iloc[0])}, "
        f"{escape_markdown(table)}"
        for (*_, table), cells in hidden.groupby(["force", "reference", "table"], sort=False)
    ]
