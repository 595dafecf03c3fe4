"""Faults of a reply: gathered, then shown together, because a researcher mends ten at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.model.printable import make_printable


@dataclass(frozen=True)
class Fault:
    """One thing that must be mended: where it is, what it is, what to do."""

    file: str
    problem: str
    remedy: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.sheet:
            place += f", sheet {self.sheet}"
        if self.cell:
            place += f", cell {self.cell}"
        return make_printable(f"{place}: {self.problem} -> {self.remedy}")

    @classmethod
    def of_system(cls, file: str, what: str, error: OSError, remedy: str) -> "Fault":
        """What the system refused, in its own words: `cannot be read: permission denied`."""
        reason = (error.strerror or str(error)).lower()
        return cls(file, f"cannot be {what}: {reason}", remedy)


class Faults(Exception):
    """Every fault of one input. Its text is the listing a person reads, a line a fault."""

    def __init__(self, subject: str, faults: Iterable[Fault]):
        self.subject = subject
        self.faults = list(faults)
        super().__init__(subject, self.faults)

    def __str__(self) -> str:
        count = len(self.faults)
        head = f"{self.subject}: {count} fault{'s' if count != 1 else ''}, nothing was written"
        return "\n".join([make_printable(head), *(f"  {fault}" for fault in self.faults)])
