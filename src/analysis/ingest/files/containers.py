"""What a file is by its content, and its parts unpacked within bounds.

The parts that are read are packed anew, stored as they are, before a library sees them: what the
zip's directory says of sizes, and what else lies in the file (macros, pictures), reaches nobody.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections import Counter
from typing import Any, Literal

import olefile

FileFormat = Literal["xlsx", "ods", "xls"]

MOST_UNPACKED = 256 * 1024 * 1024  # far above any reply seen; a zip bomb is refused
ZIP, OLE = b"PK\x03\x04", olefile.MAGIC
READ_ENDINGS = (".xml", ".rels")
CUT = olefile.DEFECT_INCORRECT  # a file cut short is refused, not read as far as it goes
ENTITIES = b"<!DOCTYPE"  # no spreadsheet program writes one; it may grow, or read other files
MARKUP = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body")


# Names in a zip are compared without case (OPC, 6.2.2.3); these are the ones that have capitals.
SPELLED = {
    word.lower(): word
    for word in (
        *("META-INF", "[Content_Types]", "docProps", "customXml", "sharedStrings", "calcChain"),
        *("externalLink", "externalLinks", "externalReferences", "queryTable", "queryTables"),
        *("pivotCache", "pivotCacheDefinition", "pivotCacheRecords", "pivotTable", "pivotTables"),
        *("threadedComment", "threadedComments", "printerSettings", "ctrlProps", "richData"),
        *("slicerCache", "slicerCaches", "timelineCache", "timelineCaches", "itemProps"),
    )
}
_SEGMENT = re.compile(r"(.*?)(\d*(?:\.\w+)*)", re.DOTALL)


class Parts(dict[str, bytes]):
    """The parts of a zip by name, however a name is spelt: `XL/WORKBOOK.XML` is `xl/workbook.xml`.

    Its keys are spelt as programs most often do.
    """

    def __getitem__(self, name: str) -> bytes:
        return super().__getitem__(spell(name))

    def __contains__(self, name: object) -> bool:
        return super().__contains__(spell(str(name)))

    def get(self, name: str, default: Any = None) -> Any:
        """The part of this name, however it is spelt, or the default."""
        return super().get(spell(name), default)


def spell(name: str) -> str:
    """A part's name with small letters, but for words that are most often spelt with capitals.

    >>> spell("XL/SHAREDSTRINGS.XML"), spell("xl/pivotcache/PivotCacheRecords1.xml")
    ('xl/sharedStrings.xml', 'xl/pivotCache/pivotCacheRecords1.xml')
    """
    found = (_SEGMENT.fullmatch(part).groups() for part in name.lower().split("/"))
    return "/".join(SPELLED.get(word, word) + rest for word, rest in found)


class Refused(ValueError):
    """A file that cannot be read: the problem and the remedy, worded for a researcher.

    `sheet` and `cell` say where it is, blank where it is the whole file.
    """

    def __init__(self, problem: str, remedy: str, sheet: str = "", cell: str = ""):
        self.problem, self.remedy, self.sheet, self.cell = problem, remedy, sheet, cell
        super().__init__(problem)


SAVE_ANEW = "ask for it again, or save it anew"
LETTERS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".eml", ".msg")
TRANSCRIBE = (
    "a letter is transcribed: type each table into a .csv, its title above it, with a last column "
    "`Place` that says where each figure stood (`page 2, paragraph 3`); write `where: Place` in "
    "its recipe and `provenance: transcribed` with its `source` in response.yaml"
)
LOCKED = ("it is locked with a password", "ask the force for a copy without one")


def refuse_foreign(content: bytes, ending: str) -> None:
    """Refuse what is neither a zip, an OLE file nor text under the name of a spreadsheet."""
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    remedy = "open it in a spreadsheet program and save it as .xlsx"
    if not content.strip(b"\0 \t\r\n"):
        raise Refused("it cannot be opened: there is nothing in it", "ask for it again")
    if start.startswith(b"%pdf"):
        raise Refused(f"it cannot be opened: this is a PDF named {ending}", TRANSCRIBE)
    if start.startswith(MARKUP):
        raise Refused(f"it cannot be opened: this is a web page named {ending}", remedy)
    if start.startswith(b"<?xml"):
        raise Refused(f"it cannot be opened: this is one XML file named {ending}", remedy)
    if ending != ".csv" and not content.startswith((ZIP, OLE)):
        problem = f"it cannot be opened: this is no spreadsheet, though named {ending}"
        raise Refused(problem, "ask for it again; if it is plain text, name it .csv")


def unpack(content: bytes) -> Parts:
    """The XML parts of a zip, by name.

    Raises Refused where it is damaged, locked, larger than MOST_UNPACKED once unpacked, or holds
    two parts whose names differ in nothing but capitals.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            items = archive.infolist()
            size = sum(item.file_size for item in items)
            if size > MOST_UNPACKED:
                raise Refused(f"it unpacks to {size:,} bytes", "open it and save a smaller copy")
            names = Counter(spell(item.filename) for item in items)
            if twice := next((name for name, count in names.items() if count > 1), None):
                raise Refused(f"it cannot be opened: it holds a part twice, {twice}", SAVE_ANEW)
            if any(item.flag_bits & 1 for item in items):
                raise Refused(*LOCKED)
            parts = Parts(
                (name, _read_part(archive, item))
                for item in items
                if (name := spell(item.filename)).endswith(READ_ENDINGS) or name == "mimetype"
            )
    except Refused:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise Refused(
            f"it cannot be opened: {' '.join(str(error).split()) or 'it is cut short'}",
            SAVE_ANEW,
        ) from None
    if any(ENTITIES in part for part in parts.values()):
        raise Refused("its XML defines entities of its own", SAVE_ANEW)
    return parts


def _read_part(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes:
    """A part as far as the size that the directory gives, however far it would unpack."""
    with archive.open(item) as stream:
        return stream.read(item.file_size)


def pack(parts: Parts) -> io.BytesIO:
    """A zip of these parts, stored as they are."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    held.seek(0)
    return held


def find_format(parts: Parts) -> FileFormat:
    """Which spreadsheet a zip's parts make; raises Refused where they make none, or are locked."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused(*LOCKED)
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "content.xml" in parts and b"spreadsheet" in parts.get("mimetype", b"spreadsheet"):
        return "ods"
    if "word/document.xml" in parts or b"opendocument.text" in parts.get("mimetype", b""):
        raise Refused("it cannot be opened: this is a letter, and no workbook", TRANSCRIBE)
    raise Refused(
        "it cannot be opened: it is a zip, but no .xlsx, .xlsm or .ods workbook",
        "open it in a spreadsheet program and save it as .xlsx",
    )


def open_ole(content: bytes) -> bytes:
    """The workbook stream of an .xls; raises Refused where it is locked, damaged or no workbook."""
    try:
        with olefile.OleFileIO(io.BytesIO(content), raise_defects=CUT) as container:
            if container.exists("EncryptedPackage"):
                raise Refused(*LOCKED)
            for name in ("Workbook", "Book"):
                if container.exists(name):
                    return container.openstream(name).read()
    except Refused:
        raise
    except (OSError, LookupError, ValueError) as error:
        raise Refused(f"it cannot be opened: {error}", "ask for it again") from None
    raise Refused("it cannot be opened: it holds no workbook", "ask for it again as .xlsx")
