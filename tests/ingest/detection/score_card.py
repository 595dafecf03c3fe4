"""What scoring counts: figures right and wrong in each way, total rows, tables, misreadings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

SURE = 0.8  # confidence from which on no label of a table may be wrong
WRONG = ("missed", "value", "labels", "role", "invented")


@dataclass(frozen=True)
class Misread:
    """One wrong cell: how it is wrong, what was expected and told, and in which told tables."""

    kind: str
    silent: bool
    sheet: str
    cell: str
    said: str
    tables: frozenset[int] = frozenset()

    def __str__(self) -> str:
        silent = " SILENT" if self.silent else ""
        return f"{self.kind}{silent} {self.sheet}!{self.cell}: {self.said}"


@dataclass(frozen=True)
class JudgedTable:
    """One told table: how sure it was said to be, what was asked, and its wrong cells by kind."""

    sheet: str
    title: str
    confidence: float
    questions: tuple[str, ...]
    wrong: Mapping[str, int]


@dataclass
class Score:
    """Counts to add up over sheets, every wrong cell, and how each told table was judged."""

    counts: Counter = field(default_factory=Counter)
    misread: list[Misread] = field(default_factory=list)
    tables: list[JudgedTable] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        counts, misread = self.counts + other.counts, self.misread + other.misread
        return Score(counts, misread, self.tables + other.tables)

    @property
    def right(self) -> float:
        return self.counts["right"] / max(self.counts["figures"], 1)

    @property
    def wrong(self) -> int:
        return sum(self.counts[kind] for kind in WRONG)

    @property
    def silent(self) -> int:
        return self.counts["silent"]

    @property
    def wrong_though_sure(self) -> int:
        """Wrong labels in tables that were said to be sure."""
        return sum(t.wrong.get("labels", 0) for t in self.tables if t.confidence >= SURE)

    @property
    def total_f1(self) -> float:
        hits, missed = self.counts["totals hit"], self.counts["totals missed"]
        named = 2 * hits + missed + self.counts["totals invented"]
        return 2 * hits / named if named else 1.0

    def __str__(self) -> str:
        c = self.counts
        kinds = ", ".join(f"{c[kind]} {kind}" for kind in WRONG)
        return (
            f"{c['figures']} figures, {self.right:.2%} right, {self.wrong} wrong ({kinds}), "
            f"{self.silent} silently; {c['blanks silent']} tables of blanks unasked\n"
            f"total rows F1 {self.total_f1:.3f} "
            f"({c['totals invented']} invented, {c['totals missed']} missed of {c['totals']})\n"
            f"tables {c['tables found']} of {c['tables']} found ({c['tables split']} split, "
            f"{c['tables joined']} joined), {c['tables exact']} exact, "
            f"{c['tables invented']} invented; "
            f"{c['tables asked']} of {c['tables told']} told tables raise questions"
        )
