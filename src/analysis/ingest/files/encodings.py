"""Plain text as rows of cells: how it is encoded and separated, and what of that was assumed."""

import codecs
import csv
import io
import re
from collections import Counter

from analysis.ingest.files.containers import Refused
from analysis.ingest.files.remarks import join_runs

MARKS = (  # the longer before the shorter that it starts with
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF8, "UTF-8-sig"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
SAMPLE = 64 * 1024  # characters that the separator is judged by
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_csv_rows(content: bytes) -> tuple[list[list[str]], list[str]]:
    """The rows of a CSV file, and remarks on what was assumed to read it.

    Raises Refused where the bytes are no text, or the quotation marks do not pair.
    """
    text, remarks = decode(content)
    separator = find_separator(text)
    if separator != ",":
        remarks.append(f"its columns are separated by {SEPARATORS[separator]}")
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    swallowed = []
    try:
        for row in reader:
            rows.append(row)
            if any("\n" in cell and separator in cell for cell in row):
                swallowed.append(len(rows))
    except csv.Error as error:
        raise Refused(
            f"it cannot be read as CSV: {error} in the row after row {len(rows)}",
            "mend the quotation marks there",
        ) from None
    if swallowed:
        lines = join_runs(swallowed)
        remarks.append(f"rows {lines} hold line breaks and separators in one cell: a lost quote?")
    return rows, remarks


def decode(content: bytes) -> tuple[str, list[str]]:
    """The text of some bytes, and a remark where its encoding was assumed.

    Raises Refused where no encoding fits, or the text has characters that no text has.
    """
    marked = next((name for mark, name in MARKS if content.startswith(mark)), "")
    remarks = []
    for encoding in (marked,) if marked else _guess_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding not in ("UTF-8", marked):
            remarks.append(f"it was read as {encoding}, which is assumed: look at accents, dashes")
        break
    else:
        raise Refused("it cannot be read as CSV: no encoding fits", "save it as CSV in UTF-8")
    if found := CONTROLS.search(text):
        line = len(text[: found.start() + 1].splitlines())
        problem = f"it cannot be read as CSV: line {line} holds the character {ord(found[0]):#04x}"
        raise Refused(problem, "open it in a spreadsheet program and save it as .xlsx")
    return text, remarks


def _guess_encodings(content: bytes) -> tuple[str, ...]:
    """Encodings to try in turn: text of two bytes a letter has a zero in every other one."""
    sample = content[: SAMPLE // 2 * 2]
    for zeros, encoding in ((sample[1::2], "UTF-16-LE"), (sample[::2], "UTF-16-BE")):
        if zeros.count(0) > len(zeros) / 2 and sample.count(0) < len(sample) * 0.6:
            return (encoding,)
    return ("UTF-8", "Windows-1252")


def find_separator(text: str) -> str:
    """The separator that gives most rows alike, with most columns; a decimal comma is none."""
    scores = {}
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text[:SAMPLE], newline=None), delimiter=separator)
        widths = Counter(len(row) for row in reader if len(row) > 1)
        width, rows = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        scores[separator] = (rows, width)
    best = max(scores.values())
    return next(name for name, score in scores.items() if score == best) if best[0] else ","
