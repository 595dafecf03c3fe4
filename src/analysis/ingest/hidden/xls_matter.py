"""Hidden matter in an .xls workbook beside its cells: in its records, and in its container."""

import io
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

import olefile

from analysis.ingest.files.containers import Refused
from analysis.ingest.files.sheet import Numbering, format_address
from analysis.ingest.files.xls_markup import ADD_INS, DAMAGED, OWN_SHEETS, list_records
from analysis.model.hidden_matter import Counts, HiddenKind, HiddenMatter, list_counted

NOTE, TEXT_CELL, LINK = 0x001C, 0x00FD, 0x01B8
URL_MONIKER = UUID("79eac9e0-baf9-11ce-8c82-00aa004ba90b").bytes_le
BUILT_IN, NAME_HIDDEN = 0x20, 0x01
CELL, AREA = (0x3A, 0x5A, 0x7A), (0x3B, 0x5B, 0x7B)  # tokens of a formula: a cell, a range
COUNTED = {  # by the number of their record
    0x00AF: (HiddenKind.DATA, "scenarios", "scenario"),
    0x01AD: (HiddenKind.DATA, "queries", "query"),
    0x005A: (HiddenKind.LINKS, "cached values of another workbook", "row"),
    0x005B: (HiddenKind.PROPERTIES, "person who locked the file", "name"),
    0x01AA: (HiddenKind.PROPERTIES, "personal view", "name"),
    0x01BE: (HiddenKind.COMMENTS, "lists of choices and messages", "rule"),
}
STORAGES = (
    ("_VBA_PROJECT_CUR", HiddenKind.DATA, "macros"),
    ("MBD", HiddenKind.DATA, "embedded file"),
    ("Ctls", HiddenKind.DATA, "control"),
    ("Revision Log", HiddenKind.PROPERTIES, "tracked changes"),
    ("User Names", HiddenKind.PROPERTIES, "people who shared the file"),
)
PIVOT_STORAGES = ("_SX_DB_CUR", "_SX_DB")
PIVOT_SIZE = 0x00C6  # a pivot cache's first record: how many records it has
FACTS = (
    *("title", "subject", "author", "keywords", "comments", "last_saved_by", "thumbnail"),
    *("category", "manager", "company", "link_base"),
)


def find_xls_matter(content: bytes, seen: Mapping[str, Numbering]) -> Iterator[HiddenMatter]:
    """All of it; `seen` are the visible sheets with their numbering.

    Raises Refused where a record is damaged.
    """
    found: Counts = defaultdict(int)
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        name = "Workbook" if container.exists("Workbook") else "Book"
        other = name == "Workbook" and container.exists("Book")
        found[HiddenKind.DATA, "second workbook in the file", "part"] += other
        stream = container.openstream(name).read()
        _look_into_container(container, found)
    try:
        yield from _look_into_records(stream, seen, found)
    except (struct.error, IndexError):
        raise Refused(*DAMAGED) from None
    yield from list_counted(found)


def _look_into_container(container: olefile.OleFileIO, found: Counts) -> None:
    for path in container.listdir():
        if path[0] in PIVOT_STORAGES:
            cache = container.openstream(path).read()
            kind, _ = struct.unpack_from("<HH", cache) if len(cache) > 8 else (0, 0)
            records = struct.unpack_from("<I", cache, 4)[0] if kind == PIVOT_SIZE else 1
            found[HiddenKind.PIVOT_CACHES, "pivot cache", "record"] += records
        for start, kind, what in STORAGES:
            if path[0].startswith(start):
                found[kind, what, "part"] += 1
    known = container.get_metadata()
    told = sum(bool(getattr(known, name)) for name in FACTS)
    told += container.exists("\x05DocumentSummaryInformation") and _count_own_properties(container)
    found[HiddenKind.PROPERTIES, "document properties", "entry"] += told


def _count_own_properties(container: olefile.OleFileIO) -> int:
    """Properties that a person or an office has added; they lie in a section of their own."""
    section = "D5CDD505-2E9C-101B-9397-08002B2CF9AE"
    stream = container.openstream("\x05DocumentSummaryInformation").read()
    sections = struct.unpack_from("<I", stream, 24)[0] if len(stream) > 28 else 0
    for number in range(min(sections, 4)):
        at = 28 + 20 * number
        if len(stream) >= at + 20 and str(UUID(bytes_le=stream[at : at + 16])).upper() == section:
            start = struct.unpack_from("<I", stream, at + 16)[0]
            if len(stream) >= start + 8:
                # One of them is the list of their names, another the code page.
                return max(0, struct.unpack_from("<I", stream, start + 4)[0] - 2)
    return 0


def _look_into_records(
    stream: bytes, seen: Mapping[str, Numbering], found: Counts
) -> Iterator[HiddenMatter]:
    starts, names, defined, own, sheets_of = [], [], [], [], []
    texts = 0
    for kind, body in list_records(stream, 0):
        match kind:
            case 0x0085:  # BOUNDSHEET
                starts.append(struct.unpack_from("<I", body)[0])
                names.append(_decode_text(body[7:], body[6]))
            case 0x01AE:  # SUPBOOK
                own.append(body[2:4] == OWN_SHEETS)
                if body[2:4] not in (OWN_SHEETS, ADD_INS):
                    found[HiddenKind.LINKS, "link to another workbook", "link"] += 1
            case 0x0017:  # EXTERNSHEET
                count = struct.unpack_from("<H", body)[0]
                sheets_of = [struct.unpack_from("<Hhh", body, 2 + 6 * n) for n in range(count)]
            case 0x0018:  # NAME
                defined.append(body)
            case 0x00FC:  # SST
                texts = struct.unpack_from("<I", body, 4)[0]
            case 0x005C:  # WRITEACCESS
                name = _decode_text(body[2:], struct.unpack_from("<H", body)[0])
                told = bool(name.strip())
                found[HiddenKind.PROPERTIES, "person who saved the file", "name"] += told
            case _ if kind in COUNTED:
                found[COUNTED[kind]] += 1
    places = [
        name if name in seen else f"sheet {number} of {len(names)}"
        for number, name in enumerate(names, start=1)
    ]
    targets = {
        number: names[first]
        for number, (book, first, last) in enumerate(sheets_of)
        if book < len(own) and own[book] and 0 <= first == last < len(names)
    }
    outside = sum(not _points_at_visible_cells(body, targets, seen) for body in defined)
    found[HiddenKind.NAMES, HiddenKind.NAMES.value, "name"] += outside
    used: set[int] = set()
    for start, place in zip(starts, places, strict=True):
        notes = []
        for kind, body in list_records(stream, start):
            if kind == TEXT_CELL:
                used.add(struct.unpack_from("<I", body, 6)[0])
            elif kind == NOTE:
                notes.append(format_address(*struct.unpack_from("<HH", body)))
            elif kind == LINK:
                told = HiddenKind.PROPERTIES, "addresses behind links", "address"
                found[told] += not _leads_to_the_web(body)
            elif kind in COUNTED:
                found[COUNTED[kind]] += 1
        if notes:
            what = "comments and notes"
            yield HiddenMatter(
                HiddenKind.COMMENTS, what, len(notes), place, tuple(notes), "comment"
            )
    found[HiddenKind.DELETED, HiddenKind.DELETED.value, "string"] += max(0, texts - len(used))


def _leads_to_the_web(link: bytes) -> bool:
    """Whether a link is to a page, or to another place of the workbook."""
    if len(link) >= 32 and not link[28] & 0x01:  # it names nothing outside
        return True
    _, found, address = link.partition(URL_MONIKER)
    url = address[4:].decode("utf-16-le", "replace").lower()
    return bool(found) and url.startswith(("http://", "https://"))


def _decode_text(body: bytes, length: int) -> str:
    """A text whose first byte says whether its letters have two bytes."""
    wide = body[:1] == b"\x01"
    return body[1 : 1 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _points_at_visible_cells(
    body: bytes, targets: Mapping[int, str], seen: Mapping[str, Numbering]
) -> bool:
    """Whether a defined name stands for cells of one visible sheet, some of them visible."""
    options, length = struct.unpack_from("<H", body)[0], body[3]
    built_in = bool(options & BUILT_IN)
    formula = body[15 + length * (1 + body[14]) :]
    if (options & NAME_HIDDEN and not built_in) or len(formula) < 7:
        return False
    token, sheet, top, second, *_ = struct.unpack_from("<BHHH", formula)
    name = targets.get(sheet, "")
    if name not in seen or len(formula) > struct.unpack_from("<H", body, 4)[0]:
        return False
    lines = seen[name]
    if token in CELL:
        return not lines.hides(top, second & 0x3FFF)
    if token not in AREA or len(formula) < 11:
        return False
    first, last = (n & 0x3FFF for n in struct.unpack_from("<HH", formula, 7))
    across = lines.columns.find(first) < lines.columns.find(last + 1)
    return across and lines.rows.find(top) < lines.rows.find(second + 1)
