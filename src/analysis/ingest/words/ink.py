"""What of a text is seen: characters without ink are dropped, mangled ones mended."""

import re

# Marks of writing direction, joiners, soft hyphens, the byte order mark.
_INKLESS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clear(text: str) -> str:
    """The text without its inkless characters and the spaces around it; inner spaces stay."""
    return _INKLESS.sub("", text).strip()


def mend_mojibake(text: str) -> str:
    """`–` of `â€“`: UTF-8 once read as Windows-1252; any other text as it is."""
    if not re.search("[ÃÂâ]", text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
