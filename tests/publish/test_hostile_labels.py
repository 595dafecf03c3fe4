"""A study whose replies print labels that would break or run: its whole report, page and PDF."""

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import pandas as pd
import pypdf
import pytest

from analysis.model.checks import CHECKS
from analysis.model.store.paths import ROOT
from analysis.publish.content.document import render_report
from analysis.publish.report import collect_contents, fill_report, write_contents
from analysis.reconcile.validation.store import read_validation
from tests.publish.figure_samples import make_publication, observe, year

RUNS = "<script>document.title='ran'</script><img src=x onerror=document.title='ran'>"
MARKUP = (
    '{{table: gate}} [go](javascript:alert(1)) ![a](b) @fig:no `#let` $x^2$ *b* | =HYPERLINK("x")'
)
SCRIPTS = "\u0643\u0644\u0645\u0629 \u202e321 漢字 ＡＢ 👮"
LABEL = f"{RUNS} {MARKUP} {SCRIPTS} ".ljust(300, "w")
PAGE_SIZE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)"')
WORD_TOPS = re.compile(r'<word xMin="[-\d.]+" yMin="([-\d.]+)"')
WORD_ENDS = re.compile(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)"')
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every text that a reply brings along is hostile: reference, definition, table, label."""
    folder = tmp_path_factory.mktemp("hostile")
    told = {"definition": LABEL, "table": LABEL, "note": LABEL, "text": LABEL}
    rows = []
    for force, count in (("metropolitan", 240), ("staffordshire", 40)):
        named = told | {"reference": f"{force} {LABEL}"}
        rows += [observe(force, year(2018 + n), count + n, **named) for n in range(5)]
        for n, code in enumerate(("constable", "sergeant", "inspector")):
            kind = named | {"category": ("rank", code), "label": f"{n} {LABEL}"}
            rows.append(observe(force, ("2018-01-01", "2023-01-01"), count * (n + 1), **kind))
    made = make_publication(rows)
    text = (ROOT / "report" / "any-study.md").read_text(encoding="utf-8")
    path = folder / "report.md"
    path.write_text(f"{text}\n\n# By rank\n\n{{{{figure: rank}}}}\n", encoding="utf-8")
    study = made.study.model_copy(update={"report": path})
    checks = pd.DataFrame(columns=CHECKS.names, dtype="str")
    comparison = replace(made.comparison, checks=checks)
    publication = replace(made, study=study, comparison=comparison, validation=read_validation())
    contents = collect_contents(publication)
    index, _ = write_contents(contents, folder)
    entries = json.loads(index.read_text(encoding="utf-8"))
    texts = fill_report(publication, contents.numbers, entries)
    assert sum("caption" in entry for entry in entries.values()) >= 6  # most are drawn
    assert sum(text.markdown.count("script") for text in texts) > 20  # and the labels are told
    return render_report(texts, folder / "figures", folder / "out")


def test_on_a_phone_the_page_fits_and_runs_nothing(pages):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no chromium, chromium-browser or google-chrome; CHROMIUM names none")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in ("report", "annex"):
            page = browser.new_page(viewport={"width": 360, "height": 800})
            said, asked = [], []
            page.on("console", lambda message, said=said: said.append(message.text))
            page.on("dialog", lambda dialog, said=said: said.append(dialog.message))
            page.on("request", lambda sent, asked=asked: asked.append(sent.url))
            page.goto(pages[f"{name}.html"].as_uri())
            assert said == [] and len([url for url in asked if not url.startswith("data:")]) == 1
            assert page.title() == ("T" if name == "report" else "T: annex")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            beyond = page.evaluate(
                "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') &&"
                " e.getBoundingClientRect().right > 361).map(e => e.outerHTML.slice(0, 200))"
            )
            assert beyond == []
            assert page.evaluate("document.scripts.length") == 1
            assert page.locator("img[onerror], a[href^=javascript], iframe").count() == 0
            assert "<script>document.title=" in page.locator("main").text_content()
            page.close()
        browser.close()


@pytest.mark.parametrize("name", ["report", "annex"])
def test_in_the_pdf_every_word_lies_inside_the_margins(pages, name):
    path = pages[f"{name}.pdf"]
    reader = pypdf.PdfReader(path)
    assert reader.metadata.title == ("T" if name == "report" else "T: annex")
    words = "".join("".join(leaf.extract_text().split()) for leaf in reader.pages)
    assert "<script>document.title=" in words
    for leaf in reader.pages:
        actions = [one.get_object().get("/A", {}) for one in leaf.get("/Annots", [])]
        assert not any("javascript" in str(action).lower() for action in actions)
    if not shutil.which("pdftotext"):
        pytest.skip("poppler-utils is not installed")
    told = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True)
    sizes = [tuple(map(float, size)) for size in PAGE_SIZE.findall(told.stdout.decode())]
    assert len(set(sizes)) == 1
    wide, _ = sizes[0]
    # A picture that floats to the top of page one stays below the title.
    tops = [float(top) for top in WORD_TOPS.findall(told.stdout.decode())]
    title = re.search(r'yMin="([\d.]+)"[^>]*>T:?<', told.stdout.decode())
    assert min(tops[:200]) == float(title[1])
    ends = [(float(low), float(high)) for low, high in WORD_ENDS.findall(told.stdout.decode())]
    assert len(ends) > 300
    assert [end for end in ends if end[0] < 20 or end[1] > wide - 20] == []


@pytest.mark.parametrize("name", ["report", "annex"])
def test_the_word_file_holds_the_labels_as_words_and_nothing_that_acts(pages, name):
    with zipfile.ZipFile(pages[f"{name}.docx"]) as archive:
        parts = {
            one: archive.read(one) for one in archive.namelist() if one.endswith(("xml", "rels"))
        }
    texts = {one: ET.fromstring(content) for one, content in parts.items()}  # each is well formed
    body = "".join(texts["word/document.xml"].itertext())
    assert "<script>" in body and "=HYPERLINK(" in body
    fields = re.findall(rb'w:instr="([^"]*)"|<w:instrText[^>]*>([^<]*)', parts["word/document.xml"])
    assert all(b"HYPERLINK" not in field + text for field, text in fields)
    assert not any(b"javascript:" in content for one, content in parts.items() if "rels" in one)
