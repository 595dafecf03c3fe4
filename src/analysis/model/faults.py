"""Faults of a reply: gathered, then shown together, because a researcher mends ten at once."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches

# Words of a file as they may be shown: nothing in them steers a terminal or a page.

REPLACEMENT = "�"
_SPACES = re.compile(r"[\t-\r\x1c-\x1e\x85\u2028\u2029]")
# Control signs, among them the escape that a terminal obeys; signs without width, which make two
# unlike names look alike; signs that turn the direction of what follows; halves of a letter. The
# joiners and the marks of direction that right-to-left scripts are written with stay.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def make_printable(text: str) -> str:
    """The text on one line and as long as before: line ends and tabs become spaces.

    Control signs, signs without width and overrides of direction become U+FFFD.
    """
    return _STEERING.sub(REPLACEMENT, _SPACES.sub(" ", text))


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
        if self.cell:  # a cell of a sheet, or a line of a text
            is_line = self.cell.startswith("line ")
            place += f", {self.cell}" if is_line else f", cell {self.cell}"
        return make_printable(f"{place}: {self.problem} -> {self.remedy}")

    @classmethod
    def of_system(cls, file: str, what: str, error: OSError, remedy: str) -> "Fault":
        """What the system refused, in its own words: `cannot be read: permission denied`."""
        reason = (error.strerror or str(error)).lower()
        return cls(file, f"cannot be {what}: {reason}", remedy)


class Faults(Exception):
    """Every fault of one input. Its text is the listing a person reads, a line a fault.

    `block` are lines that mend several faults at once, to be pasted as they are.
    """

    def __init__(self, subject: str, faults: Iterable[Fault], block: str = ""):
        self.subject = subject
        self.faults = list(faults)
        self.block = block
        super().__init__(subject, self.faults, block)

    def __str__(self) -> str:
        count = len(self.faults)
        head = f"{self.subject}: {count} fault{'s' if count != 1 else ''}, nothing was written"
        block = [make_printable(line) for line in self.block.splitlines()]
        return "\n".join([make_printable(head), *(f"  {fault}" for fault in self.faults), *block])


@contextmanager
def gather(subject: str, faults: list[Fault] | None = None) -> Iterator[list[Fault]]:
    """A list to add faults to: that of a caller who goes on, or one that is raised at the end."""
    found: list[Fault] = [] if faults is None else faults
    yield found
    if faults is None and found:
        raise Faults(subject, found)


def list_nearest(name: str, known: Iterable[str]) -> list[str]:
    """The known names that a misspelt one may stand for, the nearest first, three at most.

    >>> list_nearest("Leage", ["league", "rates", "pairs"])
    ['league']
    """
    spelt = {each.casefold(): each for each in sorted(known, reverse=True)}
    return [spelt[near] for near in get_close_matches(name.casefold(), spelt, 3, 0.6)]
