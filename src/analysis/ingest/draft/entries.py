"""The parts of a draft: entries of a recipe, each with what speaks for it."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from analysis.ingest.detection.found_tables import FoundTable, OpenQuestion
from analysis.ingest.detection.table_summary import describe_question
from analysis.model.yaml_file import BLANK


@dataclass(frozen=True)
class RecipeEntry:
    """One line of a recipe: its key, its value or `BLANK`, and why it was guessed."""

    key: str
    value: str | Sequence[str] | Mapping[str, str]
    why: str = ""

    @property
    def is_open(self) -> bool:
        values = self.value.values() if isinstance(self.value, Mapping) else (self.value,)
        return BLANK in values


@dataclass(frozen=True)
class DraftRecipe:
    """The drafted recipe of one table, or of the columns under one of its banners."""

    table: FoundTable
    columns: tuple[int, ...]
    entries: tuple[RecipeEntry, ...]
    questions: tuple[OpenQuestion, ...] = ()

    @property
    def is_open(self) -> bool:
        return any(entry.is_open for entry in self.entries)


# A draft as YAML: values that read back as they are, and comments that are one line each.

WIDTH = 100


def format_entries(entries: Sequence[RecipeEntry], indent: str = "") -> Iterator[str]:
    """One line an entry, `key: value  # why`; an open mapping one line more for each blank."""
    for entry in entries:
        if isinstance(entry.value, Mapping):
            yield from format_comment(entry.why, indent)
            yield f"{indent}{entry.key}:"
            yield from (f"{indent}  {quote(k)}: {quote(v)}" for k, v in entry.value.items())
            continue
        if isinstance(entry.value, str):
            value = quote(entry.value)
        else:
            value = f"[{', '.join(map(quote, entry.value))}]"
        yield from _write_line(f"{indent}{entry.key}: {value}", entry.why, indent)


def format_recipe(draft: DraftRecipe) -> Iterator[str]:
    """The recipe of one table under `tables:`, its open questions at its foot."""
    table = draft.table
    title = f"titled in {table.title_cell}, " if table.title_cell else ""
    told = f"{table.sheet}, {table.range}, {title}confidence {table.confidence:.2f}"
    yield from format_comment(told, "  ")
    first, *others = format_entries(draft.entries, "    ")
    lines = [first, *others]
    start = next(i for i, line in enumerate(lines) if not line.lstrip().startswith("#"))
    lines[start] = "  - " + lines[start].lstrip()
    yield from lines
    for question in draft.questions:
        yield from format_comment(f"? {describe_question(question)}", "    ")


def quote(text: str) -> str:
    """A scalar that YAML reads back as this text, inside a list or a mapping as well."""
    if text == BLANK:
        return text
    listed = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=10**9)
    return listed.strip()[1:-1]


def say(text: str) -> str:
    """Words of a workbook as part of a comment: one line, with nothing in it that ends one."""
    flat = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "�" for letter in flat)


def _write_line(line: str, why: str, indent: str) -> Iterator[str]:
    whole = f"{line}  # {say(why)}" if why else line
    if why and len(whole) > WIDTH:
        yield from format_comment(why, indent)
        yield line
    else:
        yield whole


def format_comment(text: str, indent: str) -> Iterator[str]:
    if text:
        yield from textwrap.wrap(
            say(text), WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}#   "
        )
