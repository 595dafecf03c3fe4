"""What a model refuses, in the words of whoever writes the file: where it stands, what belongs."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

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
_CHOICES = "literal_error"
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
        if detail["type"] == _CHOICES:
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
