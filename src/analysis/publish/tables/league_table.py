"""The league table as the report shows it: class by class, every reply with its figures."""

import pandas as pd

from analysis.publish.content.document import escape_markdown
from analysis.publish.content.publication import LeagueEntry, Publication, format_counted
from analysis.publish.content.wording import (
    CLASS_WORDS,
    format_interval,
    format_ranks,
    format_short_window,
    format_span,
)
from analysis.publish.tables.layout import ABSENT, format_figure, format_reply, format_table
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT
from analysis.reconcile.results.comparison import OWN_WINDOW, SAME
from analysis.reconcile.results.refusals import RefusalCode

RATE = f"Per 1,000 workforce-years ({CONFIDENCE_TEXT} interval)"
RANKS = "Ranks it may hold"
NUMERIC = ("Count", "A year", RATE, RANKS)
WORDS = ("Days", "What is counted, and whose figures", "Why it compares no further")
KEPT_BACK = (
    f"Those marked `{RefusalCode.DISCLOSIVE}` are there because their counts would tell what a "
    "force hid."
)
CAPTION = (
    "Every reply over its own window, by how far it compares with the way of counting that most "
    "share. Within a class rows stand by their rate; no place is a rank, and nothing is read "
    "across classes"
)


def list_league(publication: Publication) -> str:
    """A line a class, then one line a reply: days, count, rate, and why it compares no further.

    What each class means stands under the table.
    """
    rows, classes = [], []
    ranks = publication.explain_ranks()
    headings = (*(name for name in NUMERIC if ranks or name != RANKS), *WORDS)
    for entry in publication.league:
        comparability = entry.row["class"]
        if comparability not in classes:
            classes.append(comparability)
            blank = dict.fromkeys(headings, "")
            rows.append({"Reply": f"**{comparability.capitalize()}**", **blank})
        reply = _list_reply(publication, entry)
        rows.append({heading: reply[heading] for heading in ("Reply", *headings)})
    meanings = [f"**{name.capitalize()}**: {CLASS_WORDS[name]}" for name in classes]
    if any(entry.row["code"] == RefusalCode.DISCLOSIVE for entry in publication.league):
        meanings.append(KEPT_BACK)
    meanings += [*ranks, _describe_base(publication)]
    return f"{format_table('league', CAPTION, rows, NUMERIC)}\n\n{' '.join(meanings)}"


def _describe_base(publication: Publication) -> str:
    """What the replies are held against, and of how many it is the way of counting."""
    alike = [entry for entry in publication.league if entry.row["class"] in (SAME, OWN_WINDOW)]
    if not alike:
        return ""
    key = alike[0].key
    what = f"{format_counted(key)} ({key.definition})"
    if len(alike) == 1:
        return f"No two count alike: the others are held against {escape_markdown(what)}."
    return f"{len(alike)} count alike, as {escape_markdown(what)}; the others are held against it."


def _list_reply(publication: Publication, entry: LeagueEntry) -> dict[str, str]:
    row, provenance = entry.row, publication.format_provenance(entry.key)
    days = f"{format_short_window(row['start'], row['end'])} ({row['days']:,.0f} days)"
    counted = "; ".join(
        filter(None, (publication.describe_counted(entry.key), row["stage"], provenance))
    )
    cells = dict.fromkeys(("Reply", *NUMERIC, *WORDS), "")
    return cells | {
        "Reply": format_reply(publication, row),
        "Count": format_figure(entry.count),
        "A year": _format_a_year(row),
        RATE: _format_rate(entry.rate),
        RANKS: format_ranks(row),
        **dict(zip(WORDS, (days, escape_markdown(counted), _describe_reasons(row)), strict=True)),
    }


def _describe_reasons(row: pd.Series) -> str:
    """The codes, and what differs; what keeps a rate from being given stands with the refusals."""
    return escape_markdown(": ".join(filter(None, (row["code"], row["evidence"]))))


def _format_rate(rate: pd.Series | None) -> str:
    return "refused" if rate is None else f"{format_figure(rate)} ({format_interval(rate)})"


def _format_a_year(row: pd.Series) -> str:
    return ABSENT if pd.isna(row["year_low"]) else format_span(row["year_low"], row["year_high"], 1)
