"""A study: one question put to several forces, and how their replies are to be compared."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from analysis.model.breaks import KNOWN_BREAKS, Break
from analysis.model.faults import Fault, Faults
from analysis.model.request import Enquiry, Folder
from analysis.model.store.paths import ROOT, STUDIES, VOCABULARY, format_path
from analysis.model.window import ONE_DAY, Window, format_date
from analysis.model.yaml_file import Strict, Words, load_yaml

# The thresholds of each preset. Where SACRO's acro has a rule it has its name here, and the preset
# `acro` the value of default.yaml in acro 1.0.2, which knows neither holders nor totals apart.
PRESETS = {
    "methods": {
        "safe_threshold": 5,
        "safe_threshold_of_all": 3,
        "fewest_holders": 20,
        "zeros_are_disclosive": False,
    },
    "acro": {
        "safe_threshold": 10,
        "safe_threshold_of_all": 10,
        "fewest_holders": 20,
        "zeros_are_disclosive": True,
    },
}
AS_RELEASED, THRESHOLD = "as released", "threshold"
WHY = {
    AS_RELEASED: "what a body has released is public, and what it hid is not ours to tell",
    THRESHOLD: "the data are under a duty of care",
}


class Disclosure(Strict):
    """Which mode of disclosure control holds, and why (methods.md 5.3).

    `as released` keeps every figure that a body printed, and tells nothing of what it hid that its
    own release does not tell. `threshold` publishes no small count, whoever printed it: of a
    category under `safe_threshold`, of all under `safe_threshold_of_all`, of a rank or job that
    fewer than `fewest_holders` hold, nor, if `zeros_are_disclosive`, that a class has none or all.
    A threshold that is not written is that of the `preset`; under `as released` none is used.
    """

    mode: Literal["as released", "threshold"] = AS_RELEASED
    why: Words
    preset: Literal["methods", "acro"] = "methods"
    safe_threshold: Annotated[int, Field(ge=2)]
    safe_threshold_of_all: Annotated[int, Field(ge=1)]
    fewest_holders: Annotated[int, Field(ge=1)]
    zeros_are_disclosive: bool

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, written: object) -> object:
        if isinstance(written, str):
            written = {"mode": written}
        if not isinstance(written, dict):
            return written
        mode, preset = written.get("mode", AS_RELEASED), written.get("preset", "methods")
        filled = {"why": WHY.get(mode, "")} | PRESETS.get(str(preset), PRESETS["methods"])
        unlike = [key for key, value in filled.items() if written.get(key, value) != value]
        if mode == AS_RELEASED and (given := sorted({*unlike} - {"why"})):
            raise ValueError(f"{', '.join(given)} holds under `mode: threshold` alone")
        return filled | written

    @property
    def is_threshold(self) -> bool:
        return self.mode == THRESHOLD


class StudyReply(Strict):
    """The folder of one reply: data/raw/<force>/<reference>.

    `adds_to` names the folder of another reply of the force whose count it tells more of; a figure
    of it is then true `within` so many events, for later cases may be re-dated. `beside` names one
    that it tells again otherwise: it is set beside that one and not compared. `whole_of` says how
    many bodies' answers it counts together: it is not compared, and its total leaves bounds for
    those of them without a figure. `disclosure` holds for this reply instead of the study's.
    """

    force: Words
    reference: Words
    adds_to: Words | None = None
    within: Annotated[int, Field(ge=0)] = 0
    beside: Words | None = None
    whole_of: Annotated[int, Field(ge=2)] | None = None
    disclosure: Disclosure | None = None

    @property
    def is_compared(self) -> bool:
        """Whether its series stand in the comparison by themselves."""
        return self.beside is None and self.whole_of is None

    @model_validator(mode="after")
    def _has_one_part(self) -> "StudyReply":
        said = [name for name in ("adds_to", "beside", "whole_of") if getattr(self, name)]
        if len(said) > 1:
            raise ValueError(f"{self.force} {self.reference}: write one of {', '.join(said)}")
        return self


class CommonWindow(Strict):
    """The window all forces are brought to, both ends included as written; why it was chosen."""

    start: date | None = None
    end: date | None = None
    why: Words


class Denominators(Strict):
    """Who counts as exposed: the Home Office worker types of each population, and the measure.

    `worker_types` adds to the common words of data/vocabulary/populations.csv, or overrides them.
    """

    workforce: Literal["headcount", "fte"]
    worker_types: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def find_types(self, population: str) -> tuple[str, ...]:
        """The worker types that a population is the sum of; none where its words are not known."""
        known = self.worker_types.get(population)
        return known or read_populations().get(" ".join(population.lower().split()), ())


@cache
def read_populations(path: Path = VOCABULARY / "populations.csv") -> dict[str, tuple[str, ...]]:
    """The worker types of each population in common words, without upper case."""
    from analysis.model.store.csv_file import read_table  # only here: a study alone needs no pandas

    table = read_table(path)
    types = (tuple(listed.split(";")) for listed in table["worker_types"])
    return dict(zip(table["words"], types, strict=True))


class Merge(Strict):
    """Categories that are published only together, under a wider code, and why.

    The root of a dimension, such as `any_rank`, withdraws them. Of dimension `total` they are
    periods, named by their labels, and `into` is the label of the whole. `force`, `reference`
    (folders, as under `replies`) and `table` narrow where it holds.
    """

    force: Words | None = None
    reference: Words | None = None
    table: Words | None = None
    dimension: Words
    categories: Annotated[tuple[Words, ...], Field(min_length=1)]
    into: Words
    why: Words

    def holds_for(self, reply: StudyReply) -> bool:
        return self.force in (None, reply.force) and self.reference in (None, reply.reference)


class Same(Strict):
    """Words of several replies that count the same thing, or the same people, and why."""

    definitions: tuple[Words, ...] = ()
    populations: tuple[Words, ...] = ()
    why: Words

    @property
    def named(self) -> tuple[str, tuple[str, ...]]:
        """The column of a series that the words are of, and the words."""
        if self.definitions:
            return "definition", self.definitions
        return "population", self.populations

    @model_validator(mode="after")
    def _holds_words_of_one_kind(self) -> "Same":
        if bool(self.definitions) == bool(self.populations):
            raise ValueError("write `definitions` or `populations`, each entry one of them")
        if len(set(self.named[1])) < 2:
            raise ValueError(f"`{self.named[0]}s` that are the same are two or more")
        return self


class IndicatorFile(Strict):
    """Months or quarters of another source, by which straddled years are divided too, and why.

    `file` is a CSV, from the project's root, with a `.yaml` of its name beside it.
    """

    file: Annotated[Path, BeforeValidator(lambda text: ROOT / str(text))]
    why: Words

    @property
    def files(self) -> list[Path]:
        """The table, and what says where it comes from."""
        return [self.file, self.file.with_suffix(".yaml")]


class Joint(Strict):
    """A question that crosses tables of a force's replies: how many were of all these categories.

    No reply to date links its tables, so it is refused in words, wherever it is asked.
    """

    force: Words
    rank: Words | None = None
    role: Words | None = None
    platform: Words | None = None
    nature: Words | None = None
    source: Words | None = None
    outcome: Words | None = None

    @property
    def asked(self) -> dict[str, str]:
        """The category asked for in each dimension."""
        return self.model_dump(exclude={"force"}, exclude_none=True)

    @model_validator(mode="after")
    def _crosses_two(self) -> "Joint":
        if len(self.asked) < 2:
            raise ValueError("a joint question names two dimensions or more, such as rank, outcome")
        return self


class Study(Enquiry):
    name: Words
    title: Words
    question: Words
    window: CommonWindow
    replies: Annotated[tuple[StudyReply, ...], Field(min_length=1)]
    edition: date | None = None  # of the report; without one it bears the day of its newest input
    report: Annotated[Path, BeforeValidator(lambda text: ROOT / str(text))]
    denominators: Denominators
    breaks: tuple[Break, ...] = KNOWN_BREAKS
    disclosure: Disclosure = Disclosure.model_validate(AS_RELEASED)
    merge: tuple[Merge, ...] = ()
    same: tuple[Same, ...] = ()
    joint: tuple[Joint, ...] = ()
    indicator: IndicatorFile | None = None
    pairs: tuple[tuple[Words, Words], ...] = ()  # to compare, where many replies count alike

    @model_validator(mode="after")
    def _pairs_have_replies(self) -> "Study":
        named = {force for pair in self.pairs for force in pair}
        if strangers := sorted(named - {reply.force for reply in self.replies}):
            raise ValueError(f"`pairs` names {', '.join(strangers)}, of whom there is no reply")
        return self

    @model_validator(mode="after")
    def _joint_questions_have_a_reply(self) -> "Study":
        forces = {reply.force for reply in self.replies}
        if strangers := sorted({question.force for question in self.joint} - forces):
            raise ValueError(f"`joint` asks {', '.join(strangers)}, of whom there is no reply")
        return self

    @model_validator(mode="after")
    def _what_stands_beside_has_its_like(self) -> "Study":
        compared = {(reply.force, reply.reference) for reply in self.replies if not reply.beside}
        for reply in self.replies:
            if reply.beside and (reply.force, reply.beside) not in compared:
                raise ValueError(
                    f"{reply.force} {reply.reference} is to stand beside {reply.beside!r}, which "
                    "is no reply of the force that the study reads for itself"
                )
        if sum(reply.whole_of is not None for reply in self.replies) > 1:
            raise ValueError("`whole_of` stands at two replies: one counts all bodies together")
        return self

    @property
    def folders(self) -> list[Folder]:
        """The folders of its replies, in order."""
        return [
            Folder(each.force, each.reference, each.adds_to or each.beside) for each in self.replies
        ]

    def find_disclosure(self, reply: StudyReply) -> Disclosure:
        """What holds for one reply of the study."""
        return reply.disclosure or self.disclosure

    def find_like(self, name: str, words: str) -> str:
        """One for all words of a column that are declared the same as some, the first in order.

        Words of two entries that share one are all the same.
        """
        alike = {words}
        entries = [set(same.named[1]) for same in self.same if same.named[0] == name]
        while more := [entry for entry in entries if entry & alike and not entry <= alike]:
            alike.update(*more)
        return min(alike)

    def choose_window(self, start: str = "", end: str = "") -> Window | None:
        """The common window: the study's own, or with either end replaced (ISO, end included).

        None where the study declares that there is none. Raises Faults for a bad date.
        """
        try:
            first = date.fromisoformat(start) if start else self.window.start
            last = date.fromisoformat(end) if end else self.window.end
            if first is None and last is None:
                return None
            if first is None or last is None:
                raise ValueError("a window needs both a start and an end")
            if last < first:
                raise Faults(f"study {self.name}", [self._tell_reversed(first, last)])
            return Window(first, last + ONE_DAY)
        except ValueError as error:
            ends = (start or self.window.start, end or self.window.end)
            place = f"window {' to '.join(str(day or 'no day') for day in ends)}"
            wrong = Fault(place, str(error), "give two days in order, each such as 2018-03-01")
            raise Faults(f"study {self.name}", [wrong]) from None

    def _tell_reversed(self, first: date, last: date) -> Fault:
        problem = f"its first day, {format_date(first)}, comes after its last, {format_date(last)}"
        remedy = f"exchange the two: `start: {last}` and `end: {first}` under `window` of the study"
        if (first, last) != (self.window.start, self.window.end):
            remedy = f"exchange the two: `START={last} END={first}`"
        return Fault(f"window {first} to {last}", problem, remedy)


def load_study(name: str, folder: Path = STUDIES) -> Study:
    """Read `studies/<name>.yaml`; raises Faults where it is missing or wrong."""
    path = Path(folder) / f"{name}.yaml"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in Path(folder).glob("*.yaml")))
        missing = Fault(format_path(path), f"there is no study {name!r}", f"choose one of: {known}")
        raise Faults(f"study {name}", [missing])
    study = load_yaml(path, Study)
    if faults := list(study.find_contradictions(study.folders, format_path(path))):
        raise Faults(format_path(path), faults)
    return study
