"""A drafted response.yaml: recipes of entries, each with what speaks for it, written as YAML."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import yaml

from analysis.ingest.detection.found_tables import (
    FoundTable,
    WorkbookTables,
    clip,
    list_labels,
)
from analysis.ingest.detection.question_kinds import (
    OpenQuestion,
    describe_question,
    quote_yaml,
    show_days,
)
from analysis.ingest.draft.axes import find_period_span
from analysis.ingest.words.periods import recognise_period
from analysis.model.count import UNITS
from analysis.model.reply import DIMENSIONS, FACETS, UNSTATED
from analysis.model.store.paths import RAW
from analysis.model.window import ONE_DAY
from analysis.model.yaml_file import BLANK

WIDTH = 100
ORIGINAL = "the force's own file, which git ignores; `workbook` is the clean copy of it"
# What a heading says of the definition, by the facet that it says.
FACET_WORDS = {
    facet: re.compile(rf"(?i)(?<!not )\b(?:{words})\b")
    for facet, words in {
        "alleged": r"alleg\w+|accus\w+",
        "recorded": r"recorded|logged",
        "investigated": r"investigat\w+",
        "proven": r"proven|upheld|substantiated|found guilty|breached",
        "disciplined": r"disciplined?|disciplinary|sanctioned",
        "dismissed": r"dismissed|dismissals?|sacked",
        "social media": r"social[ -]?(?:media|network\w*)|facebook|twitter|instagram",
        "social media and messages": r"whats[ -]?app|text messag\w+|messag(?:es|ing)",
        "computer misuse": r"computer misuse|misuse of (?:police )?(?:computer|data|system)\w*",
        "any misconduct": r"gross misconduct|(?:all|any) misconduct",
        "public": r"(?:from|by) (?:members of )?the public|public complaints?",
        "colleagues": r"(?:from|by) (?:a )?colleagues?|internal(?:ly)?",
    }.items()
}
_Shown = TypeVar("_Shown", list[str], dict[str, str])
_MARKS = re.compile(r"`marks: (\{[^`]*\})`")
LONGEST_KEY = 1000  # letters before its colon that YAML reads
SOURCE = (
    "transcribed figures need `source: {title: …, url: …, second_hand: true}` beside it, "
    "where true says that a newspaper or another site was read, false that the force's own page was"
)
WITHHELD = "[] for nothing, else such as [{what: job titles, under: s.40(2)}]"
HEAD = """\
# A first draft: guesses for a person to confirm. Compare each table with the picture, sheet.html.
# Fill in every ???: the file is refused while one is left. Delete the tables that are not wanted
# (percentages, rates, other years), then these comments.
"""


@dataclass(frozen=True)
class RecipeEntry:
    """One line of a recipe: its key, its value or `BLANK`, and why it was guessed.

    `example` is what may be typed for a blank that only the sheet shows, or for each of them.
    """

    key: str
    value: str | Sequence[str] | Mapping[str, str]
    why: str = ""
    example: str | Mapping[str, str] = ""

    @property
    def is_open(self) -> bool:
        return self.value == BLANK or bool(self.open_keys)

    @property
    def open_keys(self) -> list[str]:
        """The keys of a mapping that are blank."""
        pairs = self.value.items() if isinstance(self.value, Mapping) else ()
        return [key for key, value in pairs if value == BLANK]


@dataclass(frozen=True)
class DraftRecipe:
    """The drafted recipe of one table, or of the columns under one of its banners."""

    table: FoundTable
    columns: tuple[int, ...]
    entries: tuple[RecipeEntry, ...]
    questions: tuple[OpenQuestion, ...] = ()

    @property
    def blanks(self) -> list[str]:
        """The keys that a person must fill in before the recipe can be read."""
        return [entry.key for entry in self.entries if entry.is_open]

    def ask_for_blanks(self) -> Iterator[OpenQuestion]:
        """One question for all blanks, with what may stand in place of each."""
        if self.blanks:
            typed = "; ".join(f"`{self._show(e)}`" for e in self.entries if e.is_open)
            text = f"fill in {', '.join(self.blanks)} in its recipe"
            remedy = f"in response.yaml, in place of {BLANK}, such as {typed}"
            yield OpenQuestion(text, remedy=remedy, of_letter=True)

    def fit_remedies(self, questions: Iterable[OpenQuestion]) -> Iterator[OpenQuestion]:
        """The questions; where a remedy has marks or left-out lines, as this recipe takes them.

        For marks that the recipe leaves blank it has the whole line, with all marks of the table.
        """
        drafted = {entry.key: entry for entry in self.entries}
        marks = drafted.get("marks")
        for question in questions:
            remedy, told = question.remedy, []
            shown = [_read_shown(line, {}) for line in _MARKS.findall(remedy)]
            if marks and any(each.keys() & set(marks.open_keys) for each in shown):
                remedy = _MARKS.sub(lambda line: _complete_marks(marks, line[1]), remedy)
                told.append("these are all its marks, in place of those drafted")
            elif marks and shown:
                told.append("the marks drafted stay beside them")
            for key in ("totals", "ignore"):
                told += _compare_lists(drafted.get(key), remedy)
            yield replace(question, remedy="; ".join((remedy, *told)))

    def _show(self, entry: RecipeEntry) -> str:
        """An open entry as it may be typed."""
        if entry.key == "periods":
            return f"periods: {{{show_days(entry.open_keys)}}}"
        if isinstance(entry.example, Mapping):
            return _show_marks({**entry.value, **entry.example})
        table = self.table
        heads = list_labels(self.columns, table.column_labels)
        labels = [quote_yaml(label) for label in list_labels(table.rows, table.row_labels)]
        first, head = (labels or ["Constable"])[0], quote_yaml((heads or ["Complaints"])[0])
        others = ", ".join(map(quote_yaml, heads[1:]))
        examples = {
            "rows": f"rows: {table.row_kind}"
            if table.row_kind in DIMENSIONS
            else f"rows: total` and `pick: [{first}]",
            "columns": f"columns: count`, `under: [{head}]` and `ignore: [{others}]",
            "pick": f"pick: [{first}]",
            "labels": f"labels: {first}",
            "records": f"records: {{nature: {head}}}",
            "unit": "unit: complaints",
            "definition": "definition: complaint",
        }
        return entry.example or examples[entry.key]


def _compare_lists(entry: RecipeEntry | None, remedy: str) -> Iterator[str]:
    """How a list in a remedy and the drafted one of the same key are joined."""
    found = re.search(rf"`{entry.key}: (\[[^`]*\])`", remedy) if entry else None
    if entry is None or found is None:
        return
    if set(_read_shown(found[1], [])) <= set(entry.value):
        yield f"it is in the draft's {entry.key} already"
    else:
        yield f"it goes into the draft's {entry.key} as well"


def _complete_marks(marks: RecipeEntry, shown: str) -> str:
    """The drafted marks in backticks, with the meanings that a remedy shows."""
    return f"`{_show_marks({**marks.value, **marks.example, **_read_shown(shown, {})})}`"


def _read_shown(shown: str, otherwise: _Shown) -> _Shown:
    """What a remedy shows as YAML, `otherwise` where it holds letters that YAML never takes."""
    try:
        return yaml.load(shown, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return otherwise


def _show_marks(marks: Mapping[str, str]) -> str:
    return f"marks: {{{', '.join(f'{quote_yaml(key)}: {said}' for key, said in marks.items())}}}"


def format_response(
    workbook: WorkbookTables,
    drafts: Sequence[DraftRecipe],
    path: Path,
    raw: Path = RAW,
    original: Mapping[str, str] | None = None,
) -> str:
    """The text of a drafted response.yaml: the letter's blanks, the recipes, every open question.

    Values read back as they are, and comments are one line each, whatever the workbook holds.
    `path` is where the workbook lies; under `raw` its folder names the force. `original` are the
    name and the SHA-256 of the file that it is a clean copy of.
    """
    lines = [*HEAD.splitlines(), "#"]
    if workbook.hidden:
        lines.append("# Hidden in the workbook, and not read:")
        lines += (line for each in workbook.hidden for line in _format_comment(f"  - {each}", ""))
    questions = [describe_question(question) for question in workbook.questions]
    questions += [
        f"{draft.table.sheet}, {draft.table.range}: {describe_question(question)}"
        for draft in drafts
        for question in draft.questions
    ]
    lines.append(f"# Open questions: {len(questions) or 'none'}, besides what only the letter says")
    for number, question in enumerate(questions, start=1):
        lines += _format_comment(f"  {number}. {question}", "")
    letter = _draft_letter(path, [draft.table for draft in drafts], raw, original)
    lines += _format_entries(letter)
    lines.append("tables:" if drafts else f"tables: {BLANK}  # no table was found")
    for draft in drafts:
        lines += format_recipe(draft)
    return "\n".join(lines) + "\n"


def format_recipe(draft: DraftRecipe) -> Iterator[str]:
    """The lines of one recipe under `tables:`, its open questions at its foot."""
    table = draft.table
    title = f"titled in {table.title_cell}, " if table.title_cell else ""
    place = f"{table.sheet}, {table.range}, {title}confidence {table.confidence:.2f}"
    yield from _format_comment(place, "  ")
    lines = list(_format_entries(draft.entries, "    "))
    start = next(i for i, line in enumerate(lines) if not line.lstrip().startswith("#"))
    lines[start] = "  - " + lines[start].lstrip()
    yield from lines
    for question in draft.questions:
        yield from _format_comment(f"? {describe_question(question)}", "    ")


def find_force(path: Path, raw: Path = RAW) -> str:
    """The force whose folder under data/raw the workbook lies in, or nothing."""
    path, raw = Path(path).resolve(), Path(raw).resolve()
    inside = path.relative_to(raw).parts if path.is_relative_to(raw) else ()
    return inside[0] if len(inside) == 3 else ""


def _draft_letter(
    path: Path, tables: Sequence[FoundTable], raw: Path, original: Mapping[str, str] | None
) -> list[RecipeEntry]:
    """The facts that stand above `tables:` in a response.yaml; what the letter says stays blank."""
    span = find_period_span(tables)
    seen = "no label names a period"
    if span:
        seen = f"the labels run from {span.start} to {span.end - ONE_DAY}"
    return [
        RecipeEntry("force", find_force(path, raw) or BLANK, "the folder's name under data/raw"),
        RecipeEntry("reference", BLANK, "as the letter prints it"),
        RecipeEntry("provenance", BLANK, f"disclosed, transcribed or illustrative; {SOURCE}"),
        RecipeEntry("workbook", path.name),
        *([RecipeEntry("original", original, ORIGINAL)] if original else []),
        RecipeEntry("requested", BLANK, f"a day such as 2023-03-01, or {UNSTATED}"),
        RecipeEntry("answered", BLANK, f"a day such as 2023-03-27, or {UNSTATED}"),
        RecipeEntry("window", {"supplied": BLANK}, f"such as 2018-03-01 to 2023-02-28; {seen}"),
        RecipeEntry("unit", BLANK, f"what is counted: {', '.join(UNITS)}"),
        RecipeEntry("population", BLANK, "who is counted, such as all employees or officers"),
        RecipeEntry("definition", BLANK, "what counts as one, in the letter's words"),
        *draft_facets([list_headings(table) for table in tables], asks=True),
        RecipeEntry("date_basis", BLANK, "received, recorded, finalised or unstated"),
        RecipeEntry("withheld", BLANK, WITHHELD),
        RecipeEntry("caveats", BLANK, "[] for none, else a list of sentences"),
    ]


def list_headings(table: FoundTable) -> list[str]:
    """The words of its title and totals, and those over all columns: what its figures share.

    Categories are left out: a row "Dismissed" is one outcome of several.
    """
    paths = [set(table.column_labels.get(column, ())) for column in table.columns]
    shared = set.intersection(*paths) if paths else set()
    totals = [table.row_labels.get(row, ()) for row in sorted(table.total_rows)]
    words = [table.title, *sorted(shared), *(label for path in totals for label in path)]
    return [text for text in dict.fromkeys(words) if text and not recognise_period(text)]


def draft_facets(tables: Sequence[Sequence[str]], asks: bool = False) -> Iterator[RecipeEntry]:
    """The facets of a definition that the headings of all tables say, with the words that say it.

    What they do not all say alike is left out, or is a blank if the draft `asks` for it: beside it
    stands what some of them say.
    """
    for name, words in FACETS.items():
        said = [_find_facets(headings, words) for headings in tables]
        found = {facet: heading for each in said for facet, heading in each.items()}
        choices = f"{', '.join(words)} or {UNSTATED}"
        if len(found) == 1 and all(said):
            (facet, heading), *_ = found.items()
            yield RecipeEntry(name, facet, f"the sheet says {clip(heading)!r}; else {choices}")
        elif asks:
            seen = [f"{facet}? the sheet says {clip(text)!r}" for facet, text in found.items()]
            yield RecipeEntry(name, BLANK, "; ".join((choices, *seen)))


def _find_facets(headings: Sequence[str], facets: Sequence[str]) -> dict[str, str]:
    """Which of some facets headings say, each with the one that says it."""
    said = {
        facet: heading
        for facet in facets
        for heading in headings
        if facet in FACET_WORDS and FACET_WORDS[facet].search(heading)
    }
    # Whoever speaks of social media and messages speaks of social media as well.
    if "social media and messages" in said:
        said.pop("social media", None)
    return said


def _format_entries(entries: Sequence[RecipeEntry], indent: str = "") -> Iterator[str]:
    """One line an entry, `key: value  # why`; an open mapping one line more for each blank."""
    for entry in entries:
        if isinstance(entry.value, Mapping):
            yield from _format_comment(entry.why, indent)
            yield f"{indent}{entry.key}:"
            for key, value in entry.value.items():
                yield from _format_pair(format_scalar(key), format_scalar(value), f"{indent}  ")
            continue
        if isinstance(entry.value, str):
            value = format_scalar(entry.value)
        else:
            value = f"[{', '.join(map(format_scalar, entry.value))}]"
        yield from _format_line(f"{indent}{entry.key}: {value}", entry.why, indent)


def _format_pair(key: str, value: str, indent: str) -> Iterator[str]:
    """A key and its value; a key too long for one line of YAML stands behind a question mark."""
    if len(key) < LONGEST_KEY:
        yield f"{indent}{key}: {value}"
    else:
        yield f"{indent}? {key}"
        yield f"{indent}: {value}"


def _format_line(line: str, why: str, indent: str) -> Iterator[str]:
    whole = f"{line}  # {_flatten(why)}" if why else line
    if why and len(whole) > WIDTH:
        yield from _format_comment(why, indent)
        yield line
    else:
        yield whole


def format_scalar(text: str) -> str:
    """A scalar that YAML reads back as this text, inside a list or a mapping as well.

    >>> format_scalar("2019"), format_scalar("PC: acting")
    ("'2019'", "'PC: acting'")
    """
    if text == BLANK:
        return text
    listed = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=10**9)
    return listed.strip()[1:-1]


def _format_comment(text: str, indent: str) -> Iterator[str]:
    if text:
        yield from textwrap.wrap(
            _flatten(text), WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}#   "
        )


def _flatten(text: str) -> str:
    """Words of a workbook as part of a comment: one line, with nothing in it that ends one."""
    flat = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "�" for letter in flat)
