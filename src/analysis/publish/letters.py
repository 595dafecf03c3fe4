"""Follow-up letters: the numbers that would narrow a study's counts most, asked of each force.

One letter a reply, as Markdown and as a Word file: what the reply left open, and the number that
closes it, then how to count it and that a hidden answer serves too.
"""

from collections.abc import Iterator
from datetime import date
from math import isinf
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis.model.address import split_addresses
from analysis.model.provenance import Provenance
from analysis.model.reply import Reply, load_reply
from analysis.model.store.paths import BUILD, PROCESSED, format_path
from analysis.model.study import load_study
from analysis.model.window import ONE_DAY, Window, format_date
from analysis.publish.content.document import (
    OF_LETTERS,
    Manuscript,
    ReportMeta,
    escape_markdown,
    make_documents,
)
from analysis.publish.content.publication import MOST_ASKED, Names
from analysis.publish.content.wording import join_words
from analysis.reconcile.results.comparison import LAST_DAY, read_comparison

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


def write_follow_ups(
    study_name: str,
    start: str = "",
    end: str = "",
    build: Path = BUILD,
    processed: Path = PROCESSED,
) -> Iterator[str]:
    """Write a letter a reply into `<build>/<study>/follow-up`; yields a line for each reply.

    What they ask is in the study's release under `processed`: it has passed the gate. `start` and
    `end` (ISO, both included) are the release's window where it is not the study's. A reply that
    needs nothing has no letter, and one written earlier for it is taken away. Raises Faults for an
    unknown study, a bad window, and a study that has not been released. None is written for a
    reply that is only set beside others, or that counts many bodies together.
    """
    study = load_study(study_name)
    common = study.choose_window(start, end)
    asks = read_comparison(study, processed).tables["follow_up"]
    names, folder = Names(), Path(build) / study.name / "follow-up"
    if common is None:
        yield f"{study.name} has no common window: each reply is asked about days of its own"
    for reply in (each for each in study.replies if each.is_compared):
        letter = load_reply(reply.force, reply.reference)
        own = asks[asks["force"].eq(letter.force) & asks["reference"].eq(letter.reference)]
        files = [folder / f"{reply.force}-{reply.reference}{ending}" for ending in (".md", ".docx")]
        named = f"{names.force(letter.force)}, {letter.reference}"
        if own.empty and not _is_second_hand(letter):
            for file in files:
                file.unlink(missing_ok=True)
            yield f"{named}: nothing to ask"
            continue
        write_letter(format_letter(letter, own, names), letter, files)
        yield f"{named}: {describe_follow_up(letter, own)}\n  {' '.join(map(format_path, files))}"


def format_letter(reply: Reply, asks: pd.DataFrame, names: Names) -> str:
    """The letter's Markdown. `asks` are the FOLLOW_UP rows of the reply, best first.

    The reply itself is asked for first where only a press report of it was seen.
    """
    second_hand = _is_second_hand(reply)
    best = asks[asks["instead_of"].eq("")].head(MOST_ASKED - second_hand)
    questions = ["**Please send us the reply itself, with its spreadsheet.**"] * second_hand
    questions += [_format_question(row, names) for _, row in best.iterrows()]
    force = escape_markdown(names.force(reply.force))
    kind = "second-hand" if second_hand else reply.provenance
    parts = [
        WARNINGS.get(kind, "").format(force=force),
        _format_head(reply, force),
        "Dear Freedom of Information team,",
        _describe_reply(reply),
        *(_describe_gap(reply, row) for _, row in best.head(1).iterrows()),
        _introduce(questions),
        *(f"{number}. {words}" for number, words in enumerate(questions, start=1)),
        *(_describe_counting(best) if len(best) else []),
        "We keep this short so that it stays small beside the work already done, and within the "
        "same cost limit (section 12 of the Freedom of Information Act); whether it does is yours "
        "to judge. If another form of answer would be easier, please tell us which.",
        "Yours faithfully,",
        "\\[your name\\]",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def write_letter(text: str, reply: Reply, files: list[Path]) -> None:
    """Write one letter as Markdown and as a Word file; both are new, or both as they were."""
    title = _format_title(reply)
    is_example = reply.provenance == "illustrative"
    meta = ReportMeta(
        title=title,
        provenance=(reply.provenance,),
        page_header=Provenance(reply.provenance).mark.letter_header,
        edition="Example, not to be sent" if is_example else "Draft letter",
        source=files[0].name,
    )
    folder = files[0].parent
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".letter-", dir=folder) as temporary:
        letter = Manuscript("letter", text, meta)
        plain, word = make_documents([letter], OF_LETTERS, Path(temporary))
        words = plain.read_text(encoding="utf-8")
        plain.write_text(f"# {title}\n\n{words}", encoding="utf-8", newline="\n")
        for file, page in zip(files, (plain, word), strict=True):
            page.replace(file)


def describe_follow_up(reply: Reply, asks: pd.DataFrame) -> str:
    """What the letter asks for first, and how much that would tighten the result."""
    asked = ["asks for the reply itself"] if _is_second_hand(reply) else []
    for _, first in asks.head(1).iterrows():
        asked.append(f"asks: {first['asked']}")
        if not first["disagree_by"]:
            asked[-1] += f" -> {_describe_narrowing(first)}"
    return "; ".join(asked)


def _describe_narrowing(ask: pd.Series) -> str:
    """`a range of 24 becomes exact (4 as “fewer than 5”)`."""
    now, after, hidden = ask["width_now"], ask["width_after"], ask["width_if_hidden"]
    words = "a count without an upper end" if isinf(now) else f"a range of {now:,.0f}"
    words += " becomes exact" if after == 0 else f" becomes {after:,.0f} at most"
    # An answer that is hidden and leaves nothing open would hide nothing: it is not offered.
    return words + (f" ({hidden:,.0f} as “fewer than 5”)" if hidden > 0 else "")


def _is_second_hand(reply: Reply) -> bool:
    return reply.source is not None and reply.source.second_hand


def _format_title(reply: Reply) -> str:
    """The title of the letter: the reference a press report goes by is not one the force knows."""
    if _is_second_hand(reply):
        return "A reply of yours that the press has reported"
    return f"Follow-up to {reply.reference}"


def _format_head(reply: Reply, force: str) -> str:
    lines = [f"To: the Freedom of Information team, {force}"]
    if not _is_second_hand(reply):
        lines += [
            f"Reference: {escape_markdown(reply.reference)}",
            f"Our request of: {_format_day(reply.requested)}",
            f"Your reply of: {_format_day(reply.answered)}",
        ]
    return "\\\n".join([*lines, "Date: \\[date\\]"])


def _format_day(day: date | str | None) -> str:
    return format_date(day) if isinstance(day, date) else "\\[date\\]"


def _describe_reply(reply: Reply) -> str:
    """What the reply gave, or which report of it is all that was seen."""
    what = f"{reply.unit} ({escape_markdown(reply.definition)}), "
    among = "the population not stated, " if reply.population == "unstated" else ""
    if reply.population not in ("unstated", reply.unit):  # officers counted in officers say so once
        among = f"{escape_markdown(reply.population)}, "
    supplied = reply.window.supplied
    days = f"{supplied}, both days included"
    if supplied.end_ambiguous:
        days = f"{format_date(supplied.start)} to {format_date(supplied.end)}"
    what += f"{among}from {days}"
    if _is_second_hand(reply):
        title = escape_markdown(reply.source.title)
        return f"A press report gives figures from a reply of yours: {title}. It counts {what}."
    return f"Thank you for your reply. It counts {what}."


def _describe_gap(reply: Reply, ask: pd.Series) -> str:
    """The days that are counted over, and what the reply leaves open in them."""
    window = Window(ask["window_start"].date(), ask["window_end"].date())
    words = f"We count from **{window}, both days included**"
    own = reply.window.supplied == window
    words += ", as your reply does." if own else ", so that several replies can be compared."
    places = _format_cells(reply, ask["cells"])
    why = {"part of a cell": "reach over the edge of these days"}
    why |= {"hidden cell": "are hidden", "contradiction": "cannot all be true"}
    if ask["kind"] in why and places:
        words += f" Figures of your reply ({places}) {why[ask['kind']]}."
    return words


def _format_cells(reply: Reply, cells: str) -> str:
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


def _format_question(ask: pd.Series, names: Names) -> str:
    """One question as Markdown, the question in bold, then what its answer would do.

    `ask` is a row of the columns FOLLOW_UP.
    """
    if ask["kind"] == "contradiction":
        they = escape_markdown(ask["asked"].partition(", that ")[2])
        return (
            f"**Which of these figures is right?** They {they}. Until you tell us, none of them is "
            "used."
        )
    question, because = _word_question(
        ask, _format_subject(ask, names), _format_days(ask["start"], ask["end"])
    )
    return f"**{question}** {because}{_describe_gain(ask)}"


def _word_question(ask: pd.Series, thing: str, days: str) -> tuple[str, str]:
    """The question, and why it has to be asked."""
    if ask["kind"] == LAST_DAY:
        day = format_date(ask["start"].date())
        return (
            f"Do your figures count {day} itself, and if so how many {thing} were of that day?",
            "Your reply can be read either way. ",
        )
    if ask["kind"] == "different people":
        return (
            f"How many different {thing} were counted {days}, each counted once?",
            "The same person may stand in more than one of your figures. ",
        )
    if ask["kind"] == "merged group":
        return (
            f"How many {thing} were there {days}, as one number for all of these together?",
            "If that number would give away a small one beside those you have printed, please "
            "leave it out, or say only whether it is 5 or more. ",
        )
    return f"How many {thing} were there {days}?", ""


def _format_subject(ask: pd.Series, names: Names) -> str:
    """`complaints`, `complaints with the platform Facebook`."""
    if ask["dimension"] == "total":
        return ask["unit"]
    codes = names.sort_categories(ask["dimension"], ask["category"].split())
    named = [escape_markdown(names.category(ask["dimension"], code)) for code in codes]
    return f"{ask['unit']} with the {ask['dimension']} {join_words(named)}"


def _format_days(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """`from 1 January 2018 to 28 February 2018, both days included`, or `on 1 March 2023`."""
    window = Window(start.date(), end.date())
    if window.end - window.start == ONE_DAY:
        return f"on {format_date(window.start)}"
    return f"from {window}, both days included"


def _describe_gain(ask: pd.Series) -> str:
    """What is known now, and what the answer would leave: never more than is sure."""
    known = f"between {int(ask['low']):,} and {ask['high']:,.0f}"
    if isinf(ask["high"]):
        known = f"at {int(ask['low']):,} or more"
    now = f"So far their number in the days we count over lies {known}"
    if ask["width_after"] == 0:
        return f"{now}; your answer makes it exact."
    if isinf(ask["width_after"]):
        return f"{now}."
    return f"{now}; your answer leaves a range of {int(ask['width_after']):,} at most."


def _describe_counting(best: pd.DataFrame) -> list[str]:
    """How to count; that a hidden answer serves too; and that nothing about a person is wanted."""
    sentences = ["Please count as you did for your reply, and say if anything was corrected since."]
    left = best["width_if_hidden"]
    # Where nothing would be left open, hiding the number would hide nothing.
    small = best[left.gt(0) & left.lt(best["width_now"])]
    if len(small):
        ask = small.iloc[0]
        now = "all that is open" if isinf(ask["width_now"]) else f"{int(ask['width_now']):,}"
        sentences.append(
            "If a number is small and you would rather not print it, “fewer than 5” or “5 or "
            f"fewer” is a full answer. It still helps: in place of a range of {now}, “fewer than "
            f"5” would leave one of {int(ask['width_if_hidden']):,}."
        )
    if "merged group" not in set(best["kind"]):
        sentences.append("We ask for no rank, no outcome and no circumstance of any case.")
    return sentences
