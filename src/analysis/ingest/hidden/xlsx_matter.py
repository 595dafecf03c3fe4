"""Hidden matter in the parts of an .xlsx workbook that are no cells."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from analysis.ingest.files.markup import list_elements, list_texts, parse_part
from analysis.ingest.files.sheet import Numbering
from analysis.ingest.files.xlsx_markup import MAIN, read_links
from analysis.model.hidden_matter import Counts, HiddenKind, HiddenMatter, list_counted

# By the words in a part's name: parts that are no XML, and cannot be looked into.
BINARY = (
    ("vbaProject.bin", HiddenKind.DATA, "macros"),
    ("xl/model/", HiddenKind.DATA, "data model"),
    ("/embeddings/", HiddenKind.DATA, "embedded file"),
    ("/activeX/", HiddenKind.DATA, "control"),
    ("/ctrlProps/", HiddenKind.DATA, "control"),
    ("thumbnail", HiddenKind.PROPERTIES, "thumbnail picture"),
    ("printerSettings", HiddenKind.PROPERTIES, "printer settings"),
)
# By the root of a part: the elements that are counted, what they are, and one of them in words.
COUNTED = {
    "personList": (("person",), HiddenKind.COMMENTS, "people who commented", "person"),
    "connections": (("connection",), HiddenKind.DATA, "connections", "connection"),
    "queryTable": (("queryTable",), HiddenKind.DATA, "queries", "query"),
    "DataMashup": (("DataMashup",), HiddenKind.DATA, "queries", "query"),
    "slicerCacheDefinition": (("i",), HiddenKind.PIVOT_CACHES, "slicer cache", "entry"),
    "headers": (("header",), HiddenKind.PROPERTIES, "tracked changes", "session"),
    "users": (("userInfo",), HiddenKind.PROPERTIES, "people who shared the file", "person"),
    "labelList": (("label",), HiddenKind.PROPERTIES, "sensitivity labels", "label"),
}
CHANGES = ("rcc", "rrc", "rm", "rdn", "ris", "rsnm", "rcmt", "rfmt", "raf", "rqt", "rcft")
PLAIN_FACTS = ("created", "modified", "revision", "version", "lastPrinted", "language")
APP_FACTS = ("Manager", "Company", "HyperlinkBase")
OF_WORKBOOK = {
    "absPath": ("url", "path of a folder"),
    "fileSharing": ("userName", "person who locked the file"),
    "customWorkbookView": ("name", "personal view"),
}
SHEET_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!(\$?[A-Z]*\$?\d*(?::\$?[A-Z]*\$?\d*)?)"
)
USED_TEXT = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?t=["']s["'][^>]*(?<!/)>"""
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v[^>]*>\s*(\d+)",
    re.DOTALL,
)
PROMPT = re.compile(
    rb"<(?:\w+:)?dataValidation\s[^>]*?(?:prompt|error|promptTitle|errorTitle)=[\"']."
)
CHOICES = re.compile(rb"<(?:\w+:)?formula1>\s*(?:\"|&quot;)")
ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)  # what may stand before a part's root
TEXT = re.compile(rb"<(?:\w+:)?si\s*/>|<(?:\w+:)?si[\s>].*?</(?:\w+:)?si>", re.DOTALL)
WORDS = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>\s*[^<\s]")


def find_xlsx_matter(
    parts: Mapping[str, bytes], names: Iterable[str], seen: Mapping[str, Numbering]
) -> Iterator[HiddenMatter]:
    """All of it; `names` are those of every part, `seen` the visible sheets with their numbering.

    Raises Refused for XML that cannot be read.
    """
    sheets, defined = _list_sheets_and_names(parts[MAIN])
    links = read_links(parts, MAIN)
    places = {
        links.get(link, ""): name if name in seen else f"sheet {number} of {len(sheets)}"
        for number, (name, link) in enumerate(sheets, start=1)
    }
    owners = {
        target: place
        for part, place in places.items()
        for target in read_links(parts, part).values()
    }
    for name, part in parts.items():
        if name.endswith(".xml"):
            found = _find_in_part(part, owners.get(name, places.get(name, "")))
            yield from (matter for matter in found if matter.count)
            if _find_root(part) == "worksheet" and name not in places:
                what, cells = "sheet that the workbook does not list", count_tags(part, "c")
                yield HiddenMatter(HiddenKind.SHEETS, what, cells)
    yield from _find_names(defined, seen)
    yield from _find_facts_of_book(parts[MAIN])
    yield from _find_unused_texts(parts)
    yield from _find_links(parts)
    found: Counts = defaultdict(int)
    for name in names:
        for words, kind, what in BINARY:
            if words.lower() in f"/{name}".lower():
                found[kind, what, "part"] += 1
                break
    yield from list_counted(found)


def count_tags(part: bytes, tag: str) -> int:
    """How often an element begins in a part, whatever its prefix."""
    return len(re.findall(rb"<(?:[\w.-]+:)?" + tag.encode() + rb"[\s/>]", part))


def _list_sheets_and_names(
    part: bytes,
) -> tuple[list[tuple[str, str]], list[tuple[dict[str, str], str]]]:
    """Name and link of each sheet, and the attributes and the words of each defined name."""
    sheets, defined, words = [], [], None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal words
        match name.rpartition(":")[2]:
            case "sheet":
                link = next((v for key, v in attributes.items() if key.endswith(":id")), "")
                sheets.append((attributes.get("name", ""), link))
            case "definedName":
                words = ""
                defined.append((attributes, ""))

    def gather(text: str) -> None:
        nonlocal words
        if words is not None:
            words += text

    def end(name: str) -> None:
        nonlocal words
        if name.rpartition(":")[2] == "definedName":
            defined[-1] = (defined[-1][0], words or "")
            words = None

    parse_part(part, start, end, gather)
    return sheets, defined


def _find_root(part: bytes) -> str:
    found = re.search(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)", ASIDE.sub(b"", part[:4000]))
    return found[1].decode("ascii", "replace") if found else ""


def _find_in_part(part: bytes, sheet: str) -> Iterator[HiddenMatter]:
    """What one part holds; `sheet` is the place of the sheet that it belongs to, if to any."""
    root = _find_root(part)
    match root:
        case "comments" | "ThreadedComments":
            tag = "comment" if root == "comments" else "threadedComment"
            cells = tuple(known.get("ref", "") for _, known in list_elements(part, tag))
            what = "comments and notes" if root == "comments" else "comments in threads"
            if cells:
                yield HiddenMatter(HiddenKind.COMMENTS, what, len(cells), sheet, cells, "comment")
        case "pivotCacheRecords":
            count = count_tags(part, "r")
            yield HiddenMatter(HiddenKind.PIVOT_CACHES, "pivot cache", count, unit="record")
        case "pivotCacheDefinition":
            count = sum(count_tags(part, tag) for tag in ("s", "n", "d", "b", "e"))
            what = "entries of a pivot cache"
            yield HiddenMatter(HiddenKind.PIVOT_CACHES, what, count, unit="entry")
        case "externalLink":
            count = count_tags(part, "v") + count_tags(part, "val")
            yield HiddenMatter(HiddenKind.LINKS, "link to another workbook", 1, unit="link")
            if count:
                what = "cached values of another workbook"
                yield HiddenMatter(HiddenKind.LINKS, what, count, unit="value")
        case "coreProperties":
            facts = [name for name, _ in list_texts(part) if name not in PLAIN_FACTS]
            if facts:
                yield _tell_properties("document properties", len(facts))
        case "Properties":
            own = count_tags(part, "property")
            facts = own or sum(name in APP_FACTS for name, _ in list_texts(part))
            if facts:
                yield _tell_properties("document properties", facts)
        case "revisions":
            count = sum(count_tags(part, tag) for tag in CHANGES)
            yield HiddenMatter(HiddenKind.PROPERTIES, "tracked changes", count, unit="change")
        case "worksheet" | "chartsheet" | "dialogsheet" | "macrosheet":
            yield from _find_in_sheet(part, sheet)
        case _ if root in COUNTED:
            tags, kind, what, unit = COUNTED[root]
            if count := sum(count_tags(part, tag) for tag in tags):
                yield HiddenMatter(kind, what, count, sheet, unit=unit)


def _tell_properties(what: str, count: int) -> HiddenMatter:
    return HiddenMatter(HiddenKind.PROPERTIES, what, count, unit="entry")


def _find_in_sheet(part: bytes, sheet: str) -> Iterator[HiddenMatter]:
    """Words that a sheet's part holds beside its cells."""
    start = part.rfind(b"</sheetData>")  # its cells are many, and are looked at elsewhere
    after = part[max(start, 0) :] if start >= 0 else part
    if prompts := len(PROMPT.findall(after)):
        what = "messages shown on entry"
        yield HiddenMatter(HiddenKind.COMMENTS, what, prompts, sheet, unit="message")
    if lists := len(CHOICES.findall(after)):
        yield HiddenMatter(HiddenKind.COMMENTS, "lists of choices", lists, sheet, unit="list")
    if scenarios := count_tags(after, "inputCells"):
        yield HiddenMatter(HiddenKind.DATA, "values of scenarios", scenarios, sheet, unit="value")


def _find_names(
    defined: Iterable[tuple[dict[str, str], str]], seen: Mapping[str, Numbering]
) -> Iterator[HiddenMatter]:
    outside = sum(
        not _names_visible_cells(words, seen)
        or (known.get("hidden") in ("1", "true") and not known.get("name", "").startswith("_xlnm."))
        or bool(known.get("comment") or known.get("description"))
        for known, words in defined
    )
    if outside:
        what = HiddenKind.NAMES.value
        yield HiddenMatter(HiddenKind.NAMES, what, outside, unit="name")


def _names_visible_cells(words: str, seen: Mapping[str, Numbering]) -> bool:
    """Whether a defined name stands for cells of visible sheets alone, and some of them visible."""
    if not words.strip():
        return True
    references = list(SHEET_REFERENCE.finditer(words))
    left = SHEET_REFERENCE.sub("", words)
    if not references or left.strip(" ,()"):
        return False
    for found in references:
        name = (found[1] or found[2]).replace("''", "'")
        if name not in seen or not seen[name].shows_any(found[3]):
            return False
    return True


def _find_facts_of_book(part: bytes) -> Iterator[HiddenMatter]:
    found: Counts = defaultdict(int)
    for name, known in list_elements(part, *OF_WORKBOOK):
        key, what = OF_WORKBOOK[name]
        found[HiddenKind.PROPERTIES, what, "entry"] += bool(known.get(key, "").strip())
    return list_counted(found)


def _find_unused_texts(parts: Mapping[str, bytes]) -> Iterator[HiddenMatter]:
    """Texts that no cell refers to any more: deleted, and still in the file."""
    stores = [part for name, part in parts.items() if _is_store(name, part)]
    used = {
        int(number)
        for name, part in parts.items()
        if name.endswith(".xml") and b"<" in part and _find_root(part) == "worksheet"
        for number in USED_TEXT.findall(part)
    }
    left = sum(
        number not in used and bool(WORDS.search(text))
        for part in stores
        for number, text in enumerate(TEXT.findall(part))
    )
    if left:
        yield HiddenMatter(HiddenKind.DELETED, HiddenKind.DELETED.value, left, unit="string")


def _is_store(name: str, part: bytes) -> bool:
    return name.endswith(".xml") and _find_root(part) == "sst"


def _find_links(parts: Mapping[str, bytes]) -> Iterator[HiddenMatter]:
    """Addresses of mail boxes and of files behind words that a person sees."""
    count = 0
    for name, part in parts.items():
        if name.endswith(".rels"):
            for _, known in list_elements(part, "Relationship"):
                target = known.get("Target", "").lower()
                plain = target.startswith(("http://", "https://"))
                count += known.get("Type", "").endswith("/hyperlink") and not plain
    if count:
        what = "addresses behind links"
        yield HiddenMatter(HiddenKind.PROPERTIES, what, count, unit="address")
