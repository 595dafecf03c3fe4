"""The prose of a report: its slots filled, from the study and from the glossary.

Nothing may be missing and nothing unused. The glossary is of rungs and marks, in the words that
reports, README and notebooks share.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from textwrap import fill
from typing import Any, NamedTuple

from analysis.model.count import Status
from analysis.model.faults import Fault, Faults
from analysis.reconcile.methods.rates import LOW_RELIABILITY, RELIABLE_FROM
from analysis.reconcile.results.rungs import LADDER, Rung

SLOT = re.compile(r"\{\{\s*(.+?)\s*\}\}")
MARKUP = re.compile(r"[\\`*_{}\[\]<>#|$^~@]")  # plain words in a caption, never Markdown
KINDS = ("table", "figure", "glossary")  # of slots that say so; any other is a number's
PARTS = ("text", "interval", "ranks", "window", "rung", "provenance")
# Numbers that are there whether or not a report asks.
GENERAL = ("study.", "remainder.", "validation.")

# What stands beside a figure, in the order of the legend.
MARKS = {
    Status.SUPPRESSED.shorthand: "hidden by the force, or here within a wider category",
    Status.ROUNDED.shorthand: "rounded or estimated by the force",
    LOW_RELIABILITY: f"of low reliability, resting on fewer than {RELIABLE_FROM} events",
    Status.NOT_HELD.shorthand: "not available: not held, not recorded, not answered or not listed",
    Status.NOT_APPLICABLE.shorthand: "does not apply, and is left out of every sum",
}


class Slot(NamedTuple):
    """What one `{{…}}` asks for; `part` is of a number, `line` where in the prose it stands."""

    kind: str
    name: str
    part: str
    line: str


def fill_prose(
    prose: str,
    file: str,
    numbers: Mapping[str, Mapping[str, Any]],
    tables: Mapping[str, Callable[[], str]],
    figures: Mapping[str, Mapping[str, str]],
) -> str:
    """The Markdown with every `{{…}}` replaced.

    `{{key}}` is a number's text, `{{key:interval}}`, `{{key:ranks}}` (of a rate in the league
    table), `{{key:window}}`, `{{key:rung}}` and `{{key:provenance}}` its other parts;
    `{{table: name}}` and `{{figure: name}}` stand on lines of their own, `{{glossary: name}}`
    begins one (see `list_glossary`).
    Raises Faults naming every unknown key, table, figure and word of the glossary, and every number
    and figure that no line uses. Numbers of the study as a whole (`study.…`) and of the methods
    (`validation.…`), and the glossary, may stay unused.
    """
    glossary = list_glossary()
    choices = {"number": numbers, "table": tables, "figure": figures, "glossary": glossary}
    slots = [_read_slot(prose, found) for found in SLOT.finditer(prose)]
    faults = [*_find_unknown(slots, choices, file), *_find_unused(slots, numbers, figures, file)]
    if faults:
        raise Faults(file, faults)
    makers = {
        "number": lambda slot: _link(numbers[slot.name], slot.part),
        "table": lambda slot: tables[slot.name](),
        "figure": lambda slot: _place_figure(slot.name, figures[slot.name]),
        "glossary": lambda slot: glossary[slot.name],
    }
    filled = iter([makers[slot.kind](slot) for slot in slots])
    return SLOT.sub(lambda found: next(filled), prose)


def list_slots(prose: str, kind: str) -> list[str]:
    """The names that the slots of one kind (`table`, `figure`) ask for, each once, in order."""
    slots = (_read_slot(prose, found) for found in SLOT.finditer(prose))
    return list(dict.fromkeys(slot.name for slot in slots if slot.kind == kind))


def list_glossary() -> dict[str, str]:
    """What prose may ask for by `{{glossary: name}}`, as Markdown.

    A rung by its name in the program (`exact`, `own_window`) is an item of a definition list, and
    prose that follows it stands in the same item; `rungs` is the list of all, `ladder` the sentence
    before them, `marks` the legend of the marks beside figures.
    """
    rungs = {rung.name.lower(): f"{rung.word}\n: {rung.meaning}" for rung in Rung}
    return rungs | {"rungs": describe_rungs(), "ladder": LADDER, "marks": describe_marks()}


def describe_rungs() -> str:
    """All rungs as a Markdown list; the README has the same between two comments."""
    items = (f"- **{rung.word}**: {rung.meaning}" for rung in Rung)
    return "\n".join(fill(item, width=100, subsequent_indent="  ") for item in items)


def describe_marks() -> str:
    """The legend of the marks beside figures, as one sentence of Markdown."""
    legend = "; ".join(f"`{mark}` {meaning}" for mark, meaning in MARKS.items())
    return f"Marks beside figures: {legend}."


def link_line(line: int | None) -> str:
    """The mark that leads from a number to its line in the appendix.

    >>> link_line(17)
    '[\\\\[17\\\\]](#line-17){.trace}'
    """
    return f"[\\[{line}\\]](#line-{line}){{.trace}}" if line else ""


def _read_slot(prose: str, found: re.Match) -> Slot:
    line = f"line {prose[: found.start()].count(chr(10)) + 1} of the text"
    kind, _, rest = (part.strip() for part in found[1].partition(":"))
    if kind in KINDS:
        return Slot(kind, rest, "", line)
    return Slot("number", kind, rest or "text", line)


def _find_unknown(
    slots: list[Slot], choices: Mapping[str, Mapping[str, Any]], file: str
) -> Iterator[Fault]:
    for slot in slots:
        known = choices[slot.kind]
        if slot.name not in known:
            what = "word of the glossary" if slot.kind == "glossary" else slot.kind
            remedy = f"choose one of: {', '.join(sorted(known))}"
            yield Fault(file, f"there is no {what} {slot.name!r}", remedy, cell=slot.line)
        elif slot.kind == "number" and slot.part not in PARTS:
            remedy = "use one of: " + ", ".join(PARTS)
            yield Fault(file, f"{slot.name} has no part {slot.part!r}", remedy, cell=slot.line)
        elif slot.kind == "number" and slot.part not in known[slot.name]:
            remedy = "use one of: " + ", ".join(name for name in PARTS if name in known[slot.name])
            yield Fault(file, f"{slot.name} has no part {slot.part!r}", remedy, cell=slot.line)


def _find_unused(
    slots: list[Slot], numbers: Mapping[str, Any], figures: Mapping[str, Any], file: str
) -> Iterator[Fault]:
    used = {(slot.kind, slot.name) for slot in slots}
    for key in sorted(numbers):
        if ("number", key) not in used and not key.startswith(GENERAL):
            yield Fault(file, f"number {key!r} is not used", "use it or drop it")
    for name in sorted(figures):
        if ("figure", name) not in used:
            yield Fault(file, f"figure {name!r} is not used", "use it or do not draw it")


def _link(number: Mapping[str, Any], part: str) -> str:
    text = number[part]
    return text + (link_line(number["line"]) if part in ("text", "interval") else "")


def _place_figure(name: str, figure: Mapping[str, str]) -> str:
    if "nothing" in figure:
        return figure["nothing"]
    alt = figure["alt"].replace('"', "'")
    caption = MARKUP.sub(r"\\\g<0>", figure["caption"])
    return f'![{caption}](figures/{name}){{#fig:{name} alt="{alt}"}}'
