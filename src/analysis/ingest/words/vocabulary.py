"""The words forces use, and the canonical code each stands for: a tree a dimension, kept as CSV."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from analysis.ingest.files.sheet import fold
from analysis.ingest.words.footnote_marks import fold_label
from analysis.model.faults import Fault, Faults
from analysis.model.force import read_forces
from analysis.model.store.paths import VOCABULARY, format_path
from analysis.model.window import Window

LabelDimensions = Mapping[str, frozenset[str]]  # a folded label: the dimensions it may belong to
# One complaint may concern several of these: `Facebook and Twitter` is a set of two.
_SETS = ("platform",)
_NO_MEMBERS = ("any_platform", "unspecified", "other", "not_recorded")
_BETWEEN = re.compile(r"\s*(?:[\n,;/&+]|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Label:
    """One row of labels.csv: what the words mean, from when to when (either may be open).

    The code of a set is those of its members joined by `+`, each once, in the order of the
    alphabet. `refused` says why words stand for no code at all.
    """

    code: str
    valid_from: date = date.min
    valid_to: date = date.max
    refused: str = ""

    def holds(self, window: Window) -> bool:
        """Whether the words had this meaning on any day of a window."""
        return self.valid_from < window.end and window.start <= self.valid_to


class StandsForNone(ValueError):
    """Words that labels.csv takes for no code of a dimension, and says why."""


class Vocabulary:
    """Labels to codes, many to one; a force's own meaning goes before the general one.

    Which rows were looked up is kept, to find the force's own that nothing was looked up by.
    """

    def __init__(self, folder: Path = VOCABULARY):
        self.path = Path(folder) / "labels.csv"
        codes = list(read_rows(Path(folder) / "codes.csv"))
        self.codes = {(row["dimension"], row["code"]): row["name"] for row in codes}
        self._parents = {(row["dimension"], row["code"]): row["parent"] for row in codes}
        self._labels: dict[tuple[str, str, str], Label] = {}
        self._lines: dict[tuple[str, str, str], int] = {}
        self._used: set[tuple[str, str, str]] = set()
        faults = []
        for line, row in enumerate(read_rows(self.path), start=2):
            key = (row["dimension"], fold(row["label"]), row["force"])
            problem = self._find_problem(key, row)
            if problem:
                mend = "keep one row for each label, and a code of codes.csv"
                faults.append(Fault(format_path(self.path), problem, mend, cell=f"line {line}"))
                continue
            first, last = row["valid_from"], row["valid_to"]
            self._lines[key] = line
            self._labels[key] = Label(
                row["code"],
                date.fromisoformat(first) if first else date.min,
                date.fromisoformat(last) if last else date.max,
                "" if row["code"] else row["note"],
            )
        if faults:
            raise Faults(format_path(self.path), faults)

    def _find_problem(self, key: tuple[str, str, str], row: dict[str, str]) -> str:
        dimension, words, _ = key
        if key in self._labels:
            return f"{words!r} is mapped twice in dimension {dimension}"
        if not row["code"]:
            return "" if row["note"] else f"{words!r} has no code, and no note says why"
        if (dimension, row["code"]) not in self.codes:
            return f"{row['code']!r} is no code of dimension {dimension}"
        return ""

    def knows(self, dimension: str, label: str, force: str) -> bool:
        """Whether the words stand for a code, or are refused with a reason."""
        if self._find_key(dimension, label, force):
            return True
        return bool(self._list_members(dimension, label, force))

    def look_up(self, dimension: str, label: str, force: str) -> Label:
        """What a label means as this force uses it, and for which days.

        `Facebook and Twitter` is a set where every word between is a platform of its own. Raises
        ValueError where the label is unmapped, StandsForNone where it stands for none: there is no
        fallback to "other".
        """
        keys = [key] if (key := self._find_key(dimension, label, force)) else []
        keys = keys or self._list_members(dimension, label, force)
        if not keys:
            raise ValueError(f"{label!r} is mapped to nothing in dimension {dimension}")
        found = [self._labels[key] for key in keys]
        if found[0].refused:
            raise StandsForNone(f"{label!r} stands for no {dimension}: {found[0].refused}")
        self._used.update(keys)
        return Label(
            "+".join(sorted({each.code for each in found})),
            max(each.valid_from for each in found),
            min(each.valid_to for each in found),
        )

    def translate(self, dimension: str, label: str, force: str, window: Window) -> str:
        """The canonical code of a label for a figure that covers `window`.

        Raises ValueError where the label is unmapped, or mapped only for other dates.
        """
        found = self.look_up(dimension, label, force)
        if not found.holds(window):
            raise ValueError(f"{label!r} is mapped, but not for {window}")
        return found.code

    def list_above(self, dimension: str, code: str) -> list[str]:
        """The codes that hold another, from the nearest up to the root of its tree."""
        above = []
        while code := self._parents.get((dimension, code), ""):
            above.append(code)
        return above

    def find_unused(self, force: str) -> list[Fault]:
        """The force's own rows that nothing was looked up by: a typing error, or left behind.

        Ask after every reply of the force has been read with this vocabulary.
        """
        return [
            Fault(
                format_path(self.path),
                f"{key[1]!r} is mapped in dimension {key[0]} for {force} and never met",
                "correct the label as the force prints it, or take the row out",
                cell=f"line {line}",
            )
            for key, line in self._lines.items()
            if key[2] == force and key not in self._used
        ]

    def _find_key(self, dimension: str, label: str, force: str) -> tuple[str, str, str] | None:
        """The row of a label, else of the words without the notes behind them: `Twitter¹`."""
        spellings = (fold(label), fold_label(label, numbered=True))
        keys = ((dimension, words, who) for words in spellings for who in (force, ""))
        return next((key for key in keys if key in self._labels), None)

    def _list_members(self, dimension: str, label: str, force: str) -> list[tuple[str, str, str]]:
        """The keys of a set's members; none where any word between is no platform of its own."""
        if dimension not in _SETS:
            return []
        parts = [part for part in _BETWEEN.split(label.strip()) if part]
        keys = [self._find_key(dimension, part, force) for part in parts]
        if len(keys) < 2 or not all(keys):
            return []
        codes = [self._labels[key].code for key in keys]
        return keys if all(code and code not in _NO_MEMBERS for code in codes) else []


class PrintedKeys(dict):
    """Values by words as the recipe writes them, found by the words as the sheet prints them.

    They are compared as a person does: case and spaces aside.

    >>> PrintedKeys({"Year to March": 1})["year  to MARCH"]
    1
    """

    def __init__(self, entries: Mapping[str, Any]):
        super().__init__(entries)
        self._folded = {fold(words): value for words, value in entries.items()}

    def get(self, words: str, default: Any = None) -> Any:
        """The value of the words, however they are printed."""
        return self._folded.get(fold(words), default)

    def __getitem__(self, words: str) -> Any:
        return self._folded[fold(words)]

    def __contains__(self, words: object) -> bool:
        return fold(words) in self._folded

    def list_twins(self) -> list[str]:
        """The words that say what others before them say as well."""
        folded = [fold(words) for words in self]
        return [words for n, words in enumerate(self) if folded[n] in folded[:n]]


@cache
def read_words(folder: Path = VOCABULARY) -> LabelDimensions:
    """Every label of `labels.csv` and, as dimension `force`, every name of `forces.csv`.

    They are for guessing what labels are. A confirmed recipe is read by `Vocabulary`, which knows
    forces' own words and their dates.
    """
    words: dict[str, set[str]] = {}
    for row in read_rows(folder / "labels.csv"):
        words.setdefault(fold(row["label"]), set()).add(row["dimension"])
    for name in read_forces(folder):
        words.setdefault(name, set()).add("force")
    return {label: frozenset(dimensions) for label, dimensions in words.items()}


def format_row(cells: Iterable[str]) -> str:
    """A row of a list that people keep by hand, as it is typed.

    >>> format_row(["outcome", "Resigned, retired", "resigned"])
    'outcome,"Resigned, retired",resigned'
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a list that people keep by hand, by the heads of its columns; blanks are empty.

    Raises Faults naming every line that has more or fewer cells than there are heads.
    """
    with Path(path).open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        read = [(rows.line_num, row) for row in rows]
    heads, faults = len(rows.fieldnames or ()), []
    for line, row in read:
        if None in row or None in row.values():
            filled = [value for value in row.values() if isinstance(value, str)]
            count = len(filled) + len(row.get(None) or ())
            problem = f"line {line} has {count} cells under {heads} heads"
            remedy = f"give it {heads}, blank ones too; a text with a comma stands in double quotes"
            faults.append(Fault(format_path(path), problem, remedy))
    if faults:
        raise Faults(format_path(path), faults)
    for _, row in read:
        # Text that a spreadsheet would run as a formula is kept behind an apostrophe.
        yield {head: value.removeprefix("'") for head, value in row.items()}
