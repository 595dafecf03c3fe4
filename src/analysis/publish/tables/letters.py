"""What the letters say: the kind of figures, what each reply counts, what it holds back."""

from datetime import date

import pandas as pd

from analysis.model.response import Response
from analysis.model.window import spell_date
from analysis.publish.document import escape_markdown
from analysis.publish.material import Material
from analysis.publish.tables.layout import lay_out, name_reply
from analysis.publish.wording import join_words, spell_short_window

NOTICES = {
    "illustrative": (
        "**The figures of {} in this report are illustrative.** The spreadsheet attached to the "
        "reply was not obtainable. The figures were made up in the shape that the covering letter "
        "describes, to show what is done with such a reply. They say nothing about the force. "
        "With the disclosed workbook in its place, `make report` writes this report again."
    ),
    "transcribed": (
        "**The figures of {} are transcribed** from what was published, cell by cell, with the "
        "source named. A press report is second-hand: the force’s own letter was not seen."
    ),
    "disclosed": "**The figures of {} are disclosed**: read from the workbook the force sent.",
}


def write_notice(material: Material) -> str:
    """A paragraph a provenance: the first thing a reader must know of the figures."""
    told = []
    for provenance, words in NOTICES.items():
        replies = [r for r in material.responses if r.provenance == provenance]
        if replies:
            named = join_words([name_reply(material, r) for r in replies])
            everyone = len(replies) == len(material.responses)
            told.append(words.format("every reply" if everyone else named))
    return "\n\n".join(told)


def list_replies(material: Material) -> str:
    rows = [
        {
            "Force": escape_markdown(material.names.force(reply.force)),
            "Reference": escape_markdown(reply.reference),
            "Provenance": f"[{reply.provenance.upper()}]{{.provenance .{reply.provenance}}}",
            "What was counted": escape_markdown(f"{reply.unit}: {reply.definition}"),
            "In whom": escape_markdown(reply.population),
            "Window supplied": spell_short_window(*map(pd.Timestamp, _ends(reply))),
            "Date basis": reply.date_basis,
            "Source": _name_source(reply),
        }
        for reply in material.responses
    ]
    return lay_out("replies", "The replies, and what each counts", rows)


def _ends(reply: Response) -> tuple[date, date]:
    return reply.window.supplied.start, reply.window.supplied.end


def _name_source(reply: Response) -> str:
    """Where the figures were read: the force's own reply, a page of its own, or at second hand."""
    if reply.source is None:
        return "the reply"
    title = escape_markdown(reply.source.title)
    return f"{title} (second-hand)" if reply.source.second_hand else title


def list_withheld(material: Material) -> str:
    rows = []
    for reply in material.responses:
        held = "; ".join(f"{item.what} ({item.under})" for item in reply.withheld)
        rows.append(
            {
                "Reply": name_reply(material, reply),
                "Requested": spell_date(reply.requested) if reply.requested else "not stated",
                "Answered": spell_date(reply.answered) if reply.answered else "not stated",
                "Withheld, and under which section": escape_markdown(held) or "nothing stated",
                "Caveats": escape_markdown(" ".join(map(_end, reply.caveats))) or "none",
            }
        )
    return lay_out("withheld", "What the replies hold back, and their caveats", rows)


def _end(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."
