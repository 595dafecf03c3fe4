"""The prose with its numbers, tables and figures put in: nothing missing, nothing unused."""

import re
from collections.abc import Callable

from analysis.model.faults import Fault, Faults

SLOT = re.compile(r"\{\{\s*(.+?)\s*\}\}")
GENERAL = ("study.", "validation.")  # numbers that are there whether or not a report asks
PARTS = ("text", "interval", "window", "rung", "provenance")


def fill_prose(
    prose: str,
    file: str,
    numbers: dict[str, dict],
    tables: dict[str, Callable[[], str]],
    figures: dict[str, dict],
) -> str:
    """The Markdown with every `{{…}}` replaced.

    `{{key}}` is a number's text, `{{key:interval}}`, `{{key:window}}`, `{{key:rung}}` and
    `{{key:provenance}}` its other parts; `{{table: name}}` and `{{figure: name}}` stand on lines
    of their own.
    Raises Faults naming every unknown key, table and figure, and every number and figure that no
    line uses. Numbers of the study as a whole (`study.…`) and of the methods (`validation.…`) may
    stay unused.
    """
    used: set[str] = set()
    faults: list[Fault] = []

    def fill(found: re.Match) -> str:
        line = f"line {prose[: found.start()].count(chr(10)) + 1} of the text"
        kind, _, rest = (part.strip() for part in found[1].partition(":"))
        choices = {"table": tables, "figure": figures}.get(kind)
        name = rest if choices is not None else kind
        if choices is None:
            choices, part = numbers, rest or "text"
            if name in numbers and part not in PARTS:
                faults.append(
                    Fault(
                        file,
                        f"{name} has no part {part!r}",
                        "use one of: " + ", ".join(PARTS),
                        cell=line,
                    )
                )
                return ""
        if name not in choices:
            what = {"table": "table", "figure": "figure"}.get(kind, "number")
            remedy = f"choose one of: {', '.join(sorted(choices))}"
            faults.append(Fault(file, f"there is no {what} {name!r}", remedy, cell=line))
            return ""
        used.add(f"figure {name}" if choices is figures else name)
        if choices is tables:
            return tables[name]()
        return (
            _place_figure(name, figures[name]) if choices is figures else _link(numbers[name], part)
        )

    filled = SLOT.sub(fill, prose)
    for key in sorted(numbers.keys() - used):
        if not key.startswith(GENERAL):
            faults.append(Fault(file, f"number {key!r} is not used", "use it or drop it"))
    for name in sorted(figures):
        if f"figure {name}" not in used:
            faults.append(Fault(file, f"figure {name!r} is not used", "use it or do not draw it"))
    if faults:
        raise Faults(file, faults)
    return filled


def list_slots(prose: str, kind: str) -> list[str]:
    """The names that the slots of one kind (`table`, `figure`) ask for, each once, in order."""
    slots = (found[1].partition(":") for found in SLOT.finditer(prose))
    return list(dict.fromkeys(name.strip() for word, _, name in slots if word.strip() == kind))


def link_line(line: int | None) -> str:
    """The mark that leads from a number to its line in the appendix."""
    return f"[\\[{line}\\]](#line-{line}){{.trace}}" if line else ""


def _link(number: dict, part: str) -> str:
    text = number[part]
    return text + (link_line(number["line"]) if part in ("text", "interval") else "")


def _place_figure(name: str, figure: dict) -> str:
    if "nothing" in figure:
        return figure["nothing"]
    alt = figure["alt"].replace('"', "'")
    caption = figure["caption"]
    return f'![{caption}](figures/{name}){{#fig:{name} alt="{alt}"}}'
