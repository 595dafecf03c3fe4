"""How lines of words begin: as titles do, or as footnotes do."""

import re

CAPTION = re.compile(
    r"(?i:table|tab\.|appendix|annex|chart|figure|schedule)(?:[\s_]*\d[\w.]*|\s+[A-Z]\d*)\b"
)
FOOTNOTE = re.compile(
    r"(?i)^(\(?[\d*†‡]+\)|[*†‡^~#]|\d+\.\s|\[\w+\]|['\"(]?\W{1,2}['\")]?\s*[=:]|\w\s*=|"
    r"(foot)?notes?\b|source\b)"
)


def is_caption(text: str) -> bool:
    """Whether a line begins as numbered titles do: `Table 1`, `Appendix A`."""
    return bool(CAPTION.match(text))


def is_footnote(text: str) -> bool:
    """Whether a line begins as notes do: `1. `, `(1)`, `*`, `Note`, `Source`, `x = `."""
    return bool(FOOTNOTE.match(text))
