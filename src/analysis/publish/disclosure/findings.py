"""What the gate found: the rules that are broken, and how much was looked at."""

from dataclasses import dataclass, field

from analysis.model.address import Address
from analysis.publish.disclosure.rules import RULES

ALL = "all"  # the category of totals, and of a table that leaks as a whole


@dataclass(frozen=True)
class Leak:
    """One rule broken: by which category of which table, first seen where. Never by how much."""

    rule: str
    force: str
    reference: str
    table: str
    dimension: str
    category: str
    what: str
    place: Address | None = None


@dataclass
class Audit:
    """What was looked at, by rule, and what was found."""

    leaks: list[Leak] = field(default_factory=list)
    audited: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))
    told_by_source: int = 0

    def add(self, other: "Audit") -> None:
        """What another part of the study came to, beside this."""
        self.leaks += other.leaks
        self.told_by_source += other.told_by_source
        for rule, number in other.audited.items():
            self.audited[rule] += number
