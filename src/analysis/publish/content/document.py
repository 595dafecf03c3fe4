"""From Markdown to the documents of a report, each as a web page, a Word file and a PDF.

One process of pandoc reads the Markdown, numbers, labels and checks it, all documents together, and
writes every format from that same result, so that the outputs cannot tell different stories. All
work lies in one folder that holds `figures/` and uses relative names: no path of this machine gets
out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.sax.saxutils import escape

import pypandoc

from analysis.model.faults import Fault, Faults
from analysis.model.provenance import PROVENANCES, Provenance
from analysis.model.store.paths import REPORT

ASSETS = REPORT / "assets"
FILTERS = ASSETS / "filters"
BIBLIOGRAPHY = REPORT / "references.bib"
EPOCH = 315_532_800  # 1 January 1980, the first day a zip file can name

# What pandoc reads, an allow-list: what is not named here is plain text. Nothing raw, no
# mathematics, no metadata.
READER = (
    "markdown_strict-raw_html"
    "+all_symbols_escapable+auto_identifiers+backtick_code_blocks+blank_before_blockquote"
    "+blank_before_header+bracketed_spans+citations+definition_lists+escaped_line_breaks"
    "+fenced_divs+footnotes+header_attributes+implicit_figures+inline_notes+intraword_underscores"
    "+link_attributes+pipe_tables+smart+space_in_atx_header+startnum+table_attributes"
    "+table_captions"
)
PAPER, MARGIN = (11906, 16838), 1247  # A4 and the margin at either side, in twentieths of a point
# What a Word file needs that bears our page header and footer.
PART = "application/vnd.openxmlformats-officedocument.wordprocessingml."
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONS = "".join(
    f'<Relationship Type="{LINK}{part}" Id="{identity}" Target="{part}.xml"/>'
    for part, identity in {"header": "rId101", "footer": "rId102"}.items()
)
CONTENT_TYPES = "".join(
    f'<Override PartName="/word/{part}.xml" ContentType="{PART}{part}+xml"/>'
    for part in ("header", "footer")
)
# "Table A3" as pandoc writes it, and the same with its number as a field.
_STYLE = rb'<w:rPr><w:rStyle w:val="CaptionLabel" /></w:rPr>'
_RUN = rb"<w:r>" + _STYLE + rb'<w:t xml:space="preserve">%b</w:t></w:r>'
CAPTION_LABEL = re.compile(_RUN % rb"(Figure|Table)(\xc2\xa0[A-Z]?)([0-9]+)")
CAPTION_FIELD = (
    _RUN % rb"\1\2"
    + rb'<w:fldSimple w:instr=" SEQ \1 \\* ARABIC ">'
    + _RUN % rb"\3"
    + rb"</w:fldSimple>"
)
DOCX_TABLE = re.compile(rb"<w:tbl>.*?</w:tbl>", re.S)
# Characters that turn the reading direction of their surroundings, by their class in Unicode.
TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@dataclass(frozen=True)
class ReportMeta:
    """What stands around the text.

    `provenance` holds every provenance the report rests on. `page_header` is printed on each
    page; left empty, it is worded from `provenance`. `edition` is printed under the title; left
    empty, it is the date of SOURCE_DATE_EPOCH, never today. `author` stands in the properties of
    each file. `landscape` lays the pages on their side, for wide tables. `source` is the Markdown
    file that faults name.

    Raises ValueError for no or unknown provenance, for a page header that leaves one unsaid,
    and when neither an edition nor SOURCE_DATE_EPOCH is given.
    """

    title: str
    provenance: tuple[str, ...]
    subtitle: str = ""
    page_header: str = ""
    edition: str = ""
    lang: str = "en-GB"
    author: str = "The contributors to foi-reconciliation"
    landscape: bool = False
    source: str = "report.md"

    def __post_init__(self) -> None:
        unknown = sorted(set(self.provenance) - set(PROVENANCES))
        if unknown or not self.provenance:
            found = ", ".join(unknown) or "(none)"
            raise ValueError(f"provenance {found} is not one of {', '.join(PROVENANCES)}")
        unsaid = [word for word in self.provenance if word not in self.header.casefold()]
        if unsaid:
            raise ValueError(f"the page header does not say {', '.join(unsaid)}: {self.header}")
        if not self.edition and "SOURCE_DATE_EPOCH" not in os.environ:
            raise ValueError("the report has no date: give an edition or set SOURCE_DATE_EPOCH")

    @property
    def header(self) -> str:
        """The words of the page header."""
        if self.page_header:
            return self.page_header
        words = [word for word in PROVENANCES if word in self.provenance]
        if len(words) == 1:
            return Provenance(words[0]).mark.header
        # Neither kind may speak for the other: each figure and table says whose it is.
        return f"PART {', PART '.join(words)}".upper() + " – each reply says which"

    @property
    def clock(self) -> int:
        """The time written into the files, in seconds since 1970."""
        return max(int(os.environ.get("SOURCE_DATE_EPOCH", EPOCH)), EPOCH)

    def describe(self) -> dict[str, str]:
        """The fields that the templates fill in, without those that are empty."""
        moment = datetime.fromtimestamp(self.clock, UTC)
        fields = {
            "title": self.title,
            "subtitle": self.subtitle,
            "lang": self.lang,
            "creator": self.author,
            "landscape": "yes" if self.landscape else "",
            "edition": self.edition or f"Edition of {moment.day} {moment:%B %Y}",
            "page-header": self.header,
            "provenance": " ".join(word for word in PROVENANCES if word in self.provenance),
            "banner-word": next(word for word in PROVENANCES if word in self.provenance),
        }
        return {key: value for key, value in fields.items() if value}


class Manuscript(NamedTuple):
    """One document's Markdown; `name` is that of its files, and others call it "the <name>"."""

    name: str
    markdown: str
    meta: ReportMeta


def render_report(
    manuscripts: Sequence[Manuscript], figures: Path, target: Path
) -> dict[str, Path]:
    """Write `<name>.html`, `<name>.docx` and `<name>.pdf` of each into `target`: all or none.

    A manuscript names a figure as `![Caption](figures/NAME){#fig:NAME alt="..."}` and captions a
    table with `: Caption {#tbl:NAME}`; `@fig:NAME` and `@tbl:NAME` refer to them, whichever
    document they stand in, and `#place` leads to a place in any. `[@key, page 3]` cites a work of
    `report/references.bib`, and the document then ends in a list of what it cites. `figures` holds
    NAME.svg and NAME.png. Each caption carries the document's provenance, or the words of its own
    `provenance="..."`, or nothing for `provenance="none"`. The first document counts its tables
    from 1, any other puts its first letter before: Table A1 in the annex.

    Returns the paths by file name. Raises Faults listing every fault of all texts by the name of
    its source; files from an earlier call then stay as they were.
    """
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".report-", dir=target) as temporary:
        folder = Path(temporary)
        if figures.is_dir():
            shutil.copytree(figures, folder / "figures")
        pages = make_documents(manuscripts, OF_REPORTS, folder)
        return {page.name: page.replace(target / page.name) for page in pages}


def make_documents(
    manuscripts: Sequence[Manuscript], formats: Sequence[str], folder: Path
) -> list[Path]:
    """The files of each manuscript in `folder`, in these FORMATS; Typst becomes a PDF.

    What is left to do to a file is done while pandoc writes the next. Raises Faults naming, as
    faults of the file that a manuscript comes from, each unknown reference, each missing alt text,
    caption or figure file, and the like.
    """
    drafts, listed = {}, []
    for name, markdown, meta in manuscripts:
        (folder / f"{name}.md").write_text(markdown, encoding="utf-8")
        draft = drafts[name] = Draft(folder, name, meta.clock, meta.describe())
        outputs = [[kind, FORMATS[kind].set_up(draft)] for kind in formats]
        told = {"name": name, "source": meta.source, "fields": draft.fields, "outputs": outputs}
        listed.append(told)
    (folder / "documents.json").write_text(json.dumps(listed), encoding="utf-8")
    pages, faults, said = [], [], ""
    script = ("lua", str(FILTERS / "write.lua"), READER, str(BIBLIOGRAPHY))
    with ThreadPoolExecutor(2) as pool, draft.start(find_pandoc(), *script) as pandoc:
        for line in pandoc.stdout:
            what, *told = line.rstrip("\n").split("\t")
            if what == "WRITTEN":
                name, kind = told
                pages.append(pool.submit(FORMATS[kind].finish, drafts[name], f"{name}.{kind}"))
            elif what == "FAULT":
                faults.append(Fault(*told))
            else:
                said += line
    if faults:
        raise Faults("report", faults)
    if pandoc.returncode:
        raise RuntimeError(f"pandoc failed: {said.strip()}")
    return [page.result() for page in pages]


def _set_up_html(draft: Draft) -> dict:
    """A web page, one file that asks the network for nothing."""
    # In a CSS string a backslash and hexadecimal digits stand for any character.
    header = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in draft.fields["page-header"])
    return {
        "template": _fill_page(),
        "variables": {"page-header-css": f"'{header}'"},
        "table_of_contents": True,
        "toc_depth": 3,
        "wrap_text": "wrap-none",
        "figure_caption_position": "above",
    }


def _set_up_typst(draft: Draft) -> dict:
    """What becomes a PDF, tagged to PDF/UA-1, with fonts that ship inside packages only."""
    shade, colour = draft.banner_colours
    language, _, region = draft.fields["lang"].partition("-")
    variables = {
        "banner-shade": shade,
        "banner-colour": colour,
        "author": json.dumps(draft.fields["creator"], ensure_ascii=False),
        "lang-code": language,
        "lang-region": region,
    }
    template = (ASSETS / "template.typ").read_text(encoding="utf-8")
    return {"template": template, "variables": variables}


def _set_up_docx(draft: Draft) -> dict:
    """A Word file: A4, heading styles, repeating header rows, a header on every page.

    pandoc takes styles, paper and page header from a reference document. Ours is pandoc's own with
    the parts of `report/assets/word/` laid over it, so that the repository holds readable XML and
    no binary file.
    """
    reference = _build_reference(draft).name
    return {"reference_doc": reference, "figure_caption_position": "above"}


def escape_markdown(text: str) -> str:
    """Markdown that shows `text` as plain words on one line, whatever it holds.

    White space and line ends become single spaces. Characters that cannot be printed become
    U+FFFD; the invisible ones that turn the reading direction of their surroundings are dropped,
    and right-to-left text is set apart, so that no label can reorder the numbers beside it.

    >>> print(escape_markdown("*Other*\\n[rank]"))
    \\*Other\\* \\[rank\\]
    """
    kept = [c for c in " ".join(text.split()) if unicodedata.bidirectional(c) not in TURNS]
    plain = "".join("\ufffd" if _is_unprintable(c) else c for c in kept)
    if any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in plain):
        plain = f"\u2068{plain}\u2069"
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", plain)


@dataclass(frozen=True)
class Draft:
    """A document at work in `folder`, beside `figures/`.

    `clock` is the time that its files bear, in seconds since 1970, and `fields` are what its
    templates fill in.
    """

    folder: Path
    name: str
    clock: int
    fields: Mapping[str, str]

    @property
    def banner_colours(self) -> tuple[str, str]:
        """Shade and words of the banner, as six hexadecimal digits."""
        mark = Provenance(self.fields["banner-word"]).mark
        return mark.shade.removeprefix("#"), mark.ink.removeprefix("#")

    def typeset(self, source: str) -> Path:
        """The PDF of a Typst file, made in a process of its own: the compiler keeps its memory."""
        target = self.folder / f"{self.name}.pdf"
        settings = {
            "input": source,
            "output": target.name,
            "root": ".",
            "font_paths": [str(_find_fonts())],
            "ignore_system_fonts": True,
            "pdf_standards": "ua-1",
            "timestamp": self.clock,
        }
        program = "import json, sys, typst; typst.compile(**json.loads(sys.argv[1]))"
        self.run(sys.executable, "-c", program, json.dumps(settings))
        return target

    def start(self, *command: str) -> subprocess.Popen[str]:
        """A program at work in the folder, which prints its errors as it does all else."""
        # What a user keeps at home for pandoc or Typst must not change the report.
        home = dict.fromkeys(("HOME", "XDG_DATA_HOME"), str(self.folder))
        clock = {"SOURCE_DATE_EPOCH": str(self.clock), "LC_ALL": "C.UTF-8"}
        rare = {"GHCRTS": "-A64m"}  # memory is tidied less often, which saves a tenth
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, **home, **clock, **rare},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def run(self, *command: str) -> str:
        """What a program prints. Raises RuntimeError with its own words where it fails."""
        with self.start(*command) as program:
            printed, _ = program.communicate()
        if program.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed: {printed.strip()}")
        return printed


def find_pandoc() -> str:
    """The path of the pandoc that ships in its package.

    Left to itself, pypandoc takes the newest pandoc it can find on the machine, and another
    pandoc may write other bytes.
    """
    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    return str(bundled) if bundled.exists() else pypandoc.get_pandoc_path()


def _find_fonts() -> Path:
    """The fonts that matplotlib ships; found without importing it, which takes half a second."""
    package = Path(find_spec("matplotlib").origin).parent
    return package / "mpl-data" / "fonts" / "ttf"


def _fill_page() -> str:
    """pandoc's template of the page, with the style and the script that it holds.

    The page allows itself this one script, by its hash, and nothing else.
    """
    style, script = (
        (ASSETS / name).read_text(encoding="utf-8") for name in ("style.css", "page.js")
    )
    digest = b64encode(sha256(script.encode()).digest()).decode()
    page = (ASSETS / "page.html").read_text(encoding="utf-8")
    fields = {"{style}": style, "{script}": script, "{script_hash}": f"sha256-{digest}"}
    for field, value in fields.items():
        page = page.replace(field, value.replace("$", "$$"))  # pandoc's sign for a field of its own
    return page


def _build_reference(draft: Draft) -> Path:
    """Write a reference document: pandoc's own with our styles, paper, page header and footer."""
    own = draft.folder / f"{draft.name}-base.docx"
    draft.run(find_pandoc(), f"--output={own.name}", "--print-default-data-file=reference.docx")
    target = draft.folder / f"{draft.name}-reference.docx"
    with (
        zipfile.ZipFile(own) as base,
        zipfile.ZipFile(target, "w") as out,
    ):
        parts = {name: base.read(name).decode("utf-8") for name in base.namelist()}
        body, _, _ = parts["word/document.xml"].rpartition("<w:sectPr>")
        parts["word/document.xml"] = (
            f"{body}{_fill_part('section.xml', draft)}</w:body></w:document>"
        )
        for name in ("styles.xml", "header.xml", "footer.xml"):
            parts[f"word/{name}"] = _fill_part(name, draft)
        settings = "word/settings.xml"
        parts[settings] = parts[settings].replace("en-US", draft.fields["lang"])
        for name, end, more in (
            ("word/_rels/document.xml.rels", "</Relationships>", RELATIONS),
            ("[Content_Types].xml", "</Types>", CONTENT_TYPES),
        ):
            parts[name] = parts[name].replace(end, more + end)
        for name, text in parts.items():
            # A ZipInfo made by hand bears 1980, not this minute; pandoc copies the part as it is.
            out.writestr(zipfile.ZipInfo(name), text)
    return target


def _fill_part(name: str, draft: Draft) -> str:
    """The XML of `report/assets/word/<name>` with its fields filled in."""
    text = (ASSETS / "word" / name).read_text(encoding="utf-8")
    shade, colour = draft.banner_colours
    sides = PAPER[::-1] if "landscape" in draft.fields else PAPER
    for field, value in {
        "{page_header}": escape(draft.fields["page-header"]),
        "{edition}": escape(draft.fields["edition"]),
        "{width}": f"{sides[0]}",
        "{height}": f"{sides[1]}",
        "{text_width}": f"{sides[0] - 2 * MARGIN}",
        "{lang}": draft.fields["lang"],
        "{shade}": shade.upper(),
        "{colour}": colour.upper(),
    }.items():
        text = text.replace(field, value)
    return text


def _finish_docx(draft: Draft, written: str) -> Path:
    """Put in what pandoc cannot say: rows that are not broken across pages, and the author.

    The number of a caption becomes the field by which Word counts and lists captions.
    """
    docx = draft.folder / written
    creator, author = "<dc:creator>%s</dc:creator>", escape(draft.fields["creator"])
    changes = {
        "word/document.xml": {
            "<w:trPr>": "<w:trPr><w:cantSplit/>",
            "<w:tr><w:tc>": "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>",
        },
        "docProps/core.xml": {creator % "": creator % author},
    }
    with zipfile.ZipFile(docx) as archive:
        parts = {item: archive.read(item) for item in archive.infolist()}
    with zipfile.ZipFile(docx, "w", zipfile.ZIP_DEFLATED) as out:
        for item, content in parts.items():
            for old, new in changes.get(item.filename, {}).items():
                content = content.replace(old.encode(), new.encode())
            if item.filename == "word/document.xml":
                content = CAPTION_LABEL.sub(CAPTION_FIELD, content)
                content = DOCX_TABLE.sub(_style_cells, content)
            out.writestr(item, content)
    return docx


def _style_cells(found: re.Match[bytes]) -> bytes:
    """A table of Word with its text in styles of its own; a short table is kept on one page."""
    head, *rows = found[0].split(b"<w:tr>")
    kept = b"TableTextKept" if b'"TableKept"' in head else b"TableText"
    styles = [b"TableHeading" if b"<w:tblHeader" in row else kept for row in rows]
    styles[-1:] = [b"TableText"] if styles[-1] == kept else styles[-1:]
    styled = [
        row.replace(b'<w:pStyle w:val="Compact" />', b'<w:pStyle w:val="%b" />' % style)
        for row, style in zip(rows, styles, strict=True)
    ]
    return b"<w:tr>".join([head, *styled])


def _is_unprintable(character: str) -> bool:
    """Whether no document may hold this character: a control, a surrogate, a non-character."""
    code = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


class Format(NamedTuple):
    """The options of pandoc's writer, and what is done to its file after."""

    set_up: Callable[[Draft], dict]
    finish: Callable[[Draft, str], Path] = lambda draft, written: draft.folder / written


FORMATS = {
    "typst": Format(_set_up_typst, Draft.typeset),
    "docx": Format(_set_up_docx, _finish_docx),
    "html": Format(_set_up_html),
    "gfm": Format(lambda draft: {"wrap_text": "wrap-none"}),
}
OF_REPORTS, OF_LETTERS = ("typst", "docx", "html"), ("gfm", "docx")
