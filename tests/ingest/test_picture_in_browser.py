"""The picture in a real browser: it fits, asks for nothing, and tells a cell on focus."""

import os
import shutil
from dataclasses import replace

import pytest
from found_samples import RANK_TABLE, RANKS, list_cells_by_hand, make_workbook

from analysis.ingest import picture as drawing
from analysis.ingest.detection.question_kinds import OpenQuestion

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="no chromium, chromium-browser or google-chrome; CHROMIUM names none"
)
WIDE = [["Complaints by rank"], [], ["Rank", *range(1980, 2020)], ["PC", *range(40)]]
WIDE_TABLE = replace(
    RANK_TABLE,
    rows=(3,),
    columns=tuple(range(1, 41)),
    row_labels={3: ("PC",)},
    column_labels={column: (f"{1979 + column}",) for column in range(1, 41)},
    total_rows=frozenset(),
    total_columns=frozenset(),
    questions=(OpenQuestion("<b>is it bold?</b>", ("B4",)),),
)
# The contrast of each cell's words with what is behind them, as WCAG reckons it.
CONTRAST = """
() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = parts(colour).slice(0, 3).map(v => {
      v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (parts(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const worst = [...document.querySelectorAll("td, th, li, dt, dd, p, a, small")].map(e => {
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
  return Math.min(...worst);
}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("drawn") / "sheet.html"
    kept, drawing.list_cells = drawing.list_cells, list_cells_by_hand
    try:
        workbook = make_workbook([*WIDE, *RANKS[6:]], WIDE_TABLE)
        path.write_text("".join(drawing.draw_page(workbook, ["Q1"])), encoding="utf-8")
    finally:
        drawing.list_cells = kept
    return path.as_uri()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        # Chromium's own sandbox cannot start inside most containers.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(params=[(390, 844), (1440, 900)], ids=["phone", "desktop"])
def page(request, browser, address):
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height})
    opened.asked = []
    opened.on("request", lambda sent: opened.asked.append(sent.url))
    opened.goto(address)
    yield opened
    opened.close()


def test_the_page_fits_its_window_and_the_sheet_scrolls_in_its_box(page, address):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate("(b => b.scrollWidth > b.clientWidth)(document.querySelector('.scroll'))")
    assert page.asked == [address]


def test_the_sheet_begins_in_the_first_window_and_its_questions_stand_beside_or_below(page):
    sheet, found = (page.locator(name).first.bounding_box() for name in (".scroll", ".findings"))
    assert sheet["y"] < 0.7 * page.viewport_size["height"]
    beside = found["x"] >= sheet["x"] + sheet["width"] and found["y"] < sheet["y"] + 60
    below = found["y"] >= sheet["y"] + sheet["height"]
    assert below if page.viewport_size["width"] < 400 else beside


def test_a_cell_tells_its_labels_when_the_keyboard_reaches_it(page):
    cell = page.locator("td.d").nth(3)
    cell.focus()
    told = cell.evaluate("c => [getComputedStyle(c, '::after').content, c.title]")
    assert told[0] == f'"{told[1]}"' and told[1] == "PC › 1983: 3, data (E4)"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.title") == "PC › 1984: 4, data (F4)"


def test_letters_and_numbers_stay_in_sight_when_the_sheet_scrolls(page):
    page.evaluate("document.querySelector('.scroll').scrollLeft = 400")
    box = page.locator(".scroll").bounding_box()
    head = page.locator(".grid tbody th").first.bounding_box()
    assert abs(head["x"] - box["x"]) < 3


def test_words_stand_out_from_what_is_behind_them(page):
    assert page.evaluate(CONTRAST) >= 4.5


@pytest.mark.costly
def test_a_question_is_text_and_leads_to_its_cell(page):
    assert page.locator("ol.questions b").count() == 0
    page.locator("ol.questions a").first.click()
    assert page.locator("td:target").inner_text() == "0"
