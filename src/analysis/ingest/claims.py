"""What a workbook says its figures are, beside what the reply's recipe declares."""

import re
from collections.abc import Iterator

from analysis.ingest.files.workbook import Sheet
from analysis.model.faults import Fault
from analysis.model.observation import PROVENANCES
from analysis.model.response import Response

LONGEST_CLAIM = 200  # characters; in a longer text the word is one of many
REMEDY = "put the right workbook in place, or say what it is"


def find_false_claims(response: Response, sheets: dict[str, Sheet], file: str) -> list[Fault]:
    """Cells and sheets that call the figures weaker than `provenance`: the worst mistake of all."""
    weaker = PROVENANCES[PROVENANCES.index(response.provenance) + 1 :]
    return [
        Fault(
            file,
            f"the sheet calls itself {word.upper()}, response.yaml {response.provenance}",
            REMEDY,
            sheet,
            address,
        )
        for sheet, address, text in _list_texts(sheets)
        for word in weaker
        if _claims(text, word)
    ]


def _list_texts(sheets: dict[str, Sheet]) -> Iterator[tuple[str, str, str]]:
    for sheet in sheets.values():
        yield sheet.name, "", sheet.name
        for cell in sheet.filled():
            yield sheet.name, cell.address, cell.text


def _claims(text: str, word: str) -> bool:
    """Whether words say that figures are `word`: not that they are not, nor of what else they are.

    The first word of a text claims it whatever follows.
    """
    words = text.lower()
    if words.startswith(word):
        return True
    inside = rf"(?<!\bnot )(?<![a-z]){word}(?![a-z]|\s+of\b)"
    return len(words) <= LONGEST_CLAIM and word in words and bool(re.search(inside, words))
