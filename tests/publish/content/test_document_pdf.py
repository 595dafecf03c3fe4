"""The PDF by its tags: PDF/UA-1 by a validator that is not the compiler, and what that misses."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PIL import Image
from pypdf.generic import BooleanObject, DecodedStreamObject, DictionaryObject, NameObject
from sample_report import draw_figures, write_sample

from analysis.model.store.paths import PROCESSED
from analysis.model.study import load_study
from analysis.publish.content.document import Manuscript, ReportMeta, render_report
from analysis.publish.content.publication import gather_publication
from analysis.publish.report import build_report, collect_contents, write_contents
from analysis.reconcile.results.comparison import read_comparison
from analysis.reconcile.validation.store import read_validation

page = pytest.importorskip("page", reason="page-validation is not installed")
AUTHOR = 'Somebody & others \\ "quoted"'
META = ReportMeta("A sample", ("illustrative",), edition="First", author=AUTHOR)
STUDIES = ("social-media-complaints", "published-replies", "national-request-2014")


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> Path:
    return draw_figures(tmp_path_factory.mktemp("drawn") / "figures")


@pytest.fixture(scope="module")
def pdf(figures, tmp_path_factory) -> Path:
    sample = Manuscript("report", write_sample(), META)
    return render_report([sample], figures, tmp_path_factory.mktemp("built"))["report.pdf"]


def list_failures(content: bytes) -> set[str]:
    profile = page.ValidationProfile.PDF_UA_1
    report = page.validate_pdf_bytes(content, profile=profile)
    assert report.rules.total > 100
    return {failure.rule_id for failure in report.failures}


def find_elements(writer: pypdf.PdfWriter, *kinds: str) -> Iterator[DictionaryObject]:
    """The structure elements of these kinds, in the order of the file."""
    for number in range(1, len(writer._objects) + 1):
        one = writer.get_object(number)
        if isinstance(one, DictionaryObject) and one.get("/S") in kinds:
            yield one


def drop_alternative(writer: pypdf.PdfWriter) -> None:
    del next(find_elements(writer, "/Figure"))["/Alt"]


def skip_level(writer: pypdf.PdfWriter) -> None:
    next(find_elements(writer, "/H2"))[NameObject("/S")] = NameObject("/H4")


def drop_language(writer: pypdf.PdfWriter) -> None:
    del writer._root_object["/Lang"]


def unmark(writer: pypdf.PdfWriter) -> None:
    writer._root_object["/MarkInfo"][NameObject("/Marked")] = BooleanObject(False)


def drop_header_links(writer: pypdf.PdfWriter) -> None:
    for cell in find_elements(writer, "/TH", "/TD"):
        cell.pop("/A", None)


def drop_title(writer: pypdf.PdfWriter) -> None:
    told = writer._root_object["/Metadata"].get_object().get_data()
    stream = DecodedStreamObject()
    stream.set_data(re.sub(rb"<dc:title>.*?</dc:title>", b"", told, flags=re.S))
    stream[NameObject("/Type")], stream[NameObject("/Subtype")] = map(
        NameObject, ("/Metadata", "/XML")
    )
    writer._root_object[NameObject("/Metadata")] = writer._add_object(stream)


def demote_header(writer: pypdf.PdfWriter) -> None:
    next(find_elements(writer, "/TH"))[NameObject("/S")] = NameObject("/TD")


def change(pdf: Path, fault) -> bytes:
    """The bytes of the PDF with one fault put in."""
    writer, stream = pypdf.PdfWriter(clone_from=pdf), io.BytesIO()
    fault(writer)
    writer.write(stream)
    return stream.getvalue()


SEEDED = {
    drop_alternative: "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001",
    skip_level: "PDFUA1-HEADING-NESTING-001",
    drop_language: "PDFUA1-OUTLINE-LANGUAGE-001",
    unmark: "PDFUA1-TAGGED-DOCUMENT-001",
    drop_header_links: "PDFUA1-TABLE-HEADERS-SCOPE-001",
    drop_title: "PDFUA1-METADATA-TITLE-001",
}


@pytest.mark.parametrize("fault", SEEDED, ids=lambda fault: fault.__name__)
def test_the_validator_finds_each_seeded_fault(pdf, fault):
    assert list_failures(change(pdf, lambda writer: None)) == set()
    assert SEEDED[fault] in list_failures(change(pdf, fault))


def list_table_faults(content: bytes) -> list[str]:
    """What the validator does not ask: every table captioned, every cell of its first row a header.

    Row heads are not asked for: the compiler has no way to tag one.
    """
    faults = []
    tables = [
        one for one in find_elements(pypdf.PdfWriter(clone_from=io.BytesIO(content)), "/Table")
    ]
    for table in tables:
        head = next(part.get_object() for part in table["/K"] if _kind(part) == "/THead")
        for row in head["/K"]:
            faults += [
                "a cell of the first row is no header"
                for cell in row.get_object()["/K"]
                if _kind(cell) != "/TH" or _scope(cell) != "/Column"
            ]
        if not _is_captioned(table):
            faults.append("a table has no caption")
    return faults


def _is_captioned(table) -> bool:
    """Whether a caption stands in the table, or beside it in the blocks that hold it alone."""
    place = table
    while "/Caption" not in map(_kind, place["/K"]):
        place = place["/P"].get_object()
        if place.get("/S") != "/Div":
            return False
    return True


def _kind(part) -> str:
    found = part.get_object()
    return found.get("/S", "") if isinstance(found, DictionaryObject) else ""


def _scope(cell) -> str:
    attributes = cell.get_object().get("/A", [])
    return next((one["/Scope"] for one in attributes if "/Scope" in one), "")


def test_our_own_check_finds_what_the_validator_misses(pdf):
    assert sum(1 for _ in find_elements(pypdf.PdfWriter(clone_from=pdf), "/Table")) == 3
    assert list_table_faults(pdf.read_bytes()) == []
    demoted = change(pdf, demote_header)
    assert list_failures(demoted) == set()
    assert list_table_faults(demoted) == ["a cell of the first row is no header"]


def test_a_table_without_a_caption_is_found(pdf):
    def drop_all(writer):
        for caption in find_elements(writer, "/Caption"):
            caption[NameObject("/S")] = NameObject("/Div")

    assert list_table_faults(change(pdf, drop_all)) == ["a table has no caption"] * 3


def test_the_pdf_has_author_language_and_bookmarks(pdf):
    reader = pypdf.PdfReader(pdf)
    assert reader.metadata.author == AUTHOR and reader.metadata.title == META.title
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"

    def flatten(entries) -> list[str]:
        nested = ([one.title] if not isinstance(one, list) else flatten(one) for one in entries)
        return [title for titles in nested for title in titles]

    titles = flatten(reader.outline)
    assert titles[:3] == ["Main points", "Counts by year", "How the windows meet"]
    assert "What was refused" in titles


def test_words_are_large_enough(pdf):
    """Body text at least 10.5 pt, and nothing under 9 pt but raised marks and the running lines."""
    sizes: dict[float, int] = {}

    def count(text, _, matrix, __, size) -> None:
        held = round(abs(size * matrix[3]), 1)
        sizes[held] = sizes.get(held, 0) + len(text.strip())

    for leaf in pypdf.PdfReader(pdf).pages:
        leaf.extract_text(visitor_text=count)
    assert sizes[10.5] > 500
    small = {size: letters for size, letters in sizes.items() if size < 9 and letters}
    assert sum(small.values()) < 0.15 * sum(sizes.values()), sizes


def list_blank_shares(pdf: Path, folder: Path) -> list[float]:
    """How much of each page's height, between its running lines, is blank in gaps of over 1 cm."""
    if not shutil.which("pdftoppm"):
        pytest.skip("poppler-utils is not installed")
    subprocess.run(["pdftoppm", "-r", "25.4", "-gray", pdf, folder / "leaf"], check=True)
    return [_measure_gaps(leaf) for leaf in sorted(folder.glob("leaf-*.pgm"))]


def _measure_gaps(leaf: Path) -> float:
    millimetres = np.asarray(Image.open(leaf))[25:-22]  # a dot is a millimetre
    inked = np.flatnonzero((millimetres < 250).any(axis=1))
    gaps = np.diff(np.concatenate([[-1], inked, [len(millimetres)]])) - 1
    return gaps[gaps > 10].sum() / len(millimetres)


def test_blank_pages_are_found(pdf, tmp_path):
    writer = pypdf.PdfWriter(clone_from=pdf)
    writer.insert_blank_page(index=1)
    writer.write(tmp_path / "gap.pdf")
    shares = list_blank_shares(tmp_path / "gap.pdf", tmp_path)
    assert len(shares) == len(writer.pages)
    assert shares[0] < 0.25 and shares[1] == 1


@pytest.fixture(scope="module", params=STUDIES)
def built(request, tmp_path_factory) -> dict[str, Path]:
    """The report of a study and its annex, with their figures as drawn."""
    study, build = load_study(request.param), tmp_path_factory.mktemp("study")
    publication = gather_publication(study, read_comparison(study), read_validation())
    write_contents(collect_contents(publication), build / study.name)
    return build_report(study.name, build, PROCESSED)


@pytest.mark.costly
def test_every_pdf_of_a_study_passes(built):
    for path in (path for path in built.values() if path.suffix == ".pdf"):
        assert list_failures(path.read_bytes()) == set(), path.name
        assert list_table_faults(path.read_bytes()) == [], path.name


@pytest.mark.costly
def test_no_page_of_a_report_but_the_last_is_a_quarter_blank(built, tmp_path):
    *shares, _ = list_blank_shares(built["report.pdf"], tmp_path)
    assert shares and max(shares) < 0.25, shares
