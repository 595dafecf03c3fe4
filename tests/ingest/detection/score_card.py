"""What scoring counts: figures right and wrong in each way, total rows, tables, misreadings."""

from collections import Counter
from dataclasses import dataclass, field

WRONG = ("missed", "value", "labels", "role", "invented")


@dataclass(frozen=True)
class Misread:
    """One wrong cell: how it is wrong, and what was expected and told."""

    kind: str
    silent: bool
    sheet: str
    cell: str
    said: str

    def __str__(self) -> str:
        silent = " SILENT" if self.silent else ""
        return f"{self.kind}{silent} {self.sheet}!{self.cell}: {self.said}"


@dataclass
class Score:
    """Counts to add up over sheets, and every wrong cell."""

    counts: Counter = field(default_factory=Counter)
    misread: list[Misread] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(self.counts + other.counts, self.misread + other.misread)

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
