"""The police forces of forces.csv: the many names of each, and its nation."""

import csv
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from analysis.model.store.paths import VOCABULARY

# As forces.csv has them; British Transport Police serve Great Britain.
Nation = Literal["England", "Wales", "Great Britain", "Scotland", "Northern Ireland"]


def bare_force(name: str) -> str:
    """One name for a force's many: `London, City of`, `Avon & Somerset Constabulary`.

    >>> bare_force("London, City of") == bare_force("City of London Police")
    True
    """
    name = " ".join(name.replace("&", " and ").replace("-", " ").split()).casefold()
    name = re.sub(r"^(.+), (.+)$", r"\2 \1", name)
    return re.sub(r" (?:police(?: service| force)?|constabulary|service)$", "", name)


@cache
def read_forces(folder: Path = VOCABULARY) -> Mapping[str, str]:
    """Every name of `forces.csv`, bare, and the force it is of, as its folder is called."""
    forces = {}
    for row in _read_rows(folder):
        initials = "".join(re.findall(r"\b[A-Z]", row["name"]))
        names = [row["name"], row["short_name"], row["force"], *row["also"].split(";")]
        names += [initials] * (len(initials) > 2)
        forces |= {bare_force(name): row["force"] for name in names if name}
    return MappingProxyType(forces)


def list_single(folder: Path = VOCABULARY) -> list[str]:
    """The forces that are one body each, in the order of `forces.csv`; no sum of several."""
    return [force for force, nation in read_nations(folder).items() if nation in get_args(Nation)]


@cache
def read_nations(folder: Path = VOCABULARY) -> Mapping[str, str]:
    """The nation of each force, in the order of `forces.csv`."""
    return MappingProxyType({row["force"]: row["nation"] for row in _read_rows(folder)})


def _read_rows(folder: Path) -> Iterator[dict[str, str]]:
    with (Path(folder) / "forces.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def find_force_named(name: str) -> str:
    """The force that a name of any spelling is of, as its folder is called.

    What stands in brackets behind a name and the other name across a stroke are passed over:
    `Metropolitan Police Service (MPS)`. Raises ValueError with the nearest names where forces.csv
    has none like it.
    """
    forces = read_forces()
    for part in (name, re.sub(r"\(.*?\)", " ", name), *name.split("/")):
        if force := forces.get(bare_force(part)):
            return force
    near = suggest_forces(name)
    raise ValueError(f"no force {name!r} is in data/vocabulary/forces.csv{near}")


def suggest_forces(name: str) -> str:
    """`; nearest: metropolitan, merseyside`, or nothing where no name is near."""
    forces = read_forces()
    near = get_close_matches(bare_force(name), list(forces), n=5, cutoff=0.6)
    found = list(dict.fromkeys(forces[each] for each in near))[:3]
    return f"; nearest: {', '.join(found)}" if found else ""
