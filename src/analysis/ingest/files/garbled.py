"""Letters that a wrong encoding has garbled, recognised and never mended."""

import re

NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,}")


def is_garbled(text: str) -> bool:
    """Whether text was written in UTF-8 and once read as Windows-1252, as in `â€“` and `Ã©`."""
    return not text.isascii() and any(map(_reads_as_utf8, NOT_ASCII.findall(text)))


def _reads_as_utf8(letters: str) -> bool:
    try:
        # Five bytes have no letter in Windows-1252; they come through as they are.
        raw = b"".join(
            letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "Windows-1252")
            for letter in letters
        )
        return bool(raw.decode("utf-8"))
    except UnicodeError:
        return False
