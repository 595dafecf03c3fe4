"""Hidden matter in an .ods workbook beside its cells."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from analysis.ingest.files.markup import list_texts
from analysis.ingest.files.sheet import Numbering
from analysis.model.hidden_matter import Counts, HiddenKind, HiddenMatter, list_counted

CONTENT, META = "content.xml", "meta.xml"
COUNTED = (
    (b"table:data-pilot-member", HiddenKind.PIVOT_CACHES, "entries of a pivot table", "entry"),
    (b"table:data-pilot-table", HiddenKind.PIVOT_CACHES, "pivot tables", "pivot table"),
    (b"table:named-expression", HiddenKind.NAMES, "named expressions", "name"),
    (b"table:dde-link", HiddenKind.LINKS, "links to other programs", "link"),
    (b"table:cell-range-source", HiddenKind.LINKS, "link to another workbook", "link"),
    (b"table:database-source-sql", HiddenKind.DATA, "connections", "connection"),
    (b"table:database-source-query", HiddenKind.DATA, "connections", "connection"),
    (b"table:database-source-table", HiddenKind.DATA, "connections", "connection"),
    (b"table:scenario", HiddenKind.DATA, "scenarios", "scenario"),
    (b"table:help-message", HiddenKind.COMMENTS, "messages shown on entry", "message"),
    (b"table:error-message", HiddenKind.COMMENTS, "messages shown on entry", "message"),
    (b"table:cell-content-change", HiddenKind.PROPERTIES, "tracked changes", "change"),
    (b"table:insertion", HiddenKind.PROPERTIES, "tracked changes", "change"),
    (b"table:deletion", HiddenKind.PROPERTIES, "tracked changes", "change"),
    (b"table:movement", HiddenKind.PROPERTIES, "tracked changes", "change"),
)
CHOICES = re.compile(rb"table:condition=\"[^\"]*cell-content-is-in-list\(&quot;")
MAIL = re.compile(rb"xlink:href=\"(?:mailto|file|smb):", re.IGNORECASE)
NAMED = re.compile(rb"<table:named-range\s[^>]*?table:cell-range-address=\"([^\"]*)\"")
RANGE = re.compile(
    r"\$?(?:'((?:[^']|'')+)'|([^'.]+))\.(\$?[A-Z]+\$?\d+)(?::(?:[^:]*\.)?(\$?[A-Z]+\$?\d+))?"
)
PLAIN_FACTS = (
    "creation-date",
    "date",
    "print-date",
    "generator",
    "editing-cycles",
    "editing-duration",
    "language",
)
BINARY = (
    ("Basic/", HiddenKind.DATA, "macros"),
    ("Scripts/", HiddenKind.DATA, "macros"),
    ("Versions/", HiddenKind.PROPERTIES, "earlier versions"),
    ("VersionList.xml", HiddenKind.PROPERTIES, "earlier versions"),
    ("Thumbnails/", HiddenKind.PROPERTIES, "thumbnail picture"),
    ("database/", HiddenKind.DATA, "data model"),
)


def find_ods_matter(
    parts: Mapping[str, bytes], names: Iterable[str], seen: Mapping[str, Numbering]
) -> Iterator[HiddenMatter]:
    """All of it; `names` are those of every part, `seen` the visible sheets with their numbering.

    Raises Refused for XML that cannot be read.
    """
    content = parts[CONTENT]
    found: Counts = defaultdict(int)
    for tag, kind, what, unit in COUNTED:
        ends = (b" ", b">", b"/") if b"<" + tag in content else ()
        found[kind, what, unit] += sum(content.count(b"<" + tag + end) for end in ends)
    found[HiddenKind.COMMENTS, "lists of choices", "list"] += len(CHOICES.findall(content))
    found[HiddenKind.PROPERTIES, "addresses behind links", "address"] += len(MAIL.findall(content))
    ranges = [address.decode("utf-8", "replace") for address in NAMED.findall(content)]
    outside = sum(not _covers_visible_cells(address, seen) for address in ranges)
    outside += content.count(b"<table:named-range ") - len(ranges)
    found[HiddenKind.NAMES, HiddenKind.NAMES.value, "name"] += outside
    facts = [name for name, _ in list_texts(parts.get(META, b"<none/>")) if name not in PLAIN_FACTS]
    found[HiddenKind.PROPERTIES, "document properties", "entry"] += len(facts)
    for name in names:
        for start, kind, what in BINARY:
            if name.startswith(start) and not name.endswith("/"):
                found[kind, what, "part"] += 1
                break
    return list_counted(found)


def _covers_visible_cells(address: str, seen: Mapping[str, Numbering]) -> bool:
    """Whether a named range, `$Sheet1.$A$1:.$B$5`, is of a visible sheet and some of it visible."""
    found = RANGE.fullmatch(address.replace("&apos;", "'").replace("&amp;", "&"))
    if not found:
        return False
    name = (found[1] or found[2]).replace("''", "'")
    cells = ":".join(filter(None, (found[3], found[4])))
    return name in seen and seen[name].shows_any(cells)
