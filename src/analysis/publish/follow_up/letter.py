"""One letter to a force, as Markdown: what its reply left open, and the number that closes it."""

from datetime import date
from math import isinf

import pandas as pd

from analysis.model.address import split_addresses
from analysis.model.response import Response
from analysis.model.window import Window, spell_date
from analysis.publish.document import escape_markdown
from analysis.publish.follow_up.questions import spell_question
from analysis.publish.names import Names
from analysis.publish.wording import join_words

MOST = 3  # one number first, and at most two more: a long list is answered by no one
WARNINGS = {
    "illustrative": (
        "**This letter is an example and must not be sent.** The figures it quotes are "
        "illustrative: they were made up in the shape that the covering letter describes, and are "
        "not the figures of {force}. With the force’s own workbook in their place, "
        "`make follow-up` writes the letter again."
    ),
    "second-hand": (
        "*To whoever sends this letter: its figures were transcribed from a press report. The "
        "force’s own reply was not seen, so the letter asks for it first.*"
    ),
}


def write_letter(reply: Response, asks: pd.DataFrame, names: Names) -> str:
    """The letter's Markdown. `asks` are the FOLLOW_UP rows of the reply, best first.

    The reply itself is asked for first where only a press report of it was seen.
    """
    second_hand = is_second_hand(reply)
    best = asks[asks["instead_of"].eq("")].head(MOST - second_hand)
    questions = ["**Please send us the reply itself, with its spreadsheet.**"] * second_hand
    questions += [spell_question(row, names) for _, row in best.iterrows()]
    force = escape_markdown(names.force(reply.force))
    kind = "second-hand" if second_hand else reply.provenance
    parts = [
        WARNINGS.get(kind, "").format(force=force),
        _address(reply, force),
        "Dear Freedom of Information team,",
        _recall(reply),
        *(_say_why(reply, row) for _, row in best.head(1).iterrows()),
        _introduce(questions),
        *(f"{number}. {words}" for number, words in enumerate(questions, start=1)),
        *(_say_how(best) if len(best) else []),
        "We keep this short so that it stays small beside the work already done, and within the "
        "same cost limit (section 12 of the Freedom of Information Act); whether it does is yours "
        "to judge. If another form of answer would be easier, please tell us which.",
        "Yours faithfully,",
        "\\[your name\\]",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def is_second_hand(reply: Response) -> bool:
    return reply.source is not None and reply.source.second_hand


def name_letter(reply: Response) -> str:
    """The title of the letter: the reference a press report goes by is not one the force knows."""
    if is_second_hand(reply):
        return "A reply of yours that the press has reported"
    return f"Follow-up to {reply.reference}"


def _address(reply: Response, force: str) -> str:
    lines = [f"To: the Freedom of Information team, {force}"]
    if not is_second_hand(reply):
        lines += [
            f"Reference: {escape_markdown(reply.reference)}",
            f"Our request of: {_spell(reply.requested)}",
            f"Your reply of: {_spell(reply.answered)}",
        ]
    return "\\\n".join([*lines, "Date: \\[date\\]"])


def _spell(day: date | None) -> str:
    return spell_date(day) if day else "\\[date\\]"


def _recall(reply: Response) -> str:
    """What the reply gave, or which report of it is all that was seen."""
    what = f"{reply.unit} ({escape_markdown(reply.definition)}), "
    among = "the population not stated" if reply.population == "unstated" else reply.population
    supplied = reply.window.supplied
    days = f"{supplied}, both days included"
    if supplied.end_ambiguous:
        days = f"{spell_date(supplied.start)} to {spell_date(supplied.end)}"
    what += f"{escape_markdown(among)}, from {days}"
    if is_second_hand(reply):
        title = escape_markdown(reply.source.title)
        return f"A press report gives figures from a reply of yours: {title}. It counts {what}."
    return f"Thank you for your reply. It counts {what}."


def _say_why(reply: Response, ask: pd.Series) -> str:
    """The days that are counted over, and what the reply leaves open in them."""
    window = Window(ask["window_start"].date(), ask["window_end"].date())
    told = f"We count from **{window}, both days included**"
    own = reply.window.supplied == window
    told += ", as your reply does." if own else ", so that several replies can be compared."
    places = _name_cells(reply, ask["cells"])
    why = {"part of a cell": "reach over the edge of these days"}
    why |= {"hidden cell": "are hidden", "contradiction": "cannot all be true"}
    if ask["kind"] in why and places:
        told += f" Figures of your reply ({places}) {why[ask['kind']]}."
    return told


def _name_cells(reply: Response, cells: str) -> str:
    """`sheet “Q1”, cells B8 and H8`; nothing for a transcription, whose cells are ours."""
    if reply.provenance == "transcribed":
        return ""
    sheets: dict[str, list[str]] = {}
    for place in split_addresses(cells):
        sheets.setdefault(place.sheet, []).append(place.cell)
    return "; ".join(
        f"sheet “{escape_markdown(sheet)}”, {'cells' if len(named) > 1 else 'cell'} "
        + join_words(list(dict.fromkeys(named)))
        for sheet, named in sheets.items()
    )


def _introduce(questions: list[str]) -> str:
    if len(questions) == 1:
        return "May we ask you for one thing more?"
    return "May we ask you for one thing more? If it is as easily done, what follows it helps too."


def _say_how(best: pd.DataFrame) -> list[str]:
    """How to count; that a hidden answer serves too; and that nothing about a person is wanted."""
    told = ["Please count as you did for your reply, and say if anything was corrected since."]
    left = best["width_if_hidden"]
    # Where nothing would be left open, hiding the number would hide nothing.
    small = best[left.gt(0) & left.lt(best["width_now"])]
    if len(small):
        ask = small.iloc[0]
        now = "all that is open" if isinf(ask["width_now"]) else f"{int(ask['width_now']):,}"
        told.append(
            "If a number is small and you would rather not print it, “fewer than 5” or “5 or "
            f"fewer” is a full answer. It still helps: in place of a range of {now}, “fewer than "
            f"5” would leave one of {int(ask['width_if_hidden']):,}."
        )
    if "merged group" not in set(best["kind"]):
        told.append("We ask for no rank, no outcome and no circumstance of any case.")
    return told
