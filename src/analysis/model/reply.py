"""A force's reply as `response.yaml` tells it: the letter's facts and a recipe for its tables."""

import math
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    StringConstraints,
    field_validator,
    model_validator,
)

from analysis.model.count import FOOTNOTE, Count, Mark, Status, check_unit
from analysis.model.faults import Fault, Faults
from analysis.model.provenance import PROVENANCES
from analysis.model.store.paths import RAW, format_path
from analysis.model.window import Window, read_window
from analysis.model.yaml_file import Strict, Words, load_yaml


def _listed(value: Any) -> Any:
    """One word may stand without the brackets of a list of one."""
    return [value] if isinstance(value, str) else value


def _read_file_name(name: Any) -> Any:
    """Only the reply's own folder is hashed: a file elsewhere could change and nobody see it."""
    if isinstance(name, str) and (name.strip() in (".", "..") or re.search(r"[/\\:\0]", name)):
        raise ValueError("write the name of a file beside response.yaml")
    return name


def _read_letter_day(value: Any) -> Any:
    if value is None or isinstance(value, date) or value == UNSTATED:
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"a day such as 2018-03-01 belongs here, or `{UNSTATED}`") from None


Axis = Literal["total", "year", "rank", "role", "platform", "nature", "source", "outcome"]
DIMENSIONS = tuple(axis for axis in get_args(Axis) if axis != "year")
SEVERAL = ("platform", "nature")  # one event may stand in several categories of these
DateBasis = Literal["received", "recorded", "finalised", "unstated"]
UNSTATED = "unstated"
Unit = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(check_unit)]
# What a definition says in words of closed lists: how far a case has come, what it is about, and
# who raised it.
Stage = Literal[
    "alleged", "recorded", "investigated", "proven", "disciplined", "dismissed", "unstated"
]
Topic = Literal[
    "social media",
    "social media and messages",
    "computer misuse",
    "any misconduct",
    "unstated",
]
RaisedBy = Literal["public", "colleagues", "anyone", "unstated"]
FACETS: dict[str, tuple[str, ...]] = {
    name: tuple(word for word in get_args(words) if word != UNSTATED)
    for name, words in (("stage", Stage), ("topic", Topic), ("raised_by", RaisedBy))
}
COUNTED = ("unit", "population", "definition", "date_basis")  # what the figures of a table count
FileName = Annotated[Words, BeforeValidator(_read_file_name)]
Listed = Annotated[tuple[Words, ...], BeforeValidator(_listed)]
LetterDay = Annotated[date | str | None, PlainValidator(_read_letter_day)]
Side = Literal["row", "column"]
Sides = Annotated[tuple[Side, ...], BeforeValidator(_listed)]
Span = Annotated[
    Window, BeforeValidator(lambda v: v if isinstance(v, Window) else read_window(str(v)))
]


# What a mark may say of a number without limiting it.
UNLIMITED = ("suppressed", "withheld", "not held", "not answered", "not recorded")


def read_mark(meaning: Any) -> Mark:
    """What a mark stands for: `zero`, `suppressed 1 to 4`, `suppressed 6 or more`, `withheld`.

    `suppressed` alone and the words of `UNLIMITED` set no limits; `footnote` says
    that a number beside the glyph counts as it stands; `not applicable` is no number at all: None.
    Raises ValueError for any other meaning.
    """
    if isinstance(meaning, Count) or meaning is None:
        return meaning
    words = " ".join(str(meaning).lower().split())
    if words == "not applicable":
        return None
    if words == FOOTNOTE:
        return FOOTNOTE
    if words == "zero":
        return Count(0, 0)
    if words in UNLIMITED:
        return Count(0, math.inf, Status(words.replace(" ", "_")))
    if found := re.fullmatch(r"(suppressed|rounded) (\d+) to (\d+)", words):
        status, low, high = found.groups()
        return Count(int(low), int(high), Status(status))
    if found := re.fullmatch(r"suppressed (\d+) or more", words):
        return Count(int(found[1]), math.inf, Status.SUPPRESSED)
    raise ValueError(
        f"{meaning!r} is no meaning; write zero, footnote, suppressed 1 to 4, suppressed 6 or "
        f"more, rounded 8 to 12, {', '.join(UNLIMITED)} or not applicable"
    )


class Withheld(Strict):
    what: Words
    under: Words


class Source(Strict):
    """Where transcribed figures were read; `second_hand` when not on the force's own page."""

    title: Words
    url: str = ""
    second_hand: bool = False


class Windows(Strict):
    asked: Span | None = None
    supplied: Span


class Table(Strict):
    """The recipe of one table: the words that stand above it and what its rows and columns are.

    `under` names the banners over the columns to read, from the outermost in; `labels` the head
    of the column of row labels where it is not the title's own; `pick` the only row labels to
    read, `ignore` the labels of rows and columns left out on purpose. In a table of `cells`, each
    cell lists counts with their words ("1x Written warning"). `records` are one row a complaint:
    what each column of them says, by its head. `where` heads the column that says on which page
    or in which paragraph a transcribed figure stood. `gaps` says that blank rows or columns
    inside the table are mere spaces: unsaid, a table ends there and figures beyond are a fault.
    `hidden: read` reads what the workbook hides of this table too, for the `reason` beside it.
    A table with a `definition` of its own has the facets that it states, and none of the reply's.
    """

    find: Words
    sheet: str = ""
    rows: Axis | Literal[""] = ""
    columns: Axis | Literal["count", ""] = ""
    records: dict[Axis, Words] = Field({})
    cells: Axis | Literal[""] = ""
    under: Listed = ()
    labels: str = ""
    pick: Listed = ()
    ignore: Listed = ()
    where: str = ""
    gaps: Sides = ()
    totals: Sides = ()
    marks: dict[str, Annotated[Mark, BeforeValidator(read_mark)]] = Field({})
    periods: dict[str, Span] = Field({})
    window: Span | None = None
    unit: Unit = ""
    population: str = ""
    definition: str = ""
    stage: Stage | Literal[""] = ""
    topic: Topic | Literal[""] = ""
    raised_by: RaisedBy | Literal[""] = ""
    date_basis: DateBasis | Literal[""] = ""
    compare_total_with: str = ""
    hidden: Literal["read", ""] = ""
    reason: str = ""

    @model_validator(mode="after")
    def _axes_are_said_once(self) -> "Table":
        if bool(self.records) == bool(self.rows or self.columns):
            raise ValueError("write `rows` and `columns`, or `records`")
        if not self.records and not (self.rows and self.columns):
            raise ValueError("write both `rows` and `columns`")
        if self.rows and self.rows == self.columns:
            raise ValueError("rows and columns cannot both be the same thing")
        return self

    @model_validator(mode="after")
    def _hidden_matter_is_read_for_a_reason(self) -> "Table":
        if self.hidden and not self.reason.strip():
            raise ValueError("`hidden: read` needs a `reason` beside it: why it may be read")
        if self.reason and not self.hidden:
            raise ValueError(
                "`reason` says why hidden cells are read: write `hidden: read` as well"
            )
        return self

    @property
    def name(self) -> str:
        """What tells this table from the reply's others of the same title."""
        return ", ".join(filter(None, (self.find, *self.under, *self.pick, self.sheet)))


class Original(Strict):
    """The workbook as the force sent it, of which `workbook` is a clean copy; git ignores it."""

    file: FileName
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Reply(Strict):
    force: Words
    reference: Words
    provenance: Literal[*reversed(PROVENANCES)]
    workbook: FileName
    original: Original | None = None
    earlier: FileName | None = None  # the edition that this workbook revises
    source: Source | None = None
    requested: LetterDay = None
    answered: LetterDay = None
    questions: tuple[Words, ...] = ()
    window: Windows
    unit: Unit
    population: Words
    definition: Words
    stage: Stage = UNSTATED
    topic: Topic = UNSTATED
    raised_by: RaisedBy = UNSTATED
    date_basis: DateBasis
    withheld: tuple[Withheld, ...] = ()
    caveats: tuple[Words, ...] = ()
    tables: tuple[Table, ...]

    def is_filled_in(self, name: str) -> bool:
        """Whether a person wrote this key, if only to say that the letter says nothing of it."""
        return name in self.model_fields_set

    # After the tables themselves: a length constraint would count only those without a fault.
    @field_validator("tables")
    @classmethod
    def _some_tables(cls, tables: tuple[Table, ...]) -> tuple[Table, ...]:
        if not tables:
            raise ValueError("a reply needs at least one table")
        return tables

    @model_validator(mode="after")
    def _editions_are_two_files(self) -> "Reply":
        if self.earlier == self.workbook:
            raise ValueError("`earlier` names the workbook itself; name the edition before it")
        return self

    @model_validator(mode="after")
    def _transcriptions_name_their_source(self) -> "Reply":
        if self.provenance == "transcribed" and self.source is None:
            raise ValueError("transcribed figures need a source")
        return self

    @model_validator(mode="after")
    def _one_definition_has_one_set_of_facets(self) -> "Reply":
        known: dict[tuple[str, ...], tuple[str, dict[str, str]]] = {}
        for table in self.tables:
            facts = self.list_facts(table)
            facets = {name: facts[name] for name in FACETS}
            first, said = known.setdefault(
                tuple(facts[name] for name in COUNTED), (table.find, facets)
            )
            for name, word in facets.items():
                if word != said[name]:
                    words = " and ".join(each or UNSTATED for each in (said[name], word))
                    raise ValueError(
                        f"tables {first!r} and {table.find!r} share the definition "
                        f"{facts['definition']!r} and differ in `{name}` ({words}): give one of "
                        f"them a `definition` of its own"
                    )
        return self

    def list_facts(self, table: Table) -> dict[str, str]:
        """What the figures of a table count: `COUNTED` and `FACETS`, an unstated facet as "".

        Each is the table's own, else the reply's; the reply's facets are those of its definition.
        """
        facts = {name: getattr(table, name) or getattr(self, name) for name in COUNTED}
        for name in FACETS:
            inherited = UNSTATED if table.definition else getattr(self, name)
            word = getattr(table, name) or inherited
            facts[name] = "" if word == UNSTATED else word
        return facts


def load_reply(force: str, reference: str, raw: Path = RAW) -> Reply:
    """Read `data/raw/<force>/<reference>/response.yaml`.

    Raises Faults listing every wrong key and value, each with its place in the file.
    """
    path = Path(raw) / force / reference / "response.yaml"
    reply = load_yaml(path, Reply)
    if reply.force != force:
        wrong = Fault(
            format_path(path), f"force {reply.force!r} stands in folder {force!r}", "use one"
        )
        raise Faults(format_path(path), [wrong])
    return reply
