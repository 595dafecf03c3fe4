"""The questions of a letter in words: the number asked for, its days in full, and what it tells."""

import math

import pandas as pd

from analysis.model.window import ONE_DAY, Window, spell_date
from analysis.publish.document import escape_markdown
from analysis.publish.names import Names
from analysis.publish.wording import join_words


def spell_question(ask: pd.Series, names: Names) -> str:
    """One question as Markdown, the question in bold, then what its answer would do.

    `ask` is a row of the columns FOLLOW_UP.
    """
    if ask["kind"] == "contradiction":
        return (
            "**Which of these figures is right?** They disagree by at least "
            f"{ask['disagree_by']}, and until you tell us none of them is used."
        )
    question, because = _word(ask, spell_thing(ask, names), spell_days(ask["start"], ask["end"]))
    return f"**{question}** {because}{spell_gain(ask)}"


def _word(ask: pd.Series, thing: str, days: str) -> tuple[str, str]:
    """The question, and why it has to be asked."""
    if ask["kind"] == "last day":
        day = spell_date(ask["start"].date())
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


def spell_thing(ask: pd.Series, names: Names) -> str:
    """`complaints`, `complaints with the platform Facebook`."""
    if ask["dimension"] == "total":
        return ask["unit"]
    codes = names.sort_categories(ask["dimension"], ask["category"].split())
    named = [escape_markdown(names.category(ask["dimension"], code)) for code in codes]
    return f"{ask['unit']} with the {ask['dimension']} {join_words(named)}"


def spell_days(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """`from 1 January 2018 to 28 February 2018, both days included`, or `on 1 March 2023`."""
    window = Window(start.date(), end.date())
    if window.end - window.start == ONE_DAY:
        return f"on {spell_date(window.start)}"
    return f"from {window}, both days included"


def spell_gain(ask: pd.Series) -> str:
    """What is known now, and what the answer would leave: never more than is sure."""
    known = f"between {int(ask['low']):,} and {ask['high']:,.0f}"
    if math.isinf(ask["high"]):
        known = f"at {int(ask['low']):,} or more"
    now = f"So far their number in the days we count over lies {known}"
    if ask["width_after"] == 0:
        return f"{now}; your answer makes it exact."
    if math.isinf(ask["width_after"]):
        return f"{now}."
    return f"{now}; your answer leaves a range of {int(ask['width_after']):,} at most."
