"""Spellings of one thing: `PC`, `pc` and `P.C.`, `Sgt` and `Sergeant`, for a person to confirm."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from analysis.ingest.files.sheet import fold

MOST = 200  # texts that are set beside one another; a column with more holds no categories
LONGEST_SHORT = 5  # letters of an abbreviation
ALIKE = 0.88
_FORMER = re.compile(r"\((?:formerly|previously|was|now|a\.?k\.?a\.?|ex)\W+([^()]+)\)")


def gather_spellings(texts: Iterable[str]) -> list[list[str]]:
    """Texts, each once, in groups that may say the same; what stands alone is a group of one.

    Case, points and spaces aside, abbreviations go with the words they are short for, unless they
    may be short for two, and words with a slip go with what they are a slip of.

    >>> gather_spellings(["PC", "Sergeant", "p.c.", "SGT", "Police Constable", "Inspector"])
    [['PC', 'p.c.', 'Police Constable'], ['Sergeant', 'SGT'], ['Inspector']]
    """
    groups: dict[str, list[str]] = {}
    for text in dict.fromkeys(texts):
        groups.setdefault(_simplify(text) or text, []).append(text)
    if len(groups) > MOST:
        return list(groups.values())
    into = {key: _find_longer(key, groups) for key in groups}
    gathered: dict[str, list[str]] = {}
    for key, spelt in groups.items():
        last, seen = key, {key}
        while (following := into[last]) and following not in seen:
            last = following
            seen.add(last)
        gathered.setdefault(last, []).extend(spelt)
    return list(gathered.values())


def _simplify(text: str) -> str:
    """The letters and digits of a text, what stands in brackets left out."""
    return "".join(filter(str.isalnum, _bare(text)))


def _bare(text: str) -> str:
    return re.sub(r"\(.*?\)", " ", fold(text)).strip() or fold(text)


def _find_longer(key: str, groups: dict[str, list[str]]) -> str:
    """The group that these letters are short for, or once were called; "" where none or several."""
    former = [
        other
        for other, spelt in groups.items()
        if any(_simplify(name) == key for text in spelt for name in _FORMER.findall(fold(text)))
    ]
    if former:
        return former[0]
    words = {
        other: len(re.findall(r"\w+", _bare(spelt[0])))
        for other, spelt in groups.items()
        if other != key and _is_short_for(key, _bare(spelt[0]))
    }
    nearest = [other for other, number in words.items() if number == min(words.values())]
    if nearest:
        last = max(nearest)
        alike = all(other == last or _is_slip(other, last) for other in nearest)
        return last if alike else ""
    slips = [other for other in groups if other > key and _is_slip(key, other)]
    return slips[0] if slips else ""


def _is_short_for(key: str, words: str) -> bool:
    """Whether letters are the initials of words, or are those of the last word in their order."""
    parts = re.findall(r"[^\W\d_]+", words)
    if not key.isalpha() or not parts or len(key) < 2 or len(key) >= len("".join(parts)):
        return False
    if key == "".join(part[0] for part in parts):
        return True
    last = iter(parts[-1])
    is_shorter = len(key) <= LONGEST_SHORT and len(key) < len(parts[-1])
    return is_shorter and key[0] == parts[-1][0] and all(letter in last for letter in key)


def _is_slip(one: str, other: str) -> bool:
    if not (one.isalpha() and other.isalpha()):
        return False
    return one[0] == other[0] and SequenceMatcher(None, one, other).ratio() >= ALIKE
