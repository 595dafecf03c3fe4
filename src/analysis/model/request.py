"""Requests: the bodies that a study asked, and what each of them said.

A study lists single requests, all bodies by their nations, or both; a body whose reply the study
reads has answered. `list_requests` brings this together, one entry a request: no body is lost.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, Protocol, get_args

from pydantic import BeforeValidator, PlainValidator, model_validator

from analysis.model.faults import Fault, Faults
from analysis.model.force import Nation, find_force_named, list_single, read_nations
from analysis.model.yaml_file import Strict, Words

NOT_KNOWN = "not known"  # a person looked, and it is told nowhere
NOT_FILLED_IN = "not filled in"  # nobody has said so far
_ALL = re.compile(r"all forces(?: of (.+))?", re.IGNORECASE)


class RequestState(StrEnum):
    """What a body said to a request, the most that it gave first."""

    ANSWERED = "answered"
    PARTLY = "partly"
    REFUSED = "refused"
    COST_LIMIT = "cost limit"
    NOT_HELD = "not held"
    OVERDUE = "overdue"
    NO_ANSWER = "no answer"
    WITHDRAWN = "withdrawn"
    NOT_KNOWN = NOT_KNOWN

    @property
    def gave_figures(self) -> bool:
        """Whether the body answered, whole or in part: what the response rate counts."""
        return self in (RequestState.ANSWERED, RequestState.PARTLY)

    @property
    def is_silent(self) -> bool:
        """Whether nothing came, so that there is no day of an answer."""
        return self in (RequestState.OVERDUE, RequestState.NO_ANSWER)

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    RequestState.ANSWERED: "it gave what was asked",
    RequestState.PARTLY: "it gave some of what was asked",
    RequestState.REFUSED: "it refused by an exemption",
    RequestState.COST_LIMIT: "it refused because an answer would cost more than the limit",
    RequestState.NOT_HELD: "it says that it does not hold the information",
    RequestState.OVERDUE: "no answer within the time that the law allows",
    RequestState.NO_ANSWER: "no answer so far",
    RequestState.WITHDRAWN: "whoever asked took the request back",
    RequestState.NOT_KNOWN: "nothing tells what it said",
}


def _read_day(value: Any) -> date | str | None:
    if value is None or isinstance(value, date) or value == NOT_KNOWN:
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"a day such as 2018-03-01 belongs here, or `{NOT_KNOWN}`") from None


def _read_asked(value: Any) -> tuple[str, ...] | None:
    """The forces that `asked` names, each once; nothing where it says that they are not known."""
    if value == NOT_KNOWN:
        return None
    named = [value] if isinstance(value, str) else value
    if not isinstance(named, list | tuple) or not all(isinstance(each, str) for each in named):
        raise ValueError("`all forces of England and Wales`, or a list of forces, belongs here")
    forces = [force for each in named for force in _expand(each)]
    return tuple(dict.fromkeys(forces))


def _is_sum(force: str) -> bool:
    """Whether forces.csv has the name as that of several bodies together."""
    return force in read_nations() and force not in list_single()


def _find_body(name: str) -> str:
    """The body of a name. Raises ValueError for one that nobody has, or that is of several."""
    force = find_force_named(name)
    if _is_sum(force):
        raise ValueError(f"{name!r} is no body that can be asked, but several; name each")
    return force


def _expand(words: str) -> list[str]:
    """The forces that one entry of `asked` stands for."""
    found = _ALL.fullmatch(" ".join(words.split()))
    if not found:
        return [_find_body(words)]
    nations = read_nations()
    if not found[1]:
        return list_single()
    wanted = [part.strip() for part in re.split(r",|\band\b", found[1]) if part.strip()]
    if unknown := [nation for nation in wanted if nation not in get_args(Nation)]:
        known = ", ".join(get_args(Nation))
        raise ValueError(f"{unknown[0]!r} is no nation of forces.csv: choose from {known}")
    return [force for force, nation in nations.items() if nation in wanted]


Body = Annotated[Words, BeforeValidator(lambda name: _find_body(str(name)))]
Bodies = Annotated[tuple[str, ...] | None, BeforeValidator(_read_asked)]
Day = Annotated[date | str | None, PlainValidator(_read_day)]


class Answer(Strict):
    """What came of a request: its state, the section it was refused under, the body's words.

    A day is `not known` where a person looked and it is told nowhere, and None where nobody has
    filled it in. `url` is where it is told.
    """

    state: RequestState
    under: str = ""
    requested: Day = None
    answered: Day = None
    words: str = ""
    url: str = ""

    @model_validator(mode="after")
    def _fits_its_state(self) -> "Answer":
        if self.state is RequestState.REFUSED and not self.under:
            raise ValueError(f"`refused` needs `under`: the section, or `{NOT_KNOWN}`")
        if self.state.is_silent and isinstance(self.answered, date):
            raise ValueError(f"a day stands in `answered` beside the state {self.state.value!r}")
        days = (self.requested, self.answered)
        if all(isinstance(day, date) for day in days) and self.answered < self.requested:
            raise ValueError("it is answered before it is requested")
        return self


class BodyRequest(Answer):
    """One request as a study lists it; `reference` tells it from others to the same body."""

    force: Body
    reference: str = ""


class Letter(Protocol):
    """What is taken of a reply here; analysis.model.reply has the whole of it."""

    force: str
    reference: str
    provenance: str
    requested: date | str | None
    answered: date | str | None
    withheld: Sequence[Any]
    source: Any


@dataclass(frozen=True)
class AskedBody:
    """One request to one body with all that is known of it; `replies` are the letters it got."""

    force: str
    state: RequestState
    reference: str = ""
    under: str = ""
    requested: date | str | None = None
    answered: date | str | None = None
    words: str = ""
    url: str = ""
    replies: tuple[Letter, ...] = ()

    @property
    def days(self) -> int | None:
        """Days from request to answer, None unless both are known."""
        both = isinstance(self.requested, date) and isinstance(self.answered, date)
        return (self.answered - self.requested).days if both else None


@dataclass(frozen=True)
class Coverage:
    """All requests of a study; `is_complete` where they are of all bodies that were asked.

    `is_listed` says whether the study tells more of it than which replies it reads.
    """

    requests: tuple[AskedBody, ...] = ()
    is_listed: bool = False
    is_complete: bool = False

    @property
    def states(self) -> dict[str, RequestState]:
        """The state of each body; of several requests to one the most that it gave."""
        states: dict[str, RequestState] = {}
        order = list(RequestState)
        for one in self.requests:
            states[one.force] = min(states.get(one.force, one.state), one.state, key=order.index)
        return states

    @property
    def answered(self) -> int:
        """How many bodies gave figures, all or some of those asked for."""
        return sum(state.gave_figures for state in self.states.values())

    @property
    def response_rate(self) -> tuple[float, float]:
        """The least and the largest share of the bodies asked that gave figures, 0 to 1.

        They differ by the bodies of whose answer nothing is known. Raises ValueError where the
        list is not of all that were asked: a share of those that happen to be known says nothing.
        """
        if not self.is_complete:
            raise ValueError("it is not known who was asked")
        states = list(self.states.values())
        open_ = states.count(RequestState.NOT_KNOWN)
        return self.answered / len(states), (self.answered + open_) / len(states)

    @property
    def days(self) -> list[int]:
        """Days from request to answer, ascending, of the requests of which both are known."""
        return sorted(one.days for one in self.requests if one.days is not None)


UNLISTED = Coverage()  # of a study that does not say whom it asked


class Folder(NamedTuple):
    """A reply as a study names it: its folder, and that of the reply of its force it adds to."""

    force: str
    reference: str
    adds_to: str | None = None


class Unwritten(NamedTuple):
    """An entry that a file is about to have: where it comes from, and its text once answered."""

    place: str
    answered: str


class Enquiry(Strict):
    """Whom a study asked: all that it names, what is known of single requests, and of the rest.

    `asked` is empty where the study does not say, and None where it says that nobody knows.
    """

    asked: Bodies = ()
    requests: tuple[BodyRequest, ...] = ()
    others: Answer | None = None

    @property
    def is_listed(self) -> bool:
        """Whether the study says anything of whom it asked, beside the replies that it reads."""
        return self.asked is None or bool(self.asked or self.requests)

    @property
    def is_complete(self) -> bool:
        """Whether the list is of all that were asked, so that a share of them may be told."""
        return self.is_listed and self.asked is not None

    def find_contradictions(
        self,
        folders: Sequence[Folder],
        file: str,
        unwritten: Mapping[int, Unwritten] = MappingProxyType({}),
    ) -> Iterator[Fault]:
        """Faults of the list against itself and against the replies of the study.

        `unwritten` are entries that the file is only about to have, by their numbers from 1.
        """
        seen: dict[tuple[str, str], int] = {}
        owned = self._assign(folders)
        for number, request in enumerate(self.requests, start=1):
            new = unwritten.get(number)
            place = f"{new.place if new else f'entry {number} of requests'} ({request.force})"
            first = seen.setdefault((request.force, request.reference), number)
            if first != number:
                known = unwritten[first].place if first in unwritten else f"entry {first}"
                remedy = "keep one of them, or tell them apart by `reference`"
                if new:
                    remedy = f"give {known} a `reference` of its own if it is another request"
                yield Fault(file, f"{place}: it stands in {known} already", remedy)
            if self.asked and request.force not in self.asked:
                problem = f"{place}: it is not among the bodies that `asked` names"
                yield Fault(file, problem, "add it to `asked`, or mend its name")
            if owned[number] and not request.state.gave_figures:
                remedy = "write `state: answered` or `state: partly`"
                if new:
                    remedy = f"write under `requests` what is so, `{new.answered}`"
                yield Fault(
                    file,
                    f"{place}: its state is {request.state.value!r}, and its reply stands in "
                    "`replies`",
                    f"{remedy}; where that reply is to another request, give this entry a "
                    "`reference` of its own",
                )
        left = self._list_left(folders)
        if left and self.others is None:
            problem = f"`asked` names bodies of which nothing is said: {', '.join(left)}"
            remedy = f"list them under `requests`, or write `others: {{state: {NOT_KNOWN}}}`"
            yield Fault(file, problem, remedy)
        if self.others and not left:
            problem = "`others` speaks of nobody: of each body that was asked more is said"
            yield Fault(file, problem, "take it out, or name the bodies under `asked`")

    def gather_coverage(
        self, folders: Sequence[Folder], letters: Sequence[Letter], file: str
    ) -> "Coverage":
        """Every request in the order of forces.csv, those to one body as they are listed.

        `letters` are the replies in the `folders`, in the same order. A listed request has what its
        entry says, and the days of its letters where the entry leaves them open; a reply that no
        entry speaks of is a request answered, unless it is of several bodies together.
        Raises Faults where the days of an entry and of its letter contradict each other.
        """
        found, faults = [], []
        by_folder = dict(zip(folders, letters, strict=True))
        owned = self._assign(folders)
        for number, request in enumerate(self.requests, start=1):
            own = [by_folder.pop(folder) for folder in owned[number]]
            reference = request.reference or (own[0].reference if own else "")
            found.append(_join(request.force, request, own, reference))
            place = f"entry {number} of requests ({request.force})"
            faults += (Fault(file, f"{place}: {said}", MEND) for said in _compare(request, own))
        answered = Answer(state=RequestState.ANSWERED)
        for folder, letter in by_folder.items():
            if folder.adds_to is None and not _is_sum(folder.force):
                same = folder.force, folder.reference
                more = [by_folder[each] for each in by_folder if (each.force, each.adds_to) == same]
                found.append(_join(folder.force, answered, [letter, *more], letter.reference))
        if self.others:
            found += (_join(force, self.others, []) for force in self._list_left(folders))
        if faults:
            raise Faults(file, faults)
        order = {force: place for place, force in enumerate(list_single())}
        found.sort(key=lambda one: order.get(one.force, len(order)))
        return Coverage(tuple(found), self.is_listed, self.is_complete)

    def _assign(self, folders: Sequence[Folder]) -> dict[int, list[Folder]]:
        """The replies of each request, by its number from 1: first to those that name them."""
        owned: dict[int, list[Folder]] = {number + 1: [] for number in range(len(self.requests))}
        for folder in folders:
            places = ("", folder.reference, folder.adds_to)
            fits = [
                (not request.reference, number)
                for number, request in enumerate(self.requests, start=1)
                if request.force == folder.force and request.reference in places
            ]
            if fits:
                owned[min(fits)[1]].append(folder)
        return owned

    def _list_left(self, folders: Sequence[Folder]) -> list[str]:
        """The bodies asked of which neither a request nor a reply is listed."""
        known = {request.force for request in self.requests} | {f.force for f in folders}
        return [force for force in self.asked or () if force not in known]


MEND = "correct the one that is wrong, here or in its response.yaml"


def _join(force: str, answer: Answer, letters: Sequence[Letter], reference: str = "") -> AskedBody:
    """A request with its letters: what its entry leaves open is as they say."""
    sections = dict.fromkeys(held.under for letter in letters for held in letter.withheld)
    first = letters[0] if letters else None
    return AskedBody(
        force,
        answer.state,
        reference,
        answer.under or "; ".join(sections),
        answer.requested or (first and _read_letter(first.requested)),
        answer.answered or (first and _read_letter(first.answered)),
        answer.words,
        answer.url or (first.source.url if first and first.source else ""),
        tuple(letters),
    )


def _read_letter(day: date | str | None) -> date | str | None:
    """A day of a letter as one of a request: what the letter leaves unstated is not known."""
    return day if day is None or isinstance(day, date) else NOT_KNOWN


def _compare(answer: Answer, letters: Sequence[Letter]) -> Iterator[str]:
    """What the days of an entry and of its first letter contradict each other in."""
    for name in ("requested", "answered"):
        said = getattr(answer, name)
        printed = getattr(letters[0], name) if letters else None
        if isinstance(said, date) and isinstance(printed, date) and said != printed:
            yield f"{name} {said}, and its response.yaml says {printed}"
