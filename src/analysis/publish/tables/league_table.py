"""The league table as the report shows it: class by class, every reply with its figures."""

import pandas as pd

from analysis.publish.content.document import escape_markdown
from analysis.publish.content.publication import LeagueEntry, Publication, format_counted
from analysis.publish.content.wording import (
    CLASS_WORDS,
    format_interval,
    format_short_window,
    format_span,
)
from analysis.publish.tables.layout import ABSENT, format_figure, format_reply, format_table
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT

RATE = "Per 1,000 workforce-years"
NUMERIC = ("Count", "A year", RATE, f"{CONFIDENCE_TEXT} interval")
WORDS = ("What is counted", "Provenance")
CAPTION = (
    "Every reply over its own window, by how far it compares with the way of counting that most "
    "share. Within a class rows stand by their rate; no place is a rank, and nothing is read "
    "across classes"
)


def list_league(publication: Publication) -> str:
    """A line a class, then one line a reply: days, count, rate, and why it compares no further."""
    rows, classes = [], []
    for entry in publication.league:
        comparability = entry.row["class"]
        if comparability not in classes:
            classes.append(comparability)
            rows.append(_list_class(comparability))
        rows.append(_list_reply(publication, entry))
    return format_table("league", CAPTION, rows, NUMERIC)


def _list_class(comparability: str) -> dict[str, str]:
    name = f"**{comparability.capitalize()}**"
    return {"Reply": name, **dict.fromkeys(("Days", *NUMERIC, *WORDS), "")} | {
        "Why it compares no further": CLASS_WORDS[comparability]
    }


def _list_reply(publication: Publication, entry: LeagueEntry) -> dict[str, str]:
    row = entry.row
    code = f"{row['code']}: {row['evidence']}" if row["code"] else ""
    return {
        "Reply": format_reply(publication, row),
        "Days": f"{format_short_window(row['start'], row['end'])}, {row['days']:,.0f} days",
        "Count": format_figure(entry.count),
        "A year": _format_a_year(row),
        RATE: format_figure(entry.rate),
        f"{CONFIDENCE_TEXT} interval": "" if entry.rate is None else format_interval(entry.rate),
        "What is counted": escape_markdown(format_counted(entry.key)),
        "Provenance": publication.format_provenance(entry.key),
        "Why it compares no further": escape_markdown(code),
    }


def _format_a_year(row: pd.Series) -> str:
    return ABSENT if pd.isna(row["year_low"]) else format_span(row["year_low"], row["year_high"], 1)
