"""From Markdown to the report as a web page, a Word file and a PDF."""

import os
import re
import shutil
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.publish.desk import Desk
from analysis.publish.pages import check_markdown, write_html, write_pdf
from analysis.publish.word import write_docx

__all__ = ["ReportMeta", "escape_markdown", "render_report"]

# The weakest claim first: the first word found decides the colour of the banner.
HEADERS = {
    "illustrative": "ILLUSTRATIVE FIGURES – not the forces’ own",
    "transcribed": "TRANSCRIBED FIGURES – copied from what was published",
    "disclosed": "DISCLOSED FIGURES – from the forces’ own workbooks",
}
EPOCH = 315_532_800  # 1 January 1980, the first day a zip file can name


@dataclass(frozen=True)
class ReportMeta:
    """What stands around the text.

    `provenance` holds every provenance the report rests on. `page_header` is printed on each
    page; left empty, it is worded from `provenance`. `edition` is printed under the title; left
    empty, it is the date of SOURCE_DATE_EPOCH, never today. `source` is the Markdown file that
    faults name.

    Raises `ValueError` for no or unknown provenance, for a page header that leaves one unsaid,
    and when neither an edition nor SOURCE_DATE_EPOCH is given.
    """

    title: str
    provenance: tuple[str, ...]
    subtitle: str = ""
    page_header: str = ""
    edition: str = ""
    lang: str = "en-GB"
    source: str = "report.md"

    def __post_init__(self) -> None:
        unknown = sorted(set(self.provenance) - set(HEADERS))
        if unknown or not self.provenance:
            raise ValueError(
                f"provenance {', '.join(unknown) or '(none)'} is not one of {', '.join(HEADERS)}"
            )
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
        words = [word for word in HEADERS if word in self.provenance]
        if len(words) == 1:
            return HEADERS[words[0]]
        # Neither kind may speak for the other: each figure and table says whose it is.
        return f"PART {', PART '.join(words)}".upper() + " – each reply says which"

    @property
    def clock(self) -> int:
        """The time written into the files, in seconds since 1970."""
        return max(int(os.environ.get("SOURCE_DATE_EPOCH", EPOCH)), EPOCH)

    def describe(self) -> dict[str, str]:
        """Return the fields that the templates fill in."""
        moment = datetime.fromtimestamp(self.clock, UTC)
        fields = {
            "title": self.title,
            "subtitle": self.subtitle,
            "lang": self.lang,
            "edition": self.edition or f"Edition of {moment.day} {moment:%B %Y}",
            "page-header": self.header,
            "provenance": " ".join(word for word in HEADERS if word in self.provenance),
            "banner-word": next(word for word in HEADERS if word in self.provenance),
        }
        return {key: value for key, value in fields.items() if value}


def render_report(markdown: str, figures: Path, target: Path, meta: ReportMeta) -> dict[str, Path]:
    """Write `report.html`, `report.docx` and `report.pdf` into `target`: all three or none.

    `markdown` names a figure as `![Caption](figures/NAME){#fig:NAME alt="..."}` and captions a
    table with `: Caption {#tbl:NAME}`; `@fig:NAME` and `@tbl:NAME` refer to them. `figures` holds
    NAME.svg and NAME.png. Each caption carries the report's provenance, or the words of its own
    `provenance="..."`, or nothing for `provenance="none"`.

    Returns the three paths by `html`, `docx` and `pdf`. Raises `Faults` listing every fault of
    the text by name; files from an earlier call then stay as they were.
    """
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".report-", dir=target) as temporary:
        desk = Desk(Path(temporary), meta.clock, meta.describe())
        if figures.is_dir():
            shutil.copytree(figures, desk.folder / "figures")
        document = check_markdown(markdown, desk, meta.source)
        with ThreadPoolExecutor(2) as pool:
            writers = (write_pdf, write_docx, write_html)
            pages = list(pool.map(lambda write: write(document, desk), writers))
        return {page.suffix[1:]: page.replace(target / page.name) for page in pages}


def escape_markdown(text: str) -> str:
    """Return `text` as Markdown that shows it as plain words on one line, whatever it holds.

    White space and line ends become single spaces. Characters that cannot be printed become
    U+FFFD; the invisible ones that turn the reading direction of their surroundings are dropped,
    and right-to-left text is set apart, so that no label can reorder the numbers beside it.
    """
    kept = [c for c in " ".join(text.split()) if unicodedata.bidirectional(c) not in TURNS]
    plain = "".join("\ufffd" if is_unprintable(c) else c for c in kept)
    if any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in plain):
        plain = f"\u2068{plain}\u2069"
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", plain)


TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def is_unprintable(character: str) -> bool:
    """Say whether no document may hold this character: a control, a surrogate, a non-character."""
    code = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )
