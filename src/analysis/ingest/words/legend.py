"""A sheet's own legend: what its notes say of each glyph, in the words a recipe would use."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.ingest.files.sheet import Cell
from analysis.ingest.words.ink import clear, mend_mojibake
from analysis.ingest.words.meanings import settle_meaning
from analysis.ingest.words.ranges import read_range
from analysis.ingest.words.unstated import is_mark

_NAMES = {"double asterisk": "**", "asterisk": "*", "star": "*", "dash": "-", "hyphen": "-"}
_NAMES |= {"hash": "#", "tilde": "~", "colon": ":", "caret": "^", "dagger": "†"}
_NAME = rf"(?:an? |the )?(?P<name>{'|'.join(_NAMES)})s?"
_QUOTE = "['\"‘’“”`]?"
_SIGN = r"(?:[^\w\s'\"‘’“”()\[\]]{1,4}|[¹²³⁴-⁹]+|[\"^])"
_TEXT = r"(?:\[(?:note )?\w{1,4}\]|[<>]\s?\d+|\d+-\d+|n/[a-z]|[a-z]{1,3})"
_GLYPH = rf"{_QUOTE}\(?{_QUOTE}\s*(?P<glyph>{_TEXT}|{_SIGN})\s*{_QUOTE}\)?{_QUOTE}"
_WHICH = rf"(?:(?:an? |the )?(?:{'|'.join(_NAMES)}|symbol|letter|mark)s?,?\s*)?{_GLYPH}|{_NAME}"
_IS = (
    r"(?:\s*[=:]\s*|\s+[-–—]\s+|\s*\b(?:denotes?|stands? for|means?|represents?|indicates?|"
    r"signif(?:y|ies)|refers? to|shows?|is|are|(?:is |are )?used (?:for|where|to \w+))\s+)"
)
_SHOWN = (
    r",?\s+(?:(?:is|are|was|were|ha(?:s|ve) been|will be) )?(?:suppressed and )?(?:shown|replaced|"
    r"denoted|represented|indicated|marked|displayed|recorded|given|suppressed) "
    r"(?:as|by|with|using) (?:the symbol )?"
)
_SAYS = re.compile(rf"(?:{_WHICH}){_IS}(?P<said>.+)", re.I)
_SHOWS = re.compile(rf"(?P<said>.+?){_SHOWN}(?:{_WHICH})[.)]*", re.I)
_BARE = re.compile(rf"{_GLYPH}\s+(?P<said>\S.+)", re.I)
_LEAD = re.compile(r"(?:(?:key|legend|notes?|symbols?)\s*[:.]\s*)?(?:\d{1,2}[.)]\s+)?", re.I)
_BREAK = re.compile(rf"[\n\r;]+|,\s+(?={_QUOTE}\(?(?:{_TEXT}|{_SIGN})\)?{_QUOTE}\s*=)", re.I)
_BULLETS = ("-", "–", "—", "•", "·", ".", "+", "o", ">", "<")  # points of a list begin with them


@dataclass(frozen=True)
class Meaning:
    """What the notes say of one glyph: words `read_mark` takes, or "" where they do not settle it.

    `quotes` are the notes as printed and `cells` their addresses; `floor_unsaid` where a range
    leaves open whether 0 is in it.
    """

    words: str
    quotes: tuple[str, ...]
    cells: tuple[str, ...]
    floor_unsaid: bool = False

    def settle_floor(self, zeros_shown: bool) -> str:
        """The words, with 1 for a floor left unsaid where the same table prints its zeros."""
        if self.floor_unsaid and zeros_shown:
            return self.words.replace("suppressed 0 to", "suppressed 1 to")
        return self.words

    def __str__(self) -> str:
        """What to quote in a question."""
        pairs = zip(self.quotes, self.cells, strict=True)
        return " / ".join(f"“{quote}” ({cell})" for quote, cell in pairs)


def name_glyph(glyph: str) -> str:
    """One name for the ways a glyph is printed: `(R)` is `r`, and an en dash `-`."""
    bare = "".join(glyph.split()).casefold()
    if re.fullmatch(r"\(.+\)", bare):
        bare = bare[1:-1]
    return re.sub("[–—−]", "-", bare.replace("…", "..."))


def read_legend(cells: Iterable[Cell]) -> dict[str, Meaning]:
    """What the note cells of a sheet say of its glyphs, by `name_glyph`.

    A glyph explained in two different ways has no meaning, and both ways are quoted.
    """
    legend: dict[str, Meaning] = {}
    for address, glyph, said, certain in _find_definitions(list(cells)):
        settled = settle_meaning(said)
        if not certain and settled.words in ("", "footnote") and _may_be_a_word(glyph, said):
            continue
        new = Meaning(settled.words, (said,), (address,), settled.floor_unsaid)
        key = name_glyph(glyph)
        legend[key] = _join(legend[key], new) if key in legend else new
    return legend


def _join(first: Meaning, second: Meaning) -> Meaning:
    quotes, cells = first.quotes + second.quotes, first.cells + second.cells
    agree = first.words == second.words
    words = first.words if agree else ""
    return Meaning(words, quotes, cells, agree and (first.floor_unsaid or second.floor_unsaid))


def _may_be_a_word(glyph: str, said: str) -> bool:
    """Without `=` or `means` a letter may be a word and a sign the point of a list."""
    if glyph in _BULLETS:
        return True
    return glyph.isalpha() and not re.match("revised|provisional", said, re.I)


def _find_definitions(cells: list[Cell]) -> Iterator[tuple[str, str, str, bool]]:
    """Address, glyph, the words said of it, and whether they are surely said of it."""
    by_place = {(cell.row, cell.column): cell for cell in cells}
    for cell in cells:
        text = clear(mend_mojibake(str(cell.value)))
        beside = by_place.get((cell.row, cell.column + 1))
        alone = re.fullmatch(rf"{_GLYPH}\s*[=:]?", text, re.I)
        if beside is not None and alone and _is_short(alone["glyph"]):
            yield cell.address, alone["glyph"], beside.text, True
            continue
        for piece in filter(None, map(str.strip, _BREAK.split(text))):
            if found := _define(" ".join(_LEAD.sub("", piece, count=1).split())):
                yield cell.address, *found


def _define(text: str) -> tuple[str, str, bool] | None:
    for pattern in (_SAYS, _SHOWS, _BARE):
        if found := pattern.fullmatch(text):
            groups = found.groupdict()
            glyph = groups["glyph"] or _NAMES[groups["name"].casefold()]
            if _is_glyph(glyph):
                return glyph, groups["said"], pattern is not _BARE
    return None


def _is_short(glyph: str) -> bool:
    """Signs and single letters: `<5` or `n/a` beside words may be figures beside a label."""
    return _is_glyph(glyph) and not re.search(r"\d|[^\W\d_]{2}", glyph.strip("[]"))


def _is_glyph(text: str) -> bool:
    signs = re.fullmatch(_SIGN, text) and text not in ("•", "·", "&", "£", "%", "/")
    return bool(signs or is_mark(text) or read_range(text) or re.fullmatch(r"\[[\w ]+\]", text))
