"""A YAML file that a person wrote becomes a model, or one listing of every fault it has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from analysis.model.faults import Fault, Faults
from analysis.model.mistakes import list_mistakes, name_place
from analysis.model.paths import show

BLANK = "???"  # what a draft leaves for a person to fill in; no file is read while it stands
Model = TypeVar("Model", bound=BaseModel)


class _PlainLoader(yaml.BaseLoader):
    """Every value as it is written: YAML's own guesses would turn 911_16 into 91116.

    Of a key written twice YAML would drop the first in silence; here it is a fault.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = []
        for key, _ in node.value:
            seen.append(self.construct_object(key, deep=True))
            if seen.count(seen[-1]) > 1:
                problem = f"{seen[-1]!r} stands twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
        return super().construct_mapping(node, deep)


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Read one YAML file into a model; raises Faults with every fault it has, blanks included."""
    name = show(path)
    wrong: list[Fault] = []
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainLoader)
        # A blank could pass for words: the population "???".
        wrong += [_as_blank(name, name_place(steps, content)) for steps in _list_blanks(content)]
        read = model.model_validate(content)
        if not wrong:
            return read
    except FileNotFoundError:
        wrong.append(Fault(name, "there is no such file", "write it, or mend the name"))
    except OSError as error:
        wrong.append(Fault.of_system(name, "read", error, "see that you may open it"))
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
