"""A letter to a force about what its workbook hides: kinds and addresses alone."""

import textwrap
from collections.abc import Iterable, Iterator

from analysis.model.hidden_matter import HiddenMatter

WIDTH = 90
PARAGRAPHS = (
    "You sent us this spreadsheet in answer to a request under the Freedom of Information Act. "
    "Beside what its sheets show, the file holds matter that nobody sees who looks at them. "
    "Below is where it lies and how much there is. We have not read it, and it goes into nothing "
    "that we keep or publish; this list was made by a program, which tells kinds and places and "
    "no words.",
    "Please look whether this was meant to be sent. If it was not:",
    "We have put the file where it is not published, and will delete it if you ask us to. Of what "
    "the sheets show we use a copy that holds nothing else. If figures that answer the request "
    "are among what is hidden, please tell us which.",
)
REQUESTS = (
    "please take down or replace the file wherever else it was published or sent, and",
    "please send us one without it. A copy of the values alone, pasted into a new workbook, is "
    "enough: hiding, covering or colouring cells leaves them in the file.",
)


def format_force_letter(file: str, found: Iterable[HiddenMatter]) -> Iterator[str]:
    """The lines of the letter, each with its line end; `file` is the workbook's own name."""
    opening, plea, ending = PARAGRAPHS
    yield from _fill("To: the Freedom of Information team")
    yield from _fill(f"About: the spreadsheet {file}")
    yield from _fill("Reference: [reference]")
    yield from _fill("Date: [date]")
    yield "\n"
    yield "Dear Freedom of Information team,\n\n"
    yield from _fill(opening)
    yield "\n"
    for matter in found:
        yield from _fill(str(matter), "- ")
    yield "\n"
    yield from _fill(plea)
    yield "\n"
    for request in REQUESTS:
        yield from _fill(request, "- ")
    yield "\n"
    yield from _fill(ending)
    yield "\nYours faithfully,\n\n[your name]\n"


def _fill(words: str, bullet: str = "") -> Iterator[str]:
    indent = " " * len(bullet)
    for line in textwrap.wrap(words, WIDTH, initial_indent=bullet, subsequent_indent=indent):
        yield f"{line}\n"
