"""The search for hidden matter in a workbook's file, the first thing that is done with it."""

import codecs
import io
import re
import struct
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from analysis.ingest.files.containers import OLE, ZIP, Refused, find_format, unpack
from analysis.ingest.files.workbook import Workbook
from analysis.ingest.hidden.ods_matter import find_ods_matter
from analysis.ingest.hidden.xls_matter import find_xls_matter
from analysis.ingest.hidden.xlsx_matter import find_xlsx_matter
from analysis.model.faults import Fault, Faults
from analysis.model.hidden_matter import HiddenKind, HiddenMatter
from analysis.model.store.paths import format_path

WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


def find_hidden_matter(book: Workbook) -> tuple[HiddenMatter, ...]:
    """Everything that the file holds and nobody sees: of its sheets, and of its other parts.

    Kind by kind, in their order; a CSV file hides nothing. Raises Faults where a part of the file
    cannot be looked into.
    """
    file = format_path(book.path)
    try:
        return tuple(_sort_by_kind([*book.hidden, *_search(book)]))
    except Refused as refusal:
        raise Faults(file, [Fault(file, refusal.problem, refusal.remedy)]) from None
    except (OSError, ValueError, LookupError, zipfile.BadZipFile, struct.error) as error:
        problem = f"what it hides cannot be looked for: {type(error).__name__}"
        raise Faults(file, [Fault(file, problem, "save it anew")]) from None


def _search(book: Workbook) -> Iterable[HiddenMatter]:
    content = book.path.read_bytes()
    seen = {name: sheet.numbering for name, sheet in book.sheets.items()}
    if content.startswith(OLE):
        return find_xls_matter(content, seen)
    if not content.startswith(ZIP):
        return ()
    parts = {name: _narrow(part) for name, part in unpack(content).items()}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    search = find_ods_matter if find_format(parts) == "ods" else find_xlsx_matter
    return search(parts, names, seen)


def _sort_by_kind(found: Iterable[HiddenMatter]) -> list[HiddenMatter]:
    """Kind by kind; finds that differ in their count alone are one."""
    counts: dict[HiddenMatter, int] = defaultdict(int)
    for matter in found:
        counts[replace(matter, count=0)] += matter.count
    order = {kind: place for place, kind in enumerate(HiddenKind)}
    every = (replace(matter, count=count) for matter, count in counts.items())
    return sorted(every, key=lambda matter: order[matter.kind])


def _narrow(part: bytes) -> bytes:
    """An XML part in an encoding in which its signs are one byte each, as most are."""
    if not part.startswith(WIDE):
        return part
    return ENCODING.sub("", part.decode("utf-16", "replace"), count=1).encode()
