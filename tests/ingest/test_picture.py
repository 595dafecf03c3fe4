"""The picture: every cell with its role, every text as text, large sheets by their ends."""

import re
from dataclasses import replace

import pytest
from found_samples import RANK_TABLE, RANKS, list_cells_by_hand, make_sheet, make_workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ingest import picture as page
from analysis.ingest.detection.found_tables import FoundCell
from analysis.ingest.detection.question_kinds import OpenQuestion
from analysis.ingest.files.sheet import Lines, Numbering, Span, read_address
from analysis.ingest.picture import (
    choose_lines,
    describe_cell,
    draw_grid,
    draw_page,
    draw_sheet,
    reads_right_to_left,
)


@pytest.fixture(autouse=True)
def _listed_by_hand(monkeypatch):
    monkeypatch.setattr(page, "list_cells", list_cells_by_hand)


def draw(rows=RANKS, table=RANK_TABLE, **facts) -> str:
    return "".join(draw_page(make_workbook(rows, table, **facts), ["Q1"]))


def draw_alone(rows, cells=(), **facts) -> str:
    figures = [read_address(cell.cell) for cell in cells if cell.role == "data"]
    lines = ({row for row, _ in figures}, {column for _, column in figures})
    return "".join(draw_sheet(make_sheet(rows, **facts), cells, lines))


def find_cell(html: str, words: str) -> str:
    """The opening tag of the cell with these words."""
    return re.search(rf"<td[^>]*>(?={re.escape(words)}</td>)", html)[0]


def test_each_cell_has_its_role_and_its_labels():
    html = draw()
    assert 'class="d"' in find_cell(html, "5") and "PC › 2019: 5, data (B4)" in html
    assert 'class="s"' in find_cell(html, "15") and "Total › Total: 15, total (D6)" in html
    assert 'class="l"' in find_cell(html, "PC") and 'class="t"' in find_cell(html, RANKS[0][0])
    assert "Sergeant › 2019: * = 1 to 4, suppressed, data (B5)" in html


def test_the_same_tables_give_the_same_bytes():
    assert draw() == draw()


def test_a_question_leads_to_its_cell():
    html = draw(
        table=replace(RANK_TABLE, questions=(OpenQuestion("is it blank?", ("B5", "C5:D6")),))
    )
    assert '<a href="#s1-B5">B5</a>, <a href="#s1-C5">C5:D6</a>: is it blank?' in html
    for cell in ("B5", "C5", "D5", "C6", "D6"):
        assert len(re.findall(f'id="s1-{cell}"', html)) == 1
    assert 'class="d q"' in find_cell(html, "*") and 'class="s q"' in find_cell(html, "15")


def test_what_a_question_says_to_type_is_set_apart():
    told = 'write `marks: {"<5": suppressed}` there'
    spelt = "write <code>marks: {&quot;&lt;5&quot;: suppressed}</code> there"
    html = draw(table=replace(RANK_TABLE, questions=(OpenQuestion(told, ("B5",)),)))
    assert f"B5</a>: {spelt}</li>" in html
    assert f"{told}<" not in html


def test_a_question_stands_with_its_remedy():
    question = OpenQuestion("is it blank?", ("B5",), remedy="say `gaps: [row]` there")
    html = draw(table=replace(RANK_TABLE, questions=(question,)))
    assert "is it blank? -&gt; say <code>gaps: [row]</code> there</li>" in html


def test_lines_passed_over_at_a_page_break_are_told_and_no_headers():
    (row, *_) = RANK_TABLE.rows
    html = draw(table=replace(RANK_TABLE, rows=RANK_TABLE.rows[1:], repeated=(row,)))
    assert f"<dt>passed over</dt><dd><bdi>row {row + 1}, a page break</bdi></dd>" in html
    assert f'class="n" tabindex="0" title="{RANKS[row][0]}, note' in html


def test_many_questions_about_the_file_are_folded_up():
    for many in (1, 3, 4):
        questions = tuple(OpenQuestion(f"is `{n}` one?") for n in range(many))
        with_questions = replace(make_workbook(RANKS, RANK_TABLE), questions=questions)
        kept, page.list_cells = page.list_cells, list_cells_by_hand
        try:
            html = "".join(draw_page(with_questions, ["Q1"]))
        finally:
            page.list_cells = kept
        assert ("<details open>" in html) is (many <= 3)
        assert html.count("</code> one?") == many and f"About the file: {many} question" in html


def test_no_words_of_a_workbook_steer_the_page():
    html = draw([["a\x1b[2Jb\u202ec"], *RANKS[1:]], file="a\x9b.xlsx")
    assert "a\ufffd[2Jb\ufffdc" in html and "\x1b" not in html and "\u202e" not in html


@settings(max_examples=40)
@given(st.text(alphabet="<>&\"'/=`scriptonx ", min_size=1, max_size=30))
def test_words_of_a_workbook_never_become_markup(words):
    """Whatever is written everywhere in a workbook, the tags of the page stay the same.

    But for <code>, in which a question sets what stands between backticks, also words of a cell.
    """
    kept, page.list_cells = page.list_cells, list_cells_by_hand
    try:
        drawn = [_name_tags(_draw_words(text)) for text in (f"x{words}x", "x")]
    finally:
        page.list_cells = kept
    assert drawn[0] == drawn[1]


def _draw_words(text: str) -> str:
    rows = [[text], ["a note"], ["Rank", text, text, text], *([text, 1, 2, 3] for _ in "abc")]
    labels = {line: (text,) for line in range(1, 6)}
    questions = (OpenQuestion(text, ("B4",)),)
    table = replace(RANK_TABLE, title=text, row_labels=labels, column_labels=labels)
    table = replace(table, marks={text: text}, questions=questions, row_kind=text, sheet=text)
    return "".join(draw_page(make_workbook(rows, table, name=text, file=text), [text]))


def _name_tags(html: str) -> list[str]:
    body = html[html.index("<body>") :]
    tags = [re.sub(r'="[^"]*"', "", tag) for tag in re.findall(r"<[^>]*>", body)]
    return [tag for tag in tags if tag not in ("<code>", "</code>")]


def test_merged_cells_are_drawn_as_one():
    rows = [["a", "", "b"], ["", "", "c"]]
    html = draw_alone(rows, merged=(Span(0, 0, 1, 1),))
    assert html.count("<td") == 3 and '<td rowspan="2" colspan="2">' in html


def test_a_merged_cell_that_is_cut_is_drawn_once_more_behind_the_cut():
    cells = [FoundCell("Q1", f"B{row}", "data", "1") for row in range(1, 101)]
    cells.append(FoundCell("Q1", "A1", "label", "long"))
    rows = [["long", 1], *(["", 1] for _ in range(99))]
    html = draw_alone(rows, cells, merged=(Span(0, 0, 99, 0),))
    assert html.count(">long</td>") == 2 and 'rowspan="3"' in html
    assert "60 rows left out (38 to 97)" in html


def test_a_sheet_from_right_to_left_is_drawn_so():
    hebrew = [["שנה", 2017, 2018], ["סך הכל", 1, 2]]
    assert reads_right_to_left(make_sheet(hebrew)) and 'dir="rtl"' in draw_alone(hebrew)
    assert 'dir="ltr"' in draw_alone(RANKS)


def test_hidden_lines_and_remarks_are_told():
    numbering = Numbering(Lines((range(2, 4),)), Lines((range(1, 2),)))
    sheet = make_sheet(RANKS, numbering=numbering, remarks={(3, 1): "never calculated"})
    cells = {(3, 1): FoundCell("Q1", "C6", "data", "5")}
    html = "".join(draw_grid(sheet, cells, [range(6)], [range(4)], {}, ""))
    assert "… 2 rows hidden in the workbook (3 to 4)" in html
    assert "… 1 column hidden in the workbook (B)" in html
    assert '<th scope="row">2</th>' in html and '<th scope="row">3</th>' not in html
    assert "5, data (C6); never calculated" in html


def test_long_words_run_on_over_blank_cells_and_no_further():
    cells = [FoundCell("Q1", "A1", "note", "long words"), FoundCell("Q1", "D1", "note", "x")]
    html = draw_alone([["long words", "", "", "x"]], cells)
    assert 'colspan="3"' in find_cell(html, "long words")


def test_a_range_says_its_ends():
    cell = FoundCell("Q1", "B2", "data", "x", low=3, high=float("inf"), status="withheld")
    assert describe_cell(cell) == "x = at least 3, withheld, data (B2)"
    assert describe_cell(FoundCell("Q1", "B2", "empty", "")) == "nothing, blank (B2)"


@given(
    st.lists(st.sampled_from(["figures", "words", ""]), max_size=200),
    st.sets(st.integers(0, 199), max_size=5),
    st.integers(10, 60),
)
def test_what_is_drawn_is_in_order_bounded_and_holds_what_is_asked(kinds, wanted, budget):
    wanted = {line for line in wanted if line < len(kinds)}
    shown = [line for group in choose_lines(kinds, wanted, budget) for line in group]
    assert shown == sorted(set(shown)) and wanted <= set(shown)
    assert not kinds or {0, len(kinds) - 1} <= set(shown)
    assert len(shown) <= budget + len(wanted) + 3


@pytest.mark.parametrize(("kind", "drawn"), [("figures", 40), ("words", 40), ("", 2)])
def test_a_long_run_of_lines_is_drawn_by_its_ends(kind, drawn):
    assert sum(map(len, choose_lines([kind] * 1000, set(), 60))) == drawn


def test_a_long_sheet_says_how_much_is_left_out():
    rows = [*RANKS[:3], *([f"PC {n}", n, n, n] for n in range(1000))]
    table = replace(RANK_TABLE, rows=tuple(range(3, 1003)), marks={}, total_rows=frozenset())
    html = draw(rows, table)
    assert "960 rows left out (41 to 1000)" in html and len(html) < 100_000
