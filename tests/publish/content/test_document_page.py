"""The web page in a real browser: it fits, loads nothing, leads somewhere and runs nothing."""

import itertools
import os
import shutil
from dataclasses import replace

import pytest
from sample_report import FIGURES, draw_figures, write_sample

from analysis.publish.content.document import Manuscript, ReportMeta, render_report

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="no chromium, chromium-browser or google-chrome; CHROMIUM names none"
)
HEADER = "ILLUSTRATIVE FIGURES & 'nothing' else"
PHONE, DESKTOP = (390, 844), (1440, 900)


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    figures = draw_figures(tmp_path_factory.mktemp("drawn") / "figures")
    meta = ReportMeta(
        "A sample report", ("illustrative",), page_header=HEADER, edition="First edition"
    )
    sample = Manuscript("report", write_sample(), meta)
    wide = sample.markdown[sample.markdown.index("| Force | Rank as printed") :]
    beside = wide[: wide.index("## What was refused")].replace("#tbl:wide", "#tbl:also")
    annex = Manuscript("annex", beside, replace(meta, title="An annex", landscape=True))
    return render_report([sample, annex], figures, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def address(documents):
    return documents["report.html"].as_uri()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        # Chromium's own sandbox cannot start inside most containers.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request, browser, address):
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height})
    opened.asked, opened.complaints = [], []
    opened.on("request", lambda sent: opened.asked.append(sent.url))
    opened.on("console", lambda said: opened.complaints.append(said.text))
    opened.goto(address)
    yield opened
    opened.close()


@pytest.mark.costly
def test_page_fits_its_window_and_wide_things_scroll_in_their_own_box(page):
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(b => [b.clientWidth, b.scrollWidth])"
    )
    assert len(boxes) == 3
    assert all(shown <= width for shown, _ in boxes)
    page.evaluate("window.scrollTo(10000, 0)")
    assert page.evaluate("window.scrollX") == 0


def test_on_a_phone_nothing_scrolls_sideways_but_the_tables_of_an_annex(browser, documents):
    for name, scrolls in (("report", False), ("annex", True)):
        opened = browser.new_page(viewport={"width": 360, "height": 800})
        opened.goto(documents[f"{name}.html"].as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= 360
        wide = opened.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1"
            " && /auto|scroll/.test(getComputedStyle(e).overflowX)).map(e => e.id)"
        )
        assert bool(wide) == scrolls, (name, wide)
        opened.close()


def test_on_a_phone_each_cell_of_a_wide_table_stands_under_the_last_with_its_heading(page):
    cells = page.evaluate(
        "[...document.getElementById('tbl:yearly').querySelector('tbody tr').cells].map(cell => ["
        " getComputedStyle(cell, '::before').content, cell.getBoundingClientRect().top,"
        " cell.getBoundingClientRect().right, cell.innerText])"
    )
    assert [words for *_, words in cells][:3] == ["Exampleshire Police", "18\u00a0[x]", "24"]
    assert all(right <= page.viewport_size["width"] for _, _, right, _ in cells)
    tops, labels = [top for _, top, *_ in cells], [label for label, *_ in cells]
    if page.viewport_size["width"] == PHONE[0]:
        assert tops == sorted(set(tops))
        assert labels[1:] == [f'"{head}: "' for head in (*range(2018, 2024), "Total", "Rung")]
    else:
        assert len(set(tops)) == 1 and set(labels) == {"none"}


def test_page_asks_for_nothing_but_itself(page, address):
    asked = {url for url in page.asked if not url.startswith("data:")}
    assert asked == {address}
    assert page.complaints == []


def test_every_image_is_drawn_and_described(page):
    images = page.evaluate(
        "[...document.images].map(i => [i.complete, i.naturalWidth, i.naturalHeight, i.alt,"
        " i.closest('figure').querySelector('figcaption').innerText])"
    )
    assert len(images) == len(FIGURES)
    for complete, wide, high, alt, caption in images:
        assert complete and wide > 0 and high > 0
        assert alt and alt not in caption


def test_every_link_inside_the_page_leads_somewhere(page):
    broken = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
        ".filter(h => !document.getElementById(decodeURIComponent(h.slice(1))))"
    )
    assert broken == []
    names = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(names) == len(set(names))
    page.locator("main a[href='#tbl:sources']").first.click()
    banner, caption = (
        page.locator(place).first.bounding_box()
        for place in (".banner", "[id='tbl:sources'] caption")
    )
    assert caption["y"] >= banner["y"] + banner["height"], "the banner hides what a link leads to"


def test_banner_stays_in_sight(page):
    banner = page.locator(".banner")
    assert banner.inner_text() == HEADER
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    place = banner.bounding_box()
    assert 0 <= place["y"] < 1 and place["height"] > 15


def test_headings_stand_in_order_and_the_skip_link_comes_first(page):
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#report"
    assert page.locator(".skip").bounding_box()["x"] >= 0


def test_markup_in_a_label_is_shown_and_never_run(page):
    assert page.title() == "A sample report"
    assert page.evaluate("document.querySelectorAll('script, img[onerror]').length") == 1
    assert "<script>document.title='ran'</script>" in page.locator("main").inner_text()


@pytest.mark.costly
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser, address, scheme):
    opened = browser.new_page(color_scheme=scheme)
    opened.goto(address)
    pairs = opened.evaluate(
        """['main p', 'h2', 'main a', '.banner', '.provenance', '.edition', 'td', '.note p']
        .map(place => {
          const element = document.querySelector(place);
          let ground = element;
          while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)')
            ground = ground.parentElement;
          return [place, getComputedStyle(element).color, getComputedStyle(ground).backgroundColor];
        })"""
    )
    opened.close()
    for place, words, ground in pairs:
        assert contrast(words, ground) >= 4.5, (scheme, place, words, ground)


def contrast(first: str, second: str) -> float:
    """WCAG's ratio of two colours given as `rgb(r, g, b)`."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted(map(luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


# --- what its script adds ---


def read_column(page, table: str, column: int) -> list[str]:
    rows = f"[...document.getElementById('{table}').querySelectorAll('tbody tr')]"
    return page.evaluate(f"{rows}.map(row => row.cells[{column}].innerText.trim())")


def test_tables_sort_by_the_keyboard(page):
    before = read_column(page, "tbl:yearly", 7)
    heading = page.locator("[id='tbl:yearly'] thead th").nth(7)
    heading.get_by_role("button", name="Sort by Total").focus()
    page.keyboard.press("Enter")
    assert read_column(page, "tbl:yearly", 7) == ["21", "138", "1,750"] != before
    assert heading.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert read_column(page, "tbl:yearly", 7) == ["1,750", "138", "21"]
    assert heading.get_attribute("aria-sort") == "descending"
    page.locator("[id='tbl:yearly'] thead th").nth(0).click()
    assert read_column(page, "tbl:yearly", 0)[0] == "Exampleshire Police"
    assert heading.get_attribute("aria-sort") is None


def test_figures_enlarge_by_the_keyboard_and_close_by_escape(page):
    width = "document.images[0].getBoundingClientRect().width"
    before = page.evaluate(width)
    page.get_by_role("checkbox", name="Enlarge Figure").first.focus()
    page.keyboard.press("Space")
    assert page.evaluate(width) > 1.2 * before
    page.keyboard.press("Escape")
    assert page.evaluate(width) == before


def test_contents_mark_where_one_is(page):
    for name in ("Ranks", "What a word means here", "Main points"):
        page.get_by_role("heading", name=name, exact=True).evaluate("h => h.scrollIntoView()")
        page.locator("nav [aria-current]", has_text=name).wait_for(timeout=5000)
        assert page.locator("nav [aria-current]").count() == 1


@pytest.mark.parametrize("press", ["click", "tap", "Enter"])
def test_a_note_opens_at_its_number(browser, address, press):
    opened = browser.new_context(has_touch=True, viewport={"width": 360, "height": 800}).new_page()
    opened.goto(address)
    mark, note = opened.locator("main a.trace").first, opened.locator(".note-at-number")
    assert not note.is_visible()
    mark.press("Enter") if press == "Enter" else getattr(mark, press)()
    assert note.is_visible() and "18 + 24 + 28" in note.inner_text()
    assert opened.url == address and note.evaluate("n => n.contains(document.activeElement)")
    box, at = note.bounding_box(), mark.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert abs(box["y"] - at["y"]) < box["height"] + 40
    opened.keyboard.press("Escape")
    assert not note.is_visible() and mark.evaluate("m => m === document.activeElement")
    opened.context.close()


def test_without_a_script_a_note_is_a_link_away_with_a_way_back(browser, address):
    opened = browser.new_context(java_script_enabled=False).new_page()
    opened.goto(address)
    opened.locator("main a.trace").first.click()
    assert opened.url == f"{address}#line-5"
    back = opened.locator("[id='line-5'] .back a").first
    back.click()
    assert opened.url == f"{address}#from-line-5"
    opened.context.close()


@pytest.mark.costly
@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_leaves_nothing_undecided(browser, address, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    opened.goto(address)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.run(opened).response
    assert [rule["id"] for rule in found["violations"]] == []
    assert len(found["passes"]) > 20
    # What the edge of a box cuts is decided once it is scrolled into sight.
    for rule in found["incomplete"]:
        for node in rule["nodes"]:
            opened.locator(node["target"][0]).evaluate("e => e.scrollIntoView({inline: 'center'})")
            again = axe.run(opened, context={"include": [node["target"]]}).response
            assert [one["id"] for one in again["violations"] + again["incomplete"]] == [], node
    opened.close()
