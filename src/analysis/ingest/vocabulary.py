"""The words forces use, and the canonical code each stands for: a tree a dimension, kept as CSV."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.ingest.workbook import fold
from analysis.model.faults import Fault, Faults
from analysis.model.paths import VOCABULARY, show
from analysis.model.tables import read_table
from analysis.model.window import Window


@dataclass(frozen=True)
class Label:
    """One row of labels.csv: who says it, what it means, from when to when (either may be open)."""

    code: str
    valid_from: date = date.min
    valid_to: date = date.max


class Vocabulary:
    """Labels to codes, many to one; a force's own meaning goes before the general one."""

    def __init__(self, folder: Path = VOCABULARY):
        self.path = Path(folder) / "labels.csv"
        codes = read_table(Path(folder) / "codes.csv")
        self.codes = {(row.dimension, row.code): row.name for row in codes.itertuples(index=False)}
        self._labels: dict[tuple[str, str, str], Label] = {}
        faults = []
        for line, row in enumerate(read_table(self.path).to_dict("records"), start=2):
            key = (row["dimension"], fold(row["label"]), row["force"])
            problem = self._find_problem(key, row["code"])
            if problem:
                mend = "keep one row for each label, and a code of codes.csv"
                faults.append(Fault(show(self.path), problem, mend, cell=f"line {line}"))
                continue
            first, last = row["valid_from"], row["valid_to"]
            self._labels[key] = Label(
                row["code"],
                date.fromisoformat(first) if first else date.min,
                date.fromisoformat(last) if last else date.max,
            )
        if faults:
            raise Faults(show(self.path), faults)

    def _find_problem(self, key: tuple[str, str, str], code: str) -> str:
        if key in self._labels:
            return f"{key[1]!r} is mapped twice in dimension {key[0]}"
        if (key[0], code) not in self.codes:
            return f"{code!r} is no code of dimension {key[0]}"
        return ""

    def knows(self, dimension: str, label: str, force: str) -> bool:
        return any((dimension, fold(label), who) in self._labels for who in (force, ""))

    def look_up(self, dimension: str, label: str, force: str) -> Label:
        """What a label means as this force uses it, and for which days.

        Raises ValueError where the label is unmapped: there is no fallback to "other".
        """
        for who in (force, ""):
            if found := self._labels.get((dimension, fold(label), who)):
                return found
        raise ValueError(f"{label!r} is mapped to nothing in dimension {dimension}")

    def translate(self, dimension: str, label: str, force: str, window: Window) -> str:
        """The canonical code of a label for a figure that covers `window`.

        Raises ValueError where the label is unmapped, or mapped only for other dates.
        """
        found = self.look_up(dimension, label, force)
        if found.valid_from >= window.end or found.valid_to < window.start:
            raise ValueError(f"{label!r} is mapped, but not for {window}")
        return found.code
