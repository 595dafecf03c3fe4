"""The tables of who was asked: every body and what it said, the replies, what they hold back."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pandas as pd

from analysis.model.provenance import PROVENANCES, find_weakest
from analysis.model.reply import FACETS, UNSTATED, Reply
from analysis.model.request import NOT_FILLED_IN, NOT_KNOWN, AskedBody, RequestState
from analysis.model.store.schema import Column, Schema
from analysis.model.study import Same
from analysis.model.window import Window, format_date
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.publication import Publication, format_counted
from analysis.publish.content.wording import format_short_window, join_words
from analysis.publish.tables.layout import format_reply, format_table

COVERAGE = Schema(
    "coverage",
    "Coverage: every body that was asked, what it said, and when",
    (
        Column("force", "Force", "the body, as forces.csv has it", filled=True),
        Column("reference", "Reference", "of the request, where a body has several"),
        Column("state", "State", "what it said", filled=True, choices=tuple(RequestState)),
        Column("under", "Section", "the section named, or `not known`"),
        Column("requested", "Requested", "a day, `not known` or `not filled in`", filled=True),
        Column("answered", "Answered", "a day, `not known` or `not filled in`", filled=True),
        Column("days", "Days", "from request to answer", "number", "days", least=0),
        Column("replies", "Replies", "the references of its replies in this study"),
        Column("counts", "Counts", "what they count, in whom"),
        Column("reason", "Reason", "why no figure of it stands in the study's other tables"),
        Column("provenance", "Provenance", "of its replies", choices=PROVENANCES),
        Column("words", "Words", "what it said, in words"),
        Column("url", "Address", "where it is told"),
    ),
)


def list_coverage_rows(publication: Publication) -> Iterator[dict]:
    """The rows of `COVERAGE`: one a request, the bodies in the order of forces.csv."""
    for one in publication.coverage.requests:
        counts = _list_counts(publication, one)
        yield {
            "force": one.force,
            "reference": one.reference,
            "state": one.state.value,
            "under": one.under,
            "requested": str(one.requested or NOT_FILLED_IN),
            "answered": str(one.answered or _explain_no_day(one)),
            "days": one.days,
            "replies": "; ".join(letter.reference for letter in one.replies),
            "counts": "; ".join(counts),
            "reason": "" if counts else _explain_absence(one),
            "provenance": find_weakest(r.provenance for r in one.replies) if one.replies else "",
            "words": one.words,
            "url": one.url,
        }


def list_bodies(publication: Publication) -> str:
    """One row a request: what the body said, when, and which figures of it stand in the report.

    A body of which no figure stands anywhere stands here with its reason. Where the study does not
    say whom it asked, a sentence that says so.
    """
    coverage = publication.coverage
    if not coverage.is_listed:
        return "The study does not say whom it asked, beside the replies it reads."
    found = list(zip(coverage.requests, list_coverage_rows(publication), strict=True))
    several = any(one.reference for one in coverage.requests)
    is_worded = any(row["words"] not in ("", row["reason"]) for _, row in found)
    days = {(row["requested"], row["answered"]) for _, row in found}
    is_dated = len(days) > 1 or any(text[:1].isdigit() for pair in days for text in pair)
    rows = []
    for one, row in found:
        figures = row["counts"] or f"none: {row['reason']}"
        cells = {"Body": publication.names.force(one.force)}
        cells |= {"Request": one.reference or "–"} if several else {}
        cells |= {"What it said": _describe_state(one)}
        if is_dated:
            cells |= {name: _format_day(row[name.lower()]) for name in ("Requested", "Answered")}
            cells |= {"Days": "–" if one.days is None else f"{one.days:,}"}
        cells |= {"In words": row["words"] or "–"} if is_worded else {}
        cells |= {"Figures in this report": figures}
        cells = {name: escape_markdown(text) for name, text in cells.items()}
        rows.append(cells | {"Told by": _describe_teller(row)})
    caption = "Every body that was asked" if coverage.is_complete else "Every body known of"
    caption += ", and what it said"
    if not is_dated:
        ((requested, answered),) = days
        caption += f" (day of the request: {requested}; of the answer: {answered})"
    return format_table("coverage", caption, rows, numeric=["Days"])


def _describe_state(one: AskedBody) -> str:
    """`refused, s.40`; of a body that answered, the section is what a part was held back under."""
    if not one.under:
        return one.state.value
    section = "section not known" if one.under == NOT_KNOWN else one.under
    return f"{one.state.value}, {section}{' for a part' if one.state.gave_figures else ''}"


def _list_counts(publication: Publication, one: AskedBody) -> list[str]:
    """What the figures of a body's replies count, in whom, each once."""
    places = {(letter.force, letter.reference) for letter in one.replies}
    return list(
        dict.fromkeys(
            format_counted(key)
            for key in publication.series
            if (key.force, key.reference) in places
        )
    )


def _explain_absence(one: AskedBody) -> str:
    if one.replies:
        return "its reply gives no count"
    if one.state.gave_figures:
        return one.words or "its answer is not among the replies of this study"
    return one.state.meaning


def _explain_no_day(one: AskedBody) -> str:
    return "none" if one.state.is_silent else NOT_FILLED_IN


def _format_day(text: str) -> str:
    """A day of the table in words, what stands in place of one as it is."""
    return format_date(date.fromisoformat(text)) if text[:1].isdigit() else text


def _describe_teller(row: dict) -> str:
    """The provenance of the replies, and else the site where it is told."""
    if row["provenance"]:
        return f"[{row['provenance'].upper()}]{{.provenance .{row['provenance']}}}"
    site = urlsplit(row["url"]).netloc.removeprefix("www.")
    return f"[{escape_markdown(site)}](<{row['url']}>)" if site else "the study’s file"


def list_replies(publication: Publication) -> str:
    """One row a reply: what it counts in whom and over which days, and where it was read."""
    rows = [
        {
            "Force": escape_markdown(publication.names.force(reply.force)),
            "Reference": escape_markdown(reply.reference),
            "Provenance": f"[{reply.provenance.upper()}]{{.provenance .{reply.provenance}}}",
            "What was counted": escape_markdown(f"{reply.unit}: {reply.definition}"),
            "Stage, topic, raised by": ", ".join(_list_facets(reply)) or "unstated",
            "In whom": escape_markdown(reply.population),
            "Window supplied": _format_supplied(reply.window.supplied),
            "Date basis": reply.date_basis,
            "Source": _describe_source(reply),
        }
        for reply in publication.replies
    ]
    table = format_table("replies", "The replies, and what each counts", rows)
    return "\n\n".join([table, *map(_describe_same, publication.study.same)])


def _list_facets(reply: Reply) -> list[str]:
    """What a reply's definition says in words of closed lists, the unstated left out."""
    return [word for name in FACETS if (word := getattr(reply, name)) != UNSTATED]


def _describe_same(same: Same) -> str:
    """Words of the replies that the study holds to be the same, and why."""
    name, words = same.named
    quoted = join_words([f"“{escape_markdown(word)}”" for word in words])
    return f"The {name}s {quoted} are taken as the same: {_end_sentence(escape_markdown(same.why))}"


def _format_supplied(window: Window) -> str:
    return format_short_window(pd.Timestamp(window.start), pd.Timestamp(window.end))


def _describe_source(reply: Reply) -> str:
    """Where the figures were read: the force's own reply, a page of its own, or at second hand."""
    if reply.source is None:
        return "the reply"
    title = escape_markdown(reply.source.title)
    if "second_hand" not in reply.source.model_fields_set:
        return f"{title} (whether second-hand: {NOT_FILLED_IN})"
    return f"{title} (second-hand)" if reply.source.second_hand else title


def list_withheld(publication: Publication) -> str:
    """One row a reply: when it was asked and answered, what it does not give, and its caveats.

    What a person has not filled in is told apart from what the letter does not say.
    """
    rows = []
    is_any = not publication.comparison.absent.empty
    is_revealed = any(table.hidden for reply in publication.replies for table in reply.tables)
    for reply in publication.replies:
        held = "; ".join(f"{item.what} ({item.under})" for item in reply.withheld)
        missing = _list_absent(publication, reply)
        # Its own rows may say that they are withheld, where the letter names no section.
        is_withheld = missing.startswith("withheld in") or "; withheld in" in missing
        unstated = "no section stated" if is_withheld else "nothing stated"
        if not reply.is_filled_in("withheld") and not is_withheld:
            unstated = NOT_FILLED_IN
        no_caveat = "none" if reply.is_filled_in("caveats") else NOT_FILLED_IN
        caveats = " ".join(map(_end_sentence, reply.caveats))
        rows.append(
            {
                "Reply": format_reply(publication, reply),
                "Requested": _format_letter_day(reply.requested),
                "Answered": _format_letter_day(reply.answered),
                "Withheld, and under which section": escape_markdown(held) or unstated,
                "Caveats": escape_markdown(caveats) or no_caveat,
            }
            | ({"No figure given": missing} if is_any else {})
            | ({"Hidden cells read": _list_revealed(reply)} if is_revealed else {})
        )
    return format_table("withheld", "What the replies hold back, and their caveats", rows)


def _format_letter_day(day: date | str | None) -> str:
    """A day of a letter; a letter that gives none is told apart from one that nobody looked at."""
    if isinstance(day, date):
        return format_date(day)
    return "not stated" if day == UNSTATED else NOT_FILLED_IN


def _list_revealed(reply: Reply) -> str:
    """The tables of which hidden cells were read too, each with the reason of its recipe."""
    read = [f"“{table.name}”: {table.reason}" for table in reply.tables if table.hidden]
    return escape_markdown("; ".join(read)) or "none"


def _list_absent(publication: Publication, reply: Reply) -> str:
    """What a reply gives no number for, by reason: the labels of each, and their days."""
    absent = publication.comparison.absent
    own = absent[absent["force"].eq(reply.force) & absent["reference"].eq(reply.reference)]
    parts = []
    for (status, table), rows in own.groupby(["status", "table"], sort=False):
        named = [
            f"{label} ({_format_days(days)})" for label, days in rows.groupby("label", sort=False)
        ]
        parts.append(f"{status.replace('_', ' ')} in “{table}”: {', '.join(named)}")
    return escape_markdown("; ".join(parts)) or "none"


def _format_days(rows: pd.DataFrame) -> str:
    """The days of some figures, those that follow one another as one span."""
    spans: list[list[pd.Timestamp]] = []
    for row in rows.sort_values("start").itertuples():
        if spans and row.start <= spans[-1][1]:
            spans[-1][1] = max(row.end, spans[-1][1])
        else:
            spans.append([row.start, row.end])
    return ", ".join(format_short_window(*span) for span in spans)


def _end_sentence(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."
