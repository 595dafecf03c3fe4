"""The report's three outputs: complete, labelled, checked, safe and the same bytes every time."""

import html
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sample_report import FIGURES, HOSTILE_LABEL, draw_figures, write_sample

from analysis.model.faults import Faults
from analysis.publish.content.document import (
    ASSETS,
    READER,
    Draft,
    Manuscript,
    ReportMeta,
    escape_markdown,
    find_pandoc,
    render_report,
)

EDITION = "First edition"
META = ReportMeta("A <b>sample</b> & #its *title*", ("illustrative",), edition=EDITION)
CORE = "docProps/core.xml"
CAPTION = r"<(figcaption|caption)>(.*?)</\1>"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> Path:
    return draw_figures(tmp_path_factory.mktemp("drawn") / "figures")


def render(markdown: str, figures: Path, target: Path, meta: ReportMeta = META) -> dict[str, Path]:
    """The pages of a report of one document, by their endings."""
    pages = render_report([Manuscript("report", markdown, meta)], figures, target)
    return {page.suffix[1:]: page for page in pages.values()}


@pytest.fixture(scope="module")
def pages(figures, tmp_path_factory) -> dict[str, Path]:
    return render(write_sample(), figures, tmp_path_factory.mktemp("build"))


def run_tool(*command: str | Path) -> str:
    if not shutil.which(str(command[0])):
        pytest.skip(f"{command[0]} (poppler-utils) is not installed")
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def read_part(docx: Path, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(docx) as archive:
        return ElementTree.fromstring(archive.read(name))


def read_text(element: ElementTree.Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{WORD}t"))


# --- the same bytes ---


@pytest.mark.costly
def test_another_place_zone_and_hash_seed_give_the_same_bytes(pages, figures, tmp_path):
    moved = shutil.copytree(figures, tmp_path / "elsewhere" / "figures")
    program = (
        "import sys, pathlib; from sample_report import write_sample;"
        "from analysis.publish.content.document import *;"
        f"meta = ReportMeta({META.title!r}, ('illustrative',), edition={EDITION!r});"
        "sample = Manuscript('report', write_sample(), meta);"
        "render_report([sample], *map(pathlib.Path, sys.argv[1:]))"
    )
    environment = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    places = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    environment |= {"HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(places)}
    subprocess.run(
        [sys.executable, "-c", program, moved, tmp_path / "build"], env=environment, check=True
    )
    for page in pages.values():
        assert page.read_bytes() == (tmp_path / "build" / page.name).read_bytes(), page.name


def test_no_output_holds_a_path_of_this_machine(pages, figures):
    with zipfile.ZipFile(pages["docx"]) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
        years = {item.date_time[0] for item in archive.infolist()}
        assert years <= {1980, datetime.fromtimestamp(META.clock, UTC).year}
    for content in [pages["html"].read_bytes(), pages["pdf"].read_bytes(), *parts]:
        for path in (figures.parent, pages["html"].parent, Path.home(), Path.cwd()):
            assert str(path).encode() not in content


# --- what is in them ---


def test_every_pdf_page_bears_header_and_number_and_repeats_table_headings(pages):
    leaves = run_tool("pdftotext", "-layout", pages["pdf"], "-").split("\f")[:-1]
    assert len(leaves) >= 5
    for number, leaf in enumerate(leaves, start=1):
        assert META.header in leaf
        assert f"Page {number} of {len(leaves)}" in leaf
    assert sum("Text as" in leaf for leaf in leaves) >= 3
    words = re.sub(r"\s", "", run_tool("pdftotext", "-raw", pages["pdf"], "-"))
    assert words.count("foi-10000-illustrative.xlsx") == 120


def test_pdf_is_tagged_a4_and_uses_packaged_fonts_only(pages):
    facts = run_tool("pdfinfo", pages["pdf"])
    assert re.search(r"Tagged:\s+yes", facts) and "(A4)" in facts
    assert re.search(r"Title:\s+A <b>sample</b> & #its \*title\*", facts)
    assert b"pdfuaid:part>1<" in pages["pdf"].read_bytes()
    fonts = run_tool("pdffonts", pages["pdf"]).splitlines()[2:]
    assert fonts and all("DejaVuSans" in line for line in fonts)
    tags = run_tool("pdfinfo", "-struct", pages["pdf"])
    assert tags.count("Figure:") == len(FIGURES)
    assert tags.count("TH <") >= 3 * 7


def test_docx_has_headings_header_a4_alt_text_and_repeating_rows(pages):
    body = read_part(pages["docx"], "word/document.xml")
    styles = [node.get(f"{WORD}val") for node in body.iter(f"{WORD}pStyle")]
    assert {"Title", "Heading1", "Heading2", "TableCaption", "ImageCaption"} <= set(styles)
    assert {"TableHeading", "TableText", "Banner", "Note"} <= set(styles)
    size = next(body.iter(f"{WORD}pgSz"))
    assert (size.get(f"{WORD}w"), size.get(f"{WORD}h")) == ("11906", "16838")
    alts = [node.get("descr") for node in body.iter() if node.tag.endswith("}docPr")]
    assert len(alts) == len(FIGURES) and all(alts)
    assert len(list(body.iter(f"{WORD}tblHeader"))) == len(list(body.iter(f"{WORD}tbl"))) == 3
    rows = list(body.iter(f"{WORD}tr"))
    assert len(rows) > 120 and all(
        row.find(f"{WORD}trPr/{WORD}cantSplit") is not None for row in rows
    )
    assert read_text(read_part(pages["docx"], "word/header.xml")) == META.header
    footer = read_part(pages["docx"], "word/footer.xml")
    assert EDITION in read_text(footer)
    assert " PAGE " in [node.text for node in footer.iter(f"{WORD}instrText")]


def test_docx_lists_its_contents_and_counts_its_captions_by_fields(pages):
    body = read_part(pages["docx"], "word/document.xml")
    told = "".join(node.text for node in body.iter(f"{WORD}instrText"))
    assert told.split() == ["TOC", "\\o", '"1-2"', "\\h", "\\z", "\\u"]
    states = [node.get(f"{WORD}fldCharType") for node in body.iter(f"{WORD}fldChar")]
    assert states == ["begin", "separate", "end"]
    listed, headings, fields, marks = [], [], {}, set()
    for paragraph in body.iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        name = "" if style is None else style.get(f"{WORD}val")
        if name in {"TOC1", "TOC2"}:
            listed.append(read_text(paragraph))
            marks |= {link.get(f"{WORD}anchor") for link in paragraph.iter(f"{WORD}hyperlink")}
        elif name in {"Heading1", "Heading2"}:
            headings.append(read_text(paragraph))
        for field in paragraph.iter(f"{WORD}fldSimple"):
            fields.setdefault((name, field.get(f"{WORD}instr")), []).append(read_text(field))
    assert listed == headings and len(listed) > 5
    assert marks <= {node.get(f"{WORD}name") for node in body.iter(f"{WORD}bookmarkStart")}
    assert fields == {
        ("TableCaption", " SEQ Table \\* ARABIC "): ["1", "2", "3"],
        ("ImageCaption", " SEQ Figure \\* ARABIC "): ["1", "2", "3"],
    }
    # A caption keeps with the table that follows it, and the table says it too.
    blocks = list(body.find(f"{WORD}body"))
    for before, table in itertools.pairwise(
        block for block in blocks if block.tag in {f"{WORD}p", f"{WORD}tbl"}
    ):
        if table.tag == f"{WORD}tbl":
            assert before.find(f"{WORD}pPr/{WORD}pStyle").get(f"{WORD}val") == "TableCaption"
            said = table.find(f"{WORD}tblPr/{WORD}tblCaption").get(f"{WORD}val")
            assert said.split()[:2] == read_text(before).split()[:2]


def test_docx_says_its_language_and_author(pages):
    styles = read_part(pages["docx"], "word/styles.xml")
    assert {node.get(f"{WORD}val") for node in styles.iter(f"{WORD}lang")} == {"en-GB"}
    settings = read_part(pages["docx"], "word/settings.xml")
    assert next(settings.iter(f"{WORD}themeFontLang")).get(f"{WORD}val") == "en-GB"
    core = {node.tag.rpartition("}")[2]: node.text for node in read_part(pages["docx"], CORE)}
    assert (core["language"], core["creator"], core["title"]) == ("en-GB", META.author, META.title)


@pytest.mark.costly
def test_libreoffice_opens_the_docx_and_loses_nothing(pages, tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("soffice (libreoffice-writer-nogui) is not installed")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "odt", "--outdir", tmp_path]
    subprocess.run([*command, pages["docx"]], check=True, capture_output=True, timeout=300)
    with zipfile.ZipFile(tmp_path / "report.odt") as archive:
        read = ElementTree.fromstring(archive.read("content.xml"))
        drawn = [name for name in archive.namelist() if name.startswith("Pictures/")]
    kinds = Counter(node.tag.rpartition("}")[2] for node in read.iter())
    body = read_part(pages["docx"], "word/document.xml")
    assert kinds["table"] == 3 and len(drawn) == len(FIGURES)
    assert kinds["table-header-rows"] == 3 and kinds["table-of-content"] == 1
    assert kinds["sequence"] == 6
    assert kinds["desc"] == len(FIGURES)  # their alternative texts
    notes = [note for note in read.iter() if note.tag.endswith("}note")]
    assert len(notes) == 2 and "sixty months" in "".join(notes[0].itertext())
    for note in notes:  # they stand in the middle of their paragraphs
        after, _ = note.tail, note.clear()
        note.tail = after
    words = re.sub(r"\s", "", "".join(read.itertext()))
    told = [re.sub(r"\s", "", read_text(paragraph)) for paragraph in body.iter(f"{WORD}p")]
    assert [text for text in told if text not in words] == []


def read_captions(page: Path) -> list[str]:
    """The inside of every caption of a figure or table, in the page's order."""
    return [words for _, words in re.findall(CAPTION, page.read_text(), re.S)]


def test_every_caption_says_illustrative_in_all_three(pages):
    captions = read_captions(pages["html"])
    assert len(captions) == 6
    assert all('class="provenance illustrative">ILLUSTRATIVE<' in words for words in captions)
    body = read_part(pages["docx"], "word/document.xml")
    for paragraph in body.iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        if style is not None and style.get(f"{WORD}val") in {"TableCaption", "ImageCaption"}:
            assert "ILLUSTRATIVE" in read_text(paragraph)
    printed = run_tool("pdftotext", "-layout", pages["pdf"], "-")
    assert len(re.findall(r"(?:Figure|Table)\s\d\s+ILLUSTRATIVE", printed)) == 6


def test_references_read_as_numbers_and_lead_somewhere(pages):
    page = pages["html"].read_text()
    assert '<a href="#fig:yearly">Figure\u00a01</a>' in page
    assert '<a href="#tbl:sources">Table\u00a03</a>' in page
    assert '<a href="#line-5" id="from-line-5" class="trace"><sup>[5]</sup></a>' in page
    assert "@fig:" not in page and "@tbl:" not in page
    body = read_part(pages["docx"], "word/document.xml")
    marks = {node.get(f"{WORD}name") for node in body.iter(f"{WORD}bookmarkStart")}
    anchors = {node.get(f"{WORD}anchor") for node in body.iter(f"{WORD}hyperlink")} - {None}
    assert {"fig:yearly", "tbl:sources"} <= anchors <= marks
    assert not any("line-5" in name for name in marks | anchors)  # the note is the page's alone


def test_page_is_one_file_with_no_outside_address(pages):
    page = pages["html"].read_text()
    addresses = re.findall(r"""(?:src|href)=["']([^"']*)""", page)
    assert addresses and all(address.startswith(("#", "data:")) for address in addresses)
    assert "<svg" not in page and "url(" not in page and "@import" not in page
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(|\.src\b", page)
    assert page.count('src="data:image/svg+xml;base64,') == len(FIGURES)


def test_page_runs_its_own_script_alone_and_allows_no_other(pages):
    page = pages["html"].read_text()
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert script == (ASSETS / "page.js").read_text(encoding="utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert re.findall(r"script-src ([^\"]*)", page) == [f"'sha256-{digest}'"]
    assert not re.search(r"<[^>]* on\w+=", page.split("<main", 1)[1].split("<script>")[0])


def test_a_figure_drawn_for_narrow_windows_is_shown_there(figures, tmp_path):
    both = shutil.copytree(figures, tmp_path / "figures")
    shutil.copy(both / "ranks.svg", both / "yearly-narrow.svg")
    page = render(FIGURE, both, tmp_path / "out")["html"].read_text()
    narrow = b64encode((both / "ranks.svg").read_bytes()).decode()
    assert f'media="(max-width: 40rem)" srcset="data:image/svg+xml;base64,{narrow}"' in page


def test_headings_of_tables_say_what_they_head_in_the_page(figures, tmp_path):
    single = "| Word |\n|:--|\n| alone |\n\n: One column\n"
    page = render(TABLE + "\n\n" + single, figures, tmp_path)["html"].read_text()
    cells = re.findall(r"<(t[hd])[^>]*?(?: scope=\"(\w+)\")?>([^<]*)</t[hd]>", page)
    assert cells == [
        *[("th", "col", "A"), ("th", "col", "B"), ("th", "row", "x"), ("td", "", "1")],
        *[("th", "col", "Word"), ("td", "", "alone")],
    ]


def test_columns_of_like_text_share_the_room_of_a_table(figures, tmp_path):
    words = " ".join(["word"] * 80)
    rows = f"| {words} | little | {words} |\n| x | nothing | {words} |\n"
    text = f"| A | B | C |\n|:--|:--|:--|\n{rows}\n: Shares\n"
    page = render(text, figures, tmp_path)["html"].read_text()
    first, second, third = map(int, re.findall(r"<col style=\"width: (\d+)%\"", page))
    assert second < 15 < first < third < 1.3 * first


def test_a_cell_breaks_before_no_dash_and_within_a_long_word_alone(figures, tmp_path):
    name = "file/of-many-parts_and-words.xlsx"
    cells = f"| {name} | a – b | – | 1 to 4 |"
    text = f"| A | B | C | D |\n|:--|:--|--:|--:|\n{cells}\n\n: From {name} – as printed\n"
    page = render(text, figures, tmp_path)["html"].read_text()
    name, *short = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", page.split("<tbody>")[1])
    assert name.count("<wbr>") == 6 and short == ["a\u00a0– b", "–", "1\u00a0to\u00a04"]
    (caption,) = read_captions(tmp_path / "report.html")
    assert "<wbr>" not in caption and " – as printed" in caption


def test_signs_stay_signs_wherever_they_stand(figures, tmp_path):
    """Typst would make an ellipsis of three dots and a minus sign of a hyphen before a digit."""
    sign = escape_markdown("a...-1")
    text = (
        f"# Head {sign}\n\nText {sign}[^n] and *bold {sign}*\n\n[^n]: Note {sign}\n\n"
        f"Term {sign}\n\n:   Meaning {sign}\n\n- Point {sign}\n\n> Quote {sign}\n\n"
        f"| Cell {sign} |\n|--|\n| {sign} |\n\n: Caption {sign}\n"
    )
    pdf = render(text, figures, tmp_path)["pdf"]
    words = run_tool("pdftotext", pdf, "-")
    assert words.count("a...-1") == 11 and not re.search("[…−]", words)


def test_captions_show_their_own_provenance_words(figures, tmp_path):
    text = (
        "| A |\n|--:|\n| 1 |\n\n: Both\n\n"
        '| B |\n|--:|\n| 1 |\n\n: Copied {provenance="transcribed"}\n\n'
        '| C |\n|--:|\n| 1 |\n\n: Words {provenance="none"}\n'
    )
    meta = ReportMeta("Mixed", ("transcribed", "illustrative"), edition=EDITION)
    assert meta.header == "PART ILLUSTRATIVE, PART TRANSCRIBED – each reply says which"
    captions = read_captions(render(text, figures, tmp_path, meta)["html"])
    badges = [re.findall(r'class="provenance (\w+)"', words) for words in captions]
    assert badges == [["illustrative", "transcribed"], ["transcribed"], []]


# --- what is refused ---

FIGURE = '![Caption](figures/yearly){#fig:yearly alt="Bars."}\n\n'
TABLE = "| A | B |\n|:--|--:|\n| x | 1 |\n\n: Caption {#tbl:t}\n\n"
REFUSED = {
    "See @fig:nowhere.": "@fig:nowhere: no figure or table, and no work in",
    "![Caption](figures/yearly){#fig:yearly}": "figure yearly: no words for readers",
    '![Bars.](figures/yearly){#fig:yearly alt="Bars."}': "figure yearly: no words for readers",
    '![Caption](figures/absent){#fig:absent alt="Bars."}': "figures/absent.svg is missing",
    '![Caption](/etc/passwd){alt="Bars."}': "figures/passwd.png is missing",
    '![Caption](figures/yearly){#yearly alt="Bars."}': "the name #yearly is no figure's",
    'In ![words](figures/yearly){alt="Bars."} here.': "stands inside a paragraph",
    FIGURE + FIGURE: "figure yearly: the name #fig:yearly is used twice",
    "| First | B |\n|:--|--:|\n| x | 1 |\n": 'the table that begins with "First": no caption',
    TABLE.replace("#tbl:t", "#t"): "table t: that name is no table's",
    TABLE.replace("#tbl:t", 'provenance="guessed"'): "unknown provenance guessed",
    TABLE.replace("#tbl:t", 'provenance="disclosed"'): "disclosed, which the report does not",
    "A [GUESSED]{.provenance} one.": "unknown provenance GUESSED",
    "[words](javascript:alert)": "javascript:alert is neither http, https nor mailto",
    "[words](#no-such-place)": "the link to #no-such-place leads nowhere",
    "# One\n\n### Three\n": 'heading "Three" skips a level: 3 follows 1',
}


def test_all_faults_of_a_text_are_named_at_once_and_earlier_files_stay(figures, tmp_path):
    (tmp_path / "report.html").write_text("earlier")
    with pytest.raises(Faults, match='"Two" skips a level: 2 follows 0'):
        render("## Two\n", figures, tmp_path)
    with pytest.raises(Faults) as listing:
        render("\n\n".join(REFUSED), figures, tmp_path)
    assert sorted(tmp_path.iterdir()) == [tmp_path / "report.html"]
    assert (tmp_path / "report.html").read_text() == "earlier"
    for problem in REFUSED.values():
        assert problem in str(listing.value)
    assert all(fault.file == "report.md" and fault.remedy for fault in listing.value.faults)


# --- a report with an annex ---

BODY = FIGURE + "See @tbl:all, [@tbl:t; @tbl:all], 12[\\[7\\]](#line-7){.trace}.\n\n" + TABLE
ANNEX = (
    "# Trace\n\n"
    + TABLE.replace("#tbl:t", "#tbl:all").replace("x |", "[7]{#line-7} |")
    + ("As @fig:yearly shows, [beside](#trace).\n\n# Trace {#trace-again}\n")
)


UNKNOWN = "@{}: no figure or table, and no work in references.bib, has that name"


def with_annex(annex: str = ANNEX, body: str = BODY) -> list[Manuscript]:
    meta = ReportMeta("The annex", ("illustrative",), edition=EDITION, source="annex.md")
    return [Manuscript("report", body, META), Manuscript("annex", annex, meta)]


def test_references_lead_from_one_document_to_another(figures, tmp_path):
    pages = render_report(with_annex(), figures, tmp_path)
    endings = ("html", "docx", "pdf")
    assert set(pages) == {f"{name}.{end}" for name in ("report", "annex") for end in endings}
    page = re.sub("[ \n]+", " ", pages["report.html"].read_text())
    away = '<a href="annex.html#tbl:all" class="elsewhere">Table\u00a0A1</a>'
    assert f"See {away}\u00a0in\u00a0the\u00a0annex, " in page
    assert f'<a href="#tbl:t">Table\u00a01</a>, {away}\u00a0in\u00a0the\u00a0annex, 12' in page
    assert '<a href="annex.html#line-7" class="elsewhere trace"><sup>[7]</sup></a>' in page
    assert '<a href="annex.html">The annex</a>' in page
    other = re.sub("[ \n]+", " ", pages["annex.html"].read_text())
    assert 'class="elsewhere">Figure\u00a01</a>\u00a0in\u00a0the\u00a0report shows' in other
    assert '<a href="#trace">beside</a>' in other and 'id="tbl:all"' in other
    told = "See Table\u00a0A1\u00a0in\u00a0the\u00a0annex, Table\u00a01, Table\u00a0A1\u00a0in"
    words = [
        read_text(p) for p in read_part(pages["report.docx"], "word/document.xml").iter(f"{WORD}p")
    ]
    assert any(paragraph.startswith(told) for paragraph in words)
    assert b"annex.html" not in read_bytes_of(pages["report.docx"])
    printed = " ".join(run_tool("pdftotext", "-layout", pages["report.pdf"], "-").split())
    assert "See Table A1 in the annex, Table 1, Table A1 in the annex, 12" in printed


def read_bytes_of(docx: Path) -> bytes:
    with zipfile.ZipFile(docx) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_works_are_cited_and_listed_in_every_format(figures, tmp_path):
    text = (
        BODY
        + "\n\nBy law [@foia2000, section 17], and by @holm1979 and [@klein2020; @garwood1936].\n"
    )
    pages = render_report(with_annex(body=text), figures, tmp_path)
    page = re.sub("<[^>]*>|[ \n]+", " ", pages["report.html"].read_text().split("</style>")[-1])
    body = read_part(pages["report.docx"], "word/document.xml")
    printed = run_tool("pdftotext", "-layout", pages["report.pdf"], "-")
    for words in (page, " ".join(map(read_text, body.iter(f"{WORD}p"))), printed):
        words = " ".join(words.split())
        assert "2000" in words and "Holm ( 1979 )" in words.replace("(1979)", "( 1979 )")
        assert words.count("References") >= 1 and "Scandinavian Journal of Statistics" in words
        assert "Fiducial Limits for the Poisson" in words and "legislation.gov.uk" in words
    assert "References" not in pages["annex.html"].read_text()
    assert 'href="#ref-holm1979"' in pages["report.html"].read_text()


def test_a_misspelt_name_is_told_the_nearest(figures, tmp_path):
    with pytest.raises(Faults) as listing:
        render_report(
            with_annex(body=BODY + "\n\n@holm1976, @tbl:al and [@tbl:t; @holm1979]"),
            figures,
            tmp_path,
        )
    remedies = " ".join(fault.remedy for fault in listing.value.faults)
    assert "perhaps to @holm1979" in remedies and "perhaps to @tbl:all" in remedies
    assert "cite works apart from figures and tables" in str(listing.value)


def test_faults_of_all_documents_are_told_by_their_files(figures, tmp_path):
    annex = ANNEX + "\nSee @tbl:none.\n\n" + TABLE + "\n[x](#no-place)\n"
    with pytest.raises(Faults) as listing:
        render_report(with_annex(annex, BODY + "\n\n@fig:none"), figures, tmp_path)
    told = {(fault.file, fault.problem) for fault in listing.value.faults}
    assert told == {
        ("report.md", UNKNOWN.format("fig:none")),
        ("annex.md", UNKNOWN.format("tbl:none")),
        ("annex.md", "table tbl:t: the name #tbl:t is used twice"),
        ("annex.md", "the link to #no-place leads nowhere in this report"),
    }
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [FIGURE + TABLE + "See @fig:yearly and [@tbl:t; @fig:yearly]."])
def test_a_text_without_faults_is_not_refused(text, figures, tmp_path):
    page = render(text, figures, tmp_path)["html"].read_text()
    assert page.count('<a href="#fig:yearly">') == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "report.docx",
        "report.html",
        "report.pdf",
    ]


def test_a_report_says_where_its_figures_come_from_and_when(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with pytest.raises(ValueError, match="no date"):
        ReportMeta("Title", ("illustrative",))
    with pytest.raises(ValueError, match="provenance guessed is not one of"):
        ReportMeta("Title", ("guessed",), edition=EDITION)
    with pytest.raises(ValueError, match=r"provenance \(none\)"):
        ReportMeta("Title", (), edition=EDITION)
    with pytest.raises(ValueError, match="does not say illustrative"):
        ReportMeta("Title", ("illustrative",), page_header="Real figures", edition=EDITION)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert ReportMeta("T", ("disclosed",)).describe()["edition"] == "Edition of 14 November 2023"


# --- text that comes from a workbook ---

NASTY = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://a.example/x.png)",
    "$x^2$ and \\(y\\)",
    "#set page(width: 1pt)",
    '#image("/etc/passwd")',
    "@fig:yearly",
    "a|b||c",
    "`code` ``` ~~~",
    "*a* _b_ **c** ~~d~~ x^2^ H~2~O",
    "1. one",
    "- dash -- --- ... -? -1 -a 1-2",
    "= heading",
    "/ term: // comment /* */",
    "\"double\" 'single'",
    "<tbl:wide> {.class #id} ::: note",
    "&lt; &#60; &amp;amp;",
    "\\ \\\\ \\n \\u{41}",
    "[^1] ^[note] [@x] -@y",
    "https://example.org/a_b?c=d&e=%20",
    "=1+1",
    "Mr. Smith e.g. this",
    "{page_header} {edition} $title$ $if(x)$",
    "日本語 😀 ∑ ﷽ क्ष",
    "[[table: x]] {{key}}",
]
LABELS = st.text(
    st.one_of(
        st.sampled_from("\\`*_{}[]()<>#+-.!|$@^~\"'&:;=/%\n\t\r0aB é\u00a0\u2028\u202e\u200b\x00"),
        st.characters(),
    ),
    max_size=24,
)


def as_printed(text: str) -> str:
    """The same text with the marks that hold a right-to-left label together taken off."""
    return re.sub("[\u2068\u2069]", "", text)


def read_markdown(markdown: str) -> list:
    with TemporaryDirectory() as temporary:
        (Path(temporary) / "text.md").write_text(markdown, encoding="utf-8")
        draft = Draft(Path(temporary), "text", 315_532_800, {})
        options = (f"--from={READER}", "--to=json", "--columns=1000000", "text.md")
        done = draft.run(find_pandoc(), *options)
    return json.loads(done)["blocks"]


def read_inlines(inlines: list) -> str:
    kinds = {inline["t"] for inline in inlines}
    assert kinds <= {"Str", "Space"}, kinds
    return "".join(inline.get("c", " ") for inline in inlines)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(NASTY)
@given(st.lists(LABELS, min_size=20, max_size=40))
def test_any_label_is_plain_words_to_the_reader(labels):
    labels = [label for label in labels if escape_markdown(label)]
    if not labels:
        return
    escaped = [escape_markdown(label) for label in labels]
    assert not any("\n" in label for label in escaped)
    rows = "\n".join(f"| {label} | {label} |" for label in escaped)
    text = "\n\n".join([*escaped, f"| A | B |\n|:--|--:|\n{rows}"])
    *paragraphs, table = read_markdown(text)
    shown = [read_inlines(block["c"]) for block in paragraphs]
    cells = [read_inlines(cell[4][0]["c"]) for row in table["c"][4][0][3] for cell in row[1]]
    assert cells == [words for words in shown for _ in range(2)]
    for label, words in zip(labels, shown, strict=True):
        # Nothing that can be seen is lost, and nothing is added.
        seen = [c for c in "".join(label.split()) if c.isalnum() or c in "<>|$#@`*_[]()"]
        assert [c for c in words if c.isalnum() or c in "<>|$#@`*_[]()"] == seen
        assert not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e]", words)


def test_nasty_labels_read_the_same_in_all_three(figures, tmp_path):
    rows = "\n".join(f"| {escape_markdown(label)} | 1 |" for label in NASTY)
    prose = "\n\n".join(escape_markdown(label) for label in NASTY)
    caption = escape_markdown(NASTY[0] + NASTY[6])
    alt = escape_markdown(NASTY[5])
    text = f'![{caption}](figures/yearly){{alt="{alt}"}}\n\n{prose}\n\n| A | B |\n|:--|--:|\n'
    pages = render(f"{text}{rows}\n\n: {caption}\n", figures, tmp_path)

    page = pages["html"].read_text()
    cells = re.findall(r"<th[^>]*>(.*?)</th>", page.split("<tbody>")[1], re.S)
    flat = [re.sub(r"\s+", " ", html.unescape(cell.replace("<wbr>", ""))) for cell in cells]
    assert flat == NASTY
    assert f'alt="{html.escape(NASTY[5])}"' in page

    body = read_part(pages["docx"], "word/document.xml")
    rows = [read_text(next(row.iter(f"{WORD}tc"))) for row in body.iter(f"{WORD}tr")]
    assert rows[1:] == NASTY
    paragraphs = [read_text(paragraph) for paragraph in body.iter(f"{WORD}p")]
    assert set(NASTY) <= set(paragraphs)

    printed = re.sub(r"\s", "", run_tool("pdftotext", "-raw", pages["pdf"], "-"))
    for label in NASTY:
        if label.isascii():
            assert printed.count(re.sub(r"\s", "", label)) >= 1, label


@pytest.mark.costly
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LABELS, min_size=30, max_size=60))
def test_any_label_can_be_set_in_all_three(figures, tmp_path_factory, labels):
    rows = "\n".join(f"| {escape_markdown(label)} | 1 |" for label in labels)
    text = f"| A | B |\n|:--|--:|\n{rows}\n\n: {escape_markdown(''.join(labels))}x\n"
    pages = render(text, figures, tmp_path_factory.mktemp("any"))
    read_part(pages["docx"], "word/document.xml")
    assert pages["html"].read_text().count("<tr>") == len(labels) + 1


def test_a_right_to_left_label_keeps_to_itself():
    assert escape_markdown("كلمة 1") == "\u2068كلمة 1\u2069"
    assert escape_markdown("safe\u202etxt") == "safetxt"
    assert escape_markdown(" a\n\tb\u2028c ") == "a b c"
    assert escape_markdown("\x00") == "\ufffd"
    assert as_printed(escape_markdown("שלום")) == "שלום"
    assert "<script" in HOSTILE_LABEL
