"""The labels of the vocabulary and the names of forces, for guessing: cheap to load.

Reading a confirmed recipe goes by `Vocabulary`, which knows forces' own words and their dates.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from analysis.ingest.files.sheet import fold
from analysis.model.paths import VOCABULARY

Words = Mapping[str, frozenset[str]]  # a folded label: the dimensions it may belong to


@cache
def read_words(folder: Path = VOCABULARY) -> Words:
    """Every label of `labels.csv` and, as dimension `force`, every name of `forces.csv`."""
    words: dict[str, set[str]] = {}
    for row in read_rows(folder / "labels.csv"):
        words.setdefault(fold(row["label"]), set()).add(row["dimension"])
    for name in read_forces(folder):
        words.setdefault(name, set()).add("force")
    return {label: frozenset(dimensions) for label, dimensions in words.items()}


@cache
def read_forces(folder: Path = VOCABULARY) -> Mapping[str, str]:
    """Every name of `forces.csv`, bare, and the force it is of, as its folder is called."""
    forces = {}
    for row in read_rows(folder / "forces.csv"):
        initials = "".join(re.findall(r"\b[A-Z]", row["name"]))
        names = [row["name"], row["short_name"], row["force"], *row["also"].split(";")]
        names += [initials] * (len(initials) > 2)
        forces |= {bare_force(name): row["force"] for name in names if name}
    return forces


def bare_force(name: str) -> str:
    """One name for a force's many: `London, City of`, `Avon & Somerset Constabulary`."""
    name = fold(name.replace("&", " and ").replace("-", " "))
    name = re.sub(r"^(.+), (.+)$", r"\2 \1", name)
    return re.sub(r" (?:police(?: service| force)?|constabulary|service)$", "", name)


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV of ours as text, by the heads of its columns; blanks are empty."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            # Text that a spreadsheet would run as a formula is kept behind an apostrophe.
            yield {head: value.removeprefix("'") for head, value in row.items()}
