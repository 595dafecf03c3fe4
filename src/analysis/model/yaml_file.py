"""A YAML file that a person wrote becomes a model, or one listing of every fault it has."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from analysis.model.faults import Fault, Faults
from analysis.model.store.paths import format_path

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(BaseModel):
    """A model that takes no key it does not know, and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


# What a model refuses, in the words of whoever writes the file: where it stands, what belongs.
_SAID = {
    "extra_forbidden": "there is no such key",
    "missing": "is missing",
    "string_type": "words belong here",
    "string_too_short": "words belong here",
    "tuple_type": "a list belongs here",
    "dict_type": "keys with their values belong here",
    "model_type": "keys with their values belong here",
    "bool_parsing": "true or false belongs here",
    "date_from_datetime_parsing": "a day such as 2018-03-01 belongs here",
    "date_from_datetime_inexact": "a day such as 2018-03-01 belongs here",
}
_CHOICES = ("literal_error", "enum")
_BRANCH = re.compile(r"literal\[.*\]|Window")  # steps into the type, not into the file


def list_mistakes(error: ValidationError, content: Any, but: Any = None) -> list[str]:
    """`place: what is wrong`, one for each place; values equal to `but` are passed over.

    A value with several lists of choices is refused by each of them: here it is told once, with
    all the choices.
    """
    choices: dict[str, list[str]] = {}
    told: dict[str, None] = {}
    for detail in error.errors():
        if detail["input"] == but:
            continue
        given, place = detail["input"], _name_detail(detail["loc"], content)
        if detail["type"] in _CHOICES:
            start = f"{place}: {given!r} is none of "
            choices.setdefault(start, []).extend(
                re.findall(r"'([^']+)'", detail["ctx"]["expected"])
            )
            told[start] = None
            continue
        said = _SAID.get(detail["type"], detail["msg"].removeprefix("Value error, "))
        shown = isinstance(given, str | int | float | date) and repr(given) not in said
        told[f"{place}: {said}{f' (found {given!r})' if shown else ''}"] = None
    return [start + ", ".join(dict.fromkeys(choices.get(start, ()))) for start in told]


def name_place(steps: Sequence[str | int], content: Any) -> str:
    """`window.supplied`, `entry 2 of tables ('By rank'), rows`: entries are counted from 1."""
    parts: list[str] = []
    for before, step in zip((0, *steps), steps, strict=False):
        content = _enter(content, step)
        if isinstance(step, int):
            found = content.get("find") if isinstance(content, dict) else None
            name = f"entry {step + 1} of {parts.pop() if parts else 'the file'}"
            parts.append(f"{name} ({found!r})" if isinstance(found, str) else name)
        elif isinstance(before, int):
            parts.append(str(step))
        else:
            parts[-1] += f".{step}"
    return ", ".join(parts) or "the file"


def _name_detail(steps: Sequence[str | int], content: Any) -> str:
    if steps[-1:] == ("[key]",):  # the key itself is wrong: it is told as what was found
        steps = steps[:-2]
    return name_place([s for s in steps if not _BRANCH.fullmatch(str(s))], content)


def _enter(content: Any, step: str | int) -> Any:
    if isinstance(content, dict):
        return content.get(step)
    inside = isinstance(content, list) and isinstance(step, int) and step < len(content)
    return content[step] if inside else None


BLANK = "???"  # what a draft leaves for a person to fill in; no file is read while it stands
Model = TypeVar("Model", bound=BaseModel)


class _TwiceError(yaml.YAMLError):
    """A key that stands twice in one mapping; `remedy` is what to do about it."""

    def __init__(self, key: str, first: yaml.Node, second: yaml.Node, value: yaml.Node):
        lines = " and ".join(str(node.start_mark.line + 1) for node in (first, second))
        super().__init__(f"{key!r} stands twice, on line {lines}")
        is_scalar = isinstance(value, yaml.ScalarNode)
        self.remedy = "keep one of them" if is_scalar else f"put both under one `{key}:`"


class PlainLoader(yaml.BaseLoader):
    """Every value as it is written: YAML's own guesses would turn 911_16 into 91116.

    Of a key written twice YAML would drop the first in silence; here it is a fault.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen: list[tuple[Any, yaml.Node]] = []
        for key, value in node.value:
            name = self.construct_object(key, deep=True)
            if before := next((other for said, other in seen if said == name), None):
                raise _TwiceError(name, before, key, value)
            seen.append((name, key))
        return super().construct_mapping(node, deep)


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Read one YAML file into a model; raises Faults with every fault it has, blanks included."""
    name = format_path(path)
    wrong: list[Fault] = []
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=PlainLoader)
        # A blank could pass for words: the population "???".
        wrong += [_as_blank(name, name_place(steps, content)) for steps in _list_blanks(content)]
        read = model.model_validate(content)
        if not wrong:
            return read
    except FileNotFoundError:
        wrong.append(Fault(name, "there is no such file", "write it, or mend the name"))
    except OSError as error:
        wrong.append(Fault.of_system(name, "read", error, "see that you may open it"))
    except _TwiceError as error:
        wrong.append(Fault(name, str(error), error.remedy))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        wrong.append(Fault(name, " ".join(str(error).split()), "write it as YAML in UTF-8"))
    except ValidationError as error:
        mistakes = list_mistakes(error, content, but=BLANK)
        wrong += [Fault(name, mistake, "mend this entry") for mistake in mistakes]
    raise Faults(name, wrong)


def _list_blanks(content: Any, steps: tuple = ()) -> Iterator[tuple]:
    """The steps to each blank: ("tables", 0, "rows")."""
    if content == BLANK:
        yield steps
    elif isinstance(content, dict | list):
        entries = content.items() if isinstance(content, dict) else enumerate(content)
        for key, value in entries:
            yield from _list_blanks(value, (*steps, key))


def _as_blank(name: str, place: str) -> Fault:
    return Fault(name, f"{place}: still to be filled in", "write what the letter or sheet says")
