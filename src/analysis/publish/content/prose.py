"""The prose of a report: its slots filled, from the study and from the glossary.

Nothing may be missing and nothing unused. The glossary is of rungs and marks, in the words that
reports, README and notebooks share.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import fill
from typing import Any, NamedTuple

from analysis.model.count import Status
from analysis.model.faults import Fault, gather, list_nearest
from analysis.model.provenance import Provenance
from analysis.reconcile.methods.rates import LOW_RELIABILITY, RELIABLE_FROM
from analysis.reconcile.results.rungs import LADDER, Rung

SLOT = re.compile(r"\{\{\s*(.+?)\s*\}\}")
# What no reader sees: attributes, the ends of links, references, words of a program.
UNSEEN = (
    r"\{[^}]*\}|\]\([^)]*\)|@[\w:.-]+|^```[\s\S]*?^```|`[^`]*`"
    r"|<!--[\s\S]*?-->|</?[A-Za-z][^>]*>|https?://\S+"
)
# What is no place for a link: that, headings, tables, captions, slots, other links.
NO_SENTENCE = re.compile(
    rf"^(?:#|\||: ).*$|\{{\{{.*?\}}\}}|!?\[[^\]]*\](?:\([^)]*\))?|{UNSEEN}", re.MULTILINE
)
BRACES = re.compile(r"\{\{|\}\}")
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


class GlossaryTerm(NamedTuple):
    """A word of the glossary, the pattern of its uses, and what it means."""

    word: str
    pattern: str
    meaning: str

    @property
    def place(self) -> str:
        return f"term-{self.word.lower().replace(' ', '-')}"

    def find(self, text: str) -> re.Match | None:
        return re.search(rf"\b{self.pattern}\b", text, re.IGNORECASE)


# Beside rungs and provenances, which say what they mean where they are defined.
TERMS = (
    GlossaryTerm(
        "Common window",
        r"common\s+windows?",
        "The days that a study brings all replies to.",
    ),
    GlossaryTerm(
        "Count alike",
        r"count(?:s|ed|ing)?\s+alike",
        "To count the same thing by the same definition, in the same people, under the same kind "
        "of date.",
    ),
    GlossaryTerm(
        "Dispersion",
        "dispersion",
        "How much more counts vary from year to year than chance alone would make them.",
    ),
    GlossaryTerm(
        "Interval",
        "intervals?",
        "The values that chance leaves open for the rate, share or ratio behind what was recorded; "
        "some ninety-five of a hundred such intervals hold it.",
    ),
    GlossaryTerm(
        "Own window",
        r"own\s+windows?",
        "The days that a reply itself covers.",
    ),
    GlossaryTerm(
        "Pooled",
        "pooled",
        "Given for several years together, and not year by year.",
    ),
    GlossaryTerm(
        "Response rate",
        r"response\s+rates?",
        "The share of those asked that answered, whole or in part.",
    ),
    GlossaryTerm(
        "Underlying",
        "underlying",
        "Behind what was recorded: the rate about which chance makes yearly counts vary.",
    ),
    GlossaryTerm(
        "Workforce-year",
        "workforce-years?",
        "One person employed for one year; rates divide by them.",
    ),
)


class Slot(NamedTuple):
    """What one `{{…}}` asks for: `part` is of a number, `line` where in its file it stands.

    `is_first` says that a paragraph begins with it, `is_alone` that it holds nothing else.
    """

    kind: str
    name: str
    part: str
    line: str
    is_first: bool
    is_alone: bool

    def write(self, kind: str, name: str) -> str:
        """How it is written with another kind or name."""
        if kind != "number":
            return f"{{{{{kind}: {name}}}}}"
        return f"{{{{{name}:{self.part}}}}}" if self.part in PARTS[1:] else f"{{{{{name}}}}}"


def fill_prose(
    prose: str,
    file: str,
    numbers: Mapping[str, Mapping[str, Any]],
    tables: Mapping[str, Callable[[], str]],
    figures: Mapping[str, Mapping[str, str]],
    faults: list[Fault] | None = None,
    above: int = 0,
) -> str:
    """The Markdown with every `{{…}}` replaced.

    `{{key}}` is a number's text, `{{key:interval}}`, `{{key:ranks}}` (of a rate in the league
    table), `{{key:window}}`, `{{key:rung}}` and `{{key:provenance}}` its other parts;
    `{{table: name}}` and `{{figure: name}}` stand in paragraphs of their own, `{{glossary: name}}`
    begins one (see `list_glossary`). `above` is how many lines of the file stand above the prose.
    Raises Faults naming every unknown key, table, figure and word of the glossary with the nearest,
    every number that no line uses, and every slot that is out of place or not closed.
    Where `faults` is given they are added to it instead, and the nearest name fills a wrong slot,
    so that what else is wrong can be told beside. Numbers of the study as a whole (`study.…`) and
    of the methods (`validation.…`), and the glossary, may stay unused.
    """
    glossary = list_glossary()
    choices = {"number": numbers, "table": tables, "figure": figures, "glossary": glossary}
    slots = _list_slots(prose, above)
    meant = [_guess(slot, choices) for slot in slots]
    makers = {
        "number": lambda slot: _link(numbers[slot.name], slot.part),
        "table": lambda slot: tables[slot.name](),
        "figure": lambda slot: _place_figure(slot.name, figures[slot.name]),
        "glossary": lambda slot: glossary[slot.name],
    }
    with gather(file, faults) as found:
        found += _find_open(prose, file, above)
        found += _find_unknown(slots, choices, file)
        found += _find_unused(meant, numbers, file)
    texts = [makers[slot.kind](slot) if slot else "?" for slot in meant]
    with gather(file, faults) as found:
        found += _find_misplaced(slots, texts, file)
        texts = [f"\n\n{text}\n\n" if found and "{#" in text else text for text in texts]
    if ("glossary", "terms") in {slot[:2] for slot in meant if slot}:
        # Which words need one is known once all else stands.
        found = find_terms(_fill_in(prose, texts))
        prose = link_terms(prose, found)
        for place, slot in enumerate(meant):
            if slot and slot[:2] == ("glossary", "terms"):
                texts[place] = describe_terms(found)
    return _fill_in(prose, texts)


def _fill_in(prose: str, texts: Iterable[str]) -> str:
    filled = iter(texts)
    return SLOT.sub(lambda found: next(filled), prose)


def list_slots(prose: str, kind: str) -> list[str]:
    """The names that the slots of one kind (`table`, `figure`) ask for, each once, in order."""
    return list(dict.fromkeys(slot.name for slot in _list_slots(prose) if slot.kind == kind))


def list_glossary() -> dict[str, str]:
    """What prose may ask for by `{{glossary: name}}`, as Markdown.

    A rung by its name in the program (`exact`, `own_window`) is an item of a definition list, and
    prose that follows it stands in the same item; `rungs` is the list of all, `ladder` the sentence
    before them, `marks` the legend of the marks beside figures. `terms` are those of `list_terms`
    that the prose uses, filled in when all else is.
    """
    rungs = {rung.name.lower(): f"{rung.word}\n: {rung.meaning}" for rung in Rung}
    return rungs | {
        "rungs": describe_rungs(),
        "ladder": LADDER,
        "marks": describe_marks(),
        "terms": "",
    }


def list_terms() -> list[GlossaryTerm]:
    """The terms that a reader of a report may not know, in the order of a glossary."""
    rungs = (Rung.EXACT, Rung.BOUNDS, Rung.APPORTIONED)
    known = [GlossaryTerm(rung.word, rung.word.lower(), rung.meaning) for rung in rungs]
    known += [
        GlossaryTerm(kind.capitalize(), str(kind), f"{kind.mark.meaning.capitalize()}.")
        for kind in Provenance
    ]
    return sorted([*known, *TERMS])


def find_terms(text: str) -> list[GlossaryTerm]:
    """Those that a reader of the Markdown meets, wherever."""
    seen = re.sub(UNSEEN, " ", text, flags=re.MULTILINE)
    return [term for term in list_terms() if term.find(seen)]


def link_terms(prose: str, terms: Iterable[GlossaryTerm]) -> str:
    """The Markdown with the first use of each term, in a sentence, leading to the glossary."""
    for term in terms:
        # Blanked, letter by letter: what is no sentence, or is a link or a slot already.
        bare = NO_SENTENCE.sub(lambda found: " " * len(found[0]), prose)
        if at := term.find(bare):
            prose = f"{prose[: at.start()]}[{at[0]}](#{term.place}){prose[at.end() :]}"
    return prose


def describe_terms(terms: Iterable[GlossaryTerm]) -> str:
    """A glossary as a Markdown list, each item a place to lead to; also in docs/terminology.md."""
    items = [f"- **[{term.word}]{{#{term.place}}}**: {term.meaning}" for term in terms]
    return "\n".join(items) or "No word of this report needs one."


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


def _list_slots(prose: str, above: int = 0) -> list[Slot]:
    slots = []
    for found in SLOT.finditer(prose):
        before, after = prose[: found.start()], prose[found.end() :]
        line = f"line {above + before.count(chr(10)) + 1}"
        is_first = not before.rpartition("\n\n")[2].strip()
        is_alone = is_first and not after.partition("\n\n")[0].strip()
        kind, _, rest = (part.strip() for part in found[1].partition(":"))
        named = (kind, rest, "") if kind in KINDS else ("number", kind, rest or "text")
        slots.append(Slot(*named, line, is_first, is_alone))
    return slots


def _guess(slot: Slot, choices: Mapping[str, Mapping[str, Any]]) -> Slot | None:
    """The slot as it was meant: itself where all is right, else with the nearest names."""
    known = choices[slot.kind]
    if slot.kind == "number" and (kind := _read_kind(slot, known)):
        return _guess(slot._replace(kind=kind, name=slot.part, part=""), choices)
    if slot.name not in known:
        near = list_nearest(slot.name, known)
        return _guess(slot._replace(name=near[0]), choices) if near else None
    has_part = slot.kind != "number" or slot.part in known[slot.name]
    return slot if has_part else slot._replace(part="text")


def _read_kind(slot: Slot, known: Mapping[str, Any]) -> str:
    """The kind that a slot names in other letters, as `{{Tabel: rates}}`; else nothing."""
    is_number = slot.name in known or slot.part in PARTS
    near = [] if is_number else list_nearest(slot.name, KINDS)
    return near[0] if near else ""


def _find_open(prose: str, file: str, above: int) -> Iterator[Fault]:
    """Braces that belong to no slot; the reader of the report would see them."""
    blank = SLOT.sub(lambda found: " " * len(found[0]), prose)
    for number, words in enumerate(blank.splitlines(), start=above + 1):
        if BRACES.search(words):
            remedy = "write it whole on one line, as {{study.window}}"
            yield Fault(file, "a slot is not closed", remedy, cell=f"line {number}")


def _find_unknown(
    slots: list[Slot], choices: Mapping[str, Mapping[str, Any]], file: str
) -> Iterator[Fault]:
    for slot in slots:
        known = choices[slot.kind]
        if slot.kind == "number" and (kind := _read_kind(slot, known)):
            meant = _guess(slot, choices)
            problem = f"there is no kind of slot {slot.name!r}"
            remedy = f"write {slot.write(kind, meant.name if meant else slot.part)}"
        elif slot.name not in known:
            what = "word of the glossary" if slot.kind == "glossary" else slot.kind
            problem, remedy = f"there is no {what} {slot.name!r}", _suggest(slot, choices)
        elif slot.kind == "number" and slot.part not in known[slot.name]:
            has = [part for part in PARTS if part in known[slot.name]]
            problem, remedy = (
                f"{slot.name} has no part {slot.part!r}",
                f"use one of: {', '.join(has)}",
            )
            if near := list_nearest(slot.part, has):
                remedy = f"write {slot._replace(part=near[0]).write('number', slot.name)}"
        else:
            continue
        yield Fault(file, problem, remedy, cell=slot.line)


def _suggest(slot: Slot, choices: Mapping[str, Mapping[str, Any]]) -> str:
    """What to write: the same name of another kind, else the nearest of its own, then of others."""
    found = [(kind, slot.name) for kind, names in choices.items() if slot.name in names]
    found = found or [(slot.kind, name) for name in list_nearest(slot.name, choices[slot.kind])]
    if not found:
        found = [
            (kind, name)
            for kind, names in choices.items()
            for name in list_nearest(slot.name, names)[:1]
        ]
    if found:
        return "write " + ", or ".join(slot.write(*each) for each in found)
    known = sorted(choices[slot.kind])
    if slot.kind != "number":
        return f"choose one of: {', '.join(known)}" if known else "drop it: there is none here"
    return f"choose one of: {', '.join(known)}; or name it in the header, under `numbers`"


def _find_unused(
    meant: list[Slot | None], numbers: Mapping[str, Any], file: str
) -> Iterator[Fault]:
    """What is asked for and stands nowhere; what a misspelt slot may mean is told there."""
    used = {(slot.kind, slot.name) for slot in meant if slot}
    for key in sorted(numbers):
        if ("number", key) not in used and not key.startswith(GENERAL):
            remedy = f"write {{{{{key}}}}} in the text, or drop its line under `numbers`"
            yield Fault(file, f"number {key!r} is not used", remedy)


def _find_misplaced(slots: list[Slot], texts: list[str], file: str) -> Iterator[Fault]:
    """A table, a picture or a list inside a paragraph would come out as a row of signs."""
    for slot, text in zip(slots, texts, strict=True):
        is_block = "{#tbl:" in text or "{#fig:" in text
        if is_block and not slot.is_alone:
            remedy = "give it a line of its own, with a blank line above and below"
        elif slot.kind == "glossary" and "\n" in text and not slot.is_first:
            remedy = "begin a paragraph with it"
        else:
            continue
        problem = f"{slot.kind} {slot.name!r} stands inside a paragraph"
        yield Fault(file, problem, remedy, cell=slot.line)


def _link(number: Mapping[str, Any], part: str) -> str:
    text = number[part]
    return text + (link_line(number["line"]) if part in ("text", "interval") else "")


def _place_figure(name: str, figure: Mapping[str, str]) -> str:
    if "nothing" in figure:
        return figure["nothing"]
    alt = figure["alt"].replace('"', "'")
    caption = MARKUP.sub(r"\\\g<0>", figure["caption"])
    return f'![{caption}](figures/{name}){{#fig:{name} alt="{alt}"}}'
